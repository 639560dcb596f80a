//! Facts about loops: what changes while it is being looped over, what is the same each round.

use super::context::{Context, Witness};
use super::identity::region_at;
use super::mutation::describe;
use crate::semantics::region::RegionId;
use crate::semantics::scope::Mutation;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Path, path_of, value_of};
use crate::semantics::{BindingKind, Kind, Regions, ScopeId, Step, Use, UseKind, Value};
use tree_sitter::Node;

/// What a `for` statement loops over: the path, whether it goes through `enumerate`, and where.
pub(super) struct Looped {
    pub(super) path: Path,
    pub(super) enumerated: bool,
    pub(super) scope: ScopeId,
    pub(super) body: RegionId,
    pub(super) target: String,
}

impl Looped {
    /// The first of several targets: the position, with `enumerate`.
    pub(super) fn first_target(&self) -> &str {
        self.target.split(',').next().unwrap_or_default().trim_start_matches('(').trim()
    }
}

/// The node of what is looped over, without `enumerate`.
fn looped_node(statement: Node) -> Option<Node> {
    let right = statement.part(Field::Right)?;
    match right.kind_name() {
        "call" => right.part(Field::Arguments)?.named_child(0),
        _ => Some(right),
    }
}

/// Whether the looped-over name is bound to an instance of a class of somebody's own, which may
/// iterate as it likes: `jar = CookieJar()`.
fn is_own_type(looped: &Looped, context: &Context) -> bool {
    let variable = context.view.variable(context.view.own(), looped.scope, &looped.path.root);
    looped.path.steps.is_empty()
        && context.view.bindings(&variable).iter().any(|site| {
            matches!(&site.item.value, Value::Call { callee, .. }
                if callee.steps.last().map_or(callee.root.as_str(), |step| match step {
                    Step::Attr(name) => name.as_str(),
                    _ => "",
                }).starts_with(char::is_uppercase))
        })
}

fn looped(statement: Node, context: &Context) -> Option<Looped> {
    let right = statement.part(Field::Right)?;
    let body = statement.part(Field::Body)?;
    let target = context.text(statement.part(Field::Left)?).to_string();
    let scope = context.scope_of(statement);
    let (path, enumerated) = match value_of(right, context.source) {
        Value::Path(path) => (path, false),
        Value::Call { callee, args, .. } if callee.steps.is_empty() && callee.root == "enumerate" => {
            match args.into_iter().next() {
                Some(Value::Path(path)) => (path, true),
                _ => return None,
            }
        }
        _ => return None,
    };
    let plain = path.steps.iter().all(|step| matches!(step, Step::Attr(_) | Step::Key(_)));
    let table = context.view.unit(context.view.own());
    let body = region_at(table, scope, context.source.at(body));
    plain.then_some(Looped { path, enumerated, scope, body, target })
}

/// The changes of the looped-over object in the loop's body after which the loop goes on.
pub(super) fn changes<'a>(looped: &Looped, context: &Context<'a>) -> Vec<&'a Use> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let regions = Regions(&table.regions);
    let inside = |region: RegionId| regions.outward(region).any(|(id, _)| id == looped.body);
    // Only what this scope says can stand in the loop.
    let Some(symbol) = table.scopes[looped.scope as usize].symbol(&looped.path.root) else { return Vec::new() };
    // Rebinding the name, or a part of the path, in the loop makes it another object.
    if symbol.bindings.iter().any(|binding| inside(binding.region)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for item in symbol.uses.iter().filter(|item| inside(item.region)) {
        let UseKind::Mutate(how) = &item.kind else {
            continue;
        };
        if let (Mutation::Set(step), Some((last, rest))) = (how, looped.path.steps.split_last())
            && step == last
            && item.path == rest
        {
            return Vec::new();
        }
        if item.path == looped.path.steps && !regions.leaves_loop(item.region, item.range.start, looped.body) {
            found.push(item);
        }
    }
    found
}

/// A `for` statement whose list shrinks or shifts while it is being looped over.
pub fn changed_in_loop(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(looped) = looped(node, context) else {
        return false;
    };
    let changes = changes(&looped, context);
    if changes.is_empty() {
        return false;
    }
    let own = context.view.own();
    let kind = match looped.path.steps.as_slice() {
        [] => context.view.kind_of(own, looped.scope, &Value::Path(looped.path.clone())),
        _ => looped_node(node).and_then(|node| super::attributes::kind_of_attribute(node, context)),
    };
    let is_list = kind.is_none_or(|kind| matches!(kind, Kind::List | Kind::ByteArray));
    if !is_list || kind.is_none() && is_own_type(&looped, context) {
        return false;
    }
    let known = kind.is_some();
    // The two halves of a move: `pop` inside the arguments of `insert`.
    let moves = |change: &Use| {
        changes.iter().any(|other| {
            other.at != change.at
                && (other.range.start <= change.range.start && change.range.end <= other.range.end
                    || change.range.start <= other.range.start && other.range.end <= change.range.end)
        })
    };
    let shifts = |change: &&Use| match &change.kind {
        UseKind::Mutate(Mutation::Method(name)) => match name.as_str() {
            // `xs.insert(0, xs.pop(i))` moves an item; nothing behind it shifts.
            "insert" | "pop" if moves(change) => false,
            "insert" => true,
            // Sets have these too, but then the loop raises; for an unknown type the element that is
            // removed must be the one of this round.
            "remove" => {
                let target = looped.target.trim_matches(['(', ')']);
                known || argument_of(change, context) == target || looped.enumerated
            }
            "pop" if looped.enumerated => known || argument_of(change, context) == looped.first_target(),
            "pop" | "clear" | "sort" | "reverse" => known,
            _ => false,
        },
        UseKind::Mutate(Mutation::Delete(step)) => match step {
            Step::Slice | Step::Index(_) => true,
            _ => known || looped.enumerated,
        },
        UseKind::Mutate(Mutation::Set(Step::Slice)) => known,
        _ => false,
    };
    let Some(change) = changes.iter().copied().find(shifts) else {
        return false;
    };
    if let UseKind::Mutate(how) = &change.kind {
        witness.say("how", describe(how));
    }
    witness.point(own, change.range.clone(), "the positions behind shift here");
    true
}

