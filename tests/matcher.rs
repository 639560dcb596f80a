//! The matcher against tree-sitter's own queries: over the whole standard library, both give the
//! same matches with the same captures for every pattern of the catalogue.

use pygloss::catalog::Catalog;
use pygloss::catalog::matcher::Matcher;
use pygloss::document::Snapshot;
use pygloss::language::Language;
use pygloss::nodes::Nodes;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tree_sitter::{Node, Query, QueryCursor, StreamingIterator};

/// A match: which clause, and what it captured, by name and byte range.
type Found = (usize, Vec<(String, usize, usize)>);

/// tree-sitter's queries of all topics in a language, in the order in which the catalogue numbers
/// its clauses: Python's first.
fn stock_queries(language: Language) -> Vec<Query> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar-queries");
    let topics = Catalog::builtin().topics();
    let queries = topics.iter().map(|topic| {
        let path = root.join(&topic.id).join(language.query_file());
        let source = std::fs::read_to_string(&path).unwrap_or_default();
        Query::new(&language.grammar(), &source).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    queries.collect()
}

fn by_stock(queries: &[Query], root: Node, text: &str) -> BTreeSet<Found> {
    let mut found = BTreeSet::new();
    let mut first = 0;
    for query in queries {
        let mut cursor = QueryCursor::new();
        let mut matches = cursor.matches(query, root, text.as_bytes());
        while let Some(one) = matches.next() {
            let named = |capture: &tree_sitter::QueryCapture| {
                let name = query.capture_names()[capture.index as usize].to_string();
                (name, capture.node.start_byte(), capture.node.end_byte())
            };
            let mut captures: Vec<_> = one.captures().iter().map(named).collect();
            captures.sort();
            found.insert((first + one.pattern_index, captures));
        }
        first += query.pattern_count();
    }
    found
}

fn by_ours(matchers: &[&Matcher], root: Node, text: &str) -> BTreeSet<Found> {
    let mut found = BTreeSet::new();
    for matcher in matchers {
        matcher.each_match(
            &mut Nodes::new(root),
            None,
            |node| &text[node.byte_range()],
            |number, captures| {
                let mut captures: Vec<_> = captures
                    .iter()
                    .map(|capture| {
                        let name = matcher.capture_names()[capture.index as usize].clone();
                        (name, capture.node.start_byte(), capture.node.end_byte())
                    })
                    .collect();
                captures.sort();
                found.insert((number, captures));
            },
        );
    }
    found
}

fn python_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("site-packages") {
            python_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

#[test]
fn every_pattern_matches_as_in_tree_sitter() {
    let python = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("python3 runs: apt-get install python3");
    let folder = String::from_utf8(python.stdout).expect("a path in UTF-8");
    let mut files = Vec::new();
    python_files(Path::new(folder.trim()), &mut files);
    python_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar-queries"), &mut files);
    assert!(files.len() > 500, "no standard library in {folder}");

    let catalog = Catalog::builtin();
    let matchers = [catalog.finding_matcher(Language::Python), catalog.gloss_matcher(Language::Python)];
    let stock = stock_queries(Language::Python);
    let everything = Language::ALL.into_iter().flat_map(stock_queries);
    let clauses: usize = everything.map(|query| query.pattern_count()).sum();
    assert_eq!(clauses, catalog.clauses().len(), "the catalogue has not loaded every pattern");
    let checked: Vec<(usize, Option<String>)> = files
        .par_iter()
        .filter_map(|path| Some((path, std::fs::read_to_string(path).ok()?)))
        .map(|(path, text)| {
            let snapshot = Snapshot::new(&text, 0);
            let (mut theirs, mut ours) = (BTreeSet::new(), BTreeSet::new());
            for root in snapshot.trees().roots() {
                theirs.extend(by_stock(&stock, root, &text));
                ours.extend(by_ours(&matchers, root, &text));
            }
            let difference = theirs.symmetric_difference(&ours).next().map(|(clause, captures)| {
                let side = if theirs.contains(&(*clause, captures.clone())) { "only tree-sitter" } else { "only we" };
                let at = captures.first().map_or(0, |capture| capture.1);
                let line = text[..at].matches('\n').count() + 1;
                format!("{}:{line}: clause {clause}: {side}: {captures:?}", path.display())
            });
            (theirs.len(), difference)
        })
        .collect();
    let total: usize = checked.iter().map(|(count, _)| count).sum();
    let differences: Vec<&String> = checked.iter().filter_map(|(_, difference)| difference.as_ref()).collect();
    println!("{} files, {clauses} patterns, {total} matches", checked.len());
    assert!(total > 10_000, "too few matches to say anything");
    assert!(
        differences.is_empty(),
        "{} files differ, among them:\n{:#?}",
        differences.len(),
        &differences[..differences.len().min(10)]
    );
}
