//! One page of the list about a person: read from the ledger, put into words.

use super::readings::{Names, Record, Shown, shown};
use super::veil::{Naming, Places};
use crate::ledger::entry::{Event, Refusal};
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::subject::PersonNumber;
use crate::vocab::translated::Language;
use std::sync::Arc;

/// The most entries on one page: it stays below 60 kB.
pub const MOST: usize = 20;

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
    /// Whether this is a page of older entries.
    pub older: bool,
    /// The count that the next page begins before; none on the last page.
    pub next: Option<u64>,
    /// Who has witnessed the ledger; none for one without witnesses.
    pub witnessed: Option<Witnessed>,
}

impl Sources {
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
        let after = count.checked_add(1).ok_or(Unreadable)?;
        let found = self.readings.about(person, Some(after), 1)?.into_iter().next();
        let Some(record) = found.filter(|record| record.count == count) else { return Ok(None) };
        let policies = self.policies.in_force_at(decided_at(&record));
        let naming = Naming { names: self.names.as_ref(), places };
        Ok(shown(&record, policies.as_deref(), naming, published, language))
    }

    /// Reads one page. May block on the disk.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page(
        &self,
        (person, places): (&PersonNumber, Places),
        before: Option<u64>,
        language: Language,
    ) -> Result<Page, Unreadable> {
        let published = self.readings.published();
        // One more than is shown tells whether there is a next page.
        let mut records = self.readings.about(person, before, MOST + 1)?;
        let more = records.len() > MOST;
        records.truncate(MOST);
        let next = records.last().filter(|_| more).map(|last| last.count);
        let view = |record: &Record| {
            let policies = self.policies.in_force_at(decided_at(record));
            let naming = Naming { names: self.names.as_ref(), places };
            shown(record, policies.as_deref(), naming, published, language)
        };
        let shown = records.iter().filter_map(view).collect();
        let witnessed = self.readings.witnessed();
        Ok(Page { shown, older: before.is_some(), next, witnessed })
    }
}

/// The entry that tells which policies decided: a reading names it, and a refusal that was held against
/// any; of others what was in force when they were written.
const fn decided_at(record: &Record) -> EntryIndex {
    match &record.entry.event {
        Event::Reading(reading) => reading.policies,
        Event::Refusal(Refusal { policies: Some(policies), .. }) => *policies,
        _ => record.index,
    }
}
