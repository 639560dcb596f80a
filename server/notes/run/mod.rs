//! Running the examples of notes: each in a fresh, isolated Python.
//!
//! Owns what is run together with what, and what of the outcome is told. The server never does
//! this; only the command that asks for it. Must not know how results are printed.

mod keeper;
mod process;
mod seal;

use super::{Block, Document, Language, line_of};
pub use keeper::{Keeper, keep};
use process::End;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// So many examples before one may give it names, and so many bytes.
const CONTEXT: (usize, usize) = (60, 200_000);

/// What an example may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// On the wall.
    pub time: Duration,
    /// Of address space, in bytes; held where the system can.
    pub memory: u64,
    /// Printed, and written to one file, in bytes.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { time: Duration::from_secs(10), memory: 1 << 30, output: 10 << 20 }
    }
}

/// A Python to run examples with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// The program itself, not a script that chooses one.
    pub path: PathBuf,
    /// Such as `3.12`.
    pub version: String,
}

/// Something to tell of an example.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict {
    /// The 1-based line in the note.
    pub line: usize,
    /// What, in one word.
    pub kind: String,
    /// One sentence.
    pub message: String,
}

impl Verdict {
    /// Whether something is wrong with the example, rather than missing here.
    pub fn is_failure(&self) -> bool {
        !matches!(self.kind.as_str(), "missing-module" | "incomplete")
    }
}

