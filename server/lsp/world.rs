//! The state of the session: open documents, folders, settings.
//!
//! Sync methods only, so that every notification is applied in arrival order under one mutex.
//! Must not know how anything is analysed or sent.

mod notebooks;
mod settings;

use super::capabilities::Traits;
use super::configuration::InForce;
use super::work::{AnalysisSlot, Kept};
use crate::document::{Document, Snapshot};
use crate::language::Language;
use crate::package;
use crate::position::{self, Position, Span};
pub use notebooks::Cells;
use notebooks::Notebook;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::ls_types::{Range, TextDocumentContentChangeEvent, Uri};

/// Names one state of one document: which opening, which revision of its text, which settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    epoch: u64,
    revision: u64,
    generation: u64,
}

impl Stamp {
    /// The same text under other settings.
    pub fn with_generation(self, generation: u64) -> Stamp {
        Stamp { generation, ..self }
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{}.{}", self.epoch, self.revision, self.generation)
    }
}

/// The document was not opened, or is closed already.
#[derive(Debug, PartialEq, Eq)]
pub struct NotOpen;

/// An open document.
struct Open {
    document: Document,
    /// Distinguishes this opening from earlier ones of the same file.
    epoch: u64,
    is_analysed: bool,
    path: Option<PathBuf>,
    analysis: AnalysisSlot,
    checking: bool,
    /// The notebook that this is a cell of.
    notebook: Option<Uri>,
    /// When somebody last asked for its analysis, in questions since the session began; 0 when
    /// there is none to forget.
    asked: u64,
}

