//! What tests may ask of the server: delays, panics and hangs at known places, and a look at the
//! texts that it holds.
//!
//! Owns the environment variable `PYGLOSS_TEST_HOOKS`, read once at the start. Without it all that
//! is left is a look at a flag. Must not know what the hooked work is.

use super::Shared;
use crate::document::Snapshot;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tower_lsp::ls_types::Uri;

/// The environment variable: `on`, or `delays=SEED` for delays at random besides.
const VARIABLE: &str = "PYGLOSS_TEST_HOOKS";

/// A text that holds this makes its check panic.
const PANIC: &str = "pygloss-test: panic";

/// A text that holds this makes its check never end.
const HANG: &str = "pygloss-test: hang";

static HOOKS: OnceLock<Option<Hooks>> = OnceLock::new();

struct Hooks {
    /// The state of a generator, when work is to be delayed.
    delays: Option<AtomicU64>,
}

/// Reads the environment. `true` when there are hooks.
pub fn start() -> bool {
    let read = || {
        let words = std::env::var(VARIABLE).ok()?;
        let seed = words.strip_prefix("delays=").map(|seed| seed.parse().unwrap_or(0));
        Some(Hooks { delays: seed.map(AtomicU64::new) })
    };
    HOOKS.get_or_init(read).is_some()
}

fn hooks() -> Option<&'static Hooks> {
    HOOKS.get().and_then(Option::as_ref)
}

/// A check of this text is about to be made.
pub fn before_check(snapshot: &Snapshot) {
    if hooks().is_none() {
        return;
    }
    let text = snapshot.text().to_string();
    assert!(!text.contains(PANIC), "a test asked for a panic");
    while text.contains(HANG) {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

/// Work on a thread of its own is about to begin: mostly nothing, sometimes some milliseconds.
pub fn before_work() {
    let Some(random) = hooks().and_then(Hooks::random) else { return };
    let microseconds = match random % 64 {
        0 => 20_000,
        1..16 => random / 64 % 3_000,
        _ => return,
    };
    std::thread::sleep(Duration::from_micros(microseconds));
}

/// Whether even what is brief is to go to a thread this time, so that all ways meet.
pub fn prefer_thread() -> bool {
    hooks().and_then(Hooks::random).is_some_and(|random| random % 2 == 0)
}

impl Hooks {
    /// The next number of SplitMix64 (Steele, Lea and Flood, 2014), when delays are wanted.
    fn random(&self) -> Option<u64> {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let state = self.delays.as_ref()?.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Some(mixed ^ (mixed >> 31))
    }
}

/// Which document a test asks for.
#[derive(Deserialize)]
pub struct Asked {
    uri: Uri,
}

/// A document as the server holds it.
#[derive(Serialize)]
pub struct Held {
    text: String,
    version: i32,
    /// The syntax tree as an S-expression, where there is one already.
    tree: Option<String>,
}

/// `pygloss/documentText`; `None` for what is not open.
pub fn held(shared: &Shared, asked: &Asked) -> Option<Held> {
    let snapshot = shared.world().text_of(&asked.uri)?;
    let tree = snapshot.is_parsed().then(|| snapshot.trees().to_sexp());
    Some(Held { text: snapshot.text().to_string(), version: snapshot.version(), tree })
}
