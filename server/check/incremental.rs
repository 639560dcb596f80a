//! Which statements an edit leaves alone.
//!
//! A statement is known by the id of its tree node: tree-sitter gives a node that it takes over
//! from the old tree the same id, and only nodes that no edit touched are taken over.

use super::{Finding, Related};
use crate::catalog::Severity;
use crate::document::Snapshot;
use crate::semantics::module::{Asked, Changes};
use crate::semantics::{Module, Source, UnitId, collect};
use rustc_hash::FxHashMap;
use std::ops::Range;
use tree_sitter::Node;

/// A top-level statement.
pub(super) struct Entry {
    pub unit: UnitId,
    pub node_id: usize,
    /// In the present text.
    pub range: Range<usize>,
    /// Whether the statement before or behind could not be parsed.
    pub beside_error: bool,
    pub findings: Vec<Stored>,
    pub asked: Asked,
}

/// A finding with offsets relative to its statement.
pub(super) struct Stored {
    pub pattern: usize,
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
            severity: self.severity,
            range: place(entry.range.start, &self.range),
            message: self.message.clone(),
            related: self
                .related
                .iter()
                .map(|(unit, range, message)| Related { range: place(start_of(*unit), range), message: message.clone() })
                .collect(),
        }
    }
}

/// The byte offset of a statement in the present text.
pub(super) fn start_of(entries: &[Entry], module: &Module, unit: UnitId) -> usize {
    entries.get(module.ordinal(unit) as usize).map_or(0, |entry| entry.range.start)
}

/// Brings entries and module to a snapshot; gives the entries to look at again, by index
/// and node.
pub(super) fn renew<'t>(
    entries: &mut Vec<Entry>,
    module: &mut Module,
    snapshot: &'t Snapshot,
) -> Vec<(usize, Node<'t>)> {
    let root = snapshot.tree().root_node();
    let statements = statements(root);
    let mut known: FxHashMap<usize, usize> =
        entries.iter().enumerate().map(|(index, entry)| (entry.node_id, index)).collect();
    let mut taken_over: Vec<Option<usize>> = Vec::with_capacity(statements.len());
    let mut latest = None;
    for node in &statements {
        // Only a rising sequence keeps its order; anything else counts as new.
        let same = known.remove(&node.id()).filter(|index| {
            entries[*index].range.len() == node.byte_range().len() && latest.is_none_or(|latest| *index > latest)
        });
        latest = same.or(latest);
        taken_over.push(same);
    }

    let mut changes = Changes::default();
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
    let mut salt = Salt::default();
    let mut fresh = Vec::new();
    for (index, (node, same)) in statements.iter().zip(&taken_over).enumerate() {
        let salt = salt.next(same.is_some());
        let range = node.byte_range();
        match same.and_then(|same| old[same].take()) {
            Some(entry) => entries.push(Entry { range, ..entry }),
            None => {
                let source = Source::new(snapshot.text(), range.clone());
                let unit = module.add(collect(*node, &source), salt, &mut changes);
                fresh.push(index);
                entries.push(Entry {
                    unit,
                    node_id: node.id(),
                    range,
                    beside_error: false,
                    findings: Vec::new(),
                    asked: Asked::default(),
                });
            }
        }
    }
    module.set_order(entries.iter().map(|entry| entry.unit));

    let mut fresh = fresh.into_iter().peekable();
    let mut reach = Vec::new();
    for index in 0..entries.len() {
        let error = |at: Option<usize>| at.and_then(|at| statements.get(at)).is_some_and(|node| node.is_error());
        let beside_error = error(index.checked_sub(1)) || error(Some(index + 1));
        let moved = entries[index].beside_error != beside_error;
        entries[index].beside_error = beside_error;
        let is_fresh = fresh.next_if_eq(&index).is_some();
        if is_fresh || moved || entries[index].asked.is_stale(&changes, module) {
            reach.push((index, statements[index]));
        }
    }
    reach
}

/// The module's statements; comments are none.
fn statements(root: Node) -> Vec<Node> {
    let mut cursor = root.walk();
    root.named_children(&mut cursor).filter(|node| node.kind() != "comment").collect()
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
