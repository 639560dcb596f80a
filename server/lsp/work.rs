//! Work on a document's analysis: always on the newest text, on a blocking thread unless it is
//! over sooner than a thread would wake.
//!
//! Owns the locking of the analysis and the recovery from a defect in it: a panic ends one
//! answer, is logged once for each place in the program, and leaves the document answerable.

use super::capabilities::Traits;
use super::configuration::{self, InForce, OfFile};
use super::edits::KeptEdits;
use super::notes::NoteFiles;
use super::own_notes::OwnNotes;
use super::world::{Cells, Stamp, View};
use super::{Shared, hooks, own_patterns};
use crate::catalog::Catalog;
use crate::check::Analysis;
use crate::config::{Settings, SteppedBack};
use crate::document::Snapshot;
use crate::notebook::{Cell, Notebook};
use crate::{position, report};
use std::cell::{self, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::{Position, Range, Uri};

/// The incremental state of one open document or notebook; made by the first worker that needs it.
pub type AnalysisSlot = Arc<Mutex<Option<Kept>>>;

/// What is kept between two looks.
#[derive(Default)]
pub struct Kept {
    analysis: Option<Analysis>,
    /// For a notebook: its joined text.
    notebook: Option<Notebook>,
    /// How long it took to bring the analysis up to date the last time.
    took: Duration,
    settings: Option<InUse>,
    /// The revision whose parse was begun between two messages and took too long.
    long_parse: cell::Cell<Option<u64>>,
    safe_edits: RefCell<KeptEdits>,
}

/// The settings that held at the last look, and the number under which they did.
#[derive(Clone)]
struct InUse {
    generation: u64,
    settings: Arc<InForce>,
    of_file: Arc<OfFile>,
}

impl InUse {
    /// Those for a file, or for a text that is none.
    fn read(shared: &Shared, path: Option<&Path>) -> Self {
        let (settings, generation) = configuration::settings_for(shared, path.and_then(Path::parent));
        let of_file = settings.of_file(path);
        InUse { generation, settings, of_file }
    }
}

/// A document, brought up to date. For a cell, `analysis` and `snapshot` are those of the joined
/// text of its notebook, and all byte offsets are offsets in that.
pub struct Look<'a> {
    /// Up to date with `snapshot`; `None` for a document that is too large to be analysed.
    pub analysis: Option<&'a Analysis>,
    /// The newest text.
    pub snapshot: &'a Snapshot,
    /// For a cell or a notebook: where the cells are.
    pub cells: Option<CellsLook<'a>>,
    /// Which state this is.
    pub stamp: Stamp,
    /// The settings that hold for it.
    pub settings: &'a Settings,
    /// The client's name for it.
    pub uri: &'a Uri,
    /// The patterns of which another linter speaks in this file.
    pub stepped_back: &'a SteppedBack,
    /// Whether the settings exclude the file: nothing is reported then, and hovers stay.
    pub is_excluded: bool,
    /// What the client can do.
    pub traits: &'a Traits,
    /// Where the notes lie.
    pub notes: &'a NoteFiles,
    /// The person's own notes.
    pub own_notes: &'a OwnNotes,
    /// The safe fixes that were gathered last: a cursor that moves asks for them again and again.
    pub safe_edits: &'a RefCell<KeptEdits>,
}

/// The cells of a notebook that is looked at.
#[derive(Clone, Copy)]
pub struct CellsLook<'a> {
    /// The cells' names.
    pub uris: &'a [Uri],
    /// Their places.
    pub notebook: &'a Notebook,
    /// Which of them the question is about, if about one.
    pub own: Option<usize>,
}

impl<'a> Look<'a> {
    /// A byte range in the client's words.
    pub fn range(&self, range: &std::ops::Range<usize>) -> Range {
        self.location(range).1
    }

