//! One thing at a time for each person: whoever asks for a hundred pages at once costs no more than who asks
//! for one after the other, and finds what was read for the first still there at the second.

use crate::vocab::subject::PersonNumber;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};

/// How long a request waits for those of the same person that came before it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whose turn it is. While it is held, no other request of that person is served.
pub(super) type Turn = OwnedMutexGuard<()>;

/// The persons who are being served.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<PersonNumber, Weak<Turnstile<()>>>>);

impl Turns {
    /// The person's turn; none when too many of theirs wait.
    pub(super) async fn turn(&self, person: &PersonNumber) -> Option<Turn> {
        let turnstile = self.of(person);
        tokio::time::timeout(PATIENCE, turnstile.lock_owned()).await.ok()
    }

    fn of(&self, person: &PersonNumber) -> Arc<Turnstile<()>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, turnstile| turnstile.strong_count() > 0);
        if let Some(turnstile) = known.get(person).and_then(Weak::upgrade) {
            return turnstile;
        }
        let turnstile = Arc::default();
        known.insert(person.clone(), Arc::downgrade(&turnstile));
        turnstile
    }
}
