//! SARIF 2.1.0, one run. A rule's help is the pattern's section of the note.
//!
//! Columns are UTF-16 code units, which the run says and which GitHub's code scanning expects.

use super::{FileFindings, Problem, Report, fingerprint, json, one_based};
use crate::catalog::{Catalog, Severity};
use crate::fixes::Fix;
use crate::position::Encoding;
use ropey::Rope;
use serde_sarif::sarif;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

/// What relative paths are relative to.
const ROOT: &str = "%SRCROOT%";

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let log = sarif::Sarif::builder().schema(SCHEMA).version("2.1.0").runs(vec![run(report)]).build();
    json::write_pretty(out, &log)
}

fn run(report: &Report) -> sarif::Run {
    let mut rules: BTreeMap<&str, sarif::ReportingDescriptor> = BTreeMap::new();
    for (file, problem) in report.problems() {
        rules.entry(&problem.code).or_insert_with(|| rule(&file.catalog, problem));
    }
    let ids: Vec<&str> = rules.keys().copied().collect();
    let index = |code: &str| ids.binary_search(&code).ok().and_then(|at| i64::try_from(at).ok());
    let mut known = BTreeMap::new();
    let results: Vec<sarif::Result> = report
        .problems()
        .map(|(file, problem)| {
            let mut result = result(file, problem);
            result.rule_index = index(&problem.code);
            let print = fingerprint(file, problem, &mut known);
            result.partial_fingerprints = Some(BTreeMap::from([("pygloss/v1".to_string(), print)]));
            result
        })
        .collect();
    let driver = sarif::ToolComponent::builder()
        .name("pygloss")
        .full_name("pygloss: the interview note for the Python construct under your cursor")
        .version(env!("CARGO_PKG_VERSION"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(rules.into_values().collect::<Vec<_>>())
        .build();
    let mut invocation = sarif::Invocation::builder().execution_successful(report.failures.is_empty()).build();
    if !report.failures.is_empty() {
        let notification = |failure: &String| {
            sarif::Notification::builder().level(serde_json::json!("error")).message(message(failure)).build()
        };
        invocation.tool_execution_notifications = Some(report.failures.iter().map(notification).collect());
    }
    let root = sarif::ArtifactLocation::builder().description(message("The folder that pygloss was run in")).build();
    sarif::Run::builder()
        .tool(sarif::Tool::builder().driver(driver).build())
        .invocations(vec![invocation])
        .original_uri_base_ids(BTreeMap::from([(ROOT.to_string(), root)]))
        .column_kind(serde_json::json!("utf16CodeUnits"))
        .results(results)
        .build()
}

fn level(severity: Severity) -> sarif::ResultLevel {
    match severity {
        Severity::Error => sarif::ResultLevel::Error,
        Severity::Warning => sarif::ResultLevel::Warning,
        Severity::Information | Severity::Hint => sarif::ResultLevel::Note,
    }
}

/// What is the same for all findings of a pattern.
fn rule(catalog: &Catalog, problem: &Problem) -> sarif::ReportingDescriptor {
    let mut rule = sarif::ReportingDescriptor::builder().id(problem.code.as_str()).build();
    let Some(topic) = problem.topic.as_deref().and_then(|topic| catalog.topic(topic)) else { return rule };
    let text = |text: &str| sarif::MultiformatMessageString::builder().text(text).build();
    let section = topic.note.section(&problem.code).map_or(topic.note.body.as_str(), |section| &section.text);
    let body = format!("{}\n\n{}", topic.note.answer.trim(), section.trim());
    let mut markdown = format!("# {}\n\n{body}\n", topic.note.title);
    if !topic.note.sources.is_empty() {
        markdown.push_str(&format!("\nSources:\n\n- {}\n", topic.note.sources.join("\n- ")));
    }
    rule.short_description = Some(text(&topic.note.title));
    rule.full_description = Some(text(topic.note.answer.trim()));
    rule.help = Some(sarif::MultiformatMessageString::builder().text(body).markdown(markdown).build());
    if let Some(severity) = catalog.pattern(&problem.code).and_then(|pattern| pattern.severity) {
        let level = serde_json::json!(level(severity));
        rule.default_configuration = Some(sarif::ReportingConfiguration::builder().level(level).build());
    }
    let more = BTreeMap::from([("equivalents".to_string(), serde_json::json!(problem.equivalents))]);
    let tags = vec!["python".to_string(), topic.id.clone()];
    rule.properties = Some(sarif::PropertyBag::builder().tags(tags).additional_properties(more).build());
    rule
}

fn result(file: &FileFindings, problem: &Problem) -> sarif::Result {
    let text = file.snapshot.text();
    let related = problem.related.iter().zip(1_i64..).map(|(related, id)| {
        let mut location = location(file, Some(region(text, &related.range)));
        location.id = Some(id);
        location.message = Some(message(&related.message));
        location
    });
    let related: Vec<sarif::Location> = related.collect();
    let fixes: Vec<sarif::Fix> =
        problem.fixes.iter().filter(|fix| !fix.edits.is_empty()).map(|fix| fixed(file, fix)).collect();
    let region = problem.has_place().then(|| region(text, &problem.range));
    let mut result = sarif::Result::builder()
        .rule_id(problem.code.as_str())
        .level(level(problem.severity))
        .message(message(&problem.message))
        .locations(vec![location(file, region)])
        .build();
    result.related_locations = (!related.is_empty()).then_some(related);
    result.fixes = (!fixes.is_empty()).then_some(fixes);
    result
}

fn fixed(file: &FileFindings, fix: &Fix) -> sarif::Fix {
    let replacement = |edit: &crate::fixes::Edit| {
        sarif::Replacement::builder()
            .deleted_region(region(file.snapshot.text(), &edit.range))
            .inserted_content(sarif::ArtifactContent::builder().text(edit.new_text.as_str()).build())
            .build()
    };
    let change = sarif::ArtifactChange::builder()
        .artifact_location(artifact(&file.path))
        .replacements(fix.edits.iter().map(replacement).collect::<Vec<_>>())
        .build();
    sarif::Fix::builder().description(message(&fix.title)).artifact_changes(vec![change]).build()
}

fn message(text: &str) -> sarif::Message {
    // `[text](target)` would be a link (SARIF 3.11.6); brackets alone are themselves.
    let is_link = text.contains("](");
    let plain = if is_link { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_string() };
    sarif::Message::builder().text(plain).build()
}

fn location(file: &FileFindings, region: Option<sarif::Region>) -> sarif::Location {
    let mut physical = sarif::PhysicalLocation::builder().artifact_location(artifact(&file.path)).build();
    physical.region = region;
    sarif::Location::builder().physical_location(physical).build()
}

/// A file, as a URI that is relative to the folder of the run, or absolute.
fn artifact(path: &str) -> sarif::ArtifactLocation {
    if Path::new(path).is_absolute() {
        return sarif::ArtifactLocation::builder().uri(super::links::file_uri(Path::new(path))).build();
    }
    let relative = super::links::encoded(path.trim_start_matches("./"));
    sarif::ArtifactLocation::builder().uri(relative).uri_base_id(ROOT).build()
}

fn region(text: &Rope, range: &Range<usize>) -> sarif::Region {
    let (start, end) = one_based(text, range, Encoding::Utf16);
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    sarif::Region::builder()
        .start_line(number(start.0))
        .start_column(number(start.1))
        .end_line(number(end.0))
        .end_column(number(end.1))
        .build()
}
