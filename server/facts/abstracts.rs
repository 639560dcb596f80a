//! Facts about abstract methods: which of them a class still lacks, and whether anybody enforces
//! that they are there (Lib/abc.py, Objects/typeobject.c `object_new`).

use super::context::{Context, Witness};
use super::listed;
use super::mocking::expects_error;
use crate::semantics::classes::known;
use crate::semantics::scope::{Escape, UseKind};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Name, Step};
use crate::semantics::{Ancestor, ClassId, Classes};
use tree_sitter::Node;

/// What the classes of `collections.abc` leave to their subclasses, the same in each version.
#[rustfmt::skip]
const LEFT_OPEN: &[(&str, &[&str])] = &[
    ("AsyncIterable", &["__aiter__"]),
    ("AsyncIterator", &["__anext__"]),
    ("Awaitable", &["__await__"]),
    ("Callable", &["__call__"]),
    ("Collection", &["__contains__", "__iter__", "__len__"]),
    ("Container", &["__contains__"]),
    ("Coroutine", &["__await__", "send", "throw"]),
    ("Generator", &["send", "throw"]),
    ("Hashable", &["__hash__"]),
    ("Iterable", &["__iter__"]),
    ("Iterator", &["__next__"]),
    ("Mapping", &["__getitem__", "__iter__", "__len__"]),
    ("MutableMapping", &["__delitem__", "__getitem__", "__iter__", "__len__", "__setitem__"]),
    ("MutableSequence", &["__delitem__", "__getitem__", "__len__", "__setitem__", "insert"]),
    ("MutableSet", &["__contains__", "__iter__", "__len__", "add", "discard"]),
    ("Reversible", &["__iter__", "__reversed__"]),
    ("Sequence", &["__getitem__", "__len__"]),
    ("Set", &["__contains__", "__iter__", "__len__"]),
    ("Sized", &["__len__"]),
];

