//! The kernel's own fence around an example: Landlock, where Linux has it.
//!
//! Owns what a process may write to and whom it may signal, whatever way it takes: links, folders
//! by descriptor, C. Must not know why a process is started.

use std::io;
use std::path::Path;
use std::process::{Child, Command};

/// Starts a command whose process, and all that it starts, can write below `folder` only. Where
/// the kernel has no such fence it is started without.
#[cfg(target_os = "linux")]
pub(super) fn spawn(command: &mut Command, folder: &Path) -> io::Result<Child> {
    // The fence is around the thread that put it up and what that starts: a thread of its own.
    let started = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            // A kernel without Landlock is no error.
            let _ = fence(folder);
            command.spawn()
        });
        thread.join()
    });
    started.unwrap_or_else(|_| Err(io::Error::other("the thread that starts Python ended")))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn spawn(command: &mut Command, _: &Path) -> io::Result<Child> {
    command.spawn()
}

#[cfg(target_os = "linux")]
fn fence(folder: &Path) -> Result<(), landlock::RulesetError> {
    use landlock::{
        ABI, AccessFs, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, Scope,
    };
    let writes = AccessFs::from_write(ABI::V3);
    let ruleset = Ruleset::default().handle_access(writes)?.scope(Scope::Signal)?.create()?;
    let allow = |ruleset: RulesetCreated, path: &Path, access| match PathFd::new(path) {
        Ok(place) => ruleset.add_rule(PathBeneath::new(place, access)),
        Err(_) => Ok(ruleset),
    };
    let ruleset = allow(ruleset, folder, writes)?;
    let ruleset = allow(ruleset, Path::new("/dev/null"), AccessFs::WriteFile.into())?;
    // The semaphores of `multiprocessing` are files there, gone as soon as they are open.
    let shared = AccessFs::WriteFile | AccessFs::MakeReg | AccessFs::RemoveFile | AccessFs::Truncate;
    allow(ruleset, Path::new("/dev/shm"), shared)?.restrict_self()?;
    Ok(())
}
