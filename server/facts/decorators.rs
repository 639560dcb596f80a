//! Facts about decorators of this file: what they give back, and what their wrapper does.
//!
//! A function counts as a decorator when it takes one function and says by its own text what it
//! makes of it. Must not know findings' texts.

use super::context::{Context, Witness};
use crate::semantics::module::{Site, Variable};
use crate::semantics::scope::{Escape, Function, MODULE, ParameterKind, Read, Returned, ScopeKind};
use crate::semantics::syntax::Syntax;
use crate::semantics::value::path_of;
use crate::semantics::{BindingKind, ScopeId, UnitId, Use, UseKind};
use tree_sitter::Node;

/// What a function of this file gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gives {
    /// The inner function of this scope, always.
    Inner(ScopeId),
    /// Its first argument, as it came.
    Argument,
    /// None.
    Nothing,
    /// Something that the text does not tell.
    Unknown,
}

/// A place where a function of this file decorates another one.
pub struct Decorated {
    /// The statement of the decorated function.
    pub unit: UnitId,
    /// The decorated function's scope.
    pub scope: ScopeId,
    /// Whether the decorator is called there first: `@retry(3)`.
    pub called: bool,
}

/// What names a parameter has that takes the function to decorate.
const FUNCTION_NAMES: &[&str] = &[
    "func",
    "f",
    "fn",
    "function",
    "fun",
    "method",
    "meth",
    "view",
    "view_func",
    "wrapped",
    "callback",
    "coro",
    "test",
];

/// The function's data, when the scope is a function's.
fn data_of<'a>(context: &Context<'a>, unit: UnitId, scope: ScopeId) -> Option<&'a Function> {
    let scope = context.view.scope(unit, scope);
    scope.function.as_deref().filter(|_| scope.kind == ScopeKind::Function)
}

/// The variable that a definition binds, when nothing else binds it.
fn own_variable(context: &Context, unit: UnitId, scope: ScopeId) -> Option<Variable> {
    let data = context.view.scope(unit, scope);
    let variable = context.view.variable(unit, data.parent?, &data.name);
    (context.view.bindings(&variable).len() == 1).then_some(variable)
}

/// What a function of this file gives back, as far as every path agrees.
pub fn gives(context: &Context, unit: UnitId, scope: ScopeId) -> Gives {
    let Some(data) = data_of(context, unit, scope) else { return Gives::Unknown };
    let table = context.view.unit(unit);
    let exit = table.regions[table.scopes[scope as usize].body as usize].exit.as_ref();
    if data.is_async || data.is_generator || data.is_stub || !data.decorators.is_empty() || table.has_error {
        return Gives::Unknown;
    }
    if data.returned.iter().all(|returned| *returned == Returned::Nothing) {
        let raises = matches!(exit, Some((_, crate::semantics::region::Exit::Raise)));
        return if raises { Gives::Unknown } else { Gives::Nothing };
    }
    let Some(Returned::Name(name)) = data.returned.first() else { return Gives::Unknown };
    let same = data.returned.iter().all(|returned| matches!(returned, Returned::Name(own) if own == name));
    if !same || exit.is_none() {
        return Gives::Unknown;
    }
    let variable = context.view.variable(unit, scope, name);
    match context.view.bindings(&variable).as_slice() {
        [Site { scope: home, item, .. }] if *home == scope => match item.kind {
            BindingKind::Function(inner) => Gives::Inner(inner),
            BindingKind::Parameter(0) => Gives::Argument,
            _ => Gives::Unknown,
        },
        _ => Gives::Unknown,
    }
}

/// Whether the scope is `outer` or lies inside it.
fn is_inside(context: &Context, unit: UnitId, mut scope: ScopeId, outer: ScopeId) -> bool {
    while scope != outer {
        match context.view.scope(unit, scope).parent {
            Some(parent) => scope = parent,
            None => return false,
        }
    }
    true
}

/// The parameter that takes the function: the first, when no other one is required.
fn taken(context: &Context, unit: UnitId, scope: ScopeId) -> Option<Variable> {
    let data = data_of(context, unit, scope)?;
    let parent = context.view.scope(unit, scope).parent?;
    let is_method = context.view.scope(unit, parent).kind.is_class();
    let mut required = data.params.iter().skip(usize::from(is_method && data.params.len() > 1));
    let first = required.next().filter(|first| first.kind == ParameterKind::Positional)?;
    let alone = required.all(|other| other.default.is_some() || other.kind != ParameterKind::Positional);
    let variable = context.view.variable(unit, scope, &first.name);
    (alone && context.view.bindings(&variable).len() == 1).then_some(variable)
}

