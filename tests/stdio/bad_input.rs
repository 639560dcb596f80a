//! Bytes that are no message, and messages that are no request.

use super::support::*;
use serde_json::{Value, json};

/// After `bad` the next good messages are read right.
fn survives(bad: &[u8]) -> Client {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    assert_eq!(codes(&client.published(&uri, 1)), ["is-int-literal"]);
    client.raw(bad);
    client.change(&uri, 2, Some([1, 9, 1, 11]), "==");
    assert!(client.published(&uri, 2).is_empty());
    client.change(&uri, 3, Some([1, 9, 1, 11]), "is");
    assert_eq!(codes(&client.published(&uri, 3)), ["is-int-literal"]);
    client
}

/// The errors that answer what could not be read.
fn errors(client: &mut Client) -> Vec<i64> {
    client.settle();
    let unasked = client.rest().iter().filter(|message| message.get("error").is_some());
    unasked.map(|message| message["error"]["code"].as_i64().expect("a code")).collect()
}

#[test]
fn the_server_goes_on_after_what_it_cannot_read() {
    let request = br#"{"jsonrpc":"2.0","id":99,"method":"shutdown"}"#;
    let half = &request[..20];
    for (what, bad, expected) in [
        ("invalid UTF-8", frame(b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\xfe\"}"), vec![-32700]),
        ("half of a JSON text", frame(half), vec![-32700]),
        ("no JSON", frame(b"hello"), vec![-32700]),
        ("an array", frame(b"[1, 2]"), vec![-32600]),
        ("no JSON-RPC", frame(b"{\"a\": 1}"), vec![-32600]),
        ("another version", frame(b"{\"jsonrpc\": \"1.0\", \"method\": \"x\"}"), vec![-32600]),
        ("a header without length", [b"X-A: b\r\n\r\n", &request[..]].concat(), vec![-32700]),
        ("a length that is no number", [b"Content-Length: -5\r\n\r\n", &request[..]].concat(), vec![-32700]),
        ("a huge length", b"Content-Length: 99999999999\r\n\r\n".to_vec(), vec![-32700]),
        ("a length that is too short", [b"Content-Length: 20\r\n\r\n", &request[..]].concat(), vec![-32700]),
        ("a length that is too long", [b"Content-Length: 60\r\n\r\n", half].concat(), vec![-32700]),
        ("garbage", b"hello\r\nworld\r\n".to_vec(), vec![]),
        ("garbage without an end", b"hello, world".to_vec(), vec![]),
        ("binary garbage", vec![0xff, 0xfe, 0, b'\n', 0x80], vec![]),
        ("blank lines", b"\r\n\r\n\n".to_vec(), vec![]),
    ] {
        let mut client = survives(&bad);
        assert_eq!(errors(&mut client), expected, "{what}");
        assert_eq!(client.shut_down(), 0, "{what}");
    }
}

#[test]
fn headers_are_read_whatever_their_case_and_company() {
    let body = br#"{"jsonrpc":"2.0","method":"$/x"}"#;
    let headers = [
        format!("content-length:{}\r\n\r\n", body.len()),
        format!("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {}\r\n\r\n", body.len()),
        format!("Content-Length: {}\r\nContent-Type: text/plain\r\n\r\n", body.len()),
    ];
    for header in headers {
        let mut client = survives(&[header.as_bytes(), body].concat());
        assert!(errors(&mut client).is_empty());
    }
}

#[test]
fn unknown_methods_are_refused_and_unknown_notifications_ignored() {
    let mut client = Client::with(rich());
    for method in ["textDocument/rename", "no/such", "$/noSuch"] {
        let id = client.ask(method, json!({}));
        let code = &client.answer(id)["error"]["code"];
        assert!([-32601, -32602].iter().any(|known| code == known), "{method}: {code}");
    }
    client.notify("no/such", json!({}));
    client.notify("$/noSuch", json!({}));
    client.notify("textDocument/didChange", json!({"nonsense": true}));
    client.settle();
}

#[test]
fn wrong_parameters_are_refused() {
    let mut client = Client::with(rich());
    for (method, params) in [
        ("textDocument/hover", json!({})),
        ("textDocument/hover", Value::Null),
        ("textDocument/codeAction", json!({"textDocument": {"uri": 5}})),
        ("workspace/executeCommand", json!({"command": "rm", "arguments": []})),
        ("workspace/executeCommand", json!({"command": "pygloss.openNote"})),
        ("workspace/executeCommand", json!({"command": "pygloss.openNote", "arguments": [7]})),
        ("workspace/executeCommand", json!({"command": "pygloss.openNote", "arguments": ["x"]})),
    ] {
        let id = client.ask(method, params.clone());
        assert_eq!(client.answer(id)["error"]["code"], -32602, "{method} {params}");
    }
}

#[test]
fn an_edit_with_half_a_surrogate_pair_is_not_lost() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    client.published(&uri, 1);
    let message = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":2}},"contentChanges":[{{"range":{},"text":"'\ud83d'\n"}}]}}}}"#,
        span([0, 0, 0, 0])
    );
    client.raw(&frame(message.as_bytes()));
    let found = client.published(&uri, 2);
    assert_eq!(found[0]["range"]["start"]["line"], 2);
}

#[test]
fn a_request_with_no_document_behind_it_has_no_answer() {
    let mut client = Client::with(rich());
    let uri = client.uri("never-opened.py");
    assert_eq!(client.hover(&uri, 0, 0), Value::Null);
    assert!(client.actions(&uri, [0, 0, 0, 0], json!([]), Value::Null).is_empty());
    assert_eq!(client.pull(&uri, None), json!({"kind": "full", "items": []}));
}

#[test]
fn a_file_name_that_is_not_escaped_opens_all_the_same() {
    let mut client = Client::with(rich());
    client.open_as("file:///w/a [1].py", "python", 1, IS_INT);
    assert_eq!(codes(&client.published("file:///w/a%20%5B1%5D.py", 1)), ["is-int-literal"]);
    assert!(client.hover("file:///w/a [1].py", 1, 9).is_object());
}
