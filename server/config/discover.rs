//! Finding the file whose settings count for a folder.
//!
//! The closest file wins whole: nothing is merged, so one look at one file tells everything.

use super::value::{Data, Entry, line_at, table_entries};
use super::{CONFIG_FILE_NAMES, ConfigError, Ids, Settings, read};
use crate::bounded;
use crate::packaging::version;
use pep440_rs::Operator;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// Settings and the file that they came from.
#[derive(Clone, Debug)]
pub struct Discovered {
    /// The settings, defaults filled in.
    pub settings: Settings,
    /// The file; `None` when no folder upward has one.
    pub file: Option<PathBuf>,
}

pub(super) fn discover(dir: &Path, ids: &Ids<'_>) -> Result<Discovered, ConfigError> {
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_path_buf());
    let mut found = None;
    for folder in dir.ancestors() {
        found = CONFIG_FILE_NAMES
            .iter()
            .map(|name| folder.join(name))
            .find_map(|path| read_if_ours(&path, ids).transpose());
        if found.is_some() {
            break;
        }
    }
    let (mut settings, file) = match found.transpose()? {
        Some((settings, path)) => (settings, Some(path)),
        None => (Settings::default(), None),
    };
    if settings.target_version.is_none() {
        add_requires_python(&mut settings, &dir);
    }
    Ok(Discovered { settings, file })
}

pub(super) fn load(file: &Path, ids: &Ids<'_>) -> Result<Settings, ConfigError> {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let text = read_text(&file)?;
    let mut settings = read::file(&our_entries(&file, &text)?.unwrap_or_default(), &file, ids)?;
    if settings.target_version.is_none()
        && let Some(folder) = file.parent()
    {
        add_requires_python(&mut settings, folder);
    }
    Ok(settings)
}

/// The settings of a file, or `None` when there is no such file or it has no word for us.
fn read_if_ours(path: &Path, ids: &Ids<'_>) -> Result<Option<(Settings, PathBuf)>, ConfigError> {
    if !path.is_file() {
        return Ok(None);
    }
    let text = read_text(path)?;
    // A pyproject.toml that is broken at this moment is not our concern unless it speaks of us.
    if is_pyproject(path) && !text.contains("pygloss") {
        return Ok(None);
    }
    match our_entries(path, &text)? {
        Some(entries) => Ok(Some((read::file(&entries, path, ids)?, path.to_path_buf()))),
        None => Ok(None),
    }
}

fn is_pyproject(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "pyproject.toml")
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    bounded::read_regular(path, bounded::LONGEST_SETTINGS).map_err(|error| ConfigError {
        path: Some(path.to_path_buf()),
        line: None,
        message: format!("cannot read the settings: {error}"),
    })
}

/// The entries that are settings: the whole file, or the table `tool.pygloss` of a pyproject.toml
/// (`None` when it has none).
fn our_entries(path: &Path, text: &str) -> Result<Option<Vec<Entry>>, ConfigError> {
    let fail = |line, message| ConfigError { path: Some(path.to_path_buf()), line, message };
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map(|span| line_at(text, span.start));
        fail(line, error.message().to_string())
    })?;
    let entries = table_entries(table.get_ref(), text);
    if !is_pyproject(path) {
        return Ok(Some(entries));
    }
    let Some(entry) = child(&entries, "tool").and_then(|tool| child(tool, "pygloss").map(|_| tool)) else {
        // `tool.pygloss = 3` is a mistake and not an absence.
        let ours = child_entry(child(&entries, "tool").unwrap_or_default(), "pygloss");
        return match ours {
            Some(entry) => {
                let kind = entry.value.data.kind();
                Err(fail(entry.line, format!("`tool.pygloss`: expected a table, found {kind}")))
            }
            None => Ok(None),
        };
    };
    Ok(child(entry, "pygloss").map(<[Entry]>::to_vec))
}

fn child_entry<'e>(entries: &'e [Entry], key: &str) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.key == key)
}

/// The entries of a table by its key.
fn child<'e>(entries: &'e [Entry], key: &str) -> Option<&'e [Entry]> {
    match &child_entry(entries, key)?.value.data {
        Data::Table(inner) => Some(inner),
        _ => None,
    }
}

/// Takes the target version from the nearest pyproject.toml upward that has a `[project]` table.
/// A file or a specifier that does not parse says nothing: other tools report it.
fn add_requires_python(settings: &mut Settings, dir: &Path) {
    for folder in dir.ancestors() {
        let path = folder.join("pyproject.toml");
        let Ok(text) = bounded::read_regular(&path, bounded::LONGEST_SETTINGS) else {
            continue;
        };
        let Ok(table) = DeTable::parse(&text) else {
            continue;
        };
        let entries = table_entries(table.get_ref(), &text);
        let Some(project) = child(&entries, "project") else {
            continue;
        };
        let Some(entry) = child_entry(project, "requires-python") else {
            return;
        };
        if let Data::Text(specifiers) = &entry.value.data {
            settings.target_version = lower_bound(specifiers);
        }
        if settings.target_version.is_some() {
            let line = entry.line.unwrap_or(1);
            let origin = format!("requires-python, {}:{line}", path.display());
            settings.origins.insert("target-version", origin);
        }
        return;
    }
}

/// The oldest version that `requires-python` admits.
pub(super) fn lower_bound(specifiers: &str) -> Option<(u8, u8)> {
    version::specifiers(specifiers)?
        .iter()
        .filter(|specifier| {
            matches!(
                specifier.operator(),
                Operator::GreaterThanEqual
                    | Operator::GreaterThan
                    | Operator::TildeEqual
                    | Operator::Equal
                    | Operator::EqualStar
                    | Operator::ExactEqual
            )
        })
        .filter_map(|specifier| {
            let release = specifier.version().release();
            let number = |at: usize| u8::try_from(release.get(at).copied().unwrap_or(0)).ok();
            Some((number(0)?, number(1)?))
        })
        .max()
}
