//! Retention: when a month has ended, what expires with it can no longer be opened, and bundles in which
//! nothing about persons is left to open are thinned.
//!
//! The end of a month is an entry; after it the sequencer destroys the month's key ([`super::erasure`]
//! does the same for persons). Which bundles may be thinned is kept beside the index in `expiries`, four
//! bytes a bundle, read from the ledger once for each bundle:
//!
//! ```text
//! the ledger's first leaf 32 | for each full bundle: the month that its last entry expires with u32
//! ```
//!
//! with 0 where nothing expires and the highest numbers where something never does or where all is done.
//! The thinned bundle is durable before the whole one is given up; in between the whole one is read.

use super::entry::{Draft, Event, Expired};
use super::read::{FULL, ReadError, Shared};
use super::thin::{self, Lasts, Thin};
use super::{AppendError, Ledger, bundles, packed};
use crate::disk::replace_private;
use crate::merkle::Hash;
use crate::merkle::tile::{BundleId, TileId};
use crate::vocab::month::Month;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// The file beside the index.
const FILE: &str = "expiries";

/// Nothing in the bundle expires.
const WHOLE: u32 = 0;
/// Something in it about a person never expires.
const FOR_EVER: u32 = u32::MAX;
/// It was thinned.
const DONE: u32 = u32::MAX - 1;

/// What is known of bundles.
#[derive(Debug)]
pub(crate) struct Expiries {
    path: PathBuf,
    first_leaf: Option<Hash>,
    /// One for each full bundle, from the first.
    latest: Vec<u32>,
}

impl Expiries {
    /// Those in the index' folder; they are read from the ledger if there are none.
    pub(crate) fn new(index_dir: &Path) -> Self {
        Self { path: index_dir.join(FILE), first_leaf: None, latest: Vec::new() }
    }

    /// Reads the file, the first time, if it is this ledger's.
    fn load(&mut self, first_leaf: Hash, bundles: u64) {
        if self.first_leaf == Some(first_leaf) {
            return;
        }
        self.first_leaf = Some(first_leaf);
        let bytes = fs::read(&self.path).unwrap_or_default();
        let rows = bytes.strip_prefix(first_leaf.as_bytes().as_slice()).unwrap_or_default();
        let (rows, _) = rows.as_chunks::<4>();
        let most = usize::try_from(bundles).unwrap_or(usize::MAX);
        self.latest = rows.iter().take(most).map(|row| u32::from_be_bytes(*row)).collect();
    }

    fn keep(&self) {
        let Some(first_leaf) = self.first_leaf else { return };
        let mut bytes = first_leaf.as_bytes().to_vec();
        self.latest.iter().for_each(|row| bytes.extend_from_slice(&row.to_be_bytes()));
        if let Err(error) = replace_private(&self.path, &bytes) {
            tracing::warn!(kind = %error.kind(), "what expires when is read again at the next start");
        }
    }
}

/// What a look at what has expired did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retained {
    /// The months that ended: their keys are destroyed.
    pub months: Vec<Month>,
    /// How many bundles were thinned.
    pub bundles: u64,
}

impl Ledger {
    /// Destroys the keys of the months that have ended by now, after an entry that says so, and thins
    /// the bundles in which nothing about persons is left to open.
    ///
    /// # Errors
    /// When the entry cannot be written, or files cannot be read or put. What is left is done next time.
    pub async fn retain(&self, now: Timestamp) -> Result<Retained, RetainError> {
        let months = self.inner.shared.vault.periods_before(Month::of(now));
        if let Some(month) = months.last() {
            let event = Event::Expired(Expired { month: *month });
            self.append(Draft::new(event)).await?;
        }
        let ledger = self.clone();
        let thinned = tokio::task::spawn_blocking(move || ledger.thin()).await;
        let bundles = thinned.unwrap_or(Err(ReadError::Missing("the task".to_owned())))?;
        Ok(Retained { months, bundles })
    }

