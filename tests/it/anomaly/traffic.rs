//! A year of readings as they might be: offices with case workers, a hospital that never sleeps, machines that
//! read at night; cases that go on, persons whose case passes from one office to the next, holidays, a quiet
//! July, busy first days of the month. And what is planted in it.

use sluse::anomaly::{CaseFact, Detector, Mark, Near, Observation};
use sluse::vocab::basis::PurposeId;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::time::{Day, Timestamp};
use std::time::Duration;

/// The days of the year.
pub const DAYS: u16 = 365;

/// The first of them, a Friday.
const FIRST: &str = "2027-01-01";

/// Days on which offices are closed.
const HOLIDAYS: [&str; 9] = [
    "2027-01-01",
    "2027-03-25",
    "2027-03-26",
    "2027-03-29",
    "2027-05-06",
    "2027-05-17",
    "2027-12-24",
    "2027-12-25",
    "2027-12-26",
];

/// How a consumer reads for a purpose.
#[derive(Clone, Copy)]
enum Manner {
    /// In office hours, by so many case workers.
    Office(u64),
    /// At all hours, by so many on shifts.
    Shifts(u64),
    /// By a machine in the night.
    Nightly,
    /// By a machine in one night of each month, as lists are worked off.
    Monthly,
}

impl Manner {
    const fn is_machine(self) -> bool {
        matches!(self, Self::Nightly | Self::Monthly)
    }
}

struct Group {
    consumer: Organisation,
    purpose: PurposeId,
    manner: Manner,
    a_day: f64,
}

/// A simple generator of random numbers (splitmix64): the same traffic from the same seed.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    fn chance(&mut self, one: f64) -> bool {
        (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < one
    }

    /// A count with this mean, from the sum of many small chances.
    fn count(&mut self, mean: f64) -> u64 {
        let draws = (mean * 4.0).ceil().max(1.0);
        (0..draws as u64).filter(|_| self.chance(mean / draws)).count() as u64
    }
}

/// Something wrong, and which detectors may find it.
pub struct Plant {
    pub what: &'static str,
    pub found_by: &'static [Detector],
    /// The entries that are of it.
    pub entries: Vec<EntryIndex>,
}

/// The traffic in its order, and what was planted.
pub struct Traffic {
    pub observations: Vec<Observation>,
    pub plants: Vec<Plant>,
    /// How many consumers' purposes.
    pub groups: usize,
}

