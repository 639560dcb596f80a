//! The command line's contract, held against the real program.

#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/project.rs"]
mod project;
#[path = "cli/surroundings.rs"]
mod surroundings;

use project::Project;
use serde_json::Value;

const INT: &str = "def f(x):\n    return x is 1000\n";
const DEFAULT: &str = "def f(a=[]):\n    a.append(1)\n    return a\n";

fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

fn paths(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|finding| finding["path"].as_str().unwrap()).collect()
}

#[test]
fn the_exit_status_tells_what_happened() {
    let project = Project::new(&[("bad.py", INT), ("good.py", "x = 1\n")]);
    assert_eq!(project.run(&["check", "good.py"]).status, 0);
    assert_eq!(project.run(&["check", "bad.py"]).status, 1);
    assert_eq!(project.run(&["check", "bad.py", "--exit-zero"]).status, 0);
    assert_eq!(project.run(&["check", "none.py"]).status, 2);
    assert_eq!(project.run(&["check", "--nonsense"]).status, 2);
    assert_eq!(project.run(&["check", "--select", "nonsense"]).status, 2);
    assert_eq!(project.run(&["--help"]).status, 0);
    assert_eq!(project.run(&["--version"]).status, 0);
}

#[test]
fn json_is_the_contract() {
    let project = Project::new(&[("app/models.py", DEFAULT)]);
    let findings = project.check(&["app/models.py"]);
    assert_eq!(codes(&findings), ["mutable-default"]);
    let one = &findings[0];
    assert_eq!(one["path"], "app/models.py");
    assert_eq!(one["topic"], "mutable-vs-immutable");
    assert_eq!(one["severity"], "warning");
    assert_eq!(one["range"]["start"], serde_json::json!({"line": 0, "character": 8}));
    assert_eq!(one["range"]["end"], serde_json::json!({"line": 0, "character": 10}));
    assert!(one["equivalents"].as_array().unwrap().contains(&"B006".into()));
    assert!(one["fixes"].is_array());
    let lines = project.run(&["check", "--output-format", "json-lines", "."]).stdout;
    assert_eq!(serde_json::from_str::<Value>(lines.trim()).unwrap(), *one);
}

#[test]
fn columns_are_utf16_in_json_and_characters_in_text() {
    let project = Project::new(&[("a.py", "def f(x): return '😀', x is 1000\n")]);
    let start = &project.check(&["a.py"])[0]["range"]["start"]["character"];
    let line = project.run(&["check", "--output-format", "concise", "a.py"]).stdout;
    let column: u64 = line.split(':').nth(2).unwrap().parse().unwrap();
    assert_eq!(start.as_u64().unwrap(), column);
    assert!(line.starts_with("a.py:1:"), "{line}");
    assert!(line.contains(": warning[is-int-literal] "), "{line}");
}

#[test]
fn full_shows_the_source_and_keeps_stdout_for_results() {
    let project = Project::new(&[("a.py", INT)]);
    let run = project.run(&["check", "a.py"]);
    assert!(run.stdout.contains("warning[is-int-literal]"), "{run:?}");
    assert!(run.stdout.contains("a.py:2:"), "{run:?}");
    assert!(run.stdout.contains("pygloss explain is-int-literal"), "{run:?}");
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "{run:?}");
    assert!(run.stderr.contains("1 finding in 1 of 1 file"), "{run:?}");
    let colored = project.run(&["check", "a.py", "--color", "always"]);
    assert!(colored.stdout.contains("\u{1b}["));
}

#[test]
fn source_text_cannot_drive_the_terminal() {
    let project = Project::new(&[("a.py", "s = '\u{1b}[31m'; x = 7; y = (x is 1000, '\u{1b}]0;t\u{7}')\n")]);
    for format in ["full", "concise", "json"] {
        let run = project.run(&["check", "--color", "never", "--output-format", format, "a.py"]);
        assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{7}'), "{run:?}");
    }
}

#[test]
fn folders_are_walked_in_order_and_with_manners() {
    let project = Project::new(&[
        ("b.py", INT),
        ("a/z.py", INT),
        ("a/stub.pyi", INT),
        ("a/text.txt", INT),
        (".hidden/h.py", INT),
        ("venv/v.py", INT),
        ("skipped/s.py", INT),
        ("gen/g.py", INT),
        (".gitignore", "skipped/\n"),
        ("pygloss.toml", "exclude = [\"gen\"]\n"),
    ]);
    assert_eq!(paths(&project.check(&[])), ["a/stub.pyi", "a/z.py", "b.py"]);
    assert_eq!(paths(&project.check(&["./a"])), ["./a/stub.pyi", "./a/z.py"]);
    // What is named is checked, and once.
    assert_eq!(paths(&project.check(&["gen/g.py", "a/text.txt", "./a/text.txt"])).len(), 2);
}

