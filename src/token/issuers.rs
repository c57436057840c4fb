//! Foreign issuers: whose access tokens are accepted beside our own, the real Maskinporten first.
//!
//! An issuer's keys are fetched in the background, so no request waits for it: only a token of a key
//! that is not known yet does, for a few seconds, and makes us ask the issuer again at most once a
//! minute. While the issuer is down its keys go on, for a week; then its tokens are refused.

mod fetch;
pub mod trust;

pub use fetch::{FetchError, ISSUER_METADATA_BYTES};

use super::IssuerUrl;
use crate::dial::Dialer;
use crate::jose::alg::Algorithm;
use crate::jose::jwk::KeySet;
use crate::metrics::Metrics;
use crate::vocab::limits::Limit;
use crate::vocab::time::{SharedClock, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, watch};
use tokio::time::timeout;
use trust::Trust;

/// The foreign issuers of one house.
pub const FOREIGN_ISSUERS: Limit = Limit { name: "foreign_issuers", most: 16 };

/// When keys are fetched anew. Issuers tell others to keep keys for a day; half of it leaves time to
/// try again before then.
const FETCHED_EVERY: Duration = Duration::from_secs(12 * 60 * 60);

/// After this time keys are stale, which the metric says.
const STALE_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// After this time they are not used any more: a key that was withdrawn because it was stolen must
/// not be good for ever because somebody keeps us from hearing of it.
const USED_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// After a failure, and between two fetches for the sake of a key that is not known.
const AGAIN: Duration = Duration::from_secs(60);

/// How long a request waits for keys.
const PATIENCE: Duration = Duration::from_secs(4);

/// How often the clock is asked whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Why a configured issuer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssuersError {
    /// It is this house itself, or stands twice.
    #[error("the issuer is this service itself, or is named twice")]
    Twice,
    /// Nothing that it may sign with, or vouch for.
    #[error("the issuer is trusted with no algorithm or no scope")]
    Nothing,
    /// There are too many.
    #[error("there are more issuers than {0}")]
    TooMany(Limit),
}

/// Why the keys for a token are not to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoKeys {
    /// The issuer publishes no such key.
    Unknown,
    /// The issuer's keys could not be fetched yet, or not for too long.
    Unavailable,
}

/// All foreign issuers.
#[derive(Default)]
pub struct ForeignIssuers {
    issuers: Vec<Arc<ForeignIssuer>>,
    withdrawals: Arc<AtomicU64>,
}

/// One of them, with the keys that were last fetched.
pub struct ForeignIssuer {
    trust: Trust,
    dialer: Dialer,
    memory: Mutex<Memory>,
    /// Held while something is fetched: who comes meanwhile finds it done.
    turn: Arc<tokio::sync::Mutex<()>>,
    withdrawals: Arc<AtomicU64>,
}

#[derive(Default)]
struct Memory {
    keys: Option<(Timestamp, Arc<KeySet>)>,
    tried: Option<Timestamp>,
    asked_again: Option<Timestamp>,
}

impl ForeignIssuers {
    /// These issuers, each reached by its own dialer, beside `own`.
    ///
    /// # Errors
    /// When one is `own`, stands twice or is trusted with nothing, or there are too many.
    pub fn new(own: &IssuerUrl, all: Vec<(Trust, Dialer)>) -> Result<Self, IssuersError> {
        if all.len() > FOREIGN_ISSUERS.most {
            return Err(IssuersError::TooMany(FOREIGN_ISSUERS));
        }
        let mut issuers = Self::default();
        for (trust, dialer) in all {
            if trust.issuer == *own || issuers.named(trust.issuer.as_str()).is_some() {
                return Err(IssuersError::Twice);
            }
            if trust.algorithms.is_empty() || trust.scopes.is_empty() {
                return Err(IssuersError::Nothing);
            }
            issuers.issuers.push(Arc::new(ForeignIssuer {
                trust,
                dialer,
                memory: Mutex::default(),
                turn: Arc::default(),
                withdrawals: issuers.withdrawals.clone(),
            }));
        }
        Ok(issuers)
    }

    /// The issuer of exactly this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<ForeignIssuer>> {
        self.issuers.iter().find(|issuer| issuer.trust.issuer.as_str() == name)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<ForeignIssuer>> {
        self.issuers.iter()
    }

    /// How many times an issuer has taken a key away. What was verified under another number must be
    /// verified again.
    #[must_use]
    pub fn withdrawals(&self) -> u64 {
        self.withdrawals.load(Ordering::Acquire)
    }
}

