//! Every built-in note is held to its format, and every example in it is run.
//!
//! An example is a complete script: it must print exactly what its `text` fence says, under every
//! CPython from 3.9 on that is found here. `cargo test --test notes -- --nocapture` shows which
//! interpreters ran and which examples a version left out.

use pulldown_cmark::{Event, Parser, Tag};
use pygloss::catalog::note::{Example, Note, Section};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The oldest version that the examples are written for.
const OLDEST: (u8, u8) = (3, 9);
const NEWEST_PROBED: u8 = 20;
const WORKERS: usize = 4;
const TIME_LIMIT: Duration = Duration::from_secs(60);

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

struct Interpreter {
    program: PathBuf,
    /// What tells two interpreters apart: full version and build flags.
    name: String,
    version: (u8, u8),
}

/// Every distinct CPython from [`OLDEST`] on: on PATH, under pyenv and in /usr/bin.
fn interpreters() -> Vec<Interpreter> {
    let mut folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    folders.push(PathBuf::from("/usr/bin"));
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv"));
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or(home);
    if let Some(versions) = pyenv.and_then(|root| fs::read_dir(root.join("versions")).ok()) {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let mut names = vec!["python3".to_string()];
    names.extend((OLDEST.1..=NEWEST_PROBED).map(|minor| format!("python3.{minor}")));
    if cfg!(windows) {
        names.push("python".to_string());
    }
    let mut found = BTreeMap::new();
    for folder in folders {
        for name in &names {
            let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if !program.is_file() {
                continue;
            }
            let Some((key, interpreter)) = probe(program) else { continue };
            found.entry(key).or_insert(interpreter);
        }
    }
    assert!(
        !found.is_empty(),
        "no CPython {}.{} or later was found to run the notes' examples with: \
         install one, for instance with `apt-get install python3`",
        OLDEST.0,
        OLDEST.1
    );
    found.into_values().collect()
}

/// Asks a program what it is; `None` unless it is a CPython that the examples are written for.
fn probe(program: PathBuf) -> Option<((u8, u8, u8, String), Interpreter)> {
    let script = "import platform, sys\n\
                  flags = getattr(sys, 'abiflags', '')\n\
                  print(platform.python_implementation(), *sys.version_info[:3], flags)\n\
                  print(sys.executable)";
    let output = Command::new(&program).args(["-I", "-c", script]).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    // The program itself: what was asked may be a script that picks one.
    let (first, executable) = text.split_once('\n')?;
    let program = PathBuf::from(executable.trim_end());
    let mut words = first.split_whitespace();
    if words.next() != Some("CPython") {
        return None;
    }
    let mut number = || words.next()?.parse::<u8>().ok();
    let (major, minor, micro) = (number()?, number()?, number()?);
    let flags = words.next().unwrap_or_default().to_string();
    let version = (major, minor);
    let name = format!("{major}.{minor}.{micro}{flags}");
    let key = (major, minor, micro, flags);
    (version >= OLDEST).then_some((key, Interpreter { program, name, version }))
}

/// Why a version does not run an example.
fn left_out(example: &Example, version: (u8, u8)) -> Option<String> {
    match (example.since, example.until) {
        (Some(since), _) if version < since => Some(format!("since={}.{}", since.0, since.1)),
        (_, Some(until)) if version > until => Some(format!("until={}.{}", until.0, until.1)),
        _ => None,
    }
}

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs a script in a fresh interpreter whose current directory is empty.
fn run(interpreter: &Interpreter, example: &Example) -> Result<Run, String> {
    let problem = |error: std::io::Error| format!("cannot be run: {error}");
    let scratch = tempfile::tempdir().map_err(problem)?;
    let at = |name: &str| scratch.path().join(name);
    fs::write(at("example.py"), &example.code).map_err(problem)?;
    fs::create_dir(at("empty")).map_err(problem)?;
    let mut command = Command::new(&interpreter.program);
    command.args(["-I", "-X", "utf8"]);
    if !example.warns {
        command.args(["-W", "error"]);
    }
    // Files instead of pipes: nothing blocks when a script prints more than a pipe holds.
    let mut child = command
        .arg(at("example.py"))
        .current_dir(at("empty"))
        .stdin(Stdio::null())
        .stdout(File::create(at("stdout")).map_err(problem)?)
        .stderr(File::create(at("stderr")).map_err(problem)?)
        .spawn()
        .map_err(problem)?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(problem)? {
            break status;
        }
        if started.elapsed() > TIME_LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("still running after {} s", TIME_LIMIT.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let read = |name: &str| -> Result<String, String> {
        let bytes = fs::read(at(name)).map_err(problem)?;
        Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
    };
    Ok(Run { code: status.code(), stdout: read("stdout")?, stderr: read("stderr")? })
}

/// What a run did against the example's word.
fn mismatch(example: &Example, run: &Run) -> Option<String> {
    let last = run.stderr.trim_end().lines().next_back().unwrap_or_default();
    let expected = example.output.as_deref().unwrap_or_default();
    match &example.raises {
        Some(name) => {
            let raised = last.split(':').next().unwrap_or_default();
            let raised = raised.rsplit('.').next().unwrap_or_default();
            if run.code != Some(1) || raised != name {
                return Some(format!("must end with {name}, but: {}", run.stderr));
            }
        }
        None if run.code != Some(0) => return Some(format!("fails: {}", run.stderr)),
        None if example.warns && !run.stderr.contains("Warning: ") => {
            return Some("must warn, but does not".to_string());
        }
        None if !example.warns && !run.stderr.is_empty() => {
            return Some(format!("writes to stderr: {}", run.stderr));
        }
        None => {}
    }
    let printed = &run.stdout;
    (printed != expected).then(|| format!("prints\n{printed}  instead of\n{expected}"))
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
            for example in &topic.note.examples {
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
        for example in &topic.note.examples {
            if interpreters.iter().all(|each| left_out(example, each.version).is_some()) {
                eprintln!("NOT RUN by any interpreter: {}/note.md:{}", topic.id, example.line);
            }
        }
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
                let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
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
            let scripts = fences.iter().filter(|line| line.starts_with("```python")).count();
            let others =
                fences.iter().filter(|line| !matches!(line.split(' ').next(), Some("```python" | "```text" | "```")));
            if scripts != 2 || others.count() > 0 {
                let text = "needs two Python fences, the trap and the remedy, and no other code";
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
            if columns > limit && !is_border {
                found.push((index + 1, format!("{columns} columns instead of {limit}")));
            }
            in_fence ^= is_border;
        }
        found
    });
}
