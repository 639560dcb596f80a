//! What clauses look for, with those that look for the same taken together.
//!
//! Owns the patterns of all clauses, each with what it asks of texts: clauses that differ in their
//! facts alone have one shape, which is searched once at a node. Must not know how it is searched.

use super::matcher::Capture;
use super::program::Program;
use super::query::Step;
use super::text_test::TextTest;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A pattern, and what it asks of texts.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Shape {
    /// In the program.
    pub root: u32,
    pub texts: Vec<TextTest>,
    /// Whether several clauses have it.
    pub is_shared: bool,
}

/// All shapes.
#[derive(Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Shapes {
    program: Program,
    all: Vec<Shape>,
    /// Those that clauses may share, by their patterns; not stored.
    #[serde(skip)]
    known: FxHashMap<Step, Vec<usize>>,
}

impl Shapes {
    /// The shape with a pattern and such texts, by its number; a known one, if clauses may share it.
    /// `add` sees both. `None` when the pattern is too long.
    pub fn add(
        &mut self,
        pattern: Step,
        texts: Vec<TextTest>,
        may_share: bool,
        add: impl FnOnce(&Step, &[TextTest]),
    ) -> Option<usize> {
        if may_share {
            let mut known = self.known.get(&pattern).into_iter().flatten();
            if let Some(&known) = known.find(|known| self.all[**known].texts == texts) {
                self.all[known].is_shared = true;
                add(&pattern, &texts);
                return Some(known);
            }
        }
        let root = self.program.add(&pattern)?;
        add(&pattern, &texts);
        let number = self.all.len();
        self.all.push(Shape { root, texts, is_shared: false });
        if may_share {
            self.known.entry(pattern).or_default().push(number);
        }
        Some(number)
    }

    /// Forgets what only more shapes would need.
    pub fn finish(&mut self) {
        self.known = FxHashMap::default();
    }

    /// The shape of a number.
    pub fn get(&self, number: usize) -> &Shape {
        &self.all[number]
    }

    /// The steps of all patterns.
    pub fn program(&self) -> &Program {
        &self.program
    }
}

/// The matches of shared shapes at one node.
#[derive(Default)]
pub(super) struct Kept<'t> {
    captures: Vec<Capture<'t>>,
    /// Where each match ends in `captures`.
    ends: Vec<usize>,
    /// For each shape where its matches stand in `ends`.
    shapes: Vec<(usize, Range<usize>)>,
}

impl<'t> Kept<'t> {
    pub fn clear(&mut self) {
        self.captures.clear();
        self.ends.clear();
        self.shapes.clear();
    }

    /// How many matches there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Says that all matches from this number on are those of a shape.
    pub fn are_of(&mut self, shape: usize, first: usize) {
        self.shapes.push((shape, first..self.count()));
    }

    pub fn push(&mut self, captures: &[Capture<'t>]) {
        self.captures.extend_from_slice(captures);
        self.ends.push(self.captures.len());
    }

    pub fn of(&self, shape: usize) -> Option<Range<usize>> {
        self.shapes.iter().find(|(own, _)| *own == shape).map(|(_, matches)| matches.clone())
    }

    pub fn get(&self, number: usize) -> &[Capture<'t>] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.captures[start..self.ends[number]]
    }
}
