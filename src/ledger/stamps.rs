//! Time-stamps on checkpoints, kept beside the ledger: evidence of when a size and root existed that does
//! not rest on this machine's clock.
//!
//! `timestamps/<size>.checkpoint` is the checkpoint as it was stamped, `timestamps/<size>.tsr` the
//! authority's answer (RFC 3161). Both never change once they are there. The checkpoint is put first, so
//! an answer never stands alone; a checkpoint that does is stamped later.

use super::files::CHECKPOINT;
use super::read::read_or_cut;
use super::store::StoreError;
use super::{Ledger, ReadError};
use crate::disk::read_if_there;
use crate::merkle::checkpoint::{Checkpoint, CheckpointError};
use crate::merkle::note::NoteVerifier;
use crate::merkle::tree::Edge;
use crate::stamp::{self, Authority, Stamp, StampFault};
use crate::vocab::time::Timestamp;
use ring::digest;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The folder below the ledger's.
pub const FOLDER: &str = "timestamps";

fn paths(size: u64) -> (String, String) {
    (format!("{FOLDER}/{size}.checkpoint"), format!("{FOLDER}/{size}.tsr"))
}

/// The hash that is stamped.
fn hashed(note: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, note).as_ref().first_chunk().copied().unwrap_or_default()
}

/// A checkpoint without a time-stamp.
#[derive(Debug)]
pub struct Unstamped {
    size: u64,
    note: Vec<u8>,
}

impl Unstamped {
    /// How many entries it covers.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What is to be stamped.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        hashed(&self.note)
    }
}

impl Ledger {
    /// The newest checkpoint, if it has no time-stamp yet. Blocks on files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn unstamped(&self) -> Result<Option<Unstamped>, ReadError> {
        let note = self.checkpoint()?;
        let verifiers = [self.inner.verifier.clone()];
        let size = Checkpoint::open(&note, &verifiers).map_err(ReadError::Checkpoint)?.size();
        let store = &self.inner.shared.store;
        let (begun, stamped) = paths(size);
        if store.read(&stamped)?.is_some() {
            return Ok(None);
        }
        // One that was put without an answer is the one to stamp: it does not change any more.
        Ok(Some(Unstamped { size, note: store.read(&begun)?.unwrap_or(note) }))
    }

    /// From now on its checkpoints are stamped: how that stands.
    pub fn is_stamped(&self, stamping: Arc<Stamping>) {
        let _ = self.inner.stamping.set(stamping);
    }

    /// How its time-stamps stand; none without an authority.
    #[must_use]
    pub fn stamping(&self) -> Option<&Stamping> {
        self.inner.stamping.get().map(Arc::as_ref)
    }

    /// Keeps the authority's answer about a checkpoint; durable when it returns. Blocks on files.
    ///
    /// # Errors
    /// When it could not be kept.
    pub fn keep_stamp(&self, of: Unstamped, reply: Vec<u8>) -> Result<(), StoreError> {
        let (checkpoint, stamped) = paths(of.size);
        self.inner.shared.store.put(&[(checkpoint, of.note), (stamped, reply)])
    }
}

/// How the time-stamps of a running house stand.
#[derive(Debug)]
pub struct Stamping {
    late_after: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Since when the newest checkpoint has been without a time-stamp, or the house without a try.
    since: Timestamp,
    /// Size and time of the newest time-stamp since the start.
    newest: Option<(u64, Timestamp)>,
    failure: Option<String>,
}

