//! What a descriptor's method decides, and which descriptor an attribute goes through.

use super::listed;
use crate::facts::{Context, Match, descriptor_class, descriptor_member, users};
use crate::semantics::Classes;
use crate::semantics::classes::{Ancestor, MemberKind, Provider};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::Value;

/// Whether the descriptor stands above the instance's dict, and who has one.
pub(super) fn method(context: &Context, found: &Match) -> Option<String> {
    let class = descriptor_class(found.on(), context)?;
    let classes = Classes::new(context.view);
    let name = classes.name(class);
    let has = |method: &str| matches!(classes.provider(class, method), Provider::Here(..));
    let rank = if has("__set__") || has("__delete__") {
        format!("`{name}` is a data descriptor: it stands above the instance's `__dict__`.")
    } else if has("__get__") {
        format!("`{name}` is a non-data descriptor: an instance attribute of the same name stands above it.")
    } else {
        format!(
            "`{name}` learns here under which name a class keeps it; it has no `__get__`, `__set__` or `__delete__`."
        )
    };
    let made: Vec<String> = users(&classes, class)
        .iter()
        .take(6)
        .map(|(owner, name)| format!("`{}.{name}`", classes.name(*owner)))
        .collect();
    let made = match made.as_slice() {
        [] => String::new(),
        [one] => format!(" Here {one} is one."),
        some => format!(" Here {} are such.", listed(some)),
    };
    Some(format!("{rank}{made}"))
}

/// What reading and assigning an attribute calls.
pub(super) fn attribute(context: &Context, found: &Match) -> Option<String> {
    let (owner, member) = descriptor_member(found.on(), context)?;
    let classes = Classes::new(context.view);
    let (class, name) = (classes.name(owner), member.name.as_str());
    if member.kind == MemberKind::Property {
        let body = classes.body(owner);
        let accessors = body.symbol(name).map_or(0, |symbol| symbol.bindings.len());
        let set = if accessors > 1 {
            "assigning calls its setter"
        } else {
            "there is no setter, so assigning raises AttributeError"
        };
        return Some(format!(
            "`{name}` is a property of `{class}`: reading calls its getter; {set}. A property is a data descriptor."
        ));
    }
    let binding = classes.body(owner).symbol(name)?.bindings.last()?;
    let Value::Call { callee, .. } = &binding.value else { return None };
    let Ancestor::Here(maker) = classes.named(owner.unit, owner.scope, &callee.dotted()?) else { return None };
    let has = |method: &str| matches!(classes.provider(maker, method), Provider::Here(..));
    let maker = classes.name(maker);
    let read = if has("__get__") {
        format!("reading calls `{maker}.__get__`")
    } else {
        "reading gives what the instance's `__dict__` holds".to_string()
    };
    let set = if has("__set__") {
        format!("assigning calls `{maker}.__set__`")
    } else {
        "assigning puts the value into the instance's `__dict__`, which then hides it".to_string()
    };
    let here = context.ancestors(found.on());
    let is_assigned = matches!(here.as_slice(), [attribute, assignment, ..]
        if attribute.kind_name() == "attribute" && assignment.part(Field::Left) == Some(*attribute));
    let now =
        if is_assigned && has("__set__") { format!("This line calls `{maker}.__set__`. ") } else { String::new() };
    Some(format!("{now}`{class}.{name}` is one `{maker}` for all instances: {read}; {set}."))
}
