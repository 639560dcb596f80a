//! Facts about threads, processes and pools: what is given to them, and who waits for whom.
//!
//! After library/threading.html, library/multiprocessing.html and library/concurrent.futures.html.
//! Must not know findings' texts.

use super::context::{Context, Match, Witness};
use super::coroutines::{called_function, in_test, made_by, made_by_binding, plain_function};
use super::decorators::full_name;
use crate::semantics::classes::{Ancestor, ClassId, Classes};
use crate::semantics::region::Regions;
use crate::semantics::scope::{ParameterKind, Returned};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Path, value_of};
use crate::semantics::{BindingKind, Kind, ScopeId, Step, UnitId, UseKind, Value};
use tree_sitter::Node;

/// Classes whose instances run a function in a thread or process of their own.
const THREADS: &[&str] = &["threading.Thread", "threading.Timer"];
const PROCESSES: &[&str] = &["multiprocessing.Process", "multiprocessing.context.Process"];
const EXECUTORS: &[&str] = &[
    "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor",
];
const POOLS: &[&str] = &[
    "multiprocessing.Pool",
    "multiprocessing.pool.Pool",
    "multiprocessing.pool.ThreadPool",
    "multiprocessing.dummy.Pool",
];

/// What does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worker {
    /// A thread of this process.
    Thread,
    /// A process of its own.
    Process,
}

impl Worker {
    fn of(full: &str) -> Option<Worker> {
        if THREADS.contains(&full) {
            Some(Worker::Thread)
        } else {
            PROCESSES.contains(&full).then_some(Worker::Process)
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Worker::Thread => "thread",
            Worker::Process => "process",
        }
    }
}

/// The thread or process that an expression is: a call of the class, one of this file that is
/// derived from it, or a name that is only bound to such a call.
pub fn worker_at(context: &Context, node: Node) -> Option<Worker> {
    if let Some(worker) = made_by(context, node).as_deref().and_then(Worker::of) {
        return Some(worker);
    }
    let own = context.view.own();
    let scope = context.scope_of(node);
    let (unit, scope, value) = match value_of(node, context.source) {
        value @ Value::Call { .. } => (own, scope, value),
        Value::Path(path) if path.steps.is_empty() => {
            let variable = context.view.variable(own, scope, &path.root);
            let bindings = context.view.bindings(&variable);
            let [site] = bindings.as_slice() else { return None };
            if site.item.kind != BindingKind::Assign {
                return None;
            }
            (site.unit, site.scope, site.item.value.clone())
        }
        _ => return None,
    };
    let Value::Call { callee, .. } = value else { return None };
    let classes = Classes::new(context.view);
    match classes.named(unit, scope, &callee.dotted()?) {
        Ancestor::Here(class) => derived(&classes, class, 0),
        _ => None,
    }
}

/// Longer chains of classes are not followed.
const DEEPEST: usize = 6;

fn derived(classes: &Classes, class: ClassId, depth: usize) -> Option<Worker> {
    let (_, header, around) = classes.header(class);
    if depth > DEEPEST || classes.member(class, "start").is_some() {
        return None;
    }
    classes.bases(class).iter().zip(&header.header).find_map(|(base, written)| match &base.class {
        Ancestor::Here(one) => derived(classes, *one, depth + 1),
        Ancestor::Known(name) => Worker::of(name),
        Ancestor::Unknown(_) => {
            let mut parts = written.path.split('.');
            let root = parts.next()?.into();
            let steps = parts.map(|part| Step::Attr(part.into())).collect();
            Worker::of(&classes.view().imported(class.unit, around, &Path { root, steps })?)
        }
    })
}

/// Whether all that a function of this file gives back is data: nothing that could be called.
pub fn gives_no_function(context: &Context, (unit, scope): (UnitId, ScopeId)) -> bool {
    let Some(data) = context.view.scope(unit, scope).function.as_deref() else { return false };
    !data.is_stub
        && data.returned.iter().all(|returned| match returned {
            Returned::Nothing | Returned::Data => true,
            Returned::Of(kind) => *kind != Kind::Lambda,
            Returned::Name(name) => {
                let variable = context.view.variable(unit, scope, name);
                let kind = context.view.kind_of_variable(&variable);
                kind.is_some_and(|kind| kind != Kind::Lambda)
            }
            _ => false,
        })
}