/// A document that was closed, for who holds no lock to free.
pub struct Closed(#[expect(dead_code, reason = "it is only freed")] Open);

/// How many bytes of text may have a tree and a symbol table at hand. Both together take about
/// forty times as much memory as the text; documents in the background are parsed anew when
/// somebody looks at them again.
const KEPT_BYTES: usize = 240_000;

/// The documents that were looked at last stay at hand, however long they are.
const KEPT_DOCUMENTS: usize = 2;

/// What was forgotten. Freeing it takes time, so it is handed to who holds no lock.
pub type Forgotten = Vec<(Option<Kept>, Snapshot)>;

/// What a worker needs of a document.
pub struct View {
    /// The newest text.
    pub snapshot: Snapshot,
    /// Which state this is.
    pub stamp: Stamp,
    /// The file, for a document that is one.
    pub path: Option<PathBuf>,
    /// Whether pygloss has anything to say of its language.
    pub is_analysed: bool,
}

/// All state. Behind one mutex, see [`super::Shared::world`].
pub struct World {
    /// What the client can do.
    pub traits: Arc<Traits>,
    /// Roots of the workspace.
    pub folders: Vec<PathBuf>,
    /// Whether the user trusts the workspace; notes outside of it are off if not.
    pub is_trusted: bool,
    /// Whether `shutdown` was asked for.
    pub shut_down: bool,
    documents: FxHashMap<Uri, Open>,
    notebooks: FxHashMap<Uri, Notebook>,
    last_epoch: u64,
    /// How often somebody asked for an analysis.
    questions: u64,
    /// `initializationOptions`, and what came later by `workspace/*Configuration`.
    client_settings: [Value; 2],
    /// How often the client has spoken of its configuration, or was asked for it.
    turns: u64,
    /// Grows with each change of settings; earlier answers are stale then.
    generation: u64,
    settings: FxHashMap<PathBuf, Arc<InForce>>,
    /// The last settings that could be read, for the time when a file has a mistake.
    good_settings: FxHashMap<PathBuf, Arc<InForce>>,
    /// The mistakes that were shown, by the folder whose settings have them.
    told: FxHashMap<PathBuf, Vec<String>>,
}

impl Default for World {
    fn default() -> Self {
        World {
            traits: Arc::default(),
            folders: Vec::new(),
            // Only an editor that knows of trust says otherwise.
            is_trusted: true,
            shut_down: false,
            documents: FxHashMap::default(),
            notebooks: FxHashMap::default(),
            last_epoch: 0,
            questions: 0,
            client_settings: Default::default(),
            turns: 0,
            generation: 0,
            settings: FxHashMap::default(),
            good_settings: FxHashMap::default(),
            told: FxHashMap::default(),
        }
    }
}

/// The package from which the relative imports of a document count. It asks the disk, which may be
/// slow, so nobody waits for it: it is called before the world is locked.
pub fn package_of(uri: &Uri, language: &str) -> Option<String> {
    let known = Language::of_document(language, Path::new(uri.path().as_str()));
    let path = file_path(uri).filter(|_| known == Some(Language::Python))?;
    package::of_file(&path)
}

impl World {
    /// Opens a document, with its [`package_of`]. `true` when it was open already; the new text replaces
    /// the old state.
    pub fn open(&mut self, uri: Uri, language: &str, version: i32, text: &str, package: Option<String>) -> bool {
        self.last_epoch += 1;
        let path = file_path(&uri);
        let known = Language::of_document(language, Path::new(uri.path().as_str()));
        // A client that opens a cell by itself must not take it out of its notebook.
        let notebook = self.documents.get(&uri).and_then(|open| open.notebook.clone());
        let open = Open {
            document: Document::of(known.unwrap_or_default(), text, version).in_package(package),
            epoch: self.last_epoch,
            is_analysed: known.is_some(),
            path,
            analysis: AnalysisSlot::default(),
            checking: false,
            notebook,
            asked: 0,
        };
        self.touch_notebook(&uri);
        self.documents.insert(uri, open).is_some()
    }

    /// Applies the changes in order, each to the text that the one before left.
    pub fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
    ) -> Result<(), NotOpen> {
        let encoding = self.traits.encoding;
        let document = &mut self.documents.get_mut(uri).ok_or(NotOpen)?.document;
        for change in changes {
            match change.range {
                Some(range) => {
                    let range = position::range_of(document.text(), span(range), encoding);
                    document.edit(range, &change.text);
                }
                None => document.replace(&change.text),
            }
        }
        document.set_version(version);
        self.touch_notebook(uri);
        Ok(())
    }

    /// Forgets a document. To free the result takes time.
    pub fn close(&mut self, uri: &Uri) -> Result<Closed, NotOpen> {
        if self.notebook_of(uri).is_some() {
            // Cells come and go with their notebook.
            return Err(NotOpen);
        }
        self.documents.remove(uri).map(Closed).ok_or(NotOpen)
    }

    /// All open documents that are analysed, without the cells of notebooks.
    pub fn analysed_documents(&self) -> Vec<Uri> {
        let analysed = self.documents.iter().filter(|(_, open)| open.is_analysed && open.notebook.is_none());
        analysed.map(|(uri, _)| uri.clone()).collect()
    }

    /// All open documents that are not analysed: notes may be among them.
    pub fn other_documents(&self) -> Vec<Uri> {
        let others = self.documents.iter().filter(|(_, open)| !open.is_analysed && open.notebook.is_none());
        others.map(|(uri, _)| uri.clone()).collect()
    }

    /// The newest state of a document that is no cell.
    pub fn view(&self, uri: &Uri) -> Option<View> {
        let open = self.documents.get(uri).filter(|open| open.notebook.is_none())?;
        Some(View {
            snapshot: open.document.snapshot(),
            stamp: self.stamp(open),
            path: open.path.clone(),
            is_analysed: open.is_analysed,
        })
    }

    /// The newest text of a document or cell.
    pub fn text_of(&self, uri: &Uri) -> Option<Snapshot> {
        self.documents.get(uri).map(|open| open.document.snapshot())
    }

    /// The incremental state of a document, a cell's notebook or a notebook. Whoever holds it may
    /// lock the world, never the other way round.
    pub fn analysis(&self, uri: &Uri) -> Option<AnalysisSlot> {
        match self.notebook_of(uri) {
            Some(notebook) => Some(self.notebooks.get(&notebook)?.analysis.clone()),
            None => Some(self.documents.get(uri)?.analysis.clone()),
        }
    }

    /// Notes that a document's analysis was asked for, and forgets those of documents that nobody
    /// has asked about for longest, until the rest is small enough.
    pub fn asked_about(&mut self, uri: &Uri) -> Forgotten {
        self.questions += 1;
        if let Some(open) = self.documents.get_mut(uri) {
            open.asked = self.questions;
        }
        let mut at_hand: Vec<&mut Open> = self.documents.values_mut().filter(|open| open.asked > 0).collect();
        if at_hand.len() <= KEPT_DOCUMENTS {
            return Vec::new();
        }
        at_hand.sort_unstable_by_key(|open| std::cmp::Reverse(open.asked));
        let mut bytes = 0;
        let mut forgotten = Vec::new();
        for (place, open) in at_hand.into_iter().enumerate() {
            bytes += open.document.text().len_bytes();
            if place < KEPT_DOCUMENTS || bytes <= KEPT_BYTES {
                continue;
            }
            // Somebody who is at work on it will be asked about it again.
            if let Ok(mut analysis) = open.analysis.try_lock() {
                open.asked = 0;
                forgotten.push((analysis.take(), open.document.forget_tree()));
            }
        }
        forgotten
    }

    /// Whether `slot` still belongs to what the URI names.
    pub fn owns(&self, uri: &Uri, slot: &AnalysisSlot) -> bool {
        self.analysis(uri).is_some_and(|own| Arc::ptr_eq(&own, slot))
    }

    /// Which state a document, a cell's notebook or a notebook is in.
    fn stamp_of(&self, uri: &Uri) -> Option<Stamp> {
        match self.notebook_of(uri) {
            Some(notebook) => self.notebooks.get(&notebook).map(|open| self.notebook_stamp(open)),
            None => self.documents.get(uri).map(|open| self.stamp(open)),
        }
    }

    /// The same for a document whose findings depend on that state alone: one that is analysed.
    pub fn stamp_of_analysed(&self, uri: &Uri) -> Option<Stamp> {
        self.documents.get(uri).filter(|open| open.is_analysed).and_then(|_| self.stamp_of(uri))
    }

    fn checking(&mut self, uri: &Uri) -> Option<&mut bool> {
        if let Some(notebook) = self.notebooks.get_mut(uri) {
            return Some(&mut notebook.checking);
        }
        self.documents.get_mut(uri).filter(|open| open.is_analysed).map(|open| &mut open.checking)
    }

    /// Whether a check of a document or notebook must be started: it is analysed, its findings are
    /// pushed, and no check is running that would see the newest text by itself. Those of cells
    /// are always pushed: an edit in one cell can change what is true of another, for which the
    /// client would not ask again.
    pub fn start_check(&mut self, uri: &Uri) -> Option<Stamp> {
        if self.traits.pulls && !self.notebooks.contains_key(uri) {
            return None;
        }
        if std::mem::replace(self.checking(uri)?, true) {
            return None;
        }
        self.stamp_of(uri)
    }

    /// Ends a check that began at `begun` and has an answer for `answered`. `Some` is the state
    /// to check next, because the document has moved on; `None` means that the answer stands, or
    /// that the document is gone.
    pub fn end_check(&mut self, uri: &Uri, begun: Stamp, answered: Stamp) -> Option<Stamp> {
        let now = self.stamp_of(uri)?;
        if now.epoch != begun.epoch || now == answered {
            if now.epoch == begun.epoch
                && let Some(checking) = self.checking(uri)
            {
                *checking = false;
            }
            return None;
        }
        Some(now)
    }

    /// Whether `stamp` is the newest state of the document.
    pub fn is_current(&self, uri: &Uri, stamp: Stamp) -> bool {
        self.stamp_of(uri) == Some(stamp)
    }

    /// Whether `stamp` is the newest text of the document, whatever the settings.
    pub fn is_current_text(&self, uri: &Uri, stamp: Stamp) -> bool {
        self.stamp_of(uri).map(|now| now.with_generation(0)) == Some(stamp.with_generation(0))
    }

    fn stamp(&self, open: &Open) -> Stamp {
        Stamp { epoch: open.epoch, revision: open.document.revision(), generation: self.generation }
    }
}

