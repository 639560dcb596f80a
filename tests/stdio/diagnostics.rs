//! What a diagnostic holds, and how it is pulled.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn a_diagnostic_holds_all_that_the_client_understands() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    let found = client.published(&uri, 1);
    let one = &found[0];
    assert_eq!(one["code"], "is-int-literal");
    assert_eq!(one["severity"], 2);
    assert_eq!(one["source"], "pygloss");
    assert_eq!(one["range"], span([1, 7, 1, 16]));
    assert!(one["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert_eq!(one["data"]["pattern"], "is-int-literal");
    assert_eq!(one["data"]["topic"], "integer-caching");
    assert!(one["data"]["equivalents"].as_array().expect("a list").contains(&json!("F632")));
    let href = one["codeDescription"]["href"].as_str().expect("a link");
    let path = href.strip_prefix("file://").expect("a file").split('#').next().expect("a path");
    let note = std::fs::read_to_string(path).expect("the note is there");
    assert!(note.starts_with("# "), "{note}");
    assert!(!note.contains("\n---\n"), "the front matter is gone");
    assert!(path.ends_with(concat!("notes-", env!("CARGO_PKG_VERSION"), "/integer-caching/note.md")));
}

#[test]
fn a_documentation_site_takes_the_place_of_the_notes_files() {
    let mut client = Client::with_options(rich(), json!({"docsUrl": "https://docs.example/pygloss/"}));
    let href = |client: &mut Client, uri: &str, version| {
        let found = client.published(uri, version);
        let of = |one: &Value| one["codeDescription"]["href"].as_str().expect("a link").to_owned();
        found.iter().map(of).collect::<Vec<_>>()
    };
    let uri = client.open("a.py", IS_INT);
    let found = href(&mut client, &uri, 1);
    assert_eq!(found, ["https://docs.example/pygloss/topics/integer-caching/#is-int-literal"]);
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"docsUrl": ""}}));
    let found = href(&mut client, &uri, 1);
    assert!(found[0].starts_with("file://"), "{found:?}");
}

#[test]
fn a_client_that_understands_little_is_sent_little() {
    let mut client = Client::with(json!({}));
    let uri = client.open("a.py", IS_INT);
    let found = client.published(&uri, 1);
    let one = found[0].as_object().expect("an object");
    let mut keys: Vec<&str> = one.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["code", "message", "range", "severity", "source"]);
    client.settle();
    assert!(client.asked.is_empty(), "{:?}", client.asked);
}

#[test]
fn a_client_that_pulls_is_not_pushed_to() {
    let mut client = Client::with(pulling());
    let uri = client.open("a.py", IS_INT);
    let report = client.pull(&uri, None);
    assert_eq!(report["kind"], "full");
    assert_eq!(codes(report["items"].as_array().expect("a list")), ["is-int-literal"]);
    let first = report["resultId"].as_str().expect("an id").to_owned();

    let report = client.pull(&uri, Some(&first));
    assert_eq!(report, json!({"kind": "unchanged", "resultId": first}));

    client.change(&uri, 2, Some([1, 9, 1, 11]), "==");
    let report = client.pull(&uri, Some(&first));
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"], json!([]));
    let second = report["resultId"].as_str().expect("an id").to_owned();
    assert_ne!(first, second);

    // The same text under other settings, and after another opening, is another state.
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"pygloss": {"hints": true}}}));
    assert_eq!(client.pull(&uri, Some(&second))["kind"], "full");
    let third = client.pull(&uri, None)["resultId"].as_str().expect("an id").to_owned();
    client.close(&uri);
    client.open("a.py", IS_INT);
    assert_eq!(client.pull(&uri, Some(&third))["kind"], "full");

    client.close(&uri);
    client.settle();
    let pushed = client.rest().iter().any(|one| one["method"] == "textDocument/publishDiagnostics");
    assert!(!pushed, "{:?}", client.rest());
}

#[test]
fn a_file_that_is_too_large_is_not_analysed_and_says_so() {
    let options = json!({"maxFileSize": 100});
    let mut client = Client::with_options(rich(), options);
    let uri = client.open("a.py", &IS_INT.repeat(10));
    let found = client.published(&uri, 1);
    assert_eq!(codes(&found), ["file-too-large"]);
    assert_eq!(found[0]["severity"], 3);
    assert_eq!(found[0]["range"]["start"], json!({"line": 0, "character": 0}));
    assert_eq!(found[0]["range"]["end"]["line"], 0);
    assert_eq!(client.hover(&uri, 1, 9), Value::Null);
    assert!(client.actions(&uri, [1, 9, 1, 9], json!([]), Value::Null).is_empty());
    client.change(&uri, 2, None, IS_INT);
    assert_eq!(codes(&client.published(&uri, 2)), ["is-int-literal"]);
}

#[test]
fn hovers_come_in_the_format_that_the_client_wants() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    let hover = client.hover(&uri, 1, 9);
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert!(hover["contents"]["value"].as_str().expect("text").contains("[Open the note](<file://"));
    assert_eq!(hover["range"]["start"]["line"], 1);
    assert_eq!(client.hover(&uri, 0, 0).get("error"), None);

    let mut capabilities = rich();
    capabilities["textDocument"]["hover"]["contentFormat"] = json!(["plaintext"]);
    let mut client = Client::with(capabilities);
    let uri = client.open("a.py", IS_INT);
    let hover = client.hover(&uri, 1, 9);
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!hover["contents"]["value"].as_str().expect("text").contains("]("));
}
