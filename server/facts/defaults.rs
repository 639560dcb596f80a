//! Facts about parameters: what a function does with the object it was given, or with a default.

use super::context::{Context, Witness};
use super::fate::{Fate, fate_of_parameter};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{ScopeId, ScopeKind, Step, UseKind};
use std::ops::Range;
use tree_sitter::Node;

/// The scope of the function that a parameter node belongs to.
fn function_of(node: Node, context: &Context) -> Option<ScopeId> {
    let around = context.ancestors(node);
    let function = around.iter().find(|around| matches!(around.kind_name(), "function_definition" | "lambda"))?;
    let range = context.source.range(*function);
    let scopes = &context.view.unit(context.view.own()).scopes;
    context.view.spend(scopes.len());
    (0..)
        .zip(scopes)
        .find(|(_, scope)| matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda) && scope.range == range)
        .map(|(id, _)| id)
}

fn fate_at(node: Node, context: &Context) -> Option<Fate> {
    let scope = function_of(node, context)?;
    Some(fate_of_parameter(context, context.view.own(), scope, context.text(node)))
}

/// The parameter's object is changed in place, or handed out so that somebody else can change it.
/// An object that is only stored counts when this class is seen to change it.
pub fn changed(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    match fate_at(node, context) {
        Some(Fate::Changed(how, range)) => {
            witness.say("how", format!("changed by {how}"));
            witness.point(own, range, "the shared object is changed here");
            true
        }
        Some(Fate::HandedOut(how, range)) if how == "stored" => {
            let Some(change) = change_of_stored(node, context, &range) else { return false };
            witness.say("how", "stored, and changed later");
            witness.point(own, range, "the shared object is stored here");
            witness.point(own, change, "and changed here");
            true
        }
        Some(Fate::HandedOut(how, range)) => {
            witness.say("how", how.as_str());
            witness.point(own, range, format!("the shared object is {how} here"));
            true
        }
        _ => false,
    }
}

/// Where this class changes the attribute that a parameter is stored in: `self.items = items` here,
/// `self.items.append(…)` there.
fn change_of_stored(node: Node, context: &Context, stored: &Range<u32>) -> Option<Range<u32>> {
    let own = context.view.own();
    let function = function_of(node, context)?;
    let class = context.view.scope(own, function).parent?;
    let start = context.source.base + stored.start as usize;
    let end = context.source.base + stored.end as usize;
    let place = context.statement.descendant_for_byte_range(start, end)?;
    let around = context.ancestors(place);
    let assignment = around.iter().find(|around| around.kind_name() == "assignment")?;
    let left = assignment.part(Field::Left).filter(|left| left.kind_name() == "attribute")?;
    let attribute = context.text(left.part(Field::Attribute)?);
    super::attributes::uses_through_self(context, class, attribute)
        .into_iter()
        .find(|occurrence| {
            let further = &occurrence.path[1.min(occurrence.path.len())..];
            let on_attribute = occurrence.path.first().is_some_and(|step| *step == Step::Attr(attribute.into()));
            on_attribute && further.is_empty() && matches!(occurrence.kind, UseKind::Mutate(_))
        })
        .map(|occurrence| occurrence.range.clone())
}

/// The parameter's object is `stored` and not seen to change, or `passed` on to something of unknown
/// effect; the argument says which of the two is asked.
pub fn escapes(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let (how, range) = match fate_at(node, context) {
        Some(Fate::Unknown(range)) => ("passed on", range),
        Some(Fate::HandedOut(how, range)) if how == "stored" && change_of_stored(node, context, &range).is_none() => {
            ("stored", range)
        }
        _ => return false,
    };
    if argument.is_some_and(|wanted| !how.starts_with(wanted)) {
        return false;
    }
    witness.say("how", how);
    witness.point(context.view.own(), range, format!("the shared object is {how} here"));
    true
}

/// The parameter's object is only looked at, if at all.
pub fn only_read(node: Node, context: &Context) -> bool {
    fate_at(node, context) == Some(Fate::Read)
}