/// LSP's range in the words of `position`.
pub fn span(range: Range) -> Span {
    Span { start: place(range.start), end: place(range.end) }
}

/// LSP's position in the words of `position`.
pub fn place(position: tower_lsp::ls_types::Position) -> Position {
    Position { line: position.line, character: position.character }
}

/// The file that a URI names, when it names one.
pub fn file_path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    is_file.then(|| uri.to_file_path().map(|path| path.into_owned()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri() -> Uri {
        "file:///w/a.py".parse().expect("a URI")
    }

    fn change(text: &str) -> Vec<TextDocumentContentChangeEvent> {
        vec![TextDocumentContentChangeEvent { range: None, range_length: None, text: text.into() }]
    }

    #[test]
    fn an_edit_or_a_close_without_an_open_changes_nothing() {
        let mut world = World::default();
        assert_eq!(world.change(&uri(), 1, &change("x")), Err(NotOpen));
        assert_eq!(world.close(&uri()).err(), Some(NotOpen));
        assert!(world.view(&uri()).is_none());
    }

    #[test]
    fn a_second_open_replaces_and_makes_earlier_answers_stale() {
        let mut world = World::default();
        assert!(!world.open(uri(), "python", 1, "a", None));
        let slot = world.analysis(&uri()).expect("open");
        let stamp = world.view(&uri()).expect("open").stamp;
        assert!(world.open(uri(), "python", 1, "b", None));
        assert!(!world.is_current(&uri(), stamp));
        assert!(!world.owns(&uri(), &slot));
        assert_eq!(world.view(&uri()).expect("open").snapshot.text().to_string(), "b");
    }

    #[test]
    fn one_check_runs_and_goes_on_until_its_answer_stands() {
        let mut world = World::default();
        world.open(uri(), "python", 1, "a", None);
        let first = world.start_check(&uri()).expect("starts");
        assert_eq!(world.start_check(&uri()), None);
        assert_eq!(world.change(&uri(), 2, &change("b")), Ok(()));
        let second = world.end_check(&uri(), first, first).expect("goes on");
        assert_eq!(world.end_check(&uri(), first, second), None);
        assert!(world.start_check(&uri()).is_some());
    }

    #[test]
    fn documents_in_the_background_are_forgotten_and_parsed_anew() {
        let mut world = World::default();
        let long = "x = 1\n".repeat(KEPT_BYTES / 12);
        let names: Vec<Uri> = (0..5).map(|i| format!("file:///w/{i}.py").parse().expect("a URI")).collect();
        for name in &names {
            world.open(name.clone(), "python", 1, &long, None);
            world.view(name).expect("open").snapshot.trees();
            world.asked_about(name);
        }
        let parsed = |world: &World, name: &Uri| world.view(name).expect("open").snapshot.is_parsed();
        let at_hand: Vec<bool> = names.iter().map(|name| parsed(&world, name)).collect();
        assert_eq!(at_hand, [false, false, false, true, true]);
        assert_eq!(world.asked_about(&names[0]).len(), 1);
        assert!(!parsed(&world, &names[3]) && parsed(&world, &names[4]));
        let stamp = world.view(&names[3]).expect("open").stamp;
        assert!(world.is_current(&names[3], stamp));
    }

    #[test]
    fn only_python_is_analysed() {
        let mut world = World::default();
        let other: Uri = "untitled:Untitled-1".parse().expect("a URI");
        world.open(other.clone(), "toml", 1, "a", None);
        assert_eq!(world.start_check(&other), None);
        world.open(other.clone(), "python", 1, "a", None);
        assert!(world.start_check(&other).is_some());
        assert_eq!(file_path(&other), None);
    }

    #[test]
    fn a_mistake_is_news_once_and_again_when_it_comes_back() {
        let mut world = World::default();
        let mistake = || vec!["m".to_owned()];
        assert_eq!(world.news(Path::new("/a"), mistake()), mistake());
        assert!(world.news(Path::new("/a"), mistake()).is_empty());
        assert!(world.news(Path::new("/b"), mistake()).is_empty());
        assert!(world.news(Path::new("/a"), Vec::new()).is_empty());
        assert!(world.news(Path::new("/b"), Vec::new()).is_empty());
        assert_eq!(world.news(Path::new("/a"), mistake()), mistake());
    }

    #[test]
    fn settings_that_were_read_before_a_change_are_not_kept() {
        let mut world = World::default();
        let generation = world.generation();
        assert!(world.set_client_settings(serde_json::json!({"hints": true})));
        assert!(!world.set_client_settings(serde_json::json!({"hints": true})));
        let settings =
            Arc::new(InForce::new(Default::default(), crate::catalog::Catalog::builtin().clone(), Default::default()));
        world.keep_settings("/w".into(), generation, settings, true);
        assert!(world.settings(Path::new("/w")).is_none());
        assert!(world.good_settings(Path::new("/w")).is_some());
    }
}
