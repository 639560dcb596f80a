//! Facts about parameters: what a function does with the object it was given, or with a default.

use super::context::{Context, Witness};
use super::identity::region_at;
use super::mutation::describe;
use crate::semantics::module::{Site, Variable};
use crate::semantics::region::RegionKind;
use crate::semantics::scope::{Escape, Mutation};
use crate::semantics::{Binding, BindingKind, Kind, Regions, ScopeId, ScopeKind, UnitId, Use, UseKind};
use std::ops::Range;
use tree_sitter::Node;

/// What becomes of the object that a parameter is bound to when the function starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Changed in place: how, and where.
    Changed(String, Range<u32>),
    /// Handed out or kept: how, and where.
    HandedOut(String, Range<u32>),
    /// Passed to something of unknown effect.
    Unknown(Range<u32>),
    /// Only looked at.
    Read,
}

/// The scope of the function that a parameter node belongs to.
fn function_of(node: Node, context: &Context) -> Option<ScopeId> {
    let around = context.ancestors(node);
    let function =
        around.iter().find(|around| matches!(around.kind(), "function_definition" | "lambda"))?;
    let range = context.source.range(*function);
    let scopes = &context.view.unit(context.view.own()).scopes;
    (0..)
        .zip(scopes)
        .find(|(_, scope)| {
            matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda) && scope.range == range
        })
        .map(|(id, _)| id)
}

fn fate_at(node: Node, context: &Context) -> Option<Fate> {
    let scope = function_of(node, context)?;
    Some(fate_of_parameter(context, context.view.own(), scope, context.text(node)))
}

/// What a function does with the object of one of its parameters.
pub fn fate_of_parameter(context: &Context, unit: UnitId, function: ScopeId, name: &str) -> Fate {
    let variable = context.view.variable(unit, function, name);
    let bindings = context.view.bindings(&variable);
    let uses = context.view.uses(&variable);
    let mut unknown = None;
    let mut handed_out = None;
    // `x += [1]` on the parameter itself changes a list in place.
    let kind = bindings.iter().find_map(|site| match site.item.kind {
        BindingKind::Parameter(index) => {
            let data = context.view.scope(site.unit, site.scope).function.as_ref()?;
            let default = data.params.get(index as usize)?.default.as_ref()?;
            context.view.kind_of(unit, context.view.scope(unit, function).parent.unwrap_or(0), default)
        }
        _ => None,
    });
    for site in &bindings {
        if site.item.kind == BindingKind::Augmented
            && kind.is_none_or(Kind::is_mutable)
            && kind.is_some()
            && !rebound_before(context, unit, function, &bindings, site.scope, site.item.region, site.item.at)
        {
            return Fate::Changed("`+=`".into(), site.item.at..site.item.value_range.end);
        }
    }
    for site in &uses {
        let occurrence = site.item;
        if rebound_before(context, unit, function, &bindings, site.scope, occurrence.region, occurrence.at) {
            continue;
        }
        match &occurrence.kind {
            UseKind::Mutate(how) if occurrence.path.is_empty() => {
                return Fate::Changed(describe(how), occurrence.range.clone());
            }
            UseKind::Mutate(how) => {
                unknown.get_or_insert((describe(how), occurrence.range.clone()));
            }
            UseKind::Escape(escape) if occurrence.path.is_empty() => {
                let how = match escape {
                    Escape::Return => "returned",
                    Escape::Yield => "yielded",
                    Escape::Store => "stored",
                    Escape::Alias(_) | Escape::Argument { .. } | Escape::Element | Escape::Other => {
                        unknown.get_or_insert((String::new(), occurrence.range.clone()));
                        continue;
                    }
                };
                handed_out.get_or_insert((how.to_string(), occurrence.range.clone()));
            }
            UseKind::Method(_) if occurrence.path.is_empty() => {
                unknown.get_or_insert((String::new(), occurrence.range.clone()));
            }
            _ => {}
        }
    }
    match (handed_out, unknown) {
        (Some((how, range)), _) => Fate::HandedOut(how, range),
        (None, Some((_, range))) => Fate::Unknown(range),
        (None, None) => Fate::Read,
    }
}

/// Whether every path to a place first binds the parameter to something else.
fn rebound_before(
    context: &Context,
    unit: UnitId,
    function: ScopeId,
    bindings: &[Site<Binding>],
    scope: ScopeId,
    region: u32,
    at: u32,
) -> bool {
    if scope != function {
        return false;
    }
    let table = context.view.unit(unit);
    let regions = Regions(&table.regions);
    bindings.iter().any(|site| {
        let binding = site.item;
        let certain = regions.outward(region).any(|(id, _)| id == binding.region);
        let replaces = !matches!(binding.kind, BindingKind::Parameter(_) | BindingKind::Augmented);
        replaces && site.scope == function && certain && binding.from <= at
    })
}

