//! Floor 40: the citizens' service. Log in, see who read what about you, why, and on which law.
//!
//! Pages are rendered here from view models, complete without script. Nothing here knows HTTP's
//! statuses or header fields: a [`Visit`] comes in from the door and a [`Reply`] goes out.

mod document;
mod export;
mod filter;
mod json;
mod list;
mod listing;
mod notices;
mod overview;
mod pages;
mod phrases;
mod readings;
mod rows;
mod together;
mod visit;

pub use filter::{Came, Filter, Part};
pub use list::{MOST, PRINTED, PoliciesAt, Proof, Readings, Sources, Unreadable, Witnessed};
pub use listing::Kind;
pub use pages::{BUNDLE_SCRIPT, Notice, PAGE_SCRIPT, STYLE, VERIFY_SCRIPT, VRF_SCRIPT};
pub use phrases::{CheckPhrase, ListPhrase, Phrase};
pub use readings::{Names, Record};
pub use rows::SEARCHED;
pub use visit::{Content, Ending, Reader, Reply, Visit, Wish};

use crate::login::cookies::{Cookie, SetCookie};
use crate::login::random::{self, Secret};
use crate::login::session::Sessions;
use crate::login::{BackChannel, Endpoint, Login, LoginError, Providers, Registration};
use crate::page::{Form, language, with_query};
use crate::vocab::secret::SecretText;
use crate::vocab::time::SharedClock;
use ring::rand::SystemRandom;
use rows::Remembered;
use std::sync::Arc;
use tokio::sync::Semaphore;
use visit::Known;

/// What the service is made of.
pub struct WebOptions {
    /// The people's own address, an https origin such as `https://innsyn.example.no`.
    pub base_url: String,
    /// The OpenID provider's issuer identifier, https.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    /// Our secret there, for `client_secret_basic`.
    pub client_secret: SecretText,
    /// Which OpenID providers may log people in.
    pub providers: Providers,
    /// The `acr` values that are good enough, such as `idporten-loa-substantial`; at least one.
    pub acr_accepted: Vec<String>,
    /// The way to the provider.
    pub dialer: Arc<dyn BackChannel>,
    /// Tells the time.
    pub clock: SharedClock,
    /// Entries, policies and names.
    pub sources: Sources,
    /// Gives secrets.
    pub random: SystemRandom,
}

/// Why the service cannot be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebError {
    /// The service's own address.
    #[error("base_url must be an https origin without a path, such as https://innsyn.example.no")]
    BaseUrl,
    /// The provider's address.
    #[error("issuer must be an https address without query or fragment")]
    Issuer,
    /// No level of authentication is accepted.
    #[error("acr_accepted must name at least one level")]
    NoLevel,
}

/// The citizens' service.
pub struct Web {
    base_url: String,
    login: Login,
    sessions: Sessions,
    sources: Sources,
    remembered: Arc<Remembered>,
    clock: SharedClock,
    random: SystemRandom,
    bundles: Semaphore,
}

/// How many persons' files are made at one time.
const BUNDLES: usize = 4;

impl Web {
    /// Sets the service up; the provider is asked at the first login.
    ///
    /// # Errors
    /// When an address is not https or no level is accepted.
    pub fn new(options: WebOptions) -> Result<Self, WebError> {
        let base_url = options.base_url.trim_end_matches('/').to_owned();
        if Endpoint::parse(&base_url).is_none_or(|base| base.origin() != base_url) {
            return Err(WebError::BaseUrl);
        }
        if options.issuer.contains('?') || Endpoint::parse(&options.issuer).is_none() {
            return Err(WebError::Issuer);
        }
        if options.acr_accepted.is_empty() {
            return Err(WebError::NoLevel);
        }
        let registration = Registration {
            issuer: options.issuer,
            client_id: options.client_id,
            client_secret: options.client_secret,
            acr_accepted: options.acr_accepted,
            redirect_uri: format!("{base_url}/login/callback"),
            providers: options.providers,
        };
        Ok(Self {
            base_url,
            login: Login::new(registration, options.dialer),
            sessions: Sessions::default(),
            sources: options.sources,
            remembered: Arc::default(),
            clock: options.clock,
            random: options.random,
            bundles: Semaphore::new(BUNDLES),
        })
    }

    /// The provider's origins that the log-out form may lead to.
    #[must_use]
    pub fn form_origins(&self) -> Vec<String> {
        self.login.form_origins()
    }

    /// Answers one visit.
    pub async fn visit(&self, visit: Visit) -> Reply {
        let now = self.clock.now();
        let Visit { wish, reader, jar, language: asked, accept_language } = visit;
        let asked = asked.as_deref().and_then(language::tagged);
        let kept = || jar.value(Cookie::Language).and_then(language::tagged);
        let accepted = || accept_language.as_deref().and_then(language::accepted);
        let language = asked.or_else(kept).or_else(accepted).unwrap_or_default();
        let session = jar.value(Cookie::Session).and_then(|cookie| self.sessions.find(cookie, now));
        let known = Known { reader, jar, session, now, language };
        let reply = self.grant(wish, &known).await;
        match asked {
            Some(language) => reply.with(SetCookie::language(language)),
            None => reply,
        }
    }

