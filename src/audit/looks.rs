//! Each look into the ledger is an entry, written before the first answer to it leaves.
//!
//! One entry stands for all looks alike of one client for [`COVERS`]: at the same stretch of the
//! ledger, or for the same. So a mirror that reads ten million entries in forty thousand bundles
//! writes ten, and one that follows writes one an hour.

use super::refused::Refused;
use super::rights::Reader;
use crate::ledger::Ledger;
use crate::ledger::entry::{Asker, Breadth, Draft, Event, Look, Looked, Stretch};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a look stands for those alike.
pub const COVERS: Duration = Duration::from_secs(3600);

/// The looks that are remembered; beyond it looks are written again.
pub const REMEMBERED: Limit = Limit { name: "ledger_looks_remembered", most: 10_000 };

/// The entries that one look at bundles covers.
pub const BUNDLE_STRETCH: u64 = 1 << 20;

/// The entries that one look at single entries covers.
pub const ENTRY_STRETCH: u64 = 256;

/// A reader whose look is in the ledger: nothing that entries say is given to any other.
#[derive(Debug)]
pub struct Recorded {
    reader: Reader,
}

impl Recorded {
    /// Who looks.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }
}

/// What makes looks alike.
type Alike = (Asker, Breadth, Looked);

/// Remembers which looks are written.
#[derive(Debug, Default)]
pub struct Looks {
    known: Mutex<HashMap<Alike, Timestamp>>,
    /// Whoever writes one: of looks alike at the same moment only the first is written.
    writing: tokio::sync::Mutex<()>,
}

impl Looks {
    /// Sees to it that a look is in the ledger, durable when this has resolved.
    ///
    /// # Errors
    /// When the ledger cannot write.
    pub async fn record(
        &self,
        ledger: &Ledger,
        reader: Reader,
        at: Looked,
        now: Timestamp,
    ) -> Result<Recorded, Refused> {
        // Where a person's number is told, each look is an entry.
        let covers = if matches!(at, Looked::Inquiry { .. }) { Duration::ZERO } else { COVERS };
        let alike = (reader.asker().clone(), reader.breadth(), at);
        if self.is_covered(&alike, now) {
            return Ok(Recorded { reader });
        }
        let _alone = self.writing.lock().await;
        if self.is_covered(&alike, now) {
            return Ok(Recorded { reader });
        }
        let covers_until = now.plus(covers);
        let (asker, sight, at) = alike.clone();
        let look = Look { asker, sight, at, covers_until };
        ledger.append(Draft::new(Event::Look(Box::new(look)))).await?;
        if !covers.is_zero() {
            self.remember(alike, covers_until, now);
        }
        Ok(Recorded { reader })
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

/// The stretch of so many entries that an entry is in.
#[must_use]
pub const fn stretch_of(index: u64, length: u64) -> Stretch {
    let from = index - index % length;
    Stretch { from: EntryIndex(from), below: EntryIndex(from.saturating_add(length)) }
}
