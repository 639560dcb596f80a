//! GitLab's code quality report: a subset of Code Climate's JSON.
//!
//! Source of the form: GitLab's documentation, "Code Quality report format".

use super::{Report, fingerprint, json, one_based};
use crate::catalog::Severity;
use crate::position::Encoding;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

#[derive(Serialize)]
struct Entry<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut known = BTreeMap::new();
    let entries = report.problems().map(|(file, problem)| {
        let (start, end) = one_based(file.snapshot.text(), &problem.range, Encoding::Utf32);
        Entry {
            description: &problem.message,
            check_name: &problem.code,
            fingerprint: fingerprint(file, problem, &mut known),
            severity: match problem.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Information => "minor",
                Severity::Hint => "info",
            },
            location: Location {
                path: file.path.trim_start_matches("./"),
                lines: Lines { begin: start.0, end: end.0 },
            },
        }
    });
    json::write_pretty(out, &entries.collect::<Vec<_>>())
}
