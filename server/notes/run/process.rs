//! One Python process with limits, and nothing left of it afterwards.
//!
//! Owns the temporary folder, the clock, the limit on output and the end of every process that an
//! example leaves behind. Must not know notes.

use super::{Limits, seal};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The program that runs an example, in one piece: what it may do, what its comments claim, the rest.
const RUNNER: &str = concat!(include_str!("fence.py"), include_str!("claims.py"), include_str!("runner.py"));

/// How often a process is looked at.
const INTERVAL: Duration = Duration::from_millis(5);

/// So many looks at a process for one at its folder.
const LOOKS: u32 = 50;

/// An example may write so many files as large as one may be.
pub(super) const FILES: u64 = 10;

/// Marks the processes of one example, wherever in the system they went.
const MARK: &str = "PYGLOSS_EXAMPLE";

/// Bytes of the errors that are kept.
const TAIL: usize = 2000;

/// A report that tells nothing.
const NOTHING: &str = r#"{"used": 0, "problems": []}"#;

/// How a process ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// By itself, with what it reported.
    Report(String),
    /// It took too long.
    Time,
    /// It printed too much.
    Output,
    /// It wrote too much to its folder.
    Files,
    /// Nobody wants to know any more.
    Stopped,
    /// It died, in words.
    Died(String),
}

/// Runs one job in a new folder below one of a whole run. The job is a JSON object, to which the places
/// and limits are added.
pub(super) fn run(
    python: &Path,
    run: &Path,
    mut job: serde_json::Value,
    limits: &Limits,
    stop: &AtomicBool,
) -> Result<End, String> {
    let folder = tempfile::Builder::new().prefix("pygloss-").tempdir_in(run).map_err(|error| error.to_string())?;
    let (home, report, file) =
        (folder.path().join("home"), folder.path().join("report.json"), folder.path().join("job.json"));
    std::fs::create_dir(&home).map_err(|error| error.to_string())?;
    job["report"] = report.to_string_lossy().into();
    job["root"] = home.to_string_lossy().into();
    job["memory"] = limits.memory.into();
    job["file"] = limits.output.into();
    job["seconds"] = (limits.time.as_secs() + 1).into();
    std::fs::write(&file, job.to_string()).map_err(|error| error.to_string())?;

    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mark = format!("{}/{}", name(run), name(folder.path()));
    let mut command = Command::new(python);
    command
        .args(["-I", "-B", "-X", "utf8", "-c", RUNNER])
        .arg(&file)
        .env_clear()
        .env("HOME", &home)
        .env("TMPDIR", &home)
        .env("LC_ALL", "C.UTF-8")
        .env(MARK, &mark)
        .current_dir(&home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    alone(&mut command);
    let mut child = seal::spawn(&mut command, folder.path(), has_processes(&job))
        .map_err(|error| format!("{}: {error}", python.display()))?;
    let printed = Arc::new(AtomicU64::new(0));
    count(child.stdout.take(), printed.clone());
    let errors = count(child.stderr.take(), printed.clone());
    let start = Instant::now();
    let mut looks = 0_u32;
    let end = loop {
        looks = looks.wrapping_add(1);
        match child.try_wait() {
            Ok(Some(status)) => break Ok(status),
            Ok(None) => {}
            Err(error) => break Err(End::Died(error.to_string())),
        }
        if printed.load(Ordering::Relaxed) > limits.output {
            break Err(End::Output);
        }
        if start.elapsed() > limits.time {
            break Err(End::Time);
        }
        if stop.load(Ordering::Relaxed) {
            break Err(End::Stopped);
        }
        if looks.is_multiple_of(LOOKS) && size(&home) > limits.output * FILES {
            break Err(End::Files);
        }
        std::thread::sleep(INTERVAL);
    };
    sweep(&mut child, &mark);
    let end = match end {
        Err(end) => end,
        Ok(_) if printed.load(Ordering::Relaxed) > limits.output => End::Output,
        Ok(status) => match std::fs::read_to_string(&report) {
            Ok(text) if !text.is_empty() => End::Report(text),
            // It ended itself, which is no mistake.
            _ if status.success() => End::Report(NOTHING.to_string()),
            _ if was_stopped_for_time(status) => End::Time,
            _ => End::Died(died(status, &errors.join().unwrap_or_default())),
        },
    };
    open_up(&home);
    Ok(end)
}

/// Whether an example, or one before that it goes on with, names what shares memory between processes.
fn has_processes(job: &serde_json::Value) -> bool {
    // Behind the first source stand those of its neighbours, which are not its own.
    let own = job["sources"].as_array().and_then(|sources| sources.first());
    let before = job["context"].as_array().into_iter().flatten();
    let mut texts = own.into_iter().chain(before).filter_map(serde_json::Value::as_str);
    texts.any(|text| ["multiprocessing", "ProcessPoolExecutor"].iter().any(|name| text.contains(name)))
}

/// Reads a pipe to its end, counts the bytes, and keeps the last ones.
fn count(pipe: Option<impl Read + Send + 'static>, printed: Arc<AtomicU64>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut tail: Vec<u8> = Vec::new();
        let mut buffer = [0; 1 << 16];
        let Some(mut pipe) = pipe else { return String::new() };
        while let Ok(length @ 1..) = pipe.read(&mut buffer) {
            printed.fetch_add(length as u64, Ordering::Relaxed);
            tail.extend_from_slice(&buffer[..length]);
            let surplus = tail.len().saturating_sub(TAIL);
            tail.drain(..surplus);
        }
        String::from_utf8_lossy(&tail).into_owned()
    })
}

