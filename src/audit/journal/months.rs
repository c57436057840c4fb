//! Months as they were counted: once each, from the ledger, and then kept, for what is over never changes.

use super::{Month, Tally};
use crate::ledger::{Ledger, ReadError};
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The months whose counts are kept; beyond it the oldest is counted again.
pub const JOURNAL_MONTHS: Limit = Limit { name: "journal_months", most: 120 };

/// The counts of months that are over.
#[derive(Debug, Default)]
pub struct Months(Mutex<BTreeMap<Month, Tally>>);

impl Months {
    /// The counts of a month, if they are kept.
    #[must_use]
    pub fn known(&self, month: Month) -> Option<Tally> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&month).cloned()
    }

    /// The counts of a month that is over; none when the ledger has no entry of it, or does not keep all of
    /// them any more. Blocks on files.
    ///
    /// # Errors
    /// When its entries cannot be read.
    pub fn tally(&self, ledger: &Ledger, month: Month) -> Result<Option<Tally>, ReadError> {
        if let Some(tally) = self.known(month) {
            return Ok(Some(tally));
        }
        let found = count(ledger, month)?;
        if let Some(tally) = &found {
            let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            counted.insert(month, tally.clone());
            if counted.len() > JOURNAL_MONTHS.most {
                counted.pop_first();
            }
        }
        Ok(found)
    }
}

/// Counts the published entries of a month. Entries that have expired and were given up cannot be counted;
/// a month that lacks any is not published at all.
fn count(ledger: &Ledger, month: Month) -> Result<Option<Tally>, ReadError> {
    let Some(from) = begin(month).map(|at| ledger.first_since(at)).transpose()?.flatten() else {
        return Ok(None);
    };
    let end = begin(month.plus(1)).map(|at| ledger.first_since(at)).transpose()?.flatten();
    let below = end.map_or_else(|| ledger.published(), |end| end.0);
    let (mut tally, mut seen, mut wrong) = (Tally::new(month), 0, None);
    ledger.walk(from.0, below, |index, entry| {
        seen += 1;
        if tally.read(entry).is_err() {
            wrong = wrong.or(Some(index));
        }
    })?;
    match wrong {
        Some(index) => Err(ReadError::UnknownForm(index)),
        None if seen == 0 || seen < below.saturating_sub(from.0) => Ok(None),
        None => Ok(Some(tally)),
    }
}

/// The first moment of a month.
fn begin(month: Month) -> Option<Timestamp> {
    format!("{month}-01T00:00:00Z").parse().ok()
}
