//! Sums over the rows of a period, for the part of the ledger that is somebody's to see.

use super::period::{Axis, Period};
use super::{Looked, Reason, Share, Times, Totals, Warned};
use crate::audit::figures::{Combination, Counts, Name};
use crate::audit::role::Part;
use crate::vocab::limits::Limit;
use crate::vocab::time::Day;
use std::collections::HashMap;

/// The rows of a table in an overview; what comes after is joined in one row `*`.
pub const OVERVIEW_ROWS: Limit = Limit { name: "overview_rows", most: 500 };

/// Of so many names it is told how they went over time.
pub const DRAWN: usize = 5;

/// A part of the ledger in the numbers of names.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    all: bool,
    /// None when the organisation was never named.
    readings: Option<Name>,
    services: Option<Name>,
}

impl Seen {
    pub(super) fn new(part: Part<'_>, counts: &Counts) -> Self {
        match part {
            Part::All => Self { all: true, readings: None, services: None },
            Part::Of { readings, services } => {
                let known =
                    |own: &crate::vocab::party::Organisation| counts.names().known(own.as_str());
                let (readings, services) = (readings.and_then(known), services.and_then(known));
                Self { all: false, readings, services }
            }
        }
    }

    /// Whether a row of this consumer and provider is in the part.
    pub(super) fn covers(&self, consumer: Name, provider: Name) -> bool {
        self.all || self.readings == Some(consumer) || self.services == Some(provider)
    }
}

/// What came of asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Reading,
    Refusal,
    Token,
    TokenRefusal,
    Warning,
    Look,
    Erasure,
    Release,
    Alarm,
    Else,
}

/// The kinds that are summed, by their numbers.
struct Kinds(HashMap<Name, What>);

impl Kinds {
    fn new(counts: &Counts) -> Self {
        let all = [
            ("reading", What::Reading),
            ("refusal", What::Refusal),
            ("token", What::Token),
            ("token-refusal", What::TokenRefusal),
            ("limit-warning", What::Warning),
            ("look", What::Look),
            ("erasure", What::Erasure),
            ("release", What::Release),
            ("alarm", What::Alarm),
        ];
        let known = |(kind, what)| Some((counts.names().known(kind)?, what));
        Self(all.into_iter().filter_map(known).collect())
    }

    fn of(&self, row: &Combination) -> What {
        self.0.get(&row.kind).copied().unwrap_or(What::Else)
    }
}

/// Readings and refusals under a name.
#[derive(Clone, Copy, Default)]
struct Pair {
    readings: u64,
    refusals: u64,
}

/// All sums.
#[derive(Default)]
pub(super) struct Sums {
    totals: Totals,
    readings: Vec<u64>,
    refusals: Vec<u64>,
    purposes: HashMap<Name, Pair>,
    consumers: HashMap<Name, Pair>,
    services: HashMap<Name, Pair>,
    reasons: HashMap<(bool, Name), u64>,
    warned: HashMap<(Name, Name, Name), (u64, Option<Day>)>,
    looks: HashMap<Name, u64>,
    alarms: u64,
    /// Entries that are not told apart.
    others: u64,
}

impl Sums {
    /// Sums up.
    pub(super) fn new(counts: &Counts, seen: Seen, period: Period, axis: &Axis) -> Self {
        let kinds = Kinds::new(counts);
        let length = axis.places.len();
        let mut sums =
            Self { readings: vec![0; length], refusals: vec![0; length], ..Self::default() };
        for (day, row, count) in counts.between(period.first(), period.last()) {
            if seen.covers(row.consumer, row.provider) {
                sums.add(kinds.of(row), axis.place(day), day, row, count);
            } else if row.is_other() {
                sums.others += count;
            }
        }
        sums
    }

