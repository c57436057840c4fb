//! OAuth clients and their public keys.

use crate::jose::jwk::VerifyingKey;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;

/// The most keys one client has (as in Maskinporten).
pub const MOST_KEYS: usize = 5;

/// One client registration.
#[derive(Debug)]
pub struct Client {
    pub(super) id: ClientId,
    pub(super) organisation: Organisation,
    pub(super) name: String,
    pub(super) scopes: Vec<Scope>,
    pub(super) keys: Vec<ClientKey>,
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
        self.keys.iter().find(|key| key.key.kid() == Some(kid))
    }
}

/// One public key of a client.
#[derive(Debug)]
pub struct ClientKey {
    pub(super) key: VerifyingKey,
    pub(super) valid_until: Option<Day>,
}

impl ClientKey {
    /// The key, when it has not expired; its last day is still good.
    #[must_use]
    pub fn on(&self, today: Day) -> Option<&VerifyingKey> {
        let valid = self.valid_until.is_none_or(|last| today <= last);
        valid.then_some(&self.key)
    }
}
