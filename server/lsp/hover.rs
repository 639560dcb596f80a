//! `textDocument/hover`.
//!
//! Must not know what a hover says (that is the outer `hover`); owns the place, the format the
//! client wants, and the links.

use super::capabilities::Traits;
use super::note::Note;
use super::notes::NoteFiles;
use super::own_notes::OwnNotes;
use super::work::{self, Look};
use super::{Shared, note, own_notes};
use crate::catalog::Catalog;
use crate::check::Analysis;
use crate::config::Settings;
use crate::hover::Sources;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// `textDocument/hover`.
pub async fn hover(shared: &Arc<Shared>, params: TextDocumentPositionParams) -> Result<Option<Hover>> {
    let TextDocumentPositionParams { text_document, position } = params;
    let answer = move |look: &Look<'_>| answer(look, position);
    // A defect of ours is in the log; to the user there is no hover.
    let looked = work::look(shared, text_document.uri.clone(), answer).await.ok().flatten();
    match looked {
        Some(hover) => Ok(hover),
        None => Ok(note::look(shared, &text_document.uri, move |shared, note| in_note(shared, note, position))
            .await
            .flatten()),
    }
}

/// The same here and now, where that takes next to no time; `None` where it does not.
pub fn at_once(shared: &Shared, params: &TextDocumentPositionParams) -> Option<Option<Hover>> {
    let looked = work::look_at_once(shared, &params.text_document.uri, |look| answer(look, params.position));
    looked.ok().map(|looked| looked.ok().flatten().flatten())
}

fn answer(look: &Look<'_>, position: Position) -> Option<Hover> {
    let analysis = look.analysis?;
    let offset = look.bytes(Range::new(position, position)).start;
    let sources = Sources {
        links: &|topic, section| link((look.notes, look.own_notes), analysis.catalog(), look.settings, topic, section),
        own: &|topic| look.own_notes.quotes(topic),
        own_links: &own_notes::address,
        first: look.settings.notes_first,
    };
    let hover = crate::hover::at(analysis, offset, &sources)?;
    let range = look.range(&hover.range);
    Some(shown(hover, range, look.traits))
}

/// A hover in an example of a note. What that note says stands around it already.
fn in_note(shared: &Shared, note: &Note, position: Position) -> Option<Hover> {
    let (example, offset) = note.example_at(note.byte(position))?;
    let catalog = &note.settings.catalog;
    let mut analysis = Analysis::new(catalog);
    analysis.update(&example.snapshot);
    let settings = &note.settings.settings;
    let files = (&shared.notes, &shared.own_notes);
    let links = |topic: &str, section: Option<&str>| link(files, catalog, settings, topic, section);
    let hover = crate::hover::at(&analysis, offset, &Sources { links: &links, ..Sources::NONE })?;
    let range = note.range(&example.range(&hover.range));
    Some(shown(hover, range, &note.traits))
}

fn shown(hover: crate::hover::Hover, range: Range, traits: &Traits) -> Hover {
    let (kind, value) =
        if traits.markdown { (MarkupKind::Markdown, hover.markdown) } else { (MarkupKind::PlainText, hover.plain()) };
    Hover { contents: HoverContents::Markup(MarkupContent { kind, value }), range: Some(range) }
}

/// Where a topic's note can be opened.
fn link(
    (notes, own_notes): (&NoteFiles, &OwnNotes),
    catalog: &Catalog,
    settings: &Settings,
    topic: &str,
    section: Option<&str>,
) -> Option<String> {
    let own = own_notes::of_topic(own_notes, settings, topic);
    let note = notes.file(catalog.topic(topic)?, &own)?;
    Some(note.uri(section).as_str().to_owned())
}
