//! Verified tokens, until they expire or a key is withdrawn.
//!
//! A token is found again by all its bytes. Keeping the tokens themselves gives nothing away that
//! lies in the same memory anyway (the signing key does), and the keyed hash of the map takes a
//! third of the time of SHA-256 over the token, which is most of a hit.

use super::Caller;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A token that is remembered; a longer one (it is bound to much) is verified each time it comes.
const REMEMBERED_BYTES: Limit = Limit { name: "verified_token_bytes", most: 2048 };

/// So many locks, so that threads seldom wait for one another.
const SHARDS: usize = 16;

pub(super) struct Cache {
    most_in_shard: usize,
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Default)]
struct Shard {
    callers: HashMap<Box<[u8]>, Verified>,
    swept: u64,
}

struct Verified {
    caller: Arc<Caller>,
    /// How many keys had been withdrawn when it was verified.
    withdrawals: u64,
}

impl Cache {
    pub(super) fn new(limit: Limit) -> Self {
        Self { most_in_shard: limit.most / SHARDS, shards: Default::default() }
    }

    /// The caller of a token that was verified before, whether or not it has expired since, if no
    /// key was withdrawn after that.
    pub(super) fn find(&self, token: &[u8], withdrawals: u64) -> Option<Arc<Caller>> {
        self.with(token, |shard| {
            let verified = shard.callers.get(token)?;
            (verified.withdrawals == withdrawals).then(|| verified.caller.clone())
        })?
    }

    /// Keeps a verified token, if there is room.
    pub(super) fn keep(
        &self,
        token: &[u8],
        caller: &Arc<Caller>,
        withdrawals: u64,
        now: Timestamp,
    ) {
        if token.len() > REMEMBERED_BYTES.most {
            return;
        }
        self.with(token, |shard| {
            if shard.callers.len() >= self.most_in_shard {
                shard.sweep(now);
            }
            if shard.callers.len() < self.most_in_shard {
                let caller = Arc::clone(caller);
                shard.callers.insert(token.into(), Verified { caller, withdrawals });
            }
        });
    }

    /// Acts on the token's shard. A character within the signature is as good as a random one.
    fn with<T>(&self, token: &[u8], act: impl FnOnce(&mut Shard) -> T) -> Option<T> {
        let chosen = token.iter().rev().nth(8).copied().unwrap_or_default();
        let shard = self.shards.get(usize::from(chosen) % SHARDS)?;
        // Nothing in here panics half-way through a change.
        Some(act(&mut shard.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Shard {
    /// Drops what has expired, at most once a second: a full shard must not cost a walk for each
    /// token that finds no room.
    fn sweep(&mut self, now: Timestamp) {
        if self.swept != now.seconds() {
            self.swept = now.seconds();
            self.callers.retain(|_, verified| now < verified.caller.expires());
        }
    }
}
