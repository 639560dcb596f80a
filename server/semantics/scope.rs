//! The symbol table's data: scopes, symbols, bindings and uses of one top-level statement.
//!
//! The words and rules are those of CPython's `symtable` (Python/symtable.c). All offsets are
//! bytes relative to the statement's start. Must not know syntax trees.

pub use super::parents::{Arguments, ParentCall, Through};
use super::reads::Reads;
use super::region::{Region, RegionId};
use super::value::{Kind, Name, Step, Value};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Index of a scope in [`Unit::scopes`].
pub type ScopeId = u32;

/// The scope that every top-level statement shares: the module.
pub const MODULE: ScopeId = 0;

/// The symbol table of one top-level statement.
#[derive(Debug, Default)]
pub struct Unit {
    /// `scopes[0]` is the statement's share of the module scope; parents come before children.
    pub scopes: Vec<Scope>,
    /// Control-flow regions of all scopes.
    pub regions: Vec<Region>,
    /// Calls that go to another class's method of the instance at hand.
    pub parent_calls: Vec<ParentCall>,
    /// Whether the parser found an error inside.
    pub has_error: bool,
    /// Whether there is an `async def` inside.
    pub has_async: bool,
    /// See [`Unit::reads`].
    pub(super) reads: OnceLock<Reads>,
}

impl Unit {
    /// The names that are read where nothing gives them a value; computed when first asked for.
    pub fn reads(&self) -> &Reads {
        self.reads.get_or_init(|| Reads::of(self))
    }
}

/// What opens a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the construct of that name")]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    ListComprehension,
    SetComprehension,
    DictComprehension,
    GeneratorExpression,
    /// The scope of `[T]` in a generic class, function or type alias (PEP 695).
    TypeParameters,
    /// What is evaluated on demand: the value of a `type` statement, a type parameter's bound (PEP 695).
    TypeAlias,
}

impl ScopeKind {
    /// Whether names bound here are invisible to scopes nested inside.
    pub fn is_class(self) -> bool {
        self == ScopeKind::Class
    }

    /// Whether it is one of the four comprehensions.
    pub fn is_comprehension(self) -> bool {
        use ScopeKind::*;
        matches!(self, ListComprehension | SetComprehension | DictComprehension | GeneratorExpression)
    }
}

/// One scope.
#[derive(Debug)]
pub struct Scope {
    /// What opens it.
    pub kind: ScopeKind,
    /// `symtable`'s name: the function's or class's, else `lambda`, `listcomp`, `genexpr`, …
    pub name: Name,
    /// The enclosing scope; `None` for the module.
    pub parent: Option<ScopeId>,
    /// The whole construct.
    pub range: Range<u32>,
    /// The names that occur in it.
    pub symbols: Vec<Symbol>,
    /// What is known of a function or lambda.
    pub function: Option<Box<Function>>,
    /// What is known of a class.
    pub class: Option<Box<Class>>,
    /// Names may be bound that the text does not show: a star import, `exec`, `locals()`.
    pub dynamic: bool,
    /// The region of its body.
    pub body: RegionId,
    /// Where a name's symbol stands, once there are many.
    index: FxHashMap<Name, u32>,
}

/// With fewer symbols, comparing them all is faster than a table, and takes no memory.
const FEW: usize = 10;

/// Bits of [`Symbol::flags`]: the `DEF_…` and `USE` of `symtable.h`.
pub mod flag {
    /// Bound by an assignment, `def`, `class`, `for`, `with`, `except`, `del`, a pattern.
    pub const ASSIGNED: u16 = 1;
    /// A parameter.
    pub const PARAMETER: u16 = 1 << 1;
    /// Bound by an import.
    pub const IMPORTED: u16 = 1 << 2;
    /// Annotated.
    pub const ANNOTATED: u16 = 1 << 3;
    /// Named by a `global` statement here.
    pub const GLOBAL: u16 = 1 << 4;
    /// Named by a `nonlocal` statement here.
    pub const NONLOCAL: u16 = 1 << 5;
    /// Read here.
    pub const USED: u16 = 1 << 6;
    /// Read here in an annotation only: not a use under `from __future__ import annotations`.
    pub const USED_IN_ANNOTATION: u16 = 1 << 7;
    /// A type parameter.
    pub const TYPE_PARAMETER: u16 = 1 << 8;
    /// Any way of being bound in this very scope.
    pub const BOUND: u16 = ASSIGNED | PARAMETER | IMPORTED | TYPE_PARAMETER;
}

/// One name in one scope.
#[derive(Debug)]
pub struct Symbol {
    /// The name as written (private names are not mangled).
    pub name: Name,
    /// See [`flag`].
    pub flags: u16,
    /// Where it is bound in this scope.
    pub bindings: Vec<Binding>,
    /// Where it is read or what it names is changed, in this very scope.
    pub uses: Vec<Use>,
}

impl Symbol {
    /// Whether any of the [`flag`] bits is set.
    pub fn is(&self, bits: u16) -> bool {
        self.flags & bits != 0
    }
}

