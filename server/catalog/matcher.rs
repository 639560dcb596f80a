//! The one place that knows how patterns are matched.
//!
//! One walk over the tree; at each node only the patterns that `dispatch.rs` lets through are tried,
//! and a pattern's inside is searched below the node. Unlike tree-sitter's own queries nothing is
//! analysed beforehand, so a program that starts can match at once. Those queries are the oracle: a
//! test holds both to the same matches over the standard library.

use super::dispatch::Dispatch;
use super::program::{Kind, Op, Program};
use super::query::Step;
use super::shapes::{Kept, Shapes};
use super::text_test::{TextOf, TextTest};
use super::ways::Ways;
use crate::nodes::{NodeIndex, Nodes, Seen};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use tree_sitter::Node;

/// A node that a clause captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture<'t> {
    /// Index into the matcher's capture names.
    pub index: u32,
    /// The node.
    pub node: Node<'t>,
}

/// Asks only for matches at one place.
#[derive(Clone, Copy)]
pub struct At {
    /// The byte offset that the root must hold.
    pub offset: usize,
    /// Whether what answers a hover must hold it, too.
    pub is_hovered: bool,
}

/// A set of clauses, matched together.
#[derive(Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Matcher {
    /// The same for all matchers of a catalogue, and stored once.
    #[serde(skip)]
    names: Arc<[String]>,
    clauses: Vec<Compiled>,
    shapes: Shapes,
    /// By index, where which clause is worth trying.
    dispatch: Dispatch,
}

#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Compiled {
    number: usize,
    /// Of the shapes.
    shape: usize,
    /// The capture that answers a hover, and the ways to it.
    hovered: u32,
    ways: Ways,
    /// For a clause of the user's, of which none is stored: whether it took too long once, and whether
    /// that was told.
    #[serde(skip)]
    patience: Option<Box<Patience>>,
}

/// How far a clause of the user's has tried the patience of whoever waits.
#[derive(Default)]
struct Patience {
    /// One of the states below.
    state: AtomicU8,
    /// Steps beyond what the nodes that were walked over allow.
    owed: AtomicU64,
}

impl Patience {
    /// What is owed after so many more steps, in a walk over so many nodes.
    fn debt(&self, steps: u64, nodes: u64) -> u64 {
        (self.owed.load(Ordering::Relaxed) + steps).saturating_sub(nodes * STEPS_ALLOWED)
    }
}

/// So many steps at one node, and so many matches, are the end of a user's clause.
const MOST_STEPS: u64 = 1_000_000;
const MOST_MATCHES: usize = 1_000;

/// So many steps for each node of a text, and what is owed beyond them at most: about a second in
/// all, however large the text. A match is work for others and counts as steps too.
const STEPS_ALLOWED: u64 = 1_000;
const MOST_DEBT: u64 = 20_000_000;
const MATCH_COST: u64 = 2_000;

/// So many earlier matches that a new one is compared with count as a step.
const MATCHES_PER_STEP: u64 = 8;

/// So many bytes that a text test looks at count as a step.
const BYTES_PER_STEP: u64 = 32;

/// So many clauses at a node are few.
const FEW: usize = 6;

/// The states of [`Patience::state`].
const PATIENT: u8 = 0;
const GIVEN_UP: u8 = 1;
const TOLD: u8 = 2;

impl Compiled {
    fn is_given_up(&self) -> bool {
        self.patience.as_ref().is_some_and(|patience| patience.state.load(Ordering::Relaxed) != PATIENT)
    }
}

impl Matcher {
    /// Adds a clause under a number of the caller's; `hovered` is its capture that answers a hover. One
    /// that is `watched` is given up when it takes too long at some node.
    ///
    /// # Errors
    /// When its pattern is too long.
    pub(super) fn add(
        &mut self,
        (number, hovered): (usize, u32),
        pattern: Step,
        texts: Vec<TextTest>,
        watched: bool,
    ) -> Result<(), String> {
        let ways = Ways::of(&pattern, hovered);
        let index = self.clauses.len();
        let dispatch = &mut self.dispatch;
        // One that is watched has a shape of its own, since its steps are counted.
        let add = |pattern: &Step, texts: &[TextTest]| dispatch.add(index, pattern, texts, &ways);
        let shape = self.shapes.add(pattern, texts, !watched, add).ok_or("the pattern is too long")?;
        self.clauses.push(Compiled { number, shape, hovered, ways, patience: watched.then(Box::default) });
        Ok(())
    }

