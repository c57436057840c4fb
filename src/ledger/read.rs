//! Reading the ledger: an entry by its index, the newest, and those about one person.
//!
//! Entries that are not yet published are read from memory, all others from their bundles. Reading
//! blocks on files: from a task it belongs on a thread that may block.

use super::bundles;
use super::entry::{Entry, Outline, kind};
use super::erasure::{ErasureMark, Erasures};
use super::index::{Index, IndexError};
use super::marks::Marks;
use super::packed::{self, PackedError};
use super::recent::Recent;
use super::seal::SealError;
use super::store::{Store, StoreError};
use super::thin::{self, Kept, Thin};
use super::vault::{Vault, VaultError};
use crate::merkle::Hash;
use crate::merkle::checkpoint::CheckpointError;
use crate::merkle::tile::{BundleId, TileId, decode_hashes};
use crate::merkle::tree::TreeError;
use crate::registry::{Registrations, Registry};
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The entries of a full bundle.
pub(crate) const FULL: u64 = 256;

/// Why the ledger could not be read. Never says anything about whom.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A tile or bundle below the checkpoint is not there.
    #[error("ledger: {0} is missing")]
    Missing(String),
    /// A tile of hashes is damaged, or a proof cannot be made of the tiles.
    #[error("ledger: {0}")]
    Tree(String),
    /// The checkpoint is not one of this ledger's.
    #[error("ledger: the checkpoint is damaged")]
    Checkpoint(#[source] CheckpointError),
    /// A bundle is not one.
    #[error("ledger: {path} is damaged")]
    Damaged {
        /// The bundle's path.
        path: String,
        /// What is wrong with it.
        #[source]
        source: PackedError,
    },
    /// An entry is not one of the known form.
    #[error("ledger: entry {0} has an unknown form")]
    UnknownForm(u64),
    /// An entry has expired, and was given up; its hash is still in the tree.
    #[error("ledger: entry {0} has expired")]
    Expired(u64),
    /// An entry does not open with the key that its tag was made with.
    #[error("ledger: entry {index} does not open")]
    Sealed {
        /// The entry.
        index: u64,
        /// What is wrong with its seal.
        #[source]
        source: SealError,
    },
    /// The entry after this one of the same person's does not continue it.
    #[error("ledger: what follows entry {0} does not continue it")]
    Chain(u64),
    /// The index lacks an entry of somebody's that must be there: it is to be deleted and rebuilt.
    #[error("ledger: the index is incomplete; delete its folder and start again")]
    IndexIncomplete,
}

impl From<TreeError<Self>> for ReadError {
    fn from(error: TreeError<Self>) -> Self {
        match error {
            TreeError::Read { source, .. } => source,
            other => Self::Tree(other.to_string()),
        }
    }
}

/// What the sequencer, the publisher and all readers share.
pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Vault,
    pub(crate) index: Index,
    pub(crate) registrations: Arc<Registrations>,
    erasures: RwLock<Erasures>,
    recent: RwLock<Recent>,
}

