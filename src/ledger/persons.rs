//! The sequencer's memory of persons: their keys and how many entries each has.

use super::seal::PersonKeys;
use super::vault::PersonId;
use std::collections::HashMap;

/// How many persons one generation holds. It must be more than a batch has entries, so that nobody
/// who is in the current batch is forgotten.
const GENERATION: usize = 8192;

/// One person.
pub(crate) struct Person {
    pub(crate) keys: PersonKeys,
    /// How many entries are about them, those of the current batch included.
    pub(crate) count: u64,
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

    /// Forgets everybody: after a failed batch the counts are no longer right.
    pub(crate) fn forget(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}
