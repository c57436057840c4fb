//! Watching the folder of policies: looked at every few seconds, taken when it has come to rest.

use super::folder::{self, Look};
use super::{Activator, NotActivated};
use crate::ledger::entry::Author;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch::Receiver;

/// Reloads when the folder looks otherwise than when it was last taken, and twice in a row the same:
/// one that is being written to is left alone until it rests. Ends when told to stop.
pub async fn watch(activator: Activator, every: Duration, mut stopping: Receiver<bool>) {
    let mut seen = Seen::default();
    let mut clock = tokio::time::interval(every);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            _ = clock.tick() => {}
        }
        let folder: PathBuf = activator.0.options.folder.clone();
        let Ok(Ok(look)) = tokio::task::spawn_blocking(move || folder::look(&folder)).await else {
            // A folder that is being swapped may be gone for a moment; one that stays away changes
            // nothing, and whoever asks for a reload is told.
            continue;
        };
        if !seen.is_to_be_taken(look) {
            continue;
        }
        let author = Author::Watch { operator: activator.operator().to_owned() };
        let outcome = activator.reload(author).await;
        if outcome.as_ref().is_err_and(NotActivated::may_pass) {
            seen.taken = None;
        }
    }
}

/// What the folder looked like.
#[derive(Default)]
struct Seen {
    /// When it was last taken. None at first: what was read at the start may have changed since.
    taken: Option<Look>,
    last: Option<Look>,
}

impl Seen {
    /// Whether the folder is another than was taken, and rests.
    fn is_to_be_taken(&mut self, look: Look) -> bool {
        if self.taken.as_ref() == Some(&look) {
            self.last = None;
            return false;
        }
        let rests = self.last.as_ref() == Some(&look);
        if rests {
            self.taken = Some(look.clone());
        }
        self.last = Some(look);
        rests
    }
}
