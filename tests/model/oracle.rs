//! What the server must publish, worked out by the library from nothing.

use super::text::{self, Units};
use pygloss::catalog::{Catalog, Severity};
use pygloss::check::{Analysis, Finding};
use pygloss::config::{Excludes, Neighbours, Settings};
use pygloss::document::Snapshot;
use pygloss::hover::Sources;
use pygloss::notebook::Notebook;
use pygloss::report;
use serde_json::{Value, json};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The settings that hold now.
pub struct Rules {
    settings: Settings,
    excludes: Excludes,
    neighbours: Neighbours,
    folder: PathBuf,
}

impl Rules {
    /// Those of the folder's file, with the client's on top.
    pub fn of(folder: &Path, client: &Value) -> Rules {
        let catalog: &Catalog = Catalog::builtin();
        let settings = Settings::discover(folder, catalog).expect("no mistake").settings;
        let settings = match client {
            Value::Null => settings,
            client => settings.merge_client(client, catalog).expect("no mistake"),
        };
        let neighbours = Neighbours::find(folder, &settings.peers);
        Rules { excludes: settings.excludes(), neighbours, settings, folder: folder.to_owned() }
    }

    /// Whether files are named as notes.
    pub fn names_notes(&self) -> bool {
        !self.settings.notes.is_empty()
    }

    fn excludes(&self, file: &str) -> bool {
        self.excludes.matches(&self.folder.join(file))
    }
}

/// A document as it must be shown.
pub struct Expected {
    pub diagnostics: Vec<Value>,
    /// The syntax tree, if it has errors: the server's may have them elsewhere, and then it may find
    /// other things.
    pub broken: Option<String>,
}

/// The diagnostics of one document.
pub fn document(text: &str, uri: &str, file: &str, rules: &Rules, units: Units) -> Expected {
    let snapshot = Snapshot::new(text, 1);
    if let Some(message) = report::too_large(text.len() as u64, &rules.settings) {
        let excluded = rules.excludes(file);
        let first = text::lines(text)[0].clone();
        let range = text::range(text, &first, units);
        let one = json!({"range": range, "severity": 3, "code": report::TOO_LARGE_CODE, "message": message});
        let diagnostics = if excluded { Vec::new() } else { vec![one] };
        return Expected { diagnostics, broken: None };
    }
    let mut analysis = Analysis::new(Catalog::builtin());
    analysis.update(&snapshot);
    let findings = findings(&analysis, rules, file);
    let located = |range: &Range<usize>| (uri.to_owned(), text::range(text, range, units));
    let diagnostics = findings.iter().map(|finding| diagnostic(finding, &located)).collect();
    let trees = snapshot.trees();
    Expected { diagnostics, broken: trees.has_error().then(|| trees.to_sexp()) }
}

/// The diagnostics of a note whose only example is one line of Python: one step quieter than in code.
pub fn note(example: &str, line: u32, rules: &Rules) -> Vec<Value> {
    let snapshot = Snapshot::new(example, 1);
    let mut analysis = Analysis::new(Catalog::builtin());
    analysis.update(&snapshot);
    let place = |byte: usize| json!({"line": line, "character": byte});
    let located = |range: &Range<usize>| (String::new(), json!({"start": place(range.start), "end": place(range.end)}));
    let mut found = report::visible(&analysis, &rules.settings, &Default::default());
    found.iter_mut().for_each(|finding| finding.severity = finding.severity.step_down());
    found.retain(|finding| finding.severity != Severity::Hint || rules.settings.hints);
    found.iter().map(|finding| diagnostic(finding, &located)).collect()
}

/// The hover at a byte, in a text that parses: its range, and its text without addresses.
pub fn hover(text: &str, byte: usize, units: Units) -> Option<(Value, String)> {
    let mut analysis = Analysis::new(Catalog::builtin());
    analysis.update(&Snapshot::new(text, 1));
    let links = |_: &str, _: Option<&str>| Some(String::new());
    let hover = pygloss::hover::at(&analysis, byte, &Sources { links: &links, ..Sources::NONE })?;
    Some((text::range(text, &hover.range, units), without_addresses(&hover.markdown)))
}

