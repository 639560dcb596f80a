//! `textDocument/did*`: what the client says about its documents.
//!
//! Owns the order: the world is changed at once, then a check is scheduled. Never awaits.

use super::{Shared, own_notes, publish, world};
use std::sync::Arc;
use tower_lsp::ls_types::*;

/// `textDocument/didOpen`.
pub fn did_open(shared: &Arc<Shared>, params: DidOpenTextDocumentParams) {
    let TextDocumentItem { uri, language_id, version, text } = params.text_document;
    let package = world::package_of(&uri, &language_id);
    if shared.world().open(uri.clone(), &language_id, version, &text, package) {
        tracing::warn!("{} was opened twice; the newer text counts", uri.as_str());
    }
    schedule(shared, &uri);
    own_notes::opened(shared, &uri);
}

/// `textDocument/didChange`.
pub fn did_change(shared: &Arc<Shared>, params: &DidChangeTextDocumentParams) {
    let document = &params.text_document;
    let changed = shared.world().change(&document.uri, document.version, &params.content_changes);
    match changed {
        Ok(()) => {
            schedule(shared, &document.uri);
            own_notes::edited(shared, &document.uri);
        }
        Err(_) => tracing::warn!("{} was edited but is not open", document.uri.as_str()),
    }
}

/// Has a document checked, or the notebook that it is a cell of.
fn schedule(shared: &Arc<Shared>, uri: &Uri) {
    let notebook = shared.world().notebook_of(uri);
    publish::schedule(shared, notebook.as_ref().unwrap_or(uri));
}

/// `textDocument/didClose`.
pub fn did_close(shared: &Arc<Shared>, params: DidCloseTextDocumentParams) {
    let uri = params.text_document.uri;
    let mut world = shared.world();
    match world.close(&uri) {
        Err(_) => tracing::warn!("{} was closed but is not open", uri.as_str()),
        Ok(closed) => {
            if !world.traits.pulls {
                // Sent with the world locked: no answer of an earlier check can slip in behind it.
                shared.outbox.clear(uri.clone());
            }
            // Nobody waits for the memory.
            tokio::task::spawn_blocking(|| drop(closed));
        }
    }
    drop(world);
    own_notes::edited(shared, &uri);
}
