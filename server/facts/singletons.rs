//! Facts about classes that keep one instance: how `__new__` finds it, and what `__init__` does to it.

use super::context::{Context, Match, Witness};
use super::decorators::{Gives, gives};
use crate::semantics::BindingKind;
use crate::semantics::classes::{Ancestor, ClassId, Classes, Mro};
use crate::semantics::module::Site;
use crate::semantics::scope::{Escape, Read, Use, UseKind};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// The suite of the class statement around the name of one of its methods, when the class is
/// derived from `object` alone and nothing replaces it or its way of being called.
fn plain_class<'t>(name: Node<'t>, context: &Context<'t>) -> Option<(ClassId, Node<'t>)> {
    let ancestors = context.ancestors(name);
    let method = *ancestors.iter().find(|around| around.kind_name() == "function_definition")?;
    let class = *ancestors.iter().find(|around| around.kind_name() == "class_definition")?;
    let suite = class.part(Field::Body)?;
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
        let function = statement.part(Field::Definition).unwrap_or(*statement);
        function.kind_name() == "function_definition"
            && function.part(Field::Name).is_some_and(|own| context.text(own) == name)
    });
    let first = found.next()?;
    (found.next().is_none() && first.kind_name() == "function_definition").then_some(first)
}

/// All nodes of a kind below a node, outside of functions and classes defined there.
pub(crate) fn below<'t>(node: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    let (mut found, mut pending) = (Vec::new(), vec![node]);
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        for child in at.named_children(&mut cursor) {
            if child.kind_name() == kind {
                found.push(child);
            }
            if !matches!(child.kind_name(), "function_definition" | "class_definition" | "lambda") {
                pending.push(child);
            }
        }
    }
    found
}

