//! Logging auditors in and out at an OpenID provider of their own. Who has logged in is looked up in the
//! configuration at each request; what changes anything comes with the session's token ([`Acting`]).

use super::officers::{Badge, Named, NotAnOfficer, Officers};
use super::rights::Reader;
use crate::ledger::entry::Asker;
use crate::login::cookies::{Cookie, Jar, SetCookie};
use crate::login::random::{self, Secret};
use crate::login::session::{Arrived, Sessions};
use crate::login::{Errand, Level, Login, LoginError};
use crate::page::{Form, with_query};
use crate::vocab::time::SharedClock;
use crate::vocab::translated::Language;
use ring::rand::SystemRandom;
use std::sync::Arc;

/// Where the provider sends auditors back to, below the door's own address.
pub const CALLBACK: &str = "/login/callback";

/// The way in for who logs in.
pub struct Entrance {
    login: Login,
    sessions: Arc<Sessions<Badge>>,
    officers: Officers,
    base_url: String,
    clock: SharedClock,
    random: SystemRandom,
}

/// Somebody with a live session.
pub struct Came {
    reader: Reader,
    form_token: String,
}

/// An auditor who does something: proof that the request came from a form of their own session. Made only by
/// [`Came::acts`].
#[derive(Debug)]
pub struct Acting(Reader);

impl Acting {
    /// Who it is.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.0
    }
}

impl Came {
    /// Who it is.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What each form of the session carries.
    #[must_use]
    pub fn form_token(&self) -> &str {
        &self.form_token
    }

    /// That a request with this token is theirs; none when the token is not the session's.
    #[must_use]
    pub fn acts(&self, form_token: &str) -> Option<Acting> {
        random::same(&self.form_token, form_token).then(|| Acting(self.reader.clone()))
    }
}

/// What is told at the entrance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// How to come in.
    LogIn,
    /// That the login failed.
    Failed(LoginError),
    /// That the provider's word is good, and nobody is known by it.
    Unknown,
    /// That they are not known at the organisation that they chose.
    OtherOrganisation,
    /// That the form was not the session's.
    FormRefused,
    /// That they are logged out.
    LoggedOut,
    /// That this browser has begun no logout.
    LogoutUnknown,
}

/// Where a step of the login leads.
pub enum Step {
    /// The browser is sent on.
    Sent(String),
    /// A page is shown.
    Told(Told),
    /// Nothing is to be seen.
    Nothing,
}

