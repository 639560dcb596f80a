//! The classes of a file: what their bases stand for, their order of resolution, their members,
//! which class a `super()` call reaches.
//!
//! Computed when somebody asks, through a [`View`], so that everything asked about is noted: the
//! headers of classes by name, other classes' bodies by statement. Must not know patterns or
//! findings. What cannot be told from this file and the table in [`known`] is unknown.

mod arity;
mod construct;
mod descend;
pub mod known;
mod linearize;
mod members;
mod mro;
mod resolve;
mod supers;

pub use arity::{Fit, Signature, fits};
pub use construct::{Construction, Hop, Refused, Run};
pub use descend::Leaves;
pub use linearize::{Stuck, merge, permutations};
pub use members::{Member, MemberKind, Provider};
pub use mro::{Conflict, Mro, Why};
pub use resolve::ResolvedBase;
pub use supers::{Next, SuperClass};

use super::module::{UnitId, View};
use super::scope::{Class, ScopeId, ScopeKind};
use super::value::Name;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A class statement of this file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClassId {
    /// The top-level statement.
    pub unit: UnitId,
    /// The class's scope in it.
    pub scope: ScopeId,
}

/// A class that somebody is derived from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ancestor {
    /// One of this file.
    Here(ClassId),
    /// One of CPython's own, by its full name: `ValueError`, `abc.ABC`.
    Known(&'static str),
    /// Nobody knows: the text of the base.
    Unknown(Name),
}

/// A way into the classes of a file; keeps what it has worked out, so make one for each question
/// and not for each class.
pub struct Classes<'v> {
    view: &'v View<'v>,
    orders: RefCell<FxHashMap<ClassId, Option<Rc<Mro>>>>,
    /// How many orders wait for those of their bases.
    depth: Cell<usize>,
}

impl<'v> Classes<'v> {
    /// The classes as this view sees them.
    pub fn new(view: &'v View<'v>) -> Self {
        Classes { view, orders: RefCell::default(), depth: Cell::default() }
    }

    /// The view through which questions are asked.
    pub fn view(&self) -> &'v View<'v> {
        self.view
    }

    /// The class of the view's own statement whose statement covers exactly this range (without
    /// its decorators), or whose name starts at its start.
    pub fn at(&self, range: &std::ops::Range<u32>) -> Option<ClassId> {
        let unit = self.view.own();
        let is_it = |class: &Class, own: &std::ops::Range<u32>| own == range || class.at == range.start;
        (0..)
            .zip(&self.view.unit(unit).scopes)
            .find(|(_, scope)| scope.class.as_deref().is_some_and(|class| is_it(class, &scope.range)))
            .map(|(scope, _)| ClassId { unit, scope })
    }

    /// The innermost class whose method the scope belongs to: the one that `__class__` names there.
    pub fn around(&self, unit: UnitId, mut scope: ScopeId) -> Option<ClassId> {
        let scopes = &self.view.unit(unit).scopes;
        loop {
            let parent = scopes[scope as usize].parent?;
            if scopes[parent as usize].kind == ScopeKind::Class {
                return Some(ClassId { unit, scope: parent });
            }
            scope = parent;
        }
    }

    /// A class's name.
    pub fn name(&self, class: ClassId) -> &'v str {
        self.header(class).0.as_str()
    }

    /// What the header of a class says, behind its name.
    pub fn header(&self, class: ClassId) -> (&'v Name, &'v Class, ScopeId) {
        // A `ClassId` is only made for scopes that are classes.
        self.view.class_header(class.unit, class.scope).unwrap_or((&EMPTY_NAME, &EMPTY_CLASS, 0))
    }

    /// The name to show: `D`, `Generic`, `models.Model`.
    pub fn shown<'n>(&self, ancestor: &'n Ancestor) -> &'n str
    where
        'v: 'n,
    {
        match ancestor {
            Ancestor::Here(class) => self.name(*class),
            Ancestor::Known(name) => name.rsplit('.').next().unwrap_or(name),
            Ancestor::Unknown(name) => name,
        }
    }
}

static EMPTY_NAME: Name = Name::new_static("");
static EMPTY_CLASS: Class = Class {
    bases: Vec::new(),
    header: Vec::new(),
    decorators: Vec::new(),
    has_keywords: false,
    metaclass: None,
    at: 0,
    region: 0,
    conditional: false,
    outer: 0,
    generic: false,
};
