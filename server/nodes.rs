//! The nodes below one node, each asked of tree-sitter once.
//!
//! Owns a list of nodes, in which the children of a node stand in a row; they are put there when
//! somebody first wants them, so a look at one place costs what lies there. To step through a tree is
//! a good part of what a check costs, so the symbol table and the patterns share a list. Must not know
//! either.

use std::ops::Range;
use std::sync::Arc;
use tree_sitter::{Node, TreeCursor};

/// Names a node in [`Nodes`].
pub type NodeIndex = usize;

/// The kind of a node for what could not be parsed (`ts_builtin_sym_error` in tree-sitter).
const ERROR: u16 = u16::MAX;

/// A node, with what is asked of it most.
#[derive(Clone, Copy)]
pub struct Seen<'t> {
    /// The node itself.
    pub node: Node<'t>,
    /// The grammar's number of its kind.
    pub kind: u16,
    /// Its field in its parent; 0 for none, and for the node at the top.
    pub field: u16,
    /// Whether it is more than a token.
    pub is_named: bool,
    /// Whether it has no children.
    pub is_leaf: bool,
    is_listed: bool,
    /// Where its children stand, once they are listed.
    first: u32,
    count: u32,
}

impl<'t> Seen<'t> {
    fn new(node: Node<'t>, field: u16) -> Self {
        let (kind, is_named, is_leaf) = (node.kind_id(), node.is_named(), node.child_count() == 0);
        Seen { node, kind, field, is_named, is_leaf, is_listed: is_leaf, first: 0, count: 0 }
    }

    /// Whether it is what could not be parsed.
    pub fn is_error(&self) -> bool {
        self.kind == ERROR
    }
}

/// The nodes below one node, as far as they were asked for.
pub struct Nodes<'t> {
    all: Vec<Seen<'t>>,
    cursor: TreeCursor<'t>,
    /// The last answer of [`Nodes::around`], and the offset.
    around: Option<(usize, Arc<[NodeIndex]>)>,
}

impl<'t> Nodes<'t> {
    /// The node at the top of a list.
    pub const TOP: NodeIndex = 0;

    /// So many levels below a statement are looked at: facts look at all that is around a node. CPython
    /// takes 100 levels of indentation and 200 of brackets, each of which is two levels of the tree, and
    /// chains of assignments and operators of some hundred links occur.
    pub const DEEPEST: usize = 1_000;

    /// A list with a node at the top.
    pub fn new(top: Node<'t>) -> Self {
        Nodes { all: vec![Seen::new(top, 0)], cursor: top.walk(), around: None }
    }

    /// A list with a node at the top, with room for all that is below.
    pub fn with_room(top: Node<'t>) -> Self {
        let mut nodes = Nodes::new(top);
        nodes.all.reserve_exact(top.descendant_count());
        nodes
    }

    /// How many nodes there is room for.
    pub fn room(&self) -> usize {
        self.all.capacity()
    }

    /// The node of this index, which the list has given.
    pub fn get(&self, index: NodeIndex) -> &Seen<'t> {
        &self.all[index]
    }

    /// The nodes that hold a byte offset, from the top down, as deep as anybody looks. What stands beside
    /// them is not listed for that.
    pub fn around(&mut self, offset: usize) -> Arc<[NodeIndex]> {
        if let Some((_, around)) = self.around.as_ref().filter(|(of, _)| *of == offset) {
            return around.clone();
        }
        let mut around = Vec::new();
        let mut at = self.all[Nodes::TOP];
        let mut index = Nodes::TOP;
        self.cursor.reset(at.node);
        while at.node.byte_range().contains(&offset) && around.len() <= Nodes::DEEPEST {
            around.push(index);
            if self.cursor.goto_first_child_for_byte(offset).is_none() {
                break;
            }
            let field = self.cursor.field_id().map_or(0, |field| field.get());
            at = Seen::new(self.cursor.node(), field);
            index = self.all.len();
            self.all.push(at);
        }
        let around: Arc<[NodeIndex]> = around.into();
        self.around = Some((offset, around.clone()));
        around
    }

    /// The children of a node, where they are listed already.
    pub fn listed(&self, index: NodeIndex) -> Option<Range<NodeIndex>> {
        let seen = &self.all[index];
        seen.is_listed.then(|| seen.first as NodeIndex..(seen.first + seen.count) as NodeIndex)
    }

    /// The children of a node, named or not, in their order.
    pub fn children(&mut self, index: NodeIndex) -> Range<NodeIndex> {
        let seen = self.all[index];
        let (mut first, mut count) = (seen.first, seen.count);
        if !seen.is_listed {
            first = self.all.len() as u32;
            self.cursor.reset(seen.node);
            let mut more = self.cursor.goto_first_child();
            while more {
                let field = self.cursor.field_id().map_or(0, |field| field.get());
                self.all.push(Seen::new(self.cursor.node(), field));
                more = self.cursor.goto_next_sibling();
            }
            count = self.all.len() as u32 - first;
            self.all[index] = Seen { is_listed: true, first, count, ..seen };
        }
        first as NodeIndex..(first + count) as NodeIndex
    }
}
