//! Where a finding stands: its lines, its statement and the blocks around it.

use crate::document::Snapshot;
use ropey::Rope;
use std::ops::Range;
use tree_sitter::Node;

/// The clauses that have a header and a block of their own.
const CLAUSES: [&str; 6] =
    ["elif_clause", "else_clause", "except_clause", "except_group_clause", "finally_clause", "case_clause"];

/// The place of a finding. Lines are 0-based.
pub(super) struct Place<'s> {
    text: &'s Rope,
    first: usize,
    last: usize,
    statement: Option<Node<'s>>,
    header_end: usize,
}

impl<'s> Place<'s> {
    pub(super) fn of(snapshot: &'s Snapshot, range: &Range<usize>) -> Self {
        let text = snapshot.text();
        let line = |byte: usize| text.byte_to_line(byte.min(text.len_bytes()));
        // An end at the start of a line belongs to the line before.
        let last = line(range.end.saturating_sub(1).max(range.start));
        let statement = statement_at(snapshot, range.start);
        Place {
            text,
            first: line(range.start),
            last,
            statement,
            header_end: statement.map_or(last, |node| line(header_end(node))),
        }
    }

    /// Whether a comment at the end of this line speaks of the finding: the first or the last
    /// line of the finding, or the line that ends the statement (a compound one: its header).
    pub(super) fn ends_on(&self, line: usize) -> bool {
        [self.first, self.last, self.header_end].contains(&line)
    }

    /// Whether the finding, or its statement, begins on this line.
    pub(super) fn begins_on(&self, line: usize) -> bool {
        let statement = self.statement.map(|node| self.text.byte_to_line(node.start_byte()));
        line == self.first || Some(line) == statement
    }

    /// Whether a comment at this byte and column stands above the finding in the same block, or
    /// in a block around it.
    pub(super) fn is_below(&self, comment: usize, column: usize) -> bool {
        let mut statement = self.statement;
        while let Some(node) = statement {
            let indent = node.start_byte() - self.text.line_to_byte(line_of(self.text, node));
            if comment < node.start_byte() && column <= indent && comment >= block_start(node) {
                return true;
            }
            statement = node.parent().and_then(statement_around);
        }
        false
    }

    /// The line that ends the statement, or a compound statement's header.
    pub(super) fn header_end(&self) -> usize {
        self.header_end
    }

    /// The line on which the finding begins.
    pub(super) fn first(&self) -> usize {
        self.first
    }
}

fn line_of(text: &Rope, node: Node<'_>) -> usize {
    text.byte_to_line(node.start_byte().min(text.len_bytes()))
}

/// The innermost statement, clause or decorator at a byte.
fn statement_at(snapshot: &Snapshot, byte: usize) -> Option<Node<'_>> {
    let root = snapshot.trees().root_at(byte);
    let end = (byte + 1).min(root.end_byte().max(byte));
    statement_around(root.descendant_for_byte_range(byte, end)?)
}

fn statement_around(node: Node<'_>) -> Option<Node<'_>> {
    std::iter::successors(Some(node), Node::parent).find(|node| {
        let kind = node.kind();
        kind.ends_with("_statement") || kind.ends_with("_definition") || kind == "decorator" || CLAUSES.contains(&kind)
    })
}

/// The byte at which a statement ends, or a compound statement's header: its last `:` before
/// the block.
fn header_end(statement: Node<'_>) -> usize {
    let mut cursor = statement.walk();
    let mut colon = None;
    for child in statement.children(&mut cursor) {
        match child.kind() {
            ":" => colon = Some(child.start_byte()),
            "block" => return colon.unwrap_or(child.start_byte()),
            _ => {}
        }
    }
    // A statement's end lies behind its last character, which can be the next line's start.
    statement.end_byte().saturating_sub(1).max(statement.start_byte())
}

/// The first byte of the block that holds a statement. Comments between a header's `:` and the
/// first statement belong to the block, though the tree hangs them outside it.
fn block_start(statement: Node<'_>) -> usize {
    let around = std::iter::successors(statement.parent(), Node::parent);
    for node in around {
        match node.kind() {
            "block" => return node.parent().map_or(0, header_end),
            "module" => return 0,
            _ => {}
        }
    }
    0
}
