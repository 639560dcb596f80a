//! `pygloss completions SHELL`.

use super::{CLEAN, Cli, Outcome, stdout};
use clap::CommandFactory;
use std::io::Write;

#[derive(clap::Args)]
pub(super) struct Args {
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Outcome {
    // The generator panics when it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "pygloss", &mut script);
    let mut out = stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(CLEAN)
}
