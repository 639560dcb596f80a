//! Reads that fail: local names without a value yet, and names that only a skipped class binds.
//!
//! Owns what one statement's symbol table alone can tell of them, computed once per statement and
//! only when asked. Must not know what other statements bind, nor syntax trees.

use super::module::home_in;
use super::region::{Region, RegionId, RegionKind, Regions};
use super::scope::{Binding, BindingKind, Scope, ScopeId, ScopeKind, Symbol, Unit, UseKind, flag};
use rustc_hash::FxHashMap;

/// Why a local name has no value where it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unbound {
    /// It is bound further down only; the first byte of the first binding.
    Late(u32),
    /// `except … as` bound it and unbound it again at the end of the clause; the binding's first byte.
    Cleared(u32),
}

/// The doubtful reads of a statement, by the first byte of the name.
#[derive(Debug, Default)]
pub struct Reads {
    /// The first read of each local name of a function that no binding can come before.
    pub unbound: FxHashMap<u32, Unbound>,
    /// Names looked up in the module although a class around, which is skipped, binds them.
    pub skipped: FxHashMap<u32, ScopeId>,
    /// The first assignment to each local of a function that this very scope only ever assigns.
    pub unread: FxHashMap<u32, ScopeId>,
}

impl Reads {
    /// Looks through the scopes of a statement.
    pub(super) fn of(unit: &Unit) -> Reads {
        let mut reads = Reads::default();
        for (id, scope) in (0..).zip(&unit.scopes) {
            if scope.kind == ScopeKind::Function && !scope.dynamic {
                for symbol in &scope.symbols {
                    let unbound = first_unbound(unit, id, symbol);
                    reads.unbound.extend(unbound.or_else(|| first_cleared(unit, symbol)));
                    reads.unread.extend(first_unread(symbol).map(|at| (at, id)));
                }
            }
            if scope.kind == ScopeKind::Module {
                reads.unbound.extend(scope.symbols.iter().filter_map(|symbol| first_cleared(unit, symbol)));
            }
            if !scope.kind.is_class() && scope.parent.is_some() {
                reads.add_skipped(unit, id, scope);
            }
        }
        reads
    }

    fn add_skipped(&mut self, unit: &Unit, id: ScopeId, scope: &Scope) {
        for symbol in scope.symbols.iter().filter(|symbol| !symbol.is(flag::GLOBAL | flag::BOUND)) {
            if symbol.uses.is_empty() || symbol.name == "__class__" {
                continue;
            }
            let Some(class) = skipped_class(unit, id, &symbol.name) else { continue };
            let evaluated = symbol.uses.iter().filter(|site| site.kind != UseKind::Annotation);
            self.skipped.extend(evaluated.map(|site| (site.at, class)));
        }
    }
}

/// The innermost class around a scope that binds a name which is yet looked up in the module.
fn skipped_class(unit: &Unit, scope: ScopeId, name: &str) -> Option<ScopeId> {
    let mut found = None;
    let mut sees_class = true;
    let mut next = Some(scope);
    while let Some(id) = next {
        let here = &unit.scopes[id as usize];
        if here.kind.is_class() && !sees_class && found.is_none() {
            let binds = |binding: &Binding| !matches!(binding.kind, BindingKind::Delete | BindingKind::Error);
            let bound = here.symbol(name).filter(|symbol| !symbol.is(flag::GLOBAL | flag::NONLOCAL));
            found = bound.filter(|symbol| symbol.bindings.iter().any(binds)).map(|_| id);
        }
        sees_class &= matches!(here.kind, ScopeKind::TypeParameters | ScopeKind::TypeAlias);
        next = here.parent;
    }
    found.filter(|_| home_in(unit, scope, name).is_none())
}

fn first_unread(symbol: &Symbol) -> Option<u32> {
    let assigned = |own: &Binding| own.kind == BindingKind::Assign && own.annotation.is_none();
    let local = symbol.uses.is_empty() && !symbol.is(flag::GLOBAL | flag::NONLOCAL | flag::PARAMETER);
    symbol.bindings.first().filter(|_| local && symbol.bindings.iter().all(assigned)).map(|first| first.at)
}

