//! The way from the gateway to who watches: bounded, and never waited for.

use super::sight::Sighting;
use crate::metrics::Metrics;
use crate::vocab::limits::Limit;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The readings that may wait to be looked at.
pub const POSTED: Limit = Limit { name: "watch_posted", most: 16 * 1024 };

/// Where readings are posted.
#[derive(Clone)]
pub struct Post {
    sender: Sender<Sighting>,
    metrics: Metrics,
}

/// Where they arrive.
pub type Incoming = Receiver<Sighting>;

/// A post with room for so many, at most [`POSTED`].
#[must_use]
pub fn post(room: usize, metrics: Metrics) -> (Post, Incoming) {
    let (sender, incoming) = channel(room.clamp(1, POSTED.most));
    (Post { sender, metrics }, incoming)
}

impl Post {
    /// Posts a reading. When there is no room it is counted and left to the next walk over the ledger.
    pub fn tell(&self, sighting: Sighting) {
        if self.sender.try_send(sighting).is_err() {
            self.metrics.unwatched();
        }
    }
}
