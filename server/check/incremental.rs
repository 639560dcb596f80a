//! Which statements an edit leaves alone.
//!
//! A statement stays when it lies before or behind all edits, is delimited as before, and parsed
//! without error both times: its text is then the same, and so is its tree. (Node ids do not tell:
//! tree-sitter takes over the inside of most statements, but makes the statements anew.)

use super::common::Common;
use super::{Finding, Related};
use crate::catalog::Severity;
use crate::document::Snapshot;
use crate::facts::stands_before;
use crate::language::Language;
use crate::nodes::Nodes;
use crate::rope::piece;
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
    /// Whether the statement before could not be parsed, or one behind that may belong to this one.
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

/// A statement to look at again.
pub(super) struct Due<'t> {
    /// Index into the entries.
    pub index: usize,
    /// Where it is at hand.
    pub node: Option<Node<'t>>,
    /// What its symbol table listed.
    pub nodes: Option<Nodes<'t>>,
}

/// A document's statements.
#[derive(Default)]
pub(super) struct Statements {
    /// In their order.
    pub entries: Vec<Entry>,
    /// Whether the text has marks at which a notebook's cells begin.
    has_cells: bool,
    /// Whether a part could not be parsed.
    has_error: bool,
}

/// The statements that an edit can have changed, with some more: those that take the place of the
/// entries in `replaced`. Around them all is as it was.
struct Window<'t> {
    replaced: Range<usize>,
    nodes: Vec<Node<'t>>,
    /// For each node whether it is an expression at the end of a cell.
    shown: Vec<bool>,
}

impl Statements {
    /// Brings entries and module to a snapshot; gives the entries to look at again. `same` is what the text shares with the one that the entries
    /// describe.
    pub fn renew<'t>(
        &mut self,
        module: &mut Module,
        same: &Common,
        snapshot: &'t Snapshot,
        cores: Cores,
    ) -> Vec<Due<'t>> {
        let window = self.edited(same, snapshot).unwrap_or_else(|| self.whole(snapshot));
        self.has_error = snapshot.trees().has_error();
        let Window { replaced, nodes, shown } = window;
        let taken_over = taken_over(&self.entries[replaced.clone()], &nodes, same);
        let first = replaced.start;
        let is_first_look = self.entries.is_empty();
        let mut changes = if is_first_look { Changes::unwanted() } else { Changes::default() };
        let count_before = self.entries.len();
        let behind: Vec<Entry> = self.entries.drain(replaced.end..).collect();
        let mut old: Vec<Option<Entry>> = self.entries.drain(first..).map(Some).collect();
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
        let fresh: Vec<Node<'t>> =
            nodes.iter().zip(&taken_over).filter(|(_, old)| old.is_none()).map(|(n, _)| *n).collect();
        let table_of = |node: Node<'t>| match snapshot.language() {
            Language::Python => {
                let (table, nodes) = collect(node, &Source::new(snapshot.text(), node.byte_range()));
                (table, Some(nodes))
            }
            _ => (Unit::default(), None),
        };
        let mut collected = cores.map(fresh, table_of).into_iter();
        let mut salt = Salt::default();
        let mut lists = Vec::with_capacity(collected.len());
        for (node, same) in nodes.iter().zip(&taken_over) {
            let salt = salt.next(same.is_some());
            let range = node.byte_range();
            match same.and_then(|same| old[same].take()) {
                Some(entry) => self.entries.push(Entry { range, ..entry }),
                None => {
                    let Some((table, listed)) = collected.next() else { continue };
                    lists.push((self.entries.len(), listed));
                    let unit = module.add(table, salt, &mut changes);
                    self.entries.push(Entry {
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
        let moved = |entry: Entry| Entry { range: same.new_range(&entry.range), ..entry };
        self.entries.extend(behind.into_iter().map(moved));
        changes.settle();
        let has_as_many = self.entries.len() == count_before;
        let reordered = first..if has_as_many { first + nodes.len() } else { self.entries.len() };
        module.set_order(reordered.clone().zip(self.entries[reordered].iter().map(|entry| entry.unit)));

        let mut lists = lists.into_iter().peekable();
        let mut reach = Vec::new();
        for index in 0..self.entries.len() {
            let within = index.checked_sub(first).filter(|at| *at < nodes.len());
            let entry = &mut self.entries[index];
            let mut is_due = false;
            if let Some(at) = within {
                let error = |at: Option<usize>| at.and_then(|at| nodes.get(at)).filter(|node| node.is_error());
                let cut_off = |broken: &Node| !stands_before(nodes[at], *broken, snapshot.text());
                let beside_error = error(at.checked_sub(1)).is_some() || error(Some(at + 1)).is_some_and(cut_off);
                is_due = taken_over[at].is_none() || (entry.beside_error, entry.is_shown) != (beside_error, shown[at]);
                (entry.beside_error, entry.is_shown) = (beside_error, shown[at]);
            }
            if is_due || entry.asked.is_stale(&changes, module) {
                let listed = lists.next_if(|(own, _)| *own == index).and_then(|(_, listed)| listed);
                reach.push(Due { index, node: within.map(|at| nodes[at]), nodes: listed });
            }
        }
        reach
    }

    /// The window of all statements.
    fn whole<'t>(&mut self, snapshot: &'t Snapshot) -> Window<'t> {
        let Listed { nodes, shown, has_cells } = statements(snapshot);
        self.has_cells = has_cells;
        Window { replaced: 0..self.entries.len(), nodes, shown }
    }

    /// The window around an edit, where that is sure to be enough: in a text without errors before
    /// and after, and without cells.
    ///
    /// A statement that ends before the edit is as before when another one between it and the edit
    /// is: the parser has read the same up to there, and one token on. Behind the edit, where a
    /// statement begins at which one began before, the parser is in the same state and has the same
    /// text before it, so all that follows is as before.
    fn edited<'t>(&self, same: &Common, snapshot: &'t Snapshot) -> Option<Window<'t>> {
        let trees = snapshot.trees();
        let is_simple = snapshot.language() == Language::Python && !self.has_cells;
        if !is_simple || self.entries.is_empty() || self.has_error || trees.has_error() {
            return None;
        }
        let edit = same.new_edit();
        let first = self.entries.partition_point(|entry| entry.range.end < edit.start).saturating_sub(1);
        let from = if first == 0 { 0 } else { self.entries[first].range.start };
        let mut nodes = Vec::new();
        let mut last = None;
        for node in trees.top_from(from) {
            if is_comment(node) {
                if is_cell_marker(snapshot.text(), node.byte_range()) {
                    return None;
                }
            } else if node.is_named() {
                if node.start_byte() > edit.end {
                    let start = same.old_offset(node.start_byte());
                    let index = self.entries.partition_point(|entry| entry.range.start < start);
                    if self.entries.get(index).is_some_and(|entry| entry.range.start == start) {
                        last = Some(index);
                        break;
                    }
                }
                nodes.push(node);
            }
        }
        let last = last.unwrap_or(self.entries.len());
        let shown = vec![false; nodes.len()];
        Some(Window { replaced: first..last, nodes, shown })
    }
}

