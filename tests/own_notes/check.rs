//! `pygloss notes list` and `pygloss notes check`.

use super::ROUGH;
use super::project::Project;
use serde_json::Value;

fn rows(project: &Project, arguments: &[&str]) -> Vec<Value> {
    let run = project.run(&[&["notes"], arguments, &["--output-format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

fn kinds(rows: &[Value]) -> Vec<(u64, &str)> {
    rows.iter().map(|row| (row["line"].as_u64().unwrap(), row["kind"].as_str().unwrap())).collect()
}

#[test]
fn every_decision_is_listed() {
    let project = Project::new(&[("n/rough.md", ROUGH)]);
    let rows = rows(&project, &["list", "n"]);
    let decisions: Vec<(u64, &str, &str)> = rows
        .iter()
        .map(|row| {
            assert_eq!(row["path"], "n/rough.md");
            (row["line"].as_u64().unwrap(), row["topic"].as_str().unwrap_or("-"), row["how"].as_str().unwrap())
        })
        .collect();
    let expected = [
        (1, "-", "none"),
        (5, "is-vs-equality", "alias"),
        (16, "decorators", "alias"),
        (35, "scope-legb", "alias"),
        (44, "integer-caching", "alias"),
        (53, "method-resolution-order", "alias"),
        (61, "-", "none"),
        (67, "shallow-vs-deep-copy", "explicit"),
        (71, "-", "explicit"),
    ];
    assert_eq!(decisions, expected);
    assert!(rows[1]["score"].as_f64().unwrap() > 0.9);
    let text = project.run(&["notes", "list", "n/rough.md"]);
    assert_eq!(text.status, 0);
    assert!(
        text.stdout.contains("n/rough.md:67: Copies of things → shallow-vs-deep-copy (a mark says so)\n"),
        "{text:?}"
    );
    assert!(text.stdout.contains("n/rough.md:61: Pasta al forno → no topic"), "{text:?}");
}

#[test]
fn what_is_wrong_in_rough_notes_is_told_by_line() {
    let project = Project::new(&[("rough.md", ROUGH)]);
    let rows = rows(&project, &["check", "rough.md"]);
    let expected = [
        (12, "is-int-literal"),
        (21, "fence-unclosed"),
        (39, "mutable-default"),
        (46, "out-of-date"),
        (49, "not-python"),
        (58, "not-python"),
        (61, "heading-unmatched"),
        (71, "unknown-topic"),
        (75, "is-int-literal"),
        (78, "fence-unclosed"),
        (79, "cut-off"),
    ];
    assert_eq!(kinds(&rows), expected, "{rows:#?}");
    assert!(rows[7]["message"].as_str().unwrap().contains("did you mean `scope-legb`"), "{rows:#?}");
    let text = project.run(&["notes", "check", "rough.md"]);
    assert_eq!(text.status, 1);
    assert!(text.stdout.contains("rough.md:49: not-python: this looks like Cython"), "{text:?}");
    assert!(text.stderr.contains("11 problems in 1 note."), "{text:?}");
}

#[test]
fn the_notes_of_the_settings_are_meant_when_none_are_named() {
    let project = Project::new(&[("pygloss.toml", "notes = [\"notes/**/*.md\"]\n"), ("notes/a/b.md", "# LEGB\n")]);
    assert_eq!(rows(&project, &["list"])[0]["path"], "notes/a/b.md");
    assert_eq!(project.run(&["notes", "check"]).status, 0);
    let none = Project::new(&[("pygloss.toml", "")]);
    let run = none.run(&["notes", "check"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("notes = ["), "{run:?}");
}

#[test]
fn what_cannot_be_read_is_told_and_costs_only_itself() {
    let project = Project::new(&[("good.md", "# LEGB\n")]);
    project.write("picture.md", b"\x89PNG\0\0");
    project.write("latin.txt", b"# LEGB\n\ncaf\xe9\n");
    let run = project.run(&["notes", "list", ".", "gone.md"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("picture.md: is binary") && run.stderr.contains("gone.md: "), "{run:?}");
    assert!(run.stdout.contains("good.md:1: LEGB → scope-legb") && run.stdout.contains("latin.txt:1: LEGB"), "{run:?}");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(project.path(), project.path().join("loop")).unwrap();
        let run = project.run(&["notes", "check", "."]);
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains("loop"), "{run:?}");
    }
}

/// Root reads everything, so there the program runs as nobody.
#[cfg(target_os = "linux")]
#[test]
fn what_may_not_be_read_is_told_and_costs_only_itself() {
    use std::os::unix::fs::PermissionsExt;
    let project =
        Project::new(&[("n/good.md", "# LEGB\n"), ("n/secret.md", "# LEGB\n"), ("n/closed/a.md", "# LEGB\n")]);
    let allow = |name: &str, mode: u32| {
        std::fs::set_permissions(project.path().join(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow("", 0o755);
    allow("n/secret.md", 0o000);
    allow("n/closed", 0o000);
    let is_root = std::fs::read(project.path().join("n/secret.md")).is_ok();
    let arguments = ["notes", "list", "n"];
    let run = if is_root {
        // Where the program lies, nobody may be kept out.
        let program = project.path().join("pygloss");
        std::fs::copy(env!("CARGO_BIN_EXE_pygloss"), &program).unwrap();
        allow("pygloss", 0o755);
        let mut command = std::process::Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).args(arguments);
        let output = command.current_dir(project.path()).env("HOME", project.path()).output();
        super::project::Run::of(output.expect("`setpriv` of util-linux"))
    } else {
        project.run(&arguments)
    };
    allow("n/closed", 0o755);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stdout.contains("n/good.md:1: LEGB → scope-legb"), "{run:?}");
    for part in ["n/secret.md: Permission denied", "n/closed: Permission denied"] {
        assert!(run.stderr.contains(part), "{part} in {run:?}");
    }
}

#[test]
fn a_note_that_goes_while_it_is_read_costs_only_itself() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let project = Project::new(&[("n/good.md", "# LEGB\n")]);
    let done = AtomicBool::new(false);
    let text = "# Decorators\n\n```python\nx = 1\n```\n".repeat(2000);
    let mut lost = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                let path = project.path().join(format!("n/{}.md", round % 40));
                if std::fs::remove_file(&path).is_err() {
                    std::fs::write(&path, &text).unwrap();
                }
                if done.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        for _ in 0..12 {
            let run = project.run(&["notes", "list", "n"]);
            assert!(run.stdout.contains("n/good.md:1: LEGB → scope-legb"), "{}", run.stderr);
            let is_told = |line: &str| line.starts_with("error: ") && line.contains("No such file");
            assert!(run.stderr.lines().all(is_told), "{}", run.stderr);
            assert_eq!(run.status, if run.stderr.is_empty() { 0 } else { 2 });
            lost += run.stderr.lines().count();
        }
        done.store(true, Ordering::Relaxed);
    });
    // With forty files that come and go all the time, some go between being found and being read.
    assert!(lost > 0, "no note went away in time");
}

#[test]
fn one_is_no_plural() {
    let project = Project::new(&[("a.md", "# LEGB\n\n```python\nx = 1\n```\n"), ("b.md", "# Weather\n")]);
    let check = |arguments: &[&str]| project.run(&[&["notes", "check"], arguments].concat()).stderr;
    assert_eq!(check(&["a.md"]).trim(), "Nothing found in 1 note.");
    assert_eq!(check(&["b.md"]).trim(), "1 problem in 1 note.");
    assert_eq!(check(&["a.md", "b.md"]).trim(), "1 problem in 2 notes.");
    assert!(project.run(&["notes", "run", "a.md"]).stderr.starts_with("1 example run with Python 3."));
}

#[test]
fn hover_and_explain_carry_the_own_note() {
    let note = "# Q7. `is` vs `==`\n\nMy own words.\n\n[run](command:evil)\n";
    let files = [("pygloss.toml", "notes = [\"n/*\"]\n"), ("n/mine.md", note), ("a.py", "x is None\n")];
    let project = Project::new(&files);
    let hover = project.run(&["hover", "a.py:1:3"]);
    assert!(hover.stdout.contains("**Your notes:** mine.md § Q7. is vs \\=\\=\n\nMy own words."), "{hover:?}");
    let explain = |first: &str| {
        project.write("pygloss.toml", format!("notes = [\"n/*\"]\nnotes-first = \"{first}\"\n").as_bytes());
        let run = project.run(&["explain", "is-vs-equality", "--output-format", "markdown"]);
        assert!(!run.stdout.contains("command:"), "{run:?}");
        (run.stdout.find("My own words.").expect("theirs"), run.stdout.find("Sources:"))
    };
    let (own, built_in) = explain("mine");
    assert!(own < built_in.expect("ours"));
    let (own, built_in) = explain("built-in");
    assert!(own > built_in.expect("ours"));
    assert_eq!(explain("only-mine").1, None);
}
