//! What is remembered of each entry about a person, to search and to count: a few words, no contents.
//!
//! Reading them costs one look into the ledger for each entry, so those of who comes back soon are kept for a
//! while, and only what is new is read. They are a view: what is kept is thrown away when the ledger no longer
//! says the same at its newest end, as after an erasure.

use super::filter::Came;
use super::list::{Readings, Unreadable, decided_at};
use super::readings::Record;
use crate::ledger::entry::Event;
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::{Day, Timestamp};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The most entries of one person's that are searched and counted: the newest.
pub const SEARCHED: Limit = Limit { name: "searched_readings", most: 20_000 };

/// How many entries are read before what is remembered of them is taken out.
const AT_ONCE: usize = 500;

/// How many threads read one person's entries.
const THREADS: usize = 4;

/// Of how many persons the rows are kept.
const PERSONS: usize = 64;

/// How long they are kept after they were read from the first to the last.
const KEPT: Duration = Duration::from_secs(5 * 60);

/// What is remembered of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its place in the ledger.
    pub(super) index: EntryIndex,
    /// The person's own count.
    pub(super) count: u64,
    /// The day in Norway under which it is shown.
    pub(super) day: Day,
    /// Who asked.
    pub(super) consumer: Option<Organisation>,
    /// What for.
    pub(super) purpose: Option<PurposeId>,
    /// What came of it.
    pub(super) came: Came,
    /// The entry that tells which policies have the words for it.
    pub(super) policies: EntryIndex,
}

impl Row {
    /// None for what is not about a request for a person's data.
    fn of(record: &Record) -> Option<Self> {
        let came = match &record.entry.event {
            Event::Reading(_) => Came::Given,
            Event::Refusal(_) => Came::Refused,
            Event::RelativeLook(_) | Event::IdentityOpened(_) => Came::Aside,
            _ => return None,
        };
        let asked = record.entry.event.asked();
        Some(Self {
            index: record.index,
            count: record.count,
            day: record.released.unwrap_or(record.entry.at).day_in_norway(),
            consumer: asked.map(|(consumer, _)| consumer.clone()),
            purpose: match &record.entry.event {
                Event::Refusal(refusal) => refusal.purpose.clone(),
                _ => asked.and_then(|(_, purpose)| purpose.cloned()),
            },
            came,
            policies: decided_at(record),
        })
    }
}

/// What is remembered of a person's entries, newest first.
#[derive(Clone)]
pub struct Rows {
    /// The entries, newest first.
    pub(super) rows: Arc<[Row]>,
    /// Whether there are older ones that are not among them.
    pub(super) cut: bool,
    /// Count and place of the newest entry of any kind; none when there is none.
    newest: Option<(u64, EntryIndex)>,
}

impl Rows {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The rows of those who came last.
#[derive(Default)]
pub struct Remembered(Mutex<VecDeque<(PersonNumber, Timestamp, Rows)>>);

impl Remembered {
    /// The rows of a person, as the ledger has them now. May block on the disk.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn rows(
        &self,
        readings: &dyn Readings,
        person: &PersonNumber,
        now: Timestamp,
    ) -> Result<Rows, Unreadable> {
        let known = self.take(person, now);
        let mut begun = now;
        let rows = match known {
            Some((at, known)) => match newer(readings, person, &known)? {
                Some(rows) => {
                    begun = at;
                    rows
                }
                None => all(readings, person)?,
            },
            None => all(readings, person)?,
        };
        self.put(person, begun, &rows);
        Ok(rows)
    }

    /// Takes what is kept of this person, and forgets what has been kept for too long.
    fn take(&self, person: &PersonNumber, now: Timestamp) -> Option<(Timestamp, Rows)> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, begun, _)| now.since(*begun) < KEPT && *begun <= now);
        let at = kept.iter().position(|(whose, ..)| whose == person)?;
        kept.remove(at).map(|(_, begun, rows)| (begun, rows))
    }

    fn put(&self, person: &PersonNumber, begun: Timestamp, rows: &Rows) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(whose, ..)| whose != person);
        if kept.len() >= PERSONS {
            kept.pop_front();
        }
        kept.push_back((person.clone(), begun, rows.clone()));
    }
}

/// Reads them all, newest first, as far as [`SEARCHED`] goes; long lists on several threads, because who waits
/// has just logged in.
fn all(readings: &dyn Readings, person: &PersonNumber) -> Result<Rows, Unreadable> {
    let newest = readings.about(person, None, 1)?.first().map(|it| (it.count, it.index));
    let Some((count, _)) = newest else {
        return Ok(Rows { rows: Arc::default(), cut: false, newest });
    };
    let end = count.saturating_add(1);
    let begin = end.saturating_sub(SEARCHED.most as u64);
    let part = |end: u64| (end > begin).then(|| begin.max(end.saturating_sub(AT_ONCE as u64))..end);
    let parts: Vec<Range<u64>> =
        std::iter::successors(part(end), |newer| part(newer.start)).collect();
    let each = parts.len().div_ceil(THREADS.min(parts.len()));
    let shares: Vec<&[Range<u64>]> = parts.chunks(each).collect();
    let read = |share: &[Range<u64>]| {
        share.iter().map(|part| rows_of(readings, person, part)).collect::<Result<Vec<_>, _>>()
    };
    let rows = std::thread::scope(|scope| {
        let (first, others) = shares.split_first().ok_or(Unreadable)?;
        let others: Vec<_> = others.iter().map(|share| scope.spawn(|| read(share))).collect();
        let mut rows = read(first)?;
        for other in others {
            rows.extend(other.join().unwrap_or(Err(Unreadable))?);
        }
        Ok(rows.into_iter().flatten().collect())
    })?;
    Ok(Rows { rows, cut: begin > 0, newest })
}

/// The rows of the entries whose counts are these, newest first.
fn rows_of(
    readings: &dyn Readings,
    person: &PersonNumber,
    counts: &Range<u64>,
) -> Result<Vec<Row>, Unreadable> {
    let wanted = usize::try_from(counts.end - counts.start).unwrap_or(AT_ONCE);
    let records = readings.about(person, Some(counts.end), wanted)?;
    // Of entries that have expired there is nothing, and older ones come in their places.
    let within = records.iter().take_while(|record| record.count >= counts.start);
    Ok(within.filter_map(Row::of).collect())
}

/// What is known with what has come since; none when the ledger does not have what was its newest.
fn newer(
    readings: &dyn Readings,
    person: &PersonNumber,
    known: &Rows,
) -> Result<Option<Rows>, Unreadable> {
    let Some(newest) = known.newest else { return Ok(None) };
    // Most come back for nothing or little new.
    let (mut records, mut met) = (Vec::new(), None);
    for most in [super::MOST, AT_ONCE] {
        if met.is_none() {
            records = readings.about(person, None, most)?;
            met = records.iter().position(|it| (it.count, it.index) == newest);
        }
    }
    let Some(new) = met.and_then(|met| records.get(..met)) else { return Ok(None) };
    let Some(first) = new.first() else { return Ok(Some(known.clone())) };
    let mut rows: Vec<Row> = new.iter().filter_map(Row::of).collect();
    rows.extend(known.rows.iter().cloned());
    let cut = known.cut || rows.len() > SEARCHED.most;
    rows.truncate(SEARCHED.most);
    let rows = rows.into();
    Ok(Some(Rows { rows, cut, newest: Some((first.count, first.index)) }))
}
