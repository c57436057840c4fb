//! The index from tags to entries: rebuilt from the ledger when it is missing, behind, or another's.
//!
//! It holds nothing about anyone: a tag says nothing without the person's key. The newest tags are
//! held in memory. Each 4,096 that are published become one run, one value in sled under the index of
//! its first entry (big-endian):
//!
//! ```text
//! until u64 | rows sorted by tag: tag's first 8 bytes | offset from the first index u32
//! ```
//!
//! with big-endian numbers. *until* is where the next run begins to look: all tagged entries below it
//! are in this run or an earlier one. Whoever finds an entry compares its whole tag.
//!
//! Beside it stands the registry as it was published last, one value for each record, so that a start
//! need not read every change there ever was.

use super::erasure::ErasureMark;
use super::marks::Marks;
use super::seal::Tag;
use crate::merkle::Hash;
use crate::registry::Registry;
use crate::registry::record::Registered;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The tagged entries of one run.
const RUN: usize = 4096;

const ROW_BYTES: usize = 12;

/// The folder below the index's own that is sled's, and may be removed whole.
const FOLDER: &str = "tags.sled";

/// The memory that sled may use for what it read last.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Which ledger this is an index of: the hash of its first entry.
const LEDGER: &[u8] = b"ledger";

/// The newest entry that activated policies.
const POLICIES: &[u8] = b"policies";

/// Where it is noted how many persons the vault has.
const PERSONS: &[u8] = b"persons";

/// Up to which entry the registry's tree says what is registered, after the ledger's first leaf. No
/// record's key begins with a zero byte.
const REGISTERED_UNTIL: &[u8] = b"\0until";

/// Why the index cannot be used. It can always be deleted and is then rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Its folder cannot be made or removed.
    #[error("index: {what} failed")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// sled refused.
    #[error("index: sled failed")]
    Sled(#[from] sled::Error),
}

/// The index, filled by the sequencer (memory) and the publisher (runs).
pub(crate) struct Index {
    db: sled::Db,
    runs: sled::Tree,
    meta: sled::Tree,
    registered: sled::Tree,
    erased: sled::Tree,
    fresh: RwLock<Fresh>,
}

/// What is not yet in runs.
#[derive(Default)]
struct Fresh {
    by_tag: HashMap<Tag, u64>,
    in_order: VecDeque<(u64, Tag)>,
    policies: Option<u64>,
    changes: VecDeque<(u64, Box<Registered>)>,
}

/// What an index that was on disk already covers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Covered {
    /// All tagged entries below this are in runs.
    pub(crate) until: u64,
}

impl Index {
    /// Opens the index in this folder. One of another ledger, one that knows more entries than the
    /// `published` ones, and one that is damaged are removed and begun anew.
    pub(crate) fn open(
        dir: &Path,
        published: u64,
        first_leaf: Option<Hash>,
    ) -> Result<(Self, Covered), IndexError> {
        let folder = dir.join(FOLDER);
        match Self::open_sled(&folder) {
            Ok(index) => {
                if let Some(covered) = index.fits(published, first_leaf)? {
                    return Ok((index, covered));
                }
            }
            Err(IndexError::Sled(sled::Error::Io(source))) => {
                return Err(IndexError::Io { what: "opening it", source });
            }
            Err(damaged) => tracing::warn!(%damaged, "the index is rebuilt"),
        }
        remove(&folder)?;
        Ok((Self::open_sled(&folder)?, Covered { until: 0 }))
    }

