//! Settings: from files, from the client, and mistakes in both.

use super::support::*;
use serde_json::{Value, json};

fn write(client: &Client, name: &str, text: &str) {
    std::fs::write(client.folder.path().join(name), text).expect("writes");
}

#[test]
fn a_mistake_in_the_options_is_shown_and_costs_only_itself() {
    let options = json!({"maxFileSiez": 5, "logLevel": "loud"});
    let mut client = Client::with_options(rich(), options);
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    let messages = [(); 2].map(|()| client.notification("window/showMessage")["message"].clone());
    let text = messages.map(|message| message.as_str().expect("text").to_owned()).join("\n");
    assert!(text.contains("did you mean"), "{text}");
    assert!(text.contains("logLevel"), "{text}");
    let uri = client.open("b.py", IS_INT);
    client.published(&uri, 1);
    client.settle();
    assert!(client.rest().iter().all(|one| one["method"] != "window/showMessage"), "shown once");
}

#[test]
fn options_of_any_odd_shape_do_not_stop_the_server() {
    for options in [json!(5), json!("x"), json!([]), json!({"pygloss": []}), json!({"settings": 1})] {
        let mut client = Client::with_options(rich(), options);
        let uri = client.open("a.py", IS_INT);
        assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    }
}

#[test]
fn changed_settings_hold_at_once_for_open_documents() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"pygloss": {"ignore": ["is-int-literal"]}}}));
    assert!(client.published(&uri, 1).is_empty());
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"ignore": []}}));
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    // Without settings in it the client wants to be asked.
    client.configuration = json!({"ignore": ["is-int-literal"]});
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    assert!(client.published(&uri, 1).is_empty());
}

#[test]
fn the_client_is_asked_for_its_configuration_at_the_start() {
    let mut client = Client::start();
    client.configuration = json!({"ignore": ["is-int-literal"]});
    client.initialize(rich(), Value::Null);
    let asked = client.asked_for("workspace/configuration");
    assert_eq!(asked["params"]["items"], json!([{"section": "pygloss"}]));
    client.settle();
    let uri = client.open("a.py", IS_INT);
    assert!(client.published(&uri, 1).is_empty());
}

#[test]
fn a_changed_configuration_file_is_read_again() {
    let mut client = Client::with(rich());
    let registered = client.asked_for("client/registerCapability");
    let text = registered.to_string();
    for part in ["workspace/didChangeWatchedFiles", "**/pygloss.toml", "**/pyproject.toml"] {
        assert!(text.contains(part), "{text}");
    }
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    let changed = json!({"changes": [{"uri": client.uri("pygloss.toml"), "type": 1}]});

    write(&client, "pygloss.toml", "ignore = [\"is-int-literal\"]\n");
    client.notify("workspace/didChangeWatchedFiles", changed.clone());
    assert!(client.published(&uri, 1).is_empty());

    // A mistake is shown with its place, and what held before goes on to hold.
    write(&client, "pygloss.toml", "\nignore = [\n");
    client.notify("workspace/didChangeWatchedFiles", changed.clone());
    let message = client.notification("window/showMessage");
    assert_eq!(message["type"], 2);
    assert!(message["message"].as_str().expect("text").contains("pygloss.toml:"), "{message}");

    std::fs::remove_file(client.folder.path().join("pygloss.toml")).expect("is there");
    client.notify("workspace/didChangeWatchedFiles", changed);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
}

#[test]
fn settings_that_change_no_finding_publish_nothing_again() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    let published = |client: &Client, uri: &str| {
        let ours = |one: &&Value| one["method"] == "textDocument/publishDiagnostics" && one["params"]["uri"] == uri;
        client.rest().iter().filter(ours).count()
    };
    // As Eglot does right after opening a file.
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"maxFileSize": 500_000}}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"ignore": ["eq-none"]}}));
    // Answered by the check that these settings called for, or behind it.
    let other = client.open("b.py", IS_INT);
    client.published(&other, 1);
    client.hover(&uri, 0, 0);
    client.settle();
    assert_eq!(published(&client, &uri), 0, "{:?}", client.rest());
    // The same list for another text is told, for its version.
    client.change(&uri, 2, None, IS_INT);
    assert_eq!(codes(&client.published(&uri, 2)), ["is-int-literal"]);
    // And a document that was closed starts anew.
    client.close(&uri);
    client.wait("taking back", |one| one["params"]["uri"] == uri.as_str() && one["params"]["diagnostics"] == json!([]));
    client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
}

#[test]
fn a_client_that_pulls_is_asked_to_pull_again() {
    let mut client = Client::with(pulling());
    let uri = client.open("a.py", IS_INT);
    client.pull(&uri, None);
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"pygloss": {"ignore": ["is-int-literal"]}}}));
    client.asked_for("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&uri, None)["items"], json!([]));
}

#[test]
fn folders_come_and_go() {
    let mut client = Client::with(rich());
    let folder = json!({"uri": client.uri(""), "name": "w"});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [], "removed": [folder]}}));
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [folder], "removed": []}}));
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
}

#[test]
fn excluded_files_have_no_diagnostics() {
    let mut client = Client::start();
    write(&client, "pygloss.toml", "exclude = [\"gen_*.py\"]\n");
    client.initialize(rich(), Value::Null);
    let uri = client.open("gen_a.py", IS_INT);
    assert!(client.published(&uri, 1).is_empty());
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
}
