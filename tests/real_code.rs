//! The promises of `tests/fixes.rs` in the standard library of the `python3` at hand.
//!
//! Asked for by name, `cargo test --test real_code`: it takes minutes. `PYGLOSS_PYTHON` chooses another
//! interpreter, and with it another standard library. `PYGLOSS_CORPUS` names folders and files to read
//! in its place, separated by `:`; these are read with their tests, of which the standard library has
//! more than all else. Run with `--nocapture` to see how often each fix was applied.

#[path = "fixes/alone.rs"]
mod alone;
#[path = "fixes/cpython.rs"]
mod cpython;
#[path = "fixes/hold.rs"]
mod hold;
#[path = "fixes/together.rs"]
mod together;

use hold::{Subject, hold};
use pygloss::language::Language;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

#[test]
fn fixes_keep_their_promises_in_real_code() {
    let (paths, all) = match std::env::var_os("PYGLOSS_CORPUS") {
        Some(paths) => (std::env::split_paths(&paths).collect(), true),
        None => (vec![standard_library()], false),
    };
    let mut files = Vec::new();
    for path in &paths {
        assert!(path.exists(), "{}: there is no such file or folder", path.display());
        walk(path, all, &mut files);
    }
    assert!(all || files.len() > 100, "a standard library has more modules than {}", files.len());
    let subjects: Vec<Subject> = files
        .into_par_iter()
        .filter_map(|path| {
            // The encodings of files are held by the tests of the command line.
            let text = std::fs::read_to_string(&path).ok()?;
            let language = Language::of_path(&path)?;
            Some(Subject { name: path.display().to_string(), language, text: text.replace('\u{feff}', "") })
        })
        .collect();
    hold("real code", &subjects);
}

/// Where the standard library lies.
fn standard_library() -> PathBuf {
    cpython::output(&["-Ic", "import sysconfig; print(sysconfig.get_paths()['stdlib'], end='')"]).into()
}

/// The files below a folder that pygloss checks.
fn walk(path: &Path, all: bool, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return;
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path).expect("a readable folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if entry.is_symlink() || ["__pycache__", "site-packages"].contains(&name) {
            continue;
        }
        if entry.is_dir() && (all || !["test", "tests", "idle_test"].contains(&name)) {
            walk(&entry, all, files);
        } else if entry.is_file() && Language::of_path(&entry).is_some() {
            files.push(entry);
        }
    }
}
