//! Facts about attributes of a class and its instances, as far as the class's own text tells.

use super::context::{Context, Witness};
use super::defaults::says_shared;
use super::mutation::{describe, kind_of};
use crate::semantics::scope::{Class, Mutation, Scope, flag};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::Path;
use crate::semantics::{BindingKind, Kind, ScopeId, ScopeKind, Step, Unit, Use, UseKind};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use tree_sitter::Node;

/// The assignments to attributes in the classes of a statement, by the first byte of the class.
#[derive(Default)]
pub struct Assignments(RefCell<FxHashMap<usize, Rc<[Assignment]>>>);

/// `object.attribute = value`; byte ranges of the document.
struct Assignment {
    object: Range<usize>,
    attribute: Range<usize>,
    value: Option<Range<usize>>,
    /// The type of the value, once somebody wanted it.
    kind: OnceCell<Option<Kind>>,
}

impl Assignments {
    /// Those anywhere in a class of the statement.
    fn of(&self, class: Node) -> Rc<[Assignment]> {
        if let Some(known) = self.0.borrow().get(&class.start_byte()) {
            return known.clone();
        }
        let mut all = Vec::new();
        let mut pending = vec![class];
        while let Some(at) = pending.pop() {
            let mut cursor = at.walk();
            pending.extend(at.named_children(&mut cursor));
            let left = (at.kind_name() == "assignment").then(|| at.part(Field::Left)).flatten();
            let Some(left) = left.filter(|left| left.kind_name() == "attribute") else { continue };
            let (object, attribute) = (left.part(Field::Object), left.part(Field::Attribute));
            if let (Some(object), Some(attribute)) = (object, attribute) {
                let value = at.part(Field::Right).map(|value| value.byte_range());
                let (object, attribute) = (object.byte_range(), attribute.byte_range());
                all.push(Assignment { object, attribute, value, kind: OnceCell::new() });
            }
        }
        let all: Rc<[Assignment]> = all.into();
        self.0.borrow_mut().insert(class.start_byte(), all.clone());
        all
    }
}

/// Methods that get an instance, with the name of its parameter.
fn receivers(table: &Unit, class: ScopeId) -> impl Iterator<Item = (ScopeId, &str, bool)> {
    (0..).zip(&table.scopes).filter_map(move |(id, method)| {
        let function = method.function.as_deref().filter(|_| method.parent == Some(class))?;
        let first = function.params.first()?;
        let is_special = |name: &str| matches!(name, "__new__" | "__init_subclass__" | "__class_getitem__");
        let through_class = is_special(&method.name)
            || function.decorators.iter().any(|name| name == "classmethod" || name == "staticmethod");
        Some((id, first.name.as_str(), through_class))
    })
}

/// The uses of `self.attribute` in a class of this statement: their paths start with the attribute,
/// or the attribute itself is set or deleted.
pub(super) fn uses_through_self<'a>(context: &Context<'a>, class: ScopeId, attribute: &str) -> Vec<&'a Use> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let mut found = Vec::new();
    context.view.spend(table.scopes.len());
    for (id, name, through_class) in receivers(table, class) {
        if through_class {
            continue;
        }
        let variable = context.view.variable(own, id, name);
        found.extend(
            context
                .view
                .uses(&variable)
                .into_iter()
                .filter_map(|site| concerns(site.item, attribute).then_some(site.item)),
        );
    }
    found
}

fn concerns(occurrence: &Use, attribute: &str) -> bool {
    let is_it = |step: &Step| matches!(step, Step::Attr(name) if name == attribute);
    match (&occurrence.kind, occurrence.path.first()) {
        (_, Some(first)) => is_it(first),
        (UseKind::Mutate(Mutation::Set(step) | Mutation::Delete(step)), None) => is_it(step),
        (UseKind::Method(name), None) => name == attribute,
        _ => false,
    }
}

