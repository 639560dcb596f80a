//! Where in the flow of control a place stands: which branches exclude each other, which loops
//! it is in, and what ends a path early.
//!
//! Owns the tree of regions of a statement. Offsets are relative to the statement.

use std::ops::Range;

/// Index into [`super::scope::Unit::regions`].
pub type RegionId = u32;

/// What a region is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// A scope's body.
    Body,
    /// One of several suites of which at most one runs: `if`/`elif`/`else`, a `case`.
    Arm,
    /// A loop's body: may run again, or never.
    Loop,
    /// The `else` suite of a loop.
    LoopElse,
    /// A `try` suite.
    Try,
    /// An `except` suite: runs after a part of the `try` suite.
    Except,
    /// The `else` suite of a `try`.
    TryElse,
    /// A `finally` suite.
    Finally,
    /// A `with` suite.
    With,
}

/// What ends a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// `raise`: the weakest way to leave, since a `with` may swallow it.
    Raise,
    /// `return`.
    Return,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
}

/// A suite.
#[derive(Clone, Debug)]
pub struct Region {
    /// The region around; itself for a root.
    pub parent: RegionId,
    /// What it is.
    pub kind: RegionKind,
    /// The first byte of the compound statement: the same for all its suites.
    pub group: u32,
    /// Which of the compound statement's suites it is, in order.
    pub arm: u32,
    /// The suite.
    pub range: Range<u32>,
    /// The first statement of the suite that always ends the path, and how.
    pub exit: Option<(u32, Exit)>,
    /// The end of that statement: what stands behind it in the suite never runs.
    pub dead_from: u32,
    /// For an arm: one of the arms always runs, since there is an `else` or a `case _`. For a loop:
    /// it never ends by itself, as in `while True`.
    pub complete: bool,
}

/// The tree of regions.
#[derive(Clone, Copy)]
pub struct Regions<'a>(pub &'a [Region]);

impl<'a> Regions<'a> {
    fn get(self, id: RegionId) -> &'a Region {
        &self.0[id as usize]
    }

    /// The region and those around it, innermost first, up to the scope's body.
    pub fn outward(self, from: RegionId) -> impl Iterator<Item = (RegionId, &'a Region)> {
        let mut next = Some(from);
        std::iter::from_fn(move || {
            let id = next?;
            let region = self.get(id);
            next = (region.kind != RegionKind::Body && region.parent != id).then_some(region.parent);
            Some((id, region))
        })
    }

    /// The innermost region that holds both.
    pub fn common(self, a: RegionId, b: RegionId) -> Option<RegionId> {
        let around: Vec<RegionId> = self.outward(a).map(|(id, _)| id).collect();
        self.outward(b).map(|(id, _)| id).find(|id| around.contains(id))
    }

    /// The child of `outer` through which `inner` is reached; `None` when they are the same.
    fn branch(self, outer: RegionId, inner: RegionId) -> Option<&'a Region> {
        self.outward(inner).take_while(|(id, _)| *id != outer).last().map(|(_, region)| region)
    }

    /// Whether no single run of the common region's body can reach both places.
    pub fn exclusive(self, a: RegionId, b: RegionId) -> bool {
        let Some(common) = self.common(a, b) else { return false };
        let (Some(a), Some(b)) = (self.branch(common, a), self.branch(common, b)) else {
            return false;
        };
        if a.group != b.group {
            return false;
        }
        use RegionKind::*;
        match (a.kind, b.kind) {
            (Arm, Arm) | (Except, Except) => a.arm != b.arm,
            (TryElse, Except) | (Except, TryElse) => true,
            _ => false,
        }
    }

    /// Whether the path from a place at `at` in `from` goes on to a later place `to` in `to_region`
    /// within one run of their common region: they do not exclude each other, and no `return`,
    /// `raise`, `break` or `continue` stands between.
    pub fn reaches(self, from: RegionId, at: u32, to_region: RegionId, to: u32) -> bool {
        if at >= to || self.exclusive(from, to_region) {
            return false;
        }
        let Some(common) = self.common(from, to_region) else { return false };
        let blocked = |(_, region): (RegionId, &Region)| region.exit.is_some_and(|(exit, _)| exit >= at && exit < to);
        !self.outward(from).take_while(|(id, _)| *id != common).any(blocked)
            && !self.get(common).exit.is_some_and(|(exit, _)| exit >= at && exit < to)
    }

    /// The innermost loop body around a region, within its scope.
    pub fn loop_of(self, region: RegionId) -> Option<RegionId> {
        self.outward(region).find(|(_, region)| region.kind == RegionKind::Loop).map(|(id, _)| id)
    }

    /// Whether the path from a place always leaves the loop `body` before its next round.
    pub fn leaves_loop(self, from: RegionId, at: u32, body: RegionId) -> bool {
        let mut inside_inner_loop = false;
        for (id, region) in self.outward(from) {
            if let Some((exit, how)) = region.exit
                && exit >= at
            {
                match how {
                    Exit::Return | Exit::Raise => return true,
                    Exit::Break if !inside_inner_loop => return true,
                    Exit::Continue if !inside_inner_loop => return false,
                    _ => {}
                }
            }
            if id == body {
                return false;
            }
            inside_inner_loop |= region.kind == RegionKind::Loop;
        }
        false
    }
}
