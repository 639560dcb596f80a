//! What a thread is good for here, and which steps another one can come between.

use super::listed;
use crate::facts::{Context, Match, function_named, is_guarded, shared_update};
use crate::semantics::Work;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// The expression behind `target=`.
fn target<'t>(call: Node<'t>, context: &Context) -> Option<Node<'t>> {
    let arguments = call.part(Field::Arguments)?;
    let mut cursor = arguments.walk();
    arguments
        .named_children(&mut cursor)
        .find(|argument| {
            let name = argument.part(Field::Name);
            argument.kind_name() == "keyword_argument" && name.is_some_and(|name| context.text(name) == "target")
        })
        .and_then(|argument| argument.part(Field::Value))
}

/// What the target of a thread does, and what the GIL means for it.
pub(super) fn thread_work(context: &Context, found: &Match) -> Option<String> {
    const RULE: &str = "In a build with the GIL one thread runs Python code at a time: threads help while they wait, \
                        not while they compute.";
    let call = found.named("call")?;
    let Some(target) = target(call, context) else { return Some(RULE.into()) };
    let name = context.text(target);
    if target.kind_name() == "call" {
        return Some(format!("`{name}` runs here, in this thread; its result becomes the target. {RULE}"));
    }
    let function = function_named(target, context);
    let data = function.and_then(|(unit, scope)| context.view.scope(unit, scope).function.as_deref());
    if data.is_some_and(|data| data.is_async) {
        return Some(format!(
            "`{name}` is a coroutine function: the thread only makes a coroutine and drops it, and none of its body runs. \
             {RULE}"
        ));
    }
    let verdict = match function.map(|(unit, scope)| context.view.work_of(unit, scope)) {
        Some(Work::Computes { loops: true, .. }) => {
            format!("`{name}` only computes, so a process would use another core and a thread does not.")
        }
        Some(Work::Computes { loops: false, .. }) => format!("`{name}` only computes, and not for long."),
        Some(Work::Waits(what)) => {
            format!("`{name}` waits in `{what}`, and meanwhile other threads run: what threads are good for.")
        }
        _ => format!("What `{name}` does cannot be told from this file."),
    };
    Some(format!("{verdict} {RULE} A free-threaded build (3.13t and later) runs them side by side."))
}

/// The steps of an update of what threads share.
pub(super) fn atomic_step(context: &Context, found: &Match) -> Option<String> {
    let statement = found.named("statement")?;
    let shared = shared_update(statement, context)?;
    let left = context.text(statement.part(Field::Left)?);
    let mut lines: Vec<usize> =
        shared.starts.sites.iter().map(|site| context.line_of(site.unit, site.item.at)).collect();
    lines.dedup();
    let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
    let line = if lines.len() == 1 { "line" } else { "lines" };
    let then = if is_guarded(statement, &shared, context) {
        "The lock here keeps the others out, as long as all of them take it."
    } else {
        "Another thread can come between, and then one of the two updates is lost."
    };
    Some(format!(
        "Three steps: load `{left}`, compute, store. A thread runs them (started in {line} {}). {then}",
        listed(&lines)
    ))
}

/// What a function of `sys` about the GIL tells or sets.
pub(super) fn switch(context: &Context, found: &Match) -> Option<String> {
    let name = context.text(found.on());
    Some(
        match name.rsplit('.').next()? {
            "_is_gil_enabled" => {
                "Since 3.13. True in an ordinary build; False in a free-threaded one, unless `PYTHON_GIL=1`, `-X gil=1` \
                 or an extension module that needs the GIL turned it on."
            }
            "getswitchinterval" => {
                "How long, in seconds, a thread may run Python code before it is asked to let another one have the GIL."
            }
            _ => {
                "A wish, in seconds: a thread is asked to give the GIL up after that time, and does so between two \
                 bytecode instructions. Which thread comes next is up to the operating system."
            }
        }
        .into(),
    )
}
