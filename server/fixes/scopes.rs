//! Rewrites about names: declarations, defaults that bind now, new names for shadowed builtins.

use super::Edit;
use super::layout::insert_at_top;
use crate::facts::{Context, Match, Witness, late_names};
use crate::semantics::scope::MODULE;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{BindingKind, Place};
use tree_sitter::Node;

/// Puts the declaration that the witness names (`global x`, `nonlocal x`) at the top of the function.
pub(super) fn declare_outer(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let declaration = witness.word("declare")?.to_string();
    let around = context.ancestors(found.on());
    let function = around.iter().find(|around| around.kind_name() == "function_definition")?;
    Some(vec![insert_at_top(context, *function, &[declaration], 0)?])
}

/// Gives a lambda or function the late names as defaults, which are evaluated at once.
pub(super) fn bind_now(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let around = context.ancestors(found.on());
    let closure = match found.on().kind_name() {
        "lambda" => found.on(),
        _ => around.iter().copied().find(|around| around.kind_name() == "function_definition")?,
    };
    let names = late_names(closure, context);
    if names.is_empty() {
        return None;
    }
    let bound: Vec<String> = names.iter().map(|(name, _)| format!("{name}={name}")).collect();
    let bound = bound.join(", ");
    let Some(parameters) = closure.part(Field::Parameters) else {
        let at = closure.child(0)?.end_byte();
        return Some(vec![Edit { range: at..at, new_text: format!(" {bound}") }]);
    };
    let mut cursor = parameters.walk();
    let all: Vec<Node> = parameters.named_children(&mut cursor).filter(|node| node.kind_name() != "comment").collect();
    let is_rest = |node: &&Node| {
        node.kind_name() == "dictionary_splat_pattern"
            || node.kind_name() == "typed_parameter"
                && node.named_child(0).is_some_and(|inner| inner.kind_name() == "dictionary_splat_pattern")
    };
    let edit = match (all.iter().find(is_rest), all.last()) {
        (Some(rest), _) => Edit { range: rest.start_byte()..rest.start_byte(), new_text: format!("{bound}, ") },
        (None, Some(last)) => Edit { range: last.end_byte()..last.end_byte(), new_text: format!(", {bound}") },
        (None, None) => {
            let at = parameters.start_byte() + 1;
            Edit { range: at..at, new_text: bound }
        }
    };
    Some(vec![edit])
}

/// Renames the variable that hides a builtin to `name_`, when the whole of it is in one scope; the
/// call under the finding then reaches the builtin again.
pub(super) fn rename_shadow(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let own = context.view.own();
    let node = found.on();
    let name = context.text(node);
    let called_at = context.source.at(node);
    let scope = context.scope_of(node);
    let variable = context.view.variable(own, scope, name);
    let bindings = context.view.bindings(&variable);
    let uses = context.view.uses(&variable);
    let is_parameter = bindings.iter().any(|site| matches!(site.item.kind, BindingKind::Parameter(_)));
    let global_elsewhere = variable.place == Place::Global && bindings.iter().any(|site| site.scope != MODULE);
    let taken = format!("{name}_");
    let free = |scope: u32| context.view.scope(own, scope).symbol(&taken).is_none();
    if is_parameter || global_elsewhere || !free(scope) {
        return None;
    }
    // Calls stay with the builtin; the first binding may itself call it (`max = max(xs)`).
    let places = bindings.iter().map(|site| (site.unit, site.item.at)).chain(
        uses.iter().filter(|site| !is_call(&site.item.kind, &site.item.path)).map(|site| (site.unit, site.item.at)),
    );
    let edits = places.filter(|place| *place != (own, called_at)).map(|(unit, at)| {
        let start = (context.starts)(unit) + at as usize;
        Edit { range: start..start + name.len(), new_text: taken.clone() }
    });
    Some(edits.collect())
}

fn is_call(kind: &crate::semantics::UseKind, path: &[crate::semantics::Step]) -> bool {
    path.is_empty() && matches!(kind, crate::semantics::UseKind::Read(crate::semantics::scope::Read::Call))
}
