//! The person's own notes while the server runs: read in the background, read again file by file.
//!
//! Owns when a note is read and what of the notes is allowed: in a workspace that is not trusted
//! none outside of it. A question about a topic takes a short lock and never waits for a file.
//! Must not know what is done with a note.

use super::mark::Mark;
use super::world::file_path;
use super::{Shared, configuration, note, progress, work};
use crate::catalog::Catalog;
use crate::config::{NotesFirst, Settings};
use crate::notes::{self, Document, Index, Matcher, Quote};
use etcetera::BaseStrategy;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tower_lsp::ls_types::*;

/// Where some settings look for notes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    root: PathBuf,
    globs: Vec<String>,
}

/// The notes of this session.
#[derive(Default)]
pub struct OwnNotes {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    matcher: Option<Arc<HeadingMatcher>>,
    sources: Vec<Source>,
    index: Index,
    /// The files that were read, as they were then. A text of the editor has no mark.
    marks: BTreeMap<PathBuf, Option<Mark>>,
    /// Folders whose settings were asked for notes.
    folders: BTreeSet<PathBuf>,
    is_reading: bool,
    /// Whether something changed while the notes were read.
    again: bool,
    /// Files that were changed and not read since, and whether a thread is reading them.
    waiting: BTreeSet<PathBuf>,
    is_busy: bool,
    is_watched: bool,
    /// Grows with each change.
    revision: u64,
}

/// Matches headings with the topics of a catalogue. Made when the first note is read, since it has
/// to read what all of ours are called.
pub struct HeadingMatcher {
    catalog: Arc<Catalog>,
    made: OnceLock<Matcher>,
}

impl HeadingMatcher {
    fn of(catalog: &Arc<Catalog>) -> Arc<HeadingMatcher> {
        Arc::new(HeadingMatcher { catalog: catalog.clone(), made: OnceLock::new() })
    }
}

impl std::ops::Deref for HeadingMatcher {
    type Target = Matcher;

    fn deref(&self) -> &Matcher {
        self.made.get_or_init(|| crate::examples::matcher(&self.catalog))
    }
}

impl OwnNotes {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the notes are to be read once more.
    fn goes_on(&self) -> bool {
        let mut state = self.lock();
        state.is_reading = std::mem::replace(&mut state.again, false);
        state.is_reading
    }

    /// The files that are waiting to be read; with none left the reader ends.
    fn waiting(&self) -> BTreeSet<PathBuf> {
        let mut state = self.lock();
        state.is_busy = !state.waiting.is_empty();
        std::mem::take(&mut state.waiting)
    }

    /// What the notes that are known by now say of a topic.
    pub fn quotes(&self, topic: &str) -> Vec<Quote> {
        self.lock().index.quotes(topic)
    }

    /// A note as it is known by now.
    pub fn document(&self, path: &Path) -> Option<Arc<Document>> {
        self.lock().index.document(path)
    }

    /// All notes that are known by now.
    pub fn documents(&self) -> Vec<Arc<Document>> {
        self.lock().index.documents().cloned().collect()
    }

    /// Who matches headings now.
    pub fn matcher(&self) -> Arc<HeadingMatcher> {
        self.lock().matcher.get_or_insert_with(|| HeadingMatcher::of(Catalog::builtin())).clone()
    }

    /// Matches headings with the topics of this catalogue from now on, and all files anew if that
    /// is another one.
    fn match_with(&self, catalog: &Arc<Catalog>) {
        let mut state = self.lock();
        if !state.matcher.as_ref().is_some_and(|known| Arc::ptr_eq(&known.catalog, catalog)) {
            state.matcher = Some(HeadingMatcher::of(catalog));
            state.marks.values_mut().for_each(|mark| *mark = None);
        }
    }

    /// Grows with each change of any note.
    pub fn revision(&self) -> u64 {
        self.lock().revision
    }

    /// Whether the settings that are known by now name a file as a note.
    pub fn is_note(&self, path: &Path) -> bool {
        self.lock().is_named(path)
    }

    /// Does something unless a file is no note any more; that it becomes none waits until it is done.
    pub fn if_note(&self, path: &Path, act: impl FnOnce()) {
        let state = self.lock();
        if state.is_named(path) {
            act();
        }
    }
}

impl State {
    fn is_named(&self, path: &Path) -> bool {
        self.marks.contains_key(path) || self.is_in_sources(path)
    }

    fn is_in_sources(&self, path: &Path) -> bool {
        let home = home();
        let named = |source: &Source| notes::is_named(path, &source.globs, &source.root, home.as_deref());
        self.sources.iter().any(named)
    }

    fn put(&mut self, document: Document, mark: Option<Mark>) {
        self.marks.insert(document.path.clone(), mark);
        self.index.put(document);
        self.revision += 1;
    }

    fn forget_mark(&mut self, path: &Path) {
        if let Some(mark) = self.marks.get_mut(path) {
            *mark = None;
        }
    }

    fn remove(&mut self, path: &Path) {
        if self.marks.remove(path).is_some() {
            self.index.remove(path);
            self.revision += 1;
        }
    }
}

