//! Facts about methods and what they get by themselves: the instance, the class or nothing.

use super::context::{Context, Match, Witness};
use crate::semantics::classes::{Ancestor, ClassId, Classes, Member, MemberKind, Mro};
use crate::semantics::module::Variable;
use crate::semantics::scope::{Function, ParameterKind, Read, Use, flag};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{BindingKind, ScopeId, Step, UnitId, UseKind, Value};
use tree_sitter::Node;

/// The class in whose body a function's name stands, with the scope of the function; only where the
/// name is bound once and all ancestors are known ones that leave functions alone.
fn plain_method(name: Node, context: &Context, classes: &Classes) -> Option<(ClassId, ScopeId)> {
    let unit = context.view.own();
    let around = context.ancestors(name);
    let range = context.source.range(*around.iter().find(|around| around.kind_name() == "class_definition")?);
    let class = classes.at(&range)?;
    let [binding] = classes.body(class).symbol(context.text(name))?.bindings.as_slice() else { return None };
    let BindingKind::Function(scope) = binding.kind else { return None };
    let (_, header, _) = classes.header(class);
    let mro = classes.mro(class);
    let known = mro.order()?.iter().all(|ancestor| match ancestor {
        Ancestor::Known(name) => !matches!(*name, "typing.Protocol" | "type" | "abc.ABCMeta" | "enum.Enum"),
        other => matches!(other, Ancestor::Here(_)),
    });
    (known && header.metaclass.is_none() && classes.is_kept(class) && class.unit == unit).then_some((class, scope))
}

/// Calls of a method that this file shows: through the class itself, or through `self` and objects
/// that are surely made by the class. Each with whether the first argument is filled by itself.
struct Calls {
    through_class: Vec<Option<usize>>,
    through_instance: Vec<Option<usize>>,
    /// Looked at in another way: passed on, stored.
    otherwise: bool,
}

fn calls_of(context: &Context, classes: &Classes, class: ClassId, name: &str) -> Calls {
    let mut calls = Calls { through_class: Vec::new(), through_instance: Vec::new(), otherwise: false };
    let view = context.view;
    let table = view.unit(class.unit);
    // In the body itself: a decorator, a default, an entry of a table.
    let own = view.variable(class.unit, class.scope, name);
    calls.otherwise |= !view.uses(&own).is_empty();
    for (id, method) in (0..).zip(&table.scopes).filter(|(_, scope)| scope.parent == Some(class.scope)) {
        let Some(first) = method.function.as_deref().and_then(|function| function.params.first()) else { continue };
        let through_class = match classes.kind_of_function(class, id) {
            MemberKind::Method | MemberKind::Property => false,
            MemberKind::ClassMethod => true,
            _ => continue,
        };
        for site in view.uses(&view.variable(class.unit, id, &first.name)) {
            let into = if through_class { &mut calls.through_class } else { &mut calls.through_instance };
            calls.otherwise |= !take(context, class.unit, site.item, name, into);
        }
    }
    let (_, _, around) = classes.header(class);
    for site in view.uses(&view.variable(class.unit, around, classes.name(class))) {
        calls.otherwise |= !take(context, site.unit, site.item, name, &mut calls.through_class);
        // `shape = Shape()`: the name stands for an instance as long as nothing else binds it.
        if !matches!(site.item.kind, UseKind::Read(Read::Call)) || !site.item.path.is_empty() {
            continue;
        }
        let made = view.scope(site.unit, site.scope).symbols.iter().find(|symbol| {
            let [binding] = symbol.bindings.as_slice() else { return false };
            let is_call = matches!(&binding.value, Value::Call { callee, .. } if callee.steps.is_empty());
            is_call && binding.value_range.start == site.item.at && binding.kind == BindingKind::Assign
        });
        let Some(made) = made.filter(|made| !made.is(flag::GLOBAL | flag::NONLOCAL)) else { continue };
        let variable = view.variable(site.unit, site.scope, &made.name);
        if view.bindings(&variable).len() == 1 {
            for site in view.uses(&variable) {
                calls.otherwise |= !take(context, site.unit, site.item, name, &mut calls.through_instance);
            }
        }
    }
    calls
}

/// Notes a use when it is a call of the method; gives no when the method is looked at otherwise.
fn take(context: &Context, unit: UnitId, item: &Use, name: &str, into: &mut Vec<Option<usize>>) -> bool {
    let first = item.path.first();
    let is_method = matches!(&item.kind, UseKind::Method(own) if own == name) && item.path.is_empty();
    let is_call = item.path.len() == 1
        && matches!(first, Some(Step::Attr(own)) if own == name)
        && matches!(item.kind, UseKind::Read(Read::Call));
    if is_method || is_call {
        into.push(argument_count(&context.text_of(unit, &item.range)));
        return true;
    }
    !matches!(first, Some(Step::Attr(own)) if own == name)
}

