//! Enters people and what happens to them: the one place where a [`Person`] is made.

use super::history::{Held, History};
use super::numbers::{CheckRule, Issuer, NumberKind, Wish};
use super::random::Random;
use super::words::{ADJECTIVES, NOUNS, PLACES, STREETS};
use super::{
    Crossing, Custody, Grading, Home, Identity, Marital, Name, Person, Position, Role, Sex,
};
use jiff::ToSpan;
use jiff::civil::Date;

/// Norway, as ISO 3166 alpha-3.
pub(super) const NORWAY: &str = "NOR";

/// Someone who is entered, as they are on the first day of the year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entrant {
    pub(super) sex: Sex,
    pub(super) born: Date,
    pub(super) name: Name,
    pub(super) home: Home,
    pub(super) moved_in: Date,
    pub(super) kind: NumberKind,
    pub(super) rule: CheckRule,
}

/// The people entered so far.
#[derive(Debug)]
pub(super) struct Register {
    people: Vec<Person>,
    issuer: Issuer,
    /// Everything has happened before this day.
    edge: Date,
}

impl Register {
    pub(super) fn new(year: i16) -> Self {
        let edge = Date::new(year, 1, 1).unwrap_or(Date::ZERO);
        Self { people: Vec::new(), issuer: Issuer::default(), edge }
    }

    pub(super) fn close(self) -> Vec<Person> {
        self.people
    }

    pub(super) const fn len(&self) -> usize {
        self.people.len()
    }

    pub(super) fn person(&self, position: Position) -> Option<&Person> {
        self.people.get(position)
    }

    /// A day in the year that makes one this old on the first day of the population's year.
    pub(super) fn birthday(&self, age: i64, random: &mut Random) -> Date {
        self.day_in(age + 1, random)
    }

    /// A day this many years before the population's year.
    pub(super) fn day_in(&self, years_ago: i64, random: &mut Random) -> Date {
        let year = self.edge.year() - i16::try_from(years_ago).unwrap_or(1);
        let month = i8::try_from(random.between(1, 12)).unwrap_or(1);
        let day = i8::try_from(random.between(2, 28)).unwrap_or(2);
        Date::new(year, month, day).unwrap_or(self.edge)
    }

    /// Enters one person with a number of their own.
    pub(super) fn enter(&mut self, entrant: Entrant, random: &mut Random) -> Position {
        let Entrant { sex, kind, rule, .. } = entrant;
        let start = u32::try_from(random.between(0, 249)).unwrap_or(0);
        let mut wish = Wish { born: entrant.born, sex, kind, rule, start };
        let number = loop {
            if let Some(number) = self.issuer.issue(&wish) {
                break number;
            }
            // Every number of the day is taken: born the day before.
            wish.born = wish.born.saturating_sub(1.day());
        };
        let (born, position) = (wish.born, self.people.len());
        let moved_in = entrant.moved_in.max(born);
        self.people.push(Person {
            position,
            role: None,
            identities: History::since(born, Identity { number, kind }),
            born,
            birth_country: NORWAY,
            birth_municipality: Some(random.pick(&PLACES).municipality),
            sex,
            names: History::since(born, entrant.name),
            homes: History::since(moved_in, entrant.home),
            second_home: None,
            protection: History::since(born, Grading::Open),
            marital: History::since(born, Marital::Unmarried),
            citizenship: History::since(born, NORWAY),
            arrived: None,
            left: None,
            mother: None,
            father: None,
            children: Vec::new(),
            custody: None,
            guardian: None,
            speaks_sami: false,
            died: None,
        });
        position
    }

    /// Changes what is registered of one person.
    pub(super) fn amend(&mut self, position: Position, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(position) {
            change(person);
        }
    }

    /// Gives one person a role of the demonstration.
    pub(super) fn cast(&mut self, position: Position, role: Role) {
        self.amend(position, |person| person.role = Some(role));
    }

    /// Two people marry.
    pub(super) fn marry(&mut self, one: Position, other: Position, on: Date) {
        self.amend(one, |person| person.marital.change(on, Marital::Married(other)));
        self.amend(other, |person| person.marital.change(on, Marital::Married(one)));
    }

