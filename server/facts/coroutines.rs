//! Facts about coroutines and the event loop: what is never awaited, what blocks the loop, what the
//! loop alone holds on to.
//!
//! After the documentation of asyncio (library/asyncio-task.html) and its sources in CPython's
//! Lib/asyncio. Must not know findings' texts.

use super::context::{Context, Match, Witness};
use super::decorators::full_name;
use super::iteration::own_method;
use super::laziness::function_of;
use crate::semantics::classes::Classes;
use crate::semantics::module::Site;
use crate::semantics::region::{RegionKind, Regions};
use crate::semantics::scope::{Binding, Function, Read};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Path, path_of, value_of};
use crate::semantics::{BindingKind, Kind, ScopeId, ScopeKind, Step, UnitId, UseKind, Value};
use tree_sitter::Node;

/// The coroutine functions of asyncio that people call in a statement of its own.
const COROUTINE_FUNCTIONS: &[&str] = &[
    "asyncio.sleep",
    "asyncio.wait",
    "asyncio.wait_for",
    "asyncio.to_thread",
    "asyncio.open_connection",
    "asyncio.start_server",
    "asyncio.create_subprocess_exec",
    "asyncio.create_subprocess_shell",
];

/// Functions that do not come back before something outside the process has happened.
const BLOCKING: &[&str] = &[
    "builtins.input",
    "httpx.delete",
    "httpx.get",
    "httpx.head",
    "httpx.patch",
    "httpx.post",
    "httpx.put",
    "httpx.request",
    "os.system",
    "requests.delete",
    "requests.get",
    "requests.head",
    "requests.patch",
    "requests.post",
    "requests.put",
    "requests.request",
    "socket.create_connection",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "subprocess.run",
    "time.sleep",
    "urllib.request.urlopen",
];

/// The last names of [`BLOCKING`]: a cheap question before the dear one.
fn may_block(name: &str) -> bool {
    BLOCKING.iter().any(|full| full.rsplit('.').next() == Some(name))
}

/// The scope of the function whose body a node is part of: a comprehension runs in the one around
/// it, a generator expression whenever somebody asks for its items.
pub fn function_around(context: &Context, node: Node) -> Option<(ScopeId, &'static str)> {
    let own = context.view.own();
    let mut id = context.scope_of(node);
    loop {
        let scope = context.view.scope(own, id);
        match scope.kind {
            ScopeKind::ListComprehension | ScopeKind::SetComprehension | ScopeKind::DictComprehension => {
                id = scope.parent?;
            }
            ScopeKind::Function => {
                let is_async = scope.function.as_deref().is_some_and(|data| data.is_async);
                return Some((id, if is_async { "async" } else { "sync" }));
            }
            _ => return None,
        }
    }
}

/// Whether a node runs in the body of an `async def`.
pub fn in_async(context: &Context, node: Node) -> bool {
    context.view.unit(context.view.own()).has_async
        && function_around(context, node).is_some_and(|(_, how)| how == "async")
}

/// The function of this file that a callee names: `f`, or `self.m` where nothing hides the method.
pub fn called_function(context: &Context, callee: Node) -> Option<(UnitId, ScopeId)> {
    let own = context.view.own();
    let scope = context.scope_of(callee);
    let path = path_of(callee, context.source)?;
    match path.steps.as_slice() {
        [] if !context.view.is_dynamic() => function_of(context, own, scope, &path.root),
        [Step::Attr(method)] => {
            let found = own_method(context, scope, &path.root, method)?;
            // An attribute of the instance hides the method.
            let classes = Classes::new(context.view);
            let class = classes.around(found.0, found.1)?;
            let is_set = classes.instance_attributes(class).iter().any(|attribute| attribute.name == *method);
            (!is_set).then_some(found)
        }
        _ => None,
    }
}

/// What is known of a function that is called as it stands: no decorator, a body that parses.
pub fn plain_function<'a>(context: &Context<'a>, (unit, scope): (UnitId, ScopeId)) -> Option<&'a Function> {
    let data = context.view.scope(unit, scope).function.as_deref()?;
    (data.decorators.is_empty() && !context.view.unit(unit).has_error).then_some(data)
}