    /// Sets the capture names that the clauses' indexes speak of. No clause comes after it.
    pub(super) fn finish(&mut self, names: Arc<[String]>) {
        self.names = names;
        self.shapes.finish();
    }

    /// The names of the captures, by index.
    pub fn capture_names(&self) -> &[String] {
        &self.names
    }

    /// The numbers of the clauses that were given up and not told of yet.
    pub(super) fn newly_given_up(&self) -> impl Iterator<Item = usize> {
        let is_news = |patience: &Patience| {
            patience.state.compare_exchange(GIVEN_UP, TOLD, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        };
        self.clauses.iter().filter(move |one| one.patience.as_deref().is_some_and(is_news)).map(|one| one.number)
    }

    /// Calls `found` with the clause's number and captures for each match among `nodes`; with
    /// `place`, only for those there. `text` gives the source text of a node.
    pub fn each_match<'t, 's>(
        &self,
        nodes: &mut Nodes<'t>,
        place: Option<At>,
        text: impl Fn(Node) -> &'s str,
        mut found: impl FnMut(usize, &[Capture<'t>]),
    ) {
        let mut search = Search::new(self.shapes.program(), nodes, &text);
        let hovered = place.filter(|place| place.is_hovered);
        // The nodes that hold the place; without one all nodes, of each level the siblings from the next
        // one on.
        let around = place.map(|place| search.nodes.around(place.offset));
        let around = around.as_deref().unwrap_or_default();
        let mut levels: SmallVec<[Range<NodeIndex>; 32]> = SmallVec::new();
        if place.is_none() {
            levels.push(Nodes::TOP..Nodes::TOP + 1);
        }
        let (mut walked, mut ours, mut spent) = (0, 0, FxHashMap::<usize, u64>::default());
        let mut candidates = Vec::new();
        let mut kept = Kept::default();
        let mut depth = 0;
        loop {
            let next = match levels.last_mut() {
                Some(level) => level.next(),
                None => around.get(depth).copied(),
            };
            depth += 1;
            let Some(at) = next else {
                if levels.pop().is_some() && !levels.is_empty() {
                    continue;
                }
                break;
            };
            walked += 1;
            let seen = search.nodes.get(at);
            let (kind, is_leaf) = (seen.kind, seen.is_leaf);
            if is_leaf && self.dispatch.is_empty(kind) {
                continue;
            }
            if place.is_none() && !is_leaf && levels.len() <= Nodes::DEEPEST {
                levels.push(search.nodes.children(at));
            }
            let below = around.get(depth..).unwrap_or_default();
            if hovered.is_some() && !self.dispatch.answers(at, below, search.nodes) {
                continue;
            }
            self.candidates(at, hovered.map(|_| below), (search.nodes, &text), &mut candidates);
            kept.clear();
            for &index in &candidates {
                let clause = &self.clauses[index];
                if clause.is_given_up() {
                    continue;
                }
                let shape = self.shapes.get(clause.shape);
                // Which capture must hold a place may differ.
                let is_shared = shape.is_shared && place.is_none();
                let known = if is_shared { kept.of(clause.shape) } else { None };
                if let Some(matches) = known {
                    matches.for_each(|number| found(clause.number, kept.get(number)));
                    continue;
                }
                let before = kept.count();
                search.texts = &shape.texts;
                search.focus = hovered.map(|place| (clause.hovered, place.offset));
                // All of ours together owe no more than each of the user's.
                let allowed = match clause.patience {
                    Some(_) => MOST_STEPS,
                    None => (MOST_DEBT + walked * STEPS_ALLOWED).saturating_sub(ours),
                };
                search.left = allowed;
                search.most = if clause.patience.is_some() { MOST_MATCHES } else { usize::MAX };
                let mut matches = 0;
                search.step(self.shapes.program().op(shape.root), at, &mut |captures| {
                    let rest = shape.texts.iter().filter(|test| !test.is_of_one());
                    if rest.into_iter().all(|test| test.holds(captures, &text)) {
                        matches += 1;
                        if is_shared {
                            kept.push(captures);
                        }
                        found(clause.number, captures);
                    }
                });
                if is_shared {
                    kept.are_of(clause.shape, before);
                }
                let Some(patience) = &clause.patience else {
                    ours += allowed - search.left;
                    continue;
                };
                let all = spent.entry(index).or_default();
                *all += MOST_STEPS - search.left + matches * MATCH_COST;
                if search.left == 0 || patience.debt(*all, walked) > MOST_DEBT {
                    patience.state.store(GIVEN_UP, Ordering::Relaxed);
                }
            }
        }
        for (index, all) in spent {
            if let Some(patience) = &self.clauses[index].patience {
                patience.owed.store(patience.debt(all, walked), Ordering::Relaxed);
            }
        }
    }

    /// The clauses that are worth trying at a node. For a hover, `below` are the nodes below it that hold
    /// the place.
    fn candidates<'t>(
        &self,
        root: NodeIndex,
        below: Option<&[NodeIndex]>,
        (nodes, text): (&mut Nodes<'t>, TextOf),
        out: &mut Vec<usize>,
    ) {
        let Some(below) = below else { return self.dispatch.at(nodes, root, text, out) };
        let leads = |index: &usize, nodes: &Nodes| self.clauses[*index].ways.lead_to(below, nodes);
        self.dispatch.all(nodes.get(root).kind, out);
        out.retain(|index| leads(index, nodes));
        // A few are tried sooner than it is known which of them may match.
        if out.len() > FEW {
            self.dispatch.at(nodes, root, text, out);
            out.retain(|index| leads(index, nodes));
        }
    }
}

/// The search for all ways in which one pattern matches at one node.
struct Search<'m, 's, 't, 'n> {
    program: &'m Program,
    captures: Vec<Capture<'t>>,
    /// The captures of matches already reported, one list behind the other, so that ways that differ
    /// in nothing that is captured count once.
    seen: Vec<Capture<'t>>,
    /// Where each of those lists ends.
    ends: Vec<usize>,
    /// The capture whose first node must hold a byte offset.
    focus: Option<(u32, usize)>,
    nodes: &'n mut Nodes<'t>,
    /// What the clause asks of its captures' texts. A test of one capture is made at once, so that
    /// most calls and assignments are done with before their inside is looked at.
    texts: &'m [TextTest],
    text: TextOf<'m, 's>,
    /// How many steps the clause may still take at this node, and how many matches it may have.
    left: u64,
    most: usize,
}

type Found<'f, 't> = dyn FnMut(&[Capture<'t>]) + 'f;

impl<'m, 's, 't, 'n> Search<'m, 's, 't, 'n> {
    fn new(program: &'m Program, nodes: &'n mut Nodes<'t>, text: TextOf<'m, 's>) -> Self {
        Search {
            program,
            captures: Vec::new(),
            seen: Vec::new(),
            ends: Vec::new(),
            focus: None,
            nodes,
            texts: &[],
            text,
            left: 0,
            most: 0,
        }
    }

    /// Captures a node under the names of a step; `false` when its text is not the one wanted.
    fn capture(&mut self, step: &Op, node: Node<'t>) -> bool {
        for &index in self.program.captures(step) {
            // Of several captures of one name the first is tested.
            let is_first = self.captures.iter().all(|capture| capture.index != index);
            let one = Capture { index, node };
            let mut asked = self.texts.iter().filter(|test| test.capture == index && test.is_of_one());
            let mut cost = 0;
            let holds = |test: &TextTest| {
                cost += node.byte_range().len() as u64 / BYTES_PER_STEP;
                test.holds(&[one], self.text)
            };
            let all_hold = !is_first || asked.all(holds);
            self.left = self.left.saturating_sub(cost);
            if !all_hold {
                return false;
            }
            self.captures.push(one);
        }
        true
    }

    fn step(&mut self, root: &'m Op, node: NodeIndex, found: &mut Found<'_, 't>) {
        self.captures.clear();
        self.seen.clear();
        self.ends.clear();
        self.node(root, node, &mut |search| {
            search.left = search.left.saturating_sub(search.ends.len() as u64 / MATCHES_PER_STEP);
            if search.ends.len() >= search.most {
                search.left = 0;
            } else if search.is_new() {
                search.seen.extend_from_slice(&search.captures);
                search.ends.push(search.seen.len());
                found(&search.captures);
            }
        });
    }

    /// Whether no match with the present captures was reported at this root.
    fn is_new(&self) -> bool {
        let mut start = 0;
        self.ends.iter().all(|&end| self.seen[std::mem::replace(&mut start, end)..end] != self.captures)
    }

    /// Calls `go_on` for each way in which `node` can be what the step wants.
    fn node(&mut self, step: &'m Op, index: NodeIndex, go_on: &mut dyn FnMut(&mut Self)) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let length = self.captures.len();
        let Seen { node, kind: own, is_named, .. } = *self.nodes.get(index);
        let is_right = match step.kind {
            Kind::Any => !self.nodes.get(index).is_error(),
            Kind::Named => is_named && !self.nodes.get(index).is_error(),
            Kind::Of(kind) => own == kind,
            Kind::Either => true,
        };
        let without = self.program.without(step);
        if !is_right || (!without.is_empty() && self.has_field(index, without)) {
            return;
        }
        if self.capture(step, node) {
            let inside = self.program.inside(step);
            if step.kind == Kind::Either {
                for one in inside {
                    self.node(one, index, go_on);
                }
            } else if inside.is_empty() {
                go_on(self);
            } else {
                let below = self.nodes.children(index);
                self.children(inside, step.ends, below, go_on);
            }
        }
        self.captures.truncate(length);
    }

    /// Whether the capture that must hold an offset would be inside a node that does not hold it.
    fn misses(&self, step: &Op, node: Node<'t>) -> bool {
        self.focus.is_some_and(|(focus, offset)| {
            self.program.surely(step).contains(&focus)
                && !node.byte_range().contains(&offset)
                && self.captures.iter().all(|capture| capture.index != focus)
        })
    }

    /// Whether a node has a child in one of these fields.
    fn has_field(&mut self, node: NodeIndex, fields: &[u32]) -> bool {
        self.nodes.children(node).any(|child| fields.contains(&u32::from(self.nodes.get(child).field)))
    }

    /// Matches steps against children, in order.
    fn children(&mut self, steps: &'m [Op], ends: bool, inside: Range<NodeIndex>, go_on: &mut dyn FnMut(&mut Self)) {
        let Some((step, rest)) = steps.split_first() else { return go_on(self) };
        for index in inside.clone() {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let child = self.nodes.get(index);
            let (node, is_named) = (child.node, child.is_named);
            let behind = index + 1..inside.end;
            let fits = (step.field == 0 || child.field == step.field)
                && may_be(self.program, step, child)
                && !self.misses(step, node)
                && (!rest.is_empty() || !ends || behind.clone().all(|later| !self.nodes.get(later).is_named));
            if fits {
                self.node(step, index, &mut |search| search.children(rest, ends, behind.clone(), go_on));
            }
            if step.is_anchored && is_named {
                return;
            }
        }
    }
}

/// Whether a child's kind is one that the step wants, as far as that is known at once.
fn may_be(program: &Program, step: &Op, child: &Seen) -> bool {
    match step.kind {
        Kind::Any => true,
        Kind::Named => child.is_named,
        Kind::Of(kind) => child.kind == kind,
        Kind::Either => program.inside(step).iter().any(|one| may_be(program, one, child)),
    }
}
