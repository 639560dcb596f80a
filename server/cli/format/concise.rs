//! One line for each finding: `path:line:column: severity[id] message`, 1-based, in characters.

use super::super::terminal::printable;
use super::links::linked;
use super::{Report, one_based, word};
use crate::position::Encoding;
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for (file, problem) in report.problems() {
        let (start, _) = one_based(file.snapshot.text(), &problem.range, Encoding::Utf32);
        let clean = |text: &str| printable(text).replace('\n', " ");
        let code = linked(&clean(&problem.code), report.links.address(file, problem).as_deref());
        let (path, message) = (clean(&file.path), clean(&problem.message));
        writeln!(out, "{path}:{}:{}: {}[{code}] {message}", start.0, start.1, word(problem.severity))?;
    }
    Ok(())
}
