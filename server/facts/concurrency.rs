//! Facts about coroutines, tasks, threads and processes: what a call starts, and where it runs.

use super::context::{Context, Witness};
use super::decorators::full_name;
use super::laziness::function_of;
use crate::semantics::scope::{Function, MODULE, Read, Returned};
use crate::semantics::value::{Path, path_of, value_of};
use crate::semantics::{BindingKind, Kind, ScopeId, ScopeKind, Step, UnitId, UseKind, Value};
use tree_sitter::Node;

/// Coroutine functions of the standard library.
const COROUTINES: &[&str] = &[
    "asyncio.open_connection",
    "asyncio.sleep",
    "asyncio.start_server",
    "asyncio.to_thread",
    "asyncio.wait",
    "asyncio.wait_for",
];

/// Calls that keep the thread waiting, by what they stand for; behind them what an async function
/// says instead, or nothing where that is `asyncio.to_thread`.
const BLOCKING: &[(&str, &str)] = &[
    ("builtins.input", ""),
    ("os.system", "await asyncio.create_subprocess_shell(…)"),
    ("requests.delete", ""),
    ("requests.get", ""),
    ("requests.head", ""),
    ("requests.patch", ""),
    ("requests.post", ""),
    ("requests.put", ""),
    ("requests.request", ""),
    ("socket.create_connection", "await asyncio.open_connection(…)"),
    ("socket.getaddrinfo", "await loop.getaddrinfo(…)"),
    ("subprocess.call", "await asyncio.create_subprocess_exec(…)"),
    ("subprocess.check_call", "await asyncio.create_subprocess_exec(…)"),
    ("subprocess.check_output", "await asyncio.create_subprocess_exec(…)"),
    ("subprocess.run", "await asyncio.create_subprocess_exec(…)"),
    ("time.sleep", "await asyncio.sleep(…)"),
    ("urllib.request.urlopen", ""),
];

/// Classes whose instances run something beside this thread.
pub const WORKERS: &[(&str, Worker)] = &[
    ("multiprocessing.Process", Worker::Process),
    ("multiprocessing.context.Process", Worker::Process),
    ("multiprocessing.process.BaseProcess", Worker::Process),
    ("threading.Thread", Worker::Thread),
    ("threading.Timer", Worker::Thread),
];

/// What runs beside this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worker {
    /// A thread of this process.
    Thread,
    /// A process with memory of its own.
    Process,
}

impl Worker {
    /// In a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Worker::Thread => "thread",
            Worker::Process => "process",
        }
    }
}

/// The function around a node: the scope of the nearest `def` or lambda, past comprehensions.
pub fn function_around<'a>(node: Node, context: &Context<'a>) -> Option<(ScopeId, &'a Function)> {
    let own = context.view.own();
    let mut id = context.scope_of(node);
    while context.view.scope(own, id).kind.is_comprehension() {
        id = context.view.scope(own, id).parent?;
    }
    Some((id, context.view.scope(own, id).function.as_deref()?))
}

/// Whether a node is in the body of an async function, which runs in the event loop's thread.
pub(super) fn in_async(node: Node, context: &Context) -> bool {
    function_around(node, context).is_some_and(|(_, data)| data.is_async)
}

/// A coroutine function that is what its `def` says.
fn is_plain_coroutine(data: &Function) -> bool {
    data.is_async && !data.is_generator && data.decorators.is_empty()
}

/// The function of this file that a call's function stands for: a name, or `self.name` in a class
/// of which no class of this file derives.
fn called_function(function: Node, context: &Context) -> Option<(UnitId, ScopeId, String)> {
    let path = path_of(function, context.source)?;
    let scope = context.scope_of(function);
    let (unit, found) = match path.steps.as_slice() {
        [] => function_of(context, context.view.own(), scope, &path.root)?,
        [Step::Attr(method)] => super::iteration::own_method(context, scope, &path.root, method)?,
        _ => return None,
    };
    Some((unit, found, path.to_string()))
}

/// A call that only builds a coroutine: of an undecorated `async def` of this file, or of one of
/// asyncio's.
pub fn coroutine_call(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(function) = node.child_by_field_name("function").filter(|_| node.kind() == "call") else {
        return false;
    };
    if let Some(full) = full_name(function, context).filter(|full| COROUTINES.contains(&full.as_str())) {
        witness.say("function", full);
        return true;
    }
    let Some((unit, scope, name)) = called_function(function, context) else { return false };
    let data = context.view.scope(unit, scope);
    if !data.function.as_deref().is_some_and(is_plain_coroutine) {
        return false;
    }
    witness.say("function", name);
    witness.point(unit, data.range.start..data.range.start + "async".len() as u32, "declared here");
    true
}

