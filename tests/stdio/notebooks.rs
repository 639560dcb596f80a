//! The cells of a notebook are one module, and every range is the cell's own.

use super::support::*;
use serde_json::{Value, json};

const NAMES: &str = "quantity = 1000\nrows = [[1], [2]]";
const USES: &str = "é = '😀'; quantity is 1000\nquantity\ncopied = rows[:]\n";

/// A notebook as its client sees it.
struct Notebook {
    uri: String,
    version: i64,
}

impl Notebook {
    fn cell(&self, name: &str) -> String {
        format!("{}#{name}", self.uri.replace("file:", "vscode-notebook-cell:"))
    }

    fn item(&self, name: &str, text: &str) -> Value {
        json!({"uri": self.cell(name), "languageId": "python", "version": 1, "text": text})
    }

    fn open(client: &mut Client, cells: &[(&str, &str)]) -> Notebook {
        let notebook = Notebook { uri: client.uri("a.ipynb"), version: 1 };
        let array: Vec<Value> =
            cells.iter().map(|(name, _)| json!({"kind": 2, "document": notebook.cell(name)})).collect();
        let texts: Vec<Value> = cells.iter().map(|(name, text)| notebook.item(name, text)).collect();
        client.notify(
            "notebookDocument/didOpen",
            json!({
                "notebookDocument": {
                    "uri": notebook.uri, "notebookType": "jupyter-notebook", "version": 1, "cells": array,
                },
                "cellTextDocuments": texts,
            }),
        );
        notebook
    }

    fn change(&mut self, client: &mut Client, cells: Value) {
        self.version += 1;
        client.notify(
            "notebookDocument/didChange",
            json!({
                "notebookDocument": {"uri": self.uri, "version": self.version},
                "change": {"cells": cells},
            }),
        );
    }

    /// An edit in a cell, as its client sends it.
    fn edit(&mut self, client: &mut Client, name: &str, version: i64, range: Option<[u32; 4]>, text: &str) {
        let mut change = json!({"text": text});
        if let Some(range) = range {
            change["range"] = span(range);
        }
        let document = json!({"uri": self.cell(name), "version": version});
        self.change(client, json!({"textContent": [{"document": document, "changes": [change]}]}));
    }
}

/// What is said of a place, or nothing.
fn said(client: &mut Client, uri: &str, line: u32, character: u32) -> String {
    let position = json!({"line": line, "character": character});
    let answer = client.request("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": position}));
    answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_name_of_an_earlier_cell_is_known_and_ranges_are_the_cells_own() {
    let mut client = Client::with(rich());
    let cells = &client.server["capabilities"]["notebookDocumentSync"];
    assert_eq!(cells["notebookSelector"][0]["cells"], json!([{"language": "python"}]));
    let notebook = Notebook::open(&mut client, &[("a", NAMES), ("b", USES)]);
    let cell = notebook.cell("b");
    let found = client.published(&cell, 1);
    assert_eq!(codes(&found), ["is-int-literal"]);
    // Behind an emoji, in UTF-16.
    assert_eq!(found[0]["range"], span([0, 10, 0, 26]));
    assert!(client.published(&notebook.cell("a"), 1).is_empty());
    let hover = said(&mut client, &cell, 0, 20);
    assert!(hover.contains("`1000`"), "{hover}");

    // What a name holds is known from the cell above, and from there only.
    let with = said(&mut client, &cell, 2, 14);
    assert!(with.contains("`rows[0]` and `rows[1]`"), "{with}");
    let alone = client.open("alone.py", USES);
    client.published(&alone, 1);
    let without = said(&mut client, &alone, 2, 14);
    assert!(!without.is_empty() && !without.contains("the original: `rows[0]`"), "{without}");
}

#[test]
fn what_a_cell_touches_can_be_listed() {
    let mut client = Client::with(rich());
    let notebook = Notebook::open(&mut client, &[("a", NAMES), ("b", USES)]);
    let list = |client: &mut Client, uri: &str| {
        let params = json!({"command": "pygloss.listPatterns", "arguments": [uri]});
        client.request("workspace/executeCommand", params).as_array().expect("a list").clone()
    };
    let all = list(&mut client, &notebook.cell("b"));
    let finding = all.iter().find(|one| one["pattern"] == "is-int-literal").expect("the finding");
    assert_eq!(finding["range"], span([0, 10, 0, 26]));
    assert!(finding["severity"].is_i64() && finding["message"].is_string(), "{finding}");
    let gloss = all.iter().find(|one| one["topic"] == "shallow-vs-deep-copy").expect("the gloss");
    assert_eq!((&gloss["severity"], &gloss["message"]), (&Value::Null, &Value::Null));
    assert_eq!(gloss["range"]["start"]["line"], 2);
    let module = client.open("names.py", "def f(quantity):\n    return quantity is None\n");
    let ids: Vec<Value> = list(&mut client, &module).iter().map(|one| one["pattern"].clone()).collect();
    assert!(ids.contains(&"is-operator".into()) && !ids.contains(&"name-scope".into()), "{ids:?}");
    let nowhere = client.uri("nowhere.py");
    assert!(list(&mut client, &nowhere).is_empty());
}

