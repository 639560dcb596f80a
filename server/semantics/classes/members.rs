//! What a class has: methods of each kind, attributes of the class and of its instances; and which
//! class of the order provides a name.

use super::{Ancestor, ClassId, Classes, Mro, known};
use crate::semantics::scope::{Binding, BindingKind, Function, Mutation, Scope, ScopeId, UseKind};
use crate::semantics::value::{Name, Path, Step, Value};

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A function that gets the instance.
    Method,
    /// A function that gets the class: `@classmethod`, `__init_subclass__`, `__class_getitem__`.
    ClassMethod,
    /// A function that gets nothing of its own: `@staticmethod`, `__new__`.
    StaticMethod,
    /// `@property`, `functools.cached_property`, or `name = property(…)`.
    Property,
    /// An instance of a class of this file that has `__get__` or `__set__`.
    Descriptor,
    /// A function under decorators that nothing is known of.
    Decorated,
    /// A class in the body.
    Class,
    /// Another name bound in the body.
    ClassAttribute,
    /// Set through the first parameter of a method.
    InstanceAttribute,
}

/// A member of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, as written: private names are not mangled.
    pub name: Name,
    /// What it is.
    pub kind: MemberKind,
    /// Where it is bound: the first byte of the name in the class's statement; of several bindings
    /// the last one in the text.
    pub at: u32,
    /// The scope of the function, when it is one.
    pub function: Option<ScopeId>,
    /// Whether it is bound on every path through the body, in a way that the text shows.
    pub sure: bool,
}

/// Who provides a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// A class of this file.
    Here(ClassId, Member),
    /// A class of CPython, by its full name.
    Known(&'static str),
    /// No class of the order has it.
    Nobody,
    /// It cannot be told.
    Unknown,
}

