//! Beside other linters: what they report is offered, and is no diagnostic.

use super::support::*;
use serde_json::json;

fn write(client: &Client, name: &str, text: &str) {
    std::fs::write(client.folder.path().join(name), text).expect("writes");
}

#[test]
fn a_finding_steps_back_to_hover_and_code_action() {
    let mut client = Client::start();
    write(&client, "ruff.toml", "[lint]\nselect = [\"B006\"]\n");
    client.initialize(rich(), serde_json::Value::Null);
    let text = format!("{MUTABLE}\n{}", IS_INT.replace("f(", "g("));
    let uri = client.open("a.py", &text);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    assert!(client.hover(&uri, 0, 8)["contents"].to_string().contains("mutable-default"));
    let actions = client.actions(&uri, [0, 8, 0, 10], json!([]), json!(["quickfix"]));
    assert!(actions.iter().any(|action| action.get("edit").is_some()), "{actions:?}");
    assert!(actions.iter().all(|action| action.get("diagnostics").is_none()), "{actions:?}");
    // Fixing all fixes what is shown.
    let all = client.actions(&uri, [0, 0, 0, 0], json!([]), json!(["source.fixAll"]));
    assert_eq!(apply(&text, &all[0]["edit"], &uri), text.replace(" is ", " == "));
}

#[test]
fn a_changed_configuration_of_a_linter_counts_at_once() {
    let mut client = Client::with(rich());
    let registered = client.asked_for("client/registerCapability").to_string();
    for name in ["**/*ruff*.toml", "**/.pylintrc", "**/setup.cfg", "**/.flake8"] {
        assert!(registered.contains(name), "{name}: {registered}");
    }
    let uri = client.open("a.py", MUTABLE);
    assert_eq!(codes(&client.published(&uri, 1)), ["mutable-default"]);
    write(&client, ".pylintrc", "[MAIN]\n");
    let changed = json!({"changes": [{"uri": client.uri(".pylintrc"), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", changed.clone());
    assert!(client.published(&uri, 1).is_empty());
    // Broken, it is told, and what it can no longer say is said by us.
    write(&client, ".pylintrc", "nonsense\n");
    client.notify("workspace/didChangeWatchedFiles", changed);
    let message = client.notification("window/showMessage");
    assert!(message["message"].as_str().expect("text").contains(".pylintrc:1: "), "{message}");
    assert_eq!(codes(&client.published(&uri, 1)), ["mutable-default"]);
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"peers": ["pylint", "ruff"]}}));
    assert!(client.published(&uri, 1).is_empty());
}
