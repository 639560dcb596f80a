//! What an edit changes for who asked: fingerprints of what each statement says of module-level names.
//!
//! Owns the sums that tell whether a name is spoken of as before. Must not know who asks.

use super::module::{Module, UnitId, home_in};
use super::scope::{Class, MODULE, Scope, ScopeId, ScopeKind, Symbol, Unit, flag};
use super::value::Name;
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};

/// Stands for "some name may be bound that the text does not show" among the indexed names.
pub(super) const STAR: &str = "*";

/// What one statement says about one module-level name, as fingerprints.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Export {
    bindings: u64,
    uses: u64,
}

/// Bits of what a reader asked about a module-level name.
pub(super) const BINDINGS: u8 = 1;
pub(super) const USES: u8 = 2;

/// Which module-level names changed, and how: the sums of the fingerprints that came less those
/// that went. A statement that says the same of a name before and after an edit leaves no trace.
pub struct Changes {
    sums: FxHashMap<Name, Export>,
    wanted: bool,
}

impl Default for Changes {
    fn default() -> Self {
        Changes { sums: FxHashMap::default(), wanted: true }
    }
}

/// What a reader asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub(super) names: FxHashMap<Name, u8>,
    pub(super) units: SmallVec<[UnitId; 2]>,
}

impl Changes {
    /// For a module that nobody has asked anything yet.
    pub fn unwanted() -> Self {
        Changes { wanted: false, ..Changes::default() }
    }

    /// Adds what a statement that came says of each name, `salt` times.
    pub(super) fn came(&mut self, unit: &Unit, salt: u64) {
        if !self.wanted {
            return;
        }
        if shows_not_all(unit) {
            self.add(STAR.into(), Export { bindings: 1, uses: 0 }, salt);
        }
        for (name, id, scope, class) in class_names(unit) {
            let bindings = fingerprint(&(id, scope.parent, &scope.name, class));
            self.add(name, Export { bindings, uses: 0 }, salt);
        }
        for (name, id, scope) in taker_names(unit) {
            let bindings = fingerprint(&(id, scope.parent, &scope.name));
            self.add(name, Export { bindings, uses: 0 }, salt);
        }
        for (scope, symbol) in exported(unit) {
            let mut export = Export::default();
            if !symbol.bindings.is_empty() {
                export.bindings = fingerprint(&(scope, &symbol.bindings));
            }
            if !symbol.uses.is_empty() {
                export.uses = fingerprint(&(scope, &symbol.uses));
            }
            self.add(symbol.name.clone(), export, salt);
        }
    }

    /// The same for one that went.
    pub(super) fn went(&mut self, unit: &Unit, salt: u64) {
        self.came(unit, salt.wrapping_neg());
    }

    fn add(&mut self, name: Name, export: Export, salt: u64) {
        let sum = self.sums.entry(name).or_default();
        sum.bindings = sum.bindings.wrapping_add(export.bindings.wrapping_mul(salt));
        sum.uses = sum.uses.wrapping_add(export.uses.wrapping_mul(salt));
    }

    /// Forgets the names of which the same is said as before.
    pub fn settle(&mut self) {
        self.sums.retain(|_, sum| *sum != Export::default());
    }
}

impl Asked {
    /// Whether something that was asked for has changed.
    pub fn is_stale(&self, changes: &Changes, module: &Module) -> bool {
        self.units.iter().any(|unit| !module.contains(*unit)) || self.asked_for(changes)
    }

    fn asked_for(&self, changes: &Changes) -> bool {
        // An edit changes few names, and a statement asks for many.
        if changes.sums.len() < self.names.len() {
            changes.sums.iter().any(|(name, sum)| self.names.get(name).is_some_and(|bits| sum.concerns(*bits)))
        } else {
            self.names.iter().any(|(name, bits)| changes.sums.get(name).is_some_and(|sum| sum.concerns(*bits)))
        }
    }
}

impl Export {
    fn concerns(&self, bits: u8) -> bool {
        (bits & BINDINGS != 0 && self.bindings != 0) || (bits & USES != 0 && self.uses != 0)
    }
}

/// Whether the statement may bind names in the module that the text does not show.
fn shows_not_all(unit: &Unit) -> bool {
    unit.scopes.iter().any(|scope| scope.dynamic && scope.kind == ScopeKind::Module)
}

/// The symbols of all scopes that stand for a name of the module, or for a builtin.
fn exported(unit: &Unit) -> impl Iterator<Item = (ScopeId, &Symbol)> {
    (0..).zip(&unit.scopes).flat_map(move |(id, scope): (ScopeId, _)| {
        scope.symbols.iter().filter_map(move |symbol| {
            let is_local = id != MODULE && symbol.is(flag::BOUND) && !symbol.is(flag::GLOBAL | flag::NONLOCAL);
            (!is_local && home_in(unit, id, &symbol.name).is_none()).then_some((id, symbol))
        })
    })
}

/// The module-level names that a statement says something of, and what; one name may come often.
pub(super) fn said(unit: &Unit) -> impl Iterator<Item = (&Name, u8)> {
    static STAR_NAME: Name = Name::new_static(STAR);
    let star = shows_not_all(unit).then_some((&STAR_NAME, BINDINGS));
    let bits = |symbol: &Symbol| {
        (if symbol.bindings.is_empty() { 0 } else { BINDINGS }) | (if symbol.uses.is_empty() { 0 } else { USES })
    };
    star.into_iter().chain(exported(unit).map(move |(_, symbol)| (&symbol.name, bits(symbol))))
}

/// The names under which the classes of a statement are indexed: see [`class_key`] and [`base_key`].
pub(super) fn class_names(unit: &Unit) -> impl Iterator<Item = (Name, ScopeId, &Scope, &Class)> {
    (0..).zip(&unit.scopes).flat_map(|(id, scope): (ScopeId, _)| {
        scope.class.as_deref().into_iter().flat_map(move |class| {
            let bases = class.header.iter().filter(|base| !base.path.is_empty()).map(|base| base_key(&base.path));
            std::iter::once(class_key(&scope.name)).chain(bases).map(move |name| (name, id, scope, class))
        })
    })
}

/// The names under which the tests and fixtures of a statement are indexed: see [`taker_key`].
pub(super) fn taker_names(unit: &Unit) -> impl Iterator<Item = (Name, ScopeId, &Scope)> {
    (0..).zip(&unit.scopes).flat_map(|(id, scope): (ScopeId, _)| {
        let function = scope.function.as_deref().filter(|_| scope.is_test() || scope.may_be_fixture());
        let params = function.map_or(&[][..], |function| &function.params);
        params.iter().map(move |parameter| (taker_key(&parameter.name), id, scope))
    })
}

/// Stands for "a test or fixture takes a parameter of this name" among the indexed names.
pub(super) fn taker_key(name: &str) -> Name {
    smol_str::format_smolstr!("taker {name}")
}

/// Stands for "the header of a class of this name" among the indexed names; no Python name holds a
/// space.
pub(super) fn class_key(name: &str) -> Name {
    smol_str::format_smolstr!("class {name}")
}

/// Stands for "a class statement names a base like this" among the indexed names: by the last part
/// of the dotted text.
pub(super) fn base_key(path: &str) -> Name {
    smol_str::format_smolstr!("base {}", path.rsplit('.').next().unwrap_or(path))
}

fn fingerprint(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish() | 1
}
