//! What a function does with what it is given.

use crate::facts::{Context, Fate, Match, fate_of_parameter, kind_of};
use crate::semantics::scope::ParameterKind;
use crate::semantics::{BindingKind, Kind};
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
    let rebinds = context
        .view
        .bindings(&variable)
        .iter()
        .find(|site| !matches!(site.item.kind, BindingKind::Parameter(_)))
        .map(|site| site.item.at);
    let immutable = kind_of(argument, context).is_some_and(|kind| !kind.is_mutable());
    Some(match fate_of_parameter(context, site.unit, scope, &parameter) {
        _ if immutable => {
            format!("Passes a reference to the object; `{given}` cannot change, so `{called}` can at most rebind its own name `{parameter}`.")
        }
        Fate::Changed(how, at) => format!(
            "Passes a reference, not a copy: `{called}` changes it by {how} at line {}, so you will see the change in `{given}`.",
            line(at.start)
        ),
        Fate::HandedOut(how, at) => format!(
            "Passes a reference, not a copy: in `{called}` it is {how} at line {}, so both sides hold one object from then on.",
            line(at.start)
        ),
        Fate::Unknown(at) => format!(
            "Passes a reference, not a copy: `{called}` passes it on at line {}; whether it changes is not known.",
            line(at.start)
        ),
        Fate::Read => match rebinds {
            Some(at) => format!(
                "Passes a reference, but `{called}` only rebinds its own name `{parameter}` (line {}): `{given}` stays as it is.",
                line(at)
            ),
            None => format!("Passes a reference; `{called}` only reads it, so `{given}` stays as it is."),
        },
    })
}

/// The name of the parameter that an argument is bound to.
fn parameter_for(argument: Node, data: &crate::semantics::scope::Function, context: &Context) -> Option<String> {
    let around = context.ancestors(argument);
    let parent = around.first()?;
    if parent.kind() == "keyword_argument" {
        let name = context.text(parent.child_by_field_name("name")?);
        return data.params.iter().find(|own| own.name == name).map(|own| own.name.to_string());
    }
    let mut cursor = parent.walk();
    let mut position = 0;
    for sibling in parent.named_children(&mut cursor) {
        if sibling == argument {
            break;
        }
        if sibling.kind().ends_with("splat") {
            return None;
        }
        position += usize::from(!sibling.is_extra());
    }
    let parameter = data.params.get(position)?;
    (parameter.kind == ParameterKind::Positional).then(|| parameter.name.to_string())
}

/// What an assignment to a parameter means for the caller.
pub(super) fn parameter_rebind(context: &Context, found: &Match) -> Option<String> {
    let left = found.named("left")?;
    let name = context.text(left);
    if found.on().kind() != "augmented_assignment" {
        return Some(format!("Rebinds the local name `{name}` only: the caller's object and the caller's name stay as they are."));
    }
    let right = found.named("right").and_then(|right| kind_of(right, context));
    Some(match kind_of(left, context).or(right.filter(|kind| *kind == Kind::List)) {
        Some(kind) if kind.is_mutable() => {
            format!("If `{name}` is a {}, this changes the caller's object in place, and then rebinds the local name to it.", kind.name())
        }
        Some(kind) => format!("A {} cannot change: this rebinds the local name `{name}` to a new object; the caller sees nothing.", kind.name()),
        None => format!(
            "For a list or another mutable object this changes the caller's `{name}` in place; for a number, string or tuple it only rebinds the local name."
        ),
    })
}
