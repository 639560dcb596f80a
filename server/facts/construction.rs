//! Facts about `__new__`: what it gives back, and what it hands to `object.__new__`
//! (Objects/typeobject.c `type_call`, `object_new`).

use super::context::{Context, Witness};
use super::descriptors::method_around;
use crate::semantics::classes::{Ancestor, Classes, Mro, Provider};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// Whether a class makes classes: it is derived from `type`, or looks like it.
fn is_metaclass(function: Node, class: Node, context: &Context) -> bool {
    let parameters = function.part(Field::Parameters);
    let first = parameters.and_then(|list| list.named_child(0)).map_or("", |first| context.text(first));
    let bases = class.part(Field::Superclasses).map_or("", |list| context.text(list));
    let takes_namespace = parameters.is_some_and(|list| {
        let text = context.text(list);
        text.contains("bases") || text.contains("namespace") || list.named_child_count() == 4 && bases.contains("type")
    });
    let last = |text: &str| text.trim_end_matches(')').ends_with("Meta") || text.contains("Meta,");
    first.starts_with("m") && first != "module" || takes_namespace || bases.contains("(type") || last(bases)
}

/// The name of a `__new__` that gives back None on some way through it.
pub fn gives_none(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let (function, class) = method_around(name, context)?;
        let body = function.part(Field::Body)?;
        let classes = Classes::new(context.view);
        let id = classes.at(&context.source.range(class))?;
        let data = classes.member(id, "__new__").and_then(|member| classes.function(id, &member))?;
        let skipped = data.is_stub || data.is_generator || data.is_async;
        if skipped || is_metaclass(function, class, context) || !falls_off(body, context) {
            return None;
        }
        Some((classes.name(id).to_string(), data.returns_value))
    };
    let Some((class, sometimes)) = answer() else { return false };
    witness.say("class", class);
    witness.say("when", if sometimes { "on one way through it, " } else { "" });
    true
}

/// Whether control certainly can run off the end of a suite: its last statement is a plain one, or
/// an `if` of which one branch does.
pub(super) fn falls_off(suite: Node, context: &Context) -> bool {
    let mut cursor = suite.walk();
    let Some(last) = suite.named_children(&mut cursor).filter(|node| node.kind_name() != "comment").last() else {
        return false;
    };
    match last.kind_name() {
        "expression_statement" => {
            // A call may never come back: `sys.exit()`, `self.fail()`.
            let inner = last.named_child(0);
            let is_call = inner.is_some_and(|inner| inner.kind_name() == "call");
            let makes = inner.and_then(|inner| inner.part(Field::Function)).is_some_and(|function| {
                let text = context.text(function);
                text.ends_with(".__new__") || text == "print"
            });
            !is_call && inner.is_some_and(|inner| !matches!(inner.kind_name(), "await" | "yield")) || makes
        }
        "if_statement" => {
            let mut cursor = last.walk();
            let mut alternatives = Vec::new();
            alternatives.extend(last.children_by_field_name("alternative", &mut cursor));
            let has_else = alternatives.iter().any(|part| part.kind_name() == "else_clause");
            let suites = last
                .part(Field::Consequence)
                .into_iter()
                .chain(alternatives.iter().filter_map(|part| part.part(Field::Consequence).or(part.part(Field::Body))));
            !has_else || suites.into_iter().any(|suite| falls_off(suite, context))
        }
        _ => false,
    }
}

/// `super().__new__(cls, …)`, the last word, where only `object` is left to take the arguments.
pub fn object_takes_none(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let ancestors = context.ancestors(name);
        let call = *ancestors.iter().find(|around| around.kind_name() == "call")?;
        let (function, class) = method_around(name, context)?;
        let own = function.part(Field::Name).map(|name| context.text(name));
        if own != Some("__new__") || is_metaclass(function, class, context) {
            return None;
        }
        let mut cursor = call.walk();
        let arguments = call.part(Field::Arguments)?;
        let given: Vec<Node> =
            arguments.named_children(&mut cursor).filter(|one| one.kind_name() != "comment").collect();
        let (first, extra) = given.split_first()?;
        if extra.is_empty() || first.kind_name() != "identifier" {
            return None;
        }
        let classes = Classes::new(context.view);
        let id = classes.at(&context.source.range(class))?;
        // In every order of this file, behind the class, nobody but `object` has a `__new__`.
        let ends_at_object = |leaf| match &*classes.mro(leaf) {
            Mro::Order(order) => {
                let behind = order.iter().skip_while(|one| **one != Ancestor::Here(id)).skip(1);
                classes.first_with(&behind.cloned().collect::<Vec<_>>(), "__new__") == Provider::Known("object")
            }
            _ => false,
        };
        let sure = ends_at_object(id) && classes.descendants(id).into_iter().all(ends_at_object);
        let only_splats = extra.iter().all(|one| matches!(one.kind_name(), "list_splat" | "dictionary_splat"));
        // With splats alone it fails only when there is something in them.
        let init = classes.member(id, "__init__").and_then(|member| classes.function(id, &member));
        let takes_some = init.is_none_or(|init| init.params.len() > 1);
        (sure && (!only_splats || takes_some) && !class_is_mixin(classes.name(id))).then_some(if only_splats {
            "as soon as there are any"
        } else {
            "each time"
        })
    };
    let Some(when) = answer() else { return false };
    witness.say("when", when);
    true
}

/// By its name it stands before another class, whose `__new__` may take arguments.
fn class_is_mixin(name: &str) -> bool {
    name.to_ascii_lowercase().contains("mixin")
}
