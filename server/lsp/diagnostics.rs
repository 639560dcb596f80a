//! Findings as diagnostics: `textDocument/diagnostic`, and the content of what is pushed.
//!
//! Must not know when or whether a diagnostic is sent, nor decide which findings are shown
//! (that is `report`).

use super::work::{self, CellsLook, Look};
use super::world::Stamp;
use super::{Shared, note, own_notes};
use crate::catalog::{Catalog, Severity, Topic};
use crate::check::Finding;
use crate::config::Settings;
use crate::position;
use crate::report;
use serde_json::json;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// Who our diagnostics come from.
pub const SOURCE: &str = "pygloss";

/// All diagnostics of one state of a document, or of all cells of a notebook.
pub struct Reports {
    /// Which state.
    pub stamp: Stamp,
    /// One for the document, or one for each cell.
    pub documents: Vec<Report>,
}

/// All diagnostics of a document.
pub struct Report {
    /// Which document.
    pub uri: Uri,
    /// The client's number of its text.
    pub version: Option<i32>,
    /// By place.
    pub items: Vec<Diagnostic>,
}

/// `textDocument/diagnostic`. There is nothing to pull for cells: theirs are pushed, see
/// [`super::world::World::start_check`].
pub async fn pull(shared: &Arc<Shared>, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
    let uri = params.text_document.uri;
    if shared.world().is_cell(&uri) {
        return Ok(full(None, Vec::new()));
    }
    let previous = params.previous_result_id;
    let is_known = |stamp: Stamp| previous.as_ref().is_some_and(|previous| *previous == stamp.to_string());
    if let Some(stamp) = shared.world().stamp_of_analysed(&uri).filter(|stamp| is_known(*stamp)) {
        return Ok(unchanged(stamp));
    }
    let found = match work::look(shared, uri.clone(), collect).await {
        Ok(Some(all)) => Some((all.stamp, all.documents.into_iter().flat_map(|report| report.items).collect())),
        // Which files are notes is read after the settings, so the state of a text does not tell whether
        // it is one.
        Ok(None) => match note::look(shared, &uri, |_, note| (note.stamp, note.diagnostics())).await {
            Some(_) if !note::is_one(shared, &uri) => None,
            Some((stamp, _)) if is_known(stamp) => return Ok(unchanged(stamp)),
            found => found,
        },
        // A defect of ours, which is in the log: an error here would be
        // shown to the user at each keystroke.
        Err(_) => None,
    };
    let (stamp, items) = found.unzip();
    Ok(full(stamp, items.unwrap_or_default()))
}

fn unchanged(stamp: Stamp) -> DocumentDiagnosticReportResult {
    let unchanged = RelatedUnchangedDocumentDiagnosticReport {
        related_documents: None,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: stamp.to_string() },
    };
    DocumentDiagnosticReport::from(unchanged).into()
}

fn full(stamp: Option<Stamp>, items: Vec<Diagnostic>) -> DocumentDiagnosticReportResult {
    let result_id = stamp.map(|stamp| stamp.to_string());
    let full = RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
    };
    DocumentDiagnosticReport::from(full).into()
}

/// The diagnostics of a document, or of all cells of a notebook.
pub fn collect(look: &Look<'_>) -> Reports {
    let items = items(look);
    let documents = match look.cells {
        None => {
            let items = items.into_iter().map(|(_, item)| item).collect();
            vec![Report { uri: look.uri.clone(), version: Some(look.version()), items }]
        }
        Some(cells) => of_cells(look, &cells, items),
    };
    Reports { stamp: look.stamp, documents }
}

/// Diagnostics and where they are.
fn items(look: &Look<'_>) -> Vec<(usize, Diagnostic)> {
    match look.analysis {
        _ if look.is_excluded => Vec::new(),
        Some(analysis) => {
            let findings = report::visible(analysis, look.settings, look.stepped_back);
            let item = |finding: &Finding| (finding.range.start, diagnostic(look, analysis.catalog(), finding));
            findings.iter().map(item).collect()
        }
        None => too_large(look).map(|item| (0, item)).into_iter().collect(),
    }
}