#[test]
fn the_nearest_settings_count_for_each_folder() {
    let project = Project::new(&[
        ("pygloss.toml", "ignore = [\"is-int-literal\"]\n"),
        ("a.py", INT),
        ("inner/pyproject.toml", "[tool.pygloss.severity]\ninteger-caching = \"error\"\n"),
        ("inner/b.py", INT),
    ]);
    let findings = project.check(&[]);
    assert_eq!(paths(&findings), ["inner/b.py"]);
    assert_eq!(findings[0]["severity"], "error");
    assert_eq!(project.check(&["--isolated"]).len(), 2);
    assert_eq!(project.check(&["--config", "inner/pyproject.toml"]).len(), 2);
    assert_eq!(project.check(&["--select", "ALL", "--ignore", "ALL"]).len(), 0);
    let shown = project.run(&["config", "show", "inner"]).stdout;
    assert!(shown.contains("integer-caching = \"error\""), "{shown}");
    assert!(shown.contains("pyproject.toml:1"), "{shown}");
}

#[test]
fn wrong_settings_name_file_line_and_key() {
    let project = Project::new(&[("pygloss.toml", "hints = true\nignor = []\n"), ("a.py", INT)]);
    let run = project.run(&["check"]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.is_empty());
    assert!(run.stderr.contains("pygloss.toml:2: unknown key `ignor`; did you mean `ignore`?"));
}

#[test]
fn stdin_has_a_name() {
    let project = Project::new(&[("inner/pygloss.toml", "ignore = [\"ALL\"]\n")]);
    let arguments = ["check", "-", "--output-format", "concise"];
    let run = project.run_with_stdin(&arguments, INT.as_bytes());
    assert_eq!((run.status, run.stdout.starts_with("-:2:")), (1, true), "{run:?}");
    let named = [&arguments[..], &["--stdin-filename", "inner/x.py"]].concat();
    assert_eq!(project.run_with_stdin(&named, INT.as_bytes()).status, 0);
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let project = Project::new(&[("good.py", INT)]);
    project.write("nul.py", b"x = '\0'\n");
    project.write("bytes.py", b"x = '\xff'\n");
    project.write("odd.py", b"# coding: klingon\n");
    project.write("latin.py", b"# coding: latin-1\nx = '\xe9' is 1000\ndef f(x): return x is 1000\n");
    let run = project.run(&["check", "--output-format", "concise"]);
    assert_eq!(run.status, 2);
    for name in ["nul.py", "bytes.py", "odd.py"] {
        assert!(run.stderr.contains(name), "{run:?}");
        assert!(!run.stdout.contains(name), "{run:?}");
    }
    assert!(run.stdout.contains("good.py") && run.stdout.contains("latin.py:3:"), "{run:?}");
}

#[test]
fn a_file_over_the_limit_is_named_and_not_checked() {
    let project = Project::new(&[("a.py", INT), ("pygloss.toml", "max-file-size = 10\n")]);
    let findings = project.check(&["a.py"]);
    assert_eq!(codes(&findings), ["file-too-large"]);
    assert_eq!(findings[0]["severity"], "information");
}

#[test]
fn fixes_keep_bytes_line_ends_and_permissions() {
    let project = Project::new(&[]);
    project.write("a.py", b"\xef\xbb\xbfdef f(x):\r\n    return x is 1000\r\n");
    project.write("b.py", b"# coding: latin-1\ndef f(x): return x is 1000, '\xe9'\n");
    let run = project.run(&["check", "--fix"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("a.py: fixed is-int-literal"), "{run:?}");
    assert_eq!(project.read("a.py"), b"\xef\xbb\xbfdef f(x):\r\n    return x == 1000\r\n");
    assert_eq!(project.read("b.py"), b"# coding: latin-1\ndef f(x): return x == 1000, '\xe9'\n");
    assert_eq!(std::fs::read_dir(project.path()).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn fixes_follow_links_and_keep_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::new(&[("real.py", INT)]);
    let real = project.path().join("real.py");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o750)).unwrap();
    symlink(&real, project.path().join("link.py")).unwrap();
    assert_eq!(project.run(&["check", "--fix", "link.py"]).status, 0);
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o750);
    assert!(project.path().join("link.py").is_symlink());
    assert!(String::from_utf8(project.read("real.py")).unwrap().contains("x == 1000"));
}

#[test]
fn fix_on_stdin_prints_the_text() {
    let project = Project::new(&[]);
    let run = project.run_with_stdin(&["check", "--fix", "-"], INT.as_bytes());
    assert_eq!((run.status, run.stdout), (0, INT.replace("is 1000", "== 1000")));
    let run = project.run_with_stdin(&["check", "--fix", "-"], b"x = 1\n");
    assert_eq!((run.status, run.stdout.as_str()), (0, "x = 1\n"));
}

