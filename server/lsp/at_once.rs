//! Requests that come in great number and mostly can be answered with what is at hand: answered before
//! the next message is read, without a task and without the crate's service.
//!
//! Owns which those are. Must not know how an answer comes about, nor answer what needs waiting: all
//! that gives `None` here goes to the service, which is right for everything.

use super::{Shared, hover};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Id, Request};
use tower_lsp::ls_types::*;

/// The answer to a request as JSON, if it can be given here and now.
pub fn answer(shared: &Shared, request: &Request) -> Option<String> {
    let id = request.id()?;
    if request.method() != "textDocument/hover" || shared.world().shut_down {
        return None;
    }
    let params = TextDocumentPositionParams::deserialize(request.params()?).ok()?;
    let result = hover::at_once(shared, &params)?;
    serde_json::to_string(&Answer { jsonrpc: "2.0", id, result }).ok()
}

/// A response (JSON-RPC 2.0, section 5).
#[derive(Serialize)]
struct Answer<'a> {
    jsonrpc: &'static str,
    id: &'a Id,
    result: Option<Hover>,
}
