//! Who is logged in: kept on our side, found by the hash of a random cookie, short-lived.
//!
//! A session is sealed with a key that is derived from its cookie, in memory as on the disk: without the
//! cookie nobody is found in either. What stands beside the seal is when it began, when it was last seen,
//! and the hash of what the provider calls its own session.
//!
//! It is bound to nothing but the cookie. A person's address changes with each cell of a telephone net, TLS
//! sessions are resumed or not as the browser likes, and whoever can take a cookie can copy a
//! `User-Agent`: such ties lock out people and stop no thief. What holds a thief off is that the cookie
//! is out of reach of scripts and other hosts (`__Host-`, `HttpOnly`, `Secure`, `SameSite`), new at each
//! login, and good for a short time.

use super::identity::Standing;
use super::random::{Secret, Trace, same, trace};
use super::seal::Cipher;
use super::store::Folder;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use ring::rand::SystemRandom;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use zeroize::{Zeroize as _, Zeroizing};

/// A session ends after this long without a request.
pub const IDLE: Duration = Duration::from_secs(15 * 60);

/// A session ends this long after the login, whatever happens.
pub const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The most sessions at one time; one more ends the one that has been idle longest. Each costs a login
/// at the provider.
pub const MOST: usize = 10_000;

/// When a session was last seen is written anew after this long. After a crash it may end this much
/// earlier than it would have.
const SEEN_AGAIN: Duration = Duration::from_secs(60);

/// The use of the key that a cookie gives.
const USE: &[u8] = b"session";

/// Whom a session is for: a person, or whoever else logs in.
pub trait Who: Sized {
    /// The bytes that are sealed.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>>;

    /// From what [`Who::to_bytes`] gave; none when it is not that.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl Who for PersonNumber {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.pack().to_vec())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::unpack(bytes.try_into().ok()?).ok()
    }
}

/// The sessions of all who are logged in. With a folder they survive a restart.
#[derive(Debug)]
pub struct Sessions<W = PersonNumber> {
    live: Mutex<HashMap<Trace, Kept>>,
    /// Held while files change: what is no longer live is not written again.
    folder: Option<Mutex<Folder>>,
    who: PhantomData<fn() -> W>,
}

/// A session as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) begun: Timestamp,
    pub(super) seen: Timestamp,
    /// The hash of the provider's `sid`, or zeros.
    pub(super) sid: Trace,
    pub(super) sealed: Vec<u8>,
    /// What is on the disk as `seen`.
    pub(super) written: Timestamp,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Inside {
    who: Vec<u8>,
    standing: Standing,
    form_token: String,
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.who.zeroize();
        self.form_token.zeroize();
    }
}

/// Proof that a request came with the cookie of a live session; made only by [`Sessions::find`].
#[derive(Debug)]
pub struct Session<W = PersonNumber> {
    who: W,
    standing: Standing,
    form_token: Secret,
}

impl<W> Session<W> {
    /// Who is logged in.
    #[must_use]
    pub const fn who(&self) -> &W {
        &self.who
    }

    /// How they logged in.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The token that each form of this session carries, against forged requests.
    #[must_use]
    pub fn form_token(&self) -> &str {
        self.form_token.expose()
    }
}

impl Session {
    /// Who is logged in.
    #[must_use]
    pub const fn person(&self) -> &PersonNumber {
        &self.who
    }
}

/// Somebody who has just logged in.
#[derive(Debug)]
pub struct Arrived<'a, W = PersonNumber> {
    /// Who.
    pub who: W,
    /// How.
    pub standing: Standing,
    /// What the provider calls its session.
    pub sid: Option<&'a str>,
}

impl Kept {
    pub(super) fn lives(&self, now: Timestamp) -> bool {
        now.since(self.seen) < IDLE && now.since(self.begun) < LONGEST
    }

    /// What the seal stands beside, and cannot be taken from.
    fn beside(&self) -> [u8; 40] {
        let mut beside = [0; 40];
        let parts = self.begun.millis().to_be_bytes().into_iter().chain(self.sid);
        beside.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        beside
    }

    fn open<W: Who>(&self, cookie: &str) -> Option<Session<W>> {
        let cipher = Cipher::derived(cookie.as_bytes(), USE)?;
        let inside = cipher.open(&self.beside(), &self.sealed)?;
        let inside: Inside = serde_json::from_slice(&inside).ok()?;
        Some(Session {
            who: W::from_bytes(&inside.who)?,
            standing: inside.standing.clone(),
            form_token: Secret::from(inside.form_token.clone()),
        })
    }
}