impl Shared {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        vault: Vault,
        index: Index,
        recent: Recent,
        registry: Registry,
    ) -> Self {
        let registrations = Arc::new(Registrations::new(registry));
        let (erasures, recent) = (RwLock::default(), RwLock::new(recent));
        Self { store, vault, index, registrations, erasures, recent }
    }

    /// Takes durable entries into the views of them: the registry, the erasures, then the index.
    pub(crate) fn take_in(&self, marks: Vec<Marks>) {
        for erasure in marks.iter().filter_map(|marks| marks.erasure.as_ref()) {
            self.take_in_erasure(erasure);
        }
        if let Some(month) = marks.iter().filter_map(|marks| marks.expired).max() {
            self.erasures.write().unwrap_or_else(PoisonError::into_inner).expire(month);
        }
        self.registrations.apply(marks.iter().filter_map(|marks| marks.change.as_deref()));
        self.index.add(marks.into_iter());
    }

    /// Takes in an erasure that the index had noted.
    pub(crate) fn take_in_erasure(&self, mark: &ErasureMark) {
        self.erasures.write().unwrap_or_else(PoisonError::into_inner).add(mark);
    }

    pub(crate) fn erasures(&self) -> RwLockReadGuard<'_, Erasures> {
        self.erasures.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn recent(&self) -> RwLockReadGuard<'_, Recent> {
        self.recent.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn recent_mut(&self) -> RwLockWriteGuard<'_, Recent> {
        self.recent.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes of an entry; none beyond the newest.
    pub(crate) fn bytes(&self, index: u64) -> Result<Option<Bytes>, ReadError> {
        match self.kept(index)? {
            Some(Kept::Entry(entry)) => Ok(Some(entry)),
            Some(Kept::GivenUp(_)) => Err(ReadError::Expired(index)),
            None => Ok(None),
        }
    }

    /// What is kept of an entry; none beyond the newest.
    pub(crate) fn kept(&self, index: u64) -> Result<Option<Kept>, ReadError> {
        {
            let recent = self.recent();
            let entry = recent.get(index).map(|sequenced| sequenced.entry.clone());
            if entry.is_some() || index >= recent.published() {
                return Ok(entry.map(Kept::Entry));
            }
        }
        // What is published and not in memory is in a full bundle, or in what is left of one.
        let (bundle, place) = place_of(index)?;
        if let Some(entry) = bundles::read_entry(&*self.store, bundle, place)? {
            return Ok(Some(Kept::Entry(entry)));
        }
        Ok(self.left(bundle)?.kept().get(usize::from(place)).cloned())
    }

    /// The leaf hash of an entry, as its tile in the tree of `size` entries has it.
    pub(crate) fn leaf(&self, index: u64, size: u64) -> Result<Hash, ReadError> {
        let hashes = self.leaves(index / FULL, size)?;
        let place = usize::try_from(index % FULL).unwrap_or(usize::MAX);
        let missing = || ReadError::Missing(format!("the hash of entry {index}"));
        hashes.get(place).copied().ok_or_else(missing)
    }

    /// The leaf hashes of the entries of bundle `number`, as the tree of `size` entries has them.
    pub(crate) fn leaves(&self, number: u64, size: u64) -> Result<Vec<Hash>, ReadError> {
        let missing = || ReadError::Missing(format!("the hashes of bundle {number}"));
        let tile = TileId::in_tree(0, number, size).ok_or_else(missing)?;
        decode_hashes(&self.tile_there(tile)?, tile.width()).map_err(|_| missing())
    }

    /// An entry; none beyond the newest.
    pub(crate) fn entry(&self, index: u64) -> Result<Option<Entry>, ReadError> {
        self.bytes(index)?.map(|bytes| parse(index, &bytes)).transpose()
    }

    /// See [`super::Ledger::entries`].
    pub(crate) fn entries(&self, indexes: &[EntryIndex]) -> Result<Vec<Entry>, ReadError> {
        let in_memory = self.recent().first();
        let mut open: Option<(u64, Vec<Kept>)> = None;
        let mut found = Vec::with_capacity(indexes.len());
        for &EntryIndex(index) in indexes {
            let missing = || ReadError::Missing(format!("entry {index}"));
            if index >= in_memory {
                found.push(self.entry(index)?.ok_or_else(missing)?);
                continue;
            }
            let number = index / FULL;
            let bundle = match open.take() {
                Some((known, bundle)) if known == number => bundle,
                _ => self.bundle(number)?,
            };
            let place = usize::try_from(index % FULL).unwrap_or(usize::MAX);
            match bundle.get(place).ok_or_else(missing)? {
                Kept::Entry(entry) => found.push(parse(index, entry)?),
                Kept::GivenUp(_) => return Err(ReadError::Expired(index)),
            }
            open = Some((number, bundle));
        }
        Ok(found)
    }

    /// What is kept of the entries of full bundle `number`.
    fn bundle(&self, number: u64) -> Result<Vec<Kept>, ReadError> {
        let (bundle, _) = place_of(number * FULL)?;
        match bundles::read(&*self.store, bundle)? {
            Some(entries) => Ok(entries.into_iter().map(Kept::Entry).collect()),
            None => Ok(self.left(bundle)?.kept().to_vec()),
        }
    }

    /// What is left of a bundle that was thinned.
    fn left(&self, bundle: BundleId) -> Result<Thin, ReadError> {
        let left = thin::read(&*self.store, bundle.index())?;
        left.ok_or_else(|| ReadError::Missing(packed::path(bundle)))
    }

    /// Whether an entry of full bundle `number` may change what is read from all entries at a start.
    pub(crate) fn may_change_views(&self, number: u64) -> Result<bool, ReadError> {
        let (bundle, _) = place_of(number * FULL)?;
        let head = bundles::read_head(&*self.store, bundle)?;
        // Of one that was thinned little else is left.
        Ok(head.is_none_or(|head| head.may_change_views()))
    }

    /// Visits the entries from index `from` on and below `until`, as far as there are any; those that
    /// expired and were given up are left out.
    pub(crate) fn each(
        &self,
        from: u64,
        until: u64,
        mut visit: impl FnMut(u64, &[u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.each_kept(from, until, |index, kept| match kept {
            Kept::Entry(entry) => visit(index, entry),
            Kept::GivenUp(_) => Ok(()),
        })
    }

    /// Visits what is kept of the entries from index `from` on and below `until`, as far as there are any.
    pub(crate) fn each_kept(
        &self,
        from: u64,
        until: u64,
        mut visit: impl FnMut(u64, &Kept) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let mut next = from;
        while next < until {
            if next < self.recent().first() {
                let bundle = self.bundle(next / FULL)?;
                let begin = next - next % FULL;
                for (index, kept) in (begin..until).zip(&bundle).skip_while(|it| it.0 < next) {
                    visit(index, kept)?;
                }
                next = begin + bundle.len() as u64;
                continue;
            }
            match self.kept(next)? {
                Some(kept) => visit(next, &kept)?,
                None => return Ok(()),
            }
            next += 1;
        }
        Ok(())
    }

    /// See [`super::Ledger::first_since`].
    pub(crate) fn first_since(&self, since: Timestamp) -> Result<Option<EntryIndex>, ReadError> {
        let first = self.after(since)?;
        Ok((first < self.recent().sequenced()).then_some(EntryIndex(first)))
    }

    /// The index of the first entry from this moment on; of the next one, when all are earlier.
    fn after(&self, since: Timestamp) -> Result<u64, ReadError> {
        // Times never go back, so the first that is late enough is found by halving.
        let (mut least, mut most) = (0, self.recent().sequenced());
        while least < most {
            let middle = least.midpoint(most);
            if self.time(middle)? < since {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        Ok(least)
    }

    /// See [`super::Ledger::tail`].
    pub(crate) fn tail(
        &self,
        since: Timestamp,
        kinds: &[&str],
        mut visit: impl FnMut(EntryIndex, Entry),
    ) -> Result<(), ReadError> {
        let first = self.after(since)?;
        self.each(first, u64::MAX, |index, bytes| {
            if kind(bytes).is_some_and(|kind| !kinds.contains(&kind)) {
                return Ok(());
            }
            visit(EntryIndex(index), parse(index, bytes)?);
            Ok(())
        })
    }

    /// When the entry happened; the first moment of all beyond the newest.
    pub(crate) fn time(&self, index: u64) -> Result<Timestamp, ReadError> {
        let entry = match self.bytes(index) {
            Err(ReadError::Expired(_)) => return self.time_of_expired(index),
            entry => entry?,
        };
        let Some(entry) = entry else { return Ok(Timestamp::from_millis(0)) };
        Outline::read(&entry).map(|outline| outline.at).map_err(|_| ReadError::UnknownForm(index))
    }

    fn time_of_expired(&self, index: u64) -> Result<Timestamp, ReadError> {
        let left = thin::read(&*self.store, index / FULL)?;
        let place = usize::try_from(index % FULL).unwrap_or(usize::MAX);
        let time = left.and_then(|left| left.time(place));
        time.ok_or_else(|| ReadError::Missing(format!("the time of entry {index}")))
    }

    /// The bytes of a tile that this tree has; where only a wider one is kept, it is cut.
    pub(crate) fn tile(&self, tile: TileId) -> Result<Option<Vec<u8>>, StoreError> {
        read_or_cut(tile, self.recent().published(), |path| self.store.read(path))
    }

    /// The bytes of a tile that must be there.
    pub(crate) fn tile_there(&self, tile: TileId) -> Result<Vec<u8>, ReadError> {
        self.tile(tile)?.ok_or_else(|| ReadError::Missing(tile.path()))
    }
}

/// The full bundle that an entry is in, and its place there.
fn place_of(index: u64) -> Result<(BundleId, u16), ReadError> {
    let beyond = || ReadError::Missing(format!("entry {index}"));
    let full = crate::merkle::tile::FULL;
    let bundle = BundleId::new(index / FULL, full).map_err(|_| beyond())?;
    Ok((bundle, u16::try_from(index % FULL).map_err(|_| beyond())?))
}

/// Reads a tile of a tree of which `published` entries are kept; a partial one that is not kept itself is cut
/// from the full one, or from the widest that is there.
pub(crate) fn read_or_cut<E>(
    tile: TileId,
    published: u64,
    read: impl Fn(&str) -> Result<Option<Vec<u8>>, E>,
) -> Result<Option<Vec<u8>>, E> {
    if let Some(bytes) = read_tile(tile, &read)? {
        return Ok(Some(bytes));
    }
    let widest = TileId::in_tree(tile.level(), tile.index(), published);
    let Some(widest) = widest.filter(|widest| widest.width() > tile.width()) else {
        return Ok(None);
    };
    let length = usize::from(tile.width()) * Hash::BYTES;
    Ok(read_tile(widest, read)?.and_then(|bytes| bytes.get(..length).map(<[u8]>::to_vec)))
}

/// Reads a tile; a partial one that is no longer kept is cut from the full one.
pub(crate) fn read_tile<E>(
    tile: TileId,
    read: impl Fn(&str) -> Result<Option<Vec<u8>>, E>,
) -> Result<Option<Vec<u8>>, E> {
    if let Some(bytes) = read(&tile.path())? {
        return Ok(Some(bytes));
    }
    if tile.is_full() {
        return Ok(None);
    }
    let mut full = read(&tile.full().path())?;
    if let Some(bytes) = &mut full {
        bytes.truncate(usize::from(tile.width()) * 32);
    }
    Ok(full)
}

/// Reads an entry of a form that this program knows.
pub(crate) fn parse(index: u64, bytes: &[u8]) -> Result<Entry, ReadError> {
    let entry: Entry = serde_json::from_slice(bytes).map_err(|_| ReadError::UnknownForm(index))?;
    if entry.v == super::entry::VERSION { Ok(entry) } else { Err(ReadError::UnknownForm(index)) }
}
