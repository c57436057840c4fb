//! Floor 30: the ledger. What was read, by whom and why, on disk before the first byte of it leaves.
//!
//! An entry is *sequenced* when it has its index and is durable in the journal; *integrated* when it is
//! in a bundle and its hash in tiles; *published* when a signed checkpoint covers it. The order of
//! writes, and what is true if the machine stops right after each:
//!
//! 1. new persons' keys in the vault: keys without entries, which nobody sees;
//! 2. the batch in the journal: it is sequenced, and its waiters are told;
//! 3. bundles and tiles of the new size: files that no checkpoint covers, written again with the same
//!    bytes after a restart;
//! 4. the checkpoint, by rename: published;
//! 5. index, journal space and superseded partial tiles: caught up with after a restart.
//!
//! Starting reads the checkpoint, the right edge of the tree and the journal, and goes on at step 3
//! with what the journal holds beyond the checkpoint.

mod about;
mod behind;
pub mod bundle;
mod bundles;
pub mod chain;
pub mod clock;
pub(crate) mod copy;
pub mod counts;
pub mod digest;
pub mod entry;
pub mod erasure;
mod everyone;
mod files;
mod heads;
mod index;
mod indexer;
pub mod inside;
mod journal;
mod load;
mod marks;
mod outside;
pub mod packed;
mod persons;
mod publish;
mod read;
mod recent;
mod release;
mod retention;
pub mod row;
mod seal;
mod segments;
mod sequence;
pub mod stamps;
pub mod standing;
pub mod store;
mod thin;
pub mod vault;
pub mod verify;
mod waiting;
pub mod watched;
mod whose;
pub mod witnessing;

pub use about::About;
pub use digest::DigestError;
pub use files::FileStore;
pub use heads::HeadsError;
pub use index::{IndexError, runs};
pub use journal::Sequenced;
pub use load::LedgerError;
pub use publish::Unready;
pub use read::ReadError;
pub use retention::{RetainError, Retained};
pub use seal::{SealError, open_with};
pub use segments::SEGMENT_BYTES;
pub use vault::{Handle, VaultError};

use crate::merkle::note::{NoteSigner, NoteVerifier};
use crate::policy::Retention;
use crate::registry::Registrations;
use crate::vocab::ids::EntryIndex;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::{SharedClock, Timestamp};
use clock::{ClockWrong, Leeway, Timekeeper};
use counts::Counts;
use entry::{Draft, Entry};
use indexer::Work;
use publish::{Signal, Stop};
use read::Shared;
use retention::Expiries;
use runs::Span;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use waiting::{NotTaken, Order, submit};
use witnessing::{Settings, Witnessing, WitnessingError};

/// What a ledger is opened with.
pub struct Options {
    /// The folder of checkpoint, tiles and journal.
    pub dir: PathBuf,
    /// The folder of the vault: on another disk or backup plan than `dir`, so that an erased key does
    /// not come back with it.
    pub vault_dir: PathBuf,
    /// The folder of the index, which may be deleted at any time while the ledger is closed.
    pub index_dir: PathBuf,
    /// The log's name in its checkpoints; must be the name of the signer's key.
    pub origin: String,
    /// Signs checkpoints.
    pub signer: NoteSigner,
    /// Tells the time of entries.
    pub clock: SharedClock,
    /// How far off it may be.
    pub leeway: Leeway,
    /// How often, at most, a checkpoint is published.
    pub publish_interval: Duration,
    /// How long entries about persons can be opened when they do not say it themselves; none: for ever.
    pub keep: Option<Retention>,
    /// How many drafts may wait; beyond it [`AppendError::Busy`].
    pub queue: usize,
    /// How often, at the least, a digest over all persons is written.
    pub digest_interval: Duration,
    /// After how many entries one is written sooner; a digest covers no more new entries than these.
    pub digest_entries: u64,
}