/// A call that keeps the event loop's thread waiting: of a blocking function of the standard
/// library or `requests`, or of a function of this file that sleeps.
pub(super) fn blocking_call(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(function) = node.child_by_field_name("function") else { return false };
    if other_loop(context) {
        return false;
    }
    if let Some(full) = full_name(function, context) {
        let Some((_, instead)) = BLOCKING.iter().find(|(name, _)| *name == full) else { return false };
        witness.say("blocking", full.strip_prefix("builtins.").unwrap_or(&full));
        let in_thread = format!("await asyncio.to_thread({}, …)", context.text(function));
        witness.say("instead", if instead.is_empty() { in_thread } else { instead.to_string() });
        return true;
    }
    let Some((unit, scope, name)) = called_function(function, context) else { return false };
    let data = context.view.scope(unit, scope);
    let Some(own) = data.function.as_deref() else { return false };
    if own.is_async || own.is_generator || !own.decorators.is_empty() {
        return false;
    }
    let Some(at) = sleeps_at(context, unit, scope) else { return false };
    witness.say("instead", format!("await asyncio.to_thread({name}, …)"));
    witness.say("blocking", name);
    witness.point(unit, at..at + "time.sleep".len() as u32, "it waits here");
    true
}

/// Where a function calls `time.sleep` on every way through it.
fn sleeps_at(context: &Context, unit: UnitId, scope: ScopeId) -> Option<u32> {
    let body = context.view.scope(unit, scope).body;
    let variable = context.view.variable(unit, scope, "time");
    let path = Path { root: "time".into(), steps: vec![Step::Attr("sleep".into())] };
    if context.view.imported(unit, scope, &path)? != "time.sleep" {
        return None;
    }
    let uses = context.view.uses(&variable);
    let slept = uses.iter().find(|site| {
        let is_sleep = matches!(&site.item.kind, UseKind::Method(name) if name == "sleep")
            || matches!(&site.item.kind, UseKind::Read(Read::Call | Read::Method(_)))
                && site.item.path.iter().any(|step| matches!(step, Step::Attr(name) if name == "sleep"));
        site.unit == unit && site.scope == scope && site.item.region == body && is_sleep
    })?;
    Some(slept.item.at)
}

/// Whether the file is written for another event loop than asyncio's.
fn other_loop(context: &Context) -> bool {
    ["trio", "anyio", "curio"].iter().any(|name| {
        let variable = context.view.variable(context.view.own(), MODULE, name);
        !context.view.bindings(&variable).is_empty()
    })
}

/// What a call makes: a thread or a process, by class or by a class of this file derived from one.
pub fn worker_made(value: &Value, context: &Context, unit: UnitId, scope: ScopeId) -> Option<Worker> {
    let Value::Call { callee, .. } = value else { return None };
    if let Some(full) = context.view.imported(unit, scope, callee) {
        return WORKERS.iter().find(|(name, _)| *name == full).map(|(_, worker)| *worker);
    }
    let variable = context.view.variable(unit, scope, &callee.root);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    let BindingKind::Class(class) = site.item.kind else { return None };
    let data = context.view.scope(site.unit, class);
    let header = data.class.as_deref().filter(|_| callee.steps.is_empty())?;
    let outer = data.parent.unwrap_or(MODULE);
    header.header.iter().find_map(|base| {
        let mut steps = base.path.split('.');
        let root = steps.next()?.into();
        let path = Path { root, steps: steps.map(|step| Step::Attr(step.into())).collect() };
        let full = context.view.imported(site.unit, outer, &path)?;
        WORKERS.iter().find(|(name, _)| *name == full).map(|(_, worker)| *worker)
    })
}

/// What a name or expression is, when every binding of the name makes the same.
pub fn worker(node: Node, context: &Context) -> Option<Worker> {
    let own = context.view.own();
    let scope = context.scope_of(node);
    match node.kind() {
        "call" => worker_made(&value_of(node, context.source), context, own, scope),
        "identifier" => {
            let variable = context.view.variable(own, scope, context.text(node));
            let bindings = context.view.bindings(&variable);
            let mut kind = None;
            for site in &bindings {
                let made = match site.item.kind {
                    BindingKind::Assign => worker_made(&site.item.value, context, site.unit, site.scope)?,
                    _ => return None,
                };
                if kind.is_some_and(|kind| kind != made) {
                    return None;
                }
                kind = Some(made);
            }
            kind
        }
        _ => None,
    }
}

/// A thread or process, or a name that is only bound to one; the argument says which.
pub(super) fn is_worker(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some(worker) = worker(node, context).filter(|worker| argument.is_none_or(|name| worker.name() == name)) else {
        return false;
    };
    witness.say("worker", worker.name());
    true
}

