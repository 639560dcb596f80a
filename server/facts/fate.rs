//! What becomes of an object that a parameter is bound to.
//!
//! Follows the object through the function: other names for it, functions of this file that it is
//! handed to. Anything else that it is handed to has an unknown effect.

use super::context::Context;
use super::mutation::describe;
use crate::semantics::module::{Site, Variable};
use crate::semantics::scope::{Escape, ParameterKind, Read};
use crate::semantics::{Binding, BindingKind, Kind, Regions, ScopeId, Step, UnitId, Use, UseKind};
use std::ops::Range;

/// What becomes of the object that a parameter is bound to when the function starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Changed in place: how, and where.
    Changed(String, Range<u32>),
    /// Handed out or kept: how, and where.
    HandedOut(String, Range<u32>),
    /// Passed to something of unknown effect.
    Unknown(Range<u32>),
    /// Only looked at.
    Read,
}

/// How many functions and second names an object is followed through.
const FARTHEST: usize = 3;

/// Functions that look at an argument, or copy it, and keep no reference; by their last name.
const LOOKING: &[&str] = &["deepcopy", "dumps", "pformat", "pprint", "chain"];

/// What a function does with the object of one of its parameters.
pub fn fate_of_parameter(context: &Context, unit: UnitId, function: ScopeId, name: &str) -> Fate {
    let variable = context.view.variable(unit, function, name);
    Follower { context, unit, function, distance: 0 }.fate(&variable)
}

/// Follows an object inside one function.
struct Follower<'c, 'a> {
    context: &'c Context<'a>,
    unit: UnitId,
    function: ScopeId,
    distance: usize,
}

impl Follower<'_, '_> {
    fn fate(&self, variable: &Variable) -> Fate {
        let bindings = self.context.view.bindings(variable);
        let uses = self.context.view.uses(variable);
        let mut unknown = None;
        let mut handed_out = None;
        if let Some(range) = self.augmented(&bindings) {
            return Fate::Changed("`+=`".into(), range);
        }
        for site in &uses {
            let occurrence = site.item;
            if self.rebound_before(&bindings, site.scope, occurrence.region, occurrence.at) {
                continue;
            }
            let here = occurrence.range.clone();
            match &occurrence.kind {
                UseKind::Mutate(how) if occurrence.path.is_empty() => {
                    return Fate::Changed(describe(how), here);
                }
                UseKind::Mutate(_) => {
                    unknown.get_or_insert(here);
                }
                UseKind::Escape(escape) if occurrence.path.is_empty() => match self.escaped(escape, site, variable) {
                    Fate::Changed(how, range) => return Fate::Changed(how, range),
                    Fate::HandedOut(how, range) => {
                        handed_out.get_or_insert((how, range));
                    }
                    Fate::Unknown(range) => {
                        unknown.get_or_insert(range);
                    }
                    Fate::Read => {}
                },
                UseKind::Method(_) if occurrence.path.is_empty() => {
                    unknown.get_or_insert(here);
                }
                _ => {}
            }
        }
        match (handed_out, unknown) {
            (Some((how, range)), _) => Fate::HandedOut(how, range),
            (None, Some(range)) => Fate::Unknown(range),
            (None, None) => Fate::Read,
        }
    }

    /// `x += [1]` on the parameter itself, whose default is a list: changed in place.
    fn augmented(&self, bindings: &[Site<Binding>]) -> Option<Range<u32>> {
        let view = self.context.view;
        let kind = bindings.iter().find_map(|site| match site.item.kind {
            BindingKind::Parameter(index) => {
                let data = view.scope(site.unit, site.scope).function.as_ref()?;
                let default = data.params.get(index as usize)?.default.as_ref()?;
                let around = view.scope(self.unit, self.function).parent.unwrap_or(0);
                view.kind_of(self.unit, around, default)
            }
            _ => None,
        });
        let changes = |site: &&Site<Binding>| {
            site.item.kind == BindingKind::Augmented
                && !self.rebound_before(bindings, site.scope, site.item.region, site.item.at)
        };
        let site = bindings.iter().find(changes).filter(|_| kind.is_some_and(Kind::is_mutable))?;
        Some(site.item.at..site.item.value_range.end)
    }

