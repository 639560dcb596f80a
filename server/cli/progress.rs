//! The bar on stderr: only on a terminal, only when a run takes its time.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A run shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts what is done.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    shown: AtomicBool,
}

impl Progress {
    /// For so many of something, by its plural.
    pub fn new(count: usize, what: &str) -> Self {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(count), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what} {{eta}}")) {
            bar.set_style(style);
        }
        Progress { bar, start: Instant::now(), shown: AtomicBool::new(false) }
    }

    /// One more is done; from any thread.
    pub fn step(&self) {
        self.bar.inc(1);
        let late = self.start.elapsed() > PATIENCE && std::io::stderr().is_terminal();
        if late && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Takes the bar away before results are written.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
