//! The person's own notes in the editor: hovers, explanations, changes, trust.

use super::support::*;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const CODE: &str = "def f(x):\n    return x is None\n";

fn write(client: &Client, name: &str, text: &str) {
    let path = client.folder.path().join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

/// A server in a folder with settings and one note.
fn start(options: Value, settings: &str) -> Client {
    let mut client = Client::start();
    write(&client, "pygloss.toml", settings);
    write(&client, "notes/mine.md", "# Q7. `is` vs `==`\n\nMy own words on identity.\n\nMore of them.\n");
    client.initialize(rich(), options);
    client
}

/// The hover on `is`, asked until it says what is wanted, since notes are read in the background.
fn hover_until(client: &mut Client, uri: &str, wanted: impl Fn(&str) -> bool) -> String {
    let start = Instant::now();
    loop {
        let hover = client.hover(uri, 1, 13);
        let text = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
        if wanted(&text) {
            return text;
        }
        assert!(start.elapsed() < PATIENCE, "{text}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_hover_shows_the_own_note_first_and_links_to_it() {
    let mut client = start(Value::Null, "notes = [\"notes/*.md\"]\n");
    let uri = client.open("a.py", CODE);
    let text = hover_until(&mut client, &uri, |text| text.contains("Your notes"));
    let note = client.uri("notes/mine.md");
    assert!(text.contains(&format!("**Your notes:** [mine.md § Q7. is vs \\=\\=](<{note}#L1>)")), "{text}");
    assert!(text.find("My own words").expect("theirs") < text.find("Asked next").expect("ours"), "{text}");

    client.notify("workspace/didChangeConfiguration", json!({"settings": {"notesFirst": "built-in"}}));
    let text = hover_until(&mut client, &uri, |text| text.find("My own words") > text.find("Asked next"));
    assert!(text.contains("Open the note"), "{text}");
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"notes.first": "only-mine"}}));
    let text = hover_until(&mut client, &uri, |text| !text.contains("Asked next"));
    assert!(text.contains("My own words"), "{text}");
}

#[test]
fn notes_follow_the_disk_and_the_editor() {
    let mut client = start(Value::Null, "notes = [\"notes\"]\n");
    let uri = client.open("a.py", CODE);
    hover_until(&mut client, &uri, |text| text.contains("My own words"));
    let changed = |client: &mut Client, kind: u8| {
        let change = json!({"uri": client.uri("notes/mine.md"), "type": kind});
        client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    };
    write(&client, "notes/mine.md", "# is vs ==\n\nOther words.\n");
    changed(&mut client, 2);
    hover_until(&mut client, &uri, |text| text.contains("Other words"));
    // What the editor shows counts, saved or not.
    let note = client.uri("notes/mine.md");
    client.open_as(&note, "markdown", 1, "# is vs ==\n\nTyped words.\n");
    hover_until(&mut client, &uri, |text| text.contains("Typed words"));
    client.change(&note, 2, None, "# is vs ==\n\nNewer words.\n");
    hover_until(&mut client, &uri, |text| text.contains("Newer words"));
    client.close(&note);
    hover_until(&mut client, &uri, |text| text.contains("Other words"));
    std::fs::remove_file(client.folder.path().join("notes/mine.md")).expect("is there");
    changed(&mut client, 3);
    hover_until(&mut client, &uri, |text| !text.contains("Your notes"));
    // Other settings, other notes.
    write(&client, "else.txt", "is vs ==\n========\n\nElsewhere.\n");
    write(&client, "pygloss.toml", "notes = [\"else.txt\"]\n");
    let change = json!({"changes": [{"uri": client.uri("pygloss.toml"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", change);
    hover_until(&mut client, &uri, |text| text.contains("Elsewhere"));
}

#[test]
fn notes_outside_an_untrusted_workspace_are_off() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("o.md"), "# is vs ==\n\nOutside.\n").expect("written");
    let settings = format!("notes = [{:?}, \"notes/*\"]\n", format!("{}/*.md", outside.path().display()));
    let mut client = start(json!({"trusted": false}), &settings);
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("o.md"), client.folder.path().join("notes/a.md")).expect("linked");
    let uri = client.open("a.py", CODE);
    let text = hover_until(&mut client, &uri, |text| text.contains("My own words"));
    assert!(!text.contains("o.md") && !text.contains("a.md"), "{text}");
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"trusted": true}}));
    hover_until(&mut client, &uri, |text| text.contains("o.md"));
}

#[test]
fn the_explanation_carries_the_own_note() {
    let mut client = start(Value::Null, "notes = [\"notes/*.md\"]\n");
    let uri = client.open("a.py", CODE);
    hover_until(&mut client, &uri, |text| text.contains("Your notes"));
    client.request("workspace/executeCommand", json!({"command": "pygloss.openNote", "arguments": ["is-vs-equality"]}));
    let shown = client.asked_for("window/showDocument");
    let path = shown["params"]["uri"].as_str().expect("a URI").trim_start_matches("file://").to_owned();
    let text = std::fs::read_to_string(path).expect("is there");
    assert!(text.find("My own words").expect("theirs") < text.find("compares").expect("ours"), "{text}");
}

