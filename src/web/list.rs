//! The list about a person, in pages or whole: read from the ledger, put into words.

use super::filter::{Filter, Part};
use super::overview::{Overview, overview};
use super::readings::{Names, Record, Shown, shown};
use super::rows::{Remembered, Row, Rows, SEARCHED};
use super::veil::{Naming, Places};
use crate::ledger::entry::{Event, Refusal};
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::relation::Relation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use std::sync::Arc;

/// The most entries on one page: it stays below 72 kB, and packed with the style far below 60.
pub const MOST: usize = 20;

/// The most entries on the page that is made to be printed.
pub const PRINTED: Limit = Limit { name: "printed_readings", most: 500 };

/// How many entries are read before those that are not wanted are let go.
const READ_AT_ONCE: usize = 500;

/// How many entries are put into words before they are written out: what is in memory at one time.
const AT_ONCE: usize = 100;

/// Reads what the ledger holds about a person. Called where blocking is allowed.
pub trait Readings: Send + Sync + 'static {
    /// At most `most` entries about the person, newest first; with `before`, those that came before
    /// the person's entry of that [`Record::count`].
    ///
    /// # Errors
    /// When they cannot be read.
    fn about(
        &self,
        person: &PersonNumber,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Record>, Unreadable>;

    /// How many entries are under the checkpoint that is shown to everybody.
    fn published(&self) -> u64;

    /// Who has witnessed that checkpoint; none for a ledger without witnesses.
    fn witnessed(&self) -> Option<Witnessed>;

    /// The proof that the ledger has the person's entry of this [`Record::count`], with the entry in it
    /// (c2sp.org/tlog-proof); none when there is no such entry about this person.
    ///
    /// # Errors
    /// When it cannot be read.
    fn proof(&self, person: &PersonNumber, count: u64) -> Result<Option<Proof>, Unreadable>;

    /// The text of the key that the ledger's checkpoints are verified with.
    fn log_key(&self) -> String;

    /// One file that holds all about the person and proves that it is all.
    ///
    /// # Errors
    /// When it cannot be made now.
    fn bundle(&self, person: &PersonNumber) -> Result<Vec<u8>, Unreadable>;
}

/// Who has witnessed the checkpoint that is shown to everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The names of those who have.
    pub by: Vec<String>,
    /// Of how many.
    pub of: usize,
    /// Whether it is too long since enough of them have.
    pub late: bool,
}

/// The proof of one entry about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The entry's place in the ledger.
    pub index: EntryIndex,
    /// The file; none while no checkpoint covers the entry.
    pub file: Option<String>,
}

/// The ledger could not be read; the ledger itself logs why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ledger cannot be read")]
pub struct Unreadable;

/// Knows the policies of every time. Called where blocking is allowed.
pub trait PoliciesAt: Send + Sync + 'static {
    /// The set that was activated at this entry, or last before it; none if it is not known.
    fn in_force_at(&self, entry: EntryIndex) -> Option<Arc<PolicySet>>;

    /// The entry that activated those that are in force now.
    fn newest(&self) -> Option<EntryIndex>;
}

/// Where a list comes from.
#[derive(Clone)]
pub struct Sources {
    /// The entries.
    pub readings: Arc<dyn Readings>,
    /// The policies.
    pub policies: Arc<dyn PoliciesAt>,
    /// The organisations' names.
    pub names: Arc<dyn Names>,
}

/// One page of the list.
#[derive(Debug)]
pub struct Page {
    /// The entries, newest first.
    pub shown: Vec<Shown>,
    /// What was asked for.
    pub part: Part,
    /// The count that the next page begins before; none on the last page.
    pub next: Option<u64>,
    /// Who has witnessed the ledger; none for one without witnesses.
    pub witnessed: Option<Witnessed>,
    /// The whole list seen from far away.
    pub overview: Overview,
}

impl Sources {
    /// Those among a person's newest [`SEARCHED`] entries that are wanted, newest first. No more are in
    /// memory than these and a part of the list. May block on the disk.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn newest(
        &self,
        person: &PersonNumber,
        wanted: impl Fn(&Record) -> bool,
    ) -> Result<Vec<Record>, Unreadable> {
        let (mut found, mut before, mut left) = (Vec::new(), None, SEARCHED.most);
        while left > 0 {
            let most = left.min(READ_AT_ONCE);
            let records = self.readings.about(person, before, most)?;
            before = records.last().map(|last| last.count);
            let ended = records.len() < most;
            found.extend(records.into_iter().filter(|record| wanted(record)));
            left = if ended { 0 } else { left - most };
        }
        Ok(found)
    }

    /// The view of the person's entry of this count. May block on the disk.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn one(
        &self,
        (person, places): (&PersonNumber, Places),
        count: u64,
        language: Language,
    ) -> Result<Option<Shown>, Unreadable> {
        let published = self.readings.published();
        let Some(after) = count.checked_add(1) else { return Ok(None) };
        let found = self.readings.about(person, Some(after), 1)?.into_iter().next();
        let found = found.filter(|record| record.count == count);
        Ok(found.and_then(|record| self.in_words(&record, published, (places, language))))
    }

    fn in_words(
        &self,
        record: &Record,
        published: u64,
        (places, language): (Places, Language),
    ) -> Option<Shown> {
        let policies = self.policies.in_force_at(decided_at(record));
        let naming = Naming { names: self.names.as_ref(), places };
        shown(record, policies.as_deref(), naming, published, language)
    }
}

/// Entries, newest first, and the count before which the next begin.
pub(super) type Entries = (Vec<Shown>, Option<u64>);

