//! What passes between a test's client and the server, for a look at each message by the protocol's
//! own types (`tests/lsp/recorded.py`).

use serde_json::Value;
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};

/// One session's file: a line for each message, `>` (to the server) or `<` (from it) and the JSON.
pub struct Record(File);

impl Record {
    /// A new file in the folder that `PYGLOSS_RECORD` names; only of the tests of the server as an
    /// editor meets it, for the random client says too much.
    pub fn begin() -> Option<Record> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder = std::env::var_os("PYGLOSS_RECORD").filter(|_| env!("CARGO_CRATE_NAME") == "stdio")?;
        let name = format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        Some(Record(File::create(std::path::Path::new(&folder).join(name)).expect("a file")))
    }

    /// Adds a message.
    pub fn put(&mut self, mark: &str, message: &Value) {
        writeln!(self.0, "{mark} {message}").expect("written");
    }
}
