//! Facts about several names, or several places, for one object.

use super::context::{Context, Witness};
use super::identity::region_at;
use crate::semantics::scope::Mutation;
use crate::semantics::value::{path_of, value_of};
use crate::semantics::{BindingKind, Regions, Step, UseKind, Value};
use tree_sitter::Node;

/// Whether a value is kept: bound, stored, returned, or put into something that is.
pub fn is_kept(node: Node, context: &Context) -> bool {
    for around in context.ancestors(node) {
        match around.kind() {
            "assignment" | "return_statement" | "yield" | "named_expression" | "default_parameter"
            | "typed_default_parameter" => return true,
            "parenthesized_expression" | "conditional_expression" | "pair" | "dictionary" | "list" | "tuple"
            | "expression_list" | "list_comprehension" => {}
            _ => return false,
        }
    }
    false
}

/// Whether a repetition count can be more than one.
pub fn several_times(node: Node, context: &Context) -> bool {
    !matches!(context.text(node).trim(), "0" | "1") && !context.text(node).starts_with('-')
}

/// Whether the rows of a list made by `[inner] * n` are changed one by one later on. Asked about
/// the multiplication.
pub fn rows_changed(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let around = context.ancestors(node);
    let Some(assignment) = around.first().filter(|around| around.kind() == "assignment") else { return false };
    let Some(target) = assignment.child_by_field_name("left").and_then(|left| path_of(left, context.source)) else {
        return false;
    };
    let own = context.view.own();
    let scope = context.scope_of(node);
    let variable = context.view.variable(own, scope, &target.root);
    for site in context.view.uses(&variable) {
        let Some(rest) = site.item.path.strip_prefix(target.steps.as_slice()) else { continue };
        let reaches_row = matches!(rest.first(), Some(Step::Index(_) | Step::Item));
        if reaches_row && matches!(site.item.kind, UseKind::Mutate(_)) {
            witness.point(site.unit, site.item.range.clone(), "this changes every row");
            return true;
        }
    }
    false
}

/// Words in a name that promise a copy.
const COPY_WORDS: &[&str] =
    &["copy", "backup", "old", "orig", "original", "snapshot", "saved", "before", "prev", "previous", "initial"];

/// `backup = data` where `data` is then changed in place and `backup` looked at. Asked about the
/// assignment.
pub fn aliased_then_changed(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
        return false;
    };
    let name = context.text(left);
    let words: Vec<String> = name.trim_matches('_').to_ascii_lowercase().split('_').map(str::to_string).collect();
    if !words.iter().any(|word| COPY_WORDS.contains(&word.as_str())) {
        return false;
    }
    let Value::Path(source) = value_of(right, context.source) else { return false };
    if !source.steps.iter().all(|step| matches!(step, Step::Attr(_))) || source.root == name {
        return false;
    }
    let own = context.view.own();
    let scope = context.scope_of(node);
    let data = context.view.scope(own, scope);
    if data.kind.is_class() || data.dynamic {
        return false;
    }
    let table = context.view.unit(own);
    let regions = Regions(&table.regions);
    let at = context.source.at(node);
    let end = context.source.range(node).end;
    let here = region_at(table, scope, at);
    let copy = context.view.variable(own, scope, name);
    let copies = context.view.bindings(&copy);
    // More than one binding: the name may stand for something else.
    if copies.len() != 1 || copies[0].scope != scope {
        return false;
    }
    let original = context.view.variable(own, scope, &source.root);
    if source.steps.is_empty()
        && context.view.kind_of_variable(&original).is_some_and(|kind| !kind.is_mutable())
    {
        return false;
    }
    // Whether a later place follows on the assignment.
    let follows = |unit, place_scope, region, place: u32| {
        place_scope == scope
            && if unit == own {
                regions.reaches(here, at, region, place) && place >= end
            } else {
                scope == 0 && context.view.ordinal(unit) > context.view.ordinal(own)
            }
    };
    // Rebound anywhere behind: then the two part ways, as a cursor does.
    let rebound = context.view.bindings(&original).iter().any(|site| {
        let loops_back = site.unit == own
            && regions.loop_of(here).is_some_and(|body| regions.outward(site.item.region).any(|(id, _)| id == body));
        !matches!(site.item.kind, BindingKind::Parameter(_))
            && (follows(site.unit, site.scope, site.item.region, site.item.at) || loops_back)
    });
    if rebound && source.steps.is_empty() {
        return false;
    }
    let uses = context.view.uses(&original);
    let mut change = None;
    for site in &uses {
        if !follows(site.unit, site.scope, site.item.region, site.item.at) {
            continue;
        }
        let UseKind::Mutate(how) = &site.item.kind else { continue };
        if let (Mutation::Set(step), Some((last, rest))) = (how, source.steps.split_last())
            && step == last
            && site.item.path == rest
        {
            return false;
        }
        let in_place = match how {
            Mutation::Method(_) => true,
            Mutation::Set(Step::Attr(_)) | Mutation::Delete(Step::Attr(_)) | Mutation::Augmented => false,
            Mutation::Set(_) | Mutation::Delete(_) => true,
        };
        if in_place && site.item.path == source.steps {
            change = change.or(Some(*site));
        }
    }
    let Some(change) = change else { return false };
    let looked_at = context.view.uses(&copy).iter().any(|site| {
        site.scope != scope
            || match site.unit == change.unit {
                true => site.item.at > change.item.at,
                false => context.view.ordinal(site.unit) > context.view.ordinal(change.unit),
            }
    });
    if !looked_at {
        return false;
    }
    witness.say("source", source.to_string());
    witness.point(change.unit, change.item.range.clone(), format!("this changes `{name}` too"));
    true
}
