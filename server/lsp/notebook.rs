//! `notebookDocument/did*`: what the client says about its notebooks.
//!
//! Owns the order, like `sync`: the world is changed at once, then a check is scheduled. Never
//! awaits. Must not know how cells are joined.

use super::world::World;
use super::{Shared, publish};
use std::sync::{Arc, MutexGuard};
use tower_lsp::ls_types::*;

/// `notebookDocument/didOpen`.
pub fn did_open(shared: &Arc<Shared>, params: DidOpenNotebookDocumentParams) {
    let DidOpenNotebookDocumentParams { notebook_document, cell_text_documents } = params;
    let uri = notebook_document.uri.clone();
    let world = shared.world();
    change(shared, world, |world| world.open_notebook(notebook_document, cell_text_documents));
    publish::schedule(shared, &uri);
}

/// `notebookDocument/didChange`.
pub fn did_change(shared: &Arc<Shared>, params: DidChangeNotebookDocumentParams) {
    let uri = params.notebook_document.uri;
    let world = shared.world();
    change(shared, world, |world| {
        world.change_notebook(&uri, params.change).unwrap_or_else(|_| {
            tracing::warn!("the notebook {} was edited but is not open", uri.as_str());
            Vec::new()
        })
    });
    publish::schedule(shared, &uri);
}

/// `notebookDocument/didClose`.
pub fn did_close(shared: &Arc<Shared>, params: DidCloseNotebookDocumentParams) {
    let uri = params.notebook_document.uri;
    let world = shared.world();
    change(shared, world, |world| {
        world.close_notebook(&uri).unwrap_or_else(|_| {
            tracing::warn!("the notebook {} was closed but is not open", uri.as_str());
            Vec::new()
        })
    });
}

/// Changes the world and takes the diagnostics of the cells back that are no more: with the world
/// locked, so that no answer of an earlier check can slip in behind it.
fn change(shared: &Shared, mut world: MutexGuard<'_, World>, change: impl FnOnce(&mut World) -> Vec<Uri>) {
    for cell in change(&mut world) {
        shared.outbox.clear(cell);
    }
}