    fn escaped(&self, escape: &Escape, site: &Site<Use>, variable: &Variable) -> Fate {
        let here = site.item.range.clone();
        match escape {
            Escape::Return => Fate::HandedOut("returned".into(), here),
            Escape::Yield => Fate::HandedOut("yielded".into(), here),
            Escape::Store => Fate::HandedOut("stored".into(), here),
            Escape::Alias(name) => self.alias(name, site, variable).unwrap_or(Fate::Unknown(here)),
            Escape::Argument { callee, position, keyword } => {
                let last = callee.rsplit('.').next().unwrap_or_default();
                let copies = matches!(callee.as_str(), "copy.copy" | "copy.deepcopy");
                let asserts = last.starts_with("assert") && callee.contains('.');
                if copies || asserts || LOOKING.contains(&last) {
                    return Fate::Read;
                }
                let passed = Passed { callee, position: *position, keyword: keyword.as_deref() };
                self.passed(&passed, site, variable).unwrap_or(Fate::Unknown(here))
            }
            Escape::Element | Escape::Other => Fate::Unknown(here),
        }
    }

    /// The fate through a second name, when that name never stands for anything else.
    fn alias(&self, name: &str, site: &Site<Use>, variable: &Variable) -> Option<Fate> {
        let alias = self.context.view.variable(site.unit, site.scope, name);
        let bindings = self.context.view.bindings(&alias);
        let [binding] = bindings.as_slice() else {
            return None;
        };
        let same_scope = binding.scope == site.scope && alias.place != crate::semantics::Place::Global;
        if !same_scope || alias == *variable || self.distance >= FARTHEST {
            return None;
        }
        let next = Follower { distance: self.distance + 1, ..*self };
        Some(next.fate(&alias))
    }

    /// The fate in a function of this file that the object is handed to.
    fn passed(&self, passed: &Passed, site: &Site<Use>, variable: &Variable) -> Option<Fate> {
        if self.distance >= FARTHEST {
            return None;
        }
        let (unit, function, skipped) = self.callee(passed.callee, site)?;
        let view = self.context.view;
        let data = view.scope(unit, function).function.as_deref()?;
        if !data.decorators.is_empty() || data.is_stub {
            return None;
        }
        let parameter = match (passed.keyword, passed.position) {
            (Some(keyword), _) => data.params.iter().find(|own| own.name == keyword),
            (None, Some(position)) => {
                data.params.get(position as usize + skipped).filter(|own| own.kind == ParameterKind::Positional)
            }
            (None, None) => None,
        }?;
        if (unit, function) == (self.unit, self.function) && parameter.name == variable.name {
            // The function calls itself with the same object: what it does is being looked at.
            return Some(Fate::Read);
        }
        let inner = view.variable(unit, function, &parameter.name);
        let next = Follower { context: self.context, unit, function, distance: self.distance + 1 };
        Some(match next.fate(&inner) {
            Fate::Changed(..) => Fate::Changed(format!("`{}()`", passed.callee), site.item.range.clone()),
            Fate::Read => Fate::Read,
            Fate::HandedOut(..) | Fate::Unknown(_) => Fate::Unknown(site.item.range.clone()),
        })
    }

