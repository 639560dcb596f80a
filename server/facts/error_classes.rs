//! Facts about exception classes of this file: what their instances keep in `args`, and what copies
//! of them are built from.
//!
//! `BaseException.__new__` puts the arguments of the call into `args`, `BaseException.__init__` puts
//! what it is given there; `str()` and pickling read it (Objects/exceptions.c). Must not know
//! findings' texts.

use super::context::{Context, Match, Witness};
use crate::semantics::classes::{Ancestor, ClassId, Classes, Fit, MemberKind, Provider, Signature, fits};
use crate::semantics::scope::{Arguments, Function, Mutation, ParameterKind, Through};
use crate::semantics::syntax::Syntax;
use crate::semantics::value::Name;
use crate::semantics::{BindingKind, ScopeId, Step, UseKind};
use tree_sitter::Node;

/// Builtins that leave `args`, `str()` and pickling to `BaseException`.
const PLAIN: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "BaseException",
    "Exception",
    "IndexError",
    "LookupError",
    "NotImplementedError",
    "OverflowError",
    "RuntimeError",
    "RuntimeWarning",
    "TypeError",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "object",
];

/// The exception class whose name stands at a node, with its order of resolution, when all of that
/// is known.
pub fn error_class(context: &Context, name: Node) -> Option<(ClassId, Vec<Ancestor>)> {
    let classes = Classes::new(context.view);
    let class = classes.at(&context.source.range(name))?;
    order_of_error(&classes, class).map(|order| (class, order))
}

fn order_of_error(classes: &Classes, class: ClassId) -> Option<Vec<Ancestor>> {
    let mro = classes.mro(class);
    let order = mro.order()?;
    let is_error = order.contains(&Ancestor::Known("BaseException"));
    is_error.then(|| order.to_vec())
}

/// Whether everything behind the class leaves `args` and `str()` alone: classes of this file
/// without these methods, builtins that have none of their own.
fn leaves_alone(classes: &Classes, class: ClassId, order: &[Ancestor], methods: &[&str]) -> bool {
    order.iter().all(|ancestor| match ancestor {
        Ancestor::Here(one) => {
            let header = classes.header(*one).1;
            header.decorators.is_empty()
                && header.metaclass.is_none()
                && !methods.iter().any(|name| classes.member(*one, name).is_some())
                && (*one == class || classes.member(*one, "__init__").is_none())
        }
        Ancestor::Known(name) => PLAIN.contains(name),
        Ancestor::Unknown(_) => false,
    })
}

/// What the `__init__` of an exception class hands on to the base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// Nothing: it calls no other `__init__`.
    Nothing,
    /// This many arguments, in a call that every run reaches.
    Positional(usize),
    /// It cannot be told.
    Unknown,
}

/// What a class's own `__init__` hands on; `None` when it has none.
pub fn forwarded<'a>(context: &Context<'a>, class: ClassId) -> Option<(ScopeId, &'a Function, Forwarded)> {
    let classes = Classes::new(context.view);
    let member = classes.member(class, "__init__").filter(|member| member.sure && member.kind == MemberKind::Method)?;
    let scope = member.function?;
    let home = context.view.scope(class.unit, scope);
    let data = home.function.as_deref()?;
    let receiver = &data.params.first()?.name;
    let uses = context.view.uses(&context.view.variable(class.unit, scope, receiver));
    let sets_args = uses.iter().any(|site| {
        matches!(&site.item.kind, UseKind::Mutate(Mutation::Set(Step::Attr(name))) if name == "args")
            || matches!(site.item.path.first(), Some(Step::Attr(name)) if name == "args")
    });
    let calls: Vec<_> = classes
        .parent_calls(class)
        .into_iter()
        .filter(|call| classes.method_around(class.unit, call.scope) == Some(scope))
        .collect();
    let goes_out = uses.iter().any(|site| {
        let by_call = calls.iter().any(|call| call.whole.start <= site.item.at && site.item.at < call.whole.end);
        !by_call && site.item.path.is_empty() && matches!(site.item.kind, UseKind::Escape(_))
    });
    let body = &context.view.unit(class.unit).has_error;
    if sets_args || goes_out || *body {
        return Some((scope, data, Forwarded::Unknown));
    }
    let how = match calls.as_slice() {
        [] => Forwarded::Nothing,
        [call] if call.method == "__init__" && call.region == home.body => match &call.arguments {
            Some(Arguments { positional, keywords, star: false, double_star: false }) if keywords.is_empty() => {
                let skipped = usize::from(matches!(call.through, Through::Class(_)));
                Forwarded::Positional(positional.len().saturating_sub(skipped))
            }
            _ => Forwarded::Unknown,
        },
        _ => Forwarded::Unknown,
    };
    Some((scope, data, how))
}

