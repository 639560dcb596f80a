//! Notebooks as their client keeps them.

use super::oracle::{self, Rules};
use super::step::{Edit, applied};
use super::support::*;
use super::text::Units;
use serde_json::{Value, json};

/// A cell. One that is no code is no document of the server.
struct Cell {
    uri: String,
    text: String,
    version: i64,
    is_code: bool,
}

impl Cell {
    fn entry(&self) -> Value {
        json!({"kind": if self.is_code { 2 } else { 1 }, "document": self.uri})
    }

    fn item(&self) -> Value {
        json!({"uri": self.uri, "languageId": "python", "version": self.version, "text": self.text})
    }
}

#[derive(Default)]
struct Notebook {
    uri: String,
    file: String,
    version: i64,
    cells: Vec<Cell>,
    is_open: bool,
}

/// Two notebooks.
#[derive(Default)]
pub struct Notebooks {
    notebooks: [Notebook; 2],
    named: u32,
}

impl Notebooks {
    fn cell(&mut self, notebook: usize, block: u16) -> Cell {
        self.named += 1;
        let place = self.notebooks[notebook].uri.replace("file:", "vscode-notebook-cell:");
        let text = match block % 8 {
            0 => "%matplotlib inline\nx = 1\nx is 1000\n".to_owned(),
            1 => format!("{}!ls\n", super::block(block)),
            _ => super::block(block).to_owned(),
        };
        Cell { uri: format!("{place}#c{}", self.named), text, version: 1, is_code: block % 16 != 2 }
    }

    /// One step with one notebook.
    pub fn take(
        &mut self,
        client: &mut Client,
        units: Units,
        (notebook, what, cell, at): (u8, u8, u8, u8),
        blocks: &[u16],
        edit: &Edit,
    ) {
        let index = usize::from(notebook) % 2;
        if !self.notebooks[index].is_open {
            return self.open(client, index, blocks);
        }
        let count = self.notebooks[index].cells.len();
        let cell = usize::from(cell) % count.max(1);
        match what % 16 {
            0 => self.close(client, index),
            1 | 2 => {
                let fresh = self.cell(index, blocks[0]);
                let at = usize::from(at) % (count + 1);
                let opened: Vec<Value> = fresh.is_code.then(|| fresh.item()).into_iter().collect();
                let structure = json!({
                    "array": {"start": at, "deleteCount": 0, "cells": [fresh.entry()]}, "didOpen": opened,
                });
                self.notebooks[index].cells.insert(at, fresh);
                self.change(client, index, json!({"structure": structure}));
            }
            3 if count > 0 => {
                let gone = self.notebooks[index].cells.remove(cell);
                let mut structure = json!({"array": {"start": cell, "deleteCount": 1}});
                if gone.is_code {
                    structure["didClose"] = json!([{"uri": gone.uri}]);
                }
                self.change(client, index, json!({"structure": structure}));
            }
            4 if count > 1 => {
                // Two neighbours change places: both are in the array anew, and none is opened.
                let first = cell.min(count - 2);
                let cells = &mut self.notebooks[index].cells;
                cells.swap(first, first + 1);
                let entries: Vec<Value> = cells[first..first + 2].iter().map(Cell::entry).collect();
                let array = json!({"start": first, "deleteCount": 2, "cells": entries});
                self.change(client, index, json!({"structure": {"array": array}}));
            }
            _ if count > 0 && self.notebooks[index].cells[cell].is_code => {
                let own = &mut self.notebooks[index].cells[cell];
                let change = applied(&mut own.text, edit, units);
                own.version += 1;
                let document = json!({"uri": own.uri, "version": own.version});
                self.change(client, index, json!({"textContent": [{"document": document, "changes": [change]}]}));
            }
            _ => {}
        }
    }

    fn open(&mut self, client: &mut Client, index: usize, blocks: &[u16]) {
        let file = format!("n{index}.ipynb");
        let version = self.notebooks[index].version + 1;
        self.notebooks[index] = Notebook { uri: client.uri(&file), file, version, cells: Vec::new(), is_open: true };
        let cells: Vec<Cell> = blocks.iter().map(|&block| self.cell(index, block)).collect();
        let notebook = &mut self.notebooks[index];
        notebook.cells = cells;
        let entries: Vec<Value> = notebook.cells.iter().map(Cell::entry).collect();
        let items: Vec<Value> = notebook.cells.iter().filter(|cell| cell.is_code).map(Cell::item).collect();
        let document = json!({
            "uri": notebook.uri, "notebookType": "jupyter-notebook", "version": version, "cells": entries,
        });
        client.notify("notebookDocument/didOpen", json!({"notebookDocument": document, "cellTextDocuments": items}));
    }

    fn close(&mut self, client: &mut Client, index: usize) {
        let notebook = &mut self.notebooks[index];
        notebook.is_open = false;
        let cells: Vec<Value> =
            notebook.cells.iter().filter(|cell| cell.is_code).map(|cell| json!({"uri": cell.uri})).collect();
        client.notify(
            "notebookDocument/didClose",
            json!({"notebookDocument": {"uri": notebook.uri}, "cellTextDocuments": cells}),
        );
    }

    fn change(&mut self, client: &mut Client, index: usize, cells: Value) {
        let notebook = &mut self.notebooks[index];
        notebook.version += 1;
        client.notify(
            "notebookDocument/didChange",
            json!({
                "notebookDocument": {"uri": notebook.uri, "version": notebook.version},
                "change": {"cells": cells},
            }),
        );
    }

    /// All open cells: names, texts and versions.
    pub fn cells(&self) -> Vec<(String, String, i64)> {
        let open = self.notebooks.iter().filter(|notebook| notebook.is_open);
        let cells = open.flat_map(|notebook| &notebook.cells).filter(|cell| cell.is_code);
        cells.map(|cell| (cell.uri.clone(), cell.text.clone(), cell.version)).collect()
    }

    /// What must be shown of each open cell: its name, its version and the diagnostics.
    pub fn expected(&self, rules: &Rules, units: Units) -> Vec<(String, i64, Vec<Value>)> {
        let mut all = Vec::new();
        for notebook in self.notebooks.iter().filter(|notebook| notebook.is_open) {
            let code: Vec<&Cell> = notebook.cells.iter().filter(|cell| cell.is_code).collect();
            let texts: Vec<(String, String)> = code.iter().map(|cell| (cell.uri.clone(), cell.text.clone())).collect();
            let expected = oracle::notebook(&texts, &notebook.file, rules, units);
            all.extend(code.iter().zip(expected).map(|(cell, items)| (cell.uri.clone(), cell.version, items)));
        }
        all
    }
}