    /// A byte range in the client's words, and the document that it is in.
    pub fn location(&self, range: &std::ops::Range<usize>) -> (&'a Uri, Range) {
        let located = self.cells.and_then(|cells| {
            let index = cells.notebook.cell_at(range.start)?;
            let cell = &cells.notebook.cells()[index];
            let start = cell.range.start;
            let own = range.start - start..range.end.saturating_sub(start);
            Some((cells.uris.get(index)?, self.range_in(&cell.source, &own)))
        });
        located.unwrap_or_else(|| (self.uri, self.range_in(self.snapshot, range)))
    }

    /// A byte range of some text in the client's words.
    pub fn range_in(&self, text: &Snapshot, range: &std::ops::Range<usize>) -> Range {
        let span = position::span_of(text.text(), range, self.traits.encoding);
        let place = |place: position::Position| Position::new(place.line, place.character);
        Range::new(place(span.start), place(span.end))
    }

    /// What the client calls a range, as bytes.
    pub fn bytes(&self, range: Range) -> std::ops::Range<usize> {
        let (text, start) = match self.cell() {
            Some(cell) => (cell.source.text(), cell.range.start),
            None => (self.snapshot.text(), 0),
        };
        let bytes = position::range_of(text, super::world::span(range), self.traits.encoding);
        bytes.start + start..bytes.end + start
    }

    /// The bytes that the question is about: the cell, else the whole text.
    pub fn bounds(&self) -> std::ops::Range<usize> {
        self.cell().map_or(0..self.snapshot.text().len_bytes(), |cell| cell.range.clone())
    }

    /// The client's number of the text.
    pub fn version(&self) -> i32 {
        self.cell().map_or(self.snapshot.version(), |cell| cell.source.version())
    }

    /// Asks about one cell: in the joined text, or for a cell that does not parse by itself alone.
    pub fn of_cell<T>(&self, index: usize, ask: impl FnOnce(&Look<'_>) -> T) -> T {
        let Some(cells) = self.cells else { return ask(self) };
        let (Some(uri), Some(cell)) = (cells.uris.get(index), cells.notebook.cells().get(index)) else {
            return ask(self);
        };
        let Some(alone) = &cell.alone else {
            return ask(&Look { uri, cells: Some(CellsLook { own: Some(index), ..cells }), ..*self });
        };
        let mut notebook = Notebook::default();
        notebook.update_alone(&cell.source, alone);
        let mut analysis = Analysis::new(self.analysis.map_or(Catalog::builtin(), Analysis::catalog));
        let snapshot = notebook.snapshot();
        analysis.update(&snapshot);
        let uris = std::slice::from_ref(uri);
        let cells = Some(CellsLook { uris, notebook: &notebook, own: Some(0) });
        let safe_edits = &RefCell::default();
        ask(&Look { uri, cells, snapshot: &snapshot, analysis: Some(&analysis), safe_edits, ..*self })
    }

    fn cell(&self) -> Option<&'a Cell> {
        self.cells.and_then(|cells| cells.notebook.cells().get(cells.own?))
    }
}

/// Runs `ask` on the newest text of a document. `Ok(None)` when the document is not open or not
/// Python; an error when `ask` or the analysis panicked.
pub async fn look<T: Send + 'static>(
    shared: &Arc<Shared>,
    uri: Uri,
    ask: impl FnOnce(&Look<'_>) -> T + Send + 'static,
) -> Result<Option<T>, Error> {
    let ask = match look_at_once(shared, &uri, ask) {
        Ok(answer) => return answer,
        Err(ask) => ask,
    };
    let Some(slot) = shared.world().analysis(&uri) else {
        return Ok(None);
    };
    // Waiting takes no thread, so questions about one document never keep another one waiting,
    // and a question that is cancelled here costs nothing.
    let mut kept = slot.clone().lock_owned().await;
    let shared = shared.clone();
    if let Some(newest) = brief(&shared, &uri, kept.as_ref()) {
        return on_this_thread(&shared, || look_now(&shared, &uri, newest, &mut kept, ask));
    }
    on_thread(move || look_now(&shared, &uri, newest(&shared, &uri, &slot)?, &mut kept, ask)).await
}

