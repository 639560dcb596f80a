//! Which statements an edit leaves alone.
//!
//! A statement stays when it lies before or behind all edits, is delimited as before, and parsed
//! without error both times: its text is then the same, and so is its tree. (Node ids do not tell:
//! tree-sitter takes over the inside of most statements, but makes the statements anew.)

use super::{Finding, Related};
use crate::catalog::Severity;
use crate::document::Snapshot;
use crate::language::Language;
use crate::semantics::module::{Asked, Changes};
use crate::semantics::syntax::Syntax;
use crate::semantics::{Module, Source, Unit, UnitId, collect};
use rayon::prelude::*;
use ropey::Rope;
use std::ops::Range;
use tree_sitter::Node;

/// A top-level statement.
pub(super) struct Entry {
    pub unit: UnitId,
    /// In the present text.
    pub range: Range<usize>,
    /// Whether it holds a part that could not be parsed.
    pub has_error: bool,
    /// Whether the statement before or behind could not be parsed.
    pub beside_error: bool,
    /// Whether it is an expression whose value a notebook shows.
    pub is_shown: bool,
    pub findings: Vec<Stored>,
    pub asked: Asked,
}

/// A finding with offsets relative to its statement.
pub(super) struct Stored {
    pub pattern: usize,
    pub clause: usize,
    pub severity: Severity,
    pub range: Range<u32>,
    pub message: String,
    /// Statement, range relative to it, text.
    pub related: Vec<(UnitId, Range<u32>, String)>,
}

impl Stored {
    pub fn placed(&self, entry: &Entry, start_of: impl Fn(UnitId) -> usize) -> Finding {
        let place = |base: usize, range: &Range<u32>| base + range.start as usize..base + range.end as usize;
        Finding {
            pattern: self.pattern,
            clause: self.clause,
            severity: self.severity,
            range: place(entry.range.start, &self.range),
            message: self.message.clone(),
            related: self
                .related
                .iter()
                .map(|(unit, range, message)| Related {
                    range: place(start_of(*unit), range),
                    message: message.clone(),
                })
                .collect(),
        }
    }
}

/// The byte offset of a statement in the present text.
pub(super) fn start_of(entries: &[Entry], module: &Module, unit: UnitId) -> usize {
    entries.get(module.ordinal(unit) as usize).map_or(0, |entry| entry.range.start)
}

/// Brings entries and module to a snapshot; gives the entries to look at again, by index and node.
/// `before` is the text that the entries describe.
pub(super) fn renew<'t>(
    entries: &mut Vec<Entry>,
    module: &mut Module,
    before: Option<&Rope>,
    snapshot: &'t Snapshot,
    cores: Cores,
) -> Vec<(usize, Node<'t>)> {
    let (statements, shown) = statements(snapshot);
    let same = match before {
        Some(before) => Common::of(before, snapshot.text()),
        None => Common::default(),
    };
    let mut taken_over: Vec<Option<usize>> = Vec::with_capacity(statements.len());
    let mut next = 0;
    for node in &statements {
        let range = node.byte_range();
        let old = same.old_range(&range).filter(|_| !node.has_error());
        let found = old.and_then(|old| {
            // Both lists rise, so the search goes on where it ended.
            while entries.get(next).is_some_and(|entry| entry.range.start < old.start) {
                next += 1;
            }
            entries.get(next).filter(|entry| entry.range == old && !entry.has_error).map(|_| next)
        });
        taken_over.push(found);
    }

    let mut changes = if entries.is_empty() { Changes::unwanted() } else { Changes::default() };
    let mut old: Vec<Option<Entry>> = std::mem::take(entries).into_iter().map(Some).collect();
    let mut stays = vec![false; old.len()];
    for index in taken_over.iter().flatten() {
        stays[*index] = true;
    }
    let mut salt = Salt::default();
    for (entry, stays) in old.iter().zip(&stays) {
        let salt = salt.next(*stays);
        if let (false, Some(entry)) = (stays, entry) {
            module.remove(entry.unit, salt, &mut changes);
        }
    }
    let fresh: Vec<(usize, Node)> =
        statements.iter().copied().enumerate().filter(|(index, _)| taken_over[*index].is_none()).collect();
    let table_of = |node: Node| match snapshot.language() {
        Language::Python => collect(node, &Source::new(snapshot.text(), node.byte_range())),
        _ => Unit::default(),
    };
    let collected = cores.map(&fresh, |(_, node)| table_of(*node));
    let mut collected = collected.into_iter();
    let mut salt = Salt::default();
    for (node, same) in statements.iter().zip(&taken_over) {
        let salt = salt.next(same.is_some());
        let range = node.byte_range();
        match same.and_then(|same| old[same].take()) {
            Some(entry) => entries.push(Entry { range, ..entry }),
            None => {
                let Some(table) = collected.next() else { continue };
                let unit = module.add(table, salt, &mut changes);
                entries.push(Entry {
                    unit,
                    range,
                    has_error: node.has_error(),
                    beside_error: false,
                    is_shown: false,
                    findings: Vec::new(),
                    asked: Asked::default(),
                });
            }
        }
    }
    changes.settle();
    module.set_order(entries.iter().map(|entry| entry.unit));

    let mut fresh = fresh.into_iter().map(|(index, _)| index).peekable();
    let mut reach = Vec::new();
    for index in 0..entries.len() {
        let error = |at: Option<usize>| at.and_then(|at| statements.get(at)).is_some_and(|node| node.is_error());
        let beside_error = error(index.checked_sub(1)) || error(Some(index + 1));
        let entry = &mut entries[index];
        let moved = (entry.beside_error, entry.is_shown) != (beside_error, shown[index]);
        (entry.beside_error, entry.is_shown) = (beside_error, shown[index]);
        let is_fresh = fresh.next_if_eq(&index).is_some();
        if is_fresh || moved || entries[index].asked.is_stale(&changes, module) {
            reach.push((index, statements[index]));
        }
    }
    reach
}

