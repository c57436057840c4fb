//! Bundles of which only some entries are left.
//!
//! When all entries about persons in a full bundle have expired, what must stay of it (registrations,
//! policies, erasures, whatever has no `expires`) is put as another immutable object, and the bundle is
//! given up. The tiles of hashes stay, so every proof goes on working. `tile/thin/<N>` holds
//!
//! ```text
//! version 2 | for each of the 256 entries: when it happened, u64; length, u16; so many bytes
//!           |     or, when it is given up: length 0; its tag, 16 bytes
//! ```
//!
//! with big-endian numbers and milliseconds. Times are kept so that a moment can still be found by
//! halving, tags so that a person's entries can still be counted without the index. Neither is proved; what
//! is left is: each entry against its hash in the tile.

use super::entry::Outline;
use super::read::ReadError;
use super::seal::{TAG_BYTES, Tag};
use super::store::Store;
use crate::merkle::tile::{BundleId, FULL, TileError};
use crate::vocab::month::Month;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use serde::Deserialize;

const VERSION: u8 = 2;

/// What is left of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thin {
    times: Vec<Timestamp>,
    kept: Vec<Kept>,
}

/// An entry, or what is kept of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Its bytes.
    Entry(Bytes),
    /// It has expired and was given up: its tag.
    GivenUp(Tag),
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
        let mut thin = Self { times: Vec::new(), kept: Vec::new() };
        for (index, entry) in (number * u64::from(FULL)..).zip(entries) {
            let unknown = |_| ReadError::UnknownForm(index);
            let Lasting { expires, tag } = serde_json::from_slice(entry).map_err(unknown)?;
            thin.times.push(Outline::read(entry).map_err(unknown)?.at);
            thin.kept.push(match (expires, tag) {
                (Some(_), Some(tag)) => {
                    Kept::GivenUp(Tag::parse(tag).ok_or(ReadError::UnknownForm(index))?)
                }
                _ => Kept::Entry(entry.clone()),
            });
        }
        Ok(thin)
    }

    /// What is kept, by places.
    pub(crate) fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// Entries by their places; one that is given up is empty, which none ever was.
    pub(crate) fn entries(&self) -> Vec<Bytes> {
        let entry = |kept: &Kept| match kept {
            Kept::Entry(entry) => entry.clone(),
            Kept::GivenUp(_) => Bytes::new(),
        };
        self.kept.iter().map(entry).collect()
    }

    /// When the entry at this place happened.
    pub(crate) fn time(&self, place: usize) -> Option<Timestamp> {
        self.times.get(place).copied()
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, TileError> {
        let mut bytes = vec![VERSION];
        for (time, kept) in self.times.iter().zip(&self.kept) {
            bytes.extend_from_slice(&time.millis().to_be_bytes());
            let (length, rest) = match kept {
                Kept::Entry(entry) => (
                    u16::try_from(entry.len()).map_err(|_| TileError::Bytes { width: FULL })?,
                    &**entry,
                ),
                Kept::GivenUp(tag) => (0, tag.as_bytes().as_slice()),
            };
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(rest);
        }
        Ok(bytes)
    }

    pub(crate) fn decode(bytes: &Bytes) -> Option<Self> {
        let (&VERSION, mut rest) = bytes.split_first()? else { return None };
        let mut thin = Self { times: Vec::new(), kept: Vec::new() };
        for _ in 0..FULL {
            let (time, after) = rest.split_first_chunk()?;
            let (length, after) = after.split_first_chunk()?;
            thin.times.push(Timestamp::from_millis(u64::from_be_bytes(*time)));
            rest = match u16::from_be_bytes(*length) {
                0 => {
                    let (tag, after) = after.split_first_chunk::<TAG_BYTES>()?;
                    thin.kept.push(Kept::GivenUp(Tag::from_bytes(*tag)));
                    after
                }
                length => {
                    let (entry, after) = after.split_at_checked(usize::from(length))?;
                    thin.kept.push(Kept::Entry(bytes.slice_ref(entry)));
                    after
                }
            };
        }
        rest.is_empty().then_some(thin)
    }
}
