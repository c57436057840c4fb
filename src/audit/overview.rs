//! What an auditor can read in a minute: how much was read, by whom and what for; what was refused and
//! why; what is permitted and not used; which limits were nearly reached; and how it stands with the
//! ledger. Made of [`super::figures`] alone, for the part of the ledger that is the reader's to see.
//!
//! A `*` stands for all that is not told apart; see the limits in [`super::figures`].

mod csv;
mod period;
mod state;
mod sums;
mod unused;

pub use csv::Table;
pub use period::{OVERVIEW_DAYS, Period, USUAL_DAYS};
pub use state::{DigestState, LedgerState, WitnessState};
pub use sums::{DRAWN, OVERVIEW_ROWS};

use super::figures::Counts;
use super::role::Part;
use crate::policy::{Membership, PolicySet};
use crate::vocab::time::Day;
use serde::Serialize;
use sums::{Drawn, Seen, Sums, draw};
use unused::Used;

/// An overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// The first day that it is over, in Norway.
    pub first_day: Day,
    /// The last day.
    pub last_day: Day,
    /// Whether what goes over time is told by month, from the first of each.
    pub by_month: bool,
    /// How many entries there were of each kind.
    pub totals: Totals,
    /// Readings and refusals, day by day or month by month.
    pub over_time: Vec<Times>,
    /// By purpose, those with most readings first.
    pub purposes: Vec<Share>,
    /// By consumer.
    pub consumers: Vec<Share>,
    /// By service.
    pub services: Vec<Share>,
    /// Why requests and grants were refused, the most frequent first.
    pub refusals: Vec<Reason>,
    /// What is permitted by the policies in force and did not come out.
    pub unused: Vec<Unused>,
    /// Whether some fields were not told apart, so that what is in `unused` may have come out.
    pub unused_blurred: bool,
    /// Who passed a soft limit.
    pub limits: Vec<Warned>,
    /// Who looked into the ledger.
    pub looks: Vec<Looked>,
    /// What is held back from persons; none for who sees services alone, whose releases say no service.
    pub held: Option<HeldBack>,
    /// How many entries of these days are not told apart, and so may or may not be the reader's.
    pub not_told_apart: u64,
    /// Questions of citizens that wait for an answer; none while nobody counts them.
    pub open_questions: Option<u64>,
    /// Alarms about readings that were raised in the period.
    pub open_alarms: Option<u64>,
    /// How it stands with the ledger.
    pub ledger: LedgerState,
}

/// How many entries there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// All, whatever their kind.
    pub entries: u64,
    /// Disclosures.
    pub readings: u64,
    /// Requests that were refused.
    pub refusals: u64,
    /// Tokens that were issued.
    pub tokens: u64,
    /// Grants that were refused.
    pub tokens_refused: u64,
    /// Warnings of limits.
    pub warnings: u64,
    /// Looks into the ledger; one stands for all alike of an hour.
    pub looks: u64,
    /// Persons whose key was destroyed.
    pub erasures: u64,
    /// Ends of delays.
    pub releases: u64,
}

/// What happened on a day or in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Times {
    /// The day, or the first of the month.
    pub from: Day,
    /// Disclosures.
    pub readings: u64,
    /// Requests that were refused.
    pub refusals: u64,
}

/// What belongs to one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The name: a purpose, an organisation's number, a service.
    pub name: String,
    /// Disclosures.
    pub readings: u64,
    /// Requests that were refused.
    pub refusals: u64,
    /// The readings at each place of `over_time`; only for the first [`DRAWN`] of a table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub over_time: Vec<u64>,
}

/// One reason to refuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Its short name.
    pub reason: String,
    /// Whether grants were refused for it, and not requests.
    pub of_grant: bool,
    /// How often.
    pub refusals: u64,
}

/// A purpose with fields that did not come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// The purpose.
    pub purpose: String,
    /// The service that it reads.
    pub service: String,
    /// Its readings in the period; with none all its fields are here.
    pub readings: u64,
    /// How many fields it permits.
    pub permitted: usize,
    /// Those that did not come out.
    pub fields: Vec<UnusedField>,
}

/// A field that did not come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnusedField {
    /// The field, as the policy names it.
    pub field: String,
    /// The last day on which it did, as far back as is known.
    pub last: Option<Day>,
}

/// Somebody who passed a soft limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warned {
    /// Who.
    pub consumer: String,
    /// For which purpose.
    pub purpose: String,
    /// What is counted, in the word of the policy language.
    pub limit: String,
    /// How often.
    pub warnings: u64,
    /// The last day.
    pub last: Day,
}

/// Somebody who looked into the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Looked {
    /// The organisation that answers for it.
    pub consumer: String,
    /// How many looks.
    pub looks: u64,
}

/// What is held back from persons (GDPR article 23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct HeldBack {
    /// Entries whose day has not come.
    pub waiting: u64,
    /// Entries whose day has come and that are not released: there should be none.
    pub overdue: u64,
}

/// What an overview is made for.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// The part that the reader may see.
    pub part: Part<'w>,
    /// The days.
    pub period: Period,
    /// Today, in Norway: what is held until then or before is due.
    pub today: Day,
}

/// Makes an overview. A function of its arguments.
#[must_use]
pub fn overview(
    counts: &Counts,
    wanted: Wanted<'_>,
    policies: &PolicySet,
    groups: &dyn Membership,
    ledger: LedgerState,
) -> Overview {
    let Wanted { part, period, today } = wanted;
    let months = counts.months_before();
    let period = months.map_or(period, |months| period.whole_months_before(months));
    let axis = period.axis(months);
    let seen = Seen::new(part, counts);
    let sums = Sums::new(counts, seen, period, &axis);
    let mut purposes = sums.purposes(counts);
    let mut consumers = sums.consumers(counts);
    let mut services = sums.services(counts);
    let tables: [Drawn<'_>; 3] = [
        (&mut purposes, |row| row.purpose),
        (&mut consumers, |row| row.consumer),
        (&mut services, |row| row.service),
    ];
    draw(tables, counts, seen, period, &axis);
    let used = Used::new(counts, seen, period);
    let read = sums.read_for(counts);
    let unused = unused::unused((policies, groups), part, (counts, &used, &read), period);
    let sees_releases = !matches!(part, Part::Of { readings: None, .. });
    Overview {
        first_day: period.first(),
        last_day: period.last(),
        by_month: axis.by_month,
        totals: sums.totals(),
        over_time: sums.over_time(&axis),
        refusals: sums.reasons(counts),
        limits: sums.warned(counts),
        looks: sums.looks(counts),
        not_told_apart: sums.others(),
        unused_blurred: used.is_blurred(),
        held: sees_releases.then(|| held(counts, part, today)),
        open_questions: None,
        open_alarms: Some(sums.alarms()),
        purposes,
        consumers,
        services,
        unused,
        ledger,
    }
}

/// What is held back of the consumers in the part.
fn held(counts: &Counts, part: Part<'_>, today: Day) -> HeldBack {
    let own = match part {
        Part::All => None,
        Part::Of { readings, .. } => {
            Some(readings.and_then(|own| counts.names().known(own.as_str())))
        }
    };
    let rows =
        counts.held().filter(|(holding, _)| own.is_none_or(|own| own == Some(holding.consumer)));
    rows.fold(HeldBack::default(), |mut sum, (holding, balance)| {
        let left = balance.held.saturating_sub(balance.released);
        if holding.until <= today {
            sum.overdue += left;
        } else {
            sum.waiting += left;
        }
        sum
    })
}
