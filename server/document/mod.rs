//! A document: its text, its syntax tree and its version.
//!
//! Owns the rope and the incremental trees and keeps them in step. Must not know LSP, Python's
//! meaning or the catalog. Edits are cheap: the trees are only told where the text moved. The
//! parse itself is lazy: the first who needs the trees of a revision parses it, once, from
//! whichever thread; everyone else who holds a [`Snapshot`] of that revision shares the result.

mod parse;
mod split;
mod trees;

use crate::language::Language;
use parse::{Obsolete, Segments, point};
use ropey::Rope;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tree_sitter::{InputEdit, Point};
pub use trees::Trees;

/// The state of one revision of a document. Cloning copies reference counts only.
#[derive(Clone)]
pub struct Snapshot {
    language: Language,
    text: Rope,
    version: i32,
    revision: u64,
    /// The last parsed trees, edited to fit `text`, or `None` to parse from nothing.
    base: Option<Segments>,
    parsed: Arc<OnceLock<Trees>>,
    /// The newest revision of the document, so that a parse can tell that nobody wants it.
    newest: Arc<AtomicU64>,
    /// Whether a `\r` without `\n` has been seen since the text was last replaced whole.
    lone_cr: bool,
    package: Option<Arc<str>>,
}

/// An open document. What readers take is a [`Snapshot`].
pub struct Document {
    now: Snapshot,
}

impl Document {
    /// A Python document with this text. `version` is the client's number for it.
    pub fn new(text: &str, version: i32) -> Self {
        Document::of(Language::Python, text, version)
    }

    /// A document in this language with this text.
    pub fn of(language: Language, text: &str, version: i32) -> Self {
        Document { now: Snapshot::of(language, text, version) }
    }

    /// The same, known to lie in the import package of this dotted name.
    pub fn in_package(self, package: Option<String>) -> Self {
        Document { now: self.now.in_package(package) }
    }

    /// The present revision: a few reference counts.
    pub fn snapshot(&self) -> Snapshot {
        self.now.clone()
    }

    /// The present text.
    pub fn text(&self) -> &Rope {
        &self.now.text
    }

    /// The client's number of the present text.
    pub fn version(&self) -> i32 {
        self.now.version
    }

    /// A number that grows with each change, also when the client reuses a version.
    pub fn revision(&self) -> u64 {
        self.now.revision
    }

    /// Says which version the client gave to the present text.
    pub fn set_version(&mut self, version: i32) {
        self.now.version = version;
    }

    /// Replaces a byte range. The range is clamped to the text and to character borders, so no
    /// range can panic.
    pub fn edit(&mut self, range: Range<usize>, new_text: &str) {
        let base = self.now.take_base();
        let text = &mut self.now.text;
        let start = text.byte_to_char(range.start.min(text.len_bytes()));
        let end = text.byte_to_char(range.end.min(text.len_bytes())).max(start);
        let start_byte = text.char_to_byte(start);
        let old_end_byte = text.char_to_byte(end);
        let start_position = point(text, start_byte);
        let old_end_position = if start == end { start_position } else { point(text, old_end_byte) };
        text.remove(start..end);
        text.insert(start, new_text);
        let new_end_byte = start_byte + new_text.len();
        let is_cr = |at: usize| text.get_byte(at) == Some(b'\r');
        let touches_cr = new_text.contains('\r') || is_cr(new_end_byte) || start_byte.checked_sub(1).is_some_and(is_cr);
        self.now.lone_cr |= touches_cr && has_lone_cr(text, start, start + new_text.chars().count());
        // tree-sitter counts rows at `\n` only. With a lone `\r` its rows and the rope's differ,
        // so such a text is parsed from nothing.
        let new_end_position = match new_text.contains(['\n', '\r']) {
            true => point(text, new_end_byte),
            false => Point { column: start_position.column + new_text.len(), ..start_position },
        };
        let edit =
            InputEdit { start_byte, old_end_byte, new_end_byte, start_position, old_end_position, new_end_position };
        self.now.base = base.filter(|_| !self.now.lone_cr).map(|mut base| {
            base.edit(&edit, &self.now.text, self.now.language);
            base
        });
        self.now.parsed = Arc::new(OnceLock::new());
        self.advance();
    }

    fn advance(&mut self) {
        self.now.revision += 1;
        self.now.newest.store(self.now.revision, Ordering::Release);
    }

    /// Forgets the tree, which the next reader parses anew. The result is what was forgotten; to
    /// free it takes time.
    pub fn forget_tree(&mut self) -> Snapshot {
        let bare = self.now.without_tree();
        std::mem::replace(&mut self.now, bare)
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, new_text: &str) {
        let (revision, newest, package) = (self.now.revision, self.now.newest.clone(), self.now.package.clone());
        self.now =
            Snapshot { revision, newest, package, ..Snapshot::of(self.now.language, new_text, self.now.version) };
        self.advance();
    }
}

impl Snapshot {
    /// A revision of its own of Python text, for text that nobody edits (the command line).
    pub fn new(text: &str, version: i32) -> Self {
        Snapshot::of(Language::Python, text, version)
    }

    /// A revision of its own of text in this language.
    pub fn of(language: Language, text: &str, version: i32) -> Self {
        let text = Rope::from_str(text);
        Snapshot {
            language,
            lone_cr: has_lone_cr(&text, 0, text.len_chars()),
            text,
            version,
            revision: 0,
            base: None,
            parsed: Arc::new(OnceLock::new()),
            newest: Arc::default(),
            package: None,
        }
    }

