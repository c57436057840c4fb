//! Checking a ledger from its files alone: no vault, no index, no running process.
//!
//! Everything is computed again from the entries: leaves, tiles of every level, the root, and compared
//! with the files and with the signed checkpoint. What is checked is what a checkpoint promises; it
//! cannot show that an older checkpoint was not taken back, which is what witnesses are for.

use super::entry::{Entry, Event};
use super::files::{CHECKPOINT, read_if_there};
use super::journal::Sequenced;
use super::packed;
use super::read::{FULL, parse, read_tile};
use super::seal::{Tag, is_sealed};
use super::segments::survey;
use super::store::StoreError;
use super::thin::{self, Thin};
use crate::merkle::Hash;
use crate::merkle::checkpoint::{Checkpoint, CheckpointError};
use crate::merkle::note::{NoteError, NoteVerifier};
use crate::merkle::proof::{inclusion, verify_inclusion};
use crate::merkle::tile::{BundleId, TileId, decode_hashes, encode_bundle};
use crate::merkle::tree::Edge;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How often a journal that changes while it is read is read again.
const TRIES: usize = 5;

/// What is wrong with a ledger, and where. Never says anything about a person.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// A file could not be read.
    #[error("{path} could not be read")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The key given to check with is not one.
    #[error("the verifier key is not one")]
    Key(#[source] NoteError),
    /// The checkpoint is not signed by that key, or malformed.
    #[error("the checkpoint does not hold")]
    Checkpoint(#[source] CheckpointError),
    /// A file that the checkpoint covers is not there.
    #[error("{path} is missing")]
    Missing {
        /// The file.
        path: String,
    },
    /// A file has not the form it must have.
    #[error("{path} is not a tile or bundle of its width")]
    Form {
        /// The file.
        path: String,
    },
    /// An entry is not the one that was hashed.
    #[error("entry {index} in {bundle} does not match its hash in {tile}")]
    Entry {
        /// The entry.
        index: u64,
        /// The bundle it is in.
        bundle: String,
        /// The tile with its hash.
        tile: String,
    },
    /// A tile is not what the tiles below it make.
    #[error("{path} does not match the entries below it")]
    Tile {
        /// The tile.
        path: String,
    },
    /// The entries make another root than was signed.
    #[error("the {size} entries make another root than the checkpoint's")]
    Root {
        /// The size of the tree.
        size: u64,
    },
    /// Entries were given up as expired, though no entry says that a month has ended.
    #[error("{pruned} entries are gone, though no entry says that any have expired")]
    Pruned {
        /// How many.
        pruned: u64,
    },
    /// An entry has expired and was given up.
    #[error("entry {index} has expired and was given up")]
    Expired {
        /// The entry.
        index: u64,
    },
    /// An entry is not of a known form.
    #[error("entry {index} has an unknown form")]
    UnknownForm {
        /// The entry.
        index: u64,
    },
    /// An entry is earlier than the one before it.
    #[error("entry {index} is earlier than the one before it")]
    Time {
        /// The entry.
        index: u64,
    },
    /// The journal does not continue the checkpoint.
    #[error(transparent)]
    Journal(#[from] StoreError),
    /// There is no such entry.
    #[error("there is no entry {index}: the ledger has {size}")]
    Beyond {
        /// What was asked for.
        index: u64,
        /// How many entries there are.
        size: u64,
    },
}

/// What a checked ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The log's name.
    pub origin: String,
    /// How many entries the checkpoint covers.
    pub size: u64,
    /// The root that it signs.
    pub root: Hash,
    /// How many entries are durable in the journal beyond the checkpoint.
    pub unpublished: u64,
    /// When the first and the last entry happened.
    pub times: Option<(Timestamp, Timestamp)>,
    /// The bytes of the published entries.
    pub bytes: u64,
    /// How many published entries have expired and were given up: only their hashes are left.
    pub pruned: u64,
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "ledger      {}", self.origin)?;
        writeln!(out, "published   {} entries, {} bytes", self.size, self.bytes)?;
        if self.pruned > 0 {
            writeln!(out, "pruned      {} have expired; only their hashes are left", self.pruned)?;
        }
        writeln!(out, "root        {}", self.root)?;
        writeln!(out, "sequenced   {} more", self.unpublished)?;
        if let Some((first, last)) = self.times {
            writeln!(out, "from        {first}\nuntil       {last}")?;
        }
        Ok(())
    }
}