/// Whether a call of this callee makes a coroutine, and nothing else.
pub fn makes_coroutine(context: &Context, callee: Node) -> bool {
    let last = match callee.kind_name() {
        // A method is in this very statement; without an `async def` here it can only be a library's.
        "attribute" => callee.part(Field::Attribute).map_or("", |name| context.text(name)),
        _ => context.text(callee),
    };
    let in_library = COROUTINE_FUNCTIONS.iter().any(|full| full.ends_with(last));
    if callee.kind_name() == "attribute" && !in_library && !context.view.unit(context.view.own()).has_async {
        return false;
    }
    match called_function(context, callee) {
        Some(found) => plain_function(context, found).is_some_and(|data| data.is_async && !data.is_generator),
        None => full_name(callee, context).is_some_and(|full| COROUTINE_FUNCTIONS.contains(&full.as_str())),
    }
}

/// Whether a node stands in a function or class that is there to test something.
pub(super) fn in_test(context: &Context, node: Node) -> bool {
    let own = context.view.own();
    let mut id = Some(context.scope_of(node));
    while let Some(scope) = id {
        let data = context.view.scope(own, scope);
        if data.name.to_ascii_lowercase().starts_with("test") || data.name.ends_with("Test") {
            return true;
        }
        id = data.parent;
    }
    false
}

/// Whether a comment on the line of a node or on the one above says that blocking is the point.
fn blocks_on_purpose(context: &Context, node: Node) -> bool {
    let line = context.rope.byte_to_line(node.start_byte());
    let first = context.rope.byte_to_line(context.statement.start_byte());
    (line.saturating_sub(1).max(first)..=line).any(|line| {
        let text = context.rope.line(line).to_string().to_ascii_lowercase();
        let comment = text.split_once('#').map(|(_, comment)| comment).unwrap_or_default();
        ["block", "busy", "pretend", "simulat", "deliberate", "purpose", "hog"]
            .iter()
            .any(|word| comment.contains(word))
    })
}

/// Whether the text around says that an error or a warning is expected here.
fn is_expected(context: &Context, node: Node) -> bool {
    let mut inner = node;
    for around in context.ancestors(node) {
        match around.kind_name() {
            "function_definition" | "lambda" => return false,
            "with_statement" => {
                let body = around.part(Field::Body).map_or(around.end_byte(), |body| body.start_byte());
                let header = context.text(around).get(..body - around.start_byte()).unwrap_or_default();
                if ["aise", "arn", "suppress"].iter().any(|word| header.contains(word)) {
                    return true;
                }
            }
            "try_statement" if around.part(Field::Body) == Some(inner) => {
                let mut cursor = around.walk();
                let catches = |part: Node| {
                    part.kind_name() == "except_clause"
                        && part.part(Field::Value).is_none_or(|value| {
                            let text = context.text(value);
                            ["RuntimeError", "Exception", "TypeError"].iter().any(|name| text.contains(name))
                        })
                };
                if around.named_children(&mut cursor).any(catches) {
                    return true;
                }
            }
            _ => {}
        }
        inner = around;
    }
    false
}

/// A call whose coroutine goes nowhere; `argument` says where it stands: in an `async` function or
/// `elsewhere`.
pub(super) fn unawaited(callee: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let is_async = || in_async(context, callee) == (argument == Some("async"));
    if !is_async() || !makes_coroutine(context, callee) || is_expected_warning(context, callee) {
        return false;
    }
    if let Some((unit, scope)) = called_function(context, callee) {
        let at = context.view.scope(unit, scope).range.start;
        witness.point(unit, at..at + "async def".len() as u32, "a coroutine function");
    }
    true
}

fn is_expected_warning(context: &Context, node: Node) -> bool {
    context.ancestors(node).iter().any(|around| around.kind_name() == "with_statement") && is_expected(context, node)
}

/// What a coroutine has itself; everything else is asked of what it returns.
const OF_COROUTINE: &[&str] = &["send", "throw", "close"];

