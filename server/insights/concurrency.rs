//! When the code under the cursor runs, and beside what: coroutines, tasks, threads, processes.

use super::{listed, short};
use crate::facts::Worker;
use crate::facts::{Context, Match, called_function, full_name, in_async, plain_function, worker_at};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// The places in an `async def` that give control back, by line.
fn pauses(context: &Context, body: Node) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut pending = vec![body];
    while let Some(node) = pending.pop() {
        match node.kind_name() {
            "function_definition" | "lambda" | "class_definition" => continue,
            "await" => lines.push(context.line_of(context.view.own(), context.source.at(node))),
            "for_statement" | "with_statement" | "for_in_clause"
                if node.child(0).is_some_and(|word| word.kind_name() == "async") =>
            {
                lines.push(context.line_of(context.view.own(), context.source.at(node)));
            }
            _ => {}
        }
        let mut cursor = node.walk();
        pending.extend(node.named_children(&mut cursor));
    }
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// What `async def` or `await` means here.
pub(super) fn async_word(context: &Context, found: &Match) -> Option<String> {
    if let Some(function) = found.named("function") {
        return async_def(context, function);
    }
    let awaited = found.named("await")?.named_child(0)?;
    if !in_async(context, awaited) {
        return None;
    }
    let callee = awaited.part(Field::Function).filter(|_| awaited.kind_name() == "call");
    let Some(callee) = callee else {
        return Some(format!(
            "waits until `{}` has a result; while it has none, the event loop runs other tasks.",
            short(context.text(awaited))
        ));
    };
    let name = short(context.text(callee));
    Some(match full_name(callee, context).as_deref() {
        Some("asyncio.sleep") => "gives control back to the event loop, and goes on when the time is over.".into(),
        Some("asyncio.gather") => "waits until all of them are done; other tasks run meanwhile.".into(),
        Some("asyncio.to_thread") => "waits for a thread, while the event loop runs other tasks.".into(),
        _ => match called_function(context, callee).and_then(|found| plain_function(context, found)) {
            Some(data) if data.is_async && !data.is_generator => format!(
                "runs `{name}()` as a part of this task: the event loop gets control back only where `{name}` itself has \
                 to wait."
            ),
            Some(data) if !data.is_async => {
                format!("`{name}` is no coroutine function: what it returns is awaited, and has to be awaitable.")
            }
            _ => format!("waits for the result of `{name}(…)`; while there is none, the event loop runs other tasks."),
        },
    })
}

fn async_def(context: &Context, function: Node) -> Option<String> {
    let name = context.text(function.part(Field::Name)?);
    let body = function.part(Field::Body)?;
    let scope = context.scope_of(body);
    let data = context.view.scope(context.view.own(), scope).function.as_deref()?;
    if data.is_generator {
        return Some(format!(
            "`{name}(…)` makes an asynchronous generator; its body runs as an `async for` asks for items."
        ));
    }
    let lines: Vec<String> = pauses(context, body).iter().map(usize::to_string).collect();
    let start =
        format!("calling `{name}(…)` only makes a coroutine; nothing of it runs until that is awaited or made a task.");
    Some(match lines.as_slice() {
        [] => format!("{start} It never waits inside, so once started it runs to its end in one go."),
        [one] => format!("{start} The event loop can run other tasks only at line {one}."),
        lines if lines.len() > 6 => {
            format!("{start} The event loop can run other tasks only at its {} lines that wait.", lines.len())
        }
        lines => format!("{start} The event loop can run other tasks only at lines {}.", listed(lines)),
    })
}

/// What `gather`, `TaskGroup`, `create_task` and `asyncio.run` set off.
pub(super) fn loop_call(context: &Context, found: &Match) -> Option<String> {
    let callee = found.named("callee")?;
    let arguments = found.named("arguments")?;
    let mut cursor = arguments.walk();
    let given: Vec<Node> = arguments.named_children(&mut cursor).filter(|node| node.kind_name() != "comment").collect();
    let full = full_name(callee, context)?;
    Some(match full.as_str() {
        "asyncio.gather" => {
            let keeps = given.iter().any(|node| {
                node.kind_name() == "keyword_argument"
                    && context.text(*node).replace(' ', "") == "return_exceptions=True"
            });
            let open = given.iter().any(|node| node.kind_name() == "list_splat");
            let count =
                given.iter().filter(|node| !matches!(node.kind_name(), "keyword_argument" | "list_splat")).count();
            let what = match (open, count) {
                (true, _) => "all of them run concurrently".to_string(),
                (false, 1) => "the one awaitable is run".to_string(),
                (false, count) => format!("these {count} run concurrently"),
            };
            let failure = if keeps {
                "An exception becomes one of the results."
            } else {
                "The first exception is raised at once, and the others go on running."
            };
            format!("{what}; the results come as a list in the order of the arguments. {failure}")
        }
        "asyncio.TaskGroup" => {
            "the end of the `async with` waits for all tasks of the group. When one fails, the others \
                                are cancelled, and the errors come as an ExceptionGroup (3.11+)."
                .into()
        }
        "asyncio.create_task" => {
            "schedules the coroutine: it starts when the current task next waits. Keep the task it \
                                  returns, the event loop does not; what it raises is raised where it is awaited."
                .into()
        }
        "asyncio.run" => {
            "makes an event loop, runs the coroutine to its end, cancels what is left and closes the loop; \
                          raises RuntimeError where a loop is running already."
                .into()
        }
        _ => return None,
    })
}

/// What a process or a pool of them means for the code that it runs.
pub(super) fn worker_call(context: &Context, found: &Match) -> Option<String> {
    let full = full_name(found.named("callee")?, context)?;
    let many = !full.ends_with("Process");
    let start = if many {
        "each worker is an interpreter of its own, so Python code runs in parallel; nothing is shared, functions, \
         arguments and results are pickled."
    } else {
        "an interpreter of its own, so Python code runs in parallel; it has its own memory, and what it changes stays \
         there. Where it is not forked, the target and its arguments are pickled."
    };
    Some(format!(
        "{start} Started by `fork` on Linux up to 3.13 and by `forkserver` from 3.14, by `spawn` on macOS and Windows: \
         those two import this file again, so it needs `if __name__ == \"__main__\":`."
    ))
}

/// Whether `.start()` and `.join()` wait.
pub(super) fn start_join(context: &Context, found: &Match) -> Option<String> {
    let worker = worker_at(context, found.named("object")?)?;
    let name = worker.name();
    Some(match (context.text(found.on()), worker) {
        ("start", Worker::Thread) => {
            "starts a thread and returns; `run()` goes on beside this code. A second call raises \
                                      RuntimeError."
                .into()
        }
        ("start", Worker::Process) => "starts a process and returns, without waiting for what it does.".into(),
        _ => format!("waits here until the {name} has ended. An exception in it is not raised here."),
    })
}
