//! A document: its text, its syntax tree and its version.
//!
//! Owns the rope and the incremental tree and keeps them in step. Must not know LSP, Python's
//! meaning or the catalog. Edits are cheap: the tree is only told where the text moved. The
//! parse itself is lazy: the first who needs the tree of a revision parses it, once, from
//! whichever thread; everyone else who holds a [`Snapshot`] of that revision shares the result.

use crate::language::Language;
use ropey::Rope;
use std::cell::RefCell;
use std::ops::{ControlFlow, Range};
use std::sync::{Arc, OnceLock};
use tree_sitter::{InputEdit, ParseOptions, Parser, Point, Tree};

/// The state of one revision of a document. Cloning copies reference counts only.
#[derive(Clone)]
pub struct Snapshot {
    language: Language,
    text: Rope,
    version: i32,
    revision: u64,
    /// The last parsed tree, edited to fit `text`, or `None` to parse from nothing.
    base: Option<Tree>,
    parsed: Arc<OnceLock<Tree>>,
    /// Whether a `\r` without `\n` has been seen since the text was last replaced whole.
    lone_cr: bool,
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
        let text = &mut self.now.text;
        let start = text.byte_to_char(range.start.min(text.len_bytes()));
        let end = text.byte_to_char(range.end.min(text.len_bytes())).max(start);
        let start_byte = text.char_to_byte(start);
        let old_end_byte = text.char_to_byte(end);
        let base = self.now.parsed.get().cloned().or_else(|| self.now.base.take());
        let old_end_position = point(text, old_end_byte);
        let start_position = point(text, start_byte);
        text.remove(start..end);
        text.insert(start, new_text);
        let new_end_byte = start_byte + new_text.len();
        let new_end = start + new_text.chars().count();
        self.now.lone_cr |= has_lone_cr(text, start, new_end);
        // tree-sitter counts rows at `\n` only. With a lone `\r` its rows and the rope's differ,
        // so such a text is parsed from nothing.
        self.now.base = base.filter(|_| !self.now.lone_cr).map(|mut tree| {
            tree.edit(&InputEdit {
                start_byte,
                old_end_byte,
                new_end_byte,
                start_position,
                old_end_position,
                new_end_position: point(text, new_end_byte),
            });
            tree
        });
        self.now.parsed = Arc::new(OnceLock::new());
        self.now.revision += 1;
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, new_text: &str) {
        let revision = self.now.revision + 1;
        self.now = Snapshot { revision, ..Snapshot::of(self.now.language, new_text, self.now.version) };
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
        }
    }

    /// What the text is written in.
    pub fn language(&self) -> Language {
        self.language
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

    /// The syntax tree of this revision, parsed now if nobody has yet.
    pub fn tree(&self) -> &Tree {
        self.parsed.get_or_init(|| parse(self.language, &self.text, self.base.as_ref()))
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

/// tree-sitter's row (0-based) and column (bytes) of a byte offset. Wrong in a text with lone `\r`,
/// which is why such a text is never parsed incrementally.
fn point(text: &Rope, byte: usize) -> Point {
    let line = text.byte_to_line(byte);
    Point { row: line, column: byte - text.line_to_byte(line) }
}

thread_local! {
    static PARSERS: RefCell<[Option<Parser>; Language::ALL.len()]> = const { RefCell::new([const { None }; Language::ALL.len()]) };
}

/// Parses `text`, reusing what `base` (already edited to fit it) still holds. For text without a
/// syntax error this gives the very tree that a parse from nothing gives. While the text is broken
/// the errors may rarely be found at other places, since tree-sitter's recovery depends on the
/// nodes that it could reuse; parsing from nothing at each key would cost ten times as much.
fn parse(language: Language, text: &Rope, base: Option<&Tree>) -> Tree {
    PARSERS.with(|slots| {
        let mut slots = slots.borrow_mut();
        let parser = slots[language.index()].get_or_insert_with(|| new_parser(language));
        parse_with(parser, text, base)
            .or_else(|| parse_with(parser, text, None))
            .expect("a parse without cancellation always ends in a tree")
    })
}

fn parse_with(parser: &mut Parser, text: &Rope, base: Option<&Tree>) -> Option<Tree> {
    let length = text.len_bytes();
    let mut read = |byte: usize, _: Point| -> &[u8] {
        if byte >= length {
            return &[];
        }
        let (chunk, chunk_start, _, _) = text.chunk_at_byte(byte);
        &chunk.as_bytes()[byte - chunk_start..]
    };
    let mut never = |_: &tree_sitter::ParseState| ControlFlow::Continue(());
    let options = ParseOptions::new().progress_callback(&mut never);
    parser.parse_with_options(&mut read, base, Some(options))
}

fn new_parser(language: Language) -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&language.grammar())
        .expect("the grammar's ABI is within what tree-sitter reads; a test loads it");
    parser
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
        assert!(!document.snapshot().tree().root_node().has_error());
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
