//! Which clauses are worth trying at a node.
//!
//! Owns an index over the clauses: by the kind of their root, and below that by something that every
//! match has, mostly the name that is called, or how that ends. Most of what is written for calls is about calls of a
//! few names, so at most nodes nothing is left to try. Must not know how a clause is matched, but
//! for what a step of its pattern asks.

use super::query::{Step, Test};
use super::text::Text;
use super::text_test::{TextOf, TextTest};
use super::ways::Ways;
use crate::nodes::{NodeIndex, Nodes};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A clause with more keys than this is found by something else.
const MOST_KEYS: usize = 12;

/// Further down than this only a text is looked for: who looks at one place does not want to list
/// what lies everywhere around it.
const DEEPEST: usize = 2;

/// So many last bytes of a text tell whether it may end in a word.
const END: usize = 3;

/// The numbers of clauses by where they may match.
#[derive(Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Dispatch {
    /// By the number of a root's kind.
    by_kind: Vec<OfKind>,
    /// Clauses whose root may be of any kind.
    anywhere: Vec<usize>,
}

/// The clauses with a root of one kind.
#[derive(Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct OfKind {
    all: Vec<usize>,
    clauses: Branch,
    /// Where in the root lies what answers a hover.
    hovered: Ways,
}

/// The clauses that want a node at the end of some way down from a root.
#[derive(Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Branch {
    /// Those that take it with any text.
    any: Vec<usize>,
    #[serde(serialize_with = "in_order")]
    by_text: FxHashMap<Text, Vec<usize>>,
    /// By the last bytes of the text.
    #[serde(serialize_with = "in_order")]
    by_end: FxHashMap<[u8; END], Vec<usize>>,
    /// Ways further down, by the child's field, if it matters, and its kind.
    below: Vec<((Option<u16>, u16), Branch)>,
}

/// Writes a table by its keys, so that what is stored depends on nothing but the patterns.
fn in_order<K: Ord + Serialize, S: Serializer>(table: &FxHashMap<K, Vec<usize>>, to: S) -> Result<S::Ok, S::Error> {
    table.iter().collect::<BTreeMap<_, _>>().serialize(to)
}

/// The way down from a root: of each child the field, if it matters, and the kind.
type Path = Vec<(Option<u16>, u16)>;

/// What a node must have for a pattern to match: a node at the end of a path, with such a text if
/// there is one.
struct Key {
    path: Path,
    text: Option<Wanted>,
}

/// What a text must be.
#[derive(Clone)]
enum Wanted {
    OneOf(Vec<Text>),
    /// To end in one of these.
    Ending(Vec<[u8; END]>),
}

impl Dispatch {
    /// Adds a clause under a number: its pattern, what it asks of texts, and where in it lies what
    /// answers a hover.
    pub fn add(&mut self, number: usize, root: &Step, texts: &[TextTest], hovered: &Ways) {
        let mut kinds = Vec::new();
        if !root_kinds(root, &mut kinds) {
            return self.anywhere.push(number);
        }
        kinds.sort_unstable();
        kinds.dedup();
        let keys = match &root.test {
            Test::Node { .. } => Keys { root, texts }.of(root),
            _ => None,
        };
        for kind in kinds {
            let kind = usize::from(kind);
            if self.by_kind.len() <= kind {
                self.by_kind.resize_with(kind + 1, OfKind::default);
            }
            self.by_kind[kind].clauses.add(number, keys.as_deref().unwrap_or_default());
            self.by_kind[kind].all.push(number);
            self.by_kind[kind].hovered.join(hovered);
        }
    }

    /// Whether no clause matches at nodes of this kind.
    pub fn is_empty(&self, kind: u16) -> bool {
        self.anywhere.is_empty() && self.by_kind.get(usize::from(kind)).is_none_or(|of_kind| of_kind.clauses.is_empty())
    }

    /// Whether a clause at a node may answer a hover; `below` are the nodes below it that
    /// hold the place.
    pub fn answers(&self, root: NodeIndex, below: &[NodeIndex], nodes: &Nodes) -> bool {
        let of_kind = self.by_kind.get(usize::from(nodes.get(root).kind));
        !self.anywhere.is_empty() || of_kind.is_some_and(|of_kind| of_kind.hovered.lead_to(below, nodes))
    }

    /// All clauses whose root may be of a node's kind, in the order of their numbers.
    pub fn all(&self, kind: u16, found: &mut Vec<usize>) {
        found.clear();
        if let Some(of_kind) = self.by_kind.get(usize::from(kind)) {
            found.extend_from_slice(&of_kind.all);
        }
        found.extend_from_slice(&self.anywhere);
        found.sort_unstable();
    }

    /// Puts the clauses that may match at a node into `found`, in the order of their numbers.
    pub fn at<'t>(&self, nodes: &mut Nodes<'t>, root: NodeIndex, text: TextOf, found: &mut Vec<usize>) {
        found.clear();
        if let Some(of_kind) = self.by_kind.get(usize::from(nodes.get(root).kind)) {
            of_kind.clauses.at(nodes, root, text, found);
        }
        found.extend_from_slice(&self.anywhere);
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
    }
}

impl Branch {
    fn is_empty(&self) -> bool {
        self.any.is_empty() && self.by_text.is_empty() && self.by_end.is_empty() && self.below.is_empty()
    }