/// The calls of a variable's object inside a function.
fn calls_inside<'a>(context: &Context<'a>, variable: &Variable, unit: UnitId, inside: ScopeId) -> Vec<Site<'a, Use>> {
    let mut calls = context.view.uses(variable);
    calls.retain(|site| {
        site.item.kind == UseKind::Read(Read::Call)
            && site.item.path.is_empty()
            && is_inside(context, unit, site.scope, inside)
    });
    calls
}

/// Where a function of this file stands as a decorator; of an inner function, where the factory
/// that gives it back does.
pub fn decorated_by(context: &Context, unit: UnitId, scope: ScopeId) -> Vec<Decorated> {
    let mut places = Vec::new();
    if let Some(variable) = own_variable(context, unit, scope) {
        places.extend(stands_as_decorator(context, &variable).into_iter().filter(|place| !place.called));
    }
    if let Some(outer) = context.view.scope(unit, scope).parent
        && data_of(context, unit, outer).is_some()
        && gives(context, unit, outer) == Gives::Inner(scope)
        && let Some(variable) = own_variable(context, unit, outer)
    {
        places.extend(stands_as_decorator(context, &variable).into_iter().filter(|place| place.called));
    }
    places
}

fn stands_as_decorator(context: &Context, variable: &Variable) -> Vec<Decorated> {
    let mut places = Vec::new();
    for site in context.view.uses(variable) {
        if site.item.kind != UseKind::Read(Read::Call) || !site.item.path.is_empty() {
            continue;
        }
        context.view.spend(context.view.unit(site.unit).scopes.len());
        for (id, scope) in (0..).zip(&context.view.unit(site.unit).scopes) {
            let stands = |data: &Function| data.decorators_at.contains(&site.item.at);
            if scope.function.as_deref().is_some_and(stands) {
                let called = site.item.range.end > site.item.at + variable.name.len() as u32;
                places.push(Decorated { unit: site.unit, scope: id, called });
            }
        }
    }
    places
}

/// An inner function and the decorator around it.
struct Wrapper<'a> {
    scope: ScopeId,
    data: &'a Function,
    outer: ScopeId,
    around: &'a Function,
    /// The parameter of the decorator that takes the function.
    taken: Variable,
    /// The calls of it in the wrapper.
    calls: Vec<Site<'a, Use>>,
    /// Whether all that the decorator does with the wrapper is to return it.
    only_returned: bool,
}

/// The inner function at a node, when it calls what the function around it takes.
fn wrapper_at<'a>(node: Node, context: &Context<'a>) -> Option<Wrapper<'a>> {
    let own = context.view.own();
    let range = context.source.range(node);
    let scopes = &context.view.unit(own).scopes;
    let is_it = |scope: &crate::semantics::scope::Scope| scope.range == range && scope.kind == ScopeKind::Function;
    let scope = scopes.iter().position(is_it)? as ScopeId;
    let data = data_of(context, own, scope)?;
    let outer = context.view.scope(own, scope).parent?;
    let around = data_of(context, own, outer)?;
    if around.is_async || around.is_generator || !around.decorators.is_empty() {
        return None;
    }
    let taken = taken(context, own, outer)?;
    let calls = calls_inside(context, &taken, own, scope);
    let variable = own_variable(context, own, scope)?;
    let is_returned = |site: &Site<Use>| {
        site.item.kind == UseKind::Escape(Escape::Return) && site.item.path.is_empty() && site.scope == outer
    };
    let only_returned = context.view.uses(&variable).iter().all(is_returned);
    (!calls.is_empty()).then_some(Wrapper { scope, data, outer, around, taken, calls, only_returned })
}

impl Wrapper<'_> {
    /// Whether it takes whatever the function takes.
    fn takes_anything(&self) -> bool {
        let passes_on = |kind| self.data.params.iter().any(|param| param.kind == kind);
        passes_on(ParameterKind::VarPositional)
    }

    /// Whether the decorator gives back this wrapper, or what it took; nothing else.
    fn is_given_back(&self, context: &Context) -> bool {
        let name = &context.view.scope(context.view.own(), self.scope).name;
        let is_name = |returned: &Returned, name: &str| matches!(returned, Returned::Name(own) if own == name);
        self.around.returned.iter().any(|returned| is_name(returned, name))
            && self
                .around
                .returned
                .iter()
                .all(|returned| is_name(returned, name) || is_name(returned, &self.taken.name))
    }
}

