//! What happens to one variable inside one scope, in the order in which it can happen.
//!
//! Owns the events of a variable (bind, read, change, full pass, partial pass, escape) and the walk
//! over the paths between them: branches that exclude each other, loops, `break`, `continue`,
//! `return`, `raise`, `try` with its clauses. A scope is its tree of regions, so no graph is built:
//! a set of marks is carried through the tree, a loop twice. Computed when asked for; must not know
//! patterns.

use super::module::{Place, UnitId, Variable, View};
use super::region::{Exit, Region, RegionId, RegionKind};
use super::scope::{Binding, BindingKind, MODULE, Pass, ScopeId, Use, UseKind};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// What happens to a variable, or to its object through it.
#[derive(Clone, Copy, Debug)]
pub enum EventKind<'a> {
    /// The name is bound, or deleted.
    Bind(&'a Binding),
    /// The object is looked at.
    Read,
    /// The object is changed in place.
    Change,
    /// All items of the object are taken.
    FullPass(&'a Pass),
    /// Some items of the object are taken, or maybe all.
    PartialPass(&'a Pass),
    /// Something else can reach the object from now on.
    Escape,
}

/// One event.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// The statement.
    pub unit: UnitId,
    /// The name's first byte, relative to the statement.
    pub at: u32,
    /// From which offset on it has happened: the end of the right side for an assignment.
    from: u32,
    /// The comprehension in which it stands, if it is one that runs on the spot: it happens once for
    /// each item.
    pub repeated: bool,
    region: RegionId,
    /// What happens.
    pub kind: EventKind<'a>,
}

/// The events of a variable in the scope where it lives.
pub struct Events<'a> {
    /// In the order of the text.
    pub all: Vec<Event<'a>>,
    /// Whether functions, lambdas or generator expressions inside use it too: at some other time.
    pub deferred: bool,
    units: Vec<(UnitId, RegionId, &'a [Region])>,
}

/// The marks that can be set last before a place; `u32::MAX` is none yet. `None` when no path leads
/// there.
pub type Marks = Option<SmallVec<[u32; 4]>>;

/// Set when no mark has been passed.
pub const START: u32 = u32::MAX;

/// Regions walked through before giving up, so that no text takes long.
const MOST_STEPS: usize = 20_000;

impl<'a> Events<'a> {
    /// The events of a variable; `None` when it is bound from elsewhere too, or its scope may bind
    /// names that the text does not show.
    pub fn of(view: &View<'a>, variable: &Variable) -> Option<Self> {
        let home = match variable.place {
            Place::Local(unit, scope) => {
                let scope_data = view.scope(unit, scope);
                if scope_data.dynamic {
                    return None;
                }
                scope
            }
            Place::Global => MODULE,
        };
        let mut events = Events { all: Vec::new(), deferred: false, units: Vec::new() };
        for site in view.bindings(variable) {
            if site.scope != home || matches!(site.item.kind, BindingKind::Error) {
                return None;
            }
            events.add_unit(view, site.unit, home);
            let binding = site.item;
            events.all.push(Event {
                unit: site.unit,
                at: binding.at,
                from: binding.from.max(binding.at),
                repeated: false,
                region: binding.region,
                kind: EventKind::Bind(binding),
            });
        }
        for site in view.uses(variable) {
            let Some((region, repeated)) = place_of(view, site.unit, site.scope, home, site.item) else {
                events.deferred = true;
                continue;
            };
            events.add_unit(view, site.unit, home);
            events.all.push(Event {
                unit: site.unit,
                at: site.item.at,
                from: site.item.at,
                repeated,
                region,
                kind: kind_of(site.item),
            });
        }
        let ordinal = |unit: UnitId| view.ordinal(unit);
        events.all.sort_by_key(|event| (ordinal(event.unit), event.from));
        events.units.sort_by_key(|(unit, ..)| ordinal(*unit));
        Some(events)
    }

    fn add_unit(&mut self, view: &View<'a>, unit: UnitId, home: ScopeId) {
        if !self.units.iter().any(|(own, ..)| *own == unit) {
            let table = view.unit(unit);
            self.units.push((unit, table.scopes[home as usize].body, &table.regions));
        }
    }

    /// The index of the use or binding whose name starts at an offset of a statement.
    pub fn index(&self, unit: UnitId, at: u32) -> Option<usize> {
        self.all.iter().position(|event| event.unit == unit && event.at == at)
    }

    /// For each event the marks that can be the last ones set before it. `marks` says which events
    /// set a mark: their own index.
    pub fn before(&self, marks: impl Fn(&Event) -> bool) -> Option<Vec<Marks>> {
        let mut walk = Walk {
            events: &self.all,
            marks: self.all.iter().map(marks).collect(),
            before: vec![None; self.all.len()],
            frames: Vec::new(),
            layout: FxHashMap::default(),
            regions: &[],
            steps: 0,
        };
        let mut state: Marks = Some(SmallVec::from_slice(&[START]));
        for (unit, body, regions) in &self.units {
            walk.regions = regions;
            walk.lay_out(*unit);
            state = walk.region(*body, state);
        }
        (walk.steps < MOST_STEPS).then_some(walk.before)
    }

    /// Whether some path leads from one event to another without a binding of the name between.
    pub fn leads(&self, from: usize, to: usize) -> bool {
        let wanted = self.all[from].at;
        let unit = self.all[from].unit;
        let marks =
            |event: &Event| matches!(event.kind, EventKind::Bind(_)) || (event.at == wanted && event.unit == unit);
        let Some(before) = self.before(marks) else { return false };
        before[to].as_ref().is_some_and(|marks| marks.contains(&(from as u32)))
    }
}

/// The region of the home scope in which a use happens, and whether it happens in each round of a
/// comprehension; `None` when it happens some other time.
fn place_of(view: &View, unit: UnitId, scope: ScopeId, home: ScopeId, item: &Use) -> Option<(RegionId, bool)> {
    if scope == home {
        return Some((item.region, false));
    }
    let table = view.unit(unit);
    let mut id = scope;
    while id != home {
        let data = &table.scopes[id as usize];
        if !data.kind.is_comprehension() || data.kind == super::ScopeKind::GeneratorExpression {
            return None;
        }
        id = data.parent?;
    }
    // A comprehension has no suites: the innermost suite of the home scope that holds it.
    let body = table.scopes[home as usize].body;
    let regions = super::Regions(&table.regions);
    let holds = |id: &RegionId| {
        let range = &table.regions[*id as usize].range;
        range.start <= item.at
            && item.at < range.end
            && regions.outward(*id).last().is_some_and(|(root, _)| root == body)
    };
    let region = (0..table.regions.len() as RegionId).filter(holds).last().unwrap_or(body);
    Some((region, true))
}

fn kind_of(item: &Use) -> EventKind<'_> {
    match (&item.pass, &item.kind) {
        (Some(pass), _) if pass.full => EventKind::FullPass(pass),
        (Some(pass), _) => EventKind::PartialPass(pass),
        (None, UseKind::Mutate(_)) => EventKind::Change,
        (None, UseKind::Escape(_) | UseKind::Method(_)) => EventKind::Escape,
        (None, UseKind::Read(_) | UseKind::Annotation) => EventKind::Read,
    }
}

