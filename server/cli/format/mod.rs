//! Output formats of `check`: one file each.
//!
//! Owns what every format says of a finding. Must not know where findings come from.

mod concise;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod links;
mod sarif;
mod statistics;

use crate::catalog::text::Text;
use crate::catalog::{Catalog, Severity};
use crate::check::Related;
use crate::document::Snapshot;
use crate::fixes::Fix;
use crate::position::{Encoding, position_of};
pub(super) use links::Links;
use ropey::Rope;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

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
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// JUnit's XML
    Junit,
}

/// Everything that a format may print.
pub(super) struct Report<'a> {
    /// Files with findings.
    pub files: &'a [FileFindings],
    /// What could not be checked, in words.
    pub failures: &'a [String],
    pub links: &'a Links,
}

impl Report<'_> {
    fn problems(&self) -> impl Iterator<Item = (&FileFindings, &Problem)> {
        self.files.iter().flat_map(|file| file.problems.iter().map(move |problem| (file, problem)))
    }
}

/// What was found in one file.
pub(super) struct FileFindings {
    /// The path as it was given, `/`-separated.
    pub path: String,
    /// What the ranges count in.
    pub snapshot: Snapshot,
    /// What the problems' topics are topics of.
    pub catalog: Arc<Catalog>,
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
    pub equivalents: Vec<Text>,
    pub fixes: Vec<Fix>,
}

impl Problem {
    /// Whether it is about a place in the file; a file that was not looked at has none.
    fn has_place(&self) -> bool {
        !self.range.is_empty() || self.topic.is_some()
    }
}

impl Format {
    /// Whether it can tell how often each code was found.
    pub fn has_statistics(self) -> bool {
        matches!(self, Format::Full | Format::Concise | Format::Json | Format::JsonLines)
    }
}

/// Writes the findings in this format.
pub(super) fn write(out: &mut dyn Write, format: Format, report: &Report) -> io::Result<()> {
    match format {
        Format::Full => full::write(out, report),
        Format::Concise => concise::write(out, report),
        Format::Json => json::write_array(out, report.files),
        Format::JsonLines => json::write_lines(out, report.files),
        Format::Sarif => sarif::write(out, report),
        Format::Github => github::write(out, report),
        Format::Gitlab => gitlab::write(out, report),
        Format::Junit => junit::write(out, report),
    }
}

/// A line and a column, both counted from 1.
type Place = (usize, usize);

/// The first place of a range and the one behind its end, in code units of an encoding.
fn one_based(text: &Rope, range: &Range<usize>, encoding: Encoding) -> (Place, Place) {
    let place = |byte: usize| {
        let place = position_of(text, byte, encoding);
        (place.line as usize + 1, place.character as usize + 1)
    };
    (place(range.start), place(range.end.max(range.start)))
}

/// A name for a finding that stays when lines move: of its file, its code and its message, with a
/// number where those are the same. `known` counts them.
fn fingerprint(file: &FileFindings, problem: &Problem, known: &mut BTreeMap<u128, usize>) -> String {
    // FNV-1a, which is the same in every release, unlike the hashes of the standard library.
    let parts = [file.path.trim_start_matches("./"), "\0", &problem.code, "\0", &problem.message];
    let step = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    let hash = parts.iter().flat_map(|part| part.bytes()).fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, step);
    let count = known.entry(hash).or_default();
    *count += 1;
    format!("{hash:032x}:{count}")
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
