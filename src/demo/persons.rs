//! Synthetic people: a pure function of a seed, a number and a year. No one in it exists; every
//! number has the month + 80 of Norwegian test data.
//!
//! Everything that has happened to these people happened before 1 January of the year given, so the
//! same people come out on each day of a year.

mod cast;
mod history;
mod households;
mod income;
mod numbers;
mod person;
pub(super) mod random;
mod register;
mod words;

pub use cast::Role;
pub use history::{Held, History};
pub use income::{FIRST_INCOME_YEAR, Income, Wage};
pub use numbers::NumberKind;
pub use person::{Crossing, Custody, Grading, Home, Identity, Marital, Name, Person, Sex};
pub use words::Place;

use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use std::collections::HashMap;

/// A position in the population: 0 to one less than its size. It means nothing outside.
pub type Position = usize;

/// The people of the demonstration.
#[derive(Debug)]
pub struct Population {
    people: Vec<Person>,
    by_number: HashMap<PersonNumber, Position>,
    seed: u64,
    year: i16,
}

impl Population {
    /// Makes `count` people, at least the cast of the demonstration, as they stand on the first day
    /// of the year of `today`. The same seed, count and year always make the same people; the cast
    /// depends on the year alone.
    #[must_use]
    pub fn generate(seed: u64, count: usize, today: Day) -> Self {
        let year = year_of(today);
        let mut register = register::Register::new(year);
        cast::enter(&mut register);
        households::fill(&mut register, seed, count);
        let people = register.close();
        let numbers = people.iter().enumerate().flat_map(|(position, person)| {
            person.identities.iter().map(move |held| (held.value.number.clone(), position))
        });
        Self { by_number: numbers.collect(), people, seed, year }
    }

    /// Everyone; the cast comes first.
    #[must_use]
    pub fn persons(&self) -> &[Person] {
        &self.people
    }

    /// Whoever stands at this position.
    #[must_use]
    pub fn at(&self, position: Position) -> Option<&Person> {
        self.people.get(position)
    }

    /// Whoever has this number, or had it before another replaced it.
    #[must_use]
    pub fn by_number(&self, number: &PersonNumber) -> Option<&Person> {
        self.at(*self.by_number.get(number)?)
    }

    /// Whoever plays this role.
    #[must_use]
    pub fn playing(&self, role: Role) -> Option<&Person> {
        self.people.iter().find(|person| person.role == Some(role))
    }

    /// The year whose first day this population stands on.
    #[must_use]
    pub const fn year(&self) -> i16 {
        self.year
    }

    /// What a person was assessed for in a year; none outside [`FIRST_INCOME_YEAR`] to last year, and
    /// none before birth or after the year of death.
    #[must_use]
    pub fn income(&self, person: &Person, year: i16) -> Option<Income> {
        income::assess(self, person, year)
    }
}

/// The calendar year of a day.
fn year_of(day: Day) -> i16 {
    // A day is always written year first, with four digits.
    day.to_string().split('-').next().and_then(|year| year.parse().ok()).unwrap_or_default()
}
