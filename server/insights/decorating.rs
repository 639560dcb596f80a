//! What a decorator does: when it runs, and what the name is bound to afterwards.

use super::short;
use crate::facts::{Context, Gives, Match, full_name, gives};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{BindingKind, ScopeId, UnitId};
use tree_sitter::Node;

/// What well-known decorators make of a function or class.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("abc.abstractmethod", "marks the method: a class that still has one cannot be instantiated"),
    ("asyncio.coroutine", "was the way to write coroutines before `async def`; gone since Python 3.11"),
    ("atexit.register", "registers the function to run at interpreter exit and gives it back unchanged"),
    ("builtins.classmethod", "makes a descriptor that passes the class as the first argument"),
    ("builtins.property", "makes a descriptor: reading the attribute calls the function"),
    ("builtins.staticmethod", "makes a descriptor that passes no first argument"),
    ("contextlib.asynccontextmanager", "makes calls give an asynchronous context manager; `__name__` survives"),
    ("contextlib.contextmanager", "makes calls give a context manager: setup, `yield`, teardown; `__name__` survives"),
    (
        "dataclasses.dataclass",
        "adds `__init__`, `__repr__` and `__eq__` from the annotated fields, in the class itself",
    ),
    ("enum.unique", "raises ValueError when two members have one value; gives back the class"),
    ("functools.cache", "remembers every result by its arguments, without bound; `__name__` survives"),
    ("functools.cached_property", "computes the attribute once and stores it in the instance"),
    ("functools.lru_cache", "remembers results by their arguments, which must be hashable; `__name__` survives"),
    ("functools.singledispatch", "chooses the implementation by the type of the first argument; `__name__` survives"),
    ("functools.total_ordering", "adds the missing comparison methods to the class"),
    ("pytest.fixture", "registers a fixture: tests ask for it by parameter name, nobody calls it"),
    ("typing.final", "tells type checkers that nobody overrides it; gives it back"),
    ("typing.overload", "tells type checkers of one signature; the last `def` without it is the one that runs"),
    ("typing.override", "tells type checkers that a base has this method (3.12); gives it back"),
    ("typing.runtime_checkable", "allows `isinstance` checks against the protocol"),
    ("unittest.mock.patch", "replaces the target while the function runs"),
];

/// When the decorator runs, in which order a stack applies, and what the name means afterwards.
pub(super) fn line(context: &Context, found: &Match) -> Option<String> {
    let decorator = found.named("line")?;
    let value = found.named("value")?;
    let around = context.ancestors(decorator);
    let whole = around.first().filter(|around| around.kind_name() == "decorated_definition")?;
    let definition = whole.part(Field::Definition)?;
    let name = context.text(definition.part(Field::Name)?);
    let keyword = if definition.kind_name() == "class_definition" { "class" } else { "def" };
    let mut cursor = whole.walk();
    let stack: Vec<Node> = whole
        .named_children(&mut cursor)
        .filter(|child| child.kind_name() == "decorator")
        .filter_map(|child| child.named_child(0))
        .collect();
    let mut nested = name.to_string();
    for node in stack.iter().rev() {
        nested = format!("{}({nested})", short(context.text(*node)));
    }
    let mut said = format!("`{name} = {nested}`, run once, when the `{keyword}` statement runs.");
    if stack.len() > 1 {
        let order: Vec<String> = stack.iter().rev().map(|node| format!("`@{}`", short(context.text(*node)))).collect();
        said.push_str(&format!(" Applied bottom-up: {}.", order.join(", then ")));
    }
    let (callee, called) = match value.part(Field::Function).filter(|_| value.kind_name() == "call") {
        Some(function) => (function, true),
        None => (value, false),
    };
    let full = full_name(callee, context).map(|full| match full.strip_prefix("typing_extensions.") {
        Some(rest) => format!("typing.{rest}"),
        None => full,
    });
    let known = full.and_then(|full| WELL_KNOWN.iter().find(|(own, _)| *own == full));
    if let Some((_, what)) = known {
        said.push_str(&format!(" `{}` {what}.", context.text(callee)));
        return Some(said);
    }
    if called {
        let factory = short(context.text(value));
        said.push_str(&format!(" A factory in two steps: `{factory}` runs first, what it returns is the decorator."));
    }
    said.push_str(&outcome(context, callee, called, name, stack.len() > 1));
    Some(said)
}

