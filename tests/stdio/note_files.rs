//! Notes that are open in the editor themselves.

use super::support::*;
use serde_json::{Value, json};

const NOTE: &str = "# Notes\n\n## 😀 `is` vs `==` <!-- pygloss: is-vs-equality -->\n\n- é item\n\n  ```python\n  def f(x):\n      return x is 1000\n  ```\n\n## Own <!-- pygloss: scope-legb, in -->\n\ntext\n";

fn start(capabilities: Value) -> (Client, String) {
    let mut client = Client::start();
    let write = |client: &Client, name: &str, text: &str| {
        std::fs::write(client.folder.path().join(name), text).expect("written");
    };
    write(&client, "pygloss.toml", "notes = [\"*.md\"]\n");
    write(&client, "n.md", NOTE);
    write(&client, "a.py", "def f(x):\n    return x is 1000, x is None\n");
    client.initialize(capabilities, Value::Null);
    let uri = client.uri("n.md");
    client.open_as(&uri, "markdown", 1, NOTE);
    (client, uri)
}

/// Asks until there is an answer that is not empty, since notes are read in the background.
fn until(client: &mut Client, method: &str, params: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
    let start = std::time::Instant::now();
    loop {
        let answer = client.request(method, params.clone());
        if wanted(&answer) {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "{method}: {answer}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

#[test]
fn fences_have_hovers_and_quieter_diagnostics_at_their_places() {
    let (mut client, uri) = start(rich());
    let found = client.published(&uri, 1);
    assert_eq!(codes(&found), ["is-int-literal"]);
    assert_eq!(found[0]["severity"], 3);
    assert_eq!(found[0]["range"], span([8, 13, 8, 22]));
    let hover = client.hover(&uri, 8, 15);
    assert!(hover["contents"]["value"].as_str().expect("text").contains("Open the note"), "{hover}");
    assert!(hover["range"]["start"]["line"] == 8);
    assert!(client.hover(&uri, 2, 8).is_null());

    client.change(&uri, 2, Some([8, 18, 8, 22]), "None");
    assert!(client.published(&uri, 2).is_empty());
    client.change(&uri, 3, Some([8, 18, 8, 22]), "'a'");
    assert_eq!(client.published(&uri, 3).len(), 1);
    client.close(&uri);
    client.wait("taking back", |one| one["params"]["uri"] == uri.as_str() && one["params"]["diagnostics"] == json!([]));
}

#[test]
fn who_pulls_gets_the_diagnostics_of_a_note() {
    let (mut client, uri) = start(pulling());
    let params = json!({"textDocument": {"uri": uri}});
    let report = until(&mut client, "textDocument/diagnostic", &params, |answer| {
        answer["items"].as_array().is_some_and(|items| !items.is_empty())
    });
    assert_eq!(report["items"][0]["code"], "is-int-literal");
}

#[test]
fn a_lens_counts_the_places_and_the_command_lists_them() {
    let (mut client, uri) = start(rich());
    let params = json!({"textDocument": {"uri": uri}});
    let lenses = until(&mut client, "textDocument/codeLens", &params, |answer| answer.to_string().contains("place"));
    let first = &lenses[0];
    assert_eq!(first["range"]["start"], json!({"line": 2, "character": 0}));
    let title = first["command"]["title"].as_str().expect("a title");
    assert_eq!(title, "is-vs-equality · 2 places in this workspace");
    let list = json!({"command": first["command"]["command"], "arguments": first["command"]["arguments"]});
    let places = client.request("workspace/executeCommand", list.clone());
    assert_eq!(places[0]["uri"], client.uri("a.py"));
    assert_eq!(places[0]["range"]["start"]["line"], 1);
    std::fs::write(client.folder.path().join("b.py"), "y = None\nz = y is None\n").expect("written");
    assert_eq!(client.request("workspace/executeCommand", list).as_array().expect("a list").len(), 3);
}

#[test]
fn marks_are_completed_linked_and_lead_to_the_note() {
    let (mut client, uri) = start(rich());
    let items = until(&mut client, "textDocument/completion", &at(&uri, 11, 35), |answer| !answer.is_null());
    let items = items.as_array().expect("a list");
    let labels: Vec<&str> = items.iter().filter_map(|item| item["label"].as_str()).collect();
    assert!(labels.contains(&"integer-caching"), "{labels:?}");
    assert_eq!(items[0]["textEdit"]["range"], span([11, 33, 11, 35]));
    assert!(client.request("textDocument/completion", at(&uri, 13, 2)).is_null());

    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": uri}}));
    assert_eq!(links.as_array().expect("a list").len(), 2, "{links}");
    assert_eq!(links[0]["range"], span([2, 33, 2, 47]));
    assert!(links[0]["target"].as_str().expect("a target").ends_with("is-vs-equality/note.md"), "{links}");
    let target = client.request("textDocument/definition", at(&uri, 2, 40));
    assert!(target["uri"].as_str().expect("a URI").ends_with("is-vs-equality/note.md"), "{target}");
}

#[test]
fn comments_in_code_lead_to_the_own_note() {
    let (mut client, uri) = start(rich());
    client.published(&uri, 1);
    let code = "import x\n# pygloss: scope-legb\nx is 1000  # noqa: F632\ny = '# pygloss: scope-legb'\n";
    let python = client.open("b.py", code);
    let places = client.request("textDocument/definition", at(&python, 1, 14));
    assert_eq!(places[0]["uri"], uri.as_str(), "{places}");
    assert_eq!(places[0]["range"]["start"]["line"], 11);
    assert!(places[1]["uri"].as_str().expect("a URI").ends_with("scope-legb/note.md"), "{places}");
    let places = client.request("textDocument/definition", at(&python, 2, 20));
    assert!(places[0]["uri"].as_str().expect("a URI").ends_with("note.md"), "{places}");
    assert!(client.request("textDocument/definition", at(&python, 3, 16)).is_null());
    assert!(client.request("textDocument/definition", at(&python, 0, 7)).is_null());
}

#[test]
fn workspace_symbols_find_notes() {
    let (mut client, uri) = start(rich());
    let wanted = |answer: &Value| answer.as_array().is_some_and(|all| !all.is_empty());
    let symbols = until(&mut client, "workspace/symbol", &json!({"query": "legb"}), wanted);
    assert_eq!(symbols[0]["name"], "Own");
    assert_eq!(symbols[0]["location"]["uri"], uri.as_str());
    assert_eq!(symbols[0]["location"]["range"]["start"]["line"], 11);
    assert_eq!(client.request("workspace/symbol", json!({"query": "zzz"})), json!([]));
    assert_eq!(client.request("workspace/symbol", json!({"query": ""})).as_array().expect("a list").len(), 3);
}

#[test]
fn other_markdown_is_left_alone() {
    let (mut client, uri) = start(rich());
    client.published(&uri, 1);
    let other = client.uri("sub/other.md");
    client.open_as(&other, "markdown", 1, NOTE);
    assert!(client.request("textDocument/codeLens", json!({"textDocument": {"uri": other}})).is_null());
    assert!(client.hover(&other, 8, 15).is_null());
    client.settle();
    assert!(client.rest().iter().all(|one| one["params"]["uri"] != other.as_str()));
}
