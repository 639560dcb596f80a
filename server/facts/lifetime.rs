//! Facts about what keeps objects alive: references that run in a circle.
//!
//! Must not know findings' texts.

use super::context::Context;
use crate::semantics::module::{Site, Variable};
use crate::semantics::scope::{Escape, Mutation};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Use, UseKind};
use tree_sitter::Node;

/// Methods that store their argument in a container.
const STORING: &[&str] = &["add", "append", "appendleft", "insert", "setdefault"];

/// ` = `: what stands between the two sides of an assignment.
const EQUALS: u32 = 3;

/// Whether an object is stored in the other one: `holder.a = held`, `holder.items[k] = held`,
/// `holder.items.append(held)`. Gives the place.
fn stored_in<'a>(context: &Context<'a>, held: &Variable, holder: &Variable) -> Option<Site<'a, Use>> {
    let stores = context.view.uses(holder);
    context.view.uses(held).into_iter().find(|site| match &site.item.kind {
        UseKind::Escape(Escape::Store) if site.item.path.is_empty() => stores.iter().any(|store| {
            let behind = site.item.at.checked_sub(store.item.range.end);
            (store.unit, store.scope) == (site.unit, site.scope)
                && matches!(store.item.kind, UseKind::Mutate(Mutation::Set(_)))
                && behind.is_some_and(|behind| behind <= EQUALS)
        }),
        UseKind::Escape(Escape::Argument { callee, .. }) if site.item.path.is_empty() => {
            let mut parts = callee.split('.');
            parts.next() == Some(holder.name.as_str())
                && callee.matches('.').count() > 1
                && parts.next_back().is_some_and(|method| STORING.contains(&method))
                && context.view.variable(site.unit, site.scope, &holder.name) == *holder
        }
        _ => false,
    })
}

/// Where the way back is, when an assignment to an attribute closes a circle of two objects; the
/// assignment itself when it is a circle of one.
pub fn cycle_through<'a>(assignment: Node, context: &Context<'a>) -> Option<Option<Site<'a, Use>>> {
    let target = assignment.part(Field::Left).filter(|left| left.kind_name() == "attribute")?;
    let object = target.part(Field::Object).filter(|object| object.kind_name() == "identifier")?;
    let value = assignment.part(Field::Right).filter(|right| right.kind_name() == "identifier")?;
    let (own, scope) = (context.view.own(), context.scope_of(assignment));
    let holder = context.view.variable(own, scope, context.text(object));
    let held = context.view.variable(own, scope, context.text(value));
    if holder == held {
        return Some(None);
    }
    stored_in(context, &holder, &held).map(Some)
}

/// An assignment that closes a circle of references.
pub(super) fn closes_cycle(assignment: Node, context: &Context) -> bool {
    cycle_through(assignment, context).is_some()
}
