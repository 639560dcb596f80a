//! Facts about several names, or several places, for one object.

use super::context::{Context, Witness};
use super::identity::region_at;
use crate::semantics::module::{Site, Variable};
use crate::semantics::scope::{Escape, Mutation, Read};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Path, path_of, value_of};
use crate::semantics::{BindingKind, Regions, Step, UnitId, Use, UseKind, Value};
use std::ops::Range;
use tree_sitter::Node;

/// Whether a value is kept: bound, stored, returned, or put into something that is.
pub fn is_kept(node: Node, context: &Context) -> bool {
    for around in context.ancestors(node) {
        match around.kind_name() {
            "assignment"
            | "return_statement"
            | "yield"
            | "named_expression"
            | "default_parameter"
            | "typed_default_parameter"
            | "expression_statement" => return true,
            "parenthesized_expression"
            | "conditional_expression"
            | "pair"
            | "dictionary"
            | "list"
            | "tuple"
            | "expression_list"
            | "list_comprehension" => {}
            _ => return false,
        }
    }
    false
}

/// Whether a repetition count can be more than one.
pub fn several_times(node: Node, context: &Context) -> bool {
    !matches!(context.text(node).trim(), "0" | "1") && !context.text(node).starts_with('-')
}

/// What is done to the items of a container that holds one object several times.
enum Items {
    /// One of them is changed in place.
    Changed(UnitId, Range<u32>),
    /// Nobody changes one, and the container stays with those who only look.
    Read,
    /// The container goes out of sight, or nothing is done with it yet.
    Unknown,
}

/// Whether the items of a container made of one object are changed one by one later on. Asked about
/// the expression that makes it.
pub fn rows_changed(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Items::Changed(unit, range) = items_of(node, context) else {
        return false;
    };
    witness.point(unit, range, "this change shows in every entry");
    true
}

/// Whether the items of such a container are only looked at in this file.
pub fn rows_only_read(node: Node, context: &Context) -> bool {
    matches!(items_of(node, context), Items::Read)
}

fn items_of(node: Node, context: &Context) -> Items {
    let mut target = None;
    for around in context.ancestors(node) {
        match around.kind_name() {
            "parenthesized_expression" | "conditional_expression" => {}
            "assignment" => {
                target = around.part(Field::Left);
                break;
            }
            // Part of something larger: data, more often than not.
            "pair" | "dictionary" | "list" | "tuple" | "expression_list" | "list_comprehension" => {
                return Items::Read;
            }
            _ => return Items::Unknown,
        }
    }
    let Some(target) = target else {
        return Items::Unknown;
    };
    // `df["rows"] = …` takes the items for its own.
    let Some(path) = path_of(target, context.source) else {
        return Items::Unknown;
    };
    match (target.kind_name(), path.steps.as_slice()) {
        ("identifier", []) => {
            let variable = context.view.variable(context.view.own(), context.scope_of(node), &path.root);
            items_through(context, &variable, &[], 0)
        }
        ("attribute", [Step::Attr(attribute)]) => items_of_attribute(node, context, &path, attribute),
        ("subscript", _) => Items::Read,
        _ => Items::Unknown,
    }
}

/// What a class does to the items of `self.rows`.
fn items_of_attribute(node: Node, context: &Context, path: &Path, attribute: &str) -> Items {
    let own = context.view.own();
    let mut method = context.scope_of(node);
    let class = loop {
        let Some(parent) = context.view.scope(own, method).parent else {
            return Items::Unknown;
        };
        if context.view.scope(own, parent).kind.is_class() {
            break parent;
        }
        method = parent;
    };
    let function = context.view.scope(own, method).function.as_deref();
    if function.and_then(|function| function.params.first()).is_none_or(|first| first.name != path.root) {
        return Items::Unknown;
    }
    let uses = super::attributes::uses_through_self(context, class, attribute);
    let replaced = uses.iter().any(|occurrence| occurrence.path.len() == 1 && replaces_item(occurrence));
    let change = uses.iter().find(|occurrence| occurrence.path.len() > 1 && changes_item(occurrence, 1));
    match change {
        Some(change) if !replaced => Items::Changed(own, change.range.clone()),
        _ => Items::Unknown,
    }
}

fn replaces_item(occurrence: &Use) -> bool {
    matches!(&occurrence.kind, UseKind::Mutate(Mutation::Set(Step::Index(_) | Step::Item | Step::Key(_))))
}

/// Whether a use changes an item of the container at the end of the first `depth` steps.
fn changes_item(occurrence: &Use, depth: usize) -> bool {
    matches!(occurrence.kind, UseKind::Mutate(_))
        && matches!(occurrence.path.get(depth), Some(Step::Index(_) | Step::Item | Step::Key(_)))
}

