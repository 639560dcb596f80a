//! Facts about `__del__`: what it releases, and whether the class offers another way to do so.
//!
//! When a finalizer runs is up to the interpreter (reference/datamodel.html#object.__del__, PEP 442).
//! Must not know findings' texts.

use super::context::{Context, Witness};
use super::decorators::full_name;
use crate::semantics::classes::{Ancestor, ClassId, Classes, Mro, Provider};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// Methods by which an object gives back what is not memory.
const RELEASES: &[&str] =
    &["close", "aclose", "disconnect", "kill", "logout", "quit", "release", "shutdown", "terminate", "unlink"];

/// Functions that give back what is not memory.
const RELEASING: &[&str] = &["os.close", "os.remove", "os.removedirs", "os.rmdir", "os.unlink", "shutil.rmtree"];

/// Methods that a class offers to whoever wants to be sure of the moment.
const WAYS_OUT: &[&str] = &[
    "__aexit__",
    "__exit__",
    "aclose",
    "clean",
    "cleanup",
    "clear",
    "close",
    "close_all",
    "closeall",
    "destroy",
    "disconnect",
    "dispose",
    "exit",
    "finalize",
    "finish",
    "free",
    "join",
    "kill",
    "quit",
    "release",
    "reset",
    "shutdown",
    "stop",
    "tearDown",
    "teardown",
    "terminate",
    "unlink",
];

/// The class whose `__del__` has this name node.
pub fn finalized(name: Node, context: &Context, classes: &Classes) -> Option<ClassId> {
    let around = context.ancestors(name);
    let is_scope = |around: &&Node| matches!(around.kind_name(), "class_definition" | "function_definition" | "lambda");
    let outer = around.iter().skip(1).find(is_scope).filter(|outer| outer.kind_name() == "class_definition")?;
    classes.at(&context.source.range(*outer))
}

/// The ways to release what an object of a class holds that do not wait for its end; `None` when
/// its bases cannot be told.
pub fn ways_out(classes: &Classes, class: ClassId) -> Option<Vec<&'static str>> {
    let Mro::Order(order) = &*classes.mro(class) else { return None };
    if order.iter().any(|ancestor| matches!(ancestor, Ancestor::Unknown(_))) {
        return None;
    }
    let mut ways = Vec::new();
    for way in WAYS_OUT {
        match classes.first_with(order, way) {
            Provider::Nobody => {}
            Provider::Unknown => return None,
            Provider::Here(..) | Provider::Known(_) => ways.push(*way),
        }
    }
    Some(ways)
}

/// The statements of a body and of the suites in it, but not those of definitions.
fn calls_in<'t>(body: Node<'t>) -> Vec<Node<'t>> {
    let mut calls = Vec::new();
    let mut pending = vec![body];
    while let Some(node) = pending.pop() {
        if node.kind_name() == "call" {
            calls.push(node);
        }
        let mut cursor = node.walk();
        let inner = node.named_children(&mut cursor);
        pending.extend(inner.filter(|inner| !matches!(inner.kind_name(), "function_definition" | "class_definition")));
    }
    calls.sort_by_key(|call| call.start_byte());
    calls
}

/// Whether a call gives back something that the instance `receiver` holds: `self.file.close()`,
/// `os.close(self.fd)`.
fn releases(call: Node, receiver: &str, context: &Context) -> bool {
    let Some(function) = call.part(Field::Function) else { return false };
    let of_self = |node: Node| {
        context.text(node).strip_prefix(receiver).is_some_and(|rest| rest.starts_with('.'))
            && node.kind_name() == "attribute"
    };
    if full_name(function, context).is_some_and(|full| RELEASING.contains(&full.as_str())) {
        let arguments = call.part(Field::Arguments);
        return arguments.and_then(|arguments| arguments.named_child(0)).is_some_and(of_self);
    }
    let (Some(object), Some(method)) = (function.part(Field::Object), function.part(Field::Attribute)) else {
        return false;
    };
    of_self(object) && RELEASES.contains(&context.text(method))
}

/// What a `__del__` releases, by its name's node.
pub fn released<'t>(name: Node<'t>, context: &Context<'t>) -> Vec<Node<'t>> {
    let around = context.ancestors(name);
    let Some(method) = around.first().filter(|method| method.kind_name() == "function_definition") else {
        return Vec::new();
    };
    let first = method.part(Field::Parameters).and_then(|parameters| parameters.named_child(0));
    let (Some(first), Some(body)) = (first.filter(|first| first.kind_name() == "identifier"), method.part(Field::Body))
    else {
        return Vec::new();
    };
    let receiver = context.text(first);
    let mut calls = calls_in(body);
    calls.retain(|call| releases(*call, receiver, context));
    calls
}

/// A `__del__` is the only way to release what the object holds.
pub(super) fn only_way_out(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let released = released(name, context);
    let Some(first) = released.first() else { return false };
    let classes = Classes::new(context.view);
    let Some(class) = finalized(name, context, &classes) else { return false };
    let (_, header, _) = classes.header(class);
    let plain = header.decorators.is_empty() && header.metaclass.is_none();
    if !plain || ways_out(&classes, class).is_none_or(|ways| !ways.is_empty()) {
        return false;
    }
    // Somebody who warns, or who has a finalizer besides, knows what this is about.
    let range = context.view.scope(class.unit, class.scope).range.clone();
    let text = context.source.text.get(range.start as usize..range.end as usize).unwrap_or_default();
    let finalizer = context.ancestors(name).first().map_or("", |method| context.text(*method));
    if ["ResourceWarning", "warn("].iter().any(|word| finalizer.contains(word))
        || ["atexit", "finalize("].iter().any(|word| text.contains(word))
    {
        return false;
    }
    // The same release in another method is another way out, whatever its name.
    let elsewhere = released.iter().all(|call| {
        let function = call.part(Field::Function).map_or("", |function| context.text(function));
        text.matches(function).count() == 1
    });
    if !elsewhere {
        return false;
    }
    let what: String = context.text(*first).split_whitespace().collect::<Vec<_>>().join(" ");
    witness.say("release", if what.len() > 60 { "the release".to_string() } else { format!("`{what}`") });
    witness.say("class", classes.name(class));
    true
}

/// Somebody calls the finalizer of another object: not the own one, not `super()`'s, not in a test.
pub(super) fn called_directly(object: Node, context: &Context) -> bool {
    let text = context.text(object);
    let around = context.ancestors(object);
    let function = around.iter().find(|around| around.kind_name() == "function_definition");
    let name = function.and_then(|function| function.part(Field::Name)).map_or("", |name| context.text(name));
    let is_class = crate::semantics::value::path_of(object, context.source).is_none_or(|path| {
        // `Base.__del__(self)` is how a class without `super()` goes up.
        let last = path.steps.last().map_or_else(|| path.root.clone(), |step| step.to_string().as_str().into());
        last.trim_start_matches('.').starts_with(char::is_uppercase)
    });
    !text.starts_with("super") && text != "self" && !is_class && name != "__del__" && !name.starts_with("test")
}

/// A `raise` or `assert` of a method, but not the one that only says that there is nothing here.
pub(super) fn fails(statement: Node, context: &Context) -> bool {
    let tested = context.ancestors(statement).iter().any(|around| {
        let name = around.part(Field::Name).filter(|_| around.kind_name() == "function_definition");
        name.is_some_and(|name| context.text(name).starts_with("test"))
    });
    !tested && super::inheritance::in_method(statement, context) && !context.text(statement).contains("NotImplemented")
}