/// The class in whose body the name of an `__init__` stands.
fn class_of_init(context: &Context, name: Node, classes: &Classes) -> Option<ClassId> {
    let around = context.ancestors(name);
    let definition = around.iter().find(|around| around.kind_name() == "class_definition")?;
    classes.at(&context.source.range(*definition))
}

/// An `__init__` with several parameters that hands none of them on, so that `str()` shows the
/// tuple of the positional arguments.
pub(super) fn message_not_passed(name: Node, context: &Context, witness: &mut Witness) -> bool {
    tell_message(name, context, witness).is_some()
}

/// Whether a class is named like an error that people get to see, and not like a signal inside a
/// library.
fn is_public_error(name: &str) -> bool {
    let ends = ["Error", "Err", "Exception", "Exc", "Failure", "Fault", "Warning", "Invalid", "Failed"];
    !name.starts_with('_') && ends.iter().any(|end| name.ends_with(end))
}

fn tell_message(name: Node, context: &Context, witness: &mut Witness) -> Option<()> {
    let classes = Classes::new(context.view);
    let class = class_of_init(context, name, &classes)?;
    let order = order_of_error(&classes, class)?;
    let methods = ["__str__", "__repr__", "__new__", "__getattribute__", "args"];
    if !leaves_alone(&classes, class, &order, &methods) {
        return None;
    }
    // A class further down may have a `__str__` for all of them.
    let below = classes.descendants(class);
    if below.iter().any(|one| classes.member(*one, "__str__").is_some()) {
        return None;
    }
    if !is_public_error(classes.name(class)) {
        return None;
    }
    let (_, data, Forwarded::Nothing) = forwarded(context, class)? else { return None };
    let params: Vec<_> = data.params.iter().skip(1).collect();
    let named = |kind| params.iter().filter(move |param| param.kind == kind).count();
    let plain = named(ParameterKind::Positional) + named(ParameterKind::KeywordOnly);
    if data.is_stub || plain < 2 {
        return None;
    }
    let name = classes.name(class);
    let (example, shown) = match named(ParameterKind::Positional) {
        0 | 1 => (format!("{name}(…)"), "only what was passed by position"),
        _ => (format!("{name}(…)"), "the tuple of all positional arguments, and nothing for keywords"),
    };
    witness.say("example", example);
    witness.say("shown", shown);
    Some(())
}

/// Parts of names that say that a class is there to stop the program or a task.
const CONTROL: &[&str] = &[
    "exit",
    "interrupt",
    "cancel",
    "abort",
    "stop",
    "kill",
    "quit",
    "terminat",
    "shutdown",
    "signal",
    "halt",
    "timeout",
    "skip",
    "restart",
    "reload",
    "outcome",
    "control",
    "panic",
    "crash",
    "done",
    "finish",
    "break",
    "return",
    "jump",
    "escape",
    "base",
];