/// The class attribute, as written, that keeps the one instance a `__new__` makes: assigned under a
/// condition, and what every `return` gives back.
fn kept_instance(new: Node, class: &str, context: &Context) -> Option<String> {
    let first = new.part(Field::Parameters)?.named_child(0)?;
    let body = new.part(Field::Body)?;
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
        let is_it = one.part(Field::Left).is_some_and(|left| context.text(left) == attribute);
        is_it
            && context
                .ancestors(one)
                .iter()
                .take_while(|around| around.id() != body.id())
                .any(|around| matches!(around.kind_name(), "if_statement" | "except_clause"))
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
        let body = init.part(Field::Body)?;
        // A `return` guards what follows; a `__new__` that speaks of `__init__` has a plan for it.
        if !below(body, "return_statement").is_empty() || context.text(new).contains("__init__") {
            return None;
        }
        let receiver = context.text(init.part(Field::Parameters)?.named_child(0)?);
        let mut cursor = body.walk();
        body.named_children(&mut cursor).find_map(|statement| {
            let assignment = statement.named_child(0).filter(|inner| inner.kind_name() == "assignment")?;
            let left = assignment.part(Field::Left).filter(|left| left.kind_name() == "attribute")?;
            let right = assignment.part(Field::Right)?;
            let name = context.text(left.part(Field::Attribute)?);
            let own = left.part(Field::Object).is_some_and(|object| context.text(object) == receiver);
            // A constant may well be written twice; an object or an argument is not the old one.
            let anew = matches!(right.kind_name(), "list" | "dictionary" | "set")
                || right.kind_name() == "call"
                    && !right.part(Field::Function).is_some_and(|function| gives_the_same(context.text(function)))
                || right.kind_name() == "identifier" && is_parameter(init, right, context);
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
    let Some(parameters) = function.part(Field::Parameters) else { return false };
    let mut cursor = parameters.walk();
    parameters.named_children(&mut cursor).any(|parameter| {
        let own = parameter.part(Field::Name).unwrap_or(parameter);
        let own = if own.kind_name() == "typed_parameter" { own.named_child(0).unwrap_or(own) } else { own };
        context.text(own) == context.text(name)
    })
}

/// Where a decorator of this file keeps one instance of each class it is given: the name of the
/// dict or variable, and the inner function that gives the instance back.
pub fn keeping_decorator<'t>(function: Node<'t>, context: &Context<'t>) -> Option<(String, Node<'t>)> {
    let taken = function.part(Field::Parameters)?.named_child(0)?;
    let taken = context.text(taken);
    let body = function.part(Field::Body)?;
    let mut cursor = body.walk();
    let inner = body.named_children(&mut cursor).find(|statement| {
        let one = statement.part(Field::Definition).unwrap_or(*statement);
        one.kind_name() == "function_definition"
    })?;
    let inner = inner.part(Field::Definition).unwrap_or(inner);
    let kept = below(inner.part(Field::Body)?, "assignment").into_iter().find_map(|assignment| {
        let right = assignment.part(Field::Right).filter(|right| right.kind_name() == "call")?;
        let made = right.part(Field::Function).is_some_and(|callee| context.text(callee) == taken);
        let left = assignment.part(Field::Left)?;
        let guarded = context
            .ancestors(assignment)
            .iter()
            .take_while(|one| **one != inner)
            .any(|one| one.kind_name() == "if_statement");
        let store = match left.kind_name() {
            "subscript" => left.part(Field::Value)?,
            _ => left,
        };
        (made && guarded).then(|| context.text(store).to_string())
    })?;
    Some((kept, inner))
}

/// The dict or attribute in which the `__call__` of a metaclass keeps one instance of each class.
pub fn keeping_metaclass(name: Node, context: &Context) -> Option<String> {
    let ancestors = context.ancestors(name);
    let function = *ancestors.iter().find(|around| around.kind_name() == "function_definition")?;
    let class = *ancestors.iter().find(|around| around.kind_name() == "class_definition")?;
    let classes = Classes::new(context.view);
    let id = classes.at(&context.source.range(class))?;
    let is_metaclass = matches!(&*classes.mro(id), Mro::Order(order) if order.contains(&Ancestor::Known("type")));
    if !is_metaclass || function.parent()? != class.part(Field::Body)? {
        return None;
    }
    below(function.part(Field::Body)?, "assignment").into_iter().find_map(|assignment| {
        let right = assignment.part(Field::Right).filter(|right| right.kind_name() == "call")?;
        let made = right.part(Field::Function).is_some_and(|callee| context.text(callee).ends_with(".__call__"));
        let left = assignment.part(Field::Left)?;
        let guarded = context
            .ancestors(assignment)
            .iter()
            .take_while(|one| **one != function)
            .any(|one| one.kind_name() == "if_statement");
        let store = match left.kind_name() {
            "subscript" => left.part(Field::Value)?,
            "attribute" => left,
            _ => return None,
        };
        (made && guarded).then(|| context.text(store).to_string())
    })
}

/// The name of a function or method by which classes keep one instance: `argument` is "metaclass"
/// or "decorator".
pub fn keeps_one(name: Node, argument: Option<&str>, context: &Context) -> bool {
    match argument {
        Some("metaclass") => keeping_metaclass(name, context).is_some(),
        _ => context.ancestors(name).first().is_some_and(|function| keeping_decorator(*function, context).is_some()),
    }
}

/// What stands in a class's place after a decorator of this file has run: the class's name, the
/// decorator's, the class, and whether the function in its place may have the class's attributes.
fn replaced_class(name: Node, context: &Context) -> Option<(String, bool)> {
    let view = context.view;
    let text = context.text(name);
    let scope = context.scope_of(name);
    let variable = view.variable(view.own(), scope, text);
    let bindings = view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    let BindingKind::Class(class) = site.item.kind else { return None };
    let (_, header, around) = view.class_header(site.unit, class)?;
    let [decorator] = header.decorators.as_slice() else { return None };
    // Inside the class its name stands for the same function, but only once it is called.
    let maker = view.variable(site.unit, around, decorator);
    let makers = view.bindings(&maker);
    let [maker] = makers.as_slice() else { return None };
    let BindingKind::Function(function) = maker.item.kind else { return None };
    let Gives::Inner(inner) = gives(context, maker.unit, function) else { return None };
    let data = view.scope(maker.unit, function).function.as_deref()?;
    let [taken] = data.params.as_slice() else { return None };
    let made = view.variable(maker.unit, function, &taken.name);
    let is_called = view
        .uses(&made)
        .iter()
        .any(|site| site.scope == inner && site.item.path.is_empty() && site.item.kind == UseKind::Read(Read::Call));
    let wrapper = view.scope(maker.unit, inner);
    let own = view.variable(maker.unit, function, &wrapper.name);
    let only_returned = view.uses(&own).iter().all(|site| site.item.kind == UseKind::Escape(Escape::Return));
    let bare = only_returned && wrapper.function.as_deref().is_some_and(|data| data.decorators.is_empty());
    is_called.then(|| (decorator.to_string(), bare))
}

/// A name that is used as a class though a decorator has put a function in its place: `argument`
/// says how it is used.
pub fn hidden_class(
    name: Node,
    argument: Option<&str>,
    context: &Context,
    found: &Match,
    witness: &mut Witness,
) -> bool {
    if !context.text(name).starts_with(|first: char| first.is_uppercase() || first == '_') {
        return false;
    }
    let Some((decorator, bare)) = replaced_class(name, context) else { return false };
    let outcome = match argument {
        Some("attribute") => {
            let Some(attribute) = found.named("attribute").map(|attribute| context.text(attribute)) else {
                return false;
            };
            let is_set = |site: &Site<Use>| matches!(site.item.kind, UseKind::Mutate(_));
            let variable = context.view.variable(context.view.own(), context.scope_of(name), context.text(name));
            if !bare || attribute.starts_with("__") || context.view.uses(&variable).iter().any(is_set) {
                return false;
            }
            format!("it has no attribute `{attribute}`")
        }
        Some("base") => "nothing can be derived from it".to_string(),
        Some("except") => "no handler can catch it".to_string(),
        _ => "`isinstance` refuses it".to_string(),
    };
    witness.say("decorator", decorator);
    witness.say("outcome", outcome);
    true
}
