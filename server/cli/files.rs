//! From the paths on the command line to the files to check, in one fixed order.

use super::resolver::{Resolver, parent};
use crate::bounded;
use crate::language::Language;
use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file to check.
pub(super) struct Input {
    pub path: PathBuf,
    /// The path as it was given, `/`-separated.
    pub shown: String,
}

/// The files below the paths, sorted, each once; and what could not be read, in words.
/// A file that is named is taken whatever its name; in a folder those are that [`Language::of_path`] knows, except what
/// is hidden, ignored by git or excluded by the settings.
pub(super) fn gather(paths: &[PathBuf], resolver: &Arc<Resolver>) -> (Vec<Input>, Vec<String>) {
    let (mut inputs, mut failures) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                walk(path, resolver, &mut inputs, &mut failures);
            }
            Ok(_) => inputs.push(Input { path: path.clone(), shown: shown(path) }),
            Err(error) => failures.push(format!("{}: {error}", shown(path))),
        }
    }
    inputs.sort_by(|a, b| a.shown.cmp(&b.shown));
    inputs.retain(|input| seen.insert(plain(&input.path)));
    (inputs, failures)
}

/// A path by which two spellings of one file are the same.
fn plain(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// A path for people and scripts.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

fn walk(folder: &Path, resolver: &Arc<Resolver>, inputs: &mut Vec<Input>, failures: &mut Vec<String>) {
    let left_out = |rules: PathBuf| format!("{}: it is no ordinary file; its folder is left out", rules.display());
    if let Some(rules) = bounded::endless_rules_above(folder) {
        failures.push(left_out(rules));
        return;
    }
    let endless: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
    let told = Arc::clone(&endless);
    let settings = Arc::clone(resolver);
    let walker = WalkBuilder::new(folder)
        // A copy of a project without its `.git` is checked like the project.
        .require_git(false)
        .filter_entry(move |entry| {
            if entry.depth() == 0 {
                return true;
            }
            if is_excluded(entry, &settings) {
                return false;
            }
            let rules = bounded::endless_rules(entry.path());
            let is_safe = rules.is_none();
            told.lock().unwrap_or_else(PoisonError::into_inner).extend(rules);
            is_safe
        })
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if is_known(&entry) => {
                // `check .` names files as `check *` would.
                let path = entry.path();
                let short = if folder == Path::new(".") { path.strip_prefix(".") } else { Ok(path) };
                let shown = shown(short.unwrap_or(path));
                inputs.push(Input { path: entry.into_path(), shown });
            }
            Ok(_) => {}
            Err(error) => failures.push(error.to_string()),
        }
    }
    failures.extend(endless.lock().unwrap_or_else(PoisonError::into_inner).drain(..).map(left_out));
}

/// Whether the settings leave this out. Wrong settings leave nothing out; they are told when the
/// first file asks for them.
fn is_excluded(entry: &DirEntry, resolver: &Resolver) -> bool {
    resolver.folder(parent(entry.path())).is_ok_and(|resolved| resolved.excludes.matches(entry.path()))
}

fn is_known(entry: &DirEntry) -> bool {
    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
    is_file && Language::of_path(entry.path()).is_some()
}
