//! Whose request it is: a person's browser, known by its session, or a program that acts for a person,
//! known by the access token that the OpenID provider gave it.
//!
//! [`Web::whose`] is the one place where it is found out. A token is good below `/me/` only, and a
//! request that brings one is judged by it alone: its cookies count for nothing. No form token is needed
//! with it, because a browser does not send it by itself.

use super::Web;
use super::visit::{Reader, Visit};
use crate::jose::JoseError;
use crate::jose::claims::Claims;
use crate::login::cookies::Cookie;
use crate::login::session::Session;
use crate::login::{Level, LoginError, Unproven, person};
use crate::token::accept::{Scheme, TokenRefused, scheme};
use crate::token::sender::{Evidence, ProofField, ProofRefused, Senders};
use crate::vocab::subject::PersonNumber;
use crate::vocab::thumbprint::Thumbprint;
use crate::vocab::time::Timestamp;
use serde_json::Value;
use std::time::Duration;

/// How far the provider's clock may be from ours.
const SKEW: Duration = Duration::from_secs(10);

/// What a program must bring to be let in for a person.
pub struct Access {
    /// The scope that its token must have.
    pub scope: String,
    /// Whom its token must be for (`aud`).
    pub audience: String,
    /// Checks that a bound token comes from whom it is bound to (RFC 9449).
    pub senders: Senders,
}

/// A token as it was sent, with what proves who sends it.
#[derive(Debug)]
pub struct Presented {
    /// The values of all `Authorization` fields; one is right.
    pub authorization: Vec<Vec<u8>>,
    /// The values of all `DPoP` fields.
    pub proofs: Vec<Vec<u8>>,
    /// The request's method.
    pub method: String,
    /// The request's path.
    pub path: String,
}

/// Why a program is not let in. Names no value of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefused {
    /// The token proves nothing.
    #[error(transparent)]
    Token(#[from] TokenRefused),
    /// This service takes no access tokens.
    #[error("access tokens are not accepted here")]
    Closed,
    /// The token is for something else.
    #[error("the access token lacks the scope that is needed here")]
    Scope,
    /// The person logged in at too low a level.
    #[error("the person must log in at a higher level")]
    Level,
    /// The token says of no person whose it is.
    #[error("the access token has no valid pid")]
    NoPerson,
}

impl AccessRefused {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Token(refused) => refused.code(),
            Self::Closed => "tokens-not-accepted",
            Self::Scope => "scope-missing",
            Self::Level => "level-too-low",
            Self::NoPerson => "token-without-person",
        }
    }

    /// Whether the program should have brought something better. Asking for a nonce is a step of the
    /// protocol (RFC 9449 section 8), and a provider that is down is nobody's fault here.
    #[must_use]
    pub const fn is_callers_fault(&self) -> bool {
        !matches!(
            self,
            Self::Token(
                TokenRefused::Proof(ProofRefused::Nonce | ProofRefused::Busy)
                    | TokenRefused::IssuerUnavailable
            )
        )
    }
}

impl From<ProofRefused> for AccessRefused {
    fn from(refused: ProofRefused) -> Self {
        Self::Token(TokenRefused::Proof(refused))
    }
}

/// A program that showed a person's good token. Made only by [`Web::whose`].
#[derive(Debug)]
pub(super) struct Holder {
    person: PersonNumber,
    acr: String,
    /// A nonce for its next proof, when the one that it used is getting old.
    pub(super) nonce: Option<String>,
}

/// Whose request it is.
#[derive(Debug)]
pub(super) enum Visitor {
    /// Nobody is known.
    Nobody,
    /// A browser with a live session.
    Browser(Session),
    /// A program with a good token.
    Program(Holder),
}

impl Visitor {
    /// The person, when one is known.
    pub(super) const fn person(&self) -> Option<&PersonNumber> {
        match self {
            Self::Nobody => None,
            Self::Browser(session) => Some(session.person()),
            Self::Program(holder) => Some(&holder.person),
        }
    }

    /// The level of the person's login.
    fn acr(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::Browser(session) => Some(session.standing().acr()),
            Self::Program(holder) => Some(&holder.acr),
        }
    }
}

