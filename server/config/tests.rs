use super::value::{from_toml, table_entries};
use super::*;
use serde_json::json;
use toml::de::DeTable;

const PATTERNS: [&str; 2] = ["is-int-literal", "mutable-default"];
const TOPICS: [&str; 2] = ["integer-caching", "mutable-vs-immutable"];

fn ids() -> Ids<'static> {
    Ids { patterns: PATTERNS.to_vec(), topics: TOPICS.to_vec(), own: Vec::new() }
}

fn read(text: &str) -> Result<Settings, ConfigError> {
    let table = DeTable::parse(text).unwrap();
    read::file(&table_entries(table.get_ref(), text), Path::new("/p/pygloss.toml"), &ids())
}

fn message(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn every_setting_is_read() {
    let settings = read(
        r#"
select = ["ALL"]
ignore = ["integer-caching"]
hints = true
exclude = ["gen/*"]
target-version = "py312"
notes = ["notes/**/*.md"]
notes-first = "built-in"
patterns = [".pygloss"]
peers = ["ruff"]
max-file-size = 1_000
docs-url = "https://docs.example/pygloss/"

[severity]
mutable-default = "error"
integer-caching = "off"
"#,
    )
    .unwrap();
    assert_eq!(settings.select, Some(vec!["ALL".to_string()]));
    assert_eq!(settings.ignore, ["integer-caching"]);
    assert!(settings.hints);
    assert_eq!(settings.target_version, Some((3, 12)));
    assert_eq!(settings.notes, ["notes/**/*.md"]);
    assert_eq!(settings.notes_first, NotesFirst::BuiltIn);
    assert_eq!(settings.peers, Peers::Only(vec!["ruff".into()]));
    assert_eq!(settings.max_file_size, 1000);
    assert_eq!(settings.docs_url.as_deref(), Some("https://docs.example/pygloss"));
    assert_eq!(settings.severity["integer-caching"], SeveritySetting::Off);
    assert_eq!(settings.severity["mutable-default"], SeveritySetting::Level(Severity::Error));
    assert_eq!(settings.root.as_deref(), Some(Path::new("/p")));
    assert_eq!(settings.origins["hints"], "/p/pygloss.toml:4");
}

#[test]
fn mistakes_name_file_line_and_key() {
    assert_eq!(message("hints = true\nignor = []\n"), "/p/pygloss.toml:2: unknown key `ignor`; did you mean `ignore`?");
    assert_eq!(
        message("select = [\n  \"ALL\",\n  \"mutable-defaults\",\n]"),
        "/p/pygloss.toml:3: `select`: `mutable-defaults` is no pattern and no topic; \
         did you mean `mutable-default`?"
    );
    assert_eq!(message("hints = \"yes\""), "/p/pygloss.toml:1: `hints`: expected true or false, found a string");
    assert_eq!(
        message("[severity]\nmutable-default = \"eror\""),
        "/p/pygloss.toml:2: `severity.mutable-default`: expected error, warning, information, \
         hint or off, found `eror`; did you mean `error`?"
    );
    assert!(message("target-version = \"2.7\"").contains("expected a version"));
    assert!(message("max-file-size = -1").contains("at least 0"));
    assert!(message("docs-url = \"docs.example\"").contains("begins with https:// or http://"));
    assert!(message("docs-url = \"https://a b\"").contains("found `https://a b`"));
    assert!(message("exclude = [\"a[\"]").starts_with("/p/pygloss.toml:1: `exclude`: `a[`"));
    assert!(message("peers = [\"rufff\"]").ends_with("did you mean `ruff`?"));
    assert!(message("notes-first = \"minee\"").ends_with("found `minee`; did you mean `mine`?"));
    assert!(message("severity = 3").contains("expected a table"));
    assert!(message("[severity]\nALL = \"off\"").contains("no pattern"));
}

#[test]
fn the_editor_overrides_the_file() {
    let base = read("hints = true\n[severity]\nmutable-default = \"error\"").unwrap();
    let value = json!({
        "server": {"path": "x"}, "trace": {"server": "off"}, "logLevel": "info",
        "logFile": null, "enable": true, "maxFileSize": 5, "select": [], "hints": null,
        "target-version": "3.9", "notes.first": "only-mine", "severity": {"is-int-literal": "hint"},
    });
    let merged = client(&base, &value).unwrap();
    assert_eq!(merged.max_file_size, 5);
    assert_eq!(merged.select, None);
    assert!(merged.hints);
    assert_eq!(merged.target_version, Some((3, 9)));
    assert_eq!(merged.notes_first, NotesFirst::OnlyMine);
    assert_eq!(merged.severity.len(), 2);
    assert_eq!(merged.origins["max-file-size"], "the editor");
    assert_eq!(client(&base, &json!(null)).unwrap(), base);
    assert!(!client(&base, &json!({"pygloss": {"hints": false}})).unwrap().hints);
}

fn client(base: &Settings, value: &serde_json::Value) -> Result<Settings, ConfigError> {
    super::read::client(base, value, &ids())
}

#[test]
fn the_editors_mistakes_are_told() {
    let base = Settings::default();
    let error = client(&base, &json!({"hintss": true})).unwrap_err().to_string();
    assert_eq!(error, "in the editor's settings: unknown key `hintss`; did you mean `hints`?");
    assert!(client(&base, &json!([1])).is_err());
    assert!(client(&base, &json!({"pygloss": []})).is_ok());
    assert!(client(&base, &json!(7)).unwrap_err().to_string().contains("expected an object"));
    assert!(client(&base, &json!({"maxFileSize": 1.5})).is_err());
}

#[test]
fn the_closest_file_wins_whole() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let inner = root.join("a/b");
    std::fs::create_dir_all(&inner).unwrap();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    write("pyproject.toml", "[project]\nrequires-python = \">=3.10,<4\"\n[tool.pygloss]\nhints = true\n");
    let find = || discover::discover(&inner, &ids());
    let found = find().unwrap();
    assert!(found.settings.hints);
    assert_eq!(found.settings.target_version, Some((3, 10)));
    assert!(found.settings.origins["target-version"].starts_with("requires-python, "));

    write("a/pyproject.toml", "[tool.ruff]\n");
    assert_eq!(find().unwrap().file, Some(root.join("pyproject.toml")));

    write("a/.pygloss.toml", "max-file-size = 7");
    let found = find().unwrap();
    assert_eq!(found.file, Some(root.join("a/.pygloss.toml")));
    assert_eq!((found.settings.hints, found.settings.max_file_size), (false, 7));

    write("a/pygloss.toml", "hints = ");
    let error = find().unwrap_err();
    assert_eq!((error.path, error.line), (Some(root.join("a/pygloss.toml")), Some(1)));

    write("a/pygloss.toml", "");
    write("a/b/pyproject.toml", "[tool]\npygloss = 3\n");
    assert!(find().unwrap_err().to_string().ends_with(":2: `tool.pygloss`: expected a table, found an integer"));
}

