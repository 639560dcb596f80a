//! `pygloss patterns list` and `pygloss patterns test`.

mod test;

use super::resolver::{ConfigArgs, Overrides, Resolver};
use super::{CLEAN, Failure, Outcome, stdout};
use crate::catalog::text::Text;
use crate::catalog::{Catalog, Pattern, Severity};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// How the patterns are printed
    #[arg(long, value_enum, default_value = "text", global = true)]
    output_format: Format,
}

#[derive(clap::Subcommand)]
enum Command {
    /// List all patterns
    List,
    /// Hold the user's own topics to their cases
    Test {
        /// Folders of topics; without any, those of the settings here
        folders: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A pattern, as the contract lists it.
#[derive(serde::Serialize)]
struct Entry<'a> {
    id: &'a str,
    topic: &'a str,
    kind: &'static str,
    severity: Option<Severity>,
    message: &'a str,
    equivalents: &'a [Text],
    insight: Option<String>,
    fixes: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let resolved = Resolver::new(&ConfigArgs::default(), Overrides::default())
        .and_then(|resolver| resolver.folder(Path::new(".")))
        .map_err(|error| Failure::Message(error.to_string()))?;
    if let Some(Command::Test { folders }) = &args.command {
        return test::run(folders, &resolved);
    }
    let catalog: &Catalog = &resolved.own.catalog;
    let entries: Vec<Entry<'_>> = catalog.patterns().iter().map(|pattern| entry(catalog, pattern)).collect();
    let mut out = stdout();
    match args.output_format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &entries).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
        }
        Format::Text => write_text(&mut out, &entries)?,
    }
    out.flush()?;
    Ok(CLEAN)
}

fn entry<'a>(catalog: &'a Catalog, pattern: &'a Pattern) -> Entry<'a> {
    Entry {
        id: &pattern.id,
        topic: catalog.topics().get(pattern.topic).map_or("", |topic| topic.id.as_str()),
        kind: if pattern.severity.is_some() { "finding" } else { "gloss" },
        severity: pattern.severity,
        message: &pattern.message,
        equivalents: &pattern.equivalents,
        insight: (!pattern.insights.is_empty()).then(|| pattern.insights.join(" ")),
        fixes: pattern.has_fixes,
    }
}

/// One line each, in columns.
fn write_text(out: &mut dyn Write, entries: &[Entry<'_>]) -> std::io::Result<()> {
    let width = |of: fn(&Entry<'_>) -> usize| entries.iter().map(of).max().unwrap_or(0);
    let (ids, topics) = (width(|entry| entry.id.len()), width(|entry| entry.topic.len()));
    for entry in entries {
        let kind = match entry.severity {
            Some(Severity::Error) => "error",
            Some(Severity::Warning) => "warning",
            Some(Severity::Information) => "information",
            Some(Severity::Hint) => "hint",
            None => "gloss",
        };
        let fix = if entry.fixes { "fix" } else { "" };
        let codes = entry.equivalents.join(" ");
        let line = format!("{:ids$}  {:topics$}  {kind:11}  {fix:3}  {codes}", entry.id, entry.topic);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
