//! Rewrites of calls that run at the wrong time: awaited too little, too early, in the wrong thread.

use super::Edit;
use super::imports::reach;
use super::layout::{indent_of_line, line_end, line_range, slice};
use crate::facts::{Context, Match, Witness};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

fn insert(at: usize, new_text: impl Into<String>) -> Edit {
    Edit { range: at..at, new_text: new_text.into() }
}

fn arguments_of<'t>(call: Node<'t>) -> Option<Vec<Node<'t>>> {
    let list = call.part(Field::Arguments).filter(|list| list.kind_name() == "argument_list")?;
    let mut cursor = list.walk();
    let all: Vec<Node> = list.named_children(&mut cursor).collect();
    all.iter().all(|node| node.kind_name() != "comment").then_some(all)
}

/// Whether `await x` can stand where `x` does only in parentheses.
fn needs_parentheses(context: &Context, node: Node) -> bool {
    let parent = context.ancestors(node).into_iter().next();
    parent.is_some_and(|parent| match parent.kind_name() {
        "attribute" | "subscript" | "await" => true,
        "call" => parent.part(Field::Function) == Some(node),
        "binary_operator" => parent.part(Field::Operator).is_some_and(|op| op.kind_name() == "**"),
        _ => false,
    })
}

fn awaited(context: &Context, node: Node, text: String) -> String {
    if needs_parentheses(context, node) { format!("(await {text})") } else { format!("await {text}") }
}

/// Puts `await` before a call.
pub(super) fn await_call(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    // What runs in the place of `asyncio.run(g())` is its argument.
    let call = found.named("call")?;
    let text = slice(context.rope, found.named("coroutine").unwrap_or(call).byte_range());
    Some(vec![Edit { range: call.byte_range(), new_text: awaited(context, call, text) }])
}

/// `save()` becomes `asyncio.run(save())`.
pub(super) fn asyncio_run(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.named("call")?;
    let (run, import) = reach(context, call, "asyncio", "run")?;
    let mut edits = vec![insert(call.start_byte(), format!("{run}(")), insert(call.end_byte(), ")")];
    edits.extend(import);
    Some(edits)
}

/// `time.sleep(x)` becomes `await asyncio.sleep(x)`; any other call runs in a thread.
pub(super) fn in_thread(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let call = found.named("call")?;
    let callee = found.on();
    let library = witness.word("library")?;
    let given = arguments_of(call)?;
    if witness.word("function") == Some("time.sleep") {
        let [one] = given.as_slice() else { return None };
        if matches!(one.kind_name(), "keyword_argument" | "list_splat" | "dictionary_splat") {
            return None;
        }
        let (sleep, import) = reach(context, call, library, "sleep")?;
        let text = format!("{sleep}({})", slice(context.rope, one.byte_range()));
        let mut edits = vec![Edit { range: call.byte_range(), new_text: awaited(context, call, text) }];
        edits.extend(import);
        return Some(edits);
    }
    if library != "asyncio" && given.iter().any(|one| one.kind_name() == "keyword_argument") {
        return None;
    }
    let inner = if library == "asyncio" { "to_thread" } else { "to_thread.run_sync" };
    let (run, import) = reach(context, call, library, inner)?;
    let mut parts = vec![slice(context.rope, callee.byte_range())];
    parts.extend(given.iter().map(|one| slice(context.rope, one.byte_range())));
    let text = format!("{run}({})", parts.join(", "));
    let mut edits = vec![Edit { range: call.byte_range(), new_text: awaited(context, call, text) }];
    edits.extend(import);
    Some(edits)
}

/// `target=work(1)` becomes `target=work, args=(1,)`, as the caller takes arguments for later.
pub(super) fn later_call(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let inner = found.on();
    let callee = slice(context.rope, inner.part(Field::Function)?.byte_range());
    let given = arguments_of(inner)?;
    let is_plain = |node: &Node| !matches!(node.kind_name(), "keyword_argument" | "dictionary_splat" | "list_splat");
    let texts: Vec<String> = given.iter().map(|node| slice(context.rope, node.byte_range())).collect();
    let outer = arguments_of(found.named("call")?)?;
    let has_args = outer.iter().any(|node| {
        let name = node.part(Field::Name).map(|name| context.text(name));
        matches!(name, Some("args" | "kwargs"))
    });
    let new_text = match witness.word("how")? {
        _ if given.is_empty() => callee,
        "target" if !has_args && given.iter().all(is_plain) => {
            let comma = if texts.len() == 1 { "," } else { "" };
            format!("{callee}, args=({}{comma})", texts.join(", "))
        }
        "executor" if given.iter().all(is_plain) => format!("{callee}, {}", texts.join(", ")),
        "submit" if outer.len() == 1 => format!("{callee}, {}", texts.join(", ")),
        _ => return None,
    };
    Some(vec![Edit { range: inner.byte_range(), new_text }])
}

/// `gather(tasks)` becomes `gather(*tasks)`.
pub(super) fn unpack_argument(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let argument = found.named("argument")?;
    if argument.kind_name() == "generator_expression"
        && argument.parent().is_some_and(|call| call.kind_name() == "call")
    {
        // Its parentheses are those of the call.
        let text = slice(context.rope, argument.byte_range());
        return Some(vec![Edit { range: argument.byte_range(), new_text: format!("(*{text})") }]);
    }
    Some(vec![insert(argument.start_byte(), "*")])
}

/// `(x)` becomes `(x,)`, a bare value gets parentheses as well.
pub(super) fn one_tuple(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let value = found.on();
    let text = slice(context.rope, value.byte_range());
    let new_text = match text.strip_suffix(')') {
        Some(start) if value.kind_name() == "parenthesized_expression" && !text.contains('#') => {
            format!("{},)", start.trim_end())
        }
        _ if value.kind_name() == "parenthesized_expression" => return None,
        _ => format!("({text},)"),
    };
    Some(vec![Edit { range: value.byte_range(), new_text }])
}

/// Names for the set that keeps tasks.
const KEEPERS: [&str; 2] = ["background_tasks", "running_tasks"];

/// Keeps a task in a set of the module until it is done.
pub(super) fn keep_task(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let (statement, call) = (found.named("statement")?, found.named("call")?);
    let rope = context.rope;
    let own = context.view.own();
    let is_free = |name: &str| {
        let variable = context.view.variable(own, context.scope_of(call), name);
        context.view.bindings(&variable).is_empty() && context.view.uses(&variable).is_empty()
    };
    let set = KEEPERS.into_iter().find(|name| is_free(name))?;
    let task = match found.named("name").map(|name| context.text(name)) {
        Some("_") | None => ["task", "background_task"].into_iter().find(|name| is_free(name))?.to_string(),
        Some(name) => name.to_string(),
    };
    let (newline, indent) = (line_end(rope), indent_of_line(rope, statement.start_byte()));
    if line_range(rope, statement.start_byte()).start + indent.len() != statement.start_byte() {
        return None;
    }
    let behind = slice(rope, statement.end_byte()..line_range(rope, statement.end_byte()).end);
    if behind.trim_start().starts_with(';') {
        return None;
    }
    let made = slice(rope, call.byte_range());
    let lines =
        [format!("{task} = {made}"), format!("{set}.add({task})"), format!("{task}.add_done_callback({set}.discard)")];
    let top = context.statement.start_byte();
    Some(vec![
        insert(top, format!("{set} = set(){newline}{newline}{newline}")),
        Edit { range: statement.byte_range(), new_text: lines.join(&format!("{newline}{indent}")) },
    ])
}
