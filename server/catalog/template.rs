//! Message and fix templates: `{name}` stands for a capture or for a word that a fact binds.

use super::text::Text;
use serde::{Deserialize, Serialize};

/// A parsed template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
enum Part {
    Text(Text),
    Hole(Text),
}

impl Template {
    /// Parses `source`; `{{` and `}}` are literal braces.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(source: &str) -> Result<Template, String> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = source;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                text.push_str(brace);
                rest = after;
                continue;
            }
            let (name, after) = match (brace, rest.split_once('}')) {
                ("{", Some(split)) => split,
                _ => {
                    return Err(format!(
                        "unpaired `{brace}` in \"{source}\"; write `{brace}{brace}` for the character"
                    ));
                }
            };
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text).into()));
            }
            parts.push(Part::Hole(name.into()));
            rest = after;
        }
        text.push_str(rest);
        if !text.is_empty() {
            parts.push(Part::Text(text.into()));
        }
        Ok(Template(parts))
    }

    /// The names in braces.
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Hole(name) => Some(&**name),
            Part::Text(_) => None,
        })
    }

    /// The text with each hole filled by `word`; `None` when one has no word.
    pub fn fill(&self, mut word: impl FnMut(&str) -> Option<String>) -> Option<String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Hole(name) => text.push_str(&word(name)?),
            }
        }
        Some(text)
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| match part {
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
