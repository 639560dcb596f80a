//! What a start, one keystroke, one hover, one opened file and one checked file cost, by size.
//!
//! `cargo bench --bench engine`. The text is the standard library of the `python3` at hand, joined
//! to the wanted number of lines; the figures say something side by side only.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use pygloss::catalog::Catalog;
use pygloss::check::Analysis;
use pygloss::document::{Document, Snapshot};
use pygloss::language::Language;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use tree_sitter::Query;

/// Source of about `lines` lines: modules of the standard library, one after the other.
fn source(lines: usize) -> String {
    let folder = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("python3 runs: apt-get install python3");
    let folder = String::from_utf8(folder.stdout).expect("a path in UTF-8");
    let mut text = String::new();
    for module in
        ["functools", "argparse", "ast", "inspect", "typing", "enum", "dataclasses", "tarfile", "zipfile", "pydoc"]
            .iter()
            .cycle()
    {
        let path = format!("{}/{module}.py", folder.trim());
        let module = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        // `from __future__` must come first in a file, so it cannot be joined.
        for line in module.lines().filter(|line| !line.starts_with("from __future__")) {
            let _ = writeln!(text, "{line}");
        }
        if text.lines().count() >= lines {
            return text;
        }
    }
    text
}

/// What a program does before its first match: it takes the patterns that the build has read, where
/// tree-sitter would compile them.
fn start(criterion: &mut Criterion) {
    criterion.bench_function("start/catalogue", |bench| bench.iter(Catalog::fresh));
    let grammar = Language::Python.grammar();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar-queries");
    let read = |id: &String| std::fs::read_to_string(folder.join(id).join(Language::Python.query_file())).ok();
    let queries: Vec<String> = Catalog::builtin().topics().iter().filter_map(|topic| read(&topic.id)).collect();
    let mut group = criterion.benchmark_group("start");
    group.sample_size(10);
    group.bench_function("tree-sitter", |bench| {
        bench.iter(|| {
            let compile = |source: &String| Query::new(&grammar, source).expect("a test holds them valid");
            queries.iter().map(compile).map(|query| query.pattern_count()).sum::<usize>()
        });
    });
    group.finish();
}

fn engine(criterion: &mut Criterion) {
    let catalog = Catalog::builtin();
    for lines in [1_000, 12_000] {
        let text = source(lines);
        let probe = "value = 2\n";
        let middle = text.lines().take(lines / 2).map(|line| line.len() + 1).sum::<usize>();
        let at = text[middle..].find("\ndef ").map_or(middle, |found| middle + found + 1);
        let text = format!("{}{probe}{}", &text[..at], &text[at..]);
        let digit = at + probe.len() - 1;
        let id = |name: &str| format!("{name}/{lines}");

        criterion.bench_function(&id("parse"), |bench| {
            bench.iter_batched(
                || Snapshot::new(&text, 1),
                |snapshot| snapshot.trees().roots().count(),
                BatchSize::LargeInput,
            );
        });
        criterion.bench_function(&id("open"), |bench| {
            bench.iter_batched(
                || Snapshot::new(&text, 1),
                |snapshot| {
                    let mut analysis = Analysis::new(catalog);
                    analysis.update(&snapshot);
                    analysis.findings().len()
                },
                BatchSize::LargeInput,
            );
        });
        criterion.bench_function(&id("keystroke"), |bench| {
            let mut document = Document::new(&text, 1);
            let mut analysis = Analysis::new(catalog);
            analysis.update(&document.snapshot());
            let mut grown = false;
            bench.iter(|| {
                if grown {
                    document.edit(digit..digit + 1, "");
                } else {
                    document.edit(digit..digit, "1");
                }
                grown = !grown;
                analysis.update(&document.snapshot());
                analysis.findings().len()
            });
        });
        criterion.bench_function(&id("reparse"), |bench| {
            let mut document = Document::new(&text, 1);
            document.snapshot().trees();
            let mut grown = false;
            bench.iter(|| {
                if grown {
                    document.edit(digit..digit + 1, "");
                } else {
                    document.edit(digit..digit, "1");
                }
                grown = !grown;
                document.snapshot().trees().roots().count()
            });
        });
        criterion.bench_function(&id("hover"), |bench| {
            let snapshot = Snapshot::new(&text, 1);
            let mut analysis = Analysis::new(catalog);
            analysis.update(&snapshot);
            let mut offset = 0;
            bench.iter(|| {
                offset = (offset + 9_973) % text.len();
                analysis.glosses_at(offset).len()
            });
        });
    }
}

criterion_group!(benches, start, engine);
criterion_main!(benches);
