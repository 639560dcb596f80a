//! What the names in a class's header stand for.

use super::{Ancestor, ClassId, Classes, known};
use crate::semantics::module::{Place, UnitId, View};
use crate::semantics::region::{RegionId, Regions};
use crate::semantics::scope::{BindingKind, ScopeId};
use crate::semantics::value::{Path, Step};
use std::ops::Range;

/// Longer chains of names within names are not followed.
const DEEPEST: usize = 8;

/// Decorators that give back the class they get, or one with the same bases.
const HARMLESS: &[&str] = &[
    "dataclasses.dataclass",
    "enum.unique",
    "enum.verify",
    "functools.total_ordering",
    "typing.dataclass_transform",
    "typing.final",
    "typing.runtime_checkable",
    "typing_extensions.dataclass_transform",
    "typing_extensions.deprecated",
    "typing_extensions.final",
    "typing_extensions.runtime_checkable",
    "unittest.skip",
    "unittest.skipIf",
    "unittest.skipUnless",
    "warnings.deprecated",
];

/// A base of a class statement and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedBase {
    /// The class.
    pub class: Ancestor,
    /// Whether a subscript follows: `Generic[T]` is no class, and says through `__mro_entries__`
    /// (PEP 560) which ones stand for it.
    pub subscripted: bool,
    /// The expression, relative to the statement.
    pub range: Range<u32>,
}

/// Where a name stands that is looked up.
#[derive(Clone, Copy)]
struct Asker {
    unit: UnitId,
    scope: ScopeId,
    /// The scope in which the class that asks is bound.
    outer: ScopeId,
    /// The first byte, and the region, when the text runs in the very order it stands in.
    at: Option<(u32, RegionId)>,
}

impl Classes<'_> {
    /// The bases of a class as written, left to right. PEP 695's `class C[T]` adds `Generic[T]`.
    pub fn bases(&self, class: ClassId) -> Vec<ResolvedBase> {
        let (_, header, around) = self.header(class);
        let asker =
            Asker { unit: class.unit, scope: around, outer: header.outer, at: Some((header.at, header.region)) };
        let mut bases: Vec<ResolvedBase> = header
            .header
            .iter()
            .map(|base| ResolvedBase {
                class: if base.path.is_empty() {
                    Ancestor::Unknown(base.shown.clone())
                } else {
                    match self.look_up(asker, &base.path) {
                        Ancestor::Unknown(_) => Ancestor::Unknown(base.shown.clone()),
                        known => known,
                    }
                },
                subscripted: base.subscripted,
                range: base.range.clone(),
            })
            .collect();
        if header.generic {
            bases.push(ResolvedBase {
                class: Ancestor::Known("typing.Generic"),
                subscripted: true,
                range: header.at..header.at,
            });
        }
        bases
    }

    /// The metaclass that the header names; `None` when it names none.
    pub fn named_metaclass(&self, class: ClassId) -> Option<Ancestor> {
        let (_, header, around) = self.header(class);
        let name = header.metaclass.as_ref()?;
        let asker =
            Asker { unit: class.unit, scope: around, outer: header.outer, at: Some((header.at, header.region)) };
        Some(if name.is_empty() { Ancestor::Unknown(name.clone()) } else { self.look_up(asker, name) })
    }

    /// The class that a dotted path stands for, wherever it is used in a scope.
    pub fn named(&self, unit: UnitId, scope: ScopeId, path: &str) -> Ancestor {
        self.look_up(Asker { unit, scope, outer: scope, at: None }, path)
    }

    fn look_up(&self, asker: Asker, path: &str) -> Ancestor {
        let unknown = || Ancestor::Unknown(path.into());
        let mut parts = path.split('.');
        let root = parts.next().unwrap_or_default();
        let view: &View = self.view;
        let variable = view.variable(asker.unit, asker.scope, root);
        let home = match variable.place {
            Place::Local(unit, scope) => {
                view.note_unit(unit);
                scope
            }
            Place::Global => 0,
        };
        let bindings = view.bindings(&variable);
        let Some(first) = bindings.first() else {
            let builtin = variable.place == Place::Global && root == path && !view.is_dynamic();
            return known::find(path).filter(|_| builtin).map_or_else(unknown, Ancestor::Known);
        };
        if variable.place == Place::Global && bindings.iter().any(|site| view.is_dynamic_from(site.unit)) {
            return unknown();
        }
        if matches!(first.item.kind, BindingKind::Import(_)) {
            let steps = parts.map(|part| Step::Attr(part.into())).collect();
            let full = view.imported(asker.unit, asker.scope, &Path { root: root.into(), steps });
            return full
                .and_then(|full| known::find(&full))
                .filter(|name| name.contains('.'))
                .map_or_else(unknown, Ancestor::Known);
        }
        let (BindingKind::Class(scope), [site]) = (&first.item.kind, bindings.as_slice()) else {
            return unknown();
        };
        if site.scope != home {
            // `global C` in a function: nobody knows when it runs.
            return unknown();
        }
        let mut class = ClassId { unit: site.unit, scope: *scope };
        if !self.stands_before(class, asker, home) || !self.is_kept(class) {
            return unknown();
        }
        for part in parts.take(DEEPEST) {
            let Some(inner) = self.nested(class, part) else { return unknown() };
            class = inner;
        }
        Ancestor::Here(class)
    }

    /// Whether a class is sure to be what its name stands for where it is asked for.
    fn stands_before(&self, class: ClassId, asker: Asker, home: ScopeId) -> bool {
        let (_, header, _) = self.header(class);
        let view = self.view;
        let Some((at, region)) = asker.at else { return !header.conditional };
        let same_body = asker.outer == home && (home == 0 || asker.unit == class.unit);
        if same_body && (view.ordinal(class.unit), header.at) >= (view.ordinal(asker.unit), at) {
            return false;
        }
        if !header.conditional {
            return true;
        }
        if !same_body || asker.unit != class.unit {
            return false;
        }
        let regions = Regions(&view.unit(class.unit).regions);
        regions.outward(region).any(|(around, _)| around == header.region)
    }

    /// Whether the class's name keeps standing for the class: no decorator puts another object in
    /// its place.
    pub fn is_kept(&self, class: ClassId) -> bool {
        let (_, header, around) = self.header(class);
        header.decorators.iter().all(|decorator| {
            let mut parts = decorator.split('.');
            let root = parts.next().unwrap_or_default().into();
            let steps = parts.map(|part| Step::Attr(part.into())).collect();
            let full = self.view.imported(class.unit, around, &Path { root, steps });
            full.is_some_and(|full| HARMLESS.contains(&full.as_str()))
        })
    }

    /// The class of this name in the body of another one.
    fn nested(&self, class: ClassId, name: &str) -> Option<ClassId> {
        let body = self.view.scope(class.unit, class.scope);
        let [binding] = body.symbol(name)?.bindings.as_slice() else { return None };
        let BindingKind::Class(scope) = binding.kind else { return None };
        let inner = ClassId { unit: class.unit, scope };
        (!self.header(inner).1.conditional && self.is_kept(inner)).then_some(inner)
    }
}
