//! Formats for other programs, and other linters, on the command line. `tests/formats` and
//! `tests/peers` hold both to the real programs.

use super::project::Project;
use super::{DEFAULT, INT, codes};
use serde_json::Value;

#[test]
fn sarif_has_the_note_as_the_rules_help() {
    let project = Project::new(&[("a b.py", DEFAULT)]);
    let run = project.run(&["check", "--output-format", "sarif", "a b.py"]);
    assert_eq!(run.status, 1);
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "mutable-default");
    let explained = project.run(&["explain", "mutable-default", "--output-format", "markdown"]).stdout;
    let example = explained.split("```").nth(1).unwrap();
    assert!(rule["help"]["markdown"].as_str().unwrap().contains(example), "{rule}");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b.py");
    assert_eq!(place["region"]["startColumn"], 9);
}

#[test]
fn what_could_not_be_checked_is_in_the_report() {
    let project = Project::new(&[]);
    project.write("nul.py", b"x = '\0'\n");
    let sarif = project.run(&["check", "--output-format", "sarif"]);
    assert_eq!(sarif.status, 2);
    let log: Value = serde_json::from_str(&sarif.stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert!(invocation["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap().contains("nul.py"));
    let junit = project.run(&["check", "--output-format", "junit"]);
    assert!(junit.stdout.contains("errors=\"1\"") && junit.stdout.contains("nul.py"), "{junit:?}");
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let prints = |text: &str| {
        let project = Project::new(&[("a.py", text)]);
        let report = project.run(&["check", "--output-format", "gitlab", "a.py"]).stdout;
        let report: Vec<Value> = serde_json::from_str(&report).unwrap();
        report.iter().map(|one| one["fingerprint"].to_string()).collect::<Vec<_>>()
    };
    let two = format!("{INT}{INT}");
    assert_eq!(prints(&two).len(), 2);
    assert_eq!(prints(&two), prints(&format!("import os\n\n{two}")));
}

#[test]
fn statistics_are_for_people() {
    let project = Project::new(&[("a.py", INT)]);
    let run = project.run(&["check", "--statistics", "--output-format", "sarif"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--statistics"), "{run:?}");
}

#[test]
fn what_ruff_reports_steps_back_and_isolated_heeds_nobody() {
    let ruff = "[lint]\nselect = [\"B006\"]\n[lint.per-file-ignores]\n\"other.py\" = [\"B\"]\n";
    let project = Project::new(&[("ruff.toml", ruff), ("a.py", DEFAULT), ("other.py", DEFAULT), ("b.py", INT)]);
    assert_eq!(codes(&project.check(&["a.py", "b.py"])), ["is-int-literal"]);
    assert_eq!(codes(&project.check(&["other.py"])), ["mutable-default"]);
    assert_eq!(codes(&project.check(&["--isolated", "a.py"])), ["mutable-default"]);
    assert_eq!(codes(&project.check(&["--select", "mutable-default", "a.py"])), ["mutable-default"]);
    assert_eq!(codes(&project.check(&["--hints", "a.py"])), [""; 0]);
    // What is not reported is not fixed.
    assert_eq!(project.run(&["check", "--diff", "--unsafe-fixes", "a.py"]).status, 0);
    let shown = project.run(&["config", "show", "a.py"]).stdout;
    assert!(shown.contains("# mutable-default: B006 of Ruff (select = B006, "), "{shown}");
    assert!(shown.contains("ruff.toml:2)"), "{shown}");
    assert!(!project.run(&["config", "show", "other.py"]).stdout.contains("of Ruff"));
    project.write("pygloss.toml", b"peers = \"off\"\n");
    assert_eq!(codes(&project.check(&["a.py"])), ["mutable-default"]);
    assert_eq!(codes(&project.check(&["--config", "pygloss.toml", "a.py"])), ["mutable-default"]);
}

#[test]
fn a_broken_neighbour_is_told_once_and_findings_stay() {
    let project = Project::new(&[
        ("ruff.toml", "extend = \"ruff.toml\"\n"),
        ("setup.cfg", "[flake8]\nselect = B!\n"),
        (".pylintrc", "[MAIN\n"),
        ("a.py", DEFAULT),
        ("inner/b.py", DEFAULT),
    ]);
    let run = project.run(&["check", "--output-format", "concise"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(run.stdout.matches("mutable-default").count(), 2, "{run:?}");
    for told in ["ruff.toml:1: `extend`", "setup.cfg:2: `select`: `B!` is no code of Flake8", ".pylintrc:1: "] {
        assert_eq!(run.stderr.matches(told).count(), 1, "{run:?}");
    }
    assert!(run.stderr.contains("warning: "), "{run:?}");
}

#[test]
fn the_checked_in_schema_is_what_the_program_prints() {
    let printed = Project::new(&[]).run(&["config", "schema"]).stdout;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/editors/vscode/pygloss.schema.json");
    if std::env::var_os("PYGLOSS_BLESS").is_some() {
        std::fs::write(path, printed).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(kept == printed, "renew it with PYGLOSS_BLESS=1 cargo test --test cli schema");
}

#[test]
fn manual_pages_are_printed_and_written() {
    let project = Project::new(&[]);
    let page = project.run(&["man"]);
    assert_eq!(page.status, 0);
    assert!(page.stdout.contains(".TH pygloss 1"), "{page:?}");
    assert_eq!(project.run(&["man", "pages"]).status, 0);
    assert!(String::from_utf8(project.read("pages/pygloss-check.1")).unwrap().contains("sarif"));
    project.write("file", b"");
    let wrong = project.run(&["man", "file"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("file"), "{wrong:?}");
}
