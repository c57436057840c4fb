//! The index from tags to entries: rebuilt from the ledger when it is missing, behind, or another's.
//!
//! It holds nothing about anyone: a tag says nothing without the person's key. The newest tags are
//! held in memory; what is published is written down in [`runs`], and every eight runs of a level are
//! joined to one of the next, so that finding looks into few values however long the log is. Which
//! runs there are depends on how many entries are published and on nothing else: one that was rebuilt
//! is the same as one that grew.
//!
//! What is neither in memory nor in runs is a *gap*: at a start, what was not written down; all of the
//! log when the folder was deleted. Gaps are filled beside the running ledger, the newest part first.
//! Until then nobody is told that a tag is not there, because it could be in a gap.
//!
//! Beside them stands the registry as it was published last (`registered`), so that a start need not
//! read every change there ever was.

mod filling;
mod registered;
pub mod runs;

pub(crate) use filling::Task;

use super::erasure::ErasureMark;
use super::marks::Marks;
use super::seal::Tag;
use crate::merkle::Hash;
use crate::registry::record::Registered;
use filling::Gaps;
use registered::{Known, Noted};
use runs::{Run, Span};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The folder below the index's own that is sled's, and may be removed whole.
const FOLDER: &str = "tags.sled";

/// The memory that sled may use for what it read last.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Which runs there are, after the first leaf of the ledger that they are of.
const RUNS: &[u8] = b"runs";

/// Where it is noted how many persons the vault has.
const PERSONS: &[u8] = b"persons";

/// How many runs of level 0 are held in memory at the most. Should sled fail for so long that there
/// are more, the oldest becomes a gap: memory is bounded, and it is read again later.
const MOST_HELD: usize = 64;

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
    /// What was asked for may be in a part that is not yet rebuilt.
    #[error("index: it is being rebuilt")]
    Rebuilding,
}

/// The index, filled by the sequencer (memory) and the indexer (runs).
pub(crate) struct Index {
    db: sled::Db,
    postings: sled::Tree,
    meta: sled::Tree,
    registered: sled::Tree,
    erased: sled::Tree,
    span: Span,
    state: RwLock<State>,
}

/// A run in sled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Listed {
    run: Run,
    /// How many tags it holds.
    rows: u64,
    /// It was joined with others; its values are being removed.
    leaving: bool,
}

/// The tags of entries that belong to one run of level 0, by their offsets.
type Held = HashMap<Tag, u16>;

/// What there is beside sled.
struct State {
    /// Newest first.
    runs: Arc<Vec<Listed>>,
    held: BTreeMap<u64, Held>,
    gaps: Gaps,
    published: u64,
    first_leaf: Option<Hash>,
    /// The newest entry that activated policies, of those that are noted in sled.
    noted_policies: Option<u64>,
    /// Later ones.
    policies: VecDeque<u64>,
    /// Changes of the registry that are not yet kept in sled.
    changes: VecDeque<(u64, Box<Registered>)>,
    /// Erasures that are not.
    erasures: VecDeque<ErasureMark>,
}

impl Index {
    /// Opens the index in this folder. One of another ledger, one that knows more entries than the
    /// `published` ones, and one that is damaged are removed and begun anew. Whatever it lacks below
    /// `published` is a gap.
    pub(crate) fn open(
        dir: &Path,
        published: u64,
        first_leaf: Option<Hash>,
        span: Span,
    ) -> Result<Self, IndexError> {
        let folder = dir.join(FOLDER);
        match Self::open_sled(&folder, span) {
            Ok(mut index) => {
                if index.is_of(published, first_leaf)? {
                    return Ok(index);
                }
            }
            Err(IndexError::Sled(sled::Error::Io(source))) => {
                return Err(IndexError::Io { what: "opening it", source });
            }
            Err(damaged) => tracing::warn!(%damaged, "the index is rebuilt"),
        }
        remove(&folder)?;
        let mut index = Self::open_sled(&folder, span)?;
        index.is_of(published, first_leaf)?;
        Ok(index)
    }

