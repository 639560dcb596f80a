//! `pygloss notes check`: what is wrong in the notes, without running anything.

use super::super::files::shown;
use super::super::{Outcome, plural, say};
use super::{Common, Format, Notes, Row, write_rows};
use crate::examples;
use crate::notes::line_of;
use rayon::prelude::*;

pub(super) fn run(common: &Common) -> Outcome {
    let notes = Notes::read(common)?;
    let rows = notes.documents.par_iter().flat_map_iter(|document| {
        let problems = examples::problems(document, &notes.matcher, &notes.catalog, &notes.settings);
        problems.into_iter().map(|problem| Row {
            path: shown(&document.path),
            line: line_of(&document.text, problem.range.start),
            kind: problem.kind,
            message: problem.message,
        })
    });
    let rows: Vec<Row> = rows.collect();
    write_rows(&rows, common.output_format)?;
    if common.output_format == Format::Text {
        let files = plural(notes.documents.len(), "note", "notes");
        say(&match rows.len() {
            0 => format!("Nothing found in {files}."),
            found => format!("{} in {files}.", plural(found, "problem", "problems")),
        });
    }
    Ok(notes.finish(!rows.is_empty()))
}
