//! Facts about changing in place: what can change, what a method gives back, who changes it.

use super::context::{Context, Match, Witness};
use super::identity::region_at;
use crate::semantics::region::RegionKind;
use crate::semantics::scope::Mutation;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{path_of, value_of};
use crate::semantics::{BindingKind, Kind, Regions, Value};
use tree_sitter::Node;

/// The type of an expression, as far as it is known.
pub fn kind_of(node: Node, context: &Context) -> Option<Kind> {
    let value = value_of(node, context.source);
    let kind = context.view.kind_of(context.view.own(), context.scope_of(node), &value);
    kind.or_else(|| super::attributes::kind_of_attribute(node, context))
}

/// Whether an expression has a known type, one of those that the argument lists (all if none).
pub fn has_kind(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some(kind) = kind_of(node, context) else {
        return false;
    };
    witness.say("kind", kind.name());
    argument.is_none_or(|list| list.split([',', ' ']).any(|name| name == kind.name()))
}

/// Whether an expression is a mutable container: built on the spot, or a name that is only ever
/// bound to one.
pub fn mutable_value(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let scope = context.scope_of(node);
    let own = context.view.own();
    let value = value_of(node, context.source);
    let kind = match &value {
        Value::Path(path) if path.steps.is_empty() => {
            let variable = context.view.variable(own, scope, &path.root);
            let bindings = context.view.bindings(&variable);
            let [site] = bindings.as_slice() else {
                return false;
            };
            if site.item.kind != BindingKind::Assign || matches!(site.item.value, Value::Path(_)) {
                return false;
            }
            let kind = context.view.kind_of_variable(&variable);
            if kind.is_some_and(Kind::is_mutable) {
                witness.point(site.unit, site.item.value_range.clone(), "the object is built here");
            }
            kind
        }
        Value::Path(_) => None,
        // The namespace itself, which is there anyway.
        Value::Call { callee, .. } if matches!(callee.root.as_str(), "globals" | "locals" | "vars") => None,
        // `sorted(x)` or `"a b".split()` are new lists too; `x.copy()` may be of any type.
        _ => context.view.kind_of(own, scope, &value),
    };
    let Some(kind) = kind.filter(|kind| kind.is_mutable()) else {
        return false;
    };
    witness.say("kind", kind.name());
    true
}

/// Whether an expression builds its object on the spot, rather than naming one.
pub fn is_built_here(node: Node) -> bool {
    !matches!(node.kind_name(), "identifier" | "attribute" | "subscript")
}

/// Whether a name's only binding is a display or a constructor of a container.
pub fn is_named_literal(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let around = context.ancestors(node);
    let parent = around.first().copied();
    let is_name = parent.is_none_or(|parent| {
        let field = |name| parent.child_by_field_name(name) == Some(node);
        !(parent.kind_name() == "attribute" && field("attribute")
            || parent.kind_name() == "keyword_argument" && field("name")
            || parent.kind_name().ends_with("_definition") && field("name")
            || matches!(
                parent.kind_name(),
                "type" | "generic_type" | "dotted_name" | "parameters" | "lambda_parameters"
            ))
    });
    let variable = context.view.variable(own, context.scope_of(node), context.text(node));
    let bindings = context.view.bindings(&variable);
    let literal = matches!(bindings.as_slice(), [site] if site.item.kind == BindingKind::Assign
        && !matches!(site.item.value, Value::Path(_)));
    is_name
        && literal
        && context
            .view
            .kind_of_variable(&variable)
            .is_some_and(|kind| kind.is_mutable() || matches!(kind, Kind::Tuple | Kind::FrozenSet))
}

/// Whether a statement is there to see what happens: inside `try`, in a `with`, which may be
/// `pytest.raises`, or in a test function.
pub fn is_probing(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let table = context.view.unit(own);
    let at = context.source.at(node);
    let mut scope = context.scope_of(node);
    while table.scopes[scope as usize].kind.is_comprehension() {
        let Some(parent) = table.scopes[scope as usize].parent else { break };
        scope = parent;
    }
    let region = region_at(table, scope, at);
    table.scopes[scope as usize].name.to_ascii_lowercase().starts_with("test")
        || Regions(&table.regions)
            .outward(region)
            .any(|(_, region)| matches!(region.kind, RegionKind::Try | RegionKind::With | RegionKind::Except))
}

