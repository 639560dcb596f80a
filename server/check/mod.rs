//! Document × catalog → findings and glosses.
//!
//! Owns the incremental state of one document: for each top-level statement its symbol table, its
//! findings and what they depended on. After an edit only the statements that changed, and those
//! that asked about a name that changed, are looked at again. Must not know LSP, files or settings.

mod common;
pub mod cost;
mod hidden;
mod incremental;
mod statement;
pub mod suppress;

use crate::catalog::{Catalog, Severity};
use crate::document::Snapshot;
use crate::facts::{array_or_orm_text, is_import};
use crate::fixes::Fix;
use crate::semantics::Module;
use common::Common;
use cost::{Costs, Phase};
use hidden::Hidden;
use incremental::{Cores, Due, Entry, Statements};
use rustc_hash::{FxHashMap, FxHashSet};
use statement::Looker;
use std::ops::Range;
use std::sync::Arc;
use suppress::{MarkedLines, Suppressions};

/// A mistake, or something worth knowing, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Index into [`Catalog::patterns`].
    pub pattern: usize,
    /// Index into [`Catalog::clauses`]: the form of the pattern that was found.
    pub clause: usize,
    /// How much it matters here (before any settings).
    pub severity: Severity,
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Plain text, one sentence or two.
    pub message: String,
    /// Other places that belong to it: the binding, the change, …
    pub related: Vec<Related>,
}

/// A place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Plain text.
    pub message: String,
}

/// What a pattern says of the code at one place, for a hover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gloss {
    /// Index into [`Catalog::patterns`]; a finding pattern or a gloss pattern.
    pub pattern: usize,
    /// The token that answers (the operator, the keyword, …), as a byte range.
    pub range: Range<usize>,
    /// Sentences computed for this code, in Markdown, most specific first. May be empty.
    pub insights: Vec<String>,
}

/// The incremental state of one document: kept between edits, brought up to date by
/// [`Analysis::update`].
pub struct Analysis {
    catalog: Arc<Catalog>,
    snapshot: Option<Snapshot>,
    module: Module,
    statements: Statements,
    hidden: Hidden,
    /// Where silencing comments may stand.
    marked: MarkedLines,
    cores: Cores,
    costs: Option<Arc<Costs>>,
}

impl Analysis {
    /// The state of a document that nobody has looked at.
    pub fn new(catalog: &Arc<Catalog>) -> Self {
        Analysis {
            catalog: catalog.clone(),
            snapshot: None,
            module: Module::default(),
            statements: Statements::default(),
            hidden: Hidden::default(),
            marked: MarkedLines::default(),
            cores: Cores::One,
            costs: None,
        }
    }

    /// The same, using all cores when there is much to check at once. For who checks one document
    /// at a time.
    pub fn on_all_cores(self) -> Self {
        Analysis { cores: Cores::All, ..self }
    }

    /// The same, adding what it costs to some counters.
    pub fn measured(self, costs: Arc<Costs>) -> Self {
        Analysis { costs: Some(costs), ..self }
    }

    /// Brings the state to this snapshot; re-checks only what the edits can have changed. The
    /// result is the snapshot before, if another: to free the tree of a long text takes time.
    pub fn update(&mut self, snapshot: &Snapshot) -> Option<Snapshot> {
        if self.is_of(snapshot) {
            return None;
        }
        let text = snapshot.text();
        let before = self.snapshot.as_ref().map(Snapshot::text);
        let same = before.map_or_else(Common::default, |before| Common::of(before, text));
        let costs = self.costs.clone();
        let costs = costs.as_deref();
        let is_broken = Costs::timed(costs, Phase::Parsing, || snapshot.trees()).has_error();
        let parsed = if is_broken { self.parsed() } else { Vec::new() };
        let mut reach =
            Costs::timed(costs, Phase::Tables, || self.statements.renew(&mut self.module, &same, snapshot, self.cores));
        // Lines that come or go may move an import out of what is read.
        let may_import = |before| same.only_line(before, text).is_none_or(|lines| lines.iter().any(|l| is_import(l)));
        if before.is_some_and(|before| may_import(before) && array_or_orm_text(text) != array_or_orm_text(before)) {
            reach = (0..self.statements.entries.len()).map(|index| Due { index, node: None, nodes: None }).collect();
        }
        match is_broken {
            true => self.hidden.renew(parsed, &same, &self.statements.entries),
            false => self.hidden.clear(),
        }
        match before {
            Some(_) => self.marked.renew(text, &same),
            None => self.marked = MarkedLines::of(text),
        }
        let before = self.snapshot.replace(snapshot.clone());
        let looked = Costs::timed(costs, Phase::Matching, || {
            self.cores.map(reach, |Due { index, node, nodes }| {
                let place = (index, node);
                let looker = Looker::new(&self.catalog, snapshot, &self.module, &self.statements.entries, place);
                (index, looker.measured(costs).findings(nodes))
            })
        });
        for (index, looked) in looked {
            let entry = &mut self.statements.entries[index];
            (entry.findings, entry.asked) = looked;
        }
        before
    }

    /// Whether the state is that of this snapshot, so that [`Analysis::update`] has nothing to do.
    pub fn is_of(&self, snapshot: &Snapshot) -> bool {
        self.snapshot.as_ref().is_some_and(|seen| seen.is_same(snapshot))
    }