/// Diagnostics of the joined text by cell, and of the cells that stand alone.
fn of_cells(look: &Look<'_>, cells: &CellsLook<'_>, all: Vec<(usize, Diagnostic)>) -> Vec<Report> {
    let mut reports = Vec::with_capacity(cells.uris.len());
    for (index, (uri, cell)) in cells.uris.iter().zip(cells.notebook.cells()).enumerate() {
        let items = match &cell.alone {
            Some(_) if look.analysis.is_some() => {
                let alone = look.of_cell(index, items);
                alone.into_iter().map(|(_, item)| item).collect()
            }
            _ => Vec::new(),
        };
        reports.push(Report { uri: uri.clone(), version: Some(cell.source.version()), items });
    }
    for (offset, item) in all {
        if let Some(report) = cells.notebook.cell_at(offset).and_then(|index| reports.get_mut(index)) {
            report.items.push(item);
        }
    }
    reports
}

/// One finding as a diagnostic.
pub fn diagnostic(look: &Look<'_>, catalog: &Catalog, finding: &Finding) -> Diagnostic {
    let pattern = &catalog.patterns()[finding.pattern];
    let topic = &catalog.topics()[pattern.topic];
    let own = || own_notes::of_topic(look.own_notes, look.settings, &topic.id);
    let note = || look.notes.file(topic, &own()).map(|note| note.uri(Some(&pattern.id)));
    let href = look.traits.code_description.then(|| page(look.settings, topic, &pattern.id).or_else(note)).flatten();
    let related = (look.traits.related_information && !finding.related.is_empty()).then(|| {
        let related = finding.related.iter();
        related
            .map(|related| DiagnosticRelatedInformation {
                location: {
                    let (uri, range) = look.location(&related.range);
                    Location::new(uri.clone(), range)
                },
                message: related.message.clone(),
            })
            .collect()
    });
    let data = look.traits.diagnostic_data.then(|| {
        json!({
            "pattern": pattern.id,
            "topic": topic.id,
            "equivalents": pattern.equivalents,
            "revision": look.snapshot.revision(),
        })
    });
    Diagnostic {
        range: look.range(&finding.range),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(pattern.id.to_string())),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some(SOURCE.into()),
        message: finding.message.clone(),
        related_information: related,
        tags: None,
        data,
    }
}

/// A pattern's section on the documentation site, when the settings name one. A topic of the user's
/// own has no page there.
fn page(settings: &Settings, topic: &Topic, pattern: &str) -> Option<Uri> {
    let site = settings.docs_url.as_ref().filter(|_| Catalog::builtin().topic(&topic.id).is_some())?;
    format!("{site}/topics/{}/#{pattern}", topic.id).parse().ok()
}

/// How grave, in LSP's words.
pub fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

/// The one diagnostic of a document that is too large to be analysed, on its first line.
fn too_large(look: &Look<'_>) -> Option<Diagnostic> {
    let text = look.snapshot.text();
    let message = report::too_large(text.len_bytes() as u64, look.settings)?;
    // Clamped to the end of the line, whatever ends it.
    let end = position::Position { line: 0, character: u32::MAX };
    // A cell that does not parse has no lines in the joined text.
    let first = look.cells.and_then(|cells| cells.notebook.cells().first());
    let first = first.map_or(text, |cell| cell.source.text());
    let end = position::byte_of(first, end, look.traits.encoding);
    Some(Diagnostic {
        range: look.range(&(0..end)),
        severity: Some(DiagnosticSeverity::INFORMATION),
        code: Some(NumberOrString::String(report::TOO_LARGE_CODE.into())),
        source: Some(SOURCE.into()),
        message,
        ..Default::default()
    })
}