/// The list of one person, read at one time and in one language.
#[derive(Clone, Copy)]
pub(super) struct List<'l> {
    pub(super) sources: &'l Sources,
    pub(super) remembered: &'l Remembered,
    pub(super) person: &'l PersonNumber,
    pub(super) places: Places,
    /// By which right it is shown, when it is another's.
    pub(super) relation: Option<Relation>,
    /// Whether what the law protects more is left out, because the login is too weak for it.
    pub(super) weaker: bool,
    pub(super) now: Timestamp,
    pub(super) language: Language,
}

impl List<'_> {
    /// Reads one page, of at most so many entries. May block on the disk.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn page(self, mut part: Part, most: usize) -> Result<Page, Unreadable> {
        self.hide(&mut part.filter);
        let all = self.rows()?;
        let (shown, next) = if part.filter.is_open() {
            self.straight(part.before, most)?
        } else {
            self.sought(&all, &part, most)?
        };
        let witnessed = self.sources.readings.witnessed();
        let overview = overview(self, &all, &part.filter);
        Ok(Page { shown, part, next, witnessed, overview })
    }

    /// Tells every entry that the filter admits, newest first. Of who has more entries than are searched,
    /// gives the count of the oldest that was.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn whole(
        self,
        filter: &Filter,
        tell: impl FnMut(Shown),
    ) -> Result<Option<u64>, Unreadable> {
        let all = self.rows()?;
        let mut part = Part { filter: filter.clone(), before: None };
        self.hide(&mut part.filter);
        self.each(&all.rows, &chosen(&all.rows, &part), tell)?;
        Ok(all.rows.last().filter(|_| all.cut).map(|last| last.count))
    }

    /// Whether the person has so many entries.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn has_come(self, count: u64) -> Result<bool, Unreadable> {
        let newest = self.sources.readings.about(self.person, None, 1)?;
        Ok(newest.first().is_some_and(|newest| newest.count.saturating_add(1) >= count))
    }

    /// Where places are hidden nobody finds out by searching whose number an organisation has.
    fn hide(self, filter: &mut Filter) {
        if self.places == Places::Hidden {
            filter.consumer = None;
        }
    }

    fn rows(self) -> Result<Rows, Unreadable> {
        self.remembered.rows(self.sources.readings.as_ref(), self.person, self.now)
    }

    /// A page of all entries, without what is seen from far away.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn entries(self, before: Option<u64>) -> Result<Entries, Unreadable> {
        self.straight(before, MOST)
    }

    /// A page of all entries, as far back as they go, and the count before which the next begins.
    fn straight(self, before: Option<u64>, most: usize) -> Result<Entries, Unreadable> {
        // One more than is shown tells whether there is a next page. What the person did stands among the
        // entries and is not in the list, so one part of them may fill no page.
        let wanted = most.saturating_add(1);
        let (mut shown, mut before) = (Vec::new(), before);
        let published = self.sources.readings.published();
        while shown.len() < wanted {
            let records = self.sources.readings.about(self.person, before, wanted)?;
            shown.extend(records.iter().filter_map(|record| self.in_words(record, published)));
            if records.len() < wanted {
                break;
            }
            before = records.last().map(|last| last.count);
        }
        let more = shown.len() > most;
        shown.truncate(most);
        let next = shown.last().filter(|_| more).map(|last| last.count);
        Ok((shown, next))
    }

    /// The same of those that a filter admits.
    fn sought(self, all: &Rows, part: &Part, most: usize) -> Result<Entries, Unreadable> {
        let wanted = chosen(&all.rows, part);
        let here = wanted.get(..most).unwrap_or(&wanted);
        let last = here.last().filter(|_| wanted.len() > most);
        let next = last.and_then(|place| all.rows.get(*place)).map(|row| row.count);
        let mut shown = Vec::new();
        self.each(&all.rows, here, |one| shown.push(one))?;
        Ok((shown, next))
    }

    /// Tells the entries at these places of the rows, which ascend.
    fn each(
        self,
        rows: &[Row],
        places: &[usize],
        mut tell: impl FnMut(Shown),
    ) -> Result<(), Unreadable> {
        let published = self.sources.readings.published();
        // What stands together is read together.
        // Entries of other kinds stand between readings, so counts tell what does.
        let count = |place: &usize| rows.get(*place).map(|row| row.count);
        let follows = |one: &usize, next: &usize| count(one) == count(next).map(|next| next + 1);
        for run in places.chunk_by(follows) {
            for some in run.chunks(AT_ONCE) {
                let Some(first) = some.first().and_then(|place| rows.get(*place)) else { continue };
                let before = Some(first.count.saturating_add(1));
                for record in self.sources.readings.about(self.person, before, some.len())? {
                    if let Some(shown) = self.in_words(&record, published) {
                        tell(shown);
                    }
                }
            }
        }
        Ok(())
    }

    fn in_words(self, record: &Record, published: u64) -> Option<Shown> {
        self.sources.in_words(record, published, (self.places, self.language))
    }
}

/// The places of the rows that are wanted.
fn chosen(rows: &[Row], part: &Part) -> Vec<usize> {
    let wanted =
        |row: &Row| part.before.is_none_or(|before| row.count < before) && part.filter.admits(row);
    rows.iter().enumerate().filter(|(_, row)| wanted(row)).map(|(place, _)| place).collect()
}

/// The entry that tells which policies decided: a reading names it, and a refusal that was held against
/// any; of others what was in force when they were written.
pub(super) const fn decided_at(record: &Record) -> EntryIndex {
    match &record.entry.event {
        Event::Reading(reading) => reading.policies,
        Event::Refusal(Refusal { policies: Some(policies), .. }) => *policies,
        _ => record.index,
    }
}