/// What stands directly in a suite: an event, or the suites of a compound statement.
enum Item {
    Event(usize),
    /// With what stands between them: the conditions of `elif`.
    Suites(Vec<RegionId>, Vec<usize>),
}

/// What leaves a loop, or goes on with its next round.
#[derive(Default)]
struct Frame {
    breaks: Marks,
    continues: Marks,
}

struct Walk<'w, 'a> {
    events: &'w [Event<'a>],
    marks: Vec<bool>,
    before: Vec<Marks>,
    frames: Vec<Frame>,
    layout: FxHashMap<RegionId, Vec<(u32, Item)>>,
    regions: &'w [Region],
    steps: usize,
}

impl Walk<'_, '_> {
    /// Sorts what stands in each suite of a statement by the order in which it happens.
    fn lay_out(&mut self, unit: UnitId) {
        self.layout.clear();
        // A compound statement happens where its first suite starts, behind its header.
        let mut groups: FxHashMap<(RegionId, u32), (u32, u32, Vec<RegionId>)> = FxHashMap::default();
        let mut spans: FxHashMap<RegionId, Vec<(u32, u32)>> = FxHashMap::default();
        for (id, region) in (0..).zip(self.regions) {
            if region.kind != RegionKind::Body {
                let group = groups.entry((region.parent, region.group)).or_insert((u32::MAX, 0, Vec::new()));
                group.0 = group.0.min(region.range.start);
                group.1 = group.1.max(region.range.end);
                group.2.push(id);
            }
        }
        for ((parent, _), (start, end, suites)) in groups {
            self.layout.entry(parent).or_default().push((start, Item::Suites(suites, Vec::new())));
            spans.entry(parent).or_default().push((start, end));
        }
        for (index, event) in self.events.iter().enumerate().filter(|(_, event)| event.unit == unit) {
            let within = |(start, end): &&(u32, u32)| *start <= event.from && event.from < *end;
            let header = spans.get(&event.region).and_then(|spans| spans.iter().find(within));
            let items = self.layout.entry(event.region).or_default();
            let between = header.and_then(|(start, _)| {
                items.iter_mut().find_map(|(key, item)| match item {
                    Item::Suites(_, between) if key == start => Some(between),
                    _ => None,
                })
            });
            match between {
                Some(between) => between.push(index),
                None => items.push((event.from, Item::Event(index))),
            }
        }
        for items in self.layout.values_mut() {
            items.sort_by_key(|(key, item)| match item {
                Item::Event(index) => (*key, 0, *index),
                Item::Suites(..) => (*key, 1, 0),
            });
        }
    }

