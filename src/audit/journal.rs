//! The public journal: which organisation read how many records of which kind for which purpose in a
//! month. Everybody may have it, so it must not tell of single persons.
//!
//! Counts below [`THRESHOLD`] are not told: a small one might be known to be about somebody. No totals are
//! published, of a month, a consumer or a service, so there is nothing to take the other counts from, and no
//! further count must be left out to protect a small one. Months do not overlap, and a month is published
//! only when it is over and never changes again; so two journals have no difference that tells more than
//! they do. A row itself says that there was at least one reading.
//!
//! Readings that the law lets wait are not counted, neither when they were made nor when they are released: a
//! journal that grew at a release would tell of it.

pub mod einnsyn;
pub mod months;
pub mod open;

pub use crate::vocab::month::Month;

use crate::ledger::entry::{Entry, Event, kind};
use crate::policy::PolicySet;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Translated;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::time::Duration;

/// Counts below this are not told.
pub const THRESHOLD: u64 = 10;

/// How long after its end a month is published: entries get their time when they are written.
pub const SETTLED: Duration = Duration::from_secs(24 * 60 * 60);

/// Who read, of which service, what for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The organisation that answers for the readings.
    pub consumer: Organisation,
    /// Whose records: the service that gave them.
    pub service: ServiceId,
    /// What for.
    pub purpose: PurposeId,
}

/// The counts of one month as they are. They never leave this room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    month: Month,
    counts: BTreeMap<Key, u64>,
}

/// What the journal needs of an entry.
#[derive(Deserialize)]
struct Line {
    at: Timestamp,
    event: LineEvent,
    held: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct LineEvent {
    consumer: Organisation,
    service: ServiceId,
    purpose: PurposeId,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub const fn new(month: Month) -> Self {
        Self { month, counts: BTreeMap::new() }
    }

    /// Counts an entry, if it is a reading of the month that does not wait.
    pub fn hear(&mut self, entry: &Entry) {
        let Event::Reading(reading) = &entry.event else { return };
        if Month::of(entry.at) == self.month && entry.held.is_none() {
            let consumer = reading.asker.consumer.clone();
            let (service, purpose) = (reading.service.clone(), reading.purpose.clone());
            self.count(Key { consumer, service, purpose });
        }
    }

    /// The same for the bytes of an entry.
    ///
    /// # Errors
    /// When a reading has not the form that this program writes.
    pub fn read(&mut self, entry: &[u8]) -> Result<(), serde_json::Error> {
        if kind(entry).is_some_and(|kind| kind != "reading") {
            return Ok(());
        }
        let line: Line = serde_json::from_slice(entry)?;
        if Month::of(line.at) == self.month && line.held.is_none() {
            let LineEvent { consumer, service, purpose } = line.event;
            self.count(Key { consumer, service, purpose });
        }
        Ok(())
    }

    /// Counts one reading.
    pub fn count(&mut self, key: Key) {
        *self.counts.entry(key).or_default() += 1;
    }
}

/// Why a month is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is published when it has been over for a day")]
pub struct NotOver;

/// How many readings, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// So many, at least [`THRESHOLD`].
    Exactly(u64),
    /// At least one, and fewer than [`THRESHOLD`].
    Few,
}

impl Told {
    const fn of(count: u64) -> Self {
        if count < THRESHOLD { Self::Few } else { Self::Exactly(count) }
    }
}

/// One row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who read, of which service, what for.
    pub key: Key,
    /// What the consumer is called, if it is known.
    pub consumer_name: Option<String>,
    /// What the service is called.
    pub service_title: Option<Translated>,
    /// Whose the service is.
    pub provider: Option<Organisation>,
    /// What the purpose is called.
    pub purpose_title: Option<Translated>,
    /// How many.
    pub readings: Told,
}

/// The journal of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    month: Month,
    rows: Vec<Row>,
}

impl Journal {
    /// Leaves out what is not told, and puts the words in that policies and registry have now.
    ///
    /// # Errors
    /// When the month has not been over for [`SETTLED`].
    pub fn publish(
        tally: Tally,
        now: Timestamp,
        policies: Option<&PolicySet>,
        name: &dyn Fn(&Organisation) -> Option<String>,
    ) -> Result<Self, NotOver> {
        if !tally.month.is_past(now.minus(SETTLED)) {
            return Err(NotOver);
        }
        let row = |(key, count): (Key, u64)| {
            let service = policies.and_then(|set| set.service(&key.service));
            let purpose = policies.and_then(|set| set.purpose(&key.purpose));
            Row {
                consumer_name: name(&key.consumer),
                service_title: service.map(|it| it.title.clone()),
                provider: service.map(|it| it.provider.clone()),
                purpose_title: purpose.map(|it| it.title.clone()),
                readings: Told::of(count),
                key,
            }
        };
        Ok(Self { month: tally.month, rows: tally.counts.into_iter().map(row).collect() })
    }

    /// The month.
    #[must_use]
    pub const fn month(&self) -> Month {
        self.month
    }

    /// Its rows, by consumer, service and purpose.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}