/// The same here and now, if the answer is [`brief`]; else gives `ask` back.
pub fn look_at_once<T, A: FnOnce(&Look<'_>) -> T>(
    shared: &Shared,
    uri: &Uri,
    ask: A,
) -> Result<Result<Option<T>, Error>, A> {
    let Some(slot) = shared.world().analysis(uri) else { return Err(ask) };
    let Ok(mut kept) = slot.try_lock() else { return Err(ask) };
    match brief(shared, uri, kept.as_ref()) {
        Some(newest) => Ok(on_this_thread(shared, || look_now(shared, uri, newest, &mut kept, ask))),
        None => Err(ask),
    }
}

/// Up to so many bytes a document may be brought up to date between two messages.
const BRIEF_BYTES: usize = 64 << 10;

/// What takes longer than this is for a thread of its own.
const BRIEF: Duration = Duration::from_millis(1);

/// The newest state of a document for which an answer will take less time than to wake a thread and be
/// woken by it: when the analysis is that of the newest text already, or when the document is small, was
/// brought up to date fast before and parses fast now. While messages are waiting nothing counts as
/// brief, so that a burst of edits is one check, and no message waits for an answer.
fn brief(shared: &Shared, uri: &Uri, kept: Option<&Kept>) -> Option<Newest> {
    let kept = kept?;
    let Kept { analysis: Some(analysis), notebook: None, settings: Some(in_use), .. } = kept else {
        return None;
    };
    if !shared.backlog.is_empty() || hooks::prefer_thread() {
        return None;
    }
    let (view, traits) = {
        let world = shared.world();
        // Settings that are yet to be read are files.
        if world.generation() != in_use.generation {
            return None;
        }
        (world.view(uri)?, world.traits.clone())
    };
    if !Arc::ptr_eq(&in_use.settings.catalog, analysis.catalog()) {
        return None;
    }
    let revision = view.snapshot.revision();
    let may_be_brief = || {
        let is_small = view.snapshot.text().len_bytes() <= BRIEF_BYTES;
        is_small && kept.took < BRIEF && kept.long_parse.get() != Some(revision)
    };
    let is_brief = analysis.is_of(&view.snapshot) || (may_be_brief() && view.snapshot.trees_within(BRIEF).is_some());
    kept.long_parse.set((!is_brief).then_some(revision));
    is_brief.then_some(Newest { subject: Subject::Document(view), traits })
}

/// Runs `work` here; a panic in it becomes an error, as on a thread of its own.
fn on_this_thread<T>(shared: &Shared, work: impl FnOnce() -> T) -> Result<T, Error> {
    let watched = || shared.watchdog.over(work);
    catch_unwind(AssertUnwindSafe(watched)).map_err(|_| Error::internal_error())
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
    let mut handle = AbortOnDrop(tokio::task::spawn_blocking(|| {
        hooks::before_work();
        work()
    }));
    (&mut handle.0).await.map_err(|_| Error::internal_error())
}

