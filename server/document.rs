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
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
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
    /// The last tree without errors, edited to fit `text`, while `base` has some.
    good: Option<Tree>,
    parsed: Arc<OnceLock<Tree>>,
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
        let (base, good) = self.now.take_bases();
        let text = &mut self.now.text;
        let start = text.byte_to_char(range.start.min(text.len_bytes()));
        let end = text.byte_to_char(range.end.min(text.len_bytes())).max(start);
        let start_byte = text.char_to_byte(start);
        let old_end_byte = text.char_to_byte(end);
        let old_end_position = point(text, old_end_byte);
        let start_position = point(text, start_byte);
        text.remove(start..end);
        text.insert(start, new_text);
        let new_end_byte = start_byte + new_text.len();
        let new_end = start + new_text.chars().count();
        self.now.lone_cr |= has_lone_cr(text, start, new_end);
        // tree-sitter counts rows at `\n` only. With a lone `\r` its rows and the rope's differ,
        // so such a text is parsed from nothing.
        let edit = InputEdit {
            start_byte,
            old_end_byte,
            new_end_byte,
            start_position,
            old_end_position,
            new_end_position: point(text, new_end_byte),
        };
        let edited = |tree: Option<Tree>| {
            tree.filter(|_| !self.now.lone_cr).map(|mut tree| {
                tree.edit(&edit);
                tree
            })
        };
        (self.now.base, self.now.good) = (edited(base), edited(good));
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
            good: None,
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

    /// The trees from which the next revision can be parsed: the newest, and the last one without
    /// errors if the newest has some.
    fn take_bases(&mut self) -> (Option<Tree>, Option<Tree>) {
        let (base, good) = (self.base.take(), self.good.take());
        let Some(newest) = self.parsed.get() else { return (base, good) };
        let good =
            newest.root_node().has_error().then(|| good.or_else(|| base.filter(|base| !base.root_node().has_error())));
        (Some(newest.clone()), good.flatten())
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
        self.parsed.get_or_init(|| {
            let never = || false;
            self.parse(&never)
                .or_else(|| with_parser(self.language, |parser| parse_with(parser, &self.text, None, &never)))
                .expect("a parse without cancellation always ends in a tree")
        })
    }

    /// The syntax tree of this revision, or `None` if the document went on before it was parsed.
    pub fn tree_if_wanted(&self) -> Option<&Tree> {
        if self.parsed.get().is_none() {
            let obsolete = || self.newest.load(Ordering::Acquire) > self.revision;
            let tree = self.parse(&obsolete)?;
            return Some(self.parsed.get_or_init(|| tree));
        }
        self.parsed.get()
    }

    /// The syntax tree of this revision, or `None` if parsing it would take longer than this. What
    /// was parsed by then is lost.
    pub fn tree_within(&self, limit: Duration) -> Option<&Tree> {
        if self.parsed.get().is_none() {
            let start = Instant::now();
            let tree = self.parse(&|| start.elapsed() > limit)?;
            return Some(self.parsed.get_or_init(|| tree));
        }
        self.parsed.get()
    }

    /// Parses the text, reusing what an earlier tree still holds. For text without a syntax error
    /// this gives the very tree that a parse from nothing gives. While the text is broken the
    /// errors may rarely be found at other places, since tree-sitter's recovery depends on the
    /// nodes that it could reuse; parsing from nothing at each key would cost ten times as much.
    fn parse(&self, obsolete: &dyn Fn() -> bool) -> Option<Tree> {
        with_parser(self.language, |parser| {
            // After an unclosed string every token behind it is lexed in another state, so nothing
            // of the broken tree can be reused once the string is closed. The last good tree can,
            // and the statements that were edited since tell whether it is time.
            let mended = self.good.as_ref().filter(|good| {
                self.edited_since(good).is_some_and(|region| {
                    let text = Rope::from(self.text.byte_slice(region));
                    let tree = parse_with(parser, &text, None, obsolete);
                    tree.is_some_and(|tree| !tree.root_node().has_error())
                })
            });
            parse_with(parser, &self.text, mended.or(self.base.as_ref()), obsolete)
        })
    }

    /// The bytes of the top-level statements of an edited tree that the edits touch; `None` if that
    /// is too much of the text to look at by itself.
    fn edited_since(&self, good: &Tree) -> Option<Range<usize>> {
        let root = good.root_node();
        let mut cursor = root.walk();
        let mut touched = root.children(&mut cursor).filter(|node| node.has_changes());
        let first = touched.next()?;
        let last = touched.last().unwrap_or(first);
        let start = first.start_byte();
        let end = last.next_sibling().map_or(self.text.len_bytes(), |next| next.start_byte());
        let region = start.min(end)..end.min(self.text.len_bytes());
        (region.len() < self.text.len_bytes() / 4 && self.text.get_byte_slice(region.clone()).is_some())
            .then_some(region)
    }

    /// The same text, holding no tree: for who keeps the text of many files.
    pub fn without_tree(&self) -> Snapshot {
        Snapshot { base: None, good: None, parsed: Arc::new(OnceLock::new()), ..self.clone() }
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

/// Runs `work` with this thread's parser of a language.
fn with_parser<T>(language: Language, work: impl FnOnce(&mut Parser) -> T) -> T {
    PARSERS.with(|slots| work(slots.borrow_mut()[language.index()].get_or_insert_with(|| new_parser(language))))
}

/// Parses until done, or until `obsolete` says so.
fn parse_with(parser: &mut Parser, text: &Rope, base: Option<&Tree>, obsolete: &dyn Fn() -> bool) -> Option<Tree> {
    let length = text.len_bytes();
    let mut read = |byte: usize, _: Point| -> &[u8] {
        if byte >= length {
            return &[];
        }
        let (chunk, chunk_start, _, _) = text.chunk_at_byte(byte);
        &chunk.as_bytes()[byte - chunk_start..]
    };
    let mut progress = |_: &tree_sitter::ParseState| {
        if obsolete() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let tree = parser.parse_with_options(&mut read, base, Some(options));
    if tree.is_none() {
        // Else the next parse would go on where this one ended.
        parser.reset();
    }
    tree
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
    fn a_string_that_is_opened_and_closed_leaves_the_tree_as_it_was() {
        let text = "def f():\n    return 1\n\n\n".repeat(50);
        let mut document = Document::new(&text, 1);
        let before = document.snapshot().tree().root_node().to_sexp();
        let at = text.len() / 2;
        for quotes in ["\"", "\"\"\"", "'"] {
            document.edit(at..at, quotes);
            assert!(document.snapshot().tree().root_node().has_error());
            document.edit(at..at + quotes.len(), "");
            assert!(document.now.good.is_some());
            assert_eq!(document.snapshot().tree().root_node().to_sexp(), before);
        }
    }

    #[test]
    fn nobody_parses_a_text_that_has_changed() {
        let mut document = Document::new(&"x = [1, 2, 3]\n".repeat(5_000), 1);
        let old = document.snapshot();
        document.edit(0..0, "y");
        assert!(old.tree_if_wanted().is_none());
        assert!(document.snapshot().tree_if_wanted().is_some());
        assert!(!old.tree().root_node().has_error());
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
