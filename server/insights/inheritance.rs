//! The order of resolution, and where `super()` goes, for the classes of this file.

use super::listed;
use crate::facts::{Context, Match, class_named, method_instances};
use crate::semantics::classes::{Conflict, Member, MemberKind, Mro, Provider, SuperClass, Why};
use crate::semantics::scope::Through;
use crate::semantics::{Ancestor, ClassId, Classes};

/// More are counted, not named.
const MOST_NAMED: usize = 6;

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn arrows(classes: &Classes, order: &[Ancestor]) -> String {
    order.iter().map(|ancestor| code(classes.shown(ancestor))).collect::<Vec<_>>().join(" → ")
}

/// The order of a class, or what is known of it.
pub(super) fn class_mro(context: &Context, found: &Match) -> Option<String> {
    let class = class_named(found.on(), context)?;
    let classes = Classes::new(context.view);
    let mut text = order_in_words(&classes, class);
    if let Some(order) = classes.mro(class).order() {
        for (name, owners) in overridden(&classes, order).into_iter().take(MOST_NAMED) {
            let names: Vec<String> = owners.iter().map(|(owner, _)| code(classes.name(*owner))).collect();
            text += &format!("\n- `{name}`: from {}, hides {}", names[0], listed(&names[1..]));
        }
    }
    Some(text)
}

/// The order, and the class that provides each method.
pub(super) fn dunder_mro(context: &Context, found: &Match) -> Option<String> {
    let class = class_named(found.named("object")?, context)?;
    let classes = Classes::new(context.view);
    let mut text = order_in_words(&classes, class);
    let mro = classes.mro(class);
    let Some(order) = mro.order() else { return Some(text) };
    let mut seen: Vec<String> = Vec::new();
    for ancestor in order {
        let Ancestor::Here(owner) = ancestor else { continue };
        let methods: Vec<String> = classes
            .members(*owner)
            .into_iter()
            .filter(|member| member.function.is_some() && !seen.contains(&member.name.to_string()))
            .map(|member| member.name.to_string())
            .collect();
        if !methods.is_empty() {
            let shown: Vec<String> = methods.iter().take(MOST_NAMED).map(|name| code(name)).collect();
            let more = methods.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            text += &format!("\n- from `{}`: {}{more}", classes.name(*owner), shown.join(", "));
        }
        seen.extend(methods);
    }
    Some(text)
}

fn order_in_words(classes: &Classes, class: ClassId) -> String {
    let name = classes.name(class);
    match &*classes.mro(class) {
        Mro::Order(order) => format!("Order: {}.", arrows(classes, order)),
        Mro::Conflict(Conflict::Order { demands, .. }) => {
            format!("Python refuses this class, since its bases cannot be ordered: {}.", demands.join(", but "))
        }
        Mro::Conflict(Conflict::Duplicate(base)) => {
            format!("Python refuses this class, since `{}` is listed twice.", classes.shown(base))
        }
        Mro::Unknown { first, why } => match why {
            Why::Bases(unknown) => {
                let unknown: Vec<String> = unknown.iter().map(|name| format!("`{name}`?")).collect();
                let bases = classes.bases(class);
                let last = match first.last() {
                    Some(Ancestor::Here(last)) => classes.bases(*last).len(),
                    _ => bases.len(),
                };
                let start = arrows(classes, first);
                if last == 1 && unknown.len() == 1 {
                    format!("Order: {start} → {} → …; what comes behind is not in this file.", unknown[0])
                } else {
                    format!("Order: {start} → …; what comes behind depends on {}, not in this file.", listed(&unknown))
                }
            }
            Why::Decorator(of) if *of == class => match classes.as_written(class) {
                Mro::Order(order) => {
                    format!("Order: {}, unless a decorator puts another class in its place.", arrows(classes, &order))
                }
                _ => format!("A decorator may put another object in the place of `{name}`."),
            },
            Why::Metaclass(of) => format!("The metaclass of `{}` may set up any order.", classes.name(*of)),
            Why::Decorator(of) => format!("A decorator may have changed `{}`.", classes.name(*of)),
            Why::Broken(of) => format!("`{}` itself cannot be created.", classes.name(*of)),
            Why::Far(of) => {
                format!("What stands behind `{}` was not looked at: the line is too long.", classes.name(*of))
            }
        },
    }
}

/// The methods that several classes of this file in an order define, with their owners; special
/// ones and private ones are left out where nobody would look for them.
fn overridden(classes: &Classes, order: &[Ancestor]) -> Vec<(String, Vec<(ClassId, Member)>)> {
    let mut found: Vec<(String, Vec<(ClassId, Member)>)> = Vec::new();
    for ancestor in order {
        let Ancestor::Here(class) = ancestor else { continue };
        for member in classes.members(*class) {
            let private = member.name.starts_with("__") && !member.name.ends_with("__");
            if member.function.is_none() || private || found.iter().any(|(name, _)| *name == member.name) {
                continue;
            }
            let owners = classes.all_with(order, &member.name);
            if owners.len() > 1 {
                found.push((member.name.to_string(), owners));
            }
        }
    }
    found
}

