//! The user's own topics, through the real program: found, tested, wrong, too slow.

#[allow(dead_code, reason = "shared with the tests of the command line")]
#[path = "cli/project.rs"]
mod project;

use project::Project;

const README: &str = include_str!("../grammar-queries/README.md");

const CONTRIBUTING: &str = include_str!("../CONTRIBUTING.md");

/// The files of a worked example: each fence behind a line that names a file.
fn example(text: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let name = line.rsplit_once("`.pygloss/").and_then(|(_, rest)| rest.strip_suffix('`'));
        let Some(name) = name else { continue };
        let fence = lines.find(|line| line.starts_with("```")).expect("a fence behind the name");
        let mark: String = fence.chars().take_while(|character| *character == '`').collect();
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != mark).collect();
        files.push((format!(".pygloss/{name}"), body.join("\n") + "\n"));
    }
    files
}

/// A project with the worked example and some code.
fn project() -> Project {
    let project = Project::new(&[("src/a.py", "from datetime import datetime\n\nx = datetime.utcnow()\n")]);
    let files = example(README);
    assert_eq!(files.len(), 3, "note, query and cases: {files:?}");
    for (name, text) in files {
        project.write(&name, text.as_bytes());
    }
    project
}

const QUERY: &str = ".pygloss/our-rules/python.scm";

