//! Holds one block to its markers, and every fix of its findings to what a fix promises.

use super::block::{Block, Columns, ExpectedFix, Marker, Says};
use crate::catalog::Catalog;
use crate::check::{Analysis, Finding, Gloss};
use crate::document::Snapshot;
use crate::fixes::{Applicability, Fix};
use crate::language::Language;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// How often fixes may make room for other fixes.
const ROUNDS: usize = 10;

/// A text that has been checked.
struct Checked {
    text: String,
    snapshot: Snapshot,
    analysis: Analysis,
    findings: Vec<Finding>,
}

impl Checked {
    /// Checks a text from scratch.
    fn new(language: Language, text: &str, catalog: &Arc<Catalog>) -> Self {
        Checked::at(Snapshot::of(language, text, 0), text, catalog)
    }

    /// Checks a block as a file of its own.
    fn of(block: &Block, catalog: &Arc<Catalog>) -> Self {
        let snapshot = Snapshot::of(block.language, &block.code, 0).in_package(block.package.clone());
        Checked::at(snapshot, &block.code, catalog)
    }

    fn at(snapshot: Snapshot, text: &str, catalog: &Arc<Catalog>) -> Self {
        let mut analysis = Analysis::new(catalog);
        analysis.update(&snapshot);
        let findings = analysis.findings();
        Checked { text: text.to_string(), snapshot, analysis, findings }
    }

    /// Whether it does not parse. The grammar of requirements files also errs on lines that pip
    /// takes, and a line that pip refuses is just what the patterns there look for.
    fn has_error(&self) -> bool {
        self.snapshot.language() != Language::Requirements && self.snapshot.trees().has_error()
    }

    fn name(&self, pattern: usize) -> &str {
        &self.analysis.catalog().patterns()[pattern].id
    }

    /// How many findings each pattern has.
    fn counts(&self) -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.pattern).or_default() += 1;
        }
        counts
    }

    /// The texts of all comments, sorted.
    fn comments(&self) -> Vec<String> {
        let nodes = self.snapshot.trees().nodes().filter(|node| node.kind() == "comment");
        let mut comments: Vec<String> = nodes.map(|node| self.text[node.byte_range()].trim_end().to_string()).collect();
        comments.sort();
        comments
    }

    /// 0-based line, and the columns in characters that a range covers on it.
    fn place(&self, range: &Range<usize>) -> (usize, Range<usize>) {
        let line = self.text[..range.start].matches('\n').count();
        let line_start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[range.start..].find('\n').map_or(self.text.len(), |at| range.start + at);
        let end = range.end.min(line_start + self.text[line_start..line_end].trim_end().len());
        let column = |at: usize| self.text[line_start..at.max(line_start)].chars().count();
        (line, column(range.start)..column(end))
    }
}

fn severity(finding: &Finding) -> String {
    format!("{:?}", finding.severity).to_lowercase()
}

/// The text after a fix.
fn apply(text: &str, fix: &Fix) -> String {
    let mut result = text.to_string();
    for edit in fix.edits.iter().rev() {
        result.replace_range(edit.range.clone(), &edit.new_text);
    }
    result
}

/// The lines that are new or changed, and with them the lines in between.
fn changed_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let diff = TextDiff::from_lines(before, after);
    let after: Vec<(ChangeTag, String)> = diff
        .iter_all_changes()
        .filter(|change| change.tag() != ChangeTag::Delete)
        .map(|change| (change.tag(), change.value().trim_end().to_string()))
        .collect();
    let is_new = |(tag, _): &(ChangeTag, String)| *tag == ChangeTag::Insert;
    let text = |(_, text): &(ChangeTag, String)| text.clone();
    let changed = after.iter().filter(|line| is_new(line)).map(text).collect();
    let first = after.iter().position(is_new).unwrap_or_default();
    let end = after.iter().rposition(is_new).map_or(first, |last| last + 1);
    (changed, after[first..end].iter().map(text).collect())
}

/// Lines without the indentation that they share.
fn dedented(lines: &[String]) -> Vec<&str> {
    let indent = |line: &String| line.len() - line.trim_start().len();
    let least = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    lines.iter().map(|line| line.get(least..).unwrap_or_default()).collect()
}

