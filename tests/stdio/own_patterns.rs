//! The user's own topics in the editor: findings, mistakes at their places, reloading, trust.

use super::support::*;
use serde_json::{Value, json};

const NOTE: &str = "+++\ntitle = \"Rules\"\nquestion = \"Why?\"\nchapter = \"Team\"\n+++\n\nOur words.\n\n## Traps\n### no-print\nUse a log.\n";
const QUERY: &str = "((call function: (identifier) @match)\n  (#eq? @match \"print\")\n  (#set! id \"no-print\")\n  (#set! severity \"warning\")\n  (#set! message \"printed\"))\n";
const CODE: &str = "print(1)\n";

fn write(client: &Client, name: &str, text: &str) {
    let path = client.folder.path().join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn start(options: Value) -> Client {
    let mut client = Client::start();
    write(&client, ".pygloss/rules/note.md", NOTE);
    write(&client, ".pygloss/rules/python.scm", QUERY);
    client.initialize(rich(), options);
    client
}

/// The next diagnostics of a file that satisfy a condition.
fn wait_for(client: &mut Client, uri: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let message = client.wait("diagnostics", |one| {
        let items = one["params"]["diagnostics"].as_array();
        one["params"]["uri"] == uri && items.is_some_and(|items| wanted(items))
    });
    message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
}

#[test]
fn own_patterns_are_found_hovered_and_linked_to_the_own_file() {
    let mut client = start(Value::Null);
    let uri = client.open("a.py", CODE);
    let found = client.published(&uri, 1);
    assert_eq!(codes(&found), ["no-print"]);
    let note = client.uri(".pygloss/rules/note.md");
    let target = found[0]["codeDescription"]["href"].as_str().unwrap_or_default();
    assert!(target.starts_with(&note), "{target}");
    let hover = client.hover(&uri, 0, 1);
    let text = hover["contents"]["value"].as_str().expect("a hover");
    assert!(text.contains("Our words") && text.contains(&note), "{text}");
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn mistakes_stand_at_their_places_and_saving_reloads() {
    let mut client = start(Value::Null);
    let uri = client.open("a.py", CODE);
    assert_eq!(codes(&client.published(&uri, 1)), ["no-print"]);
    let query = client.uri(".pygloss/rules/python.scm");
    write(&client, ".pygloss/rules/python.scm", &QUERY.replace("(#eq?", "(#is? @match wonderful)\n  (#eq?"));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": query}}));
    let wrong = wait_for(&mut client, &query, |items| !items.is_empty());
    assert!(wrong[0]["message"].as_str().expect("text").contains("wonderful"), "{wrong:?}");
    assert_eq!(wrong[0]["range"]["start"]["line"], 0);
    wait_for(&mut client, &uri, <[Value]>::is_empty);
    // Mended outside of the editor.
    write(&client, ".pygloss/rules/python.scm", QUERY);
    let change = json!({"changes": [{"uri": query, "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", change);
    wait_for(&mut client, &query, <[Value]>::is_empty);
    wait_for(&mut client, &uri, |items| codes(items) == ["no-print"]);
    // A note that cannot be read is a mistake in the note.
    let note = client.uri(".pygloss/rules/note.md");
    write(&client, ".pygloss/rules/note.md", "nothing\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    let wrong = wait_for(&mut client, &note, |items| !items.is_empty());
    assert!(wrong[0]["message"].as_str().expect("text").contains("front matter"), "{wrong:?}");
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_workspace_without_trust_has_none() {
    let mut client = start(json!({"trusted": false}));
    let uri = client.open("a.py", CODE);
    assert_eq!(client.published(&uri, 1), Vec::<Value>::new());
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"trusted": true}}));
    wait_for(&mut client, &uri, |items| codes(items) == ["no-print"]);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_pattern_that_takes_too_long_is_named_and_the_server_goes_on() {
    let mut client = Client::start();
    write(&client, ".pygloss/rules/note.md", NOTE);
    let steps = "(expression_statement) ".repeat(9);
    let slow = format!(
        "((block {steps}(class_definition)) @match\n  (#set! id \"too-slow\")\n  (#set! severity \"error\")\n  (#set! message \"m\"))\n"
    );
    write(&client, ".pygloss/rules/python.scm", &(QUERY.to_owned() + &slow));
    client.initialize(rich(), Value::Null);
    let code = format!("if x:\n{}print(1)\n", "    x.y\n".repeat(2_000));
    let uri = client.open("a.py", &code);
    let told = client.wait("a message", |one| one["method"] == "window/showMessage");
    assert!(told["params"]["message"].as_str().expect("text").contains("too-slow"), "{told}");
    assert!(codes(&client.published(&uri, 1)).contains(&"no-print"));
    assert_eq!(client.shut_down(), 0);
}
