//! Which clauses are worth trying at a node.
//!
//! Owns an index over the clauses: by the kind of their root, and below that by something that every
//! match has, mostly the name that is called. Most of what is written for calls is about calls of a
//! few names, so at most nodes nothing is left to try. Must not know how a clause is matched, but
//! for what a step of its pattern asks.

use super::nodes::{NodeIndex, Nodes};
use super::query::{Step, Test};
use super::text::Text;
use super::text_test::{TextOf, TextTest};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;

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
    /// Those of which nothing else is known.
    plain: Vec<usize>,
    below: Vec<Below>,
}

/// The clauses that want a node at the end of a path.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Below {
    path: Path,
    /// Those that take it with any text.
    any: Vec<usize>,
    #[serde(serialize_with = "in_order")]
    by_text: FxHashMap<Text, Vec<usize>>,
}

/// Writes a table by its texts, so that what is stored depends on nothing but the patterns.
fn in_order<S: Serializer>(by_text: &FxHashMap<Text, Vec<usize>>, to: S) -> Result<S::Ok, S::Error> {
    by_text.iter().collect::<BTreeMap<_, _>>().serialize(to)
}

/// The way down from a root: of each child the field, if it matters, and the kind.
type Path = Vec<(Option<u16>, u16)>;

/// What a node must have for a pattern to match: a node at the end of a path, with one of these
/// texts if there are any.
struct Key {
    path: Path,
    texts: Option<Vec<Text>>,
}

impl Dispatch {
    /// Adds a clause under a number: its pattern, and what it asks of texts.
    pub fn add(&mut self, number: usize, root: &Step, texts: &[TextTest]) {
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
            self.by_kind[kind].add(number, keys.as_deref().unwrap_or_default());
        }
    }

    /// Puts the clauses that may match at a node into `found`, in the order of their numbers.
    pub fn at<'t>(&self, nodes: &mut Nodes<'t>, root: NodeIndex, text: TextOf, found: &mut Vec<usize>) {
        found.clear();
        if let Some(of_kind) = self.by_kind.get(usize::from(nodes.get(root).kind)) {
            found.extend_from_slice(&of_kind.plain);
            for below in &of_kind.below {
                below.at(nodes, root, &below.path, text, found);
            }
        }
        found.extend_from_slice(&self.anywhere);
        found.sort_unstable();
        found.dedup();
    }
}

impl OfKind {
    fn add(&mut self, number: usize, keys: &[Key]) {
        if keys.is_empty() {
            self.plain.push(number);
        }
        for Key { path, texts } in keys {
            let index = self.below.iter().position(|below| below.path == *path).unwrap_or_else(|| {
                self.below.push(Below { path: path.clone(), any: Vec::new(), by_text: FxHashMap::default() });
                self.below.len() - 1
            });
            let below = &mut self.below[index];
            match texts {
                None => below.any.push(number),
                Some(texts) => {
                    for text in texts {
                        below.by_text.entry(text.clone()).or_default().push(number);
                    }
                }
            }
        }
    }
}

impl Below {
    fn at(
        &self,
        nodes: &mut Nodes,
        node: NodeIndex,
        path: &[(Option<u16>, u16)],
        text: TextOf,
        found: &mut Vec<usize>,
    ) {
        let Some(((field, kind), rest)) = path.split_first() else {
            found.extend_from_slice(&self.any);
            if !self.by_text.is_empty()
                && let Some(clauses) = self.by_text.get(text(nodes.get(node).node))
            {
                found.extend_from_slice(clauses);
            }
            return;
        };
        for child in nodes.children(node) {
            let seen = nodes.get(child);
            if seen.kind == *kind && field.is_none_or(|field| seen.field == field) {
                self.at(nodes, child, rest, text, found);
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
        if let Some(texts) = self.texts_of(step) {
            return Some(vec![Key { path: Vec::new(), texts: Some(texts) }]);
        }
        let below = children.iter().filter_map(|child| self.at_child(child, child.field));
        below.min_by_key(|keys| keys.iter().filter(|key| key.texts.is_none()).count())
    }

    /// The same with the way from the parent before it.
    fn at_child(&self, step: &Step, field: Option<u16>) -> Option<Vec<Key>> {
        match &step.test {
            Test::Any | Test::Node { kind: 0, .. } => None,
            Test::Node { kind, .. } => {
                let mut keys = self.of(step).unwrap_or_default();
                if keys.is_empty() || keys.iter().any(|key| key.texts.is_none()) {
                    keys = vec![Key { path: Vec::new(), texts: None }];
                }
                for key in &mut keys {
                    key.path.insert(0, (field, *kind));
                }
                Some(keys)
            }
            Test::Either(steps) => {
                let own = self.texts_of(step);
                let mut all = Vec::new();
                for one in steps {
                    let mut keys = self.at_child(one, field.or(one.field))?;
                    if let (Some(own), [key]) = (&own, keys.as_mut_slice())
                        && key.path.len() == 1
                    {
                        key.texts.get_or_insert_with(|| own.clone());
                    }
                    all.append(&mut keys);
                }
                Some(all)
            }
        }
    }

    /// The texts of which a step's node must have one. Of several captures of one name only the
    /// first is tested, so the name must be the only one.
    fn texts_of(&self, step: &Step) -> Option<Vec<Text>> {
        let test = |index: &u32| {
            let mut tests = self.texts.iter().filter(|test| test.capture == *index);
            tests.find_map(TextTest::one_of).filter(|_| most_captures(self.root, *index) == 1)
        };
        step.captures.iter().find_map(test)
    }
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
