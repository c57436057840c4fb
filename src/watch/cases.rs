//! Asks a consumer's own system of cases whether it has the case that a reading states.
//!
//! `POST` of `{"case": "…"}` with `Authorization: Bearer <key>`; the answer is 200 with `{"exists": true}` or
//! `false`. The form is ours: there is none that systems of cases have in common. The reference goes to whoever
//! stated it, in a body, so that it is in nobody's log of addresses.

use super::sight::{CaseSource, HasCase};
use crate::dial::Dialer;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::secret::SecretText;
use crate::vocab::time::{SharedClock, Timestamp};
use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, StatusCode, Uri};
use serde::Deserialize;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A system's answer.
const ANSWER_BYTES: Limit = Limit { name: "watch_case_answer_bytes", most: 16 * 1024 };

/// The cases of one consumer that are remembered to exist; beyond, all are asked for anew.
const WATCH_CASES_KEPT: Limit = Limit { name: "watch_cases_kept", most: 100_000 };

/// How long an answer may take: readings wait for it to be looked at.
const DEADLINE: Duration = Duration::from_secs(2);

/// How long a system that did not answer is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(10);

/// One consumer's system of cases.
pub struct CaseSystem {
    dialer: Dialer,
    address: Uri,
    key: SecretText,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Cases that exist go on existing.
    exist: HashSet<String>,
    alone_until: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Answer {
    exists: bool,
}

impl CaseSystem {
    /// The system at this address, which knows us by this key.
    #[must_use]
    pub fn new(dialer: Dialer, address: Uri, key: SecretText) -> Self {
        Self { dialer, address, key, state: Mutex::default() }
    }

    /// Whether it has the case; none when it does not say.
    async fn has(&self, case: &str, now: Timestamp) -> Option<bool> {
        {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.exist.contains(case) {
                return Some(true);
            }
            // A clock that was set back does not keep it alone for longer.
            let is_alone = |until: Timestamp| now < until && until.since(now) <= LEFT_ALONE;
            if state.alone_until.is_some_and(is_alone) {
                return None;
            }
        }
        let said = self.ask(case).await;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.alone_until = said.is_none().then(|| now.plus(LEFT_ALONE));
        if said == Some(true) {
            if state.exist.len() >= WATCH_CASES_KEPT.most {
                state.exist.clear();
            }
            state.exist.insert(case.to_owned());
        }
        said
    }

    async fn ask(&self, case: &str) -> Option<bool> {
        let mut request = Request::new(Bytes::from(json!({ "case": case }).to_string()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.address.clone();
        let mut bearer =
            HeaderValue::from_str(&format!("Bearer {}", self.key.expose().trim())).ok()?;
        bearer.set_sensitive(true);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let answer = self.dialer.send(request, ANSWER_BYTES, DEADLINE).await.ok()?;
        let is_good = answer.status() == StatusCode::OK;
        let said: Option<Answer> = serde_json::from_slice(answer.body()).ok().filter(|_| is_good);
        if said.is_none() {
            tracing::warn!("a system of cases does not answer as it should");
        }
        said.map(|said| said.exists)
    }
}

/// The systems of those consumers that have one which answers.
pub struct CaseSystems {
    systems: HashMap<Organisation, CaseSystem>,
    clock: SharedClock,
}

impl CaseSystems {
    /// Each consumer's system.
    #[must_use]
    pub const fn new(systems: HashMap<Organisation, CaseSystem>, clock: SharedClock) -> Self {
        Self { systems, clock }
    }
}

impl CaseSource for CaseSystems {
    fn has<'a>(&'a self, consumer: &'a Organisation, case: &'a str) -> HasCase<'a> {
        Box::pin(async move { self.systems.get(consumer)?.has(case, self.clock.now()).await })
    }
}