#[test]
fn fixes_are_edits_of_the_cell_with_its_version() {
    let mut client = Client::with(rich());
    let mut notebook =
        Notebook::open(&mut client, &[("a", NAMES), ("b", USES), ("c", "def f(x):\n    return x is 1000")]);
    notebook.edit(&mut client, "b", 7, Some([0, 0, 0, 1]), "ü");
    let cell = notebook.cell("b");
    let found = client.published(&cell, 7);
    let params = json!({
        "textDocument": {"uri": cell}, "range": found[0]["range"], "context": {"diagnostics": found},
    });
    let actions = client.request("textDocument/codeAction", params);
    let titled = |title: &str| {
        let all = actions.as_array().expect("a list");
        all.iter().find(|one| one["title"] == title).unwrap_or_else(|| panic!("{title}: {actions}")).clone()
    };
    let fix = &titled("Compare values with `==`")["edit"];
    assert_eq!(fix["documentChanges"][0]["textDocument"], json!({"uri": cell, "version": 7}));
    assert_eq!(apply("ü = '😀'; quantity is 1000\n", fix, &cell), "ü = '😀'; quantity == 1000\n");
    let ignore = &titled("Ignore is-int-literal on this line")["edit"];
    let text = apply("ü = '😀'; quantity is 1000\nquantity\ncopied = rows[:]\n", ignore, &cell);
    assert_eq!(text, "ü = '😀'; quantity is 1000  # pygloss: ignore[is-int-literal]\nquantity\ncopied = rows[:]\n");

    // All fixes: the client asks for each cell.
    let all = |client: &mut Client, name: &str| {
        client.request(
            "textDocument/codeAction",
            json!({
                "textDocument": {"uri": notebook.cell(name)}, "range": span([0, 0, 9, 0]),
                "context": {"diagnostics": [], "only": ["source.fixAll"]},
            }),
        )
    };
    let fixes = all(&mut client, "c");
    let text = apply("def f(x):\n    return x is 1000", &fixes[0]["edit"], &notebook.cell("c"));
    assert_eq!(text, "def f(x):\n    return x == 1000");
    assert_eq!(all(&mut client, "a"), json!([]));
}

#[test]
fn an_edit_in_one_cell_renews_the_others_and_tells_only_what_changed() {
    let mut client = Client::with(rich());
    let mut notebook = Notebook::open(&mut client, &[("a", "rows = [[1]]"), ("b", "copied = rows[:]"), ("c", "x = 1")]);
    let uri = notebook.cell("b");
    assert!(said(&mut client, &uri, 0, 14).contains("the original: `rows[0]`"));
    client.published(&notebook.cell("a"), 1);
    notebook.edit(&mut client, "a", 2, Some([0, 8, 0, 11]), "");
    assert!(!said(&mut client, &uri, 0, 14).contains("the original: `rows[0]`"));
    notebook.edit(&mut client, "a", 3, Some([0, 8, 0, 8]), "{}");
    assert!(said(&mut client, &uri, 0, 14).contains("the original: `rows[0]`"));
    client.published(&notebook.cell("a"), 3);
    client.settle();
    let rest = client.rest();
    let about = |name: &str| rest.iter().filter(|one| one["params"]["uri"] == notebook.cell(name)).count();
    assert_eq!(about("c"), 1, "only the first time: {rest:?}");
}

#[test]
fn cells_come_go_and_change_places() {
    let mut client = Client::with(rich());
    let mut notebook = Notebook::open(&mut client, &[("a", "x = 1"), ("b", "def f(x):\n    return x is 1000")]);
    let second = notebook.cell("b");
    assert_eq!(codes(&client.published(&second, 1)), ["is-int-literal"]);

    // A new cell in front, of which the first letter is typed at once.
    let new = notebook.item("n", "def g(a=[]):\n    a.append(1)\n    return a");
    let array = json!({"start": 0, "deleteCount": 0, "cells": [{"kind": 2, "document": notebook.cell("n")}]});
    let text = json!([{
        "document": {"uri": notebook.cell("n"), "version": 2},
        "changes": [{"range": span([0, 4, 0, 5]), "text": "h"}],
    }]);
    notebook.change(&mut client, json!({"structure": {"array": array, "didOpen": [new]}, "textContent": text}));
    let found = client.published(&notebook.cell("n"), 2);
    assert_eq!(codes(&found), ["mutable-default"]);
    assert_eq!(found[0]["range"]["start"]["line"], 0);

    // The last becomes the first: the same document, neither opened nor closed.
    let [a, b, n] = ["a", "b", "n"].map(|name| json!({"kind": 2, "document": notebook.cell(name)}));
    notebook.change(&mut client, json!({"structure": {"array": {"start": 0, "deleteCount": 3, "cells": [b, n, a]}}}));
    let hover = said(&mut client, &second, 1, 14);
    assert!(hover.contains("1000"), "{hover}");

    // Removed: its diagnostics are taken back, and it is no document any more.
    let gone = json!([{"uri": notebook.cell("n")}]);
    notebook.change(&mut client, json!({"structure": {"array": {"start": 1, "deleteCount": 1}, "didClose": gone}}));
    let taken = client.wait("the removed cell's diagnostics", |message| {
        message["params"]["uri"] == notebook.cell("n") && message["params"]["diagnostics"] == json!([])
    });
    assert_eq!(taken["params"].get("version").unwrap_or(&Value::Null), &Value::Null);
    assert_eq!(said(&mut client, &notebook.cell("n"), 0, 8), "");

    // Closed: all of them.
    let texts = json!([{"uri": notebook.cell("a")}, {"uri": notebook.cell("b")}]);
    let closed = json!({"notebookDocument": {"uri": notebook.uri}, "cellTextDocuments": texts});
    client.notify("notebookDocument/didClose", closed);
    client.wait("the closed cell's diagnostics", |message| {
        message["params"]["uri"] == second && message["params"]["diagnostics"] == json!([])
    });
    assert_eq!(said(&mut client, &second, 1, 14), "");
}

