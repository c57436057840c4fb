//! Putting away what has expired, once an hour.

use crate::ledger::Ledger;
use crate::vocab::cause::Told;
use crate::vocab::time::SharedClock;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Looks now, and then once an hour, until all is to stop.
pub(super) async fn follow(
    ledger: Ledger,
    clock: SharedClock,
    mut stopping: watch::Receiver<bool>,
) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopping.changed() => return,
            _ = ticks.tick() => {}
        }
        match ledger.retain(clock.now()).await {
            Ok(done) if done.months.is_empty() && done.bundles == 0 => {}
            Ok(done) => {
                let months = done.months.len();
                tracing::info!(months, bundles = done.bundles, "what has expired was put away");
            }
            Err(error) => {
                tracing::error!(error = %Told(&error), "what has expired cannot be put away");
            }
        }
    }
}
