//! What SECURITY.md promises, held against the real program in a hostile repository.

#[allow(dead_code, reason = "each test crate uses a part")]
#[path = "cli/project.rs"]
mod project;
mod support;

use project::{Project, Run};
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::{Value, json};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use support::{Client, rich};

const INT: &str = "def f(x):\n    return x is 1000\n";

/// All formats of `check`, as the program itself lists them.
fn formats() -> Vec<String> {
    let refused = Project::new(&[]).run(&["check", "--output-format", "no-such-format"]).stderr;
    let list = refused.split("possible values: ").nth(1).and_then(|rest| rest.split(']').next());
    let formats: Vec<String> = list.expect("a list").split(',').map(|one| one.trim().to_owned()).collect();
    assert!(formats.len() >= 4, "{formats:?}");
    formats
}

/// Runs the program with bounds on memory and time: what it must not read has no end.
fn bounded(project: &Project, arguments: &[&str]) -> (i32, String) {
    let output = Command::new("sh")
        .current_dir(project.path())
        .args(["-c", "ulimit -v 4000000; exec timeout 120 \"$@\"", "sh", env!("CARGO_BIN_EXE_pygloss")])
        .args(arguments)
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), told)
}

/// Neither controls a terminal nor reorders what it shows.
fn assert_quiet(run: &Run) {
    let is_loud = |letter: char| {
        letter.is_control() && letter != '\n' && letter != '\t' || matches!(letter, '\u{202a}'..='\u{202e}')
    };
    assert!(!run.stdout.contains(is_loud) && !run.stderr.contains(is_loud), "{run:?}");
}

/// No links but those to the web and to files of this machine, no pictures, no HTML.
fn assert_harmless(markdown: &str) {
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_known = ["http:", "https:", "file:///"].iter().any(|scheme| dest_url.starts_with(scheme));
                assert!(is_known, "{dest_url} in {markdown}");
            }
            Event::Start(Tag::Image { .. } | Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => {
                panic!("something live in {markdown}");
            }
            _ => {}
        }
    }
}

#[test]
fn names_and_texts_cannot_forge_output_nor_drive_the_terminal() {
    let name = "a\u{1b}]0;t\u{7}\u{202e}\n::error file=forged::x\n\"},{\"code\":\"forged\"}.py";
    let text = "def f(x):\n    return x is \"\u{1b}[31m\\\"}]\u{7}\u{202e}::error::forged\"\n";
    let project = Project::new(&[(name, text)]);
    for format in formats() {
        let run = project.run(&["check", "--color", "never", "--output-format", &format, "."]);
        assert_eq!(run.status, 1, "{format}: {run:?}");
        // JSON escapes what controls a terminal, but for the characters that reorder text.
        if !run.stdout.trim_start().starts_with(['[', '{']) {
            assert_quiet(&run);
        }
        assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{7}'), "{format}: {run:?}");
        assert!(!run.stdout.lines().any(|line| line.starts_with("::error file=forged")), "{format}: {run:?}");
    }
    let findings = project.check(&["."]);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["path"], name);
    assert_quiet(&project.run(&["check", "--diff", "--color", "never", "."]));
    assert_quiet(&project.run(&["check", "--fix", "--color", "never", "."]));
    let folder = Project::new(&[("b\u{1b}[31m/pygloss.toml", "hints = 1\n"), ("b\u{1b}[31m/a.py", INT)]);
    let wrong = folder.run(&["check", "--color", "never", "."]);
    assert_eq!(wrong.status, 2, "{wrong:?}");
    assert_quiet(&wrong);
}

#[test]
fn links_to_what_never_ends_are_not_read() {
    for (name, is_told) in [
        (".gitignore", true),
        (".ignore", true),
        ("below/.gitignore", true),
        ("pyproject.toml", false),
        ("pygloss.toml", false),
        ("ruff.toml", false),
        ("setup.cfg", false),
        (".pylintrc", false),
        ("requirements.txt", false),
        ("below/b.py", false),
        (".pygloss/t/python.scm", false),
        (".pygloss/t/note.md", false),
    ] {
        let project = Project::new(&[("a.py", INT), ("below/c.py", INT), (".pygloss/t/x", "")]);
        symlink("/dev/zero", project.path().join(name)).expect("a link");
        let (status, told) = bounded(&project, &["check", "--color", "never", "."]);
        assert_eq!(status, if is_told { 2 } else { 1 }, "{name}: {told}");
        assert_eq!(told.contains(name), is_told, "{name}: {told}");
    }
    let project = Project::new(&[]);
    symlink("/dev/zero", project.path().join("a.py")).expect("a link");
    for command in [&["check", "a.py"][..], &["hover", "a.py:1:1"], &["notes", "list", "a.py"]] {
        let (status, told) = bounded(&project, command);
        assert_eq!(status, 2, "{command:?}: {told}");
    }
}