    fn add(&mut self, number: usize, keys: &[Key]) {
        if keys.is_empty() {
            self.any.push(number);
        }
        for Key { path, text } in keys {
            let end = path.iter().fold(&mut *self, |branch, way| branch.further(*way));
            match text {
                None => end.any.push(number),
                Some(Wanted::OneOf(texts)) => {
                    texts.iter().for_each(|text| end.by_text.entry(text.clone()).or_default().push(number));
                }
                Some(Wanted::Ending(ends)) => {
                    ends.iter().for_each(|last| end.by_end.entry(*last).or_default().push(number))
                }
            }
        }
    }

    fn further(&mut self, way: (Option<u16>, u16)) -> &mut Branch {
        let index = self.below.iter().position(|(own, _)| *own == way).unwrap_or_else(|| {
            self.below.push((way, Branch::default()));
            self.below.len() - 1
        });
        &mut self.below[index].1
    }

    fn at(&self, nodes: &mut Nodes, node: NodeIndex, text: TextOf, found: &mut Vec<usize>) {
        found.extend_from_slice(&self.any);
        if !self.by_text.is_empty() || !self.by_end.is_empty() {
            let own = text(nodes.get(node).node);
            found.extend(self.by_text.get(own).into_iter().flatten());
            if let Some(end) = own.as_bytes().last_chunk() {
                found.extend(self.by_end.get(end).into_iter().flatten());
            }
        }
        if self.below.is_empty() {
            return;
        }
        for child in nodes.children(node) {
            let seen = nodes.get(child);
            let own = (seen.field, seen.kind);
            for ((field, kind), branch) in &self.below {
                if own.1 == *kind && field.is_none_or(|field| own.0 == field) {
                    branch.at(nodes, child, text, found);
                }
            }
        }
    }
}

/// The kinds that a root may have; `false` when it may have any.
fn root_kinds(step: &Step, kinds: &mut Vec<u16>) -> bool {
    match &step.test {
        Test::Any | Test::Node { kind: 0, .. } => false,
        Test::Node { kind, .. } => {
            kinds.push(*kind);
            true
        }
        Test::Either(steps) => steps.iter().all(|step| root_kinds(step, kinds)),
    }
}

/// Reads the keys of a pattern.
struct Keys<'p> {
    root: &'p Step,
    texts: &'p [TextTest],
}

impl Keys<'_> {
    /// What a match at a node has at it or below it, one of these: by texts where possible, else by
    /// kinds. `None` when nothing is known.
    fn of(&self, step: &Step) -> Option<Vec<Key>> {
        let Test::Node { children, .. } = &step.test else { return None };
        if let Some(text) = self.text_of(step) {
            return Some(vec![Key { path: Vec::new(), text: Some(text) }]);
        }
        let below = children.iter().filter_map(|child| self.at_child(child, child.field));
        // A text tells most, else the longest way down: each kind on it is one more condition.
        let depth =
            |keys: &Vec<Key>| keys.iter().map(|key| if key.text.is_some() { usize::MAX } else { key.path.len() }).min();
        below.filter(|keys| keys.len() <= MOST_KEYS).min_by_key(|keys| (Reverse(depth(keys)), keys.len()))
    }

    /// The same with the way from the parent before it.
    fn at_child(&self, step: &Step, field: Option<u16>) -> Option<Vec<Key>> {
        match &step.test {
            Test::Any | Test::Node { kind: 0, .. } => None,
            Test::Node { kind, .. } => {
                let mut keys = self.of(step).unwrap_or_else(|| vec![Key { path: Vec::new(), text: None }]);
                for key in &mut keys {
                    key.path.insert(0, (field, *kind));
                    if key.text.is_none() {
                        key.path.truncate(DEEPEST);
                    }
                }
                Some(keys)
            }
            Test::Either(steps) => {
                let own = self.text_of(step);
                let mut all = Vec::new();
                for one in steps {
                    let mut keys = self.at_child(one, field.or(one.field))?;
                    if let (Some(own), [key]) = (&own, keys.as_mut_slice())
                        && key.path.len() == 1
                    {
                        key.text.get_or_insert_with(|| own.clone());
                    }
                    all.append(&mut keys);
                }
                Some(all)
            }
        }
    }

    /// What the text of a step's node must be. Of several captures of one name only the first is
    /// tested, so the name must be the only one.
    fn text_of(&self, step: &Step) -> Option<Wanted> {
        let of = |index: &u32| {
            let tests = || self.texts.iter().filter(|test| test.capture == *index);
            let text = tests().find_map(TextTest::one_of).map(Wanted::OneOf).or_else(|| tests().find_map(ending));
            text.filter(|_| most_captures(self.root, *index) == 1)
        };
        step.captures.iter().find_map(of)
    }
}

/// How a text ends that passes a test, where that is known.
fn ending(test: &TextTest) -> Option<Wanted> {
    let ends = test.endings()?.iter().map(|word| word.as_bytes().last_chunk().copied());
    ends.collect::<Option<_>>().map(Wanted::Ending)
}

/// How often something is captured under a name at most.
fn most_captures(step: &Step, index: u32) -> usize {
    let own = step.captures.iter().filter(|own| **own == index).count();
    own + match &step.test {
        Test::Any => 0,
        Test::Node { children, .. } => children.iter().map(|child| most_captures(child, index)).sum(),
        Test::Either(steps) => steps.iter().map(|one| most_captures(one, index)).max().unwrap_or_default(),
    }
}
