//! `$/progress` for work that takes long enough to be missed.
//!
//! Must not know what the work is.

use super::Shared;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;
use tower_lsp::ls_types::ProgressToken;

/// Work that takes longer than this is shown to the user.
const PATIENCE: Duration = Duration::from_secs(1);

/// Awaits `work`; shows progress when that takes long and the client can show it.
pub async fn shown<T>(shared: &Arc<Shared>, title: &str, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let supported = shared.world().traits.progress;
    tokio::select! {
        done = &mut work => return done,
        () = tokio::time::sleep(PATIENCE), if supported => {}
    }
    let (done, is_done) = oneshot::channel();
    tokio::spawn(show(shared.clone(), title.to_owned(), is_done));
    let result = work.await;
    // The task that shows is gone when the client refused the token.
    let _ = done.send(());
    result
}

async fn show(shared: Arc<Shared>, title: String, is_done: oneshot::Receiver<()>) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let token = ProgressToken::String(format!("pygloss-{number}"));
    if shared.client.create_work_done_progress(token.clone()).await.is_ok() {
        let progress = shared.client.progress(token, title).begin().await;
        let _ = is_done.await;
        progress.finish().await;
    }
}
