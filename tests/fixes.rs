//! What every fix promises, on code that nobody wrote for it: the topics' cases in unusual shapes,
//! and the standard library of the `python3` at hand.
//!
//! Each fix is applied alone, and all of a file together by the built program. The result compiles
//! under CPython when the text did, the finding is gone, nothing new is found, comments and line
//! ends stay, lines that no fix speaks of are as they were, and a second run changes nothing.
//!
//! `PYGLOSS_PYTHON` chooses another interpreter, and with it another standard library.
//! `PYGLOSS_CORPUS` names folders and files to read in its place, separated by `:`; these are read
//! with their tests, of which the standard library has more than all else. Run with `--nocapture`
//! to see how often each fix was applied.

#[path = "fixes/alone.rs"]
mod alone;
#[path = "fixes/cpython.rs"]
mod cpython;
#[path = "fixes/shapes.rs"]
mod shapes;
#[path = "fixes/together.rs"]
mod together;

use alone::{Applied, fixes_of};
use pygloss::cases::{case_file, read};
use pygloss::catalog::Catalog;
use pygloss::language::Language;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use together::Mode;

/// How many broken promises are printed in full.
const SHOWN: usize = 12;

/// A text with a name for the report.
struct Subject {
    name: String,
    language: Language,
    text: String,
}

#[test]
fn fixes_keep_their_promises_in_the_cases_in_every_shape() {
    let subjects = cases();
    for shape in shapes::ALL {
        let shaped: Vec<Subject> = subjects
            .iter()
            .filter_map(|subject| {
                let name = format!("{} {}", subject.name, shape.name);
                let text = (shape.make)(subject.language, &subject.text)?;
                Some(Subject { name, language: subject.language, text })
            })
            .collect();
        assert!(shaped.len() > 40, "{}: only {} texts have this shape", shape.name, shaped.len());
        hold(shape.name, &shaped);
    }
}

#[test]
fn fixes_keep_their_promises_in_real_code() {
    let (paths, all) = match std::env::var_os("PYGLOSS_CORPUS") {
        Some(paths) => (std::env::split_paths(&paths).collect(), true),
        None => (vec![cpython::standard_library()], false),
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

/// The blocks of all topics' cases.
fn cases() -> Vec<Subject> {
    let mut subjects = Vec::new();
    for topic in Catalog::builtin().topics() {
        for language in Language::ALL {
            let file = format!("grammar-queries/{}/{}", topic.id, case_file(language));
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
            // A topic without queries for the language has no cases; `tests/cases.rs` holds that.
            let Ok(source) = std::fs::read_to_string(path) else { continue };
            for block in read(&source, language).0 {
                subjects.push(Subject { name: format!("{file}:{}", block.lines[0]), language, text: block.code });
            }
        }
    }
    assert!(subjects.len() > 500, "there are more cases than {}", subjects.len());
    subjects
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

/// Holds all fixes of these texts to their promises.
fn hold(what: &str, subjects: &[Subject]) {
    let found: Vec<(&Subject, Vec<Applied>)> = subjects
        .par_iter()
        .map(|subject| (subject, fixes_of(subject.language, &subject.text)))
        .filter(|(_, applied)| !applied.is_empty())
        .collect();
    let mut broken: Vec<String> = Vec::new();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (subject, applied) in &found {
        for fix in applied {
            let count = counts.entry(&fix.id).or_default();
            count.0 += 1;
            count.1 += usize::from(fix.is_safe);
            broken.extend(fix.broken.iter().map(|why| format!("{}: {}: {why}", subject.name, fix.told())));
        }
    }

    // Text before and after each fix, for CPython.
    let python: Vec<_> = found.iter().filter(|(subject, _)| subject.language == Language::Python).collect();
    let texts: Vec<&str> = python
        .iter()
        .flat_map(|(subject, applied)| {
            std::iter::once(subject.text.as_str()).chain(applied.iter().map(|fix| fix.after.as_str()))
        })
        .collect();
    let mut errors = cpython::errors(&texts).into_iter();
    let mut compiled = 0;
    for (subject, applied) in &python {
        let before = errors.next().expect("an answer for each text");
        for fix in applied {
            let after = errors.next().expect("an answer for each text");
            match (&before, after) {
                (None, Some(error)) => {
                    broken.push(format!(
                        "{}: {} does not compile: {error}\n{}",
                        subject.name,
                        fix.told(),
                        fix.change()
                    ));
                }
                (None, None) => compiled += 1,
                (Some(_), _) => {}
            }
        }
    }

    let files: Vec<(&str, Language, &str)> =
        found.iter().map(|(subject, _)| (subject.name.as_str(), subject.language, subject.text.as_str())).collect();
    let mut bulk = Vec::new();
    for mode in [Mode::Safe, Mode::Unsafe] {
        let (applied, mistakes) = together::run(mode, &files);
        bulk.push(applied);
        broken.extend(mistakes);
    }

    let (all, safe) = counts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    println!(
        "{what}: {} texts, {} with fixes; {all} fixes applied alone, {safe} of them safe, {compiled} compiled by CPython {}; \
         together {} safe ones, {} of all",
        subjects.len(),
        found.len(),
        cpython::version(),
        bulk[0],
        bulk[1],
    );
    for (id, (all, safe)) in &counts {
        println!("  {all:6} {safe:6} safe  {id}");
    }
    for mistake in broken.iter().take(SHOWN) {
        println!("BROKEN {mistake}");
    }
    for mistake in broken.iter().skip(SHOWN) {
        println!("BROKEN {}", mistake.lines().next().unwrap_or_default());
    }
    assert!(all > 0, "{what}: there are fixes");
    assert!(broken.is_empty(), "{what}: {} promises are broken; they are printed above", broken.len());
}
