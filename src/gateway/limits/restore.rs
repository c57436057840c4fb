//! What was counted before: by an earlier process, or before a purpose had limits.

use super::{Meter, has_limits, lock};
use crate::gateway::active::Active;
use crate::ledger::ReadError;
use crate::ledger::counts::{Mark, Row};
use crate::ledger::entry::{Entry, Event, LimitWarning, Reading};
use crate::policy::{Counted, PolicySet};
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Since when this process counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// It begins: no reading has been counted.
    Start,
    /// It counts by another set so far.
    Activation,
}

/// A set that is about to come into force: what is read until it is, is counted in afterwards.
pub(super) struct Late {
    purposes: HashSet<PurposeId>,
    /// The first entry that was not seen.
    from: u64,
    /// When the entries were seen.
    since: Timestamp,
}

/// How far entries may lie behind the time that they say.
const BEHIND: Duration = Duration::from_secs(60);

/// The kinds of entries that limits are restored from.
const COUNTED_IN: [&str; 2] = ["reading", "limit-warning"];

impl Meter {
    /// Counts in what was read before for those purposes of a set that have limits and were not
    /// followed so far. Blocks on files, for as long as it takes to read the entries of the longest
    /// time that a limit counts over; it reads nothing when there is no such purpose.
    ///
    /// A reading that a limit counted, and whose row in the vault is lost, counts as another person's. One
    /// of a time without limits counts as a reading and as nobody.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn follow(&self, set: &PolicySet, since: Since, now: Timestamp) -> Result<(), ReadError> {
        let purposes = set.purposes().iter().filter(|purpose| has_limits(purpose));
        let mut followed = lock(&self.followed);
        let new: HashMap<_, _> = purposes
            .filter(|purpose| !followed.contains(&purpose.id))
            .map(|purpose| (purpose.id.clone(), purpose.clone()))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let limits = new.values().flat_map(|purpose| purpose.limits.iter());
        let longest = limits.filter_map(|(counted, _)| counted.window()).max();
        let rows = self.rows(since, longest.map(|longest| now.minus(longest)))?;
        let by_index: HashMap<u64, Row> = rows.into_iter().map(|row| (row.index, row)).collect();
        let mut from = 0;
        if let Some(longest) = longest {
            self.ledger.tail(now.minus(longest), &COUNTED_IN, |index, entry| {
                from = index.0 + 1;
                self.count_in(index, entry, None, &by_index, |purpose| new.contains_key(purpose));
            })?;
        }
        if since == Since::Activation && longest.is_some() {
            let purposes = new.keys().cloned().collect();
            *lock(&self.late) = Some(Late { purposes, from, since: now });
        }
        followed.extend(new.into_keys());
        Ok(())
    }

    /// An attempt to activate has ended, and this set is in force: what is followed for others is
    /// forgotten, and what was read while it came into force is counted in. Blocks on files.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn settle(&self, active: &Active) -> Result<(), ReadError> {
        let is_limited =
            |purpose: &PurposeId| active.set().purpose(purpose).is_some_and(|one| has_limits(one));
        // What is read of a purpose while it has no limits is not counted: it begins anew.
        lock(&self.followed).retain(is_limited);
        self.forget(|purpose| !is_limited(purpose));
        let Some(Late { purposes, from, since }) = lock(&self.late).take() else { return Ok(()) };
        if !purposes.iter().any(is_limited) {
            return Ok(());
        }
        let (own, rows) = (Some(active.entry()), HashMap::new());
        self.ledger.tail(since.minus(BEHIND), &COUNTED_IN, |index, entry| {
            if index.0 >= from {
                self.count_in(index, entry, own, &rows, |purpose| purposes.contains(purpose));
            }
        })
    }

    /// One entry of before.
    fn count_in(
        &self,
        index: EntryIndex,
        entry: Entry,
        own: Option<EntryIndex>,
        rows: &HashMap<u64, Row>,
        is_new: impl Fn(&PurposeId) -> bool,
    ) {
        match entry.event {
            Event::Reading(Reading { asker, purpose, counted, policies, .. })
                if is_new(&purpose) && own != Some(policies) =>
            {
                let person = rows.get(&index.0).map(|row| row.person);
                let person = person.or_else(|| counted.then(|| Mark::of_nobody(index.0)));
                lock(&self.group(&asker.consumer, &purpose)).note(person, entry.at);
            }
            Event::LimitWarning(LimitWarning { consumer, purpose, limit, policies, .. })
                if is_new(&purpose) && own != Some(policies) =>
            {
                let counted = Counted::ALL.into_iter().find(|one| one.as_str() == limit);
                if let Some(counted) = counted {
                    lock(&self.group(&consumer, &purpose)).was_told(counted, entry.at);
                }
            }
            _ => {}
        }
    }

    /// The vault's rows. At a start the persons of each case are counted in, and rows that no limit
    /// needs any more are dropped from the file.
    fn rows(&self, since: Since, earliest: Option<Timestamp>) -> Result<Vec<Row>, ReadError> {
        let failed = |_| ReadError::Missing("counts.vault".to_owned());
        let rows = self.ledger.counts().rows().map_err(failed)?;
        if since == Since::Activation {
            return Ok(rows);
        }
        let mut first = None;
        if let Some(earliest) = earliest {
            self.ledger.first_since(earliest)?.into_iter().for_each(|index| first = Some(index.0));
        }
        let mut cases = lock(&self.cases);
        let mut known = HashSet::new();
        let needed = |row: &Row| {
            let of_case = row.case.is_some_and(|case| known.insert((case, row.person)));
            of_case || first.is_some_and(|first| row.index >= first)
        };
        let kept: Vec<Row> = rows.iter().copied().filter(needed).collect();
        for row in &kept {
            if let Some(case) = row.case {
                cases.entry(case).or_default().note(row.person);
            }
        }
        if kept.len() < rows.len() {
            self.ledger.counts().keep(&kept).map_err(failed)?;
        }
        Ok(kept)
    }
}
