//! A section of a person's notes as others show it.

use super::index::{Index, Place};
use super::{excerpt, line_of};
use std::path::PathBuf;

/// So many places are named for one topic.
const MOST: usize = 4;

/// What one section says of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The file.
    pub path: PathBuf,
    /// The 1-based line of the heading.
    pub line: usize,
    /// File and heading, for a person, as plain text.
    pub label: String,
    /// The section's head as Markdown: whole paragraphs, nothing in it that an editor could run.
    /// Empty for all but the first place.
    pub text: String,
}

impl Quote {
    /// The label as Markdown, none of its characters a mark.
    pub fn markdown_label(&self) -> String {
        let mut out = String::with_capacity(self.label.len() + 8);
        for character in self.label.chars() {
            if character.is_ascii_punctuation() && !matches!(character, '.' | ',' | '-' | '/' | '\'' | ':') {
                out.push('\\');
            }
            out.push(character);
        }
        out
    }
}

impl Index {
    /// The places about a topic, as far as they are shown; the first one with its text.
    pub fn quotes(&self, topic: &str) -> Vec<Quote> {
        let places = self.about(topic).into_iter().take(MOST).enumerate();
        let quote = |(number, Place { document, section }): (usize, Place<'_>)| {
            let name = document.path.file_name().unwrap_or_default().to_string_lossy();
            let body = document.text.get(section.body.clone()).unwrap_or_default();
            Quote {
                path: document.path.clone(),
                line: line_of(&document.text, section.at),
                label: format!("{name} § {}", section.heading),
                text: if number == 0 { excerpt(body) } else { String::new() },
            }
        };
        places.map(quote).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Matcher};
    use super::*;
    use std::path::Path;

    #[test]
    fn the_first_place_is_quoted_and_the_others_named() {
        let matcher = Matcher::new([("scope-legb", ["LEGB"].into_iter())].into_iter());
        let mut index = Index::default();
        for (name, text) in
            [("b.md", "x\n\n# 2. LEGB\n\nsecond\n"), ("a.md", "# LEGB [<x>](command:y)\n\nfirst\n\n## Sub\n\nmore\n")]
        {
            index.put(Document::new(Path::new(name), text.to_string(), &matcher));
        }
        let quotes = index.quotes("scope-legb");
        assert_eq!(quotes.len(), 1, "{quotes:?}");
        assert_eq!(
            (quotes[0].line, quotes[0].label.as_str(), quotes[0].text.as_str()),
            (3, "b.md § 2. LEGB", "second")
        );
        let odd = Quote { label: "a.md § [x](command:y) `is` <b>".into(), ..quotes[0].clone() };
        assert_eq!(odd.markdown_label(), "a.md § \\[x\\]\\(command:y\\) \\`is\\` \\<b\\>");
        assert!(index.quotes("decorators").is_empty());
    }
}