    fn add(&mut self, what: What, place: Option<usize>, day: Day, row: &Combination, count: u64) {
        let totals = &mut self.totals;
        totals.entries += count;
        if row.is_other() {
            self.others += count;
        }
        let at = |places: &mut Vec<u64>| {
            if let Some(sum) = place.and_then(|place| places.get_mut(place)) {
                *sum += count;
            }
        };
        match what {
            What::Reading => {
                totals.readings += count;
                at(&mut self.readings);
                self.shares(row, Pair { readings: count, refusals: 0 });
            }
            What::Refusal => {
                totals.refusals += count;
                at(&mut self.refusals);
                *self.reasons.entry((false, row.reason)).or_default() += count;
                self.shares(row, Pair { readings: 0, refusals: count });
            }
            What::Token => totals.tokens += count,
            What::TokenRefusal => {
                totals.tokens_refused += count;
                *self.reasons.entry((true, row.reason)).or_default() += count;
            }
            What::Warning => {
                totals.warnings += count;
                let of = (row.consumer, row.purpose, row.reason);
                let (warnings, last) = self.warned.entry(of).or_default();
                *warnings += count;
                *last = (*last).max(Some(day));
            }
            What::Look => {
                totals.looks += count;
                *self.looks.entry(row.consumer).or_default() += count;
            }
            What::Erasure => totals.erasures += count,
            What::Release => totals.releases += count,
            What::Alarm => self.alarms += count,
            What::Else => {}
        }
    }

    fn shares(&mut self, row: &Combination, more: Pair) {
        let names = [
            (&mut self.purposes, row.purpose),
            (&mut self.consumers, row.consumer),
            (&mut self.services, row.service),
        ];
        for (shares, name) in names {
            let pair = shares.entry(name).or_default();
            pair.readings += more.readings;
            pair.refusals += more.refusals;
        }
    }

    pub(super) const fn alarms(&self) -> u64 {
        self.alarms
    }

    pub(super) const fn totals(&self) -> Totals {
        self.totals
    }

    /// How many entries of the period are not told apart, so that they may be in the part or not.
    pub(super) const fn others(&self) -> u64 {
        self.others
    }

    pub(super) fn over_time(&self, axis: &Axis) -> Vec<Times> {
        let numbers = self.readings.iter().zip(&self.refusals);
        let times = axis.places.iter().zip(numbers);
        times
            .map(|(from, (&readings, &refusals))| Times { from: *from, readings, refusals })
            .collect()
    }

    pub(super) fn purposes(&self, counts: &Counts) -> Vec<Share> {
        shares(&self.purposes, counts)
    }

    /// The readings for each purpose.
    pub(super) fn read_for<'c>(&self, counts: &'c Counts) -> HashMap<&'c str, u64> {
        let text = |name: &Name| counts.names().text(*name);
        self.purposes.iter().map(|(name, pair)| (text(name), pair.readings)).collect()
    }

    pub(super) fn consumers(&self, counts: &Counts) -> Vec<Share> {
        shares(&self.consumers, counts)
    }

    pub(super) fn services(&self, counts: &Counts) -> Vec<Share> {
        shares(&self.services, counts)
    }

    pub(super) fn reasons(&self, counts: &Counts) -> Vec<Reason> {
        let of = |(&(of_grant, reason), &refusals): (&(bool, Name), &u64)| Reason {
            reason: counts.names().text(reason).to_owned(),
            of_grant,
            refusals,
        };
        let mut all: Vec<Reason> = self.reasons.iter().map(of).collect();
        all.sort_by(|one, other| {
            let key = |it: &Reason| (it.of_grant, it.reason.clone());
            other.refusals.cmp(&one.refusals).then_with(|| key(one).cmp(&key(other)))
        });
        let rest = all.split_off(all.len().min(OVERVIEW_ROWS.most));
        let refusals: u64 = rest.iter().map(|it| it.refusals).sum();
        if refusals > 0 {
            all.push(Reason { reason: "*".to_owned(), of_grant: false, refusals });
        }
        all
    }

    pub(super) fn warned(&self, counts: &Counts) -> Vec<Warned> {
        let text = |name| counts.names().text(name).to_owned();
        let of = |(&(consumer, purpose, limit), &(warnings, last)): (
            &(Name, Name, Name),
            &(u64, Option<Day>),
        )| {
            let (consumer, purpose, limit) = (text(consumer), text(purpose), text(limit));
            Some(Warned { consumer, purpose, limit, warnings, last: last? })
        };
        let mut all: Vec<Warned> = self.warned.iter().filter_map(of).collect();
        all.sort_by(|one, other| {
            let key = |it: &Warned| (it.consumer.clone(), it.purpose.clone(), it.limit.clone());
            other.warnings.cmp(&one.warnings).then_with(|| key(one).cmp(&key(other)))
        });
        all.truncate(OVERVIEW_ROWS.most);
        all
    }

    pub(super) fn looks(&self, counts: &Counts) -> Vec<Looked> {
        let of = |(consumer, &looks): (&Name, &u64)| Looked {
            consumer: counts.names().text(*consumer).to_owned(),
            looks,
        };
        let mut all: Vec<Looked> = self.looks.iter().map(of).collect();
        all.sort_by(|one, other| {
            other.looks.cmp(&one.looks).then_with(|| one.consumer.cmp(&other.consumer))
        });
        all.truncate(OVERVIEW_ROWS.most);
        all
    }
}

