//! Facts about `is` and `==`: operators, operands, and where the answer is used.

use super::context::{Context, Witness};
use crate::semantics::module::Place;
use crate::semantics::value::{path_of, value_of};
use crate::semantics::{BindingKind, Kind, Regions, Value};
use tree_sitter::Node;

/// `is` or `is not`; binds the equality operator that says what was meant.
pub fn identity_operator(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let negative = context.text(node).contains("not");
    witness.say("equality", if negative { "!=" } else { "==" });
    node.kind() == "is" || node.kind() == "is not"
}

/// `==` or `!=`; binds the identity operator of the same sense.
pub fn equality_operator(node: Node, _: &Context, witness: &mut Witness) -> bool {
    let negative = node.kind() != "==";
    witness.say("identity", if negative { "is not" } else { "is" });
    matches!(node.kind(), "==" | "!=")
}

/// Whether a name is the builtin of that name.
pub fn is_builtin(node: Node, context: &Context) -> bool {
    context.view.is_builtin(context.view.own(), context.scope_of(node), context.text(node))
}

/// A name, or attributes of a name.
pub fn is_simple_name(node: Node) -> bool {
    match node.kind() {
        "identifier" => true,
        "attribute" => node.child_by_field_name("object").is_some_and(is_simple_name),
        _ => false,
    }
}

/// Whether the answer of an expression decides something: `if`, `while`, `assert`, `and`, `return`, …
pub fn in_condition(node: Node, context: &Context) -> bool {
    let mut inner = node;
    for around in context.ancestors(node) {
        match around.kind() {
            "parenthesized_expression" | "boolean_operator" | "not_operator" => {}
            "if_statement" | "elif_clause" | "while_statement" | "assert_statement" | "return_statement"
            | "if_clause" => return true,
            "conditional_expression" => return around.named_child(1) == Some(inner),
            _ => return false,
        }
        inner = around;
    }
    false
}

/// Whether libraries that overload comparison may want it here: a call argument, a subscript, an
/// operand of `&`, `|`, `~`.
pub fn in_overloadable_context(node: Node, context: &Context) -> bool {
    for around in context.ancestors(node) {
        match around.kind() {
            "argument_list" | "keyword_argument" | "subscript" | "binary_operator" | "unary_operator"
            | "list_splat" => return true,
            "parenthesized_expression" | "boolean_operator" | "not_operator" | "tuple" | "list"
            | "conditional_expression" => {}
            _ => return false,
        }
    }
    false
}

/// Whether the file imports a library whose objects overload comparison.
pub fn array_or_orm_file(context: &Context) -> bool {
    const LIBRARIES: &[&str] = &[
        "numpy", "np", "pandas", "pd", "sqlalchemy", "sa", "django", "peewee", "polars", "pl", "dask", "xarray", "xr",
        "torch", "tensorflow", "tf", "jax", "sympy", "pyspark", "sqlmodel", "pony", "ibis", "Column", "select", "func",
        "and_", "or_", "Q", "F", "db", "models",
    ];
    LIBRARIES.iter().any(|name| {
        let variable = context.view.variable(context.view.own(), 0, name);
        context.view.bindings(&variable).iter().any(|site| matches!(site.item.kind, BindingKind::Import(_)))
    })
}

/// Whether an expression always builds a new object: a display, a comprehension, a constructor.
pub fn new_object(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(kind) = new_object_kind(node, context) else { return false };
    witness.say("kind", kind);
    true
}

/// What a new object is, in words; `None` when the expression may give an old one.
pub fn new_object_kind(node: Node, context: &Context) -> Option<String> {
    let inner = unparenthesized(node);
    match inner.kind() {
        "list" | "dictionary" | "set" | "list_comprehension" | "set_comprehension" | "dictionary_comprehension"
        | "generator_expression" | "lambda" => {
            let Value::Of(kind) = value_of(inner, context.source) else {
                let Value::Display(shape) = value_of(inner, context.source) else { return None };
                return Some(shape.kind.name().into());
            };
            Some(kind.name().into())
        }
        "call" => {
            let function = inner.child_by_field_name("function")?;
            let path = path_of(function, context.source)?;
            let scope = context.scope_of(inner);
            let name = context.text(function);
            if matches!(name, "list" | "dict" | "set" | "bytearray" | "object") {
                return is_builtin(function, context).then(|| name.to_string());
            }
            if !path.steps.is_empty() {
                return None;
            }
            let variable = context.view.variable(context.view.own(), scope, &path.root);
            let bindings = context.view.bindings(&variable);
            let [site] = bindings.as_slice() else { return None };
            let BindingKind::Class(class) = site.item.kind else { return None };
            builds_new_object(site.unit, class, context).then(|| path.root.to_string())
        }
        _ => None,
    }
}

