//! Facts about copies: which expression copies what, how deep, and what stays shared.

use super::context::{Context, Witness};
use crate::semantics::module::{Site, Variable};
use crate::semantics::scope::Mutation;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Path, Shape, path_of};
use crate::semantics::{Binding, BindingKind, Kind, Regions, ScopeId, Step, UnitId, UseKind, Value, View};
use tree_sitter::Node;

/// How an expression copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyHow {
    /// A new outer container with the same items.
    Shallow,
    /// `copy.deepcopy`.
    Deep,
}

/// What a value is a copy of, and how.
pub fn copy_of<'v>(
    view: &View,
    unit: UnitId,
    scope: ScopeId,
    value: &'v Value,
) -> Option<(CopyHow, std::borrow::Cow<'v, Value>)> {
    use std::borrow::Cow;
    match value {
        Value::Call { callee, args, more } => {
            if let [source] = args.as_slice()
                && !more
            {
                match view.imported(unit, scope, callee).as_deref() {
                    Some("copy.copy") => return Some((CopyHow::Shallow, Cow::Borrowed(source))),
                    Some("copy.deepcopy") => return Some((CopyHow::Deep, Cow::Borrowed(source))),
                    _ => {}
                }
                let constructor = callee.steps.is_empty() && matches!(callee.root.as_str(), "list" | "dict" | "set");
                if constructor && view.is_builtin(unit, scope, &callee.root) {
                    return Some((CopyHow::Shallow, Cow::Borrowed(source)));
                }
            }
            let (object, Step::Attr(method)) = callee.split_last()? else {
                return None;
            };
            (method == "copy" && args.is_empty() && !more)
                .then_some((CopyHow::Shallow, Cow::Owned(Value::Path(object))))
        }
        Value::Path(path) => match path.split_last()? {
            (rest, Step::Slice) => Some((CopyHow::Shallow, Cow::Owned(Value::Path(rest)))),
            _ => None,
        },
        Value::Method { receiver, name, arity: 0 } if name == "copy" => {
            Some((CopyHow::Shallow, Cow::Borrowed(receiver)))
        }
        Value::Display(shape) => match shape.spreads.as_slice() {
            [source] if shape.complete => Some((CopyHow::Shallow, Cow::Borrowed(source))),
            _ => None,
        },
        _ => None,
    }
}

/// The value at the end of a path into a display; with an unknown index, when all items have one
/// type.
pub fn shape_at<'s>(shape: &'s Shape, steps: &[Step]) -> Option<&'s Value> {
    let (first, rest) = steps.split_first()?;
    let value = match first {
        Step::Item => {
            let mut items = shape.items.iter().map(|(_, value)| value);
            let first = items.next()?;
            let same = |value: &Value| kind_of_item(value).is_some() && kind_of_item(value) == kind_of_item(first);
            if !items.all(same) || kind_of_item(first).is_none() {
                return None;
            }
            first
        }
        Step::Index(index) if *index < 0 => {
            let length = shape.items.len() as i64;
            let index = shape.complete.then_some(Step::Index(length + index))?;
            shape.items.iter().find(|(step, _)| *step == index).map(|(_, value)| value)?
        }
        step => shape.items.iter().find(|(own, _)| own == step).map(|(_, value)| value)?,
    };
    match (rest, value) {
        ([], value) => Some(value),
        (rest, Value::Display(inner)) => shape_at(inner, rest),
        _ => None,
    }
}

/// The type of an item of a display, by its syntax.
pub fn kind_of_item(value: &Value) -> Option<Kind> {
    match value {
        Value::Of(kind) => Some(*kind),
        Value::Display(shape) => Some(shape.kind),
        Value::Call { callee, .. } if callee.steps.is_empty() => match callee.root.as_str() {
            "list" => Some(Kind::List),
            "dict" => Some(Kind::Dict),
            "set" => Some(Kind::Set),
            _ => None,
        },
        // `[0] * 3`
        Value::Binary { left, op: '*', .. } => kind_of_item(left).filter(|kind| *kind == Kind::List),
        _ => None,
    }
}

/// A shallow copy of a display, and the two names that share what is inside.
pub struct SharedCopy<'a> {
    /// Where the copy is bound.
    pub copy: Site<'a, Binding>,
    /// The name of the copy.
    name: Variable,
    /// The name of the original.
    original: Variable,
    shape: &'a Shape,
}

/// The copy behind a change: a path that starts with the copy's name, or with the original's.
pub fn copy_behind<'a>(path: &Path, scope: ScopeId, context: &Context<'a>) -> Option<SharedCopy<'a>> {
    let view = context.view;
    let own = view.own();
    let variable = view.variable(own, scope, &path.root);
    let bindings = view.bindings(&variable);
    let [binding] = bindings.as_slice() else {
        return None;
    };
    if binding.item.kind != BindingKind::Assign || binding.scope != scope {
        return None;
    }
    let source_of = |site: &Site<Binding>| {
        let (how, source) = copy_of(view, site.unit, site.scope, &site.item.value)?;
        match source.into_owned() {
            Value::Path(path) if how == CopyHow::Shallow && path.steps.is_empty() => Some(path.root),
            _ => None,
        }
    };
    if let Some(root) = source_of(binding) {
        let original = view.variable(binding.unit, binding.scope, &root);
        let shape = view.only_display(&original)?.2;
        return Some(SharedCopy { copy: *binding, name: variable, original, shape });
    }
    // Changed through the original: a copy of it that was made before.
    let shape = view.only_display(&variable)?.2;
    for read in view.uses(&variable).iter().filter(|read| read.scope == scope) {
        for symbol in &view.scope(read.unit, read.scope).symbols {
            let [copy] = symbol.bindings.as_slice() else {
                continue;
            };
            let site = Site { unit: read.unit, scope: read.scope, item: copy };
            let here = copy.kind == BindingKind::Assign && copy.value_range.contains(&read.item.at);
            if here && source_of(&site).as_ref() == Some(&variable.name) {
                let name = view.variable(read.unit, read.scope, &symbol.name);
                let single = view.bindings(&name).len() == 1;
                return single.then_some(SharedCopy { copy: site, name, original: variable, shape });
            }
        }
    }
    None
}