    fn open_sled(folder: &Path, span: Span) -> Result<Self, IndexError> {
        let db = sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).open()?;
        let (postings, meta) = (db.open_tree("postings")?, db.open_tree("meta")?);
        let registered = db.open_tree("registered")?;
        let erased = db.open_tree("erased")?;
        let state = State {
            runs: Arc::default(),
            held: BTreeMap::new(),
            gaps: Gaps::default(),
            published: 0,
            first_leaf: None,
            noted_policies: None,
            erasures: VecDeque::new(),
            policies: VecDeque::new(),
            changes: VecDeque::new(),
        };
        Ok(Self { db, postings, meta, registered, erased, span, state: RwLock::new(state) })
    }

    /// Takes in what is there, if it is this ledger's; whether it is.
    fn is_of(&mut self, published: u64, first_leaf: Option<Hash>) -> Result<bool, IndexError> {
        let noted = self.meta.get(RUNS)?;
        let runs = match noted.as_deref() {
            Some(noted) => filling::read_list(noted, first_leaf, self.span),
            None => Some(Vec::new()),
        };
        let fits = |listed: &Listed| listed.run.entries().end <= published;
        let Some(runs) = runs.filter(|runs| runs.iter().all(fits)) else { return Ok(false) };
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.gaps = Gaps::between(runs.iter().filter(|it| !it.leaving), published);
        (state.published, state.first_leaf) = (published, first_leaf);
        state.runs = Arc::new(runs);
        Ok(true)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in new entries in their order.
    pub(crate) fn add(&self, entries: impl Iterator<Item = Marks>) {
        let mut state = self.write();
        for Marks { index, tag, activates_policies, change, erasure, .. } in entries {
            if let Some(tag) = tag {
                state.hold(self.span, index, tag);
            }
            if activates_policies {
                state.policies.push_back(index);
            }
            if let Some(change) = change {
                state.changes.push_back((index, change));
            }
            state.erasures.extend(erasure);
        }
        state.bound(self.span);
    }

    /// The newest entry that activated policies.
    pub(crate) fn newest_policies(&self) -> Option<u64> {
        let state = self.read();
        state.policies.back().copied().or(state.noted_policies)
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

    /// Finds the entry with this tag among those from `since` on; `holds` tells whether an entry has
    /// it in full.
    ///
    /// # Errors
    /// [`IndexError::Rebuilding`] when it was not found but could be in a gap.
    pub(crate) fn find<E: From<IndexError>>(
        &self,
        tag: Tag,
        since: u64,
        mut holds: impl FnMut(u64) -> Result<bool, E>,
    ) -> Result<Option<u64>, E> {
        loop {
            let (held, runs, whole) = {
                let state = self.read();
                let whole = !state.gaps.reach_beyond(since);
                (state.held(self.span, tag), state.runs.clone(), whole)
            };
            if let Some(index) = held
                && holds(index)?
            {
                return Ok(Some(index));
            }
            match self.find_in(&runs, tag, since, &mut holds)? {
                Looked::Found(index) => return Ok(Some(index)),
                Looked::Absent if whole => return Ok(None),
                Looked::Absent => return Err(IndexError::Rebuilding.into()),
                // It was joined with others and removed meanwhile.
                Looked::Gone(_) if !Arc::ptr_eq(&runs, &self.read().runs) => {}
                Looked::Gone(run) => self.give_up(run)?,
            }
        }
    }

    fn find_in<E: From<IndexError>>(
        &self,
        runs: &[Listed],
        tag: Tag,
        since: u64,
        holds: &mut impl FnMut(u64) -> Result<bool, E>,
    ) -> Result<Looked, E> {
        let wanted = |listed: &&Listed| !listed.leaving && listed.run.entries().end > since;
        for Listed { run, .. } in runs.iter().filter(wanted) {
            let key = run.key_of(tag.prefix());
            let Some(value) = self.postings.get(key).map_err(IndexError::from)? else {
                return Ok(Looked::Gone(*run));
            };
            for index in run.entries_with(tag.prefix(), &value) {
                if index >= since && holds(index)? {
                    return Ok(Looked::Found(index));
                }
            }
        }
        Ok(Looked::Absent)
    }

    /// The registry and the newest activation, as far as they were kept for this ledger.
    pub(crate) fn known(
        &self,
        published: u64,
        first_leaf: Option<Hash>,
    ) -> Result<Known, IndexError> {
        let known = registered::known(&self.registered, published, first_leaf)?;
        if known.until == 0 {
            self.erased.clear()?;
        }
        self.write().noted_policies = known.policies;
        Ok(known)
    }

    /// How many entries are in no run and not in memory.
    pub(crate) fn missing(&self) -> u64 {
        self.read().gaps.entries()
    }

    /// So many entries are published; what they say of registry, policies and erasures is kept.
    /// `first_leaf` is the hash of the ledger's first entry.
    pub(crate) fn settle(&self, published: u64, first_leaf: Hash) -> Result<(), IndexError> {
        let noted = self.write().noted(published, first_leaf);
        let kept = noted.keep(&self.registered, &self.erased);
        if kept.is_err() {
            // What follows must not be kept without these.
            let mut state = self.write();
            noted.changes.into_iter().rev().for_each(|it| state.changes.push_front(it));
            noted.erasures.into_iter().rev().for_each(|it| state.erasures.push_front(it));
        }
        kept
    }

    /// Makes what is in sled durable; only saves work at the next start.
    pub(crate) fn flush(&self) -> Result<(), IndexError> {
        self.db.flush()?;
        Ok(())
    }
}

/// What looking into runs found.
enum Looked {
    Found(u64),
    Absent,
    /// A run that was listed is not there any more.
    Gone(Run),
}

impl State {
    /// Takes out what newly published entries say.
    fn noted(&mut self, published: u64, first_leaf: Hash) -> Noted {
        self.published = published;
        self.first_leaf = Some(first_leaf);
        while let Some(index) = self.policies.pop_front_if(|index| *index < published) {
            self.noted_policies = Some(index);
        }
        let mut noted = Noted {
            first_leaf,
            until: published,
            policies: self.noted_policies,
            changes: Vec::new(),
            erasures: Vec::new(),
        };
        while let Some(change) = self.changes.pop_front_if(|it| it.0 < published) {
            noted.changes.push(change);
        }
        while let Some(erasure) = self.erasures.pop_front_if(|it| it.index < published) {
            noted.erasures.push(erasure);
        }
        noted
    }

    /// Holds a tag in memory.
    fn hold(&mut self, span: Span, index: u64, tag: Tag) {
        let run = span.run_of(index);
        let offset = u16::try_from(index - run.entries().start).unwrap_or(u16::MAX);
        self.held.entry(run.number()).or_default().insert(tag, offset);
    }

    fn held(&self, span: Span, tag: Tag) -> Option<u64> {
        self.held.iter().rev().find_map(|(number, held)| {
            let offset = held.get(&tag)?;
            Some((number << span.bits()) + u64::from(*offset))
        })
    }

    /// Makes gaps of the oldest that are held, when they are too many.
    fn bound(&mut self, span: Span) {
        while self.held.len() > MOST_HELD
            && let Some((number, _)) = self.held.pop_first()
            && let Some(run) = Run::new(span, 0, number)
        {
            self.gaps.add(run.entries());
        }
    }
}

fn remove(folder: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(IndexError::Io { what: "removing it", source })
        }
        _ => Ok(()),
    }
}
