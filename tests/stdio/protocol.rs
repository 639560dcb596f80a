//! The protocol by its letter: what is claimed is served, what is not is refused, and an edit names
//! the text that it is for.

use super::support::*;
use serde_json::{Value, json};

/// Each request with the capability that announces it, as a JSON pointer, and the parameters that fit.
fn requests(uri: &str) -> Vec<(&'static str, &'static str, Value)> {
    let document = json!({"uri": uri});
    let at = json!({"textDocument": document, "position": {"line": 1, "character": 9}});
    let whole = json!({"textDocument": document});
    let range = json!({"textDocument": document, "range": span([0, 0, 1, 0]), "context": {"diagnostics": []}});
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let item = json!({
        "name": "f", "kind": 12, "uri": uri, "range": span([0, 0, 0, 1]), "selectionRange": span([0, 0, 0, 1]),
    });
    let with = |base: &Value, member: &str, value: Value| {
        let mut params = base.clone();
        params[member] = value;
        params
    };
    let files = json!({"files": [{"oldUri": uri, "newUri": uri}]});
    vec![
        ("/hoverProvider", "textDocument/hover", at.clone()),
        ("/codeActionProvider", "textDocument/codeAction", range.clone()),
        ("/codeActionProvider/resolveProvider", "codeAction/resolve", json!({"title": "t"})),
        ("/diagnosticProvider", "textDocument/diagnostic", whole.clone()),
        (
            "/executeCommandProvider",
            "workspace/executeCommand",
            json!({
                "command": "pygloss.listPatterns", "arguments": [uri],
            }),
        ),
        ("/definitionProvider", "textDocument/definition", at.clone()),
        ("/workspaceSymbolProvider", "workspace/symbol", json!({"query": "a"})),
        (
            "/workspaceSymbolProvider/resolveProvider",
            "workspaceSymbol/resolve",
            json!({
                "name": "a", "kind": 12, "location": {"uri": uri},
            }),
        ),
        ("/completionProvider", "textDocument/completion", at.clone()),
        ("/completionProvider/resolveProvider", "completionItem/resolve", json!({"label": "a"})),
        ("/documentLinkProvider", "textDocument/documentLink", whole.clone()),
        ("/documentLinkProvider/resolveProvider", "documentLink/resolve", json!({"range": span([0, 0, 0, 1])})),
        ("/codeLensProvider", "textDocument/codeLens", whole.clone()),
        ("/codeLensProvider/resolveProvider", "codeLens/resolve", json!({"range": span([0, 0, 0, 1])})),
        ("/declarationProvider", "textDocument/declaration", at.clone()),
        ("/typeDefinitionProvider", "textDocument/typeDefinition", at.clone()),
        ("/implementationProvider", "textDocument/implementation", at.clone()),
        ("/referencesProvider", "textDocument/references", with(&at, "context", json!({"includeDeclaration": true}))),
        ("/documentHighlightProvider", "textDocument/documentHighlight", at.clone()),
        ("/documentSymbolProvider", "textDocument/documentSymbol", whole.clone()),
        ("/signatureHelpProvider", "textDocument/signatureHelp", at.clone()),
        ("/renameProvider", "textDocument/rename", with(&at, "newName", "b".into())),
        ("/renameProvider/prepareProvider", "textDocument/prepareRename", at.clone()),
        ("/foldingRangeProvider", "textDocument/foldingRange", whole.clone()),
        ("/selectionRangeProvider", "textDocument/selectionRange", with(&whole, "positions", json!([]))),
        ("/linkedEditingRangeProvider", "textDocument/linkedEditingRange", at.clone()),
        ("/documentFormattingProvider", "textDocument/formatting", with(&whole, "options", options)),
        ("/semanticTokensProvider", "textDocument/semanticTokens/full", whole.clone()),
        ("/inlayHintProvider", "textDocument/inlayHint", range.clone()),
        (
            "/inlineValueProvider",
            "textDocument/inlineValue",
            with(
                &range,
                "context",
                json!({
                    "frameId": 1, "stoppedLocation": span([0, 0, 0, 1]),
                }),
            ),
        ),
        ("/colorProvider", "textDocument/documentColor", whole.clone()),
        ("/monikerProvider", "textDocument/moniker", at.clone()),
        ("/callHierarchyProvider", "textDocument/prepareCallHierarchy", at.clone()),
        ("/callHierarchyProvider", "callHierarchy/incomingCalls", json!({"item": item})),
        ("/typeHierarchyProvider", "textDocument/prepareTypeHierarchy", at),
        ("/diagnosticProvider/workspaceDiagnostics", "workspace/diagnostic", json!({"previousResultIds": []})),
        (
            "/textDocumentSync/willSaveWaitUntil",
            "textDocument/willSaveWaitUntil",
            json!({
                "textDocument": document, "reason": 1,
            }),
        ),
        ("/workspace/fileOperations/willRename", "workspace/willRenameFiles", files),
    ]
}