fn first_unbound(unit: &Unit, scope: ScopeId, symbol: &Symbol) -> Option<(u32, Unbound)> {
    let elsewhere = flag::PARAMETER | flag::GLOBAL | flag::NONLOCAL | flag::TYPE_PARAMETER;
    if !symbol.is(flag::ASSIGNED | flag::IMPORTED) || symbol.is(elsewhere) {
        return None;
    }
    let gives = |binding: &&Binding| {
        !matches!(binding.kind, BindingKind::Delete | BindingKind::Declare | BindingKind::Augmented)
    };
    let augmented = |binding: &&Binding| binding.kind == BindingKind::Augmented;
    let first = symbol.bindings.iter().find(|binding| gives(binding) || augmented(binding))?.at;
    let evaluated = symbol.uses.iter().filter(|site| site.kind != UseKind::Annotation);
    let reads = evaluated.map(|site| (site.at, site.region));
    let reads = reads.chain(symbol.bindings.iter().filter(augmented).map(|binding| (binding.at, binding.region)));
    let regions = Regions(&unit.regions);
    let reaches =
        |read: (u32, RegionId)| symbol.bindings.iter().filter(gives).any(|b| may_come_before(regions, b, read));
    let (at, _) = reads.filter(|read| !reaches(*read)).min_by_key(|(at, _)| *at)?;
    if symbol.bindings.iter().any(|binding| binding.kind == BindingKind::Error) || bound_inside(unit, scope, symbol) {
        return None;
    }
    let cleared = symbol.bindings.iter().rfind(|binding| binding.at < at && binding.kind == BindingKind::Except);
    Some((at, cleared.map_or(Unbound::Late(first), |binding| Unbound::Cleared(binding.at))))
}

/// The first read on the way on from an `except … as`, which took away what was bound before.
fn first_cleared(unit: &Unit, symbol: &Symbol) -> Option<(u32, Unbound)> {
    let regions = Regions(&unit.regions);
    for clause in symbol.bindings.iter().filter(|binding| binding.kind == BindingKind::Except) {
        let end = unit.regions[clause.region as usize].range.end;
        let behind = symbol.uses.iter().filter(|site| site.at >= end && site.kind != UseKind::Annotation);
        let Some(read) = behind.min_by_key(|site| site.at) else { continue };
        // A handler around the read may have bound the name once more.
        let outer = |other: &Binding| {
            other.kind == BindingKind::Except
                && other.at < clause.at
                && unit.regions[other.region as usize].range.contains(&read.at)
        };
        if symbol.bindings.iter().any(outer) {
            continue;
        }
        let rebound = symbol.bindings.iter().any(|other| end <= other.at && other.at < read.at);
        let group = |region: RegionId| regions.outward(region).map(|(_, region)| region.group).collect::<Vec<_>>();
        // The `else` and `finally` suites of the same `try` follow another way.
        let same = group(read.region).contains(&unit.regions[clause.region as usize].group);
        let Some(common) = regions.common(clause.region, read.region) else { continue };
        // Unlike `reaches`, since the read may stand in the very statement that ends the path.
        let ends =
            |region: &Region| region.exit.is_some_and(|(exit, _)| exit >= clause.at) && region.dead_from <= read.at;
        let inner = regions.outward(clause.region).take_while(|(id, _)| *id != common);
        let ended = inner.map(|(_, region)| region).chain([&unit.regions[common as usize]]).any(ends);
        if !rebound && !same && !ended && !regions.exclusive(clause.region, read.region) {
            return Some((read.at, Unbound::Cleared(clause.at)));
        }
    }
    None
}

/// Whether a function inside binds the name through `nonlocal`: it may be called at any time.
fn bound_inside(unit: &Unit, home: ScopeId, symbol: &Symbol) -> bool {
    (0..).zip(&unit.scopes).any(|(id, scope)| {
        id != home
            && scope.symbol(&symbol.name).is_some_and(|own| own.is(flag::NONLOCAL) && !own.bindings.is_empty())
            && home_in(unit, id, &symbol.name) == Some(home)
    })
}

/// Whether some run of the function can pass a binding before it comes to a read.
fn may_come_before(regions: Regions, binding: &Binding, (at, region): (u32, RegionId)) -> bool {
    if matches!(binding.kind, BindingKind::Except) {
        // Unbound again when the clause ends, whatever comes next.
        return binding.at < at && regions.outward(region).any(|(id, _)| id == binding.region);
    }
    let again = regions.outward(binding.region).any(|(id, around)| {
        around.kind == RegionKind::Loop
            && (regions.outward(region).any(|(own, _)| own == id)
                // A loop's header is looked at before and, if it is a `while`, behind the body.
                || around.group <= at && at < around.range.start)
    });
    // A pattern binds its names even when the guard then refuses the case.
    let exclusive = regions.exclusive(binding.region, region) && binding.kind != BindingKind::Pattern;
    again || (binding.from.max(binding.at) <= at && !exclusive)
}
