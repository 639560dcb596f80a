//! Pushed diagnostics: when a document is checked, and in which order answers leave.
//!
//! A check starts at once when none runs for the document; while one runs, edits only move the
//! document on, and the check goes round again for the newest text. Must not know what a
//! diagnostic says.

use super::diagnostics::{self, Report, Reports};
use super::world::{Stamp, World};
use super::{Shared, lock, progress, work};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::notification::{Notification, PublishDiagnostics, ShowMessage};
use tower_lsp::ls_types::*;

/// Notifications to the client in the order in which they were decided on, under the world's
/// lock. Taking one is sync, so no handler waits for a client that reads slowly.
pub struct Outbox {
    sender: mpsc::UnboundedSender<Outgoing>,
}

/// The other end of an [`Outbox`], which the session empties as far as the client reads.
pub struct Outbound {
    receiver: mpsc::UnboundedReceiver<Outgoing>,
    world: Arc<Mutex<World>>,
    last: Published,
}

/// An outbox and its other end.
pub fn outbox(world: Arc<Mutex<World>>) -> (Outbox, Outbound) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Outbox { sender }, Outbound { receiver, world, last: Published::default() })
}

enum Outgoing {
    /// Diagnostics, to be dropped if the document has left this state when their turn comes.
    Publish(Stamp, PublishDiagnosticsParams),
    /// The mistakes in a file of the user's topics.
    Mistakes(Uri, Vec<Diagnostic>),
    Clear(Uri),
    /// The same for a document that nothing is said of any more, if there is something to take back.
    TakeBack(Uri),
    Message(MessageType, String),
}

impl Outbound {
    /// The next notification, as JSON.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<String> {
        loop {
            // Without a sender there will be no more.
            let Some(outgoing) = ready!(self.receiver.poll_recv(context)) else { return Poll::Pending };
            if let Some(message) = self.message(outgoing) {
                return Poll::Ready(message);
            }
        }
    }

    /// A notification as JSON, if it is still to be sent.
    fn message(&mut self, outgoing: Outgoing) -> Option<String> {
        match outgoing {
            Outgoing::Publish(stamp, params) => {
                let admitted = lock(&self.world).admit(stamp, &params);
                if !admitted || !self.last.is_news(stamp, &params) {
                    return None;
                }
                let message = notification::<PublishDiagnostics>(&params);
                self.last.keep(stamp, params);
                message
            }
            Outgoing::Clear(uri) => {
                self.last.forget(&uri);
                diagnostics_of(uri, Vec::new())
            }
            Outgoing::TakeBack(uri) => self.last.forget(&uri).then(|| diagnostics_of(uri, Vec::new()))?,
            Outgoing::Mistakes(uri, items) => diagnostics_of(uri, items),
            Outgoing::Message(typ, message) => notification::<ShowMessage>(&ShowMessageParams { typ, message }),
        }
    }
}

fn diagnostics_of(uri: Uri, items: Vec<Diagnostic>) -> Option<String> {
    notification::<PublishDiagnostics>(&PublishDiagnosticsParams::new(uri, items, None))
}

/// A notification as JSON (JSON-RPC 2.0, section 4.1).
fn notification<N: Notification>(params: &N::Params) -> Option<String> {
    #[derive(Serialize)]
    struct Message<'a, P> {
        jsonrpc: &'static str,
        method: &'static str,
        params: &'a P,
    }
    serde_json::to_string(&Message { jsonrpc: "2.0", method: N::METHOD, params }).ok()
}

impl Outbox {
    /// Shows the user a message.
    pub fn message(&self, kind: MessageType, text: String) {
        self.put(Outgoing::Message(kind, text));
    }

    /// Shows what is wrong with a file that is no document of ours.
    pub fn mistakes(&self, uri: Uri, items: Vec<Diagnostic>) {
        self.put(Outgoing::Mistakes(uri, items));
    }