/// A change below the top level of a shallow copy or of its original, where the other one still
/// sees it. Asked about the target or the method's object: the path to the changed object. With
/// `shown`, only when all later looks at the two are demonstrations; else only when one is not.
pub fn shared_inner(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let scope = context.scope_of(node);
    let Some(path) = path_of(node, context.source) else {
        return false;
    };
    let Some(shared) = copy_behind(&path, scope, context) else {
        return false;
    };
    let SharedCopy { copy, name, original, shape } = &shared;
    let through_copy = name.name == path.root;
    let (changed, other) = if through_copy { (name, original) } else { (original, name) };

    // The use that this node is a part of, with the path to what it changes.
    let at = context.source.at(node);
    let uses = context.view.uses(changed);
    let others = context.view.uses(other);
    let Some(change) = uses.iter().find(|site| {
        let range = &site.item.range;
        site.unit == own && range.start <= at && at < range.end && matches!(site.item.kind, UseKind::Mutate(_))
    }) else {
        return false;
    };
    let inner = &change.item.path;
    let overwritten = inner.first().is_none_or(|step| match &copy.item.value {
        // `{**d, "db": {…}}` has its own `db`.
        Value::Display(display) => display.items.iter().any(|(own, _)| own == step),
        _ => false,
    });
    if overwritten || inner.iter().any(|step| matches!(step, Step::Slice)) {
        return false;
    }
    let Some(kind) = shape_at(shape, inner).and_then(kind_of_item).filter(|kind| kind.is_mutable()) else {
        return false;
    };
    if matches!(&change.item.kind, UseKind::Mutate(Mutation::Set(Step::Attr(_)))) {
        return false;
    }
    // A level that was copied first is the copy's own.
    let replaced_first = uses.iter().chain(&others).any(|site| match &site.item.kind {
        UseKind::Mutate(Mutation::Set(step)) => {
            let mut set = site.item.path.clone();
            set.push(step.clone());
            inner.starts_with(&set)
        }
        UseKind::Mutate(Mutation::Method(name)) => {
            site.item.path.is_empty() && matches!(name.as_str(), "clear" | "update" | "pop")
        }
        _ => false,
    });
    if replaced_first || !follows(context, (copy.unit, copy.item.region, copy.item.from), change) {
        return false;
    }
    let mut looks = others.iter().filter(|site| {
        let is_the_copy = site.unit == copy.unit && copy.item.value_range.contains(&site.item.at);
        let behind = site.unit != copy.unit && context.view.ordinal(site.unit) > context.view.ordinal(copy.unit)
            || site.unit == copy.unit && site.item.at > copy.item.from
            || site.scope != scope;
        !is_the_copy && behind
    });
    let Some(first) = looks.next() else {
        return false;
    };
    let only_shown = first.item.shown && looks.all(|site| site.item.shown);
    if only_shown != (argument == Some("shown")) {
        return false;
    }
    let mut inner_path = Path { root: path.root.clone(), steps: inner.clone() };
    witness.say("inner", inner_path.to_string());
    inner_path.root = other.name.clone();
    witness.say("original", inner_path.to_string());
    witness.say("kind", kind.name());
    witness.point(copy.unit, copy.item.at..copy.item.from, "the shallow copy is made here");
    point_at_original(context, original, witness);
    true
}

fn point_at_original(context: &Context, original: &Variable, witness: &mut Witness) {
    if let [site] = context.view.bindings(original).as_slice() {
        let range = site.item.at..site.item.at + original.name.len() as u32;
        witness.point(site.unit, range, format!("`{}` is built here", original.name));
    }
}

/// Whether a use stands behind a place on one path.
fn follows(
    context: &Context,
    (unit, region, at): (UnitId, u32, u32),
    later: &crate::semantics::module::Site<crate::semantics::Use>,
) -> bool {
    if unit != later.unit {
        return context.view.ordinal(unit) < context.view.ordinal(later.unit);
    }
    let table = context.view.unit(unit);
    Regions(&table.regions).reaches(region, at, later.item.region, later.item.at + 1)
}

/// Whether an expression copies a container.
pub fn copies(node: Node, context: &Context) -> bool {
    let value = crate::semantics::value::value_of(node, context.source);
    copy_of(context.view, context.view.own(), context.scope_of(node), &value).is_some()
}

/// Whether a name is an argument of a call of a function of this file.
pub fn names_argument(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let around = context.ancestors(node);
    let Some(call) = around.iter().find(|around| around.kind_name() == "call") else {
        return false;
    };
    let Some(function) = call.part(Field::Function).filter(|function| function.kind_name() == "identifier") else {
        return false;
    };
    let variable = context.view.variable(own, context.scope_of(*call), context.text(function));
    let bindings = context.view.bindings(&variable);
    matches!(bindings.as_slice(), [site] if matches!(site.item.kind, BindingKind::Function(_)))
}
