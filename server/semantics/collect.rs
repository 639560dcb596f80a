//! Statements to scopes: the walk over one top-level statement that fills its symbol table.
//!
//! Follows CPython's Python/symtable.c: which scope a name lands in, what counts as binding.
//! Owns statements and scopes; targets and definitions are in `define`, what an occurrence of a
//! name does is in `classify`.

use super::region::{Exit, Region, RegionId, RegionKind};
use super::scope::{Binding, BindingKind, Escape, MODULE, Scope, ScopeId, ScopeKind, Unit, Use, UseKind, flag};
use super::source::Source;
use super::syntax::{Field, Syntax};
use super::value::{Name, Value};
use crate::nodes::{NodeIndex, Nodes};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::ops::Range;
use tree_sitter::Node;

/// Deeper nesting than any sane source has; CPython itself stops at 100 parentheses. What lies
/// deeper is not looked at, and its scope is marked as dynamic.
const DEEPEST: usize = 400;

/// Fills the symbol table of one top-level statement. The nodes that were looked at come with it, for
/// whoever looks at them next.
pub fn collect<'t>(statement: Node<'t>, source: &Source) -> (Unit, Nodes<'t>) {
    let nodes = Nodes::with_room(statement);
    // About a third of all nodes have children.
    let mut indexes = FxHashMap::with_capacity_and_hasher(nodes.room() / 3 + 1, Default::default());
    indexes.insert(statement.id(), Nodes::TOP);
    let mut collector = Collector {
        source,
        unit: Unit { has_error: statement.has_error(), ..Unit::default() },
        scope: MODULE,
        region: 0,
        above: Vec::new(),
        in_annotation: false,
        storing: None,
        nodes,
        indexes,
    };
    let range = source.range(statement);
    collector.root_region(range.clone());
    collector.unit.scopes.push(Scope::new(ScopeKind::Module, "top".into(), None, range, 0));
    if let Some(exit) = collector.statement(statement) {
        collector.unit.regions[0].exit = Some((source.at(statement), exit));
        collector.unit.regions[0].dead_from = source.range(statement).end;
    }
    (collector.unit, collector.nodes)
}

/// What is done to the end of a target's path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Store {
    Set,
    Delete,
    Augmented,
}

pub(super) struct Collector<'s, 't> {
    pub(super) source: &'s Source<'s>,
    pub(super) unit: Unit,
    pub(super) scope: ScopeId,
    pub(super) region: RegionId,
    /// The nodes around the one being visited, outermost first.
    pub(super) above: Vec<Node<'t>>,
    pub(super) in_annotation: bool,
    /// The attribute or subscript that is a target right now.
    pub(super) storing: Option<(usize, Store)>,
    nodes: Nodes<'t>,
    /// Where nodes with children stand in `nodes`, by their ids.
    indexes: FxHashMap<usize, NodeIndex>,
}