/// The type of `self.attribute`, when every assignment to it in the class agrees. The assignment
/// that the node stands in does not count: in `self.xs = self.xs.sort()` the old value is asked for.
pub fn kind_of_attribute(node: Node, context: &Context) -> Option<Kind> {
    if node.kind_name() != "attribute" {
        return None;
    }
    let object = node.part(Field::Object).filter(|object| object.kind_name() == "identifier")?;
    let name = context.text(node.part(Field::Attribute)?);
    let receiver = context.text(object);
    let own = context.view.own();
    let around = context.ancestors(node);
    let class_node = around.iter().find(|around| around.kind_name() == "class_definition")?;
    let table = context.view.unit(own);
    let range = context.source.range(*class_node);
    let (class, data) =
        (0..).zip(&table.scopes).find(|(_, scope)| scope.kind == ScopeKind::Class && scope.range == range)?;
    let method = context.scope_of(node);
    if !receivers(table, class)
        .any(|(id, first, special)| first == receiver && !special && (id == method || within(table, method, id)))
    {
        return None;
    }
    let mut kind = None;
    if let Some(symbol) = data.symbol(name) {
        for binding in &symbol.bindings {
            agree(&mut kind, context.view.kind_of(own, class, &binding.value))?;
        }
    }
    let mut counted = 0;
    context.view.spend(context.assignments.of(*class_node).len());
    let text = |range: &Range<usize>| context.source.text_at(range);
    for assigned in context.assignments.of(*class_node).iter() {
        let receives = |(_, first, special): (ScopeId, &str, bool)| !special && first == text(&assigned.object);
        if text(&assigned.attribute) != name || !receivers(table, class).any(receives) {
            continue;
        }
        counted += 1;
        let Some(value) = &assigned.value else {
            continue;
        };
        let holds_node = value.start <= node.start_byte() && node.end_byte() <= value.end;
        if !holds_node {
            let kind_there = || {
                let right = class_node.descendant_for_byte_range(value.start, value.end)?;
                (right.kind_name() != "attribute").then(|| kind_of(right, context)).flatten()
            };
            agree(&mut kind, *assigned.kind.get_or_init(kind_there))?;
        }
    }
    // Set in a way that shows no value: unpacking, a loop's target, `with … as`.
    let sets = uses_through_self(context, class, name)
        .iter()
        .filter(|occurrence| occurrence.path.is_empty() && matches!(occurrence.kind, UseKind::Mutate(Mutation::Set(_))))
        .count();
    kind.filter(|_| sets <= counted)
}

fn agree(kind: &mut Option<Kind>, found: Option<Kind>) -> Option<()> {
    let found = found?;
    if kind.is_some_and(|kind| kind != found) {
        return None;
    }
    *kind = Some(found);
    Some(())
}

/// Whether a scope lies inside another one.
fn within(table: &Unit, mut scope: ScopeId, outer: ScopeId) -> bool {
    while let Some(parent) = table.scopes[scope as usize].parent {
        if parent == outer {
            return true;
        }
        scope = parent;
    }
    false
}

/// Bases that neither rebind attributes of the instance nor share them in a way of their own.
const PLAIN_BASES: &[&str] = &[
    "object",
    "abc.ABC",
    "typing.Generic",
    "typing.Protocol",
    "threading.Thread",
    "unittest.TestCase",
    "Exception",
    "ValueError",
    "RuntimeError",
    "TypeError",
    "KeyError",
    "LookupError",
    "dict",
    "list",
    "set",
    "str",
    "int",
    "tuple",
];

/// Whether the bases of a class are known not to touch an attribute: plain ones of the standard
/// library, and classes of this file that have no such attribute.
fn has_plain_bases(context: &Context, unit: u32, scope: &Scope, data: &Class, name: &str, depth: usize) -> bool {
    let view = context.view;
    let parent = scope.parent.unwrap_or(0);
    data.bases.iter().all(|base| {
        let path = Path {
            root: base.split('.').next().unwrap_or_default().into(),
            steps: base.split('.').skip(1).map(|step| Step::Attr(step.into())).collect(),
        };
        if let Some(full) = view.imported(unit, parent, &path) {
            return PLAIN_BASES.contains(&full.as_str());
        }
        if view.is_builtin(unit, parent, &path.root) {
            return PLAIN_BASES.contains(&base.as_str());
        }
        let bindings = view.bindings(&view.variable(unit, parent, &path.root));
        let [site] = bindings.as_slice() else {
            return false;
        };
        let BindingKind::Class(class) = site.item.kind else {
            return false;
        };
        let base_scope = view.scope(site.unit, class);
        let Some(base_data) = base_scope.class.as_deref() else {
            return false;
        };
        depth < 5
            && path.steps.is_empty()
            && !base_data.has_keywords
            && base_scope.symbol(name).is_none_or(|symbol| symbol.bindings.is_empty())
            && !sets_attribute(view.unit(site.unit), class, name)
            && has_plain_bases(context, site.unit, base_scope, base_data, name, depth + 1)
    })
}

/// Whether any function of a class sets the attribute on something, most likely on the instance.
fn sets_attribute(table: &Unit, class: ScopeId, name: &str) -> bool {
    (0..).zip(&table.scopes).any(|(id, scope)| {
        within(table, id, class)
            && scope.symbols.iter().flat_map(|symbol| &symbol.uses).any(
                |occurrence| matches!(&occurrence.kind, UseKind::Mutate(Mutation::Set(Step::Attr(set))) if set == name),
            )
    })
}