/// A class that derives from `BaseException` and looks like an ordinary error.
pub(super) fn escapes_handlers(base: Node, context: &Context, found: &Match) -> bool {
    let (Some(name), Some(definition)) = (found.named("name"), found.named("class")) else { return false };
    let own = context.view.own();
    if !context.view.is_builtin(own, context.scope_of(definition), context.text(base)) || context.view.is_dynamic() {
        return false;
    }
    let lower = context.text(name).to_ascii_lowercase();
    let bases = base.parent().map_or(0, |list| list.named_child_count());
    let text = context.text(definition);
    let header = context.text(base).len() + text.find(context.text(base)).unwrap_or_default();
    let said = text.get(header..).unwrap_or_default();
    let meant = ["BaseException", "Exception"].iter().any(|word| said.contains(word))
        || ["catch", "caught", "propagat"].iter().any(|word| said.contains(word));
    let in_test = context.ancestors(definition).iter().any(|around| around.kind_name() == "function_definition");
    bases == 1
        && !in_test
        && !meant
        && !has_comment(context, definition)
        && !CONTROL.iter().any(|part| lower.contains(part))
}

/// Whether the line above a class is a comment: it usually says why.
fn has_comment(context: &Context, definition: Node) -> bool {
    let line = context.rope.byte_to_line(definition.start_byte());
    let above = line.checked_sub(1).map(|line| context.rope.line(line).to_string());
    context.source.at(definition) > 0 && above.is_some_and(|above| above.trim_start().starts_with('#'))
}

/// The `__init__` of an exception class that cannot be called with what `args` holds. `argument`
/// says whether the file has to do with `processes` or not (`alone`).
pub(super) fn rebuilt_wrongly(name: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    tell_rebuilt(name, context, witness).is_some() && (argument == Some("processes")) == crosses_processes(context)
}

fn tell_rebuilt(name: Node, context: &Context, witness: &mut Witness) -> Option<()> {
    let classes = Classes::new(context.view);
    let class = class_of_init(context, name, &classes)?;
    let order = order_of_error(&classes, class)?;
    let methods = [
        "__reduce__",
        "__reduce_ex__",
        "__new__",
        "__getnewargs__",
        "__getnewargs_ex__",
        "__copy__",
        "__getstate__",
        "args",
    ];
    if !leaves_alone(&classes, class, &order, &methods) {
        return None;
    }
    // A class of a function cannot be found by pickle in any case.
    if classes.header(class).2 != crate::semantics::scope::MODULE {
        return None;
    }
    let (_, data, how) = forwarded(context, class)?;
    let keyword_only =
        data.params.iter().any(|param| param.kind == ParameterKind::KeywordOnly && param.default.is_none());
    let count = match how {
        Forwarded::Positional(count) => count,
        // Then `args` holds what the caller passed by position: no keyword-only argument.
        Forwarded::Nothing if keyword_only => data.params.len().saturating_sub(2),
        _ => return None,
    };
    let arguments = Arguments { positional: vec![Name::default(); count], ..Arguments::default() };
    let fit = fits(Signature::of(data, true), &arguments, 0);
    if how == Forwarded::Nothing {
        let Fit::Missing(names) = &fit else { return None };
        if !names
            .iter()
            .any(|name| data.params.iter().any(|param| param.name == *name && param.kind == ParameterKind::KeywordOnly))
        {
            return None;
        }
    }
    witness.say("error", classes.refusal(class, "__init__", &fit)?);
    Some(())
}

/// Whether the file imports something that sends exceptions from process to process.
fn crosses_processes(context: &Context) -> bool {
    let own = context.view.own();
    ["multiprocessing", "concurrent", "ProcessPoolExecutor", "celery", "Celery", "shared_task"].iter().any(|name| {
        let variable = context.view.variable(own, crate::semantics::scope::MODULE, name);
        let starts = |full: &str| ["multiprocessing", "concurrent", "celery"].iter().any(|one| full.starts_with(one));
        context
            .view
            .bindings(&variable)
            .iter()
            .any(|site| matches!(&site.item.kind, BindingKind::Import(full) if starts(full)))
    })
}

/// Who provides a method for instances of an exception class of this file.
pub fn provider(context: &Context, class: ClassId, method: &str) -> Provider {
    Classes::new(context.view).provider(class, method)
}
