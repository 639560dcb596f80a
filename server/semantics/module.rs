//! The statements of a module joined: which variable a name stands for, and everything that
//! binds or uses it.
//!
//! Owns name resolution (LEGB, after `analyze_name` in CPython's Python/symtable.c) and the index
//! of module-level names. Also keeps count of what a reader asked for: a [`View`] notes each
//! module-level name, so that an edit elsewhere re-checks those who asked and nobody else.

pub use super::changes::{Asked, Changes};
use super::changes::{BINDINGS, STAR, USES, base_key, class_key, class_names, said, taker_key, taker_names};
use super::scope::{Binding, BindingKind, Class, MODULE, Scope, ScopeId, ScopeKind, Symbol, Unit, Use, flag};
use super::value::{Name, Path};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::hash::Hash;
use std::sync::Arc;

/// Names a statement for as long as it does not change; never used twice in one module.
pub type UnitId = u32;

/// Where a variable lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In a function, lambda, class or comprehension of a statement.
    Local(UnitId, ScopeId),
    /// In the module, or nowhere in this file: a builtin, a star import.
    Global,
}

/// A name in the place where it lives: what CPython would keep one cell or slot for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variable {
    /// The name.
    pub name: Name,
    /// Its home.
    pub place: Place,
}

/// A binding or a use, and where it stands.
#[derive(Debug)]
pub struct Site<'a, T> {
    /// The statement.
    pub unit: UnitId,
    /// The scope in which the text stands.
    pub scope: ScopeId,
    /// The thing itself.
    pub item: &'a T,
}

impl<T> Clone for Site<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Site<'_, T> {}

struct Slot {
    unit: Arc<Unit>,
    ordinal: u32,
}

/// A statement that says something of a module-level name.
#[derive(Clone, Copy)]
struct Naming {
    unit: UnitId,
    /// [`BINDINGS`], [`USES`].
    bits: u8,
}

/// All statements of a module.
#[derive(Default)]
pub struct Module {
    slots: FxHashMap<UnitId, Slot>,
    index: FxHashMap<Name, SmallVec<[Naming; 2]>>,
    next: UnitId,
}

impl Module {
    /// Adds a statement; its place in the order is set by [`Module::set_order`].
    /// `salt` tells its place among the statements that stay, so that moving a statement counts as
    /// a change.
    pub fn add(&mut self, unit: Unit, salt: u64, changes: &mut Changes) -> UnitId {
        let id = self.next;
        self.next += 1;
        for (name, ..) in class_names(&unit) {
            self.index_at(name, id, BINDINGS);
        }
        for (name, ..) in taker_names(&unit) {
            self.index_at(name, id, BINDINGS);
        }
        for (name, bits) in said(&unit) {
            self.index_at(name.clone(), id, bits);
        }
        changes.came(&unit, salt | 1);
        self.slots.insert(id, Slot { unit: Arc::new(unit), ordinal: 0 });
        id
    }

    fn index_at(&mut self, name: Name, unit: UnitId, bits: u8) {
        let units = self.index.entry(name).or_default();
        // What one statement says comes at once, so it can only be the last.
        match units.last_mut().filter(|last| last.unit == unit) {
            Some(last) => last.bits |= bits,
            None => units.push(Naming { unit, bits }),
        }
    }

    /// Removes a statement; `salt` as in [`Module::add`].
    pub fn remove(&mut self, id: UnitId, salt: u64, changes: &mut Changes) {
        let Some(slot) = self.slots.remove(&id) else { return };
        class_names(&slot.unit).for_each(|(name, ..)| self.forget_at(&name, id));
        taker_names(&slot.unit).for_each(|(name, ..)| self.forget_at(&name, id));
        said(&slot.unit).for_each(|(name, _)| self.forget_at(name, id));
        changes.went(&slot.unit, salt | 1);
    }

    fn forget_at(&mut self, name: &Name, unit: UnitId) {
        // A name that several scopes of the statement say is gone at the first.
        if let Some(units) = self.index.get_mut(name) {
            units.retain(|naming| naming.unit != unit);
            if units.is_empty() {
                self.index.remove(name);
            }
        }
    }

