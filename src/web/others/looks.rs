//! Each look at the list of another is an entry about the other, durable before anything is shown.
//!
//! One entry stands for all looks of one person at one list for [`COVERS`]. Who looked is under the other's
//! seal; in the open stands by which right. What is remembered of it here are marks and no numbers, for no
//! longer than it stands.

use super::marks::{Mark, Marks};
use crate::ledger::entry::{Draft, Event, RelativeLook, Whom};
use crate::vocab::limits::Limit;
use crate::vocab::relation::Relation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a look stands for those that follow.
pub const COVERS: Duration = Duration::from_secs(3600);

/// The looks that are remembered; beyond it looks are written again.
const REMEMBERED: Limit = Limit { name: "relative_looks_remembered", most: 10_000 };

/// The ledger did not take an entry; it logs why itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ledger cannot write")]
pub struct Unwritten;

/// An entry that is on its way.
pub type Writing<'a> = Pin<Box<dyn Future<Output = Result<(), Unwritten>> + Send + 'a>>;

/// Writes into the ledger.
pub trait Pen: Send + Sync + 'static {
    /// Writes an entry; it is durable when this has resolved.
    fn write(&self, draft: Draft) -> Writing<'_>;
}

/// Who looked at whose list, and by which right.
type Alike = (Mark, Relation);

/// Proof that a look is in the ledger. Made only by [`Looks::record`].
#[derive(Debug)]
pub(super) struct Recorded(());

/// Remembers which looks are written.
#[derive(Default)]
pub(super) struct Looks {
    known: Mutex<HashMap<Alike, Timestamp>>,
    /// Whoever writes one: of looks alike at the same moment only the first is written.
    writing: tokio::sync::Mutex<()>,
}

impl Looks {
    /// Sees to it that a look is in the ledger, durable when this has resolved.
    ///
    /// # Errors
    /// When the ledger cannot write.
    pub(super) async fn record(
        &self,
        (pen, marks): (&dyn Pen, &Marks),
        (looker, of, relation): (&PersonNumber, &PersonNumber, Relation),
        now: Timestamp,
    ) -> Result<Recorded, Unwritten> {
        let alike = (marks.of(&[looker, of]), relation);
        if self.is_covered(&alike, now) {
            return Ok(Recorded(()));
        }
        let _alone = self.writing.lock().await;
        if self.is_covered(&alike, now) {
            return Ok(Recorded(()));
        }
        let covers_until = now.plus(COVERS);
        let event = Event::RelativeLook(RelativeLook { relation, covers_until });
        let who = Some(looker.expose().to_owned());
        pen.write(Draft::about(event, Whom { end_user: who, ..Whom::just(of.clone()) })).await?;
        self.remember(alike, covers_until, now);
        Ok(Recorded(()))
    }

    /// Forgets those that no longer stand.
    pub(super) fn let_go(&self, now: Timestamp) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, until| now < *until);
    }

    fn is_covered(&self, alike: &Alike, now: Timestamp) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(alike).is_some_and(|until| now < *until)
    }

    fn remember(&self, alike: Alike, until: Timestamp, now: Timestamp) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED.most {
            known.retain(|_, until| now < *until);
        }
        if known.len() < REMEMBERED.most {
            known.insert(alike, until);
        }
    }
}
