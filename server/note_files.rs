//! The notes as files, for links that an editor or a terminal can open.
//!
//! Owns the folder in the user's cache: each note is moved into place whole. Where nothing can be
//! written there are no links. Must not know what a note says, nor what a link looks like.

use crate::catalog::Topic;
use crate::catalog::note::Note;
use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};

/// A note on disk.
pub struct Written {
    /// Where it lies.
    pub path: PathBuf,
    /// Headings and their 0-based lines.
    pub sections: Vec<(String, u32)>,
}

/// The folder of that name in the user's cache, which is made when the first note is written. Who
/// adds a person's own notes needs a folder of its own.
pub fn folder(name: &str) -> Option<PathBuf> {
    let cache = etcetera::choose_base_strategy().map(|strategy| strategy.cache_dir()).ok()?;
    Some(cache.join("pygloss").join(format!("{name}-{}", env!("CARGO_PKG_VERSION"))))
}

/// The file of a topic's note, with Markdown of the person's own before and behind our text: the
/// user's own file as it is, else one in `folder`, written where it does not say that already. Nothing
/// without a folder; what went wrong, in words, where it cannot be written.
pub fn written(folder: Option<&Path>, topic: &Topic, own: &[String; 2]) -> Result<Option<Written>, String> {
    if let Some(path) = &topic.file {
        let headings = topic.note.sections.iter();
        let sections = headings.map(|one| (one.heading.clone(), one.line.saturating_sub(1) as u32)).collect();
        return Ok(Some(Written { path: path.clone(), sections }));
    }
    let Some(folder) = folder else { return Ok(None) };
    let path = folder.join(&topic.id).join("note.md");
    let (text, sections) = readable(&topic.note, topic.note.source(), own);
    put(&path, &text).map_err(|error| format!("the note cannot be written to {}: {error}", path.display()))?;
    Ok(Some(Written { path, sections }))
}

/// Makes the file hold `text`; nobody ever sees half of it.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    let draft = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, path)).inspect_err(|_| {
        // The error that counts is the one of the write or the move.
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