/// The inner function is returned in place of the function that the decorator took, under its own
/// name.
pub(super) fn loses_name(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(wrapper) = wrapper_at(node, context) else { return false };
    let own = context.view.own();
    let used = decorated_by(context, own, wrapper.outer);
    let says_function = FUNCTION_NAMES.contains(&wrapper.taken.name.as_str()) && wrapper.takes_anything();
    if !wrapper.data.decorators.is_empty()
        || !wrapper.only_returned
        || !wrapper.is_given_back(context)
        || (used.is_empty() && !(says_function && is_public_decorator(context, wrapper.outer)))
        || means_to_lose_it(node, context, wrapper.outer)
    {
        return false;
    }
    witness.say("taken", wrapper.taken.name.as_str());
    witness.say("decorator", context.view.scope(own, wrapper.outer).name.as_str());
    true
}

/// Whether a function that nothing in the file is decorated with is there to decorate elsewhere: it
/// stands in the module, or a function of the module gives it back.
fn is_public_decorator(context: &Context, scope: ScopeId) -> bool {
    let own = context.view.own();
    let here = context.view.scope(own, scope);
    match here.parent {
        Some(MODULE) => true,
        Some(factory) => {
            let is_it = |returned: &Returned| matches!(returned, Returned::Name(name) if *name == here.name);
            context.view.scope(own, factory).parent == Some(MODULE)
                && data_of(context, own, factory).is_some_and(|data| data.returned.iter().any(is_it))
        }
        None => false,
    }
}

/// Whether the decorator says that the name is to get lost: a comment speaks of `wraps`, or it calls
/// itself bad.
fn means_to_lose_it(wrapper: Node, context: &Context, outer: ScopeId) -> bool {
    let own = context.view.own();
    let scope = context.view.scope(own, outer);
    let before = scope.range.start..context.source.at(wrapper);
    scope.name.to_ascii_lowercase().contains("bad") || context.text_of(own, &before).contains("wraps")
}

/// The function around is used as a decorator and does not return the inner function, on every path
/// or (`argument` is `sometimes`) on one that ends without `return`.
pub(super) fn not_returned(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some(wrapper) = wrapper_at(node, context) else { return false };
    let own = context.view.own();
    let table = context.view.unit(own);
    let falls_through = table.regions[table.scopes[wrapper.outer as usize].body as usize].exit.is_none();
    if !wrapper.only_returned || !falls_through || !ends_plainly(node, context) {
        return false;
    }
    let nowhere = wrapper.around.returned.iter().all(|returned| *returned == Returned::Nothing);
    let forgotten = match argument {
        Some("sometimes") => wrapper.is_given_back(context),
        _ => nowhere,
    };
    if !forgotten {
        return false;
    }
    let used = decorated_by(context, own, wrapper.outer);
    let Some(first) = used.first() else { return false };
    let decorated = context.view.scope(first.unit, first.scope);
    witness.say("decorated", decorated.name.as_str());
    witness.say("taken", wrapper.taken.name.as_str());
    let end = decorated.range.start + "def".len() as u32;
    witness.point(first.unit, decorated.range.start..end, "decorated here");
    true
}

/// Whether the function around an inner one ends with something that the path goes through: no
/// loop, `with`, `try` or `match`, which may leave in ways of their own.
fn ends_plainly(inner: Node, context: &Context) -> bool {
    let around = context.ancestors(inner);
    let Some(block) = around.iter().find(|node| node.kind_name() == "block") else { return false };
    let mut cursor = block.walk();
    let last = block.named_children(&mut cursor).filter(|node| node.kind_name() != "comment").last();
    last.is_some_and(|last| {
        matches!(
            last.kind_name(),
            "function_definition" | "decorated_definition" | "expression_statement" | "if_statement"
        )
    })
}