    fn open_sled(folder: &Path) -> Result<Self, IndexError> {
        let db = sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).open()?;
        let (runs, meta) = (db.open_tree("runs")?, db.open_tree("meta")?);
        let registered = db.open_tree("registered")?;
        let erased = db.open_tree("erased")?;
        Ok(Self { db, runs, meta, registered, erased, fresh: RwLock::default() })
    }

    /// What is covered, if it is this ledger's.
    fn fits(&self, published: u64, first: Option<Hash>) -> Result<Option<Covered>, IndexError> {
        let Some((_, newest)) = self.runs.last()? else {
            return Ok(Some(Covered { until: 0 }));
        };
        let until = newest.first_chunk().copied().map(u64::from_be_bytes);
        let until = until.filter(|until| *until <= published);
        let ours = self.meta.get(LEDGER)?;
        let same = ours.is_some_and(|hash| first.is_some_and(|it| it.as_bytes() == &*hash));
        if same {
            let policies = self.meta.get(POLICIES)?;
            let policies = policies.and_then(|it| it.first_chunk().copied());
            self.write().policies = policies.map(u64::from_be_bytes);
        }
        Ok(until.filter(|_| same).map(|until| Covered { until }))
    }

    fn read(&self) -> RwLockReadGuard<'_, Fresh> {
        self.fresh.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Fresh> {
        self.fresh.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in entries in their order.
    pub(crate) fn add(&self, entries: impl Iterator<Item = Marks>) {
        let mut fresh = self.write();
        for Marks { index, tag, activates_policies, change, .. } in entries {
            if let Some(tag) = tag {
                fresh.by_tag.insert(tag, index);
                fresh.in_order.push_back((index, tag));
            }
            if activates_policies {
                fresh.policies = Some(index);
            }
            if let Some(change) = change {
                fresh.changes.push_back((index, change));
            }
        }
    }

    /// The newest entry that activated policies.
    pub(crate) fn newest_policies(&self) -> Option<u64> {
        self.read().policies
    }

    /// Notes an erasure. It stands there before any run that covers its entry.
    pub(crate) fn note_erasure(&self, mark: &ErasureMark) -> Result<(), IndexError> {
        self.erased.insert(mark.index.to_be_bytes(), mark.bytes())?;
        Ok(())
    }

    /// All erasures that were noted.
    pub(crate) fn erasures(&self) -> Result<Vec<ErasureMark>, IndexError> {
        let mut found = Vec::new();
        for row in &self.erased {
            let (index, bytes) = row?;
            found.extend(ErasureMark::read(&index, &bytes));
        }
        Ok(found)
    }

    /// Notes how many persons the vault has, for the ledger with this first leaf.
    pub(crate) fn note_persons(&self, persons: u64, first: Hash) -> Result<(), IndexError> {
        let value = [first.as_bytes().as_slice(), &persons.to_be_bytes()].concat();
        self.meta.insert(PERSONS, value)?;
        Ok(())
    }

    /// How many persons the vault had when that was last noted; 0 if it was not, for this ledger.
    pub(crate) fn persons(&self, first: Option<Hash>) -> Result<u64, IndexError> {
        let noted = self.meta.get(PERSONS)?;
        let of_this = noted.as_deref().zip(first.as_ref()).and_then(|(noted, first)| {
            noted.strip_prefix(first.as_bytes().as_slice())?.first_chunk().copied()
        });
        Ok(of_this.map_or(0, u64::from_be_bytes))
    }

    /// Finds the entry with this tag; `holds` tells whether an entry has it in full.
    pub(crate) fn find<E: From<IndexError>>(
        &self,
        tag: Tag,
        mut holds: impl FnMut(u64) -> Result<bool, E>,
    ) -> Result<Option<u64>, E> {
        if let Some(index) = self.read().by_tag.get(&tag) {
            return Ok(Some(*index));
        }
        for run in self.runs.iter().rev() {
            let (first, run) = run.map_err(IndexError::from)?;
            for index in rows_with(&first, &run, tag) {
                if holds(index)? {
                    return Ok(Some(index));
                }
            }
        }
        Ok(None)
    }

    /// The registry below the entry that comes second, as far as it was kept for this ledger.
    pub(crate) fn registry(
        &self,
        published: u64,
        first_leaf: Option<Hash>,
    ) -> Result<(Registry, u64), IndexError> {
        let mut registry = Registry::default();
        let noted = self.registered.get(REGISTERED_UNTIL)?;
        let of_this = noted.as_deref().zip(first_leaf.as_ref()).and_then(|(noted, first)| {
            noted.strip_prefix(first.as_bytes().as_slice())?.first_chunk().copied()
        });
        let until = of_this.map(u64::from_be_bytes).filter(|until| *until <= published);
        if let Some(until) = until {
            for kept in &self.registered {
                let (key, value) = kept?;
                match serde_json::from_slice(&value) {
                    _ if &*key == REGISTERED_UNTIL => {}
                    Ok(registered) => registry.apply(registered),
                    Err(_) => return self.forget_registry(),
                }
            }
            return Ok((registry, until));
        }
        self.forget_registry()
    }

    fn forget_registry(&self) -> Result<(Registry, u64), IndexError> {
        self.registered.clear()?;
        Ok((Registry::default(), 0))
    }

    /// Keeps the records whose changes are published. What `until` covers is written with it, whole
    /// or not at all.
    fn settle_registry(&self, published: u64, first_leaf: Hash) -> Result<(), IndexError> {
        let mut batch = sled::Batch::default();
        let until = [first_leaf.as_bytes().as_slice(), &published.to_be_bytes()].concat();
        batch.insert(REGISTERED_UNTIL, until);
        let mut fresh = self.write();
        while let Some((_, change)) = fresh.changes.pop_front_if(|(index, _)| *index < published) {
            // A record's JSON can always be written; an empty value would be read as damage.
            let value = serde_json::to_vec(&change).unwrap_or_default();
            batch.insert(change.record.key().as_str().as_bytes(), value);
        }
        drop(fresh);
        self.registered.apply_batch(batch)?;
        Ok(())
    }

    /// Moves what is published from memory into runs, as far as it fills them. `first_leaf` is the
    /// hash of the ledger's first entry.
    pub(crate) fn settle(&self, published: u64, first_leaf: Hash) -> Result<(), IndexError> {
        self.settle_registry(published, first_leaf)?;
        while let Some((first, run, until)) = self.next_run(published) {
            self.meta.insert(LEDGER, first_leaf.as_bytes())?;
            if let Some(policies) = self.newest_policies() {
                self.meta.insert(POLICIES, &policies.to_be_bytes())?;
            }
            // The run comes last: what it covers is then in the other tree too.
            self.runs.insert(first.to_be_bytes(), run)?;
            let mut fresh = self.write();
            while let Some((_, tag)) = fresh.in_order.pop_front_if(|(index, _)| *index < until) {
                fresh.by_tag.remove(&tag);
            }
        }
        Ok(())
    }

    /// The next run, when enough tagged entries are published: its first index, its value, and the
    /// index after its last.
    fn next_run(&self, published: u64) -> Option<(u64, Vec<u8>, u64)> {
        let fresh = self.read();
        let (last, _) = fresh.in_order.get(RUN - 1).filter(|(index, _)| *index < published)?;
        let (first, _) = fresh.in_order.front()?;
        let until = last + 1;
        let mut rows = Vec::with_capacity(RUN);
        for (index, tag) in fresh.in_order.iter().take(RUN) {
            // Some four thousand million untagged entries between two tagged ones would not fit.
            rows.push((tag.prefix(), u32::try_from(index - first).ok()?));
        }
        rows.sort_unstable();
        let mut value = until.to_be_bytes().to_vec();
        for (prefix, offset) in rows {
            value.extend_from_slice(&prefix);
            value.extend_from_slice(&offset.to_be_bytes());
        }
        Some((*first, value, until))
    }

    /// Makes what is in sled durable; only saves work at the next start.
    pub(crate) fn flush(&self) -> Result<(), IndexError> {
        self.db.flush()?;
        Ok(())
    }
}

/// The entries of a run whose tags begin as this one.
fn rows_with(first: &[u8], run: &[u8], tag: Tag) -> Vec<u64> {
    let first = first.first_chunk().copied().map(u64::from_be_bytes).unwrap_or_default();
    let (rows, _) = run.get(8..).unwrap_or_default().as_chunks::<ROW_BYTES>();
    let wanted = tag.prefix();
    let from = rows.partition_point(|row| row.as_slice() < wanted.as_slice());
    let matching = rows.iter().skip(from).take_while(|row| row.starts_with(&wanted));
    matching
        .filter_map(|row| row.last_chunk().copied().map(u32::from_be_bytes))
        .map(|offset| first + u64::from(offset))
        .collect()
}

fn remove(folder: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(IndexError::Io { what: "removing it", source })
        }
        _ => Ok(()),
    }
}
