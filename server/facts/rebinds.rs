//! Facts about parameters that are bound anew: whether anybody ever looks at the new value.
//!
//! People rebind parameters for good reasons that end in no read: to check an argument, to fill in
//! a default for all paths, to let go of an object, to feed a debugger. Each of those stays silent.

use super::context::{Context, Witness};
use super::identity::is_builtin;
use crate::semantics::module::{Site, Variable};
use crate::semantics::region::{Exit, RegionKind};
use crate::semantics::scope::{Mutation, ParameterKind};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::value_of;
use crate::semantics::{Binding, BindingKind, Kind, Place, Regions, ScopeKind, Use, UseKind, Value};
use tree_sitter::Node;

/// Whether a parameter is bound to a new value that nobody ever looks at.
pub fn lost_rebind(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let scope = context.scope_of(node);
    let data = context.view.scope(own, scope);
    let Some(function) = data.function.as_deref().filter(|_| data.kind == ScopeKind::Function) else {
        return false;
    };
    let name = context.text(node);
    // What `*args` and `**kwargs` hold was made for this call: no caller has it.
    let parameter = function.params.iter().find(|own| own.name == name);
    let is_given =
        parameter.is_some_and(|own| !matches!(own.kind, ParameterKind::VarPositional | ParameterKind::VarKeyword));
    if !is_given || data.dynamic || function.is_stub || name.starts_with('_') || data.name == "__del__" {
        return false;
    }
    let variable = Variable { name: name.into(), place: Place::Local(own, scope) };
    let bindings = context.view.bindings(&variable);
    let at = context.source.at(node);
    let Some(binding) = bindings.iter().find(|site| site.item.at == at).map(|site| site.item) else {
        return false;
    };
    let is_parameter = |site: &&Site<Binding>| matches!(site.item.kind, BindingKind::Parameter(_));
    let is_first = bindings.iter().filter(|site| !is_parameter(site)).all(|site| site.item.at >= at);
    let uses = context.view.uses(&variable);
    // A name that a nested function holds may be read at any time; `del` lets an object go.
    let elsewhere = uses.iter().any(|site| site.scope != scope) || bindings.iter().any(|site| site.scope != scope);
    let let_go = matches!(binding.value, Value::Of(Kind::None))
        || bindings.iter().any(|site| site.item.kind == BindingKind::Delete);
    if !bindings.iter().any(|site| is_parameter(&site)) || !is_first || elsewhere || let_go {
        return false;
    }
    let table = context.view.unit(own);
    let regions = Regions(&table.regions);
    let in_loop = regions.loop_of(binding.region);
    let read_again = |site: &Site<Use>| {
        site.item.at >= binding.from
            || in_loop.is_some_and(|body| regions.outward(site.item.region).any(|(id, _)| id == body))
    };
    // Other bindings in a loop, and `+=` later on, read the value too.
    let reads_by_binding = bindings.iter().any(|site| {
        site.item.kind == BindingKind::Augmented && site.item.at > at || site.item.at != at && in_loop.is_some()
    });
    // In `try` and `with` the statement may be there for the exception, and before a `raise` for the
    // traceback.
    let probes = regions.outward(binding.region).any(|(_, region)| {
        use RegionKind::{Except, Finally, Try, TryElse, With};
        matches!(region.kind, Except | Finally | Try | TryElse | With)
            || region.exit.is_some_and(|(exit, how)| exit >= at && how == Exit::Raise)
    });
    if uses.iter().any(read_again) || reads_by_binding || probes || !is_plain(node, name, context) {
        return false;
    }
    let changes = |site: &&Site<Use>| {
        matches!(site.item.kind, UseKind::Mutate(Mutation::Method(_) | Mutation::Set(_))) && site.item.at < at
    };
    if let Some(site) = uses.iter().find(changes) {
        witness.point(own, site.item.range.clone(), "this change reached the caller; the one below does not");
    }
    true
}

/// Whether the assignment around a name can only be there for the new value.
fn is_plain(node: Node, name: &str, context: &Context) -> bool {
    let around = context.ancestors(node);
    let is_assignment = |node: &&Node| matches!(node.kind_name(), "assignment" | "augmented_assignment");
    let Some(place) = around.iter().position(|node| is_assignment(&node)) else { return false };
    let assignment = around[place];
    let Some(right) = assignment.part(Field::Right) else { return false };
    let [statement, block, ..] = &around[place + 1..] else { return false };
    // `x = self.y = []`: the object has another name.
    if statement.kind_name() != "expression_statement" || right.kind_name() == "assignment" {
        return false;
    }
    // `if x is None: x = {}` fills in a default for whoever may come to need it; a swap does not.
    let left = assignment.part(Field::Left);
    let is_swap =
        left.is_some_and(|left| left.kind_name().starts_with("pattern") || left.kind_name() == "tuple_pattern");
    for outer in &around[place + 1..] {
        if outer.kind_name() == "function_definition" {
            // What looks into the frame sees all names.
            if looks_into_frame(context.text(*outer)) {
                return false;
            }
            break;
        }
        let test = ["condition", "subject"].iter().find_map(|field| outer.child_by_field_name(field));
        if !is_swap && test.is_some_and(|test| mentions(test, name, context)) {
            return false;
        }
        // An `elif` stands behind all tests above it.
        if !is_swap && outer.kind_name() == "if_statement" {
            let mut cursor = outer.walk();
            let mut clauses = outer.named_children(&mut cursor).filter(|clause| clause.kind_name() == "elif_clause");
            if clauses.any(|clause| clause.part(Field::Condition).is_some_and(|test| mentions(test, name, context))) {
                return false;
            }
        }
    }
    let is_last = around.get(place + 3).is_some_and(|outer| outer.kind_name() == "function_definition")
        && last_statement(*block) == Some(*statement);
    // `event = event` tells a linter that the name is used.
    context.text(right) != name && !is_default(right, name, context) && does_nothing_else(right, name, is_last, context)
}

