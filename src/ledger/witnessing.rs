//! The log's side of witnesses (c2sp.org/tlog-witness): it has its checkpoints cosigned, and shows the
//! newest one that a quorum has cosigned.
//!
//! The publisher's checkpoint stays the commit point; nothing here holds a reading up. In each *round*
//! the newest signed checkpoint is put before all witnesses, each at its own pace. As soon as those who
//! cosigned are a quorum, the cosigned checkpoint is made durable and becomes the *public* one. While
//! no quorum has cosigned for [`Settings::late_after`], the newest signed checkpoint is shown with
//! what cosignatures it has, and everybody is told that the quorum is late.
//!
//! A witness that has seen a larger ledger than this one has signed, or another root, is an *alarm*: the
//! ledger was rolled back, or somebody has its key and shows another. It stands until the next start,
//! and nothing is done about it here: that is for people.

mod answer;
mod ask;
mod round;

pub use answer::Failure;
pub use round::{Standing, WitnessStanding};

use super::read::{ReadError, Shared};
use super::store::StoreError;
use crate::dial::Dialer;
use crate::merkle::checkpoint::{Checkpoint, CheckpointError};
use crate::merkle::note::{Note, NoteVerifier};
use crate::merkle::policy::{LogKey, Policy};
use crate::metrics::Metrics;
use crate::vocab::time::{SharedClock, Timestamp};
use hyper::Uri;
use round::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// How a ledger is witnessed.
pub struct Settings {
    /// Who the witnesses are, where, and how many are a quorum.
    pub policy: Policy,
    /// Reaches them.
    pub dialer: Dialer,
    /// From connecting to the last byte of an answer.
    pub timeout: Duration,
    /// How often, at most, a checkpoint is put before them.
    pub interval: Duration,
    /// How old the last quorum may be before it is late. In an idle ledger cosignatures are renewed
    /// after half of that.
    pub late_after: Duration,
    /// Tells when the quorum is late.
    pub clock: SharedClock,
    /// Counts failures.
    pub metrics: Metrics,
}

/// Why a ledger cannot be witnessed as it was told.
#[derive(Debug, thiserror::Error)]
pub enum WitnessingError {
    /// The policy names logs, and this one is not among them.
    #[error("the policy names logs, and none has this ledger's key")]
    OtherLog,
    /// A witness's address is not one.
    #[error("the address of the witness {0} is not http:// or https:// with a host")]
    Address(String),
    /// The witnesses with an address are too few for the quorum.
    #[error("the witnesses that have an address are too few for the quorum")]
    Unreachable,
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The checkpoint cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The cosigned checkpoint that is kept is damaged.
    #[error("the cosigned checkpoint that is kept is damaged")]
    Kept(#[from] CheckpointError),
}

/// A ledger's witnesses, and what they have said.
pub struct Witnessing {
    shared: Arc<Shared>,
    key: NoteVerifier,
    settings: Settings,
    /// Where each witness of the policy is asked; none: it is only known.
    addresses: Vec<Option<Uri>>,
    state: Mutex<State>,
    /// Held while the public checkpoint is written.
    writing: Mutex<()>,
    /// A permit is held by each piece of blocking work.
    working: Arc<Semaphore>,
}

/// The most pieces of blocking work at one time.
const AT_ONE_TIME: u32 = 64;

impl Witnessing {
    /// Begins from the cosigned checkpoint that is kept. Blocks on files.
    pub(super) fn new(
        shared: Arc<Shared>,
        key: NoteVerifier,
        settings: Settings,
    ) -> Result<Self, WitnessingError> {
        let policy = &settings.policy;
        let is_ours =
            |key: &LogKey, ours: &NoteVerifier| matches!(key, LogKey::Ed25519(it) if it == ours);
        if !policy.logs().is_empty() && !policy.logs().iter().any(|log| is_ours(&log.key, &key)) {
            return Err(WitnessingError::OtherLog);
        }
        let addresses = policy
            .witnesses()
            .iter()
            .map(|witness| {
                let address = witness.url.as_deref().map(address).transpose();
                let wrong = |()| WitnessingError::Address(witness.name.clone());
                let known = |uri: &Uri| settings.dialer.host(uri).map(|_| ()).map_err(|_| ());
                let address = address.map_err(wrong)?;
                address.as_ref().map(known).transpose().map_err(wrong)?;
                Ok(address)
            })
            .collect::<Result<Vec<_>, WitnessingError>>()?;
        let asked = |(place, address): (usize, &Option<Uri>)| address.as_ref().map(|_| place);
        let asked: Vec<_> = addresses.iter().enumerate().filter_map(asked).collect();
        if !policy.is_quorum(&asked) {
            return Err(WitnessingError::Unreachable);
        }
        let mut state = State::new(policy.witnesses(), &asked, settings.clock.now());
        if let Some(kept) = shared.store.cosigned()? {
            let note = Note::parse(&kept).map_err(CheckpointError::Note)?;
            let judged = policy.judge(&note, &[LogKey::Ed25519(key.clone())])?;
            if judged.quorum {
                state.begin_from(&kept, &judged);
            }
        }
        let (state, writing) = (Mutex::new(state), Mutex::new(()));
        let working = Arc::new(Semaphore::new(AT_ONE_TIME as usize));
        Ok(Self { shared, key, settings, addresses, state, writing, working })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        self.settings.clock.now()
    }