impl Interpreter {
    /// The Python that a name or path stands for, asked who it is.
    pub fn find(name: &str) -> Result<Interpreter, String> {
        let ask = "import sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])";
        let mut command = Command::new(name);
        command.args(["-I", "-c", ask]).stdin(Stdio::null());
        let output = command.output().map_err(|error| format!("{name}: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = text.lines().map(str::trim);
        let (path, version) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let number: Option<(u8, u8)> =
            version.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        match number {
            Some(number) if number >= (3, 8) => Ok(Interpreter { path: path.into(), version: version.to_string() }),
            Some(_) => Err(format!("{name} is Python {version}; examples run with 3.8 or newer")),
            None => Err(format!("{name} is no Python that runs")),
        }
    }
}

/// The numbers of the blocks of a note that are examples. What only IPython runs is none.
pub fn examples(document: &Document) -> Vec<usize> {
    let blocks = document.outline.blocks.iter().enumerate();
    let has_magic = |block: &Block| block.code.lines().any(|line| line.starts_with(['%', '!']));
    let is_one = |block: &Block| block.is_python() && !block.code.trim().is_empty() && !has_magic(block);
    blocks.filter(|(_, block)| is_one(block)).map(|(number, _)| number).collect()
}

/// What runs examples, and how.
#[derive(Clone, Copy)]
pub struct Runner<'a> {
    /// The Python.
    pub python: &'a Interpreter,
    /// The folder of the run, see [`Keeper`].
    pub folder: &'a Path,
    /// What one example may take.
    pub limits: &'a Limits,
    /// Set by whoever wants all of it to end now: what runs is ended, nothing else is begun.
    pub stop: &'a AtomicBool,
}

/// Runs one example of a note. An error is one of this machine, not of the note.
pub fn run(document: &Document, number: usize, runner: Runner<'_>) -> Result<Vec<Verdict>, String> {
    let verdicts = once(document, number, runner, &[])?;
    if !verdicts.iter().any(|verdict| verdict.kind == "incomplete") {
        return Ok(verdicts);
    }
    let context = context(document, number);
    if context.is_empty() { Ok(verdicts) } else { once(document, number, runner, &context) }
}

fn once(
    document: &Document,
    number: usize,
    Runner { python, folder, limits, stop }: Runner<'_>,
    context: &[String],
) -> Result<Vec<Verdict>, String> {
    if stop.load(std::sync::atomic::Ordering::Relaxed) {
        return Ok(Vec::new());
    }
    let block = &document.outline.blocks[number];
    let tries = tries(document, number);
    let sources: Vec<String> = tries.iter().map(|blocks| joined(blocks)).collect();
    let job = json!({ "sources": sources, "context": context, "known": around(document, block) });
    let first = line_of(&document.text, block.start);
    let verdict = |kind: &str, message: String| vec![Verdict { line: first, kind: kind.to_string(), message }];
    match process::run(&python.path, folder, job, limits, stop)? {
        End::Stopped => Ok(Vec::new()),
        End::Time => {
            let seconds = limits.time.as_secs_f64();
            Ok(verdict("time-limit", format!("the example takes more than {seconds} s")))
        }
        End::Output => {
            let limit = limits.output >> 20;
            Ok(verdict("output-limit", format!("the example prints more than {limit} MB")))
        }
        End::Files => {
            let limit = (limits.output >> 20) * process::FILES;
            Ok(verdict("output-limit", format!("the example writes more than {limit} MB")))
        }
        End::Died(how) => Ok(verdict("crash", how)),
        End::Report(text) => {
            let report: Report =
                serde_json::from_str(&text).map_err(|error| format!("the runner's report: {error}"))?;
            let used = tries.get(report.used).unwrap_or(&tries[0]);
            Ok(report.verdicts(document, block, used))
        }
    }
}

/// What the runner tells.
#[derive(serde::Deserialize)]
struct Report {
    used: usize,
    /// 1-based line of the source, kind and message.
    problems: Vec<(usize, String, String)>,
}

impl Report {
    /// What concerns the example itself, in lines of the note.
    fn verdicts(self, document: &Document, block: &Block, used: &[&Block]) -> Vec<Verdict> {
        let lines = |block: &Block| block.code.lines().count();
        let before: usize = used.iter().take_while(|one| !std::ptr::eq(**one, block)).map(|one| lines(one)).sum();
        let own = before + 1..before + lines(block) + 1;
        let told = self.problems.into_iter().filter(|(line, kind, _)| {
            // A fence that does not say what it is may be anything.
            own.contains(line) && (kind != "syntax" || block.language == Language::Python)
        });
        let verdict = |(line, kind, message): (usize, String, String)| {
            let offset: usize = block.code.split_inclusive('\n').take(line - own.start).map(str::len).sum();
            Verdict { line: line_of(&document.text, block.place(offset)), kind, message }
        };
        told.map(verdict).collect()
    }
}

/// What an example may be, likeliest first: itself, or with the blocks around it what somebody cut
/// into pieces. An indented block goes on with the one before.
fn tries(document: &Document, number: usize) -> Vec<Vec<&Block>> {
    let blocks = &document.outline.blocks;
    let is_part = |block: &&Block| block.is_python() || block.language == Language::Unnamed && !block.indent.is_empty();
    let own = &blocks[number];
    let before: Vec<&Block> = blocks[..number].iter().rev().take(2).take_while(is_part).collect();
    let behind = blocks.get(number + 1).filter(is_part);
    let mut tries = vec![vec![own]];
    if let Some(behind) = behind {
        tries.push(vec![own, behind]);
    }
    if let Some(last) = before.first() {
        tries.push(vec![last, own]);
        tries.extend(behind.map(|behind| vec![*last, own, behind]));
    }
    if let [last, first] = before[..] {
        tries.push(vec![first, last, own]);
    }
    if !own.indent.is_empty() && before.first().is_some_and(|last| last.code.trim_end().ends_with(':')) {
        tries.swap(0, 1 + usize::from(behind.is_some()));
    }
    tries
}

/// The code of one block, or of several with the indentation that they were written with.
fn joined(blocks: &[&Block]) -> String {
    let [one] = blocks else { return written(blocks) };
    one.code.clone()
}

fn written(blocks: &[&Block]) -> String {
    let lines = blocks.iter().flat_map(|block| block.code.lines().map(move |line| (&block.indent, line)));
    let written = |(indent, line): (&String, &str)| match line.trim().is_empty() {
        true => "\n".to_string(),
        false => format!("{indent}{line}\n"),
    };
    lines.map(written).collect()
}

/// The examples before one, whose names it may use.
fn context(document: &Document, number: usize) -> Vec<String> {
    let before = document.outline.blocks[..number].iter().rev().filter(|block| block.is_python());
    let mut bytes = 0;
    let near = before.take(CONTEXT.0).take_while(|block| {
        bytes += block.code.len();
        bytes <= CONTEXT.1
    });
    let mut context: Vec<String> = near.map(|block| written(&[block])).collect();
    context.reverse();
    context
}

/// The heading, the paragraph before an example and the one behind it: where it may be announced
/// that the example raises.
fn around(document: &Document, block: &Block) -> String {
    let section = document.sections.iter().rfind(|section| section.body.contains(&block.range.start));
    let before = document.text.get(..block.range.start).unwrap_or_default().trim_end();
    let behind = document.text.get(block.range.end..).unwrap_or_default().trim_start();
    let before = before.rsplit("\n\n").next().unwrap_or_default();
    let behind = behind.split("\n\n").next().unwrap_or_default();
    format!("{} {before} {behind}", section.map_or("", |section| &section.heading))
}
