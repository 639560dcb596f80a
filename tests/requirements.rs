//! Requirements as `packaging` reads them, which pip uses: what it takes and what it refuses, and the
//! parts of it that hovers and findings speak of.
//!
//! Asked for by name, `cargo test --test requirements`, since it needs `packaging` in the `python3` at
//! hand, or in the interpreter that `PYGLOSS_PYTHON` names. The lines are those of some thousand
//! packages, as they are and with small mistakes put in.

#[path = "fixes/cpython.rs"]
#[allow(dead_code)]
mod cpython;
#[path = "fuzz/mutate.rs"]
#[allow(dead_code)]
mod mutate;

use mutate::Mutator;
use pygloss::packaging::requirement;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The lines of packages' metadata and requirements files.
const LINES: &str = include_str!("requirements/lines.txt");

/// How many lines with mistakes are made of each line.
const MISTAKES: usize = 12;

/// What is put in or taken out.
const PIECES: &[&str] = &[
    " ",
    "\t",
    ",",
    ";",
    "(",
    ")",
    "[",
    "]",
    "'",
    "\"",
    "=",
    "==",
    "!",
    "~=",
    "<",
    ">",
    "<=",
    "!=",
    ".",
    ".*",
    "-",
    "_",
    "+",
    "*",
    "@",
    "0",
    "1",
    "01",
    "1!",
    "a",
    "rc",
    "rc1",
    ".dev1",
    ".post1",
    "-1",
    "+local.1",
    "v1",
    "and",
    "or",
    "not",
    "in",
    "not in",
    "extra",
    "python_version",
    "os.name",
    "os_name",
    "platform.machine",
    "'3'",
    "https://x.org/y",
    "file:///x",
    "é",
    "\\",
    "#",
    "a,b",
    ">=1,<2",
    ",,",
    "()",
    "[]",
    "and extra == 'x'",
];

/// A line with up to three mistakes.
fn with_mistakes(line: &str, random: &mut Mutator) -> String {
    let mut line: Vec<char> = line.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(line.len() + 1);
        let end = (at + random.below(4)).min(line.len());
        match random.below(4) {
            0 => drop(line.drain(at..end)),
            1 => drop(line.splice(at..end, PIECES[random.below(PIECES.len())].chars())),
            2 => drop(line.splice(at..at, PIECES[random.below(PIECES.len())].chars())),
            _ => {
                let piece = line[at..end].to_vec();
                let to = random.below(line.len() + 1);
                drop(line.splice(to..to, piece));
            }
        }
    }
    line.into_iter().collect()
}

#[test]
fn requirements_are_read_as_packaging_reads_them() {
    let mut random = Mutator::new(508);
    let mut lines: BTreeSet<String> = LINES.lines().map(str::to_owned).collect();
    let real = lines.len();
    for line in LINES.lines() {
        lines.extend((0..MISTAKES).map(|_| with_mistakes(line, &mut random)));
    }
    let ours: Vec<Value> = lines.iter().map(|line| of_ours(line)).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("pairs");
    let pairs = lines.iter().zip(&ours).map(|(line, ours)| json!([line, ours["marker"]]).to_string() + "\n");
    std::fs::write(&path, pairs.collect::<String>()).expect("a file");
    let judge = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/requirements/judge.py");
    let answers = cpython::output(&["-I", judge, path.to_str().expect("UTF-8")]);

    let (mut taken, mut refused, mut other) = (0, 0, Vec::new());
    let mut answers = answers.lines();
    for (line, mut ours) in lines.iter().zip(ours) {
        let theirs: Value = serde_json::from_str(answers.next().expect("an answer for each line")).expect("JSON");
        if let Some(ours) = ours.as_object_mut() {
            ours.remove("marker");
        }
        // `===` compares letters, whatever they are, and strings with escapes stand in no marker that
        // somebody wrote: of both we say nothing.
        if line.contains("===") || line.contains('\\') {
            continue;
        }
        if ours != theirs {
            other.push(format!("{line:?}\n  ours   {ours}\n  theirs {theirs}"));
        } else if theirs.is_null() {
            refused += 1;
        } else {
            taken += 1;
        }
    }
    println!(
        "{} lines, {real} of them real: {taken} taken, {refused} refused, {} read otherwise",
        lines.len(),
        other.len()
    );
    assert!(taken > real && refused > real, "both must be many");
    assert!(other.is_empty(), "{} lines are read otherwise, such as\n{}", other.len(), other.join("\n"));
}

/// What we read, in the judge's form.
fn of_ours(line: &str) -> Value {
    let Some(read) = requirement::read(line) else { return Value::Null };
    let specifiers: BTreeSet<&str> = read.specifiers.split(", ").filter(|specifier| !specifier.is_empty()).collect();
    json!({
        "name": read.name,
        "specifiers": specifiers,
        "has_url": read.has_url,
        "same_marker": true,
        "marker": read.marker,
    })
}
