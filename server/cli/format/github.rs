//! GitHub's workflow commands: annotations on the lines of a pull request.
//!
//! Source of the form: GitHub's documentation, "Workflow commands for GitHub Actions".

use super::super::terminal::printable;
use super::{Report, one_based};
use crate::catalog::Severity;
use crate::position::Encoding;
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for (file, problem) in report.problems() {
        let command = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information | Severity::Hint => "notice",
        };
        let title = property(&format!("pygloss ({})", problem.code));
        write!(out, "::{command} title={title},file={}", property(&file.path))?;
        if problem.has_place() {
            let (start, end) = one_based(file.snapshot.text(), &problem.range, Encoding::Utf32);
            write!(out, ",line={},endLine={}", start.0, end.0)?;
            // Columns count only inside one line.
            if start.0 == end.0 {
                write!(out, ",col={},endColumn={}", start.1, end.1)?;
            }
        }
        writeln!(out, "::{}", data(&problem.message))?;
    }
    Ok(())
}

/// A message. Control characters become visible, except those that the command can carry.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    printable(&text).into_owned()
}

/// The value of a property, which ends at a comma or colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_begin_another_is_escaped() {
        assert_eq!(data("100%\r\n::error::x, y"), "100%25%0D%0A::error::x, y");
        assert_eq!(property("a,b:c\n%.py"), "a%2Cb%3Ac%0A%25.py");
        assert_eq!(data("\u{1b}[31m\u{9b}"), "␛[31m\u{fffd}");
    }
}