/// The class that comes next, for instances of each class that this file derives.
pub(super) fn super_next(context: &Context, found: &Match) -> Option<String> {
    let own = context.view.own();
    let call = *context.ancestors(found.on()).first()?;
    let range = context.source.range(call);
    let site = context.view.unit(own).parent_calls.iter().find(|site| site.range == range)?;
    let Through::Super(_) = &site.through else { return None };
    let classes = Classes::new(context.view);
    let SuperClass::After(class) = classes.super_class(own, site) else { return None };
    let name = classes.name(class);
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut instances = vec![class];
    instances.extend(classes.leaves(class).classes.into_iter().filter(|leaf| *leaf != class));
    for instance in instances {
        let goes = match classes.next_after(instance, class) {
            Some(next) => landing(&classes, instance, class, &next, &site.method),
            None => match classes.bases(class).as_slice() {
                [base] if instance == class => format!("{}?", code(classes.shown(&base.class))),
                _ => "not known here".to_string(),
            },
        };
        let instance = code(classes.name(instance));
        match groups.iter_mut().find(|(other, _)| *other == goes) {
            Some((_, of)) => of.push(instance),
            None => groups.push((goes, vec![instance])),
        }
    }
    if let [(goes, of)] = groups.as_slice() {
        let whose = if of.len() == 1 { String::new() } else { " for every class of this file".to_string() };
        return Some(format!("Next class behind `{name}` in the MRO of the instance{whose}: {goes}."));
    }
    let lines: Vec<String> = groups
        .iter()
        .map(|(goes, of)| {
            let more = of.len().saturating_sub(MOST_NAMED);
            let shown = if more > 0 { format!("{} and {more} more", of[..MOST_NAMED].join(", ")) } else { listed(of) };
            format!("\n- for {shown}: {goes}")
        })
        .collect();
    Some(format!("Next class behind `{name}` depends on the instance:{}", lines.concat()))
}

/// The next class, and the one that has the method when it is another.
fn landing(classes: &Classes, instance: ClassId, class: ClassId, next: &Ancestor, method: &str) -> String {
    let shown = code(classes.shown(next));
    if method.is_empty() {
        return shown;
    }
    match classes.lands(instance, class, method) {
        Provider::Here(owner, _) if Ancestor::Here(owner) != *next => {
            format!("{shown}, and `{method}` is `{}`'s", classes.name(owner))
        }
        Provider::Known(owner) if Ancestor::Known(owner) != *next => {
            format!("{shown}, and `{method}` is `{}`'s", classes.shown(&Ancestor::Known(owner)))
        }
        Provider::Nobody => format!("{shown}, and no class from there on has `{method}`"),
        _ => shown,
    }
}

/// Which class's method runs, and why: for `obj.method`, and for a method where it is defined.
pub(super) fn method_winner(context: &Context, found: &Match) -> Option<String> {
    let name = context.text(found.on());
    let classes = Classes::new(context.view);
    let instances = method_instances(found.on(), context);
    let said: Vec<String> =
        instances.into_iter().take(MOST_NAMED).filter_map(|class| winner(&classes, class, name)).collect();
    (!said.is_empty()).then(|| said.join("\n\n"))
}

/// "`D` instances run `B.m`: …".
fn winner(classes: &Classes, class: ClassId, name: &str) -> Option<String> {
    let Provider::Here(owner, member) = classes.provider(class, name) else { return None };
    if matches!(member.kind, MemberKind::ClassAttribute | MemberKind::Class | MemberKind::InstanceAttribute) {
        return None;
    }
    let mro = classes.mro(class);
    let (of, by) = (classes.name(class), classes.name(owner));
    let Some(order) = mro.order() else { return Some(format!("On `{of}` this is `{by}.{name}`.")) };
    let place = order.iter().position(|ancestor| *ancestor == Ancestor::Here(owner))? + 1;
    let hidden: Vec<String> =
        classes.all_with(order, name).iter().skip(1).map(|(hidden, _)| code(classes.name(*hidden))).collect();
    let mut text = format!("On `{of}` this is `{by}.{name}`, at place {place} of {}.", arrows(classes, order));
    if !hidden.is_empty() {
        text += &format!(" It hides the one of {}, which come later in that order.", listed(&hidden));
        if hidden.len() == 1 {
            text = text.replace("which come later", "which comes later");
        }
    }
    Some(text)
}
