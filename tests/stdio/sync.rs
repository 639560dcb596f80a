//! What the client says of its documents arrives in order and is believed.

use super::support::*;
use serde_json::{Value, json};
use std::time::Instant;

/// Types `text` into an empty document, a character at a time, and returns the last version.
fn type_in(client: &mut Client, uri: &str, text: &str) -> i64 {
    let (mut version, mut line, mut column) = (1, 0, 0);
    let mut buffer = Vec::new();
    for character in text.chars() {
        version += 1;
        let at = span([line, column, line, column]);
        let message = json!({
            "jsonrpc": "2.0",
            "method": "textDocument/didChange",
            "params": {
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": at, "text": character.to_string()}],
            },
        });
        buffer.extend(frame(message.to_string().as_bytes()));
        if character == '\n' {
            (line, column) = (line + 1, 0);
        } else {
            column += character.len_utf16() as u32;
        }
    }
    client.raw(&buffer);
    version
}

fn places(diagnostics: &[Value]) -> Vec<(Value, Value)> {
    diagnostics.iter().map(|one| (one["code"].clone(), one["range"].clone())).collect()
}

#[test]
fn five_thousand_edits_without_a_pause_end_in_the_right_diagnostics() {
    let part = format!("{IS_INT}{MUTABLE}s = '😀 é'\n");
    let text: String = part.chars().cycle().take(5000).collect();
    let mut client = Client::with(rich());
    let uri = client.open("a.py", "");
    let begun = Instant::now();
    let last = type_in(&mut client, &uri, &text);
    assert_eq!(last, 5001);

    let mut versions = Vec::new();
    let found = loop {
        let params = client.notification("textDocument/publishDiagnostics");
        versions.push(params["version"].as_i64().expect("a version"));
        if versions.last() == Some(&last) {
            break params["diagnostics"].as_array().expect("a list").clone();
        }
    };
    eprintln!("5,000 edits: {:?}, {} publications", begun.elapsed(), versions.len());
    assert!(versions.is_sorted(), "{versions:?}");

    let fresh = client.open("b.py", &text);
    let expected = client.published(&fresh, 1);
    assert!(expected.len() > 50);
    assert_eq!(places(&found), places(&expected));
    client.settle();
    let late = client.rest().iter().any(|message| message["params"]["uri"] == uri);
    assert!(!late, "something came after the last version");
}

#[test]
fn an_edit_does_not_wait_behind_slow_requests() {
    let mut client = Client::with(rich());
    let big = client.open("big.py", &format!("{IS_INT}{MUTABLE}").repeat(3000));
    let small = client.open("small.py", "x = 1\n");
    client.published(&small, 1);
    let hovers: Vec<i64> = (0..200)
        .map(|_| {
            client.change(&big, 2, Some([0, 0, 0, 0]), "\n");
            let position = json!({"line": 5000, "character": 9});
            client.ask("textDocument/hover", json!({"textDocument": {"uri": big}, "position": position}))
        })
        .collect();
    client.change(&small, 2, None, IS_INT);
    let begun = Instant::now();
    assert_eq!(codes(&client.published(&small, 2)), ["is-int-literal"]);
    let answered = client.rest().iter().filter(|message| message.get("id").is_some()).count();
    eprintln!("the edit was served after {:?} and {answered} hovers", begun.elapsed());
    assert!(answered < hovers.len(), "the edit waited for all hovers");
    for id in hovers {
        client.answer(id);
    }
}

