//! A note that is open in the editor: its text in bytes, positions and examples.
//!
//! Owns the way from a document of the editor to a note, and its diagnostics. Only what the settings
//! name is a note. Must not know what a method answers.

use super::capabilities::Traits;
use super::configuration::InForce;
use super::diagnostics::{SOURCE, severity};
use super::world::{Stamp, span};
use super::{Shared, configuration, own_notes, work};
use crate::catalog::Severity;
use crate::check::Analysis;
use crate::config::SteppedBack;
use crate::document::Snapshot;
use crate::examples::{Example, examples};
use crate::notes::Document;
use crate::{position, report};
use std::ops::Range as Bytes;
use std::path::PathBuf;
use std::sync::Arc;
use tower_lsp::ls_types::*;

/// An open note.
pub struct Note {
    /// Its text, as the editor has it.
    pub snapshot: Snapshot,
    /// The same, read as a note.
    pub document: Arc<Document>,
    /// Which state this is.
    pub stamp: Stamp,
    /// The settings that hold for it.
    pub settings: Arc<InForce>,
    /// What the client can do.
    pub traits: Arc<Traits>,
}

/// Runs `ask` on an open note, on a blocking thread; `None` for what is no note.
pub async fn look<T: Send + 'static>(
    shared: &Arc<Shared>,
    uri: &Uri,
    ask: impl FnOnce(&Shared, &Note) -> T + Send + 'static,
) -> Option<T> {
    let path = super::world::file_path(uri)?;
    if !shared.own_notes.is_note(&path) {
        return None;
    }
    let (worker, uri) = (shared.clone(), uri.clone());
    let answer = work::on_thread(move || open(&worker, &uri, path).map(|note| ask(&worker, &note)));
    // A defect of ours is in the log.
    answer.await.ok().flatten()
}

fn open(shared: &Shared, uri: &Uri, path: PathBuf) -> Option<Note> {
    let (view, traits) = {
        let world = shared.world();
        (world.view(uri)?, world.traits.clone())
    };
    let (settings, generation) = configuration::settings_for(shared, path.parent());
    let known = shared.own_notes.document(&path).filter(|known| view.snapshot.text() == known.text.as_str());
    let read = || Document::new(&path, view.snapshot.text().to_string(), &shared.own_notes.matcher());
    let document = known.unwrap_or_else(|| Arc::new(read()));
    Some(Note { snapshot: view.snapshot, document, stamp: view.stamp.with_generation(generation), settings, traits })
}

impl Note {
    /// A byte range in the client's words.
    pub fn range(&self, range: &Bytes<usize>) -> Range {
        let span = position::span_of(self.snapshot.text(), range, self.traits.encoding);
        let place = |place: position::Position| Position::new(place.line, place.character);
        Range::new(place(span.start), place(span.end))
    }

    /// The byte at a position.
    pub fn byte(&self, position: Position) -> usize {
        position::range_of(self.snapshot.text(), span(Range::new(position, position)), self.traits.encoding).start
    }

    /// The example at a byte, and the byte in its code.
    pub fn example_at(&self, byte: usize) -> Option<(Example<'_>, usize)> {
        let block = self.document.outline.blocks.iter().find(|block| block.range.contains(&byte))?;
        let example = Example::new(block);
        let is_one = block.is_python() && (block.language == crate::notes::Language::Python || example.parses());
        let offset = example.offset_of(byte).filter(|_| is_one)?;
        Some((example, offset))
    }

    /// Whether it is short enough for its examples to be looked at.
    pub fn is_small(&self) -> bool {
        report::too_large(self.document.text.len() as u64, &self.settings.settings).is_none()
    }

