//! Comments that silence a finding: `# pygloss: ignore[…]`, `# noqa`, `# pylint: disable=…`.
//!
//! Owns which comment reaches which place, and the edit that adds such a comment. People have
//! written these comments for other tools already, so each tool's own reach is kept. Must not
//! know settings or LSP.

mod comments;
mod edit;
mod marked;
mod place;
#[cfg(test)]
mod tests;

pub use edit::ignore_comment_edit;

use crate::catalog::text::Text;
use crate::catalog::{Catalog, Pattern};
use crate::document::Snapshot;
use comments::{Directive, Reach};
pub(super) use marked::MarkedLines;
use place::Place;
use std::ops::Range;

/// All silencing comments of one text.
pub struct Suppressions<'s> {
    snapshot: &'s Snapshot,
    directives: Vec<Directive>,
}

/// The names by which a comment can mean a pattern.
struct Names<'a> {
    id: &'a str,
    topic: &'a str,
    equivalents: &'a [Text],
}

impl<'s> Suppressions<'s> {
    /// Reads the comments of a text of which it is known where they may stand.
    pub(super) fn of(snapshot: &'s Snapshot, marked: &MarkedLines) -> Self {
        Suppressions { snapshot, directives: comments::directives(snapshot, marked) }
    }

    /// Whether a comment silences a finding of this pattern at this byte range.
    pub fn silence(&self, catalog: &Catalog, pattern: &Pattern, range: &Range<usize>) -> bool {
        if self.directives.is_empty() {
            return false;
        }
        let topic = catalog.topics().get(pattern.topic).map_or("", |topic| topic.id.as_str());
        self.silence_names(&Names { id: &pattern.id, topic, equivalents: &pattern.equivalents }, range)
    }

    fn silence_names(&self, names: &Names<'_>, range: &Range<usize>) -> bool {
        let mut meant = self.directives.iter().filter(|one| one.means(names)).peekable();
        if meant.peek().is_none() {
            return false;
        }
        let place = Place::of(self.snapshot, range);
        // `enable` takes back what a `disable` above it began, so the last word counts.
        let mut block = false;
        for directive in meant {
            match directive.reach {
                Reach::File => return true,
                Reach::Line if place.ends_on(directive.line) => return true,
                Reach::Next(line) if place.begins_on(line) => return true,
                Reach::Block if place.is_below(directive.start, directive.column) => {
                    block = !directive.enables;
                }
                _ => {}
            }
        }
        block
    }
}

impl Directive {
    fn means(&self, names: &Names<'_>) -> bool {
        self.codes.as_ref().is_none_or(|codes| codes.iter().any(|code| names.include(code)))
    }
}

impl Names<'_> {
    fn include(&self, code: &str) -> bool {
        code.eq_ignore_ascii_case(self.id)
            || code.eq_ignore_ascii_case(self.topic)
            || self.equivalents.iter().any(|own| own.eq_ignore_ascii_case(code))
    }
}