impl ForeignIssuer {
    /// What it is trusted with.
    #[must_use]
    pub const fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Keys among which is one of this name for this algorithm.
    ///
    /// # Errors
    /// When there are none, also after asking the issuer again, if that was not just done.
    pub async fn keys_with(
        self: &Arc<Self>,
        kid: &str,
        alg: Algorithm,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, NoKeys> {
        let has = |keys: &Arc<KeySet>| keys.find(Some(kid), alg).is_ok();
        let known = self.keys(now);
        if let Some(keys) = known.as_ref().filter(|keys| has(keys)) {
            return Ok(keys.clone());
        }
        let newest = timeout(PATIENCE, self.ask_again(known, now)).await;
        let newest = newest.unwrap_or_else(|_| self.keys(now)).ok_or(NoKeys::Unavailable)?;
        if has(&newest) { Ok(newest) } else { Err(NoKeys::Unknown) }
    }

    /// The keys as last fetched, unless that was too long ago.
    fn keys(&self, now: Timestamp) -> Option<Arc<KeySet>> {
        let memory = self.memory();
        let (fetched, keys) = memory.keys.as_ref()?;
        (now.since(*fetched) < USED_FOR).then(|| keys.clone())
    }

    /// Fetches the keys for the sake of one that is not among `before`, unless others have done so
    /// meanwhile, or it was done within the last minute.
    async fn ask_again(
        self: &Arc<Self>,
        before: Option<Arc<KeySet>>,
        now: Timestamp,
    ) -> Option<Arc<KeySet>> {
        let turn = self.turn.clone().lock_owned().await;
        let newest = self.keys(now);
        let changed = newest.as_ref().map(Arc::as_ptr) != before.as_ref().map(Arc::as_ptr);
        if changed || !self.may_ask_again(now) {
            return newest;
        }
        // A task of its own: who gives up waiting does not take it from those who wait on.
        let _ = tokio::spawn(self.clone().fetch(turn, now)).await;
        self.keys(now)
    }

    fn may_ask_again(&self, now: Timestamp) -> bool {
        let mut memory = self.memory();
        let may = memory.asked_again.is_none_or(|last| now.since(last) >= AGAIN);
        if may {
            memory.asked_again = Some(now);
        }
        may
    }

    async fn fetch(self: Arc<Self>, _turn: OwnedMutexGuard<()>, now: Timestamp) {
        self.memory().tried = Some(now);
        let issuer = &self.trust.issuer;
        match fetch::keys(&self.dialer, issuer, &self.trust.algorithms).await {
            Ok(keys) => self.replace(keys, now),
            Err(error) => tracing::warn!(%issuer, %error, "an issuer's keys were not fetched"),
        }
    }

    fn replace(&self, keys: KeySet, now: Timestamp) {
        let keys = Arc::new(keys);
        let before = self.memory().keys.replace((now, keys.clone()));
        if before.is_some_and(|(_, before)| !keys.has_all_of(&before)) {
            // Last: who sees the new number finds the new keys.
            self.withdrawals.fetch_add(1, Ordering::Release);
        }
    }

    /// Keeps the keys fresh until told to stop, beginning at once.
    pub async fn follow(
        self: Arc<Self>,
        clock: SharedClock,
        metrics: Metrics,
        mut stopping: watch::Receiver<bool>,
    ) {
        loop {
            let now = clock.now();
            if self.is_due(now) {
                let turn = self.turn.clone().lock_owned().await;
                tokio::select! {
                    () = self.clone().fetch(turn, now) => {}
                    _ = stopping.wait_for(|stop| *stop) => return,
                }
            }
            self.tell(&metrics, clock.now());
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let memory = self.memory();
        let old = |(fetched, _): &(Timestamp, _)| now.since(*fetched) >= FETCHED_EVERY;
        let tried = memory.tried.is_some_and(|tried| now.since(tried) < AGAIN);
        memory.keys.as_ref().is_none_or(old) && !tried
    }

    fn tell(&self, metrics: &Metrics, now: Timestamp) {
        let fetched = self.memory().keys.as_ref().map(|(fetched, _)| *fetched);
        let stale = fetched.is_none_or(|fetched| now.since(fetched) >= STALE_AFTER);
        metrics.issuer_keys_are(self.trust.issuer.as_str(), fetched, stale);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing panics half-way through a change.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
