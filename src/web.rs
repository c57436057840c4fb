//! Floor 40: the citizens' service. Log in, see who read what about you, why, and on which law.
//!
//! Pages are rendered here from view models, complete without script. Nothing here knows HTTP's
//! statuses or header fields: a [`Visit`] comes in from the door and a [`Reply`] goes out.

mod access;
mod deeds;
mod document;
mod export;
mod feed;
mod filter;
mod json;
mod list;
mod listing;
mod logins;
mod look;
mod notices;
mod others;
mod overview;
mod pages;
mod partial;
mod phrases;
mod place;
mod purposes;
mod readings;
mod receipt;
mod rows;
mod telling;
mod threads;
mod together;
mod turns;
mod usages;
mod veil;
mod visit;

pub use access::{Access, AccessRefused, Presented};
pub use deeds::{Choice, Deed};
pub use filter::{Came, Filter, Part};
pub use list::{MOST, PRINTED, PoliciesAt, Proof, Readings, Sources, Unreadable, Witnessed};
pub use listing::FileKind;
pub use look::{Look, LookError, STYLESHEET_BYTES};
pub use others::{CHILDREN, COVERS, ListOf, Others, Pen, TRIES, TRIES_COUNT, Unwritten, Writing};
pub use pages::{
    BUNDLE_SCRIPT, FEED, Frame, NOTICES, Notice, Notices, PAGE_SCRIPT, PastNotice, VERIFY_SCRIPT,
    VRF_SCRIPT, notices as notices_page,
};
pub use phrases::{CheckPhrase, ListPhrase, RelativePhrase, TellingPhrase, every as every_phrase};
pub use place::{Place, Wanted};
pub use readings::{
    Asked, Disclosed, Field, Named, Names, Outcome, Party, Record, Shown, Source, shown,
};
pub use rows::{Remembered, Rows, SEARCHED};
pub use telling::{Telling, Unwatched};
pub use usages::data_tracker::{FindUsage, USAGES};
pub use usages::inzage::{OBJECTS, OBJECTS_AT_ONCE, Objects, Uuid, VERSION as INZAGE_VERSION};
pub use usages::{Usages, UserId};
pub use veil::{Kind, Naming, Places};
pub use visit::{Content, Ending, Reader, Reply, Visit, Wish};

use crate::acts::Acts;
use crate::login::cookies::{Cookie, SetCookie};
use crate::login::session::Sessions;
use crate::login::{BackChannel, Credential, Endpoint, Level, Login, Providers, Registration};
use crate::page::language;
use crate::token::accept::TokenRefused;
use crate::token::sender::ProofRefused;
use crate::vocab::secret::Key32;
use crate::vocab::time::SharedClock;
use access::Visitor;
use partial::Parts;
use ring::rand::SystemRandom;
use std::sync::Arc;
use tokio::sync::Semaphore;
use turns::Turns;
use visit::Known;

/// What the service is made of.
pub struct WebOptions {
    /// The people's own address, an https origin such as `https://innsyn.example.no`.
    pub base_url: String,
    /// The OpenID provider's issuer identifier, https.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    /// What proves there that it is us.
    pub credential: Credential,
    /// Which OpenID providers may log people in.
    pub providers: Providers,
    /// The `acr` values that are good enough, such as `idporten-loa-substantial`; at least one.
    pub acr_accepted: Vec<String>,
    /// Those of them that sensitive things need; empty: every accepted one is enough.
    pub acr_sensitive: Vec<String>,
    /// Who is logged in.
    pub sessions: Arc<Sessions>,
    /// Seals logins under way.
    pub login_key: Key32,
    /// What programs with a person's access token must bring; none: they are not let in.
    pub access: Option<Access>,
    /// The way to the provider.
    pub dialer: Arc<dyn BackChannel>,
    /// Tells the time.
    pub clock: SharedClock,
    /// Entries, policies and names.
    pub sources: Sources,
    /// What persons do.
    pub acts: Arc<Acts>,
    /// Looks after those who want to be told of readings; none: nobody is told.
    pub telling: Option<Arc<dyn Telling>>,
    /// Gives secrets.
    pub random: SystemRandom,
    /// What the operator gives the pages.
    pub look: Look,
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
    /// A level that sensitive things need would let nobody in.
    #[error("acr_sensitive must name levels that are in acr_accepted too")]
    SensitiveLevel,
    /// No cipher can be made of the key for logins.
    #[error("the key that logins are sealed with is of no use")]
    LoginKey,
}