/// How many cores a check may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cores {
    /// The caller's thread only: for who checks many files at once.
    One,
    /// All of them, where there is enough to do.
    All,
}

impl Cores {
    /// From so many statements on a second thread is worth waking.
    const MANY: usize = 48;

    /// The result of `work` for each item, in order.
    pub fn map<T: Sync, R: Send>(self, items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
        if self == Cores::All && items.len() >= Self::MANY {
            items.par_iter().with_min_len(4).map(work).collect()
        } else {
            items.iter().map(work).collect()
        }
    }
}

/// The module's statements, comments are none; and for each whether it is an expression at the end
/// of a cell, whose value a notebook shows. Cells end at a marker, and in a text that has one also
/// at its end. A semicolon behind the expression keeps its value from being shown. A file of another
/// language is short, and each of its lines may speak of all others, so it counts as one statement.
fn statements(snapshot: &Snapshot) -> (Vec<Node<'_>>, Vec<bool>) {
    let root = snapshot.tree().root_node();
    if snapshot.language() != Language::Python {
        return (vec![root], vec![false]);
    }
    let (mut statements, mut shown) = (Vec::new(), Vec::new());
    let mut last: Option<usize> = None;
    let mut has_marker = false;
    let mut cursor = root.walk();
    for node in root.children(&mut cursor) {
        if node.kind_name() == "comment" {
            if is_cell_marker(snapshot.text(), node.byte_range()) {
                has_marker = true;
                last.take().into_iter().for_each(|index: usize| shown[index] = true);
            }
            continue;
        }
        last = None;
        if node.is_named() {
            // The grammar calls assignments expressions, too.
            let is_value = |inner: Node| !matches!(inner.kind_name(), "assignment" | "augmented_assignment");
            let is_expression = node.kind_name() == "expression_statement" && node.named_child(0).is_some_and(is_value);
            last = is_expression.then_some(statements.len());
            statements.push(node);
            shown.push(false);
        }
    }
    if let (true, Some(index)) = (has_marker, last) {
        shown[index] = true;
    }
    (statements, shown)
}

/// Whether a comment begins a cell, as in `# %% title`: the form that editors and jupytext share.
fn is_cell_marker(text: &Rope, range: Range<usize>) -> bool {
    let mut bytes = text.byte_slice(range).bytes();
    bytes.next() == Some(b'#') && bytes.find(|byte| *byte != b' ') == Some(b'%') && bytes.next() == Some(b'%')
}

/// Tells the place of a statement among those that stay: how many stay before it, and which it is
/// of those that do not.
#[derive(Default)]
struct Salt {
    stayed: u64,
    since: u64,
}

impl Salt {
    fn next(&mut self, stays: bool) -> u64 {
        if stays {
            self.stayed += 1;
            self.since = 0;
        } else {
            self.since += 1;
        }
        (self.stayed << 20 | self.since).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// What two texts share at their start and at their end.
#[derive(Default)]
struct Common {
    prefix: usize,
    suffix: usize,
    old_length: usize,
    new_length: usize,
}

impl Common {
    fn of(old: &Rope, new: &Rope) -> Common {
        let (old_length, new_length) = (old.len_bytes(), new.len_bytes());
        let shorter = old_length.min(new_length);
        let prefix = shared(old.chunks(), new.chunks(), |a, b| a.iter().zip(b).take_while(|(a, b)| a == b).count());
        let backwards = |a: &[u8], b: &[u8]| a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (old_end, new_end) = (old.chunks_at_byte(old_length).0, new.chunks_at_byte(new_length).0);
        let suffix = shared(old_end.reversed(), new_end.reversed(), backwards);
        let prefix = prefix.min(shorter);
        Common { prefix, suffix: suffix.min(shorter - prefix), old_length, new_length }
    }

    /// Where a range of the new text stood in the old one; `None` when an edit touches it.
    fn old_range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        if range.end < self.prefix {
            return Some(range.clone());
        }
        let behind = self.new_length - self.suffix;
        (range.start > behind).then(|| {
            let back = |at: usize| at + self.old_length - self.new_length;
            back(range.start)..back(range.end)
        })
    }
}

/// How many bytes two sequences of chunks share, beginning with the first. Clones of a rope share
/// their chunks, so most are equal by address.
fn shared<'a>(
    mut left: impl Iterator<Item = &'a str>,
    mut right: impl Iterator<Item = &'a str>,
    equal: impl Fn(&[u8], &[u8]) -> usize,
) -> usize {
    let from_end = equal(b"ab", b"cb") == 1;
    let (mut a, mut b): (&[u8], &[u8]) = (&[], &[]);
    let mut total = 0;
    loop {
        if a.is_empty() {
            a = left.next().unwrap_or_default().as_bytes();
        }
        if b.is_empty() {
            b = right.next().unwrap_or_default().as_bytes();
        }
        let length = a.len().min(b.len());
        if length == 0 {
            return total;
        }
        let same = if a.len() == b.len() && std::ptr::eq(a, b) { length } else { equal(a, b) };
        total += same;
        if same < length {
            return total;
        }
        if from_end {
            (a, b) = (&a[..a.len() - length], &b[..b.len() - length]);
        } else {
            (a, b) = (&a[length..], &b[length..]);
        }
    }
}
