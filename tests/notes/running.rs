//! The interpreters at hand, and what an example does under one of them.

use pygloss::catalog::note::Example;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The oldest version that the examples are written for.
pub const OLDEST: (u8, u8) = (3, 9);
const NEWEST_PROBED: u8 = 20;
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A CPython.
pub struct Interpreter {
    pub program: PathBuf,
    /// What tells two interpreters apart: full version and build flags.
    pub name: String,
    pub version: (u8, u8),
}

/// Every distinct CPython from [`OLDEST`] on: on PATH, under pyenv and in /usr/bin.
pub fn interpreters() -> Vec<Interpreter> {
    let mut folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    folders.push(PathBuf::from("/usr/bin"));
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv"));
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or(home);
    if let Some(versions) = pyenv.and_then(|root| fs::read_dir(root.join("versions")).ok()) {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let mut names = vec!["python3".to_string()];
    names.extend((OLDEST.1..=NEWEST_PROBED).map(|minor| format!("python3.{minor}")));
    if cfg!(windows) {
        names.push("python".to_string());
    }
    let mut found = BTreeMap::new();
    for folder in folders {
        for name in &names {
            let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if !program.is_file() {
                continue;
            }
            let Some((key, interpreter)) = probe(program) else { continue };
            found.entry(key).or_insert(interpreter);
        }
    }
    assert!(
        !found.is_empty(),
        "no CPython {}.{} or later was found to run the notes' examples with: \
         install one, for instance with `apt-get install python3`",
        OLDEST.0,
        OLDEST.1
    );
    found.into_values().collect()
}

/// Asks a program what it is; `None` unless it is a CPython that the examples are written for.
pub fn probe(program: PathBuf) -> Option<((u8, u8, u8, String), Interpreter)> {
    let script = "import platform, sys\n\
                  flags = getattr(sys, 'abiflags', '')\n\
                  print(platform.python_implementation(), *sys.version_info[:3], flags)\n\
                  print(sys.executable)";
    let output = Command::new(&program).args(["-I", "-c", script]).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    // The program itself: what was asked may be a script that picks one.
    let (first, executable) = text.split_once('\n')?;
    let program = PathBuf::from(executable.trim_end());
    let mut words = first.split_whitespace();
    if words.next() != Some("CPython") {
        return None;
    }
    let mut number = || words.next()?.parse::<u8>().ok();
    let (major, minor, micro) = (number()?, number()?, number()?);
    let flags = words.next().unwrap_or_default().to_string();
    let version = (major, minor);
    let name = format!("{major}.{minor}.{micro}{flags}");
    let key = (major, minor, micro, flags);
    (version >= OLDEST).then_some((key, Interpreter { program, name, version }))
}

/// Why a version does not run an example.
pub fn left_out(example: &Example, version: (u8, u8)) -> Option<String> {
    match (example.since, example.until) {
        (Some(since), _) if version < since => Some(format!("since={}.{}", since.0, since.1)),
        (_, Some(until)) if version > until => Some(format!("until={}.{}", until.0, until.1)),
        _ => None,
    }
}

/// The interpreter of a virtual environment with pytest, made once for each interpreter and version
/// of the requirements, outside the checkout.
pub fn with_pytest(interpreter: &Interpreter) -> Result<PathBuf, String> {
    let requirements = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/notes/requirements.txt");
    let text = fs::read_to_string(requirements).map_err(|error| format!("{requirements}: {error}"))?;
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    let cache = cache.or_else(|| home().map(|home| home.join(".cache"))).ok_or("there is no home folder")?;
    let mut hasher = std::hash::DefaultHasher::new();
    (text, &interpreter.program).hash(&mut hasher);
    let folder = format!("notes-{}-{:016x}", interpreter.name, hasher.finish());
    let venv = cache.join("pygloss-tests").join(folder);
    let python = if cfg!(windows) { venv.join("Scripts/python.exe") } else { venv.join("bin/python") };
    // The mark is written last, so an interrupted installation is made again.
    let mark = venv.join("complete");
    if !mark.is_file() {
        let _ = fs::remove_dir_all(&venv);
        finish(Command::new(&interpreter.program).args(["-m", "venv"]).arg(&venv))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
        finish(Command::new(&python).args(install))?;
        fs::write(&mark, "").map_err(|error| format!("{}: {error}", mark.display()))?;
    }
    Ok(python)
}

fn finish(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = || format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.status.success().then_some(()).ok_or_else(text)
}

pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a script in a fresh interpreter whose current directory is empty.
pub fn run(interpreter: &Interpreter, example: &Example) -> Result<Run, String> {
    let problem = |error: std::io::Error| format!("cannot be run: {error}");
    let scratch = tempfile::tempdir().map_err(problem)?;
    let at = |name: &str| scratch.path().join(name);
    fs::write(at("example.py"), &example.code).map_err(problem)?;
    fs::create_dir(at("empty")).map_err(problem)?;
    let program = if example.pytest { with_pytest(interpreter)? } else { interpreter.program.clone() };
    let mut command = Command::new(program);
    command.args(["-I", "-X", "utf8"]);
    if !example.warns {
        command.args(["-W", "error"]);
    }
    // Files instead of pipes: nothing blocks when a script prints more than a pipe holds.
    if example.pytest {
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/notes/outcomes.py"));
    }
    let mut child = command
        .arg(at("example.py"))
        .current_dir(at("empty"))
        .stdin(Stdio::null())
        .stdout(File::create(at("stdout")).map_err(problem)?)
        .stderr(File::create(at("stderr")).map_err(problem)?)
        .spawn()
        .map_err(problem)?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(problem)? {
            break status;
        }
        if started.elapsed() > TIME_LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("still running after {} s", TIME_LIMIT.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let read = |name: &str| -> Result<String, String> {
        let bytes = fs::read(at(name)).map_err(problem)?;
        Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
    };
    Ok(Run { code: status.code(), stdout: read("stdout")?, stderr: read("stderr")? })
}

/// What a run did against the example's word.
pub fn mismatch(example: &Example, run: &Run) -> Option<String> {
    let last = run.stderr.trim_end().lines().next_back().unwrap_or_default();
    let expected = example.output.as_deref().unwrap_or_default();
    match &example.raises {
        Some(name) => {
            let raised = last.split(':').next().unwrap_or_default();
            let raised = raised.rsplit('.').next().unwrap_or_default();
            if run.code != Some(1) || raised != name {
                return Some(format!("must end with {name}, but: {}", run.stderr));
            }
        }
        None if run.code != Some(0) => return Some(format!("fails: {}", run.stderr)),
        None if example.warns && !run.stderr.contains("Warning: ") => {
            return Some("must warn, but does not".to_string());
        }
        None if !example.warns && !run.stderr.is_empty() => {
            return Some(format!("writes to stderr: {}", run.stderr));
        }
        None => {}
    }
    let printed = &run.stdout;
    (printed != expected).then(|| format!("prints\n{printed}  instead of\n{expected}"))
}
