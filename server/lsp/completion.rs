//! `textDocument/completion`: the names of topics inside a mark in a note.

use super::{Shared, note};
use crate::notes::mark_prefix;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// `textDocument/completion`.
pub async fn completion(shared: &Arc<Shared>, params: CompletionParams) -> Result<Option<CompletionResponse>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let items = note::look(shared, &text_document.uri, move |_, note| {
        let end = note.byte(position);
        let start = note.document.text.get(..end)?.rfind('\n').map_or(0, |at| at + 1);
        let prefix = mark_prefix(&note.document.text[start..end])?;
        let range = note.range(&(end - prefix.len()..end));
        let item = |topic: &crate::catalog::Topic| CompletionItem {
            label: topic.id.clone(),
            kind: Some(CompletionItemKind::REFERENCE),
            detail: Some(topic.note.title.clone()),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, topic.id.clone()))),
            ..Default::default()
        };
        Some(note.settings.catalog.topics().iter().map(item).collect::<Vec<_>>())
    });
    Ok(items.await.flatten().map(CompletionResponse::Array))
}