impl<'v> Classes<'v> {
    /// The scope of the class's body.
    pub fn body(&self, class: ClassId) -> &'v Scope {
        self.view.scope(class.unit, class.scope)
    }

    /// The names bound in the class's body, in the order of their first occurrence.
    pub fn members(&self, class: ClassId) -> Vec<Member> {
        let body = self.body(class);
        body.symbols.iter().filter_map(|symbol| self.member(class, &symbol.name)).collect()
    }

    /// What the class's own body binds a name to.
    pub fn member(&self, class: ClassId, name: &str) -> Option<Member> {
        let body = self.body(class);
        let symbol = body.symbol(name)?;
        let binding = symbol.bindings.iter().rev().find(|binding| binding.kind != BindingKind::Declare)?;
        let function = match binding.kind {
            BindingKind::Function(scope) => Some(scope),
            _ => None,
        };
        let unconditional = |binding: &Binding| {
            binding.region == body.body && !matches!(binding.kind, BindingKind::Delete | BindingKind::Error)
        };
        Some(Member {
            name: symbol.name.clone(),
            kind: self.kind_of_member(class, binding),
            at: binding.at,
            function,
            sure: !body.dynamic && unconditional(binding),
        })
    }

    /// The attributes that the class's methods set through their first parameter, at their first
    /// place in the text.
    pub fn instance_attributes(&self, class: ClassId) -> Vec<Member> {
        let table = self.view.unit(class.unit);
        let mut found: Vec<Member> = Vec::new();
        for (id, method) in (0..).zip(&table.scopes).filter(|(_, scope)| scope.parent == Some(class.scope)) {
            let Some(first) = method.function.as_deref().and_then(|function| function.params.first()) else { continue };
            if self.kind_of_function(class, id) != MemberKind::Method {
                continue;
            }
            for site in self.view.uses(&self.view.variable(class.unit, id, &first.name)) {
                if let (UseKind::Mutate(Mutation::Set(Step::Attr(name))), []) =
                    (&site.item.kind, site.item.path.as_slice())
                    && !found.iter().any(|member| member.name == *name)
                {
                    found.push(Member {
                        name: name.clone(),
                        kind: MemberKind::InstanceAttribute,
                        at: site.item.at,
                        function: None,
                        sure: method.name == "__init__" && site.scope == id && site.item.region == method.body,
                    });
                }
            }
        }
        found
    }

    /// What is known of the function behind a member.
    pub fn function(&self, class: ClassId, member: &Member) -> Option<&'v Function> {
        self.view.scope(class.unit, member.function?).function.as_deref()
    }

    /// The class that provides a name for instances of a class: the first of its order that has it.
    /// Attributes of instances are not asked for.
    pub fn provider(&self, class: ClassId, name: &str) -> Provider {
        match &*self.mro(class) {
            Mro::Order(order) => self.first_with(order, name),
            Mro::Unknown { first, .. } => match self.first_with(first, name) {
                Provider::Nobody => Provider::Unknown,
                found => found,
            },
            Mro::Conflict(_) => Provider::Unknown,
        }
    }

    /// The first class of a part of an order that has a name.
    pub fn first_with(&self, order: &[Ancestor], name: &str) -> Provider {
        for ancestor in order {
            match ancestor {
                Ancestor::Here(class) => match self.member(*class, name) {
                    Some(member) if member.sure => return Provider::Here(*class, member),
                    None if !self.body(*class).dynamic => {}
                    _ => return Provider::Unknown,
                },
                Ancestor::Known(known) => match known::provides(known, name) {
                    Some(true) => return Provider::Known(known),
                    Some(false) => {}
                    None => return Provider::Unknown,
                },
                Ancestor::Unknown(_) => return Provider::Unknown,
            }
        }
        Provider::Nobody
    }

    /// The classes of this file in an order whose own bodies have a name, first come first.
    pub fn all_with(&self, order: &[Ancestor], name: &str) -> Vec<(ClassId, Member)> {
        let here = order.iter().filter_map(|ancestor| match ancestor {
            Ancestor::Here(class) => Some(*class),
            _ => None,
        });
        here.filter_map(|class| Some((class, self.member(class, name)?))).collect()
    }

    fn kind_of_member(&self, class: ClassId, binding: &Binding) -> MemberKind {
        match &binding.kind {
            BindingKind::Function(scope) => self.kind_of_function(class, *scope),
            BindingKind::Class(_) => MemberKind::Class,
            BindingKind::Assign => match &binding.value {
                Value::Call { callee, .. } => self.kind_of_call(class, callee),
                Value::Of(crate::semantics::Kind::Lambda) => MemberKind::Method,
                _ => MemberKind::ClassAttribute,
            },
            _ => MemberKind::ClassAttribute,
        }
    }

    fn kind_of_call(&self, class: ClassId, callee: &Path) -> MemberKind {
        let Some(dotted) = callee.dotted() else { return MemberKind::ClassAttribute };
        if let Some(kind) = self.kind_by_decorator(class, &dotted) {
            return kind;
        }
        let Ancestor::Here(maker) = self.named(class.unit, class.scope, &dotted) else {
            return MemberKind::ClassAttribute;
        };
        let is_descriptor =
            ["__get__", "__set__"].iter().any(|name| matches!(self.provider(maker, name), Provider::Here(..)));
        if is_descriptor { MemberKind::Descriptor } else { MemberKind::ClassAttribute }
    }

    /// What a function in the body of a class is, by its decorators and its name.
    pub fn kind_of_function(&self, class: ClassId, scope: ScopeId) -> MemberKind {
        let function = self.view.scope(class.unit, scope);
        let mut kind = match function.name.as_str() {
            "__new__" => MemberKind::StaticMethod,
            "__init_subclass__" | "__class_getitem__" => MemberKind::ClassMethod,
            _ => MemberKind::Method,
        };
        let decorators = function.function.as_deref().map_or(&[][..], |function| &function.decorators);
        for decorator in decorators.iter().rev() {
            if self.is_transparent(class, decorator) {
                continue;
            }
            match self.kind_by_decorator(class, decorator) {
                Some(found) => kind = found,
                None => return MemberKind::Decorated,
            }
        }
        kind
    }

    fn kind_by_decorator(&self, class: ClassId, name: &str) -> Option<MemberKind> {
        let builtin = |name: &str| self.view.is_builtin(class.unit, class.scope, name);
        match name {
            "staticmethod" if builtin(name) => return Some(MemberKind::StaticMethod),
            "classmethod" if builtin(name) => return Some(MemberKind::ClassMethod),
            "property" if builtin(name) => return Some(MemberKind::Property),
            _ => {}
        }
        if let Some((property, "setter" | "getter" | "deleter")) = name.rsplit_once('.') {
            let symbol = self.body(class).symbol(property)?;
            let first = symbol.bindings.first()?;
            let BindingKind::Function(scope) = first.kind else { return None };
            let function = self.view.scope(class.unit, scope).function.as_deref()?;
            let is_property =
                |name: &Name| !name.contains('.') && self.kind_by_decorator(class, name) == Some(MemberKind::Property);
            return function.decorators.iter().any(is_property).then_some(MemberKind::Property);
        }
        match self.full_name(class, name)?.as_str() {
            "functools.cached_property" | "abc.abstractproperty" | "types.DynamicClassAttribute" | "enum.property" => {
                Some(MemberKind::Property)
            }
            "abc.abstractclassmethod" => Some(MemberKind::ClassMethod),
            "abc.abstractstaticmethod" => Some(MemberKind::StaticMethod),
            _ => None,
        }
    }

    /// Whether the class's own body marks a name with `abc.abstractmethod` or one of its three
    /// deprecated relatives.
    pub fn is_abstract(&self, class: ClassId, name: &str) -> bool {
        let bindings = self.body(class).symbol(name).map_or(&[][..], |symbol| &symbol.bindings);
        bindings.iter().any(|binding| {
            let BindingKind::Function(scope) = binding.kind else { return false };
            let function = self.view.scope(class.unit, scope).function.as_deref();
            function.is_some_and(|function| {
                let marks = |decorator: &Name| {
                    decorator.contains("abstract")
                        && self.full_name(class, decorator).is_some_and(|full| full.starts_with("abc.abstract"))
                };
                function.decorators.iter().any(marks)
            })
        })
    }

    /// Whether a decorator leaves what a function is and takes.
    fn is_transparent(&self, class: ClassId, name: &str) -> bool {
        self.full_name(class, name).is_some_and(|full| {
            matches!(
                full.as_str(),
                "abc.abstractmethod"
                    | "contextlib.asynccontextmanager"
                    | "contextlib.contextmanager"
                    | "functools.cache"
                    | "functools.lru_cache"
                    | "reprlib.recursive_repr"
                    | "typing.final"
                    | "typing.no_type_check"
                    | "typing.override"
                    | "typing_extensions.override"
                    | "typing_extensions.final"
            )
        })
    }

    fn full_name(&self, class: ClassId, name: &str) -> Option<String> {
        let mut parts = name.split('.');
        let root = parts.next()?.into();
        let path = Path { root, steps: parts.map(|part| Step::Attr(part.into())).collect() };
        self.view.imported(class.unit, class.scope, &path)
    }
}