/// What is done to the items through a variable, and in functions of this file that it is given to.
fn items_through(context: &Context, variable: &Variable, steps: &[Step], distance: usize) -> Items {
    let view = context.view;
    let uses = view.uses(variable);
    let mut kept = uses.is_empty();
    let mut replaced = false;
    for site in &uses {
        let Some(rest) = site.item.path.strip_prefix(steps) else {
            continue;
        };
        replaced |= rest.is_empty() && replaces_item(site.item);
        match &site.item.kind {
            UseKind::Mutate(_) if changes_item(site.item, steps.len()) && !replaced => {
                return Items::Changed(site.unit, site.item.range.clone());
            }
            UseKind::Read(Read::Iterate) if rest.is_empty() => {
                if let Some(range) = changed_by_loop(context, site, variable) {
                    return Items::Changed(site.unit, range);
                }
            }
            UseKind::Escape(Escape::Argument { callee, position: Some(position), .. }) if rest.is_empty() => {
                if let Some(inner) = parameter_of(context, site, callee, *position).filter(|_| distance < 2)
                    && matches!(items_through(context, &inner, &[], distance + 1), Items::Changed(..))
                {
                    return Items::Changed(site.unit, site.item.range.clone());
                }
            }
            UseKind::Escape(Escape::Return | Escape::Yield | Escape::Store | Escape::Alias(_) | Escape::Element) => {
                kept |= rest.is_empty();
            }
            _ => {}
        }
    }
    if kept { Items::Unknown } else { Items::Read }
}

/// `for row in rows: row.append(1)`: the change through the loop's variable.
fn changed_by_loop(context: &Context, read: &Site<Use>, variable: &Variable) -> Option<Range<u32>> {
    let scope = context.view.scope(read.unit, read.scope);
    scope.symbols.iter().find_map(|symbol| {
        let [binding] = symbol.bindings.as_slice() else { return None };
        let over = matches!(&binding.value, Value::Path(path) if path.steps.is_empty() && path.root == variable.name);
        if binding.kind != BindingKind::Loop || !over {
            return None;
        }
        let change = symbol
            .uses
            .iter()
            .find(|occurrence| occurrence.path.is_empty() && matches!(occurrence.kind, UseKind::Mutate(_)))?;
        Some(change.range.clone())
    })
}

/// The parameter that an argument of a call of a function of this file is bound to.
fn parameter_of(context: &Context, site: &Site<Use>, callee: &str, position: u32) -> Option<Variable> {
    let view = context.view;
    if callee.contains('.') {
        return None;
    }
    let bindings = view.bindings(&view.variable(site.unit, site.scope, callee));
    let [found] = bindings.as_slice() else {
        return None;
    };
    let BindingKind::Function(function) = found.item.kind else {
        return None;
    };
    let data = view.scope(found.unit, function).function.as_deref()?;
    let name = &data.params.get(position as usize)?.name;
    Some(view.variable(found.unit, function, name))
}

/// Words in a name that promise a copy.
const COPY_WORDS: &[&str] =
    &["copy", "backup", "old", "orig", "original", "snapshot", "saved", "before", "prev", "previous", "initial"];

/// `backup = data` where `data` is then changed in place and `backup` looked at. Asked about the
/// assignment.
pub fn aliased_then_changed(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let (Some(left), Some(right)) = (node.part(Field::Left), node.part(Field::Right)) else {
        return false;
    };
    let name = context.text(left);
    let words: Vec<String> = name.trim_matches('_').to_ascii_lowercase().split('_').map(str::to_string).collect();
    if !words.iter().any(|word| COPY_WORDS.contains(&word.as_str())) {
        return false;
    }
    let Value::Path(source) = value_of(right, context.source) else {
        return false;
    };
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
    if source.steps.is_empty() && context.view.kind_of_variable(&original).is_some_and(|kind| !kind.is_mutable()) {
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
        let UseKind::Mutate(how) = &site.item.kind else {
            continue;
        };
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
    // A copy that nobody has looked at yet is for later.
    let looks = context.view.uses(&copy);
    let looked_at = looks.is_empty()
        || looks.iter().any(|site| {
            site.scope != scope
                || match site.unit == change.unit {
                    true => site.item.at > change.item.at,
                    false => context.view.ordinal(site.unit) > context.view.ordinal(change.unit),
                }
        });
    if !looked_at {
        return false;
    }
    let methods = ["append", "sort", "reverse", "insert", "extend", "remove"];
    if matches!(&change.item.kind, UseKind::Mutate(Mutation::Method(name)) if methods.contains(&name.as_str())) {
        witness.say("changes-list", "yes");
    }
    witness.say("source", source.to_string());
    witness.point(change.unit, change.item.range.clone(), format!("this changes `{name}` too"));
    true
}