/// Why an entry was not written. Whatever depends on it must not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// More drafts wait, or more entries are unpublished, than may be. Try again shortly.
    #[error("the ledger is busy")]
    Busy,
    /// Storage failed. (The entry may be found in the ledger after a crash all the same.)
    #[error("the ledger cannot write")]
    Failed,
    /// The entry passes the limit `entry_bytes`.
    #[error("the entry passes the limit {}", crate::vocab::limits::ENTRY_BYTES)]
    TooLong,
    /// It goes on with what was kept about a person, and nothing is kept about them any more.
    #[error("nothing is kept about the person any more")]
    Gone,
    /// The ledger is closed.
    #[error("the ledger is closed")]
    Closed,
    /// The clock cannot be right, and an entry never gets a wrong time.
    #[error(transparent)]
    Clock(#[from] ClockWrong),
}

/// An open ledger; clones are handles of the same one.
///
/// Dropping the last handle without [`Ledger::close`] loses nothing that was acknowledged; what is
/// not yet published is published after the next start.
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    signal: Arc<Signal>,
    timekeeper: Arc<Timekeeper>,
    orders: SyncSender<Order>,
    sequencer: Mutex<Option<JoinHandle<()>>>,
    publisher: Mutex<Option<JoinHandle<()>>>,
    indexer: Mutex<Option<JoinHandle<()>>>,
    work: Arc<Work>,
    /// Whoever releases held entries: one at a time.
    releasing: tokio::sync::Mutex<()>,
    digester: Mutex<Option<JoinHandle<()>>>,
    calls: Arc<digest::Calls>,
    verifier: NoteVerifier,
    /// Which bundles may be thinned, and when.
    expiries: Mutex<Expiries>,
    /// Held while a person is erased.
    erasing: tokio::sync::Mutex<()>,
    /// Those who cosign, once there are some.
    witnessing: OnceLock<Arc<Witnessing>>,
    stamping: OnceLock<Arc<stamps::Stamping>>,
    /// The most drafts that [`Ledger::append_all`] has in the queue at one time.
    bulk: usize,
}

impl Ledger {
    /// Opens the ledger in files, and makes a new one if there is none.
    ///
    /// # Errors
    /// When it is open elsewhere, damaged, not this signer's, or its vault is missing.
    pub fn open(options: Options) -> Result<Self, LedgerError> {
        let store = FileStore::open(&options.dir)?;
        Self::open_on(Arc::new(store), options)
    }

