//! OAuth clients and their public keys.

use crate::jose::jwk::{KeyError, VerifyingKey};
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The most keys one client has (as in Maskinporten).
pub const MOST_KEYS: usize = 5;

/// One client registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its identifier.
    pub id: ClientId,
    /// The organisation that it belongs to.
    pub organisation: Organisation,
    /// What its owner calls it.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The scopes it may ask for.
    pub scopes: Vec<Scope>,
    /// Its keys. A client without any signs with its organisation's business certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<ClientKey>,
    /// How long its tokens live at the most, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime: Option<u32>,
    /// How its tokens must be bound to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderConstraint>,
    /// Parts of its organisation's systems that it asks for tokens on behalf of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onbehalfof: Vec<SubClient>,
}

/// A part of an organisation's systems for which a shared client asks. It says who within the
/// organisation it was; it opens nothing that the client has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubClient {
    /// Its identifier, the grant's `iss_onbehalfof`.
    pub id: ClientId,
    /// What it is called.
    pub name: String,
}

/// How a token is bound to who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SenderConstraint {
    /// By a key that each request proves anew (RFC 9449).
    Dpop,
    /// By the certificate of the TLS connection (RFC 8705).
    MutualTls,
}

impl Client {
    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> &ClientId {
        &self.id
    }

    /// The organisation that it belongs to.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// What its owner calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The scopes it may ask for.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The key of this name.
    #[must_use]
    pub fn key(&self, kid: &str) -> Option<&ClientKey> {
        self.keys.iter().find(|key| key.kid() == Some(kid))
    }

    /// How long its tokens live at the most.
    #[must_use]
    pub fn longest_token(&self) -> Option<Duration> {
        self.access_token_lifetime.map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// One public key of a client.
///
/// It is held as JSON and made ready at its first use: of a hundred thousand clients few ask in one
/// day, and a key made ready takes ten times the room.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "KeyForm", from = "KeyForm")]
pub struct ClientKey {
    jwk: Box<str>,
    kid: Option<Box<str>>,
    valid_until: Day,
    ready: OnceLock<Option<Arc<VerifyingKey>>>,
}

/// A key as entries and snapshots write it.
#[derive(Serialize, Deserialize)]
struct KeyForm {
    jwk: Value,
    valid_until: Day,
}

impl From<ClientKey> for KeyForm {
    fn from(key: ClientKey) -> Self {
        Self { jwk: key.jwk(), valid_until: key.valid_until }
    }
}

impl From<KeyForm> for ClientKey {
    fn from(form: KeyForm) -> Self {
        Self::held(&form.jwk, form.valid_until, OnceLock::new())
    }
}

impl ClientKey {
    /// A key that was checked, good until and with this day.
    ///
    /// # Errors
    /// When it is no public key for signatures, or weak.
    pub fn new(jwk: &Value, valid_until: Day) -> Result<Self, KeyError> {
        let ready = OnceLock::from(Some(Arc::new(VerifyingKey::from_jwk(jwk)?)));
        Ok(Self::held(jwk, valid_until, ready))
    }

    fn held(jwk: &Value, valid_until: Day, ready: OnceLock<Option<Arc<VerifyingKey>>>) -> Self {
        let kid = jwk.get("kid").and_then(Value::as_str).map(Into::into);
        Self { jwk: jwk.to_string().into(), kid, valid_until, ready }
    }

    /// Its name.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The last day on which it is good.
    #[must_use]
    pub const fn valid_until(&self) -> Day {
        self.valid_until
    }

    /// Whether both are one and the same public key under one name.
    #[must_use]
    pub fn same_key(&self, other: &Self) -> bool {
        self.jwk == other.jwk
    }

    /// The same key, good until and with this day at the most.
    #[must_use]
    pub fn until_at_most(self, day: Day) -> Self {
        Self { valid_until: self.valid_until.min(day), ..self }
    }

    /// The public JSON Web Key.
    #[must_use]
    pub fn jwk(&self) -> Value {
        serde_json::from_str(&self.jwk).unwrap_or_default()
    }

    /// The key, when it has not expired; its last day is still good.
    #[must_use]
    pub fn on(&self, today: Day) -> Option<&VerifyingKey> {
        let made = || VerifyingKey::from_json(self.jwk.as_bytes()).ok().map(Arc::new);
        let key = self.ready.get_or_init(made).as_deref();
        key.filter(|_| today <= self.valid_until)
    }
}

impl PartialEq for ClientKey {
    fn eq(&self, other: &Self) -> bool {
        (&self.jwk, self.valid_until) == (&other.jwk, other.valid_until)
    }
}

impl Eq for ClientKey {}

/// Shows the name only.
impl std::fmt::Debug for ClientKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ClientKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}
