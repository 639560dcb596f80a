//! What binds a name without opening a scope: targets, imports, patterns, declarations.

use super::collect::{Collector, Store};
use super::scope::{Binding, BindingKind, ScopeKind, flag};
use super::syntax::{Field, Syntax};
use super::value::{Kind, Name, Value, value_of};
use tree_sitter::Node;

impl<'t> Collector<'_, 't> {
    pub(super) fn assignment(&mut self, node: Node<'t>) {
        // `a = b = value` is one value and several targets, bound from left to right.
        let mut targets = Vec::new();
        let mut at = node;
        let outer = self.above.len();
        let value = loop {
            // A long chain is not deep: its targets stand side by side.
            self.above.truncate(outer);
            self.above.push(at);
            if let Some(left) = self.part(at, Field::Left) {
                targets.push((left, self.part(at, Field::Type)));
            }
            match self.part(at, Field::Right) {
                Some(next) if next.kind_name() == "assignment" => at = next,
                last => break last,
            }
        };
        if let Some(value) = value {
            self.visit(value);
        }
        for (target, annotation) in targets {
            if let Some(annotation) = annotation {
                self.visit(annotation);
            }
            // `(name): T` declares nothing: only a bare name is annotated.
            match parenthesized(target) {
                Some(inner) if inner.kind_name() == "identifier" && value.is_none() => {}
                Some(inner) => self.bind(inner, value, None),
                None => self.bind(target, value, annotation),
            }
        }
        self.above.truncate(outer);
    }

    /// Binds a target of an assignment.
    fn bind(&mut self, target: Node<'t>, value: Option<Node<'t>>, annotation: Option<Node<'t>>) {
        if self.too_deep() {
            return;
        }
        match target.kind_name() {
            "identifier" => {
                let kind = if value.is_some() { BindingKind::Assign } else { BindingKind::Declare };
                let annotation = annotation.map(|node| self.source.name(node));
                self.bind_name(target, kind, value, annotation);
            }
            "attribute" | "subscript" => self.store(target, Store::Set),
            "list_splat_pattern" | "list_splat" => {
                if let Some(inner) = target.named_child(0) {
                    self.bind_unpacked(inner, Value::Of(Kind::List));
                }
            }
            _ if parenthesized(target).is_some() => {
                if let Some(inner) = parenthesized(target) {
                    self.bind(inner, value, annotation);
                }
            }
            _ => {
                let parts = elements(target);
                // `a, b = 1, 2` binds each name to a value of its own; `a, = b` takes `b` apart.
                let displayed = |node: &Node| matches!(node.kind_name(), "tuple" | "list" | "expression_list");
                let values = value.map(unwrapped).filter(displayed).map(elements).filter(|values| {
                    let splat = |node: &Node| node.kind_name().contains("splat");
                    values.len() == parts.len() && !values.iter().chain(&parts).any(splat)
                });
                self.within(target, |this| {
                    for (index, part) in parts.into_iter().enumerate() {
                        match &values {
                            Some(values) => this.bind(part, Some(values[index]), None),
                            None => this.bind_unpacked(part, Value::Unknown),
                        }
                    }
                });
            }
        }
    }

    fn bind_unpacked(&mut self, target: Node<'t>, value: Value) {
        if self.too_deep() {
            return;
        }
        match target.kind_name() {
            "identifier" => {
                let name = self.source.name(target);
                let mut binding = Binding::plain(BindingKind::Unpack, self.source.at(target), self.region);
                binding.from = self.end_of_statement();
                binding.value = value;
                self.add_binding(self.scope, &name, binding);
            }
            "list_splat_pattern" | "list_splat" => {
                if let Some(inner) = target.named_child(0) {
                    self.bind_unpacked(inner, Value::Of(Kind::List));
                }
            }
            "attribute" | "subscript" => self.store(target, Store::Set),
            _ => self.within(target, |this| {
                for part in elements(target) {
                    this.bind_unpacked(part, Value::Unknown);
                }
            }),
        }
    }

    fn bind_name(&mut self, target: Node<'t>, kind: BindingKind, value: Option<Node<'t>>, annotation: Option<Name>) {
        let name = self.source.name(target);
        let at = self.source.at(target);
        let mut binding = Binding::plain(kind, at, self.region);
        binding.annotation = annotation;
        binding.from = self.end_of_statement();
        if let Some(value) = value {
            binding.value_range = self.source.range(value);
            binding.value = value_of(value, self.source);
        }
        self.add_binding(self.scope, &name, binding);
    }

    /// The end of the innermost simple statement being visited.
    fn end_of_statement(&self) -> u32 {
        let simple =
            |node: &&Node| matches!(node.kind_name(), "assignment" | "augmented_assignment" | "named_expression");
        self.above.iter().rev().find(simple).map_or(0, |node| self.source.range(*node).end)
    }

    fn store(&mut self, target: Node<'t>, how: Store) {
        let outer = self.storing.replace((target.id(), how));
        self.visit(target);
        self.storing = outer;
    }

    pub(super) fn augmented(&mut self, node: Node<'t>) {
        self.within(node, |this| {
            this.field(node, Field::Right);
            let Some(target) = this.part(node, Field::Left) else { return };
            if target.kind_name() == "identifier" {
                // The name is a target only: `symtable` counts no use either.
                this.bind_name(target, BindingKind::Augmented, this.part(node, Field::Right), None);
            } else {
                this.store(target, Store::Augmented);
            }
        });
    }

    pub(super) fn walrus(&mut self, node: Node<'t>) {
        self.within(node, |this| {
            this.field(node, Field::Value);
            let Some(target) = this.part(node, Field::Name) else { return };
            let mut owner = this.scope;
            while this.unit.scopes[owner as usize].kind.is_comprehension() {
                owner = this.unit.scopes[owner as usize].parent.unwrap_or(0);
            }
            if owner == this.scope {
                return this.bind_name(target, BindingKind::Assign, this.part(node, Field::Value), None);
            }
            // PEP 572: a walrus in a comprehension binds in the function or module around it.
            let name = this.source.name(target);
            let at_module = this.unit.scopes[owner as usize].kind == ScopeKind::Module;
            let declared = this.unit.scopes[owner as usize].symbol_mut(&name).is(flag::GLOBAL);
            let bit = if at_module || declared { flag::GLOBAL } else { flag::NONLOCAL };
            this.here().symbol_mut(&name).flags |= bit | flag::ASSIGNED;
            let binding = Binding::plain(BindingKind::Assign, this.source.at(target), this.region);
            let owner_symbol = this.unit.scopes[owner as usize].symbol_mut(&name);
            owner_symbol.flags |= if at_module { flag::GLOBAL } else { flag::ASSIGNED };
            owner_symbol.bindings.push(binding);
        });
    }

    pub(super) fn delete(&mut self, target: Node<'t>) {
        if self.too_deep() {
            return;
        }
        match target.kind_name() {
            "identifier" => {
                let name = self.source.name(target);
                let binding = Binding::plain(BindingKind::Delete, self.source.at(target), self.region);
                self.add_binding(self.scope, &name, binding);
            }
            "attribute" | "subscript" => self.store(target, Store::Delete),
            _ => self.within(target, |this| this.each(target, Self::delete)),
        }
    }

    /// Binds a `for` target: `value` is what is looped over.
    pub(super) fn bind_loop(&mut self, target: Node<'t>, value: Option<Node<'t>>) {
        match target.kind_name() {
            "identifier" => {
                let name = self.source.name(target);
                let at = self.source.at(target);
                let mut binding = Binding::plain(BindingKind::Loop, at, self.region);
                if let Some(value) = value {
                    binding.value_range = self.source.range(value);
                    binding.value = value_of(value, self.source);
                }
                self.add_binding(self.scope, &name, binding);
            }
            "attribute" | "subscript" => self.store(target, Store::Set),
            _ => {
                self.within(target, |this| {
                    for part in elements(target) {
                        this.bind_unpacked(part, Value::Unknown);
                    }
                });
            }
        }
    }

    /// `value as target` in a `with` or `except` header.
    pub(super) fn as_pattern(&mut self, node: Node<'t>, kind: BindingKind) {
        self.within(node, |this| {
            if let Some(value) = node.named_child(0) {
                this.visit(value);
            }
            let Some(target) = this.part(node, Field::Alias).and_then(|alias| alias.named_child(0)) else {
                return;
            };
            if target.kind_name() == "identifier" {
                let name = this.source.name(target);
                let mut binding = Binding::plain(kind, this.source.at(target), this.region);
                if let Some(value) = node.named_child(0) {
                    binding.value_range = this.source.range(value);
                    binding.value = value_of(value, this.source);
                }
                this.add_binding(this.scope, &name, binding);
            } else {
                this.bind_unpacked(target, Value::Unknown);
            }
        });
    }

    /// A `case` pattern: captures bind, dotted names and classes are read.
    pub(super) fn pattern(&mut self, node: Node<'t>) {
        if self.too_deep() {
            return;
        }
        match node.kind_name() {
            "case_pattern" | "splat_pattern" => {
                let inner = node.named_child(0);
                let single = inner.filter(|inner| match inner.kind_name() {
                    "identifier" => true,
                    "dotted_name" => inner.named_child_count() == 1,
                    _ => false,
                });
                if let Some(name) = single {
                    self.capture(name);
                } else {
                    self.within(node, |this| this.each(node, Self::pattern));
                }
            }
            "as_pattern" => self.within(node, |this| {
                this.each(node, |this, part| match part.kind_name() {
                    "identifier" => this.capture(part),
                    _ => this.pattern(part),
                });
            }),
            "keyword_pattern" => self.within(node, |this| {
                for part in this.named(node).into_iter().skip(1) {
                    let is_name = part.kind_name() == "identifier"
                        || part.kind_name() == "dotted_name" && part.named_child_count() == 1;
                    if is_name { this.capture(part) } else { this.pattern(part) }
                }
            }),
            "dotted_name" => {
                if let Some(root) = node.named_child(0) {
                    self.within(node, |this| this.load(root));
                }
            }
            "string" | "concatenated_string" => self.visit(node),
            _ => self.within(node, |this| this.each(node, Self::pattern)),
        }
    }

    fn capture(&mut self, node: Node<'t>) {
        let name = self.source.name(node);
        if name != "_" {
            let binding = Binding::plain(BindingKind::Pattern, self.source.at(node), self.region);
            self.add_binding(self.scope, &name, binding);
        }
    }

    pub(super) fn import(&mut self, node: Node<'t>) {
        self.each(node, |this, clause| {
            let (dotted, alias) = import_parts(clause);
            let (Some(dotted), at) = (dotted, alias.unwrap_or(clause)) else { return };
            let full = this.source.name(dotted);
            match alias {
                Some(alias) => this.bind_import(alias, &full),
                // `import a.b` binds `a`.
                None => {
                    let first = dotted.named_child(0).unwrap_or(at);
                    let module = this.source.name(first);
                    this.bind_import(first, &module);
                }
            }
        });
    }

    pub(super) fn import_from(&mut self, node: Node<'t>) {
        let module = match self.part(node, Field::ModuleName) {
            Some(module) => self.source.text(module).replace(char::is_whitespace, ""),
            None => "__future__".to_string(),
        };
        let mut cursor = node.walk();
        let names: Vec<Node> = node.children_by_field_id(Field::Name.id(), &mut cursor).collect();
        for clause in names {
            let (Some(dotted), alias) = import_parts(clause) else { continue };
            let separator = if module.ends_with('.') { "" } else { "." };
            let full = Name::from(format!("{module}{separator}{}", self.source.text(dotted)));
            self.bind_import(alias.unwrap_or(dotted), &full);
        }
        if self.named(node).iter().any(|child| child.kind_name() == "wildcard_import") {
            self.here().dynamic = true;
        }
    }

    fn bind_import(&mut self, target: Node<'t>, full: &Name) {
        let name = self.source.name(target);
        let kind = BindingKind::Import(full.clone());
        self.add_binding(self.scope, &name, Binding::plain(kind, self.source.at(target), self.region));
    }

    pub(super) fn declare(&mut self, node: Node<'t>, bit: u16) {
        self.each(node, |this, name| {
            let name = this.source.name(name);
            this.here().symbol_mut(&name).flags |= bit;
        });
    }
}