/// A parameter whose sharing is meant: its name says so, or that of the default, or the function
/// uses it as a memo or as a variable that outlives the call. Asked about the parameter.
pub fn is_deliberate_cache(node: Node, context: &Context) -> bool {
    let (Some(name), Some(value)) = (node.part(Field::Name), node.part(Field::Value)) else {
        return false;
    };
    // `namespace=global_namespace`: the object is somebody's private or global state.
    let named = matches!(value.kind_name(), "identifier" | "attribute") && {
        let value = context.text(value);
        value.starts_with('_') || says_shared(value)
    };
    let state = || {
        let name = context.text(name);
        function_of(name_node(node), context)
            .is_some_and(|function| super::fate::is_state(context, context.view.own(), function, name))
    };
    context.text(name).starts_with('_') || says_shared(context.text(name)) || named || state()
}

fn name_node(parameter: Node) -> Node {
    parameter.part(Field::Name).unwrap_or(parameter)
}

/// Words in a name that say that an object is shared on purpose.
pub(super) fn says_shared(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "cache",
        "cached",
        "memo",
        "registry",
        "registered",
        "global",
        "shared",
        "sentinel",
        "singleton",
        "instances",
    ];
    let lower = name.to_ascii_lowercase();
    lower.split(['_', '.']).any(|word| WORDS.contains(&word))
        || ["cache", "memo", "registry"].iter().any(|word| lower.contains(word))
}

/// Whether a name is a parameter of the function around it.
pub fn is_parameter(node: Node, context: &Context) -> bool {
    let scope = context.scope_of(node);
    let data = context.view.scope(context.view.own(), scope);
    matches!(data.kind, ScopeKind::Function | ScopeKind::Lambda)
        && data.symbol(context.text(node)).is_some_and(|symbol| symbol.is(crate::semantics::scope::flag::PARAMETER))
}

/// Whether a name is the first parameter of a method: `self`, `cls`.
pub fn is_receiver(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let data = context.view.scope(own, context.scope_of(node));
    let first = data.function.as_ref().and_then(|function| function.params.first());
    let in_class = data.parent.is_some_and(|parent| context.view.scope(own, parent).kind.is_class());
    in_class && first.is_some_and(|first| first.name == context.text(node))
}

/// A parameter whose annotation promises that the object is only read: `Sequence[int]`, `Mapping`, …
pub fn promised_read_only(node: Node, context: &Context) -> bool {
    const READ_ONLY: &[&str] = &[
        "Sequence",
        "Iterable",
        "Collection",
        "Container",
        "Mapping",
        "AbstractSet",
        "Iterator",
        "Reversible",
        "Sized",
        "Hashable",
        "Final",
        "Literal",
        "tuple",
        "Tuple",
        "frozenset",
        "FrozenSet",
        "str",
        "bytes",
        "KeysView",
        "ItemsView",
        "ValuesView",
    ];
    let Some(annotation) = node.part(Field::Type) else { return false };
    let text = context.text(annotation).trim_matches(['"', '\'']);
    let mut members = text.split('|').map(|member| {
        let member = member.trim();
        let member = ["Optional[", "typing.Optional[", "Annotated[", "Union["]
            .iter()
            .fold(member, |member, wrapper| member.strip_prefix(wrapper).unwrap_or(member));
        let head = member.split(['[', ',', ']']).next().unwrap_or_default().trim();
        head.rsplit('.').next().unwrap_or_default()
    });
    members.any(|head| READ_ONLY.contains(&head))
}

/// A function without a body of its own: a stub, an overload, a Protocol's method.
pub fn in_stub(node: Node, context: &Context) -> bool {
    let Some(scope) = function_of(node, context) else { return false };
    let own = context.view.own();
    let data = context.view.scope(own, scope);
    let Some(function) = &data.function else { return false };
    let marked =
        function.decorators.iter().any(|name| matches!(name.rsplit('.').next(), Some("overload" | "abstractmethod")));
    let class = data.parent.map(|parent| context.view.scope(own, parent)).and_then(|parent| parent.class.as_ref());
    let in_protocol = class.is_some_and(|class| class.bases.iter().any(|base| base.ends_with("Protocol")));
    function.is_stub && (marked || in_protocol)
        || marked && function.decorators.iter().any(|name| name.ends_with("overload"))
}
