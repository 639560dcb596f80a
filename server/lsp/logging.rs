//! The log: to stderr, never to stdout, which belongs to the protocol.
//!
//! Owns the level (warnings unless `initializationOptions.logLevel` says otherwise) and the
//! hook that reports a panic once for each place in the program.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};
use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata};
use tracing_subscriber::layer::{Context, Filter};
use tracing_subscriber::prelude::*;

/// The level's place in [`LEVELS`].
static LEVEL: AtomicU8 = AtomicU8::new(1);

/// The words for `logLevel`, from the quietest on.
pub const LEVELS: [(&str, Level); 5] = [
    ("error", Level::ERROR),
    ("warn", Level::WARN),
    ("info", Level::INFO),
    ("debug", Level::DEBUG),
    ("trace", Level::TRACE),
];

/// Lets through what the present level allows.
struct Present;

impl<S> Filter<S> for Present {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        *metadata.level() <= LEVELS[usize::from(LEVEL.load(Ordering::Relaxed))].1
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::TRACE)
    }
}

/// Starts the log.
pub fn start() {
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_filter(Present);
    // Fails only when a log was started before, which then serves as well.
    let _ = tracing_subscriber::registry().with(layer).try_init();
    let seen = Mutex::new(HashSet::new());
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let is_news = seen.lock().is_ok_and(|mut seen| seen.insert(place.clone()));
        if is_news {
            let payload = panic.payload();
            let message = payload.downcast_ref::<String>().map(String::as_str);
            let message = message.or_else(|| payload.downcast_ref::<&str>().copied());
            let message = message.unwrap_or("no message");
            tracing::error!(
                "a defect in pygloss at {place}: {message}. The answer is lost, the server goes \
                 on; this place is not reported again. Please report it."
            );
        }
    }));
}

/// Sets the level by its word. `false` when there is no such level.
pub fn set_level(word: &str) -> bool {
    let Some(index) = LEVELS.iter().position(|(name, _)| *name == word) else {
        return false;
    };
    LEVEL.store(index as u8, Ordering::Relaxed);
    true
}
