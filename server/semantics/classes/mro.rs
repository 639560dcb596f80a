//! The order in which Python looks through a class and its ancestors.
//!
//! `mro_implementation` in CPython's Objects/typeobject.c, with the bases that `__mro_entries__`
//! puts in the place of `Generic[T]` (PEP 560; `_GenericAlias` in Lib/typing.py).

use super::linearize::{Stuck, merge, permutations};
use super::{Ancestor, ClassId, Classes, ResolvedBase, known};
use crate::semantics::value::Name;
use std::rc::Rc;

/// More bases than these are not put into every order.
const MOST_PERMUTED: usize = 6;

/// So long a line of bases is followed: each is asked for its own, and a text may have thousands.
const FARTHEST: usize = 200;

/// A class's order of resolution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mro {
    /// The whole order, from the class itself to `object`.
    Order(Vec<Ancestor>),
    /// Python raises a TypeError at the class statement.
    Conflict(Conflict),
    /// It cannot be told.
    Unknown {
        /// The classes that are sure to come first: the class itself and, while there is only one
        /// base, that base. What comes behind the last one is unknown.
        first: Vec<Ancestor>,
        /// What stands in the way.
        why: Why,
    },
}

/// Why an order cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// These bases, of the class or of its ancestors, are not known.
    Bases(Vec<Name>),
    /// The metaclass of this class may set up any order.
    Metaclass(ClassId),
    /// A decorator of this class may put another one in its place.
    Decorator(ClassId),
    /// This ancestor cannot be created itself.
    Broken(ClassId),
    /// The bases of this ancestor are not looked at: those below it are too many.
    Far(ClassId),
}

/// Why Python cannot create a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The same class twice among the bases.
    Duplicate(Ancestor),
    /// The bases cannot be put in one order.
    Order {
        /// Two demands, or a longer circle of them, in words: "`A` is listed before its own
        /// subclass `B`".
        demands: Vec<String>,
        /// The orders of the bases as written that work, as indexes into the written bases.
        works: Vec<Vec<usize>>,
    },
}

impl Mro {
    /// The whole order, when it is known.
    pub fn order(&self) -> Option<&[Ancestor]> {
        match self {
            Mro::Order(order) => Some(order),
            _ => None,
        }
    }
}

