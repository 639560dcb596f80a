//! What a function does with what it is given.

use crate::facts::{Context, Fate, Match, fate_of_parameter, kind_of};
use crate::semantics::scope::ParameterKind;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Binding, BindingKind, Kind, Regions};
use tree_sitter::Node;

/// What the called function of this file does with the argument under the cursor.
pub(super) fn argument_fate(context: &Context, found: &Match) -> Option<String> {
    let argument = found.named("argument")?;
    let function = found.named("function")?;
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(function), context.text(function));
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    let BindingKind::Function(scope) = site.item.kind else { return None };
    let callee = context.view.scope(site.unit, scope);
    let data = callee.function.as_deref()?;
    if !data.decorators.is_empty() || data.is_stub {
        return None;
    }
    let parameter = parameter_for(argument, data, context)?;
    let called = context.text(function);
    let given = context.text(argument);
    let line = |at: u32| context.line_of(site.unit, at);
    let variable = context.view.variable(site.unit, scope, &parameter);
    let bindings = context.view.bindings(&variable);
    let rebinding = bindings.iter().find(|site| !matches!(site.item.kind, BindingKind::Parameter(_)));
    if let Some(kind) = kind_of(argument, context).filter(|kind| !kind.is_mutable()) {
        let itself = if kind == Kind::Tuple { "a tuple itself" } else { "that type" };
        return Some(format!(
            "Passes a reference to the {}; {itself} cannot change, so `{called}` can at most rebind its own name `{parameter}`.",
            kind.name()
        ));
    }
    // Calling a generator function or a coroutine function runs nothing yet.
    let once = match (data.is_generator, data.is_async) {
        (true, _) => ", once it is iterated over,",
        (_, true) => ", once it is awaited,",
        _ => "",
    };
    Some(match fate_of_parameter(context, site.unit, scope, &parameter) {
        Fate::Changed(how, at) => format!(
            "Passes a reference, not a copy: `{called}`{once} changes it by {how} (line {}), and `{given}` is that same object.",
            line(at.start)
        ),
        Fate::HandedOut(how, at) if how == "returned" => format!(
            "Passes a reference, not a copy: `{called}` gives this very object back (line {}), so the result may be `{given}` itself.",
            line(at.start)
        ),
        Fate::HandedOut(how, at) => format!(
            "Passes a reference, not a copy: in `{called}` it is {how} (line {}), so both sides can reach one object from then on.",
            line(at.start)
        ),
        Fate::Unknown(at) => format!(
            "Passes a reference, not a copy: `{called}` passes it on (line {}); whether it changes there is not known.",
            line(at.start)
        ),
        Fate::Read => match rebinding.map(|site| site.item) {
            // `+=` is a change of what can change, and a rebinding of what cannot.
            Some(binding) if binding.kind == BindingKind::Augmented => match kind_of(argument, context) {
                Some(kind) => format!(
                    "Passes a reference, not a copy: `{called}`{once} uses `+=` or the like on it (line {}), which changes a {} in place.",
                    line(binding.at),
                    kind.name()
                ),
                None => format!(
                    "Passes a reference, not a copy: `{called}`{once} uses `+=` or the like on it (line {}), which changes a \
                     mutable object in place and rebinds the local name for any other.",
                    line(binding.at)
                ),
            },
            Some(binding) => format!(
                "Passes a reference, but `{called}` only rebinds its own name `{parameter}` (line {}): `{given}` stays as it is.",
                line(binding.at)
            ),
            None => format!("Passes a reference; `{called}` only looks at it and does not change this object."),
        },
    })
}

/// The name of the parameter that an argument is bound to.
fn parameter_for(argument: Node, data: &crate::semantics::scope::Function, context: &Context) -> Option<String> {
    let around = context.ancestors(argument);
    let parent = around.first()?;
    if parent.kind_name() == "keyword_argument" {
        let name = context.text(parent.part(Field::Name)?);
        return data.params.iter().find(|own| own.name == name).map(|own| own.name.to_string());
    }
    let mut cursor = parent.walk();
    let mut position = 0;
    for sibling in parent.named_children(&mut cursor) {
        if sibling == argument {
            break;
        }
        if sibling.kind_name().ends_with("splat") {
            return None;
        }
        position += usize::from(!sibling.is_extra());
    }
    let parameter = data.params.get(position)?;
    (parameter.kind == ParameterKind::Positional).then(|| parameter.name.to_string())
}

/// What an assignment to a parameter means for the caller.
pub(super) fn parameter_rebind(context: &Context, found: &Match) -> Option<String> {
    let left = found.named("left").or_else(|| found.named("name"))?;
    let name = context.text(left);
    if let Some(kind) = made_for_call(context, name, left) {
        return Some(format!("`{name}` is a {kind} made for this call: what is done to it never reaches the caller."));
    }
    if let Some(line) = rebound_above(context, left) {
        return Some(format!(
            "`{name}` was bound anew at line {line}, so the caller's object is out of reach of this name already."
        ));
    }
    if found.on().kind_name() != "augmented_assignment" {
        return Some(format!(
            "Rebinds the local name `{name}` only: the caller's name still stands for the object that it passed."
        ));
    }
    let right = found.named("right").or_else(|| found.named("value")).and_then(|right| kind_of(right, context));
    let own_kind = kind_of(left, context).or_else(|| default_kind(context, left));
    Some(match own_kind.or(right.filter(|kind| *kind == Kind::List)) {
        Some(kind) if kind.is_mutable() => format!(
            "For a {} this changes the caller's object in place, then binds the local name to that same object.",
            kind.name()
        ),
        Some(kind) => format!(
            "For a value of type {}, which cannot change, this binds the local name `{name}` to a new object; the caller keeps its own.",
            kind.name()
        ),
        None => format!(
            "A list or another mutable object is changed in place, so the caller sees it; for a number, string or tuple \
             only the local name `{name}` is rebound."
        ),
    })
}

/// What `*args` and `**kwargs` are bound to.
fn made_for_call(context: &Context, name: &str, node: Node) -> Option<&'static str> {
    let scope = context.view.scope(context.view.own(), context.scope_of(node));
    let parameter = scope.function.as_deref()?.params.iter().find(|own| own.name == name)?;
    match parameter.kind {
        ParameterKind::VarPositional => Some("tuple"),
        ParameterKind::VarKeyword => Some("dict"),
        _ => None,
    }
}

/// The line of an assignment further up that every path to a place goes through.
fn rebound_above(context: &Context, node: Node) -> Option<usize> {
    let own = context.view.own();
    let scope = context.scope_of(node);
    let table = context.view.unit(own);
    let bindings = &context.view.scope(own, scope).symbol(context.text(node))?.bindings;
    let here = bindings.iter().find(|binding| binding.at == context.source.at(node))?;
    let replaces = |binding: &&Binding| {
        matches!(binding.kind, BindingKind::Assign | BindingKind::Unpack)
            && binding.from <= here.at
            && Regions(&table.regions).outward(here.region).any(|(id, _)| id == binding.region)
    };
    bindings.iter().find(replaces).map(|binding| context.line_of(own, binding.at))
}

/// The type of a parameter's default, None left out.
fn default_kind(context: &Context, node: Node) -> Option<Kind> {
    let own = context.view.own();
    let scope = context.view.scope(own, context.scope_of(node));
    let parameter = scope.function.as_deref()?.params.iter().find(|own| own.name == context.text(node))?;
    let around = scope.parent.unwrap_or_default();
    context.view.kind_of(own, around, parameter.default.as_ref()?).filter(|kind| *kind != Kind::None)
}