    /// Says which statement of the module some of them are, from 0.
    pub fn set_order(&mut self, order: impl Iterator<Item = (usize, UnitId)>) {
        for (ordinal, id) in order {
            if let Some(slot) = self.slots.get_mut(&id) {
                slot.ordinal = ordinal as u32;
            }
        }
    }

    /// The symbol table of a statement.
    ///
    /// # Panics
    /// When the id is not one that [`Module::add`] gave and [`Module::remove`] has not taken.
    pub fn unit(&self, id: UnitId) -> &Arc<Unit> {
        &self.slots[&id].unit
    }

    /// Whether a statement is still there.
    pub fn contains(&self, id: UnitId) -> bool {
        self.slots.contains_key(&id)
    }

    /// Which statement of the module it is, from 0.
    pub fn ordinal(&self, id: UnitId) -> u32 {
        self.slots.get(&id).map_or(u32::MAX, |slot| slot.ordinal)
    }

    /// The statements that bind or use a module-level name, in their order.
    fn units_naming(&self, name: &str, bits: u8) -> SmallVec<[UnitId; 4]> {
        let naming = self.index.get(name).into_iter().flatten().filter(|naming| naming.bits & bits != 0);
        let mut units: SmallVec<[UnitId; 4]> = naming.map(|naming| naming.unit).collect();
        if units.len() > 1 {
            units.sort_by_key(|id| self.ordinal(*id));
        }
        units
    }
}

/// The scope of this statement in which a name that occurs in `scope` lives; `None` for the
/// module (or a builtin).
pub fn home_in(unit: &Unit, scope: ScopeId, name: &str) -> Option<ScopeId> {
    let mut id = scope;
    let mut sees_class = true;
    loop {
        let here = &unit.scopes[id as usize];
        // Names bound in a class body are invisible to the scopes nested inside, but for those of
        // PEP 695 that stand directly in it.
        let visible = sees_class || !here.kind.is_class();
        if !visible && name == "__class__" {
            // The one name that a class gives to its methods: the class itself.
            return Some(id);
        }
        if let Some(symbol) = here.symbol(name).filter(|_| visible) {
            if symbol.is(flag::GLOBAL) {
                return None;
            }
            if symbol.is(flag::BOUND) && !symbol.is(flag::NONLOCAL) {
                return (id != MODULE).then_some(id);
            }
        }
        sees_class &= matches!(here.kind, ScopeKind::TypeParameters | ScopeKind::TypeAlias);
        id = here.parent?;
    }
}

/// So many steps of facts one look at a statement may take, a step being a scope, a site or some nodes
/// that are passed: about a second. In the standard library and in large packages thirteen million are the
/// most; text that is made to be slow, such as thousands of methods each of which concerns all others,
/// takes the square of its length.
const MOST_STEPS: u64 = 50_000_000;

/// A module-level name that more statements bind than this has no type that is worth the search.
const MANY_BINDINGS: usize = 1_000;

/// A reader's way into a module: answers questions from the point of view of one statement, and
/// notes what was asked.
pub struct View<'a> {
    module: &'a Module,
    unit: UnitId,
    /// The symbol table of the statement, which is asked for most.
    table: &'a Unit,
    asked: RefCell<Asked>,
    /// Steps that were taken to answer.
    spent: Cell<u64>,
    /// The last answer of [`View::scope_at`]: many facts ask of one place.
    last_scope: Cell<Option<(UnitId, u32, ScopeId)>>,
}

impl<'a> View<'a> {
    /// The view from a statement.
    pub fn new(module: &'a Module, unit: UnitId) -> Self {
        let table = module.unit(unit);
        View { module, unit, table, asked: RefCell::default(), spent: Cell::default(), last_scope: Cell::default() }
    }

    /// The statement from which this view looks.
    pub fn own(&self) -> UnitId {
        self.unit
    }

    /// Counts work that grows with the statement.
    pub fn spend(&self, steps: usize) {
        self.spent.set(self.spent.get().saturating_add(steps as u64));
    }

