//! Each fix applied alone to a text.

use pygloss::catalog::Catalog;
use pygloss::check::{Analysis, Finding};
use pygloss::document::{Document, Snapshot};
use pygloss::fixes::{Applicability, Edit, Fix};
use pygloss::language::Language;
use std::ops::Range;

/// A fix and what became of the text.
pub struct Applied {
    /// The pattern's id.
    pub id: String,
    title: String,
    pub is_safe: bool,
    /// The whole text behind it.
    pub after: String,
    /// The promises that it broke.
    pub broken: Vec<String>,
    before: String,
}

impl Applied {
    /// Its pattern and title.
    pub fn told(&self) -> String {
        format!("{} «{}»", self.id, self.title)
    }

    /// What it changed, as a diff.
    pub fn change(&self) -> String {
        diff(&self.before, &self.after)
    }
}

/// Lines that differ, with some around.
pub fn diff(before: &str, after: &str) -> String {
    similar::TextDiff::from_lines(before, after).unified_diff().context_radius(4).to_string()
}

/// Applies every fix of every finding of a text alone.
pub fn fixes_of(language: Language, text: &str) -> Vec<Applied> {
    let mut document = Document::of(language, text, 0);
    let mut analysis = Analysis::new(Catalog::builtin());
    let snapshot = document.snapshot();
    analysis.update(&snapshot);
    let findings = analysis.findings();
    let fixes: Vec<(usize, Fix)> = findings
        .iter()
        .enumerate()
        .flat_map(|(index, finding)| analysis.fixes(finding).into_iter().map(move |fix| (index, fix)))
        .collect();
    let at_once = analysis.fixes_of(&findings).into_iter().enumerate();
    let at_once: Vec<(usize, Fix)> =
        at_once.flat_map(|(index, fixes)| fixes.into_iter().map(move |fix| (index, fix))).collect();
    assert_eq!(at_once, fixes, "the fixes of all findings are those of each\n{text}");
    let mut all = Vec::with_capacity(fixes.len());
    for (index, fix) in fixes {
        let mut applied = Applied {
            id: Catalog::builtin().patterns()[findings[index].pattern].id.to_string(),
            title: fix.title.clone(),
            is_safe: fix.applicability == Applicability::Safe,
            after: text.to_string(),
            broken: misplaced(text, &fix.edits).into_iter().collect(),
            before: text.to_string(),
        };
        if applied.broken.is_empty() {
            for edit in fix.edits.iter().rev() {
                document.edit(edit.range.clone(), &edit.new_text);
                applied.after.replace_range(edit.range.clone(), &edit.new_text);
            }
            let after = document.snapshot();
            analysis.update(&after);
            let now = analysis.findings();
            applied.broken.extend(changed_findings(&findings, index, &fix.edits, &now));
            applied.broken.extend(changed_text(language, (text, &snapshot), (&applied.after, &after)));
            let change = diff(text, &applied.after);
            applied.broken.iter_mut().for_each(|why| *why += &format!("\n{change}"));
            document.replace(text);
            analysis.update(&document.snapshot());
        }
        all.push(applied);
    }
    all
}

/// Edits that an editor would refuse, or that do nothing.
fn misplaced(text: &str, edits: &[Edit]) -> Option<String> {
    let fits = |edit: &Edit| text.get(edit.range.clone()).is_some();
    if edits.is_empty() || !edits.iter().all(fits) {
        return Some(format!("has no edits, or edits outside of the text: {edits:?}"));
    }
    if edits.iter().any(|edit| text[edit.range.clone()] == *edit.new_text) {
        return Some(format!("has an edit that changes nothing: {edits:?}"));
    }
    let clash = edits.windows(2).any(|pair| pair[0].range.end > pair[1].range.start);
    clash.then(|| format!("has edits that overlap or stand in the wrong order: {edits:?}"))
}

/// Where a range lies behind the edits; `None` when one of them touches it.
fn moved(range: &Range<usize>, edits: &[Edit]) -> Option<Range<usize>> {
    let mut shift = 0;
    for edit in edits {
        if edit.range.end <= range.start && edit.range.start < range.start.max(1) {
            shift += edit.new_text.len() as isize - edit.range.len() as isize;
        } else if edit.range.start <= range.end {
            return None;
        }
    }
    Some(range.start.checked_add_signed(shift)?..range.end.checked_add_signed(shift)?)
}

/// Whether the finding is still there, and whether there are others that were not.
fn changed_findings(before: &[Finding], fixed: usize, edits: &[Edit], after: &[Finding]) -> Vec<String> {
    let (mut still, mut touched) = (Vec::new(), Vec::new());
    for (index, finding) in before.iter().enumerate() {
        match moved(&finding.range, edits) {
            _ if index == fixed => {}
            Some(range) => still.push((finding.pattern, range)),
            None => touched.push(finding.pattern),
        }
    }
    let mut changed = Vec::new();
    for finding in after {
        let here = (finding.pattern, finding.range.clone());
        if let Some(known) = still.iter().position(|known| *known == here) {
            still.swap_remove(known);
        } else if let Some(known) = touched.iter().position(|pattern| *pattern == finding.pattern) {
            touched.swap_remove(known);
        } else if finding.pattern == before[fixed].pattern {
            changed.push(format!("leaves the finding: {}", finding.message));
        } else {
            let id = &Catalog::builtin().patterns()[finding.pattern].id;
            changed.push(format!("makes a new finding {id}: {}", finding.message));
        }
    }
    changed
}

/// What must stay in any text: that it parses, its comments, its line ends.
pub fn changed_text(
    language: Language,
    (text, before): (&str, &Snapshot),
    (new_text, after): (&str, &Snapshot),
) -> Vec<String> {
    let mut changed = Vec::new();
    // The grammar of requirements files also errs on lines that pip takes.
    let has_error = |snapshot: &Snapshot| language != Language::Requirements && snapshot.trees().has_error();
    if has_error(after) && !has_error(before) {
        changed.push("leaves text that does not parse".to_string());
    }
    let (old, new) = (comments(text, before), comments(new_text, after));
    if old != new {
        changed.push(format!("changes comments: {old:?} became {new:?}"));
    }
    let ends = |text: &str| {
        let both = text.matches("\r\n").count();
        (both > 0, text.matches('\n').count() > both, text.matches('\r').count() > both)
    };
    let (old, new) = (ends(text), ends(new_text));
    if (new.0 && !old.0) || (new.1 && !old.1) || (new.2 && !old.2) {
        changed.push("brings in another line end".to_string());
    }
    changed
}

/// The texts of all comments, sorted.
fn comments(text: &str, snapshot: &Snapshot) -> Vec<String> {
    let nodes = snapshot.trees().nodes().filter(|node| node.kind() == "comment");
    let mut comments: Vec<String> = nodes.map(|node| text[node.byte_range()].trim_end().to_string()).collect();
    comments.sort();
    comments
}
