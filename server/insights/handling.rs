//! What each part of a `try` does here: which exceptions arrive, what a `raise` chains, which ways
//! out a `finally` sees.

use super::{listed, short};
use crate::facts::{
    Context, ExceptionClass, Match, class_of_object, descendants, full_name, handled, handlers_before, is_lock, lineage,
};
use crate::semantics::Classes;
use crate::semantics::classes::Provider;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// Which exceptions arrive at a handler, given those before it.
pub(super) fn except_clause(context: &Context, found: &Match) -> Option<String> {
    let clause = found.named("clause")?;
    if clause.children(&mut clause.walk()).any(|part| part.kind_name() == "*") {
        return except_star(context, found);
    }
    let name = bound_name(context, clause);
    let Some(value) = clause.part(Field::Value) else {
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
    let alias = clause.part(Field::Alias).or_else(|| {
        let value = clause.part(Field::Value)?;
        value.part(Field::Alias)
    })?;
    Some(context.text(alias))
}

/// What a `raise` does where it stands.
pub(super) fn raise(context: &Context, found: &Match) -> Option<String> {
    let statement = found.named("statement")?;
    let mut handler = None;
    for around in context.ancestors(statement) {
        match around.kind_name() {
            "except_clause" => {
                handler = Some(around);
                break;
            }
            "function_definition" | "class_definition" => break,
            _ => {}
        }
    }
    let cause = statement.part(Field::Cause);
    let raised = statement.named_child(0).filter(|raised| Some(*raised) != cause);
    Some(match (raised, cause, handler) {
        (None, _, Some(_)) => "re-raises the exception being handled, with its traceback.".into(),
        (None, _, None) => {
            "re-raises the exception being handled by the caller; RuntimeError when there is none.".into()
        }
        (_, Some(cause), _) if cause.kind_name() == "none" => {
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
            match child.kind_name() {
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

/// When the `else` suite of a `try` runs, and which handlers do not guard it.
pub(super) fn try_else(context: &Context, found: &Match) -> Option<String> {
    let clause = found.named("clause")?;
    let whole = context.ancestors(clause).first().copied()?;
    let body = whole.part(Field::Body)?;
    let mut cursor = whole.walk();
    let handlers = whole.named_children(&mut cursor).filter(|child| child.kind_name() == "except_clause").count();
    let guard = match handlers {
        1 => "The handler above does not guard it.",
        _ => "The handlers above do not guard it.",
    };
    let mut cursor = body.walk();
    let last = body.named_children(&mut cursor).filter(|child| child.kind_name() != "comment").last();
    let never = last.is_some_and(|last| matches!(last.kind_name(), "return_statement" | "raise_statement"));
    Some(if never {
        format!("runs when the `try` suite comes to its end; this one ends by leaving, so nothing gets here. {guard}")
    } else {
        format!("runs only when the `try` suite came to its end without an exception. {guard}")
    })
}

/// Which part of a group an `except*` takes.
pub(super) fn except_star(context: &Context, found: &Match) -> Option<String> {
    let clause = found.named("clause")?;
    let value = clause.part(Field::Value).or_else(|| clause.named_child(0))?;
    let classes = if value.kind_name() == "as_pattern" { value.named_child(0)? } else { value };
    let name = match bound_name(context, clause) {
        Some(name) => format!("`{name}` is a group of them; "),
        None => String::new(),
    };
    Some(format!(
        "runs for the part of an exception group that is `{}`: {name}the rest goes on to the next `except*`, and what \
         nobody takes is raised again. A single exception counts as a group of one (Python 3.11).",
        context.text(classes)
    ))
}

/// What happens at the end of a `with` block, for the context managers that are known.
pub(super) fn with_statement(context: &Context, found: &Match) -> Option<String> {
    let statement = found.named("statement")?;
    let is_async = statement.child(0).is_some_and(|word| word.kind_name() == "async");
    let mut cursor = statement.walk();
    let clause = statement.named_children(&mut cursor).find(|child| child.kind_name() == "with_clause")?;
    let mut cursor = clause.walk();
    let mut said = Vec::new();
    for item in clause.named_children(&mut cursor).filter(|item| item.kind_name() == "with_item") {
        let mut value = item.part(Field::Value)?;
        let mut name = None;
        if value.kind_name() == "as_pattern" {
            name = value.part(Field::Alias).map(|alias| context.text(alias));
            value = value.named_child(0)?;
        }
        said.push(end_of(value, name, is_async, context));
    }
    let order = if said.len() > 1 { " The last one entered is left first." } else { "" };
    Some(format!("{}{order}", said.join(" ")))
}

/// What leaving one context manager does.
fn end_of(value: Node, name: Option<&str>, is_async: bool, context: &Context) -> String {
    let function = if value.kind_name() == "call" { value.part(Field::Function) } else { None };
    let full = function.and_then(|function| full_name(function, context)).unwrap_or_default();
    let (enter, exit) = if is_async { ("__aenter__", "__aexit__") } else { ("__enter__", "__exit__") };
    let shown = name.unwrap_or_else(|| context.text(value).lines().next().unwrap_or_default());
    match full.as_str() {
        "builtins.open" | "io.open" | "gzip.open" | "bz2.open" | "lzma.open" => {
            format!("`{shown}` is closed on every way out of the block, an exception included.")
        }
        "contextlib.suppress" => {
            format!("An exception that `{}` names ends the block and is dropped.", context.text(value))
        }
        "concurrent.futures.ThreadPoolExecutor" | "concurrent.futures.ProcessPoolExecutor" => {
            format!("The end of the block waits for all jobs of `{shown}`.")
        }
        "tempfile.TemporaryDirectory" => format!("`{shown}` is removed with all that is in it when the block is left."),
        "warnings.catch_warnings" => "The filters are put back as they were when the block is left.".into(),
        _ if is_lock(value, context) => {
            format!("`{shown}` is acquired now and released on every way out of the block, an exception included.")
        }
        _ => {
            format!(
                "`{enter}` of `{}` runs now{}, and `{exit}` on every way out of the block; it is told of an exception, and \
             drops it if it returns something true.",
                context.text(value).lines().next().unwrap_or_default(),
                name.map(|name| format!(" and gives `{name}`")).unwrap_or_default(),
            ) + &own_exit(value, exit, context).unwrap_or_default()
        }
    }
}

/// What the `__exit__` of a class of this file does: its first statements.
fn own_exit(value: Node, exit: &str, context: &Context) -> Option<String> {
    const MOST: usize = 2;
    let classes = Classes::new(context.view);
    let class = class_of_object(value, context)?;
    let Provider::Here(owner, member) = classes.provider(class, exit) else { return None };
    let range = context.view.scope(owner.unit, member.function?).range.clone();
    let start = (context.starts)(owner.unit);
    let text = context.rope.get_byte_slice(start + range.start as usize..start + range.end as usize)?.to_string();
    let mut lines = text.lines().map(str::trim).skip_while(|line| !line.ends_with(':')).skip(1);
    let mut does = Vec::new();
    let mut more = false;
    while let Some(line) = lines.next() {
        let mark = line.get(..3).filter(|mark| matches!(*mark, "\"\"\"" | "'''"));
        if let Some(mark) = mark {
            if line.len() < 6 || !line.ends_with(mark) {
                lines.find(|line| line.ends_with(mark))?;
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            more = does.len() == MOST;
            if more {
                break;
            }
            does.push(format!("`{}`", short(line)));
        }
    }
    let rest = if more { " and so on" } else { "" };
    let line = context.line_of(owner.unit, range.start);
    let name = classes.name(owner);
    (!does.is_empty()).then(|| format!(" `{name}.{exit}` is in line {line}: {}{rest}.", does.join(", ")))
}
