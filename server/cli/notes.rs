//! `pygloss notes list|check|run`: a person's own notes.
//!
//! Owns which notes are meant and what is the same for all three. Must not know how headings are
//! matched or examples judged.

mod check;
mod list;
mod run;

pub(super) use run::keep_watch;

use super::files::shown;
use super::resolver::{ConfigArgs, Overrides, Resolver};
use super::{CLEAN, FAILED, FOUND, Failure, Outcome, complain, stdout};
use crate::catalog::Catalog;
use crate::config::Settings;
use crate::examples;
use crate::notes::{self, Document, Files, Index, Matcher};
use etcetera::BaseStrategy;
use rayon::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Show for each heading which topic it is about, and why
    List(Common),
    /// Find what is wrong in the notes, without running anything
    Check(Common),
    /// Run the examples, each in a fresh Python with limits, and compare what they print with
    /// what their comments claim
    Run(run::Args),
}

#[derive(clap::Args)]
struct Common {
    /// Notes, or folders of notes; without any those that the settings name
    paths: Vec<PathBuf>,
    /// How the results are printed
    #[arg(long, value_enum, default_value = "text")]
    output_format: Format,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One JSON array
    Json,
}

pub(super) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::List(common) => list::run(common),
        Command::Check(common) => check::run(common),
        Command::Run(args) => run::run(args),
    }
}

/// The notes that are meant, read.
struct Notes {
    documents: Vec<Document>,
    matcher: Matcher,
    catalog: Arc<Catalog>,
    settings: Settings,
    /// What could not be read, in words.
    failures: Vec<String>,
}

/// One line of `check` and `run`.
#[derive(serde::Serialize, PartialEq, Eq, PartialOrd, Ord, Clone, Debug)]
struct Row {
    path: String,
    /// 1-based.
    line: usize,
    kind: String,
    message: String,
}

impl Notes {
    fn read(common: &Common) -> Result<Notes, Failure> {
        let resolved = Resolver::new(&common.config, Overrides::default())
            .and_then(|resolver| resolver.folder(Path::new(".")))
            .map_err(|error| Failure::Message(error.to_string()))?;
        let files = files(&common.paths, &resolved.settings)?;
        let catalog = resolved.own.catalog.clone();
        let matcher = examples::matcher(&catalog);
        let (documents, failures) = read(files, &matcher);
        Ok(Notes { documents, matcher, catalog, settings: resolved.settings.clone(), failures })
    }

    /// Complains about what could not be read; the result is the exit status.
    fn finish(&self, found: bool) -> i32 {
        self.failures.iter().for_each(|why| complain(why));
        match (self.failures.is_empty(), found) {
            (false, _) => FAILED,
            (true, true) => FOUND,
            (true, false) => CLEAN,
        }
    }
}

/// Reads notes on all cores; the second result is what could not be read, in words.
fn read(files: Files, matcher: &Matcher) -> (Vec<Document>, Vec<String>) {
    let read = |path: &PathBuf| match notes::read(path) {
        Ok(source) => Ok(Document::new(path, source.text, matcher)),
        Err(why) => Err(format!("{}: {why}", shown(path))),
    };
    let paths: Vec<&PathBuf> = files.paths.iter().collect();
    let results: Vec<Result<Document, String>> = paths.into_par_iter().map(read).collect();
    let (mut documents, mut failures) = (Vec::new(), files.problems);
    for result in results {
        match result {
            Ok(document) => documents.push(document),
            Err(why) => failures.push(why),
        }
    }
    (documents, failures)
}

/// The notes that the settings name, by topic. What cannot be read is told on stderr.
pub(super) fn index(settings: &Settings, catalog: &Catalog) -> Index {
    let mut index = Index::default();
    if settings.notes.is_empty() {
        return index;
    }
    let root = settings.root.clone().or_else(|| std::env::current_dir().ok()).unwrap_or_default();
    let files = notes::expand(&settings.notes, &root, home().as_deref());
    let (documents, failures) = read(files, &examples::matcher(catalog));
    documents.into_iter().for_each(|document| index.put(document));
    failures.iter().for_each(|why| super::say(&format!("warning: {why}")));
    index
}

/// The files that the paths name, else those of the settings.
fn files(paths: &[PathBuf], settings: &Settings) -> Result<Files, Failure> {
    if !paths.is_empty() {
        let mut files = Files::default();
        for path in paths {
            let found = notes::below(path);
            // `check .` names files as `check *` would.
            let short = |path: PathBuf| path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
            files.paths.extend(found.paths.into_iter().map(short));
            files.problems.extend(found.problems);
        }
        return Ok(files);
    }
    if settings.notes.is_empty() {
        let advice = "name files, or set `notes` in pygloss.toml, such as notes = [\"~/interview/*.md\"]";
        return Err(Failure::Message(format!("there are no notes: {advice}")));
    }
    let here = std::env::current_dir().unwrap_or_default();
    let root = settings.root.clone().unwrap_or_else(|| here.clone());
    let mut files = notes::expand(&settings.notes, &root, home().as_deref());
    // What lies below the present folder is shown as a person would name it.
    let short = |path: PathBuf| path.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(path);
    files.paths = files.paths.into_iter().map(short).collect();
    Ok(files)
}

/// The person's home folder.
fn home() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|strategy| strategy.home_dir().to_path_buf())
}

fn write_json(out: &mut impl Write, rows: &impl serde::Serialize) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, rows)?;
    out.write_all(b"\n")
}

/// Prints rows, sorted.
fn write_rows(rows: &[Row], format: Format) -> std::io::Result<()> {
    let mut out = stdout();
    match format {
        Format::Json => write_json(&mut out, &rows)?,
        Format::Text => {
            for Row { path, line, kind, message } in rows {
                let text = format!("{path}:{line}: {kind}: {message}\n");
                out.write_all(super::terminal::printable(&text).as_bytes())?;
            }
        }
    }
    out.flush()
}
