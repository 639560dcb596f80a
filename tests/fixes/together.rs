//! All fixes of a file together, as the built program applies them.

use super::alone::{changed_text, diff};
use super::cpython;
use pygloss::document::Snapshot;
use pygloss::language::Language;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

/// Which fixes are applied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Safe,
    /// Also the first choice of those that change behaviour.
    Unsafe,
}

/// Fixes files, given as name, language and text. The number of fixes, and the broken promises.
pub fn run(mode: Mode, files: &[(&str, Language, &str)]) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Each file in a folder of its own, under a name that says its language and no more.
    let path = |index: usize| {
        let name = match files[index].1 {
            Language::Python => "code.py",
            Language::Requirements => "requirements.txt",
            Language::Pyproject => "pyproject.toml",
        };
        format!("{index}/{name}")
    };
    let write = |index: usize| {
        std::fs::create_dir(folder.path().join(index.to_string())).expect("a folder");
        std::fs::write(folder.path().join(path(index)), files[index].2).expect("a file");
    };
    (0..files.len()).for_each(write);
    let read = |index: usize| std::fs::read_to_string(folder.path().join(path(index))).expect("a file");

    let json = || pygloss(folder.path(), &["--output-format", "json"]);
    let checked = json();
    let touched = touched_lines(mode, &checked);
    let flags: &[&str] = if mode == Mode::Safe { &["--fix"] } else { &["--fix", "--unsafe-fixes"] };
    let told = if mode == Mode::Safe { "all safe fixes" } else { "all fixes" };
    let first = String::from_utf8_lossy(&pygloss(folder.path(), flags).stderr).into_owned();
    let mut broken: Vec<String> =
        first.lines().filter(|line| line.starts_with("error")).map(|line| format!("{told}: {line}")).collect();
    let applied = first.lines().filter(|line| line.contains(": fixed ")).count();
    let once: Vec<String> = (0..files.len()).map(read).collect();
    let known = codes(&checked);
    for ((path, code), count) in codes(&json()) {
        let before = known.get(&(path.clone(), code.clone())).copied().unwrap_or_default();
        if count > before {
            let index: usize = path.split('/').next().and_then(|number| number.parse().ok()).expect("a number");
            let (name, _, text) = files[index];
            let change = diff(text, &once[index]);
            broken.push(format!("{name}: {told} make {count} findings {code} of {before}\n{change}"));
        }
    }
    let second = pygloss(folder.path(), flags);
    let nothing = BTreeSet::new();
    for (index, (name, language, text)) in files.iter().enumerate() {
        let again = read(index);
        if again != once[index] {
            broken.push(format!("{name}: a second run of {told} changes more:\n{}", diff(&once[index], &again)));
        }
        let (before, after) = (Snapshot::of(*language, text, 0), Snapshot::of(*language, &once[index], 0));
        let changed = changed_text(*language, (text, &before), (&once[index], &after));
        let change = || diff(text, &once[index]);
        broken.extend(changed.into_iter().map(|why| format!("{name}: {told}: {why}\n{}", change())));
        let touched = touched.get(&path(index)).unwrap_or(&nothing);
        if let Some(line) = changed_line(text, &once[index], touched) {
            broken.push(format!("{name}: {told} change line {line}, of which no fix speaks\n{}", change()));
        }
    }
    let status = second.status.code();
    if !matches!(status, Some(0 | 1)) {
        broken.push(format!("{told}, again: status {status:?}: {}", String::from_utf8_lossy(&second.stderr)));
    }
    let is_python = |index: &usize| files[*index].1 == Language::Python;
    let python: Vec<usize> = (0..files.len()).filter(is_python).collect();
    let texts: Vec<&str> = python.iter().flat_map(|index| [files[*index].2, once[*index].as_str()]).collect();
    for (index, pair) in python.iter().zip(cpython::errors(&texts).chunks(2)) {
        if let [None, Some(error)] = pair {
            let (name, _, text) = files[*index];
            broken.push(format!("{name}: {told} do not compile: {error}\n{}", diff(text, &once[*index])));
        }
    }
    (applied, broken)
}

/// `pygloss check` of a folder, with its hints.
fn pygloss(folder: &Path, flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pygloss"))
        .args(["check", "--isolated", "--hints", "."])
        .args(flags)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// How often each file has which finding.
fn codes(checked: &Output) -> BTreeMap<(String, String), usize> {
    let findings: Value = serde_json::from_slice(&checked.stdout).expect("JSON");
    let mut counts = BTreeMap::new();
    for finding in findings.as_array().expect("a list") {
        let text = |key: &str| finding[key].as_str().expect("a text").to_string();
        *counts.entry((text("path"), text("code"))).or_default() += 1;
    }
    counts
}

/// For each file the 0-based lines that the fixes speak of.
fn touched_lines(mode: Mode, checked: &Output) -> BTreeMap<String, BTreeSet<u64>> {
    let findings: Value = serde_json::from_slice(&checked.stdout).expect("JSON");
    let mut touched: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for finding in findings.as_array().expect("a list") {
        let lines = touched.entry(finding["path"].as_str().expect("a path").to_string()).or_default();
        for fix in finding["fixes"].as_array().expect("a list") {
            if mode == Mode::Safe && fix["applicability"] != "safe" {
                continue;
            }
            for edit in fix["edits"].as_array().expect("a list") {
                let line = |end: &str| edit["range"][end]["line"].as_u64().expect("a line");
                lines.extend(line("start")..=line("end"));
            }
        }
    }
    touched
}

/// The first line, counted from 1, that no fix speaks of and that is not in the result behind those
/// before it. Not what a diff says: of equal lines it may take the wrong ones for those that are gone.
fn changed_line(before: &str, after: &str, touched: &BTreeSet<u64>) -> Option<u64> {
    let mut left = after.split_inclusive('\n');
    let lines = (0..).zip(before.split_inclusive('\n')).filter(|(number, _)| !touched.contains(number));
    let mut wanted = lines.map(|(number, line)| (number + 1, line.trim_end_matches('\n')));
    wanted.find(|(_, line)| !left.any(|other| other.trim_end_matches('\n') == *line)).map(|(number, _)| number)
}