/// A name that is only bound to a coroutine, where something is asked of it that only its result
/// could answer.
pub(super) fn taken_for_result(callee: Node, context: &Context, found: &Match, witness: &mut Witness) -> bool {
    let Some(name) = found.named("name") else { return false };
    if !in_async(context, callee) || !makes_coroutine(context, callee) {
        return false;
    }
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(name), context.text(name));
    if context.view.bindings(&variable).len() != 1 {
        return false;
    }
    let uses = context.view.uses(&variable);
    let attribute = |step: Option<&Step>| match step {
        Some(Step::Attr(name)) => !OF_COROUTINE.contains(&name.as_str()) && !name.starts_with(['_', 'c']),
        Some(_) => true,
        None => false,
    };
    let asks = uses.iter().find(|site| match &site.item.kind {
        UseKind::Method(name) | UseKind::Read(Read::Method(name)) if site.item.path.is_empty() => {
            attribute(Some(&Step::Attr(name.clone())))
        }
        _ => attribute(site.item.path.first()),
    });
    let Some(asks) = asks else { return false };
    witness.say("name", variable.name.as_str());
    witness.point(asks.unit, asks.item.at..asks.item.at + variable.name.len() as u32, "taken for the result here");
    true
}

/// Whether the module imports one of these libraries.
fn imports(context: &Context, name: &str) -> bool {
    let variable = context.view.variable(context.view.own(), crate::semantics::scope::MODULE, name);
    context.view.bindings(&variable).iter().any(|site| matches!(site.item.kind, BindingKind::Import(_)))
}

/// The library that runs the loops of this file.
pub fn loop_library(context: &Context) -> &'static str {
    ["trio", "anyio"].into_iter().find(|name| imports(context, name)).unwrap_or("asyncio")
}

/// A call in an `async def` of a function that blocks: one of the standard library's (`sleep` asks
/// for `time.sleep`, `other` for the rest), or one of this file that calls such a one on every path
/// (`helper`).
pub(super) fn blocking(callee: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    if !context.view.unit(context.view.own()).has_async {
        return false;
    }
    let last = callee.part(Field::Attribute).unwrap_or(callee);
    if argument == Some("helper") {
        return in_async(context, callee) && blocking_helper(callee, context, witness);
    }
    // Under another name (`from time import sleep as nap`) only imports can tell, so names are asked
    // about everywhere; the usual ones are found without.
    if callee.kind_name() == "attribute" && !may_block(context.text(last)) {
        return false;
    }
    if !in_async(context, callee) {
        return false;
    }
    let Some(full) = full_name(callee, context) else { return false };
    let is_sleep = full == "time.sleep";
    if !BLOCKING.contains(&full.as_str()) || is_sleep != (argument == Some("sleep")) {
        return false;
    }
    witness.say("function", full.strip_prefix("builtins.").unwrap_or(&full));
    say_library(context, witness);
    !blocks_on_purpose(context, callee)
}

fn say_library(context: &Context, witness: &mut Witness) {
    let library = loop_library(context);
    witness.say("library", library);
    let to_thread =
        if library == "asyncio" { "asyncio.to_thread".into() } else { format!("{library}.to_thread.run_sync") };
    witness.say("to_thread", to_thread);
}

fn blocking_helper(callee: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some((unit, scope)) = called_function(context, callee) else { return false };
    let is_plain = |data: &Function| !data.is_async && !data.is_generator;
    if !plain_function(context, (unit, scope)).is_some_and(is_plain) {
        return false;
    }
    let table = context.view.unit(unit);
    let home = &table.scopes[scope as usize];
    let regions = Regions(&table.regions);
    let always = |region| {
        regions
            .outward(region)
            .all(|(_, region)| matches!(region.kind, RegionKind::Body | RegionKind::With | RegionKind::Try))
    };
    for symbol in &home.symbols {
        for item in symbol.uses.iter().filter(|item| item.path.len() < 2 && always(item.region)) {
            let steps: Vec<Step> = match &item.kind {
                UseKind::Method(method) | UseKind::Read(Read::Method(method)) if may_block(method) => {
                    item.path.iter().cloned().chain([Step::Attr(method.clone())]).collect()
                }
                UseKind::Read(Read::Call) if item.path.is_empty() => Vec::new(),
                _ => continue,
            };
            let path = Path { root: symbol.name.clone(), steps };
            let full = context.view.imported(unit, scope, &path);
            // `input` is left out here: a helper of this file that asks the user is often a script's.
            if full.is_some_and(|full| BLOCKING.contains(&full.as_str())) {
                witness.say("helper", path.to_string());
                witness.point(unit, item.range.clone(), "this blocks");
                say_library(context, witness);
                return true;
            }
        }
    }
    false
}

