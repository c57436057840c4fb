//! Opening a ledger: from checkpoint, right edge and journal to a running one.

use super::bundles;
use super::clock::{ClockWrong, Timekeeper};
use super::digest::Digester;
use super::index::runs::Span;
use super::index::{Index, IndexError};
use super::indexer::{Indexer, Work};
use super::marks::{Marks, marks, marks_of};
use super::publish::{Publisher, Signal};
use super::read::{FULL, ReadError, Shared, read_tile};
use super::recent::Recent;
use super::retention::Expiries;
use super::sequence::Sequencer;
use super::store::{Store, StoreError};
use super::vault::{Vault, VaultError};
use super::{Inner, Options};
use crate::merkle::Hash;
use crate::merkle::checkpoint::{Checkpoint, CheckpointError};
use crate::merkle::note::{NoteError, NoteSigner};
use crate::merkle::proof;
use crate::merkle::tile::{BundleId, TileId, decode_hashes};
use crate::merkle::tree::{Edge, TreeError};
use bytes::Bytes;
use std::io;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

/// Up to so many runs' entries are taken into the index before the ledger opens; more are read beside
/// the running ledger.
const READ_FIRST: u64 = 2;

/// After how many bundles it is told how far their reading has come.
const TELL_EVERY: u64 = 64 * 1024;

