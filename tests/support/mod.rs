//! A small strict LSP client over the real binary.
//!
//! Strict: every byte on the server's stdout must belong to a well-framed JSON-RPC message, and
//! every answer must belong to a request that is waiting, or the test fails. Must not know what
//! pygloss finds.

#![allow(dead_code, unused_imports, reason = "each test crate uses a part")]

mod edit;
mod record;

pub use edit::apply;

use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long any single answer may take. Generous, for a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A finding with a safe fix.
pub const IS_INT: &str = "def f(x):\n    if x is 1000:\n        return 1\n    return 2\n";

/// A finding on the empty list in the first line.
pub const MUTABLE: &str = "def f(a=[]):\n    a.append(1)\n    return a\n";

/// A running server.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Result<Value, String>>,
    waiting: HashSet<i64>,
    last_id: i64,
    /// What arrived and was not waited for yet.
    inbox: Vec<Value>,
    /// All requests of the server, answered already.
    pub asked: Vec<Value>,
    /// The answer to `workspace/configuration`.
    pub configuration: Value,
    /// The result of `initialize`.
    pub server: Value,
    stderr: Arc<Mutex<String>>,
    record: Option<record::Record>,
    pub folder: tempfile::TempDir,
}

/// The capabilities of a client that is told everything and pushes nothing to itself.
pub fn rich() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "versionSupport": true,
                "codeDescriptionSupport": true, "dataSupport": true,
                "tagSupport": {"valueSet": [1, 2]},
            },
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "codeAction": {
                "isPreferredSupport": true,
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            },
        },
        "workspace": {
            "configuration": true,
            "workspaceEdit": {"documentChanges": true},
            "didChangeConfiguration": {"dynamicRegistration": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
            "diagnostics": {"refreshSupport": true},
        },
        "notebookDocument": {"synchronization": {"dynamicRegistration": true}},
        "window": {"showDocument": {"support": true}, "workDoneProgress": true},
    })
}

/// `rich`, and asking for diagnostics.
pub fn pulling() -> Value {
    let mut capabilities = rich();
    capabilities["textDocument"]["diagnostic"] = json!({"dynamicRegistration": false});
    capabilities
}

impl Client {
    /// Starts the server without a word to it.
    pub fn start() -> Self {
        Self::start_as(|_, _| {})
    }

    /// Starts the server as `configure` says, which is told the client's folder.
    pub fn start_as(configure: impl FnOnce(&mut Command, &Path)) -> Self {
        Self::start_with(Command::new(env!("CARGO_BIN_EXE_pygloss")).arg("server"), configure)
    }

