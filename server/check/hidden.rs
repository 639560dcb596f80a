//! Findings of statements that an error hides for now.
//!
//! A string or a bracket that is opened takes along what stands behind it until it is closed, and
//! with it would go what was found there, at each such key. Owns the findings of statements whose
//! text nobody touched since they last parsed, for as long as an error lies over them. They are
//! shown, and nothing else is made of them. Must not know how findings are made.

use super::Finding;
use super::common::Common;
use super::incremental::Entry;
use std::ops::Range;

/// The findings of a hidden statement.
pub(super) struct Statement {
    /// Byte range in the present text.
    pub range: Range<usize>,
    /// As they were found last, at their places in the present text; without those that a comment
    /// silenced then, for that may be hidden, too.
    pub findings: Vec<Finding>,
}

/// All of a document.
#[derive(Default)]
pub(super) struct Hidden(Vec<Statement>);

impl Hidden {
    /// Takes over what was known of the text before: the statements that parsed, and those that were
    /// hidden. Those stay that no edit touched and that lie in what does not parse now.
    pub fn renew(&mut self, parsed: Vec<Statement>, same: &Common, entries: &[Entry]) {
        let hidden = std::mem::take(&mut self.0);
        // Parts of a hidden statement may have parsed as statements of their own.
        let is_apart = |one: &Statement| {
            let before = hidden.partition_point(|hidden| hidden.range.end <= one.range.start);
            hidden.get(before).is_none_or(|hidden| hidden.range.start >= one.range.end)
        };
        let parsed: Vec<Statement> = parsed.into_iter().filter(is_apart).collect();
        self.0 = hidden.into_iter().chain(parsed).filter_map(|one| one.moved(same)).collect();
        self.0.sort_by_key(|one| one.range.start);
        self.0.retain(|one| {
            let first = entries.partition_point(|entry| entry.range.end <= one.range.start);
            let over = entries[first..].iter().take_while(|entry| entry.range.start < one.range.end);
            over.into_iter().any(|entry| entry.has_error)
        });
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets all, since the text parses.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The findings, by statement.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().flat_map(|one| &one.findings)
    }
}

impl Statement {
    /// The statement in the next text; `None` when an edit touches it.
    fn moved(mut self, same: &Common) -> Option<Statement> {
        self.range = same.moved(&self.range)?;
        self.findings.retain_mut(|finding| match same.moved(&finding.range) {
            Some(range) => {
                finding.range = range;
                finding.related.retain_mut(|related| match same.moved(&related.range) {
                    Some(range) => {
                        related.range = range;
                        true
                    }
                    None => false,
                });
                true
            }
            None => false,
        });
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;
    use crate::check::Analysis;
    use crate::config::{Settings, SteppedBack};
    use crate::document::Document;
    use crate::report;

    const ABOVE: &str = "def first(a):\n    return a is 1000\n\n";
    const BELOW: &str = "\n\ndef last(b=[]):\n    b.append(1)\n    return b is 2000\n\n\nc = 3 is 4  # noqa: F632\n";

    struct Typing {
        document: Document,
        analysis: Analysis,
    }

    impl Typing {
        fn new(text: &str) -> Typing {
            let typing = Typing { document: Document::new(text, 1), analysis: Analysis::new(Catalog::builtin()) };
            typing.looked()
        }

        fn looked(mut self) -> Typing {
            self.analysis.update(&self.document.snapshot());
            self
        }

        fn replaced(mut self, old: &str, new: &str) -> Typing {
            let start = self.document.text().to_string().find(old).expect("a text that is there");
            self.document.edit(start..start + old.len(), new);
            self.looked()
        }

        /// The findings that are shown, as the code that they mark.
        fn shown(&self) -> Vec<String> {
            let text = self.document.text().to_string();
            let shown = report::visible(&self.analysis, &Settings::default(), &SteppedBack::default());
            shown.into_iter().map(|finding| text[finding.range].to_string()).collect()
        }
    }

    #[test]
    fn an_open_string_hides_no_finding_behind_it() {
        let typing = Typing::new(&format!("{ABOVE}x = 1\n{BELOW}"));
        let all = typing.shown();
        assert_eq!(all, ["a is 1000", "[]", "b is 2000"]);
        for opened in ["x = '''1", "x = \"\"\"1", "x = (1", "x = [1, {", "x = f'''{1"] {
            let typing = typing_on(opened);
            assert_eq!(typing.shown(), all, "{opened}");
            let typing = typing.replaced(opened, &format!("{opened}, 2")).replaced("first", "foremost");
            assert_eq!(typing.shown(), all, "more of {opened}");
            assert!(typing.replaced(opened, "x = 1").analysis.hidden().is_empty());
        }
    }

    fn typing_on(opened: &str) -> Typing {
        Typing::new(&format!("{ABOVE}x = 1\n{BELOW}")).replaced("x = 1", opened)
    }

    #[test]
    fn what_is_edited_meanwhile_is_not_spoken_of() {
        let typing = typing_on("x = (1");
        assert!(!typing.analysis.hidden().is_empty());
        assert!(typing.replaced("2000", "None").analysis.hidden().is_empty());
    }

    #[test]
    fn what_is_hidden_for_good_is_gone() {
        let typing = typing_on("x = '''1").replaced("3 is 4  # noqa: F632\n", "3\n'''\n");
        assert!(typing.analysis.hidden().is_empty(), "a string now");
        assert_eq!(typing.shown(), ["a is 1000"]);
    }

    #[test]
    fn a_broken_text_has_nothing_to_show_from_before() {
        let whole = format!("{ABOVE}x = '''1\n{BELOW}");
        assert!(Typing::new(&whole).analysis.hidden().is_empty());
    }
}
