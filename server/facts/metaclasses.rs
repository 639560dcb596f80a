//! Facts about metaclasses: which one a class gets, and what its methods do with the class they make
//! (reference/datamodel.html, "Determining the appropriate metaclass"; Objects/typeobject.c
//! `_PyType_CalculateMetaclass`).

use super::construction::falls_off;
use super::context::{Context, Witness};
use super::descriptors::parameters;
use super::singletons::below;
use crate::semantics::ScopeKind;
use crate::semantics::classes::{Ancestor, ClassId, Classes, Mro, known};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// Longer chains of bases are not followed.
const DEEPEST: usize = 20;

const TYPE: Ancestor = Ancestor::Known("type");

/// Two metaclasses of which neither is derived from the other, and where each comes from.
pub struct Clash {
    /// The metaclass that was the winner so far, and the base or keyword that brings it.
    pub first: (Ancestor, String),
    /// The other one.
    pub second: (Ancestor, String),
}

/// The metaclass of a class of this file; `None` when it cannot be told, also since there is none.
pub fn metaclass_of(classes: &Classes, class: ClassId) -> Option<Ancestor> {
    winner(classes, class, 0)?.ok()
}

/// The metaclass of a class, or the first two that clash.
fn winner(classes: &Classes, class: ClassId, depth: usize) -> Option<Result<Ancestor, Clash>> {
    if depth > DEEPEST {
        return None;
    }
    let mut best: Option<(Ancestor, String)> = match classes.named_metaclass(class) {
        Some(Ancestor::Unknown(_)) => return None,
        Some(named) => Some((named, "its own header".to_string())),
        None if classes.header(class).1.metaclass.is_some() => return None,
        None => None,
    };
    // A metaclass that is no class of classes may be any callable.
    if let Some((Ancestor::Here(named), _)) = &best
        && !makes_classes(classes, *named)
    {
        return None;
    }
    for base in classes.bases(class) {
        let own = match &base.class {
            Ancestor::Here(base) => winner(classes, *base, depth + 1)?.ok()?,
            Ancestor::Known(name) => Ancestor::Known(known::metaclass(name)?),
            Ancestor::Unknown(_) => return None,
        };
        let from = format!("`{}`", classes.shown(&base.class));
        best = match best {
            None => Some((own, from)),
            Some((winner, _)) if is_derived(classes, &own, &winner)? => Some((own, from)),
            Some((winner, origin)) if is_derived(classes, &winner, &own)? => Some((winner, origin)),
            Some(first) => return Some(Err(Clash { first, second: (own, from) })),
        };
    }
    Some(Ok(best.map_or(TYPE, |(winner, _)| winner)))
}

fn is_derived(classes: &Classes, class: &Ancestor, from: &Ancestor) -> Option<bool> {
    if class == from || *from == TYPE {
        return Some(true);
    }
    match class {
        Ancestor::Here(class) => classes.is_derived(*class, from),
        Ancestor::Known(name) => match from {
            Ancestor::Known(from) => Some(known::mro(name).contains(from)),
            _ => Some(false),
        },
        Ancestor::Unknown(_) => None,
    }
}

/// Whether a class of this file is derived from `type`.
pub fn makes_classes(classes: &Classes, class: ClassId) -> bool {
    matches!(&*classes.mro(class), Mro::Order(order) if order.contains(&TYPE))
}

/// The name of a class whose bases bring metaclasses that clash.
pub(super) fn metaclasses_clash(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let classes = Classes::new(context.view);
    let Some(class) = classes.at(&context.source.range(name)) else { return false };
    // An order that does not work is another error, which comes first.
    if classes.mro(class).order().is_none() {
        return false;
    }
    let Some(Err(clash)) = winner(&classes, class, 0) else { return false };
    witness.say("first", classes.shown(&clash.first.0));
    witness.say("origin", clash.first.1);
    witness.say("second", classes.shown(&clash.second.0));
    witness.say("other", clash.second.1);
    true
}

/// The class statement around the name of a method of a metaclass of this file, and the function.
fn method_of_metaclass<'t>(name: Node<'t>, context: &Context<'t>) -> Option<(Node<'t>, Node<'t>, ClassId)> {
    let ancestors = context.ancestors(name);
    let function = *ancestors.iter().find(|around| around.kind_name() == "function_definition")?;
    let class = *ancestors.iter().find(|around| around.kind_name() == "class_definition")?;
    if function.parent()? != class.part(Field::Body)? {
        return None;
    }
    let classes = Classes::new(context.view);
    let id = classes.at(&context.source.range(class))?;
    makes_classes(&classes, id).then_some((class, function, id))
}

