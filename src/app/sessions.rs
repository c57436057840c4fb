//! Forgets sessions that have run out, and writes down when the others were last seen.

use crate::login::session::{Sessions, Who};
use crate::vocab::time::SharedClock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Looks again and again until the house stops, and then once more: what starts after this knows when
/// each session was last seen.
pub(super) async fn follow<W: Who + 'static>(
    sessions: Arc<Sessions<W>>,
    clock: SharedClock,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        let last = tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => false,
            _ = stopping.wait_for(|stop| *stop) => true,
        };
        let (sessions, now) = (sessions.clone(), clock.now());
        let tidied = tokio::task::spawn_blocking(move || sessions.tidy(now, last)).await;
        if last || tidied.is_err() {
            return;
        }
    }
}