    /// Two people divorce.
    pub(super) fn divorce(&mut self, one: Position, other: Position, on: Date) {
        self.amend(one, |person| person.marital.change(on, Marital::Divorced(other)));
        self.amend(other, |person| person.marital.change(on, Marital::Divorced(one)));
    }

    /// One person dies, and leaves another.
    pub(super) fn die(&mut self, deceased: Position, survivor: Position, on: Date) {
        self.amend(deceased, |person| person.died = Some(on));
        self.amend(survivor, |person| person.marital.change(on, Marital::Widowed(deceased)));
    }

    /// A child has these parents.
    pub(super) fn descend(
        &mut self,
        child: Position,
        mother: Position,
        father: Option<Position>,
        custody: Custody,
    ) {
        self.amend(child, |person| {
            person.mother = Some(mother);
            person.father = father;
            person.custody = Some(custody);
        });
        for parent in father.into_iter().chain([mother]) {
            self.amend(parent, |person| person.children.push(child));
        }
    }

    /// One person's address is protected from a day on, at a new address.
    pub(super) fn protect(&mut self, position: Position, grading: Grading, home: Home, on: Date) {
        self.amend(position, |person| {
            person.protection.change(on, grading);
            person.homes.change(on, Home { grading, ..home });
        });
    }

    /// One person was born abroad and moved to Norway, some of them after years with a D-number.
    pub(super) fn immigrate(
        &mut self,
        position: Position,
        country: &'static str,
        on: Date,
        random: &mut Random,
    ) {
        let former = random.once_in(2).then(|| self.former_number(position, on)).flatten();
        let naturalised = random.once_in(3).then(|| on.saturating_add(7.years()));
        let edge = self.edge;
        self.amend(position, |person| {
            person.birth_country = country;
            person.birth_municipality = None;
            person.arrived = Some(Crossing { country, on });
            person.homes = History::since(on, *person.homes.current());
            person.citizenship = History::since(person.born, country);
            if let Some(day) = naturalised.filter(|day| *day < edge) {
                person.citizenship.change(day, NORWAY);
            }
            let settled = person.identities.current().clone();
            person.identities = match former {
                Some(Held { value, from, .. }) => {
                    let mut identities = History::since(from, value);
                    identities.change(on, settled);
                    identities
                }
                None => History::since(on, settled),
            };
        });
    }

    /// The D-number that someone had for two years before they moved to Norway.
    fn former_number(&mut self, position: Position, on: Date) -> Option<Held<Identity>> {
        let person = self.people.get(position)?;
        let (kind, rule) = (NumberKind::D, CheckRule::Old);
        let wish = Wish { born: person.born, sex: person.sex, kind, rule, start: 0 };
        let number = self.issuer.issue(&wish)?;
        let from = on.saturating_sub(2.years()).max(person.born);
        Some(Held { value: Identity { number, kind }, from, until: Some(on) })
    }
}

/// A name of two words.
pub(super) fn name(random: &mut Random) -> Name {
    Name { first: random.pick(&ADJECTIVES), middle: None, last: random.pick(&NOUNS) }
}

/// A dwelling somewhere in Norway.
pub(super) fn home(random: &mut Random) -> Home {
    let house = u16::try_from(random.between(1, 140)).unwrap_or(1);
    let letter = random.once_in(3).then(|| random.pick(&[None, Some('A'), Some('B'), Some('C')]));
    let (storey, dwelling) = (random.between(1, 6), random.between(1, 4));
    let small = |number| u8::try_from(number).unwrap_or(1);
    Home {
        place: random.pick(&PLACES),
        street: random.pick(&STREETS),
        street_code: u32::try_from(random.between(10_000, 39_999)).unwrap_or(10_000),
        house,
        letter: letter.flatten(),
        unit: (!random.once_in(3)).then(|| (small(storey), small(dwelling))),
        tract: u16::try_from(random.between(101, 4_999)).unwrap_or(101),
        grading: Grading::Open,
    }
}
