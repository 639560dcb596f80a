//! The notes as files, for links that an editor can open: each is written once, when first linked
//! to, and its address is made once.
//!
//! Must not know what a note says, nor how it gets onto the disk (that is `note_files`).

use crate::catalog::Topic;
use crate::note_files;
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tower_lsp::ls_types::Uri;

/// A note on disk.
pub struct NoteFile {
    /// Where it lies.
    pub path: PathBuf,
    uri: Uri,
    /// Headings and their 0-based lines.
    sections: Vec<(String, u32)>,
}

impl NoteFile {
    /// The 0-based line of a section's heading.
    pub fn line_of(&self, section: &str) -> Option<u32> {
        self.sections.iter().find(|(heading, _)| heading == section).map(|(_, line)| *line)
    }

    /// The note's URI, with the section as its fragment when the note has it.
    pub fn uri(&self, section: Option<&str>) -> Uri {
        let section = section.filter(|section| self.line_of(section).is_some());
        let with_fragment = section.and_then(|section| format!("{}#{section}", self.uri.as_str()).parse().ok());
        with_fragment.unwrap_or_else(|| self.uri.clone())
    }

    /// The note's URI without a section.
    pub fn plain_uri(&self) -> Uri {
        self.uri.clone()
    }
}

/// What was written: what the person's own notes added, and the file, if it could be written.
type Written = ([String; 2], Option<Arc<NoteFile>>);

/// The folder of notes.
pub struct NoteFiles {
    folder: Option<PathBuf>,
    /// By the topic's id.
    written: Mutex<FxHashMap<String, Written>>,
}

impl NoteFiles {
    /// The folder in the user's cache.
    pub fn in_user_cache() -> Self {
        NoteFiles { folder: note_files::folder("notes"), written: Mutex::default() }
    }

    /// The file of a topic's note, with Markdown of the person's own before and behind our text.
    /// Writes it the first time and when that has changed: for blocking threads only.
    pub fn file(&self, topic: &Topic, own: &[String; 2]) -> Option<Arc<NoteFile>> {
        let make = || {
            let written = note_files::written(self.folder.as_deref(), topic, own);
            let note_files::Written { path, sections } =
                written.inspect_err(|problem| tracing::warn!("{problem}")).ok().flatten()?;
            Some(Arc::new(NoteFile { uri: Uri::from_file_path(&path)?, path, sections }))
        };
        if topic.file.is_some() {
            return make();
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        match written.get(&topic.id) {
            Some((before, file)) if before == own => file.clone(),
            _ => {
                let file = make();
                written.insert(topic.id.clone(), (own.clone(), file.clone()));
                file
            }
        }
    }
}
