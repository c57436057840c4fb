//! Who is logged in: kept on our side, found by the hash of a random cookie, short-lived.

use super::random::{Secret, Trace, same, trace};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use ring::rand::SystemRandom;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A session ends after this long without a request.
pub const IDLE: Duration = Duration::from_secs(15 * 60);

/// A session ends this long after the login, whatever happens.
pub const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The most sessions at one time; one more ends the one that has been idle longest.
const MOST: usize = 10_000;

/// The sessions of all who are logged in. They end when the process does.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<HashMap<Trace, Kept>>);

#[derive(Debug)]
struct Kept {
    person: PersonNumber,
    form_token: Secret,
    begun: Timestamp,
    seen: Timestamp,
}

/// Proof that a request came with the cookie of a live session; made only by [`Sessions::find`].
#[derive(Debug)]
pub struct Session {
    person: PersonNumber,
    form_token: Secret,
}

impl Session {
    /// Who is logged in.
    #[must_use]
    pub const fn person(&self) -> &PersonNumber {
        &self.person
    }

    /// The token that each form of this session carries, against forged requests.
    #[must_use]
    pub fn form_token(&self) -> &str {
        self.form_token.expose()
    }
}

impl Kept {
    fn lives(&self, now: Timestamp) -> bool {
        now.since(self.seen) < IDLE && now.since(self.begun) < LONGEST
    }
}

impl Sessions {
    /// Begins a session and gives its cookie; none without randomness. The session of the cookie
    /// that the browser had before ends: no one can plant a cookie and have it logged in.
    pub fn begin(
        &self,
        person: PersonNumber,
        before: Option<&str>,
        random: &SystemRandom,
        now: Timestamp,
    ) -> Option<Secret> {
        let (cookie, form_token) = (Secret::new(random)?, Secret::new(random)?);
        let mut sessions = self.open();
        if let Some(before) = before {
            sessions.remove(&trace(before));
        }
        make_room(&mut sessions, now);
        let kept = Kept { person, form_token, begun: now, seen: now };
        sessions.insert(trace(cookie.expose()), kept);
        Some(cookie)
    }

    /// The live session of this cookie; it counts as seen now.
    pub fn find(&self, cookie: &str, now: Timestamp) -> Option<Session> {
        let mut sessions = self.open();
        let key = trace(cookie);
        let kept = sessions.get_mut(&key)?;
        if kept.lives(now) {
            kept.seen = now;
            return Some(Session {
                person: kept.person.clone(),
                form_token: kept.form_token.clone(),
            });
        }
        sessions.remove(&key);
        None
    }

    /// Ends the session of this cookie if the form carries its token; else none.
    pub fn end(&self, cookie: &str, form_token: &str) -> Option<Ended> {
        let mut sessions = self.open();
        let key = trace(cookie);
        let right = same(sessions.get(&key)?.form_token.expose(), form_token);
        right.then(|| sessions.remove(&key))?.map(|_| Ended(()))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Trace, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Proof that a session was ended by its own form.
#[derive(Debug)]
pub struct Ended(());

/// Forgets those that have run out, and if that was not enough, the one seen longest ago.
fn make_room(sessions: &mut HashMap<Trace, Kept>, now: Timestamp) {
    sessions.retain(|_, kept| kept.lives(now));
    if sessions.len() >= MOST
        && let Some(key) = sessions.iter().min_by_key(|(_, kept)| kept.seen).map(|(key, _)| *key)
    {
        sessions.remove(&key);
    }
}
