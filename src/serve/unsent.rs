//! Answers that have not reached their peer yet. A peer that asks and does not read makes them pile up:
//! HTTP/2's flow control holds them where a socket's limits do not see them.
//!
//! Those of one connection, of one address and of one door have a limit in bytes each, and none may wait longer
//! than [`PATIENCE`]: then its connection is closed. A limit that is reached takes no more until something
//! has left; what is below it takes one more answer, whatever its length. So a slow caller gets the longest
//! answer there is, and the sum passes the limit by one answer at most.
//!
//! Whether there is room is asked before the door is: an answer that could not leave would be in the ledger
//! all the same.

use crate::vocab::limits::Limit;
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The bytes of all answers of one door that may be on their way at a time.
pub const UNSENT_BYTES: Limit = Limit { name: "unsent_bytes", most: 256 * 1024 * 1024 };

/// Those of one address (for IPv6, of one /48).
pub const ADDRESS_UNSENT_BYTES: Limit =
    Limit { name: "unsent_bytes_of_address", most: 32 * 1024 * 1024 };

/// Those of one connection.
pub const CONNECTION_UNSENT_BYTES: Limit =
    Limit { name: "unsent_bytes_of_connection", most: 16 * 1024 * 1024 };

/// What a connection may have on its way that counts for it alone: a token, a reading or a page leaves
/// whatever others have not taken.
pub const UNCOUNTED_BYTES: Limit = Limit { name: "unsent_bytes_uncounted", most: 64 * 1024 };

/// How long an answer may be on its way.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What one door has on its way; clones count together.
#[derive(Clone, Default)]
pub struct Unsent(Arc<Mutex<Sums>>);

#[derive(Default)]
struct Sums {
    door: usize,
    /// Of those that have something on its way.
    addresses: HashMap<IpAddr, usize>,
}

impl Sums {
    fn have_room(&self, address: IpAddr) -> bool {
        let address = self.addresses.get(&address).copied().unwrap_or_default();
        self.door < UNSENT_BYTES.most && address < ADDRESS_UNSENT_BYTES.most
    }

    fn add(&mut self, address: IpAddr, size: usize) {
        self.door += size;
        *self.addresses.entry(address).or_default() += size;
    }

    fn take(&mut self, address: IpAddr, size: usize) {
        self.door = self.door.saturating_sub(size);
        if let Some(sum) = self.addresses.get_mut(&address) {
            *sum = sum.saturating_sub(size);
            if *sum == 0 {
                self.addresses.remove(&address);
            }
        }
    }
}

/// The answers of one connection that are on their way, and whether it is in use at all.
pub struct Ledge {
    unsent: Unsent,
    address: IpAddr,
    asked: AtomicU64,
    under_way: AtomicU64,
    on_it: Mutex<OnIt>,
}

#[derive(Default)]
struct OnIt {
    since: BTreeMap<u64, Instant>,
    bytes: usize,
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
    /// What it counts for its address and door.
    counted: usize,
    ledge: Arc<Ledge>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut on_it = self.ledge.on_it();
        on_it.since.remove(&self.number);
        on_it.bytes = on_it.bytes.saturating_sub(self.bytes.len());
        self.ledge.sums().take(self.ledge.address, self.counted);
    }
}

impl Ledge {
    /// That of a connection from an address (for IPv6, one that stands for a network), at a door that has
    /// this on its way.
    #[must_use]
    pub fn new(unsent: Unsent, address: IpAddr) -> Self {
        let (asked, under_way) = (AtomicU64::default(), AtomicU64::default());
        Self { unsent, address, asked, under_way, on_it: Mutex::default() }
    }

    /// Locked after [`Self::on_it`] where both are.
    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.unsent.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn on_it(&self) -> MutexGuard<'_, OnIt> {
        self.on_it.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one more answer may come.
    #[must_use]
    pub fn has_room(&self) -> bool {
        let bytes = self.on_it().bytes;
        // Half of it is left for an answer whose length nobody knows yet.
        bytes <= UNCOUNTED_BYTES.most / 2
            || (bytes < CONNECTION_UNSENT_BYTES.most && self.sums().have_room(self.address))
    }

    /// Puts an answer's bytes on the ledge. None: there is no room for them.
    #[must_use]
    pub fn hold(self: &Arc<Self>, bytes: Bytes) -> Option<Bytes> {
        let mut on_it = self.on_it();
        let is_small = on_it.bytes.saturating_add(bytes.len()) <= UNCOUNTED_BYTES.most;
        let mut sums = self.sums();
        let has_room = on_it.bytes < CONNECTION_UNSENT_BYTES.most && sums.have_room(self.address);
        (is_small || has_room).then(|| {
            let counted = if is_small { 0 } else { bytes.len() };
            sums.add(self.address, counted);
            self.put(&mut on_it, bytes, counted)
        })
    }

    /// The same for a part of an answer that has begun: it was asked for when there was room.
    pub(super) fn hold_part(self: &Arc<Self>, bytes: Bytes) -> Bytes {
        let mut on_it = self.on_it();
        let counted = bytes.len();
        self.sums().add(self.address, counted);
        self.put(&mut on_it, bytes, counted)
    }

    /// Under a number that no other on the ledge has.
    fn put(self: &Arc<Self>, on_it: &mut OnIt, bytes: Bytes, counted: usize) -> Bytes {
        let number = on_it.since.last_key_value().map_or(0, |(last, _)| last + 1);
        on_it.since.insert(number, Instant::now());
        on_it.bytes += bytes.len();
        Bytes::from_owner(Held { bytes, number, counted, ledge: self.clone() })
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
        self.under_way.load(Ordering::Relaxed) == 0 && self.on_it().since.is_empty()
    }

    /// Whether an answer has been on its way for too long.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        self.on_it().since.values().any(|since| since.elapsed() > PATIENCE)
    }
}
