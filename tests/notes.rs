//! Every built-in note is held to its format, and every example in it is run.
//!
//! An example is a complete script: it must print exactly what its `text` fence says, under every
//! CPython from 3.9 on that is found here. `cargo test --test notes -- --nocapture` shows which
//! interpreters ran and which examples a version left out.

use pulldown_cmark::{Event, Parser, Tag};
#[path = "notes/evidence.rs"]
mod evidence;
#[path = "notes/running.rs"]
mod running;

use pygloss::catalog::Catalog;
use pygloss::catalog::note::{Example, Note, Section};
use pygloss::check::{Analysis, Finding};
use pygloss::document::Snapshot;
use pygloss::language::Language;
use running::{Run, interpreters, left_out, mismatch, run, with_pytest};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const WORKERS: usize = 4;

const PROSE_COLUMNS: usize = 100;
const CODE_COLUMNS: usize = 76;
/// The two headings whose subsections explain patterns.
const FINDINGS: &str = "Traps";
const GLOSSES: &str = "Reading the code";

struct Topic {
    id: String,
    path: PathBuf,
    source: String,
    note: Note,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar-queries")
}

/// All topics; what cannot be parsed fails the test with its file and line.
fn topics() -> Vec<Topic> {
    let mut out = Vec::new();
    let mut mistakes = Vec::new();
    let entries = fs::read_dir(folder()).expect("grammar-queries can be read");
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    for folder in folders {
        let id = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = folder.join("note.md");
        let source = match fs::read_to_string(&path) {
            Ok(source) => source,
            Err(error) => {
                mistakes.push(format!("{id}/note.md: {error}"));
                continue;
            }
        };
        match Note::parse(&source) {
            Ok(note) => out.push(Topic { id, path, source, note }),
            Err(errors) => {
                mistakes.extend(errors.iter().map(|error| format!("{id}/note.md:{}: {}", error.line, error.message)))
            }
        }
    }
    report(mistakes);
    out
}

/// Fails with all mistakes at once, one per line.
fn report(mistakes: Vec<String>) {
    assert!(mistakes.is_empty(), "{} mistakes:\n{}", mistakes.len(), mistakes.join("\n"));
}

/// Runs a check over all notes; it answers with the 1-based line and what is wrong there.
fn check(check: impl Fn(&Topic) -> Vec<(usize, String)>) {
    let mut mistakes = Vec::new();
    for topic in topics() {
        let found = check(&topic);
        mistakes.extend(found.iter().map(|(line, text)| format!("{}/note.md:{line}: {text}", topic.id)));
    }
    report(mistakes);
}

// The examples.

/// The examples that can be run.
fn scripts(topic: &Topic) -> impl Iterator<Item = &Example> {
    topic.note.examples.iter().filter(|example| example.language == Language::Python)
}

/// What is not run is checked: the first fence of a trap has the finding, the second has not.
#[test]
fn examples_that_are_no_scripts_show_the_trap_and_the_remedy() {
    check(|topic| {
        let mut found = Vec::new();
        for section in under(&topic.note, FINDINGS) {
            let examples = topic.note.examples.iter().filter(|example| example.section == section.heading);
            let files = examples.filter(|example| example.language != Language::Python);
            for (index, example) in files.enumerate() {
                let snapshot = Snapshot::of(example.language, &example.code, 0);
                let mut analysis = Analysis::new(Catalog::builtin());
                analysis.update(&snapshot);
                let id =
                    |finding: &Finding| Catalog::builtin().patterns()[finding.pattern].id.as_str() == section.heading;
                let has = analysis.findings().iter().any(id);
                if has != (index == 0) {
                    let text = if has { "the remedy has the finding" } else { "the trap lacks the finding" };
                    found.push((example.line, text.to_string()));
                }
            }
        }
        found
    });
}