/// The citizens' service.
pub struct Web {
    base_url: String,
    login: Login,
    access: Option<Access>,
    sessions: Arc<Sessions>,
    sources: Sources,
    remembered: Arc<Remembered>,
    partial: Parts,
    acts: Arc<Acts>,
    telling: Option<Arc<dyn Telling>>,
    clock: SharedClock,
    random: SystemRandom,
    bundles: Semaphore,
    turns: Turns,
    look: Arc<Look>,
    others: Option<Arc<Others>>,
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
        if options.acr_sensitive.iter().any(|acr| !options.acr_accepted.contains(acr)) {
            return Err(WebError::SensitiveLevel);
        }
        let registration = Registration {
            issuer: options.issuer,
            client_id: options.client_id,
            credential: options.credential,
            scope: "openid".to_owned(),
            acr_accepted: options.acr_accepted,
            acr_sensitive: options.acr_sensitive,
            redirect_uri: format!("{base_url}/login/callback"),
            providers: options.providers,
        };
        let login = Login::new(registration, &options.login_key, options.dialer);
        Ok(Self {
            base_url,
            login: login.ok_or(WebError::LoginKey)?,
            access: options.access,
            sessions: options.sessions,
            sources: options.sources,
            remembered: Arc::default(),
            partial: Parts::default(),
            acts: options.acts,
            telling: options.telling,
            clock: options.clock,
            random: options.random,
            bundles: Semaphore::new(BUNDLES),
            turns: Turns::default(),
            look: Arc::new(options.look),
            others: None,
        })
    }

    /// The service, which now also shows the lists of others to those who have a right to them, and hides
    /// places from those whose address is protected. Without it each person sees their own list alone.
    #[must_use]
    pub fn with_others(mut self, others: Others) -> Self {
        self.partial.known = others.shared.clone();
        self.others = Some(Arc::new(others));
        self
    }

    /// The lists of others, if they are shown here.
    #[must_use]
    pub fn lists_of_others(&self) -> Option<Arc<Others>> {
        self.others.clone()
    }

    /// The provider's origins that the log-out form may lead to.
    #[must_use]
    pub fn form_origins(&self) -> Vec<String> {
        self.login.form_origins()
    }

    /// What the operator gives the pages.
    #[must_use]
    pub fn look(&self) -> &Look {
        &self.look
    }

    /// The provider's origins that may show in a frame the page by which it logs people out.
    #[must_use]
    pub fn frame_origins(&self) -> Vec<String> {
        self.login.frame_origins()
    }

    /// Who is logged in.
    #[must_use]
    pub fn sessions(&self) -> Arc<Sessions> {
        self.sessions.clone()
    }

    /// Answers one visit.
    pub async fn visit(&self, visit: Visit) -> Reply {
        let now = self.clock.now();
        let visitor = self.whose(&visit, now).await;
        let Visit { wish, reader, jar, language: asked, accept_language, .. } = visit;
        let asked = asked.as_deref().and_then(language::tagged);
        let kept = || jar.value(Cookie::Language).and_then(language::tagged);
        let accepted = || accept_language.as_deref().and_then(language::accepted);
        let language = asked.or_else(kept).or_else(accepted).unwrap_or_default();
        let (visitor, refused) = match visitor {
            Ok(visitor) => (visitor, None),
            Err(refused) => (Visitor::Nobody, Some(refused)),
        };
        let (is_high, look) = (self.is_high(&visitor), self.look.clone());
        let known = Known { reader, jar, visitor, is_high, now, language, look };
        let reply = match refused {
            Some(refused) => self.refused(refused, &known),
            None => self.grant(wish, &known).await.nonced(known.nonce()),
        };
        match asked {
            Some(language) => reply.with(SetCookie::language(language)),
            None => reply,
        }
    }

    async fn grant(&self, wish: Wish, known: &Known) -> Reply {
        match wish {
            Wish::Front => known.page("/", pages::front),
            Wish::About => known.page("/about", pages::about),
            Wish::Accessibility => known.page("/accessibility", pages::access),
            Wish::SecurityText => match self.look.security_text(&self.base_url, known.now) {
                Some(text) => known.text(text),
                None => known.notice(Ending::NotFound, notices::NOT_FOUND),
            },
            Wish::LogIn(wanted) => self.log_in(wanted, known).await,
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
            Wish::Feed(before) => self.feed(before, known).await,
            Wish::Others => self.others(known).await,
            Wish::Choose(form_token, choice) => self.choose_list(&form_token, choice, known).await,
            Wish::LogOut(form_token) => self.log_out(form_token, known).await,
            Wish::LoggedOut(state) => logins::logged_out(&state, known),
            Wish::ProviderLogsOut { issuer, sid } => {
                self.provider_logs_out(issuer, sid, known).await
            }
            // Boxed: the future of every visit would carry it along.
            Wish::Do(deed) => Box::pin(self.deed(deed, known)).await,
            Wish::Usages(user, wanted) => Box::pin(self.usages(user, wanted, known)).await,
            Wish::Unknown => known.notice(Ending::NotFound, notices::NOT_FOUND),
            Wish::WrongMethod => known.notice(Ending::WrongMethod, notices::WRONG_METHOD),
            Wish::BadBody => known.problem(
                Ending::Malformed,
                "the body is not what this path takes: see /me/openapi.json",
            ),
            Wish::Unreadable => known.notice(Ending::BadAddress, notices::BAD_ADDRESS),
        }
    }

    /// A program with a token that is not good is told what to do about it.
    fn refused(&self, refused: AccessRefused, known: &Known) -> Reply {
        tracing::info!(reason = refused.code(), "a program's access token is refused");
        let scope = self.access.as_ref().map(|access| access.scope.clone()).unwrap_or_default();
        let level = if known.person().is_some() { Level::High } else { Level::Accepted };
        let levels = self.login.levels(level).join(" ");
        let nonce = match refused {
            AccessRefused::Token(TokenRefused::Proof(ProofRefused::Nonce)) => {
                self.access.as_ref().map(|access| access.senders.nonce(known.now))
            }
            _ => None,
        };
        known.access_refused(refused, scope, levels).nonced(nonce)
    }

    /// The proof of one entry of the list that is shown: others cannot be asked for.
    async fn proof(&self, count: u64, known: &Known) -> Reply {
        let whose = match self.whose_list(known).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        let (sources, _) = self.sources_of(&whose, known.now);
        let person = whose.person().clone();
        let read =
            tokio::task::spawn_blocking(move || sources.readings.proof(&person, count)).await;
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
    ///
    /// It holds the key that finds the person's later entries, so nobody gets another's.
    async fn bundle(&self, known: &Known) -> Reply {
        let (title, text) = (RelativePhrase::OwnOnlyTitle, RelativePhrase::OwnOnlyText);
        let whose = match self.own_list(known, (title, text)).await {
            Ok(whose) => whose,
            Err(reply) => return reply,
        };
        if let Some(reply) = self.stronger(Place::Readings, known) {
            return reply;
        }
        let busy = || known.notice(Ending::Unreadable, notices::UNREADABLE);
        let Ok(_making) = self.bundles.try_acquire() else { return busy() };
        let (person, readings) = (whose.person().clone(), self.sources.readings.clone());
        let made = tokio::task::spawn_blocking(move || readings.bundle(&person)).await;
        match made {
            Ok(Ok(bytes)) => known.file("sluse-bundle.json".to_owned(), "application/json", bytes),
            Ok(Err(Unreadable)) | Err(_) => busy(),
        }
    }
}
