//! Facts about loops over dicts and sets whose entries come or go meanwhile.

use super::context::{Context, Witness};
use super::identity::region_at;
use super::loops::{Looped, argument_of, changes};
use super::mutation::{describe, kind_of};
use crate::semantics::scope::Mutation;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{Kind, Step, Use, UseKind};
use tree_sitter::Node;

/// A `for` statement over a dict or a set that gains or loses entries in its body. With `current`,
/// only the removal of the very entry of this round counts.
pub fn resized_in_loop(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some((looped, kind)) = looped_table(node, context) else { return false };
    if awaits_the_error(node, context) {
        return false;
    }
    let found = changes(&looped, context);
    let resizes = |change: &&Use| match kind {
        Kind::Set => resizes_set(change, &looped, context),
        _ => resizes_mapping(change, &looped, context),
    };
    let found: Vec<&Use> = found.into_iter().filter(resizes).collect();
    let is_meant = |change: &&Use| argument.is_none() || removes_current(change, &looped, context);
    let Some(change) = found.iter().copied().find(is_meant) else { return false };
    let UseKind::Mutate(how) = &change.kind else { return false };
    // What comes in place of what went keeps the size, and hides the change from the loop.
    let (takes, gives): (Vec<&Use>, Vec<&Use>) = found.iter().partition(|change| takes_out(change));
    let outcome = if kind == Kind::OrderedDict {
        // Its loop knows the next key beforehand, and ends in peace behind the last one.
        "a further step raises RuntimeError"
    } else if takes.is_empty() || gives.is_empty() {
        "the next step raises RuntimeError"
    } else {
        "the loop misses entries, meets new ones or raises RuntimeError"
    };
    witness.say("outcome", outcome);
    witness.say("how", describe(how));
    witness.say("kind", kind.name());
    witness.point(context.view.own(), change.range.clone(), format!("the {} changes here", kind.name()));
    true
}

/// What the statement loops over, when that is a dict, one of its views, or a set.
fn looped_table(statement: Node, context: &Context) -> Option<(Looped, Kind)> {
    let right = statement.part(Field::Right)?;
    let over = viewed(right, context);
    let table = over.unwrap_or(right);
    let path = path_of(table, context.source)?;
    if !path.steps.iter().all(|step| matches!(step, Step::Attr(_))) {
        return None;
    }
    // Nearly every loop is out by its text, long before the kind is looked for.
    let body = statement.part(Field::Body)?;
    if !context.text(body).contains(context.text(table)) {
        return None;
    }
    let kind = kind_of(table, context).filter(|kind| kind.is_mapping() || *kind == Kind::Set && over.is_none())?;
    let target = context.text(statement.part(Field::Left)?).to_string();
    let scope = context.scope_of(statement);
    let unit = context.view.unit(context.view.own());
    let body = region_at(unit, scope, context.source.at(body));
    Some((Looped { path, enumerated: false, scope, body, target }, kind))
}

/// `d` in `d.keys()`, `d.values()` and `d.items()`.
pub(super) fn viewed<'t>(call: Node<'t>, context: &Context) -> Option<Node<'t>> {
    let function = call.part(Field::Function).filter(|function| function.kind_name() == "attribute")?;
    let arguments = call.part(Field::Arguments).filter(|arguments| arguments.named_child_count() == 0)?;
    let method = function.part(Field::Attribute)?;
    let is_view =
        arguments.kind_name() == "argument_list" && matches!(context.text(method), "keys" | "values" | "items");
    is_view.then(|| function.part(Field::Object))?
}

/// Whether a statement stands where its RuntimeError is expected: in a `try` that catches it, in
/// `pytest.raises(…)` or `assertRaises(…)`.
fn awaits_the_error(statement: Node, context: &Context) -> bool {
    context.ancestors(statement).iter().any(|around| {
        let mut cursor = around.walk();
        around.named_children(&mut cursor).any(|part| {
            let text = context.text(part);
            match part.kind_name() {
                "with_clause" => text.contains("aises(") || text.contains("suppress("),
                "except_clause" => {
                    let head = text.lines().next().unwrap_or_default().trim_end();
                    head == "except:" || head.contains("RuntimeError") || head.contains("Exception")
                }
                _ => false,
            }
        })
    })
}

