//! Findings as diagnostics: `textDocument/diagnostic`, and the content of what is pushed.
//!
//! Must not know when or whether a diagnostic is sent, nor decide which findings are shown
//! (that is `report`).

use super::Shared;
use super::work::{self, Look};
use super::world::Stamp;
use crate::catalog::{Catalog, Severity};
use crate::check::Finding;
use crate::position;
use crate::report;
use serde_json::json;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// Who our diagnostics come from.
pub const SOURCE: &str = "pygloss";

/// All diagnostics of one state of a document.
pub struct Report {
    /// Which state.
    pub stamp: Stamp,
    /// The client's number of its text.
    pub version: i32,
    /// By place.
    pub items: Vec<Diagnostic>,
}

/// `textDocument/diagnostic`.
pub async fn pull(shared: &Arc<Shared>, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
    let uri = params.text_document.uri;
    let stamp = shared.world().view(&uri).map(|view| view.stamp.to_string());
    if let (Some(stamp), Some(known)) = (stamp, params.previous_result_id)
        && stamp == known
    {
        let unchanged = RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: stamp },
        };
        return Ok(DocumentDiagnosticReport::from(unchanged).into());
    }
    let (result_id, items) = match work::look(shared, uri, collect).await {
        Ok(Some(report)) => (Some(report.stamp.to_string()), report.items),
        // Not open, not Python, or a defect of ours, which is in the log: an error here would be
        // shown to the user at each keystroke.
        Ok(None) | Err(_) => (None, Vec::new()),
    };
    let full = RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
    };
    Ok(DocumentDiagnosticReport::from(full).into())
}

/// The diagnostics of a document.
pub fn collect(look: &Look<'_>) -> Report {
    let items = match look.analysis {
        _ if look.is_excluded => Vec::new(),
        Some(analysis) => {
            let findings = report::visible(analysis, look.snapshot, look.settings);
            findings.iter().map(|finding| diagnostic(look, analysis.catalog(), finding)).collect()
        }
        None => too_large(look).into_iter().collect(),
    };
    Report { stamp: look.stamp, version: look.snapshot.version(), items }
}

/// One finding as a diagnostic.
pub fn diagnostic(look: &Look<'_>, catalog: &Catalog, finding: &Finding) -> Diagnostic {
    let pattern = &catalog.patterns()[finding.pattern];
    let topic = &catalog.topics()[pattern.topic];
    let href =
        look.traits.code_description.then(|| look.notes.file(topic).map(|note| note.uri(Some(&pattern.id)))).flatten();
    let related = (look.traits.related_information && !finding.related.is_empty()).then(|| {
        let related = finding.related.iter();
        related
            .map(|related| DiagnosticRelatedInformation {
                location: Location::new(look.uri.clone(), look.range(&related.range)),
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
        code: Some(NumberOrString::String(pattern.id.clone())),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some(SOURCE.into()),
        message: finding.message.clone(),
        related_information: related,
        tags: None,
        data,
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
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
    let end = position::byte_of(text, end, look.traits.encoding);
    Some(Diagnostic {
        range: look.range(&(0..end)),
        severity: Some(DiagnosticSeverity::INFORMATION),
        code: Some(NumberOrString::String(report::TOO_LARGE_CODE.into())),
        source: Some(SOURCE.into()),
        message,
        ..Default::default()
    })
}
