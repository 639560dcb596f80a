//! Beginning and end of a session.

use super::support::*;
use serde_json::{Value, json};

fn offering(encodings: &[&str]) -> Value {
    let mut capabilities = rich();
    capabilities["general"]["positionEncodings"] = json!(encodings);
    capabilities
}

#[test]
fn positions_count_in_the_encoding_that_was_agreed_on() {
    let text = "def f(x):\n    s = '😀é'; return x is 1000\n";
    let column = |units: u32| 4 + 4 + 1 + units + 1 + 2 + 7;
    for (offered, chosen, units) in [
        (&[][..], "utf-16", 3),
        (&["utf-16"][..], "utf-16", 3),
        (&["utf-16", "utf-8"][..], "utf-8", 6),
        (&["utf-8"][..], "utf-8", 6),
        (&["utf-32"][..], "utf-32", 2),
        (&["utf-32", "utf-16"][..], "utf-16", 3),
        (&["utf-7"][..], "utf-16", 3),
    ] {
        let mut client = Client::with(offering(offered));
        assert_eq!(client.server["capabilities"]["positionEncoding"], chosen, "{offered:?}");
        let uri = client.open("a.py", text);
        let found = client.published(&uri, 1);
        assert_eq!(codes(&found), ["is-int-literal"]);
        let start = column(units);
        assert_eq!(found[0]["range"], span([1, start, 1, start + 9]), "{offered:?}");
        // The same column as input: `x` becomes `y`, and nothing else moves.
        client.change(&uri, 2, Some([1, start, 1, start + 1]), "yy");
        let found = client.published(&uri, 2);
        assert_eq!(found[0]["range"], span([1, start, 1, start + 10]), "{offered:?}");
    }
}

#[test]
fn the_server_says_who_it_is_and_only_what_it_serves() {
    let client = Client::with(rich());
    assert_eq!(
        client.server,
        json!({
            "serverInfo": {"name": "pygloss", "version": env!("CARGO_PKG_VERSION")},
            "capabilities": {
                "positionEncoding": "utf-16",
                "textDocumentSync": {"openClose": true, "change": 2, "save": true},
                "hoverProvider": true,
                "codeActionProvider": {
                    "codeActionKinds": ["quickfix", "source.fixAll", "source.fixAll.pygloss"],
                },
                "diagnosticProvider": {
                    "identifier": "pygloss",
                    "interFileDependencies": false,
                    "workspaceDiagnostics": false,
                },
                "executeCommandProvider": {
                    "commands": [
                        "pygloss.openNote", "pygloss.listPatterns", "pygloss.listPlaces", "pygloss.checkNotes.run",
                    ],
                },
                "definitionProvider": true,
                "workspaceSymbolProvider": true,
                "completionProvider": {"triggerCharacters": [":", ",", " "]},
                "documentLinkProvider": {"resolveProvider": false},
                "codeLensProvider": {"resolveProvider": false},
                "notebookDocumentSync": {"notebookSelector": [{"cells": [{"language": "python"}]}]},
                "workspace": {
                    "workspaceFolders": {"supported": true, "changeNotifications": true},
                },
            },
        })
    );
}

#[test]
fn a_client_without_notebooks_is_told_nothing_of_them() {
    let client = Client::with(json!({}));
    assert_eq!(client.server["capabilities"]["notebookDocumentSync"], Value::Null);
}

#[test]
fn the_exit_status_is_0_only_after_shutdown_and_exit() {
    let mut client = Client::with(rich());
    assert_eq!(client.shut_down(), 0);

    let mut client = Client::with(rich());
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), 1);

    let mut client = Client::with(rich());
    client.hang_up();
    assert_eq!(client.status(), 1);

    let mut client = Client::with(rich());
    client.request("shutdown", Value::Null);
    client.hang_up();
    assert_eq!(client.status(), 1);

    let mut client = Client::start();
    client.hang_up();
    assert_eq!(client.status(), 1);
}

#[test]
fn exit_ends_the_server_while_it_is_busy() {
    let mut client = Client::with(rich());
    let text = IS_INT.repeat(2000);
    let uri = client.open("a.py", &text);
    for _ in 0..20 {
        let position = json!({"line": 1, "character": 9});
        client.ask("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": position}));
    }
    client.ask("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), 0);
}

#[test]
fn requests_before_initialize_and_after_shutdown_are_refused() {
    let mut client = Client::start();
    let hover = json!({
        "textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0},
    });
    let id = client.ask("textDocument/hover", hover.clone());
    assert_eq!(client.answer(id)["error"]["code"], -32002);
    client.initialize(rich(), Value::Null);
    client.request("shutdown", Value::Null);
    let id = client.ask("textDocument/hover", hover);
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), 0);
}

#[test]
fn a_client_need_not_wait_for_the_answer_to_initialize() {
    let mut client = Client::start();
    let id = client.ask("initialize", json!({"processId": null, "capabilities": {}}));
    client.notify("initialized", json!({}));
    let uri = client.open("a.py", MUTABLE);
    assert!(client.answer(id)["result"].is_object());
    assert_eq!(codes(&client.published(&uri, 1)), ["mutable-default"]);
}

#[test]
fn the_log_goes_to_stderr_at_any_level() {
    let mut client = Client::with_options(rich(), json!({"logLevel": "trace"}));
    let uri = client.open("a.py", MUTABLE);
    client.published(&uri, 1);
    client.hover(&uri, 0, 9);
    // The client fails on anything but messages on stdout.
    assert_eq!(client.shut_down(), 0);
    assert!(client.log().contains("TRACE"), "{}", client.log());
}

#[test]
fn without_a_place_to_write_notes_all_else_works() {
    let mut client = Client::start();
    std::fs::write(client.folder.path().join("cache"), "a file, no folder").expect("writes");
    client.initialize(rich(), Value::Null);
    let uri = client.open("a.py", MUTABLE);
    let found = client.published(&uri, 1);
    assert_eq!(codes(&found), ["mutable-default"]);
    assert!(found[0].get("codeDescription").is_none());
    assert!(client.hover(&uri, 0, 8)["contents"]["value"].is_string());
}
