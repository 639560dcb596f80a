//! What binds: targets, definitions, imports, comprehensions, patterns.

use super::collect::{Collector, Store};
use super::scope::{
    Binding, BindingKind, Class, Function, Parameter, ParameterKind, Read, Scope, ScopeId, ScopeKind, Use, UseKind,
    flag,
};
use super::value::{Kind, Name, Value, path_of, value_of};
use tree_sitter::Node;

impl<'t> Collector<'_, 't> {
    pub(super) fn assignment(&mut self, node: Node<'t>) {
        // `a = b = value` is one value and several targets, bound from left to right.
        let mut targets = Vec::new();
        let mut at = node;
        let mut depth = 0;
        let value = loop {
            self.above.push(at);
            depth += 1;
            if let Some(left) = at.child_by_field_name("left") {
                targets.push((left, at.child_by_field_name("type")));
            }
            match at.child_by_field_name("right") {
                Some(next) if next.kind() == "assignment" => at = next,
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
                Some(inner) if inner.kind() == "identifier" && value.is_none() => {}
                Some(inner) => self.bind(inner, value, None),
                None => self.bind(target, value, annotation),
            }
        }
        self.above.truncate(self.above.len() - depth);
    }

    /// Binds a target of an assignment.
    fn bind(&mut self, target: Node<'t>, value: Option<Node<'t>>, annotation: Option<Node<'t>>) {
        if self.too_deep() {
            return;
        }
        match target.kind() {
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
                let displayed = |node: &Node| matches!(node.kind(), "tuple" | "list" | "expression_list");
                let values = value.map(unwrapped).filter(displayed).map(elements).filter(|values| {
                    let splat = |node: &Node| node.kind().contains("splat");
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
        match target.kind() {
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
        let simple = |node: &&Node| matches!(node.kind(), "assignment" | "augmented_assignment" | "named_expression");
        self.above.iter().rev().find(simple).map_or(0, |node| self.source.range(*node).end)
    }

    fn store(&mut self, target: Node<'t>, how: Store) {
        let outer = self.storing.replace((target.id(), how));
        self.visit(target);
        self.storing = outer;
    }

    pub(super) fn augmented(&mut self, node: Node<'t>) {
        self.within(node, |this| {
            this.field(node, "right");
            let Some(target) = node.child_by_field_name("left") else { return };
            if target.kind() == "identifier" {
                // The name is a target only: `symtable` counts no use either.
                this.bind_name(target, BindingKind::Augmented, node.child_by_field_name("right"), None);
            } else {
                this.store(target, Store::Augmented);
            }
        });
    }

    pub(super) fn walrus(&mut self, node: Node<'t>) {
        self.within(node, |this| {
            this.field(node, "value");
            let Some(target) = node.child_by_field_name("name") else { return };
            let mut owner = this.scope;
            while this.unit.scopes[owner as usize].kind.is_comprehension() {
                owner = this.unit.scopes[owner as usize].parent.unwrap_or(0);
            }
            if owner == this.scope {
                return this.bind_name(target, BindingKind::Assign, node.child_by_field_name("value"), None);
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
        match target.kind() {
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
        match target.kind() {
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
            let Some(target) = node.child_by_field_name("alias").and_then(|alias| alias.named_child(0)) else {
                return;
            };
            if target.kind() == "identifier" {
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
        match node.kind() {
            "case_pattern" | "splat_pattern" => {
                let inner = node.named_child(0);
                let single = inner.filter(|inner| match inner.kind() {
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
                this.each(node, |this, part| match part.kind() {
                    "identifier" => this.capture(part),
                    _ => this.pattern(part),
                });
            }),
            "keyword_pattern" => self.within(node, |this| {
                let mut cursor = node.walk();
                let parts: Vec<Node> = node.named_children(&mut cursor).skip(1).collect();
                for part in parts {
                    let is_name = part.kind() == "identifier"
                        || part.kind() == "dotted_name" && part.named_child_count() == 1;
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
        let module = match node.child_by_field_name("module_name") {
            Some(module) => self.source.text(module).replace(char::is_whitespace, ""),
            None => "__future__".to_string(),
        };
        let mut cursor = node.walk();
        let names: Vec<Node> = node.children_by_field_name("name", &mut cursor).collect();
        for clause in names {
            let (Some(dotted), alias) = import_parts(clause) else { continue };
            let separator = if module.ends_with('.') { "" } else { "." };
            let full = Name::from(format!("{module}{separator}{}", self.source.text(dotted)));
            self.bind_import(alias.unwrap_or(dotted), &full);
        }
        let mut cursor = node.walk();
        if node.named_children(&mut cursor).any(|child| child.kind() == "wildcard_import") {
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

    pub(super) fn decorated(&mut self, node: Node<'t>) {
        let mut decorators = Vec::new();
        self.within(node, |this| {
            this.each(node, |this, child| {
                if child.kind() == "decorator" {
                    decorators.push(this.decorator_name(child));
                    this.children(child);
                }
            });
            match node.child_by_field_name("definition") {
                Some(class) if class.kind() == "class_definition" => this.class(class, &decorators),
                Some(function) => this.function(function, &decorators),
                None => {}
            }
        });
    }

    /// The dotted text of a decorator, without the arguments of a factory.
    fn decorator_name(&self, node: Node<'t>) -> Name {
        let Some(mut inner) = node.named_child(0) else { return Name::default() };
        if inner.kind() == "call"
            && let Some(function) = inner.child_by_field_name("function")
        {
            inner = function;
        }
        let dotted = path_of(inner, self.source).and_then(|path| path.dotted());
        dotted.map(Name::from).unwrap_or_default()
    }

    /// Opens a scope, lets `fill` visit what belongs to it, and closes it.
    fn open(&mut self, kind: ScopeKind, name: Name, node: Node<'t>, fill: impl FnOnce(&mut Self)) -> ScopeId {
        let id = self.unit.scopes.len() as ScopeId;
        let range = self.source.range(node);
        let body = self.root_region(range.clone());
        self.unit.scopes.push(Scope::new(kind, name, Some(self.scope), range, body));
        let outer = (std::mem::replace(&mut self.scope, id), std::mem::replace(&mut self.region, body));
        fill(self);
        (self.scope, self.region) = outer;
        id
    }

    /// Runs `fill` inside the scope of `[T]`, when there is one (PEP 695).
    fn with_type_parameters(&mut self, node: Node<'t>, name: &Name, fill: impl FnOnce(&mut Self)) {
        match node.child_by_field_name("type_parameters") {
            None => fill(self),
            Some(parameters) => {
                self.open(ScopeKind::TypeParameters, name.clone(), node, |this| {
                    this.type_parameters(parameters);
                    fill(this);
                });
            }
        }
    }

    fn type_parameters(&mut self, node: Node<'t>) {
        self.each(node, |this, parameter| {
            // `T`, `T: bound`, `*Ts`, `**P`: the first identifier is the name.
            let mut at = parameter;
            while at.kind() != "identifier" {
                match at.named_child(0) {
                    Some(first) => at = first,
                    None => return,
                }
            }
            let name = this.source.name(at);
            let binding = Binding::plain(BindingKind::TypeParameter, this.source.at(at), this.region);
            this.add_binding(this.scope, &name, binding);
            let constrained = parameter.named_child(0).filter(|inner| inner.kind() == "constrained_type");
            if let Some(bound) = constrained.and_then(|constrained| constrained.named_child(1)) {
                this.open(ScopeKind::TypeAlias, name, parameter, |this| this.visit(bound));
            }
        });
    }

    pub(super) fn type_alias(&mut self, node: Node<'t>) {
        let Some(mut target) = node.child_by_field_name("left").and_then(|left| left.named_child(0)) else { return };
        let generic = (target.kind() == "generic_type").then_some(target);
        if generic.is_some()
            && let Some(first) = target.named_child(0)
        {
            target = first;
        }
        if target.kind() != "identifier" {
            return self.call_of_type(node, target);
        }
        let name = self.source.name(target);
        let binding = Binding::plain(BindingKind::Assign, self.source.at(target), self.region);
        self.add_binding(self.scope, &name, binding);
        let value = |this: &mut Self| {
            this.open(ScopeKind::TypeAlias, name.clone(), node, |this| this.field(node, "right"));
        };
        match generic.and_then(|generic| generic.named_child(1)) {
            None => value(self),
            Some(parameters) => {
                self.open(ScopeKind::TypeParameters, name.clone(), node, |this| {
                    this.type_parameters(parameters);
                    value(this);
                });
            }
        }
    }

    /// `type(x).name = value`, which the grammar takes for a type alias: `type` is called here.
    fn call_of_type(&mut self, node: Node<'t>, target: Node<'t>) {
        let at = self.source.at(node);
        self.add_use(&Name::new_static("type"), Use {
            at,
            range: at..at + "type".len() as u32,
            path: Vec::new(),
            kind: UseKind::Read(Read::Call),
            region: self.region,
            shown: false,
        });
        self.within(node, |this| {
            if let Some(value) = node.child_by_field_name("right") {
                this.children(value);
            }
            this.visit(target);
        });
    }

    pub(super) fn function(&mut self, node: Node<'t>, decorators: &[Name]) {
        let Some(name_node) = node.child_by_field_name("name") else { return };
        let name = self.source.name(name_node);
        let at = self.source.at(name_node);
        let owner = self.scope;
        let index = self.bound_here(&name, Binding::plain(BindingKind::Error, at, self.region));
        let params = node.child_by_field_name("parameters");
        self.within(node, |this| {
            if let Some(params) = params {
                this.within(params, |this| this.each(params, Self::default_value));
            }
            this.with_type_parameters(node, &name, |this| {
                if let Some(params) = params {
                    this.within(params, |this| this.each(params, Self::annotation_of));
                }
                this.field(node, "return_type");
                let scope = this.open(ScopeKind::Function, name.clone(), node, |this| {
                    let mut function = this.parameters(params);
                    function.decorators = decorators.to_vec();
                    function.is_async = node.child(0).is_some_and(|child| child.kind() == "async");
                    let body = node.child_by_field_name("body");
                    function.is_stub = body.is_some_and(|body| is_stub(body, this.source.text(body)));
                    this.here().function = Some(Box::new(function));
                    if let Some(body) = body {
                        this.statement(body);
                    }
                });
                this.set_binding_kind(owner, &name, index, BindingKind::Function(scope));
            });
        });
    }

    pub(super) fn class(&mut self, node: Node<'t>, decorators: &[Name]) {
        let Some(name_node) = node.child_by_field_name("name") else { return };
        let name = self.source.name(name_node);
        let owner = self.scope;
        let binding = Binding::plain(BindingKind::Error, self.source.at(name_node), self.region);
        let index = self.bound_here(&name, binding);
        self.within(node, |this| {
            this.with_type_parameters(node, &name, |this| {
                let mut class = Class { decorators: decorators.to_vec(), ..Class::default() };
                if let Some(bases) = node.child_by_field_name("superclasses") {
                    this.each(bases, |this, base| match base.kind() {
                        "keyword_argument" => class.has_keywords = true,
                        "comment" => {}
                        _ => {
                            let path = path_of(base, this.source).and_then(|path| path.dotted());
                            class.bases.push(path.map(Name::from).unwrap_or_default());
                        }
                    });
                    this.visit(bases);
                }
                let scope = this.open(ScopeKind::Class, name.clone(), node, |this| {
                    this.here().class = Some(Box::new(class));
                    if let Some(body) = node.child_by_field_name("body") {
                        this.statement(body);
                    }
                });
                this.set_binding_kind(owner, &name, index, BindingKind::Class(scope));
            });
        });
    }

    /// Adds a definition's binding before its scope is known; gives its index.
    fn bound_here(&mut self, name: &Name, binding: Binding) -> usize {
        let symbol = self.here().symbol_mut(name);
        symbol.flags |= flag::ASSIGNED;
        symbol.bindings.push(binding);
        symbol.bindings.len() - 1
    }

    fn set_binding_kind(&mut self, scope: ScopeId, name: &Name, index: usize, kind: BindingKind) {
        let symbol = self.unit.scopes[scope as usize].symbol_mut(name);
        if let Some(binding) = symbol.bindings.get_mut(index) {
            binding.kind = kind;
        }
    }

    pub(super) fn lambda(&mut self, node: Node<'t>) {
        let params = node.child_by_field_name("parameters");
        self.within(node, |this| {
            if let Some(params) = params {
                this.within(params, |this| this.each(params, Self::default_value));
            }
            this.open(ScopeKind::Lambda, "lambda".into(), node, |this| {
                let mut function = this.parameters(params);
                function.returns_value = true;
                this.here().function = Some(Box::new(function));
                this.field(node, "body");
            });
        });
    }

    /// Defaults belong to the scope around the function.
    fn default_value(&mut self, parameter: Node<'t>) {
        self.within(parameter, |this| this.field(parameter, "value"));
    }

    fn annotation_of(&mut self, parameter: Node<'t>) {
        self.within(parameter, |this| this.field(parameter, "type"));
    }

    /// Binds the parameters in the scope just opened.
    fn parameters(&mut self, params: Option<Node<'t>>) -> Function {
        let mut function = Function::default();
        let Some(params) = params else { return function };
        let mut keyword_only = false;
        self.each(params, |this, node| {
            let mut kind = if keyword_only { ParameterKind::KeywordOnly } else { ParameterKind::Positional };
            let mut target = match node.kind() {
                "identifier" | "list_splat_pattern" | "dictionary_splat_pattern" => Some(node),
                "default_parameter" | "typed_default_parameter" => node.child_by_field_name("name"),
                "typed_parameter" => node.named_child(0),
                "keyword_separator" => {
                    keyword_only = true;
                    None
                }
                "ERROR" => return this.visit(node),
                _ => None,
            };
            if let Some(splat) = target.filter(|target| target.kind().ends_with("splat_pattern")) {
                kind = match splat.kind() {
                    "list_splat_pattern" => ParameterKind::VarPositional,
                    _ => ParameterKind::VarKeyword,
                };
                keyword_only = true;
                target = splat.named_child(0);
            }
            let Some(target) = target.filter(|target| target.kind() == "identifier") else { return };
            let name = this.source.name(target);
            let default = node.child_by_field_name("value");
            let annotation = node.child_by_field_name("type").map(|node| this.source.name(node));
            let index = function.params.len() as u32;
            let at = this.source.at(target);
            let mut binding = Binding::plain(BindingKind::Parameter(index), at, this.region);
            binding.annotation = annotation.clone();
            if let Some(default) = default {
                binding.value_range = this.source.range(default);
            }
            this.add_binding(this.scope, &name, binding);
            function.params.push(Parameter {
                name,
                kind,
                default: default.map(|default| value_of(default, this.source)),
                annotation,
            });
        });
        function
    }

    pub(super) fn comprehension(&mut self, node: Node<'t>, kind: ScopeKind, name: &str) {
        let mut cursor = node.walk();
        let clauses: Vec<Node> = node.named_children(&mut cursor).collect();
        let first = clauses.iter().copied().find(|clause| clause.kind() == "for_in_clause");
        // The first iterable belongs to the scope around.
        self.within(node, |this| {
            if let Some(first) = first {
                this.within(first, |this| this.field(first, "right"));
            }
            this.open(kind, name.into(), node, |this| {
                for clause in &clauses {
                    if clause.kind() != "for_in_clause" {
                        continue;
                    }
                    this.within(*clause, |this| {
                        if Some(*clause) != first {
                            this.field(*clause, "right");
                        }
                        if let Some(target) = clause.child_by_field_name("left") {
                            this.bind_loop(target, clause.child_by_field_name("right"));
                        }
                    });
                }
                for clause in clauses.iter().filter(|clause| clause.kind() != "for_in_clause") {
                    this.visit(*clause);
                }
            });
        });
    }

    /// The function whose body is being visited; comprehensions are looked through.
    pub(super) fn enclosing_function(&mut self) -> Option<&mut Function> {
        let mut id = self.scope;
        while self.unit.scopes[id as usize].kind.is_comprehension() {
            id = self.unit.scopes[id as usize].parent?;
        }
        self.unit.scopes[id as usize].function.as_deref_mut()
    }
}

/// What stands in parentheses that make no tuple: the `x` of `(x)`.
fn parenthesized(node: Node) -> Option<Node> {
    let mut cursor = node.walk();
    let one = match node.kind() {
        "parenthesized_expression" => true,
        "tuple_pattern" => !node.children(&mut cursor).any(|child| child.kind() == ","),
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
    match node.kind() {
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
    match clause.kind() {
        "dotted_name" => (Some(clause), None),
        "aliased_import" => (clause.child_by_field_name("name"), clause.child_by_field_name("alias")),
        _ => (None, None),
    }
}

/// Whether a body says nothing.
fn is_stub(body: Node, text: &str) -> bool {
    let mut cursor = body.walk();
    let says_nothing = |statement: Node| match statement.kind() {
        "comment" | "pass_statement" => true,
        "expression_statement" => statement
            .named_child(0)
            .is_none_or(|inner| matches!(inner.kind(), "ellipsis" | "string" | "concatenated_string")),
        "raise_statement" => text.contains("NotImplemented"),
        _ => false,
    };
    body.named_children(&mut cursor).all(says_nothing)
}