/// What binds a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BindingKind {
    /// A parameter: its index in [`Function::params`].
    Parameter(u32),
    /// `name = value`, also as `name := value` and `name: T = value`.
    Assign,
    /// `name: T` without a value.
    Declare,
    /// `name += value`: binds, and may change the old value in place.
    Augmented,
    /// One of several names on the left, where the values cannot be told apart.
    Unpack,
    /// A loop's or comprehension's target; the value is what is looped over.
    Loop,
    /// `with value as name`.
    With,
    /// `except value as name`; unbound at the end of the clause.
    Except,
    /// `import` and `from … import`: the full dotted name of what it stands for.
    Import(Name),
    /// `def name`: the function's scope.
    Function(ScopeId),
    /// `class name`: the class's scope.
    Class(ScopeId),
    /// A capture in a `match` pattern.
    Pattern,
    /// `del name`.
    Delete,
    /// `[T]`.
    TypeParameter,
    /// The name stands in text that could not be parsed.
    Error,
}

/// One place that binds a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Binding {
    /// How.
    pub kind: BindingKind,
    /// The name's first byte.
    pub at: u32,
    /// From which offset on the name has the value: the end of an assignment's right side.
    pub from: u32,
    /// The value's range, empty when there is none.
    pub value_range: Range<u32>,
    /// The value.
    pub value: Value,
    /// The annotation's text.
    pub annotation: Option<Name>,
    /// Where it stands in the flow of control.
    pub region: RegionId,
}

/// What happens to an object through one of its names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum UseKind {
    /// Looked at; the object itself goes nowhere.
    Read(Read),
    /// Changed in place, at the end of the path.
    Mutate(Mutation),
    /// A method that nothing is known of is called at the end of the path.
    Method(Name),
    /// Somebody else can reach it from now on.
    Escape(Escape),
    /// Named in an annotation.
    Annotation,
}

/// How an object is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Read {
    /// Looped over, unpacked or given to a builtin that loops over it once.
    Iterate,
    /// `x()`.
    Call,
    /// Tested for truth.
    Test,
    /// An argument of a builtin that keeps nothing: `len(x)`.
    Argument(Name),
    /// A method that changes nothing: `x.keys()`.
    Method(Name),
    /// The operand of an operator, a subscript, a format field, a discarded expression.
    Operand,
}

/// How an object is changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mutation {
    /// `x.append(…)`: the method's name.
    Method(Name),
    /// `x[k] = …`, `x.a = …`: the last step.
    Set(Step),
    /// `del x[k]`, `del x.a`: the last step.
    Delete(Step),
    /// `x += …`: in place for mutable types only.
    Augmented,
}

/// Where an object goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Escape {
    /// An argument: the callee's dotted text (empty if it is no path) and the position.
    Argument {
        /// The callee's dotted text, empty when it is no path.
        callee: Name,
        /// 0-based position, or `None` for keywords and behind a splat.
        position: Option<u32>,
        /// The keyword.
        keyword: Option<Name>,
    },
    /// Returned, or a lambda's result.
    Return,
    /// Yielded.
    Yield,
    /// Bound to another name: `y = x`.
    Alias(Name),
    /// Stored in an attribute or item of something: `self.x = x`.
    Store,
    /// Put into a display, or made an element of something.
    Element,
    /// Anything else.
    Other,
}

/// One occurrence of a name that does not bind it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Use {
    /// The name's first byte.
    pub at: u32,
    /// The range of the name with its path and, for a call, the arguments.
    pub range: Range<u32>,
    /// From the name to the object that the kind speaks of.
    pub path: Vec<Step>,
    /// What happens.
    pub kind: UseKind,
    /// Where it stands in the flow of control.
    pub region: RegionId,
    /// Whether it stands in `print(…)`, `assert` or a bare expression: a demonstration.
    pub shown: bool,
    /// Whether the occurrence walks through the object's items.
    pub pass: Option<Pass>,
}

/// A walk through the items of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pass {
    /// Whether, once the path goes on behind it, every item has been taken.
    pub full: bool,
    /// The builtin or library function that does it; empty where syntax does.
    pub by: Name,
}

/// How a parameter takes its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the language reference's own words")]
pub enum ParameterKind {
    Positional,
    KeywordOnly,
    VarPositional,
    VarKeyword,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// How it takes its argument.
    pub kind: ParameterKind,
    /// Its default.
    pub default: Option<Value>,
    /// Its annotation's text.
    pub annotation: Option<Name>,
}