#[test]
fn what_is_claimed_is_served_and_what_is_not_is_refused() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    let claims = client.server["capabilities"].clone();
    let mut served = 0;
    for (capability, method, params) in requests(&uri) {
        let is_claimed = claims.pointer(capability).is_some_and(|claim| *claim != json!(false));
        let id = client.ask(method, params);
        let answer = client.answer(id);
        if is_claimed {
            served += 1;
            assert!(answer.get("result").is_some(), "{method} is claimed: {answer}");
        } else {
            assert_eq!(answer["error"]["code"], -32601, "{method} is not claimed: {answer}");
        }
    }
    // Each claim is one of those above, or one for notifications, which `sync` and `notebooks` test.
    let claimed: Vec<&String> = claims.as_object().expect("an object").keys().collect();
    let others = ["positionEncoding", "textDocumentSync", "notebookDocumentSync", "workspace"];
    let asked = requests(&uri);
    for claim in claimed {
        let is_asked = asked.iter().any(|(capability, ..)| capability[1..] == **claim);
        assert!(is_asked || others.contains(&claim.as_str()), "{claim} is claimed and not tested");
    }
    assert_eq!(served, 9);
}

#[test]
fn every_command_that_is_claimed_is_served() {
    let mut client = Client::with(rich());
    let uri = client.open("a.py", IS_INT);
    let commands = client.server["capabilities"]["executeCommandProvider"]["commands"].clone();
    for command in commands.as_array().expect("a list") {
        let argument = if command == "pygloss.listPatterns" { uri.as_str() } else { "integer-caching" };
        client.request("workspace/executeCommand", json!({"command": command, "arguments": [argument]}));
    }
}

#[test]
fn traces_and_unknown_notifications_are_taken_and_unknown_requests_refused() {
    let mut client = Client::with(rich());
    for value in ["off", "messages", "verbose", "nonsense"] {
        client.notify("$/setTrace", json!({"value": value}));
    }
    for method in ["$/noSuch", "no/such", "window/workDoneProgress/cancel"] {
        client.notify(method, json!({"token": "none"}));
    }
    for id in [json!(77), json!("77"), json!(null)] {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    for method in ["$/noSuch", "no/such", "$/setTrace"] {
        let id = client.ask(method, json!({"value": "off"}));
        assert_eq!(client.answer(id)["error"]["code"], -32601, "{method}");
    }
    client.settle();
    // None of it was answered, and nothing was told of it: `$/logTrace` is for who has something to trace.
    let told: Vec<&Value> = client.rest().iter().filter(|message| message["method"] != "window/showMessage").collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_cancelled_request_that_waits_is_answered_with_the_code_for_that() {
    let mut client = Client::start_as(|command, _| {
        command.env("PYGLOSS_TEST_HOOKS", "on");
    });
    client.initialize(pulling(), Value::Null);
    let uri = client.open("a.py", &format!("# pygloss-test: hang\n{IS_INT}"));
    let document = json!({"uri": uri});
    let at = json!({"textDocument": document, "position": {"line": 2, "character": 9}});
    let range = json!({"textDocument": document, "range": span([0, 0, 9, 0]), "context": {"diagnostics": []}});
    let asked = [
        ("textDocument/hover", at.clone()),
        ("textDocument/diagnostic", json!({"textDocument": document})),
        ("textDocument/codeAction", range),
        ("workspace/executeCommand", json!({"command": "pygloss.listPatterns", "arguments": [uri]})),
    ];
    let ids: Vec<(&str, i64)> =
        asked.into_iter().map(|(method, params)| (method, client.ask(method, params))).collect();
    client.settle();
    for &(method, id) in &ids {
        client.notify("$/cancelRequest", json!({"id": id}));
        // Twice is no mistake.
        client.notify("$/cancelRequest", json!({"id": id}));
        let answer = client.answer(id);
        assert_eq!(answer["error"]["code"], -32800, "{method}: {answer}");
    }
}

#[test]
fn a_fix_names_the_text_that_it_is_for() {
    let mut client = Client::with(rich());
    // Each version has one more line at its beginning, and so all the fixes elsewhere.
    let text = |version: usize| format!("{}{IS_INT}", "#\n".repeat(version - 1));
    let uri = client.open("a.py", &text(1));
    let params = |line: usize| {
        let range = span([line as u32, 9, line as u32, 9]);
        json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": [], "only": ["quickfix"]}})
    };
    // The client goes on typing while it waits for an answer.
    let ids: Vec<i64> = (1..60)
        .map(|version| {
            let id = client.ask("textDocument/codeAction", params(version));
            client.change(&uri, version as i64 + 1, Some([0, 0, 0, 0]), "#\n");
            id
        })
        .collect();
    let mut edits = 0;
    for id in ids {
        let answer = client.answer(id);
        for edit in answer["result"].as_array().into_iter().flatten().filter_map(|action| action.get("edit")) {
            let version = edit["documentChanges"][0]["textDocument"]["version"].as_u64().expect("a version");
            let before = text(version as usize);
            let after = apply(&before, edit, &uri);
            // To the text that it names it is right; a client has to refuse it for any other.
            assert!(after == before.replace("is 1000", "== 1000") || after.contains("pygloss: ignore"), "{edit}");
            edits += 1;
        }
    }
    let id = client.ask("textDocument/codeAction", params(60));
    let last = client.answer(id);
    let fix = last["result"].as_array().expect("a list").iter().find(|action| action["isPreferred"] == true);
    assert_eq!(fix.expect("a fix")["edit"]["documentChanges"][0]["textDocument"]["version"], 60);
    eprintln!("{edits} edits of answers that were overtaken or not");
}
