//! Rewrites of exception classes: what `args` holds, and what a copy is built from.

use super::Edit;
use super::layout::{indent_of_line, insert_at_top, line_end, line_range, slice, statements_of};
use crate::facts::{Context, Match};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

fn definition<'t>(context: &Context<'t>, node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    context.ancestors(node).into_iter().find(|around| around.kind_name() == kind)
}

/// The names of the parameters behind the first; `None` with `*args` or `**kwargs`.
fn parameters<'c>(context: &'c Context, function: Node) -> Option<Vec<&'c str>> {
    let list = function.part(Field::Parameters)?;
    let mut cursor = list.walk();
    let mut names = Vec::new();
    for parameter in list.named_children(&mut cursor) {
        names.push(match parameter.kind_name() {
            "identifier" => context.text(parameter),
            "default_parameter" | "typed_default_parameter" => context.text(parameter.part(Field::Name)?),
            "typed_parameter" if parameter.named_child(0)?.kind_name() == "identifier" => {
                context.text(parameter.named_child(0)?)
            }
            "keyword_separator" | "positional_separator" | "comment" => continue,
            _ => return None,
        });
    }
    (names.len() > 1).then(|| names.split_off(1))
}

/// Names of parameters that hold what a person is to read.
const MESSAGES: &[&str] = &["message", "msg", "detail", "reason", "text", "description", "error_message"];

/// Passes the arguments to `super().__init__`, so that copies can be built from `args`, and adds a
/// `__str__` that shows the message, or all of them.
pub(super) fn pass_message(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let function = definition(context, found.on(), "function_definition")?;
    let names = parameters(context, function)?;
    let list = function.part(Field::Parameters)?;
    if context.text(list).contains('*') {
        return None;
    }
    let first = context.text(list.named_child(0).filter(|first| first.kind_name() == "identifier")?);
    let body = function.part(Field::Body)?;
    let is_stored = |name: &str| {
        statements_of(body).iter().any(|statement| {
            let target = statement.named_child(0).and_then(|inner| inner.part(Field::Left));
            let stored = format!("{first}.{name}");
            target.is_some_and(|target| context.text(target).split(',').any(|one| one.trim() == stored))
        })
    };
    let shown = match names.iter().find(|name| MESSAGES.contains(name) && is_stored(name)) {
        Some(name) => format!("str({first}.{name})"),
        None if names.iter().all(|name| is_stored(name)) => {
            let parts: Vec<String> = names.iter().map(|name| format!("{name}={{{first}.{name}!r}}")).collect();
            format!("f\"{}\"", parts.join(", "))
        }
        None => return None,
    };
    let call = format!("super().__init__({})", names.join(", "));
    let top = insert_at_top(context, function, &[call], 0)?;
    Some(vec![top, add_method(context, function, first, "__str__", &shown)?])
}

/// Adds a method that returns something behind another one.
fn add_method(context: &Context, function: Node, first: &str, name: &str, returned: &str) -> Option<Edit> {
    let rope = context.rope;
    let body = function.part(Field::Body)?;
    let (newline, indent) = (line_end(rope), indent_of_line(rope, function.start_byte()));
    let inner = indent_of_line(rope, statements_of(body).first()?.start_byte());
    // A body on the header's line has no indentation of its own.
    if inner.len() <= indent.len() {
        return None;
    }
    let end = line_range(rope, body.end_byte()).end;
    let starts_line = slice(rope, body.end_byte()..end).ends_with(['\n', '\r']);
    let before = if starts_line { "" } else { newline };
    let new_text = format!("{before}{newline}{indent}def {name}({first}):{newline}{inner}return {returned}{newline}");
    Some(Edit { range: end..end, new_text })
}

/// Adds a `__reduce__` that builds a copy from the attributes which hold the parameters.
pub(super) fn add_reduce(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let function = definition(context, found.on(), "function_definition")?;
    let names = parameters(context, function)?;
    let list = function.part(Field::Parameters)?;
    if context.text(list).contains('*') {
        return None;
    }
    let first = context.text(list.named_child(0).filter(|first| first.kind_name() == "identifier")?);
    let body = function.part(Field::Body)?;
    let stored = statements_of(body);
    let is_stored = |name: &&str| {
        let plain = format!("{first}.{name} = {name}");
        stored.iter().any(|statement| context.text(*statement) == plain)
    };
    if !names.iter().all(is_stored) {
        return None;
    }
    let values: Vec<String> = names.iter().map(|name| format!("{first}.{name}")).collect();
    let comma = if values.len() == 1 { "," } else { "" };
    let returned = format!("type({first}), ({}{comma})", values.join(", "));
    Some(vec![add_method(context, function, first, "__reduce__", &returned)?])
}
