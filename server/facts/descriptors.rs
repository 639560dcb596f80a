//! Facts about descriptors: what their methods keep, where they fail, which attribute is one
//! (howto/descriptor.html; Objects/object.c `_PyObject_GenericGetAttrWithDict`).

use super::context::{Context, Witness};
use super::singletons::below;
use crate::semantics::classes::{Ancestor, ClassId, Classes, MemberKind, Provider};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::Value;
use crate::semantics::{BindingKind, ScopeKind};
use tree_sitter::Node;

/// The methods by which a class attribute is a descriptor.
pub const METHODS: &[&str] = &["__get__", "__set__", "__delete__", "__set_name__"];

/// The function and the class statement around the name of a method, decorated or not.
pub(super) fn method_around<'t>(name: Node<'t>, context: &Context<'t>) -> Option<(Node<'t>, Node<'t>)> {
    let ancestors = context.ancestors(name);
    let function = *ancestors.iter().find(|around| around.kind_name() == "function_definition")?;
    let class = *ancestors.iter().find(|around| around.kind_name() == "class_definition")?;
    let suite = class.part(Field::Body)?;
    let holder = function.parent().filter(|parent| parent.kind_name() == "decorated_definition").unwrap_or(function);
    (holder.parent()? == suite).then_some((function, class))
}

/// The function of this name in a class's suite, when there is one and no decorator is on it.
pub fn plain_method<'t>(class: Node<'t>, name: &str, context: &Context) -> Option<Node<'t>> {
    let suite = class.part(Field::Body)?;
    let mut cursor = suite.walk();
    let mut found = suite.named_children(&mut cursor).filter(|statement| {
        statement.kind_name() == "function_definition"
            && statement.part(Field::Name).is_some_and(|own| context.text(own) == name)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// The names of a function's parameters that are plain names, annotated or not.
pub fn parameters<'c>(function: Node, context: &'c Context) -> Vec<&'c str> {
    let Some(list) = function.part(Field::Parameters) else { return Vec::new() };
    let mut cursor = list.walk();
    let name = |parameter: Node| match parameter.kind_name() {
        "identifier" => context.text(parameter),
        "typed_parameter" => parameter.named_child(0).map_or("", |name| context.text(name)),
        _ => parameter.part(Field::Name).map_or("", |name| context.text(name)),
    };
    list.named_children(&mut cursor).filter(|one| one.kind_name() != "comment").map(name).collect()
}

/// All nodes `object.attribute` below a node, outside of functions defined there.
pub fn attributes<'t>(node: Node<'t>, object: &str, attribute: &str, context: &Context) -> Vec<Node<'t>> {
    let mut found = below(node, "attribute");
    found.retain(|one| {
        let is =
            |field: &str, text: &str| one.child_by_field_name(field).is_some_and(|part| context.text(part) == text);
        is("object", object) && is("attribute", attribute)
    });
    found
}

fn mentions(node: Node, name: &str, context: &Context) -> bool {
    node.kind_name() == "identifier" && context.text(node) == name
        || below(node, "identifier").iter().any(|one| context.text(*one) == name)
}

/// Whether the class and all behind it are known, so that no other class gives `self.x` a meaning.
fn is_known(class: Node, context: &Context) -> bool {
    let classes = Classes::new(context.view);
    let id = classes.at(&context.source.range(class));
    id.is_some_and(|id| classes.mro(id).order().is_some() && classes.header(id).1.decorators.is_empty())
}

/// The attribute of the descriptor itself in which a `__set__` keeps the value that `__get__` gives
/// back: its name, and the assignments.
pub fn kept_on_self<'t>(class: Node<'t>, context: &Context<'t>) -> Option<(String, Vec<Node<'t>>)> {
    let (setter, getter) = (plain_method(class, "__set__", context)?, plain_method(class, "__get__", context)?);
    let set = parameters(setter, context);
    let [own, instance, value] = set.as_slice() else { return None };
    let reader = *parameters(getter, context).first()?;
    let body = setter.part(Field::Body)?;
    // Whoever also writes to the instance has a plan for this.
    if context.text(body).contains(&format!("{instance}.__dict__"))
        || context.text(body).contains(&format!("setattr({instance}"))
    {
        return None;
    }
    let mut stored: Vec<(String, Node)> = Vec::new();
    for assignment in below(body, "assignment") {
        let (Some(left), Some(right)) = (assignment.part(Field::Left), assignment.part(Field::Right)) else {
            continue;
        };
        let on_self = left.kind_name() == "attribute"
            && left.part(Field::Object).is_some_and(|object| context.text(object) == *own);
        if on_self && mentions(right, value, context) && !mentions(right, instance, context) {
            let name = context.text(left.part(Field::Attribute)?).to_string();
            stored.push((name, assignment));
        }
    }
    let name = stored.first()?.0.clone();
    let returned = below(getter.part(Field::Body)?, "return_statement").into_iter().any(|one| {
        let value = one.named_child(0);
        value.is_some_and(|value| {
            value.kind_name() == "attribute" && context.text(value) == format!("{reader}.{name}")
                || value.kind_name() != "attribute"
                    && !attributes(value, reader, &name, context).is_empty()
                    && !matches!(value.kind_name(), "subscript" | "call")
        })
    });
    stored.retain(|(own, _)| *own == name);
    returned.then(|| (name, stored.into_iter().map(|(_, node)| node).collect()))
}

