//! The memory of used grants: one grant, one token.
//!
//! A grant is put in before its token is made, in one step with the question whether it is there:
//! of any number of equal grants at one time exactly one gets through. What became of that one does
//! not matter, the place stays taken: a client that got no answer makes a new grant.

use super::grant::GrantId;
use super::refused::GrantRefused;
use crate::ledger::entry::Token;
use crate::vocab::Malformed;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// The grants remembered at one time; about 70 bytes each. It admits 7,000 tokens a second.
pub const REMEMBERED_GRANTS: Limit = Limit { name: "remembered_grants", most: 1_000_000 };

/// Half of a SHA-256, of a [`GrantId`] for one: 128 bits leave a client no way to collide with
/// another's grant.
pub(super) type Key = [u8; 16];

/// The memory of used grants.
#[derive(Debug)]
pub struct Memory {
    limit: Limit,
    used: Mutex<Used>,
}

/// Names of what was used once, until they can be forgotten.
#[derive(Debug, Default)]
pub(super) struct Used {
    names: HashSet<Key>,
    /// Each name under the second after which it can be forgotten.
    due: BTreeMap<u64, Vec<Key>>,
}

/// Proof that a grant was not used before, and now is. Made only by [`Memory::reserve`].
#[derive(Debug)]
pub struct Reserved(());

impl Memory {
    /// An empty memory for so many grants.
    #[must_use]
    pub fn new(limit: Limit) -> Self {
        Self { limit, used: Mutex::default() }
    }

    /// Takes in a token of the ledger, at the start.
    ///
    /// # Errors
    /// When the entry's `grant` is not 32 bytes in base64url.
    pub fn recall(&self, token: &Token) -> Result<(), Malformed> {
        let id = GrantId::parse(&token.grant)
            .ok_or(Malformed::new("grant", "must be 32 bytes in base64url"))?;
        self.with(|used| used.insert(key(&id), token.grant_expires));
        Ok(())
    }

    /// Uses a grant, for the first and only time.
    ///
    /// # Errors
    /// When it was used before, or the memory is full.
    pub fn reserve(
        &self,
        id: &GrantId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Reserved, GrantRefused> {
        self.with(|used| {
            used.forget(now);
            if used.contains(&key(id)) {
                return Err(GrantRefused::Replayed);
            }
            if used.len() >= self.limit.most {
                return Err(GrantRefused::Busy);
            }
            used.insert(key(id), until);
            Ok(Reserved(()))
        })
    }

    /// How many grants are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.with(|used| used.len())
    }

    /// Whether none is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn with<T>(&self, act: impl FnOnce(&mut Used) -> T) -> T {
        // Nothing in here panics half-way through a change.
        act(&mut self.used.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Used {
    pub(super) fn contains(&self, name: &Key) -> bool {
        self.names.contains(name)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn insert(&mut self, name: Key, until: Timestamp) {
        if self.names.insert(name) {
            self.due.entry(until.seconds()).or_default().push(name);
        }
    }

    pub(super) fn forget(&mut self, now: Timestamp) {
        while let Some(second) = self.due.first_entry().filter(|due| *due.key() < now.seconds()) {
            for name in second.remove() {
                self.names.remove(&name);
            }
        }
    }
}

fn key(id: &GrantId) -> Key {
    let mut key = Key::default();
    key.iter_mut().zip(id.as_bytes()).for_each(|(to, from)| *to = *from);
    key
}