/// The parameter's object is changed in place, or handed out so that a caller can change it.
pub fn changed(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    match fate_at(node, context) {
        Some(Fate::Changed(how, range)) => {
            witness.say("how", format!("changed by {how}"));
            witness.point(own, range, "the shared object is changed here");
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

/// The parameter's object goes to something of unknown effect.
pub fn escapes(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(Fate::Unknown(range)) = fate_at(node, context) else { return false };
    witness.say("how", "passed on");
    witness.point(context.view.own(), range, "the shared object is passed on here");
    true
}

/// The parameter's object is only looked at, if at all.
pub fn only_read(node: Node, context: &Context) -> bool {
    fate_at(node, context) == Some(Fate::Read)
}

/// A name that says that the sharing is meant.
pub fn is_deliberate_cache(node: Node, context: &Context) -> bool {
    let name = context.text(node).to_ascii_lowercase();
    name.starts_with('_') || ["cache", "memo", "registry", "seen_"].iter().any(|word| name.contains(word))
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

/// An annotation that promises that the object is only read: `Sequence[int]`, `Mapping`, …
pub fn promised_read_only(node: Node, context: &Context) -> bool {
    const READ_ONLY: &[&str] = &[
        "Sequence", "Iterable", "Collection", "Container", "Mapping", "AbstractSet", "Iterator", "Reversible", "Sized",
        "Hashable", "Final", "Literal", "tuple", "Tuple", "frozenset", "FrozenSet", "str", "bytes", "KeysView",
        "ItemsView", "ValuesView",
    ];
    let text = context.text(node).trim_matches(['"', '\'']);
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
    let marked = function.decorators.iter().any(|name| {
        matches!(name.rsplit('.').next(), Some("overload" | "abstractmethod"))
    });
    let class = data.parent.map(|parent| context.view.scope(own, parent)).and_then(|parent| parent.class.as_ref());
    let in_protocol = class.is_some_and(|class| class.bases.iter().any(|base| base.ends_with("Protocol")));
    function.is_stub && (marked || in_protocol) || marked && function.decorators.iter().any(|name| name.ends_with("overload"))
}

/// Whether a parameter is bound to a new value that nobody ever looks at.
pub fn lost_rebind(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let scope = context.scope_of(node);
    let data = context.view.scope(own, scope);
    let Some(function) = data.function.as_deref().filter(|_| data.kind == ScopeKind::Function) else { return false };
    let name = context.text(node);
    if data.dynamic || function.is_stub || name.starts_with('_') {
        return false;
    }
    let variable = Variable {
        name: name.into(),
        place: crate::semantics::Place::Local(own, scope),
    };
    let bindings = context.view.bindings(&variable);
    let is_parameter = bindings.iter().any(|site| matches!(site.item.kind, BindingKind::Parameter(_)));
    let at = context.source.at(node);
    let Some(binding) = bindings.iter().find(|site| site.item.at == at).map(|site| site.item) else { return false };
    let first = bindings.iter().filter(|site| !matches!(site.item.kind, BindingKind::Parameter(_))).all(|site| site.item.at >= at);
    let uses = context.view.uses(&variable);
    // A name that a nested function holds may be read at any time.
    if !is_parameter || !first || uses.iter().any(|site| site.scope != scope) || bindings.iter().any(|site| site.scope != scope) {
        return false;
    }
    if matches!(binding.value, crate::semantics::Value::Of(Kind::None)) || binding.kind == BindingKind::Delete {
        return false;
    }
    let table = context.view.unit(own);
    let regions = Regions(&table.regions);
    let region = region_at(table, scope, at);
    let in_loop = regions.loop_of(region);
    let read_again = |site: &Site<Use>| {
        site.item.at >= binding.from
            || in_loop.is_some_and(|body| regions.outward(site.item.region).any(|(id, _)| id == body))
    };
    // Other bindings in a loop, and `+=` later on, read the value too.
    let reads_by_binding = bindings.iter().any(|site| {
        site.item.kind == BindingKind::Augmented && site.item.at > at || site.item.at != at && in_loop.is_some()
    });
    if uses.iter().any(read_again) || reads_by_binding {
        return false;
    }
    // In a `try` the name may be kept alive, or let go, on purpose.
    if regions.outward(region).any(|(_, region)| matches!(region.kind, RegionKind::Finally | RegionKind::Except)) {
        return false;
    }
    if let Some(site) = uses.iter().find(|site| {
        matches!(site.item.kind, UseKind::Mutate(Mutation::Method(_) | Mutation::Set(_))) && site.item.at < at
    }) {
        witness.point(own, site.item.range.clone(), "this change reached the caller; the one below does not");
    }
    true
}
