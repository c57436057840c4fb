//! A ledger's files as whoever checks them reads them: nothing is locked, nothing is changed, and the
//! ledger may be running meanwhile. All that checks, proves, shows or exports reads through here.

use super::VerifyError;
use crate::disk::read_if_there;
use crate::ledger::entry::Outline;
use crate::ledger::files::{CHECKPOINT, COSIGNED};
use crate::ledger::journal::Sequenced;
use crate::ledger::packed;
use crate::ledger::read::{FULL, read_tile};
use crate::ledger::segments::survey;
use crate::ledger::thin::{self, Thin};
use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::note::NoteVerifier;
use crate::merkle::proof::{consistency, inclusion, verify_consistency, verify_inclusion};
use crate::merkle::tile::{BundleId, TileId, decode_hashes};
use crate::merkle::tree::TreeError;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How often a journal that changes while it is read is read again.
const TRIES: usize = 5;

/// The folder of a ledger, or of a mirror's copy of one.
#[derive(Debug, Clone)]
pub struct Folder {
    dir: PathBuf,
}

/// Where a ledger ends: what is signed, and what is durable beyond it.
#[derive(Debug)]
pub struct Heads {
    /// The signed checkpoint, as it stands in its file.
    pub note: Vec<u8>,
    /// What it says.
    pub head: Checkpoint,
    /// The journal's entries beyond it, in order. A mirror has none.
    pub unpublished: Vec<Sequenced>,
}