impl Stamping {
    /// Begins at this time; without a time-stamp for so long, they are late.
    #[must_use]
    pub const fn begin(late_after: Duration, now: Timestamp) -> Self {
        let state = State { since: now, newest: None, failure: None };
        Self { late_after, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A checkpoint of this size was stamped with this time, or (none) the newest already was.
    pub fn went_well(&self, stamped: Option<(u64, Timestamp)>, now: Timestamp) {
        let mut state = self.state();
        state.since = now;
        state.newest = stamped.or(state.newest);
        state.failure = None;
    }

    /// A try failed.
    pub fn failed(&self, why: String) {
        self.state().failure = Some(why);
    }

    /// Whether checkpoints have been without a time-stamp for too long.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        now.since(self.state().since) > self.late_after
    }

    /// The time of the newest time-stamp since the start.
    #[must_use]
    pub fn newest(&self) -> Option<Timestamp> {
        self.state().newest.map(|(_, at)| at)
    }

    /// How it stands, for operators.
    #[must_use]
    pub fn told(&self, now: Timestamp) -> String {
        let late = if self.is_late(now) { "late: " } else { "" };
        let state = self.state();
        let newest = state.newest.map_or_else(
            || "none since the start".to_owned(),
            |(size, at)| format!("newest at {at}, over {size} entries"),
        );
        let failure = state.failure.as_ref().map(|why| format!("; the last try failed: {why}"));
        format!("{late}{newest}{}", failure.unwrap_or_default())
    }
}

/// Why a kept time-stamp proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum KeptFault {
    /// A file could not be read.
    #[error("its files cannot be read")]
    Io(#[from] io::Error),
    /// There is a checkpoint without an answer.
    #[error("it has no answer of an authority")]
    Unanswered,
    /// There is an answer without its checkpoint.
    #[error("its checkpoint is missing")]
    Missing,
    /// The checkpoint is not one of this log.
    #[error("its checkpoint is not one of this log's key")]
    Checkpoint(#[from] CheckpointError),
    /// The file's name says another size than the checkpoint.
    #[error("its checkpoint is of size {0}")]
    OtherSize(u64),
    /// The time-stamp is not good.
    #[error(transparent)]
    Stamp(#[from] StampFault),
    /// The ledger has fewer entries than were stamped: it is an older copy.
    #[error("the ledger has only {0} entries under its checkpoint: this is an older copy of it")]
    Beyond(u64),
    /// The ledger's first entries are others than were stamped.
    #[error("the ledger has another history than the one that was stamped")]
    OtherHistory,
    /// The tiles that tell cannot be read.
    #[error("the ledger's tiles of that size cannot be read")]
    Tiles,
}

/// A time-stamp in a ledger's folder, and whether it holds.
#[derive(Debug)]
pub struct Kept {
    /// How many entries its checkpoint covers.
    pub size: u64,
    /// What it says.
    pub stamp: Result<Stamp, KeptFault>,
}

/// Judges all time-stamps in a ledger's folder, smallest first: each is by the authority, about a
/// checkpoint of this log, and that checkpoint is about the ledger as it stands. Nothing is locked.
///
/// # Errors
/// When the folder or the ledger's checkpoint cannot be read.
pub fn kept(
    dir: &Path,
    verifier: &NoteVerifier,
    authority: &Authority,
) -> Result<Vec<Kept>, KeptFault> {
    let checkpoint = read_if_there(&dir.join(CHECKPOINT))?.ok_or(KeptFault::Missing)?;
    let published = Checkpoint::open(&checkpoint, std::slice::from_ref(verifier))?.size();
    let mut sizes = Vec::new();
    match std::fs::read_dir(dir.join(FOLDER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        files => {
            for file in files? {
                let name = file?.file_name();
                let stem = name.to_str().and_then(|name| name.rsplit_once('.')).map(|it| it.0);
                sizes.extend(stem.and_then(|stem| stem.parse::<u64>().ok()));
            }
        }
    }
    sizes.sort_unstable();
    sizes.dedup();
    let judged = sizes.into_iter().map(|size| {
        let stamp = judge(dir, size, published, verifier, authority);
        Kept { size, stamp }
    });
    Ok(judged.collect())
}

fn judge(
    dir: &Path,
    size: u64,
    published: u64,
    verifier: &NoteVerifier,
    authority: &Authority,
) -> Result<Stamp, KeptFault> {
    let (note, reply) = paths(size);
    let note = read_if_there(&dir.join(note))?.ok_or(KeptFault::Missing)?;
    let reply = read_if_there(&dir.join(reply))?.ok_or(KeptFault::Unanswered)?;
    let stamp = stamp::check(&reply, &hashed(&note), None, authority)?;
    let head = Checkpoint::open(&note, std::slice::from_ref(verifier))?;
    if head.size() != size {
        return Err(KeptFault::OtherSize(head.size()));
    }
    if size > published {
        return Err(KeptFault::Beyond(published));
    }
    let edge = Edge::load(size, |tile| {
        let bytes = read_or_cut(tile, published, |path| read_if_there(&dir.join(path)))?;
        bytes.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    });
    if edge.map_err(|_| KeptFault::Tiles)?.root() != head.root() {
        return Err(KeptFault::OtherHistory);
    }
    Ok(stamp)
}