    /// All findings of the last snapshot, by place; nothing filtered or suppressed.
    pub fn findings(&self) -> Vec<Finding> {
        self.placed(self.statements.entries.iter())
    }

    /// The findings of the statement that holds a byte offset of the last snapshot, or that ends
    /// there, by place; nothing filtered or suppressed.
    pub fn findings_near(&self, offset: usize) -> Vec<Finding> {
        let after = self.statements.entries.partition_point(|entry| entry.range.start <= offset);
        let Some(entry) = after.checked_sub(1).and_then(|index| self.statements.entries.get(index)) else {
            return Vec::new();
        };
        // Two statements on one line may touch, and a finding that ends where the cursor stands counts.
        let before = after.checked_sub(2).and_then(|index| self.statements.entries.get(index));
        let near = before.filter(|before| before.range.end >= offset).into_iter().chain([entry]);
        self.placed(near)
    }

    /// The findings, by place, of statements over which an error lies in the last snapshot, as they
    /// were when the statements parsed last: no edit has touched them since. Without those that a
    /// comment silenced then, and those that are found now.
    pub fn hidden(&self) -> Vec<Finding> {
        if self.hidden.is_empty() {
            return Vec::new();
        }
        let found: FxHashSet<_> = self.findings().into_iter().map(|one| (one.pattern, one.range)).collect();
        let is_new = |one: &&Finding| !found.contains(&(one.pattern, one.range.clone()));
        self.hidden.findings().filter(is_new).cloned().collect()
    }

    /// The statements that parse, those of them with findings that no comment silences.
    fn parsed(&self) -> Vec<hidden::Statement> {
        let comments = self.suppressions();
        let is_silenced = |finding: &Finding| {
            let pattern = &self.catalog.patterns()[finding.pattern];
            comments.as_ref().is_some_and(|comments| comments.silence(&self.catalog, pattern, &finding.range))
        };
        let entries = self.statements.entries.iter().filter(|entry| !entry.has_error && !entry.findings.is_empty());
        let statement = |entry: &Entry| {
            let mut findings = self.placed([entry].into_iter());
            findings.retain(|finding| !is_silenced(finding));
            hidden::Statement { range: entry.range.clone(), findings }
        };
        entries.map(statement).filter(|one| !one.findings.is_empty()).collect()
    }

    fn placed<'a>(&self, entries: impl Iterator<Item = &'a Entry>) -> Vec<Finding> {
        let mut all: Vec<Finding> = entries
            .flat_map(|entry| entry.findings.iter().map(|stored| stored.placed(entry, |unit| self.start_of(unit))))
            .collect();
        all.sort_by_key(|finding| (finding.range.start, finding.range.end, finding.pattern));
        all
    }

    /// What the patterns say of the code at a byte offset of the last snapshot, the smallest
    /// token first.
    pub fn glosses_at(&self, offset: usize) -> Vec<Gloss> {
        let Some(snapshot) = &self.snapshot else { return Vec::new() };
        let after = self.statements.entries.partition_point(|entry| entry.range.start <= offset);
        let Some(index) = after.checked_sub(1) else { return Vec::new() };
        let mut glosses = self.looker(snapshot, index).glosses(Some(offset));
        glosses.sort_by_key(|gloss| gloss.range.len());
        glosses
    }

    /// All glosses of the last snapshot (for `Show patterns in this file`).
    pub fn glosses(&self) -> Vec<Gloss> {
        let Some(snapshot) = &self.snapshot else { return Vec::new() };
        (0..self.statements.entries.len()).flat_map(|index| self.looker(snapshot, index).glosses(None)).collect()
    }

    /// The fixes of a finding that [`Analysis::findings`] returned for the last snapshot,
    /// the best first.
    pub fn fixes(&self, finding: &Finding) -> Vec<Fix> {
        self.fixes_of(std::slice::from_ref(finding)).pop().unwrap_or_default()
    }

    /// The fixes of each of some findings, as [`Analysis::fixes`] gives them, without a look at the
    /// whole statement for each.
    pub fn fixes_of(&self, findings: &[Finding]) -> Vec<Vec<Fix>> {
        let mut fixes = vec![Vec::new(); findings.len()];
        let Some(snapshot) = &self.snapshot else { return fixes };
        let mut by_statement: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (number, finding) in findings.iter().enumerate() {
            let after = self.statements.entries.partition_point(|entry| entry.range.start <= finding.range.start);
            if let Some(index) = after.checked_sub(1) {
                by_statement.entry(index).or_default().push(number);
            }
        }
        for (index, numbers) in by_statement {
            let own: Vec<&Finding> = numbers.iter().map(|number| &findings[*number]).collect();
            for (number, found) in numbers.iter().zip(self.looker(snapshot, index).fixes(&own)) {
                fixes[*number] = found;
            }
        }
        fixes
    }

    /// The comments of the last snapshot that silence findings; `None` before the first one.
    pub fn suppressions(&self) -> Option<Suppressions<'_>> {
        self.snapshot.as_ref().map(|snapshot| Suppressions::of(snapshot, &self.marked))
    }

    /// The catalogue that this state was made with.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    fn looker<'a>(&'a self, snapshot: &'a Snapshot, index: usize) -> Looker<'a> {
        Looker::new(&self.catalog, snapshot, &self.module, &self.statements.entries, (index, None))
    }

    fn start_of(&self, unit: crate::semantics::UnitId) -> usize {
        incremental::start_of(&self.statements.entries, &self.module, unit)
    }
}