/// What stands in parentheses that make no tuple: the `x` of `(x)`.
fn parenthesized(node: Node) -> Option<Node> {
    let mut cursor = node.walk();
    let one = match node.kind_name() {
        "parenthesized_expression" => true,
        "tuple_pattern" => !node.children(&mut cursor).any(|child| child.kind_name() == ","),
        _ => false,
    };
    let mut cursor = node.walk();
    one.then(|| node.named_children(&mut cursor).find(|child| !child.is_extra())).flatten()
}

/// The node without any parentheses around it.
fn unwrapped(mut node: Node) -> Node {
    while let Some(inner) = parenthesized(node) {
        node = inner;
    }
    node
}

/// The items of a tuple-like node; the node itself when it is not one.
fn elements(node: Node) -> Vec<Node> {
    match node.kind_name() {
        "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list" | "expression_list" => {
            let mut cursor = node.walk();
            node.named_children(&mut cursor).filter(|child| !child.is_extra()).collect()
        }
        "parenthesized_expression" | "as_pattern_target" => node.named_child(0).into_iter().collect(),
        _ => vec![node],
    }
}

/// The dotted name and the alias of one clause of an import.
fn import_parts(clause: Node) -> (Option<Node>, Option<Node>) {
    match clause.kind_name() {
        "dotted_name" => (Some(clause), None),
        "aliased_import" => (clause.part(Field::Name), clause.part(Field::Alias)),
        _ => (None, None),
    }
}