    fn region(&mut self, id: RegionId, mut state: Marks) -> Marks {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return state;
        }
        let region = &self.regions[id as usize];
        let items = self.layout.remove(&id).unwrap_or_default();
        let mut left_by_suites = false;
        for (key, item) in &items {
            if *key >= region.dead_from {
                break;
            }
            match item {
                Item::Event(index) => self.event(*index, &mut state),
                Item::Suites(suites, between) => {
                    left_by_suites |= region.exit.is_some_and(|(exit, _)| {
                        suites.iter().any(|suite| self.regions[*suite as usize].group == exit)
                    });
                    state = self.suites(suites, between, state);
                }
            }
        }
        self.layout.insert(id, items);
        let Some((_, exit)) = region.exit.filter(|_| !left_by_suites) else { return state };
        match (exit, self.frames.last_mut()) {
            (Exit::Break, Some(frame)) => join(&mut frame.breaks, state),
            (Exit::Continue, Some(frame)) => join(&mut frame.continues, state),
            // A context manager may swallow what is raised.
            (Exit::Raise, _) if region.kind == RegionKind::With => return state,
            _ => {}
        }
        None
    }

    fn event(&mut self, index: usize, state: &mut Marks) {
        let repeated = self.events[index].repeated && self.marks[index];
        if repeated {
            // The second round meets what the first one did.
            if let Some(marks) = state
                && !marks.contains(&(index as u32))
            {
                marks.push(index as u32);
            }
        }
        let here = state.clone();
        join(&mut self.before[index], here);
        if self.marks[index] && state.is_some() {
            *state = Some(SmallVec::from_slice(&[index as u32]));
        }
    }

    fn suites(&mut self, suites: &[RegionId], between: &[usize], mut state: Marks) -> Marks {
        let Some(first) = suites.first().map(|id| &self.regions[*id as usize]) else { return state };
        match first.kind {
            RegionKind::Arm => {
                let complete = first.complete;
                let mut out = None;
                let mut between = between.iter().peekable();
                for suite in suites {
                    let start = self.regions[*suite as usize].range.start;
                    while let Some(index) = between.next_if(|index| self.events[**index].from < start) {
                        self.event(*index, &mut state);
                    }
                    let end = self.region(*suite, state.clone());
                    join(&mut out, end);
                }
                if !complete {
                    join(&mut out, state);
                }
                out
            }
            RegionKind::Loop => self.looped(suites, first.complete, state),
            // What stands between the suites of a `try` is names of exceptions: no events to speak of.
            RegionKind::Try => self.tried(suites, state),
            _ => {
                for suite in suites {
                    state = self.region(*suite, state);
                }
                state
            }
        }
    }

    fn looped(&mut self, suites: &[RegionId], endless: bool, state: Marks) -> Marks {
        let mut head = state;
        let mut breaks = None;
        for _ in 0..2 {
            self.frames.push(Frame::default());
            let end = self.region(suites[0], head.clone());
            let frame = self.frames.pop().unwrap_or_default();
            join(&mut breaks, frame.breaks);
            let before = head.clone();
            join(&mut head, end);
            join(&mut head, frame.continues);
            if head == before {
                break;
            }
        }
        let mut out = if endless { None } else { head };
        for suite in &suites[1..] {
            out = self.region(*suite, out);
        }
        join(&mut out, breaks);
        out
    }

    fn tried(&mut self, suites: &[RegionId], state: Marks) -> Marks {
        // What a handler finds is uncertain when a mark is set in the `try` suite: no marks then.
        let (from, to) = {
            let range = &self.regions[suites[0] as usize].range;
            (range.start, range.end)
        };
        let inside = |(index, event): (usize, &Event)| self.marks[index] && from <= event.from && event.from < to;
        let uncertain = self.events.iter().enumerate().any(inside);
        let caught: Marks = if uncertain { state.as_ref().map(|_| SmallVec::new()) } else { state.clone() };
        let mut out = self.region(suites[0], state);
        let mut handled: Marks = None;
        for suite in &suites[1..] {
            match self.regions[*suite as usize].kind {
                RegionKind::Except => {
                    let end = self.region(*suite, caught.clone());
                    join(&mut handled, end);
                }
                RegionKind::TryElse => out = self.region(*suite, out),
                _ => {
                    join(&mut out, handled.take());
                    let leaves = out.is_none();
                    let start = if leaves { caught.clone() } else { out };
                    let end = self.region(*suite, start);
                    out = if leaves { None } else { end };
                }
            }
        }
        join(&mut out, handled);
        out
    }
}

/// Adds the marks of another path that leads to the same place.
fn join(into: &mut Marks, other: Marks) {
    let Some(other) = other else { return };
    match into {
        None => *into = Some(other),
        Some(own) => {
            own.extend(other.into_iter().filter(|mark| !own.contains(mark)).collect::<SmallVec<[u32; 4]>>());
            own.sort_unstable();
        }
    }
}
