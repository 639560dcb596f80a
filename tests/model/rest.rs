//! What is compared when the server is at rest: all that it holds and shows, with the model.

use super::mark;
use super::oracle::{self, Expected, Rules};
use super::session::{EXAMPLE, EXAMPLE_LINE, Session};
use super::text;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// How long the server may take to come to rest: long on a busy machine, not so long for who looks for
/// the fewest steps to a failure.
fn patience() -> Duration {
    Duration::from_secs(if std::env::var_os("PYGLOSS_MODEL_ONLY").is_some() { 10 } else { 120 })
}

/// What must be shown: of each document that has findings, and of each cell of each open notebook.
struct AllExpected {
    /// By place in the model's list.
    documents: Vec<(usize, Expected)>,
    cells: Vec<(String, i64, Vec<Value>)>,
    /// What must be shown of each open note, if anything.
    notes: Vec<(String, i64, Vec<Value>)>,
    open: HashSet<String>,
}

/// How much was as it must be.
#[derive(Default)]
struct Compared {
    documents: usize,
    elsewhere: usize,
    hidden: usize,
    findings: usize,
}

impl Session {
    /// Waits until the server is at rest, and compares all that it holds with the model.
    pub fn rest(&mut self) {
        self.tally.rests += 1;
        let held = self.held();
        for (uri, text, version) in &held {
            let held = self.client.request("pygloss/documentText", json!({"uri": uri}));
            assert_eq!(held["text"].as_str(), Some(text.as_str()), "the text of {uri}");
            assert_eq!(held["version"], *version, "the version of {uri}");
        }
        let expected = self.expected(held.into_iter().map(|(uri, ..)| uri).collect());
        let end = Instant::now() + patience();
        loop {
            self.receive();
            match self.compare(&expected) {
                Ok(_) => break,
                Err(wrong) => assert!(Instant::now() < end, "{wrong}\n{}", self.client.log()),
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        // Nothing comes behind it that says otherwise.
        self.client.settle();
        self.receive();
        let compared = self
            .compare(&expected)
            .unwrap_or_else(|wrong| panic!("it was right, and then: {wrong}\n{}", self.client.log()));
        assert_eq!(self.client.waiting_count(), 0);
        self.cancelled.clear();
        self.tally.compared += compared.documents;
        self.tally.elsewhere += compared.elsewhere;
        self.tally.hidden += compared.hidden;
        self.tally.found += compared.findings;
        self.tally.cells += expected.cells.len();
        for (slot, expected) in expected.documents {
            if expected.broken.is_none() {
                self.documents[slot].good = self.documents[slot].text.clone();
            }
        }
        self.look_closer();
    }

    /// All open texts: names, texts and versions.
    fn held(&self) -> Vec<(String, String, i64)> {
        let open = self.documents.iter().filter(|document| document.is_open);
        let documents = open.map(|one| (one.uri.clone(), one.text.clone(), one.version));
        documents.chain(self.notebooks.cells()).collect()
    }

    fn expected(&self, mut open: HashSet<String>) -> AllExpected {
        let rules = Rules::of(self.client.folder.path(), &self.settings);
        let units = self.kind.units;
        let shown = self.documents.iter().enumerate().filter(|(_, one)| one.is_open && one.is_python);
        let documents =
            shown.map(|(slot, one)| (slot, oracle::document(&one.text, &one.uri, &one.file, &rules, units)));
        let mut notes = Vec::new();
        for (note, version) in self.notes.iter().enumerate() {
            let Some(version) = *version else { continue };
            let uri = self.client.uri(&format!("notes/{note}.md"));
            open.insert(uri.clone());
            let items = if rules.names_notes() { oracle::note(EXAMPLE, EXAMPLE_LINE, &rules) } else { Vec::new() };
            notes.push((uri, version, items));
        }
        let cells = self.notebooks.expected(&rules, units);
        AllExpected { documents: documents.collect(), cells, notes, open }
    }

    /// An error for what is not yet, or not, as it must be.
    fn compare(&mut self, expected: &AllExpected) -> Result<Compared, String> {
        if !self.waiting.is_empty() {
            return Err(format!("no answer to {:?}", self.waiting));
        }
        let is_closed = |uri: &String| !expected.open.contains(uri);
        if let Some((uri, shown)) = self.shown.iter().find(|(uri, (_, items))| is_closed(uri) && !items.is_empty()) {
            return Err(format!("{uri} is closed, and yet shown is {shown:?}"));
        }
        let mut compared = Compared::default();
        for (slot, expected) in &expected.documents {
            let (uri, version) = (self.documents[*slot].uri.clone(), self.documents[*slot].version);
            let shown = match self.kind.pulls {
                true => Some((Some(version), self.pull(&uri))),
                false => self.shown.get(&uri).cloned(),
            };
            let Some((Some(shown_version), shown)) = shown else {
                return Err(format!("nothing is shown of {uri}"));
            };
            if shown_version != version {
                return Err(format!("of {uri} version {shown_version} is shown, not {version}"));
            }
            compared.findings += shown.len();
            compared.documents += 1;
            if shown == expected.diagnostics {
                continue;
            }
            let held = self.client.request("pygloss/documentText", json!({"uri": uri}));
            if expected.broken.as_ref().is_some_and(|own| held["tree"].as_str() != Some(own)) {
                compared.elsewhere += 1;
                continue;
            }
            // What an error hides is shown as it was, so there may be more than in a text that nobody
            // has seen whole.
            if expected.broken.is_some() && expected.diagnostics.iter().all(|one| shown.contains(one)) {
                compared.hidden += shown.len() - expected.diagnostics.len();
                continue;
            }
            let difference = json!({"shown": shown, "expected": expected.diagnostics});
            return Err(format!("of {uri}: {difference:#}\n{}", self.documents[*slot].text));
        }
        for (uri, version, expected) in &expected.cells {
            let shown = self.shown.get(uri);
            if shown.is_none_or(|(shown_version, items)| *shown_version != Some(*version) || items != expected) {
                let difference = json!({"shown": shown, "expected": expected});
                return Err(format!("of {uri} version {version}: {difference:#}\n{:#?}", self.notebooks.cells()));
            }
            compared.findings += expected.len();
        }
        for (uri, version, expected) in &expected.notes {
            let (shown_version, shown) = match self.kind.pulls {
                true => (Some(*version), self.pull(uri)),
                false => self.shown.get(uri).cloned().unwrap_or_default(),
            };
            if shown != *expected || !shown.is_empty() && shown_version != Some(*version) {
                let difference = json!({"shown": shown, "expected": expected});
                return Err(format!("of the note {uri} version {version}, not {shown_version:?}: {difference:#}"));
            }
        }
        Ok(compared)
    }

    /// Asks for a document's diagnostics, with the id of the last answer if there is one.
    fn pull(&mut self, uri: &str) -> Vec<Value> {
        let before = self.pulled.get(uri).cloned();
        let report = self.client.pull(uri, before.as_ref().map(|(id, _)| id.as_str()));
        if report["kind"] == "unchanged" {
            return before.expect("the server was told of one").1;
        }
        let items: Vec<Value> = report["items"].as_array().expect("a list").iter().map(oracle::plain).collect();
        // A note that nobody names has none.
        if let Some(id) = report["resultId"].as_str() {
            self.pulled.insert(uri.to_owned(), (id.to_owned(), items.clone()));
        }
        items
    }

    /// At rest: a hover and the code actions of each document that parses.
    fn look_closer(&mut self) {
        let units = self.kind.units;
        for slot in 0..self.documents.len() {
            let document = &self.documents[slot];
            let is_settled = document.is_open && document.is_python && document.text == document.good;
            // Beyond the least limit that the settings have there may be nothing.
            if !is_settled || document.text.is_empty() || document.text.len() > 900 {
                continue;
            }
            let (uri, text, version) = (document.uri.clone(), document.text.clone(), document.version);
            let byte = text::nameable(&text, mark(self.tally.steps as u16, text.len()));
            let (line, character) = text::place(&text, byte, units);
            let hover = self.client.hover(&uri, line, character);
            let expected = oracle::hover(&text, byte, units);
            let (range, markdown) = expected.unzip();
            assert_eq!(hover.get("range").cloned(), range, "the hover at {line}:{character} of {uri}:\n{text}");
            let shown = hover["contents"]["value"].as_str().map(oracle::without_addresses);
            // Where own notes speak of it, too, theirs is not what the library says from nothing.
            if shown.as_ref().is_some_and(|shown| shown.contains("**Your notes:**")) {
                let rules = Rules::of(self.client.folder.path(), &self.settings);
                assert!(rules.names_notes(), "nobody named notes:\n{shown:?}");
            } else {
                self.tally.hovers += usize::from(shown.is_some());
                assert_eq!(shown, markdown, "the hover at {line}:{character} of {uri}:\n{text}");
            }
            let (last, end) = text::place(&text, text.len(), units);
            for action in self.client.actions(&uri, [0, 0, last, end], json!([]), Value::Null) {
                for change in action["edit"]["documentChanges"].as_array().into_iter().flatten() {
                    assert_eq!(change["textDocument"]["uri"], uri);
                    assert_eq!(change["textDocument"]["version"], version, "{action}");
                }
            }
        }
        self.receive();
    }
}
