//! One top-level statement × catalog: matches, facts, messages, fixes, insights.

use super::cost::Costs;
use super::incremental::{Entry, Stored, start_of};
use super::{Finding, Gloss};
use crate::catalog::clause::Clause;
use crate::catalog::matcher::{At, Capture, Matcher};
use crate::catalog::template::Template;
use crate::catalog::{Catalog, Severity};
use crate::document::Snapshot;
use crate::facts::{self, Assignments, Context, Match, Witness};
use crate::fixes::{self, Applicability, Fix};
use crate::insights;
use crate::language::Language;
use crate::nodes::Nodes;
use crate::semantics::module::Asked;
use crate::semantics::{Module, Source, View};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::hash_map::Entry as MapEntry;
use std::ops::Range;
use std::time::Instant;
use tree_sitter::Node;

/// Where in a statement, as a byte offset of the document.
#[derive(Clone, Copy)]
enum Place {
    /// In what answers a hover.
    Hovered(usize),
    /// In what is underlined or answers a hover.
    Marked(usize),
}

/// So many findings are looked for one by one, each at its place: a look at the whole statement
/// costs more.
const FEW: usize = 4;

/// Looks at one statement of a document.
pub(super) struct Looker<'a> {
    catalog: &'a Catalog,
    snapshot: &'a Snapshot,
    module: &'a Module,
    entries: &'a [Entry],
    index: usize,
    node: Option<Node<'a>>,
    costs: Option<&'a Costs>,
}

impl<'a> Looker<'a> {
    /// Looks at the entry with this index. `node` is its node, where the caller has it at hand.
    pub fn new(
        catalog: &'a Catalog,
        snapshot: &'a Snapshot,
        module: &'a Module,
        entries: &'a [Entry],
        (index, node): (usize, Option<Node<'a>>),
    ) -> Self {
        Looker { catalog, snapshot, module, entries, index, node, costs: None }
    }

    /// Adds what each match costs to some counters.
    pub fn measured(self, costs: Option<&'a Costs>) -> Self {
        Looker { costs, ..self }
    }

    fn entry(&self) -> &'a Entry {
        &self.entries[self.index]
    }

    /// The findings of the statement, and what they depend on outside it. `nodes` are its nodes, as
    /// far as somebody has listed them.
    pub fn findings(&self, nodes: Option<Nodes<'a>>) -> (Vec<Stored>, Asked) {
        // With the number of the clause: of two that say the same of one place the stronger one
        // counts, and among equals the one that stands first in its file.
        let mut stored: Vec<(usize, Stored)> = Vec::new();
        let mut places: FxHashMap<(usize, Range<u32>), usize> = FxHashMap::default();
        let asked = self.with_context(nodes, |context, nodes| {
            if self.entry().beside_error {
                return;
            }
            self.matched(
                self.catalog.finding_matcher(self.snapshot.language()),
                (context, nodes),
                None,
                |number, clause, found, witness| {
                    let (Some(severity), Some(message)) =
                        (severity_here(clause, found, context), fill(&clause.message, context, found, &witness))
                    else {
                        return;
                    };
                    let range = marked(context, found, &witness);
                    let place = (clause.pattern, range.clone());
                    let related = related(witness);
                    let pattern = clause.pattern;
                    let finding = (number, Stored { pattern, clause: number, severity, range, message, related });
                    match places.entry(place) {
                        MapEntry::Occupied(twin) => {
                            let twin = &mut stored[*twin.get()];
                            if (twin.1.severity, twin.0) > (severity, number) {
                                *twin = finding;
                            }
                        }
                        MapEntry::Vacant(place) => {
                            place.insert(stored.len());
                            stored.push(finding);
                        }
                    }
                },
            );
            for (unit, ..) in stored.iter().flat_map(|(_, finding)| &finding.related) {
                context.view.note_unit(*unit);
            }
        });
        (stored.into_iter().map(|(_, finding)| finding).collect(), asked)
    }

