//! Releases what was held from persons, when its day has come.

use crate::ledger::Ledger;
use crate::vocab::time::SharedClock;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked. While nothing is due, a look is one comparison.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks again and again until the house stops.
pub(super) async fn follow(
    ledger: Ledger,
    clock: SharedClock,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        match ledger.release_due(clock.now()).await {
            Ok(0) => {}
            Ok(released) => tracing::info!(released, "held entries are now shown"),
            Err(error) => tracing::warn!(%error, "held entries are not released yet"),
        }
    }
}
