//! Hovers over the standard library: each class and each name of some hundred files is looked at,
//! and nothing crashes.

use super::library::library_files;
use pygloss::catalog::Catalog;
use pygloss::check::Analysis;
use pygloss::document::Snapshot;
use rayon::prelude::*;
use std::collections::HashSet;

/// How many files are looked at.
const FILES: usize = 240;

#[test]
fn hovering_every_name_of_the_standard_library_crashes_nothing() {
    let files = library_files();
    let counts: Vec<(usize, usize)> = files
        .par_iter()
        .filter_map(|(_, path)| std::fs::read_to_string(path).ok())
        .take_any(FILES)
        .map(|text| hover_all(&text))
        .collect();
    let names: usize = counts.iter().map(|(names, _)| names).sum();
    let hovers: usize = counts.iter().map(|(_, hovers)| hovers).sum();
    println!("{} files, {names} different names hovered one by one, {hovers} hovers in all places", counts.len());
    assert!(counts.len() >= 200, "a standard library has more files");
}

/// Each name once at its first place, then all places at once.
fn hover_all(text: &str) -> (usize, usize) {
    let snapshot = Snapshot::new(text, 0);
    let mut analysis = Analysis::new(Catalog::builtin());
    analysis.update(&snapshot);
    let mut seen = HashSet::new();
    for node in snapshot.trees().nodes().filter(|node| node.kind() == "identifier") {
        if seen.insert(&text[node.byte_range()]) {
            analysis.glosses_at(node.start_byte());
        }
    }
    (seen.len(), analysis.glosses().len())
}