/// A `for` statement whose list only grows while it is being looped over: a worklist, or a loop
/// without end.
pub fn grows_in_loop(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(looped) = looped(node, context) else {
        return false;
    };
    let changes = changes(&looped, context);
    let grows = |change: &&Use| matches!(&change.kind, UseKind::Mutate(Mutation::Method(name)) if name == "append" || name == "extend");
    let Some(change) = changes.iter().copied().find(grows) else {
        return false;
    };
    let own = context.view.own();
    let kind = context.view.kind_of(own, looped.scope, &Value::Path(looped.path.clone()));
    let kind = kind.or_else(|| super::attributes::kind_of_attribute(looped_node(node)?, context));
    if kind != Some(Kind::List) {
        return false;
    }
    if let UseKind::Mutate(how) = &change.kind {
        witness.say("how", describe(how));
    }
    witness.point(own, change.range.clone(), "the list grows here");
    true
}

/// The text of the arguments of a method call whose range is a use's.
pub(super) fn argument_of(change: &Use, context: &Context) -> String {
    let text = context.source.text.get(change.range.start as usize..change.range.end as usize).unwrap_or_default();
    let inner = text.split_once('(').map_or("", |(_, rest)| rest);
    inner.strip_suffix(')').unwrap_or(inner).trim().trim_start_matches('(').trim_end_matches(')').to_string()
}

/// An object that is built before the loop, changed in it and appended in each round: all entries
/// are the one object. Asked about the appended name.
pub fn same_each_round(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let scope = context.scope_of(node);
    let table = context.view.unit(own);
    let regions = Regions(&table.regions);
    let at = context.source.at(node);
    let here = region_at(table, scope, at);
    let Some(body) = regions.loop_of(here) else {
        return false;
    };
    let inside = |region: RegionId| regions.outward(region).any(|(id, _)| id == body);
    if regions.leaves_loop(here, at, body) {
        return false;
    }
    let variable = context.view.variable(own, scope, context.text(node));
    let bindings = context.view.bindings(&variable);
    let built_before = |kind: Option<Kind>| kind.is_some_and(Kind::is_mutable);
    let mut origin = None;
    for site in &bindings {
        let plain = matches!(site.item.kind, BindingKind::Assign) && site.scope == scope;
        if !plain || (site.unit == own && inside(site.item.region)) || matches!(site.item.value, Value::Path(_)) {
            return false;
        }
        if !built_before(context.view.kind_of(site.unit, site.scope, &site.item.value)) {
            return false;
        }
        origin = Some(*site);
    }
    let Some(origin) = origin else { return false };
    // The list that it is appended to must outlive the round as well.
    if let Some(receiver) = receiver_of(node, context) {
        let list = context.view.variable(own, scope, &receiver.root);
        let fresh = |site: &crate::semantics::module::Site<_>| site.unit == own && site.scope == scope;
        let list_bindings = context.view.bindings(&list);
        if list_bindings.iter().any(|site| fresh(site) && inside(site.item.region)) || receiver.root == variable.name {
            return false;
        }
    }
    let uses = context.view.uses(&variable);
    let change = uses.iter().find(|site| {
        site.unit == own
            && site.scope == scope
            && inside(site.item.region)
            && matches!(site.item.kind, UseKind::Mutate(_))
            && !regions.exclusive(site.item.region, here)
    });
    let Some(change) = change else { return false };
    // Something of unknown effect in the loop may take the object out of the list again.
    witness.point(origin.unit, origin.item.at..origin.item.value_range.end.max(origin.item.at), "built once, here");
    witness.point(own, change.item.range.clone(), "changed in each round, here");
    true
}

/// What `.append(node)` is called on.
fn receiver_of(node: Node, context: &Context) -> Option<Path> {
    let around = context.ancestors(node);
    let call = around.iter().find(|around| around.kind_name() == "call")?;
    path_of(call.part(Field::Function)?.part(Field::Object)?, context.source)
}