    fn thin(&self) -> Result<u64, ReadError> {
        let mut expiries = self.inner.expiries.lock().unwrap_or_else(PoisonError::into_inner);
        let bundles = self.published() / FULL;
        let shared = &self.inner.shared;
        let Some(first_leaf) = shared.first_leaf()? else { return Ok(0) };
        expiries.load(first_leaf, bundles);
        let known = expiries.latest.len();
        let thinned = self.thin_known(&mut expiries.latest, bundles);
        if expiries.latest.len() != known || !matches!(thinned, Ok(0)) {
            expiries.keep();
        }
        thinned
    }

    fn thin_known(&self, latest: &mut Vec<u32>, bundles: u64) -> Result<u64, ReadError> {
        let shared = &self.inner.shared;
        for number in latest.len() as u64..bundles {
            latest.push(shared.latest_expiry(number)?);
            if self.is_closing() {
                return Ok(0);
            }
        }
        // Beyond the newest digest persons' counts are read from the entries themselves.
        let covered = shared.vault.heads.current().map_or(0, |heads| heads.about().size) / FULL;
        let covered = usize::try_from(covered).unwrap_or(usize::MAX);
        let mut thinned = 0;
        for (number, latest) in (0..).zip(latest.iter_mut().take(covered)) {
            let month = Month::from_number(*latest).filter(|_| *latest != WHOLE);
            if month.is_some_and(|month| shared.vault.is_over(month)) && !self.is_closing() {
                shared.thin(number)?;
                *latest = DONE;
                thinned += 1;
            }
        }
        Ok(thinned)
    }

    fn is_closing(&self) -> bool {
        matches!(self.ready(), Err(super::Unready::Closed))
    }
}

/// Why what has expired could not be put away.
#[derive(Debug, thiserror::Error)]
pub enum RetainError {
    /// The end of a month could not be written down.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// Bundles could not be read or put.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Shared {
    /// The hash of the ledger's first entry, once it is published.
    fn first_leaf(&self) -> Result<Option<Hash>, ReadError> {
        let Some(tile) = TileId::in_tree(0, 0, self.recent().published()) else { return Ok(None) };
        let bytes = self.tile(tile)?;
        Ok(bytes.and_then(|bytes| bytes.first_chunk().copied()).map(Hash::from_bytes))
    }

    /// What is kept of a full bundle in `expiries`.
    fn latest_expiry(&self, number: u64) -> Result<u32, ReadError> {
        let Some(entries) = self.whole(number)? else { return Ok(DONE) };
        Ok(match thin::lasts(number, &entries)? {
            Lasts::Whole => WHOLE,
            Lasts::ForEver => FOR_EVER,
            Lasts::Until(month) => month.number(),
        })
    }

    /// The entries of a full bundle that was not thinned.
    fn whole(&self, number: u64) -> Result<Option<Vec<Bytes>>, ReadError> {
        let full = u16::try_from(FULL).ok().and_then(|full| BundleId::new(number, full).ok());
        let bundle = full.ok_or_else(|| ReadError::Missing(format!("bundle {number}")))?;
        if let Some(entries) = bundles::read(&*self.store, bundle)? {
            return Ok(Some(entries));
        }
        match thin::read(&*self.store, number)? {
            Some(_) => Ok(None),
            None => Err(ReadError::Missing(packed::path(bundle))),
        }
    }

    /// Puts what must stay of a bundle, and gives up the rest.
    fn thin(&self, number: u64) -> Result<(), ReadError> {
        let Some(entries) = self.whole(number)? else { return Ok(()) };
        let missing = || ReadError::Missing(format!("bundle {number}"));
        let path = thin::path(number).ok_or_else(missing)?;
        let left = Thin::of(number, &entries)?;
        let bytes = left
            .encode()
            .map_err(|source| ReadError::Damaged { path: path.clone(), source: source.into() })?;
        self.store.put(&[(path, bytes)])?;
        if thin::read(&*self.store, number)?.as_ref() != Some(&left) {
            return Err(missing());
        }
        let bundle = BundleId::in_tree(number, (number + 1) * FULL).ok_or_else(missing)?;
        // What is left of partial bundles after a crash goes with it.
        let objects = [packed::path(bundle), format!("{}.p", bundle.path())];
        Ok(self.store.give_up(self.recent().published(), &objects)?)
    }
}
