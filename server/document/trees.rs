//! The syntax trees of one revision of a text.
//!
//! A long text is parsed in segments of whole top-level statements, each with a tree of its own whose
//! nodes have the offsets of the whole text. Owns what readers ask of all of them together. Must not
//! know how the segments come about.

use std::ops::Range;
use tree_sitter::{Node, Tree};

/// A segment and its tree.
#[derive(Clone)]
pub(super) struct Parsed {
    /// Byte range in the text.
    pub range: Range<usize>,
    pub tree: Tree,
    /// For a tree with an error: the last one that had none, edited to fit the text.
    pub sound: Option<Tree>,
}

/// The trees of a text, in its order: one for each segment, and at least one.
pub struct Trees(pub(super) Vec<Parsed>);

impl Trees {
    /// The root of each tree.
    pub fn roots(&self) -> impl DoubleEndedIterator<Item = Node<'_>> {
        self.0.iter().map(|one| one.tree.root_node())
    }

    /// Whether a part of the text could not be parsed.
    pub fn has_error(&self) -> bool {
        self.roots().any(|root| root.has_error())
    }

    /// The root of the tree that holds a byte offset; the last one behind the text.
    pub fn root_at(&self, byte: usize) -> Node<'_> {
        let index = self.0.partition_point(|one| one.range.end <= byte);
        self.0[index.min(self.0.len() - 1)].tree.root_node()
    }

    /// The smallest node around a byte range that begins and ends in one segment.
    pub fn descendant_for_byte_range(&self, start: usize, end: usize) -> Option<Node<'_>> {
        self.root_at(start).descendant_for_byte_range(start, end)
    }

    /// What stands at the top of the text, comments included, from the first node on that ends behind
    /// a byte offset.
    pub fn top_from(&self, byte: usize) -> impl Iterator<Item = Node<'_>> {
        let first = self.0.partition_point(|one| one.range.end <= byte).min(self.0.len() - 1);
        self.0[first..].iter().enumerate().flat_map(move |(index, one)| {
            let mut cursor = one.tree.walk();
            let mut more = match (index, byte) {
                (0, 1..) => cursor.goto_first_child_for_byte(byte).is_some(),
                _ => cursor.goto_first_child(),
            };
            std::iter::from_fn(move || {
                let node = more.then(|| cursor.node())?;
                more = cursor.goto_next_sibling();
                Some(node)
            })
        })
    }

    /// All that stands at the top of the text, comments included.
    pub fn top(&self) -> impl Iterator<Item = Node<'_>> {
        self.top_from(0)
    }

    /// All nodes, in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.0.iter().flat_map(|one| {
            let mut cursor = one.tree.walk();
            let mut more = true;
            std::iter::from_fn(move || {
                let node = more.then(|| cursor.node())?;
                more = cursor.goto_first_child();
                while !more && !cursor.goto_next_sibling() {
                    if !cursor.goto_parent() {
                        return Some(node);
                    }
                }
                more = true;
                Some(node)
            })
        })
    }

    /// The trees as S-expressions.
    pub fn to_sexp(&self) -> String {
        self.roots().map(|root| root.to_sexp()).collect::<Vec<_>>().join("\n")
    }
}
