//! `textDocument/codeLens`: above each heading of a note the topic, and how often the workspace
//! shows it.

use super::capabilities::LIST_PLACES;
use super::{Shared, note, places};
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// `textDocument/codeLens`. The places are counted in the background; until they are, the lens
/// shows the topic alone.
pub async fn code_lens(shared: &Arc<Shared>, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    let lenses = note::look(shared, &params.text_document.uri, |shared, note| {
        let mut lenses = Vec::new();
        for section in &note.document.sections {
            for topic in &section.topics {
                let title = match shared.places.count(topic) {
                    Some(1) => format!("{topic} · 1 place in this workspace"),
                    Some(count) => format!("{topic} · {count} places in this workspace"),
                    None => topic.clone(),
                };
                let arguments = Some(vec![Value::from(topic.as_str())]);
                lenses.push(CodeLens {
                    range: note.range(&(section.at..section.at)),
                    command: Some(Command::new(title, LIST_PLACES.into(), arguments)),
                    data: None,
                });
            }
        }
        lenses
    });
    let lenses = lenses.await;
    if lenses.as_ref().is_some_and(|lenses| !lenses.is_empty()) {
        places::count(shared);
    }
    Ok(lenses)
}
