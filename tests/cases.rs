//! Every topic's patterns against its `cases.py` (`cases.txt` and `cases.toml` for the other languages): what must be found and what must not, what each
//! fix makes of the code, and what a hover says. The format is described in `server/cases/block.rs`.

#[path = "cases/loading.rs"]
mod loading;

use pygloss::cases::{Block, Says, case_file, mistakes, read};
use pygloss::catalog::{Catalog, Topic, TopicSource, load};
use pygloss::language::Language;
use std::collections::BTreeMap;
use std::path::Path;

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
        let folder = format!("{}/grammar-queries/{}", env!("CARGO_MANIFEST_DIR"), topic.id);
        for language in Language::ALL {
            let name = case_file(language);
            let file = format!("grammar-queries/{}/{name}", topic.id);
            let source = match std::fs::read_to_string(format!("{folder}/{name}")) {
                Ok(source) => source,
                Err(_) if !Path::new(&format!("{folder}/{}", language.query_file())).exists() => continue,
                Err(error) => {
                    wrong.push(format!("{file}: {error}"));
                    continue;
                }
            };
            let (blocks, unread) = read(&source, language);
            wrong.extend(unread.into_iter().map(|(line, mistake)| format!("{file}:{line}: {mistake}")));
            cases.push((topic, file, blocks));
        }
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
        let mut found: Vec<(usize, String)> =
            blocks.iter().flat_map(|block| mistakes(block, Catalog::builtin(), None)).collect();
        found.sort();
        wrong.extend(found.into_iter().map(|(line, mistake)| format!("{file}:{line}: {mistake}")));
    }
    report(wrong);
}

#[test]
fn every_pattern_has_enough_cases() {
    let catalog = Catalog::builtin();
    let mut wrong = Vec::new();
    let (mut triggers, mut hovers, mut look_alikes) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let cases = all_cases();
    for (_, file, blocks) in &cases {
        for block in blocks {
            for marker in &block.markers {
                let (counts, id) = match &marker.says {
                    Says::Finding { id, .. } => (&mut triggers, id),
                    Says::Gloss { id, .. } => (&mut hovers, id),
                    Says::NoGloss { id } => (&mut look_alikes, id),
                };
                *counts.entry(id.as_str()).or_default() += 1;
                if catalog.pattern(id).is_none() {
                    wrong.push(format!("{file}:{}: there is no pattern `{id}`", marker.line));
                }
            }
            for (line, id) in &block.look_alikes {
                *look_alikes.entry(id.as_str()).or_default() += 1;
                if catalog.pattern(id).is_none() {
                    wrong.push(format!("{file}:{line}: there is no pattern `{id}`"));
                }
            }
        }
    }
    let is_read = |topic: &Topic| cases.iter().any(|(read, ..)| std::ptr::eq(*read, topic));
    for pattern in catalog.patterns().iter().filter(|pattern| is_read(&catalog.topics()[pattern.topic])) {
        let mut needs = |counts: &BTreeMap<&str, usize>, what: &str, least: usize| {
            let has = counts.get(pattern.id.as_str()).copied().unwrap_or_default();
            if has < least {
                let topic = &catalog.topics()[pattern.topic].id;
                wrong.push(format!("grammar-queries/{topic}: {} has {has} {what}, needs {least}", pattern.id));
            }
        };
        if pattern.severity.is_some() {
            needs(&triggers, "triggers", TRIGGERS);
            needs(&look_alikes, "look-alikes", LOOK_ALIKES);
        } else {
            needs(&hovers, "hovers", HOVERS);
        }
    }
    report(wrong);
}

#[test]
fn notes_and_patterns_speak_of_the_same() {
    report(disagreements(Catalog::builtin()));
}

#[test]
fn a_pattern_without_a_section_and_a_section_without_a_pattern_are_told() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/grammar-queries/integer-caching/note.md");
    let note = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let note: &'static str = note.leak();
    let queries = "((identifier) @match (#set! id \"is-int-literal\"))\n((integer) @match (#set! id \"no-section\"))\n";
    let (catalog, mistakes) = load(&[TopicSource { id: "ints", note, queries: [queries, "", ""], file: None }]);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let told = disagreements(&catalog).join("\n");
    assert!(told.contains("ints/note.md: no section for `no-section`"), "{told}");
    assert!(told.contains(": there is no pattern `int-cache-status`"), "{told}");
    // A gloss whose section stands among the findings.
    assert!(told.contains(": `is-int-literal` stands under \"Traps\""), "{told}");
}

/// Where the notes' sections and the patterns do not fit each other.
fn disagreements(catalog: &Catalog) -> Vec<String> {
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
    wrong
}