/// The name of a `__set__` that keeps the value on the descriptor.
pub(super) fn keeps_state(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let (_, class) = method_around(name, context).filter(|(_, class)| is_known(class.to_owned(), context))?;
        let (attribute, stored) = kept_on_self(class, context)?;
        let target = stored.first()?.part(Field::Left)?;
        let class_name = context.text(class.part(Field::Name)?).to_string();
        Some((attribute, class_name, context.source.range(target)))
    };
    let Some((attribute, class, range)) = answer() else { return false };
    witness.say("attribute", attribute);
    witness.say("class", class);
    witness.mark(range);
    true
}

/// The name of a `__get__` that asks the instance for something, and has no thought for `None`.
pub(super) fn fails_on_class(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let (function, class) = method_around(name, context)?;
        let taken = parameters(function, context);
        let instance = *taken.get(1).filter(|name| !name.is_empty())?;
        let body = function.part(Field::Body)?;
        let guards = [
            "if_statement",
            "conditional_expression",
            "try_statement",
            "boolean_operator",
            "assert_statement",
            "match_statement",
        ];
        if guards.iter().any(|kind| !below(body, kind).is_empty())
            || function.parent()?.kind_name() == "decorated_definition"
        {
            return None;
        }
        if !is_known(class, context) {
            return None;
        }
        let asked = below(body, "attribute").into_iter().find(|one| {
            one.part(Field::Object).is_some_and(|object| context.text(object) == instance)
                && !matches!(one.part(Field::Attribute).map(|it| context.text(it)), Some("__class__" | "__doc__"))
        });
        let read = below(body, "call").into_iter().find(|call| {
            let function = call.part(Field::Function).map_or("", |function| context.text(function));
            let arguments = call.part(Field::Arguments);
            function == "getattr"
                && arguments.is_some_and(|list| {
                    list.named_child_count() == 2
                        && list.named_child(0).is_some_and(|first| context.text(first) == instance)
                })
        });
        asked.or(read)?;
        Some(instance.to_string())
    };
    let Some(instance) = answer() else { return false };
    witness.say("instance", instance);
    true
}

/// Whether a node is reached whenever the function's body runs.
fn is_unconditional(node: Node, body: Node, context: &Context) -> bool {
    context.ancestors(node).iter().take_while(|around| **around != body).all(|around| {
        !matches!(
            around.kind_name(),
            "if_statement"
                | "elif_clause"
                | "else_clause"
                | "for_statement"
                | "while_statement"
                | "try_statement"
                | "match_statement"
                | "conditional_expression"
                | "boolean_operator"
                | "lambda"
                | "list_comprehension"
                | "generator_expression"
                | "set_comprehension"
                | "dictionary_comprehension"
        )
    })
}

/// Where an accessor of a property asks for the property itself, on every way through it. `name` is
/// the name of the function.
pub fn recursion_at<'t>(name: Node<'t>, context: &Context<'t>) -> Option<Node<'t>> {
    let (function, _) = method_around(name, context)?;
    let own = context.text(name);
    let whole = function.parent().filter(|whole| whole.kind_name() == "decorated_definition")?;
    let mut cursor = whole.walk();
    let mut decorators = whole.named_children(&mut cursor).filter(|part| part.kind_name() == "decorator");
    let decorator = decorators.next()?.named_child(0)?;
    if decorators.next().is_some() {
        return None;
    }
    let (text, setter) = (context.text(decorator), format!("{own}.setter"));
    let is_getter =
        text == "property" && context.view.is_builtin(context.view.own(), context.scope_of(decorator), "property");
    if !is_getter && text != setter {
        return None;
    }
    let body = function.part(Field::Body)?;
    let receiver = *parameters(function, context).first()?;
    attributes(body, receiver, own, context).into_iter().find(|one| {
        let parent = one.parent();
        let is_target =
            parent.is_some_and(|parent| parent.kind_name() == "assignment" && parent.part(Field::Left) == Some(*one));
        let is_deleted = parent.is_some_and(|parent| parent.kind_name() == "delete_statement");
        is_target != is_getter && !is_deleted && is_unconditional(*one, body, context)
    })
}

