//! Ten thousand generated hierarchies, and the table of known classes under every CPython.

use super::{oracle, oracle_under, orders, running};
use pygloss::semantics::classes::{Conflict, Mro, known};
use rayon::prelude::*;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

const HIERARCHIES: u32 = 10_000;
/// Another one is another ten thousand.
const SEED: &str = "3";

/// How many differences are printed.
const SHOWN: usize = 10;

#[test]
fn every_generated_hierarchy_is_ordered_or_refused_as_by_cpython() {
    let count = HIERARCHIES.to_string();
    let mut child = oracle(&["generated", &count, SEED])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("python3 is needed as the oracle: {error}"));
    let lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let outcomes: Vec<(usize, usize, Vec<String>)> = lines
        .par_bridge()
        .map(|line| differences(&serde_json::from_str(&line.expect("UTF-8")).expect("JSON")))
        .collect();
    assert!(child.wait().expect("python ends").success(), "the oracle failed");
    assert_eq!(outcomes.len(), HIERARCHIES as usize);
    let classes: usize = outcomes.iter().map(|(classes, ..)| classes).sum();
    let refused: usize = outcomes.iter().map(|(_, refused, _)| refused).sum();
    let different: Vec<&String> = outcomes.iter().flat_map(|(.., different)| different).collect();
    println!(
        "{HIERARCHIES} hierarchies, {classes} classes, {refused} of them refused by CPython: {} differences",
        different.len()
    );
    assert!(refused > classes / 50, "the hierarchies have too few conflicts: {refused}");
    let first: Vec<&&String> = different.iter().take(SHOWN).collect();
    assert!(different.is_empty(), "{first:#?}");
}

/// Number of classes, of those that CPython refuses, and what differs.
fn differences(hierarchy: &serde_json::Value) -> (usize, usize, Vec<String>) {
    let source = hierarchy["source"].as_str().expect("a text");
    let expected = hierarchy["classes"].as_array().expect("a list");
    let found = orders(source);
    assert_eq!(found.len(), expected.len(), "{source}");
    let mut different = Vec::new();
    let mut refused = 0;
    for (found, expected) in found.iter().zip(expected) {
        let [name, kind, detail] = [0, 1, 2].map(|index| &expected[index]);
        let kind = kind.as_str().expect("a word");
        refused += usize::from(matches!(kind, "order" | "duplicate"));
        let agrees = match (&found.mro, kind) {
            (Mro::Order(_), "ok") => serde_json::json!(found.shown) == *detail,
            (Mro::Conflict(Conflict::Order { demands, works }), "order") => {
                !demands.is_empty() && (detail.is_null() || serde_json::json!(works) == *detail)
            }
            (Mro::Conflict(Conflict::Duplicate(_)), "duplicate") | (Mro::Unknown { .. }, "unknown") => true,
            _ => false,
        };
        if !agrees {
            different.push(format!("{name} is {kind} {detail}, not {:?} ({:?}) in\n{source}", found.mro, found.shown));
        }
    }
    (expected.len(), refused, different)
}

#[test]
fn the_table_of_known_classes_is_right_under_every_cpython() {
    let rows = serde_json::to_string(known::table()).expect("plain data");
    for interpreter in running::interpreters() {
        let mut child = oracle_under(&interpreter.program, &["table"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it ran a moment ago");
        child.stdin.take().expect("stdin is piped").write_all(rows.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        println!("CPython {}: {} rows compared", interpreter.name, answer["rows"]);
        assert_eq!(answer["wrong"], serde_json::json!([]), "CPython {}", interpreter.name);
    }
    let sorted = known::table().is_sorted_by_key(|(name, ..)| (name.contains('.'), *name));
    assert!(sorted, "the table is searched by halves");
}