#[test]
fn what_is_no_python_raises_no_alarm_and_hides_nothing() {
    let mut client = Client::with(rich());
    let magics = "%matplotlib inline\n!pip install x\nfiles = !ls\ndef f(a=[]):\n    a.append(1)\n    return a\nf?";
    let cells = [
        ("magics", magics),
        ("bash", "%%bash\nif [ $x is 1000 ]; then"),
        ("broken", "def f(:\n  '''"),
        ("after", "def g(x):\n    return x is 1000"),
    ];
    let notebook = Notebook::open(&mut client, &cells);
    let found = client.published(&notebook.cell("magics"), 1);
    assert_eq!(codes(&found), ["mutable-default"]);
    assert_eq!(found[0]["range"]["start"], json!({"line": 3, "character": 8}));
    assert!(client.published(&notebook.cell("bash"), 1).is_empty());
    assert!(client.published(&notebook.cell("broken"), 1).is_empty());
    assert_eq!(codes(&client.published(&notebook.cell("after"), 1)), ["is-int-literal"]);
}

#[test]
fn the_value_that_a_cell_shows_is_used() {
    let mut client = Client::with(rich());
    let cells = [("a", "xs = [1]\n(1, 2).count(1)\nxs is 1000"), ("b", "xs is 1000;"), ("c", "xs is 1000 # x")];
    let notebook = Notebook::open(&mut client, &cells);
    let severities = |client: &mut Client, name: &str| -> Vec<Value> {
        client.published(&notebook.cell(name), 1).iter().map(|one| one["severity"].clone()).collect()
    };
    // Shown, as by `print`: one step down. The semicolon says that it is not shown.
    let shown = severities(&mut client, "a");
    let hidden = severities(&mut client, "b");
    assert_eq!(shown.len(), 1);
    assert_eq!(hidden.len(), 1);
    assert!(shown[0].as_i64() > hidden[0].as_i64(), "{shown:?} {hidden:?}");
    assert_eq!(severities(&mut client, "c"), shown);
}

#[test]
fn a_client_that_pulls_gets_the_cells_pushed_once() {
    let mut client = Client::with(pulling());
    let mut notebook = Notebook::open(&mut client, &[("a", NAMES), ("b", "def f(x):\n    return x is 1000")]);
    let cell = notebook.cell("b");
    assert_eq!(client.published(&cell, 1).len(), 1);
    let report = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": cell}}));
    assert_eq!(report["items"], json!([]));
    // Many edits end in the diagnostics of the last.
    for version in 2..200 {
        notebook.edit(&mut client, "b", version, Some([0, 0, 0, 0]), "\n");
    }
    let found = client.published(&cell, 199);
    assert_eq!(found[0]["range"]["start"]["line"], 199);
}

#[test]
fn nonsense_about_notebooks_changes_nothing() {
    let mut client = Client::with(rich());
    let mut ghost = Notebook { uri: client.uri("ghost.ipynb"), version: 1 };
    ghost.edit(&mut client, "x", 2, None, "a");
    ghost.change(&mut client, json!({"structure": {"array": {"start": 9, "deleteCount": 9}}}));
    client
        .notify("notebookDocument/didClose", json!({"notebookDocument": {"uri": ghost.uri}, "cellTextDocuments": []}));
    let mut notebook = Notebook::open(&mut client, &[("a", "def f(x):\n    return x is 1000")]);
    let cell = notebook.cell("a");
    client.published(&cell, 1);
    // Cells out of range, a text that nobody opened, a cell closed or opened by itself.
    notebook.change(
        &mut client,
        json!({"structure": {"array": {
            "start": 1, "deleteCount": 4_000_000_000_u32, "cells": [{"kind": 2, "document": notebook.cell("nowhere")}],
        }}}),
    );
    notebook.edit(&mut client, "nowhere", 2, Some([5, 5, 1, 1]), "a");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": cell}}));
    client
        .notify("textDocument/didOpen", json!({"textDocument": notebook.item("a", "def f(x):\n    return x is 1001")}));
    let hover = said(&mut client, &cell, 1, 14);
    assert!(hover.contains("1001"), "{hover}");
    client.settle();
}