/// Bytes of all files in a folder.
fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.map(of).sum()
}

/// Makes folders writable again that an example may have locked, so that all of it can be removed.
pub(super) fn open_up(folder: &Path) {
    let Ok(metadata) = std::fs::symlink_metadata(folder) else { return };
    if !metadata.is_dir() {
        return;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700));
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        open_up(&entry.path());
    }
}

fn died(status: ExitStatus, errors: &str) -> String {
    let last = errors.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    if last.is_empty() { format!("Python ended with {status}") } else { format!("Python ended with {status}: {last}") }
}

/// Whether the system stopped it for its processor time.
#[cfg(unix)]
fn was_stopped_for_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn was_stopped_for_time(_: ExitStatus) -> bool {
    false
}

/// Puts a process into a group of its own; what it orphans becomes ours, so that it can be found.
#[cfg(unix)]
fn alone(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
    #[cfg(target_os = "linux")]
    {
        // Where the kernel refuses, the marks are still found.
        let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    }
}

#[cfg(not(unix))]
fn alone(_: &mut Command) {}

/// Ends a process, its group and whatever else it left behind.
#[cfg(unix)]
fn sweep(child: &mut Child, mark: &str) {
    use rustix::process::{Signal, kill_process_group};
    let group = rustix::process::Pid::from_child(child);
    // It fails when nothing is left, which is what is wanted.
    let _ = kill_process_group(group, Signal::KILL);
    let _ = child.wait();
    end_all(mark);
}

/// Ends all processes whose mark begins so.
#[cfg(unix)]
pub(super) fn end_all(mark: &str) {
    // Until none is found: one may start another while we look.
    for _ in 0..100 {
        let left = marked(mark);
        if left.is_empty() {
            break;
        }
        for process in left {
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        }
        std::thread::sleep(INTERVAL);
    }
}

#[cfg(not(unix))]
pub(super) fn end_all(_: &str) {}

#[cfg(not(unix))]
fn sweep(child: &mut Child, _: &str) {
    let _ = child.kill();
    let _ = child.wait();
}

/// The living processes with a mark that begins so in the environment that they were started with, and those
/// without an environment that were orphaned to us.
#[cfg(unix)]
fn marked(mark: &str) -> Vec<rustix::process::Pid> {
    let wanted = format!("{MARK}={mark}");
    let own = std::process::id();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let is_left = |process: i32| {
        let folder = format!("/proc/{process}");
        let status = std::fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.map(str::trim).unwrap_or_default().to_string()
        };
        if status.is_empty() || field("State:").starts_with(['Z', 'X']) {
            return false;
        }
        let environment = std::fs::read(format!("{folder}/environ")).unwrap_or_default();
        let is_marked = environment.split(|byte| *byte == 0).any(|one| one.starts_with(wanted.as_bytes()));
        is_marked || environment.is_empty() && field("PPid:") == own.to_string()
    };
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    numbers.filter(|process| is_left(*process)).filter_map(rustix::process::Pid::from_raw).collect()
}
