//! `textDocument/hover`.
//!
//! Must not know what a hover says (that is the outer `hover`); owns the place, the format the
//! client wants, and the links.

use super::work::{self, Look};
use super::{Shared, own_notes};
use crate::catalog::Catalog;
use crate::hover::Sources;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// `textDocument/hover`.
pub async fn hover(shared: &Arc<Shared>, params: TextDocumentPositionParams) -> Result<Option<Hover>> {
    let TextDocumentPositionParams { text_document, position } = params;
    let answer = move |look: &Look<'_>| answer(look, position);
    // A defect of ours is in the log; to the user there is no hover.
    Ok(work::look(shared, text_document.uri, answer).await.ok().flatten().flatten())
}

fn answer(look: &Look<'_>, position: Position) -> Option<Hover> {
    let analysis = look.analysis?;
    let offset = look.bytes(Range::new(position, position)).start;
    let sources = Sources {
        links: &|topic, section| link(look, analysis.catalog(), topic, section),
        own: &|topic| look.own_notes.quotes(topic),
        own_links: &own_notes::address,
        first: look.settings.notes_first,
    };
    let hover = crate::hover::at(analysis, offset, &sources)?;
    let (kind, value) = if look.traits.markdown {
        (MarkupKind::Markdown, hover.markdown)
    } else {
        (MarkupKind::PlainText, hover.plain)
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(look.range(&hover.range)),
    })
}

/// Where a topic's note can be opened.
fn link(look: &Look<'_>, catalog: &Catalog, topic: &str, section: Option<&str>) -> Option<String> {
    let own = own_notes::of_topic(look.own_notes, look.settings, topic);
    let note = look.notes.file(catalog.topic(topic)?, &own)?;
    Some(note.uri(section).as_str().to_owned())
}
