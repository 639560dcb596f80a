//! Message and fix templates: `{name}` stands for a capture or for a word that a fact binds.

use super::text::Text;
use memchr::memchr2;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A template: its source, which has no mistake. It is taken apart when it is filled, as few are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Template(Text);

enum Part<'t> {
    Text(&'t str),
    Hole(&'t str),
}

impl Template {
    /// Parses `source`; `{{` and `}}` are literal braces.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(source: &str) -> Result<Template, String> {
        match Parts(source).find_map(Result::err) {
            Some(brace) => Err(format!("unpaired `{brace}` in \"{source}\"; write `{brace}{brace}` for the character")),
            None => Ok(Template(source.into())),
        }
    }

    /// The names in braces.
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        self.parts().filter_map(|part| match part {
            Part::Hole(name) => Some(name),
            Part::Text(_) => None,
        })
    }

    /// The text with each hole filled by `word`; `None` when one has no word.
    pub fn fill(&self, mut word: impl FnMut(&str) -> Option<String>) -> Option<String> {
        let mut text = String::new();
        for part in self.parts() {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Hole(name) => text.push_str(&word(name)?),
            }
        }
        Some(text)
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        Parts(&self.0).filter_map(Result::ok)
    }
}

/// Takes a template's source apart; the last item is a brace without its fellow, if there is one.
struct Parts<'t>(&'t str);

impl<'t> Iterator for Parts<'t> {
    type Item = Result<Part<'t>, &'t str>;

    fn next(&mut self) -> Option<Self::Item> {
        let (text, rest) = self.0.split_at(memchr2(b'{', b'}', self.0.as_bytes()).unwrap_or(self.0.len()));
        if !text.is_empty() {
            self.0 = rest;
            return Some(Ok(Part::Text(text)));
        }
        let (brace, rest) = rest.split_at_checked(1)?;
        let (part, rest) = match (brace, rest.strip_prefix(brace), rest.split_once('}')) {
            (_, Some(rest), _) => (Ok(Part::Text(brace)), rest),
            ("{", None, Some((name, rest))) => (Ok(Part::Hole(name)), rest),
            _ => (Err(brace), ""),
        };
        self.0 = rest;
        Some(part)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Hole(name) => write!(f, "{{{name}}}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn holes_are_filled_and_doubled_braces_kept() {
        let template = Template::parse("{left} == {{{right}}}").unwrap();
        let filled = template.fill(|name| Some(name.to_uppercase()));
        assert_eq!(filled.as_deref(), Some("LEFT == {RIGHT}"));
        assert_eq!(template.fill(|_| None), None);
    }

    #[test]
    fn an_unpaired_brace_is_an_error() {
        assert!(Template::parse("{left").is_err());
        assert!(Template::parse("left}").is_err());
    }
}