    /// The same, known to lie in the import package of this dotted name.
    pub fn in_package(self, package: Option<String>) -> Self {
        Snapshot { package: package.map(Into::into), ..self }
    }

    /// The dotted name of the import package that the file lies in, if it is known.
    pub fn package(&self) -> Option<&str> {
        self.package.as_deref()
    }

    /// What the text is written in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The trees from which the next revision can be parsed.
    fn take_base(&mut self) -> Option<Segments> {
        let base = self.base.take();
        self.parsed.get().map(Segments::parsed).or(base)
    }

    /// The text of this revision.
    pub fn text(&self) -> &Rope {
        &self.text
    }

    /// The client's number of this text.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// See [`Document::revision`].
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The syntax trees of this revision, parsed now if nobody has yet.
    pub fn trees(&self) -> &Trees {
        self.parsed.get_or_init(|| self.parse(&|| false).expect("a parse without cancellation always ends in a tree"))
    }

    /// The syntax trees of this revision, or `None` if the document went on before it was parsed.
    pub fn trees_if_wanted(&self) -> Option<&Trees> {
        if self.parsed.get().is_none() {
            let obsolete = || self.newest.load(Ordering::Acquire) > self.revision;
            let trees = self.parse(&obsolete)?;
            return Some(self.parsed.get_or_init(|| trees));
        }
        self.parsed.get()
    }

    /// The syntax trees of this revision, or `None` if parsing it would take longer than this. What
    /// was parsed by then is lost.
    pub fn trees_within(&self, limit: Duration) -> Option<&Trees> {
        if self.parsed.get().is_none() {
            let start = Instant::now();
            let trees = self.parse(&|| start.elapsed() > limit)?;
            return Some(self.parsed.get_or_init(|| trees));
        }
        self.parsed.get()
    }

    /// Parses the text, reusing what earlier trees still hold. For text without a syntax error this
    /// gives the very statements that a parse from nothing gives. While the text is broken the
    /// errors may be found at other places, since tree-sitter's recovery depends on the nodes that it
    /// could reuse, and on where the text is cut.
    fn parse(&self, obsolete: Obsolete) -> Option<Trees> {
        let segments = self.base.clone().unwrap_or_else(|| Segments::of(&self.text, self.language, self.lone_cr));
        segments.parse(&self.text, self.language, obsolete)
    }

    /// The same text, holding no tree: for who keeps the text of many files.
    pub fn without_tree(&self) -> Snapshot {
        Snapshot { base: None, parsed: Arc::new(OnceLock::new()), ..self.clone() }
    }

    /// Whether this is the same revision of the same document.
    pub fn is_same(&self, other: &Snapshot) -> bool {
        Arc::ptr_eq(&self.parsed, &other.parsed)
    }

    /// Whether somebody has parsed this revision already.
    pub fn is_parsed(&self) -> bool {
        self.parsed.get().is_some()
    }
}

/// Whether a `\r` without `\n` behind it stands in the characters `start..end` or touches them.
fn has_lone_cr(text: &Rope, start: usize, end: usize) -> bool {
    let from = start.saturating_sub(1);
    let to = (end + 1).min(text.len_chars());
    let mut after_cr = false;
    for chunk in text.slice(from..to).chunks() {
        let bytes = chunk.as_bytes();
        if after_cr && bytes.first() != Some(&b'\n') {
            return true;
        }
        after_cr = bytes.last() == Some(&b'\r');
        let inner = &bytes[..bytes.len() - usize::from(after_cr)];
        if memchr::memchr_iter(b'\r', inner).any(|at| bytes.get(at + 1) != Some(&b'\n')) {
            return true;
        }
    }
    after_cr && text.get_char(to) != Some('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_keeps_its_text_while_the_document_goes_on() {
        let mut document = Document::new("x = 1\n", 1);
        let before = document.snapshot();
        document.edit(4..5, "22");
        assert_eq!(before.text().to_string(), "x = 1\n");
        assert_eq!(document.text().to_string(), "x = 22\n");
        assert!(!document.snapshot().trees().has_error());
    }

    #[test]
    fn a_string_that_is_opened_and_closed_leaves_the_tree_as_it_was() {
        let text = "def f():\n    return 1\n\n\n".repeat(50);
        let mut document = Document::new(&text, 1);
        let before = document.snapshot().trees().to_sexp();
        let at = text.len() / 2;
        for quotes in ["\"", "\"\"\"", "'"] {
            document.edit(at..at, quotes);
            assert!(document.snapshot().trees().has_error());
            document.edit(at..at + quotes.len(), "");
            assert_eq!(document.snapshot().trees().to_sexp(), before);
        }
    }

    #[test]
    fn nobody_parses_a_text_that_has_changed() {
        let mut document = Document::new(&"x = [1, 2, 3]\n".repeat(5_000), 1);
        let old = document.snapshot();
        document.edit(0..0, "y");
        assert!(old.trees_if_wanted().is_none());
        assert!(document.snapshot().trees_if_wanted().is_some());
        assert!(!old.trees().has_error());
    }

    #[test]
    fn edits_out_of_range_or_inside_a_character_are_clamped() {
        let mut document = Document::new("é", 1);
        document.edit(1..99, "x");
        assert_eq!(document.text().to_string(), "x");
        document.edit(50..70, "y");
        assert_eq!(document.text().to_string(), "xy");
    }
}
