//! What each session has chosen, found by the hash of its cookie. It goes with the session; a restart forgets
//! it: then everybody is back at their own list.

use crate::login::random::{Trace, trace};
use crate::login::session::LONGEST;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most sessions with a choice; one more forgets the oldest.
const MOST: usize = 10_000;

/// All choices.
#[derive(Default)]
pub(super) struct Slots(Mutex<HashMap<Trace, Slot>>);

struct Slot {
    begun: Timestamp,
    offered: Vec<PersonNumber>,
    chosen: Option<PersonNumber>,
}

impl Slot {
    /// No session lives longer than this, so no slot is needed longer.
    fn counts(&self, now: Timestamp) -> bool {
        now.since(self.begun) < LONGEST
    }
}

impl Slots {
    /// Whose list this session has chosen; none: its own.
    pub(super) fn chosen(&self, cookie: &str, now: Timestamp) -> Option<PersonNumber> {
        let slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.get(&trace(cookie)).filter(|slot| slot.counts(now))?;
        slot.chosen.clone()
    }

    /// Remembers what was offered, in this order.
    pub(super) fn offer(&self, cookie: &str, offered: Vec<PersonNumber>, now: Timestamp) {
        self.change(cookie, now, |slot| slot.offered = offered);
    }

    /// What was offered at this place.
    pub(super) fn offered(
        &self,
        cookie: &str,
        place: usize,
        now: Timestamp,
    ) -> Option<PersonNumber> {
        self.change(cookie, now, |slot| slot.offered.get(place).cloned())
    }

    /// Chooses, or goes back to the session's own.
    pub(super) fn choose(&self, cookie: &str, chosen: Option<PersonNumber>, now: Timestamp) {
        self.change(cookie, now, |slot| slot.chosen = chosen);
    }

    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Forgets what was chosen by sessions that have ended.
    pub(super) fn let_go(&self, lives: impl Fn(&Trace) -> bool) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|key, _| lives(key));
    }

    fn change<T>(&self, cookie: &str, now: Timestamp, change: impl FnOnce(&mut Slot) -> T) -> T {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = trace(cookie);
        if slots.len() >= MOST && !slots.contains_key(&key) {
            slots.retain(|_, slot| slot.counts(now));
            let oldest = slots.iter().min_by_key(|(_, slot)| slot.begun).map(|(key, _)| *key);
            if let Some(oldest) = oldest.filter(|_| slots.len() >= MOST) {
                slots.remove(&oldest);
            }
        }
        let new = || Slot { begun: now, offered: Vec::new(), chosen: None };
        let slot = slots.entry(key).or_insert_with(new);
        if !slot.counts(now) {
            *slot = new();
        }
        change(slot)
    }
}
