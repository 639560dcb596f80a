//! Predicates over the texts of captures: `#eq?`, `#match?`, `#any-of?` and their negations.
//!
//! Owns what they mean, as tree-sitter defines them. Must not know how patterns are matched.

use super::matcher::Capture;
use super::query::Argument;
use super::text::Text;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use tree_sitter::Node;

/// Gives the source text of a node.
pub(super) type TextOf<'m, 's> = &'m dyn Fn(Node) -> &'s str;

/// A predicate over the texts of captures.
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct TextTest {
    /// The capture whose text is tested.
    pub(super) capture: u32,
    wanted: bool,
    how: How,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
enum How {
    Equals(Text),
    SameAs(u32),
    OneOf(Vec<Text>),
    EndsWith(Ending),
    Matches(LazyRegex),
}

/// What most regular expressions here ask: whether a name, or the last part of a dotted one, ends in
/// one of some words. That needs no machine, which takes a tenth of a millisecond to build.
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Ending {
    /// Whether the word must be the whole last part: `(^|\.)` stands before it.
    is_part: bool,
    words: Vec<Text>,
}

impl Ending {
    /// Reads `word$`, `(one|other)$` and `(^|\.)(one|other)$`; `None` for anything else.
    fn read(pattern: &str) -> Option<Ending> {
        let body = pattern.strip_suffix('$')?;
        let (is_part, body) = body.strip_prefix(r"(^|\.)").map_or((false, body), |rest| (true, rest));
        let words: Vec<&str> = match body.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            Some(inner) => inner.split('|').collect(),
            None => vec![body],
        };
        let words: Vec<Text> = words.into_iter().map(|word| word.replace(r"\.", ".").into()).collect();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let all_plain = pattern.matches('.').count() == pattern.matches(r"\.").count()
            && words.iter().all(|word| word.split('.').all(|part| !part.is_empty() && part.chars().all(is_plain)));
        all_plain.then_some(Ending { is_part, words })
    }

    fn is_of(&self, text: &str) -> bool {
        self.words.iter().any(|word| {
            text.strip_suffix(&**word).is_some_and(|before| !self.is_part || before.is_empty() || before.ends_with('.'))
        })
    }
}

/// A regular expression that is compiled when it is first needed: most are for code that a file
/// does not hold.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct LazyRegex {
    source: Text,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

impl PartialEq for LazyRegex {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl LazyRegex {
    fn new(source: &str) -> Self {
        LazyRegex { source: source.into(), compiled: OnceLock::new() }
    }

    /// One with a mistake matches nothing.
    fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.source).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

impl TextTest {
    /// Reads `#eq?`, `#match?`, `#any-of?` and their negations; `None` for any other predicate.
    pub(super) fn read(name: &str, arguments: &[Argument]) -> Option<Result<TextTest, String>> {
        let (wanted, plain) = match name.strip_prefix("not-") {
            Some(plain) => (false, plain),
            None => (true, name),
        };
        let texts = |arguments: &[Argument]| -> Option<Vec<Text>> {
            arguments
                .iter()
                .map(|argument| match argument {
                    Argument::Text(text) => Some(Text::from(&**text)),
                    Argument::Capture(_) => None,
                })
                .collect()
        };
        let how = match (plain, arguments) {
            ("eq?", [Argument::Capture(_), Argument::Text(text)]) => How::Equals(Text::from(&**text)),
            ("eq?", [Argument::Capture(_), Argument::Capture(other)]) => How::SameAs(*other),
            ("match?", [Argument::Capture(_), Argument::Text(pattern)]) => {
                Ending::read(pattern).map_or_else(|| How::Matches(LazyRegex::new(pattern)), How::EndsWith)
            }
            ("any-of?", [Argument::Capture(_), rest @ ..]) => match texts(rest) {
                Some(texts) => How::OneOf(texts),
                None => return Some(Err("`#any-of?` wants strings".into())),
            },
            ("eq?" | "match?" | "any-of?", _) => return Some(Err(format!("`#{name}` wants a capture and a text"))),
            _ => return None,
        };
        let Some(Argument::Capture(capture)) = arguments.first() else { return None };
        Some(Ok(TextTest { capture: *capture, wanted, how }))
    }

    /// What is wrong with its regular expression, if it has one and that has a mistake.
    pub(super) fn mistake(&self) -> Option<String> {
        match &self.how {
            How::Matches(regex) => Regex::new(&regex.source).err().map(|error| error.to_string()),
            _ => None,
        }
    }

    /// Whether the text of one capture decides.
    pub(super) fn is_of_one(&self) -> bool {
        !matches!(self.how, How::SameAs(_))
    }

    /// The texts of which the captured one must be, where they can be listed.
    pub(super) fn one_of(&self) -> Option<Vec<Text>> {
        match &self.how {
            How::Equals(text) if self.wanted => Some(vec![text.clone()]),
            How::OneOf(texts) if self.wanted => Some(texts.clone()),
            _ => None,
        }
    }

    /// The words in one of which the captured text must end, where it must.
    pub(super) fn endings(&self) -> Option<&[Text]> {
        match &self.how {
            How::EndsWith(ending) if self.wanted => Some(&ending.words),
            _ => None,
        }
    }

    /// Whether the captures' texts are as wanted.
    pub(super) fn holds<'s>(&self, captures: &[Capture], text: TextOf<'_, 's>) -> bool {
        let node_of = |index: u32| captures.iter().find(|capture| capture.index == index).map(|capture| capture.node);
        // As in tree-sitter, a capture that is not there satisfies any test.
        let Some(own) = node_of(self.capture).map(text) else { return true };
        let answer = match &self.how {
            How::Equals(wanted) => *own == **wanted,
            How::SameAs(other) => node_of(*other).is_none_or(|other| text(other) == own),
            How::OneOf(list) => list.iter().any(|item| **item == *own),
            How::EndsWith(ending) => ending.is_of(own),
            How::Matches(regex) => regex.is_match(own),
        };
        answer == self.wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_what_the_regular_expression_says() {
        let patterns = ["wait$", "(j|J)$", r"(^|\.)intern$", r"(^|\.)(patch|patch\.object)$"];
        let texts =
            ["", "wait", "x.wait", "await", "2J", "intern", "sys.intern", "reintern", "a.patch.object", "patchy"];
        for pattern in patterns {
            let (ending, regex) = (Ending::read(pattern).expect(pattern), Regex::new(pattern).expect(pattern));
            for text in texts {
                assert_eq!(ending.is_of(text), regex.is_match(text), "{pattern} on {text}");
            }
        }
    }

    #[test]
    fn all_else_is_a_regular_expression() {
        let others = ["^test", "raises$|warns$", "[jJ]$", "a.b$", "(a|(b))$", "()$", "$", r"run(_all)?$", r"a\.$"];
        for pattern in others {
            assert!(Ending::read(pattern).is_none(), "{pattern}");
        }
    }
}
