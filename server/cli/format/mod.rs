//! Output formats of `check`: one file each.
//!
//! Owns what every format says of a finding. Must not know where findings come from.

mod concise;
mod full;
mod json;
mod statistics;

use crate::catalog::Severity;
use crate::check::Related;
use crate::document::Snapshot;
use crate::fixes::Fix;
use std::io::{self, Write};
use std::ops::Range;

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// With the source, for reading
    Full,
    /// One line each
    Concise,
    /// One JSON array
    Json,
    /// One JSON object a line
    JsonLines,
}

/// What was found in one file.
pub(super) struct FileFindings {
    /// The path as it was given, `/`-separated.
    pub path: String,
    /// What the ranges count in.
    pub snapshot: Snapshot,
    pub problems: Vec<Problem>,
}

/// One finding, with everything that a format may say.
pub(super) struct Problem {
    /// The pattern's id.
    pub code: String,
    /// `None` for what belongs to no topic.
    pub topic: Option<String>,
    pub severity: Severity,
    pub message: String,
    /// Byte range.
    pub range: Range<usize>,
    pub related: Vec<Related>,
    pub equivalents: Vec<String>,
    pub fixes: Vec<Fix>,
}

/// Writes the findings in this format.
pub(super) fn write(out: &mut dyn Write, format: Format, files: &[FileFindings]) -> io::Result<()> {
    match format {
        Format::Full => full::write(out, files),
        Format::Concise => concise::write(out, files),
        Format::Json => json::write_array(out, files),
        Format::JsonLines => json::write_lines(out, files),
    }
}

/// Writes how often each code was found, in place of the findings.
pub(super) fn write_statistics(out: &mut dyn Write, format: Format, files: &[FileFindings]) -> io::Result<()> {
    statistics::write(out, format, files)
}

/// The word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
        Severity::Hint => "hint",
    }
}

#[cfg(test)]
mod tests;