fn last_statement(block: Node) -> Option<Node> {
    let mut cursor = block.walk();
    block.named_children(&mut cursor).filter(|child| !child.is_extra()).last()
}

fn looks_into_frame(function: &str) -> bool {
    const WORDS: &[&str] = &[
        "eval(",
        "query(",
        "exec(",
        "locals(",
        "vars(",
        "_getframe",
        "currentframe",
        "f_locals",
        "breakpoint(",
        "set_trace(",
        "interact(",
        "stack()",
    ];
    WORDS.iter().any(|word| function.contains(word))
}

/// Whether a name occurs in an expression.
fn mentions(node: Node, name: &str, context: &Context) -> bool {
    any_node(node, &mut |inner| inner.kind_name() == "identifier" && context.text(inner) == name)
}

fn any_node(node: Node, wanted: &mut impl FnMut(Node) -> bool) -> bool {
    if wanted(node) {
        return true;
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor).any(|child| any_node(child, wanted))
}

/// `x or []`, `[] if x is None else x`.
fn is_default(right: Node, name: &str, context: &Context) -> bool {
    match right.kind_name() {
        "boolean_operator" | "conditional_expression" => mentions(right, name, context),
        "parenthesized_expression" => right.named_child(0).is_some_and(|inner| is_default(inner, name, context)),
        _ => false,
    }
}

/// Whether evaluating an expression is of no use but for its value: no call that may check its
/// argument or do something besides, no `await`, no `yield`. The last statement of a function may
/// call a method of the parameter: nothing comes behind for which that could be a check.
fn does_nothing_else(right: Node, name: &str, is_last: bool, context: &Context) -> bool {
    !any_node(right, &mut |inner| match inner.kind_name() {
        "await" | "yield" | "named_expression" => true,
        "call" => !is_harmless_call(inner, name, is_last, context),
        _ => false,
    })
}

fn is_harmless_call(call: Node, name: &str, is_last: bool, context: &Context) -> bool {
    const BUILTINS: &[&str] = &[
        "list",
        "dict",
        "set",
        "tuple",
        "frozenset",
        "sorted",
        "reversed",
        "str",
        "repr",
        "enumerate",
        "zip",
        "range",
        "len",
        "object",
    ];
    const METHODS: &[&str] = &[
        "strip",
        "lstrip",
        "rstrip",
        "upper",
        "lower",
        "title",
        "capitalize",
        "casefold",
        "swapcase",
        "replace",
        "removeprefix",
        "removesuffix",
        "zfill",
        "center",
        "ljust",
        "rjust",
        "expandtabs",
        "split",
        "rsplit",
        "splitlines",
        "join",
        "copy",
    ];
    let Some(function) = call.part(Field::Function) else { return false };
    if function.kind_name() == "identifier" {
        let called = context.text(function);
        let conversion = is_last && matches!(called, "int" | "float" | "bool" | "bytes" | "abs" | "round");
        return (conversion || BUILTINS.contains(&called)) && is_builtin(function, context);
    }
    let (Some(object), Some(method)) = (function.part(Field::Object), function.part(Field::Attribute)) else {
        return false;
    };
    let method = context.text(method);
    let of_parameter = is_last && context.text(object) == name && !matches!(method, "pop" | "popleft" | "popitem");
    METHODS.contains(&method) || of_parameter
}

/// Whether the annotation or the default of a parameter shows a type that cannot change in place,
/// so that `+=` binds a new object.
pub fn is_immutable_parameter(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let scope = context.scope_of(node);
    let Some(function) = context.view.scope(own, scope).function.as_deref() else { return false };
    let Some(parameter) = function.params.iter().find(|own| own.name == context.text(node)) else { return false };
    let annotated = parameter.annotation.as_deref().map(|text| text.trim_matches(['"', '\'']));
    if let Some(annotation) = annotated {
        const TYPES: &[&str] = &["int", "float", "complex", "bool", "str", "bytes", "tuple", "Tuple", "frozenset"];
        let mut members = annotation.split('|').map(|member| member.split('[').next().unwrap_or_default().trim());
        return members.all(|member| TYPES.contains(&member) || member == "None");
    }
    let around = context.view.scope(own, scope).parent.unwrap_or_default();
    let default = parameter.default.as_ref().and_then(|default| context.view.kind_of(own, around, default));
    default.is_some_and(|kind| !kind.is_mutable() && kind != Kind::None)
}

/// Whether an expression is a number or a text: what people add to what cannot change.
pub fn is_plain_constant(node: Node, context: &Context) -> bool {
    matches!(
        value_of(node, context.source),
        Value::Of(Kind::Int | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes)
    )
}
