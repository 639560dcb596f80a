//! The program in poor surroundings: no home, no cache, a narrow terminal, a reader that leaves.

use super::project::{Project, Run};
use super::{DEFAULT, INT};
use std::process::{Command, Stdio};

/// Runs in surroundings of one's own.
fn run_in(project: &Project, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Run {
    let mut command = project.command(arguments);
    change(&mut command);
    Run::of(command.output().unwrap())
}

fn is_sound(run: &Run) {
    assert!(!run.stderr.contains("panicked") && run.status != 101, "{run:?}");
}

#[test]
fn neither_home_nor_environment_is_needed() {
    let project = Project::new(&[("a.py", INT), ("ruff.toml", "extend = '~/none.toml'\n")]);
    let bare = |arguments: &[&str]| {
        run_in(&project, arguments, |command| {
            command.env_clear();
        })
    };
    for (arguments, status) in [
        (&["check", "a.py"][..], 1),
        (&["check", "--output-format", "sarif", "a.py"], 1),
        (&["explain", "eq-none"], 0),
        (&["hover", "a.py:2:15"], 0),
        (&["config", "show", "a.py"], 0),
        (&["notes", "list"], 2),
    ] {
        let run = bare(arguments);
        is_sound(&run);
        assert_eq!(run.status, status, "{arguments:?}: {run:?}");
    }
    assert!(bare(&["check", "a.py"]).stderr.contains("ruff.toml:1: `extend`"));
}

#[test]
fn a_cache_that_cannot_be_written_costs_only_the_links() {
    let project = Project::new(&[("a.py", INT), ("file", "")]);
    let with = |cache: &str| {
        run_in(&project, &["check", "--color", "always", "a.py"], |command| {
            command.env("FORCE_HYPERLINK", "1").env("XDG_CACHE_HOME", project.path().join(cache));
        })
    };
    let linked = with("cache");
    assert_eq!(linked.status, 1);
    assert!(linked.stdout.contains("\u{1b}]8;;file:///"), "{linked:?}");
    assert!(linked.stdout.contains("/integer-caching/note.md#is-int-literal"), "{linked:?}");
    // A file stands where the folder would be made.
    let broken = with("file/cache");
    is_sound(&broken);
    assert_eq!(broken.status, 1, "{broken:?}");
    assert!(!broken.stdout.contains("\u{1b}]8;") && broken.stdout.contains("is-int-literal"), "{broken:?}");
}

#[test]
fn a_terminal_may_be_narrow() {
    let project = Project::new(&[("a.py", DEFAULT)]);
    for columns in ["20", "1", "0", "nonsense", "99999999999999999999"] {
        for (arguments, status) in [(&["check", "a.py"][..], 1), (&["explain", "mutable-default"], 0), (&["--help"], 0)]
        {
            let run = run_in(&project, arguments, |command| {
                command.env("COLUMNS", columns);
            });
            is_sound(&run);
            assert_eq!(run.status, status, "{columns}: {run:?}");
        }
    }
    let run = run_in(&project, &["explain", "mutable-default"], |command| {
        command.env("COLUMNS", "20");
    });
    let prose = run.stdout.lines().filter(|line| !line.starts_with(' ') && line.contains(' '));
    let long = prose.filter(|line| line.chars().count() > 20 && !line.contains('`') && !line.contains("://"));
    assert_eq!(long.collect::<Vec<_>>(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_changes_nothing_of_the_status() {
    let many: String = (0..3000).map(|at| format!("def f{at}(x): return x is 1000\n")).collect();
    let project = Project::new(&[("a.py", &many), ("clean.py", "x = 1\n")]);
    let closed = |arguments: &[&str]| {
        let mut child = project.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let run = Run::of(child.wait_with_output().unwrap());
        is_sound(&run);
        assert!(!run.stderr.contains("error:"), "{run:?}");
        run.status
    };
    for format in ["full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit"] {
        assert_eq!(closed(&["check", "--output-format", format, "a.py"]), 1, "{format}");
        assert_eq!(closed(&["check", "--output-format", format, "clean.py"]), 0, "{format}");
    }
    assert_eq!(closed(&["check", "--statistics", "a.py"]), 1);
    assert_eq!(closed(&["check", "--diff", "a.py"]), 1);
    for arguments in
        [&["explain", "--all"][..], &["patterns"], &["completions", "bash"], &["man"], &["config", "schema"]]
    {
        assert_eq!(closed(arguments), 0, "{arguments:?}");
    }
}