#[test]
fn a_given_file_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.toml");
    std::fs::write(&file, "hints = true").unwrap();
    assert!(discover::load(&file, &ids()).unwrap().hints);
    let missing = discover::load(&folder.path().join("none.toml"), &ids()).unwrap_err();
    assert!(missing.to_string().contains("cannot read the settings"));
}

#[test]
fn requires_python_gives_its_lower_bound() {
    let bound = discover::lower_bound;
    assert_eq!(bound(">=3.9"), Some((3, 9)));
    assert_eq!(bound("~=3.11.2"), Some((3, 11)));
    assert_eq!(bound("==3.12.*"), Some((3, 12)));
    assert_eq!(bound(">=3.8, !=3.9.*, <4"), Some((3, 8)));
    assert_eq!(bound("<4"), None);
    assert_eq!(bound("three"), None);
}

#[test]
fn settings_print_as_toml_and_read_back() {
    let mut settings = read("[severity]\nmutable-default = \"hint\"\nis-int-literal = \"off\"").unwrap();
    settings.target_version = Some((3, 9));
    settings.peers = Peers::Off;
    let text = toml::to_string(&settings).unwrap();
    let again = read(&text).unwrap();
    assert_eq!(again.severity, settings.severity);
    assert_eq!(again.peers, Peers::Off);
    assert_eq!(again.target_version, Some((3, 9)));
}

#[test]
fn globs_match_names_anywhere_and_paths_from_the_root() {
    let globs = ["tmp".to_string(), "gen/*.py".into(), "**/old/".into()];
    let excludes = Excludes::new(&globs, Some(Path::new("/home/tmp/p")));
    let matches = |path: &str| excludes.matches(Path::new(path));
    assert!(matches("/home/tmp/p/x/tmp/a.py"));
    assert!(matches("/home/tmp/p/gen/a.py"));
    assert!(!matches("/home/tmp/p/gen/deep/a.py"));
    assert!(!matches("/home/tmp/p/a.py"));
    assert!(matches("/home/tmp/p/venv/a.py"));
    assert!(matches("/home/tmp/p/a/old/b.py"));
}

#[test]
fn toml_values_keep_their_lines() {
    let text = "a = 1\nb = [\n 2.5]\n";
    let table = DeTable::parse(text).unwrap();
    let (_, value) = table.get_ref().iter().nth(1).unwrap();
    assert_eq!(from_toml(value, text).line, Some(2));
}
