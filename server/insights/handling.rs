//! What each part of a `try` does here: which exceptions arrive, what a `raise` chains, which ways
//! out a `finally` sees.

use super::listed;
use crate::facts::{Context, ExceptionClass, Match, descendants, handled, handlers_before, lineage};
use tree_sitter::Node;

/// Which exceptions arrive at a handler, given those before it.
pub(super) fn except_clause(context: &Context, found: &Match) -> Option<String> {
    let clause = found.named("clause")?;
    let name = bound_name(context, clause);
    let Some(value) = clause.child_by_field_name("value") else {
        return Some("a bare `except` catches everything, KeyboardInterrupt and SystemExit too.".into());
    };
    let classes = handled(clause)?;
    let before: Vec<Node> = handlers_before(clause, context).into_iter().filter_map(handled).flatten().collect();
    let taken: Vec<ExceptionClass> =
        before.iter().filter_map(|node| lineage(*node, context).into_iter().next()).collect();
    let mut said = Vec::new();
    for class in classes {
        let text = context.text(class);
        let line = lineage(class, context);
        let Some(first) = line.first() else {
            said.push(format!("`{text}` is not known in this file; it catches its subclasses too."));
            continue;
        };
        if let Some(earlier) = line.iter().find(|class| taken.contains(class)) {
            let by = shown(context, earlier);
            said.push(format!("No `{text}` arrives here: the handler for `{by}` above takes it."));
            continue;
        }
        let ExceptionClass::Builtin(name) = first else {
            said.push(format!("Catches `{text}` and its subclasses."));
            continue;
        };
        let below = descendants(name);
        let left =
            |name: &&&str| !taken.iter().any(|class| matches!(class, ExceptionClass::Builtin(own) if own == *name));
        let examples: Vec<String> = below.iter().filter(left).take(4).map(|name| format!("`{name}`")).collect();
        said.push(match (examples.is_empty(), below.len() > 4) {
            (true, _) => format!("Catches `{name}`; no builtin derives from it."),
            (false, true) => format!("Catches `{name}`, also {} and others.", examples.join(", ")),
            (false, false) => format!("Catches `{name}`, also {}.", listed(&examples)),
        });
    }
    if let Some(name) = name {
        said.push(format!("`{name}` is deleted at the end of the block."));
    }
    (!value.is_error()).then(|| said.join(" "))
}

fn shown(context: &Context, class: &ExceptionClass) -> String {
    match class {
        ExceptionClass::Builtin(name) => (*name).to_string(),
        ExceptionClass::Own(unit, scope) => context.view.scope(*unit, *scope).name.to_string(),
    }
}

/// The name behind `as`.
fn bound_name<'c>(context: &'c Context, clause: Node) -> Option<&'c str> {
    let alias = clause.child_by_field_name("alias").or_else(|| {
        let value = clause.child_by_field_name("value")?;
        value.child_by_field_name("alias")
    })?;
    Some(context.text(alias))
}

/// What a `raise` does where it stands.
pub(super) fn raise(context: &Context, found: &Match) -> Option<String> {
    let statement = found.named("statement")?;
    let mut handler = None;
    for around in context.ancestors(statement) {
        match around.kind() {
            "except_clause" => {
                handler = Some(around);
                break;
            }
            "function_definition" | "class_definition" => break,
            _ => {}
        }
    }
    let cause = statement.child_by_field_name("cause");
    let raised = statement.named_child(0).filter(|raised| Some(*raised) != cause);
    Some(match (raised, cause, handler) {
        (None, _, Some(_)) => "re-raises the exception being handled, with its traceback.".into(),
        (None, _, None) => {
            "re-raises the exception being handled by the caller; RuntimeError when there is none.".into()
        }
        (_, Some(cause), _) if cause.kind() == "none" => {
            "`from None` hides the context: the traceback shows this error alone.".into()
        }
        (_, Some(cause), _) => format!(
            "`from {cause}` makes it the direct cause: `__cause__`, shown as \"The above exception was the direct \
             cause\".",
            cause = context.text(cause)
        ),
        (Some(raised), None, Some(handler)) if bound_name(context, handler) == Some(context.text(raised)) => {
            "raises the same exception again and adds this line to its traceback; a bare `raise` does not.".into()
        }
        (_, None, Some(_)) => "chained to the exception being handled: `__context__`, shown as \"During handling of \
                               the above exception, another exception occurred\"."
            .into(),
        _ => return None,
    })
}

/// Which ways out of its `try` a `finally` sees.
pub(super) fn finally(context: &Context, found: &Match) -> Option<String> {
    let clause = found.named("clause")?;
    let whole = context.ancestors(clause).first().copied()?;
    let mut exits = Vec::new();
    let mut pending = vec![whole];
    while let Some(node) = pending.pop() {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "return_statement" => exits.push(child),
                "function_definition" | "class_definition" | "lambda" | "finally_clause" => {}
                _ => pending.push(child),
            }
        }
    }
    let own = context.view.own();
    let mut lines: Vec<usize> = exits.iter().map(|exit| context.line_of(own, context.source.at(*exit))).collect();
    lines.sort_unstable();
    lines.dedup();
    let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
    Some(match lines.as_slice() {
        [] => "runs on every way out: the normal end, a handler's end, an exception that nobody catches here.".into(),
        lines => format!(
            "runs on every way out, also behind the `return` in line {}: the value is computed first, then this runs; \
             a `return` here would replace it.",
            listed(lines)
        ),
    })
}
