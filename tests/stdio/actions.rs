//! Code actions and the command behind some of them.

use super::support::*;
use serde_json::{Value, json};

/// Titles of the actions that begin with `start`.
fn titled<'a>(actions: &'a [Value], start: &str) -> Vec<&'a Value> {
    let begins = |action: &&Value| action["title"].as_str().is_some_and(|title| title.starts_with(start));
    actions.iter().filter(begins).collect()
}

#[test]
fn applying_the_fix_removes_the_diagnostic() {
    let mut plain = rich();
    plain["workspace"]["workspaceEdit"] = json!({});
    for (capabilities, member) in [(rich(), "documentChanges"), (plain, "changes")] {
        let mut client = Client::with(capabilities);
        let uri = client.open("a.py", IS_INT);
        let found = client.published(&uri, 1);
        let actions = client.actions(&uri, [1, 10, 1, 10], json!(found), json!(["quickfix"]));
        let fixes: Vec<&Value> = actions.iter().filter(|action| action["isPreferred"] == true).collect();
        assert_eq!(fixes.len(), 1, "{actions:?}");
        assert_eq!(fixes[0]["kind"], "quickfix");
        assert_eq!(fixes[0]["diagnostics"], json!(found), "the client's own diagnostic");
        assert!(fixes[0]["edit"].get(member).is_some());
        let text = apply(IS_INT, &fixes[0]["edit"], &uri);
        assert_eq!(text, IS_INT.replace(" is ", " == "));
        client.change(&uri, 2, None, &text);
        assert!(client.published(&uri, 2).is_empty());
    }
}

#[test]
fn fix_all_applies_every_safe_fix_and_nothing_else() {
    let mut client = Client::with(rich());
    let text = format!("s = '😀'\n{IS_INT}\n{MUTABLE}\n{}", IS_INT.replace("f(", "g("));
    let uri = client.open("a.py", &text);
    client.published(&uri, 1);
    for only in ["source", "source.fixAll", "source.fixAll.pygloss"] {
        let actions = client.actions(&uri, [0, 0, 0, 0], json!([]), json!([only]));
        assert_eq!(actions.len(), 1, "{actions:?}");
        assert_eq!(actions[0]["kind"], "source.fixAll.pygloss");
        let fixed = apply(&text, &actions[0]["edit"], &uri);
        assert_eq!(fixed, text.replace(" is ", " == "));
        client.change(&uri, 2, None, &fixed);
        assert!(!codes(&client.published(&uri, 2)).contains(&"is-int-literal"));
        let actions = client.actions(&uri, [0, 0, 0, 0], json!([]), json!([only]));
        assert!(actions.is_empty(), "{actions:?}");
        client.change(&uri, 3, None, &text);
        client.published(&uri, 3);
    }
    for only in ["source.fixAll.ruff", "source.organizeImports", "refactor"] {
        let actions = client.actions(&uri, [0, 0, 99, 0], json!([]), json!([only]));
        assert!(actions.is_empty(), "{only}: {actions:?}");
    }
}

#[test]
fn the_ignore_action_silences_the_line() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    let found = client.published(&uri, 1);
    let actions = client.actions(&uri, [1, 10, 1, 10], json!(found), Value::Null);
    let ignore = titled(&actions, "Ignore is-int-literal");
    assert_eq!(ignore.len(), 1, "{actions:?}");
    let text = apply(IS_INT, &ignore[0]["edit"], &uri);
    assert!(text.contains("# pygloss: ignore[is-int-literal]"), "{text}");
    client.change(&uri, 2, None, &text);
    assert!(client.published(&uri, 2).is_empty());
}

#[test]
fn fixes_come_first_then_notes_and_silence_last() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    let found = client.published(&uri, 1);
    let actions = client.actions(&uri, [1, 10, 1, 10], json!(found), json!(["quickfix"]));
    let kind = |action: &Value| {
        let title = action["title"].as_str().expect("a title");
        if title.starts_with("Explain") {
            1
        } else if title.starts_with("Ignore") {
            2
        } else {
            0
        }
    };
    let order: Vec<i32> = actions.iter().map(kind).collect();
    assert_eq!(order, [0, 1, 1, 2], "{actions:?}");
}

#[test]
fn a_mere_name_lights_no_bulb() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", "def f(x):\n    return x\n");
    client.published(&uri, 1);
    let actions = client.actions(&uri, [1, 11, 1, 11], json!([]), Value::Null);
    assert!(actions.is_empty(), "{actions:?}");
}

#[test]
fn explain_opens_the_note_at_its_section() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    client.published(&uri, 1);
    let actions = client.actions(&uri, [1, 10, 1, 10], json!([]), Value::Null);
    let explain = titled(&actions, "Explain: ");
    assert!(!explain.is_empty(), "{actions:?}");
    let command = &explain[0]["command"];
    assert_eq!(command["command"], "pygloss.openNote");
    assert_eq!(command["arguments"], json!(["integer-caching", "is-int-literal"]));
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    assert_eq!(client.request("workspace/executeCommand", params.clone()), Value::Null);
    let shown = client.asked_for("window/showDocument");
    let shown = shown["params"]["uri"].as_str().expect("a URI").to_owned();
    let path = shown.strip_prefix("file://").expect("a file");
    assert!(std::path::Path::new(path).is_file());

    let mut capabilities = rich();
    capabilities["window"] = json!({});
    let mut client = Client::with(capabilities);
    // Ahead of the answer, for Eglot reads what follows one only when something else arrives.
    for _ in 0..20 {
        let id = client.ask("workspace/executeCommand", params.clone());
        client.answer(id);
        let told = client.rest().iter().any(|one| one["method"] == "window/showMessage");
        assert!(told, "the message comes before the answer");
        let message = client.notification("window/showMessage");
        assert!(message["message"].as_str().expect("text").contains("note.md"), "{message}");
    }
}

#[test]
fn codes_of_other_tools_are_explained() {
    let mut client = Client::with(rich());
    let text = "def f(x):\n    return x\n";
    let uri = client.open("a.py", text);
    client.published(&uri, 1);
    let theirs = |code: Value| {
        json!([{
            "range": span([1, 4, 1, 10]), "severity": 2, "source": "Ruff", "message": "m",
            "code": code, "data": {"anything": [1]}, "tags": [1],
        }])
    };
    // LSP has no object here, but some clients send what their API holds.
    for code in [json!("F632"), json!("f632"), json!({"value": "F632", "target": "https://x.y"})] {
        let actions = client.actions(&uri, [1, 4, 1, 10], theirs(code.clone()), Value::Null);
        let explain = titled(&actions, "Explain F632").len() + titled(&actions, "Explain f632").len();
        assert_eq!(explain, 1, "{code}: {actions:?}");
    }
    for code in [json!("E501"), json!(7), json!(null)] {
        let actions = client.actions(&uri, [1, 4, 1, 10], theirs(code.clone()), Value::Null);
        let others = actions.iter().any(|action| action.get("diagnostics").is_some());
        assert!(!others, "{code}: {actions:?}");
    }
}

#[test]
fn a_client_without_action_literals_gets_commands() {
    let mut capabilities = rich();
    capabilities["textDocument"]["codeAction"] = json!({});
    let mut client = Client::with(capabilities);
    let uri = client.open("a.py", IS_INT);
    client.published(&uri, 1);
    let actions = client.actions(&uri, [1, 10, 1, 10], json!([]), Value::Null);
    assert!(!actions.is_empty());
    for action in actions {
        assert_eq!(action["command"], "pygloss.openNote", "{action}");
    }
}