/// Checks the ledger in this folder against the key its checkpoints are signed with.
///
/// A running ledger may be checked too: what was published when the check began is checked.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn verify(dir: &Path, vkey: &str) -> Result<Report, VerifyError> {
    verify_and_visit(dir, vkey, &mut |_, _| ())
}

/// The same, and each entry is shown on the way, in order. What was shown counts only when the whole
/// ledger holds: when this comes back without an error.
///
/// # Errors
/// As [`verify`].
pub fn verify_and_visit(
    dir: &Path,
    vkey: &str,
    visit: &mut dyn FnMut(u64, Entry),
) -> Result<Report, VerifyError> {
    let files = Files { dir: dir.to_owned() };
    let (head, unpublished) = files.heads(vkey)?;
    let mut check = Check::new(&files, &head, visit);
    for number in 0..head.size().div_ceil(FULL) {
        check.bundle(number)?;
    }
    check.rest()?;
    for sequenced in &unpublished {
        check.entry(sequenced.index, &sequenced.entry)?;
    }
    if check.pruned > 0 && !check.has_expired {
        return Err(VerifyError::Pruned { pruned: check.pruned });
    }
    Ok(Report {
        origin: head.origin().to_owned(),
        size: head.size(),
        root: head.root(),
        unpublished: unpublished.len() as u64,
        times: check.first.zip(check.last),
        bytes: check.bytes,
        pruned: check.pruned,
    })
}

/// One entry, checked against the checkpoint.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its index.
    pub index: u64,
    /// Its leaf hash.
    pub leaf: Hash,
    /// The size of the checkpoint that covers it; none while it is only sequenced.
    pub published_in: Option<u64>,
    /// The entry.
    pub entry: Entry,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "entry       {}", self.index)?;
        writeln!(out, "leaf        {}", self.leaf)?;
        match self.published_in {
            Some(size) => writeln!(out, "published   proven in the tree of {size} entries")?,
            None => writeln!(out, "published   not yet")?,
        }
        let text = serde_json::to_string_pretty(&self.entry).map_err(|_| std::fmt::Error)?;
        writeln!(out, "{text}")
    }
}