    /// Asks the witnesses until told to stop.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let (begun, _) = watch::channel(());
        let mut asking = JoinSet::new();
        for place in (0..self.addresses.len()).filter(|place| self.address(*place).is_some()) {
            asking.spawn(self.clone().ask_again_and_again(place, begun.subscribe()));
        }
        loop {
            match self.blocking(Self::begin_round).await {
                Some(Ok(true)) => drop(begun.send(())),
                Some(Ok(false)) | None => {}
                Some(Err(error)) => tracing::error!(%error, "no checkpoint for the witnesses"),
            }
            tokio::select! {
                () = tokio::time::sleep(self.settings.interval) => {}
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
        asking.shutdown().await;
        // Work that was under way is not cut off with the task that waited for it.
        let _ = self.working.acquire_many(AT_ONE_TIME).await;
    }

    /// Does work that blocks on files. [`Witnessing::run`] ends only when all of it is done: nothing
    /// holds the ledger's storage after that.
    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<T> {
        let permit = self.working.clone().acquire_owned().await.ok()?;
        let witnessing = self.clone();
        let doing = tokio::task::spawn_blocking(move || {
            let done = work(&witnessing);
            drop(witnessing);
            drop(permit);
            done
        });
        doing.await.ok()
    }

    fn address(&self, place: usize) -> Option<&Uri> {
        self.addresses.get(place).and_then(Option::as_ref)
    }

    /// Puts the newest signed checkpoint before the witnesses, when it is time to.
    fn begin_round(&self) -> Result<bool, ReadError> {
        let now = self.now();
        let Some(note) = self.shared.store.checkpoint()? else { return Ok(false) };
        if !self.state().is_due(&note, now, &self.settings) {
            return Ok(false);
        }
        let head = Checkpoint::open(&note, std::slice::from_ref(&self.key));
        let head = head.map_err(ReadError::Checkpoint)?;
        self.state().begin(note, head, now);
        Ok(true)
    }

    /// Makes the round's checkpoint the public one as soon as its cosignatures are a quorum, and adds
    /// those that come later. Blocks on files.
    fn publish(&self) -> Result<(), StoreError> {
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let next = self.state().next_public(&self.settings.policy);
        if let Some(next) = next {
            self.shared.store.put_cosigned(&next.note)?;
            self.state().is_public(next, self.now());
        }
        drop(writing);
        Ok(())
    }

    /// The checkpoint to show; none before the first round.
    pub(super) fn public(&self) -> Option<Vec<u8>> {
        let late = self.is_late();
        self.state().shown(late)
    }

    fn is_late(&self) -> bool {
        self.now().since(self.state().quorum_since()) > self.settings.late_after
    }

    /// How it stands with the witnesses.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let late = self.is_late();
        self.state().standing(&self.settings.policy, late, self.now())
    }
}

/// Where a witness takes checkpoints: its submission prefix, and the name of the call.
fn address(prefix: &str) -> Result<Uri, ()> {
    format!("{}/add-checkpoint", prefix.trim_end_matches('/')).parse().map_err(|_| ())
}
