//! What can be checked of one bundle by itself: its entries against their hashes, and what each
//! entry says of itself.

use super::{Folder, VerifyError};
use crate::ledger::entry::{Entry, Event};
use crate::ledger::packed;
use crate::ledger::read::{FULL, parse};
use crate::ledger::seal::{Tag, is_sealed};
use crate::merkle::Hash;
use crate::merkle::tile::{BundleId, TileId, decode_hashes, encode_bundle};
use crate::vocab::time::Timestamp;
use bytes::Bytes;

/// A bundle whose entries match their hashes.
pub(super) struct Part {
    /// The hashes of its entries, which are those of its tile.
    pub(super) hashes: Vec<Hash>,
    /// What its entries say, as far as they were followed.
    pub(super) said: Said,
    /// The entries that are left, with their indexes, when they were asked for.
    pub(super) entries: Vec<(u64, Entry)>,
}

/// What a run of entries says: when it began and ended, and how long it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    pub(super) bytes: u64,
    /// How many entries have expired and were given up.
    pub(super) pruned: u64,
    /// Whether one says that a month has ended.
    pub(super) has_expired: bool,
}

impl Said {
    /// Follows one entry, which must not be earlier than the last.
    pub(super) fn follow(&mut self, index: u64, bytes: &[u8]) -> Result<Entry, VerifyError> {
        let entry = of_itself(index, bytes)?;
        let one = Self {
            first: Some(entry.at),
            last: Some(entry.at),
            bytes: bytes.len() as u64,
            pruned: 0,
            has_expired: matches!(entry.event, Event::Expired(_)),
        };
        self.join(index, one)?;
        Ok(entry)
    }

    /// Goes on with a run that begins with entry `index`.
    pub(super) fn join(&mut self, index: u64, next: Self) -> Result<(), VerifyError> {
        if self.last.zip(next.first).is_some_and(|(last, first)| first < last) {
            return Err(VerifyError::Time { index });
        }
        self.first = self.first.or(next.first);
        self.last = next.last.or(self.last);
        self.bytes += next.bytes;
        self.pruned += next.pruned;
        self.has_expired |= next.has_expired;
        Ok(())
    }
}

/// Checks what an entry says of itself.
fn of_itself(index: u64, bytes: &[u8]) -> Result<Entry, VerifyError> {
    let entry = parse(index, bytes).map_err(|_| VerifyError::UnknownForm { index })?;
    if has_form(&entry, bytes) { Ok(entry) } else { Err(VerifyError::UnknownForm { index }) }
}

/// Whether an entry says all that one of its kind must, and nothing beside it.
fn has_form(entry: &Entry, bytes: &[u8]) -> bool {
    let is_about = match &entry.tag {
        Some(tag) => Tag::parse(tag).is_some() && is_sealed(bytes),
        None => entry.sealed.is_none() && entry.held.is_none(),
    };
    let is_held = entry.held.is_some();
    let releases = matches!(entry.event, Event::Release(_));
    let whole = serde_json::to_vec(entry).is_ok_and(|same| same == bytes);
    is_about && !(releases && (is_held || entry.tag.is_none())) && whole
}

/// Checks bundle `number` of a ledger with `size` entries, and its tile of level 0.
pub(super) fn check(
    folder: &Folder,
    size: u64,
    number: u64,
    keep: bool,
) -> Result<Part, VerifyError> {
    let ids = BundleId::in_tree(number, size).zip(TileId::in_tree(0, number, size));
    let (bundle, tile) = ids.ok_or(VerifyError::Beyond { index: number, size })?;
    let bytes = folder.bundle(bundle)?;
    let hashes = decode_hashes(&folder.tile(tile)?, tile.width())
        .map_err(|_| VerifyError::Form { path: tile.path() })?;
    let (mut said, mut entries) = (Said::default(), Vec::new());
    for (index, (entry, hash)) in (number * FULL..).zip(bytes.iter().zip(&hashes)) {
        if entry.is_empty() {
            said.pruned += 1;
            continue;
        }
        if Hash::leaf(entry) != *hash {
            let (bundle, tile) = (packed::path(bundle), tile.path());
            return Err(VerifyError::Entry { index, bundle, tile });
        }
        let entry = said.follow(index, entry)?;
        if keep {
            entries.push((index, entry));
        }
    }
    if !bundle.is_full() {
        narrower(folder, bundle, &bytes)?;
    }
    Ok(Part { hashes, said, entries })
}

/// The bundles that were published while this one was narrower hold its first entries.
fn narrower(folder: &Folder, bundle: BundleId, entries: &[Bytes]) -> Result<(), VerifyError> {
    for width in folder.widths(&bundle.full().path(), bundle.width())? {
        let path = format!("{}.p/{width}", bundle.full().path());
        let first = entries.get(..usize::from(width)).unwrap_or_default();
        if folder.read(&path)? != encode_bundle(first).ok() {
            return Err(VerifyError::Tile { path });
        }
    }
    Ok(())
}