    async fn grant(&self, wish: Wish, known: &Known) -> Reply {
        match wish {
            Wish::Front => known.page("/", pages::front),
            Wish::About => known.page("/about", pages::about),
            Wish::LogIn => self.log_in(known).await,
            Wish::Return(callback) => self.come_back(&callback, known).await,
            Wish::Check => {
                let log_key = self.sources.readings.log_key();
                known.page("/check", |frame| pages::check(frame, &log_key))
            }
            Wish::Proof(count) => self.proof(count, known).await,
            Wish::Readings(part) => self.readings(part, known).await,
            Wish::Printed(filter) => self.printed(filter, known).await,
            Wish::Whole(kind, filter) => self.whole(kind, filter, known).await,
            Wish::Bundle => self.bundle(known).await,
            Wish::LogOut(form_token) => self.log_out(&form_token, known),
            Wish::LoggedOut(state) => logged_out(&state, known),
            Wish::Unknown => known.notice(Ending::NotFound, notices::NOT_FOUND),
            Wish::WrongMethod => known.notice(Ending::WrongMethod, notices::WRONG_METHOD),
            Wish::Unreadable => known.notice(Ending::BadAddress, notices::BAD_ADDRESS),
        }
    }

    async fn log_in(&self, known: &Known) -> Reply {
        match self.login.begin(known.language, &self.random, known.now).await {
            Ok(begun) => {
                known.sent(begun.location).with(SetCookie::secret(Cookie::Login, &begun.cookie))
            }
            Err(error) => failed(error, known),
        }
    }

    async fn come_back(&self, callback: &Form, known: &Known) -> Reply {
        let cookie = known.jar.value(Cookie::Login);
        let person = match self.login.finish(cookie, callback, known.now).await {
            Ok(person) => person,
            Err(error) => return failed(error, known),
        };
        let before = known.jar.value(Cookie::Session);
        match self.sessions.begin(person, before, &self.random, known.now) {
            Some(cookie) => {
                tracing::info!("a person logged in");
                let cookie = SetCookie::secret(Cookie::Session, &cookie);
                known.sent("/readings".to_owned()).with(cookie)
            }
            None => failed(LoginError::NoRandomness, known),
        }
    }

    /// The proof of one of the person's own entries: others cannot be asked for.
    async fn proof(&self, count: u64, known: &Known) -> Reply {
        let Some(session) = &known.session else {
            return known.notice(Ending::NotLoggedIn, notices::MUST_LOG_IN);
        };
        let (readings, person) = (self.sources.readings.clone(), session.person().clone());
        let read = tokio::task::spawn_blocking(move || readings.proof(&person, count)).await;
        match read {
            Ok(Ok(Some(Proof { index, file: Some(file) }))) => known.file(
                format!("sluse-{index}.tlog-proof"),
                "text/plain; charset=utf-8",
                file.into_bytes(),
            ),
            Ok(Ok(Some(Proof { file: None, .. }))) => {
                known.notice(Ending::NotYet, notices::PROOF_WAITS)
            }
            Ok(Ok(None)) => known.notice(Ending::NotFound, notices::NOT_FOUND),
            Ok(Err(Unreadable)) | Err(_) => known.notice(Ending::Unreadable, notices::UNREADABLE),
        }
    }

    /// Makes the person's bundle, off the threads that serve requests. It costs more than a page, so few
    /// are made at one time.
    async fn bundle(&self, known: &Known) -> Reply {
        let Some(session) = &known.session else {
            return known.notice(Ending::NotLoggedIn, notices::MUST_LOG_IN);
        };
        let busy = || known.notice(Ending::Unreadable, notices::UNREADABLE);
        let Ok(_making) = self.bundles.try_acquire() else { return busy() };
        let (person, readings) = (session.person().clone(), self.sources.readings.clone());
        let made = tokio::task::spawn_blocking(move || readings.bundle(&person)).await;
        match made {
            Ok(Ok(bytes)) => known.file("sluse-bundle.json".to_owned(), "application/json", bytes),
            Ok(Err(Unreadable)) | Err(_) => busy(),
        }
    }

    /// Ends the session here, then leads on to the provider to end it there. Without a session there
    /// is nothing to protect and nothing to end at the provider.
    fn log_out(&self, form_token: &str, known: &Known) -> Reply {
        let ended = match (&known.session, known.jar.value(Cookie::Session)) {
            (Some(_), Some(cookie)) => match self.sessions.end(cookie, form_token) {
                Some(ended) => Some(ended),
                None => return known.notice(Ending::FormRefused, notices::FORM_REFUSED),
            },
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
}

fn logged_out(state: &str, known: &Known) -> Reply {
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