    /// Whether nothing more is to be asked, since it would take too long.
    pub fn is_spent(&self) -> bool {
        self.spent.get() > MOST_STEPS
    }

    /// What was asked so far.
    pub fn into_asked(self) -> Asked {
        self.asked.into_inner()
    }

    /// The symbol table of a statement; another one than the own is noted.
    pub fn unit(&self, id: UnitId) -> &'a Unit {
        if id == self.unit {
            return self.table;
        }
        self.note_unit(id);
        self.module.unit(id)
    }

    /// A scope of a statement.
    pub fn scope(&self, unit: UnitId, scope: ScopeId) -> &'a Scope {
        &self.unit(unit).scopes[scope as usize]
    }

    /// Notes that the answer depends on a statement's exact text.
    pub fn note_unit(&self, id: UnitId) {
        let mut asked = self.asked.borrow_mut();
        if id != self.unit && !asked.units.contains(&id) {
            asked.units.push(id);
        }
    }

    fn note(&self, name: &Name, bits: u8) {
        *self.asked.borrow_mut().names.entry(name.clone()).or_default() |= bits;
    }

    /// Which statement comes first; from 0.
    pub fn ordinal(&self, unit: UnitId) -> u32 {
        self.module.ordinal(unit)
    }

    /// The innermost scope of a statement that holds an offset relative to it.
    pub fn scope_at(&self, unit: UnitId, at: u32) -> ScopeId {
        if let Some((_, _, scope)) = self.last_scope.get().filter(|(of, place, _)| (*of, *place) == (unit, at)) {
            return scope;
        }
        let scopes = &self.unit(unit).scopes;
        self.spend(scopes.len());
        let holds = |scope: &&(u32, &Scope)| scope.1.range.start <= at && at < scope.1.range.end;
        let scope = (0..).zip(scopes).filter(|scope| holds(&scope)).last().map_or(MODULE, |(id, _)| id);
        self.last_scope.set(Some((unit, at, scope)));
        scope
    }

    /// The variable that a name in a scope stands for.
    pub fn variable(&self, unit: UnitId, scope: ScopeId, name: &str) -> Variable {
        let place = match home_in(self.module.unit(unit), scope, name) {
            Some(home) => Place::Local(unit, home),
            None => Place::Global,
        };
        Variable { name: name.into(), place }
    }

    /// All places that bind a variable, in the order of the text.
    pub fn bindings(&self, variable: &Variable) -> Vec<Site<'a, Binding>> {
        if variable.place == Place::Global {
            self.note(&variable.name, BINDINGS);
        }
        self.sites(variable, BINDINGS, |symbol| &symbol.bindings)
    }

    /// All places that use a variable, in the order of the text.
    pub fn uses(&self, variable: &Variable) -> Vec<Site<'a, Use>> {
        if variable.place == Place::Global {
            self.note(&variable.name, USES);
        }
        self.sites(variable, USES, |symbol| &symbol.uses)
    }

    fn sites<T>(&self, variable: &Variable, bits: u8, items: impl Fn(&'a Symbol) -> &'a [T]) -> Vec<Site<'a, T>> {
        let (units, home) = match variable.place {
            Place::Local(unit, scope) => (SmallVec::from_slice(&[unit]), Some(scope)),
            Place::Global => (self.module.units_naming(&variable.name, bits), None),
        };
        let mut sites = Vec::new();
        for unit in units {
            let table: &'a Unit = self.module.unit(unit);
            // Scopes are numbered in the order of the text, so what lies in one stands right behind it.
            let first = home.unwrap_or(MODULE);
            let inner = |(scope, data): &(ScopeId, &'a Scope)| {
                *scope == first || data.parent.is_some_and(|parent| parent >= first)
            };
            let scopes = (first..).zip(&table.scopes[first as usize..]);
            for (scope, data) in scopes.take_while(inner) {
                self.spend(1);
                let found = data.symbol(&variable.name).map_or(&[][..], &items);
                if !found.is_empty() && home_in(table, scope, &variable.name) == home {
                    self.spend(found.len());
                    sites.extend(found.iter().map(|item| Site { unit, scope, item }));
                }
            }
        }
        sites
    }

    /// Whether a variable is bound in so many statements that nobody should look at them all.
    pub fn is_bound_too_often(&self, variable: &Variable) -> bool {
        if variable.place != Place::Global {
            return false;
        }
        self.note(&variable.name, BINDINGS);
        self.module.index.get(&variable.name).is_some_and(|units| units.len() > MANY_BINDINGS)
    }

    /// Whether the module may bind names that the text does not show.
    pub fn is_dynamic(&self) -> bool {
        self.note(&STAR.into(), BINDINGS);
        self.module.index.contains_key(STAR)
    }

    /// Whether a statement of the module that does not stand before this one may bind names that
    /// the text does not show, and so may rebind what this one binds.
    pub fn is_dynamic_from(&self, unit: UnitId) -> bool {
        self.is_dynamic()
            && self.module.units_naming(STAR, BINDINGS).iter().any(|star| self.ordinal(*star) >= self.ordinal(unit))
    }

    /// The header of a class: its name, what the header says, and the scope that its bases' names
    /// are looked up in. Noted by the class's name, so that a change of its body does not concern
    /// the reader. `None` when the scope is no class's.
    pub fn class_header(&self, unit: UnitId, scope: ScopeId) -> Option<(&'a Name, &'a Class, ScopeId)> {
        let scope = self.module.unit(unit).scopes.get(scope as usize)?;
        let class = scope.class.as_deref()?;
        self.note(&class_key(&scope.name), BINDINGS);
        Some((&scope.name, class, scope.parent?))
    }

    /// The classes of this file whose header names a base that ends like this, in the order of the
    /// text.
    pub fn classes_naming_base(&self, name: &str) -> Vec<(UnitId, ScopeId)> {
        let key = base_key(name);
        self.note(&key, BINDINGS);
        let ends_like_it = |path: &str| path.rsplit('.').next() == Some(name);
        let mut found = Vec::new();
        for unit in self.module.units_naming(&key, BINDINGS) {
            for (id, scope) in (0..).zip(&self.module.unit(unit).scopes) {
                let class = scope.class.as_deref();
                if class.is_some_and(|class| class.header.iter().any(|base| ends_like_it(&base.path))) {
                    found.push((unit, id));
                }
            }
        }
        found
    }

    /// The tests, and the functions that look like fixtures, with a parameter of this name.
    pub fn takers(&self, name: &str) -> Vec<(UnitId, ScopeId)> {
        let key = taker_key(name);
        self.note(&key, BINDINGS);
        let takers = |unit: UnitId| {
            let own = taker_names(self.module.unit(unit)).filter(|(taken, ..)| *taken == key);
            own.map(move |(_, scope, _)| (unit, scope)).collect::<Vec<_>>()
        };
        self.module.units_naming(&key, BINDINGS).into_iter().flat_map(takers).collect()
    }

    /// Whether a name in a scope is the builtin of that name: nothing in this file binds it.
    pub fn is_builtin(&self, unit: UnitId, scope: ScopeId, name: &str) -> bool {
        let variable = self.variable(unit, scope, name);
        variable.place == Place::Global && self.bindings(&variable).is_empty()
    }

    /// What a dotted path stands for when its root is only ever bound by imports that agree:
    /// `c.deepcopy` after `import copy as c` is `copy.deepcopy`.
    pub fn imported(&self, unit: UnitId, scope: ScopeId, path: &Path) -> Option<String> {
        let dotted = path.dotted()?;
        let variable = self.variable(unit, scope, &path.root);
        let bindings = self.bindings(&variable);
        let mut full: Option<&Name> = None;
        for site in bindings {
            match &site.item.kind {
                BindingKind::Import(name) if full.is_none_or(|full| full == name) => full = Some(name),
                _ => return None,
            }
        }
        Some(format!("{}{}", full?, &dotted[path.root.len()..]))
    }
}
