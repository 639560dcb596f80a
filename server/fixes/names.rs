//! Whether an expression means the same in another place.

use crate::facts::Context;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Place, ScopeId};
use tree_sitter::Node;

/// The names that an expression reads; attributes and keywords are none.
pub(super) fn names_in<'t>(expression: Node<'t>) -> Vec<Node<'t>> {
    let mut names = Vec::new();
    let mut pending = vec![expression];
    while let Some(node) = pending.pop() {
        match node.kind_name() {
            "identifier" => names.push(node),
            "attribute" => pending.extend(node.part(Field::Object)),
            "keyword_argument" => pending.extend(node.part(Field::Value)),
            _ => {
                let mut cursor = node.walk();
                pending.extend(node.named_children(&mut cursor));
            }
        }
    }
    names
}

/// Whether an expression mentions a name.
pub(super) fn mentions(context: &Context, expression: Node, name: &str) -> bool {
    names_in(expression).into_iter().any(|own| context.text(own) == name)
}

/// Whether evaluating an expression does more than build a value: it suspends, or it binds a name.
fn is_bound_to_place(expression: Node) -> bool {
    let mut pending = vec![expression];
    while let Some(node) = pending.pop() {
        if matches!(node.kind_name(), "yield" | "await" | "named_expression" | "ERROR") {
            return true;
        }
        let mut cursor = node.walk();
        pending.extend(node.named_children(&mut cursor));
    }
    false
}

/// Whether an expression can be moved into a scope nested in the one where it stands: a function's
/// body or a comprehension. Names of a class body are not visible there, and names that the inner
/// scope binds mean something else. `scope` is where the expression is evaluated now, which for a
/// default is the one around the function.
pub(super) fn can_move(context: &Context, expression: Node, scope: ScopeId, inner: Option<ScopeId>) -> bool {
    let own = context.view.own();
    let visible = |name: &Node| {
        let text = context.text(*name);
        let variable = context.view.variable(own, scope, text);
        let of_class = matches!(variable.place, Place::Local(unit, home)
            if context.view.scope(unit, home).kind.is_class());
        let rebound = inner.is_some_and(|inner| {
            context.view.scope(own, inner).symbol(text).is_some_and(|symbol| !symbol.bindings.is_empty())
        });
        !of_class && !rebound
    };
    !is_bound_to_place(expression) && names_in(expression).iter().all(visible)
}

/// Whether evaluating an expression again and again does nothing but build equal values: it calls
/// nothing but the builtin containers.
pub(super) fn is_plain(context: &Context, expression: Node) -> bool {
    let mut pending = vec![expression];
    while let Some(node) = pending.pop() {
        let plain = match node.kind_name() {
            "call" => node
                .part(Field::Function)
                .is_some_and(|function| matches!(context.text(function), "list" | "dict" | "set" | "bytearray")),
            "attribute" | "subscript" => false,
            _ => true,
        };
        if !plain {
            return false;
        }
        let mut cursor = node.walk();
        pending.extend(node.named_children(&mut cursor));
    }
    true
}

/// The first of some names that no expression mentions.
pub(super) fn free_name<'n>(context: &Context, expressions: &[Node], names: &[&'n str]) -> Option<&'n str> {
    names.iter().copied().find(|name| !expressions.iter().any(|expression| mentions(context, *expression, name)))
}
