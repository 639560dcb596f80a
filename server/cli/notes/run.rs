//! `pygloss notes run`: the examples of the notes, executed.

use super::super::files::shown;
use super::super::progress::Progress;
use super::super::{FAILED, Failure, Outcome, complain, plural, say};
use super::{Common, Format, Notes, Row, write_rows};
use crate::examples::is_sketch;
use crate::notes::run::{Interpreter, Keeper, Limits, Runner, Verdict, examples, run as run_one};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    common: Common,
    /// The Python to run the examples with; may be given several times
    #[arg(long, value_name = "PROGRAM", default_values_t = [DEFAULT.to_string()])]
    python: Vec<String>,
    /// How long one example may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    timeout: f64,
    /// How much memory one example may take, in MB (not on Windows)
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(64..=1 << 20))]
    memory: u64,
}

/// The arguments with which the program watches over a run of its own, before the folder. They are for
/// nobody else, so no help and no completion names them.
const KEEP: [&str; 2] = ["notes", "keep-watch"];

/// What Python is called where nobody says otherwise.
const DEFAULT: &str = if cfg!(windows) { "python" } else { "python3" };

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_string())?;
    if (0.1..=3600.0).contains(&seconds) { Ok(seconds) } else { Err("expected 0.1 to 3600 seconds".to_string()) }
}

pub(super) fn run(args: &Args) -> Outcome {
    let notes = Notes::read(&args.common)?;
    let pythons: Result<Vec<Interpreter>, String> = args.python.iter().map(|name| Interpreter::find(name)).collect();
    let pythons = pythons.map_err(Failure::Message)?;
    let limits = Limits { time: Duration::from_secs_f64(args.timeout), memory: args.memory << 20, ..Limits::default() };
    let documents = notes.documents.iter().enumerate();
    let tasks: Vec<(usize, usize, &Interpreter)> = documents
        .flat_map(|(at, document)| examples(document).into_iter().map(move |number| (at, number)))
        .flat_map(|(at, number)| pythons.iter().map(move |python| (at, number, python)))
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_signal(&stop);
    let keeper = keeper().map_err(Failure::Message)?;
    let progress = Progress::new(tasks.len(), "examples");
    let results: Vec<Result<Vec<Verdict>, String>> = tasks
        .par_iter()
        .map(|(at, number, python)| {
            let document = &notes.documents[*at];
            let runner = Runner { python, folder: keeper.folder(), limits: &limits, stop: &stop };
            let mut result = run_one(document, *number, runner);
            if let Ok(verdicts) = &mut result {
                let is_sketch = || is_sketch(document, &document.outline.blocks[*number]);
                verdicts.retain(|verdict| verdict.kind != "syntax" || !is_sketch());
            }
            progress.step();
            result
        })
        .collect();
    progress.finish();
    drop(keeper);
    if stop.load(Ordering::Relaxed) {
        say("stopped; nothing is left running");
        return Ok(STOPPED);
    }

    // What several Pythons say is said once.
    let mut told: BTreeMap<(usize, Verdict), Vec<&str>> = BTreeMap::new();
    let mut failures: Vec<&String> = Vec::new();
    for ((at, _, python), result) in tasks.iter().zip(&results) {
        match result {
            Ok(verdicts) => verdicts.iter().for_each(|verdict| {
                let versions = told.entry((*at, verdict.clone())).or_default();
                if !versions.contains(&python.version.as_str()) {
                    versions.push(&python.version);
                }
            }),
            Err(why) if failures.contains(&why) => {}
            Err(why) => failures.push(why),
        }
    }
    let wrong = told.keys().filter(|(_, verdict)| verdict.is_failure()).count();
    let rows: Vec<Row> = told
        .into_iter()
        .map(|((at, verdict), versions)| Row {
            path: shown(&notes.documents[at].path),
            line: verdict.line,
            kind: verdict.kind,
            message: match versions.len() < pythons.len() {
                true => format!("{} (Python {})", verdict.message, versions.join(", ")),
                false => verdict.message,
            },
        })
        .collect();
    write_rows(&rows, args.common.output_format)?;
    failures.iter().for_each(|why| complain(why));
    if args.common.output_format == Format::Text {
        let versions: Vec<&str> = pythons.iter().map(|python| python.version.as_str()).collect();
        let count = tasks.len() / pythons.len().max(1);
        let examples = plural(count, "example", "examples");
        say(&format!("{examples} run with Python {}: {wrong} wrong.", versions.join(", ")));
    }
    let status = notes.finish(wrong > 0);
    Ok(if failures.is_empty() { status } else { FAILED })
}

/// This program once more, to leave nothing of the run when this process is killed.
fn keeper() -> Result<Keeper, String> {
    let mut program = std::process::Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
    program.args(KEEP);
    Keeper::start(program)
}

/// Watches over a run if that is what this process was started for; `false` if not.
pub(in crate::cli) fn keep_watch() -> bool {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().skip(1).collect();
    let folder = match &arguments[..] {
        [first, second, folder] if [first, second] == KEEP => folder,
        _ => return false,
    };
    crate::notes::run::keep(std::path::Path::new(folder));
    true
}

/// The exit status of what was stopped with Ctrl-C, as shells have it.
const STOPPED: i32 = 130;

/// Sets `stop` when somebody presses Ctrl-C or wants the program to end, so that no example
/// outlives it.
fn stop_on_signal(stop: &Arc<AtomicBool>) {
    let stop = stop.clone();
    std::thread::spawn(move || {
        // Without the runtime there is no better end than the one without us.
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            if signal().await.is_ok() {
                stop.store(true, Ordering::Relaxed);
            }
        });
    });
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
