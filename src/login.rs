//! Floor 30: login at an OpenID provider shaped like ID-porten: code flow with PKCE, state and nonce.
//!
//! OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 9207 (`iss` in the callback). A login begins with a
//! cookie and an address to go to; it ends, once, with a person or with one of the ways to fail.

mod channel;
pub mod cookies;
mod credential;
mod identity;
mod metadata;
mod pending;
mod provider;
pub mod random;
mod requests;
mod seal;
pub mod session;
pub mod store;

pub use channel::{Answer, BackChannel};
pub use credential::Credential;
pub use identity::{Proven, Standing, Unproven, person};
pub use metadata::{Endpoint, Providers};
pub use pending::{Errand, Level, PATIENCE};

use crate::jose::JoseError;
use crate::jose::claims::Claims;
use crate::jose::jwk::NoKey;
use crate::page::{Form, Repeated, with_query};
use crate::vocab::secret::Key32;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use base64::Engine as _;
use identity::Expected;
use pending::Waiting;
use provider::Provider;
use random::Secret;
use ring::rand::SystemRandom;
use std::sync::Arc;

/// Why nobody was logged in. Says nothing of who tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The person cancelled at the provider.
    #[error("the person cancelled the login at the provider")]
    Cancelled,
    /// The browser has no cookie of a login: it was begun elsewhere, or too long ago.
    #[error("the browser that came back has not begun a login")]
    NoLoginHere,
    /// The login was finished before, or took too long.
    #[error("the login is finished already or took too long")]
    NotWaiting,
    /// The browser has begun a login, but not this one.
    #[error("the state is not that of the browser's login")]
    StateUnknown,
    /// The callback lacks something or says it twice.
    #[error("the provider's callback is malformed")]
    CallbackMalformed,
    /// The callback is from another provider.
    #[error("the callback is not from the configured provider")]
    OtherProvider,
    /// The provider refused, for another reason than that the person cancelled.
    #[error("the provider refused the login")]
    ProviderRefused,
    /// The provider does not accept the code.
    #[error("the provider refused the code")]
    CodeRefused,
    /// The provider does not know us: our secret or key is not the one that is registered there.
    #[error("the provider does not accept our client id with this secret or key")]
    ClientRefused,
    /// The provider does not take what we ask for.
    #[error("the provider refused the pushed request")]
    RequestRefused,
    /// Our key could not sign.
    #[error("the key for the provider does not sign")]
    Unsigned,
    /// The provider does not answer.
    #[error("the provider does not answer")]
    ProviderDown,
    /// The provider answered with something else than the protocol says.
    #[error("the provider's answer is not what OpenID Connect says it must be")]
    ProviderWrong,
    /// The token is not a well-formed token, or its signature does not hold.
    #[error("the token is refused: {0}")]
    Token(#[from] JoseError),
    /// The token is signed with an algorithm that is not accepted.
    #[error("the token is signed with an algorithm that is not accepted")]
    AlgorithmRefused,
    /// No key of the provider is the one that signed the token.
    #[error("the token's key is not known: {0}")]
    Key(#[from] NoKey),
    /// The id token does not prove who came.
    #[error(transparent)]
    Unproven(#[from] Unproven),
    /// The authentication level is not one that is accepted.
    #[error("the authentication level is too low")]
    LevelTooLow,
    /// The provider did not say which person it is.
    #[error("the id token has no valid person's number")]
    NoPersonNumber,
    /// The machine gives no random bytes.
    #[error("the machine gives no random bytes")]
    NoRandomness,
}

impl From<Repeated> for LoginError {
    fn from(_: Repeated) -> Self {
        Self::CallbackMalformed
    }
}

/// A login that has begun.
#[derive(Debug)]
pub struct Begun {
    /// For the browser to keep.
    pub cookie: Secret,
    /// Where the browser goes.
    pub location: String,
}

/// All that is needed to log people in.
pub struct Login {
    provider: Provider,
    expected: Expected,
    scope: String,
    redirect_uri: String,
    /// What else the provider is to settle with who logs in (RFC 9396), as JSON.
    details: Option<String>,
    waiting: Waiting,
}

/// How we are known at the provider.
pub struct Registration {
    /// The provider's issuer identifier.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    /// What proves there that it is us.
    pub credential: Credential,
    /// What is asked for: `openid`, and what further claims need.
    pub scope: String,
    /// The `acr` values that are good enough; asked for in this order.
    pub acr_accepted: Vec<String>,
    /// Those of them that sensitive things need; empty: every accepted one is enough.
    pub acr_sensitive: Vec<String>,
    /// Where the provider sends people back to.
    pub redirect_uri: String,
    /// Which providers may log people in.
    pub providers: Providers,
}

impl Login {
    /// Nothing is fetched before the first login. Logins under way are sealed with `key`, so that they
    /// end when it changes. None when the key is of no use.
    #[must_use]
    pub fn new(
        registration: Registration,
        key: &Key32,
        channel: Arc<dyn BackChannel>,
    ) -> Option<Self> {
        let Registration {
            issuer,
            client_id,
            credential,
            scope,
            acr_accepted,
            acr_sensitive,
            redirect_uri,
            providers,
        } = registration;
        let (own, there) = (client_id.clone(), issuer.clone());
        let provider = Provider::new(there, own, credential, providers, channel);
        let expected = Expected { issuer, client_id, acr_accepted, acr_sensitive };
        let waiting = Waiting::new(key)?;
        Some(Self { provider, expected, scope, redirect_uri, details: None, waiting })
    }

    /// Asks the provider to settle this, too (`authorization_details`, RFC 9396): which organisation
    /// somebody acts for, say.
    #[must_use]
    pub fn with_details(self, details: Option<String>) -> Self {
        Self { details, ..self }
    }

    /// Begins a login.
    ///
    /// # Errors
    /// When the provider's metadata cannot be had, or it does not take the request.
    pub async fn begin(
        &self,
        errand: Errand,
        language: Language,
        random: &SystemRandom,
        now: Timestamp,
    ) -> Result<Begun, LoginError> {
        let begun = self.waiting.begin(errand, random, now);
        let (cookie, pending) = begun.ok_or(LoginError::NoRandomness)?;
        let challenge = challenge(&pending.verifier);
        let levels = self.expected.levels(errand.level).join(" ");
        let mut fields = vec![
            ("response_type", "code"),
            ("client_id", &self.expected.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", pending.state.expose()),
            ("nonce", pending.nonce.expose()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("acr_values", &levels),
            ("ui_locales", language.tag()),
        ];
        fields.extend(self.details.as_deref().map(|details| ("authorization_details", details)));
        let location = self.provider.address(&fields, now).await?;
        Ok(Begun { cookie, location })
    }

    /// Finishes a login with what the provider sent back through the browser.
    ///
    /// # Errors
    /// Each way to fail is one variant; nobody is logged in then.
    pub async fn finish(
        &self,
        cookie: Option<&str>,
        callback: &Form,
        now: Timestamp,
    ) -> Result<Proven, LoginError> {
        let cookie = cookie.ok_or(LoginError::NoLoginHere)?;
        let state = callback.once("state")?.ok_or(LoginError::CallbackMalformed)?;
        let pending = self.waiting.take(cookie, state, now)?;
        let metadata = self.provider.metadata(now).await?;
        match callback.once("iss")? {
            Some(issuer) if issuer != self.expected.issuer => {
                return Err(LoginError::OtherProvider);
            }
            None if metadata.names_itself => return Err(LoginError::OtherProvider),
            _ => {}
        }
        let code = match (callback.once("error")?, callback.once("code")?) {
            (None, Some(code)) => code,
            (Some("access_denied"), None) => return Err(LoginError::Cancelled),
            (Some("server_error" | "temporarily_unavailable"), None) => {
                return Err(LoginError::ProviderDown);
            }
            (Some(_), None) => return Err(LoginError::ProviderRefused),
            (None, None) | (Some(_), Some(_)) => return Err(LoginError::CallbackMalformed),
        };
        let verifier = pending.verifier.expose();
        let id_token = self.provider.exchange(code, verifier, &self.redirect_uri, now).await?;
        let claims = self.provider.verify(&id_token, now).await?;
        identity::prove(claims, &self.expected, &pending, now)
    }

    /// Checks the signature of another token of the provider (an access token by value), and that it is
    /// the provider's. What it claims besides is for the caller to judge.
    ///
    /// # Errors
    /// When it is not signed by the provider, or says that it is another's.
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, LoginError> {
        let claims = self.provider.verify(token, now).await?;
        if claims.text("iss") == Ok(&self.expected.issuer) {
            Ok(claims)
        } else {
            Err(LoginError::Unproven(Unproven::Issuer))
        }
    }

    /// Whether this authentication level is good enough for this.
    #[must_use]
    pub fn is_enough(&self, acr: &str, level: Level) -> bool {
        self.expected.is_enough(acr, level)
    }

    /// The authentication levels that are good enough for this.
    #[must_use]
    pub fn levels(&self, level: Level) -> &[String] {
        self.expected.levels(level)
    }

    /// Whether this is the provider's name.
    #[must_use]
    pub fn is_of_issuer(&self, name: &str) -> bool {
        self.expected.issuer == name
    }

    /// Where the browser goes to log out at the provider too. It names no person: the provider knows
    /// its own session, and an `id_token_hint` would put the person's number in an address.
    #[must_use]
    pub fn logout_address(&self, back_to: &str, state: &str) -> Option<String> {
        let metadata = self.provider.known()?;
        let end = metadata.end_session_endpoint.as_ref()?;
        let query = [
            ("client_id", self.expected.client_id.as_str()),
            ("post_logout_redirect_uri", back_to),
            ("state", state),
        ];
        Some(with_query(end.as_str(), &query))
    }

    /// The provider's origins that a form here may lead to.
    #[must_use]
    pub fn form_origins(&self) -> Vec<String> {
        let known = self.provider.known();
        self.origins(known.and_then(|known| known.end_session_endpoint.clone()).iter())
    }

    /// The provider's origins that may show the page in a frame by which it logs people out here
    /// (OpenID Connect Front-Channel Logout 1.0 section 3).
    #[must_use]
    pub fn frame_origins(&self) -> Vec<String> {
        let known = self.provider.known();
        let known = known.as_deref();
        let authorize = known.map(|known| &known.authorization_endpoint);
        let end = known.and_then(|known| known.end_session_endpoint.as_ref());
        self.origins(authorize.into_iter().chain(end))
    }

    /// The issuer's origin, and those of these.
    fn origins<'e>(&self, further: impl Iterator<Item = &'e Endpoint>) -> Vec<String> {
        let issuer = Endpoint::parse(&self.expected.issuer);
        let mut origins: Vec<String> =
            issuer.iter().map(|issuer| issuer.origin().to_owned()).collect();
        for endpoint in further {
            if !origins.iter().any(|origin| origin == endpoint.origin()) {
                origins.push(endpoint.origin().to_owned());
            }
        }
        origins
    }
}

/// The S256 challenge of a verifier (RFC 7636 section 4.2).
fn challenge(verifier: &Secret) -> String {
    let digest = random::trace(verifier.expose());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest)
}
