//! One line for each finding: `path:line:column: severity[id] message`, 1-based, in characters.

use super::super::terminal::printable;
use super::{FileFindings, word};
use crate::position::{Encoding, position_of};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, files: &[FileFindings]) -> io::Result<()> {
    for file in files {
        for problem in &file.problems {
            let place = position_of(file.snapshot.text(), problem.range.start, Encoding::Utf32);
            let line = format!(
                "{}:{}:{}: {}[{}] {}",
                file.path,
                place.line + 1,
                place.character + 1,
                word(problem.severity),
                problem.code,
                problem.message,
            );
            writeln!(out, "{}", printable(&line).replace('\n', " "))?;
        }
    }
    Ok(())
}
