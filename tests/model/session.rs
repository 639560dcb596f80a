//! One session: steps are told to the real server and to the model, and at quiet points both are
//! compared.

use super::mark;
use super::notebook::Notebooks;
use super::oracle;
use super::step::{Edit, Step, applied, changed};
use super::support::*;
use super::text::{self, Units};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// The example of each note, and its 0-based line.
pub const EXAMPLE: &str = "x is 1000\n";
pub const EXAMPLE_LINE: u32 = 5;

const SETTINGS: [&str; 8] = [
    "{}",
    r#"{"ignore": ["mutable-default"]}"#,
    r#"{"hints": true}"#,
    r#"{"severity": {"is-int-literal": "error"}}"#,
    r#"{"maxFileSize": 900}"#,
    r#"{"select": ["integer-caching", "mutable-default"]}"#,
    r#"{"exclude": ["d3*.py"], "notesFirst": "built-in"}"#,
    r#"{"docsUrl": "https://docs.example/"}"#,
];

const FILES: [&str; 5] = [
    "",
    "ignore = [\"is-int-literal\"]\n",
    "hints = true\nnotes = [\"notes/*.md\"]\n",
    "max-file-size = 1500\n",
    "exclude = [\"d2*.py\"]\n",
];

/// A document as its client keeps it.
pub struct Document {
    pub uri: String,
    pub file: String,
    pub text: String,
    /// A text that parsed.
    pub good: String,
    pub version: i64,
    pub is_open: bool,
    /// Whether the server has findings for it.
    pub is_python: bool,
    renamed: u32,
}

/// What was published last: the version and the diagnostics.
pub type Shown = HashMap<String, (Option<i64>, Vec<Value>)>;

/// What kind of client this is.
#[derive(Debug)]
pub struct Kind {
    pub units: Units,
    pub pulls: bool,
    /// Whether versions begin anew when a file is opened again.
    pub restarts: bool,
}

/// How much was compared.
#[derive(Default, Debug)]
pub struct Tally {
    pub steps: usize,
    pub requests: usize,
    pub cancelled: usize,
    pub published: usize,
    pub rests: usize,
    /// Documents whose diagnostics were compared.
    pub compared: usize,
    /// Documents with syntax errors that tree-sitter placed elsewhere than a fresh parse does.
    pub elsewhere: usize,
    /// Findings shown that an error hides.
    pub hidden: usize,
    pub cells: usize,
    pub found: usize,
    /// Hovers whose text was compared.
    pub hovers: usize,
}

impl Tally {
    /// Adds another session's.
    pub fn add(&mut self, other: &Tally) {
        self.steps += other.steps;
        self.requests += other.requests;
        self.cancelled += other.cancelled;
        self.published += other.published;
        self.rests += other.rests;
        self.compared += other.compared;
        self.elsewhere += other.elsewhere;
        self.hidden += other.hidden;
        self.cells += other.cells;
        self.found += other.found;
        self.hovers += other.hovers;
    }
}

/// A client with its model.
pub struct Session {
    pub client: Client,
    pub kind: Kind,
    pub documents: Vec<Document>,
    pub notebooks: Notebooks,
    pub settings: Value,
    pub shown: Shown,
    /// Requests that wait, and which of them were cancelled.
    pub waiting: Vec<i64>,
    pub cancelled: HashSet<i64>,
    /// The result id and the items of each document's last pull.
    pub pulled: HashMap<String, (String, Vec<Value>)>,
    /// The version of each note that is open.
    pub notes: [Option<i64>; 3],
    pub tally: Tally,
}

impl Session {
    /// Starts a server whose workers are delayed by `seed`.
    pub fn start(kind: Kind, seed: u64) -> Session {
        let mut capabilities = if kind.pulls { pulling() } else { rich() };
        capabilities["general"]["positionEncodings"] = json!([kind.units.word()]);
        let mut client = Client::start_as(|command, _| {
            command.env("PYGLOSS_TEST_HOOKS", format!("delays={seed}"));
        });
        client.configuration = json!({});
        std::fs::create_dir(client.folder.path().join("notes")).expect("made");
        client.initialize(capabilities, Value::Null);
        assert_eq!(client.server["capabilities"]["positionEncoding"], kind.units.word());
        let documents = (0..6).map(|slot| {
            let file = if slot == 5 { "d5.txt".to_owned() } else { format!("d{slot}.py") };
            Document {
                uri: client.uri(&file),
                file,
                text: String::new(),
                good: String::new(),
                version: 0,
                is_open: false,
                is_python: slot != 5,
                renamed: 0,
            }
        });
        Session {
            documents: documents.collect(),
            client,
            kind,
            notebooks: Notebooks::default(),
            settings: json!({}),
            shown: HashMap::new(),
            waiting: Vec::new(),
            cancelled: HashSet::new(),
            pulled: HashMap::new(),
            notes: [None; 3],
            tally: Tally::default(),
        }
    }