fn look_now<T>(
    shared: &Shared,
    uri: &Uri,
    Newest { subject, traits }: Newest,
    kept: &mut Option<Kept>,
    ask: impl FnOnce(&Look<'_>) -> T,
) -> Option<T> {
    // Taken out while it is worked on: one that a panic left half updated is gone then, and the
    // next question begins afresh.
    let mut state = kept.take().unwrap_or_default();
    let (snapshot, stamp, path, uris) = match subject {
        Subject::Document(view) if !view.is_analysed => return None,
        Subject::Document(view) => (view.snapshot, view.stamp, view.path, Vec::new()),
        Subject::Notebook((cells, stamp, path)) => {
            let notebook = state.notebook.get_or_insert_default();
            notebook.update(&cells.texts);
            (notebook.snapshot(), stamp, path, cells.uris)
        }
    };
    let own = uris.iter().position(|cell| cell == uri);
    let cells = state.notebook.as_ref().map(|notebook| CellsLook { uris: &uris, notebook, own });
    if cells.is_some() && own.is_none() && shared.world().is_cell(uri) {
        // A cell that is no Python.
        *kept = Some(state);
        return None;
    }
    let in_use = match &state.settings {
        Some(in_use) if in_use.generation == shared.world().generation() => in_use.clone(),
        _ => state.settings.insert(InUse::read(shared, path.as_deref())).clone(),
    };
    let InUse { generation, settings, of_file } = in_use;
    let bytes = snapshot.text().len_bytes() as u64;
    let too_large = report::too_large(bytes, &settings.settings).is_some();
    let mut before = None;
    if !too_large {
        let catalog = &settings.catalog;
        state.analysis = state.analysis.filter(|analysis| Arc::ptr_eq(analysis.catalog(), catalog));
        let analysis = state.analysis.get_or_insert_with(|| Analysis::new(catalog).on_all_cores());
        if !analysis.is_of(&snapshot) {
            hooks::before_check(&snapshot);
            let start = Instant::now();
            before = analysis.update(&snapshot);
            state.took = start.elapsed();
        }
        own_patterns::tell_given_up(shared, catalog);
    }
    let look = Look {
        analysis: state.analysis.as_ref().filter(|_| !too_large),
        snapshot: &snapshot,
        cells,
        stamp: stamp.with_generation(generation),
        stepped_back: &of_file.stepped_back,
        is_excluded: of_file.is_excluded,
        settings: &settings.settings,
        uri,
        traits: &traits,
        notes: &shared.notes,
        own_notes: &shared.own_notes,
        safe_edits: &state.safe_edits,
    };
    let answer = match own {
        Some(own) if !too_large => look.of_cell(own, ask),
        _ => ask(&look),
    };
    *kept = Some(state);
    let forgotten = shared.world().asked_about(uri);
    if !forgotten.is_empty() || (before.is_some() && bytes > BRIEF_BYTES as u64) {
        // Nobody waits for the memory.
        tokio::task::spawn_blocking(|| drop((forgotten, before)));
    }
    Some(answer)
}

/// What is looked at.
enum Subject {
    Document(View),
    Notebook((Cells, Stamp, Option<PathBuf>)),
}

/// The newest state of what a URI names.
struct Newest {
    subject: Subject,
    traits: Arc<Traits>,
}

/// So many parses are given up before one is finished for sure.
const PATIENCE: usize = 4;

/// The newest state of a document, parsed, or of a notebook. A parse that takes long (a string was
/// opened, and all text behind it means something else) is given up when the next key comes. The
/// slot is locked: whoever waited for it answers for the newest text.
fn newest(shared: &Shared, uri: &Uri, slot: &AnalysisSlot) -> Option<Newest> {
    let mut given_up = 0;
    loop {
        let (subject, traits) = {
            let world = shared.world();
            if !world.owns(uri, slot) {
                return None;
            }
            let subject = match world.notebook_of(uri) {
                Some(notebook) => Subject::Notebook(world.cells(&notebook)?),
                None => Subject::Document(world.view(uri)?),
            };
            (subject, world.traits.clone())
        };
        if let Subject::Document(view) = &subject
            && view.is_analysed
            && given_up < PATIENCE
            // A short text is parsed while its settings, or the catalogue, are yet to be read.
            && (view.snapshot.text().len_bytes() <= BRIEF_BYTES || !is_too_large(shared, view))
            && view.snapshot.trees_if_wanted().is_none()
        {
            given_up += 1;
            continue;
        }
        return Some(Newest { subject, traits });
    }
}

/// Whether a document is over the limit of its settings.
fn is_too_large(shared: &Shared, view: &View) -> bool {
    let folder = view.path.as_deref().and_then(Path::parent);
    let (settings, _) = configuration::settings_for(shared, folder);
    report::too_large(view.snapshot.text().len_bytes() as u64, &settings.settings).is_some()
}