/// Markdown without the addresses of its links: those of files are the server's own.
pub fn without_addresses(markdown: &str) -> String {
    let mut parts = markdown.split("](<");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "](<" + part.find(">)").map_or(part, |end| &part[end..]))
}

/// The diagnostics of each cell of a notebook; `cells` are names and texts.
pub fn notebook(cells: &[(String, String)], file: &str, rules: &Rules, units: Units) -> Vec<Vec<Value>> {
    let sources: Vec<Snapshot> = cells.iter().map(|(_, text)| Snapshot::new(text, 1)).collect();
    let mut joined = Notebook::default();
    joined.update(&sources);
    let snapshot = joined.snapshot();
    let excluded = rules.excludes(file);
    let large = report::too_large(snapshot.text().len_bytes() as u64, &rules.settings);
    let mut all: Vec<Vec<Value>> = vec![Vec::new(); cells.len()];
    if excluded || large.is_some() {
        if let Some((message, first)) = large.filter(|_| !excluded).zip(all.first_mut()) {
            let text = &cells[0].1;
            let range = text::range(text, &text::lines(text)[0].clone(), units);
            first.push(json!({"range": range, "severity": 3, "code": report::TOO_LARGE_CODE, "message": message}));
        }
        return all;
    }
    for (index, cell) in joined.cells().iter().enumerate() {
        if let Some(form) = &cell.alone {
            let mut alone = Notebook::default();
            alone.update_alone(&cell.source, form);
            let own = &cells[index..=index];
            let found = of_joined(&alone, own, file, rules, units);
            all[index].extend(found.into_iter().map(|(_, item)| item));
        }
    }
    for (index, item) in of_joined(&joined, cells, file, rules, units) {
        all[index].push(item);
    }
    all
}

fn of_joined(
    joined: &Notebook,
    cells: &[(String, String)],
    file: &str,
    rules: &Rules,
    units: Units,
) -> Vec<(usize, Value)> {
    let snapshot = joined.snapshot();
    let mut analysis = Analysis::new(Catalog::builtin());
    analysis.update(&snapshot);
    let cell_of = |byte: usize| joined.cell_at(byte).expect("there are cells");
    let located = |range: &Range<usize>| {
        let index = cell_of(range.start);
        let (uri, text) = &cells[index];
        let start = joined.cells()[index].range.start;
        let clamped = |byte: usize| (byte - start).min(text.len());
        (uri.clone(), text::range(text, &(clamped(range.start)..clamped(range.end)), units))
    };
    let found = findings(&analysis, rules, file);
    found.iter().map(|finding| (cell_of(finding.range.start), diagnostic(finding, &located))).collect()
}

fn findings(analysis: &Analysis, rules: &Rules, file: &str) -> Vec<Finding> {
    if rules.excludes(file) {
        return Vec::new();
    }
    let stepped_back = rules.neighbours.stepped_back(Some(&rules.folder.join(file)), Catalog::builtin());
    report::visible(analysis, &rules.settings, &stepped_back)
}

fn diagnostic(finding: &Finding, located: &dyn Fn(&Range<usize>) -> (String, Value)) -> Value {
    let severity = match finding.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Information => 3,
        Severity::Hint => 4,
    };
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| {
            let (uri, range) = located(&related.range);
            json!({"location": {"uri": uri, "range": range}, "message": related.message})
        })
        .collect();
    let mut one = json!({
        "range": located(&finding.range).1,
        "severity": severity,
        "code": Catalog::builtin().patterns()[finding.pattern].id,
        "message": finding.message,
    });
    if !related.is_empty() {
        one["relatedInformation"] = related.into();
    }
    one
}

/// A diagnostic of the server without what belongs to the server alone.
pub fn plain(diagnostic: &Value) -> Value {
    let mut plain = diagnostic.clone();
    let members = plain.as_object_mut().expect("an object");
    assert_eq!(members.remove("source"), Some("pygloss".into()));
    members.retain(|member, _| member != "data" && member != "codeDescription");
    plain
}
