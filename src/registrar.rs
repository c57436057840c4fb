//! Floor 40: changes of the registry. A change is checked, written into the ledger, and counts from
//! the moment that the entry is durable.
//!
//! Each kind of record has a file with what may be done to it; each function there asks for the
//! [`rights::Right`] to do it, sees the registry as it is, and says what is wanted.

pub mod access;
pub mod clients;
pub mod delegations;
pub mod keeping;
pub mod keys;
pub mod policies;
pub mod refused;
pub mod rights;
pub mod scopes;
mod sight;
pub mod sub_clients;
pub mod system_users;

use crate::ledger::entry::{Draft, Event};
use crate::registry::record::{By, Change, Held, Record, Registered};
use crate::registry::rules::{self, Broken};
use crate::registry::{Difference, Registrations, Registry, difference};
use crate::token::remember::{NotRemembered, Remember};
use crate::vocab::time::{SharedClock, Timestamp};
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::Mutex;

/// The changes of a file that wait for one sync of the disk together.
const WRITTEN_TOGETHER: usize = 256;

/// Changes the registry, one change after the other.
pub struct Registrar<R>(Arc<Desk<R>>);

struct Desk<R> {
    registrations: Arc<Registrations>,
    ledger: Arc<R>,
    clock: SharedClock,
    /// Whoever holds this decides on the newest registry and writes before anybody else decides.
    turn: Mutex<()>,
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged<E> {
    /// Whoever asked decided against it.
    #[error("{0}")]
    Decided(E),
    /// The record breaks a rule of the registry.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The ledger could not write. (After a failure of its storage the change may be found in the
    /// ledger, and then counts, all the same.)
    #[error("the ledger cannot write, and nothing is registered unrecorded")]
    Ledger(#[from] NotRemembered),
}

/// How a change is wanted: the record as it is to be, and whether it is to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The record.
    pub record: Record,
    /// Whether it is to be active.
    pub active: bool,
}

impl<R> Clone for Registrar<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Remember> Registrar<R> {
    /// A registrar over the ledger's own view of the registry: an entry that `ledger` has remembered
    /// is in `registrations`.
    #[must_use]
    pub fn new(registrations: Arc<Registrations>, ledger: Arc<R>, clock: SharedClock) -> Self {
        Self(Arc::new(Desk { registrations, ledger, clock, turn: Mutex::default() }))
    }

    /// The registry as it is now.
    #[must_use]
    pub fn current(&self) -> Arc<Registry> {
        self.0.registrations.current()
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Changes one record: `decide` sees the newest registry and says what is wanted. When this
    /// resolves, the change is durable and counts; a change that changes nothing is not written. It
    /// goes on to its end when whoever waits gives up.
    ///
    /// # Errors
    /// When `decide` says no, a rule is broken, or the ledger cannot write.
    pub async fn change<E: Send + 'static>(
        &self,
        by: By,
        decide: impl FnOnce(&Registry) -> Result<Wanted, E> + Send + 'static,
    ) -> Result<Registered, NotChanged<E>> {
        let desk = self.0.clone();
        let whole = tokio::spawn(async move { desk.change(by, decide).await });
        whole.await.unwrap_or(Err(NotChanged::Ledger(NotRemembered)))
    }

    /// Makes the registry say what the operator's records say; see [`difference`], which it gives.
    ///
    /// # Errors
    /// When the ledger cannot write; some changes may have been made, and the rest are made next time.
    pub async fn take_in(&self, records: &[Registered]) -> Result<Difference, NotRemembered> {
        let _turn = self.0.turn.lock().await;
        let difference = difference(&self.current(), records, self.now());
        // Which file it was is written when all that it says is: one that was taken in by half, or
        // not in every part, is taken in again.
        let (file, rest): (Vec<_>, Vec<_>) = difference
            .changes
            .iter()
            .cloned()
            .partition(|one| matches!(one.after.record, Record::File(_)));
        let mut rest = rest.into_iter().peekable();
        while rest.peek().is_some() {
            let some = rest.by_ref().take(WRITTEN_TOGETHER);
            all(some.map(|change| self.0.write(change)).collect()).await?;
        }
        for change in file {
            self.0.write(change).await?;
        }
        Ok(difference)
    }
}

impl<R: Remember> Desk<R> {
    async fn change<E>(
        &self,
        by: By,
        decide: impl FnOnce(&Registry) -> Result<Wanted, E>,
    ) -> Result<Registered, NotChanged<E>> {
        let _turn = self.turn.lock().await;
        let registry = self.registrations.current();
        let now = self.clock.now();
        let Wanted { record, active } = decide(&registry).map_err(NotChanged::Decided)?;
        if active {
            rules::check(&registry, &record, now.day_in_norway())?;
        }
        let before = registry.find(&record);
        if let Some(before) = &before
            && before.active == active
            && before.record == record
        {
            return Ok(before.clone());
        }
        let created = before.as_ref().map_or(now, |held| held.created);
        let after = Held { active, created, last_updated: now, by, record };
        self.write(Change { before, after: after.clone() }).await?;
        Ok(after)
    }

    async fn write(&self, change: Change) -> Result<(), NotRemembered> {
        let event = Event::Registration(Box::new(change));
        self.ledger.remember(Draft::new(event)).await.map(drop)
    }
}

/// Waits for all, begun in their order.
async fn all<E>(futures: Vec<impl Future<Output = Result<(), E>>>) -> Result<(), E> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut failed = None;
    poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            Poll::Pending => true,
            Poll::Ready(outcome) => {
                failed = failed.take().or(outcome.err());
                false
            }
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    failed.map_or(Ok(()), Err)
}