impl<'t> Collector<'_, 't> {
    pub(super) fn here(&mut self) -> &mut Scope {
        &mut self.unit.scopes[self.scope as usize]
    }

    /// Whether the nesting is deeper than anything that is looked at. Every function that calls
    /// itself through the nodes below asks, so that no text overflows the stack.
    pub(super) fn too_deep(&mut self) -> bool {
        let too_deep = self.above.len() > DEEPEST;
        self.here().dynamic |= too_deep;
        too_deep
    }

    /// Visits a statement; says whether the path always ends in it.
    pub(super) fn statement(&mut self, node: Node<'t>) -> Option<Exit> {
        if self.too_deep() {
            return None;
        }
        let kind = node.kind_name();
        match kind {
            "return_statement" => {
                let returns_value = node.named_child_count() > 0;
                let returned = self.returned(node);
                if let Some(function) = &mut self.here().function {
                    function.returns_value |= returns_value;
                    function.returned.push(returned);
                }
                self.children(node);
                Some(Exit::Return)
            }
            "raise_statement" => {
                self.children(node);
                Some(Exit::Raise)
            }
            "break_statement" => Some(Exit::Break),
            "continue_statement" => Some(Exit::Continue),
            "if_statement" => self.if_statement(node),
            "while_statement" => {
                self.field(node, Field::Condition);
                self.loop_suites(node);
                None
            }
            "for_statement" => {
                self.field(node, Field::Right);
                self.for_statement(node);
                None
            }
            "try_statement" => self.try_statement(node),
            "with_statement" => self.with_statement(node),
            "match_statement" => self.match_statement(node),
            "block" => self.block(node),
            _ => {
                self.visit_kind(node, kind);
                None
            }
        }
    }

    /// Visits any node below a statement.
    pub(super) fn visit(&mut self, node: Node<'t>) {
        if !self.too_deep() {
            self.visit_kind(node, node.kind_name());
        }
    }

    fn visit_kind(&mut self, node: Node<'t>, kind: &str) {
        match kind {
            "identifier" => self.load(node),
            "attribute" => self.within(node, |this| this.field(node, Field::Object)),
            "keyword_argument" => self.within(node, |this| this.field(node, Field::Value)),
            "type" => {
                let outer = std::mem::replace(&mut self.in_annotation, true);
                self.children(node);
                self.in_annotation = outer;
            }
            "member_type" => self.within(node, |this| {
                if let Some(first) = node.named_child(0) {
                    this.visit(first);
                }
            }),
            "assignment" => self.assignment(node),
            "augmented_assignment" => self.augmented(node),
            "named_expression" => self.walrus(node),
            "delete_statement" => self.within(node, |this| this.each(node, Self::delete)),
            "function_definition" => self.function(node, &[]),
            "class_definition" => self.class(node, &[]),
            "decorated_definition" => self.decorated(node),
            "lambda" => self.lambda(node),
            "as_pattern" => self.as_pattern(node, BindingKind::With),
            "list_comprehension" => self.comprehension(node, ScopeKind::ListComprehension, "listcomp"),
            "set_comprehension" => self.comprehension(node, ScopeKind::SetComprehension, "setcomp"),
            "dictionary_comprehension" => {
                self.comprehension(node, ScopeKind::DictComprehension, "dictcomp");
            }
            "generator_expression" => {
                self.comprehension(node, ScopeKind::GeneratorExpression, "genexpr");
            }
            "import_statement" => self.import(node),
            "import_from_statement" | "future_import_statement" => self.import_from(node),
            "global_statement" => self.declare(node, flag::GLOBAL),
            "nonlocal_statement" => self.declare(node, flag::NONLOCAL),
            "type_alias_statement" => self.type_alias(node),
            "yield" => {
                let yielded = self.returned(node);
                if let Some(function) = self.enclosing_function() {
                    function.is_generator = true;
                    function.yielded.push(yielded);
                }
                self.children(node);
            }
            "call" => {
                self.note_dynamic(node);
                self.note_parent_call(node);
                self.children(node);
            }
            "ERROR" => self.error(node),
            "comment" | "string_content" | "integer" | "float" | "none" | "true" | "false" => {}
            "if_statement" | "while_statement" | "for_statement" | "try_statement" | "with_statement"
            | "match_statement" | "return_statement" | "raise_statement" | "block" => {
                self.statement(node);
            }
            _ => self.children(node),
        }
    }

    pub(super) fn children(&mut self, node: Node<'t>) {
        self.within(node, |this| this.each(node, Self::visit));
    }

    /// Calls `visit` for each named child, without entering `node`.
    pub(super) fn each(&mut self, node: Node<'t>, mut visit: impl FnMut(&mut Self, Node<'t>)) {
        let Some(children) = self.below(node) else {
            let mut cursor = node.walk();
            return node.named_children(&mut cursor).for_each(|child| visit(self, child));
        };
        for index in children {
            let child = self.nodes.get(index);
            if child.is_named {
                let child = child.node;
                visit(self, child);
            }
        }
    }

    /// The children of a node, listed at the first question; `None` when nobody has come by its parent.
    fn below(&mut self, node: Node<'t>) -> Option<Range<NodeIndex>> {
        let index = *self.indexes.get(&node.id())?;
        if let Some(listed) = self.nodes.listed(index) {
            return Some(listed);
        }
        let children = self.nodes.children(index);
        for index in children.clone() {
            let child = self.nodes.get(index);
            if !child.is_leaf {
                self.indexes.insert(child.node.id(), index);
            }
        }
        Some(children)
    }

    /// The first child in a field.
    pub(super) fn part(&self, node: Node<'t>, field: Field) -> Option<Node<'t>> {
        let index = self.indexes.get(&node.id());
        let Some(mut children) = index.and_then(|index| self.nodes.listed(*index)) else { return node.part(field) };
        let id = field.id().get();
        children.find_map(|index| Some(self.nodes.get(index)).filter(|child| child.field == id)).map(|child| child.node)
    }

    /// The named children of a node.
    pub(super) fn named(&self, node: Node<'t>) -> SmallVec<[Node<'t>; 8]> {
        let index = self.indexes.get(&node.id());
        let Some(children) = index.and_then(|index| self.nodes.listed(*index)) else {
            let mut cursor = node.walk();
            return node.named_children(&mut cursor).collect();
        };
        children.map(|index| self.nodes.get(index)).filter(|child| child.is_named).map(|child| child.node).collect()
    }

    pub(super) fn within(&mut self, node: Node<'t>, inside: impl FnOnce(&mut Self)) {
        self.below(node);
        self.above.push(node);
        inside(self);
        self.above.pop();
    }

    /// Visits the child in a field, below `node` on the stack if it is not there yet.
    pub(super) fn field(&mut self, node: Node<'t>, name: Field) {
        self.below(node);
        if let Some(child) = self.part(node, name) {
            if self.above.last() == Some(&node) {
                self.visit(child);
            } else {
                self.within(node, |this| this.visit(child));
            }
        }
    }

    pub(super) fn block(&mut self, node: Node<'t>) -> Option<Exit> {
        let mut first_exit = None;
        let region = self.region;
        self.within(node, |this| {
            this.each(node, |this, statement| {
                if let Some(exit) = this.statement(statement)
                    && first_exit.is_none()
                {
                    first_exit = Some(exit);
                    let region = &mut this.unit.regions[region as usize];
                    region.exit = Some((this.source.at(statement), exit));
                    region.dead_from = this.source.range(statement).end;
                }
            });
        });
        first_exit
    }

    pub(super) fn root_region(&mut self, range: std::ops::Range<u32>) -> RegionId {
        let id = self.unit.regions.len() as RegionId;
        let (kind, group) = (RegionKind::Body, range.start);
        self.unit.regions.push(Region {
            parent: id,
            kind,
            group,
            arm: 0,
            range,
            exit: None,
            dead_from: u32::MAX,
            complete: false,
        });
        id
    }

    /// Everything inside unparsed text is unknown: its names may be bound to anything.
    pub(super) fn error(&mut self, node: Node<'t>) {
        let mut cursor = node.walk();
        let mut names = Vec::new();
        let mut descend = true;
        loop {
            if descend && cursor.node().kind_name() == "identifier" {
                names.push(cursor.node());
            }
            if (descend && cursor.goto_first_child()) || cursor.goto_next_sibling() {
                descend = true;
            } else if cursor.goto_parent() && cursor.node() != node {
                descend = false;
            } else {
                break;
            }
        }
        for name in names {
            let at = self.source.at(name);
            let text = self.source.name(name);
            self.add_binding(self.scope, &text, Binding::plain(BindingKind::Error, at, self.region));
            let range = self.source.range(name);
            self.add_use(
                &text,
                Use {
                    at,
                    range,
                    path: Vec::new(),
                    kind: UseKind::Escape(Escape::Other),
                    region: self.region,
                    shown: false,
                    pass: None,
                },
            );
        }
    }

    fn note_dynamic(&mut self, call: Node<'t>) {
        self.below(call);
        let Some(function) = self.part(call, Field::Function) else { return };
        if function.kind_name() == "identifier"
            && matches!(self.source.text(function), "exec" | "eval" | "locals" | "vars" | "dir" | "globals")
        {
            self.here().dynamic = true;
        }
        if !leads_to_name(function)
            && let Some(around) = self.enclosing_function()
        {
            around.has_opaque_call = true;
        }
    }

    pub(super) fn add_use(&mut self, name: &Name, occurrence: Use) {
        let bit = if occurrence.kind == UseKind::Annotation { flag::USED_IN_ANNOTATION } else { flag::USED };
        let symbol = self.here().symbol_mut(name);
        symbol.flags |= bit;
        symbol.uses.push(occurrence);
    }

    pub(super) fn add_binding(&mut self, scope: ScopeId, name: &Name, binding: Binding) {
        let bit = match binding.kind {
            BindingKind::Parameter(_) => flag::PARAMETER,
            BindingKind::Import(_) => flag::IMPORTED,
            BindingKind::TypeParameter => flag::TYPE_PARAMETER | flag::ASSIGNED,
            BindingKind::Error => 0,
            BindingKind::Declare => flag::ASSIGNED | flag::ANNOTATED,
            _ if binding.annotation.is_some() => flag::ASSIGNED | flag::ANNOTATED,
            _ => flag::ASSIGNED,
        };
        let symbol = self.unit.scopes[scope as usize].symbol_mut(name);
        symbol.flags |= bit;
        symbol.bindings.push(binding);
    }
}

/// Whether a callee is a path that starts with a name, or a method of a string literal.
fn leads_to_name(mut callee: Node) -> bool {
    loop {
        let inner = match callee.kind_name() {
            "identifier" | "string" | "concatenated_string" => return true,
            "attribute" => callee.part(Field::Object),
            "subscript" => callee.part(Field::Value),
            _ => return false,
        };
        match inner {
            Some(inner) => callee = inner,
            None => return false,
        }
    }
}

impl Binding {
    /// A binding without a value.
    pub(super) fn plain(kind: BindingKind, at: u32, region: RegionId) -> Binding {
        Binding { kind, at, from: at, value_range: at..at, value: Value::Unknown, annotation: None, region }
    }
}
