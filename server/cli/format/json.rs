//! JSON, as one array or as one object a line. Positions are LSP's: 0-based lines and UTF-16
//! columns.
//!
//! Owns the escaping of what drives a terminal: JSON by itself leaves C1 controls and characters
//! that reorder text as they are.

use super::super::terminal::is_unsafe;
use super::{FileFindings, Problem};
use crate::catalog::Severity;
use crate::catalog::text::Text;
use crate::fixes::Applicability;
use crate::position::{Encoding, Span, span_of};
use ropey::Rope;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    code: &'a str,
    topic: Option<&'a str>,
    severity: Severity,
    message: &'a str,
    range: Span,
    equivalents: &'a [Text],
    fixes: Vec<FixEntry<'a>>,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EditEntry<'a> {
    range: Span,
    new_text: &'a str,
}

pub(super) fn write_array(out: &mut dyn Write, files: &[FileFindings]) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, entry) in entries(files).enumerate() {
        out.write_all(if at == 0 { b"\n  " } else { b",\n  " })?;
        out.write_all(escaped(&serde_json::to_string(&entry)?).as_bytes())?;
    }
    out.write_all(b"\n]\n")
}

pub(super) fn write_lines(out: &mut dyn Write, files: &[FileFindings]) -> io::Result<()> {
    for entry in entries(files) {
        writeln!(out, "{}", escaped(&serde_json::to_string(&entry)?))?;
    }
    Ok(())
}

/// Writes a value over several lines.
pub(super) fn write_pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", escaped(&serde_json::to_string_pretty(value)?))
}

/// JSON text whose strings cannot drive a terminal. Outside of strings there are no such characters.
fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match is_unsafe(c) {
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn entries(files: &[FileFindings]) -> impl Iterator<Item = Entry<'_>> {
    files.iter().flat_map(|file| file.problems.iter().map(|problem| entry(&file.path, file.snapshot.text(), problem)))
}

fn entry<'a>(path: &'a str, text: &Rope, problem: &'a Problem) -> Entry<'a> {
    let fixes = problem.fixes.iter().map(|fix| FixEntry {
        title: &fix.title,
        applicability: fix.applicability,
        edits: fix
            .edits
            .iter()
            .map(|edit| EditEntry { range: span_of(text, &edit.range, Encoding::Utf16), new_text: &edit.new_text })
            .collect(),
    });
    Entry {
        path,
        code: &problem.code,
        topic: problem.topic.as_deref(),
        severity: problem.severity,
        message: &problem.message,
        range: span_of(text, &problem.range, Encoding::Utf16),
        equivalents: &problem.equivalents,
        fixes: fixes.collect(),
    }
}