/// What a name is bound to, when a single assignment or `with` binds it to the call of an imported
/// function: that function's full name.
pub fn made_by(context: &Context, node: Node) -> Option<String> {
    let own = context.view.own();
    let call = value_of(node, context.source);
    if let Value::Call { callee, .. } = &call {
        return context.view.imported(own, context.scope_of(node), callee);
    }
    if node.kind_name() != "identifier" {
        return None;
    }
    let variable = context.view.variable(own, context.scope_of(node), context.text(node));
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    made_by_binding(context, site)
}

/// The same for a binding.
pub fn made_by_binding(context: &Context, site: &Site<Binding>) -> Option<String> {
    let Value::Call { callee, .. } = &site.item.value else { return None };
    matches!(site.item.kind, BindingKind::Assign | BindingKind::With)
        .then(|| context.view.imported(site.unit, site.scope, callee))?
}

const LOOPS: &[&str] = &["asyncio.get_event_loop", "asyncio.get_running_loop", "asyncio.new_event_loop"];

/// A call in an `async def` that would run an event loop inside the running one.
pub(super) fn nested_run(callee: Node, context: &Context, witness: &mut Witness) -> bool {
    let attribute = callee.part(Field::Attribute).unwrap_or(callee);
    let through_loop = context.text(attribute) == "run_until_complete";
    if !in_async(context, callee) || loop_library(context) != "asyncio" || is_expected(context, callee) {
        return false;
    }
    let runs = match callee.part(Field::Object).filter(|_| through_loop) {
        Some(object) => made_by(context, object).is_some_and(|full| LOOPS.contains(&full.as_str())),
        None => full_name(callee, context).as_deref() == Some("asyncio.run"),
    };
    if runs {
        witness.say("function", if through_loop { "run_until_complete" } else { "asyncio.run" });
    }
    runs
}

/// `asyncio.create_task`, `asyncio.ensure_future` or a known loop's `create_task`.
pub(super) fn makes_task(callee: Node, context: &Context, found: &Match) -> bool {
    // A future that somebody has already is no new task.
    let arguments = found.named("call").and_then(|call| call.part(Field::Arguments));
    let is_new = arguments.and_then(|list| list.named_child(0)).is_some_and(|first| first.kind_name() == "call");
    is_new && is_task_maker(callee, context) && !in_test(context, callee) && !is_expected_warning(context, callee)
}

fn is_task_maker(callee: Node, context: &Context) -> bool {
    if let Some(object) = callee.part(Field::Object)
        && callee.part(Field::Attribute).is_some_and(|name| context.text(name) == "create_task")
        && made_by(context, object).is_some_and(|full| LOOPS.contains(&full.as_str()))
    {
        return true;
    }
    matches!(full_name(callee, context).as_deref(), Some("asyncio.create_task" | "asyncio.ensure_future"))
}

/// A local name that is bound here and never looked at.
pub(super) fn never_looked_at(name: Node, context: &Context) -> bool {
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(name), context.text(name));
    matches!(variable.place, crate::semantics::Place::Local(..))
        && !context.view.scope(own, context.scope_of(name)).dynamic
        && context.view.bindings(&variable).len() == 1
        && context.view.uses(&variable).is_empty()
}

/// The single argument of `gather` that is a list or another collection of awaitables.
pub(super) fn is_collection(node: Node, context: &Context) -> bool {
    match node.kind_name() {
        "list" | "tuple" | "set" | "list_comprehension" | "set_comprehension" | "generator_expression" => true,
        "identifier" => {
            let kind = super::mutation::kind_of(node, context);
            matches!(kind, Some(Kind::List | Kind::Tuple | Kind::Set))
        }
        _ => false,
    }
}

/// An `await` of a coroutine function whose result is nothing that could be awaited in turn.
pub(super) fn awaits_plain_result(node: Node, context: &Context) -> bool {
    let call = node.named_child(0).filter(|call| call.kind_name() == "call");
    let Some(callee) = call.and_then(|call| call.part(Field::Function)) else { return false };
    match called_function(context, callee) {
        Some(found) => plain_function(context, found).is_some_and(|data| {
            data.is_async && !data.is_generator && super::workers::gives_no_function(context, found)
        }),
        None => full_name(callee, context).as_deref() == Some("asyncio.sleep"),
    }
}
