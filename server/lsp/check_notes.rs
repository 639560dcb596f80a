//! `pygloss.checkNotes.run`, a command: what is wrong with the person's own notes.
//!
//! Must not know what counts as a problem (that is `examples`).

use super::{Shared, configuration, work};
use crate::document::Snapshot;
use crate::examples;
use crate::language::Language;
use crate::position::span_of;
use serde_json::{Value, json};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::Uri;

/// All problems of the notes that are known by now, by file and place: `uri`, LSP's `range`,
/// `kind`, `message`; and how many notes there are.
pub async fn run(shared: &Arc<Shared>) -> Result<Value> {
    let worker = shared.clone();
    work::on_thread(move || all(&worker)).await
}

fn all(shared: &Shared) -> Value {
    let encoding = shared.world().traits.encoding;
    let (documents, matcher) = (shared.own_notes.documents(), shared.own_notes.matcher());
    let mut problems = Vec::new();
    for document in &documents {
        let Some(uri) = Uri::from_file_path(&document.path) else { continue };
        let (settings, _) = configuration::settings_for(shared, document.path.parent());
        let text = Snapshot::of(Language::Python, &document.text, 0);
        for one in examples::problems(document, &matcher, &settings.catalog, &settings.settings) {
            let range = span_of(text.text(), &one.range, encoding);
            problems.push(json!({ "uri": uri, "range": range, "kind": one.kind, "message": one.message }));
        }
    }
    json!({ "notes": documents.len(), "problems": problems })
}
