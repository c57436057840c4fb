//! The publisher: the one thread that puts sequenced entries into tiles and signs the checkpoint.
//!
//! One round: bundles and tiles are written, read back and hashed again; the checkpoint is signed and
//! swapped in; only then are the entries dropped from memory, the index fed, the journal freed. Full
//! and partial tiles are immutable and follow from the order of the entries alone, so a round that
//! failed or was cut short by a crash at any point is simply done again: what it had written is there
//! with the same bytes.

use super::bundles::{self, BundleError};
use super::clock::ClockWrong;
use super::indexer::Work;
use super::journal::Sequenced;
use super::packed;
use super::read::{FULL, Shared};
use super::store::StoreError;
use crate::merkle::Hash;
use crate::merkle::checkpoint::{Checkpoint, CheckpointError};
use crate::merkle::note::{NoteError, NoteSigner};
use crate::merkle::tile::{BundleId, TileError, TileId};
use crate::merkle::tree::Edge;
use crate::vocab::cause::Told;
use bytes::Bytes;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most entries of one round.
const ROUND_ENTRIES: usize = 16 * 1024;

/// How long after a failed round the next one waits, at the least.
const TRY_AGAIN: Duration = Duration::from_millis(100);

/// Why a round failed. The entries stay sequenced, and the round is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Read(#[from] super::read::ReadError),
    #[error(transparent)]
    Tile(#[from] TileError),
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Sign(#[from] NoteError),
    #[error("what was read back of {0} is not what was written")]
    ReadBack(String),
}

/// Why the ledger is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// The last write failed: no entry can be made durable.
    #[error("the ledger cannot write")]
    CannotWrite,
    /// Entries are durable, but the last try to publish them failed.
    #[error("the ledger cannot publish")]
    CannotPublish,
    /// It was closed.
    #[error("the ledger is closed")]
    Closed,
    /// The clock cannot be right.
    #[error(transparent)]
    Clock(#[from] ClockWrong),
}

/// How a publisher is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// After publishing all that is sequenced.
    Published,
    /// At once, as if the process had been killed.
    AtOnce,
}

/// What sequencer, publisher and the ledger's holders tell each other.
#[derive(Debug)]
pub(crate) struct Signal {
    said: Mutex<Said>,
    /// Wakes the publisher.
    wake: Condvar,
    /// Wakes those who wait for a round.
    round: Condvar,
}

#[derive(Debug)]
struct Said {
    /// A thread of the ledger has panicked.
    dead: bool,
    /// There are entries to publish.
    news: bool,
    /// They are to be published now.
    hurry: bool,
    stop: Option<Stop>,
    cannot_write: bool,
    cannot_publish: bool,
    /// How many rounds were tried.
    rounds: u64,
}

impl Signal {
    pub(crate) const fn new(news: bool) -> Self {
        let said = Said {
            dead: false,
            news,
            hurry: false,
            stop: None,
            cannot_write: false,
            cannot_publish: false,
            rounds: 0,
        };
        Self { said: Mutex::new(said), wake: Condvar::new(), round: Condvar::new() }
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// There are new entries.
    pub(crate) fn news(&self) {
        let mut said = self.said();
        if !said.news {
            said.news = true;
            self.wake.notify_one();
        }
    }

    /// The sequencer or the publisher is gone: nothing is written or published any more.
    pub(crate) fn died(&self) {
        let mut said = self.said();
        said.dead = true;
        self.wake.notify_all();
        self.round.notify_all();
    }

    /// Storage takes entries, or does not.
    pub(crate) fn writes_well(&self, well: bool) {
        self.said().cannot_write = !well;
    }

    /// Tells the publisher to stop.
    pub(crate) fn stop(&self, how: Stop) {
        self.said().stop.get_or_insert(how);
        self.wake.notify_one();
        self.round.notify_all();
    }

    pub(crate) fn ready(&self) -> Result<(), Unready> {
        let said = self.said();
        if said.stop.is_some() {
            Err(Unready::Closed)
        } else if said.cannot_write || said.dead {
            Err(Unready::CannotWrite)
        } else if said.cannot_publish {
            Err(Unready::CannotPublish)
        } else {
            Ok(())
        }
    }

    /// Asks for a round now and waits until one has been tried. Only a round that began after the
    /// call is sure to have seen all that was sequenced before it.
    pub(crate) fn hurry(&self) -> Result<(), Unready> {
        let mut said = self.said();
        let rounds = said.rounds;
        while said.rounds == rounds {
            if said.stop.is_some() || said.dead {
                return Err(Unready::Closed);
            }
            said.hurry = true;
            self.wake.notify_one();
            said = self.round.wait(said).unwrap_or_else(PoisonError::into_inner);
        }
        if said.cannot_publish { Err(Unready::CannotPublish) } else { Ok(()) }
    }

    /// Waits until it is time for a round: there is news and `rest` has passed, or somebody hurries,
    /// or all is to stop.
    fn wait(&self, rest: Duration) -> Option<Stop> {
        let until = Instant::now() + rest;
        let mut said = self.said();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if said.stop.is_some() || said.hurry || (said.news && left.is_zero()) {
                said.news = false;
                said.hurry = false;
                return said.stop;
            }
            said = if said.news {
                let woken = self.wake.wait_timeout(said, left);
                woken.unwrap_or_else(PoisonError::into_inner).0
            } else {
                self.wake.wait(said).unwrap_or_else(PoisonError::into_inner)
            };
        }
    }

