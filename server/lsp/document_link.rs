//! `textDocument/documentLink`: the names in marks lead to the built-in notes.

use super::{Shared, note};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// `textDocument/documentLink`.
pub async fn document_link(shared: &Arc<Shared>, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
    let links = note::look(shared, &params.text_document.uri, |shared, note| {
        let marked = note.document.marked().into_iter();
        let links = marked.filter_map(|(name, range)| {
            let place = note::built_in_place(shared, &note.settings, &name.to_ascii_lowercase(), None)?;
            Some(DocumentLink {
                range: note.range(&range),
                target: Some(place.uri),
                tooltip: Some("Open the note".to_string()),
                data: None,
            })
        });
        links.collect::<Vec<_>>()
    });
    Ok(links.await)
}