/// A call that cannot give a function: of a function of this file without a `return` of a value,
/// or of `print`, `input`, `time.sleep`.
pub(super) fn gives_no_function(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(function) = node.child_by_field_name("function").filter(|_| node.kind() == "call") else {
        return false;
    };
    witness.say("callee", context.text(function));
    if let Some(full) = full_name(function, context) {
        return matches!(full.as_str(), "builtins.print" | "builtins.input" | "time.sleep");
    }
    let Some((unit, scope, _)) = called_function(function, context) else { return false };
    let Some(data) = context.view.scope(unit, scope).function.as_deref() else { return false };
    let plain = !data.is_generator && !data.is_stub && data.decorators.is_empty();
    plain && !data.is_async && data.returned.iter().all(|returned| *returned == Returned::Nothing)
}

/// A `for` statement whose body starts a thread or process of the round and then waits for it.
pub(super) fn joins_in_round(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(body) = node.child_by_field_name("body") else { return false };
    let mut cursor = body.walk();
    let mut started: Vec<&str> = Vec::new();
    for statement in body.named_children(&mut cursor) {
        let call =
            statement.named_child(0).filter(|call| statement.kind() == "expression_statement" && call.kind() == "call");
        if let Some((name, method, arguments)) = call.and_then(|call| method_call(call, context)) {
            match method {
                "start" if worker(name, context).is_some() => started.push(context.text(name)),
                "join" if arguments == 0 && started.contains(&context.text(name)) => {
                    let what = worker(name, context).map_or("thread", Worker::name);
                    witness.say("worker", what);
                    witness.point(context.view.own(), context.source.range(statement), "each round waits here");
                    return true;
                }
                _ => {}
            }
        } else if !matches!(statement.kind(), "expression_statement" | "comment") {
            // A condition, a `try` or a `break` between the two is a plan of its own.
            return false;
        }
    }
    false
}

/// `name.method(…)`: the name, the method and how many arguments.
fn method_call<'t, 'c>(call: Node<'t>, context: &'c Context) -> Option<(Node<'t>, &'c str, usize)> {
    let function = call.child_by_field_name("function").filter(|function| function.kind() == "attribute")?;
    let object = function.child_by_field_name("object").filter(|object| object.kind() == "identifier")?;
    let method = context.text(function.child_by_field_name("attribute")?);
    Some((object, method, call.child_by_field_name("arguments")?.named_child_count()))
}

/// Whether a node runs when the file is imported: at module level, and under no condition.
pub(super) fn runs_on_import(node: Node, context: &Context) -> bool {
    let scope = context.scope_of(node);
    scope == MODULE
        && context.view.scope(context.view.own(), scope).kind == ScopeKind::Module
        && !context.ancestors(node).iter().any(|around| matches!(around.kind(), "if_statement" | "match_statement"))
}

/// A value in brackets that is no tuple: `(url)`, and a lone string or number.
pub(super) fn is_no_tuple(node: Node, context: &Context) -> bool {
    let inner = match node.kind() {
        "parenthesized_expression" => node.named_child(0),
        "string" | "integer" | "float" => return true,
        _ => None,
    };
    let Some(inner) = inner else { return false };
    match inner.kind() {
        "string" | "integer" | "float" | "attribute" | "subscript" => true,
        "identifier" => {
            let name = context.text(inner);
            let plural = name.ends_with("args") || name.ends_with("params") || name.ends_with("arguments");
            let scope = context.scope_of(inner);
            let variable = context.view.variable(context.view.own(), scope, name);
            let kind = context.view.kind_of_variable(&variable);
            let scalar =
                matches!(kind, Some(Kind::Str | Kind::Int | Kind::Float | Kind::Bytes | Kind::Bool | Kind::None));
            let looped = context
                .view
                .bindings(&variable)
                .iter()
                .all(|site| matches!(site.item.kind, BindingKind::Loop | BindingKind::Parameter(_)));
            !plural && (scalar || looped)
        }
        _ => false,
    }
}

/// A lock of `threading`, or a name that is only bound to one.
pub(super) fn is_thread_lock(node: Node, context: &Context) -> bool {
    let lock = |value: &Value, unit, scope| {
        let Value::Call { callee, .. } = value else { return false };
        let full = context.view.imported(unit, scope, callee);
        matches!(full.as_deref(), Some("threading.Lock" | "threading.RLock"))
    };
    if node.kind() != "identifier" {
        return false;
    }
    let scope = context.scope_of(node);
    let variable = context.view.variable(context.view.own(), scope, context.text(node));
    let bindings = context.view.bindings(&variable);
    !bindings.is_empty()
        && bindings
            .iter()
            .all(|site| matches!(site.item.kind, BindingKind::Assign) && lock(&site.item.value, site.unit, site.scope))
}

/// Whether a block of an async function gives control back to the event loop while it runs.
pub(super) fn awaits(node: Node) -> bool {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).any(|child| match child.kind() {
        "await" => true,
        "function_definition" | "class_definition" | "lambda" => false,
        _ => awaits(child),
    })
}
