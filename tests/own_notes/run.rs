//! `pygloss notes run`: what examples print, and what they may not do.

use super::project::{Project, Run};
use serde_json::Value;

fn run(project: &Project, arguments: &[&str]) -> Run {
    project.run(&[&["notes", "run", "--output-format", "json"], arguments].concat())
}

fn rows(run: &Run) -> Vec<(u64, String, String)> {
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let text = |value: &Value| value.as_str().unwrap().to_string();
    rows.iter().map(|row| (row["line"].as_u64().unwrap(), text(&row["kind"]), text(&row["message"]))).collect()
}

/// Runs one example; what is told of it.
fn one(code: &str, arguments: &[&str]) -> (i32, Vec<(u64, String)>) {
    let project = Project::new(&[("a.md", &format!("# A\n\n```python\n{code}```\n"))]);
    let run = run(&project, &[&["a.md"], arguments].concat());
    (run.status, rows(&run).into_iter().map(|(line, kind, _)| (line - 3, kind)).collect())
}

fn kinds(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(line, kind)| (*line, kind.to_string())).collect()
}

#[test]
fn comments_that_claim_something_else_are_contradicted() {
    let code = "a = [1]\nb = list(a)\nprint(a is b)  # True\nprint(a == b)  # True\nprint(len(a))  # → 2\n\
                a is b  # False\nprint('x')  # Output: y\nprint([1, 2])  # [1, 2]\nprint(0.1 + 0.2)  # 0.3\n\
                print(1)  # the first\nprint(1 / 3)  # 0.333\n";
    let expected = [(3, "contradicted"), (5, "contradicted")];
    assert_eq!(one(code, &[]), (1, kinds(&expected)));
    let project = Project::new(&[("a.md", "```py\nprint(2 is 2.0)  # True\n```\n")]);
    let run = run(&project, &["a.md"]);
    assert_eq!(rows(&run)[0].2, "the comment claims `True`, the line gives `False`");
    let text = project.run(&["notes", "run", "a.md"]);
    assert!(text.stdout.starts_with("a.md:2: contradicted: "), "{text:?}");
    assert!(text.stderr.contains("1 example run with Python 3."), "{text:?}");
}

#[test]
fn exceptions_are_told_unless_they_are_announced() {
    assert_eq!(one("x = 1\nx / 0\n", &[]), (1, kinds(&[(2, "crash")])));
    assert_eq!(one("1 / 0  # raises ZeroDivisionError\nprint(1)  # 2\n", &[]), (1, kinds(&[(2, "contradicted")])));
    assert_eq!(one("int('1')  # raises ValueError\n", &[]), (1, kinds(&[(1, "contradicted")])));
    assert_eq!(one("(1, 2)[0] = 3  # TypeError\n", &[]), (0, vec![]));
    assert_eq!(one("import no_such_module\n", &[]), (0, kinds(&[(1, "missing-module")])));
    assert_eq!(one("print(nowhere)\n", &[]), (0, kinds(&[(1, "incomplete")])));
    assert_eq!(one("if x = 1:\n    pass\n", &[]), (1, kinds(&[(1, "syntax")])));
    assert_eq!(one("def f():\n    return 1\nassert f() == 2\n", &[]), (1, kinds(&[(3, "crash")])));
    assert_eq!(one("import sys\nsys.exit(3)\n", &[]), (0, vec![]));
    assert_eq!(one("input('Name? ')\n", &[]), (0, kinds(&[(1, "incomplete")])));
    assert_eq!(one("import os\nos._exit(0)\n", &[]), (0, vec![]));
    let code = "from urllib.request import urlopen\nurlopen('http://127.0.0.1:9/')\n";
    assert_eq!(one(code, &[]), (0, kinds(&[(2, "incomplete")])));
}

#[test]
fn sessions_are_run_as_they_were_typed() {
    let code = ">>> x = [1]\n>>> x is x\nTrue\n>>> len(x)\n2\n>>> for i in x:\n...     print(i)\n...\n1\n>>> 1 / 0\n\
                Traceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n";
    assert_eq!(one(code, &[]), (1, kinds(&[(4, "contradicted")])));
    assert_eq!(one(">>> class A: pass\n...\n>>> A\n<class 'A'>\n>>> 1 +\n", &[]), (1, kinds(&[(5, "syntax")])));
    assert_eq!(one("import sys\nprint(sys.argv[1])\nopen('data.csv')\n", &[]), (0, kinds(&[(2, "incomplete")])));
}

