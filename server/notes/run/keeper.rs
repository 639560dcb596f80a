//! What a run leaves behind when the program that runs the examples is killed: nothing.
//!
//! Owns the folder of a run, and a process beside it that does nothing but wait for the end of a pipe
//! whose other end that program alone holds. However the program ends, the system closes the pipe; what
//! still carries the mark of the run is ended then, and its folder removed. Must not know what is run.

use super::process;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// How the folders of runs are called, so that nothing else is ever removed by mistake.
const PREFIX: &str = "pygloss-run-";

/// A run that is under way. When it is dropped nothing of it is left.
pub struct Keeper {
    folder: PathBuf,
    child: Child,
}

impl Keeper {
    /// Makes the folder of a run and starts `program` to keep watch: with the folder as its last argument
    /// it must call [`keep`].
    pub fn start(mut program: Command) -> Result<Keeper, String> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir().map_err(|error| error.to_string())?;
        program.arg(folder.path()).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // What ends our group must not end it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut program, 0);
        let child = program.spawn().map_err(|error| format!("the process that watches over the examples: {error}"))?;
        Ok(Keeper { folder: folder.keep(), child })
    }

    /// Where the examples of the run are at work.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        // Where it was ended itself.
        clean(&self.folder);
    }
}

/// Waits for the end of the input, and leaves nothing of the run in this folder. For the process that
/// [`Keeper::start`] starts.
pub fn keep(folder: &Path) {
    let mut input = std::io::stdin().lock();
    let mut buffer = [0; 64];
    while input.read(&mut buffer).is_ok_and(|length| length > 0) {}
    clean(folder);
}

fn clean(folder: &Path) {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(PREFIX) {
        process::end_all(&format!("{name}/"));
        process::open_up(folder);
        let _ = std::fs::remove_dir_all(folder);
    }
}