    /// Sends diagnostics, unless the document has left this state when their turn comes.
    pub fn publish(&self, stamp: Stamp, params: PublishDiagnosticsParams) {
        self.put(Outgoing::Publish(stamp, params));
    }

    /// Takes a closed document's diagnostics back.
    pub fn clear(&self, uri: Uri) {
        self.put(Outgoing::Clear(uri));
    }

    /// Takes back what was said of a document, if anything was.
    pub fn take_back(&self, uri: Uri) {
        self.put(Outgoing::TakeBack(uri));
    }

    fn put(&self, outgoing: Outgoing) {
        // The receiver is gone only when the session is over.
        let _ = self.sender.send(outgoing);
    }
}

/// What the client was told last of each document. A check that only other settings called for
/// often finds the same again, and clients such as Eglot set theirs right after opening a file.
#[derive(Default)]
struct Published(FxHashMap<Uri, (Stamp, Vec<Diagnostic>)>);

impl Published {
    /// Whether the client does not have this yet. The same list for another text is news: its version is.
    fn is_news(&self, stamp: Stamp, params: &PublishDiagnosticsParams) -> bool {
        let known = self.0.get(&params.uri);
        known.is_none_or(|(state, items)| *state != stamp.with_generation(0) || *items != params.diagnostics)
    }

    /// Notes what the client has from now on.
    fn keep(&mut self, stamp: Stamp, params: PublishDiagnosticsParams) {
        self.0.insert(params.uri, (stamp.with_generation(0), params.diagnostics));
    }

    /// Whether the client had anything of this document; it is taken to have nothing from now on.
    fn forget(&mut self, uri: &Uri) -> bool {
        self.0.remove(uri).is_some_and(|(_, diagnostics)| !diagnostics.is_empty())
    }
}

/// Has the document checked, unless that is under way or nobody would be told: here and now where it
/// takes next to no time.
pub fn schedule(shared: &Arc<Shared>, uri: &Uri) {
    let started = shared.world().start_check(uri);
    let Some(begun) = started else { return };
    let next = match work::look_at_once(shared, uri, diagnostics::collect) {
        Ok(looked) => conclude(shared, uri, (begun, begun), looked),
        Err(_) => Some(begun),
    };
    if let Some(next) = next {
        tokio::spawn(check(shared.clone(), uri.clone(), begun, next));
    }
}

/// Checks until the answer is one for the newest text, which was in the state `next`.
async fn check(shared: Arc<Shared>, uri: Uri, begun: Stamp, next: Stamp) {
    let mut next = Some(next);
    while let Some(seen) = next {
        let work = work::look(&shared, uri.clone(), diagnostics::collect);
        let looked = progress::shown(&shared, "Checking Python", work).await;
        next = conclude(&shared, &uri, (begun, seen), looked);
    }
}

/// Tells what a look found; `Some` is the state to look at next.
fn conclude(
    shared: &Shared,
    uri: &Uri,
    (begun, seen): (Stamp, Stamp),
    looked: Result<Option<Reports>, Error>,
) -> Option<Stamp> {
    let (stamp, reports) = match looked {
        Ok(Some(all)) => (all.stamp, all.documents),
        // Closed meanwhile.
        Ok(None) => return None,
        // A defect of ours. It was logged; what was known of an earlier text is taken back.
        Err(_) => (seen, nothing(shared, uri)),
    };
    let mut world = shared.world();
    let next = world.end_check(uri, begun, stamp);
    if next.is_none() {
        for Report { uri, version, items } in reports {
            let params = PublishDiagnosticsParams::new(uri, items, version);
            shared.outbox.publish(stamp, params);
        }
    }
    next
}

/// No diagnostics for a document, or for each cell of a notebook.
fn nothing(shared: &Shared, uri: &Uri) -> Vec<Report> {
    let cells = shared.world().cells(uri);
    let uris = cells.map_or_else(|| vec![uri.clone()], |(cells, ..)| cells.uris);
    uris.into_iter().map(|uri| Report { uri, version: None, items: Vec::new() }).collect()
}