#[test]
fn blocks_that_go_on_are_joined_and_names_of_earlier_ones_known() {
    let text = "```python\ndef f(x):\n```\n\nand then\n\n```python\n    return x\n\nprint(f(1))  # 2\n```\n\n\
                ```python\nprint(f(3))  # 4\n```\n\n```python\nclass A:\n    def one(self): return 1\n```\n\n\
                - item\n\n  ```python\n  print(A().one())  # 3\n  ```\n";
    let project = Project::new(&[("a.md", text)]);
    let run = run(&project, &["a.md"]);
    let found: Vec<(u64, String)> = rows(&run).into_iter().map(|(line, kind, _)| (line, kind)).collect();
    assert_eq!(found, kinds(&[(10, "contradicted"), (14, "contradicted"), (25, "contradicted")]), "{run:?}");
}

#[test]
fn several_pythons_are_told_apart() {
    let project = Project::new(&[("a.md", "```py\nprint(1)  # 2\n```\n")]);
    let run = run(&project, &["a.md", "--python", "python3", "--python", "python3"]);
    assert_eq!(rows(&run).len(), 1);
    let wrong = project.run(&["notes", "run", "a.md", "--python", "no-such-python"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("no-such-python"), "{wrong:?}");
}

#[cfg(unix)]
#[test]
fn what_only_one_of_several_pythons_says_is_told_with_its_version() {
    use std::os::unix::fs::PermissionsExt;
    let ask = ["-c", "import sys; print(sys.executable)"];
    let real = std::process::Command::new("python3").args(ask).output().unwrap().stdout;
    let real = String::from_utf8(real).unwrap();
    let note = "```py\nprint(1)  # 2\nprint(__debug__)  # True\n```\n\n```py\nprint(__debug__)  # True\n```\n";
    let project = Project::new(&[("a.md", note)]);
    // Another Python in what it does: without assertions, and with a version of its own.
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *executable*) echo \"$0\"; echo 3.99;; *) exec {} -O \"$@\";; esac\n",
        real.trim()
    );
    project.write("other", script.as_bytes());
    let other = project.path().join("other");
    std::fs::set_permissions(&other, std::fs::Permissions::from_mode(0o755)).unwrap();
    let both = ["--python", real.trim(), "--python", other.to_str().unwrap()];
    let found = run(&project, &[&["a.md"][..], &both].concat());
    let told: Vec<(u64, bool)> =
        rows(&found).iter().map(|(line, _, message)| (*line, message.ends_with(" (Python 3.99)"))).collect();
    assert_eq!((found.status, told.as_slice()), (1, &[(2, false), (3, true), (7, true)][..]), "{found:?}");
    let text = project.run(&[&["notes", "run", "a.md"][..], &both].concat());
    assert!(
        text.stderr.contains("2 examples run with Python 3.") && text.stderr.contains(", 3.99: 3 wrong."),
        "{text:?}"
    );
}

#[test]
fn what_an_example_cannot_have_here_is_no_mistake_of_it() {
    let code = "try:\n    print(total)\nexcept NameError as error:\n    print(error)  # 'three'\n";
    assert_eq!(one(code, &[]), (0, kinds(&[(4, "incomplete")])));
    let code = "raise OSError(25, 'Inappropriate ioctl for device')\n";
    assert_eq!(one(code, &[]), (0, kinds(&[(1, "incomplete")])));
    // A limit is told by its name, also through somebody else's exception.
    let code =
        "import os\ntry:\n    os.system('true')\nexcept OSError as error:\n    raise ValueError('failed') from error\n";
    assert_eq!(one(code, &[]), (1, kinds(&[(5, "starts-processes")])));
}

#[cfg(target_os = "linux")]
mod limits {
    use super::*;
    use std::time::{Duration, Instant};

    /// Whether a process with this word in its command line or environment is alive.
    fn is_left(word: &str) -> bool {
        let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        let numbers = processes.filter(|path| path.file_name().unwrap().to_string_lossy().parse::<u32>().is_ok());
        let holds = |path: std::path::PathBuf| {
            let is_dead = std::fs::read_to_string(path.join("stat")).is_ok_and(|stat| stat.contains(") Z "));
            let read = |name: &str| std::fs::read(path.join(name)).unwrap_or_default();
            let text = [read("cmdline"), read("environ")].concat();
            !is_dead && text.windows(word.len()).any(|part| part == word.as_bytes())
        };
        numbers.into_iter().any(holds)
    }