pub fn mark(kind: u8, number: u64) -> Mark {
    let mut bytes = [kind; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    Mark::new(bytes)
}

fn day(number: u16) -> Day {
    Day::parse(FIRST).unwrap().plus_days(number)
}

fn at(number: u16, hour: u64, random: &mut Random) -> Timestamp {
    let second = hour * 3600 + random.below(3600);
    day(number).begins_in_norway().plus(Duration::from_secs(second))
}

fn groups() -> Vec<Group> {
    let manners = [
        (Manner::Office(30), 240.0),
        (Manner::Office(12), 60.0),
        (Manner::Office(50), 300.0),
        (Manner::Office(8), 25.0),
        (Manner::Shifts(40), 160.0),
        (Manner::Shifts(15), 60.0),
        (Manner::Nightly, 150.0),
        (Manner::Nightly, 40.0),
        (Manner::Office(20), 90.0),
        (Manner::Office(5), 6.0),
        (Manner::Office(16), 80.0),
        (Manner::Office(10), 40.0),
        (Manner::Monthly, 400.0),
    ];
    let consumers = ["991825827", "997710081", "991400087", "310030002", "310020007", "310010001"];
    let named = |(place, (manner, a_day)): (usize, (Manner, f64))| Group {
        consumer: Organisation::parse(consumers[place % consumers.len()]).unwrap(),
        purpose: PurposeId::parse(&format!("purpose-{place}")).unwrap(),
        manner,
        a_day,
    };
    manners.into_iter().enumerate().map(named).collect()
}

struct Maker {
    random: Random,
    groups: Vec<Group>,
    made: Vec<(Observation, Option<usize>)>,
    cases: u64,
    /// Readings of cases that go on: the day, the group, the end user, the person, the case.
    later: Vec<(u16, usize, Option<u64>, u64, u64)>,
}

const PERSONS: u64 = 250_000;

/// The ordinary year with this seed, with or without what is planted.
pub fn year(seed: u64, with_plants: bool) -> Traffic {
    let mut maker = Maker {
        random: Random(seed),
        groups: groups(),
        made: Vec::new(),
        cases: 0,
        later: Vec::new(),
    };
    for number in 0..DAYS {
        for group in 0..maker.groups.len() {
            maker.day(number, group);
        }
        maker.go_on(number);
    }
    let mut plants = Vec::new();
    if with_plants {
        plants = maker.plant();
    }
    let mut made = maker.made;
    made.sort_by_key(|(seen, _)| seen.at);
    for (place, (seen, plant)) in made.iter_mut().enumerate() {
        seen.entry = EntryIndex(place as u64);
        if let Some(plant) = plant {
            plants[*plant].entries.push(seen.entry);
        }
    }
    let observations = made.into_iter().map(|(seen, _)| seen).collect();
    Traffic { observations, plants, groups: maker.groups.len() }
}

impl Maker {
    fn observation(
        &self,
        group: usize,
        at: Timestamp,
        end_user: Option<u64>,
        person: u64,
    ) -> Observation {
        let Group { consumer, purpose, .. } = &self.groups[group];
        let end_user = end_user.map(|number| mark(1, group as u64 * 1000 + number));
        let near = if end_user.is_some() { Near::No } else { Near::Unknown };
        Observation {
            entry: EntryIndex(0),
            at,
            consumer: consumer.clone(),
            purpose: purpose.clone(),
            end_user,
            person: mark(2, person),
            case: None,
            case_fact: CaseFact::Unknown,
            follows: false,
            near,
        }
    }

    /// One ordinary reading for a case.
    fn read(&mut self, group: usize, at: Timestamp, end_user: Option<u64>, person: u64, case: u64) {
        let mut seen = self.observation(group, at, end_user, person);
        if !self.groups[group].manner.is_machine() {
            seen.case = Some(mark(3, case));
            seen.case_fact =
                if self.random.chance(0.003) { CaseFact::Denied } else { CaseFact::Exists };
        }
        if end_user.is_some() && self.random.chance(0.002) {
            seen.near = Near::Neighbour;
        }
        seen.follows = self.random.chance(0.0001);
        self.made.push((seen, None));
    }

    fn factor(&self, number: u16) -> f64 {
        let day = day(number);
        let (text, weekday) = (day.to_string(), day.at_minute(0).weekday);
        let is_quiet = text.starts_with("2027-07") || text.starts_with("2027-12-2");
        let is_busy = text.ends_with("-01") || text.ends_with("-02") || text.ends_with("-03");
        let by_weekday = [1.15, 1.05, 1.0, 0.95, 0.85, 0.0, 0.0][usize::from(weekday)];
        let closed = HOLIDAYS.contains(&text.as_str());
        let season = if is_quiet { 0.6 } else { 1.0 } * if is_busy { 1.4 } else { 1.0 };
        if closed { 0.0 } else { by_weekday * season }
    }

    fn day(&mut self, number: u16, group: usize) {
        let (manner, a_day) = (self.groups[group].manner, self.groups[group].a_day);
        let (factor, people) = match manner {
            Manner::Office(people) => (self.factor(number), people),
            Manner::Shifts(people) => (1.0, people),
            Manner::Nightly => (1.0, 0),
            Manner::Monthly => {
                (if day(number).to_string().ends_with("-20") { 1.0 } else { 0.0 }, 0)
            }
        };
        for _ in 0..self.random.count(a_day * factor) {
            let person = self.random.below(PERSONS);
            let (end_user, hour) = self.who_and_when(manner, people, number);
            self.cases += 1;
            let case = self.cases;
            let at = at(number, hour, &mut self.random);
            self.read(group, at, end_user, person, case);
            // Four of ten cases go on, some of them again and again.
            let mut next = number;
            while self.random.chance(0.4) && !manner.is_machine() {
                next += 1 + self.random.below(9) as u16;
                self.later.push((next, group, end_user, person, case));
            }
            // What one office begins, the next one takes up.
            if group == 0 && self.random.chance(0.3) {
                self.later.push((
                    number + 2,
                    2,
                    Some(self.random.below(50)),
                    person,
                    case + 1_000_000_000,
                ));
            }
        }
    }

    /// Some read much, some little; few work late.
    fn who_and_when(&mut self, manner: Manner, people: u64, number: u16) -> (Option<u64>, u64) {
        match manner {
            Manner::Office(_) => {
                let one = self.random.below(people);
                let other = self.random.below(people);
                let hour = if self.random.chance(0.004) { 22 } else { 8 + self.random.below(8) };
                (Some(one.min(other)), hour)
            }
            Manner::Shifts(_) => {
                // A shift of eight hours, changed every week.
                let one = self.random.below(people);
                let shift = (one + u64::from(number / 7)) % 3;
                (Some(one), shift * 8 + self.random.below(8))
            }
            Manner::Nightly => (None, 2 + self.random.below(2)),
            Manner::Monthly => (None, 3),
        }
    }

    /// Cases go on, on days when there is work.
    fn go_on(&mut self, number: u16) {
        let due: Vec<_> = self.later.iter().filter(|it| it.0 == number).copied().collect();
        self.later.retain(|it| it.0 != number);
        for (_, group, end_user, person, case) in due {
            let is_office = matches!(self.groups[group].manner, Manner::Office(_));
            if is_office && self.factor(number) == 0.0 {
                self.later.push((number + 1, group, end_user, person, case));
                continue;
            }
            let (_, hour) = self.who_and_when(self.groups[group].manner, 1, number);
            let at = at(number, hour, &mut self.random);
            self.read(group, at, end_user, person, case);
        }
    }

    fn plant(&mut self) -> Vec<Plant> {
        let mut plants = Vec::new();
        let mut begin = |what, found_by| {
            plants.push(Plant { what, found_by, entries: Vec::new() });
            plants.len() - 1
        };
        use Detector as D;
        let it = begin("an end user reads 120 persons in a morning", &[D::PersonsByOne]);
        for person in 0..120 {
            self.planted(it, 2, (213, 9 + person % 3), Some(11), person * 7, |_, _| {});
        }
        let it =
            begin("a machine reads 400 persons in an hour", &[D::PersonsInHour, D::PersonsOnDay]);
        for person in 0..400 {
            self.planted(it, 6, (220, 2), None, person * 11, |_, _| {});
        }
        let it = begin("an end user reads in fifteen nights", &[D::OffHours]);
        for night in 0..15 {
            self.planted(it, 8, (230 + night as u16, 2), Some(3), 900 + night, |_, _| {});
        }
        let it = begin("eight numbers in a row", &[D::Sequence]);
        for step in 0..8 {
            self.planted(it, 7, (241, 2), None, 40_000 + step, |seen, step| {
                seen.follows = step > 0;
                seen.at = seen.at.plus(Duration::from_secs(3600 + step));
            });
        }
        let it = begin("a former partner is looked up on 14 days of 28", &[D::Again]);
        for step in 0..14 {
            self.planted(it, 0, (250 + step as u16 * 2, 12), Some(7), 777, |_, _| {});
        }
        let it =
            begin("one person is read for seven unrelated purposes in ten days", &[D::Unrelated]);
        for (step, group) in [1, 3, 5, 8, 9, 10, 11].into_iter().enumerate() {
            self.planted(it, group, (270 + step as u16, 11), Some(2), 888, |_, _| {});
        }
        let it = begin("an end user looks up an own child", &[D::Relative]);
        self.planted(it, 1, (281, 13), Some(4), 999, |seen, _| seen.near = Near::Relative);
        let it = begin("an end user looks up ten neighbours", &[D::Neighbours]);
        for step in 0..10 {
            self.planted(it, 3, (283 + step as u16, 13), Some(1), 1100 + step, |seen, _| {
                seen.near = Near::Neighbour;
            });
        }
        let it =
            begin("an end user invents twelve cases, which the system denies", &[D::CaseDenied]);
        for step in 0..12 {
            self.planted(it, 10, (290 + step as u16, 10), Some(5), 1200 + step, |seen, step| {
                seen.case = Some(mark(4, step));
                seen.case_fact = CaseFact::Denied;
            });
        }
        let it = begin("an end user states no case fifteen times", &[D::CaseMissing]);
        for step in 0..15 {
            self.planted(it, 11, (305 + step as u16, 10), Some(2), 1300 + step, |_, _| {});
        }
        let it = begin("an end user invents a case for each of sixty readings", &[D::CaseOnce]);
        for step in 0..60 {
            self.planted(
                it,
                11,
                (310 + step as u16 / 3, 10),
                Some(9),
                1400 + step,
                |seen, step| {
                    seen.case = Some(mark(4, 100 + step));
                    seen.case_fact = CaseFact::Exists;
                },
            );
        }
        plants
    }

    fn planted(
        &mut self,
        plant: usize,
        group: usize,
        (number, hour): (u16, u64),
        end_user: Option<u64>,
        person: u64,
        change: impl Fn(&mut Observation, u64),
    ) {
        let step = self.made.iter().rev().take_while(|(_, of)| *of == Some(plant)).count() as u64;
        let at = at(number, hour, &mut self.random);
        let mut seen = self.observation(group, at, end_user, person);
        change(&mut seen, step);
        if step > 0 && seen.follows {
            // In the order of the plant.
            let before = self.made.last().unwrap().0.at;
            seen.at = before.plus(Duration::from_secs(1));
        }
        self.made.push((seen, Some(plant)));
    }
}
