//! The rows of figures: how many entries of a kind on a day, by whom, from whom, what for; which fields
//! came out; and what is held back.
//!
//! What is old is kept coarser: days are joined to their months once they are [`DAYS_KEPT`] old, and
//! fields are forgotten after [`FIELDS_KEPT`]. What would pass a limit is counted under
//! [`Name::OTHER`]. Both follow from the order of the entries alone, so figures that are counted anew
//! are those that grew.

use super::names::Name;
use crate::vocab::limits::Limit;
use crate::vocab::time::Day;
use std::collections::{BTreeMap, HashMap};

/// The rows of all days together.
pub const FIGURES_ROWS: Limit = Limit { name: "figures_rows", most: 1_000_000 };

/// The rows of one day.
pub const FIGURES_DAY_ROWS: Limit = Limit { name: "figures_day_rows", most: 10_000 };

/// The rows of fields, of all months together.
pub const FIGURES_FIELD_ROWS: Limit = Limit { name: "figures_field_rows", most: 1_000_000 };

/// The rows of what is held back.
pub const FIGURES_HELD_ROWS: Limit = Limit { name: "figures_held_rows", most: 100_000 };

/// For so many days at the least each day has its own rows.
pub const DAYS_KEPT: u16 = 400;

/// For so many days at the least it is known which fields came out.
pub const FIELDS_KEPT: u16 = 3 * 366;

/// What makes entries of a day alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Combination {
    /// The kind of event, as entries name it.
    pub kind: Name,
    /// Why it was refused, or what a warning is about.
    pub reason: Name,
    /// Who answers for it.
    pub consumer: Name,
    /// Who asked on the consumer's behalf.
    pub supplier: Name,
    /// Whose the service was by the policies of that time.
    pub provider: Name,
    /// The service.
    pub service: Name,
    /// The purpose.
    pub purpose: Name,
}

impl Combination {
    /// All that is known of an entry which is not told apart from others of its kind.
    const fn other(kind: Name) -> Self {
        let it = Name::OTHER;
        Self {
            kind,
            reason: it,
            consumer: it,
            supplier: it,
            provider: it,
            service: it,
            purpose: it,
        }
    }

    /// Whether it stands for entries that are not told apart.
    #[must_use]
    pub fn is_other(&self) -> bool {
        [self.consumer, self.provider, self.service, self.purpose].contains(&Name::OTHER)
    }

    pub(super) const fn names(&self) -> [Name; 7] {
        let Self { kind, reason, consumer, supplier, provider, service, purpose } = *self;
        [kind, reason, consumer, supplier, provider, service, purpose]
    }

    pub(super) const fn from_names(names: [Name; 7]) -> Self {
        let [kind, reason, consumer, supplier, provider, service, purpose] = names;
        Self { kind, reason, consumer, supplier, provider, service, purpose }
    }
}

/// A field that came out of a service, for whom and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Out {
    /// Who got it.
    pub consumer: Name,
    /// Whose the service was.
    pub provider: Name,
    /// The service.
    pub service: Name,
    /// The purpose.
    pub purpose: Name,
    /// The field, as the policy names it.
    pub field: Name,
}

/// In how many readings of a month a field came out, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosed {
    /// In how many readings.
    pub readings: u64,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// What is held back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holding {
    /// The day from which on it is to be shown.
    pub until: Day,
    /// Who asked.
    pub consumer: Name,
    /// What for.
    pub purpose: Name,
}

/// How much of it is still held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// The entries that were held back.
    pub held: u64,
    /// Those that were released.
    pub released: u64,
}

/// All rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    pub(super) days: BTreeMap<Day, HashMap<Combination, u64>>,
    pub(super) rows: usize,
    /// By the first day of a month.
    pub(super) fields: BTreeMap<Day, HashMap<Out, Disclosed>>,
    pub(super) field_rows: usize,
    pub(super) held: BTreeMap<Holding, Balance>,
}