/// The number of arguments of a call by its text; `None` where plain counting would not do.
fn argument_count(call: &str) -> Option<usize> {
    let inner = call.strip_suffix(')')?.split_once('(')?.1.trim();
    if inner.is_empty() {
        return Some(0);
    }
    let mut depth = 0_i32;
    let mut count = 1;
    for character in inner.trim_end_matches(',').chars() {
        match character {
            '"' | '\'' | '*' | '=' | '#' | ':' => return None,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => count += 1,
            _ => {}
        }
    }
    (depth == 0 && !inner.contains(" for ")).then_some(count)
}

fn positional(function: &Function) -> Option<usize> {
    let plain = function.params.iter().all(|param| param.kind == ParameterKind::Positional && param.default.is_none());
    plain.then_some(function.params.len())
}

/// A function in a class body that takes nothing at all, or that calls in this file show to lack
/// the parameter for the instance.
pub fn misses_receiver(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let classes = Classes::new(context.view);
    let Some((class, scope)) = plain_method(node, context, &classes) else { return false };
    let name = context.text(node);
    let Some(function) = context.view.scope(class.unit, scope).function.as_deref() else { return false };
    let special = ["__new__", "__init_subclass__", "__class_getitem__"].contains(&name);
    if special || !function.decorators.is_empty() || (function.is_stub && !function.params.is_empty()) {
        return false;
    }
    let calls = calls_of(context, &classes, class, name);
    let Some(takes) = positional(function) else { return false };
    if calls.otherwise || !calls.through_class.is_empty() {
        return false;
    }
    // With parameters, only calls that bring one argument too many tell.
    let too_many =
        !calls.through_instance.is_empty() && calls.through_instance.iter().all(|given| *given == Some(takes));
    let bare = |member: &Member| {
        let function = classes.function(class, member);
        function.is_some_and(|function| function.params.is_empty() && function.decorators.is_empty())
    };
    // Several functions without parameters are a namespace, not a slip.
    let is_namespace = || classes.members(class).iter().filter(|member| bare(member)).count() > 1;
    if !too_many && (takes > 0 || is_namespace()) {
        return false;
    }
    witness.say("class", classes.name(class));
    witness.say(
        "takes",
        match takes {
            1 => "1 positional argument".to_string(),
            more => format!("{more} positional arguments"),
        },
    );
    witness.say(
        "given",
        match takes {
            0 => "1 was".to_string(),
            more => format!("{} were", more + 1),
        },
    );
    true
}

/// A static method whose first parameter promises something that nobody passes, where no call in
/// this file passes it.
pub fn static_takes_receiver(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let classes = Classes::new(context.view);
    let Some((class, scope)) = plain_method(node, context, &classes) else { return false };
    let name = context.text(node);
    let Some(function) = context.view.scope(class.unit, scope).function.as_deref() else { return false };
    let is_static = classes.kind_of_function(class, scope) == MemberKind::StaticMethod;
    if name.ends_with("__new__") || !is_static || function.decorators.len() != 1 || function.is_stub {
        return false;
    }
    let calls = calls_of(context, &classes, class, name);
    // A `cls` that is not called may be any class, as in a class decorator.
    let first = function.params.first().map(|param| context.view.variable(class.unit, scope, &param.name));
    let builds = |variable: &Variable| {
        let uses = context.view.uses(variable);
        uses.iter().any(|site| site.item.path.is_empty() && site.item.kind == UseKind::Read(Read::Call))
    };
    if first.is_some_and(|first| first.name == "cls" && !builds(&first)) {
        return false;
    }
    let takes = positional(function);
    let on_purpose = |given: &Option<usize>| given.is_none() || *given == takes || takes.is_none();
    if calls.otherwise || calls.through_class.iter().chain(&calls.through_instance).any(on_purpose) {
        return false;
    }
    witness.say("class", classes.name(class));
    true
}

