//! Messages that come in great number and mostly need only what is at hand: handled before the next one
//! is read, without a task and without the crate's service.
//!
//! Owns which those are. Must not know how they are handled, nor handle what needs waiting: all that is
//! not handled here goes to the service, which is right for everything.

use super::{Shared, hover, sync};
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tower_lsp::jsonrpc::{Id, Request};
use tower_lsp::ls_types::*;

/// What was done about a message.
pub enum Handled {
    /// Nothing.
    No,
    /// All that is to be done about a notification.
    Notification,
    /// The answer to a request, as JSON.
    Request(String),
}

/// Handles a message, if that can be done here and now.
pub fn handle(shared: &Arc<Shared>, request: &Request) -> Handled {
    if shared.world().shut_down {
        return Handled::No;
    }
    let handle = || match (request.method(), request.id()) {
        ("textDocument/didChange", None) => changed(shared, request),
        ("textDocument/hover", Some(id)) => hovered(shared, id, request),
        _ => None,
    };
    match catch_unwind(AssertUnwindSafe(handle)) {
        Ok(handled) => handled.unwrap_or(Handled::No),
        // A defect of ours, which the hook in `logging` reports. An edit must not be made twice.
        Err(_) if request.id().is_none() => Handled::Notification,
        Err(_) => Handled::No,
    }
}

fn changed(shared: &Arc<Shared>, request: &Request) -> Option<Handled> {
    let params = DidChangeTextDocumentParams::deserialize(request.params()?).ok()?;
    sync::did_change(shared, &params);
    Some(Handled::Notification)
}

fn hovered(shared: &Shared, id: &Id, request: &Request) -> Option<Handled> {
    let params = TextDocumentPositionParams::deserialize(request.params()?).ok()?;
    let result = hover::at_once(shared, &params)?;
    serde_json::to_string(&Answer { jsonrpc: "2.0", id, result }).ok().map(Handled::Request)
}

/// A response (JSON-RPC 2.0, section 5).
#[derive(Serialize)]
struct Answer<'a> {
    jsonrpc: &'static str,
    id: &'a Id,
    result: Option<Hover>,
}