/// The name of a getter or setter that calls itself.
pub(super) fn recurses(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(place) = recursion_at(name, context) else { return false };
    witness.say("name", context.text(name));
    witness.mark(context.source.range(place));
    true
}

/// The class of this file that is a descriptor, at the name of one of its methods.
pub fn descriptor_class(name: Node, context: &Context) -> Option<ClassId> {
    let (_, class) = method_around(name, context)?;
    METHODS.contains(&context.text(name)).then(|| Classes::new(context.view).at(&context.source.range(class)))?
}

/// Where classes of this file have an instance of a descriptor: the class and the attribute.
pub fn users(classes: &Classes, descriptor: ClassId) -> Vec<(ClassId, String)> {
    let view = classes.view();
    let (name, header, _) = classes.header(descriptor);
    let mut found: Vec<(ClassId, String)> = Vec::new();
    for site in view.uses(&view.variable(descriptor.unit, header.outer, name)) {
        let scope = view.scope(site.unit, site.scope);
        if scope.kind != ScopeKind::Class {
            continue;
        }
        for symbol in &scope.symbols {
            let is_made = symbol.bindings.iter().any(|binding| {
                binding.kind == BindingKind::Assign
                    && binding.value_range.contains(&site.item.at)
                    && matches!(&binding.value, Value::Call { callee, .. } if callee.root == *name)
            });
            let entry = (ClassId { unit: site.unit, scope: site.scope }, symbol.name.to_string());
            if is_made && !found.contains(&entry) {
                found.push(entry);
            }
        }
    }
    found
}

/// The class, and the member that is a descriptor, for an attribute of `self` or a name in the
/// body of a class.
pub fn descriptor_member(name: Node, context: &Context) -> Option<(ClassId, crate::semantics::classes::Member)> {
    let classes = Classes::new(context.view);
    let own = context.view.own();
    let parent = *context.ancestors(name).first()?;
    let scope = context.scope_of(name);
    let class = if parent.kind_name() == "attribute" {
        let object = parent.part(Field::Object)?;
        // On the class itself the attribute is another matter.
        let is_class = matches!(classes.named(own, scope, context.text(object)), Ancestor::Here(_));
        super::inheritance::class_of_object(object, context).filter(|_| !is_class)?
    } else {
        (context.view.scope(own, scope).kind == ScopeKind::Class).then_some(ClassId { unit: own, scope })?
    };
    match classes.provider(class, context.text(name)) {
        Provider::Here(owner, member) if matches!(member.kind, MemberKind::Descriptor | MemberKind::Property) => {
            Some((owner, member))
        }
        _ => None,
    }
}

/// The class in `self.x = Class(…)` is a descriptor and nothing else, so that its object does nothing
/// where it stands.
pub(super) fn makes_descriptor(maker: Node, context: &Context) -> bool {
    let around = context.ancestors(maker);
    let Some(class) = around.iter().find(|around| around.kind_name() == "class_definition") else { return false };
    let classes = Classes::new(context.view);
    let own = classes.at(&context.source.range(*class));
    // The attributes of a class that makes classes are class attributes; who sets attributes in a
    // way of their own may well move this one.
    let is_plain = own.is_some_and(|own| {
        classes.mro(own).order().is_some_and(|order| !order.contains(&Ancestor::Known("type")))
            && !["__setattr__", "__getattribute__"]
                .iter()
                .any(|name| matches!(classes.provider(own, name), Provider::Here(..)))
    });
    if !is_plain {
        return false;
    }
    let scope = context.scope_of(maker);
    if context.text(maker) == "property" {
        return context.view.is_builtin(context.view.own(), scope, "property");
    }
    let Ancestor::Here(id) = classes.named(context.view.own(), scope, context.text(maker)) else { return false };
    let members = classes.members(id);
    matches!(classes.provider(id, "__get__"), Provider::Here(..))
        && classes.mro(id).order().is_some()
        && members.iter().all(|member| member.function.is_none() || member.name.starts_with('_'))
        // Calling it or looping over it is another use of the object.
        && !members.iter().any(|member| matches!(member.name.as_str(), "__call__" | "__getattr__" | "__iter__"))
}
