//! What a copy shares with the original, by path.

use super::listed;
use crate::facts::{Context, CopyHow, Match, copy_of, kind_of_item};
use crate::semantics::value::{Path, Shape, Step, value_of};
use crate::semantics::{Kind, Value};

/// What stays shared in this very copy.
pub(super) fn shared_by_copy(context: &Context, found: &Match) -> Option<String> {
    let node = found.named("copy").unwrap_or(found.on());
    let own = context.view.own();
    let scope = context.scope_of(node);
    let value = value_of(node, context.source);
    let (how, source) = copy_of(context.view, own, scope, &value)?;
    let (shape, root) = match source.as_ref() {
        Value::Display(shape) => (Some(&**shape), None),
        Value::Path(path) if path.steps.is_empty() => {
            let variable = context.view.variable(own, scope, &path.root);
            (context.view.only_display(&variable).map(|(_, _, shape)| shape), Some(path.root.clone()))
        }
        _ => (None, None),
    };
    let kind = context.view.kind_of(own, scope, &source);
    // `list(cfg)` takes the keys of a dict, and `list(pair)` makes a list of a tuple.
    let made = context.view.kind_of(own, scope, &value).or(kind);
    if how == CopyHow::Shallow && kind.is_some_and(Kind::is_mapping) && !made.is_some_and(Kind::is_mapping) {
        return made.map(|made| format!("New {} of the keys; the values are not in it.", made.name()));
    }
    match (how, shape) {
        (CopyHow::Deep, Some(shape)) => {
            let count = containers(shape);
            Some(format!(
                "Deep copy: independent of the original. {count} container{} {} copied; immutable leaves stay shared, which nobody can notice.",
                if count == 1 { "" } else { "s" },
                if count == 1 { "is" } else { "are" },
            ))
        }
        (CopyHow::Deep, None) => Some(
            "Deep copy: every mutable object inside is copied too, each once; functions, classes and modules are not."
                .into(),
        ),
        (CopyHow::Shallow, Some(shape)) => {
            let root = root.unwrap_or_default();
            let outer = made.unwrap_or(shape.kind).name();
            let shared: Vec<String> = shape
                .items
                .iter()
                .filter(|(step, _)| !replaced(&value, step))
                .filter(|(_, value)| kind_of_item(value).is_some_and(Kind::is_mutable))
                .map(|(step, _)| format!("`{}`", Path { root: root.clone(), steps: vec![step.clone()] }))
                .collect();
            let unknown = shape.items.iter().any(|(_, value)| kind_of_item(value).is_none()) || !shape.complete;
            Some(match (shared.len(), unknown) {
                (0, false) => {
                    format!("New outer {outer}; nothing inside can change, so this shallow copy is complete.")
                }
                (0, true) => {
                    format!("New outer {outer}; whatever mutable objects it holds are still shared with the original.")
                }
                (1..=4, _) => format!("New outer {outer}; still shared with the original: {}.", listed(&shared)),
                (more, _) => format!(
                    "New outer {outer}; still shared with the original: {} and {} more.",
                    shared[..3].join(", "),
                    more - 3
                ),
            })
        }
        (CopyHow::Shallow, None) => {
            let kind = kind.filter(|kind| matches!(kind, Kind::List | Kind::Dict | Kind::Set));
            let outer = kind.map_or("container", Kind::name);
            // A method of an unknown receiver may be anything: `df.copy()`.
            let is_method = matches!(&value, Value::Call { callee, .. } if !callee.steps.is_empty() && callee.steps.last() == Some(&Step::Attr("copy".into())));
            if is_method && kind.is_none() && context.view.imported(own, scope, callee_of(&value)?).is_none() {
                return None;
            }
            Some(format!("Shallow copy: a new outer {outer}; the objects inside are shared with the original."))
        }
    }
}

fn callee_of(value: &Value) -> Option<&Path> {
    match value {
        Value::Call { callee, .. } => Some(callee),
        _ => None,
    }
}

/// Whether a display with a spread gives this key a value of its own: `{**d, "db": {…}}`.
fn replaced(value: &Value, step: &Step) -> bool {
    matches!(value, Value::Display(display) if display.items.iter().any(|(own, _)| own == step))
}

fn containers(shape: &Shape) -> usize {
    1 + shape
        .items
        .iter()
        .map(|(_, value)| match value {
            Value::Display(inner) => containers(inner),
            value => usize::from(kind_of_item(value).is_some_and(Kind::is_mutable)),
        })
        .sum::<usize>()
}
