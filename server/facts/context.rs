//! Where a question is asked: the statement, its module, the match; and what an answer leaves.

use super::attributes::Assignments;
use super::packaging::FileLines;
use crate::catalog::clause::Clause;
use crate::catalog::matcher::Capture;
use crate::document::Trees;
use crate::semantics::{ScopeId, Source, UnitId, View};
use ropey::Rope;
use smallvec::SmallVec;
use std::cell::OnceCell;
use std::ops::Range;
use tree_sitter::Node;

/// The statement that is looked at, and the way to everything else in the module.
pub struct Context<'a> {
    /// Names, bindings, uses.
    pub view: &'a View<'a>,
    /// The statement's text.
    pub source: &'a Source<'a>,
    /// The statement's node.
    pub statement: Node<'a>,
    /// Whether the statement is an expression whose value a notebook shows.
    pub is_shown: bool,
    /// The document's text.
    pub rope: &'a Rope,
    /// Its trees. The statement's own is not all of a long text.
    pub trees: &'a Trees,
    /// The dotted name of the import package that the file lies in, if it is known.
    pub package: Option<&'a str>,
    /// The byte offset in the document of any statement.
    pub starts: &'a dyn Fn(UnitId) -> usize,
    /// The lines of a requirements file, read when the first fact wants them.
    pub lines: OnceCell<FileLines>,
    /// The assignments to attributes by class, read when the first fact wants them.
    pub assignments: Assignments,
}

/// What a clause matched.
pub struct Match<'m, 't> {
    /// The clause.
    pub clause: &'m Clause,
    /// Its captures, in the order of the match.
    pub captures: &'m [Capture<'t>],
    /// The names of the captures, by index.
    pub names: &'m [String],
}

/// A place in some statement, and what to say of it.
#[derive(Clone, Debug)]
pub struct Site {
    /// The statement.
    pub unit: UnitId,
    /// The byte range relative to it.
    pub range: Range<u32>,
    /// Plain text.
    pub message: String,
}

/// What the facts of a match found out on the way.
#[derive(Default)]
pub struct Witness {
    /// Words for templates.
    pub words: SmallVec<[(&'static str, String); 4]>,
    /// Places that explain the finding.
    pub related: Vec<Site>,
    /// What is underlined in place of `@match`, relative to the statement; see [`Witness::mark`].
    pub marked: Option<Range<u32>>,
}

impl Witness {
    /// The word of this name.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|(own, _)| *own == name).map(|(_, word)| word.as_str())
    }

    /// Leaves a word; a later one of the same name replaces it.
    pub fn say(&mut self, name: &'static str, word: impl Into<String>) {
        self.words.retain(|(own, _)| *own != name);
        self.words.push((name, word.into()));
    }

    /// Leaves nothing, for the next match.
    pub fn clear(&mut self) {
        self.words.clear();
        self.related.clear();
        self.marked = None;
    }

    /// Says what is underlined where no node has that range: a part of a string, or a line that
    /// the grammar cannot read. The range starts inside the node of `@match`.
    pub fn mark(&mut self, range: Range<u32>) {
        self.marked = Some(range);
    }

    /// Leaves a place.
    pub fn point(&mut self, unit: UnitId, range: Range<u32>, message: impl Into<String>) {
        self.related.push(Site { unit, range, message: message.into() });
    }
}

impl<'t> Match<'_, 't> {
    /// The first node of a capture.
    pub fn node(&self, capture: u32) -> Option<Node<'t>> {
        self.captures.iter().find(|own| own.index == capture).map(|own| own.node)
    }

    /// The first node of the capture of this name.
    pub fn named(&self, name: &str) -> Option<Node<'t>> {
        let index = self.names.iter().position(|own| own == name)?;
        self.node(index as u32)
    }

    /// What is underlined.
    ///
    /// # Panics
    /// Never: loading checks that each clause has the capture outside any quantifier.
    pub fn on(&self) -> Node<'t> {
        self.node(self.clause.on).unwrap_or(self.captures[0].node)
    }

    /// What answers a hover.
    pub fn hovered(&self) -> Node<'t> {
        self.clause.hover.and_then(|hover| self.node(hover)).unwrap_or_else(|| self.on())
    }
}

