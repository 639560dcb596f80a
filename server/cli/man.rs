//! `pygloss man`.

use super::{CLEAN, Cli, Failure, Outcome, stdout};
use clap::CommandFactory;
use std::io::Write;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Write a page for each command into this folder, which is made; without it the first page is printed
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let command = Cli::command();
    let Some(folder) = &args.folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        let mut out = stdout();
        out.write_all(&page)?;
        out.flush()?;
        return Ok(CLEAN);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|error| Failure::Message(format!("{}: {error}", folder.display())))?;
    Ok(CLEAN)
}
