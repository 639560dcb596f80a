//! Fixes of many texts held to their promises, and told.

use super::alone::{Applied, fixes_of};
use super::cpython;
use super::together::{self, Mode};
use pygloss::language::Language;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many broken promises are printed in full.
const SHOWN: usize = 12;

/// A text with a name for the report.
pub struct Subject {
    pub name: String,
    pub language: Language,
    pub text: String,
}

/// Holds all fixes of these texts to their promises.
pub fn hold(what: &str, subjects: &[Subject]) {
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
