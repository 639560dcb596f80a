//! Facts about mocks and what is asserted of them: which names are mocks, and which assertions come
//! after the call that they wait for.
//!
//! Must not know findings' texts.

use super::context::{Context, Witness};
use super::patching::{arguments, parameter_name, patched};
use crate::semantics::scope::{Mutation, Returned};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{BindingKind, Kind, Step, UseKind, Value};
use tree_sitter::Node;

/// The expression is a mock that takes any attribute: made here or by a patch, without a spec.
pub(super) fn is_bare_mock(node: Node, context: &Context) -> bool {
    let Some(path) = path_of(node, context.source) else { return false };
    if !path.steps.iter().all(|step| matches!(step, Step::Attr(_))) {
        return false;
    }
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(node), &path.root);
    let bindings = context.view.bindings(&variable);
    // What is put into an attribute is a mock no more.
    let replaced = |used: &crate::semantics::Use| {
        let UseKind::Mutate(Mutation::Set(last)) = &used.kind else { return false };
        path.steps.starts_with(&used.path) && path.steps.get(used.path.len()) == Some(last)
    };
    if bindings.is_empty() || context.view.uses(&variable).iter().any(|site| replaced(site.item)) {
        return false;
    }
    bindings.iter().all(|site| {
        let binding = site.item;
        if site.unit != own {
            context.view.note_unit(site.unit);
        }
        match &binding.kind {
            BindingKind::Assign | BindingKind::With => {
                let Value::Call { callee, args, .. } = &binding.value else { return false };
                let full = context.view.imported(site.unit, site.scope, callee).unwrap_or_default();
                let full = full.strip_prefix("unittest.").unwrap_or(&full);
                let text = context.text_of(site.unit, &binding.value_range);
                let limited = text.contains("spec") || text.contains("wraps") || text.contains("new");
                match (&binding.kind, full) {
                    (BindingKind::Assign, "mock.Mock" | "mock.MagicMock" | "mock.AsyncMock") => {
                        args.is_empty() && !limited && !text.contains("**")
                    }
                    (BindingKind::With, "mock.patch") => args.len() == 1 && !limited && !text.contains("**"),
                    (BindingKind::With, "mock.patch.object") => args.len() == 2 && !limited && !text.contains("**"),
                    _ => false,
                }
            }
            BindingKind::Parameter(_) if site.unit == own => is_patch_parameter(node, &path.root, context),
            _ => false,
        }
    })
}

/// The name is a parameter that a bare patch of the function around fills.
fn is_patch_parameter(node: Node, name: &str, context: &Context) -> bool {
    let around = context.ancestors(node);
    around.iter().filter(|around| around.kind_name() == "decorated_definition").any(|whole| {
        let Some(patched) = patched(*whole, context) else { return false };
        let mut pairs = patched.slots.iter().zip(&patched.passing);
        pairs.any(|(slot, patch)| patch.bare && parameter_name(*slot, context) == name)
    })
}

/// Whether an exception at a place is what the code waits for.
pub fn expects_error(node: Node, context: &Context) -> bool {
    let mut inner = node;
    for around in context.ancestors(node) {
        match around.kind_name() {
            "try_statement" if inner.kind_name() == "block" => {
                let mut cursor = around.walk();
                if around.named_children(&mut cursor).any(|clause| clause.kind_name() == "except_clause") {
                    return true;
                }
            }
            "with_statement" if inner.kind_name() == "block" => {
                let header = context.text(around).split(':').next().unwrap_or_default();
                if ["aises", "suppress", "xpect"].iter().any(|word| header.contains(word)) {
                    return true;
                }
            }
            "function_definition" | "lambda" => return false,
            _ => {}
        }
        inner = around;
    }
    false
}

/// The argument is the result of a call made before the assertion could see it.
pub(super) fn called_too_early(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(function) = call.part(Field::Function) else { return false };
    if function.kind_name() != "identifier" || arguments(call).is_none() {
        return false;
    }
    let name = context.text(function);
    let own = context.view.own();
    let scope = context.scope_of(function);
    let plain = if context.view.is_builtin(own, scope, name) {
        !context.view.is_dynamic()
            && (crate::semantics::kinds::constructed(name).is_some()
                || matches!(name, "next" | "open" | "round" | "divmod" | "pow" | "abs" | "min" | "max" | "sum"))
    } else {
        let variable = context.view.variable(own, scope, name);
        let bindings = context.view.bindings(&variable);
        match bindings.as_slice() {
            [site] => match site.item.kind {
                BindingKind::Function(function) => gives_no_callable(context, site.unit, function),
                _ => false,
            },
            _ => false,
        }
    };
    if plain {
        witness.say("function", name);
    }
    plain
}

/// Whether a function of this file gives back nothing, or only literals and displays.
fn gives_no_callable(context: &Context, unit: u32, scope: u32) -> bool {
    let scope = context.view.scope(unit, scope);
    let Some(data) = scope.function.as_deref() else { return false };
    let plain = |returned: &Returned| match returned {
        Returned::Nothing => true,
        Returned::Of(kind) => *kind != Kind::Lambda,
        _ => false,
    };
    data.decorators.is_empty() && !data.is_async && !data.is_generator && data.returned.iter().all(plain)
}
