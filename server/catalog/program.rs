//! Patterns as flat lists of steps.
//!
//! Owns the layout: a pattern's steps stand close together, and the steps of one level in a row, so
//! that all patterns together take little memory. Must not know how steps are matched.

use super::query::{Step, Test};
use serde::{Deserialize, Serialize};

/// What a step wants of a node's kind.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Any node: `_`.
    Any,
    /// Any named node: `(_)`.
    Named,
    /// A node of this kind.
    Of(u16),
    /// What one of the steps inside wants of the same node.
    Either,
}

/// What one node must be; see [`Step`].
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Op {
    pub kind: Kind,
    /// Its field in its parent; 0 for any or none.
    pub field: u16,
    /// Whether no named sibling may stand between it and the step before (or the parent's start).
    pub is_anchored: bool,
    /// Whether the last step inside must be the last named child.
    pub ends: bool,
    /// Where its names stand: those it is captured under first, and of them all under which something
    /// in it is surely captured. Fields that it must not have stand behind those.
    names: u32,
    captures: u8,
    surely: u8,
    without: u8,
    /// Where the steps inside stand.
    inside: u32,
    count: u16,
}

/// The steps of many patterns.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Program {
    ops: Vec<Op>,
    names: Vec<u32>,
}

impl Program {
    /// Adds a pattern; the result names its root. `None` when a list in it is longer than there is
    /// room for: no pattern that a person writes is.
    pub fn add(&mut self, root: &Step) -> Option<u32> {
        let at = u32::try_from(self.ops.len()).ok()?;
        self.add_all(std::slice::from_ref(root))?;
        Some(at)
    }

    /// The step of this name.
    pub fn op(&self, at: u32) -> &Op {
        &self.ops[at as usize]
    }

    /// The steps inside a step: its children, or the alternatives.
    pub fn inside(&self, op: &Op) -> &[Op] {
        &self.ops[op.inside as usize..][..usize::from(op.count)]
    }

    /// The names that a step's node is captured under.
    pub fn captures(&self, op: &Op) -> &[u32] {
        &self.names[op.names as usize..][..usize::from(op.captures)]
    }

    /// The names under which something is captured in a step's node however it matches, its own among
    /// them.
    pub fn surely(&self, op: &Op) -> &[u32] {
        &self.names[op.names as usize..][..usize::from(op.surely)]
    }

    /// The fields that a step's node must not have.
    pub fn without(&self, op: &Op) -> &[u32] {
        &self.names[op.names as usize + usize::from(op.surely)..][..usize::from(op.without)]
    }

    fn add_all(&mut self, steps: &[Step]) -> Option<()> {
        let first = self.ops.len();
        for step in steps {
            let op = self.bare(step)?;
            self.ops.push(op);
        }
        for (at, step) in (first..).zip(steps) {
            let (Test::Node { children: inside, .. } | Test::Either(inside)) = &step.test else { continue };
            let next = u32::try_from(self.ops.len()).ok()?;
            let op = &mut self.ops[at];
            (op.inside, op.count) = (next, u16::try_from(inside.len()).ok()?);
            self.add_all(inside)?;
        }
        Some(())
    }

    /// A step without what is inside.
    fn bare(&mut self, step: &Step) -> Option<Op> {
        let none: &[u16] = &[];
        let (kind, without, ends) = match &step.test {
            Test::Any => (Kind::Any, none, false),
            Test::Node { kind: 0, without, ends, .. } => (Kind::Named, without.as_slice(), *ends),
            Test::Node { kind, without, ends, .. } => (Kind::Of(*kind), without.as_slice(), *ends),
            Test::Either(_) => (Kind::Either, none, false),
        };
        let names = u32::try_from(self.names.len()).ok()?;
        // A step's own names are the first of those.
        self.names.extend(&step.surely);
        self.names.extend(without.iter().map(|field| u32::from(*field)));
        Some(Op {
            kind,
            field: step.field.unwrap_or_default(),
            is_anchored: step.anchored,
            ends,
            names,
            captures: u8::try_from(step.captures.len()).ok()?,
            surely: u8::try_from(step.surely.len()).ok()?,
            without: u8::try_from(without.len()).ok()?,
            inside: 0,
            count: 0,
        })
    }
}