/// The name of its own class, called in a `return` of a class or static method. The argument says
/// which: `class-kept` and `class-changed` for class methods whose subclasses in this file keep or
/// replace `__init__`, `static` and `static-alone` for static ones with and without subclasses.
pub fn hardcoded_class(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let classes = Classes::new(context.view);
    let unit = context.view.own();
    let scope = context.scope_of(node);
    let Some(class) = classes.around(unit, scope) else { return false };
    if classes.name(class) != context.text(node) || classes.method_around(unit, scope) != Some(scope) {
        return false;
    }
    let itself = Ancestor::Here(class);
    if classes.named(unit, scope, context.text(node)) != itself {
        return false;
    }
    let (_, header, _) = classes.header(class);
    let is_final = header.decorators.iter().any(|name| name.rsplit('.').next() == Some("final"));
    let plain = match &*classes.mro(class) {
        Mro::Order(order) => order.iter().all(|one| match one {
            Ancestor::Known(name) => {
                matches!(*name, "object" | "abc.ABC" | "typing.Generic" | "Exception" | "ValueError")
            }
            _ => true,
        }),
        _ => false,
    };
    if is_final || !plain || header.metaclass.is_some() || !header.decorators.is_empty() {
        return false;
    }
    let below = classes.descendants(class);
    let changed =
        below.iter().any(|&one| ["__init__", "__new__"].iter().any(|name| classes.member(one, name).is_some()));
    let Some(function) = context.view.scope(unit, scope).function.as_deref() else { return false };
    let wanted = match classes.kind_of_function(class, scope) {
        MemberKind::ClassMethod if changed => "class-changed",
        MemberKind::ClassMethod => "class-kept",
        MemberKind::StaticMethod if below.is_empty() => "static-alone",
        MemberKind::StaticMethod => "static",
        _ => return false,
    };
    if argument != Some(wanted) || function.decorators.len() != 1 {
        return false;
    }
    let example = below.first().map_or_else(|| "a subclass".to_string(), |one| format!("`{}`", classes.name(*one)));
    witness.say("example", example);
    let method = &context.view.scope(unit, scope).name;
    witness.say("method", method.as_str());
    if let Some(first) = function.params.first().filter(|_| wanted.starts_with("class")) {
        // A parameter that is bound anew is no longer the class.
        let variable = context.view.variable(unit, scope, &first.name);
        if context.view.bindings(&variable).len() != 1 {
            return false;
        }
        witness.say("receiver", first.name.as_str());
    }
    true
}

/// `self.count += 1` for a number that the class counts with: written in `__init__` only, or read
/// through the class.
pub fn counter_through_self(node: Node, context: &Context, found: &Match, witness: &mut Witness) -> bool {
    let (Some(object), Some(name)) = (found.named("object"), found.named("name")) else { return false };
    let (object, name) = (context.text(object), context.text(name));
    let classes = Classes::new(context.view);
    let unit = context.view.own();
    let scope = context.scope_of(node);
    let Some(class) = classes.around(unit, scope) else { return false };
    let method = context.view.scope(unit, scope);
    let receives = method.function.as_deref().and_then(|function| function.params.first());
    let body = classes.body(class);
    let Some([binding]) = body.symbol(name).map(|symbol| symbol.bindings.as_slice()) else { return false };
    let is_number = matches!(binding.value, Value::Of(crate::semantics::Kind::Int | crate::semantics::Kind::Float));
    if receives.is_none_or(|first| first.name != object)
        || method.parent != Some(class.scope)
        || classes.kind_of_function(class, scope) != MemberKind::Method
        || !is_number
        || classes.mro(class).order().is_none()
        || !classes.header(class).1.decorators.is_empty()
    {
        return false;
    }
    // Every other place that writes the attribute of the instance.
    let around = context.ancestors(node);
    let Some(whole) = around.iter().find(|around| around.kind_name() == "class_definition") else { return false };
    let (mut elsewhere, mut plainly) = (false, false);
    let mut pending = vec![*whole];
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        pending.extend(at.named_children(&mut cursor));
        let is_plain = at.kind_name() == "assignment";
        let left = at.part(Field::Left).filter(|_| is_plain || at.kind_name() == "augmented_assignment");
        let Some(left) = left.filter(|_| at != node) else { continue };
        if left.kind_name() == "attribute" && context.text(left) == format!("{object}.{name}") {
            let right = at.part(Field::Right).map_or("", |right| context.text(right));
            plainly |= is_plain && !right.contains(context.text(left));
            let other = context.scope_of(at);
            elsewhere |= context.view.scope(unit, other).name != "__init__";
        }
    }
    let (_, _, outer) = classes.header(class);
    let is_it = |item: &Use| {
        let read = !matches!(item.kind, UseKind::Mutate(_));
        read && matches!(item.path.first(), Some(Step::Attr(own)) if own == name)
    };
    let view = context.view;
    let mut through_class =
        view.uses(&view.variable(unit, outer, classes.name(class))).iter().any(|site| is_it(site.item));
    for (id, other) in (0..).zip(&view.unit(unit).scopes).filter(|(_, scope)| scope.parent == Some(class.scope)) {
        if classes.kind_of_function(class, id) == MemberKind::ClassMethod
            && let Some(first) = other.function.as_deref().and_then(|function| function.params.first())
        {
            through_class |= view.uses(&view.variable(unit, id, &first.name)).iter().any(|site| is_it(site.item));
        }
    }
    let in_init = method.name == "__init__";
    if plainly || !in_init || elsewhere && !through_class {
        return false;
    }
    witness.say("class", classes.name(class));
    true
}

/// The first parameter of a function that stands in a class body.
pub fn is_first_of_method(node: Node, context: &Context) -> bool {
    let classes = Classes::new(context.view);
    let unit = context.view.own();
    let scope = context.scope_of(node);
    classes.around(unit, scope).is_some() && classes.method_around(unit, scope) == Some(scope)
}