    #[test]
    fn a_loop_for_ever_ends() {
        let start = Instant::now();
        assert_eq!(one("while True: pass\n", &["--timeout", "1"]), (1, kinds(&[(1, "time-limit")])));
        assert_eq!(
            one(
                "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except BaseException: pass\n",
                &["--timeout", "1"]
            ),
            (1, kinds(&[(1, "time-limit")]))
        );
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_gigabyte_of_output_ends() {
        let code = "line = 'x' * 1000000\nfor i in range(1000):\n    print(line)\n";
        assert_eq!(one(code, &[]), (1, kinds(&[(1, "output-limit")])));
        let code = "with open('big', 'w') as file:\n    for i in range(1000):\n        file.write('x' * 1000000)\n";
        assert_eq!(one(code, &[]).1[0].1, "output-limit");
        let code = "for i in range(100000):\n    with open(str(i), 'w') as file:\n        file.write('x' * 1000000)\n";
        assert_eq!(one(code, &["--timeout", "60"]).1[0].1, "output-limit");
    }

    #[test]
    fn memory_is_limited() {
        let code = "all = []\nwhile True:\n    all.append(bytearray(10000000))\n";
        let (status, found) = one(code, &["--memory", "200"]);
        assert_eq!((status, found[0].1.as_str()), (1, "memory-limit"));
    }

    #[test]
    fn nothing_is_left_running() {
        let code = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True: time.sleep(1)\n    os._exit(0)\nprint('done')\n";
        // Examples have their folder in their environment, here one that no other test has.
        let folder = tempfile::tempdir().unwrap();
        let one = |code: &str| {
            let project = Project::new(&[("a.md", &format!("```python\n{code}```\n"))]);
            let mut command = project.command(&["notes", "run", "a.md", "--timeout", "5", "--output-format", "json"]);
            let output = command.env("TMPDIR", folder.path()).output().unwrap();
            assert!(!is_left(folder.path().to_str().unwrap()), "{code}");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{code}");
            String::from_utf8(output.stdout).unwrap()
        };
        assert_eq!(one(code).trim(), "[]");
        let told = one("import os\nwhile True:\n    os.fork()\n");
        assert!(told.contains("starts-processes"), "{told}");
    }

    #[test]
    fn killing_it_leaves_nothing() {
        // Nothing can be done when one is killed, so another process does it.
        let folder = tempfile::tempdir().unwrap();
        let sleeper = "import os, time\nif os.fork() == 0:\n    os.setsid()\ntime.sleep(1000)\n";
        let note = format!("```python\n{sleeper}```\n").repeat(3);
        for signal in ["-KILL", "-ABRT"] {
            let project = Project::new(&[("a.md", &note)]);
            let mut command = project.command(&["notes", "run", "a.md", "--timeout", "600"]);
            let mut child = command.env("TMPDIR", folder.path()).spawn().unwrap();
            started(folder.path());
            let word = folder.path().to_str().unwrap();
            assert!(is_left(word));
            let pid = child.id().to_string();
            assert!(std::process::Command::new("kill").args([signal, &pid]).status().unwrap().success());
            child.wait().unwrap();
            let start = Instant::now();
            while is_left(word) || std::fs::read_dir(folder.path()).unwrap().next().is_some() {
                assert!(start.elapsed() < Duration::from_secs(60), "{signal}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// Waits until an example is at work below a folder; the mark of the example.
    fn started(folder: &std::path::Path) -> String {
        let inside = |folder: &std::path::Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
        let start = Instant::now();
        loop {
            // The report is there as soon as Python is.
            let mut examples = inside(folder).flat_map(|run| inside(&run.path()));
            if let Some(entry) = examples.find(|entry| entry.path().join("report.json").exists()) {
                return entry.file_name().into_string().unwrap();
            }
            assert!(start.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn nothing_is_written_outside_the_folder() {
        let outside = tempfile::tempdir().unwrap();
        let target = outside.path().join("evil.txt");
        let path = target.display();
        for code in [
            format!("open({path:?}, 'w').write('x')\n"),
            format!("import pathlib\npathlib.Path({path:?}).write_text('x')\n"),
            format!("import os\nos.chdir('/')\nos.mkdir({path:?})\n"),
            format!("import os\nos.symlink({path:?}, 'link')\nopen('link', 'w')\n"),
            format!("import sqlite3\nsqlite3.connect({path:?}).execute('create table t (a)')\n"),
        ] {
            let (status, found) = one(&code, &[]);
            assert_eq!((status, found[0].1.as_str()), (1, "writes-outside"), "{code}");
            assert!(!target.exists(), "{code}");
        }
        let code = format!("import os\nos.system('touch {path}')\n");
        assert_eq!(one(&code, &[]).1[0].1, "starts-processes");
        assert!(!target.exists());
        let code = "import os, pathlib\nhome = pathlib.Path.home()\n(home / 'x').write_text('y')\n\
                    print(sorted(os.listdir('.')))  # ['x']\nprint(os.environ.get('PYGLOSS_SECRET'))  # None\n";
        let project = Project::new(&[("a.md", &format!("```python\n{code}```\n"))]);
        let mut command = project.command(&["notes", "run", "a.md", "--output-format", "json"]);
        let output = command.env("PYGLOSS_SECRET", "1").env("HOME", outside.path()).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "[]");
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn ways_around_the_guard_end_at_the_kernel() {
        let outside = tempfile::tempdir().unwrap();
        let target = outside.path().join("evil");
        let kept = outside.path().join("kept.txt");
        std::fs::write(&kept, "kept").unwrap();
        let (folder, path) = (outside.path().display(), target.display());
        for code in [
            format!(
                "import os\nfolder = os.open({folder:?}, os.O_RDONLY)\nos.open('evil', os.O_CREAT | os.O_WRONLY, dir_fd=folder)\n"
            ),
            format!("import os\nfolder = os.open({folder:?}, os.O_RDONLY)\nos.mkdir('evil', dir_fd=folder)\n"),
            format!("import os\nos.mkfifo({path:?})\n"),
            format!("import socket\nsocket.socket(socket.AF_UNIX).bind({path:?})\n"),
            format!("import os\nos.link({:?}, 'link')\nopen('link', 'a').write('evil')\n", kept.display()),
            format!("import os\nos.symlink({folder:?}, 'link')\nopen('link/evil', 'w')\n"),
        ] {
            let (status, found) = one(&code, &[]);
            assert_eq!((status, found[0].1.as_str()), (1, "writes-outside"), "{code}");
            assert!(!target.exists(), "{code}");
        }
        // C asks no hook; Landlock, in each kernel from 5.13, asks nobody.
        one(&format!("import ctypes\nctypes.CDLL(None).system(b'touch {path}')\n"), &[]);
        assert!(!target.exists());
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), "kept");
        // Shared memory is for those who name what needs it.
        let name = format!("pygloss-test-{}", std::process::id());
        let code = format!("import os, _posixshmem\n_posixshmem.shm_open('/{name}', os.O_CREAT | os.O_RDWR, 0o600)\n");
        assert_eq!(one(&code, &[]).0, 1);
        assert!(!std::path::Path::new("/dev/shm").join(&name).exists());
        let code = format!("import ctypes\nctypes.CDLL(None).open(b'/dev/shm/{name}', 0o102, 0o600)\n");
        let others = "import multiprocessing\nprint(multiprocessing.Lock().acquire())  # True\n";
        let note = format!("```python\n{code}```\n\n```python\n{others}```\n");
        let found = run(&Project::new(&[("a.md", &note)]), &["a.md"]);
        assert_eq!((found.status, found.stdout.trim()), (0, "[]"), "{found:?}");
        assert!(!std::path::Path::new("/dev/shm").join(&name).exists());
        let code = "import os, signal\nos.kill(os.getppid(), signal.SIGTERM)\n";
        assert_eq!(one(code, &[]), (1, kinds(&[(2, "signals-outside")])));
        let code = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n";
        assert_eq!(one(code, &[]), (1, kinds(&[(2, "changes-limits")])));
        let code = "import multiprocessing as m\nif __name__ == '__main__':\n    queue = m.Queue()\n\
                    \x20   process = m.Process(target=queue.put, args=(1,))\n    process.start()\n\
                    \x20   print(queue.get())  # 2\n    process.terminate()\n";
        assert_eq!(one(code, &[]), (1, kinds(&[(6, "contradicted")])));
    }

    #[test]
    fn stopping_it_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mark = "pygloss-stopped-example";
        let code = format!("# {mark}\nimport time\ntime.sleep(1000)\n");
        let project = Project::new(&[("a.md", &format!("```python\n{code}```\n"))]);
        let mut command = project.command(&["notes", "run", "a.md", "--timeout", "600"]);
        let mut child = command.env("TMPDIR", folder.path()).spawn().unwrap();
        let entries = || std::fs::read_dir(folder.path()).unwrap().flatten().next();
        let name = started(folder.path());
        assert!(is_left(&name));
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(!is_left(&name) && entries().is_none());
    }

    #[test]
    fn temporary_folders_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let code = "import os\nos.makedirs('a/b')\nopen('a/b/c', 'w').close()\nos.chmod('a/b', 0)\nos.chmod('a', 0)\n";
        let project = Project::new(&[("a.md", &format!("```python\n{code}```\n"))]);
        let output = project.command(&["notes", "run", "a.md"]).env("TMPDIR", folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