/// Why a ledger could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Storage failed, is locked or has lost entries.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault failed or is missing.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The index failed; it may be deleted.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Entries could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The signing key is named otherwise than the log.
    #[error("ledger: the signing key is named `{key}`, the ledger `{origin}`")]
    SignerName {
        /// The key's name.
        key: String,
        /// The ledger's.
        origin: String,
    },
    /// The checkpoint was not signed by this key, or is not one.
    #[error("ledger: the checkpoint is not one of this ledger's key")]
    Checkpoint(#[from] CheckpointError),
    /// The first checkpoint could not be signed.
    #[error("ledger: the checkpoint could not be signed")]
    Sign(#[from] NoteError),
    /// There are entries, but no checkpoint.
    #[error("ledger: there are entries, but the checkpoint is missing")]
    CheckpointMissing,
    /// The right edge of the tree cannot be read.
    #[error("ledger: the right edge of the tree cannot be read")]
    Edge(#[from] TreeError<ReadError>),
    /// The checkpoint is older than one that witnesses have cosigned: the ledger was rolled back.
    #[error(
        "ledger: witnesses have cosigned {cosigned} entries, the checkpoint has {signed}: the ledger was rolled back"
    )]
    RolledBack {
        /// The size of the cosigned checkpoint that is kept.
        cosigned: u64,
        /// The size of the checkpoint.
        signed: u64,
    },
    /// The tree does not continue the one that witnesses have cosigned.
    #[error("ledger: it does not continue the {0} entries that witnesses have cosigned")]
    Forked(u64),
    /// There is no checkpoint, yet the vault has persons: beginning anew would sign a second history.
    #[error("ledger: it has no checkpoint, yet its vault has persons; is its disk mounted?")]
    LedgerMissing,
    /// The vault has fewer persons than the index has seen: what was read about the others could no
    /// longer be found.
    #[error(
        "ledger: the vault has lost persons; restore it, or delete the index to accept the loss"
    )]
    PersonsMissing,
    /// The vault has heads of persons up to an entry that the ledger has not: the ledger was rolled back, or
    /// an old copy of it was brought back.
    #[error(
        "ledger: its vault has seen {seen} entries published, the ledger has {size}: bring the newer ledger back, or, to accept the loss, remove `heads.vault` from the vault"
    )]
    OlderThanVault {
        /// The entries that the vault's heads cover.
        seen: u64,
        /// The entries that are published.
        size: u64,
    },
    /// Tiles or the last bundle do not match the checkpoint.
    #[error("ledger: {0} does not match the checkpoint")]
    Differs(String),
    /// The clock cannot be right.
    #[error("ledger: {0}")]
    Clock(#[from] ClockWrong),
    /// A thread could not be started.
    #[error("ledger: a thread could not be started")]
    Thread(#[source] io::Error),
}

/// What is published, as found.
struct Published {
    checkpoint: Vec<u8>,
    edge: Edge,
    tail: Vec<Bytes>,
    first_leaf: Option<Hash>,
}

/// Opens the ledger and starts its threads.
pub(super) fn load(
    store: Arc<dyn Store>,
    options: Options,
    span: Span,
) -> Result<Inner, LedgerError> {
    let key = options.signer.verifier().name().as_str();
    if key != options.origin {
        return Err(LedgerError::SignerName { key: key.to_owned(), origin: options.origin });
    }
    let (shared, published, news) = found(store, &options, span)?;
    let work = Arc::new(Work::default());
    let mut indexer = Indexer::new(shared.clone(), work.clone());
    indexer.catch_up(READ_FIRST * span.entries())?;
    let newest = shared.recent().sequenced().checked_sub(1);
    let newest = newest.map(|newest| shared.time(newest)).transpose()?;
    let timekeeper = Arc::new(Timekeeper::begin(options.clock.clone(), options.leeway, newest)?);
    let signal = Arc::new(Signal::new(news));
    let (orders, received) = sync_channel(options.queue.max(1));
    let digester = Digester::new(shared.clone(), orders.clone(), &options);
    let calls = digester.calls.clone();
    let verifier = options.signer.verifier().clone();
    let threads = (shared.clone(), signal.clone(), work.clone());
    let publisher = publisher(threads, published, options.signer, options.publish_interval);
    let sequencer =
        Sequencer::new(received, shared.clone(), signal.clone(), timekeeper.clone(), options.keep);
    let watched = signal.clone();
    let inner = Inner {
        shared,
        signal,
        timekeeper,
        orders,
        sequencer: Mutex::new(Some(start("sequencer", watched.clone(), || sequencer.run())?)),
        publisher: Mutex::new(Some(start("publisher", watched, || publisher.run())?)),
        indexer: Mutex::new(Some(start_unwatched("indexer", || indexer.run())?)),
        work,
        releasing: tokio::sync::Mutex::new(()),
        digester: Mutex::new(Some(start_unwatched("digester", || digester.run())?)),
        calls,
        verifier,
        expiries: Mutex::new(Expiries::new(&options.index_dir)),
        erasing: tokio::sync::Mutex::default(),
        witnessing: OnceLock::new(),
        stamping: OnceLock::new(),
        bulk: (options.queue / 2).max(1),
    };
    Ok(inner)
}

/// The publisher, which goes on from what is published.
fn publisher(
    (shared, signal, work): (Arc<Shared>, Arc<Signal>, Arc<Work>),
    Published { checkpoint, edge, tail, first_leaf }: Published,
    signer: NoteSigner,
    interval: Duration,
) -> Publisher {
    let attempted = None;
    Publisher {
        shared,
        signal,
        signer,
        interval,
        edge,
        tail,
        checkpoint,
        attempted,
        first_leaf,
        work,
    }
}

/// What storage, vault and index hold, put together; and whether some of it is not yet published.
fn found(
    store: Arc<dyn Store>,
    options: &Options,
    span: Span,
) -> Result<(Arc<Shared>, Published, bool), LedgerError> {
    let is_new = store.checkpoint()?.is_none();
    let published = published(&*store, &options.signer)?;
    let size = published.edge.size();
    let sequenced = store.recover(size)?;
    let vault = Vault::open(&options.vault_dir, size == 0 && sequenced.is_empty())?;
    if is_new && vault.persons() > 0 {
        return Err(LedgerError::LedgerMissing);
    }
    // Heads are made of what is published, and after it.
    let seen = vault.heads.current().map_or(0, |heads| heads.about().size);
    if seen > size {
        return Err(LedgerError::OlderThanVault { seen, size });
    }
    let first_leaf = published.first_leaf.or_else(|| sequenced.first().map(|it| it.leaf));
    let index = Index::open(&options.index_dir, size, first_leaf, span)?;
    if vault.persons() < index.persons(first_leaf)? {
        return Err(LedgerError::PersonsMissing);
    }
    if is_new {
        store.swap_checkpoint(None, &published.checkpoint)?;
    }
    vault.forget_from(size + sequenced.len() as u64)?;
    let news = !sequenced.is_empty();
    let mut recent = Recent::after(size, &published.tail);
    let newest = sequenced.iter().map(marks).collect::<Result<Vec<_>, _>>()?;
    recent.add(sequenced);
    let known = index.known(size, first_leaf)?;
    let shared = Arc::new(Shared::new(store, vault, index, recent, known.registry));
    shared.index.erasures()?.iter().for_each(|mark| shared.take_in_erasure(mark));
    fill_views(&shared, known.until, size)?;
    shared.take_in(newest);
    shared.destroy_erased()?;
    Ok((shared, published, news))
}

/// Starts a thread of the ledger. Should it panic, the ledger is no longer ready.
fn start(
    name: &str,
    signal: Arc<Signal>,
    work: impl FnOnce() + Send + 'static,
) -> Result<thread::JoinHandle<()>, LedgerError> {
    let watched = move || {
        let _watch = Watch(signal);
        work();
    };
    start_unwatched(name, watched)
}

/// Starts a thread that the ledger can do without.
fn start_unwatched(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<thread::JoinHandle<()>, LedgerError> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(LedgerError::Thread)
}

/// Tells of a thread that ends by a panic.
struct Watch(Arc<Signal>);

impl Drop for Watch {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.died();
        }
    }
}