/// What the name is bound to after this decorator, for one of this file.
fn outcome(context: &Context, callee: Node, called: bool, name: &str, stacked: bool) -> String {
    let own = context.view.own();
    let scope = context.scope_of(callee);
    let Some(path) = path_of(callee, context.source) else { return String::new() };
    let variable = context.view.variable(own, scope, &path.root);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return String::new() };
    let subject = if stacked { "What this one gives on".to_string() } else { format!("`{name}` afterwards") };
    match &site.item.kind {
        BindingKind::Function(decorator) if path.steps.is_empty() => {
            let step = gives(context, site.unit, *decorator);
            let made = match (called, &step) {
                (true, Gives::Inner(inner)) => gives(context, site.unit, *inner),
                (true, _) => Gives::Unknown,
                (false, _) => step,
            };
            describe(context, site.unit, &made, &subject)
        }
        BindingKind::Class(class) if path.steps.is_empty() && !called => {
            let class = &context.view.scope(site.unit, *class).name;
            format!(" {subject} is an instance of `{class}`; calling it runs `{class}.__call__`.")
        }
        BindingKind::Import(full) => {
            format!(" What `{}` returns is not in this file (it comes from `{full}`).", context.text(callee))
        }
        _ => String::new(),
    }
}

fn describe(context: &Context, unit: UnitId, made: &Gives, subject: &str) -> String {
    match made {
        Gives::Inner(inner) => wrapper(context, unit, *inner, subject),
        Gives::Argument => format!(" {subject} is the function itself: the decorator gives back what it got."),
        Gives::Nothing => format!(" {subject} is None: the decorator returns nothing."),
        Gives::Unknown => String::new(),
    }
}

fn wrapper(context: &Context, unit: UnitId, inner: ScopeId, subject: &str) -> String {
    let scope = context.view.scope(unit, inner);
    context.view.note_unit(unit);
    let line = context.line_of(unit, scope.range.start);
    let decorators = scope.function.as_ref().map_or(&[][..], |data| &data.decorators);
    let keeps = decorators.iter().any(|name| name.rsplit('.').next() == Some("wraps"));
    let fate = if keeps {
        "`@wraps` copies the original's `__name__` and `__doc__` onto it".to_string()
    } else if decorators.is_empty() {
        format!("without `functools.wraps`, its `__name__` is `'{}'`", scope.name)
    } else {
        "its own decorators decide its `__name__`".to_string()
    };
    format!(" {subject} is the inner function `{}` (line {line}); {fate}.", scope.name)
}

/// What `functools.wraps` copies, and between which functions.
pub(super) fn wraps(context: &Context, found: &Match) -> Option<String> {
    let call = found.named("call")?;
    let mut cursor = call.walk();
    let arguments = call.part(Field::Arguments)?;
    let source = arguments.named_children(&mut cursor).next()?;
    let around = context.ancestors(call);
    let definition = around
        .iter()
        .find(|around| around.kind_name() == "decorated_definition")
        .and_then(|whole| whole.part(Field::Definition))
        .and_then(|definition| definition.part(Field::Name));
    let target = definition.map_or("the wrapper".to_string(), |name| format!("`{}`", context.text(name)));
    let source = short(context.text(source));
    Some(format!(
        "copies `__module__`, `__name__`, `__qualname__`, `__doc__` and the annotations of `{source}` onto {target} \
         (from 3.12 also `__type_params__`), updates its `__dict__`, and sets `__wrapped__` to `{source}`, which \
         `inspect.signature` follows."
    ))
}
