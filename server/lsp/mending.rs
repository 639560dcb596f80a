//! What some clients send beside the letter of the protocol, brought into the form that the LSP
//! crate takes. Each case says who would suffer without it.
//!
//! Must not know documents or answers.

use serde_json::Value;
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::{Diagnostic, Uri};

/// The message as the crate takes it.
pub fn mend(request: Request) -> Request {
    mended(&request).and_then(|message| serde_json::from_value(message).ok()).unwrap_or(request)
}

/// The message to take instead of this one; `None` when it is fine as it is.
fn mended(request: &Request) -> Option<Value> {
    let method = request.method();
    // The crate swallows unknown methods with this prefix, which is right for notifications; a
    // request must be refused, or its sender waits for ever.
    if method.starts_with("$/") && request.id().is_some() {
        return changed(request, |message| message["method"] = format!("unknown:{method}").into());
    }
    let params = request.params()?;
    let uri = params.get("textDocument").and_then(|document| document.get("uri")).and_then(Value::as_str);
    let escaped = uri.filter(|uri| uri.parse::<Uri>().is_err()).map(escaped);
    let diagnostics = (method == "textDocument/codeAction")
        .then(|| params.get("context")?.get("diagnostics")?.as_array())
        .flatten()
        .filter(|all| !all.iter().all(is_diagnostic));
    if escaped.is_none() && diagnostics.is_none() {
        return None;
    }
    changed(request, |message| {
        if let Some(escaped) = escaped {
            message["params"]["textDocument"]["uri"] = escaped.into();
        }
        if let Some(diagnostics) = diagnostics {
            let mended = diagnostics.iter().filter_map(mended_diagnostic);
            message["params"]["context"]["diagnostics"] = mended.collect();
        }
    })
}

fn changed(request: &Request, change: impl FnOnce(&mut Value)) -> Option<Value> {
    let mut message = serde_json::to_value(request).ok()?;
    change(&mut message);
    Some(message)
}

fn is_diagnostic(value: &Value) -> bool {
    serde_json::from_value::<Diagnostic>(value.clone()).is_ok()
}

/// A diagnostic of another tool whose code is an object of value and target, as in the editor's
/// own interface. One that stays unreadable is left out: it is not ours, and without the rest
/// the user would have no light bulb at all.
fn mended_diagnostic(diagnostic: &Value) -> Option<Value> {
    let mut diagnostic = diagnostic.clone();
    if let Some(value) = diagnostic.pointer_mut("/code/value").map(Value::take) {
        diagnostic["code"] = value;
    }
    is_diagnostic(&diagnostic).then_some(diagnostic)
}

/// A URI with what RFC 3986 does not allow in it percent-encoded: file names with brackets or
/// spaces come unescaped from some clients, and such a file would never open.
fn escaped(uri: &str) -> String {
    let mut result = String::with_capacity(uri.len());
    for (at, byte) in uri.bytes().enumerate() {
        let is_escape = || {
            let digits = uri.as_bytes().get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        match byte {
            b'%' if !is_escape() => result.push_str("%25"),
            b'%' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => result.push(byte.into()),
            _ if b"-._~:/?#@!$&'()*+,;=".contains(&byte) => result.push(byte.into()),
            _ => result.push_str(&format!("%{byte:02X}")),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn request(method: &str, id: Option<i64>, params: Value) -> Request {
        let mut message = json!({"jsonrpc": "2.0", "method": method, "params": params});
        if let Some(id) = id {
            message["id"] = id.into();
        }
        serde_json::from_value(message).expect("a request")
    }

    #[test]
    fn good_messages_are_left_alone() {
        let document = json!({"textDocument": {"uri": "file:///a%20b/%5Bc%5D.py"}});
        assert_eq!(mended(&request("textDocument/hover", Some(1), document)), None);
        assert_eq!(mended(&request("$/cancelRequest", None, json!({"id": 1}))), None);
        assert_eq!(mended(&request("textDocument/didOpen", None, json!([]))), None);
    }

    #[test]
    fn uris_are_escaped_and_diagnostics_made_readable() {
        let range = json!({
            "start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0},
        });
        let params = json!({
            "textDocument": {"uri": "file:///a b/[é]%zz%41.py"},
            "context": {"diagnostics": [
                {"range": range, "message": "m", "code": {"value": "F632", "target": "t"}},
                {"range": range, "message": "m", "severity": "high"},
            ]},
        });
        let message = mended(&request("textDocument/codeAction", Some(1), params)).expect("mended");
        assert_eq!(message["params"]["textDocument"]["uri"], "file:///a%20b/%5B%C3%A9%5D%25zz%41.py");
        assert_eq!(
            message["params"]["context"]["diagnostics"],
            json!([{"range": range, "message": "m", "code": "F632"}])
        );
        assert_eq!(message["id"], 1);
    }
}
