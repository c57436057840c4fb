//! Logging in and out.

use super::notices;
use super::place::{Place, Wanted};
use super::visit::{Ending, Known, Reply};
use super::{Level, Web};
use crate::login::LoginError;
use crate::login::cookies::{Cookie, SetCookie};
use crate::login::random::{self, Secret};
use crate::login::session::{Arrived, Sessions};
use crate::page::{Form, with_query};
use std::sync::Arc;

impl Web {
    pub(super) async fn log_in(&self, wanted: Wanted, known: &Known) -> Reply {
        match self.login.begin(wanted.errand(), known.language, &self.random, known.now).await {
            Ok(begun) => {
                known.sent(begun.location).with(SetCookie::secret(Cookie::Login, &begun.cookie))
            }
            Err(error) => failed(error, known),
        }
    }

    /// What sensitive things begin with: none when the person's login is strong enough. A browser is sent
    /// to log in more strongly, and comes back to this place; a program is told.
    pub(super) fn stronger(&self, to: Place, known: &Known) -> Option<Reply> {
        if known.is_high || known.person().is_none() {
            return None;
        }
        Some(if known.session().is_some() {
            known.sent(Wanted { level: Level::High, to }.address())
        } else {
            self.refused(super::AccessRefused::Level, known)
        })
    }

    pub(super) async fn come_back(&self, callback: &Form, known: &Known) -> Reply {
        let cookie = known.jar.value(Cookie::Login);
        let proven = match self.login.finish(cookie, callback, known.now).await {
            Ok(proven) => proven,
            Err(error) => return failed(error, known),
        };
        let who = match proven.person() {
            Ok(person) => person,
            Err(error) => return failed(error, known),
        };
        let before = known.jar.value(Cookie::Session).map(str::to_owned);
        let to = Place::numbered(proven.errand().place);
        let (random, now) = (self.random.clone(), known.now);
        let begun = self.with_sessions(move |sessions| {
            let (standing, sid) = (proven.standing().clone(), proven.sid());
            sessions.begin(Arrived { who, standing, sid }, before.as_deref(), &random, now)
        });
        let begun = begun.await.flatten();
        self.let_go(known);
        match begun {
            Some(cookie) => {
                tracing::info!("a person logged in");
                let cookie = SetCookie::secret(Cookie::Session, &cookie);
                known.sent(to.path().to_owned()).with(cookie)
            }
            None => failed(LoginError::NoRandomness, known),
        }
    }

    /// Ends the session here, then leads on to the provider to end it there. Without a session there
    /// is nothing to protect and nothing to end at the provider. The provider is asked with GET: a form to
    /// post would cost a person without script one more step, and nothing in the address is secret.
    pub(super) async fn log_out(&self, form_token: String, known: &Known) -> Reply {
        let ended = match (known.session(), known.jar.value(Cookie::Session)) {
            (Some(_), Some(cookie)) => {
                let cookie = cookie.to_owned();
                let ended =
                    self.with_sessions(move |sessions| sessions.end(&cookie, &form_token)).await;
                self.let_go(known);
                match ended.flatten() {
                    Some(ended) => Some(ended),
                    None => return known.notice(Ending::FormRefused, notices::FORM_REFUSED),
                }
            }
            _ => None,
        };
        let Some(state) = Secret::new(&self.random) else {
            return known
                .notice(Ending::Shown, notices::LOGGED_OUT)
                .with(SetCookie::forget(Cookie::Session));
        };
        let back_to = format!("{}/logged-out", self.base_url);
        let at_provider = ended.and_then(|_| self.login.logout_address(&back_to, state.expose()));
        let here = || with_query("/logged-out", &[("state", state.expose())]);
        known
            .sent(at_provider.unwrap_or_else(here))
            .with(SetCookie::forget(Cookie::Session))
            .with(SetCookie::secret(Cookie::Logout, &state))
    }

    /// Ends the sessions that the provider says have ended there (OpenID Connect Front-Channel Logout 1.0
    /// section 3). Whoever asks is told the same, whatever they know: whether somebody was logged in is
    /// nobody's business, and who guesses the name of a session ends it, no more.
    pub(super) async fn provider_logs_out(
        &self,
        issuer: String,
        sid: String,
        known: &Known,
    ) -> Reply {
        if self.login.is_of_issuer(&issuer) && !sid.is_empty() {
            let ended = self.with_sessions(move |sessions| sessions.end_all_of(&sid)).await;
            self.let_go(known);
            tracing::info!(
                sessions = ended.unwrap_or_default(),
                "the provider logged somebody out"
            );
        }
        known.nothing()
    }

    /// Nobody's choice of a list outlives the session that made it.
    fn let_go(&self, known: &Known) {
        if let Some(others) = &self.others {
            others.let_go(&self.sessions, known.now);
        }
    }

    /// Does something with the sessions that may wait for the disk, off the threads that serve requests.
    async fn with_sessions<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Sessions) -> T + Send + 'static,
    ) -> Option<T> {
        let sessions: Arc<Sessions> = self.sessions.clone();
        tokio::task::spawn_blocking(move || change(&sessions)).await.ok()
    }
}

pub(super) fn logged_out(state: &str, known: &Known) -> Reply {
    match known.jar.value(Cookie::Logout) {
        Some(kept) if random::same(kept, state) => {
            known.notice(Ending::Shown, notices::LOGGED_OUT).with(SetCookie::forget(Cookie::Logout))
        }
        _ => known.notice(Ending::LogoutUnknown, notices::LOGOUT_UNKNOWN),
    }
}

/// A failed login: the cause is logged, the person is told what to do.
fn failed(error: LoginError, known: &Known) -> Reply {
    tracing::info!(cause = %error, "a login failed");
    known.notice(Ending::LoginFailed(error), notices::of_login(error))
}
