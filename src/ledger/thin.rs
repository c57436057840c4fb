//! Bundles of which only some entries are left.
//!
//! When all entries about persons in a full bundle have expired, what must stay of it (registrations,
//! policies, erasures, whatever has no `expires`) is put as another immutable object, and the bundle is
//! given up. The tiles of hashes stay, so every proof goes on working. `tile/thin/<N>` holds
//!
//! ```text
//! version 1 | for each of the 256 entries: when it happened, u64 | for each that is left: place u8, length u16, bytes
//! ```
//!
//! with big-endian numbers and milliseconds. Times are kept so that a moment can still be found by
//! halving; they are not proved, what is left is: each entry against its hash in the tile.

use super::entry::Outline;
use super::read::ReadError;
use super::store::Store;
use crate::merkle::tile::{BundleId, FULL, TileError};
use crate::vocab::month::Month;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use serde::Deserialize;

const VERSION: u8 = 1;
const TIMES_BYTES: usize = FULL as usize * 8;

/// What is left of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thin {
    times: Vec<Timestamp>,
    /// An entry that is not left is empty; none ever was.
    entries: Vec<Bytes>,
}

/// How long entries last.
#[derive(Deserialize)]
struct Lasting<'a> {
    expires: Option<Month>,
    #[serde(borrow)]
    tag: Option<&'a str>,
}

/// When the entries about persons in a bundle have all expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasts {
    /// Nothing in it expires.
    Whole,
    /// At least one entry about a person never expires.
    ForEver,
    /// All have, when this month has ended.
    Until(Month),
}

/// How long a bundle lasts.
pub(crate) fn lasts(number: u64, entries: &[Bytes]) -> Result<Lasts, ReadError> {
    let mut lasts = Lasts::Whole;
    for (index, entry) in (number * u64::from(FULL)..).zip(entries) {
        let Lasting { expires, tag } =
            serde_json::from_slice(entry).map_err(|_| ReadError::UnknownForm(index))?;
        match (expires, lasts) {
            (None, _) if tag.is_some() => return Ok(Lasts::ForEver),
            (Some(month), Lasts::Until(latest)) => lasts = Lasts::Until(latest.max(month)),
            (Some(month), _) => lasts = Lasts::Until(month),
            (None, _) => {}
        }
    }
    Ok(lasts)
}

/// The object's path.
pub(crate) fn path(number: u64) -> Option<String> {
    let full = BundleId::new(number, FULL).ok()?.path();
    full.strip_prefix("tile/entries/").map(|rest| format!("tile/thin/{rest}"))
}

/// What is left of a bundle that was thinned.
pub(crate) fn read(store: &dyn Store, number: u64) -> Result<Option<Thin>, ReadError> {
    let Some(path) = path(number) else { return Ok(None) };
    let Some(bytes) = store.read(&path)? else { return Ok(None) };
    let damaged = || {
        let source = TileError::Bytes { width: FULL }.into();
        ReadError::Damaged { path: path.clone(), source }
    };
    Thin::decode(&Bytes::from(bytes)).map(Some).ok_or_else(damaged)
}

impl Thin {
    /// What is left of these entries of a full bundle.
    pub(crate) fn of(number: u64, entries: &[Bytes]) -> Result<Self, ReadError> {
        let mut thin = Self { times: Vec::new(), entries: Vec::new() };
        for (index, entry) in (number * u64::from(FULL)..).zip(entries) {
            let unknown = |_| ReadError::UnknownForm(index);
            let Lasting { expires, .. } = serde_json::from_slice(entry).map_err(unknown)?;
            thin.times.push(Outline::read(entry).map_err(unknown)?.at);
            thin.entries.push(if expires.is_none() { entry.clone() } else { Bytes::new() });
        }
        Ok(thin)
    }

    /// Entries by their places; one that is not left is empty.
    pub(crate) fn entries(&self) -> &[Bytes] {
        &self.entries
    }

    /// When the entry at this place happened.
    pub(crate) fn time(&self, place: usize) -> Option<Timestamp> {
        self.times.get(place).copied()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for time in &self.times {
            bytes.extend_from_slice(&time.millis().to_be_bytes());
        }
        for (place, entry) in (0_u8..=u8::MAX).zip(&self.entries) {
            if let Ok(length) = u16::try_from(entry.len())
                && length > 0
            {
                bytes.push(place);
                bytes.extend_from_slice(&length.to_be_bytes());
                bytes.extend_from_slice(entry);
            }
        }
        bytes
    }

    pub(crate) fn decode(bytes: &Bytes) -> Option<Self> {
        let (&VERSION, rest) = bytes.split_first()? else { return None };
        let (times, mut rest) = rest.split_at_checked(TIMES_BYTES)?;
        let times = times.as_chunks::<8>().0.iter().map(|time| u64::from_be_bytes(*time));
        let times = times.map(Timestamp::from_millis).collect();
        let mut entries = vec![Bytes::new(); usize::from(FULL)];
        let mut next = 0;
        while let Some((place, after)) = rest.split_first() {
            let (length, after) = after.split_first_chunk()?;
            let (entry, after) =
                after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            let place = usize::from(*place);
            if place < next || entry.is_empty() {
                return None;
            }
            *entries.get_mut(place)? = bytes.slice_ref(entry);
            next = place + 1;
            rest = after;
        }
        Some(Self { times, entries })
    }
}
