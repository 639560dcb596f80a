//! `$/progress` for work that takes long enough to be missed.
//!
//! Must not know what the work is.

use super::Shared;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;
use tokio::sync::oneshot;
use tower_lsp::ls_types::ProgressToken;

/// Work that takes longer than this is shown to the user.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is shown anew no sooner than this.
const INTERVAL: Duration = Duration::from_millis(250);

/// How much of some work is done, as whoever does it counts.
#[derive(Default)]
pub struct Counter {
    /// Of how much.
    pub all: AtomicUsize,
    /// So much.
    pub done: AtomicUsize,
}

/// Awaits `work`; shows progress when that takes long and the client can show it.
pub async fn shown<T>(shared: &Arc<Shared>, title: &str, work: impl Future<Output = T>) -> T {
    watched(shared, title, None, work).await
}

/// The same for work that counts what is done.
pub async fn counted<T>(shared: &Arc<Shared>, title: &str, counter: Arc<Counter>, work: impl Future<Output = T>) -> T {
    watched(shared, title, Some(counter), work).await
}

async fn watched<T>(
    shared: &Arc<Shared>,
    title: &str,
    counter: Option<Arc<Counter>>,
    work: impl Future<Output = T>,
) -> T {
    let mut work = pin!(work);
    // Most work is over at once, and needs no clock.
    if let Poll::Ready(done) = poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
        return done;
    }
    let supported = shared.world().traits.progress;
    tokio::select! {
        done = &mut work => return done,
        () = tokio::time::sleep(PATIENCE), if supported => {}
    }
    let (done, is_done) = oneshot::channel();
    tokio::spawn(show(shared.clone(), title.to_owned(), counter, is_done));
    let result = work.await;
    // The task that shows is gone when the client refused the token.
    let _ = done.send(());
    result
}

async fn show(shared: Arc<Shared>, title: String, counter: Option<Arc<Counter>>, mut is_done: oneshot::Receiver<()>) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let token = ProgressToken::String(format!("pygloss-{number}"));
    if shared.client.create_work_done_progress(token.clone()).await.is_err() {
        return;
    }
    let progress = shared.client.progress(token, title);
    let Some(counter) = counter else {
        let progress = progress.begin().await;
        let _ = is_done.await;
        return progress.finish().await;
    };
    let progress = progress.with_percentage(0).begin().await;
    loop {
        tokio::select! {
            _ = &mut is_done => return progress.finish().await,
            () = tokio::time::sleep(INTERVAL) => {}
        }
        let (done, all) = (counter.done.load(Ordering::Relaxed), counter.all.load(Ordering::Relaxed));
        if all == 0 {
            continue;
        }
        let percentage = u32::try_from(done.min(all) * 100 / all).unwrap_or(100);
        progress.report_with_message(format!("{done} of {all}"), percentage).await;
    }
}