/// Reads one entry and proves that the checkpoint covers it.
///
/// # Errors
/// When there is no such entry, or it does not match the checkpoint.
pub fn show(dir: &Path, vkey: &str, index: u64) -> Result<Shown, VerifyError> {
    let files = Files { dir: dir.to_owned() };
    let (head, unpublished) = files.heads(vkey)?;
    let size = head.size();
    let unknown = |_| VerifyError::UnknownForm { index };
    let Some(bundle) = BundleId::in_tree(index / FULL, size).filter(|_| index < size) else {
        let total = size + unpublished.len() as u64;
        let found = unpublished.into_iter().find(|sequenced| sequenced.index == index);
        let Sequenced { leaf, entry, .. } =
            found.ok_or(VerifyError::Beyond { index, size: total })?;
        let entry = parse(index, &entry).map_err(unknown)?;
        return Ok(Shown { index, leaf, published_in: None, entry });
    };
    let entries = files.bundle(bundle)?;
    let place = usize::try_from(index % FULL).unwrap_or(usize::MAX);
    let bytes =
        entries.get(place).ok_or_else(|| VerifyError::Form { path: packed::path(bundle) })?;
    if bytes.is_empty() {
        return Err(VerifyError::Expired { index });
    }
    let leaf = Hash::leaf(bytes);
    let path = inclusion(index, size, |tile| files.tile(tile)).map_err(|error| match error {
        crate::merkle::tree::TreeError::Read { source, .. } => source,
        other => VerifyError::Form { path: other.to_string() },
    })?;
    verify_inclusion(&leaf, index, size, &path, &head.root())
        .map_err(|_| VerifyError::Root { size })?;
    let entry = parse(index, bytes).map_err(unknown)?;
    Ok(Shown { index, leaf, published_in: Some(size), entry })
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

/// The folder that is checked.
struct Files {
    dir: PathBuf,
}

impl Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, VerifyError> {
        read_if_there(&self.dir.join(path))
            .map_err(|source| VerifyError::Io { path: path.to_owned(), source })
    }

    /// The signed checkpoint, and the journal's entries beyond it.
    fn heads(&self, vkey: &str) -> Result<(Checkpoint, Vec<Sequenced>), VerifyError> {
        let verifiers = [NoteVerifier::parse(vkey).map_err(VerifyError::Key)?];
        let mut tries = 0;
        loop {
            let note = self.read(CHECKPOINT)?;
            let note = note.ok_or_else(|| VerifyError::Missing { path: CHECKPOINT.to_owned() })?;
            let head = Checkpoint::open(&note, &verifiers).map_err(VerifyError::Checkpoint)?;
            // A copy holds what is published.
            if !self.dir.join("journal").exists() {
                return Ok((head, Vec::new()));
            }
            tries += 1;
            match survey(&self.dir.join("journal"), head.size()) {
                Ok(found) => {
                    let scanned = found.into_iter().filter_map(|segment| segment.scanned);
                    return Ok((head, scanned.flat_map(|scanned| scanned.entries).collect()));
                }
                // A running ledger appends, publishes and frees while this reads.
                Err(_) if tries < TRIES => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn tile(&self, tile: TileId) -> Result<Vec<u8>, VerifyError> {
        let bytes = read_tile(tile, |path| self.read(path))?;
        bytes.ok_or_else(|| VerifyError::Missing { path: tile.path() })
    }

    /// The widths below `width` that are kept of the tile or bundle with this full path.
    fn widths(&self, full: &str, width: u16) -> Result<Vec<u16>, VerifyError> {
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

    /// What is left of a bundle that was thinned: entries that were given up are empty.
    fn left(&self, bundle: BundleId) -> Result<Option<Vec<Bytes>>, VerifyError> {
        let path = thin::path(bundle.index()).unwrap_or_default();
        let Some(bytes) = self.read(&path)?.filter(|_| bundle.is_full()) else { return Ok(None) };
        let left = Thin::decode(&bytes.into()).ok_or(VerifyError::Form { path })?;
        Ok(Some(left.entries().to_vec()))
    }

    /// The entries of a bundle; where only the full one is kept, its first ones.
    fn bundle(&self, bundle: BundleId) -> Result<Vec<Bytes>, VerifyError> {
        let full = bundle.full();
        let (bytes, kept) = match self.read(&packed::path(bundle))? {
            Some(bytes) => (bytes, bundle),
            None => match self.read(&packed::path(full))? {
                Some(bytes) => (bytes, full),
                None => {
                    let left = self.left(bundle)?;
                    return left.ok_or_else(|| VerifyError::Missing { path: packed::path(bundle) });
                }
            },
        };
        let mut entries = packed::decode(kept, bytes)
            .map_err(|_| VerifyError::Form { path: packed::path(kept) })?;
        entries.truncate(usize::from(bundle.width()));
        Ok(entries)
    }
}

/// A check on its way through the bundles.
struct Check<'a> {
    files: &'a Files,
    head: &'a Checkpoint,
    edge: Edge,
    /// The newest partial tile of each level above 0, as the entries make it.
    partial: BTreeMap<u8, (TileId, Vec<u8>)>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    bytes: u64,
    pruned: u64,
    has_expired: bool,
    visit: &'a mut dyn FnMut(u64, Entry),
}

impl<'a> Check<'a> {
    fn new(files: &'a Files, head: &'a Checkpoint, visit: &'a mut dyn FnMut(u64, Entry)) -> Self {
        let (edge, partial) = (Edge::empty(), BTreeMap::new());
        Self {
            files,
            head,
            edge,
            partial,
            first: None,
            last: None,
            bytes: 0,
            pruned: 0,
            has_expired: false,
            visit,
        }
    }

    /// Checks a bundle, its tile of level 0, and the tiles above that it completes.
    fn bundle(&mut self, number: u64) -> Result<(), VerifyError> {
        let size = self.head.size();
        let ids = BundleId::in_tree(number, size).zip(TileId::in_tree(0, number, size));
        let Some((bundle, tile)) = ids else { return Ok(()) };
        let entries = self.files.bundle(bundle)?;
        let hashes = decode_hashes(&self.files.tile(tile)?, tile.width())
            .map_err(|_| VerifyError::Form { path: tile.path() })?;
        for (index, (entry, hash)) in (number * FULL..).zip(entries.iter().zip(&hashes)) {
            if entry.is_empty() {
                self.pruned += 1;
                continue;
            }
            if Hash::leaf(entry) != *hash {
                let (bundle, tile) = (packed::path(bundle), tile.path());
                return Err(VerifyError::Entry { index, bundle, tile });
            }
            self.entry(index, entry)?;
            self.bytes += entry.len() as u64;
        }
        for (tile, bytes) in self.edge.append(&hashes) {
            self.partial.remove(&tile.level());
            if !tile.is_full() {
                self.partial.insert(tile.level(), (tile, bytes));
            } else if tile.level() > 0 {
                self.compare(tile, &bytes)?;
            }
        }
        if bundle.is_full() { Ok(()) } else { self.narrower_bundles(bundle, &entries) }
    }

    /// Checks what an entry says of itself.
    fn entry(&mut self, index: u64, bytes: &[u8]) -> Result<(), VerifyError> {
        let entry = parse(index, bytes).map_err(|_| VerifyError::UnknownForm { index })?;
        if !has_form(&entry, bytes) {
            return Err(VerifyError::UnknownForm { index });
        }
        if self.last.is_some_and(|last| entry.at < last) {
            return Err(VerifyError::Time { index });
        }
        self.first.get_or_insert(entry.at);
        self.last = Some(entry.at);
        self.has_expired |= matches!(entry.event, Event::Expired(_));
        (self.visit)(index, entry);
        Ok(())
    }

    fn compare(&self, tile: TileId, bytes: &[u8]) -> Result<(), VerifyError> {
        if self.files.tile(tile)? == bytes {
            Ok(())
        } else {
            Err(VerifyError::Tile { path: tile.path() })
        }
    }

    /// The bundles that were published while this one was narrower hold its first entries.
    fn narrower_bundles(&self, bundle: BundleId, entries: &[Bytes]) -> Result<(), VerifyError> {
        for width in self.files.widths(&bundle.full().path(), bundle.width())? {
            let path = format!("{}.p/{width}", bundle.full().path());
            let first = entries.get(..usize::from(width)).unwrap_or_default();
            if self.files.read(&path)? != encode_bundle(first).ok() {
                return Err(VerifyError::Tile { path });
            }
        }
        Ok(())
    }

    /// Checks the partial tiles, those published while they were narrower, and the root.
    fn rest(&self) -> Result<(), VerifyError> {
        for (tile, bytes) in self.partial.values() {
            self.compare(*tile, bytes)?;
            for width in self.files.widths(&tile.full().path(), tile.width())? {
                let path = format!("{}.p/{width}", tile.full().path());
                let first = bytes.get(..usize::from(width) * 32);
                if self.files.read(&path)?.as_deref() != first {
                    return Err(VerifyError::Tile { path });
                }
            }
        }
        if self.edge.root() == self.head.root() {
            Ok(())
        } else {
            Err(VerifyError::Root { size: self.head.size() })
        }
    }
}
