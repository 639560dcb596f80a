//! Watches the client, which may die without closing the pipe to us, or stop reading.
//!
//! The process only where a look into `/proc` answers the question, the pipe on Unix.

use std::path::PathBuf;
use std::time::Duration;

/// How often to look.
const INTERVAL: Duration = Duration::from_secs(5);

/// Ends this process when the client's process is gone. A process that cannot be seen from the
/// beginning (the server in a container, the client outside) is not watched.
pub fn watch(process_id: Option<u32>) {
    let Some(process_id) = process_id else { return };
    let process = PathBuf::from(format!("/proc/{process_id}"));
    if !process.exists() {
        return;
    }
    tokio::spawn(async move {
        while process.exists() {
            tokio::time::sleep(INTERVAL).await;
        }
        tracing::error!("the client's process {process_id} is gone");
        std::process::exit(1);
    });
}

/// Waits until nobody can read what the server writes; for ever where the system does not tell.
pub async fn reader_gone() {
    while !super::stdio::is_reader_gone() {
        tokio::time::sleep(INTERVAL).await;
    }
}