/// The address of a place in a note.
pub fn address(quote: &Quote) -> Option<String> {
    let uri = Uri::from_file_path(&quote.path)?;
    Some(format!("{}#L{}", uri.as_str(), quote.line))
}

/// What stands before a built-in note, and behind it, by the settings.
pub fn of_topic(notes: &OwnNotes, settings: &Settings, topic: &str) -> [String; 2] {
    let own = crate::hover::own_notes(&notes.quotes(topic), &address, true);
    match settings.notes_first {
        NotesFirst::BuiltIn => [String::new(), own],
        NotesFirst::Mine | NotesFirst::OnlyMine => [own, String::new()],
    }
}

fn home() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.home_dir().to_path_buf())
}

/// Has the notes read by the present settings, in the background.
pub fn reload(shared: &Arc<Shared>) {
    let mut state = shared.own_notes.lock();
    state.again = true;
    if std::mem::replace(&mut state.is_reading, true) {
        return;
    }
    drop(state);
    let shared = shared.clone();
    tokio::spawn(async move {
        while shared.own_notes.goes_on() {
            let (worker, counter) = (shared.clone(), Arc::new(progress::Counter::default()));
            let count = counter.clone();
            let read = work::on_thread(move || read_all(&worker, &count));
            // A defect is in the log; the notes that were read by then stay.
            let changed = progress::counted(&shared, "Reading your notes", counter, read).await.unwrap_or(true);
            watch(&shared);
            if changed {
                note::refresh(&shared);
            }
        }
    });
}

/// Has the notes read again when a document is the first of its folder: the folder may have
/// settings of its own.
pub fn opened(shared: &Arc<Shared>, uri: &Uri) {
    let Some(path) = file_path(uri) else { return };
    let Some(folder) = path.parent() else { return };
    let is_new = shared.own_notes.lock().folders.insert(folder.to_owned());
    if is_new {
        reload(shared);
    } else {
        edited(shared, uri);
    }
}

/// Reads what is new or changed, and forgets what is gone. `true` when anything was.
fn read_all(shared: &Shared, counter: &progress::Counter) -> bool {
    let (roots, is_trusted) = {
        let world = shared.world();
        (world.folders.clone(), world.is_trusted)
    };
    let before = shared.own_notes.revision();
    let mut folders: BTreeSet<PathBuf> = shared.own_notes.lock().folders.clone();
    folders.extend(roots.iter().cloned());
    let mut sources: Vec<Source> = Vec::new();
    // With the user's own topics, where a folder has some.
    let mut catalog = Catalog::builtin().clone();
    let settings = folders.iter().map(|folder| configuration::settings_for(shared, Some(folder)).0);
    for settings in settings.chain(folders.is_empty().then(|| configuration::settings_for(shared, None).0)) {
        if settings.catalog.topics().len() > catalog.topics().len() {
            catalog = settings.catalog.clone();
        }
        let settings = &settings.settings;
        let root = settings.root.clone().or_else(|| roots.first().cloned()).unwrap_or_default();
        let source = Source { root, globs: settings.notes.clone() };
        if !source.globs.is_empty() && !sources.contains(&source) {
            sources.push(source);
        }
    }
    shared.own_notes.match_with(&catalog);
    let home = home();
    let mut paths: BTreeSet<PathBuf> = BTreeSet::new();
    for source in &sources {
        let within = (!is_trusted).then_some(roots.as_slice());
        let files = notes::expand_within(&source.globs, &source.root, home.as_deref(), within);
        files.problems.iter().for_each(|problem| tracing::info!("notes: {problem}"));
        paths.extend(files.paths);
    }
    let open: Vec<PathBuf> = shared.world().other_documents().iter().filter_map(file_path).collect();
    let gone: Vec<PathBuf> = {
        let mut state = shared.own_notes.lock();
        if state.sources != sources {
            // An open text may be a note now, or none any more, whether or not it lies on the disk.
            state.revision += 1;
        }
        state.sources = sources;
        // A note that is open is one, whether or not it lies on the disk.
        let is_within = |path: &PathBuf| is_trusted || roots.iter().any(|root| path.starts_with(root));
        paths.extend(open.into_iter().filter(|path| state.is_in_sources(path) && is_within(path)));
        state.marks.keys().filter(|path| !paths.contains(*path)).cloned().collect()
    };
    for path in gone {
        shared.own_notes.lock().remove(&path);
    }
    counter.all.store(paths.len(), Ordering::Relaxed);
    for path in paths {
        // What is wanted changes only here.
        read_one(shared, &path, |_| true);
        counter.done.fetch_add(1, Ordering::Relaxed);
    }
    shared.own_notes.revision() != before
}