    /// What the patterns say, at an offset of the document or everywhere in the statement.
    pub fn glosses(&self, at: Option<usize>) -> Vec<Gloss> {
        let mut glosses: Vec<Gloss> = Vec::new();
        self.with_context(None, |context, nodes| {
            let mut add = |clause: &Clause, found: &Match, range: Range<usize>| {
                let insight = clause.insight.and_then(|name| insights::say(name, context, found));
                match glosses.iter_mut().find(|gloss| gloss.pattern == clause.pattern && gloss.range == range) {
                    Some(gloss) => gloss.insights.extend(insight.filter(|text| !gloss.insights.contains(text))),
                    None => {
                        glosses.push(Gloss { pattern: clause.pattern, range, insights: insight.into_iter().collect() })
                    }
                }
            };
            if !self.entry().beside_error {
                self.matched(
                    self.catalog.finding_matcher(self.snapshot.language()),
                    (context, &mut *nodes),
                    at.map(Place::Hovered),
                    |_, clause, found, _| {
                        let range = found.hovered().byte_range();
                        if at.is_none_or(|at| range.contains(&at)) {
                            add(clause, found, range);
                        }
                    },
                );
            }
            let matcher = self.catalog.gloss_matcher(self.snapshot.language());
            self.matched(matcher, (context, nodes), at.map(Place::Hovered), |_, clause, found, _| {
                let range = found.hovered().byte_range();
                if at.is_none_or(|at| range.contains(&at)) {
                    add(clause, found, range);
                }
            });
        });
        glosses
    }

    /// The fixes of each of some of the statement's findings, in one look when there are many.
    pub fn fixes(&self, findings: &[&Finding]) -> Vec<Vec<Fix>> {
        if (2..=FEW).contains(&findings.len()) {
            return findings.iter().flat_map(|one| self.fixes(&[*one])).collect();
        }
        let at = match findings {
            [one] => Some(Place::Marked(one.range.start)),
            _ => None,
        };
        let mut places: FxHashMap<(usize, Range<usize>), Vec<usize>> = FxHashMap::default();
        for (index, finding) in findings.iter().enumerate() {
            places.entry((finding.pattern, finding.range.clone())).or_default().push(index);
        }
        let mut fixes: Vec<Vec<(bool, usize, Fix)>> = findings.iter().map(|_| Vec::new()).collect();
        self.with_context(None, |context, nodes| {
            self.matched(
                self.catalog.finding_matcher(self.snapshot.language()),
                (context, nodes),
                at,
                |number, clause, found, witness| {
                    let place = (clause.pattern, context.source.placed(&marked(context, found, &witness)));
                    for &index in places.get(&place).into_iter().flatten() {
                        // Of several clauses the one that made the finding counts, unless settings gave
                        // the finding another severity than any of them.
                        let other = severity_here(clause, found, context) != Some(findings[index].severity);
                        for spec in &clause.fixes {
                            let title = fill(&spec.title, context, found, &witness);
                            let edits = fixes::edits(&spec.body, context, found, &witness);
                            let (Some(title), Some(edits)) = (title, edits) else { continue };
                            let fix = Fix { title, applicability: spec.applicability, edits };
                            match fixes[index].iter_mut().find(|(_, _, known)| known.edits == fix.edits) {
                                Some(known) => known.0 &= other,
                                None => fixes[index].push((other, number, fix)),
                            }
                        }
                    }
                },
            );
        });
        fixes.into_iter().map(best_first).collect()
    }

    /// Calls `look` with what the statement's facts need and its nodes, of which some may be listed.
    fn with_context(&self, nodes: Option<Nodes<'a>>, look: impl for<'t> FnOnce(&Context<'t>, &mut Nodes<'t>)) -> Asked {
        let entry = self.entry();
        let root = self.snapshot.trees().root_at(entry.range.start);
        let find = || match self.snapshot.language() {
            Language::Python => statement_at(root, &entry.range),
            _ => Some(root),
        };
        let Some(statement) = self.node.or_else(find) else { return Asked::default() };
        let source = Source::new(self.snapshot.text(), entry.range.clone());
        let starts = |unit| start_of(self.entries, self.module, unit);
        let view = View::new(self.module, entry.unit);
        let rope = self.snapshot.text();
        let is_shown = entry.is_shown;
        let context = Context {
            view: &view,
            source: &source,
            statement,
            is_shown,
            rope,
            trees: self.snapshot.trees(),
            package: self.snapshot.package(),
            starts: &starts,
            lines: OnceCell::new(),
            assignments: Assignments::default(),
        };
        look(&context, &mut nodes.unwrap_or_else(|| Nodes::new(statement)));
        view.into_asked()
    }

