//! Facts about classes that keep one instance: how `__new__` finds it, and what `__init__` does to it.

use super::context::{Context, Witness};
use crate::semantics::classes::{Ancestor, ClassId, Classes, Mro};
use tree_sitter::Node;

/// The suite of the class statement around the name of one of its methods, when the class is
/// derived from `object` alone and nothing replaces it or its way of being called.
fn plain_class<'t>(name: Node<'t>, context: &Context<'t>) -> Option<(ClassId, Node<'t>)> {
    let ancestors = context.ancestors(name);
    let method = *ancestors.iter().find(|around| around.kind() == "function_definition")?;
    let class = *ancestors.iter().find(|around| around.kind() == "class_definition")?;
    let suite = class.child_by_field_name("body")?;
    if method.parent()? != suite {
        return None;
    }
    let classes = Classes::new(context.view);
    let id = classes.at(&context.source.range(class))?;
    let is_plain = matches!(&*classes.mro(id), Mro::Order(order) if order.iter().all(|one| match one {
        Ancestor::Here(one) => *one == id,
        Ancestor::Known(name) => matches!(*name, "object" | "typing.Generic"),
        Ancestor::Unknown(_) => false,
    }));
    (is_plain && classes.header(id).1.metaclass.is_none()).then_some((id, suite))
}

/// The only, undecorated function of this name in a class's suite.
fn method<'t>(suite: Node<'t>, name: &str, context: &Context) -> Option<Node<'t>> {
    let mut cursor = suite.walk();
    let mut found = suite.named_children(&mut cursor).filter(|statement| {
        let function = statement.child_by_field_name("definition").unwrap_or(*statement);
        function.kind() == "function_definition"
            && function.child_by_field_name("name").is_some_and(|own| context.text(own) == name)
    });
    let first = found.next()?;
    (found.next().is_none() && first.kind() == "function_definition").then_some(first)
}

/// All nodes of a kind below a node, outside of functions and classes defined there.
fn below<'t>(node: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    let (mut found, mut pending) = (Vec::new(), vec![node]);
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        for child in at.named_children(&mut cursor) {
            if child.kind() == kind {
                found.push(child);
            }
            if !matches!(child.kind(), "function_definition" | "class_definition" | "lambda") {
                pending.push(child);
            }
        }
    }
    found
}

/// The class attribute, as written, that keeps the one instance a `__new__` makes: assigned under a
/// condition, and what every `return` gives back.
fn kept_instance(new: Node, class: &str, context: &Context) -> Option<String> {
    let first = new.child_by_field_name("parameters")?.named_child(0)?;
    let body = new.child_by_field_name("body")?;
    let returned: Vec<&str> = below(body, "return_statement")
        .iter()
        .filter_map(|one| one.named_child(0))
        .map(|one| context.text(one))
        .collect();
    let attribute = *returned.first()?;
    let (object, name) = attribute.split_once('.')?;
    let of_class = object == context.text(first) || object == class;
    if !of_class || name.contains(['.', '(', '[']) || returned.iter().any(|one| *one != attribute) {
        return None;
    }
    let kept = below(body, "assignment").into_iter().any(|one| {
        let is_it = one.child_by_field_name("left").is_some_and(|left| context.text(left) == attribute);
        is_it
            && context
                .ancestors(one)
                .iter()
                .take_while(|around| around.id() != body.id())
                .any(|around| matches!(around.kind(), "if_statement" | "except_clause"))
    });
    kept.then(|| attribute.to_string())
}

/// The name of a `__new__` that gives back one instance again and again.
pub fn keeps_instance(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let (id, suite) = plain_class(node, context)?;
        let class = Classes::new(context.view).name(id);
        let attribute = kept_instance(method(suite, "__new__", context)?, class, context)?;
        Some((class.to_string(), attribute))
    };
    let Some((class, attribute)) = answer() else { return false };
    witness.say("class", class);
    witness.say("kept", attribute);
    true
}

/// The name of an `__init__` that resets the instance which `__new__` gives back again.
pub fn init_reruns(node: Node, context: &Context, witness: &mut Witness) -> bool {
    if !keeps_instance(node, context, witness) {
        return false;
    }
    let reset = || {
        let (_, suite) = plain_class(node, context)?;
        let new = method(suite, "__new__", context)?;
        let init = method(suite, "__init__", context)?;
        let body = init.child_by_field_name("body")?;
        // A `return` guards what follows; a `__new__` that speaks of `__init__` has a plan for it.
        if !below(body, "return_statement").is_empty() || context.text(new).contains("__init__") {
            return None;
        }
        let receiver = context.text(init.child_by_field_name("parameters")?.named_child(0)?);
        let mut cursor = body.walk();
        body.named_children(&mut cursor).find_map(|statement| {
            let assignment = statement.named_child(0).filter(|inner| inner.kind() == "assignment")?;
            let left = assignment.child_by_field_name("left").filter(|left| left.kind() == "attribute")?;
            let right = assignment.child_by_field_name("right")?;
            let name = context.text(left.child_by_field_name("attribute")?);
            let own = left.child_by_field_name("object").is_some_and(|object| context.text(object) == receiver);
            // A constant may well be written twice; an object or an argument is not the old one.
            let anew = matches!(right.kind(), "list" | "dictionary" | "set")
                || right.kind() == "call"
                    && !right
                        .child_by_field_name("function")
                        .is_some_and(|function| gives_the_same(context.text(function)))
                || right.kind() == "identifier" && is_parameter(init, right, context);
            (own && anew).then(|| name.to_string())
        })
    };
    let Some(attribute) = reset() else { return false };
    witness.say("attribute", attribute);
    true
}

/// Calls that give the same object each time.
fn gives_the_same(function: &str) -> bool {
    matches!(function.rsplit('.').next(), Some("getattr" | "hasattr" | "getLogger" | "get_logger" | "getenv"))
}

fn is_parameter(function: Node, name: Node, context: &Context) -> bool {
    let Some(parameters) = function.child_by_field_name("parameters") else { return false };
    let mut cursor = parameters.walk();
    parameters.named_children(&mut cursor).any(|parameter| {
        let own = parameter.child_by_field_name("name").unwrap_or(parameter);
        let own = if own.kind() == "typed_parameter" { own.named_child(0).unwrap_or(own) } else { own };
        context.text(own) == context.text(name)
    })
}
