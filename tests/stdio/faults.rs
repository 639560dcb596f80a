//! What goes wrong around a server and inside it, and how far that reaches: no further.

use super::support::*;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PANIC: &str = "# pygloss-test: panic\n";
const HANG: &str = "# pygloss-test: hang\n";

/// A server whose checks panic and hang where the text says so.
fn hooked(capabilities: Value) -> Client {
    let mut client = Client::start_as(|command, _| {
        command.env("PYGLOSS_TEST_HOOKS", "on");
    });
    client.initialize(capabilities, Value::Null);
    client
}

fn hover_at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

/// Waits until the log says something, and tells how often it does.
fn logged(client: &Client, words: &str) -> usize {
    let end = Instant::now() + PATIENCE;
    while !client.log().contains(words) {
        assert!(Instant::now() < end, "{words} is not in the log:\n{}", client.log());
        std::thread::sleep(Duration::from_millis(5));
    }
    client.log().matches(words).count()
}

/// Waits until nothing is shown of a document.
fn taken_back(client: &mut Client, uri: &str) {
    client.wait(&format!("that nothing is shown of {uri}"), |message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == uri
            && message["params"]["diagnostics"] == json!([])
    });
}

#[test]
fn a_panic_in_a_check_is_logged_once_and_costs_no_more_than_the_answer() {
    let mut client = hooked(rich());
    let (bad, good) = (client.open("bad.py", IS_INT), client.open("good.py", IS_INT));
    assert_eq!(codes(&client.published(&bad, 1)), ["is-int-literal"]);
    assert_eq!(codes(&client.published(&good, 1)), ["is-int-literal"]);
    client.change(&bad, 2, Some([0, 0, 0, 0]), PANIC);
    taken_back(&mut client, &bad);
    // Whoever asks is answered, again and again; there is just nothing to say.
    for _ in 0..5 {
        assert_eq!(client.hover(&bad, 2, 9), Value::Null);
        assert!(client.actions(&bad, [2, 0, 2, 20], json!([]), Value::Null).is_empty());
        assert_eq!(client.pull(&bad, None)["items"], json!([]));
    }
    assert!(client.hover(&good, 1, 9).is_object());
    client.change(&good, 2, Some([1, 9, 1, 11]), "==");
    assert!(client.published(&good, 2).is_empty());
    // Nothing of the edits was lost.
    client.change(&bad, 3, Some([0, 0, 1, 0]), "");
    assert_eq!(codes(&client.published(&bad, 3)), ["is-int-literal"]);
    assert!(client.hover(&bad, 1, 9).is_object());
    assert_eq!(logged(&client, "a defect in pygloss"), 1, "{}", client.log());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_panic_in_a_notebook_s_check_passes_with_the_text() {
    let mut client = hooked(rich());
    let notebook = client.uri("a.ipynb");
    let cell = format!("{}#1", notebook.replace("file:", "vscode-notebook-cell:"));
    let text = format!("{PANIC}x = 1\nx is 1000\n");
    client.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": {
                "uri": notebook, "notebookType": "jupyter-notebook", "version": 1,
                "cells": [{"kind": 2, "document": cell}],
            },
            "cellTextDocuments": [{"uri": cell, "languageId": "python", "version": 1, "text": text}],
        }),
    );
    taken_back(&mut client, &cell);
    let change = json!({"range": span([0, 0, 1, 0]), "text": ""});
    client.notify(
        "notebookDocument/didChange",
        json!({
            "notebookDocument": {"uri": notebook, "version": 2},
            "change": {"cells": {"textContent": [{"document": {"uri": cell, "version": 2}, "changes": [change]}]}},
        }),
    );
    assert_eq!(codes(&client.published(&cell, 2)), ["is-int-literal"]);
}

#[test]
fn a_panic_in_a_handler_is_an_error_and_no_silence() {
    let mut client = hooked(rich());
    let uri = client.open("a.py", IS_INT);
    client.published(&uri, 1);
    for _ in 0..3 {
        let id = client.ask("pygloss/panic", Value::Null);
        assert_eq!(client.answer(id)["error"]["code"], -32603);
        client.notify("pygloss/panicNotified", Value::Null);
    }
    client.change(&uri, 2, None, MUTABLE);
    assert_eq!(codes(&client.published(&uri, 2)), ["mutable-default"]);
    assert!(client.hover(&uri, 0, 8).is_object());
    assert_eq!(logged(&client, "a panic in a request"), 1);
    assert_eq!(logged(&client, "a panic in a notification"), 1);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn hooks_are_no_part_of_the_server() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", &format!("{PANIC}{HANG}{IS_INT}"));
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    for method in ["pygloss/documentText", "pygloss/panic"] {
        let id = client.ask(method, json!({"uri": uri}));
        assert_eq!(client.answer(id)["error"]["code"], -32601, "{method}");
    }
}

