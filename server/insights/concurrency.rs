//! What runs beside what: coroutines, tasks, threads, processes.

use crate::facts::{Context, Match, Worker, full_name, function_around, worker};
use tree_sitter::Node;

/// What calling an `async def` gives, or what an `await` does where it stands.
pub(super) fn async_def(context: &Context, found: &Match) -> Option<String> {
    let word = found.on();
    let node = context.ancestors(word).into_iter().next()?;
    if node.kind() == "await" {
        let awaited = node.named_child(0).map(|inner| short(context.text(inner)))?;
        return Some(match function_around(node, context) {
            Some((_, function)) if function.is_async => {
                format!("Gives control back to the event loop until `{awaited}` is done; other tasks run meanwhile.")
            }
            _ => "`await` stands outside an async function: SyntaxError, except in a notebook or in the asyncio REPL."
                .into(),
        });
    }
    let name = context.text(node.child_by_field_name("name")?);
    let body = node.child_by_field_name("body")?.named_child(0)?;
    let (_, function) = function_around(body, context)?;
    Some(if function.is_generator {
        format!("`{name}(…)` makes an async generator; its body runs item by item under `async for`.")
    } else if function.decorators.is_empty() {
        format!("`{name}(…)` makes a coroutine; nothing of its body runs until it is awaited or made a task.")
    } else {
        format!(
            "The undecorated `{name}(…)` makes a coroutine; nothing of its body runs until it is awaited or made a task."
        )
    })
}

/// What runs side by side, and what the first error does.
pub(super) fn gather(context: &Context, found: &Match) -> Option<String> {
    let call = found.named("call")?;
    let arguments = call.child_by_field_name("arguments")?;
    Some(match full_name(found.on(), context)?.as_str() {
        "asyncio.gather" => gathered(context, arguments),
        "asyncio.create_task" | "asyncio.ensure_future" => {
            let kept = context.ancestors(call).first().is_none_or(|around| around.kind() != "expression_statement");
            let fate = if kept { "" } else { " Nobody keeps this one." };
            format!(
                "Schedules the coroutine and returns at once; it begins to run at the next `await`. The loop holds tasks \
                 weakly, so keep a reference.{fate}"
            )
        }
        "asyncio.run" => {
            "Makes an event loop, runs the coroutine to its end, cancels what is left and closes the loop: \
                          once, at the top of the program."
                .into()
        }
        "asyncio.TaskGroup" => "All tasks of the group are done when the `async with` block is left. The first error \
                                cancels the others, and the errors come out as an ExceptionGroup (Python 3.11)."
            .into(),
        "asyncio.wait" => "Waits for tasks and gives back two sets, done and pending. It raises none of their errors \
                           and cancels nothing; from Python 3.11 it takes tasks only, no coroutines."
            .into(),
        "asyncio.as_completed" => "Gives the results in the order in which they are ready.".into(),
        _ => return None,
    })
}

fn gathered(context: &Context, arguments: Node) -> String {
    let mut cursor = arguments.walk();
    let all: Vec<Node> = arguments.named_children(&mut cursor).filter(|one| one.kind() != "comment").collect();
    let collects = all.iter().any(|one| {
        one.kind() == "keyword_argument"
            && one.child_by_field_name("name").is_some_and(|name| context.text(name) == "return_exceptions")
            && one.child_by_field_name("value").is_some_and(|value| value.kind() == "true")
    });
    let jobs: Vec<&Node> = all.iter().filter(|one| one.kind() != "keyword_argument").collect();
    let what = match jobs.as_slice() {
        [one] if one.kind() == "list_splat" => {
            let inner = one.named_child(0).map(|inner| short(context.text(inner))).unwrap_or_default();
            format!("Runs everything in `{inner}` side by side")
        }
        jobs if jobs.iter().any(|one| one.kind() == "list_splat") => "Runs all of them side by side".into(),
        [_] => "Runs one awaitable".into(),
        jobs => format!("Runs {} awaitables side by side", jobs.len()),
    };
    let error = if collects {
        "Errors stand among the results, in place of a value."
    } else {
        "The first error comes out at once, while the others go on running."
    };
    format!("{what}; the results come in the order of the arguments. {error}")
}

/// What a process costs and shares.
pub(super) fn process(context: &Context, found: &Match) -> Option<String> {
    let pool = !full_name(found.on(), context)?.ends_with(".Process");
    let what = if pool { "Separate interpreters" } else { "A separate interpreter" };
    let passed = if pool { "Work and results are pickled" } else { "Arguments are pickled, except where it is forked" };
    Some(format!(
        "{what}: true parallelism, and memory of its own. {passed}. Started by `forkserver` on Linux from Python 3.14 \
         (`fork` before), by `spawn` on macOS and Windows."
    ))
}

/// What `start` and `join` wait for.
pub(super) fn start_join(context: &Context, found: &Match) -> Option<String> {
    let what = worker(found.named("object")?, context)?;
    Some(match (context.text(found.on()), what) {
        ("start", Worker::Thread) => "Returns at once; the target runs in the new thread from now on.".into(),
        ("start", Worker::Process) => "Returns once the process is created; the target runs there from now on.".into(),
        (_, what) => format!("Waits here until the {} has ended.", what.name()),
    })
}

/// Code on one line, cut to what a sentence can hold.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
