//! The user's own topics while the server runs: read when settings are, again when a file changes.
//!
//! Owns what was read by folders, which of the files' mistakes the client shows, and that a
//! workspace which is not trusted has none. Must not know what a topic's folder holds (that is
//! `topics::own`).

use super::Shared;
use crate::catalog::Catalog;
use crate::config::Settings;
use crate::topics::own::{self, Own};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tower_lsp::ls_types::*;

/// The topics of this session.
#[derive(Default)]
pub struct OwnPatterns {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was read, by the folders of topics.
    read: FxHashMap<Vec<PathBuf>, Arc<Own>>,
    /// The number of the settings under which that was read.
    generation: u64,
    /// Folders that were looked into since the session began.
    folders: BTreeSet<PathBuf>,
    /// The files whose mistakes the client shows.
    shown: BTreeSet<PathBuf>,
}

impl State {
    /// Forgets what was read under older settings; `false` when `generation` is itself an old one.
    fn is_at(&mut self, generation: u64) -> bool {
        if self.generation < generation {
            self.generation = generation;
            self.read.clear();
        }
        self.generation == generation
    }
}

impl OwnPatterns {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A catalogue that has a topic of the user's with this id.
    pub fn with_topic(&self, id: &str) -> Option<Arc<Catalog>> {
        let state = self.lock();
        let own = state.read.values().find(|own| own.topics.contains_key(id))?;
        Some(own.catalog.clone())
    }

    /// Whether a file, or folder, belongs to the user's topics.
    pub fn is_of_topic(&self, path: &Path) -> bool {
        let in_own_folder = path.components().any(|part| part.as_os_str() == own::FOLDER);
        in_own_folder || self.lock().folders.iter().any(|folder| path.starts_with(folder))
    }
}

/// The catalogue for documents in a folder, under the settings of this number: files are read once
/// for each. For blocking threads only.
pub fn catalog(shared: &Shared, folder: &Path, settings: &Settings, generation: u64) -> Arc<Catalog> {
    let is_trusted = shared.world().is_trusted;
    if !is_trusted || folder.as_os_str().is_empty() {
        return Catalog::builtin().clone();
    }
    let folders = own::folders(folder, settings.root.as_deref(), &settings.patterns);
    let mut state = shared.own_patterns.lock();
    let is_present = state.is_at(generation);
    if folders.is_empty() {
        show_mistakes(shared, &mut state);
        return Catalog::builtin().clone();
    }
    if let Some(own) = state.read.get(&folders).filter(|_| is_present) {
        return own.catalog.clone();
    }
    drop(state);
    let own = Arc::new(own::read(&folders));
    tracing::info!("{} topics of your own in {folders:?}", own.topics.len());
    let mut state = shared.own_patterns.lock();
    if !state.is_at(generation) {
        // The settings have changed meanwhile, and perhaps the files: somebody reads them again.
        return own.catalog.clone();
    }
    state.folders.extend(folders.iter().cloned());
    // Of two threads that read at once one wins, so that a catalogue stays the same one.
    let own = state.read.entry(folders).or_insert(own).clone();
    show_mistakes(shared, &mut state);
    own.catalog.clone()
}

/// Shows the present mistakes at their places in the files, and takes back what is mended.
fn show_mistakes(shared: &Shared, state: &mut State) {
    let mut by_file: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    for mistake in state.read.values().flat_map(|own| &own.mistakes) {
        let line = u32::try_from(mistake.line.saturating_sub(1)).unwrap_or(u32::MAX);
        let items = by_file.entry(mistake.path.clone()).or_default();
        let diagnostic = Diagnostic {
            // To the end of the line: a client cuts a column that is too large (LSP, Position).
            range: Range::new(Position::new(line, 0), Position::new(line, 1_000)),
            severity: Some(DiagnosticSeverity::ERROR),
            source: Some("pygloss".into()),
            message: mistake.message.clone(),
            ..Diagnostic::default()
        };
        if !items.contains(&diagnostic) {
            items.push(diagnostic);
        }
    }
    let gone: Vec<PathBuf> = state.shown.iter().filter(|path| !by_file.contains_key(*path)).cloned().collect();
    state.shown = by_file.keys().cloned().collect();
    // With the state locked: a later answer cannot overtake this one.
    for (path, items) in by_file.into_iter().chain(gone.into_iter().map(|path| (path, Vec::new()))) {
        if let Some(uri) = Uri::from_file_path(&path) {
            shared.outbox.mistakes(uri, items);
        }
    }
}

/// Tells of patterns that took too long at some place and were left out.
pub fn tell_given_up(shared: &Shared, catalog: &Catalog) {
    for id in catalog.newly_given_up() {
        let text = format!("pygloss: your pattern `{id}` took too long at some place and is left out from now on");
        tracing::warn!("{text}");
        shared.outbox.message(MessageType::WARNING, text);
    }
}

/// `textDocument/didSave`: a file of a topic was changed in the editor.
pub fn saved(shared: &Arc<Shared>, uri: &Uri) {
    if super::world::file_path(uri).is_some_and(|path| shared.own_patterns.is_of_topic(&path)) {
        super::configuration::forget(shared);
    }
}