/// Everything that is wrong with a block: 1-based lines in the file, and sentences. With a topic
/// (an index into [`Catalog::topics`]) what others find there does not count.
pub fn mistakes(block: &Block, catalog: &Arc<Catalog>, topic: Option<usize>) -> Vec<(usize, String)> {
    let mut checked = Checked::of(block, catalog);
    checked.findings.retain(|finding| topic.is_none_or(|topic| catalog.patterns()[finding.pattern].topic == topic));
    let name = |pattern: usize| catalog.patterns()[pattern].id.as_str();
    let mut mistakes = Vec::new();
    if checked.has_error() {
        mistakes.push((block.lines[0], "the block does not parse".to_string()));
    }
    let mut unmarked: Vec<&Finding> = checked.findings.iter().collect();
    for marker in &block.markers {
        match &marker.says {
            Says::Finding { id, severity: wanted, fixes } => {
                let here = |finding: &&Finding| {
                    let (line, columns) = checked.place(&finding.range);
                    name(finding.pattern) == id
                        && line == marker.on
                        && covers(&checked, &marker.columns, line, &columns)
                };
                let Some(index) = unmarked.iter().position(here) else {
                    let nearby = unmarked.iter().filter(|finding| checked.place(&finding.range).0 == marker.on);
                    let got: Vec<String> = nearby.map(|finding| describe(&checked, finding)).collect();
                    let got = if got.is_empty() { "nothing".into() } else { got.join("; ") };
                    mistakes.push((marker.line, format!("expected {id} at {}, got {got}", shown(&marker.columns))));
                    continue;
                };
                let finding = unmarked.remove(index);
                if severity(finding) != *wanted {
                    mistakes.push((marker.line, format!("expected {id} {wanted}, got {}", severity(finding))));
                }
                for expected in fixes {
                    mistakes.extend(fix_mistake(&checked, finding, expected).map(|mistake| (expected.line, mistake)));
                }
            }
            Says::Gloss { id, text } => {
                let glosses = glosses_at(&checked, marker);
                let found = glosses.iter().find(|(own, _)| name(own.pattern) == id);
                let says =
                    |gloss: &Gloss| text.is_empty() || gloss.insights.iter().any(|insight| insight.contains(text));
                match found {
                    Some((gloss, true)) if says(gloss) => {}
                    Some((gloss, true)) => {
                        mistakes
                            .push((marker.line, format!("expected gloss {id}: {text}\n    got {:?}", gloss.insights)));
                    }
                    Some((gloss, false)) => {
                        let (_, columns) = checked.place(&gloss.range);
                        let wanted = shown(&marker.columns);
                        mistakes
                            .push((marker.line, format!("expected gloss {id} at {wanted}, got columns {columns:?}")));
                    }
                    None => {
                        let ids: Vec<&str> = glosses.iter().map(|(gloss, _)| name(gloss.pattern)).collect();
                        mistakes.push((marker.line, format!("expected gloss {id}, got {ids:?}")));
                    }
                }
            }
            Says::NoGloss { id } => {
                let glosses = glosses_at(&checked, marker);
                if let Some((gloss, _)) = glosses.iter().find(|(own, _)| name(own.pattern) == id) {
                    mistakes.push((marker.line, format!("expected no gloss {id}, got {:?}", gloss.insights)));
                }
            }
        }
    }
    for finding in unmarked {
        let (line, _) = checked.place(&finding.range);
        let at = block.lines.get(line).copied().unwrap_or_default();
        mistakes.push((at, format!("expected nothing, got {}: {}", describe(&checked, finding), finding.message)));
    }
    for finding in &checked.findings {
        let (line, _) = checked.place(&finding.range);
        let at = block.lines.get(line).copied().unwrap_or_default();
        for fix in checked.analysis.fixes(finding) {
            let broken = broken_promises(&checked, finding, &fix);
            mistakes.extend(
                broken
                    .into_iter()
                    .map(|mistake| (at, format!("{}: fix \"{}\" {mistake}", name(finding.pattern), fix.title))),
            );
        }
    }
    if let Some(mistake) = never_settles(block.language, &block.code, catalog) {
        mistakes.push((block.lines[0], mistake));
    }
    mistakes
}

fn covers(checked: &Checked, wanted: &Columns, line: usize, columns: &Range<usize>) -> bool {
    let text = checked.text.lines().nth(line).unwrap_or_default();
    let code = text.chars().take_while(|character| character.is_whitespace()).count();
    columns.start == wanted.start.unwrap_or(code) && wanted.end.is_none_or(|end| end == columns.end)
}

fn shown(columns: &Columns) -> String {
    match (columns.start, columns.end) {
        (Some(start), Some(end)) => format!("columns {start}..{end}"),
        (_, Some(end)) => format!("the start of the code to column {end}"),
        _ => "the start of the code".into(),
    }
}

fn describe(checked: &Checked, finding: &Finding) -> String {
    let (_, columns) = checked.place(&finding.range);
    format!("{} {} at columns {columns:?}", checked.name(finding.pattern), severity(finding))
}