#[test]
fn hovers_do_not_wait_for_many_notes() {
    let mut client = Client::start();
    write(&client, "pygloss.toml", "notes = [\"notes/*\"]\n");
    for number in 0..3000 {
        write(&client, &format!("notes/{number}.md"), "# Chapter\n\nText about things.\n\n## LEGB\n\ntext\n");
    }
    let large = "## 3. Closures and their cells\n\n```python\nx = 1\n```\n\nprose\n\n".repeat(20 * 1024 * 16);
    write(&client, "notes/large.txt", &large);
    client.initialize(rich(), Value::Null);
    let uri = client.open("a.py", CODE);
    let start = Instant::now();
    assert!(!client.hover(&uri, 1, 13)["contents"].is_null());
    let waited = start.elapsed();
    let begun = client.wait("progress", |one| one["params"]["value"]["title"] == "Reading your notes");
    assert_eq!(begun["params"]["value"]["kind"], "begin");
    assert!(waited < Duration::from_secs(20), "{waited:?}");
    let report = client.wait("a report", |one| one["params"]["value"]["kind"] == "report");
    let message = report["params"]["value"]["message"].as_str().expect("a message");
    assert!(message.ends_with(" of 3001"), "{report}");
    client.wait("the end", |one| one["params"]["value"]["kind"] == "end");
}

#[test]
fn the_command_checks_all_notes() {
    let mut client = start(Value::Null, "notes = [\"notes/*.md\"]\n");
    let text = "# is vs ==\n\nWords.\n\n```python\ndef f(x=[]):\n    x.append(1)\n```\n\n```python\nx = 1\n";
    write(&client, "notes/mine.md", text);
    let uri = client.open("a.py", CODE);
    hover_until(&mut client, &uri, |text| text.contains("Your notes"));
    let answer = client.request("workspace/executeCommand", json!({"command": "pygloss.checkNotes.run"}));
    let kinds: Vec<&str> =
        answer["problems"].as_array().expect("a list").iter().flat_map(|one| one["kind"].as_str()).collect();
    assert_eq!((answer["notes"].as_u64(), kinds), (Some(1), vec!["mutable-default", "fence-unclosed"]), "{answer}");
    assert_eq!(answer["problems"][0]["range"]["start"], json!({"line": 5, "character": 8}));
}

#[test]
fn topics_of_ones_own_are_matched_too() {
    let mut client = Client::start();
    write(&client, "pygloss.toml", "notes = [\"notes/*\"]\n");
    write(&client, "notes/mine.md", "# Feeding the cat\n\nTwice a day.\n");
    let topic = "+++\ntitle = \"Feeding cats\"\nquestion = \"How?\"\nchapter = \"Pets\"\naliases = [\"feeding the cat\"]\n\
                 sources = [\"https://e.org/cats\"]\n+++\n\nFeed it. Often.\n\n## feed-call\n\nA call.\n";
    write(&client, ".pygloss/cats/note.md", topic);
    write(
        &client,
        ".pygloss/cats/python.scm",
        "((call function: (identifier) @name) @match\n  (#eq? @name \"feed\")\n  (#set! id \"feed-call\")\n  (#set! insight.at \"name\"))\n",
    );
    client.initialize(rich(), Value::Null);
    let wanted = |answer: &Value| answer.to_string().contains("cats");
    let start = Instant::now();
    loop {
        let symbols = client.request("workspace/symbol", json!({"query": "feeding"}));
        if wanted(&symbols) {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{symbols} {:?}", client.rest());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Which files are notes is read after the settings, so a client may have asked in between.
#[test]
fn what_is_no_note_any_more_has_nothing_for_who_asks() {
    let mut client = Client::start_as(|command, _| {
        command.env("PYGLOSS_TEST_HOOKS", "delays=1");
    });
    write(&client, "pygloss.toml", "notes = [\"notes/*.md\"]\n");
    let text = "# is vs ==\n\n```python\nif x is 1000:\n    pass\n```\n";
    write(&client, "notes/mine.md", text);
    client.initialize(pulling(), Value::Null);
    let note = client.uri("notes/mine.md");
    client.open_as(&note, "markdown", 1, text);
    let mut known: Option<(String, bool)> = None;
    for round in 0..24 {
        let is_named = round % 2 == 0;
        write(&client, "pygloss.toml", if is_named { "notes = [\"notes/*.md\"]\n" } else { "notes = []\n" });
        let change = json!({"uri": client.uri("pygloss.toml"), "type": 2});
        client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
        let end = Instant::now() + PATIENCE;
        loop {
            let report = client.pull(&note, known.as_ref().map(|(id, _)| id.as_str()));
            let has_items = match report["items"].as_array() {
                Some(items) => !items.is_empty(),
                None => known.as_ref().expect("the server was told of one").1,
            };
            if let Some(id) = report["resultId"].as_str() {
                known = Some((id.to_owned(), has_items));
            }
            if has_items == is_named {
                break;
            }
            assert!(Instant::now() < end, "round {round}: {report}");
        }
    }
}