    /// Opens the ledger in this storage; `options.dir` is not looked at.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_on(store: Arc<dyn store::Store>, options: Options) -> Result<Self, LedgerError> {
        Self::open_with(store, options, Span::USUAL)
    }

    /// As [`Ledger::open_on`], with an index whose smallest runs span so many entries.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_with(
        store: Arc<dyn store::Store>,
        options: Options,
        span: Span,
    ) -> Result<Self, LedgerError> {
        let inner = load::load(store, options, span)?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Writes an entry; resolves when it is sequenced: durable, with this index.
    ///
    /// # Errors
    /// When it was not written. A caller who stops waiting does not know.
    pub async fn append(&self, draft: Draft) -> Result<EntryIndex, AppendError> {
        let wait = submit(&self.inner.orders, draft)?;
        wait.await.unwrap_or(Err(AppendError::Closed))
    }

    /// Writes several entries, in this order though perhaps not without others in between; resolves
    /// when all are durable, with their indexes. They share the disk's syncs.
    ///
    /// # Errors
    /// When one was not written; others may have been.
    pub async fn append_all(&self, drafts: Vec<Draft>) -> Result<Vec<EntryIndex>, AppendError> {
        let mut indexes = Vec::with_capacity(drafts.len());
        let mut waiting = VecDeque::new();
        for draft in drafts {
            let mut waits_for = Some(draft);
            while let Some(draft) = waits_for.take() {
                match submit(&self.inner.orders, draft) {
                    Ok(wait) => waiting.push_back(wait),
                    Err(NotTaken { draft: Some(draft), .. }) => waits_for = Some(*draft),
                    Err(NotTaken { why, draft: None }) => return Err(why),
                }
                // Half the queue at the most: the other half is for readings.
                let full = waits_for.is_some() || waiting.len() >= self.inner.bulk;
                if full {
                    let first = waiting.pop_front().ok_or(AppendError::Busy)?;
                    indexes.push(first.await.unwrap_or(Err(AppendError::Closed))?);
                }
            }
        }
        for wait in waiting {
            indexes.push(wait.await.unwrap_or(Err(AppendError::Closed))?);
        }
        Ok(indexes)
    }

    /// The entries about a person, newest first, at most `most`; with `before`, those that came
    /// before the person's entry of that [`About::count`]. Blocks on files.
    ///
    /// # Errors
    /// When files, vault or index cannot be read.
    pub fn about(
        &self,
        person: &PersonNumber,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<About>, ReadError> {
        self.inner.shared.about(person, before, most)
    }

    /// An entry by its index; none beyond the newest. Blocks on files.
    ///
    /// # Errors
    /// When it cannot be read or has an unknown form.
    pub fn entry(&self, index: EntryIndex) -> Result<Option<Entry>, ReadError> {
        self.inner.shared.entry(index.0)
    }

    /// Several entries by their indexes, in this order; neighbours are read together. Blocks on files.
    ///
    /// # Errors
    /// When one cannot be read, has an unknown form or is beyond the newest.
    pub fn entries(&self, indexes: &[EntryIndex]) -> Result<Vec<Entry>, ReadError> {
        self.inner.shared.entries(indexes)
    }

    /// The bytes of an entry, as they are hashed; none beyond the newest. Blocks on files.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn bytes(&self, index: EntryIndex) -> Result<Option<bytes::Bytes>, ReadError> {
        self.inner.shared.bytes(index.0)
    }

    /// The leaf hash of a published entry, as its tile has it. Blocks on files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn leaf(&self, index: EntryIndex) -> Result<crate::merkle::Hash, ReadError> {
        self.inner.shared.leaf(index.0, self.published())
    }

    /// Visits all entries of these kinds ([`entry::Event`]) from this moment on, oldest first, also the
    /// unpublished. Blocks on files.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn tail(
        &self,
        since: Timestamp,
        kinds: &[&str],
        visit: impl FnMut(EntryIndex, Entry),
    ) -> Result<(), ReadError> {
        self.inner.shared.tail(since, kinds, visit)
    }

    /// The first entry from this moment on; none when the newest is earlier. Blocks on files.
    ///
    /// # Errors
    /// When entries cannot be read.
    pub fn first_since(&self, since: Timestamp) -> Result<Option<EntryIndex>, ReadError> {
        self.inner.shared.first_since(since)
    }

    /// The registry, as the entries sequenced so far make it: a change is in it before whoever wrote
    /// the change is told.
    #[must_use]
    pub fn registrations(&self) -> &Arc<Registrations> {
        &self.inner.shared.registrations
    }

    /// What limits on distinct persons are counted by.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.inner.shared.vault.counts
    }

    /// Persons for whom something is watched.
    #[must_use]
    pub fn watched(&self) -> &watched::Watched {
        &self.inner.shared.vault.watched
    }

    /// The secret from which pseudonyms are made; it leaves the vault for nothing else.
    #[must_use]
    pub fn pseudonyms(&self) -> &Key32 {
        self.inner.shared.vault.pseudonyms()
    }

    /// The newest entry that activated policies.
    #[must_use]
    pub fn newest_policies(&self) -> Option<EntryIndex> {
        self.inner.shared.index.newest_policies().map(EntryIndex)
    }

    /// How many entries the index does not know: it is being rebuilt, and what is about a person cannot
    /// be told in full ([`ReadError::Index`]).
    #[must_use]
    pub fn not_indexed(&self) -> u64 {
        self.inner.shared.index.missing()
    }

    /// In about what time the index will know all, once that can be told.
    #[must_use]
    pub fn indexed_in(&self) -> Option<Duration> {
        self.inner.work.left()
    }

    /// Whether an entry could be written now, and the last were published.
    ///
    /// # Errors
    /// When not, with the reason.
    pub fn ready(&self) -> Result<(), Unready> {
        self.inner.signal.ready()?;
        Ok(self.inner.timekeeper.check()?)
    }

    /// What the ledger's clock shows, right or wrong.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.timekeeper.now()
    }

    /// Whether the clock can be right; while it cannot, entries are refused.
    ///
    /// # Errors
    /// When not, with what is wrong.
    pub fn clock(&self) -> Result<(), ClockWrong> {
        self.inner.timekeeper.check()
    }

    /// How many entries are sequenced.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.inner.shared.recent().sequenced()
    }

    /// How many entries are published.
    #[must_use]
    pub fn published(&self) -> u64 {
        self.inner.shared.recent().published()
    }

    /// The log's name in its checkpoints.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.inner.verifier.name().as_str()
    }

    /// The verifier's text of the signing key, for those who check checkpoints.
    #[must_use]
    pub fn vkey(&self) -> String {
        self.inner.verifier.vkey()
    }

    /// Has checkpoints cosigned, from when [`Witnessing::run`] runs; they are shown as that says. It can
    /// be told so once. Blocks on files.
    ///
    /// # Errors
    /// When the witnesses or what is kept of them cannot be used.
    pub fn witness(&self, settings: Settings) -> Result<Arc<Witnessing>, WitnessingError> {
        let (shared, key) = (self.inner.shared.clone(), self.inner.verifier.clone());
        let witnessing = Arc::new(Witnessing::new(shared, key, settings)?);
        Ok(self.inner.witnessing.get_or_init(|| witnessing).clone())
    }

    /// How it stands with the witnesses; none when the ledger has none.
    #[must_use]
    pub fn witnessed(&self) -> Option<witnessing::Standing> {
        self.inner.witnessing.get().map(|witnessing| witnessing.standing())
    }

    /// Checks what the signing key has signed.
    #[must_use]
    pub fn verifier(&self) -> &NoteVerifier {
        &self.inner.verifier
    }

    /// Publishes now all that is sequenced, and waits for it. Blocks.
    ///
    /// # Errors
    /// When it could not be published, or the ledger is closed.
    pub fn publish(&self) -> Result<(), Unready> {
        let all = self.size();
        while self.published() < all {
            self.inner.signal.hurry()?;
        }
        Ok(())
    }

    /// Writes what still waits and publishes all. Reading goes on; appending is refused. The folder
    /// may be opened again once the last handle is dropped.
    pub async fn close(&self) {
        let inner = self.inner.clone();
        // The threads end soon, but not without blocking.
        let _ = tokio::task::spawn_blocking(move || inner.stop(Stop::Published)).await;
    }
}

impl Inner {
    /// Stops the threads: first the digester, which appends too, then the sequencer.
    fn stop(&self, how: Stop) {
        let take = |thread: &Mutex<Option<JoinHandle<()>>>| {
            thread.lock().unwrap_or_else(PoisonError::into_inner).take()
        };
        if let Some(digester) = take(&self.digester) {
            self.calls.stop();
            let _ = digester.join();
        }
        if let Some(sequencer) = take(&self.sequencer) {
            let _ = self.orders.send(Order::Stop);
            let _ = sequencer.join();
        }
        if let Some(publisher) = take(&self.publisher) {
            self.signal.stop(how);
            let _ = publisher.join();
        }
        if let Some(indexer) = take(&self.indexer) {
            self.work.stop();
            let _ = indexer.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop(Stop::AtOnce);
    }
}
