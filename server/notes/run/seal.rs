//! The kernel's own fence around an example: Landlock, where Linux has it.
//!
//! Owns what a process may write to and whom it may signal, whatever way it takes: links, folders
//! by descriptor, C. Must not know why a process is started.

use std::io;
use std::path::Path;
use std::process::{Child, Command};

/// Starts a command whose process, and all that it starts, can write below `folder` only; and with
/// `semaphores` to `/dev/shm`, where those of `multiprocessing` are made. Where the kernel has no
/// such fence it is started without.
#[cfg(target_os = "linux")]
pub(super) fn spawn(command: &mut Command, folder: &Path, semaphores: bool) -> io::Result<Child> {
    // The fence is around the thread that put it up and what that starts: a thread of its own.
    let started = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            // A kernel without Landlock is no error.
            let _ = fence(folder, semaphores);
            command.spawn()
        });
        thread.join()
    });
    started.unwrap_or_else(|_| Err(io::Error::other("the thread that starts Python ended")))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn spawn(command: &mut Command, _: &Path, _: bool) -> io::Result<Child> {
    command.spawn()
}

#[cfg(target_os = "linux")]
fn fence(folder: &Path, semaphores: bool) -> Result<(), landlock::RulesetError> {
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
    // They are files there, gone as soon as they are open; a rule cannot say it by their names.
    let shared = AccessFs::WriteFile | AccessFs::MakeReg | AccessFs::RemoveFile | AccessFs::Truncate;
    let ruleset = if semaphores { allow(ruleset, Path::new("/dev/shm"), shared)? } else { ruleset };
    ruleset.restrict_self()?;
    Ok(())
}