#[test]
fn the_worked_example_holds_and_says_what_the_readme_prints() {
    let run = project().run(&["patterns", "test"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    let shown = README.split("$ pygloss patterns test\n").nth(1).expect("is there").lines().next();
    assert_eq!(run.stderr.lines().next(), shown);
}

#[test]
fn the_example_for_contributors_holds() {
    let project = Project::new(&[("a.py", "import logging\n\nlogging.error('x')\n")]);
    for (name, text) in example(CONTRIBUTING) {
        project.write(&name, text.as_bytes());
    }
    let run = project.run(&["patterns", "test"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    assert!(run.stderr.starts_with("1 topic, 2 blocks"), "{run:?}");
    assert_eq!(project.check(&["a.py"])[0]["code"], "root-logger-used");
}

#[test]
fn own_patterns_are_checked_fixed_selected_and_explained_like_others() {
    let project = project();
    let found = project.check(&["src"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0]["code"].as_str(), found[0]["topic"].as_str()), (Some("naive-timestamp"), Some("our-rules")));
    assert_eq!(project.check(&["--select", "naive-timestamp", "src"]).len(), 1);
    assert_eq!(project.check(&["--ignore", "our-rules", "src"]).len(), 0);
    assert_eq!(project.check(&["--isolated", "src"]).len(), 0);
    project.write("pygloss.toml", b"[severity]\nnaive-timestamp = \"error\"\n");
    assert_eq!(project.check(&["src"])[0]["severity"], "error");
    let run = project.run(&["hover", "src/a.py:3:6"]);
    assert!(run.stdout.contains("forgets its zone") && run.stdout.contains("carry a time zone"), "{run:?}");
    let run = project.run(&["explain", "naive-timestamp"]);
    assert!(run.stdout.contains("utcnow"), "{run:?}");
    assert!(project.run(&["patterns", "list"]).stdout.contains("naive-timestamp"));
    let run = project.run(&["check", "--fix", "--unsafe-fixes", "src"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(String::from_utf8_lossy(&project.read("src/a.py")).contains("datetime.now(timezone.utc)"));
}

#[test]
fn folders_that_the_settings_name_count_too() {
    let project = project();
    std::fs::rename(project.path().join(".pygloss"), project.path().join("rules")).expect("moved");
    assert_eq!(project.check(&["src"]).len(), 0);
    project.write("pygloss.toml", b"patterns = [\"rules\"]\nselect = [\"naive-timestamp\"]\n");
    assert_eq!(project.check(&["src"]).len(), 1);
    project.write("pygloss.toml", b"patterns = [\"nowhere\"]\n");
    let run = project.run(&["check", "src"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("nowhere"), "{run:?}");
}

#[test]
fn mistakes_name_file_and_line_and_the_rest_goes_on() {
    let project = project();
    project.write(".pygloss/other/note.md", b"no front matter\n");
    project.write(".pygloss/other/python.scm", b"((identifier) @match (#set! id \"some-id\"))\n");
    project.write(".pygloss/is-vs-equality/note.md", b"");
    project.write(".pygloss/is-vs-equality/python.scm", b"");
    project.write(".pygloss/more/note.md", b"+++\ntitle = \"t\"\nquestion = \"q\"\nchapter = \"c\"\n+++\n\nText.\n");
    let wrong = "\n\n((identifier) @match (#is? @match wonderful) (#set! id \"a-b\"))\n((integer) @match (#set! id \"is-literal\"))\n";
    project.write(".pygloss/more/python.scm", wrong.as_bytes());
    let run = project.run(&["check", "src"]);
    assert_eq!(run.status, 2, "{run:?}");
    for part in [
        "other/note.md:1: front matter is missing",
        "is-vs-equality/note.md:1: `is-vs-equality` is a topic of pygloss",
        "more/python.scm:3: there is no fact `wonderful`",
        "more/python.scm:4: `is-literal` is a pattern of the topic `is-vs-equality` already",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    assert!(run.stdout.contains("naive-timestamp"), "{run:?}");
    assert_eq!(project.run(&["patterns", "test"]).status, 2);
}

#[test]
fn a_case_that_does_not_hold_ends_with_1() {
    let project = project();
    let cases = "# nothing is here.\nclock.utcnow()\n#<^^^^^^^^^^^^ naive-timestamp warning\n# ^^ gloss no-such: x\n";
    project.write(".pygloss/our-rules/cases.py", cases.as_bytes());
    let run = project.run(&["patterns", "test", ".pygloss"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("cases.py:3: expected naive-timestamp"), "{run:?}");
    assert!(run.stdout.contains("cases.py:4: there is no pattern `no-such`"), "{run:?}");
    assert_eq!(project.run(&["patterns", "test", "src/a.py"]).status, 2);
}

#[test]
fn a_pattern_that_would_take_for_ever_is_left_out_and_named() {
    let project = project();
    let steps = "(expression_statement) ".repeat(12);
    let query = format!(
        "((module {steps}(class_definition)) @match (#set! id \"too-slow\") (#set! severity \"error\") (#set! message \"m\"))\n"
    );
    project.write(QUERY, query.as_bytes());
    project.write("src/a.py", "x\n".repeat(3_000).as_bytes());
    let run = project.run(&["check", "src"]);
    assert!(run.stderr.contains("too-slow") || run.status == 0, "{run:?}");
    // One that finds everything is a mistake, too.
    project.write(QUERY, b"((_) @match (#set! id \"too-many\") (#set! severity \"error\") (#set! message \"m\"))\n");
    project.write("src/a.py", "y.z(a, b)\n".repeat(10_000).as_bytes());
    let run = project.run(&["check", "--output-format", "concise", "src"]);
    assert!(run.stderr.contains("too-many: took too long"), "{}", &run.stderr[..run.stderr.len().min(300)]);
    // Nested alternatives double the ways at each level.
    let mut inner = "(identifier)".to_string();
    for _ in 0..24 {
        inner = format!("[(attribute object: {inner}) (attribute object: {inner} @x)]").replace("@x", "@_x");
        if inner.len() > 200_000 {
            break;
        }
    }
    let query = format!("({inner} @match (#set! id \"too-wide\") (#set! severity \"error\") (#set! message \"m\"))\n");
    project.write(QUERY, query.as_bytes());
    let chain = format!("x{}\n", ".a".repeat(100));
    project.write("src/a.py", chain.repeat(50).as_bytes());
    let run = project.run(&["check", "src"]);
    assert!(matches!(run.status, 0..=2), "{run:?}");
    // Brackets without end are a mistake and no overflow.
    project.write(QUERY, "(".repeat(300_000).as_bytes());
    let run = project.run(&["check", "src"]);
    assert_eq!(run.status, 2, "{}", &run.stderr[..run.stderr.len().min(300)]);
}
