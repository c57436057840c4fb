//! How much a consumer may read for a purpose, counted over several requests.
//!
//! What a request would read is reserved before the provider is asked, under the lock of its consumer
//! and purpose, so that no two requests take the same last place; it is given back when nothing was
//! disclosed. Persons are counted by marks that say nothing without the vault. After a restart the
//! ledger's entries, and the vault's rows about who was the same person, say what was counted.

mod group;
mod readings;
mod restore;
mod window;

pub use restore::Since;

use super::authorize::Authorized;
use super::refused::Refused;
use crate::ledger::Ledger;
use crate::ledger::counts::Mark;
use crate::ledger::entry::{Draft, Event, LimitWarning};
use crate::policy::{Counted, Purpose};
use crate::vocab::basis::PurposeId;
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use group::{Group, Wish};
use restore::Late;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use window::Case;

/// A hard limit that a request would pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// What is counted.
    pub counted: Counted,
    /// The most.
    pub most: u64,
    /// When there is room again; none when there never is.
    pub retry_after: Option<Duration>,
}

/// The counts of a purpose, by consumer.
type Consumers = HashMap<Organisation, Arc<Mutex<Group>>>;

/// Counts what was read, for every consumer and purpose with limits.
pub struct Meter {
    ledger: Ledger,
    groups: RwLock<HashMap<PurposeId, Consumers>>,
    /// Persons by case. A case's mark says whose and for which purpose it is.
    cases: Mutex<HashMap<Mark, Case>>,
    /// The purposes whose readings of before are counted in.
    followed: Mutex<HashSet<PurposeId>>,
    /// What may have been read since that, until the set is in force.
    late: Mutex<Option<Late>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// About whom; somebody may be named twice.
    pub persons: &'a [&'a PersonNumber],
    /// How many persons the same request was told of before.
    pub before: u64,
    /// For which case of the consumer.
    pub case: Option<&'a str>,
}

/// Proof that the limits leave room for a reading; made only by [`Meter::reserve`]. Dropped without
/// [`Reserved::commit`] it gives back what it holds.
pub struct Reserved<'m> {
    /// What is held until it is committed.
    held: Option<Held<'m>>,
    counted: bool,
}

/// What is held of a consumer's room.
struct Held<'m> {
    meter: &'m Meter,
    group: Arc<Mutex<Group>>,
    wish: Wish,
    warnings: Vec<LimitWarning>,
    is_read: bool,
}

impl Meter {
    /// Counts nothing yet.
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self {
            ledger,
            groups: RwLock::default(),
            cases: Mutex::default(),
            followed: Mutex::default(),
            late: Mutex::default(),
        }
    }

    /// Reserves room for what a permitted request is about to read of these persons, after so many that
    /// the same request was told of before.
    ///
    /// # Errors
    /// [`Refused::LimitReached`] when a hard limit leaves none.
    pub fn reserve<'p>(
        &self,
        authorized: &Authorized,
        persons: impl IntoIterator<Item = &'p PersonNumber>,
        before: u64,
        now: Timestamp,
    ) -> Result<Reserved<'_>, Refused> {
        let purpose = authorized.purpose();
        if !has_limits(purpose) {
            return Ok(Reserved { held: None, counted: false });
        }
        let persons: Vec<&PersonNumber> = persons.into_iter().collect();
        let (consumer, policies) = (&authorized.asker().consumer, authorized.policies());
        let asked = Asked { persons: &persons, before, case: authorized.case_reference() };
        self.room(consumer, purpose, asked, policies, now)
    }

    /// Reserves room for readings.
    ///
    /// # Errors
    /// As [`Meter::reserve`].
    pub fn room(
        &self,
        consumer: &Organisation,
        purpose: &Purpose,
        asked: Asked<'_>,
        policies: EntryIndex,
        now: Timestamp,
    ) -> Result<Reserved<'_>, Refused> {
        let Asked { persons, before, case } = asked;
        if !has_limits(purpose) {
            return Ok(Reserved { held: None, counted: false });
        }
        let counts = self.ledger.counts();
        let mut marks: Vec<Mark> = persons.iter().map(|person| counts.person(person)).collect();
        let mut known = HashSet::with_capacity(marks.len());
        marks.retain(|mark| known.insert(*mark));
        let per_case = purpose.limits.of(Counted::SubjectsPerCase).and(case);
        let case = per_case.map(|case| counts.case(consumer, &purpose.id, case));
        let wish = Wish { persons: marks, before, readings: persons.len() as u64, case, now };
        let group = self.group(consumer, &purpose.id);
        let taken = {
            let mut group = lock(&group);
            let mut cases = case.map(|_| lock(&self.cases));
            group.take(&purpose.limits, &wish, cases.as_deref_mut())
        };
        let warned = taken.map_err(|Reached { counted, most, retry_after }| {
            let purpose = purpose.id.clone();
            Refused::LimitReached { purpose, counted, most, retry_after }
        })?;
        let warning = |(counted, soft): (Counted, u64)| LimitWarning {
            consumer: consumer.clone(),
            purpose: purpose.id.clone(),
            limit: counted.as_str().to_owned(),
            soft,
            policies,
        };
        let warnings = warned.into_iter().map(warning).collect();
        let held = Held { meter: self, group, wish, warnings, is_read: false };
        Ok(Reserved { held: Some(held), counted: true })
    }

    /// Forgets what was counted for such purposes.
    fn forget(&self, which: impl Fn(&PurposeId) -> bool) {
        let mut groups = self.groups.write().unwrap_or_else(PoisonError::into_inner);
        groups.retain(|purpose, _| !which(purpose));
    }

    fn group(&self, consumer: &Organisation, purpose: &PurposeId) -> Arc<Mutex<Group>> {
        {
            let groups = self.groups.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(group) = groups.get(purpose).and_then(|group| group.get(consumer)) {
                return group.clone();
            }
        }
        let mut groups = self.groups.write().unwrap_or_else(PoisonError::into_inner);
        let of_purpose = groups.entry(purpose.clone()).or_default();
        of_purpose.entry(consumer.clone()).or_default().clone()
    }
}

fn has_limits(purpose: &Purpose) -> bool {
    purpose.limits.iter().next().is_some()
}

impl Reserved<'_> {
    /// Whether a limit counts the reading.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        self.counted
    }

    /// The reading was made and is in the ledger; soft limits that it passed are told there too.
    /// What is reserved for several parts of an answer is committed with the first of them.
    pub async fn commit(&mut self) {
        let Some(mut held) = self.held.take() else { return };
        held.is_read = true;
        let warnings = std::mem::take(&mut held.warnings);
        let (meter, group) = (held.meter, held.group.clone());
        drop(held);
        for warning in warnings {
            let counted = Counted::ALL.into_iter().find(|one| one.as_str() == warning.limit);
            let event = Event::LimitWarning(warning);
            if let Err(error) = meter.ledger.append(Draft::new(event)).await {
                tracing::error!(error = %Told(&error), "a warning was not written; the next reading tries again");
                counted.into_iter().for_each(|counted| lock(&group).take_back(counted));
            }
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut group = lock(&self.group);
        let mut cases = self.wish.case.map(|_| lock(&self.meter.cases));
        group.end(&self.wish, self.is_read, cases.as_deref_mut());
        drop(cases);
        for warning in &self.warnings {
            let counted = Counted::ALL.into_iter().find(|one| one.as_str() == warning.limit);
            counted.into_iter().for_each(|counted| group.take_back(counted));
        }
    }
}