/// The wrapper calls the function, drops what it gives back and returns nothing itself. `argument`
/// says how the decorator is used: `seen` when it decorates a function of this file that returns a
/// value, `unseen` when it decorates none.
pub(super) fn drops_result(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some(wrapper) = wrapper_at(node, context) else { return false };
    let own = context.view.own();
    if wrapper.data.is_generator
        || wrapper.data.returned.iter().any(|returned| *returned != Returned::Nothing)
        || !wrapper.is_given_back(context)
        || !wrapper.calls.iter().all(|call| dropped_call(call, context).is_some())
    {
        return false;
    }
    let used = decorated_by(context, own, wrapper.outer);
    let returning = used.iter().find_map(|place| {
        let decorated = context.view.scope(place.unit, place.scope);
        let data = decorated.function.as_deref()?;
        (data.returns_value && !data.is_generator && data.decorators.len() == 1).then_some((place, decorated))
    });
    match (argument, returning) {
        (Some("seen"), Some((place, decorated))) => {
            let end = decorated.range.start + "def".len() as u32;
            witness.point(place.unit, decorated.range.start..end, "this function returns a value");
        }
        (Some("unseen"), None) if used.is_empty() => {
            if !FUNCTION_NAMES.contains(&wrapper.taken.name.as_str()) || !wrapper.takes_anything() {
                return false;
            }
        }
        _ => return false,
    }
    witness.say("taken", wrapper.taken.name.as_str());
    let first = &wrapper.calls[0].item.range;
    witness.point(own, first.clone(), "what this returns is dropped");
    true
}

/// The statement that consists of a call (or of awaiting it) and drops what it gives back.
fn dropped_call<'t>(call: &Site<Use>, context: &Context<'t>) -> Option<Node<'t>> {
    let start = context.source.base + call.item.at as usize;
    let name = context.statement.descendant_for_byte_range(start, start + 1)?;
    context
        .ancestors(name)
        .into_iter()
        .find(|around| !matches!(around.kind_name(), "call" | "await" | "parenthesized_expression"))
        .filter(|around| around.kind_name() == "expression_statement")
}

/// The statements in the wrapper at a node that drop what the function gives back.
pub fn dropped_calls<'t>(node: Node, context: &Context<'t>) -> Vec<Node<'t>> {
    let Some(wrapper) = wrapper_at(node, context) else { return Vec::new() };
    wrapper.calls.iter().filter_map(|call| dropped_call(call, context)).collect()
}

/// `return wrapper()` in a decorator: the inner function, which calls what the decorator took, is
/// called without arguments.
pub(super) fn runs_wrapper(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let outer = context.scope_of(node);
    let variable = context.view.variable(own, outer, context.text(node));
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return false };
    let BindingKind::Function(inner) = site.item.kind else { return false };
    if site.unit != own || site.scope != outer {
        return false;
    }
    let (Some(data), Some(around)) = (data_of(context, own, inner), data_of(context, own, outer)) else {
        return false;
    };
    if around.is_async || data.is_async || data.is_generator {
        return false;
    }
    let Some(taken) = taken(context, own, outer) else { return false };
    let used = decorated_by(context, own, outer);
    let is_called = |one: &&Decorated| {
        let Some(variable) = own_variable(context, one.unit, one.scope) else { return false };
        context.view.uses(&variable).iter().any(|site| site.item.kind == UseKind::Read(Read::Call))
    };
    // Where nobody calls the decorated name, it may be meant to stand for the result.
    let Some(first) = used.iter().find(is_called) else { return false };
    if calls_inside(context, &taken, own, inner).is_empty()
        || data.returned.iter().any(is_inner_name(context, own, inner))
    {
        return false;
    }
    let decorated = context.view.scope(first.unit, first.scope);
    witness.say("decorated", decorated.name.as_str());
    witness.say("taken", taken.name.as_str());
    true
}

/// Whether what a function returns is a function of its own, so that calling it makes sense.
fn is_inner_name<'a>(context: &'a Context, unit: UnitId, scope: ScopeId) -> impl Fn(&Returned) -> bool + 'a {
    move |returned| {
        let Returned::Name(name) = returned else { return false };
        let variable = context.view.variable(unit, scope, name);
        let bindings = context.view.bindings(&variable);
        bindings.iter().any(|site| matches!(site.item.kind, BindingKind::Function(_) | BindingKind::Class(_)))
    }
}

/// The full name that an expression stands for: an import of this file, or a builtin.
pub fn full_name(node: Node, context: &Context) -> Option<String> {
    let path = path_of(node, context.source)?;
    let own = context.view.own();
    let scope = context.scope_of(node);
    if let Some(full) = context.view.imported(own, scope, &path) {
        return Some(full);
    }
    let is_builtin = path.steps.is_empty() && context.view.is_builtin(own, scope, &path.root);
    (is_builtin && !context.view.is_dynamic()).then(|| format!("builtins.{}", path.root))
}

/// The expression is one of the names that the argument lists, by imports or as a builtin.
pub(super) fn stands_for(node: Node, argument: Option<&str>, context: &Context) -> bool {
    let names = argument.unwrap_or_default();
    full_name(node, context).is_some_and(|full| names.split(' ').any(|name| name == full))
}