impl Tally {
    /// Counts one entry.
    pub(super) fn add(&mut self, day: Day, combination: Combination) {
        if self.days.last_key_value().is_none_or(|(last, _)| *last < day) {
            self.begin(day);
        }
        let of_day = self.days.entry(day).or_default();
        if let Some(count) = of_day.get_mut(&combination) {
            *count += 1;
            return;
        }
        let full = of_day.len() >= FIGURES_DAY_ROWS.most || self.rows >= FIGURES_ROWS.most;
        let row = if full { Combination::other(combination.kind) } else { combination };
        let before = of_day.len();
        *of_day.entry(row).or_default() += 1;
        self.rows += of_day.len() - before;
    }

    /// Counts a field that came out in a reading.
    pub(super) fn add_field(&mut self, day: Day, out: Out) {
        let of_month = self.fields.entry(day.first_of_month()).or_default();
        if let Some(known) = of_month.get_mut(&out) {
            known.readings += 1;
            known.last = day;
            return;
        }
        let full = self.field_rows >= FIGURES_FIELD_ROWS.most;
        let (before, it) = (of_month.len(), Name::OTHER);
        let other = Out { consumer: it, provider: it, service: it, purpose: it, field: it };
        let row = of_month.entry(if full { other } else { out });
        let row = row.or_insert(Disclosed { readings: 0, first: day, last: day });
        row.readings += 1;
        row.last = day;
        self.field_rows += of_month.len() - before;
    }

    /// Counts an entry that is held back.
    pub(super) fn hold(&mut self, holding: Holding) {
        let full = self.held.len() >= FIGURES_HELD_ROWS.most && !self.held.contains_key(&holding);
        let other = Holding { consumer: Name::OTHER, purpose: Name::OTHER, ..holding };
        self.held.entry(if full { other } else { holding }).or_default().held += 1;
    }

    /// Counts a release. Nothing is held until a day that has come, so a row that is even is done with;
    /// of an entry that is released twice the first time counts.
    pub(super) fn release(&mut self, holding: Holding) {
        let other = Holding { consumer: Name::OTHER, purpose: Name::OTHER, ..holding };
        let place = if self.held.contains_key(&holding) { holding } else { other };
        let Some(balance) = self.held.get_mut(&place) else { return };
        balance.released += 1;
        if balance.released >= balance.held {
            self.held.remove(&place);
        }
    }

    /// From here on entries are of this day: what is old becomes coarser.
    fn begin(&mut self, day: Day) {
        let coarse = self.days.range(..coarse_before(day)).map(|(old, _)| *old);
        let coarse: Vec<Day> = coarse.filter(|old| *old != old.first_of_month()).collect();
        for old in coarse {
            let Some(rows) = self.days.remove(&old) else { continue };
            self.rows -= rows.len();
            let of_month = self.days.entry(old.first_of_month()).or_default();
            let before = of_month.len();
            for (combination, count) in rows {
                *of_month.entry(combination).or_default() += count;
            }
            self.rows += of_month.len() - before;
        }
        let forgotten = day.minus_days(FIELDS_KEPT).first_of_month();
        while let Some(entry) = self.fields.first_entry().filter(|it| *it.key() < forgotten) {
            self.field_rows -= entry.remove().len();
        }
    }

    /// The rows of these days, both included; of a month that has no days of its own any more, when
    /// its first day is one of them.
    pub(super) fn between(
        &self,
        first: Day,
        last: Day,
    ) -> impl Iterator<Item = (Day, &Combination, u64)> {
        let days = if first <= last { Some(self.days.range(first..=last)) } else { None };
        let days = days.into_iter().flatten();
        days.flat_map(|(day, rows)| rows.iter().map(move |(row, count)| (*day, row, *count)))
    }
}

/// Before this day rows are of months, when entries are of `day`.
pub(super) fn coarse_before(day: Day) -> Day {
    day.minus_days(DAYS_KEPT).first_of_month()
}
