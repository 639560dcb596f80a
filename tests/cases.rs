//! Every topic's patterns against its `cases.py`: what must be found and what must not, what each
//! fix makes of the code, and what a hover says. The format is described in `cases/block.rs`.

#[path = "cases/block.rs"]
mod block;
#[path = "cases/check.rs"]
mod check;
#[path = "cases/loading.rs"]
mod loading;

use block::{Block, Says};
use pygloss::catalog::{Catalog, Topic};
use std::collections::BTreeMap;

/// How many cases of each sort a pattern needs at least.
const TRIGGERS: usize = 3;
const LOOK_ALIKES: usize = 3;
const HOVERS: usize = 2;

/// The topics' cases: the file's path in the project, and its blocks. `PYGLOSS_TOPIC` narrows them to
/// one topic.
fn all_cases() -> Vec<(&'static Topic, String, Vec<Block>)> {
    let only = std::env::var("PYGLOSS_TOPIC").ok();
    let mut cases = Vec::new();
    let mut wrong = Vec::new();
    for topic in Catalog::builtin().topics() {
        if only.as_ref().is_some_and(|only| *only != topic.id) {
            continue;
        }
        let file = format!("grammar-queries/{}/cases.py", topic.id);
        let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        let source = match std::fs::read_to_string(&path) {
            Ok(source) => source,
            Err(error) => {
                wrong.push(format!("{file}: {error}"));
                continue;
            }
        };
        let (blocks, mistakes) = block::read(&source);
        wrong.extend(mistakes.into_iter().map(|(line, mistake)| format!("{file}:{line}: {mistake}")));
        cases.push((topic, file, blocks));
    }
    report(wrong);
    cases
}

/// Fails with all mistakes at once.
fn report(mistakes: Vec<String>) {
    assert!(mistakes.is_empty(), "{} mistakes:\n{}", mistakes.len(), mistakes.join("\n"));
}

#[test]
fn every_case_holds() {
    let mut wrong = Vec::new();
    for (_, file, blocks) in all_cases() {
        let mut mistakes: Vec<(usize, String)> = blocks.iter().flat_map(check::mistakes).collect();
        mistakes.sort();
        wrong.extend(mistakes.into_iter().map(|(line, mistake)| format!("{file}:{line}: {mistake}")));
    }
    report(wrong);
}

#[test]
fn every_pattern_has_enough_cases() {
    let catalog = Catalog::builtin();
    let mut wrong = Vec::new();
    for (topic, file, blocks) in all_cases() {
        let mut triggers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut hovers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut look_alikes: BTreeMap<&str, usize> = BTreeMap::new();
        for block in &blocks {
            for marker in &block.markers {
                let (counts, id) = match &marker.says {
                    Says::Finding { id, .. } => (&mut triggers, id),
                    Says::Gloss { id, .. } => (&mut hovers, id),
                    Says::NoGloss { id } => (&mut look_alikes, id),
                };
                *counts.entry(id).or_default() += 1;
                if catalog.pattern(id).is_none() {
                    wrong.push(format!("{file}:{}: there is no pattern `{id}`", marker.line));
                }
            }
            for (line, id) in &block.look_alikes {
                *look_alikes.entry(id).or_default() += 1;
                if catalog.pattern(id).is_none() {
                    wrong.push(format!("{file}:{line}: there is no pattern `{id}`"));
                }
            }
        }
        let own = |id: &str| catalog.topics()[catalog.pattern(id).map_or(0, |pattern| pattern.topic)].id == topic.id;
        for pattern in catalog.patterns().iter().filter(|pattern| own(&pattern.id)) {
            let mut needs = |counts: &BTreeMap<&str, usize>, least: usize, what: &str| {
                let has = counts.get(pattern.id.as_str()).copied().unwrap_or_default();
                if has < least {
                    wrong.push(format!("{file}: {} has {has} {what}, needs {least}", pattern.id));
                }
            };
            if pattern.severity.is_some() {
                needs(&triggers, TRIGGERS, "triggers");
                needs(&look_alikes, LOOK_ALIKES, "look-alikes");
            } else {
                needs(&hovers, HOVERS, "hovers");
            }
        }
    }
    report(wrong);
}

#[test]
fn notes_and_patterns_speak_of_the_same() {
    let catalog = Catalog::builtin();
    let mut wrong = Vec::new();
    for (index, topic) in catalog.topics().iter().enumerate() {
        for pattern in catalog.patterns().iter().filter(|pattern| pattern.topic == index) {
            if topic.note.section(&pattern.id).is_none() {
                wrong.push(format!("{}/note.md: no section for `{}`", topic.id, pattern.id));
            }
        }
        let mut around = "";
        for section in &topic.note.sections {
            if section.level <= 2 {
                around = &section.heading;
                continue;
            }
            let is_finding = match around {
                "Traps" => true,
                "Reading the code" => false,
                _ => continue,
            };
            let place = format!("{}/note.md:{}", topic.id, section.line);
            match catalog.pattern(&section.heading) {
                None => wrong.push(format!("{place}: there is no pattern `{}`", section.heading)),
                Some(pattern) if pattern.topic != index => {
                    wrong.push(format!("{place}: `{}` belongs to another topic", pattern.id));
                }
                Some(pattern) if pattern.severity.is_some() != is_finding => {
                    wrong.push(format!("{place}: `{}` stands under \"{around}\"", pattern.id));
                }
                Some(_) => {}
            }
        }
    }
    report(wrong);
}
