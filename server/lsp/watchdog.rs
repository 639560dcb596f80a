//! Ends a server that hangs.
//!
//! Owns the watch over work on the runtime's own thread. It is brief, but for a defect of ours: then
//! nobody would be answered any more, not even `shutdown`, while an editor starts a server that ended
//! anew, with all texts as they are in it. Must not know what the work is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread::Thread;
use std::time::Duration;

/// How often it is looked whether the work goes on. So that a machine that slept, or a process that was
/// stopped, counts as one look, looks are counted and not time.
const TICK: Duration = Duration::from_secs(1);

/// So many looks at the same piece of brief work are a defect.
const PATIENCE: u32 = 10;

/// Watches one thread; wakes only while that works.
#[derive(Clone)]
pub struct Watchdog {
    state: Arc<State>,
    thread: Option<Thread>,
}

#[derive(Default)]
struct State {
    /// Odd while a piece of work is done; another number for each.
    turn: AtomicU64,
    asleep: AtomicBool,
}

impl Watchdog {
    /// Begins to watch. Without a thread for it nobody watches.
    pub fn start() -> Self {
        let state = Arc::new(State::default());
        let watched = state.clone();
        let thread = std::thread::Builder::new().name("watchdog".into()).spawn(move || watched.watch());
        Watchdog { state, thread: thread.ok().map(|handle| handle.thread().clone()) }
    }

    /// Does a piece of work that is brief.
    pub fn over<T>(&self, work: impl FnOnce() -> T) -> T {
        struct Turn<'a>(&'a AtomicU64);
        impl Drop for Turn<'_> {
            fn drop(&mut self) {
                self.0.fetch_add(1, SeqCst);
            }
        }
        self.state.turn.fetch_add(1, SeqCst);
        let _turn = Turn(&self.state.turn);
        if self.state.asleep.swap(false, SeqCst)
            && let Some(thread) = &self.thread
        {
            thread.unpark();
        }
        work()
    }
}

impl State {
    fn watch(&self) {
        let (mut seen, mut looks) = (0, 0);
        loop {
            std::thread::sleep(TICK);
            let turn = self.turn.load(SeqCst);
            looks = if turn == seen { looks + 1 } else { 0 };
            seen = turn;
            if turn % 2 == 1 {
                if looks >= PATIENCE {
                    tracing::error!("an answer does not come to its end, which is a defect of ours; the server ends");
                    std::process::exit(1);
                }
            } else if looks > 0 {
                self.asleep.store(true, SeqCst);
                // Work that began in between has not seen that it must wake us.
                while self.asleep.load(SeqCst) && self.turn.load(SeqCst) == seen {
                    std::thread::park();
                }
            }
        }
    }
}