/// Reads a note from the editor if it is open there, else from the disk if it is not known as it
/// is there. One that cannot be read is forgotten, and one that is not `wanted` any more when it is
/// read is not taken in.
fn read_one(shared: &Shared, path: &Path, wanted: impl Fn(&State) -> bool) {
    let matcher = shared.own_notes.matcher();
    // From the editor until that is its newest text, however many threads are at it.
    let uri = Uri::from_file_path(path);
    // A function, so that the world is not locked meanwhile.
    let open = || uri.as_ref().and_then(|uri| Some((uri, shared.world().view(uri)?)));
    while let Some((uri, view)) = open() {
        let document = Document::new(path, view.snapshot.text().to_string(), &matcher);
        let mut state = shared.own_notes.lock();
        if shared.world().is_current_text(uri, view.stamp) {
            if wanted(&state) {
                state.put(document, None);
            }
            return;
        }
    }
    let mark = std::fs::metadata(path).ok().map(|metadata| Mark::of(&metadata));
    if mark.is_some() && shared.own_notes.lock().marks.get(path) == Some(&mark) {
        return;
    }
    match notes::read(path) {
        Ok(source) => {
            let document = Document::new(path, source.text, &matcher);
            let mut state = shared.own_notes.lock();
            if wanted(&state) {
                state.put(document, mark);
            }
        }
        Err(why) => {
            tracing::info!("notes: {}: {why}", path.display());
            shared.own_notes.lock().remove(path);
        }
    }
}

/// A document was opened, edited or closed: if it is a note, it is read from the editor again.
pub fn edited(shared: &Arc<Shared>, uri: &Uri) {
    let Some(path) = file_path(uri).filter(|path| notes::is_note(path)) else { return };
    changed(shared, vec![path]);
}

/// Reads notes again that are new, changed or gone: one after the other, in one thread.
fn changed(shared: &Arc<Shared>, paths: Vec<PathBuf>) {
    let mut state = shared.own_notes.lock();
    state.waiting.extend(paths);
    if state.waiting.is_empty() || std::mem::replace(&mut state.is_busy, true) {
        return;
    }
    drop(state);
    let worker = shared.clone();
    let work = work::on_thread(move || {
        let before = worker.own_notes.revision();
        loop {
            let paths = worker.own_notes.waiting();
            if paths.is_empty() {
                return worker.own_notes.revision() != before;
            }
            for path in paths {
                // The settings may name it no longer by the time that it is read.
                let is_wanted = |state: &State| {
                    state.marks.contains_key(&path) || worker.world().is_trusted && state.is_in_sources(&path)
                };
                let is_wanted_now = is_wanted(&worker.own_notes.lock());
                if is_wanted_now {
                    // Whoever says that it has changed is believed.
                    worker.own_notes.lock().forget_mark(&path);
                    read_one(&worker, &path, is_wanted);
                }
            }
        }
    });
    let shared = shared.clone();
    tokio::spawn(async move {
        match work.await {
            Ok(true) => note::refresh(&shared),
            Ok(false) => {}
            // A defect of ours, which is in the log: the next change is read by a new thread.
            Err(_) => shared.own_notes.lock().is_busy = false,
        }
    });
}

/// `workspace/didChangeWatchedFiles`: settings, or notes.
pub fn files_changed(shared: &Arc<Shared>, changes: &[FileEvent]) {
    let paths: Vec<PathBuf> = changes.iter().filter_map(|change| file_path(&change.uri)).collect();
    let is_settings =
        |path: &PathBuf| path.file_name().is_some_and(|name| crate::config::is_config_file(Path::new(name)));
    let is_pattern = |path: &PathBuf| shared.own_patterns.is_of_topic(path);
    if paths.len() < changes.len() || paths.iter().any(is_settings) || paths.iter().any(is_pattern) {
        configuration::forget(shared);
    }
    let (notes, others): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| notes::is_note(path));
    changed(shared, notes);
    // Of a folder that is gone some clients tell only the folder.
    let marks: Vec<PathBuf> = shared.own_notes.lock().marks.keys().cloned().collect();
    if others.iter().any(|folder| marks.iter().any(|path| path.starts_with(folder))) {
        reload(shared);
    }
}

/// Asks to be told of changed notes, once there are any.
fn watch(shared: &Arc<Shared>) {
    let traits = shared.world().traits.clone();
    let mut state = shared.own_notes.lock();
    if !traits.register_watchers || state.is_watched || state.sources.is_empty() {
        return;
    }
    state.is_watched = true;
    let mut watchers = vec![json!({ "globPattern": "**/*.{md,markdown,txt}" })];
    if traits.relative_patterns {
        let outside: BTreeSet<&Path> = state.marks.keys().filter_map(|path| path.parent()).collect();
        let bases = outside.into_iter().take(100).filter_map(Uri::from_file_path);
        watchers
            .extend(bases.map(|base| json!({ "globPattern": { "baseUri": base, "pattern": "*.{md,markdown,txt}" } })));
    }
    drop(state);
    let registration = Registration {
        id: "pygloss-notes".into(),
        method: "workspace/didChangeWatchedFiles".into(),
        register_options: Some(json!({ "watchers": watchers })),
    };
    let client = shared.client.clone();
    tokio::spawn(async move {
        if let Err(error) = client.register_capability(vec![registration]).await {
            tracing::warn!("the client does not watch notes for us: {error}");
        }
    });
}
