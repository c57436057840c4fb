//! The issuer's signing keys: read at the start, and followed while the house runs.

use super::{StartError, failed};
use crate::metrics::Metrics;
use crate::token::keys::IssuerKeys;
use crate::vocab::time::{SharedClock, Timestamp};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the folder is read again.
const READ_EVERY: Duration = Duration::from_secs(60);

/// How often the clock is asked whether that time has come.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Reads the keys of a folder.
pub(super) fn load(folder: &Path, now: Timestamp) -> Result<Arc<IssuerKeys>, StartError> {
    IssuerKeys::load(folder, now).map(Arc::new).map_err(failed("token.keys"))
}

/// Reads the folder, last read at `read`, again and again until the house stops. What cannot be read
/// changes nothing: the keys of before go on, the operator is told, and the metric says so.
pub(super) async fn follow(
    keys: Arc<IssuerKeys>,
    clock: SharedClock,
    metrics: Metrics,
    mut stopping: watch::Receiver<bool>,
    mut read: Timestamp,
) {
    metrics.signing_keys_are_readable(true);
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let now = clock.now();
        if now.since(read) < READ_EVERY {
            continue;
        }
        read = now;
        let reading = keys.clone();
        let done = tokio::task::spawn_blocking(move || reading.read_again(now)).await;
        let readable = match done {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the signing keys cannot be read again; those of before go on");
                false
            }
            Err(_) => false,
        };
        metrics.signing_keys_are_readable(readable);
    }
}
