//! What a check costs, by phase and by pattern, for who asks (`pygloss check --profile`).
//!
//! Owns the counters; many threads may add to them. Must not know how anything is checked.

use crate::catalog::Catalog;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// The counters of one run.
pub struct Costs {
    parsing: AtomicU64,
    tables: AtomicU64,
    matching: AtomicU64,
    clauses: Vec<ClauseCost>,
}

/// Of one clause.
#[derive(Default)]
struct ClauseCost {
    matched: AtomicU64,
    found: AtomicU64,
    nanoseconds: AtomicU64,
}

/// What one pattern cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatternCost {
    /// Index into [`Catalog::patterns`].
    pub pattern: usize,
    /// How often its queries matched.
    pub matched: u64,
    /// How often its facts then agreed.
    pub found: u64,
    /// The time that its facts and messages took, over all threads.
    pub time: Duration,
}

/// A part of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Text to tree.
    Parsing,
    /// Tree to symbol tables.
    Tables,
    /// Patterns over the tree, with all facts.
    Matching,
}

impl Costs {
    /// No cost yet.
    pub fn new(catalog: &Catalog) -> Self {
        Costs {
            parsing: AtomicU64::new(0),
            tables: AtomicU64::new(0),
            matching: AtomicU64::new(0),
            clauses: catalog.clauses().iter().map(|_| ClauseCost::default()).collect(),
        }
    }

    /// The time of a phase, over all threads.
    pub fn phase(&self, phase: Phase) -> Duration {
        Duration::from_nanos(self.counter(phase).load(Relaxed))
    }

    /// All patterns whose queries matched, the costliest first.
    pub fn patterns(&self, catalog: &Catalog) -> Vec<PatternCost> {
        let none = |pattern| PatternCost { pattern, matched: 0, found: 0, time: Duration::ZERO };
        let mut patterns: Vec<PatternCost> = (0..catalog.patterns().len()).map(none).collect();
        for (clause, cost) in catalog.clauses().iter().zip(&self.clauses) {
            let sum = &mut patterns[clause.pattern];
            sum.matched += cost.matched.load(Relaxed);
            sum.found += cost.found.load(Relaxed);
            sum.time += Duration::from_nanos(cost.nanoseconds.load(Relaxed));
        }
        patterns.retain(|pattern| pattern.matched > 0);
        patterns.sort_by_key(|pattern| (std::cmp::Reverse(pattern.time), pattern.pattern));
        patterns
    }

    fn counter(&self, phase: Phase) -> &AtomicU64 {
        match phase {
            Phase::Parsing => &self.parsing,
            Phase::Tables => &self.tables,
            Phase::Matching => &self.matching,
        }
    }

    /// Runs a phase and adds its time.
    pub(super) fn timed<T>(costs: Option<&Costs>, phase: Phase, work: impl FnOnce() -> T) -> T {
        let Some(costs) = costs else { return work() };
        let start = Instant::now();
        let result = work();
        costs.counter(phase).fetch_add(nanoseconds(start), Relaxed);
        result
    }

    /// Adds what one match cost, from `start` on.
    pub(super) fn add_match(&self, clause: usize, found: bool, start: Instant) {
        let Some(cost) = self.clauses.get(clause) else { return };
        cost.matched.fetch_add(1, Relaxed);
        cost.found.fetch_add(u64::from(found), Relaxed);
        cost.nanoseconds.fetch_add(nanoseconds(start), Relaxed);
    }
}

fn nanoseconds(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Analysis;
    use crate::document::Snapshot;
    use std::sync::Arc;

    #[test]
    fn a_measured_check_tells_what_each_pattern_cost() {
        let catalog = Catalog::builtin();
        let costs = Arc::new(Costs::new(catalog));
        let mut analysis = Analysis::new(catalog).measured(costs.clone());
        analysis.update(&Snapshot::new("def f(x):\n    return x is 1000\n", 0));
        let patterns = costs.patterns(catalog);
        let found: u64 = patterns.iter().map(|pattern| pattern.found).sum();
        assert_eq!(found, analysis.findings().len() as u64);
        assert!(patterns.iter().all(|pattern| pattern.found <= pattern.matched));
        assert!(costs.phase(Phase::Parsing) > Duration::ZERO && costs.phase(Phase::Matching) > Duration::ZERO);
    }
}