    /// The function that a call goes to, and how many parameters the receiver takes.
    fn callee(&self, callee: &str, site: &Site<Use>) -> Option<(UnitId, ScopeId, usize)> {
        let view = self.context.view;
        if let Some(method) = callee.strip_prefix("self.") {
            let class = view.scope(self.unit, self.function).parent?;
            if !view.scope(self.unit, class).kind.is_class() || method.contains('.') {
                return None;
            }
            let bindings = &view.scope(self.unit, class).symbol(method)?.bindings;
            let [Binding { kind: BindingKind::Function(function), .. }] = bindings.as_slice() else {
                return None;
            };
            return Some((self.unit, *function, 1));
        }
        if callee.contains('.') {
            return None;
        }
        let bindings = view.bindings(&view.variable(site.unit, site.scope, callee));
        match bindings.as_slice() {
            [found] => match found.item.kind {
                BindingKind::Function(function) => Some((found.unit, function, 0)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether every path to a place first binds the parameter to something else.
    fn rebound_before(&self, bindings: &[Site<Binding>], scope: ScopeId, region: u32, at: u32) -> bool {
        if scope != self.function {
            return false;
        }
        let table = self.context.view.unit(self.unit);
        let regions = Regions(&table.regions);
        bindings.iter().any(|site| {
            let binding = site.item;
            let certain = regions.outward(region).any(|(id, _)| id == binding.region);
            // A second name is bound to this very object.
            let same_object = matches!(&binding.value, crate::semantics::Value::Path(path) if path.steps.is_empty())
                && self.distance > 0;
            let replaces = !matches!(binding.kind, BindingKind::Parameter(_) | BindingKind::Augmented);
            replaces && !same_object && site.scope == self.function && certain && binding.from <= at
        })
    }
}

/// A call that an object is an argument of.
struct Passed<'p> {
    callee: &'p str,
    position: Option<u32>,
    keyword: Option<&'p str>,
}

/// Whether a function keeps state in a default on purpose: a memo that is looked up and filled, or
/// a list of one constant that stands for a variable that outlives the call.
pub(super) fn is_state(context: &Context, unit: UnitId, function: ScopeId, name: &str) -> bool {
    let view = context.view;
    let variable = view.variable(unit, function, name);
    let uses = view.uses(&variable);
    view.spend(view.scope(unit, function).function.as_deref().map_or(0, |data| data.params.len()));
    let default = view
        .scope(unit, function)
        .function
        .as_deref()
        .and_then(|data| data.params.iter().find(|own| own.name == name)?.default.as_ref());
    let Some(crate::semantics::Value::Display(shape)) = default else {
        return false;
    };
    let changes: Vec<&Site<Use>> = uses.iter().filter(|site| matches!(site.item.kind, UseKind::Mutate(_))).collect();
    if shape.kind == Kind::List && shape.items.len() == 1 && shape.spreads.is_empty() {
        let constant = matches!(shape.items[0].1, crate::semantics::Value::Of(kind) if !kind.is_mutable());
        let first = |step: Option<&Step>| step == Some(&Step::Index(0));
        return constant
            && changes.iter().all(|site| match &site.item.kind {
                UseKind::Mutate(crate::semantics::scope::Mutation::Set(step)) => {
                    site.item.path.is_empty() && first(Some(step))
                }
                UseKind::Mutate(crate::semantics::scope::Mutation::Augmented) => {
                    site.item.path.len() == 1 && first(site.item.path.first())
                }
                UseKind::Mutate(crate::semantics::scope::Mutation::Delete(_)) => true,
                _ => false,
            });
    }
    let fills = |site: &&Site<Use>| {
        site.item.path.is_empty()
            && matches!(site.item.kind, UseKind::Mutate(crate::semantics::scope::Mutation::Set(Step::Item)))
    };
    let tested = uses.iter().any(|site| {
        site.item.path.is_empty() && matches!(site.item.kind, UseKind::Read(Read::Operand | Read::Method(_)))
    });
    // `return memo[n]`; in a nested function the walk around it ends with its state.
    let gives_entry =
        uses.iter().any(|site| site.item.path == [Step::Item] && site.item.kind == UseKind::Escape(Escape::Return));
    let nested = view.scope(unit, function).parent.is_some_and(|parent| view.scope(unit, parent).function.is_some());
    let kept = uses.iter().any(|site| {
        site.item.path.is_empty()
            && matches!(site.item.kind, UseKind::Escape(Escape::Return | Escape::Yield | Escape::Store))
    });
    shape.kind == Kind::Dict
        && shape.items.is_empty()
        && !changes.is_empty()
        && changes.iter().all(fills)
        && tested
        && (gives_entry || nested)
        && !kept
}