/// While a check of `stuck` never ends: all else goes on, up to the end of the session.
fn all_else_goes_on(mut client: Client, stuck: &str, other: &str) {
    // Far more than can be under way in many a server.
    let ids: Vec<i64> = (0..1000).map(|_| client.ask("textDocument/hover", hover_at(stuck, 2, 9))).collect();
    assert!(client.hover(other, 1, 9).is_object());
    client.change(other, 2, None, MUTABLE);
    assert_eq!(codes(&client.published(other, 2)), ["mutable-default"]);
    client.change(stuck, 3, Some([0, 0, 1, 0]), "");
    let held = client.request("pygloss/documentText", json!({"uri": stuck}));
    assert_eq!(held["text"], IS_INT);
    let third = client.open("third.py", IS_INT);
    assert_eq!(codes(&client.published(&third, 1)), ["is-int-literal"]);
    // Half of those who wait give up.
    for id in &ids[..500] {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    for &id in &ids[..500] {
        assert_eq!(client.answer(id)["error"]["code"], -32800);
    }
    assert!(client.hover(&third, 1, 9).is_object());
    // Opened anew the document has a new beginning.
    client.close(stuck);
    client.open_as(stuck, "python", 9, IS_INT);
    assert_eq!(codes(&client.published(stuck, 9)), ["is-int-literal"]);
    assert!(client.hover(stuck, 1, 9).is_object());
    client.ask("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), 0);
}

#[test]
fn a_worker_that_never_ends_stops_nobody_else() {
    let mut client = hooked(rich());
    let other = client.open("other.py", IS_INT);
    client.published(&other, 1);
    // A text that is checked for the first time is a matter for a thread of its own.
    let stuck = client.open("stuck.py", &format!("{HANG}{IS_INT}"));
    all_else_goes_on(client, &stuck, &other);
}

/// A text that was checked fast before is checked between two messages. Nobody would be answered any
/// more, so the server ends and an editor starts it anew.
#[test]
fn a_brief_answer_that_never_ends_ends_the_server() {
    let mut client = hooked(rich());
    let stuck = client.open("stuck.py", IS_INT);
    client.published(&stuck, 1);
    // The next check is one of a text that is known to be small and fast.
    client.change(&stuck, 2, Some([0, 0, 1, 0]), &format!("{HANG}{IS_INT}"));
    assert_eq!(client.status(), 1);
}

#[test]
fn the_end_of_the_input_ends_a_server_with_a_worker_that_never_ends() {
    let mut client = hooked(rich());
    let stuck = client.open("stuck.py", &format!("{HANG}{IS_INT}"));
    for _ in 0..100 {
        client.ask("textDocument/hover", hover_at(&stuck, 2, 9));
    }
    client.hang_up();
    assert_eq!(client.status(), 1);
}

#[test]
fn thousands_of_waiting_requests_are_all_answered() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", &IS_INT.repeat(500));
    // None is read before all are written.
    let ids: Vec<i64> = (0..3000u32)
        .map(|number| {
            if number % 10 == 0 {
                client.change(&uri, i64::from(number) + 2, Some([0, 0, 0, 0]), "\n");
            }
            client.ask("textDocument/hover", hover_at(&uri, number / 10 + 2, 9))
        })
        .collect();
    let cancelled = &ids[1000..2000];
    for id in cancelled {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    for &id in &ids {
        let answer = client.answer(id);
        assert!(answer.get("result").is_some() || cancelled.contains(&id), "{answer}");
        assert!(answer.get("result").is_some() || answer["error"]["code"] == -32800, "{answer}");
    }
    assert_eq!(client.shut_down(), 0);
}

/// A server by itself, greeted; its stdout can be closed.
fn bare(process_id: Value) -> (std::process::Child, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_pygloss"))
        .arg("server")
        .env("XDG_CACHE_HOME", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    say(&mut child, Some(1), "initialize", json!({"processId": process_id, "capabilities": {}}));
    say(&mut child, None, "initialized", json!({}));
    let mut answer = [0; 15];
    child.stdout.as_mut().expect("a pipe").read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"Content-Length:");
    (child, folder)
}

fn say(child: &mut std::process::Child, id: Option<i64>, method: &str, params: Value) {
    let mut message = json!({"jsonrpc": "2.0", "method": method, "params": params});
    if let Some(id) = id {
        message["id"] = id.into();
    }
    let stdin = child.stdin.as_mut().expect("a pipe");
    stdin.write_all(&frame(message.to_string().as_bytes())).expect("the server reads");
}

fn ends(mut child: std::process::Child) {
    let end = Instant::now() + PATIENCE;
    while child.try_wait().expect("a process").is_none() {
        if Instant::now() > end {
            child.kill().expect("a process");
            panic!("the server does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_server_that_nobody_reads_ends() {
    // One with nothing to say, and one with an answer that nobody takes. Their stdin stays open.
    let (mut child, _folder) = bare(Value::Null);
    drop(child.stdout.take());
    ends(child);

    let (mut child, _folder) = bare(Value::Null);
    let document = json!({"uri": "file:///a.py", "languageId": "python", "version": 1, "text": IS_INT});
    drop(child.stdout.take());
    say(&mut child, None, "textDocument/didOpen", json!({"textDocument": document}));
    ends(child);
}

#[test]
#[cfg(target_os = "linux")]
fn a_server_whose_client_s_process_is_gone_ends() {
    let mut editor = Command::new("sleep").arg("1000").spawn().expect("a process");
    let (mut child, _folder) = bare(editor.id().into());
    say(&mut child, Some(2), "no/such", json!({}));
    assert!(child.try_wait().expect("a process").is_none(), "its client is there");
    editor.kill().and_then(|()| editor.wait().map(drop)).expect("a process");
    ends(child);
}

/// Without a place for notes the rest is there: findings, hovers, and what the note says.
fn shows_notes_without_links(mut client: Client) -> Client {
    client.initialize(rich(), Value::Null);
    let uri = client.open("a.py", MUTABLE);
    let found = client.published(&uri, 1);
    assert_eq!(codes(&found), ["mutable-default"]);
    assert!(found[0].get("codeDescription").is_none(), "{found:?}");
    let hover = client.hover(&uri, 0, 8);
    let text = hover["contents"]["value"].as_str().expect("a hover");
    assert!(text.len() > 300 && !text.contains("file://"), "{text}");
    assert!(!client.actions(&uri, [0, 8, 0, 8], json!([]), Value::Null).is_empty());
    client
}

#[test]
fn a_cache_that_cannot_be_written_costs_the_links_only() {
    // A folder in which nobody can make anything, be it root.
    #[cfg(target_os = "linux")]
    shows_notes_without_links(Client::start_as(|command, _| {
        command.env("XDG_CACHE_HOME", "/proc/1");
    }));
    // No home at all, and one that is a file.
    shows_notes_without_links(Client::start_as(|command, folder| {
        std::fs::write(folder.join("home"), "").expect("written");
        command.env_remove("XDG_CACHE_HOME").env("HOME", folder.join("home"));
    }));
}

#[test]
fn without_a_home_the_server_serves() {
    let mut client = Client::start_as(|command, folder| {
        command.env_clear().env("XDG_CACHE_HOME", folder.join("cache"));
    });
    client.initialize(rich(), Value::Null);
    let uri = client.open("a.py", MUTABLE);
    assert_eq!(codes(&client.published(&uri, 1)), ["mutable-default"]);
    assert!(client.hover(&uri, 0, 8).is_object());
    assert_eq!(client.shut_down(), 0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_costs_the_links_only_and_leaves_nothing_half_written() {
    // A shell makes the draft's name, which holds the process's number, a link to the device that is
    // always full, and then becomes the server.
    let folder = tempfile::tempdir().expect("a folder");
    let notes = folder.path().join("pygloss").join(concat!("notes-", env!("CARGO_PKG_VERSION")));
    let draft = |topic: &str| notes.join(topic).join("note.$$.tmp").display().to_string();
    let drafts: Vec<String> = pygloss::catalog::Catalog::builtin()
        .topics()
        .iter()
        .map(|topic| {
            std::fs::create_dir_all(notes.join(&topic.id)).expect("made");
            format!("ln -s /dev/full \"{}\"", draft(&topic.id))
        })
        .collect();
    let script = format!("{} && exec {} server", drafts.join(" && "), env!("CARGO_BIN_EXE_pygloss"));
    let client =
        shows_notes_without_links(Client::start_with(Command::new("sh").args(["-c", &script]), |command, _| {
            command.env("XDG_CACHE_HOME", folder.path());
        }));
    assert!(logged(&client, "the note cannot be written") > 0);
    for topic in std::fs::read_dir(&notes).expect("a folder") {
        let names: Vec<_> = std::fs::read_dir(topic.expect("an entry").path()).expect("a folder").collect();
        // What was not asked for still has its link.
        assert!(names.len() <= 1, "{names:?}");
        assert!(!names.iter().flatten().any(|name| name.file_name() == "note.md"), "{names:?}");
    }
    let draft = notes.join("mutable-vs-immutable").join(format!("note.{}.tmp", client.process_id()));
    assert!(std::fs::symlink_metadata(draft).is_err(), "the draft is taken away");
}

#[test]
fn a_thousand_documents_are_open_at_once() {
    let mut client = Client::with(rich());
    let uris: Vec<String> = (0..1000).map(|number| client.open(&format!("m{number}.py"), IS_INT)).collect();
    for uri in &uris {
        assert_eq!(codes(&client.published(uri, 1)), ["is-int-literal"]);
    }
    for uri in uris.iter().step_by(50) {
        assert!(client.hover(uri, 1, 9).is_object());
        client.change(uri, 2, Some([1, 9, 1, 11]), "==");
        assert!(client.published(uri, 2).is_empty());
    }
    // A change of settings concerns all of them.
    let settings = json!({"settings": {"pygloss": {"ignore": ["is-int-literal"]}}});
    client.notify("workspace/didChangeConfiguration", settings);
    for (number, uri) in uris.iter().enumerate() {
        if number % 50 != 0 {
            assert!(client.published(uri, 1).is_empty());
        }
    }
    assert_eq!(client.shut_down(), 0);
}
