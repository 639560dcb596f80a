//! Facts about views of buffers: what a `memoryview` shares, and what it forbids.

use super::context::{Context, Witness};
use crate::semantics::module::Variable;
use crate::semantics::region::RegionId;
use crate::semantics::scope::{Escape, MODULE, Mutation, Read};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Path, value_of};
use crate::semantics::{Binding, BindingKind, Kind, Regions, ScopeId, Step, UnitId, UseKind, Value};
use tree_sitter::Node;

/// A view, as far as the text tells.
pub struct BufferView {
    /// The name of the object that it shows, when it has one.
    pub source: Option<Path>,
    /// What that object is.
    pub kind: Option<Kind>,
}

/// The view that an expression makes: `memoryview(x)`, a slice of one, a name only bound to one.
pub fn view_of(node: Node, context: &Context) -> Option<BufferView> {
    let own = context.view.own();
    let scope = context.scope_of(node);
    match node.kind_name() {
        "subscript" => view_of(node.part(Field::Value)?, context),
        "call" => made(&value_of(node, context.source), context, own, scope),
        "identifier" => {
            let variable = context.view.variable(own, scope, context.text(node));
            let bindings = context.view.bindings(&variable);
            let [site] = bindings.as_slice() else { return None };
            matches!(site.item.kind, BindingKind::Assign | BindingKind::With)
                .then(|| made(&site.item.value, context, site.unit, site.scope))?
        }
        _ => None,
    }
}

fn made(value: &Value, context: &Context, unit: UnitId, scope: ScopeId) -> Option<BufferView> {
    let Value::Call { callee, args, more: false } = value else { return None };
    let [source] = args.as_slice() else { return None };
    if callee.root != "memoryview" || !callee.steps.is_empty() || !context.view.is_builtin(unit, scope, "memoryview") {
        return None;
    }
    let path = match source {
        Value::Path(path) if path.steps.is_empty() => Some(path.clone()),
        _ => None,
    };
    let encoded = match source {
        Value::Method { name, .. } => name == "encode",
        Value::Call { callee, .. } => matches!(callee.steps.last(), Some(Step::Attr(name)) if name == "encode"),
        _ => false,
    };
    let kind = if encoded { Some(Kind::Bytes) } else { context.view.kind_of(unit, scope, source) };
    Some(BufferView { source: path, kind })
}

/// A view of bytes, which cannot be written through. Not one that `toreadonly` made so on purpose.
pub(super) fn is_read_only(node: Node, context: &Context) -> bool {
    view_of(node, context).is_some_and(|view| view.kind == Some(Kind::Bytes))
}

/// A view, or a name that is only bound to one.
pub(super) fn is_view(node: Node, context: &Context) -> bool {
    view_of(node, context).is_some()
}

/// A bytearray that a view holds at this place: made before on the way here, and never released.
pub(super) fn is_held(node: Node, context: &Context, witness: &mut Witness) -> bool {
    if node.kind_name() != "identifier" {
        return false;
    }
    let own = context.view.own();
    let scope = context.scope_of(node);
    let variable = context.view.variable(own, scope, context.text(node));
    if context.view.kind_of_variable(&variable) != Some(Kind::ByteArray) {
        return false;
    }
    let uses = context.view.uses(&variable);
    let shown = uses.iter().filter(|site| {
        matches!(&site.item.kind, UseKind::Escape(Escape::Argument { callee, .. }) if callee == "memoryview")
            || matches!(&site.item.kind, UseKind::Read(Read::Argument(name)) if name == "memoryview")
    });
    let here = context.source.at(node);
    let own_region = region_at(context, &variable, here);
    for site in shown {
        let Some(binding) = binding_around(context, site.unit, site.scope, site.item.at) else { continue };
        let (name, bound) = binding;
        let before = if site.unit == own {
            let Some(region) = own_region else { continue };
            let table = context.view.unit(own);
            site.scope == scope
                && site.item.at < here
                && Regions(&table.regions).reaches(bound.region, bound.at, region, here)
        } else {
            let body = context.view.scope(site.unit, site.scope).body;
            let own_body = context.view.scope(own, scope).body;
            site.scope == scope
                && scope == MODULE
                && bound.region == body
                && own_region == Some(own_body)
                && context.view.ordinal(site.unit) < context.view.ordinal(own)
        };
        if before && !is_let_go(context, site.unit, site.scope, name) {
            witness.say("view", name);
            witness.point(site.unit, bound.at..bound.at + name.len() as u32, "the view is made here");
            return true;
        }
    }
    false
}

/// The region in which a variable is used or bound at an offset.
fn region_at(context: &Context, variable: &Variable, at: u32) -> Option<RegionId> {
    let own = context.view.own();
    let used = context.view.uses(variable).into_iter().find(|site| site.unit == own && site.item.at == at);
    let bound = || context.view.bindings(variable).into_iter().find(|site| site.unit == own && site.item.at == at);
    used.map(|site| site.item.region).or_else(|| bound().map(|site| site.item.region))
}

/// The assignment in whose value a place lies.
fn binding_around<'a>(context: &Context<'a>, unit: UnitId, scope: ScopeId, at: u32) -> Option<(&'a str, &'a Binding)> {
    context.view.scope(unit, scope).symbols.iter().find_map(|symbol| {
        let mut bindings = symbol.bindings.iter();
        let found =
            bindings.find(|binding| binding.kind == BindingKind::Assign && binding.value_range.contains(&at))?;
        let is_view = matches!(&found.value, Value::Call { callee, .. } if callee.root == "memoryview");
        (is_view && symbol.bindings.len() == 1).then_some((symbol.name.as_str(), found))
    })
}

/// Whether a view is released, deleted or handed on somewhere, so that it may be gone.
fn is_let_go(context: &Context, unit: UnitId, scope: ScopeId, name: &str) -> bool {
    let variable = context.view.variable(unit, scope, name);
    context.view.bindings(&variable).len() != 1
        || context.view.uses(&variable).iter().any(|site| match &site.item.kind {
            UseKind::Method(method) => method == "release",
            UseKind::Read(Read::Method(method)) => method == "release",
            UseKind::Mutate(Mutation::Method(method)) => method == "release",
            _ => false,
        })
}