/// The name of a metaclass's `__new__` that loses the class, or makes a plain one.
pub(super) fn loses_class(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let (_, function, id) = method_of_metaclass(name, context)?;
        let classes = Classes::new(context.view);
        let member = classes.member(id, "__new__")?;
        let data = classes.function(id, &member)?;
        let body = function.part(Field::Body)?;
        if data.is_stub || data.is_generator || data.is_async {
            return None;
        }
        if falls_off(body, context) {
            let when = if data.returns_value { "on one way through it, " } else { "" };
            return Some(format!("{when}nothing is returned, so the name behind `class` is bound to None"));
        }
        // With other parameters it is called like a function, and not by a `class` statement.
        if data.params.len() < 4 {
            return None;
        }
        let plain = below(body, "return_statement").into_iter().any(|one| {
            one.named_child(0).filter(|value| value.kind_name() == "call").is_some_and(|call| {
                let callee = call.part(Field::Function).map_or("", |callee| context.text(callee));
                let arguments = call.part(Field::Arguments);
                callee == "type" && arguments.is_some_and(|list| list.named_child_count() == 3)
            })
        });
        plain.then(|| "`type(…)` makes a plain class, so subclasses do not have this metaclass".to_string())
    };
    let Some(why) = answer() else { return false };
    witness.say("why", why);
    true
}

/// The name of a metaclass that does nothing but look at each new class, which
/// `__init_subclass__` does as well (PEP 487).
pub(super) fn only_looks(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let classes = Classes::new(context.view);
        let id = classes.at(&context.source.range(name))?;
        let order = classes.mro(id);
        let plain = order.order()?.iter().all(|one| match one {
            Ancestor::Here(one) => *one == id,
            Ancestor::Known(name) => matches!(*name, "type" | "object"),
            Ancestor::Unknown(_) => false,
        });
        let methods: Vec<_> = classes.members(id).into_iter().filter(|member| member.function.is_some()).collect();
        let [method] = methods.as_slice() else { return None };
        if !plain || !makes_classes(&classes, id) || !classes.descendants(id).is_empty() {
            return None;
        }
        let class = *context.ancestors(name).first()?;
        let suite = class.part(Field::Body)?;
        let mut cursor = suite.walk();
        let function = suite.named_children(&mut cursor).find(|one| one.kind_name() == "function_definition")?;
        let taken = parameters(function, context);
        let [_, _, _, namespace] = taken.as_slice() else { return None };
        let body = function.part(Field::Body)?;
        let text = context.text(body);
        let said = below(body, "identifier").iter().filter(|one| context.text(**one) == *namespace).count();
        let returns = below(body, "return_statement").len();
        match method.name.as_str() {
            "__init__" if returns == 0 => {}
            // The namespace goes to `type.__new__` as it came, and the class comes back.
            "__new__" if said <= 1 && returns == 1 && text.contains("super().__new__(") => {}
            _ => return None,
        }
        // Besides making the class it must do something that a hook could do.
        let mut cursor = body.walk();
        let does = body.named_children(&mut cursor).any(|statement| {
            let text = context.text(statement);
            !matches!(statement.kind_name(), "return_statement" | "comment" | "pass_statement")
                && !text.contains("super().__")
                && !text.starts_with(['"', '\''])
        });
        does.then(|| method.name.to_string())
    };
    let Some(method) = answer() else { return false };
    witness.say("method", method);
    true
}

/// `__metaclass__ = Meta` in a class or a module: an ordinary name (PEP 3115).
pub(super) fn old_metaclass(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let scope = context.view.scope(context.view.own(), context.scope_of(name));
    let ancestors = context.ancestors(name);
    let right = ancestors.first().and_then(|assignment| assignment.part(Field::Right));
    // `__metaclass__ = type` was how Python 2 got new-style classes; here it is right as it is.
    let Some(right) = right.filter(|right| context.text(*right) != "type") else { return false };
    match scope.kind {
        ScopeKind::Module => {
            witness.say("advice", format!("Write `metaclass={}` in the classes that want it.", context.text(right)));
            true
        }
        ScopeKind::Class => {
            let Some(class) = ancestors.iter().find(|around| around.kind_name() == "class_definition") else {
                return false;
            };
            let bases = class.part(Field::Superclasses).map_or("", |bases| context.text(bases));
            if bases.contains("with_metaclass") {
                return false;
            }
            let own = class.part(Field::Name).map_or("", |name| context.text(name));
            let inner = bases.trim_start_matches('(').trim_end_matches(')').trim();
            let comma = if inner.is_empty() { "" } else { ", " };
            witness.say(
                "advice",
                match bases.contains("metaclass=") {
                    true => "Remove it: the header says which one it is.".to_string(),
                    false => format!("Write `class {own}({inner}{comma}metaclass={}):`.", context.text(right)),
                },
            );
            true
        }
        _ => false,
    }
}

/// The name of a class of this file that makes classes, or that is named as a metaclass.
pub fn metaclass_named(node: Node, context: &Context) -> Option<ClassId> {
    let classes = Classes::new(context.view);
    let parent = *context.ancestors(node).first()?;
    let class = match parent.kind_name() {
        "class_definition" => classes.at(&context.source.range(node))?,
        _ => match classes.named(context.view.own(), context.scope_of(node), context.text(node)) {
            Ancestor::Here(class) => class,
            _ => return None,
        },
    };
    makes_classes(&classes, class).then_some(class)
}