#[test]
fn examples_do_what_they_say() {
    let topics = topics();
    let interpreters = interpreters();
    let mut jobs = Vec::new();
    for interpreter in &interpreters {
        let mut skipped = 0;
        let before = jobs.len();
        for topic in &topics {
            for example in scripts(topic) {
                let Some(reason) = left_out(example, interpreter.version) else {
                    jobs.push((interpreter, topic, example));
                    continue;
                };
                skipped += 1;
                let (line, name) = (example.line, &interpreter.name);
                eprintln!("SKIPPED by CPython {name}: {}/note.md:{line} ({reason})", topic.id);
            }
        }
        let (name, program) = (&interpreter.name, interpreter.program.display());
        let count = jobs.len() - before;
        eprintln!("CPython {name} ({program}): {count} examples run, {skipped} skipped");
    }
    for topic in &topics {
        for example in scripts(topic) {
            if interpreters.iter().all(|each| left_out(example, each.version).is_some()) {
                eprintln!("NOT RUN by any interpreter: {}/note.md:{}", topic.id, example.line);
            }
        }
    }
    // Before the threads start, so that none installs what another one is about to use.
    if topics.iter().any(|topic| scripts(topic).any(|example| example.pytest)) {
        report(interpreters.iter().filter_map(|interpreter| with_pytest(interpreter).err()).collect());
    }
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some((interpreter, topic, example)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let problem = match run(interpreter, example) {
                        Ok(run) => mismatch(example, &run),
                        Err(problem) => Some(problem),
                    };
                    let Some(problem) = problem else { continue };
                    let (line, name) = (example.line, &interpreter.name);
                    let text = format!("{}/note.md:{line} on CPython {name} {problem}", topic.id);
                    failures.lock().expect("no thread panicked").push(text);
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no thread panicked");
    failures.sort();
    report(failures);
    evidence::hold(&topics, &interpreters);
}

#[test]
fn a_script_is_judged_by_output_exception_and_warning() {
    let example = |raises: Option<&str>, warns| Example {
        output: Some("1\n".to_string()),
        raises: raises.map(str::to_string),
        warns,
        ..Example::default()
    };
    let run = |code, stdout: &str, stderr: &str| Run {
        code: Some(code),
        stdout: stdout.to_string(),
        stderr: stderr.to_string(),
    };
    let plain = example(None, false);
    assert_eq!(mismatch(&plain, &run(0, "1\n", "")), None);
    assert!(mismatch(&plain, &run(0, "1", "")).is_some());
    assert!(mismatch(&plain, &run(1, "1\n", "KeyError: 1\n")).is_some());
    assert!(mismatch(&plain, &run(0, "1\n", "Exception ignored in: x\n")).is_some());
    let raising = example(Some("KeyError"), false);
    assert_eq!(mismatch(&raising, &run(1, "1\n", "Traceback\nKeyError: 1\n")), None);
    assert_eq!(mismatch(&raising, &run(1, "1\n", "Traceback\nmy.mod.KeyError\n")), None);
    assert!(mismatch(&raising, &run(1, "1\n", "Traceback\nOSError: 1\n")).is_some());
    assert!(mismatch(&raising, &run(1, "", "Traceback\nKeyError: 1\n")).is_some());
    let warning = example(None, true);
    assert_eq!(mismatch(&warning, &run(0, "1\n", "a.py:1: SyntaxWarning: x\n")), None);
    assert!(mismatch(&warning, &run(0, "1\n", "")).is_some());
}

#[test]
fn an_example_that_nobody_has_executed_is_told() {
    let page = |versions: &str| format!("# x\n\nThe last whole run was under CPython {versions}.\n");
    let topics = topics();
    let newest = topics.iter().flat_map(scripts).filter_map(|example| example.since).max();
    assert_eq!(newest, Some((3, 13)), "the page below is too old for a new example");
    assert!(evidence::never_executed(&topics, &page("3.9.1, 3.13.0")).is_empty());
    assert_eq!(evidence::never_executed(&topics, &page("3.9.1, 3.12.1")).len(), 1);
    let all: usize = topics.iter().map(|topic| scripts(topic).count()).sum();
    assert_eq!(evidence::never_executed(&topics, "# x\n").len(), all);
}

#[test]
fn versions_bound_an_example_inclusively() {
    let bounded = Example { since: Some((3, 11)), until: Some((3, 13)), ..Example::default() };
    let runs = |minor| left_out(&bounded, (3, minor)).is_none();
    assert_eq!([10, 11, 13, 14].map(runs), [false, true, true, false]);
}

// The format.

/// The subsections under a heading of level 2.
fn under<'n>(note: &'n Note, heading: &str) -> Vec<&'n Section> {
    let sections = note.sections.iter();
    let after = sections.skip_while(|section| section.heading != heading).skip(1);
    after.take_while(|section| section.level > 2).collect()
}

#[test]
fn front_matter_is_complete() {
    check(|topic| {
        let note = &topic.note;
        let mut found = Vec::new();
        let mut demand = |holds: bool, text: &str| {
            if !holds {
                found.push((1, text.to_string()));
            }
        };
        demand(note.question.ends_with('?'), "the question does not end with `?`");
        demand(!note.title.ends_with(['.', '?']), "the title is not a sentence");
        demand(!note.aliases.is_empty(), "no aliases");
        demand(!note.sources.is_empty(), "no sources");
        let is_address = |source: &String| source.starts_with("https://") && !source.contains(' ');
        demand(note.sources.iter().all(is_address), "a source is not an https address");
        let distinct: HashSet<&String> = note.sources.iter().collect();
        demand(distinct.len() == note.sources.len(), "a source is listed twice");
        found
    });
}

#[test]
fn an_alias_belongs_to_one_topic() {
    let topics = topics();
    let mut owners: HashMap<String, &str> = HashMap::new();
    let mut mistakes = Vec::new();
    for topic in &topics {
        for alias in &topic.note.aliases {
            if let Some(owner) = owners.insert(alias.trim().to_lowercase(), &topic.id) {
                mistakes.push(format!("`{alias}` is an alias of {owner} and of {}", topic.id));
            }
        }
    }
    report(mistakes);
}