/// A step, with what the browser keeps and forgets, and whose refusal it was if that is known.
pub struct Stepped {
    /// Where it leads.
    pub step: Step,
    /// What the browser keeps and forgets.
    pub cookies: Vec<SetCookie>,
    /// Who was refused.
    pub refused: Option<(Asker, &'static str)>,
}

impl From<Step> for Stepped {
    fn from(step: Step) -> Self {
        Self { step, cookies: Vec::new(), refused: None }
    }
}

impl From<Told> for Stepped {
    fn from(told: Told) -> Self {
        Step::Told(told).into()
    }
}

impl Stepped {
    fn with(mut self, cookie: SetCookie) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl Entrance {
    /// An entrance for these at `base_url`, an https origin.
    #[must_use]
    pub fn new(
        (login, sessions): (Login, Arc<Sessions<Badge>>),
        officers: Officers,
        base_url: String,
        (clock, random): (SharedClock, SystemRandom),
    ) -> Self {
        Self { login, sessions, officers, base_url, clock, random }
    }

    /// Who is logged in.
    #[must_use]
    pub fn sessions(&self) -> Arc<Sessions<Badge>> {
        self.sessions.clone()
    }

    /// The provider's origins that a form here may lead to.
    #[must_use]
    pub fn form_origins(&self) -> Vec<String> {
        self.login.form_origins()
    }

    /// The provider's origins that may show in a frame the page by which it logs people out.
    #[must_use]
    pub fn frame_origins(&self) -> Vec<String> {
        self.login.frame_origins()
    }

    /// Whose session the request belongs to, as long as the configuration names them.
    #[must_use]
    pub fn came(&self, jar: &Jar) -> Option<Came> {
        let cookie = jar.value(Cookie::OfficerSession)?;
        let session = self.sessions.find(cookie, self.clock.now())?;
        let named = self.officers.holder(session.who())?;
        let reader = Reader::of_role(asker(named), named.role.clone());
        Some(Came { reader, form_token: session.form_token().to_owned() })
    }

    /// Begins a login.
    pub async fn log_in(&self, language: Language) -> Stepped {
        let errand = Errand { level: Level::Accepted, place: 0 };
        match self.login.begin(errand, language, &self.random, self.clock.now()).await {
            Ok(begun) => Stepped::from(Step::Sent(begun.location))
                .with(SetCookie::secret(Cookie::OfficerLogin, &begun.cookie)),
            Err(error) => failed(error),
        }
    }

    /// Ends a login: with a session for who is configured.
    pub async fn come_back(&self, jar: &Jar, callback: &Form) -> Stepped {
        let now = self.clock.now();
        let proven = match self.login.finish(jar.value(Cookie::OfficerLogin), callback, now).await {
            Ok(proven) => proven,
            Err(error) => return failed(error),
        };
        let badge = match self.officers.recognise(&proven) {
            Ok((badge, _)) => badge,
            Err(NotAnOfficer::OtherOrganisation(named)) => {
                let refused = Some((asker(&named), "other-organisation"));
                return Stepped { refused, ..Told::OtherOrganisation.into() };
            }
            Err(NotAnOfficer::NoOrganisation) => return Told::OtherOrganisation.into(),
            Err(NotAnOfficer::Unknown) => return Told::Unknown.into(),
        };
        let before = jar.value(Cookie::OfficerSession).map(str::to_owned);
        let random = self.random.clone();
        let begun = self.with_sessions(move |sessions| {
            let (standing, sid) = (proven.standing().clone(), proven.sid());
            let arrived = Arrived { who: badge, standing, sid };
            sessions.begin(arrived, before.as_deref(), &random, now)
        });
        match begun.await.flatten() {
            Some(cookie) => {
                tracing::info!("an auditor logged in");
                Stepped::from(Step::Sent("/audit".to_owned()))
                    .with(SetCookie::secret(Cookie::OfficerSession, &cookie))
                    .with(SetCookie::forget(Cookie::OfficerLogin))
            }
            None => failed(LoginError::NoRandomness),
        }
    }

    /// Ends the session here, then leads on to the provider to end it there.
    pub async fn log_out(&self, jar: &Jar, form_token: String) -> Stepped {
        let mut ended = None;
        if let (Some(_), Some(cookie)) = (self.came(jar), jar.value(Cookie::OfficerSession)) {
            let cookie = cookie.to_owned();
            let end = self.with_sessions(move |sessions| sessions.end(&cookie, &form_token));
            ended = end.await.flatten();
            if ended.is_none() {
                return Told::FormRefused.into();
            }
        }
        let forget = SetCookie::forget(Cookie::OfficerSession);
        let Some(state) = Secret::new(&self.random) else {
            return Stepped::from(Told::LoggedOut).with(forget);
        };
        let back_to = format!("{}/logged-out", self.base_url);
        let there = ended.and_then(|_| self.login.logout_address(&back_to, state.expose()));
        let here = || with_query("/logged-out", &[("state", state.expose())]);
        Stepped::from(Step::Sent(there.unwrap_or_else(here)))
            .with(forget)
            .with(SetCookie::secret(Cookie::OfficerLogout, &state))
    }

    /// Tells who comes back from a logout that they are logged out.
    #[must_use]
    pub fn logged_out(&self, jar: &Jar, state: &str) -> Stepped {
        match jar.value(Cookie::OfficerLogout) {
            Some(kept) if random::same(kept, state) => {
                Stepped::from(Told::LoggedOut).with(SetCookie::forget(Cookie::OfficerLogout))
            }
            _ => Told::LogoutUnknown.into(),
        }
    }

    /// Ends the sessions that the provider says have ended there (OpenID Connect Front-Channel Logout 1.0
    /// section 3). Whoever asks is told the same.
    pub async fn provider_logs_out(&self, issuer: &str, sid: String) -> Stepped {
        if self.login.is_of_issuer(issuer) && !sid.is_empty() {
            let ended = self.with_sessions(move |sessions| sessions.end_all_of(&sid)).await;
            let sessions = ended.unwrap_or_default();
            tracing::info!(sessions, "the provider logged an auditor out");
        }
        Step::Nothing.into()
    }

    /// Does something with the sessions that may wait for the disk, off the threads that serve requests.
    async fn with_sessions<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Sessions<Badge>) -> T + Send + 'static,
    ) -> Option<T> {
        let sessions = self.sessions.clone();
        tokio::task::spawn_blocking(move || change(&sessions)).await.ok()
    }
}

/// A failed login: the cause is logged, and told in words.
fn failed(error: LoginError) -> Stepped {
    tracing::info!(cause = %error, "an auditor's login failed");
    Told::Failed(error).into()
}

/// How the ledger names who is configured so.
#[must_use]
pub fn asker(named: &Named) -> Asker {
    Asker {
        consumer: named.organisation.clone(),
        supplier: None,
        client: named.name.clone(),
        customer: None,
        sub_client: None,
        issuer: None,
    }
}
