//! The notes as files, for links that an editor can open.
//!
//! Owns the folder in the user's cache: each note is written once, when first linked to, and
//! moved into place whole. Where nothing can be written there are no links. Must not know what
//! a note says.

use crate::catalog::Topic;
use crate::catalog::note::Note;
use etcetera::BaseStrategy;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
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
    /// The folder in the user's cache, made when the first note is written.
    pub fn in_user_cache() -> Self {
        let cache = etcetera::choose_base_strategy().map(|strategy| strategy.cache_dir()).ok();
        let name = concat!("notes-", env!("CARGO_PKG_VERSION"));
        NoteFiles { folder: cache.map(|cache| cache.join("pygloss").join(name)), written: Mutex::default() }
    }

    /// The file of a topic's note, with Markdown of the person's own before and behind our text.
    /// Writes it the first time and when that has changed: for blocking threads only.
    pub fn file(&self, topic: &Topic, own: &[String; 2]) -> Option<Arc<NoteFile>> {
        if let Some(path) = &topic.file {
            // The user's own file is shown as it is.
            let headings = topic.note.sections.iter();
            let sections = headings.map(|one| (one.heading.clone(), one.line.saturating_sub(1) as u32)).collect();
            return Some(Arc::new(NoteFile { path: path.clone(), uri: Uri::from_file_path(path)?, sections }));
        }
        let folder = self.folder.as_deref()?;
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        match written.get(&topic.id) {
            Some((before, file)) if before == own => file.clone(),
            _ => {
                let file = write(folder, topic, own).map(Arc::new);
                written.insert(topic.id.clone(), (own.clone(), file.clone()));
                file
            }
        }
    }
}

fn write(folder: &Path, topic: &Topic, own: &[String; 2]) -> Option<NoteFile> {
    let path = folder.join(&topic.id).join("note.md");
    let (text, sections) = readable(&topic.note, &topic.source, own);
    if let Err(error) = put(&path, &text) {
        tracing::warn!("the note cannot be written to {}: {error}", path.display());
        return None;
    }
    let uri = Uri::from_file_path(&path)?;
    Some(NoteFile { path, uri, sections })
}

/// Makes the file hold `text`; nobody ever sees half of it.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    let draft = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&draft, text)?;
    std::fs::rename(&draft, path).inspect_err(|_| {
        // The error that counts is the one of the move.
        let _ = std::fs::remove_file(&draft);
    })
}

/// The note as a person reads it in an editor, front matter turned into a heading and the
/// interviewer's question; and where its sections begin.
fn readable(note: &Note, source: &str, [before, behind]: &[String; 2]) -> (String, Vec<(String, u32)>) {
    let mut head = format!("# {}\n\n> {}\n\n", note.title, note.question);
    if !before.is_empty() {
        head.push_str(&format!("{before}\n\n---\n\n"));
    }
    let body = note.body.trim_start();
    let front = source.len().saturating_sub(body.len());
    let lines = |text: &str| text.lines().count();
    let (dropped, added) = (lines(source.get(..front).unwrap_or_default()), lines(&head));
    let sections = note.sections.iter().filter_map(|section| {
        let line = (section.line + added).checked_sub(dropped + 1)?;
        Some((section.heading.clone(), line as u32))
    });
    let tail = if behind.is_empty() { String::new() } else { format!("\n---\n\n{behind}\n") };
    (format!("{head}{body}{tail}"), sections.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::note::Section;

    #[test]
    fn front_matter_becomes_a_heading_and_sections_keep_their_lines() {
        let source = "---\ntitle: T\n---\n\nAnswer.\n\n## one\n\nx\n";
        let note = Note {
            title: "T".into(),
            question: "Why?".into(),
            body: "\nAnswer.\n\n## one\n\nx\n".into(),
            sections: vec![Section { heading: "one".into(), line: 7, ..section() }],
            ..Note::default()
        };
        let (text, sections) = readable(&note, source, &["Mine.".into(), "More.".into()]);
        assert_eq!(text, "# T\n\n> Why?\n\nMine.\n\n---\n\nAnswer.\n\n## one\n\nx\n\n---\n\nMore.\n");
        let line = text.lines().position(|line| line == "## one").expect("is there");
        assert_eq!(sections, [("one".to_owned(), line as u32)]);
    }

    fn section() -> Section {
        Section { heading: String::new(), level: 2, line: 1, text: String::new(), lead: String::new(), example: None }
    }

    #[test]
    fn a_file_is_moved_into_place_and_left_alone_when_it_is_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/note.md");
        put(&path, "one").expect("writes");
        let written = std::fs::metadata(&path).and_then(|meta| meta.modified()).expect("is there");
        put(&path, "one").expect("leaves it");
        let now = std::fs::metadata(&path).and_then(|meta| meta.modified()).expect("is there");
        assert_eq!(written, now);
        put(&path, "two").expect("writes");
        assert_eq!(std::fs::read_to_string(&path).expect("is there"), "two");
        assert_eq!(std::fs::read_dir(folder.path().join("a")).expect("is there").count(), 1);
    }
}