#[test]
fn the_answer_has_two_sentences() {
    check(|topic| {
        let count = sentences(&topic.note.answer);
        let line = 1 + topic.source[..topic.source.find(&topic.note.answer).unwrap_or(0)].matches('\n').count();
        let mistake = (line, format!("the answer has {count} sentences instead of two"));
        if count == 2 { Vec::new() } else { vec![mistake] }
    });
}

/// Counts full stops, question and exclamation marks that end a word outside code.
fn sentences(markdown: &str) -> usize {
    let prose: String =
        markdown.split('`').enumerate().map(|(at, part)| if at % 2 == 0 { part } else { "x" }).collect();
    let words = prose.split_whitespace().map(|word| word.trim_end_matches(['*', '_', ')', '"']));
    words.filter(|word| word.ends_with(['.', '?', '!']) && !matches!(*word, "e.g." | "i.e.")).count()
}

#[test]
fn notes_have_all_their_parts() {
    check(|topic| {
        let note = &topic.note;
        let mut found = Vec::new();
        for heading in ["Why", "Example", GLOSSES, FINDINGS, "Ask next"] {
            if note.section(heading).is_none_or(|section| section.level != 2) {
                found.push((1, format!("no `## {heading}`")));
            }
        }
        let examples = note.examples.iter().filter(|example| example.section == "Example").count();
        if examples < 2 {
            found.push((1, format!("{examples} examples under `## Example` instead of two")));
        }
        if note.next.len() < 4 {
            found.push((1, format!("{} questions under `## Ask next` instead of four", note.next.len())));
        }
        found
    });
}

#[test]
fn pattern_sections_carry_an_id_and_a_lead() {
    check(|topic| {
        let mut found = Vec::new();
        for heading in [FINDINGS, GLOSSES] {
            for section in under(&topic.note, heading) {
                let words: Vec<&str> = section.heading.split('-').collect();
                let is_word = |word: &&str| {
                    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                };
                if section.level != 3 || words.len() < 2 || !words.iter().all(is_word) {
                    found.push((section.line, format!("`{}` is no pattern's id", section.heading)));
                }
                if section.lead.is_empty() {
                    found.push((section.line, format!("`{}` says nothing", section.heading)));
                }
            }
        }
        found
    });
}

#[test]
fn a_finding_shows_the_trap_and_the_remedy() {
    check(|topic| {
        let mut found = Vec::new();
        for section in under(&topic.note, FINDINGS) {
            let fences: Vec<&str> = section.text.lines().filter(|line| line.starts_with("```")).collect();
            let language =
                |line: &str| line.split(' ').next().and_then(|fence| fence.strip_prefix("```")).map(str::to_string);
            let mut code: Vec<String> = fences.iter().filter_map(|line| language(line)).collect();
            code.retain(|language| !matches!(language.as_str(), "" | "text"));
            let known = Language::ALL.iter().any(|own| code.iter().all(|language| language == own.fence()));
            if code.len() != 2 || !known {
                let text = "needs two fences in one language, the trap and the remedy, and no other code";
                found.push((section.line, format!("`{}` {text}", section.heading)));
            }
        }
        found
    });
}

#[test]
fn internal_links_resolve() {
    check(|topic| {
        let mut found = Vec::new();
        let body_start = topic.source.len() - topic.note.body.len();
        for (event, range) in Parser::new(&topic.note.body).into_offset_iter() {
            let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
            let line = 1 + topic.source[..body_start + range.start].matches('\n').count();
            if let Some(problem) = link_problem(topic, &dest_url) {
                found.push((line, format!("`{dest_url}`: {problem}")));
            }
        }
        found
    });
}

fn link_problem(topic: &Topic, address: &str) -> Option<String> {
    if address.starts_with("https://") {
        return None;
    }
    if address.contains("://") {
        return Some("only https".to_string());
    }
    let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
    let source = if file.is_empty() {
        topic.source.clone()
    } else {
        let path = topic.path.parent().unwrap_or(Path::new("")).join(file);
        match fs::read_to_string(path) {
            Ok(source) => source,
            Err(error) => return Some(error.to_string()),
        }
    };
    if anchor.is_empty() {
        return None;
    }
    let note = Note::parse(&source).ok()?;
    let known = note.sections.iter().any(|section| slug(&section.heading) == anchor);
    (!known).then(|| "no such heading there".to_string())
}

/// The anchor that Markdown viewers give a heading.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn lines_fit_a_terminal() {
    check(|topic| {
        let mut found = Vec::new();
        let mut in_fence = false;
        for (index, line) in topic.source.lines().enumerate() {
            let is_border = line.trim_start().starts_with("```");
            let limit = if in_fence { CODE_COLUMNS } else { PROSE_COLUMNS };
            let columns = line.chars().count();
            // A hash is as long as it is.
            let is_hash = line.trim_start().starts_with("--hash=");
            if columns > limit && !is_border && !is_hash {
                found.push((index + 1, format!("{columns} columns instead of {limit}")));
            }
            in_fence ^= is_border;
        }
        found
    });
}