/// Whether calling a method of this object, and dropping the result, loses anything: for a literal
/// only when it is put together with something else, as in `", ".join(parts)`.
pub fn is_worth_keeping(node: Node, context: &Context) -> bool {
    if !matches!(node.kind_name(), "string" | "concatenated_string" | "list" | "tuple" | "set" | "dictionary") {
        return true;
    }
    let around = context.ancestors(node);
    let Some(call) = around.iter().find(|around| around.kind_name() == "call") else {
        return false;
    };
    let arguments = call.part(Field::Arguments).filter(|arguments| !holds(*arguments, node));
    let mut cursor = node.walk();
    arguments.is_some_and(|arguments| {
        arguments.named_children(&mut cursor).any(|argument| {
            !matches!(argument.kind_name(), "string" | "integer" | "keyword_argument" | "comment" | "none")
        })
    })
}

fn holds(outer: Node, inner: Node) -> bool {
    outer.start_byte() <= inner.start_byte() && inner.end_byte() <= outer.end_byte()
}

/// Whether a name is `dict`, or one of its subclasses in `collections` whose `fromkeys` stores the
/// one value under each key.
pub fn is_dict_type(node: Node, context: &Context) -> bool {
    let Some(path) = path_of(node, context.source) else {
        return false;
    };
    let own = context.view.own();
    let scope = context.scope_of(node);
    path.steps.is_empty() && path.root == "dict" && context.view.is_builtin(own, scope, "dict")
        || matches!(
            context.view.imported(own, scope, &path).as_deref(),
            Some("collections.OrderedDict" | "collections.defaultdict")
        )
}

/// Whether a method's name belongs to `str` alone.
pub fn is_str_only_method(node: Node, context: &Context) -> bool {
    matches!(context.text(node), "removeprefix" | "removesuffix" | "casefold" | "swapcase")
}

/// Whether a call changes its receiver in place and gives back None. Binds the receiver's type and
/// the method.
pub fn in_place_result(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(function) = node.part(Field::Function) else {
        return false;
    };
    let method = function.part(Field::Attribute).map(|method| context.text(method));
    // The name alone rules most calls out, before anything is asked of the module.
    if method.is_some_and(|method| method != "shuffle" && !changes_in_place(method)) {
        return false;
    }
    let own = context.view.own();
    let scope = context.scope_of(node);
    if let Some(path) = path_of(function, context.source)
        && context.view.imported(own, scope, &path).as_deref() == Some("random.shuffle")
    {
        witness.say("type", "list");
        witness.say("method", "shuffle");
        return true;
    }
    let (Some(object), Some(method)) = (function.part(Field::Object), method) else {
        return false;
    };
    let kind = match object.kind_name() {
        "identifier" => {
            let variable = context.view.variable(own, scope, context.text(object));
            context.view.kind_before(&variable, own, context.source.at(object))
        }
        "attribute" => super::attributes::kind_of_attribute(object, context),
        _ => kind_of(object, context),
    };
    let Some(kind) = kind else { return false };
    let gives_none = match kind {
        Kind::List => {
            matches!(method, "append" | "extend" | "insert" | "remove" | "clear" | "sort" | "reverse")
        }
        Kind::Dict | Kind::OrderedDict | Kind::DefaultDict | Kind::Counter => {
            matches!(method, "update" | "clear")
        }
        Kind::Set => matches!(
            method,
            "add"
                | "discard"
                | "remove"
                | "update"
                | "clear"
                | "difference_update"
                | "intersection_update"
                | "symmetric_difference_update"
        ),
        Kind::Deque => {
            matches!(method, "append" | "appendleft" | "extend" | "extendleft" | "rotate" | "clear" | "reverse")
        }
        Kind::ByteArray => matches!(method, "append" | "extend" | "insert" | "clear" | "reverse"),
        _ => false,
    };
    if gives_none {
        witness.say("type", kind.name());
        witness.say("method", method);
    }
    gives_none
}

/// Whether some container has a method of this name that changes it and gives back None.
fn changes_in_place(method: &str) -> bool {
    matches!(
        method,
        "append"
            | "appendleft"
            | "extend"
            | "extendleft"
            | "insert"
            | "remove"
            | "clear"
            | "sort"
            | "reverse"
            | "rotate"
            | "update"
            | "add"
            | "discard"
            | "difference_update"
            | "intersection_update"
            | "symmetric_difference_update"
    )
}

/// Whether two captures have the same text; the argument names the other one.
pub fn same_name(node: Node, argument: Option<&str>, context: &Context, found: &Match) -> bool {
    argument.and_then(|name| found.named(name)).is_some_and(|other| context.text(other) == context.text(node))
}

/// A change in words: `append`, `[…] = …`, `+=`.
pub(super) fn describe(mutation: &Mutation) -> String {
    match mutation {
        Mutation::Method(name) => format!("`.{name}()`"),
        Mutation::Set(step) => format!("`{} = …`", step.to_string().trim_start_matches('.')),
        Mutation::Delete(_) => "`del`".into(),
        Mutation::Augmented => "an augmented assignment".into(),
    }
}
