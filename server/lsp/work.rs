//! Work on a document's analysis: on a blocking thread, always on the newest text.
//!
//! Owns the locking of the analysis and the recovery from a defect in it: a panic ends one
//! answer, is logged once for each place in the program, and leaves the document answerable.

use super::capabilities::Traits;
use super::configuration::InForce;
use super::notes::NoteFiles;
use super::world::{Stamp, View};
use super::{Shared, configuration};
use crate::catalog::Catalog;
use crate::check::Analysis;
use crate::config::Settings;
use crate::document::Snapshot;
use crate::{position, report};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::{Position, Range, Uri};

/// The incremental state of one open document; made by the first worker that needs it.
pub type AnalysisSlot = Arc<Mutex<Option<Analysis>>>;

/// A document, brought up to date.
pub struct Look<'a> {
    /// Up to date with `snapshot`; `None` for a document that is too large to be analysed.
    pub analysis: Option<&'a Analysis>,
    /// The newest text.
    pub snapshot: &'a Snapshot,
    /// Which state this is.
    pub stamp: Stamp,
    /// The settings that hold for it.
    pub settings: &'a Settings,
    /// The client's name for it.
    pub uri: &'a Uri,
    /// Whether the settings exclude the file: nothing is reported then, and hovers stay.
    pub is_excluded: bool,
    /// What the client can do.
    pub traits: &'a Traits,
    /// Where the notes lie.
    pub notes: &'a NoteFiles,
}

impl Look<'_> {
    /// A byte range in the client's words.
    pub fn range(&self, range: &std::ops::Range<usize>) -> Range {
        let span = position::span_of(self.snapshot.text(), range, self.traits.encoding);
        let place = |place: position::Position| Position::new(place.line, place.character);
        Range::new(place(span.start), place(span.end))
    }
}

/// Runs `ask` on the newest text of a document. `Ok(None)` when the document is not open or not
/// Python; an error when `ask` or the analysis panicked.
pub async fn look<T: Send + 'static>(
    shared: &Arc<Shared>,
    uri: Uri,
    ask: impl FnOnce(&Look<'_>) -> T + Send + 'static,
) -> Result<Option<T>, Error> {
    let Some(slot) = shared.world().analysis(&uri) else {
        return Ok(None);
    };
    // Waiting takes no thread, so questions about one document never keep another one waiting,
    // and a question that is cancelled here costs nothing.
    let mut analysis = slot.clone().lock_owned().await;
    let shared = shared.clone();
    on_thread(move || look_now(&shared, &uri, &slot, &mut analysis, ask)).await
}

/// Runs `work` on a blocking thread; a panic in it becomes an error.
pub async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    // A cancelled request drops this future; work that has not begun is then not begun at all.
    struct AbortOnDrop<T>(JoinHandle<T>);
    impl<T> Drop for AbortOnDrop<T> {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    let mut handle = AbortOnDrop(tokio::task::spawn_blocking(work));
    (&mut handle.0).await.map_err(|_| Error::internal_error())
}

fn look_now<T>(
    shared: &Shared,
    uri: &Uri,
    slot: &AnalysisSlot,
    kept: &mut Option<Analysis>,
    ask: impl FnOnce(&Look<'_>) -> T,
) -> Option<T> {
    let Newest { view, traits, settings, generation, too_large } = newest(shared, uri, slot)?;
    if !view.is_python {
        return None;
    }
    let View { snapshot, stamp, path, .. } = view;
    let stamp = stamp.with_generation(generation);
    // Taken out while it is worked on: one that a panic left half updated is gone then, and the
    // next question begins afresh.
    let mut analysis = kept.take();
    if !too_large {
        analysis.get_or_insert_with(|| Analysis::new(Catalog::builtin()).on_all_cores()).update(&snapshot);
    }
    let answer = ask(&Look {
        analysis: analysis.as_ref().filter(|_| !too_large),
        snapshot: &snapshot,
        stamp,
        is_excluded: settings.excludes(path.as_deref()),
        settings: &settings.settings,
        uri,
        traits: &traits,
        notes: &shared.notes,
    });
    *kept = analysis;
    let forgotten = shared.world().asked_about(uri);
    if !forgotten.is_empty() {
        // Nobody waits for the memory.
        tokio::task::spawn_blocking(|| drop(forgotten));
    }
    Some(answer)
}

/// The newest state of a document, and what is to be done with it.
struct Newest {
    view: View,
    traits: Arc<Traits>,
    settings: Arc<InForce>,
    generation: u64,
    too_large: bool,
}

/// So many parses are given up before one is finished for sure.
const PATIENCE: usize = 4;

/// The newest state of a document, parsed. A parse that takes long (a string was opened, and all
/// text behind it means something else) is given up when the next key comes. The slot is locked:
/// whoever waited for it answers for the newest text.
fn newest(shared: &Shared, uri: &Uri, slot: &AnalysisSlot) -> Option<Newest> {
    let mut given_up = 0;
    loop {
        let (view, traits) = {
            let world = shared.world();
            (world.view_for(uri, slot)?, world.traits.clone())
        };
        let folder = view.path.as_deref().and_then(Path::parent);
        let (settings, generation) = configuration::settings_for(shared, folder);
        let bytes = view.snapshot.text().len_bytes() as u64;
        let too_large = report::too_large(bytes, &settings.settings).is_some();
        let is_looked_at = view.is_python && !too_large;
        if is_looked_at && given_up < PATIENCE && view.snapshot.tree_if_wanted().is_none() {
            given_up += 1;
            continue;
        }
        return Some(Newest { view, traits, settings, generation, too_large });
    }
}