impl Web {
    /// Finds out whose request it is.
    ///
    /// # Errors
    /// When a token was sent and is not good. Without one nobody is refused: it is the pages that demand
    /// a person.
    pub(super) async fn whose(
        &self,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Visitor, AccessRefused> {
        if let (Reader::Program, Some(presented)) = (visit.reader, &visit.presented) {
            let access = self.access.as_ref().ok_or(AccessRefused::Closed)?;
            return self.holder(access, presented, now).await.map(Visitor::Program);
        }
        let cookie = visit.jar.value(Cookie::Session);
        let session = cookie.and_then(|cookie| self.sessions.find(cookie, now));
        Ok(session.map_or(Visitor::Nobody, Visitor::Browser))
    }

    /// Whether the visitor's login is strong enough for what is sensitive.
    pub(super) fn is_high(&self, visitor: &Visitor) -> bool {
        visitor.acr().is_some_and(|acr| self.login.is_enough(acr, Level::High))
    }

    async fn holder(
        &self,
        access: &Access,
        presented: &Presented,
        now: Timestamp,
    ) -> Result<Holder, AccessRefused> {
        let [authorization] = presented.authorization.as_slice() else {
            return Err(TokenRefused::NotBearer.into());
        };
        let (scheme, token) = scheme(Some(authorization))?;
        let text = std::str::from_utf8(token).map_err(|_| TokenRefused::Malformed)?;
        // Boxed: the future of every visit would carry it along.
        let claims = Box::pin(self.login.verify(text, now)).await.map_err(refused)?;
        let key = claimed(&claims, access, now)?;
        let acr = claims.text("acr").map_err(|_| AccessRefused::Level)?.to_owned();
        if !self.login.is_enough(&acr, Level::Accepted) {
            return Err(AccessRefused::Level);
        }
        let person = person(&claims).ok_or(AccessRefused::NoPerson)?;
        let nonce = presented.prove(access, (scheme, key), token, now)?;
        Ok(Holder { person, acr, nonce })
    }
}

impl Presented {
    /// Checks that the token comes from whom it is bound to.
    fn prove(
        &self,
        access: &Access,
        (scheme, key): (Scheme, Option<Thumbprint>),
        token: &[u8],
        now: Timestamp,
    ) -> Result<Option<String>, TokenRefused> {
        let evidence = Evidence {
            method: &self.method,
            path: &self.path,
            proof: ProofField::of(self.proofs.iter().map(Vec::as_slice)),
            certificate: None,
        };
        access.senders.confirm_key((scheme, key), token, &evidence, now)
    }
}

/// Checks what a token of the provider claims of itself, and gives the key that it is bound to.
fn claimed(
    claims: &Claims,
    access: &Access,
    now: Timestamp,
) -> Result<Option<Thumbprint>, AccessRefused> {
    let expires = claims.date("exp").map_err(|_| TokenRefused::Claims)?;
    if expires.plus(SKEW) <= now {
        return Err(TokenRefused::Expired.into());
    }
    for begins in ["iat", "nbf"] {
        if claims.value(begins).is_some()
            && claims.date(begins).map_err(|_| TokenRefused::Claims)? > now.plus(SKEW)
        {
            return Err(TokenRefused::Future.into());
        }
    }
    let ours = |value: &Value| value.as_str() == Some(&access.audience);
    let is_for_us = match claims.value("aud") {
        Some(Value::Array(several)) => several.iter().any(ours),
        Some(one) => ours(one),
        None => false,
    };
    if !is_for_us {
        return Err(TokenRefused::Audience.into());
    }
    // An id token has no scope: it cannot be taken for an access token.
    let scope = claims.text("scope").map_err(|_| AccessRefused::Scope)?;
    if !scope.split(' ').any(|one| one == access.scope) {
        return Err(AccessRefused::Scope);
    }
    bound_to(claims).map_err(AccessRefused::Token)
}

/// The key in `cnf.jkt`. A token that is bound to anything else is not one that can be checked here.
fn bound_to(claims: &Claims) -> Result<Option<Thumbprint>, TokenRefused> {
    let Some(bound) = claims.value("cnf") else { return Ok(None) };
    let bound = bound.as_object().ok_or(TokenRefused::Claims)?;
    match (bound.len(), bound.get("jkt").and_then(Value::as_str)) {
        (1, Some(key)) => Thumbprint::parse(key).map(Some).map_err(|_| TokenRefused::Claims),
        _ => Err(TokenRefused::Claims),
    }
}

/// What is wrong with a token, in the words of tokens.
const fn refused(error: LoginError) -> TokenRefused {
    match error {
        LoginError::Token(JoseError::Signature) => TokenRefused::Signature,
        LoginError::Token(_) => TokenRefused::Malformed,
        LoginError::AlgorithmRefused => TokenRefused::Algorithm,
        LoginError::Key(_) => TokenRefused::Key,
        LoginError::Unproven(Unproven::Issuer) => TokenRefused::Issuer,
        LoginError::Unproven(_) => TokenRefused::Claims,
        LoginError::ProviderDown
        | LoginError::ProviderWrong
        | LoginError::ProviderRefused
        | LoginError::ClientRefused
        | LoginError::RequestRefused
        | LoginError::Unsigned
        | LoginError::NoRandomness => TokenRefused::IssuerUnavailable,
        LoginError::Cancelled
        | LoginError::NoLoginHere
        | LoginError::NotWaiting
        | LoginError::StateUnknown
        | LoginError::CallbackMalformed
        | LoginError::OtherProvider
        | LoginError::CodeRefused
        | LoginError::LevelTooLow
        | LoginError::NoPersonNumber => TokenRefused::Malformed,
    }
}
