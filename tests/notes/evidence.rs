//! The page that says what holds the notes: how many examples ran, where, and after which sources.

use super::{Topic, folder, report, scripts};
use crate::running::{Interpreter, left_out};
use pygloss::language::Language;
use std::fmt::Write as _;
use std::fs;

const HEAD: &str = "# What holds the notes\n\n\
    Each example is run as a script of its own, or by pytest, and must print what stands under it; each file that is\n\
    no script is checked: the trap has its finding, the remedy has not. A fact is taken from the sources named here.\n\n";

/// The rows: all that does not depend on the machine.
fn table(topics: &[Topic]) -> String {
    let mut table = String::from("| topic | scripts run | run by pytest | files checked | sources |\n");
    table.push_str("| --- | ---: | ---: | ---: | --- |\n");
    let mut sums = [0; 3];
    for topic in topics {
        let by_pytest = scripts(topic).filter(|example| example.pytest).count();
        let files = topic.note.examples.iter().filter(|example| example.language != Language::Python).count();
        let counts = [scripts(topic).count() - by_pytest, by_pytest, files];
        let mut newest = String::new();
        for example in scripts(topic) {
            if let Some((major, minor)) = example.since {
                let _ = write!(newest, " (one from {major}.{minor} on)");
            }
            if let Some((major, minor)) = example.until {
                let _ = write!(newest, " (one up to {major}.{minor})");
            }
        }
        let sources: Vec<String> = topic.note.sources.iter().map(|source| link(source)).collect();
        let [run, tests, checked] = counts;
        let id = &topic.id;
        let _ =
            writeln!(table, "| [{id}]({id}/note.md) | {run}{newest} | {tests} | {checked} | {} |", sources.join(", "));
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [run, tests, checked] = sums;
    let _ = writeln!(table, "| all {} | {run} | {tests} | {checked} | |", topics.len());
    table
}

/// A source by the last parts of its address.
fn link(source: &str) -> String {
    let address = source.trim_end_matches('/').split("://").last().unwrap_or(source);
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".html");
    let shown = if name.is_empty() { host.to_string() } else { format!("{host}: {}", name.replace(".html", "")) };
    format!("[{shown}]({source})")
}

/// The versions that the page names: those of the last whole run.
fn recorded(page: &str) -> Vec<(u8, u8)> {
    let line = page.lines().find_map(|line| line.strip_prefix("The last whole run was under CPython ")).unwrap_or("");
    let version = |name: &str| {
        let mut parts = name.trim().trim_end_matches('.').split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    line.split(',').filter_map(version).collect()
}

/// The examples that no interpreter of the last whole run has executed.
pub fn never_executed(topics: &[Topic], page: &str) -> Vec<String> {
    let versions = recorded(page);
    let mut never = Vec::new();
    for topic in topics {
        for example in scripts(topic).filter(|example| versions.iter().all(|one| left_out(example, *one).is_some())) {
            never.push(format!("{}/note.md:{}: nobody has executed this example", topic.id, example.line));
        }
    }
    never
}

/// Holds the page to the notes once all examples have run; `PYGLOSS_BLESS=1` renews it, with the
/// interpreters that they have run under.
pub fn hold(topics: &[Topic], interpreters: &[Interpreter]) {
    let path = folder().join("EVIDENCE.md");
    let table = table(topics);
    if std::env::var_os("PYGLOSS_BLESS").is_some() {
        let names: Vec<&str> = interpreters.iter().map(|interpreter| interpreter.name.as_str()).collect();
        let page = format!("{HEAD}The last whole run was under CPython {}.\n\n{table}", names.join(", "));
        report(never_executed(topics, &page));
        fs::write(&path, page).expect("EVIDENCE.md can be written");
        return;
    }
    let page = fs::read_to_string(&path).unwrap_or_default();
    report(never_executed(topics, &page));
    let problem = "EVIDENCE.md is not what has run; renew it with PYGLOSS_BLESS=1 cargo test --test notes".to_string();
    report((!page.ends_with(&table)).then_some(problem).into_iter().collect());
}