/// Reads the checkpoint and the right edge below it; for a new ledger a checkpoint of size 0 is signed, and not
/// yet put: vault or index may say that there was a ledger.
fn published(store: &dyn Store, signer: &NoteSigner) -> Result<Published, LedgerError> {
    let Some(checkpoint) = store.checkpoint()? else {
        return begin(store, signer);
    };
    let head = Checkpoint::open(&checkpoint, &[signer.verifier().clone()])?;
    // A former process may have been stopped before its name was durable: what follows relies on it.
    store.swap_checkpoint(Some(&checkpoint), &checkpoint)?;
    let edge = Edge::load(head.size(), |tile| must_read(store, tile))?;
    if edge.root() != head.root() {
        return Err(LedgerError::Differs("the right edge of the tree".to_owned()));
    }
    let first_leaf = match TileId::in_tree(0, 0, head.size()) {
        Some(tile) => {
            let bytes = must_read(store, tile)?;
            bytes.first_chunk().copied().map(Hash::from_bytes)
        }
        None => None,
    };
    hold_against_cosigned(store, signer, &head)?;
    let tail = tail(store, head.size())?;
    Ok(Published { checkpoint, edge, tail, first_leaf })
}

/// The checkpoint must continue the cosigned one that is kept: what the ledger writes from here on would
/// otherwise be another history, and every witness would say so.
fn hold_against_cosigned(
    store: &dyn Store,
    signer: &NoteSigner,
    head: &Checkpoint,
) -> Result<(), LedgerError> {
    let Some(note) = store.cosigned()? else { return Ok(()) };
    let cosigned = Checkpoint::open(&note, &[signer.verifier().clone()])?;
    let (old, new) = (cosigned.size(), head.size());
    if old > new {
        return Err(LedgerError::RolledBack { cosigned: old, signed: new });
    }
    let path = proof::consistency(old, new, |tile| must_read(store, tile))?;
    proof::verify_consistency(old, new, &path, &cosigned.root(), &head.root())
        .map_err(|_| LedgerError::Forked(old))
}

/// Signs the checkpoint of a ledger without entries. Where there are entries, the checkpoint was lost,
/// and beginning anew would sign another history.
fn begin(store: &dyn Store, signer: &NoteSigner) -> Result<Published, LedgerError> {
    let tiles = (1..=256).filter_map(|width| TileId::new(0, 0, width).ok());
    for tile in tiles {
        if store.read(&tile.path())?.is_some() {
            return Err(LedgerError::CheckpointMissing);
        }
    }
    if !store.recover(0)?.is_empty() {
        return Err(LedgerError::CheckpointMissing);
    }
    let text = Checkpoint::new(signer.verifier().name().as_str(), 0, Hash::EMPTY)?.text();
    let checkpoint = signer.sign(&text)?;
    Ok(Published { checkpoint, edge: Edge::empty(), tail: Vec::new(), first_leaf: None })
}

/// The entries of the bundle that is not full, hashed again and compared with their tile.
fn tail(store: &dyn Store, size: u64) -> Result<Vec<Bytes>, LedgerError> {
    let Some(bundle) = BundleId::in_tree(size / FULL, size) else { return Ok(Vec::new()) };
    let entries = bundles::read(store, bundle)?.ok_or_else(|| ReadError::Missing(bundle.path()))?;
    let Some(tile) = TileId::in_tree(0, bundle.index(), size) else { return Ok(Vec::new()) };
    let hashes = decode_hashes(&must_read(store, tile)?, tile.width()).ok();
    let hashed: Vec<_> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
    if hashes != Some(hashed) {
        return Err(LedgerError::Differs(bundle.path()));
    }
    Ok(entries)
}

fn must_read(store: &dyn Store, tile: TileId) -> Result<Vec<u8>, ReadError> {
    read_tile(tile, |path| store.read(path))?.ok_or_else(|| ReadError::Missing(tile.path()))
}

/// Takes what published entries say of registry, policies and erasures into the views, as far as the
/// index had not kept it.
fn fill_views(shared: &Shared, known: u64, size: u64) -> Result<(), LedgerError> {
    let mut next = known;
    while next < size {
        let number = next / FULL;
        let end = size.min((number + 1) * FULL);
        let is_full = end == (number + 1) * FULL;
        // Of most bundles the head says that there is nothing to be read.
        if !is_full || shared.may_change_views(number)? {
            shared.each(next, end, |index, entry| {
                let marks = marks_of(index, entry)?;
                if marks.change.is_some() || marks.activates_policies || marks.erasure.is_some() {
                    shared.take_in(vec![Marks { tag: None, ..marks }]);
                }
                Ok(())
            })?;
        }
        next = end;
        if number % TELL_EVERY == TELL_EVERY - 1 {
            tracing::info!(entries = next, of = size, "what was registered is being read");
        }
    }
    Ok(())
}
