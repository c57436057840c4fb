//! Logins that have begun and not come back: on our side, single use, ten minutes, a bounded number.

use super::LoginError;
use crate::login::random::{Secret, Trace, trace};
use crate::vocab::time::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a person may take at the provider.
pub const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The most logins under way; one more ends the oldest. Anyone can begin a login, so refusing at
/// the limit would let a stranger keep everyone out for ten minutes at a time.
const MOST: usize = 20_000;

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
}

/// All logins under way, found by the hash of the browser's cookie.
#[derive(Debug, Default)]
pub struct Waiting(Mutex<Line>);

#[derive(Debug, Default)]
struct Line {
    by_cookie: HashMap<Trace, Pending>,
    /// Oldest first; holds a trace for each that waits, and for some that are done.
    order: VecDeque<Trace>,
}

impl Waiting {
    /// Lets a login wait for this cookie.
    pub fn add(&self, cookie: &Secret, pending: Pending) {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = pending.begun;
        while let Some(oldest) = line.order.front().copied() {
            let over = line.by_cookie.get(&oldest).is_none_or(|old| expired(old, now));
            if !over && line.order.len() < MOST {
                break;
            }
            line.by_cookie.remove(&oldest);
            line.order.pop_front();
        }
        let key = trace(cookie.expose());
        line.order.push_back(key);
        line.by_cookie.insert(key, pending);
    }

    /// Takes out the login of this cookie, so that it can be finished once only.
    ///
    /// # Errors
    /// [`LoginError::NotWaiting`] when it is finished, too old or was never begun, and
    /// [`LoginError::StateUnknown`] when it is there but has another state. It then keeps waiting:
    /// a stranger's link must not end a login.
    pub fn take(&self, cookie: &str, state: &str, now: Timestamp) -> Result<Pending, LoginError> {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = trace(cookie);
        let pending = line.by_cookie.get(&key).ok_or(LoginError::NotWaiting)?;
        if !pending.state.is(state) {
            return Err(LoginError::StateUnknown);
        }
        let pending = line.by_cookie.remove(&key).ok_or(LoginError::NotWaiting)?;
        if expired(&pending, now) { Err(LoginError::NotWaiting) } else { Ok(pending) }
    }
}

fn expired(pending: &Pending, now: Timestamp) -> bool {
    now.since(pending.begun) >= PATIENCE
}
