//! Months as they were counted: once each, from the ledger, and then kept, for what is over never changes.

use super::{Month, Tally};
use crate::ledger::{Ledger, ReadError};
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The months whose counts are kept; beyond it the oldest is counted again.
pub const JOURNAL_MONTHS: Limit = Limit { name: "journal_months", most: 120 };

/// The counts of months that are over. Only months in which the ledger has entries take a place.
#[derive(Debug, Default)]
pub struct Months {
    tallies: Mutex<BTreeMap<Month, Tally>>,
    /// Of which entries were given up: none of them ever comes back, and to find out all others are read.
    gone: Mutex<BTreeSet<Month>>,
}

/// What came of counting.
enum Counted {
    Tally(Tally),
    /// The ledger does not keep all of the month's entries any more.
    Gone,
    /// It has none, or not all of them are published yet. That is found out without reading them, and
    /// strangers may name any month: it is not remembered.
    NotThere,
}

impl Months {
    /// The counts of a month, if they are kept; the inner none: it is known that it is not kept whole.
    #[must_use]
    pub fn known(&self, month: Month) -> Option<Option<Tally>> {
        if locked(&self.gone).contains(&month) {
            return Some(None);
        }
        locked(&self.tallies).get(&month).cloned().map(Some)
    }

    /// The counts of a month that is over; none when the ledger has no entry of it, does not keep all of
    /// them any more, or has not published all of them. Blocks on files.
    ///
    /// # Errors
    /// When its entries cannot be read.
    pub fn tally(&self, ledger: &Ledger, month: Month) -> Result<Option<Tally>, ReadError> {
        if let Some(known) = self.known(month) {
            return Ok(known);
        }
        Ok(match count(ledger, month)? {
            Counted::Tally(tally) => {
                let mut tallies = locked(&self.tallies);
                tallies.insert(month, tally.clone());
                if tallies.len() > JOURNAL_MONTHS.most {
                    tallies.pop_first();
                }
                Some(tally)
            }
            Counted::Gone => {
                locked(&self.gone).insert(month);
                None
            }
            Counted::NotThere => None,
        })
    }
}

fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts the published entries of a month. Entries that have expired and were given up cannot be counted;
/// a month that lacks any is not published at all.
fn count(ledger: &Ledger, month: Month) -> Result<Counted, ReadError> {
    let Some(from) = begin(month).map(|at| ledger.first_since(at)).transpose()?.flatten() else {
        return Ok(Counted::NotThere);
    };
    let end = begin(month.plus(1)).map(|at| ledger.first_since(at)).transpose()?.flatten();
    let below = end.map_or_else(|| ledger.size(), |end| end.0);
    if below <= from.0 || below > ledger.published() {
        return Ok(Counted::NotThere);
    }
    let (mut tally, mut seen, mut wrong) = (Tally::new(month), 0, None);
    ledger.walk(from.0, below, |index, entry| {
        seen += 1;
        if tally.read(entry).is_err() {
            wrong = wrong.or(Some(index));
        }
    })?;
    match wrong {
        Some(index) => Err(ReadError::UnknownForm(index)),
        None if seen < below.saturating_sub(from.0) => Ok(Counted::Gone),
        None => Ok(Counted::Tally(tally)),
    }
}

/// The first moment of a month.
fn begin(month: Month) -> Option<Timestamp> {
    format!("{month}-01T00:00:00Z").parse().ok()
}
