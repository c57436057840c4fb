//! What happens at which moment.

use super::{crowd, deeds, lives, snooper};
use crate::demo::persons::random::Random;
use crate::demo::persons::{Person, Population, Position, Role};
use crate::vocab::time::{Day, Timestamp};
use std::time::Duration;

/// The delay of the one purpose whose readings wait, as its policy says it.
pub const DELAY_DAYS: u16 = 90;

/// Where minutes and seconds come from.
const SEED: u64 = 0x5955_4152;

/// Something that happens.
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) what: What,
}

/// What happens.
pub(super) enum What {
    /// Somebody is read about, or it is refused.
    Read(Visit),
    /// A list is worked off at night: all at one time.
    Run(Vec<Visit>),
    /// A person does something.
    Done(deeds::Deed),
    /// What was held is released, if its day has come.
    Released,
}

/// One person is asked about.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) person: Position,
    pub(super) purpose: &'static str,
    pub(super) case: Option<String>,
    pub(super) end_user: Option<String>,
    pub(super) relation: Option<&'static str>,
    /// The code of the refusal; none: it is answered.
    pub(super) refused: Option<&'static str>,
}

/// When on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hour {
    /// Between eight and half past three; at a weekend on the Friday before.
    Office,
    /// Between two and three at night, on any day.
    Night,
    /// At this minute, on any day.
    At(u16),
}

/// Draws moments within days.
pub(super) struct Calendar {
    today: Day,
    random: Random,
}

impl Calendar {
    pub(super) const fn new(today: Day, label: u64) -> Self {
        Self { today, random: Random::stream(SEED, label) }
    }

    /// A moment so many days before today.
    pub(super) fn moment(&mut self, days_ago: u16, hour: Hour) -> Timestamp {
        let day = self.today.minus_days(days_ago.max(1));
        let weekday = day.at_minute(0).weekday;
        let (day, minute) = match hour {
            Hour::Office => {
                let day = day.minus_days(u16::from(weekday.saturating_sub(4)));
                (day, self.between(8 * 60, 15 * 60 + 29))
            }
            Hour::Night => (day, self.between(2 * 60, 2 * 60 + 59)),
            Hour::At(minute) => (day, minute.into()),
        };
        let ms = self.between(0, 59_999);
        day.begins_in_norway().plus(Duration::from_millis(minute * 60_000 + ms))
    }

    /// A number of a case in this year of the calendar.
    pub(super) fn case(&mut self, days_ago: u16) -> String {
        format!("{}/{}", self.year(days_ago), self.between(1_000, 99_999))
    }

    /// The year so many days before today.
    pub(super) fn year(&self, days_ago: u16) -> String {
        self.today.minus_days(days_ago).to_string().split('-').next().unwrap_or_default().to_owned()
    }

    pub(super) fn between(&mut self, least: i64, most: i64) -> u64 {
        u64::try_from(self.random.between(least, most)).unwrap_or_default()
    }

    pub(super) fn random(&mut self) -> &mut Random {
        &mut self.random
    }
}

/// Everything that happens in the year before this day, in its order.
pub(super) fn moments(population: &Population, today: Day) -> Vec<Moment> {
    let mut all = lives::moments(population, today);
    all.extend(crowd::moments(population, today));
    all.extend(snooper::moments(population, today));
    all.extend(deeds::moments(today));
    // Yesterday, just after midnight, when a gateway that runs would have done it.
    let at = Calendar::new(today, 0).moment(1, Hour::At(1));
    all.push(Moment { at, what: What::Released });
    all.sort_by_key(|moment| moment.at);
    all
}

/// How many readings of this person, and refusals of such, the year has, those that were released
/// among them.
#[must_use]
pub fn expected(population: &Population, today: Day, role: Role) -> (usize, usize) {
    let position = population.playing(role).map(Person::position);
    let all = moments(population, today);
    let visits = all.iter().flat_map(|moment| match &moment.what {
        What::Read(visit) => std::slice::from_ref(visit),
        What::Run(visits) => visits.as_slice(),
        What::Done(_) | What::Released => &[],
    });
    let own: Vec<_> = visits.filter(|visit| Some(visit.person) == position).collect();
    let refused = own.iter().filter(|visit| visit.refused.is_some()).count();
    (own.len() - refused, refused)
}