#[test]
fn a_cancelled_request_is_answered_as_such_and_keeps_nobody_waiting() {
    let mut client = Client::with(rich());
    let uri = client.open("big.py", &IS_INT.repeat(3000));
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": 1, "character": 9}});
    let ids: Vec<i64> = (0..50).map(|_| client.ask("textDocument/hover", params.clone())).collect();
    for id in &ids {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    for id in ids {
        let answer = client.answer(id);
        assert!(answer["error"]["code"] == -32800 || answer.get("result").is_some(), "{answer}");
    }
    assert!(client.hover(&uri, 1, 9).is_object());
}

#[test]
fn a_second_open_replaces_the_first() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    client.open_as(&uri, "python", 7, MUTABLE);
    assert_eq!(codes(&client.published(&uri, 7)), ["mutable-default"]);
    let start = std::time::Instant::now();
    while !client.log().contains("opened twice") {
        assert!(start.elapsed() < PATIENCE, "{}", client.log());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    client.change(&uri, 8, Some([0, 8, 0, 10]), "()");
    assert!(client.published(&uri, 8).is_empty());
}

#[test]
fn edits_and_closes_of_what_is_not_open_are_ignored() {
    let mut client = Client::with(rich());
    let uri = client.uri("a.py");
    client.change(&uri, 2, Some([0, 0, 0, 0]), "x");
    client.close(&uri);
    client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    client.close(&uri);
    client.close(&uri);
    client.change(&uri, 3, None, MUTABLE);
    client.settle();
    assert!(client.log().contains("edited but is not open"));
    assert!(client.log().contains("closed but is not open"));
}

#[test]
fn closing_takes_the_diagnostics_back_for_good() {
    let mut client = Client::with(rich());
    let uri = client.uri("a.py");
    for _ in 0..50 {
        client.open_as(&uri, "python", 1, IS_INT);
        client.change(&uri, 2, None, MUTABLE);
        client.close(&uri);
    }
    client.open("b.py", IS_INT);
    let other = client.uri("b.py");
    client.published(&other, 1);
    client.settle();
    let last = client.rest().iter().rfind(|message| message["params"]["uri"] == uri);
    assert_eq!(last.expect("a publication")["params"]["diagnostics"], json!([]));
}

#[test]
fn ranges_are_clamped_and_reversed_ones_turned() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", "if x:\n    pass\n");
    client.published(&uri, 1);
    // From behind the end of the last line to the middle of the first.
    client.change(&uri, 2, Some([900, 900, 0, 3]), "x is 1000:\n    pass\n");
    let expected = client.open("b.py", "if x is 1000:\n    pass\n");
    let expected = client.published(&expected, 1);
    assert_eq!(places(&client.published(&uri, 2)), places(&expected));
    for (line, character) in [(0, 4_000_000_000), (4_000_000_000, 0), (4_000_000_000, u32::MAX)] {
        client.hover(&uri, line, character);
        client.actions(&uri, [line, character, 0, 0], json!([]), Value::Null);
    }
    client.change(&uri, 3, Some([u32::MAX, u32::MAX, u32::MAX, u32::MAX]), "y = 1\n");
    assert_eq!(client.published(&uri, 3).len(), expected.len());
}

#[test]
fn several_changes_in_one_message_apply_one_after_the_other() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", "");
    client.published(&uri, 1);
    let changes = json!([
        {"text": "garbage"},
        {"text": "if x is 1:\r\n    pass\r\n"},
        {"range": span([0, 8, 0, 9]), "text": "1000"},
        {"range": span([0, 0, 0, 0]), "text": "def f(x):\r\n    return x\r\n"},
    ]);
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": changes}),
    );
    let found = client.published(&uri, 2);
    let expected = client.open("b.py", "def f(x):\r\n    return x\r\nif x is 1000:\r\n    pass\r\n");
    assert_eq!(places(&found), places(&client.published(&expected, 1)));
}

#[test]
fn what_is_not_python_is_answered_with_nothing() {
    let mut client = Client::with(rich());
    let uri = client.uri("a.txt");
    client.open_as(&uri, "plaintext", 1, IS_INT);
    assert_eq!(client.hover(&uri, 1, 9), Value::Null);
    assert!(client.actions(&uri, [1, 0, 1, 9], json!([]), Value::Null).is_empty());
    let stub = client.uri("a.pyi");
    client.open_as(&stub, "something", 1, "x = 1\n");
    client.published(&stub, 1);
    client.open_as("untitled:Untitled-1", "python", 1, IS_INT);
    assert_eq!(codes(&client.published("untitled:Untitled-1", 1)), ["is-int-literal"]);
    let all = client.rest().iter().any(|message| message["params"]["uri"] == uri);
    assert!(!all, "diagnostics for plain text");
}