impl<W: Who> Sessions<W> {
    /// Sessions that end when the process does.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { live: Mutex::default(), folder: None, who: PhantomData }
    }

    /// Sessions that are kept in a folder; those in it that have not run out go on.
    #[must_use]
    pub fn kept_in(mut folder: Folder, now: Timestamp) -> Self {
        let live = folder.load(now);
        Self { live: Mutex::new(live), folder: Some(Mutex::new(folder)), who: PhantomData }
    }

    /// Begins a session and gives its cookie; none without randomness. The session of the cookie
    /// that the browser had before ends: no one can plant a cookie and have it logged in. Waits for
    /// the disk.
    pub fn begin(
        &self,
        arrived: Arrived<'_, W>,
        before: Option<&str>,
        random: &SystemRandom,
        now: Timestamp,
    ) -> Option<Secret> {
        let (cookie, form_token) = (Secret::new(random)?, Secret::new(random)?);
        let sid = arrived.sid.map(trace).unwrap_or_default();
        let mut kept = Kept { begun: now, seen: now, sid, sealed: Vec::new(), written: now };
        let inside = Inside {
            who: arrived.who.to_bytes().to_vec(),
            standing: arrived.standing,
            form_token: form_token.expose().to_owned(),
        };
        let inside = Zeroizing::new(serde_json::to_vec(&inside).ok()?);
        let cipher = Cipher::derived(cookie.expose().as_bytes(), USE)?;
        kept.sealed = cipher.seal(&kept.beside(), &inside, random)?;
        let key = trace(cookie.expose());
        let mut gone: Vec<Trace> = Vec::new();
        {
            let mut live = self.live();
            if let Some(before) = before.map(trace)
                && live.remove(&before).is_some()
            {
                gone.push(before);
            }
            gone.extend(make_room(&mut live, now));
            live.insert(key, kept.clone());
        }
        self.forget(&gone);
        self.write(&[(key, kept)]);
        Some(cookie)
    }

    /// The live session of this cookie; it counts as seen now.
    pub fn find(&self, cookie: &str, now: Timestamp) -> Option<Session<W>> {
        let mut live = self.live();
        let kept = live.get_mut(&trace(cookie)).filter(|kept| kept.lives(now))?;
        kept.seen = now;
        kept.open(cookie)
    }

    /// Whether the session is live of whose cookie this is the hash. It does not count as seen by that.
    #[must_use]
    pub fn lives(&self, cookie: &Trace, now: Timestamp) -> bool {
        self.live().get(cookie).is_some_and(|kept| kept.lives(now))
    }

    /// Ends the session of this cookie if the form carries its token; else none. Waits for the disk.
    pub fn end(&self, cookie: &str, form_token: &str) -> Option<Ended> {
        let key = trace(cookie);
        {
            let mut live = self.live();
            let session: Session<W> = live.get(&key)?.open(cookie)?;
            if !same(session.form_token(), form_token) {
                return None;
            }
            live.remove(&key);
        }
        self.forget(&[key]);
        Some(Ended(()))
    }

    /// Ends all sessions that belong to this session of the provider. Waits for the disk.
    pub fn end_all_of(&self, sid: &str) -> usize {
        let sid = trace(sid);
        let gone: Vec<Trace> = {
            let mut live = self.live();
            let all = live.iter().filter(|(_, kept)| kept.sid == sid).map(|(key, _)| *key);
            let gone: Vec<Trace> = all.collect();
            gone.iter().for_each(|key| drop(live.remove(key)));
            gone
        };
        self.forget(&gone);
        gone.len()
    }

    /// Removes those that have run out, and writes down when the others were last seen, once a minute
    /// for each, or all of them when the house stops (`last`). Waits for the disk.
    pub fn tidy(&self, now: Timestamp, last: bool) {
        let (gone, seen) = {
            let mut live = self.live();
            let gone = run_out(&mut live, now);
            let after = if last { Duration::from_millis(1) } else { SEEN_AGAIN };
            let overdue =
                live.iter_mut().filter(|(_, kept)| kept.seen.since(kept.written) >= after);
            let seen: Vec<(Trace, Kept)> = overdue
                .map(|(key, kept)| {
                    kept.written = kept.seen;
                    (*key, kept.clone())
                })
                .collect();
            (gone, seen)
        };
        self.forget(&gone);
        self.write(&seen);
    }

    /// Writes sessions to the disk, but none that has ended meanwhile. One that cannot be written lives
    /// on in memory: it ends with the process.
    fn write(&self, sessions: &[(Trace, Kept)]) {
        let Some(folder) = &self.folder else { return };
        let folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, kept) in sessions {
            if !self.live().contains_key(key) {
                continue;
            }
            if let Err(error) = folder.write(key, kept) {
                tracing::error!(kind = %error.kind(), "a session cannot be written to the disk");
            }
        }
    }

    /// Removes sessions from the disk. They have ended here already.
    fn forget(&self, gone: &[Trace]) {
        let Some(folder) = &self.folder else { return };
        let folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
        for key in gone {
            if let Err(error) = folder.remove(key) {
                tracing::error!(kind = %error.kind(), "a session that ended is still on the disk");
            }
        }
    }

    fn live(&self) -> MutexGuard<'_, HashMap<Trace, Kept>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Proof that a session was ended by its own form.
#[derive(Debug)]
pub struct Ended(());

/// When there is no more room: takes out those that have run out, and if that was not enough, the one seen
/// longest ago.
fn make_room(live: &mut HashMap<Trace, Kept>, now: Timestamp) -> Vec<Trace> {
    if live.len() < MOST {
        return Vec::new();
    }
    let mut gone = run_out(live, now);
    if live.len() >= MOST
        && let Some(key) = live.iter().min_by_key(|(_, kept)| kept.seen).map(|(key, _)| *key)
    {
        live.remove(&key);
        gone.push(key);
    }
    gone
}

fn run_out(live: &mut HashMap<Trace, Kept>, now: Timestamp) -> Vec<Trace> {
    live.extract_if(|_, kept| !kept.lives(now)).map(|(key, _)| key).collect()
}