impl<'a> Context<'a> {
    /// The nodes around a node of this statement, innermost first, up to the statement itself.
    pub fn ancestors<'t>(&self, node: Node<'t>) -> SmallVec<[Node<'t>; 16]>
    where
        'a: 't,
    {
        let mut around = SmallVec::new();
        let mut at: Node<'t> = self.statement;
        while at != node {
            around.push(at);
            // It looks at one child after the other.
            self.view.spend(at.child_count() as usize / 8 + 1);
            match at.child_with_descendant(node) {
                Some(child) if child != at => at = child,
                _ => break,
            }
        }
        around.reverse();
        around
    }

    /// What stands at the top of the document, comments included, in its order.
    pub fn top(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.trees.top().filter(|node| node.is_named())
    }

    /// The scope in which a node of this statement stands.
    pub fn scope_of(&self, node: Node) -> ScopeId {
        self.view.scope_at(self.view.own(), self.source.at(node))
    }

    /// The node's text.
    pub fn text(&self, node: Node) -> &str {
        self.source.text(node)
    }

    /// The text of a range of any statement.
    pub fn text_of(&self, unit: UnitId, range: &Range<u32>) -> String {
        let start = (self.starts)(unit);
        let bytes = start + range.start as usize..start + range.end as usize;
        self.rope.get_byte_slice(bytes).map(|slice| slice.to_string()).unwrap_or_default()
    }

    /// The 1-based line of an offset relative to a statement. For insights only: a finding's message
    /// is kept while the text above it grows, so it leaves places instead ([`Witness::point`]).
    pub fn line_of(&self, unit: UnitId, at: u32) -> usize {
        let byte = ((self.starts)(unit) + at as usize).min(self.rope.len_bytes());
        self.rope.byte_to_line(byte) + 1
    }

    /// Whether a node is a demonstration: inside `print(…)` or `assert`.
    pub fn is_demonstration(&self, node: Node) -> bool {
        if self.is_shown {
            return true;
        }
        for around in self.ancestors(node) {
            match around.kind() {
                "assert_statement" => return true,
                "call" => {
                    let function = around.child_by_field_name("function");
                    if function.is_some_and(|function| self.text(function) == "print") {
                        return true;
                    }
                }
                "block" | "lambda" => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether the smallest statement around a node, or one beside it, could not be parsed.
    pub fn is_near_error(&self, node: Node) -> bool {
        if !self.statement.has_error() {
            return false;
        }
        let bad = |node: Option<Node>| node.is_some_and(|node| node.is_error() || node.is_missing());
        let bad_behind = |inner: Node| {
            inner.next_sibling().is_some_and(|next| bad(Some(next)) && !stands_before(inner, next, self.rope))
        };
        let mut inner = node;
        for around in self.ancestors(node) {
            if inner.is_error() || (inner.kind() != "block" && !is_compound(inner) && inner.has_error()) {
                return true;
            }
            if matches!(around.kind(), "block" | "module") && (bad(inner.prev_sibling()) || bad_behind(inner)) {
                return true;
            }
            if is_compound(around) {
                // The header of a compound statement is broken when a direct part of it is.
                let mut cursor = around.walk();
                if around.children(&mut cursor).any(|part| {
                    part.is_error()
                        || part.is_missing()
                        || (part.kind() != "block" && !is_clause(part) && part.has_error())
                }) {
                    return true;
                }
            }
            inner = around;
        }
        inner.is_error() || (!is_compound(inner) && inner.has_error())
    }
}

/// Whether a statement was over before the broken part behind it began: that starts on a line of its
/// own, no further in than the statement, and is no further clause of it. A line that is half typed
/// changes nothing of what is above it.
pub fn stands_before(statement: Node, broken: Node, rope: &Rope) -> bool {
    const CLAUSES: [&str; 5] = ["case", "elif", "else", "except", "finally"];
    let (first, end, from) = (statement.start_position(), statement.end_position(), broken.start_position());
    let start = rope.byte_slice(broken.byte_range());
    let is_clause = |word: &&str| {
        let longer = start.bytes().nth(word.len()).is_some_and(|next| next == b'_' || next.is_ascii_alphanumeric());
        !longer && start.bytes().take(word.len()).eq(word.bytes())
    };
    !statement.has_error() && from.row > end.row && from.column <= first.column && !CLAUSES.iter().any(is_clause)
}

fn is_compound(node: Node) -> bool {
    matches!(
        node.kind(),
        "function_definition"
            | "class_definition"
            | "decorated_definition"
            | "if_statement"
            | "for_statement"
            | "while_statement"
            | "try_statement"
            | "with_statement"
            | "match_statement"
    ) || is_clause(node)
}

fn is_clause(node: Node) -> bool {
    matches!(
        node.kind(),
        "elif_clause"
            | "else_clause"
            | "except_clause"
            | "finally_clause"
            | "case_clause"
            | "function_definition"
            | "class_definition"
    )
}