/// For each node the entry that it is still, by index.
fn taken_over(entries: &[Entry], nodes: &[Node], same: &Common) -> Vec<Option<usize>> {
    let mut next = 0;
    let entry_of = |node: &Node| {
        let old = same.old_range(&node.byte_range()).filter(|_| !node.has_error())?;
        // Both lists rise, so the search goes on where it ended.
        while entries.get(next).is_some_and(|entry| entry.range.start < old.start) {
            next += 1;
        }
        entries.get(next).filter(|entry| entry.range == old && !entry.has_error).map(|_| next)
    };
    nodes.iter().map(entry_of).collect()
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
    pub fn map<T: Send, R: Send>(self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        if self == Cores::All && items.len() >= Self::MANY {
            items.into_par_iter().with_min_len(4).map(work).collect()
        } else {
            items.into_iter().map(work).collect()
        }
    }
}

/// The statements of a text.
struct Listed<'t> {
    nodes: Vec<Node<'t>>,
    /// For each whether it is an expression at the end of a cell, whose value a notebook shows.
    shown: Vec<bool>,
    has_cells: bool,
}

/// The module's statements, comments are none. Cells end at a marker, and in a text that has one also
/// at its end. A semicolon behind an expression keeps its value from being shown. A file of another
/// language is short, and each of its lines may speak of all others, so it counts as one statement.
fn statements(snapshot: &Snapshot) -> Listed<'_> {
    let mut listed = Listed { nodes: Vec::new(), shown: Vec::new(), has_cells: false };
    if snapshot.language() != Language::Python {
        listed.nodes.extend(snapshot.trees().roots());
        listed.shown.push(false);
        return listed;
    }
    let Listed { nodes, shown, has_cells } = &mut listed;
    let mut last: Option<usize> = None;
    for node in snapshot.trees().top() {
        if is_comment(node) {
            if is_cell_marker(snapshot.text(), node.byte_range()) {
                *has_cells = true;
                last.take().into_iter().for_each(|index: usize| shown[index] = true);
            }
            continue;
        }
        last = None;
        if node.is_named() {
            // The grammar calls assignments expressions, too.
            let is_value = |inner: Node| !matches!(inner.kind_name(), "assignment" | "augmented_assignment");
            let is_expression = node.kind_name() == "expression_statement" && node.named_child(0).is_some_and(is_value);
            last = is_expression.then_some(nodes.len());
            nodes.push(node);
            shown.push(false);
        }
    }
    if let (true, Some(index)) = (*has_cells, last) {
        shown[index] = true;
    }
    listed
}

fn is_comment(node: Node) -> bool {
    node.kind_name() == "comment"
}

/// Whether a comment begins a cell, as in `# %% title`: the form that editors and jupytext share.
fn is_cell_marker(text: &Rope, range: Range<usize>) -> bool {
    piece(text, range).strip_prefix('#').is_some_and(|rest| rest.trim_start_matches(' ').starts_with("%%"))
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
