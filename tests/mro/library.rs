//! The classes of the standard library: each order that the engine claims, against `cls.__mro__`.

use super::{oracle, orders};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Fewer files would prove little.
const FEWEST_FILES: usize = 200;

/// Importing these does something: opens a window or a browser, prints, runs tests.
const NOT_IMPORTED: &[&str] = &[
    "antigravity",
    "this",
    "idlelib",
    "turtledemo",
    "turtle",
    "test",
    "tests",
    "lib2to3",
    "site-packages",
    "__main__",
];

fn modules(folder: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        if NOT_IMPORTED.contains(&stem) || stem.contains(['-', '.']) {
            continue;
        }
        let name = format!("{prefix}{stem}");
        if path.is_dir() && path.join("__init__.py").is_file() {
            found.push((name.clone(), path.join("__init__.py")));
            modules(&path, &format!("{name}."), found);
        } else if path.extension().is_some_and(|extension| extension == "py") && stem != "__init__" {
            found.push((name, path));
        }
    }
}

/// The modules of the standard library and their files.
pub fn library_files() -> Vec<(String, PathBuf)> {
    let output = oracle(&["library"]).output().expect("python3 is needed as the oracle");
    let library: String = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut files = Vec::new();
    modules(Path::new(&library), "", &mut files);
    files
}

/// The orders that the engine claims for the classes of a module.
fn claims((module, path): &(String, PathBuf)) -> Option<Value> {
    let text = fs::read_to_string(path).ok()?;
    let mut classes = BTreeMap::new();
    let mut twice = Vec::new();
    for found in orders(&text) {
        let Some(name) = found.name else { continue };
        if classes.contains_key(&name) {
            twice.push(name.clone());
        }
        classes.insert(name, found.claim);
    }
    classes.retain(|name, _| !twice.contains(name));
    let claimed: BTreeMap<_, _> = classes.iter().filter_map(|(name, claim)| Some((name, claim.as_ref()?))).collect();
    Some(json!({"module": module, "all": classes.len(), "classes": claimed}))
}

#[test]
fn every_order_claimed_for_the_standard_library_is_cpythons() {
    let files = library_files();
    let claims: Vec<Value> = files.par_iter().filter_map(claims).collect();
    let with_classes: Vec<&Value> = claims.iter().filter(|claim| claim["all"] != json!(0)).collect();
    let all: u64 = with_classes.iter().filter_map(|claim| claim["all"].as_u64()).sum();

    let mut child =
        oracle(&["claims"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it ran a moment ago");
    let mut input = child.stdin.take().expect("stdin is piped");
    let lines: String = with_classes.iter().map(|claim| format!("{claim}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut different = Vec::new();
    let mut compared = 0;
    for line in BufReader::new(child.stdout.take().expect("stdout is piped")).lines() {
        let answer: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
        let classes = answer["classes"].as_object().expect("an object");
        compared += usize::from(classes.values().any(|result| result == "agree"));
        for (name, result) in classes {
            let result = result.as_str().expect("a word");
            let kind = result.split(':').next().unwrap_or_default();
            *counts.entry(kind.to_string()).or_default() += 1;
            if kind == "differ" {
                different.push(format!("{}.{name}: {result}", answer["module"]));
            }
        }
    }
    writer.join().expect("no panic").expect("the oracle reads all");
    assert!(child.wait().expect("python ends").success(), "the oracle failed");
    println!(
        "{} files, {} with classes, {all} classes; claimed and compared in {compared} files: {counts:?}",
        files.len(),
        with_classes.len()
    );
    assert!(claims.len() >= FEWEST_FILES, "a standard library has more modules than {}", claims.len());
    assert!(counts.get("agree").copied().unwrap_or_default() > 500, "{counts:?}");
    assert!(different.is_empty(), "{different:#?}");
}