/// The glosses that answer at the start of a marker, and whether they have just its range.
fn glosses_at(checked: &Checked, marker: &Marker) -> Vec<(Gloss, bool)> {
    let start: usize = checked.text.split_inclusive('\n').take(marker.on).map(str::len).sum();
    let line = checked.text[start..].lines().next().unwrap_or_default();
    let code = line.chars().take_while(|character| character.is_whitespace()).count();
    let column = marker.columns.start.unwrap_or(code);
    let offset = start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let glosses = checked.analysis.glosses_at(offset);
    glosses
        .into_iter()
        .map(|gloss| {
            let (line, columns) = checked.place(&gloss.range);
            let exact = line == marker.on && covers(checked, &marker.columns, line, &columns);
            (gloss, exact)
        })
        .collect()
}

fn fix_mistake(checked: &Checked, finding: &Finding, expected: &ExpectedFix) -> Option<String> {
    let fixes = checked.analysis.fixes(finding);
    let titles = || fixes.iter().map(|fix| fix.title.as_str()).collect::<Vec<_>>();
    let Some(wanted) = &expected.lines else {
        return (!fixes.is_empty()).then(|| format!("expected no fix, got {:?}", titles()));
    };
    let chosen = match &expected.title {
        Some(title) => fixes.iter().find(|fix| fix.title.contains(title)),
        None => fixes.first(),
    };
    let Some(fix) = chosen else {
        return Some(format!("there is no such fix, only {:?}", titles()));
    };
    let (got, with_between) = changed_lines(&checked.text, &apply(&checked.text, fix));
    let is_wanted = |lines: &[String]| dedented(lines) == dedented(wanted);
    (!is_wanted(&got) && !is_wanted(&with_between))
        .then(|| format!("fix \"{}\"\n    expected {wanted:#?}\n    got {got:#?}", fix.title))
}

/// What a fix promises: the code parses, the finding is gone, nothing new comes, comments stay.
fn broken_promises(before: &Checked, finding: &Finding, fix: &Fix) -> Vec<String> {
    let mut broken = Vec::new();
    for pair in fix.edits.windows(2) {
        if pair[0].range.end > pair[1].range.start {
            broken.push("has edits that overlap".to_string());
            return broken;
        }
    }
    let catalog = before.analysis.catalog();
    let after = Checked::new(before.snapshot.language(), &apply(&before.text, fix), catalog);
    if after.has_error() && !before.has_error() {
        broken.push(format!("leaves code that does not parse:\n{}", after.text));
    }
    let (counts, counts_before) = (after.counts(), before.counts());
    let count = |counts: &BTreeMap<usize, usize>, pattern: usize| counts.get(&pattern).copied().unwrap_or_default();
    if count(&counts, finding.pattern) >= count(&counts_before, finding.pattern) {
        broken.push(format!("leaves the finding:\n{}", after.text));
    }
    for (pattern, number) in &counts {
        if *pattern != finding.pattern && *number > count(&counts_before, *pattern) {
            broken.push(format!("makes a new finding {}:\n{}", before.name(*pattern), after.text));
        }
    }
    let comments = after.comments();
    for comment in before.comments() {
        if !comments.contains(&comment) {
            broken.push(format!("loses the comment `{comment}`"));
        }
    }
    broken
}

/// Applying all safe fixes, round after round, must come to an end.
fn never_settles(language: Language, code: &str, catalog: &Arc<Catalog>) -> Option<String> {
    let mut text = code.to_string();
    for _ in 0..ROUNDS {
        let checked = Checked::new(language, &text, catalog);
        let mut edits = Vec::new();
        for finding in &checked.findings {
            let fixes = checked.analysis.fixes(finding);
            let Some(fix) = fixes.into_iter().find(|fix| fix.applicability == Applicability::Safe) else {
                continue;
            };
            let touches = |range: &Range<usize>| {
                edits
                    .iter()
                    .any(|other: &crate::fixes::Edit| range.start <= other.range.end && other.range.start <= range.end)
            };
            if !fix.edits.iter().any(|edit| touches(&edit.range)) {
                edits.extend(fix.edits);
            }
        }
        if edits.is_empty() {
            return None;
        }
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        text = apply(&text, &Fix { title: String::new(), applicability: Applicability::Safe, edits });
        if Checked::new(language, &text, catalog).has_error() {
            return Some(format!("all safe fixes together leave code that does not parse:\n{text}"));
        }
    }
    Some(format!("safe fixes are still offered after {ROUNDS} rounds:\n{text}"))
}