/// Where a function is expected that will be called later.
fn wants_function(call: Node, argument: Node, context: &Context) -> Option<&'static str> {
    let callee = call.part(Field::Function)?;
    let arguments = call.part(Field::Arguments)?;
    let keyword = argument.parent().filter(|parent| parent.kind_name() == "keyword_argument");
    if let Some(keyword) = keyword {
        let full = full_name(callee, context)?;
        let name = context.text(keyword.part(Field::Name)?);
        let is_target = name == "target" && Worker::of(&full).is_some() && full != "threading.Timer";
        return (is_target || (name == "function" && full == "threading.Timer")).then_some("target");
    }
    let mut cursor = arguments.walk();
    let place = arguments
        .named_children(&mut cursor)
        .filter(|one| one.kind_name() != "comment")
        .position(|one| one == argument)?;
    let last = callee.part(Field::Attribute).map(|name| context.text(name));
    match (last, place) {
        (Some("submit"), 0) => {
            let object = callee.part(Field::Object)?;
            return made_by(context, object).filter(|full| EXECUTORS.contains(&full.as_str())).map(|_| "submit");
        }
        (Some("run_in_executor"), 1) => {
            let object = callee.part(Field::Object)?;
            let full = made_by(context, object)?;
            let is_loop = ["asyncio.get_running_loop", "asyncio.get_event_loop"].contains(&full.as_str());
            return is_loop.then_some("executor");
        }
        _ => {}
    }
    let full = full_name(callee, context)?;
    match (full.as_str(), place) {
        ("threading.Timer", 1) => Some("timer"),
        ("asyncio.to_thread" | "atexit.register", 0) => Some("submit"),
        ("signal.signal", 1) => Some("handler"),
        _ => None,
    }
}

/// A call that stands where a thread, a pool or the interpreter wants the function itself, of a
/// function of this file that gives back no other one.
pub(super) fn called_too_early(inner: Node, context: &Context, found: &Match, witness: &mut Witness) -> bool {
    let (Some(call), Some(callee)) = (found.named("call"), inner.part(Field::Function)) else { return false };
    let Some(how) = wants_function(call, inner, context) else { return false };
    let Some(function) = called_function(context, callee) else { return false };
    let is_plain = plain_function(context, function).is_some_and(|data| !data.is_async && !data.is_generator);
    if !is_plain || !gives_no_function(context, function) {
        return false;
    }
    witness.say("how", how);
    witness.say("callee", context.text(callee));
    let at = context.view.scope(function.0, function.1).range.start;
    witness.point(function.0, at..at + "def".len() as u32, "it gives back no function");
    true
}

/// The arguments of a thread that are no tuple: a string, a number, or one name in parentheses that
/// is known to be neither tuple nor list.
pub(super) fn is_no_tuple(value: Node, context: &Context, found: &Match) -> bool {
    let (Some(callee), in_parentheses) = (found.named("callee"), value.kind_name() == "parenthesized_expression")
    else {
        return false;
    };
    let is_worker = || full_name(callee, context).is_some_and(|full| Worker::of(&full).is_some());
    let is_pool = || {
        let object = callee.part(Field::Object);
        object.and_then(|object| made_by(context, object)).is_some_and(|full| POOLS.contains(&full.as_str()))
    };
    let mut inner = value;
    while inner.kind_name() == "parenthesized_expression" {
        let Some(next) = inner.named_child(0) else { return false };
        inner = next;
    }
    let spread = match inner.kind_name() {
        "string" | "concatenated_string" | "integer" | "float" | "true" | "false" => true,
        "identifier" if in_parentheses => is_single(inner, context),
        _ => false,
    };
    spread && (is_worker() || is_pool())
}

