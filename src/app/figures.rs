//! The figures of the whole ledger: opened at the start, counted on beside everything else.

use crate::activation::past::History;
use crate::audit::figures::{FILE, Figures, Grower};
use crate::config::Config;
use crate::ledger::Ledger;
use crate::vocab::cause::Told;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How often it is looked whether there is more to count.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How long after a failure it is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// How long one stretch of counting goes on before it is looked whether all is to stop.
const STRETCH: Duration = Duration::from_millis(500);

/// How often the figures are written down: what is newer is counted again after a crash.
const KEEP_EVERY: Duration = Duration::from_secs(300);

/// After so many entries they are written down sooner.
const KEEP_AFTER: u64 = 1_000_000;

/// Opens the figures of a ledger, beside its index: both may be deleted. Blocks on files.
pub(super) fn open(config: &Config, ledger: &Ledger) -> Arc<Figures> {
    Arc::new(Figures::open(ledger, config.ledger.index.join(FILE)))
}

/// Counts again and again until the house stops, and then writes the figures down.
pub(super) async fn follow(
    figures: Arc<Figures>,
    ledger: Ledger,
    mut stopping: watch::Receiver<bool>,
) {
    let policies = Arc::new(History::new(ledger.clone()));
    let mut grower = Grower::new(figures, ledger, policies);
    let mut kept = Instant::now();
    loop {
        let stop = *stopping.borrow();
        let is_due = stop || kept.elapsed() >= KEEP_EVERY || grower.not_kept() >= KEEP_AFTER;
        let keep = is_due && grower.not_kept() > 0;
        if is_due {
            kept = Instant::now();
        }
        let worked = tokio::task::spawn_blocking(move || {
            let rest = work(&mut grower, keep, stop);
            (grower, rest)
        });
        let Ok((same, rest)) = worked.await else {
            return tracing::error!("the figures are not counted any more");
        };
        if stop {
            return;
        }
        grower = same;
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

/// Counts for a while, and writes the figures down if that is due; how long to rest then.
fn work(grower: &mut Grower, keep: bool, stop: bool) -> Duration {
    let begun = Instant::now();
    let mut rest = Ok(false);
    while !stop && begun.elapsed() < STRETCH {
        rest = grower.step();
        if !matches!(rest, Ok(true)) {
            break;
        }
    }
    if keep && let Err(error) = grower.keep() {
        tracing::warn!(kind = %error.kind(), "the figures are counted again after the next start");
    }
    match rest {
        Ok(true) => Duration::ZERO,
        Ok(false) => LOOK_EVERY,
        Err(error) => {
            tracing::warn!(error = %Told(&error), "the figures are behind and will catch up");
            TRY_AGAIN
        }
    }
}