#[test]
fn a_diff_changes_nothing() {
    let project = Project::new(&[("a.py", INT)]);
    let run = project.run(&["check", "--diff"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("--- a.py\n+++ a.py\n"), "{run:?}");
    assert!(run.stdout.contains("-    return x is 1000\n+    return x == 1000\n"), "{run:?}");
    assert_eq!(project.read("a.py"), INT.as_bytes());
    project.write("a.py", b"x = 1\n");
    assert_eq!(project.run(&["check", "--diff"]).status, 0);
}

#[test]
fn choices_are_applied_on_request_only() {
    let project = Project::new(&[("a.py", DEFAULT)]);
    project.run(&["check", "--fix"]);
    let after_safe = project.read("a.py");
    let before: Vec<Value> = project.check(&["a.py"]);
    let is_safe = |fix: &Value| fix["applicability"] == "safe";
    assert!(before.iter().all(|one| !one["fixes"].as_array().unwrap().iter().any(is_safe)));
    let run = project.run(&["check", "--fix", "--unsafe-fixes"]);
    assert_ne!(run.status, 2, "{run:?}");
    if before.iter().any(|one| !one["fixes"].as_array().unwrap().is_empty()) {
        assert_ne!(project.read("a.py"), after_safe);
    }
}

#[test]
fn comments_silence() {
    let silent = "def f(x):\n    return x is 1000  # noqa: F632\n";
    let project = Project::new(&[("a.py", silent)]);
    assert_eq!(project.run(&["check"]).status, 0);
}

#[test]
fn statistics_count_codes() {
    let project = Project::new(&[("a.py", INT), ("b.py", INT)]);
    let run = project.run(&["check", "--statistics"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, "2  is-int-literal\n"));
}

#[test]
fn explain_finds_patterns_topics_and_codes() {
    let project = Project::new(&[]);
    for name in ["is-int-literal", "integer-caching", "F632", "literal-comparison"] {
        let run = project.run(&["explain", name]);
        assert_eq!(run.status, 0, "{name}: {run:?}");
        assert!(run.stdout.lines().all(|line| !line.contains('\u{1b}')), "{run:?}");
    }
    let json = project.run(&["explain", "is-int-literal", "--output-format", "json"]).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["id"], "is-int-literal");
    assert_eq!(json["topic"], "integer-caching");
    for key in ["title", "question", "markdown"] {
        assert!(json[key].is_string(), "{key}");
    }
    for key in ["patterns", "equivalents", "sources"] {
        assert!(json[key].is_array(), "{key}");
    }
    let run = project.run(&["explain", "is-int-litteral"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("did you mean `is-int-literal`?"), "{run:?}");
}

#[test]
fn hover_answers_at_a_place() {
    let project = Project::new(&[("a.py", INT)]);
    let run = project.run(&["hover", "a.py:2:15"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("1000"), "{run:?}");
    let nothing = project.run(&["hover", "a.py:1:1"]);
    assert_eq!((nothing.status, nothing.stdout.as_str()), (0, ""));
    assert_eq!(project.run(&["hover", "a.py:99:1"]).status, 2);
    assert_eq!(project.run(&["hover", "a.py:0:1"]).status, 2);
    assert_eq!(project.run(&["hover", "none.py:1:1"]).status, 2);
}

#[test]
fn patterns_are_listed() {
    let project = Project::new(&[]);
    let json = project.run(&["patterns", "list", "--output-format", "json"]).stdout;
    let list: Vec<Value> = serde_json::from_str(&json).unwrap();
    let one = list.iter().find(|pattern| pattern["id"] == "is-int-literal").unwrap();
    assert_eq!((&one["kind"], &one["fixes"]), (&"finding".into(), &true.into()));
    assert!(project.run(&["patterns"]).stdout.contains("is-int-literal"));
}

#[test]
fn completions_are_printed() {
    let project = Project::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = project.run(&["completions", shell]);
        assert_eq!(run.status, 0);
        assert!(run.stdout.contains("pygloss"));
    }
}

#[test]
fn the_samples_show_what_the_readme_says() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples");
    let project = Project::new(&[]);
    let findings = project.check(&["--isolated", samples]);
    let of = |name: &str| -> Vec<&str> {
        let here = findings.iter().filter(|one| one["path"].as_str().unwrap().ends_with(name));
        here.map(|one| one["code"].as_str().unwrap()).collect()
    };
    let review = of("review.py");
    for code in ["mutable-default", "is-int-literal", "eq-none", "shallow-copy-nested-mutated"] {
        assert!(review.contains(&code), "{code} is missing in {review:?}");
    }
    assert!(of("teaching.py").contains(&"mutable-default"));
    assert_eq!(of("clean.py"), [""; 0]);
}