    fn tried(&self, well: bool) {
        let mut said = self.said();
        said.rounds += 1;
        said.cannot_publish = !well;
        said.news |= !well;
        self.round.notify_all();
    }
}

/// Entries in bundles.
struct Bundled {
    /// The bundles that were filled, and the one that was begun.
    bundles: Vec<(BundleId, Vec<Bytes>)>,
    /// The entries of the one that is not full.
    tail: Vec<Bytes>,
}

/// The publisher's state, as of the last published checkpoint.
pub(crate) struct Publisher {
    pub(crate) shared: Arc<Shared>,
    pub(crate) signal: Arc<Signal>,
    pub(crate) signer: NoteSigner,
    pub(crate) interval: Duration,
    pub(crate) edge: Edge,
    /// The entries of the bundle that is not yet full.
    pub(crate) tail: Vec<Bytes>,
    pub(crate) checkpoint: Vec<u8>,
    /// A checkpoint that was signed, but perhaps not swapped in.
    pub(crate) attempted: Option<Vec<u8>>,
    /// The hash of the first entry, once there is one.
    pub(crate) first_leaf: Option<Hash>,
    /// Tells the indexer of what is published.
    pub(crate) work: Arc<Work>,
}

impl Publisher {
    /// Works until it is told to stop.
    pub(crate) fn run(mut self) {
        let mut rest = Duration::ZERO;
        loop {
            let stop = self.signal.wait(rest);
            if stop == Some(Stop::AtOnce) {
                return;
            }
            let tried = self.publish_all();
            if let Err(error) = &tried {
                tracing::error!(error = %Told(error), "the ledger cannot publish");
            }
            rest = if tried.is_ok() { self.interval } else { self.interval.max(TRY_AGAIN) };
            self.signal.tried(tried.is_ok());
            if stop.is_some() {
                return;
            }
        }
    }

    /// Publishes what is sequenced by now; what comes meanwhile waits for its turn.
    fn publish_all(&mut self) -> Result<(), PublishError> {
        let goal = self.shared.recent().sequenced();
        while self.edge.size() < goal {
            let most = usize::try_from(goal - self.edge.size()).unwrap_or(ROUND_ENTRIES);
            let entries = self.shared.recent().oldest(most.min(ROUND_ENTRIES));
            self.round(&entries).inspect_err(|error| self.give_up_spoilt(error))?;
        }
        Ok(())
    }

    /// Gives up an object of this round's that a bit flipped in on its way to disk: the next round writes it
    /// anew. One that stood there before with other bytes stays: it may be of another history that was signed.
    fn give_up_spoilt(&self, error: &PublishError) {
        let PublishError::ReadBack(object) = error else { return };
        if let Err(error) =
            self.shared.store.give_up(self.edge.size(), std::slice::from_ref(object))
        {
            tracing::error!(error = %Told(&error), "a damaged object could not be given up");
        }
    }

    /// Publishes these entries, which follow the published ones.
    fn round(&mut self, entries: &[Sequenced]) -> Result<(), PublishError> {
        let old_size = self.edge.size();
        let mut edge = self.edge.clone();
        let leaves: Vec<_> = entries.iter().map(|sequenced| sequenced.leaf).collect();
        let tiles = edge.append(&leaves);
        let Bundled { bundles, tail } = self.bundles(entries)?;
        let mut objects = bundles::objects(&*self.shared.store, &bundles)?;
        objects.extend(tiles.iter().map(|(id, bytes)| (id.path(), bytes.clone())));
        self.shared.store.put(&objects)?;
        self.read_back(&bundles, &tiles)?;
        let origin = self.signer.verifier().name().as_str().to_owned();
        let checkpoint = Checkpoint::new(&origin, edge.size(), edge.root())?;
        self.swap(self.signer.sign(&checkpoint.text())?)?;
        self.edge = edge;
        self.tail = tail;
        self.first_leaf = self.first_leaf.or_else(|| leaves.first().copied());
        self.after(old_size);
        Ok(())
    }

