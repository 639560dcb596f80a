//! The command line: one file per subcommand, one per output format.
//!
//! Owns the contract that scripts read: exit status 0 (nothing found), 1 (findings) and 2 (wrong
//! use, unreadable input, internal error); results on stdout, everything else on stderr. Must not
//! know how findings, hovers or notes come about.

mod check;
mod completions;
mod config;
mod explain;
mod files;
mod fix;
mod format;
mod hover;
mod man;
mod markdown;
mod notes;
mod patterns;
mod progress;
mod resolver;
mod source;
mod terminal;

use clap::{Parser, Subcommand, ValueEnum};
use std::io::{self, BufWriter, Write};

/// Nothing was found.
const CLEAN: i32 = 0;
/// Something was found.
const FOUND: i32 = 1;
/// Wrong use, unreadable input or an internal error.
const FAILED: i32 = 2;

#[derive(Parser)]
#[command(name = "pygloss", version, about, max_term_width = 100)]
struct Cli {
    /// When to color the output (`NO_COLOR` is respected)
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// Run the language server over stdin and stdout
    Server {
        /// Accepted because editors add it; stdio is the only transport
        #[arg(long)]
        stdio: bool,
    },
    /// Check files and folders
    Check(check::Args),
    /// Explain a pattern, a topic or another tool's code
    Explain(explain::Args),
    /// Show what the editor would show at a place, as Markdown
    Hover(hover::Args),
    /// List the patterns
    Patterns(patterns::Args),
    /// Work with your own notes: list, check, run
    Notes(notes::Args),
    /// Show the settings, or their schema
    Config(config::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print or write the manual pages
    Man(man::Args),
}

/// Why a command stopped.
enum Failure {
    /// For the person, on stderr.
    Message(String),
    /// Writing the results failed; a closed pipe is no mistake.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// An exit status, or why there is none.
type Outcome = Result<i32, Failure>;

/// Runs the command line of this process; the result is its exit status.
pub fn run() -> i32 {
    if notes::keep_watch() {
        return CLEAN;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe behind `--help` is no reason to complain.
            let _ = error.print();
            return error.exit_code();
        }
    };
    match cli.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    if let Command::Server { .. } = cli.command {
        return crate::lsp::run();
    }
    start_log();
    // The default status of a panic is 101, which the contract does not know.
    let outcome = std::panic::catch_unwind(|| command(cli.command));
    match outcome {
        Ok(Ok(status)) => status,
        Ok(Err(Failure::Output(error))) if error.kind() == io::ErrorKind::BrokenPipe => CLEAN,
        Ok(Err(Failure::Output(error))) => {
            complain(&format!("cannot write the results: {error}"));
            FAILED
        }
        Ok(Err(Failure::Message(message))) => {
            complain(&message);
            FAILED
        }
        Err(_) => FAILED,
    }
}

fn command(command: Command) -> Outcome {
    match command {
        Command::Server { .. } => Ok(crate::lsp::run()),
        Command::Check(args) => check::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::Hover(args) => hover::run(&args),
        Command::Patterns(args) => patterns::run(&args),
        Command::Notes(args) => notes::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// The log goes to stderr; `PYGLOSS_LOG` names the level.
fn start_log() {
    let level = std::env::var("PYGLOSS_LOG").ok().and_then(|level| level.parse().ok());
    // Fails only when a log was started before, which then serves as well.
    let _ = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(level.unwrap_or(tracing::Level::WARN))
        .try_init();
}

/// Where results go: buffered, colors as the person wants them.
fn stdout() -> BufWriter<anstream::Stdout> {
    BufWriter::with_capacity(1 << 16, anstream::stdout())
}

/// A number of something: "1 note", "2 notes".
fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One `error:` line on stderr, control characters made visible.
fn complain(message: &str) {
    say(&format!("error: {message}"));
}

/// One line on stderr. A closed stderr is nobody's concern.
fn say(message: &str) {
    let _ = writeln!(anstream::stderr(), "{}", terminal::printable(message));
}
