//! The sequencer's memory of persons: their keys and how far their sequences have come.

use super::chain::{Sequence, Standing};
use super::seal::{PersonKeys, Seals};
use super::vault::PersonId;
use crate::vocab::month::Month;
use std::collections::HashMap;

/// How many persons one generation holds. It must be more than a batch has entries, so that nobody
/// who is in the current batch is forgotten.
const GENERATION: usize = 8192;

/// Of how many persons one generation keeps how far they have come: at most 32 MB.
const STANDINGS: usize = 256 * 1024;

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

/// A cache of two generations: whoever is not touched while the young one fills is forgotten, but for how
/// far their shown sequence has come. That is kept of many more, in two generations as well: without it the
/// index is asked, and an entry opened, for each who comes again.
#[derive(Default)]
pub(crate) struct Persons {
    young: HashMap<PersonId, Person>,
    old: HashMap<PersonId, Person>,
    young_standings: HashMap<PersonId, Standing>,
    old_standings: HashMap<PersonId, Standing>,
}

impl Persons {
    /// The person, if they are remembered.
    pub(crate) fn get(&mut self, id: PersonId) -> Option<&mut Person> {
        if let Some(person) = self.old.remove(&id) {
            self.remember(id, person);
        }
        self.young.get_mut(&id)
    }

    /// How far the shown sequence of a person had come who was forgotten. It is told once: it will have
    /// gone on when the person is forgotten again.
    pub(crate) fn recall(&mut self, id: PersonId) -> Option<Standing> {
        self.young_standings.remove(&id).or_else(|| self.old_standings.remove(&id))
    }

    /// Remembers a person.
    pub(crate) fn remember(&mut self, id: PersonId, person: Person) {
        if self.young.len() >= GENERATION {
            let forgotten = std::mem::replace(&mut self.old, std::mem::take(&mut self.young));
            // Nobody of the current batch is among them.
            self.young_standings.extend(forgotten.iter().map(|(id, person)| (*id, person.shown)));
            if self.young_standings.len() >= STANDINGS {
                self.old_standings = std::mem::take(&mut self.young_standings);
            }
        }
        self.young.insert(id, person);
    }

    /// Forgets whom the current batch was about, and others: their keys or standings are not right.
    pub(crate) fn forget_recent(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    /// Forgets everybody.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}