impl Classes<'_> {
    /// A class's order of resolution.
    pub fn mro(&self, class: ClassId) -> Rc<Mro> {
        if let Some(known) = self.orders.borrow().get(&class) {
            return known.clone().unwrap_or_else(|| {
                // A circle of bases: only half-typed text has one.
                let first = vec![Ancestor::Here(class)];
                Rc::new(Mro::Unknown { first, why: Why::Broken(class) })
            });
        }
        if self.depth.get() == FARTHEST {
            return Rc::new(Mro::Unknown { first: vec![Ancestor::Here(class)], why: Why::Far(class) });
        }
        self.depth.set(self.depth.get() + 1);
        self.orders.borrow_mut().insert(class, None);
        let order = Rc::new(if self.is_kept(class) {
            self.as_written(class)
        } else {
            Mro::Unknown { first: vec![Ancestor::Here(class)], why: Why::Decorator(class) }
        });
        self.orders.borrow_mut().insert(class, Some(order.clone()));
        self.depth.set(self.depth.get() - 1);
        order
    }

    /// The order of an ancestor; `None` when it is not known.
    pub fn order_of(&self, ancestor: &Ancestor) -> Option<Vec<Ancestor>> {
        match ancestor {
            Ancestor::Here(class) => self.mro(*class).order().map(<[Ancestor]>::to_vec),
            Ancestor::Known(name) => Some(known::mro(name).into_iter().map(Ancestor::Known).collect()),
            Ancestor::Unknown(_) => None,
        }
    }

    /// The order of the class that the class statement makes, before any decorator gets it.
    pub fn as_written(&self, class: ClassId) -> Mro {
        let bases = self.bases(class);
        if let Some(why) = self.obstacle(class, &bases) {
            let mut first = vec![Ancestor::Here(class)];
            if let ([base], Why::Bases(_)) = (bases.as_slice(), &why)
                && let Ancestor::Here(base) = base.class
                && let Mro::Unknown { first: behind, .. } = &*self.mro(base)
            {
                first.extend(behind.iter().cloned());
            }
            return Mro::Unknown { first, why };
        }
        match self.linearize(class, &bases) {
            Ok(order) => Mro::Order(order),
            Err(Failure::Duplicate(base)) => Mro::Conflict(Conflict::Duplicate(base)),
            Err(Failure::Stuck(stuck, entries)) => {
                let demands = stuck.circle.iter().map(|demand| self.in_words(demand, &entries)).collect();
                Mro::Conflict(Conflict::Order {
                    demands: self.joined(demands, &stuck),
                    works: self.orders_that_work(class, &bases),
                })
            }
        }
    }

    /// What makes a class's order unknowable.
    fn obstacle(&self, class: ClassId, bases: &[ResolvedBase]) -> Option<Why> {
        let mut unknown: Vec<Name> = Vec::new();
        let mut add = |names: &[Name]| {
            for name in names {
                if !unknown.contains(name) {
                    unknown.push(name.clone());
                }
            }
        };
        let mut other = None;
        for base in bases {
            match &base.class {
                Ancestor::Unknown(name) => add(std::slice::from_ref(name)),
                Ancestor::Known(_) => {}
                Ancestor::Here(base) => match &*self.mro(*base) {
                    Mro::Order(_) => {}
                    Mro::Conflict(_) => other = other.or(Some(Why::Broken(*base))),
                    Mro::Unknown { why: Why::Bases(names), .. } => add(names),
                    Mro::Unknown { why, .. } => other = other.or(Some(why.clone())),
                },
            }
        }
        if !unknown.is_empty() {
            return Some(Why::Bases(unknown));
        }
        other.or_else(|| (!self.has_plain_metaclass(class)).then_some(Why::Metaclass(class)))
    }

    /// Whether the metaclass that the header names, if any, leaves bases and order as they are.
    fn has_plain_metaclass(&self, class: ClassId) -> bool {
        let Some(metaclass) = self.named_metaclass(class) else { return true };
        let Some(order) = self.order_of(&metaclass) else { return false };
        order.contains(&Ancestor::Known("type"))
            && order.iter().all(|ancestor| match ancestor {
                Ancestor::Here(class) => {
                    let body = self.view.scope(class.unit, class.scope);
                    !["mro", "__new__", "__prepare__"]
                        .iter()
                        .any(|name| body.symbol(name).is_some_and(|symbol| !symbol.bindings.is_empty()))
                        && !body.dynamic
                }
                _ => true,
            })
    }

    fn linearize(&self, class: ClassId, bases: &[ResolvedBase]) -> Result<Vec<Ancestor>, Failure> {
        let entries = entries(bases);
        let twice = entries.iter().enumerate().find(|(index, entry)| entries[..*index].contains(entry));
        if let Some((_, base)) = twice {
            return Err(Failure::Duplicate(base.clone()));
        }
        let mut lists: Vec<Vec<Ancestor>> = entries.iter().filter_map(|entry| self.order_of(entry)).collect();
        lists.push(entries.clone());
        let mut order = vec![Ancestor::Here(class)];
        match merge(&lists) {
            Ok(behind) if behind.is_empty() => order.push(Ancestor::Known("object")),
            Ok(behind) => order.extend(behind),
            Err(stuck) => return Err(Failure::Stuck(stuck, entries)),
        }
        Ok(order)
    }

    /// Every order of the written bases that Python would take.
    fn orders_that_work(&self, class: ClassId, bases: &[ResolvedBase]) -> Vec<Vec<usize>> {
        let written = self.header(class).1.header.len();
        if written > MOST_PERMUTED {
            return Vec::new();
        }
        let mut works = permutations(written);
        works.retain(|order| {
            let mut moved: Vec<ResolvedBase> = order.iter().map(|&index| bases[index].clone()).collect();
            moved.extend(bases[written..].iter().cloned());
            self.linearize(class, &moved).is_ok()
        });
        works
    }

    /// One demand of a circle in words; `list` counts the merged lists, the last being the bases.
    fn in_words(&self, (first, then, list): &(Ancestor, Ancestor, usize), entries: &[Ancestor]) -> String {
        let (early, late) = (self.shown(first), self.shown(then));
        match entries.get(*list) {
            None => format!("`{early}` is listed before `{late}`"),
            Some(_) if self.order_of(first).is_some_and(|order| order.contains(then)) => {
                format!("`{early}` is a subclass of `{late}`")
            }
            Some(base) => format!("`{}` puts `{early}` before `{late}`", self.shown(base)),
        }
    }

    /// "`A` is listed before `B`" and "`B` is a subclass of `A`" are one sentence.
    fn joined(&self, demands: Vec<String>, stuck: &Stuck<Ancestor>) -> Vec<String> {
        let [(early, late, one), (_, _, two)] = stuck.circle.as_slice() else { return demands };
        let is_subclass =
            |class: &Ancestor, of: &Ancestor| self.order_of(class).is_some_and(|order| order.contains(of));
        let bases = one.max(two);
        let (early, late) = if one == bases { (early, late) } else { (late, early) };
        if demands.iter().any(|demand| demand.contains("is listed before")) && is_subclass(late, early) {
            return vec![format!("`{}` is listed before its own subclass `{}`", self.shown(early), self.shown(late))];
        }
        demands
    }
}

enum Failure {
    Duplicate(Ancestor),
    Stuck(Stuck<Ancestor>, Vec<Ancestor>),
}

/// The classes that stand for the bases: `types.resolve_bases`.
fn entries(bases: &[ResolvedBase]) -> Vec<Ancestor> {
    const GENERIC: Ancestor = Ancestor::Known("typing.Generic");
    const PROTOCOL: Ancestor = Ancestor::Known("typing.Protocol");
    // Subscripting a builtin class or one of `collections.abc` makes a `types.GenericAlias`, which
    // stands for its class and hides no `Generic`; other subscripts are typing's own.
    let is_typing_alias = |base: &ResolvedBase| {
        base.subscripted && !matches!(base.class, Ancestor::Known(name) if !name.starts_with("typing."))
    };
    let mut entries = Vec::new();
    for (index, base) in bases.iter().enumerate() {
        if base.subscripted && base.class == GENERIC {
            let has_protocol = bases.iter().any(|other| !other.subscripted && other.class == PROTOCOL);
            if has_protocol || bases[index + 1..].iter().any(is_typing_alias) {
                continue;
            }
        }
        entries.push(base.class.clone());
    }
    entries
}
