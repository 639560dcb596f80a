//! Definitions: what opens a scope. Functions, lambdas, classes, comprehensions, type parameters.

use super::collect::Collector;
use super::scope::{
    Binding, BindingKind, DecoratorKeyword, Function, Parameter, ParameterKind, Read, Returned, Scope, ScopeId,
    ScopeKind, Use, UseKind, flag,
};
use super::syntax::{Field, Syntax};
use super::value::{Kind, Name, Value, path_of, value_of};
use tree_sitter::Node;

/// More keyword arguments of a decorator than these are not kept.
const MOST_KEYWORDS: usize = 16;

/// Nor are longer values of them, in bytes.
const LONGEST_KEYWORD: usize = 40;

impl<'t> Collector<'_, 't> {
    pub(super) fn decorated(&mut self, node: Node<'t>) {
        let mut decorators = Vec::new();
        let mut places = Vec::new();
        let mut keywords = Vec::new();
        self.within(node, |this| {
            this.each(node, |this, child| {
                if child.kind_name() == "decorator" {
                    this.decorator_keywords(child, decorators.len() as u32, &mut keywords);
                    decorators.push(this.decorator_name(child));
                    places.push(child.named_child(0).map_or(0, |inner| this.source.at(inner)));
                    this.children(child);
                }
            });
            match this.part(node, Field::Definition) {
                Some(class) if class.kind_name() == "class_definition" => this.class(class, &decorators),
                Some(function) => {
                    let first = this.unit.scopes.len();
                    this.function(function, &decorators);
                    let range = this.source.range(function);
                    let mut opened = this.unit.scopes.iter_mut().skip(first).filter(|scope| scope.range == range);
                    if let Some(data) = opened.find_map(|scope| scope.function.as_mut()) {
                        data.decorators_at = places;
                        data.decorator_keywords = keywords;
                    }
                }
                None => {}
            }
        });
    }

    /// What a `return` or `yield` gives.
    pub(super) fn returned(&self, node: Node<'t>) -> Returned {
        let Some(value) = node.named_child(0) else { return Returned::Nothing };
        match value.kind_name() {
            "none" => Returned::Nothing,
            "identifier" => Returned::Name(self.source.name(value)),
            "call" => match self.part(value, Field::Function) {
                Some(callee) if callee.kind_name() == "identifier" => {
                    let arguments = self.part(value, Field::Arguments);
                    let some = arguments.is_none_or(|arguments| arguments.named_child_count() > 0);
                    Returned::Call(self.source.name(callee), some)
                }
                _ => Returned::Other,
            },
            "list" | "list_comprehension" => Returned::Of(Kind::List),
            "dictionary" | "dictionary_comprehension" => Returned::Of(Kind::Dict),
            "set" | "set_comprehension" => Returned::Of(Kind::Set),
            "string" | "concatenated_string" | "integer" | "float" | "true" | "false" | "tuple" | "lambda" => {
                match value_of(value, self.source) {
                    Value::Of(kind) => Returned::Of(kind),
                    Value::Display(shape) => Returned::Of(shape.kind),
                    _ => Returned::Other,
                }
            }
            "expression_list" | "comparison_operator" | "not_operator" => Returned::Data,
            "binary_operator" if self.part(value, Field::Operator).is_some_and(|op| op.kind_name() != "|") => {
                Returned::Data
            }
            _ => Returned::Other,
        }
    }

    /// The keyword arguments of a decorator that is called.
    fn decorator_keywords(&self, node: Node<'t>, index: u32, into: &mut Vec<DecoratorKeyword>) {
        let call = node.named_child(0).filter(|inner| inner.kind_name() == "call");
        let Some(arguments) = call.and_then(|call| self.part(call, Field::Arguments)) else { return };
        let mut cursor = arguments.walk();
        for argument in arguments.named_children(&mut cursor).take(MOST_KEYWORDS) {
            if argument.kind_name() == "keyword_argument"
                && let (Some(name), Some(value)) = (self.part(argument, Field::Name), self.part(argument, Field::Value))
            {
                let text = self.source.text(value);
                let short = text.len() <= LONGEST_KEYWORD;
                let value = if short { Name::new(text) } else { Name::default() };
                into.push(DecoratorKeyword { decorator: index, name: self.source.name(name), value });
            }
        }
    }

    /// The dotted text of a decorator, without the arguments of a factory.
    fn decorator_name(&self, node: Node<'t>) -> Name {
        let Some(mut inner) = node.named_child(0) else { return Name::default() };
        if inner.kind_name() == "call"
            && let Some(function) = self.part(inner, Field::Function)
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
        match self.part(node, Field::TypeParameters) {
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
            while at.kind_name() != "identifier" {
                match at.named_child(0) {
                    Some(first) => at = first,
                    None => return,
                }
            }
            let name = this.source.name(at);
            let binding = Binding::plain(BindingKind::TypeParameter, this.source.at(at), this.region);
            this.add_binding(this.scope, &name, binding);
            let constrained = parameter.named_child(0).filter(|inner| inner.kind_name() == "constrained_type");
            if let Some(bound) = constrained.and_then(|constrained| constrained.named_child(1)) {
                this.open(ScopeKind::TypeAlias, name, parameter, |this| this.visit(bound));
            }
        });
    }

    pub(super) fn type_alias(&mut self, node: Node<'t>) {
        let Some(mut target) = self.part(node, Field::Left).and_then(|left| left.named_child(0)) else { return };
        let generic = (target.kind_name() == "generic_type").then_some(target);
        if generic.is_some()
            && let Some(first) = target.named_child(0)
        {
            target = first;
        }
        if target.kind_name() != "identifier" {
            return self.call_of_type(node, target);
        }
        let name = self.source.name(target);
        let binding = Binding::plain(BindingKind::Assign, self.source.at(target), self.region);
        self.add_binding(self.scope, &name, binding);
        let value = |this: &mut Self| {
            this.open(ScopeKind::TypeAlias, name.clone(), node, |this| this.field(node, Field::Right));
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
        self.add_use(
            &Name::new_static("type"),
            Use {
                at,
                range: at..at + "type".len() as u32,
                path: Vec::new(),
                kind: UseKind::Read(Read::Call),
                region: self.region,
                shown: false,
                pass: None,
            },
        );
        self.within(node, |this| {
            if let Some(value) = this.part(node, Field::Right) {
                this.children(value);
            }
            this.visit(target);
        });
    }

    pub(super) fn function(&mut self, node: Node<'t>, decorators: &[Name]) {
        let Some(name_node) = self.part(node, Field::Name) else { return };
        let name = self.source.name(name_node);
        let at = self.source.at(name_node);
        let owner = self.scope;
        let index = self.bound_here(&name, Binding::plain(BindingKind::Error, at, self.region));
        let params = self.part(node, Field::Parameters);
        self.within(node, |this| {
            if let Some(params) = params {
                this.within(params, |this| this.each(params, Self::default_value));
            }
            this.with_type_parameters(node, &name, |this| {
                if let Some(params) = params {
                    this.within(params, |this| this.each(params, Self::annotation_of));
                }
                this.field(node, Field::ReturnType);
                let scope = this.open(ScopeKind::Function, name.clone(), node, |this| {
                    let mut function = this.parameters(params);
                    function.decorators = decorators.to_vec();
                    function.is_async = node.child(0).is_some_and(|child| child.kind_name() == "async");
                    this.unit.has_async |= function.is_async;
                    let body = this.part(node, Field::Body);
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
        let Some(name_node) = self.part(node, Field::Name) else { return };
        let name = self.source.name(name_node);
        let owner = self.scope;
        let binding = Binding::plain(BindingKind::Error, self.source.at(name_node), self.region);
        let index = self.bound_here(&name, binding);
        self.within(node, |this| {
            this.with_type_parameters(node, &name, |this| {
                let class = this.class_header(node, name_node, decorators);
                if let Some(bases) = this.part(node, Field::Superclasses) {
                    this.visit(bases);
                }
                let scope = this.open(ScopeKind::Class, name.clone(), node, |this| {
                    this.here().class = Some(Box::new(class));
                    if let Some(body) = this.part(node, Field::Body) {
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
        let params = self.part(node, Field::Parameters);
        self.within(node, |this| {
            if let Some(params) = params {
                this.within(params, |this| this.each(params, Self::default_value));
            }
            this.open(ScopeKind::Lambda, "lambda".into(), node, |this| {
                let mut function = this.parameters(params);
                function.returns_value = true;
                this.here().function = Some(Box::new(function));
                this.field(node, Field::Body);
            });
        });
    }

    /// Defaults belong to the scope around the function.
    fn default_value(&mut self, parameter: Node<'t>) {
        self.within(parameter, |this| this.field(parameter, Field::Value));
    }

    fn annotation_of(&mut self, parameter: Node<'t>) {
        self.within(parameter, |this| this.field(parameter, Field::Type));
    }

    /// Binds the parameters in the scope just opened.
    fn parameters(&mut self, params: Option<Node<'t>>) -> Function {
        let mut function = Function::default();
        let Some(params) = params else { return function };
        let mut keyword_only = false;
        self.each(params, |this, node| {
            let mut kind = if keyword_only { ParameterKind::KeywordOnly } else { ParameterKind::Positional };
            let mut target = match node.kind_name() {
                "identifier" | "list_splat_pattern" | "dictionary_splat_pattern" => Some(node),
                "default_parameter" | "typed_default_parameter" => this.part(node, Field::Name),
                "typed_parameter" => node.named_child(0),
                "keyword_separator" => {
                    keyword_only = true;
                    None
                }
                "positional_separator" => {
                    function.positional_only = function.params.len() as u32;
                    None
                }
                "ERROR" => return this.visit(node),
                _ => None,
            };
            if let Some(splat) = target.filter(|target| target.kind_name().ends_with("splat_pattern")) {
                kind = match splat.kind_name() {
                    "list_splat_pattern" => ParameterKind::VarPositional,
                    _ => ParameterKind::VarKeyword,
                };
                keyword_only = true;
                target = splat.named_child(0);
            }
            let Some(target) = target.filter(|target| target.kind_name() == "identifier") else { return };
            let name = this.source.name(target);
            let default = this.part(node, Field::Value);
            let annotation = this.part(node, Field::Type).map(|node| this.source.name(node));
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
        let clauses = self.named(node);
        let first = clauses.iter().copied().find(|clause| clause.kind_name() == "for_in_clause");
        // The first iterable belongs to the scope around.
        self.within(node, |this| {
            if let Some(first) = first {
                this.within(first, |this| this.field(first, Field::Right));
            }
            this.open(kind, name.into(), node, |this| {
                for clause in &clauses {
                    if clause.kind_name() != "for_in_clause" {
                        continue;
                    }
                    this.within(*clause, |this| {
                        if Some(*clause) != first {
                            this.field(*clause, Field::Right);
                        }
                        if let Some(target) = this.part(*clause, Field::Left) {
                            this.bind_loop(target, this.part(*clause, Field::Right));
                        }
                    });
                }
                for clause in clauses.iter().filter(|clause| clause.kind_name() != "for_in_clause") {
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

/// Whether a body says nothing.
fn is_stub(body: Node, text: &str) -> bool {
    let mut cursor = body.walk();
    let says_nothing = |statement: Node| match statement.kind_name() {
        "comment" | "pass_statement" => true,
        "expression_statement" => statement
            .named_child(0)
            .is_none_or(|inner| matches!(inner.kind_name(), "ellipsis" | "string" | "concatenated_string")),
        "raise_statement" => text.contains("NotImplemented"),
        _ => false,
    };
    body.named_children(&mut cursor).all(says_nothing)
}
