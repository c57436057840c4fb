//! Answers that have not reached their peer yet. A peer that asks and does not read makes them pile up:
//! HTTP/2's flow control holds them where a socket's limits do not see them.
//!
//! All of them together have a limit in bytes, and none may wait longer than [`PATIENCE`]: then its
//! connection is closed.

use crate::vocab::limits::Limit;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The bytes of all answers of one door that may be on their way at a time.
pub const UNSENT_BYTES: Limit = Limit { name: "unsent_bytes", most: 256 * 1024 * 1024 };

/// How long an answer may be on its way.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What one door may have on its way; clones count together.
#[derive(Clone)]
pub struct Unsent(Arc<Semaphore>);

impl Default for Unsent {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(UNSENT_BYTES.most)))
    }
}

/// The answers of one connection that are on their way, and whether it is in use at all.
#[derive(Default)]
pub struct Ledge {
    asked: AtomicU64,
    under_way: AtomicU64,
    on_it: Mutex<BTreeMap<u64, Instant>>,
}

/// A request that has no answer yet.
pub struct UnderWay<'ledge>(&'ledge Ledge);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An answer's bytes; when the last copy is gone, the answer has been sent or given up.
struct Held {
    bytes: Bytes,
    number: u64,
    ledge: Arc<Ledge>,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.ledge.on_it().remove(&self.number);
    }
}

impl Unsent {
    /// Takes room for an answer's bytes and puts them on the connection's ledge. None: there is no
    /// room left.
    #[must_use]
    pub fn hold(&self, bytes: Bytes, ledge: &Arc<Ledge>) -> Option<Bytes> {
        let size = u32::try_from(bytes.len()).ok()?;
        let room = self.0.clone().try_acquire_many_owned(size).ok()?;
        let number = ledge.put();
        Some(Bytes::from_owner(Held { bytes, number, ledge: ledge.clone(), _room: room }))
    }
}

impl Ledge {
    fn on_it(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Instant>> {
        self.on_it.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an answer on the ledge, under a number that no other on it has.
    fn put(&self) -> u64 {
        let mut on_it = self.on_it();
        let number = on_it.last_key_value().map_or(0, |(last, _)| last + 1);
        on_it.insert(number, Instant::now());
        number
    }

    /// A request has come; it is under way until what this gives is dropped.
    #[must_use]
    pub fn asked(&self) -> UnderWay<'_> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(self)
    }

    /// How many requests have come so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether no request is under way and no answer on its way.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) == 0 && self.on_it().is_empty()
    }

    /// Whether an answer has been on its way for too long.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        self.on_it().values().any(|since| since.elapsed() > PATIENCE)
    }
}
