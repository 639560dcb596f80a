//! The one place that knows how patterns are matched.
//!
//! Today: tree-sitter's own queries, all clauses joined into one so that a tree is walked once.
//! A different engine would replace this file and nothing else.

use std::cell::RefCell;
use std::ops::Range;
use streaming_iterator::StreamingIterator;
use tree_sitter::{Node, Query, QueryCursor};

/// A node that a clause captured.
#[derive(Clone, Copy, Debug)]
pub struct Capture<'t> {
    /// Index into the clause's matcher's capture names.
    pub index: u32,
    /// The node.
    pub node: Node<'t>,
}

/// A set of clauses, compiled together.
pub struct Matcher {
    query: Query,
    /// From the query's pattern index to the caller's clause number.
    clauses: Vec<usize>,
}

/// More matches in progress at once than any honest pattern needs.
const MATCH_LIMIT: u32 = 512;

thread_local! {
    static CURSOR: RefCell<QueryCursor> = RefCell::new(QueryCursor::new());
}

impl Matcher {
    /// Wraps a compiled query; `clauses` gives each of its patterns a number of the caller's.
    pub(super) fn new(query: Query, clauses: Vec<usize>) -> Self {
        Matcher { query, clauses }
    }

    /// The names of the captures, by index.
    pub fn capture_names(&self) -> &[&str] {
        self.query.capture_names()
    }

    /// Calls `found` with the clause's number and captures for each match in the subtree of
    /// `node`; with `within`, only for those that touch that byte range. `text` gives the source
    /// text of a node.
    pub fn each_match<'t, 's>(
        &self,
        node: Node<'t>,
        within: Option<Range<usize>>,
        text: impl Fn(Node) -> &'s str,
        mut found: impl FnMut(usize, &[Capture<'t>]),
    ) {
        CURSOR.with(|cursor| {
            // A callback that matches again gets a cursor of its own.
            let mut own;
            let mut shared;
            let cursor: &mut QueryCursor = match cursor.try_borrow_mut() {
                Ok(guard) => {
                    shared = guard;
                    &mut shared
                }
                Err(_) => {
                    own = QueryCursor::new();
                    &mut own
                }
            };
            cursor.set_match_limit(MATCH_LIMIT);
            cursor.set_byte_range(within.clone().unwrap_or(0..usize::MAX));
            let mut matches = cursor.matches(&self.query, node, |node: Node| std::iter::once(text(node)));
            let mut captures = Vec::new();
            while let Some(found_match) = matches.next() {
                captures.clear();
                captures.extend(
                    found_match
                        .captures()
                        .iter()
                        .map(|capture| Capture { index: capture.index, node: capture.node }),
                );
                found(self.clauses[found_match.pattern_index], &captures);
            }
        });
    }
}
