//! Where in a pattern the capture lies that a hover wants.
//!
//! Owns the ways down to it. Most nodes around a hovered place have nothing to say of it, since what
//! their patterns capture lies elsewhere in them; this tells so before any is tried. Must not know how
//! patterns are matched.

use super::query::{Step, Test};
use crate::nodes::{NodeIndex, Nodes};
use serde::{Deserialize, Serialize};

/// More ways are not told apart: a pattern of a person's may have thousands.
const MOST: usize = 64;

/// A step on a way down from a root: a node's field and kind, 0 for any.
type Way = (u16, u16);

/// Where a capture may lie in what a pattern, or one of several, matches.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Ways {
    /// Whether it may be the root itself, or anything.
    is_anywhere: bool,
    /// The ways, one behind the other.
    steps: Vec<Way>,
    /// Where each of them ends.
    ends: Vec<usize>,
}

impl Ways {
    /// The ways to a capture in a pattern.
    pub fn of(root: &Step, capture: u32) -> Ways {
        let mut ways = Ways { is_anywhere: root.captures.contains(&capture), ..Ways::default() };
        match &root.test {
            Test::Any => {}
            Test::Node { children, .. } => {
                children.iter().for_each(|child| ways.enter(child, child.field, capture, &[]));
            }
            Test::Either(steps) => steps.iter().for_each(|step| ways.join(&Ways::of(step, capture))),
        }
        ways
    }

    /// Adds the ways of another pattern.
    pub fn join(&mut self, other: &Ways) {
        self.is_anywhere |= other.is_anywhere;
        other.all().for_each(|way| self.add(way));
    }

    /// Whether the capture may hold a place; `below` are the nodes below the root that hold it, from the
    /// child on.
    pub fn lead_to(&self, below: &[NodeIndex], nodes: &Nodes) -> bool {
        let fits = |((field, kind), index): (&Way, &NodeIndex)| {
            let node = nodes.get(*index);
            (*field == 0 || *field == node.field) && (*kind == 0 || *kind == node.kind)
        };
        self.is_anywhere || self.all().any(|way| way.len() <= below.len() && way.iter().zip(below).all(fits))
    }

    fn all(&self) -> impl Iterator<Item = &[Way]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.steps[start..*end])
    }

    /// Adds the ways that go through a step.
    fn enter(&mut self, step: &Step, field: Option<u16>, capture: u32, above: &[Way]) {
        let is_end = step.captures.contains(&capture);
        let mut way = above.to_vec();
        match &step.test {
            Test::Either(steps) => {
                for one in steps {
                    let field = field.or(one.field);
                    match kind_of(one) {
                        // One of several of several: rare, and never wrong to say less.
                        None if is_end => self.is_anywhere = true,
                        Some(kind) if is_end => self.add(&[above, &[(field.unwrap_or_default(), kind)]].concat()),
                        _ => self.enter(one, field, capture, above),
                    }
                }
            }
            Test::Any | Test::Node { .. } => {
                way.push((field.unwrap_or_default(), kind_of(step).unwrap_or_default()));
                if let Test::Node { children, .. } = &step.test {
                    children.iter().for_each(|child| self.enter(child, child.field, capture, &way));
                }
                if is_end {
                    self.add(&way);
                }
            }
        }
    }

    fn add(&mut self, way: &[Way]) {
        if self.ends.len() == MOST {
            self.is_anywhere = true;
        } else if !self.all().any(|own| own == way) {
            self.steps.extend_from_slice(way);
            self.ends.push(self.steps.len());
        }
    }
}

/// The kind of a step's node, 0 for any; `None` for one of several.
fn kind_of(step: &Step) -> Option<u16> {
    match &step.test {
        Test::Any => Some(0),
        Test::Node { kind, .. } => Some(*kind),
        Test::Either(_) => None,
    }
}