#[test]
fn fixes_do_not_follow_links_out_of_the_folder() {
    let outside = Project::new(&[("target.py", INT)]);
    let project = Project::new(&[("a.py", INT)]);
    symlink(outside.path().join("target.py"), project.path().join("linked.py")).expect("a link");
    symlink(outside.path(), project.path().join("folder")).expect("a link");
    assert_eq!(project.run(&["check", "--fix", "."]).status, 0);
    assert_eq!(outside.read("target.py"), INT.as_bytes());
    assert_ne!(project.read("a.py"), INT.as_bytes());
}

#[test]
fn settings_name_no_programs() {
    for key in ["server", "command", "server.path", "run", "python"] {
        let project = Project::new(&[("a.py", INT), ("pygloss.toml", format!("{key} = \"touch x\"\n").as_str())]);
        let run = project.run(&["check", "."]);
        assert_eq!(run.status, 2, "{key}: {run:?}");
        assert!(run.stderr.contains("unknown key"), "{key}: {run:?}");
    }
}

/// What a topic of the repository's own says and looks for.
fn own_topic(query: &str) -> [(&'static str, String); 2] {
    let note = "+++\ntitle = \"T\"\nquestion = \"Q?\"\nchapter = \"C\"\n+++\n\n[a](command:b) ![c](https://e.org/c.png) <img src=d>\n\n## Traps\n### own\n[e](javascript:f)\n";
    [(".pygloss/t/note.md", note.to_string()), (".pygloss/t/python.scm", query.to_string())]
}

const OWN: &str =
    "((call) @match (#set! id \"own\") (#set! severity \"warning\") (#set! message \"`{match}` is a call.\"))\n";

#[test]
fn code_and_topics_bring_no_links_into_a_hover() {
    let code = "def f(x):\n    return x is \"`[a](command:b) ![c](https://e.org/c.png) <img src=d> `\"\n";
    let [note, query] = own_topic(OWN);
    let project = Project::new(&[
        ("a.py", code),
        (note.0, note.1.as_str()),
        (query.0, query.1.as_str()),
        ("b.py", "f('`[x](command:y)`')\n"),
    ]);
    for place in ["a.py:2:14", "b.py:1:1"] {
        let run = project.run(&["hover", place]);
        assert!(run.status == 0 && !run.stdout.is_empty(), "{run:?}");
        assert_harmless(&run.stdout);
    }
    let mut client = Client::with(rich());
    let uri = client.open("a.py", code);
    let hover = client.hover(&uri, 1, 13);
    let markdown = hover["contents"]["value"].as_str().expect("Markdown");
    assert!(markdown.contains("Open the note"), "{markdown}");
    assert_harmless(markdown);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_query_that_is_slow_at_many_places_is_left_out() {
    // At each block about half a million ways, which is allowed once.
    let slow = format!(
        "((block {}(class_definition)) @match (#set! id \"own\") (#set! severity \"warning\") (#set! message \"m\"))\n",
        "(expression_statement) ".repeat(3)
    );
    let [note, query] = own_topic(&slow);
    let block = format!("    if x:\n{}", "        x.y\n".repeat(60));
    let project = Project::new(&[
        ("a.py", format!("def f(x):\n{}", block.repeat(80)).as_str()),
        (note.0, note.1.as_str()),
        (query.0, query.1.as_str()),
        ("b.py", INT),
    ]);
    let (status, told) = bounded(&project, &["check", "--output-format", "concise", "."]);
    assert_eq!(status, 2, "{told}");
    assert!(told.contains("own") && told.contains("too long") && told.contains("is-int-literal"), "{told}");
    let refused = own_topic("((call) @match (#match? @match \"(a{1000}){1000}\") (#set! id \"own\"))\n");
    project.write(refused[1].0, refused[1].1.as_bytes());
    let (status, told) = bounded(&project, &["check", "."]);
    assert_eq!(status, 2, "{told}");
    assert!(told.contains("python.scm:1"), "{told}");
}

/// A function with so many closures in one loop, each of which concerns all others.
fn closures(count: usize) -> String {
    format!("def f():\n  fs = []\n  for i in r:\n{}  return fs\n", "    fs.append(lambda: i)\n".repeat(count))
}

#[test]
fn a_statement_that_takes_too_long_costs_its_own_findings_alone() {
    let other = "def g(x=[]):\n    x.append(1)\n";
    let project = Project::new(&[("few.py", &(closures(500) + other)), ("many.py", &(closures(5_000) + other))]);
    let found = |file: &str, code: &str| {
        let (status, told) = bounded(&project, &["check", "--isolated", "--output-format", "concise", file]);
        assert_eq!(status, 1, "{told}");
        told.matches(code).count()
    };
    assert_eq!(found("few.py", "[loop-closure]"), 500);
    // All of them would take the square of their number.
    let many = found("many.py", "[loop-closure]");
    assert!(500 < many && many < 5_000, "{many}");
    assert_eq!(found("many.py", "[mutable-default]"), 1);
}

/// Texts that make recursive programs fall over.
fn adversarial() -> Vec<(&'static str, String)> {
    let nested =
        |open: &str, close: &str, depth: usize| format!("x = {}1{}\n", open.repeat(depth), close.repeat(depth));
    vec![
        ("brackets", nested("[", "]", 20_000)),
        ("unclosed", "(".repeat(50_000)),
        ("lambdas", nested("lambda: ", "", 10_000)),
        ("calls", nested("f(", ")", 20_000)),
        ("tests", format!("x = y{}\n", " and y is 1000".repeat(20_000))),
        ("lambdas with defaults", nested("lambda y=[]: ", "", 3_000)),
        ("branches", format!("if x is 0: pass\n{}", "elif x is 1000: pass\n".repeat(10_000))),
        ("findings", format!("x = [{}]\n", "y is 1000, ".repeat(20_000))),
        (
            "methods",
            "class C:\n".to_owned()
                + &(0..2_000).map(|n| format!("  def m{n}(self, a=[]): a.append(1)\n")).collect::<String>(),
        ),
        ("bases", format!("class C({}):\n    pass\n", (0..5_000).map(|n| format!("B{n}, ")).collect::<String>())),
        (
            "handlers",
            "try:\n    f()\n".to_owned() + &(0..2_000).map(|n| format!("except E{n}:\n    pass\n")).collect::<String>(),
        ),
        ("closures", closures(5_000)),
        ("cases", "match x:\n".to_owned() + &(0..10_000).map(|n| format!("  case {n}: pass\n")).collect::<String>()),
        ("defaults", format!("def f({}): pass\n", (0..5_000).map(|n| format!("a{n}=[], ")).collect::<String>())),
        ("decorators", "@d\n".repeat(20_000) + "def f(): pass\n"),
        ("negations", nested("not ", "", 20_000)),
        ("attributes", format!("x = y{}\n", ".y".repeat(20_000))),
        ("sums", format!("x = y{}\n", " + y".repeat(20_000))),
        ("format strings", format!("x = {}", "f'{".repeat(3_000))),
        (
            "blocks",
            (0..1_500).map(|depth| " ".repeat(depth) + "if x:\n").chain([" ".repeat(1_500) + "pass\n"]).collect(),
        ),
        ("one line", format!("x = [{}]\n", "1, ".repeat(300_000))),
        (
            "a line of classes",
            "class D(C999):\n  def m(self): super().m()\n".to_owned()
                + &(1..1_000).map(|n| format!("class C{n}(C{}): pass\n", n - 1)).collect::<String>(),
        ),
        ("classes", (1..300).map(|n| format!("class C{n}(C{}):\n  def m(self): super().m()\n", n - 1)).collect()),
    ]
}

#[test]
fn no_text_ends_the_program_or_the_server() {
    let texts = adversarial();
    let names: Vec<String> = texts.iter().map(|(name, _)| format!("{}.py", name.replace(' ', "-"))).collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, (_, text))| (name.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let (status, told) = bounded(&project, &["check", "--isolated", "--hints", "--output-format", "concise", "."]);
    assert!(matches!(status, 0 | 1), "{status}: {told}");
    let mut client = Client::with(rich());
    for (name, text) in &files {
        let uri = client.open(name, text);
        client.hover(&uri, 0, 2);
        client.published(&uri, 1);
    }
    let uri = client.open("last.py", INT);
    assert_eq!(client.published(&uri, 1).len(), 1);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn what_is_nested_deeper_than_python_takes_is_passed_over() {
    let nested = |depth: usize| format!("x = {}y is 1000{}\n", "f(".repeat(depth), ")".repeat(depth));
    let project = Project::new(&[("taken.py", &nested(190)), ("refused.py", &nested(20_000))]);
    let (status, told) = bounded(&project, &["check", "--isolated", "--output-format", "concise", "."]);
    assert_eq!(status, 1, "{told}");
    assert!(told.contains("taken.py:1") && !told.contains("refused.py:1"), "{told}");
}

#[test]
fn no_requirement_ends_the_program() {
    let deep = format!("a; {}\n", "(".repeat(200_000));
    let wide = format!("b; {}\n", "os_name == 'x' or ".repeat(20_000));
    let many: String = (0..5_000).map(|n| format!("p{n}==1\nsame>={n}\n")).collect();
    let odd = "requests.\na[b.]==1\nc; os_name == \"x\" é\nd==18446744073709551615.*\nd<3\ne=1\n";
    let project = Project::new(&[
        ("deep/requirements.txt", deep.as_str()),
        ("wide/requirements.txt", wide.as_str()),
        ("many/requirements.txt", many.as_str()),
        ("odd/requirements.txt", odd),
    ]);
    let (status, told) = bounded(&project, &["check", "--isolated", "--hints", "--output-format", "concise", "."]);
    assert_eq!(status, 1, "{told}");
    assert!(told.contains("odd/requirements.txt:6") && told.contains("many/requirements.txt:4"), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

#[test]
fn an_untrusted_workspace_is_not_left() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.md"), "# `is` vs `==`\n\nA secret.\n").expect("written");
    let mut client = Client::start();
    let write = |client: &Client, name: &str, text: &str| {
        let path = client.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    let globs = json!([format!("{}/*.md", outside.path().display()), "/**/*.md", "linked/*.md", "notes/*.md"]);
    write(&client, "pygloss.toml", &format!("notes = {globs}\npatterns = [\"rules\"]\n"));
    write(&client, "notes/mine.md", "# `is` vs `==`\n\nKnown words.\n");
    let [note, query] = own_topic(OWN);
    write(&client, note.0, &note.1);
    write(&client, query.0, &query.1);
    link(outside.path(), &client.folder.path().join("linked"));
    client.initialize(rich(), json!({"trusted": false}));
    // A call, which the topic of the repository's own would find.
    let uri = client.open("a.py", "def f(x):\n    print(x)\n    return x is None\n");
    let end = std::time::Instant::now() + support::PATIENCE;
    loop {
        let hover: Value = client.hover(&uri, 2, 13);
        let text = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
        assert!(!text.contains("secret"), "{text}");
        if text.contains("Known words") {
            break;
        }
        assert!(std::time::Instant::now() < end, "{text}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(client.published(&uri, 1).len(), 0);
    assert_eq!(client.shut_down(), 0);
}

fn link(to: &Path, at: &Path) {
    symlink(to, at).expect("a link");
}

#[test]
fn dependencies_have_licences_that_allow_to_ship() {
    // MPL-2.0 asks for the source of its own files only, which are unchanged.
    const FINE: [&str; 9] =
        ["MIT", "Apache-2.0", "Unicode-3.0", "Zlib", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "Unlicense", "MPL-2.0"];
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    assert!(packages.len() > 50);
    for package in packages {
        let name = &package["name"];
        let source = package["source"].as_str();
        assert!(source.is_none_or(|source| source.starts_with("registry+")), "{name} comes from {source:?}");
        // Alternatives are separated by `OR`, in older packages by `/`; each part of an `AND` must do.
        let licence = package["license"].as_str().unwrap_or_else(|| panic!("{name} names no licence"));
        let licence = licence.replace(['(', ')'], "").replace('/', " OR ");
        let is_fine = |all: &str| all.split(" OR ").any(|one| FINE.contains(&one.trim()));
        assert!(licence.split(" AND ").all(is_fine), "{name}: {licence}");
    }
}