    /// The same with another command, which becomes the server.
    pub fn start_with(command: &mut Command, configure: impl FnOnce(&mut Command, &Path)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        command.env("XDG_CACHE_HOME", folder.path().join("cache"));
        configure(command, folder.path());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("a pipe");
        let mut errors = child.stderr.take().expect("a pipe");
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            while let Some(message) = read_message(&mut reader).transpose() {
                let is_end = message.is_err();
                if sender.send(message).is_err() || is_end {
                    break;
                }
            }
        });
        let stderr = Arc::new(Mutex::new(String::new()));
        let log = stderr.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = errors.read(&mut buffer) {
                log.lock().expect("no panic").push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
        });
        Client {
            child,
            stdin,
            incoming,
            waiting: HashSet::new(),
            last_id: 0,
            inbox: Vec::new(),
            asked: Vec::new(),
            configuration: Value::Null,
            server: Value::Null,
            stderr,
            record: record::Record::begin(),
            folder,
        }
    }

    /// Starts the server and shakes hands. The workspace is the client's temporary folder.
    pub fn with(capabilities: Value) -> Self {
        Self::with_options(capabilities, Value::Null)
    }

    /// The same with `initializationOptions`.
    pub fn with_options(capabilities: Value, options: Value) -> Self {
        let mut client = Self::start();
        client.initialize(capabilities, options);
        client
    }

    /// `initialize` and `initialized`.
    pub fn initialize(&mut self, capabilities: Value, options: Value) {
        let folder = json!({"uri": self.uri(""), "name": "w"});
        self.server = self.request(
            "initialize",
            json!({
                "processId": std::process::id(), "rootUri": null, "capabilities": capabilities,
                "initializationOptions": options, "workspaceFolders": [folder],
            }),
        );
        self.notify("initialized", json!({}));
    }

    /// The URI of a file in the client's folder.
    pub fn uri(&self, name: &str) -> String {
        format!("file://{}", self.folder.path().join(name).display())
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the server reads");
    }

    /// Sends a well-framed message.
    pub fn send(&mut self, message: &Value) {
        if let Some(record) = &mut self.record {
            record.put(">", message);
        }
        self.raw(&frame(message.to_string().as_bytes()));
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.waiting.insert(self.last_id);
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}));
        self.last_id
    }

    /// Waits for the whole answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(&format!("the answer to request {id}"), |message| {
            message.get("method").is_none() && message["id"] == id
        })
    }

    /// Sends a request and waits for its result, which must be no error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}\n{}", self.log());
        answer["result"].clone()
    }

    /// Waits for a notification.
    pub fn notification(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method)["params"].clone()
    }

    /// Waits for the first message that `wanted` accepts; those before it stay to be waited for.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.inbox.iter().position(&wanted) {
                return self.inbox.remove(at);
            }
            if !self.receive(end) {
                panic!("{what} did not come; there is {:?}\n{}", self.inbox, self.log());
            }
        }
    }

    /// Takes in all that has come by now, and hands out what was not waited for.
    pub fn taken(&mut self) -> Vec<Value> {
        while self.receive(Instant::now()) {}
        std::mem::take(&mut self.inbox)
    }

    /// How many requests have no answer yet.
    pub fn waiting_count(&self) -> usize {
        self.waiting.len()
    }

    /// The server's process.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Takes one message in; `false` when none came in time or none will come.
    fn receive(&mut self, end: Instant) -> bool {
        let left = end.saturating_duration_since(Instant::now());
        let message = match self.incoming.recv_timeout(left) {
            Ok(Ok(message)) => message,
            Ok(Err(problem)) => panic!("on stdout: {problem}\n{}", self.log()),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
        };
        if let Some(record) = &mut self.record {
            record.put("<", &message);
        }
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        match (message.get("method").and_then(Value::as_str), message.get("id")) {
            (Some(method), Some(id)) => {
                let result = match method {
                    "workspace/configuration" => json!([self.configuration]),
                    "window/showDocument" => json!({"success": true}),
                    _ => Value::Null,
                };
                let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
                self.asked.push(message.clone());
                self.send(&answer);
            }
            (Some(_), None) => self.inbox.push(message),
            (None, id) => {
                let id = id.expect("an answer has an id");
                if let Some(id) = id.as_i64() {
                    assert!(self.waiting.remove(&id), "nobody asked: {message}");
                } else {
                    assert!(id.is_null() && message.get("error").is_some(), "{message}");
                }
                let parts = ["result", "error"].map(|part| message.get(part).is_some());
                assert!(parts[0] != parts[1], "either a result or an error: {message}");
                self.inbox.push(message);
            }
        }
        true
    }

    /// Waits until the server has asked with this method; the request.
    pub fn asked_for(&mut self, method: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.asked.iter().position(|asked| asked["method"] == method) {
                return self.asked.remove(at);
            }
            assert!(self.receive(end), "the server did not ask for {method}\n{}", self.log());
        }
    }

    /// Opens a Python document.
    pub fn open(&mut self, name: &str, text: &str) -> String {
        let uri = self.uri(name);
        self.open_as(&uri, "python", 1, text);
        uri
    }

    /// Opens a document.
    pub fn open_as(&mut self, uri: &str, language: &str, version: i64, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces a range, `[line, character, line, character]`; no range replaces the whole text.
    pub fn change(&mut self, uri: &str, version: i64, range: Option<[u32; 4]>, text: &str) {
        let mut change = json!({"text": text});
        if let Some(range) = range {
            change["range"] = span(range);
        }
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}),
        );
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Waits for the diagnostics that were published for this version.
    pub fn published(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let message = self.wait(&format!("diagnostics of {uri} version {version}"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Pulls diagnostics: the whole report.
    pub fn pull(&mut self, uri: &str, previous: Option<&str>) -> Value {
        let mut params = json!({"textDocument": {"uri": uri}});
        if let Some(previous) = previous {
            params["previousResultId"] = previous.into();
        }
        self.request("textDocument/diagnostic", params)
    }

    /// Asks for a hover.
    pub fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        self.request(
            "textDocument/hover",
            json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}),
        )
    }

    /// Asks for code actions, with the kinds of `only` when it is no null.
    pub fn actions(&mut self, uri: &str, range: [u32; 4], diagnostics: Value, only: Value) -> Vec<Value> {
        let mut context = json!({"diagnostics": diagnostics});
        if !only.is_null() {
            context["only"] = only;
        }
        let params = json!({"textDocument": {"uri": uri}, "range": span(range), "context": context});
        let actions = self.request("textDocument/codeAction", params);
        actions.as_array().cloned().unwrap_or_default()
    }

    /// Asks something cheap: whoever gets the answer knows that all before it was taken in.
    pub fn settle(&mut self) {
        let id = self.ask("pygloss/noSuchMethod", json!({}));
        assert_eq!(self.answer(id)["error"]["code"], -32601);
    }

    /// The messages that arrived and were not waited for.
    pub fn rest(&self) -> &[Value] {
        &self.inbox
    }

    /// What the server logged so far.
    pub fn log(&self) -> String {
        self.stderr.lock().expect("no panic").clone()
    }

    /// Closes the server's stdin.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// Waits for the end of the process: its exit status.
    pub fn status(&mut self) -> i32 {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a process") {
                return status.code().expect("no signal");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end\n{}", self.log());
    }

    /// Ends the session as the protocol wants it.
    pub fn shut_down(&mut self) -> i32 {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.status()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A body with its header.
pub fn frame(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// LSP's range.
pub fn span([line, character, end_line, end]: [u32; 4]) -> Value {
    json!({
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end},
    })
}

/// The codes of diagnostics, in order.
pub fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

/// One message; `None` at the end of the stream.
fn read_message(reader: &mut impl Read) -> Result<Option<Value>, String> {
    let mut header = Vec::new();
    while !header.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match reader.read(&mut byte) {
            Ok(1) => header.push(byte[0]),
            _ if header.is_empty() => return Ok(None),
            _ => return Err(format!("cut off: {:?}", String::from_utf8_lossy(&header))),
        }
        if header.len() > 100 {
            return Err(format!("no header: {:?}", String::from_utf8_lossy(&header)));
        }
    }
    let text = String::from_utf8_lossy(&header);
    let length = text
        .strip_prefix("Content-Length: ")
        .and_then(|rest| rest.strip_suffix("\r\n\r\n")?.parse::<usize>().ok())
        .ok_or_else(|| format!("no header: {text:?}"))?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).map_err(|error| format!("a body is cut off: {error}"))?;
    serde_json::from_slice(&body).map(Some).map_err(|error| format!("no JSON: {error}"))
}