    /// Puts these entries into bundles, the first of which may have begun before.
    fn bundles(&self, entries: &[Sequenced]) -> Result<Bundled, TileError> {
        let mut number = self.edge.size() / FULL;
        let mut bundles = Vec::new();
        let mut open = self.tail.clone();
        for sequenced in entries {
            open.push(sequenced.entry.clone());
            if open.len() as u64 == FULL {
                bundles.push((BundleId::new(number, 256)?, std::mem::take(&mut open)));
                number += 1;
            }
        }
        if let Ok(width) = u16::try_from(open.len())
            && width > 0
        {
            bundles.push((BundleId::new(number, width)?, open.clone()));
        }
        Ok(Bundled { bundles, tail: open })
    }

    /// Reads back what was written and hashes it again: a bit that flipped since the entries were
    /// hashed would otherwise be signed, and the log beyond repair.
    fn read_back(
        &self,
        bundles: &[(BundleId, Vec<Bytes>)],
        tiles: &[(TileId, Vec<u8>)],
    ) -> Result<(), PublishError> {
        for (id, bytes) in tiles {
            if self.shared.store.read(&id.path())?.as_ref() != Some(bytes) {
                return Err(PublishError::ReadBack(id.path()));
            }
        }
        for (bundle, _) in bundles {
            let same = |(tile, _): &&(TileId, Vec<u8>)| {
                tile.level() == 0
                    && tile.index() == bundle.index()
                    && tile.width() == bundle.width()
            };
            let entries = bundles::read(&*self.shared.store, *bundle)?.unwrap_or_default();
            let hashed: Vec<u8> =
                entries.iter().flat_map(|entry| *Hash::leaf(entry).as_bytes()).collect();
            if tiles.iter().find(same).is_none_or(|(_, bytes)| *bytes != hashed) {
                return Err(PublishError::ReadBack(packed::path(*bundle)));
            }
        }
        Ok(())
    }

    /// Swaps the checkpoint in. One that was attempted before may stand there although its swap
    /// failed; it is of the same log, so going on from it is right.
    fn swap(&mut self, note: Vec<u8>) -> Result<(), PublishError> {
        let there = self.shared.store.checkpoint()?;
        let is_ours = there.as_ref() == Some(&self.checkpoint)
            || (there.is_some() && there == self.attempted);
        if !is_ours {
            return Err(StoreError::CheckpointMoved.into());
        }
        self.attempted = Some(note.clone());
        self.shared.store.swap_checkpoint(there.as_deref(), &note)?;
        self.checkpoint = note;
        self.attempted = None;
        Ok(())
    }

    /// What follows a published checkpoint and may fail without harm.
    fn after(&self, old_size: u64) {
        let size = self.edge.size();
        self.shared.recent_mut().drop_published(size);
        self.shared.vault.counts.settle();
        let persons = self.shared.vault.persons();
        let index = &self.shared.index;
        if let Some(first_leaf) = self.first_leaf
            && let Err(error) = index
                .settle(size, first_leaf)
                .and_then(|()| index.note_persons(persons, first_leaf))
        {
            tracing::warn!(%error, "the index is behind and will catch up");
        }
        self.work.news();
        if let Err(error) = self.shared.store.give_up(size, &superseded(old_size, size)) {
            tracing::warn!(%error, "what is no longer needed could not be given up");
        }
    }
}

/// The folders of partial tiles and bundles of the old size whose full ones exist now.
fn superseded(old_size: u64, size: u64) -> Vec<String> {
    let mut folders = Vec::new();
    for level in 0..8_u8 {
        let shift = u32::from(level) * 8;
        let Some(old) = TileId::in_tree(level, (old_size >> shift) / FULL, old_size) else {
            continue;
        };
        if (size >> shift) / FULL > old.index() {
            folders.push(format!("{}.p", old.full().path()));
            if level == 0
                && let Ok(bundle) = BundleId::new(old.index(), old.width())
            {
                folders.push(format!("{}.p", bundle.full().path()));
            }
        }
    }
    folders
}
