//! Rewrites of a mutable default.

use super::Edit;
use super::layout::{insert_at_top, one_level, line_end, indent_of_line};
use crate::facts::{Context, Match};
use crate::semantics::BindingKind;
use tree_sitter::Node;

fn function_around<'t>(context: &Context<'t>, node: Node<'t>) -> Option<Node<'t>> {
    let around = context.ancestors(node);
    let nearest = around.iter().copied().find(|around| matches!(around.kind(), "function_definition" | "lambda"))?;
    (nearest.kind() == "function_definition").then_some(nearest)
}

/// `to=[]` becomes `to=None`, and the list is made at the top of the body.
pub(super) fn none_default(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let parameter = found.named("parameter")?;
    let function = function_around(context, parameter)?;
    let name = context.text(parameter.child_by_field_name("name")?);
    let value = parameter.child_by_field_name("value")?;
    let made = match value.kind() {
        // A named object must not be shared through the guard either.
        "identifier" | "attribute" => format!("{}.copy()", context.text(value)),
        _ => context.text(value).to_string(),
    };
    let level = one_level(context, function);
    let newline = line_end(context.rope);
    let outer = indent_of_line(context.rope, function.start_byte());
    let guard = [format!("if {name} is None:{newline}{outer}{level}{level}{name} = {made}")];
    let mut edits = vec![
        Edit { range: value.byte_range(), new_text: "None".into() },
        insert_at_top(context, function, &guard, 0)?,
    ];
    if let Some(annotation) = parameter.child_by_field_name("type")
        && let Some(new_text) = optional(context, parameter, context.text(annotation))
    {
        edits.push(Edit { range: annotation.byte_range(), new_text });
    }
    Some(edits)
}

/// An annotation that also allows None; `None` when it does already.
fn optional(context: &Context, node: Node, annotation: &str) -> Option<String> {
    let allows_none = ["None", "Optional", "Any", "object"].iter().any(|word| {
        annotation.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == *word)
    });
    if allows_none {
        return None;
    }
    let variable = context.view.variable(context.view.own(), context.scope_of(node), "Optional");
    let bindings = context.view.bindings(&variable);
    let imported = bindings
        .iter()
        .any(|site| matches!(&site.item.kind, BindingKind::Import(full) if full == "typing.Optional"));
    Some(match annotation.chars().next() {
        _ if imported => format!("Optional[{annotation}]"),
        Some(quote @ ('"' | '\'')) => {
            format!("{quote}{} | None{quote}", annotation.trim_matches(quote))
        }
        _ => format!("{annotation} | None"),
    })
}

/// Renames the parameter to `_name`, which says that the object is shared on purpose.
pub(super) fn keep_cache(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let parameter = found.named("parameter")?;
    let function = function_around(context, parameter)?;
    let name = context.text(parameter.child_by_field_name("name")?);
    let own = context.view.own();
    let range = context.source.range(function);
    let scopes = &context.view.unit(own).scopes;
    let scope = (0..).zip(scopes).find(|(_, scope)| scope.range == range && scope.function.is_some())?.0;
    let taken = context.view.scope(own, scope).symbol(&format!("_{name}")).is_some();
    if taken || context.view.scope(own, scope).dynamic {
        return None;
    }
    let variable = context.view.variable(own, scope, name);
    let bindings = context.view.bindings(&variable);
    let uses = context.view.uses(&variable);
    let places = bindings.iter().map(|site| site.item.at).chain(uses.iter().map(|site| site.item.at));
    let mut places: Vec<u32> = places.collect();
    places.sort_unstable();
    places.dedup();
    let edit = |at: u32| {
        let start = context.source.base + at as usize;
        Edit { range: start..start, new_text: "_".into() }
    };
    Some(places.into_iter().map(edit).collect())
}
