//! Pushed diagnostics: when a document is checked, and in which order answers leave.
//!
//! A check starts at once when none runs for the document; while one runs, edits only move the
//! document on, and the check goes round again for the newest text. Must not know what a
//! diagnostic says.

use super::diagnostics::{self, Report};
use super::world::{Stamp, World};
use super::{Shared, lock, progress, work};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;
use tower_lsp::Client;
use tower_lsp::ls_types::*;

/// Notifications to the client in the order in which they were decided on, under the world's
/// lock. Taking one is sync, so no handler waits for a client that reads slowly.
pub struct Outbox {
    sender: mpsc::UnboundedSender<Outgoing>,
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

impl Outbox {
    /// Starts the task that sends.
    pub fn start(client: Client, world: Arc<Mutex<World>>) -> Self {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut last = Published::default();
            while let Some(outgoing) = receiver.recv().await {
                match outgoing {
                    Outgoing::Publish(stamp, params) => {
                        let admitted = lock(&world).admit(stamp, &params);
                        if admitted && last.is_news(stamp, &params) {
                            let PublishDiagnosticsParams { uri, diagnostics, version } = params;
                            client.publish_diagnostics(uri, diagnostics, version).await;
                        }
                    }
                    Outgoing::Clear(uri) => {
                        last.forget(&uri);
                        client.publish_diagnostics(uri, Vec::new(), None).await;
                    }
                    Outgoing::TakeBack(uri) => {
                        if last.forget(&uri) {
                            client.publish_diagnostics(uri, Vec::new(), None).await;
                        }
                    }
                    Outgoing::Mistakes(uri, items) => client.publish_diagnostics(uri, items, None).await,
                    Outgoing::Message(kind, text) => client.show_message(kind, text).await,
                }
            }
        });
        Outbox { sender }
    }

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
    /// Whether the client does not have this yet; it is taken to have it from now on. The same
    /// list for another text is news: its version is.
    fn is_news(&mut self, stamp: Stamp, params: &PublishDiagnosticsParams) -> bool {
        let state = (stamp.with_generation(0), params.diagnostics.clone());
        self.0.get(&params.uri) != Some(&state) && {
            self.0.insert(params.uri.clone(), state);
            true
        }
    }

    /// Whether the client had anything of this document; it is taken to have nothing from now on.
    fn forget(&mut self, uri: &Uri) -> bool {
        self.0.remove(uri).is_some_and(|(_, diagnostics)| !diagnostics.is_empty())
    }
}

/// Has the document checked, unless that is under way or nobody would be told.
pub fn schedule(shared: &Arc<Shared>, uri: &Uri) {
    let started = shared.world().start_check(uri);
    if let Some(begun) = started {
        tokio::spawn(check(shared.clone(), uri.clone(), begun));
    }
}

/// Checks until the answer is one for the newest text.
async fn check(shared: Arc<Shared>, uri: Uri, begun: Stamp) {
    let mut next = Some(begun);
    while let Some(seen) = next {
        let work = work::look(&shared, uri.clone(), diagnostics::collect);
        let looked = progress::shown(&shared, "Checking Python", work).await;
        let (stamp, reports) = match looked {
            Ok(Some(all)) => (all.stamp, all.documents),
            // Closed meanwhile.
            Ok(None) => return,
            // A defect of ours. It was logged; what was known of an earlier text is taken back.
            Err(_) => (seen, nothing(&shared, &uri)),
        };
        let mut world = shared.world();
        next = world.end_check(&uri, begun, stamp);
        if next.is_none() {
            for Report { uri, version, items } in reports {
                let params = PublishDiagnosticsParams::new(uri, items, version);
                shared.outbox.publish(stamp, params);
            }
        }
    }
}

/// No diagnostics for a document, or for each cell of a notebook.
fn nothing(shared: &Shared, uri: &Uri) -> Vec<Report> {
    let cells = shared.world().cells(uri);
    let uris = cells.map_or_else(|| vec![uri.clone()], |(cells, ..)| cells.uris);
    uris.into_iter().map(|uri| Report { uri, version: None, items: Vec::new() }).collect()
}