/// What is known of a function or lambda.
#[derive(Debug, Default)]
pub struct Function {
    /// In order, without the `/` and `*` separators.
    pub params: Vec<Parameter>,
    /// How many of them stand before a `/`.
    pub positional_only: u32,
    /// Dotted texts of the decorators, outermost first; empty text for one that is no path.
    pub decorators: Vec<Name>,
    /// `async def`.
    pub is_async: bool,
    /// Whether the body yields.
    pub is_generator: bool,
    /// Whether the body says nothing: a docstring, `...`, `pass`, `raise NotImplementedError`.
    pub is_stub: bool,
    /// Whether some `return` gives back a value.
    pub returns_value: bool,
    /// Where the expressions of the decorators start, in the order of [`Function::decorators`].
    pub decorators_at: Vec<u32>,
    /// What each `return` gives back, in the order of the text.
    pub returned: Vec<Returned>,
    /// Whether the body calls something that no path of names leads to: `f()()`, `(a or b)()`.
    pub has_opaque_call: bool,
    /// What each `yield` gives, in the order of the text.
    pub yielded: Vec<Returned>,
    /// The keyword arguments of the decorators, in the order of the text.
    pub decorator_keywords: Vec<DecoratorKeyword>,
}

/// `name=value` in the call of a decorator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecoratorKeyword {
    /// The index in [`Function::decorators`].
    pub decorator: u32,
    /// The keyword.
    pub name: Name,
    /// The value's text; empty when it is long.
    pub value: Name,
}

/// What a `return` or `yield` gives, as far as a name or a literal tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// `return`, `return None`.
    Nothing,
    /// `return name`.
    Name(Name),
    /// `return name(…)`: the name, and whether there are arguments.
    Call(Name, bool),
    /// A literal, a display, a comprehension, a lambda.
    Of(Kind),
    /// A tuple without parentheses, the result of arithmetic or of a comparison: nothing to call or
    /// await.
    Data,
    /// Any other expression.
    Other,
}

/// What the header of a class says.
#[derive(Debug, Default, Hash)]
pub struct Class {
    /// Dotted texts of the bases in order; empty text for one that is no path.
    pub bases: Vec<Name>,
    /// The same bases, with what else their text tells.
    pub header: Vec<Base>,
    /// Dotted texts of the decorators.
    pub decorators: Vec<Name>,
    /// Whether it has keywords in its header: a metaclass, or arguments for `__init_subclass__`.
    pub has_keywords: bool,
    /// The dotted text behind `metaclass=`, empty for one that is no path; also empty where `**`
    /// may bring one.
    pub metaclass: Option<Name>,
    /// The class's name in its statement: the first byte.
    pub at: u32,
    /// Where the class statement stands in the flow of control.
    pub region: RegionId,
    /// Whether that is anything but the body of its scope: a branch, a loop, a `try`.
    pub conditional: bool,
    /// The scope in which the class's name is bound.
    pub outer: ScopeId,
    /// Whether it has type parameters of its own: `class C[T]` (PEP 695).
    pub generic: bool,
}

/// A base as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Base {
    /// Its text on one line, cut to what a sentence can hold.
    pub shown: Name,
    /// The dotted text, without a subscript; empty for one that is no path.
    pub path: Name,
    /// Whether a subscript follows: `Generic[T]`.
    pub subscripted: bool,
    /// The whole expression.
    pub range: Range<u32>,
}

impl Scope {
    /// Whether pytest collects a function of this name.
    pub fn is_test(&self) -> bool {
        self.kind == ScopeKind::Function && self.name.starts_with("test")
    }

    /// Whether a decorator's name ends as that of pytest's fixtures does; what it stands for is not asked.
    pub fn may_be_fixture(&self) -> bool {
        let is_it = |text: &Name| matches!(text.rsplit('.').next(), Some("fixture" | "yield_fixture"));
        self.function.as_deref().is_some_and(|function| function.decorators.iter().any(is_it))
    }

    /// An empty scope.
    pub fn new(kind: ScopeKind, name: Name, parent: Option<ScopeId>, range: Range<u32>, body: RegionId) -> Self {
        Scope {
            kind,
            name,
            parent,
            range,
            symbols: Vec::new(),
            function: None,
            class: None,
            dynamic: false,
            body,
            index: FxHashMap::default(),
        }
    }

    /// The symbol of this name, if the name occurs in this very scope.
    pub fn symbol(&self, name: &str) -> Option<&Symbol> {
        self.position(name).map(|index| &self.symbols[index])
    }

    fn position(&self, name: &str) -> Option<usize> {
        if self.symbols.len() <= FEW {
            return self.symbols.iter().position(|symbol| symbol.name.as_str() == name);
        }
        self.index.get(name).map(|&index| index as usize)
    }

    /// The symbol of this name, made when it is not there yet.
    pub fn symbol_mut(&mut self, name: &Name) -> &mut Symbol {
        let index = self.position(name).unwrap_or_else(|| {
            self.symbols.push(Symbol { name: name.clone(), flags: 0, bindings: Vec::new(), uses: Vec::new() });
            let count = self.symbols.len();
            let unlisted = if count == FEW + 1 { 0 } else { count - 1 };
            if count > FEW {
                let new = (unlisted as u32..).zip(&self.symbols[unlisted..]);
                self.index.extend(new.map(|(index, symbol)| (symbol.name.clone(), index)));
            }
            count - 1
        });
        &mut self.symbols[index]
    }
}