fn takes_out(change: &Use) -> bool {
    match &change.kind {
        UseKind::Mutate(Mutation::Method(name)) => {
            !matches!(name.as_str(), "add" | "update" | "setdefault" | "symmetric_difference_update")
        }
        UseKind::Mutate(Mutation::Delete(_)) => true,
        _ => false,
    }
}

/// `del d[k]`, `d.pop(k)`, `s.remove(x)` for the `k` or `x` of this round.
fn removes_current(change: &Use, looped: &Looped, context: &Context) -> bool {
    let current = looped.first_target();
    match &change.kind {
        UseKind::Mutate(Mutation::Method(name)) if matches!(name.as_str(), "pop" | "remove" | "discard") => {
            argument_of(change, context).split(',').next().map(str::trim) == Some(current)
        }
        UseKind::Mutate(Mutation::Delete(Step::Item)) => {
            key_of(change, looped, context).is_some_and(|key| context.text(key) == current)
        }
        _ => false,
    }
}

fn resizes_set(change: &Use, looped: &Looped, context: &Context) -> bool {
    let UseKind::Mutate(Mutation::Method(name)) = &change.kind else { return false };
    match name.as_str() {
        // The item of this round is there already.
        "add" => argument_of(change, context) != looped.first_target(),
        "clear" | "pop" | "remove" | "discard" | "update" => true,
        name => name.ends_with("_update"),
    }
}

fn resizes_mapping(change: &Use, looped: &Looped, context: &Context) -> bool {
    match &change.kind {
        UseKind::Mutate(Mutation::Method(name)) => matches!(name.as_str(), "clear" | "pop" | "popitem"),
        UseKind::Mutate(Mutation::Delete(step)) => !matches!(step, Step::Attr(_)),
        // Writing is fine for keys that are there, so the key has to be a new one by its making.
        UseKind::Mutate(Mutation::Set(Step::Item)) => {
            key_of(change, looped, context).is_some_and(|key| is_altered(key, looped.first_target(), context))
        }
        _ => false,
    }
}

/// `k` in `d[k] = …` and `del d[k]`.
fn key_of<'t>(change: &Use, looped: &Looped, context: &Context<'t>) -> Option<Node<'t>> {
    let at = context.source.placed(&(change.at..change.at + 1)).start;
    let mut node = context.statement.descendant_for_byte_range(at, at)?;
    for _ in 0..=looped.path.steps.len() {
        node = node.parent()?;
    }
    let mut cursor = node.walk();
    let mut keys = node.children_by_field_name("subscript", &mut cursor);
    let key = keys.next();
    key.filter(|_| keys.next().is_none())
}

/// A string made from the key of this round: `k + "_old"`, `f"{k}!"`, `k.lower()`.
fn is_altered(key: Node, current: &str, context: &Context) -> bool {
    let is_current = |node: Node| node.kind_name() == "identifier" && context.text(node) == current;
    match key.kind_name() {
        "binary_operator" => {
            let sides = [key.part(Field::Left), key.part(Field::Right)];
            let sides = sides.into_iter().flatten();
            let has_text = sides.clone().any(|side| side.kind_name() == "string");
            has_text && sides.into_iter().any(is_current)
        }
        "string" => {
            let mut cursor = key.walk();
            key.named_children(&mut cursor)
                .filter(|child| child.kind_name() == "interpolation")
                .any(|child| child.part(Field::Expression).is_some_and(is_current))
        }
        "call" => key.part(Field::Function).is_some_and(|function| {
            function.part(Field::Object).is_some_and(is_current)
                && function.part(Field::Attribute).is_some_and(|method| {
                    matches!(
                        context.text(method),
                        "lower" | "upper" | "strip" | "lstrip" | "rstrip" | "title" | "casefold" | "replace"
                    )
                })
        }),
        _ => false,
    }
}