/// Whether calling a class of this file always makes a new instance: no `__new__`, no metaclass, no
/// decorator, no base that could have one.
pub fn builds_new_object(unit: u32, class: u32, context: &Context) -> bool {
    let scope = context.view.scope(unit, class);
    let Some(data) = &scope.class else { return false };
    data.decorators.is_empty()
        && !data.has_keywords
        && data.bases.iter().all(|base| base == "object")
        && scope.symbol("__new__").is_none()
}

fn unparenthesized(node: Node) -> Node {
    let mut at = node;
    while at.kind() == "parenthesized_expression"
        && let Some(inner) = at.named_child(0)
    {
        at = inner;
    }
    at
}

/// `a is b` where each name is bound once, in this scope, to a value of its own: two displays, or
/// two equal constants. Binds what that means as `verdict`.
pub fn separate_values(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let operands = (node.named_child(0), node.named_child(1));
    let (Some(left), Some(right)) = operands else { return false };
    if left.kind() != "identifier" || right.kind() != "identifier" || node.named_child_count() != 2 {
        return false;
    }
    let scope = context.scope_of(node);
    let own = context.view.own();
    let data = context.view.scope(own, scope);
    if data.dynamic || data.kind.is_class() {
        return false;
    }
    let mut sides = Vec::new();
    for name in [left, right] {
        let variable = context.view.variable(own, scope, context.text(name));
        let bindings = context.view.bindings(&variable);
        let [site] = bindings.as_slice() else { return false };
        let home = match variable.place {
            Place::Local(_, home) => home,
            Place::Global => 0,
        };
        // The comparison must stand in the scope that binds, behind the binding.
        let in_order = if site.unit == own {
            let table = context.view.unit(own);
            let region = region_at(table, scope, context.source.at(node));
            Regions(&table.regions).reaches(site.item.region, site.item.from, region, context.source.at(node) + 1)
        } else {
            context.view.ordinal(site.unit) < context.view.ordinal(own)
        };
        if site.scope != scope || home != scope || !in_order || site.item.kind != BindingKind::Assign {
            return false;
        }
        sides.push(*site);
    }
    let [a, b] = sides.as_slice() else { return false };
    if a.unit == b.unit && a.item.value_range == b.item.value_range {
        // `a = b = []`: one value under two names.
        return false;
    }
    let verdict = match (&a.item.value, &b.item.value) {
        (Value::Display(x), Value::Display(y)) if x.kind.is_mutable() && y.kind.is_mutable() => {
            "is False however equal the two look: each was built on its own"
        }
        (Value::Of(x), Value::Of(y)) if x == y && is_plain_constant(*x) => {
            let same = context.text_of(a.unit, &a.item.value_range) == context.text_of(b.unit, &b.item.value_range);
            if !same {
                return false;
            }
            "depends on how the two equal constants were compiled"
        }
        _ => return false,
    };
    witness.say("verdict", verdict);
    for side in [a, b] {
        witness.point(side.unit, side.item.value_range.clone(), "one value is built here");
    }
    true
}

fn is_plain_constant(kind: Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes)
}

/// The innermost region of a scope that holds an offset.
pub(super) fn region_at(table: &crate::semantics::Unit, scope: u32, at: u32) -> u32 {
    let body = table.scopes[scope as usize].body;
    let belongs = |id: u32| Regions(&table.regions).outward(id).last().is_some_and(|(root, _)| root == body);
    (0..)
        .zip(&table.regions)
        .filter(|(id, region)| region.range.start <= at && at < region.range.end && belongs(*id))
        .last()
        .map_or(body, |(id, _)| id)
}