/// What a known class leaves open; `None` for one of which that is not known.
fn left_open(name: &str) -> Option<&'static [&'static str]> {
    if matches!(name, "object" | "abc.ABC" | "typing.Generic") {
        return Some(&[]);
    }
    let name = name.strip_prefix("collections.abc.")?;
    LEFT_OPEN.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// The abstract methods that a class still lacks, each with the class of this file that asks for
/// it, in the order in which they are asked for. `None` when it cannot be told, or when nothing
/// refuses to make an instance.
pub fn lacking(classes: &Classes, class: ClassId) -> Option<Vec<(Name, Option<ClassId>)>> {
    let mro = classes.mro(class);
    let order = mro.order()?;
    let mut enforced = false;
    let mut asked: Vec<(Name, Option<ClassId>)> = Vec::new();
    for ancestor in order.iter().rev() {
        match ancestor {
            Ancestor::Here(one) => {
                let header = classes.header(*one).1;
                // A decorator may define methods and let `abc` count again (bpo-41905).
                if !header.decorators.is_empty() || classes.body(*one).dynamic || is_made_otherwise(classes, *one) {
                    return None;
                }
                match classes.named_metaclass(*one) {
                    Some(Ancestor::Known("abc.ABCMeta")) => enforced = true,
                    Some(_) => return None,
                    None => {}
                }
                for symbol in &classes.body(*one).symbols {
                    let known = asked.iter().any(|(name, _)| *name == symbol.name);
                    if !known && classes.is_abstract(*one, &symbol.name) {
                        asked.push((symbol.name.clone(), Some(*one)));
                    }
                }
            }
            Ancestor::Known(name) => {
                let open = left_open(name)?;
                enforced |= known::metaclass(name) == Some("abc.ABCMeta");
                let new = open.iter().filter(|own| !asked.iter().any(|(name, _)| name == *own));
                let new: Vec<_> = new.map(|name| (Name::new_static(name), None)).collect();
                asked.extend(new);
            }
            Ancestor::Unknown(_) => return None,
        }
    }
    if !enforced {
        return None;
    }
    let mut lacking = Vec::new();
    for (name, asker) in asked {
        if is_open(classes, order, &name)? {
            lacking.push((name, asker));
        }
    }
    Some(lacking)
}

/// Whether the first class of the order that has a method leaves it abstract.
fn is_open(classes: &Classes, order: &[Ancestor], name: &str) -> Option<bool> {
    for ancestor in order {
        match ancestor {
            Ancestor::Here(class) => match classes.member(*class, name) {
                Some(member) if member.sure => return Some(classes.is_abstract(*class, name)),
                Some(_) => return None,
                None => {}
            },
            Ancestor::Known(known) => {
                if left_open(known)?.contains(&name) {
                    return Some(true);
                }
                // A class below one that asks for it, and that does not ask itself, has it.
                let below = known::mro(known).into_iter().skip(1);
                if below.filter_map(left_open).any(|open| open.contains(&name)) {
                    return Some(false);
                }
            }
            Ancestor::Unknown(_) => return None,
        }
    }
    Some(false)
}

/// Whether a class decides itself what a call of it gives, or its methods are changed behind it.
fn is_made_otherwise(classes: &Classes, class: ClassId) -> bool {
    if classes.body(class).symbol("__new__").is_some() || classes.body(class).symbol("__abstractmethods__").is_some() {
        return true;
    }
    let view = classes.view();
    let (name, header, _) = classes.header(class);
    view.uses(&view.variable(class.unit, header.outer, name)).iter().any(|site| match &site.item.kind {
        UseKind::Mutate(_) => site.item.path.is_empty(),
        UseKind::Escape(Escape::Argument { callee, position: Some(0), .. }) => {
            callee == "setattr" || callee.ends_with("update_abstractmethods")
        }
        UseKind::Read(_) => site.item.path.iter().any(|step| *step == Step::Attr("__abstractmethods__".into())),
        _ => false,
    })
}

/// The name of a class of this file that is called while abstract methods are missing.
pub fn created_too_early(callee: Node, context: &Context, witness: &mut Witness) -> bool {
    // By PEP 8 a class's name has capitals; nearly every call is out by its text.
    if !context.text(callee).trim_start_matches('_').starts_with(char::is_uppercase) {
        return false;
    }
    let classes = Classes::new(context.view);
    let scope = context.scope_of(callee);
    let Ancestor::Here(class) = classes.named(context.view.own(), scope, context.text(callee)) else { return false };
    // The body of an abstract method is a pattern for others, and mostly never runs.
    let function = context.view.scope(context.view.own(), scope).function.as_deref();
    if function.is_some_and(|function| function.decorators.iter().any(|name| name.ends_with("abstractmethod"))) {
        return false;
    }
    let Some(lacking) = lacking(&classes, class).filter(|lacking| !lacking.is_empty()) else { return false };
    if expects_error(callee, context) {
        return false;
    }
    let own = lacking.iter().any(|(_, asker)| *asker == Some(class));
    let names: Vec<String> = lacking.iter().map(|(name, _)| format!("`{name}`")).collect();
    let name = classes.name(class);
    let ready = classes
        .descendants(class)
        .into_iter()
        .find(|sub| lacking_nothing(&classes, *sub) && !classes.name(*sub).starts_with('_'));
    let remedy = match ready {
        Some(sub) if own => format!("Create a subclass that defines it all: `{}`.", classes.name(sub)),
        _ if own => "Create a subclass that defines it all.".to_string(),
        _ => format!("Define {} in `{name}`.", if names.len() == 1 { "it" } else { "them" }),
    };
    let state = if own { "is abstract: nothing implements" } else { "still lacks" };
    witness.say("lack", format!("`{name}` {state} {}", listed(&names)));
    witness.say("remedy", remedy);
    for (method, asker) in &lacking {
        if let Some(asker) = asker
            && let Some(member) = classes.member(*asker, method)
        {
            let range = member.at..member.at + method.len() as u32;
            witness.point(asker.unit, range, format!("`{}` asks for it", classes.name(*asker)));
        }
    }
    true
}

fn lacking_nothing(classes: &Classes, class: ClassId) -> bool {
    lacking(classes, class).is_some_and(|lacking| lacking.is_empty())
}

/// The first `@abstractmethod` in a class that nobody enforces: no class of the order has `ABCMeta`.
pub fn unenforced_abstract(decorator: Node, context: &Context, witness: &mut Witness) -> bool {
    let answer = || {
        let ancestors = context.ancestors(decorator);
        let decorated = *ancestors.iter().find(|around| around.kind_name() == "decorated_definition")?;
        let statement = *ancestors.iter().find(|around| around.kind_name() == "class_definition")?;
        if decorated.parent()?.parent()? != statement {
            return None;
        }
        let classes = Classes::new(context.view);
        let class = classes.at(&context.source.range(statement))?;
        let body = classes.body(class);
        let mut marked = body.symbols.iter().filter(|symbol| classes.is_abstract(class, &symbol.name));
        let function = decorated.part(Field::Definition)?.part(Field::Name)?;
        if marked.next()?.name != context.text(function) || body.symbol("__metaclass__").is_some() || body.dynamic {
            return None;
        }
        let is_bare = |one: ClassId| {
            let order = classes.mro(one);
            let plain = |ancestor: &Ancestor| match ancestor {
                Ancestor::Here(here) => {
                    let header = classes.header(*here).1;
                    header.decorators.is_empty() && !header.has_keywords
                }
                // Other builtins make their instances without asking, with ABCMeta or without.
                Ancestor::Known(name) => matches!(*name, "object" | "typing.Generic"),
                Ancestor::Unknown(_) => false,
            };
            order.order().is_some_and(|order| order.iter().all(plain))
        };
        let name = classes.name(class);
        // A mixin may leave it to the class that it is mixed into.
        let bare = is_bare(class) && classes.descendants(class).into_iter().all(is_bare) && !name.contains("Mixin");
        bare.then(|| name.to_string())
    };
    let Some(class) = answer() else { return false };
    witness.say("class", class);
    true
}

/// A name in the header or on a method of a class of this file that has abstract methods.
pub fn in_abstract_class(node: Node, context: &Context) -> bool {
    let statement = context.ancestors(node).into_iter().find(|around| around.kind_name() == "class_definition");
    let classes = Classes::new(context.view);
    let class = statement.and_then(|statement| classes.at(&context.source.range(statement)));
    class.is_some_and(|class| lacking(&classes, class).is_some())
}