    /// Tells one step.
    pub fn take(&mut self, step: &Step) {
        self.tally.steps += 1;
        match step {
            Step::Open { document, blocks, ends } => self.open(*document, blocks, *ends),
            Step::Edit { document, edits } => self.edit(*document, edits),
            Step::Mend { document } => self.mend(usize::from(*document) % 6),
            Step::Close { document } => {
                let document = &mut self.documents[usize::from(*document) % 6];
                // What is not open may be closed, too; that is no more than a line in the log.
                document.is_open = false;
                let uri = document.uri.clone();
                self.pulled.remove(&uri);
                self.client.close(&uri);
            }
            Step::Save { document } => {
                let uri = self.documents[usize::from(*document) % 6].uri.clone();
                self.client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
            }
            Step::Rename { document } => self.rename(usize::from(*document) % 6),
            Step::Settings { which, is_asked } => {
                self.settings = serde_json::from_str(SETTINGS[usize::from(*which) % SETTINGS.len()]).expect("JSON");
                self.client.configuration = self.settings.clone();
                let told = if *is_asked { Value::Null } else { json!({"pygloss": self.settings}) };
                self.client.notify("workspace/didChangeConfiguration", json!({"settings": told}));
            }
            Step::SettingsFile { which } => {
                let path = self.client.folder.path().join("pygloss.toml");
                match FILES[usize::from(*which) % FILES.len()] {
                    "" => drop(std::fs::remove_file(&path)),
                    text => {
                        let draft = path.with_extension("draft");
                        std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, &path)).expect("written");
                    }
                }
                self.tell_file("pygloss.toml");
            }
            Step::Note { note, what } => self.note(usize::from(*note) % 3, *what % 6),
            Step::Hover { document, at } => {
                let (uri, place) = self.place(*document, *at);
                self.ask("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": place}));
            }
            Step::Actions { document, at, length } => {
                let (uri, start) = self.place(*document, *at);
                let (_, end) = self.place(*document, at.wrapping_add(*length));
                let range = json!({"start": start, "end": end});
                let params = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
                self.ask("textDocument/codeAction", params);
            }
            Step::Pull { document } => {
                let uri = &self.documents[usize::from(*document) % 6].uri;
                self.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
            }
            Step::Other { document, what, at } => self.other(*document, *what, *at),
            Step::Cancel { which } => {
                // One that waits, or one that nobody knows.
                let id = self.waiting.get(usize::from(*which) % (self.waiting.len() + 1)).copied().unwrap_or(-1);
                self.tally.cancelled += usize::from(id > 0);
                self.cancelled.insert(id);
                self.client.notify("$/cancelRequest", json!({"id": id}));
            }
            Step::Notebook { notebook, what, cell, at, blocks, edit } => {
                self.notebooks.take(&mut self.client, self.kind.units, (*notebook, *what, *cell, *at), blocks, edit);
            }
            Step::Settle => {
                self.client.settle();
                self.receive();
            }
        }
    }

    fn open(&mut self, slot: u8, chosen: &[u16], ends: u8) {
        let slot = usize::from(slot) % 6;
        let mut text: String = chosen.iter().map(|&block| super::block(block)).collect();
        match ends % 8 {
            0 | 1 => text = text.replace('\n', "\r\n"),
            2 => text = format!("# 𝔘é😀\n{text}"),
            3 => text = text.replacen('\n', "\r", 3),
            _ => {}
        }
        let document = &mut self.documents[slot];
        if document.is_open && ends < 200 {
            return self.edit(slot as u8, &[Edit::Whole { block: chosen[0] }]);
        }
        // An opening of what is open replaces it; its versions go on then.
        document.version = if self.kind.restarts && !document.is_open { 1 } else { document.version + 1 };
        (document.is_open, document.text, document.good) = (true, text.clone(), text);
        let language = if document.is_python { "python" } else { "plaintext" };
        let (uri, version, text) = (document.uri.clone(), document.version, document.text.clone());
        self.pulled.remove(&uri);
        self.client.open_as(&uri, language, version, &text);
    }

    fn edit(&mut self, slot: u8, edits: &[Edit]) {
        let slot = usize::from(slot) % 6;
        let units = self.kind.units;
        let document = &mut self.documents[slot];
        if !document.is_open {
            // Must change nothing.
            let uri = document.uri.clone();
            return self.client.change(&uri, 1, None, "if x is 1000: pass\n");
        }
        let changes = edits.iter().map(|edit| applied(&mut document.text, edit, units)).collect();
        self.send_changes(slot, changes);
    }

    fn mend(&mut self, slot: usize) {
        let document = &mut self.documents[slot];
        if document.is_open && document.text != document.good {
            let (range, new) = text::difference(&document.text, &document.good);
            let change = changed(&mut document.text, range, &new, self.kind.units);
            self.send_changes(slot, vec![change]);
        }
    }

    fn send_changes(&mut self, slot: usize, changes: Vec<Value>) {
        let document = &mut self.documents[slot];
        document.version += 1;
        let identifier = json!({"uri": document.uri, "version": document.version});
        self.client.notify("textDocument/didChange", json!({"textDocument": identifier, "contentChanges": changes}));
    }

    /// A rename, as editors do one: closed under the old name and opened under the new one.
    fn rename(&mut self, slot: usize) {
        let document = &mut self.documents[slot];
        if !document.is_open {
            return;
        }
        let old = document.uri.clone();
        document.renamed += 1;
        let ending = if document.is_python { "py" } else { "txt" };
        document.file = format!("d{slot}-{}.{ending}", document.renamed);
        document.uri = self.client.uri(&document.file);
        document.version = if self.kind.restarts { 1 } else { document.version + 1 };
        let language = if document.is_python { "python" } else { "plaintext" };
        let (uri, version, text) = (document.uri.clone(), document.version, document.text.clone());
        self.client.close(&old);
        self.client.open_as(&uri, language, version, &text);
    }

    fn note(&mut self, note: usize, what: u8) {
        let name = format!("notes/{note}.md");
        let (path, uri) = (self.client.folder.path().join(&name), self.client.uri(&name));
        let words = format!("# is vs ==\n\nWords {}.\n\n```python\n{EXAMPLE}```\n", self.tally.steps);
        match (what, self.notes[note]) {
            (0 | 1, _) => {
                std::fs::write(&path, words).expect("written");
                self.tell_file(&name);
            }
            (2, _) => {
                let _ = std::fs::remove_file(&path);
                self.tell_file(&name);
            }
            (3, Some(_)) => {
                self.notes[note] = None;
                self.client.close(&uri);
            }
            (_, None) => {
                self.notes[note] = Some(1);
                self.client.open_as(&uri, "markdown", 1, &words);
            }
            (_, Some(version)) => {
                self.notes[note] = Some(version + 1);
                self.client.change(&uri, version + 1, None, &words);
                self.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
            }
        }
    }

    fn tell_file(&mut self, name: &str) {
        let change = json!({"uri": self.client.uri(name), "type": 2});
        self.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    }

    fn other(&mut self, document: u8, what: u8, at: u16) {
        let (uri, position) = self.place(document, at);
        let document = json!({"uri": uri});
        let (method, params) = match what % 7 {
            0 => ("textDocument/codeLens", json!({"textDocument": document})),
            1 => ("textDocument/documentLink", json!({"textDocument": document})),
            2 => ("textDocument/definition", json!({"textDocument": document, "position": position})),
            3 => ("textDocument/completion", json!({"textDocument": document, "position": position})),
            4 => ("workspace/symbol", json!({"query": "default"})),
            5 => ("workspace/executeCommand", json!({"command": "pygloss.listPatterns", "arguments": [uri]})),
            _ => return self.client.notify("$/setTrace", json!({"value": "off"})),
        };
        self.ask(method, params);
    }

    fn ask(&mut self, method: &str, params: Value) {
        let id = self.client.ask(method, params);
        self.tally.requests += 1;
        self.waiting.push(id);
    }

    /// Some place in a document, open or not.
    fn place(&self, document: u8, at: u16) -> (String, Value) {
        let document = &self.documents[usize::from(document) % 6];
        let byte = text::nameable(&document.text, mark(at, document.text.len() + 1));
        (document.uri.clone(), text::position(text::place(&document.text, byte, self.kind.units)))
    }

    /// Takes in what the server sent by now.
    pub fn receive(&mut self) {
        for message in self.client.taken() {
            match message.get("method").and_then(Value::as_str) {
                Some("textDocument/publishDiagnostics") => self.published(&message["params"]),
                Some(_) => {}
                None => self.answered(&message),
            }
        }
    }

    fn published(&mut self, params: &Value) {
        let uri = params["uri"].as_str().expect("a URI");
        let version = params.get("version").and_then(Value::as_i64);
        let items: Vec<Value> = params["diagnostics"].as_array().expect("a list").iter().map(oracle::plain).collect();
        if uri.ends_with(".toml") {
            return;
        }
        self.tally.published += 1;
        let before = self.shown.get(uri).and_then(|(version, _)| *version);
        // A closed document is cleared without a version, and may begin anew.
        assert!(version.is_some() || items.is_empty(), "diagnostics without a version: {params}");
        assert!(version.is_none() || before <= version, "{before:?} was followed by {params}");
        self.shown.insert(uri.to_owned(), (version, items));
    }

    /// That nobody else answers, nor twice, is what the client sees to.
    fn answered(&mut self, message: &Value) {
        let id = message["id"].as_i64().expect("a number");
        self.waiting.retain(|waiting| *waiting != id);
        let was_cancelled = self.cancelled.remove(&id);
        if let Some(error) = message.get("error") {
            assert!(was_cancelled && error["code"] == -32800, "{message}\n{}", self.client.log());
        }
    }

    /// Ends the session in order.
    pub fn end(mut self) -> Tally {
        assert_eq!(self.client.shut_down(), 0);
        let log = self.client.log();
        assert!(!log.contains("a defect in pygloss"), "{log}");
        self.tally
    }
}
