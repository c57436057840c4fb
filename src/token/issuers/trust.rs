//! What a foreign issuer is trusted with, as the operator says.

use super::super::IssuerUrl;
use crate::jose::alg::Algorithm;
use crate::vocab::Malformed;
use crate::vocab::scope::{Scope, Scopes};
use serde_json::Value;

/// What Maskinporten wrote into `aud` of a token that was made for no API in particular.
const UNSPECIFIED: &str = "unspecified";

/// Scopes that an issuer may vouch for: one scope, or all that begin with a prefix and perhaps more
/// (`folkeregister:*`, `folkeregister:deling/*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopePattern {
    /// This scope.
    Exactly(Scope),
    /// Every scope that begins so.
    Beginning(Box<str>),
}

impl ScopePattern {
    /// Parses a scope, or the beginning of scopes with `*` after it. The beginning has the whole
    /// prefix and its colon: nobody is trusted with the scopes of everybody.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let wrong =
            Malformed::new("scope pattern", "must be a scope, or prefix: and perhaps more and *");
        match text.strip_suffix('*') {
            None => Scope::parse(text).map(Self::Exactly),
            // With a letter after it, it must be a scope: then it has a prefix, and no other star.
            Some(beginning) if beginning.contains(':') => {
                Scope::parse(&format!("{beginning}x")).map_err(|_| wrong)?;
                Ok(Self::Beginning(beginning.into()))
            }
            Some(_) => Err(wrong),
        }
    }

    fn covers(&self, scope: &Scope) -> bool {
        match self {
            Self::Exactly(own) => own == scope,
            Self::Beginning(own) => scope.as_str().starts_with(&**own),
        }
    }
}

/// What one foreign issuer is trusted with.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The issuer, byte for byte as its tokens and its metadata name it.
    pub issuer: IssuerUrl,
    /// The algorithms that its tokens may be signed with.
    pub algorithms: Vec<Algorithm>,
    /// The scopes that it may vouch for; others in its tokens are as if they were not there.
    pub scopes: Vec<ScopePattern>,
    /// The audience that its tokens may name for this API.
    pub audience: Option<String>,
}

impl Trust {
    /// The scopes of a token that the issuer may vouch for; none if there is none.
    #[must_use]
    pub fn vouched(&self, scopes: &Scopes) -> Option<Scopes> {
        scopes.only(|scope| self.scopes.iter().any(|pattern| pattern.covers(scope)))
    }

    /// Whether a token with this `aud` is for this API: with none, or Maskinporten's word for none,
    /// it is for whoever knows its scopes.
    #[must_use]
    pub fn is_meant(&self, aud: Option<&Value>) -> bool {
        let ours = |value: &Value| {
            let audience = self.audience.as_deref();
            value.as_str().is_some_and(|aud| Some(aud) == audience)
        };
        match aud {
            None => true,
            Some(Value::Array(several)) => several.iter().any(ours),
            Some(one) => one.as_str() == Some(UNSPECIFIED) || ours(one),
        }
    }
}
