//! `pygloss hover FILE:LINE:COLUMN`.

use super::resolver::{ConfigArgs, Overrides, Resolver};
use super::source::Source;
use super::terminal::printable;
use super::{CLEAN, Failure, Outcome, say, stdout};
use crate::check::Analysis;
use crate::config::Settings;
use crate::document::Snapshot;
use crate::hover::Sources;
use crate::language::Language;
use crate::position::{Encoding, Position, byte_of};
use crate::report;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The place; line and column count from 1, the column in characters
    #[arg(value_name = "FILE:LINE:COLUMN")]
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    file: PathBuf,
    /// 0-based, in characters.
    position: (u32, u32),
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // From the right, because a path may hold colons itself.
        let mut parts = text.rsplitn(3, ':');
        let mut number = |name: &str| {
            let number: Option<u32> = parts.next().and_then(|part| part.parse().ok());
            number
                .and_then(|number| number.checked_sub(1))
                .ok_or_else(|| format!("expected FILE:LINE:COLUMN with a {name} from 1 on"))
        };
        let (column, line) = (number("column")?, number("line")?);
        match parts.next() {
            Some(file) if !file.is_empty() => Ok(Place { file: PathBuf::from(file), position: (line, column) }),
            _ => Err("expected FILE:LINE:COLUMN, the file is missing".to_string()),
        }
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let Place { file, position: (line, character) } = &args.place;
    let fail = |why: String| Failure::Message(format!("{}: {why}", file.display()));
    let resolved = Resolver::new(&ConfigArgs::default(), Overrides::default())
        .and_then(|resolver| resolver.file(file))
        .map_err(|error| Failure::Message(error.to_string()))?;
    let bytes = read(file, &resolved.settings).map_err(fail)?;
    let source = Source::decode(&bytes).map_err(fail)?;
    let snapshot = Snapshot::of(Language::of_path(file).unwrap_or_default(), &source.text, 0)
        .in_package(crate::package::of_file(file));
    if usize::try_from(*line).is_ok_and(|line| line >= snapshot.text().len_lines()) {
        return Err(fail(format!("there is no line {}", u64::from(*line) + 1)));
    }
    let position = Position { line: *line, character: *character };
    let offset = byte_of(snapshot.text(), position, Encoding::Utf32);
    let mut analysis = Analysis::new(&resolved.own.catalog);
    analysis.update(&snapshot);
    let index = super::notes::index(&resolved.settings, &resolved.own.catalog);
    let first = resolved.settings.notes_first;
    let sources = Sources { own: &|topic| index.quotes(topic), first, ..Sources::NONE };
    let Some(hover) = crate::hover::at(&analysis, offset, &sources) else {
        say("Nothing to say about this place.");
        return Ok(CLEAN);
    };
    let mut out = stdout();
    writeln!(out, "{}", printable(&hover.markdown))?;
    out.flush()?;
    Ok(CLEAN)
}

/// The bytes of a file that is not over the limit.
fn read(file: &Path, settings: &Settings) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    match report::too_large(size, settings) {
        Some(message) => Err(message),
        None => crate::bounded::read(file, settings.max_file_size).map_err(|error| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_right() {
        let place: Place = "C:\\a.py:3:1".parse().unwrap();
        assert_eq!(place, Place { file: PathBuf::from("C:\\a.py"), position: (2, 0) });
        for wrong in ["a.py", "a.py:3", "a.py:0:1", "a.py:1:0", "a.py:1:x", ":1:1", "1:1"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }
}
