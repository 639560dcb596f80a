//! `textDocument/definition`: from a mark or a silencing comment to the note.
//!
//! In Python the word under the cursor counts inside a comment that speaks to a linter: a topic, a
//! pattern or another tool's code. In a note it is a name in a mark.

use super::note::{built_in_place, own_places};
use super::work::{self, Look};
use super::{Shared, configuration, note};
use crate::config::NotesFirst;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// The words that make a comment one for linters.
const WORDS: [&str; 5] = ["pygloss", "noqa", "pylint", "ruff", "nosonar"];

/// `textDocument/definition`.
pub async fn definition(shared: &Arc<Shared>, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let in_note = note::look(shared, &text_document.uri, move |shared, note| {
        let byte = note.byte(position);
        let marked = note.document.marked();
        let (name, _) = marked.into_iter().find(|(_, range)| range.start <= byte && byte <= range.end)?;
        built_in_place(shared, &note.settings, &name.to_ascii_lowercase(), None)
    });
    if let Some(answer) = in_note.await {
        return Ok(answer.map(GotoDefinitionResponse::from));
    }
    let named = work::look(shared, text_document.uri, move |look: &Look<'_>| named(look, position));
    let Some((topic, section)) = named.await.ok().flatten().flatten() else { return Ok(None) };
    let worker = shared.clone();
    let places = work::on_thread(move || {
        let (settings, _) = configuration::settings_for(&worker, None);
        let mut places = own_places(&worker, &topic);
        let built_in = built_in_place(&worker, &settings, &topic, section.as_deref());
        match settings.settings.notes_first {
            NotesFirst::OnlyMine if !places.is_empty() => {}
            NotesFirst::BuiltIn => places.splice(0..0, built_in).for_each(drop),
            _ => places.extend(built_in),
        }
        places
    });
    Ok(places.await.ok().filter(|places| !places.is_empty()).map(GotoDefinitionResponse::Array))
}

/// The topic that the word under the cursor stands for, and the section of the pattern.
fn named(look: &Look<'_>, position: Position) -> Option<(String, Option<String>)> {
    let byte = look.bytes(Range::new(position, position)).start;
    let text = look.snapshot.text();
    let line = text.byte_to_line(byte);
    let start = text.line_to_byte(line);
    let content = text.line(line).to_string();
    let comment = content.get(..byte - start)?.rfind('#')?;
    let node = look.snapshot.trees().descendant_for_byte_range(start + comment, start + comment + 1)?;
    let lower = content.get(comment..)?.to_ascii_lowercase();
    if node.kind() != "comment" || !WORDS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let (before, behind) = content.split_at_checked(byte - start)?;
    let begin = before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
    let end = behind.find(|c: char| !is_word(c)).unwrap_or(behind.len());
    let word = format!("{}{}", &before[begin..], &behind[..end]);
    let (catalog, own) = (look.analysis?.catalog(), word.to_ascii_lowercase());
    if let Some(topic) = catalog.topic(&own) {
        return Some((topic.id.clone(), None));
    }
    let pattern = catalog.pattern(&own).or_else(|| catalog.by_peer_code(&word).first().copied())?;
    Some((catalog.topics().get(pattern.topic)?.id.clone(), Some(pattern.id.to_string())))
}
