//! The sequencer's memory of persons: their keys and how far their sequences have come.

use super::chain::{Sequence, Standing};
use super::seal::{PersonKeys, Seals};
use super::vault::PersonId;
use crate::vocab::month::Month;
use std::collections::HashMap;

/// How many persons one generation holds. It must be more than a batch has entries, so that nobody
/// who is in the current batch is forgotten.
const GENERATION: usize = 8192;

/// For how many periods at a time what makes a person's seals is remembered.
const PERIODS: usize = 4;

/// One person.
pub(crate) struct Person {
    pub(crate) keys: PersonKeys,
    /// What is shown, with the entries of the current batch.
    pub(crate) shown: Standing,
    /// What is held, likewise; none while nobody asked.
    pub(crate) held: Option<Standing>,
    seals: Vec<(Option<Month>, Seals)>,
}

impl Person {
    pub(crate) const fn new(keys: PersonKeys, shown: Standing, held: Option<Standing>) -> Self {
        Self { keys, shown, held, seals: Vec::new() }
    }

    /// How far this sequence has come, if it is remembered.
    pub(crate) const fn standing(&self, sequence: Sequence) -> Option<Standing> {
        match sequence {
            Sequence::Shown => Some(self.shown),
            Sequence::Held => self.held,
        }
    }

    /// Notes how far this sequence has come.
    pub(crate) const fn goes_on(&mut self, sequence: Sequence, standing: Standing) {
        match sequence {
            Sequence::Shown => self.shown = standing,
            Sequence::Held => self.held = Some(standing),
        }
    }

    /// What makes the person's seals of this period, if it is remembered.
    pub(crate) fn seals(&self, period: Option<Month>) -> Option<&Seals> {
        self.seals.iter().find(|(of, _)| *of == period).map(|(_, seals)| seals)
    }

    /// Remembers what makes the person's seals of this period.
    pub(crate) fn remember_seals(&mut self, period: Option<Month>, seals: Seals) {
        if self.seals.len() >= PERIODS {
            self.seals.clear();
        }
        self.seals.push((period, seals));
    }
}

/// A cache of two generations: whoever is not touched while the young one fills is forgotten.
#[derive(Default)]
pub(crate) struct Persons {
    young: HashMap<PersonId, Person>,
    old: HashMap<PersonId, Person>,
}

impl Persons {
    /// The person, if they are remembered.
    pub(crate) fn get(&mut self, id: PersonId) -> Option<&mut Person> {
        if let Some(person) = self.old.remove(&id) {
            self.remember(id, person);
        }
        self.young.get_mut(&id)
    }

    /// Remembers a person.
    pub(crate) fn remember(&mut self, id: PersonId, person: Person) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, person);
    }

    /// Forgets everybody: after a failed batch the standings are no longer right.
    pub(crate) fn forget(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}
