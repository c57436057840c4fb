//! All figures, and how an entry comes into them.

use super::line::{Line, LineEvent};
use super::names::{Name, Names};
use super::tally::{Balance, Combination, Disclosed, Holding, Out, Tally, coarse_before};
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::time::{Day, Timestamp};
use std::collections::HashMap;

/// How many answers to a question that entries ask again and again are kept.
const KEPT: usize = 10_000;

/// The newest digest over all persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestSeen {
    /// Its entry.
    pub entry: EntryIndex,
    /// When it was written.
    pub at: Timestamp,
}

/// What is counted of the first so many entries of a ledger. No row is about a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    pub(super) names: Names,
    pub(super) tally: Tally,
    /// The entries below this index are counted.
    pub(super) counted: u64,
    /// Those of them that had expired and were given up when they were to be counted.
    pub(super) given_up: u64,
    /// When the last of them happened.
    pub(super) newest: Option<Timestamp>,
    pub(super) digest: Option<DigestSeen>,
}

/// An entry has not the form that this program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnknownForm(pub(super) u64);

/// Tells whose a service was by the policies of a place in the ledger.
pub(super) type Whose<'w> = &'w dyn Fn(EntryIndex, &str) -> Option<Organisation>;

/// What counting keeps at hand from one entry to the next. It changes nothing in what is counted.
#[derive(Debug, Default)]
pub(super) struct AtHand {
    hour: String,
    day: Option<Day>,
    providers: HashMap<(EntryIndex, Name), Name>,
    /// The names in lists of fields, by the list's own text.
    fields: HashMap<Box<str>, Box<[Name]>>,
}

impl Counts {
    /// The entries below this index are counted.
    #[must_use]
    pub const fn counted(&self) -> u64 {
        self.counted
    }

    /// How many of them had expired and been given up: nothing is known of these.
    #[must_use]
    pub const fn given_up(&self) -> u64 {
        self.given_up
    }

    /// When the newest of them happened.
    #[must_use]
    pub const fn newest(&self) -> Option<Timestamp> {
        self.newest
    }

    /// The newest digest over all persons among them.
    #[must_use]
    pub const fn digest(&self) -> Option<DigestSeen> {
        self.digest
    }

    /// The names behind the numbers in rows.
    #[must_use]
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// The rows of these days, both included.
    pub fn between(&self, first: Day, last: Day) -> impl Iterator<Item = (Day, &Combination, u64)> {
        self.tally.between(first, last)
    }

    /// Which fields came out, month by month.
    pub fn disclosed(&self) -> impl Iterator<Item = (&Out, &Disclosed)> {
        self.tally.fields.values().flatten()
    }

    /// What is held back, and how much of it was released.
    pub fn held(&self) -> impl Iterator<Item = (&Holding, &Balance)> {
        self.tally.held.iter()
    }

    /// Before this day only months are told apart; none while nothing is counted.
    #[must_use]
    pub fn months_before(&self) -> Option<Day> {
        self.newest.map(|newest| coarse_before(newest.day_in_norway()))
    }

    /// How many rows there are: of days, of fields, of what is held back.
    #[must_use]
    pub fn rows(&self) -> (usize, usize, usize) {
        (self.tally.rows, self.tally.field_rows, self.tally.held.len())
    }

    /// Takes in an entry that follows the last one.
    pub(super) fn take(
        &mut self,
        index: u64,
        entry: &[u8],
        whose: Whose<'_>,
        hand: &mut AtHand,
    ) -> Result<(), UnknownForm> {
        let unknown = UnknownForm(index);
        let line = Line::read(entry).ok_or(unknown)?;
        let event = &line.event;
        // All that can be wrong is read before anything is counted: an entry counts once or not at all.
        let day = hand.day(&line).ok_or(unknown)?;
        let until = |text: Option<&str>| text.map(Day::parse).transpose().map_err(|_| unknown);
        let held_until = until(line.held_until)?;
        let is = |kind| event.kind == kind;
        let released = event.until.filter(|_| is("release")).and_then(LineEvent::plain);
        let released = until(released)?;
        let digest_at =
            if is("digest") { Some(line.at.parse().map_err(|_| unknown)?) } else { None };
        let row = self.combination(index, event, whose, hand);
        if let Some(fields) = event.fields.filter(|_| is("reading")) {
            let Combination { consumer, provider, service, purpose, .. } = row;
            for &field in hand.fields(fields.get(), &mut self.names).ok_or(unknown)? {
                let out = Out { consumer, provider, service, purpose, field };
                self.tally.add_field(day, out);
            }
        }
        self.tally.add(day, row);
        let holding = |until| Holding { until, consumer: row.consumer, purpose: row.purpose };
        held_until.into_iter().for_each(|until| self.tally.hold(holding(until)));
        released.into_iter().for_each(|until| self.tally.release(holding(until)));
        let digest = digest_at.map(|at| DigestSeen { entry: EntryIndex(index), at });
        self.digest = digest.or(self.digest);
        Ok(())
    }

    fn combination(
        &mut self,
        index: u64,
        event: &LineEvent<'_>,
        whose: Whose<'_>,
        hand: &mut AtHand,
    ) -> Combination {
        let names = &mut self.names;
        let (kind, reason) = (names.number(Some(event.kind)), names.number(event.reason()));
        let (consumer, supplier) = (names.number(event.consumer), names.number(event.supplier));
        let (service, purpose) = (names.number(event.service), names.number(event.purpose));
        let provider = event.service.map_or(Name::NONE, |text| {
            let Some(policies) = event.policies else {
                let provider = whose(EntryIndex(index), text);
                return names.number(provider.as_ref().map(Organisation::as_str));
            };
            if let Some(known) = hand.providers.get(&(policies, service)) {
                return *known;
            }
            let provider = whose(policies, text);
            let provider = names.number(provider.as_ref().map(Organisation::as_str));
            if hand.providers.len() >= KEPT {
                hand.providers.clear();
            }
            // One that is not told apart may be another's next time.
            if service != Name::OTHER {
                hand.providers.insert((policies, service), provider);
            }
            provider
        });
        Combination { kind, reason, consumer, supplier, provider, service, purpose }
    }
}

impl AtHand {
    /// The day in Norway that an entry happened on.
    fn day(&mut self, line: &Line<'_>) -> Option<Day> {
        if self.hour != line.hour() || self.day.is_none() {
            self.day = Some(line.at.parse::<Timestamp>().ok()?.day_in_norway());
            line.hour().clone_into(&mut self.hour);
        }
        self.day
    }

    /// The names in a list of fields; none when it is not one.
    fn fields(&mut self, raw: &str, names: &mut Names) -> Option<&[Name]> {
        if !self.fields.contains_key(raw) {
            if self.fields.len() >= KEPT {
                self.fields.clear();
            }
            let texts: Vec<String> = serde_json::from_str(raw).ok()?;
            let numbers = texts.iter().map(|text| names.number(Some(text))).collect();
            self.fields.insert(raw.into(), numbers);
        }
        self.fields.get(raw).map(AsRef::as_ref)
    }
}