    /// Calls `found` for each match in the statement, whose nodes are listed, where the facts answer
    /// as the clause wants; with `place`, only for those there.
    fn matched<'t>(
        &self,
        matcher: &Matcher,
        (context, nodes): (&Context<'t>, &mut Nodes<'t>),
        place: Option<Place>,
        mut found: impl FnMut(usize, &Clause, &Match<'_, 't>, Witness),
    ) {
        let text = |node: Node| context.source.text(node);
        let clause = |number: usize| self.catalog.clauses().get(number);
        let at = place.map(|place| match place {
            Place::Hovered(offset) => At { offset, is_hovered: true },
            Place::Marked(offset) => At { offset, is_hovered: false },
        });
        // A requirements file is read line by line, and a line that pip refuses is just what its patterns
        // look for.
        let is_broken = self.snapshot.language() != Language::Requirements && context.statement.has_error();
        let mut witness = Witness::default();
        matcher.each_match(nodes, at, text, |number, captures: &[Capture<'t>]| {
            let Some(clause) = clause(number).filter(|_| !context.view.is_spent()) else { return };
            let found_match = Match { clause, captures, names: matcher.capture_names() };
            if let Some(At { offset, .. }) = at
                && !found_match.on().byte_range().contains(&offset)
                && !found_match.hovered().byte_range().contains(&offset)
            {
                return;
            }
            // A value that a notebook shows is not dropped.
            let is_wrong = clause.drops_value && context.is_shown;
            if clause.severity.is_some() && is_wrong {
                return;
            }
            let start = self.costs.map(|_| Instant::now());
            // Asked last: most facts answer sooner than it is known what lies around a node.
            let may_be_misread = || is_broken && clause.severity.is_some() && context.is_near_error(found_match.on());
            let agrees = agree(clause, context, &found_match, &mut witness) && !may_be_misread();
            if agrees {
                found(number, clause, &found_match, std::mem::take(&mut witness));
            } else {
                witness.clear();
            }
            if let (Some(costs), Some(start)) = (self.costs, start) {
                costs.add_match(number, agrees, start);
            }
        });
    }
}

/// Whether all facts of a clause answer as it wants; what they found out is left in `witness`.
fn agree<'t>(clause: &Clause, context: &Context<'t>, found: &Match<'_, 't>, witness: &mut Witness) -> bool {
    clause.facts.iter().all(|call| {
        let node = found.node(call.capture);
        node.is_some_and(|node| facts::ask(call, node, context, found, witness) == call.wanted)
    })
}

/// The fixes without those of clauses that did not make the finding, safe ones first.
fn best_first(mut fixes: Vec<(bool, usize, Fix)>) -> Vec<Fix> {
    if fixes.iter().any(|(other, ..)| !other) {
        fixes.retain(|(other, ..)| !other);
    }
    fixes.sort_by_key(|(_, number, fix)| (fix.applicability != Applicability::Safe, *number));
    fixes.into_iter().map(|(_, _, fix)| fix).collect()
}

/// The top-level statement with exactly this range.
fn statement_at<'t>(root: Node<'t>, range: &Range<usize>) -> Option<Node<'t>> {
    let mut cursor = root.walk();
    cursor.goto_first_child_for_byte(range.start)?;
    loop {
        let node = cursor.node();
        if node.byte_range() == *range && node.is_named() {
            return Some(node);
        }
        if node.start_byte() > range.start || !cursor.goto_next_sibling() {
            return None;
        }
    }
}

/// Teaching code shows pitfalls on purpose: inside `print(…)` and `assert`, and as the value that a
/// notebook shows, a finding steps down.
fn severity_here(clause: &Clause, found: &Match, context: &Context) -> Option<Severity> {
    let severity = clause.severity?;
    Some(if context.is_demonstration(found.on()) { severity.step_down() } else { severity })
}

/// What is underlined, relative to the statement.
fn marked(context: &Context, found: &Match, witness: &Witness) -> Range<u32> {
    witness.marked.clone().unwrap_or_else(|| context.source.range(found.on()))
}

fn related(witness: Witness) -> Vec<(crate::semantics::UnitId, Range<u32>, String)> {
    witness.related.into_iter().map(|site| (site.unit, site.range, site.message)).collect()
}

/// A template filled for reading: with the words of the facts, else with the captures' text, cut
/// to a length that a message can hold.
fn fill(template: &Template, context: &Context, found: &Match, witness: &Witness) -> Option<String> {
    template.fill(|name| match witness.word(name) {
        Some(word) => Some(word.to_string()),
        None => Some(short(context.source.text(found.named(name)?))),
    })
}

/// A piece of source on one line of at most 48 characters.
fn short(text: &str) -> String {
    const LONGEST: usize = 48;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}
