//! Links in a terminal (OSC 8): a pattern's id leads to its note.
//!
//! Owns the sequence and the addresses. Only what was percent-encoded here gets into one.

use super::{FileFindings, Problem};
use crate::cli::say;
use crate::note_files::{self, Written};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

/// The notes, when the terminal takes links.
pub(in crate::cli) struct Links(Option<RefCell<Notes>>);

#[derive(Default)]
struct Notes {
    /// What was written, by topic.
    written: HashMap<String, Option<Written>>,
    /// One could not be written: that is told once, and no other is tried.
    is_hopeless: bool,
}

impl Links {
    /// Links when stdout is a terminal that is known to take them, or `FORCE_HYPERLINK` says so.
    pub fn of_stdout() -> Self {
        let is_on = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Links(is_on.then(RefCell::default))
    }

    /// No links.
    pub fn none() -> Self {
        Links(None)
    }

    /// The address of a finding's note; `None` without links, or where no note can be written.
    pub fn address(&self, file: &FileFindings, problem: &Problem) -> Option<String> {
        let topic = file.catalog.topic(problem.topic.as_deref()?)?;
        let mut known = self.0.as_ref()?.borrow_mut();
        // The server's folder has notes with a person's own in them; these are as they are built in.
        let Notes { written, is_hopeless } = &mut *known;
        let write = || {
            let folder = note_files::folder("built-in-notes").filter(|_| !*is_hopeless);
            note_files::written(folder.as_deref(), topic, &Default::default()).unwrap_or_else(|problem| {
                *is_hopeless = true;
                say(&format!("warning: no links to notes: {problem}"));
                None
            })
        };
        let note = written.entry(topic.id.clone()).or_insert_with(write).as_ref()?;
        let has_section = note.sections.iter().any(|(heading, _)| *heading == problem.code);
        let fragment = if has_section { format!("#{}", encoded(&problem.code)) } else { String::new() };
        Some(format!("{}{fragment}", file_uri(&note.path)))
    }
}

/// `text` as a link, where there is an address.
pub(super) fn linked(text: &str, address: Option<&str>) -> String {
    match address {
        Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
        None => text.to_string(),
    }
}

/// The `file:` URI of an absolute path.
pub(super) fn file_uri(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    // Windows: `C:/a` is `file:///C:/a`.
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", encoded(&text))
}

/// A path with everything percent-encoded that is not unreserved in a URI (RFC 3986).
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_nothing_that_ends_a_link() {
        assert_eq!(file_uri(Path::new("/a b/\u{1b}é.md")), "file:///a%20b/%1B%C3%A9.md");
        assert_eq!(linked("x", Some("file:///n")), "\u{1b}]8;;file:///n\u{1b}\\x\u{1b}]8;;\u{1b}\\");
        assert_eq!(linked("x", None), "x");
    }
}
