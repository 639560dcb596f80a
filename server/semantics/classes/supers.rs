//! Where `super()` goes: behind which class the search starts, and which class comes next there
//! for each class that an instance can be of.

use super::{Ancestor, ClassId, Classes, Provider};
use crate::semantics::module::UnitId;
use crate::semantics::scope::{ParentCall, ScopeId, ScopeKind, Through};

/// The class behind which a `super(…)` call searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuperClass {
    /// A class of this file.
    After(ClassId),
    /// It cannot be told, or there is none.
    Unknown,
}

/// The class that comes next for instances of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The instance's class.
    pub leaf: ClassId,
    /// What comes behind the class in its order; `None` when that cannot be told.
    pub next: Option<Ancestor>,
}

impl<'v> Classes<'v> {
    /// The calls in the methods of a class that go to another class's method, in the order of the
    /// text; those of classes nested inside are left out.
    pub fn parent_calls(&self, class: ClassId) -> Vec<&'v ParentCall> {
        let calls = &self.view.unit(class.unit).parent_calls;
        calls.iter().filter(|call| self.around(class.unit, call.scope) == Some(class)).collect()
    }

    /// The method of a class that a scope belongs to: the function that stands directly in the
    /// class's body.
    pub fn method_around(&self, unit: UnitId, mut scope: ScopeId) -> Option<ScopeId> {
        let scopes = &self.view.unit(unit).scopes;
        loop {
            let parent = scopes[scope as usize].parent?;
            let is_body = scopes[parent as usize].kind == ScopeKind::Class;
            if is_body {
                return (scopes[scope as usize].kind == ScopeKind::Function).then_some(scope);
            }
            // `def m[T](self)` has a scope of its own around it.
            if scopes[parent as usize].kind == ScopeKind::TypeParameters
                && scopes[parent as usize].parent.is_some_and(|body| scopes[body as usize].kind == ScopeKind::Class)
            {
                return (scopes[scope as usize].kind == ScopeKind::Function).then_some(scope);
            }
            scope = parent;
        }
    }

    /// The class behind which a `super(…)` call of a statement searches. With arguments this is
    /// the first one.
    pub fn super_class(&self, unit: UnitId, call: &ParentCall) -> SuperClass {
        let Through::Super(arguments) = &call.through else { return SuperClass::Unknown };
        if !self.view.is_builtin(unit, call.scope, "super") {
            return SuperClass::Unknown;
        }
        match arguments.as_slice() {
            [] => self.around(unit, call.scope).map_or(SuperClass::Unknown, SuperClass::After),
            [first, _] if !first.is_empty() => {
                if first == "__class__" {
                    return self.around(unit, call.scope).map_or(SuperClass::Unknown, SuperClass::After);
                }
                match self.named(unit, call.scope, first) {
                    Ancestor::Here(class) => SuperClass::After(class),
                    _ => SuperClass::Unknown,
                }
            }
            _ => SuperClass::Unknown,
        }
    }

    /// The class that comes behind another one in a class's order.
    pub fn next_after(&self, leaf: ClassId, class: ClassId) -> Option<Ancestor> {
        let order = self.mro(leaf);
        let order = order.order()?;
        let place = order.iter().position(|ancestor| *ancestor == Ancestor::Here(class))?;
        order.get(place + 1).cloned()
    }

    /// The class that comes behind a class for each leaf below it in this file.
    pub fn next_for_leaves(&self, class: ClassId) -> Vec<Next> {
        let leaves = self.leaves(class);
        leaves.classes.into_iter().map(|leaf| Next { leaf, next: self.next_after(leaf, class) }).collect()
    }

    /// Who provides a name behind a class in the order of an instance's class: where `super().name`
    /// in the methods of `class` really lands.
    pub fn lands(&self, leaf: ClassId, class: ClassId, name: &str) -> Provider {
        let order = self.mro(leaf);
        let Some(order) = order.order() else { return Provider::Unknown };
        match order.iter().position(|ancestor| *ancestor == Ancestor::Here(class)) {
            Some(place) => self.first_with(&order[place + 1..], name),
            None => Provider::Unknown,
        }
    }
}