impl Folder {
    /// The ledger in this folder.
    #[must_use]
    pub fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The folder's path.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, VerifyError> {
        read_if_there(&self.dir.join(path))
            .map_err(|source| VerifyError::Io { path: path.to_owned(), source })
    }

    /// The signed checkpoint, and the journal's entries beyond it.
    ///
    /// # Errors
    /// When the checkpoint cannot be read or is not this key's, or durable entries are damaged.
    pub fn heads(&self, vkey: &str) -> Result<Heads, VerifyError> {
        let verifiers = [NoteVerifier::parse(vkey).map_err(VerifyError::Key)?];
        let journal = self.dir.join("journal");
        let mut tries = 0;
        loop {
            let note = self.read(CHECKPOINT)?.ok_or_else(|| self.no_checkpoint())?;
            let head = Checkpoint::open(&note, &verifiers).map_err(VerifyError::Checkpoint)?;
            // A mirror copies what is published.
            if !journal.exists() {
                return Ok(Heads { note, head, unpublished: Vec::new() });
            }
            tries += 1;
            match survey(&journal, head.size()) {
                Ok(found) => {
                    let scanned = found.into_iter().filter_map(|segment| segment.scanned);
                    let unpublished = scanned.flat_map(|scanned| scanned.entries).collect();
                    return Ok(Heads { note, head, unpublished });
                }
                // A running ledger appends, publishes and frees while this reads.
                Err(_) if tries < TRIES => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// A folder without a checkpoint has lost it; where there is no folder, nobody has lost anything.
    fn no_checkpoint(&self) -> VerifyError {
        let path = self.dir.display().to_string();
        match fs::metadata(&self.dir) {
            Ok(_) => VerifyError::Missing { path: CHECKPOINT.to_owned() },
            Err(source) => VerifyError::Io { path, source },
        }
    }

    /// The bytes of a tile; where only the full one is kept, its first ones.
    ///
    /// # Errors
    /// When it cannot be read or is missing.
    pub fn tile(&self, tile: TileId) -> Result<Vec<u8>, VerifyError> {
        let bytes = read_tile(tile, |path| self.read(path))?;
        bytes.ok_or_else(|| VerifyError::Missing { path: tile.path() })
    }

    /// What is left of a bundle that was thinned.
    fn left(&self, bundle: BundleId) -> Result<Option<Thin>, VerifyError> {
        let path = thin::path(bundle.index()).unwrap_or_default();
        let Some(bytes) = self.read(&path)?.filter(|_| bundle.is_full()) else { return Ok(None) };
        Thin::decode(&bytes.into()).map(Some).ok_or(VerifyError::Form { path })
    }

    /// The entries of a bundle; where only the full one is kept, its first ones. An entry that has expired
    /// and was given up is empty; none ever was.
    ///
    /// # Errors
    /// When it cannot be read, is missing or is not one.
    pub fn bundle(&self, bundle: BundleId) -> Result<Vec<Bytes>, VerifyError> {
        let mut entries = match self.kept(bundle)? {
            None if !bundle.is_full() => self.kept(bundle.full())?,
            kept => kept,
        };
        if let Some(entries) = &mut entries {
            entries.truncate(usize::from(bundle.width()));
        }
        let Some(entries) = entries else {
            let left = self.left(bundle)?;
            let left = left.ok_or_else(|| VerifyError::Missing { path: packed::path(bundle) })?;
            return Ok(left.entries());
        };
        Ok(entries)
    }

    /// The entries of a bundle that is kept just so: packed when it is full, in a copy as C2SP has it.
    fn kept(&self, bundle: BundleId) -> Result<Option<Vec<Bytes>>, VerifyError> {
        let path = packed::path(bundle);
        if let Some(bytes) = self.read(&path)? {
            let entries = packed::decode(bundle, bytes);
            return entries.map(Some).map_err(|_| VerifyError::Form { path });
        }
        let path = bundle.path();
        let Some(bytes) = self.read(&path)?.filter(|_| bundle.is_full()) else { return Ok(None) };
        let entries = packed::split(bytes, bundle.width());
        entries.map(Some).map_err(|_| VerifyError::Form { path })
    }

    /// The bytes of entry `index`, which is in this bundle.
    ///
    /// # Errors
    /// As [`Folder::bundle`]; when the entry has expired.
    pub fn entry(&self, bundle: BundleId, index: u64) -> Result<Bytes, VerifyError> {
        let entry = self.bundle(bundle)?.get(place(index)).cloned();
        let entry = entry.ok_or_else(|| VerifyError::Form { path: packed::path(bundle) })?;
        if entry.is_empty() { Err(VerifyError::Expired { index }) } else { Ok(entry) }
    }

    /// When entry `index`, which is in this bundle, happened. Of one that was given up, nothing proves it.
    ///
    /// # Errors
    /// As [`Folder::bundle`]; when the entry has an unknown form.
    pub fn time(&self, bundle: BundleId, index: u64) -> Result<Timestamp, VerifyError> {
        let unknown = || VerifyError::UnknownForm { index };
        match self.entry(bundle, index) {
            Ok(entry) => Outline::read(&entry).map(|outline| outline.at).map_err(|_| unknown()),
            Err(VerifyError::Expired { .. }) => {
                self.left(bundle)?.and_then(|left| left.time(place(index))).ok_or_else(unknown)
            }
            Err(error) => Err(error),
        }
    }

    /// The newest checkpoint of this key's that a quorum of witnesses has cosigned, if there is one.
    ///
    /// # Errors
    /// When it cannot be read or is not this key's.
    pub fn cosigned(&self, vkey: &str) -> Result<Option<(Vec<u8>, Checkpoint)>, VerifyError> {
        let Some(note) = self.read(COSIGNED)? else { return Ok(None) };
        let verifiers = [NoteVerifier::parse(vkey).map_err(VerifyError::Key)?];
        let head = Checkpoint::open(&note, &verifiers).map_err(VerifyError::Checkpoint)?;
        Ok(Some((note, head)))
    }

    /// Checks that this checkpoint continues the one that witnesses have cosigned, when there is one.
    pub(super) fn continues_cosigned(
        &self,
        head: &Checkpoint,
        vkey: &str,
    ) -> Result<(), VerifyError> {
        let Some((_, cosigned)) = self.cosigned(vkey)? else { return Ok(()) };
        if cosigned.size() > head.size() {
            // A running ledger may have had a newer one cosigned since the head was read.
            let note = self.read(CHECKPOINT)?.ok_or_else(|| self.no_checkpoint())?;
            let verifiers = [NoteVerifier::parse(vkey).map_err(VerifyError::Key)?];
            let newest = Checkpoint::open(&note, &verifiers).map_err(VerifyError::Checkpoint)?;
            let caught_up = newest.size() >= cosigned.size();
            return caught_up.then_some(()).ok_or(VerifyError::Cosigned);
        }
        let (old, new) = (cosigned.size(), head.size());
        let path = consistency(old, new, |tile| self.tile(tile)).map_err(of_tree)?;
        verify_consistency(old, new, &path, &cosigned.root(), &head.root())
            .map_err(|_| VerifyError::Cosigned)
    }

    /// The entries of bundle `number`, proven to be those that this checkpoint covers; one that has expired and
    /// was given up is empty.
    ///
    /// # Errors
    /// When they cannot be read or do not match the checkpoint.
    pub fn proven(&self, number: u64, head: &Checkpoint) -> Result<Vec<Bytes>, VerifyError> {
        let (size, first) = (head.size(), number.saturating_mul(FULL));
        let ids = BundleId::in_tree(number, size).zip(TileId::in_tree(0, number, size));
        let (bundle, tile) = ids.ok_or(VerifyError::Beyond { index: first, size })?;
        let entries = self.bundle(bundle)?;
        let bytes = self.tile(tile)?;
        let hashes = decode_hashes(&bytes, tile.width())
            .map_err(|_| VerifyError::Form { path: tile.path() })?;
        for (index, (entry, hash)) in (first..).zip(entries.iter().zip(&hashes)) {
            if !entry.is_empty() && Hash::leaf(entry) != *hash {
                let (bundle, tile) = (packed::path(bundle), tile.path());
                return Err(VerifyError::Entry { index, bundle, tile });
            }
        }
        // The path of a tile's first hash is made from all others in it: it proves the whole tile.
        let read = |wanted| if wanted == tile { Ok(bytes.clone()) } else { self.tile(wanted) };
        let path = inclusion(first, size, read).map_err(of_tree)?;
        let leaf = hashes.first().ok_or_else(|| VerifyError::Form { path: tile.path() })?;
        verify_inclusion(leaf, first, size, &path, &head.root())
            .map_err(|_| VerifyError::Tile { path: tile.path() })?;
        Ok(entries)
    }

    /// The inclusion path of entry `index` in the tree of `size` entries.
    ///
    /// # Errors
    /// When the entry is not in that tree, or a tile is missing or damaged.
    pub fn path(&self, index: u64, size: u64) -> Result<Vec<Hash>, VerifyError> {
        inclusion(index, size, |tile| self.tile(tile)).map_err(of_tree)
    }

    /// The widths below `width` that are kept of the tile or bundle with this full path.
    pub(super) fn widths(&self, full: &str, width: u16) -> Result<Vec<u16>, VerifyError> {
        let path = format!("{full}.p");
        let names = match fs::read_dir(self.dir.join(&path)) {
            Ok(names) => names.collect::<Result<Vec<_>, _>>(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        };
        let names = names.map_err(|source| VerifyError::Io { path, source })?;
        let widths = names.iter().filter_map(|name| name.file_name().to_str()?.parse().ok());
        Ok(widths.filter(|kept| *kept > 0 && *kept < width).collect())
    }
}

/// The place of an entry in its bundle.
fn place(index: u64) -> usize {
    usize::try_from(index % FULL).unwrap_or(usize::MAX)
}

/// What was wrong with a tile, as this room says it.
pub(super) fn of_tree(error: TreeError<VerifyError>) -> VerifyError {
    match error {
        TreeError::Read { source, .. } => source,
        TreeError::Damaged { tile, .. } => VerifyError::Form { path: tile.path() },
        TreeError::TooLarge { size } => VerifyError::Root { size },
        TreeError::Beyond { asked, size } => VerifyError::Beyond { index: asked, size },
    }
}