/// Whether a mutable class attribute is changed through `self` in a method of the class, and
/// neither rebound on an instance nor reached through the class, as what is shared on purpose is.
pub fn changed_through_self(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let class = context.scope_of(node);
    let scope = context.view.scope(own, class);
    let Some(data) = scope.class.as_deref().filter(|_| scope.kind == ScopeKind::Class) else {
        return false;
    };
    let name = context.text(node);
    let Some(symbol) = scope.symbol(name) else {
        return false;
    };
    let [binding] = symbol.bindings.as_slice() else {
        return false;
    };
    let class_variable = binding.annotation.as_deref().is_some_and(|annotation| annotation.contains("ClassVar"));
    let only_here = !class_variable && !symbol.is(flag::GLOBAL | flag::NONLOCAL);
    if !only_here || data.has_keywords || !data.decorators.is_empty() || scope.dynamic || says_shared(name) {
        return false;
    }
    if !has_plain_bases(context, own, scope, data, name, 0)
        || said_shared(node, context)
        || reached_through_class(context, class, scope, name)
        || rebound_in_subclass(context, scope, name)
    {
        return false;
    }
    let mut changes = Vec::new();
    for occurrence in uses_through_self(context, class, name) {
        match &occurrence.kind {
            UseKind::Mutate(Mutation::Set(_) | Mutation::Delete(_)) if occurrence.path.is_empty() => {
                return false;
            }
            UseKind::Mutate(how) => changes.push((occurrence.range.clone(), describe(how))),
            _ => {}
        }
    }
    let Some((_, how)) = changes.first() else {
        return false;
    };
    witness.say("class", scope.name.as_str());
    witness.say("how", how.as_str());
    for (range, _) in changes.into_iter().take(3) {
        witness.point(own, range, "this changes the one object that all instances share");
    }
    true
}

/// Whether a comment beside the attribute says that the sharing is meant.
fn said_shared(node: Node, context: &Context) -> bool {
    let around = context.ancestors(node);
    let Some(statement) = around.iter().find(|around| around.kind_name() == "expression_statement") else {
        return false;
    };
    let row = statement.start_position().row;
    let mut comments = Vec::new();
    // A comment above the first statement of a body stands before the body.
    let block = || around.iter().find(|around| around.kind_name() == "block").and_then(Node::prev_sibling);
    let mut before = statement.prev_sibling().or_else(block);
    while let Some(comment) = before.filter(|before| before.kind_name() == "comment") {
        comments.push(comment);
        before = comment.prev_sibling();
    }
    let behind =
        statement.next_sibling().filter(|next| next.kind_name() == "comment" && next.start_position().row == row);
    comments.into_iter().chain(behind).any(|comment| {
        let text = context.text(comment).to_ascii_lowercase();
        ["cache", "shared", "registry", "all instances", "class-wide", "classwide", "global", "memo"]
            .iter()
            .any(|word| text.contains(word))
    })
}

/// Whether the attribute is used through the class somewhere: `Cart.items`, `cls.items`,
/// `type(self).items`.
fn reached_through_class(context: &Context, class: ScopeId, scope: &Scope, name: &str) -> bool {
    let own = context.view.own();
    let table = context.view.unit(own);
    let through_cls = receivers(table, class).filter(|(_, _, special)| *special).any(|(id, first, _)| {
        let variable = context.view.variable(own, id, first);
        context.view.uses(&variable).iter().any(|site| concerns(site.item, name))
    });
    let variable = context.view.variable(own, scope.parent.unwrap_or(0), &scope.name);
    let direct = context.view.uses(&variable).iter().any(|site| concerns(site.item, name));
    // `Outer.Cart.items`, `self.__class__.items`.
    let steps = |occurrence: &Use| {
        let mut steps = occurrence.path.clone();
        if let UseKind::Mutate(Mutation::Set(step) | Mutation::Delete(step)) = &occurrence.kind {
            steps.push(step.clone());
        }
        steps
    };
    let is_class = |step: &Step| matches!(step, Step::Attr(of) if *of == scope.name || of == "__class__");
    let dotted =
        table.scopes.iter().flat_map(|scope| &scope.symbols).flat_map(|symbol| &symbol.uses).any(|occurrence| {
            steps(occurrence)
                .windows(2)
                .any(|pair| is_class(&pair[0]) && matches!(&pair[1], Step::Attr(attribute) if attribute == name))
        });
    through_cls || direct || dotted || context.source.text.contains(&format!("type(self).{name}"))
}

/// Whether a class of this file that is derived from this one has such an attribute of its own.
fn rebound_in_subclass(context: &Context, scope: &Scope, name: &str) -> bool {
    let own = context.view.own();
    let variable = context.view.variable(own, scope.parent.unwrap_or(0), &scope.name);
    context.view.uses(&variable).iter().any(|site| {
        let table = context.view.unit(site.unit);
        table.scopes.iter().any(|other| {
            other.class.as_deref().is_some_and(|data| data.bases.contains(&scope.name))
                && other.symbol(name).is_some_and(|symbol| !symbol.bindings.is_empty())
        })
    })
}
