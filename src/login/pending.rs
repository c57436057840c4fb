//! Logins that have begun and not come back: kept by the browser, sealed, single use, ten minutes.
//!
//! They are in the login's cookie, and not here, because anybody can begin a login: a list here would have
//! to be bounded, and whoever comes from many addresses could push out everybody else's. The cookie
//! opens only with our key. What is kept here is which logins have come back, so that none does twice; a
//! place in that list costs a login of one's own each, and what falls out of it is still refused by the
//! provider, where a code is good once.

use super::LoginError;
use super::random::{Secret, Trace, trace};
use super::seal::Cipher;
use crate::vocab::secret::Key32;
use crate::vocab::time::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// How long a person may take at the provider.
pub const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The most logins that are remembered as finished; about 70 bytes each.
const REMEMBERED: usize = 100_000;

/// What stands beside each seal: such a cookie is nothing else.
const BESIDE: &[u8] = b"sluse login 1";

/// How strong a login must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Any of the levels that are accepted.
    Accepted,
    /// One of those that sensitive things need.
    High,
}

/// What a login is for: comes back, unchanged, with whoever logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Errand {
    /// How strong it must be.
    pub level: Level,
    /// Where the person wanted to go; what the numbers mean is for whoever began the login.
    pub place: u8,
}

/// What must match when the person comes back.
#[derive(Debug)]
pub struct Pending {
    /// Comes back in the address.
    pub state: Secret,
    /// Comes back in the id token.
    pub nonce: Secret,
    /// Goes with the code, to prove that who began also finishes (RFC 7636).
    pub verifier: Secret,
    /// When the login began.
    pub begun: Timestamp,
    /// What it is for.
    pub errand: Errand,
}

/// Seals logins, opens them when they come back, and knows which have done so.
pub struct Waiting {
    cipher: Cipher,
    finished: Mutex<Finished>,
}

/// The logins that came back within the last minutes, oldest first.
#[derive(Default)]
struct Finished {
    known: HashSet<Trace>,
    order: VecDeque<(Timestamp, Trace)>,
}

impl Waiting {
    /// Seals with this key; none when no cipher can be made of it.
    pub fn new(key: &Key32) -> Option<Self> {
        Some(Self { cipher: Cipher::of(key, b"login cookie")?, finished: Mutex::default() })
    }

    /// Begins a login: what must match, and the cookie that holds it. None without randomness.
    pub fn begin(
        &self,
        errand: Errand,
        random: &SystemRandom,
        now: Timestamp,
    ) -> Option<(Secret, Pending)> {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(seed.as_mut_slice()).ok()?;
        let level = match errand.level {
            Level::Accepted => 0,
            Level::High => 1,
        };
        let mut inside = Zeroizing::new(now.millis().to_be_bytes().to_vec());
        inside.extend([level, errand.place]);
        inside.extend(seed.as_slice());
        let sealed = self.cipher.seal(BESIDE, &inside, random)?;
        let cookie = Secret::from(URL_SAFE_NO_PAD.encode(sealed));
        Some((cookie, pending(seed.as_slice(), now, errand)))
    }

    /// Opens the login of this cookie, so that it can be finished once only.
    ///
    /// # Errors
    /// [`LoginError::NotWaiting`] when it is finished, too old or not ours, and
    /// [`LoginError::StateUnknown`] when it has another state. It then keeps waiting: a stranger's
    /// link must not end a login.
    pub fn take(&self, cookie: &str, state: &str, now: Timestamp) -> Result<Pending, LoginError> {
        let pending = self.open(cookie).ok_or(LoginError::NotWaiting)?;
        if now.since(pending.begun) >= PATIENCE {
            return Err(LoginError::NotWaiting);
        }
        if self.finished().known.contains(&trace(cookie)) {
            return Err(LoginError::NotWaiting);
        }
        if !pending.state.is(state) {
            return Err(LoginError::StateUnknown);
        }
        if self.finished().add(trace(cookie), now) {
            Ok(pending)
        } else {
            Err(LoginError::NotWaiting)
        }
    }

    fn open(&self, cookie: &str) -> Option<Pending> {
        let inside = self.cipher.open(BESIDE, &URL_SAFE_NO_PAD.decode(cookie).ok()?)?;
        let (begun, rest) = inside.split_first_chunk::<8>()?;
        let ([level, place], seed) = rest.split_first_chunk::<2>()?;
        let level = if *level == 0 { Level::Accepted } else { Level::High };
        let begun = Timestamp::from_millis(u64::from_be_bytes(*begun));
        Some(pending(seed, begun, Errand { level, place: *place }))
    }

    fn finished(&self) -> std::sync::MutexGuard<'_, Finished> {
        self.finished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Finished {
    /// Remembers a login that came back; false when it did before.
    fn add(&mut self, login: Trace, now: Timestamp) -> bool {
        while let Some((at, oldest)) = self.order.front().copied() {
            if now.since(at) < PATIENCE && self.order.len() < REMEMBERED {
                break;
            }
            self.known.remove(&oldest);
            self.order.pop_front();
        }
        let is_new = self.known.insert(login);
        if is_new {
            self.order.push_back((now, login));
        }
        is_new
    }
}

/// Makes the three secrets of a login from its one seed.
fn pending(seed: &[u8], begun: Timestamp, errand: Errand) -> Pending {
    let key = hmac::Key::new(hmac::HMAC_SHA256, seed);
    let secret = |name: &str| {
        Secret::from(URL_SAFE_NO_PAD.encode(hmac::sign(&key, name.as_bytes()).as_ref()))
    };
    Pending {
        state: secret("state"),
        nonce: secret("nonce"),
        verifier: secret("verifier"),
        begun,
        errand,
    }
}