/// Whether a name stands for one argument and not for all of them.
fn is_single(name: Node, context: &Context) -> bool {
    let own = context.view.own();
    let text = context.text(name);
    if ["args", "arguments", "params", "parameters", "tuple"].iter().any(|end| text.ends_with(end)) {
        return false;
    }
    let variable = context.view.variable(own, context.scope_of(name), text);
    let bindings = context.view.bindings(&variable);
    !bindings.is_empty()
        && bindings.iter().all(|site| match site.item.kind {
            BindingKind::Parameter(index) => {
                let data = context.view.scope(site.unit, site.scope).function.as_deref();
                data.and_then(|data| data.params.get(index as usize)).is_some_and(|param| {
                    param.kind == ParameterKind::Positional
                        && param
                            .annotation
                            .as_deref()
                            .is_none_or(|text| matches!(text, "str" | "int" | "float" | "bytes"))
                })
            }
            BindingKind::Assign => {
                let kind = context.view.kind_of(site.unit, site.scope, &site.item.value);
                matches!(kind, Some(Kind::Str | Kind::Int | Kind::Float | Kind::Bool | Kind::Bytes | Kind::Dict))
            }
            BindingKind::Loop => matches!(&site.item.value, Value::Call { callee, .. } if callee.root == "range"),
            _ => false,
        })
}

/// The `run()` of a thread or process, called by hand outside of tests.
pub(super) fn runs_itself(object: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(worker) = worker_at(context, object) else { return false };
    if in_test(context, object) {
        return false;
    }
    let own = context.view.own();
    if object.kind_name() == "identifier" {
        let variable = context.view.variable(own, context.scope_of(object), context.text(object));
        let starts = |site: &crate::semantics::module::Site<crate::semantics::Use>| matches!(&site.item.kind, UseKind::Method(name) if name == "start");
        if context.view.uses(&variable).iter().any(starts) {
            return false;
        }
    }
    witness.say("worker", worker.name());
    true
}

/// A `t.join()` right behind `t.start()` in the loop that makes `t`.
pub(super) fn joins_at_once(join: Node, context: &Context, found: &Match, witness: &mut Witness) -> bool {
    let (Some(object), Some(body)) = (found.named("object"), join.parent()) else { return false };
    let name = context.text(object);
    let Some(worker) = worker_at(context, object) else { return false };
    let mut before = join.prev_named_sibling();
    while before.is_some_and(|node| node.kind_name() == "comment") {
        before = before.and_then(|node| node.prev_named_sibling());
    }
    let is_start = before.is_some_and(|node| context.text(node) == format!("{name}.start()"));
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(object), name);
    let made_here = context
        .view
        .bindings(&variable)
        .iter()
        .any(|site| site.unit == own && context.source.range(body).contains(&site.item.at));
    // What stands behind the `join` looks at the result of this very round.
    let is_last = join.next_named_sibling().is_none();
    if !is_last || in_test(context, join) || !is_start || !made_here || !runs_all_rounds(body, context) {
        return false;
    }
    witness.say("worker", worker.name());
    true
}

/// A `.result()` of what was submitted in the same expression.
pub(super) fn waits_at_once(pool: Node, context: &Context, found: &Match) -> bool {
    let Some(call) = found.named("call") else { return false };
    let around = context.ancestors(call);
    let in_loop = around
        .iter()
        .take_while(|node| !matches!(node.kind_name(), "function_definition" | "lambda" | "class_definition"));
    let Some(body) =
        in_loop.clone().find(|node| node.kind_name() == "for_statement").and_then(|node| node.part(Field::Body))
    else {
        return false;
    };
    // A pool that is made inside the loop has nothing else to do.
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(pool), context.text(pool));
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return false };
    made_by_binding(context, site).is_some_and(|full| EXECUTORS.contains(&full.as_str()))
        && !(site.unit == own && context.source.range(body).contains(&site.item.at))
        && runs_all_rounds(body, context)
}

/// Whether nothing leaves a loop early, and no comment in it says that one at a time is meant.
fn runs_all_rounds(body: Node, context: &Context) -> bool {
    let own = context.view.own();
    let regions = &context.view.unit(own).regions;
    let range = context.source.range(body);
    let inside = regions.iter().filter(|region| range.start <= region.range.start && region.range.end <= range.end);
    let leaves = Regions(regions).0.is_empty() || inside.into_iter().any(|region| region.exit.is_some());
    let text = context.text(body).to_ascii_lowercase();
    let meant = text.contains('#')
        && ["isolat", "memory", "one at a time", "one by one", "sequential", "serial", "leak"]
            .iter()
            .any(|word| text.contains(word));
    !leaves && !meant
}

/// An expression that is a thread or a process; the argument asks for one of the two.
pub(super) fn is_worker(node: Node, argument: Option<&str>, context: &Context) -> bool {
    worker_at(context, node).is_some_and(|worker| argument.is_none_or(|wanted| worker.name() == wanted))
}