    /// What the engine finds in the examples, one step quieter than in code.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        if !self.is_small() {
            return Vec::new();
        }
        let catalog = &self.settings.catalog;
        let settings = &self.settings.settings;
        let mut out = Vec::new();
        for example in examples(&self.document) {
            let mut analysis = Analysis::new(catalog);
            analysis.update(&example.snapshot);
            for finding in report::visible(&analysis, settings, &SteppedBack::default()) {
                let quieter = finding.severity.step_down();
                if quieter == Severity::Hint && !settings.hints {
                    continue;
                }
                let pattern = &catalog.patterns()[finding.pattern];
                out.push(Diagnostic {
                    range: self.range(&example.range(&finding.range)),
                    severity: Some(severity(quieter)),
                    code: Some(NumberOrString::String(pattern.id.to_string())),
                    source: Some(SOURCE.into()),
                    message: finding.message,
                    ..Default::default()
                });
            }
        }
        out
    }
}

/// Has the diagnostics of an open note sent, unless the client asks for them itself.
pub fn publish(shared: &Arc<Shared>, uri: &Uri) {
    if shared.world().traits.pulls {
        return;
    }
    let (shared, uri) = (shared.clone(), uri.clone());
    tokio::spawn(async move {
        let found = look(&shared, &uri, |_, note| (note.stamp, note.snapshot.version(), note.diagnostics())).await;
        if let Some((stamp, version, items)) = found {
            let path = super::world::file_path(&uri).unwrap_or_default();
            let params = PublishDiagnosticsParams::new(uri, items, Some(version));
            shared.own_notes.if_note(&path, || shared.outbox.publish(stamp, params));
        }
    });
}

/// Whether the settings that are known by now name a file as a note.
pub fn is_one(shared: &Shared, uri: &Uri) -> bool {
    super::world::file_path(uri).is_some_and(|path| shared.own_notes.is_note(&path))
}

/// The open documents that are notes, and those that are neither notes nor analysed.
fn open_notes(shared: &Shared) -> (Vec<Uri>, Vec<Uri>) {
    let uris = shared.world().other_documents();
    uris.into_iter().partition(|uri| is_one(shared, uri))
}

/// The settings have changed: the diagnostics of all open notes are sent again. Those that were on
/// their way are of other settings, and are dropped.
pub fn publish_open(shared: &Arc<Shared>) {
    let (notes, _) = open_notes(shared);
    notes.iter().for_each(|uri| publish(shared, uri));
}

/// Something that hangs on the notes has changed.
pub fn refresh(shared: &Arc<Shared>) {
    let traits = shared.world().traits.clone();
    let (notes, others) = open_notes(shared);
    if notes.is_empty() && others.is_empty() {
        return;
    }
    // What the settings named as a note before may have diagnostics; who asks for them asks again below.
    others.into_iter().for_each(|uri| shared.outbox.take_back(uri));
    notes.iter().for_each(|uri| publish(shared, uri));
    let client = shared.client.clone();
    tokio::spawn(async move {
        // A client that refuses asks again by itself, sooner or later.
        if traits.code_lens_refresh {
            let _ = client.code_lens_refresh().await;
        }
        if traits.pulls && traits.diagnostic_refresh {
            let _ = client.workspace_diagnostic_refresh().await;
        }
    });
}

/// The places of a topic's own notes, as locations.
pub fn own_places(shared: &Shared, topic: &str) -> Vec<Location> {
    let quotes = shared.own_notes.quotes(topic);
    let location = |quote: &crate::notes::Quote| {
        let start = Position::new(u32::try_from(quote.line.saturating_sub(1)).unwrap_or(u32::MAX), 0);
        Some(Location::new(Uri::from_file_path(&quote.path)?, Range::new(start, start)))
    };
    quotes.iter().filter_map(location).collect()
}

/// The built-in note of a topic, as a location.
pub fn built_in_place(shared: &Shared, settings: &InForce, topic: &str, section: Option<&str>) -> Option<Location> {
    let own = own_notes::of_topic(&shared.own_notes, &settings.settings, topic);
    let note = shared.notes.file(settings.catalog.topic(topic)?, &own)?;
    let line = section.and_then(|section| note.line_of(section)).unwrap_or(0);
    let start = Position::new(line, 0);
    Some(Location::new(note.plain_uri(), Range::new(start, start)))
}
