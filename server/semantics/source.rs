//! The text of one top-level statement, addressed by the offsets of the document's tree.

use super::value::Name;
use crate::rope::piece;
use std::borrow::Cow;
use std::ops::Range;
use tree_sitter::Node;

/// A top-level statement's text and where it starts in the document. Nodes carry offsets into
/// the document; everything that semantics stores is relative to the statement, so that it stays
/// true when text before it moves.
pub struct Source<'a> {
    /// The statement's text.
    pub text: Cow<'a, str>,
    /// The byte offset in the document of the text's first byte.
    pub base: usize,
}

impl<'a> Source<'a> {
    /// The statement between two byte offsets of a document.
    pub fn new(rope: &'a ropey::Rope, range: Range<usize>) -> Self {
        Source { base: range.start, text: piece(rope, range) }
    }

    /// The source text of a node of this statement; empty when it lies outside.
    pub fn text(&self, node: Node) -> &str {
        self.text_at(&node.byte_range())
    }

    /// The text of a byte range of the document; empty when it lies outside.
    pub fn text_at(&self, range: &Range<usize>) -> &str {
        let start = range.start.wrapping_sub(self.base);
        let end = range.end.wrapping_sub(self.base);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The source text of a node as a name.
    pub fn name(&self, node: Node) -> Name {
        Name::new(self.text(node))
    }

    /// The offset of a node's first byte, relative to the statement.
    pub fn at(&self, node: Node) -> u32 {
        node.start_byte().saturating_sub(self.base) as u32
    }

    /// The byte range in the document of a range relative to the statement.
    pub fn placed(&self, range: &Range<u32>) -> Range<usize> {
        self.base + range.start as usize..self.base + range.end as usize
    }

    /// A node's byte range, relative to the statement.
    pub fn range(&self, node: Node) -> Range<u32> {
        self.at(node)..node.end_byte().saturating_sub(self.base) as u32
    }
}