/// The shares of names, largest first, without what has no name there.
fn shares(sums: &HashMap<Name, Pair>, counts: &Counts) -> Vec<Share> {
    let named = sums.iter().filter(|(name, _)| **name != Name::NONE);
    let mut all: Vec<(Name, Pair)> = named.map(|(name, pair)| (*name, *pair)).collect();
    let text = |name| counts.names().text(name);
    all.sort_by(|(one, first), (other, second)| {
        let size = |pair: &Pair| (pair.readings, pair.refusals);
        size(second).cmp(&size(first)).then_with(|| text(*one).cmp(text(*other)))
    });
    let rest = all.split_off(all.len().min(OVERVIEW_ROWS.most));
    if !rest.is_empty() {
        let sum = rest.iter().fold(Pair::default(), |sum, (_, pair)| Pair {
            readings: sum.readings + pair.readings,
            refusals: sum.refusals + pair.refusals,
        });
        all.push((Name::OTHER, sum));
    }
    let share = |(name, pair): (Name, Pair)| Share {
        name: text(name).to_owned(),
        readings: pair.readings,
        refusals: pair.refusals,
        over_time: Vec::new(),
    };
    all.into_iter().map(share).collect()
}

/// The name of a row that a table is by.
pub(super) type NameOf = fn(&Combination) -> Name;

/// A table, and what it is by.
pub(super) type Drawn<'t> = (&'t mut [Share], NameOf);

/// Tells of the first [`DRAWN`] of a table how their readings went over time, in a second walk: most of
/// the names in a table are never drawn.
pub(super) fn draw(
    tables: [Drawn<'_>; 3],
    counts: &Counts,
    seen: Seen,
    period: Period,
    axis: &Axis,
) {
    let Some(reading) = counts.names().known("reading") else { return };
    let mut drawn: Vec<(HashMap<Name, Vec<u64>>, NameOf)> = tables
        .iter()
        .map(|(shares, of)| {
            let names = shares.iter().take(DRAWN).filter_map(|it| counts.names().known(&it.name));
            let empty = |name| (name, vec![0; axis.places.len()]);
            (names.map(empty).collect(), *of)
        })
        .collect();
    for (day, row, count) in counts.between(period.first(), period.last()) {
        if row.kind != reading || !seen.covers(row.consumer, row.provider) {
            continue;
        }
        let Some(place) = axis.place(day) else { continue };
        for (series, of) in &mut drawn {
            if let Some(sum) = series.get_mut(&of(row)).and_then(|all| all.get_mut(place)) {
                *sum += count;
            }
        }
    }
    for ((shares, _), (mut series, _)) in tables.into_iter().zip(drawn) {
        for share in shares.iter_mut().take(DRAWN) {
            let known = counts.names().known(&share.name);
            share.over_time = known.and_then(|name| series.remove(&name)).unwrap_or_default();
        }
    }
}
