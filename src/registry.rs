//! Floor 20: who may ask. Organisations, clients and their keys, scopes, access and delegations.
//!
//! Read from one TOML file into memory, and immutable there: a change is a new registry. Every lookup
//! is by reference. The file:
//!
//! ```toml
//! [[organisation]]
//! number = "312143046"
//! name = "Fjordvik kommune"
//!
//! [[scope]]
//! name = "folkeregister:barnehage"
//! owner = "311672118"
//! description = "Opptak i barnehage"
//! consumers = ["312143046"]                          # or accessible_for_all = true
//! delegation_source = "https://tt02.altinn.no/"      # without it the scope cannot be delegated
//!
//! [[client]]
//! client_id = "5f1c0c8e-2d36-4a3c-9a0b-0d9b1c7f2a11"
//! organisation = "312143046"
//! name = "Oppvekstsystemet"
//! scopes = ["folkeregister:barnehage"]
//! [[client.key]]
//! jwk = { kty = "RSA", kid = "key-1", alg = "RS256", n = "…", e = "AQAB" } # or JSON in '…'
//! valid_until = 2027-12-31                           # optional; the last day it is good
//!
//! [[delegation]]
//! consumer = "312143046"
//! supplier = "312445190"
//! scope = "folkeregister:barnehage"
//! valid_until = 2027-12-31
//! ```

pub mod client;
pub mod error;
pub mod scope;
mod source;

use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use client::Client;
use error::RegistryError;
use scope::{Delegation, RegisteredScope};
use std::collections::HashMap;

/// Everything that is registered.
#[derive(Debug, Default)]
pub struct Registry {
    organisations: HashMap<Organisation, String>,
    clients: HashMap<ClientId, Client>,
    scopes: HashMap<Scope, RegisteredScope>,
    delegations: HashMap<(Organisation, Organisation, Scope), Delegation>,
}

impl Registry {
    /// Reads a registry; `name` is what errors call the text, usually the file's name.
    ///
    /// # Errors
    /// The first fault, with file, line and column: what is not TOML, an unknown key (with the
    /// nearest known one), a malformed word, a weak key, anything registered twice, and any name
    /// that is used but not registered.
    pub fn parse(name: &str, text: &str) -> Result<Self, RegistryError> {
        source::read(name, text)
    }

    /// The client of this identifier.
    #[must_use]
    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        self.clients.get(id)
    }

    /// Each client, in no order.
    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values()
    }

    /// What the organisation is called.
    #[must_use]
    pub fn organisation_name(&self, number: &Organisation) -> Option<&str> {
        self.organisations.get(number).map(String::as_str)
    }

    /// The scope, when it is registered.
    #[must_use]
    pub fn scope(&self, scope: &Scope) -> Option<&RegisteredScope> {
        self.scopes.get(scope)
    }

    /// The scope, when its owner has given this consumer access to it.
    #[must_use]
    pub fn scope_open_to(
        &self,
        scope: &Scope,
        consumer: &Organisation,
    ) -> Option<&RegisteredScope> {
        self.scope(scope).filter(|registered| registered.is_open_to(consumer))
    }

    /// The consumer's delegation of the scope to the supplier, when there is one that holds today.
    #[must_use]
    pub fn delegation(
        &self,
        consumer: &Organisation,
        supplier: &Organisation,
        scope: &Scope,
        today: Day,
    ) -> Option<&Delegation> {
        let triple = (consumer.clone(), supplier.clone(), scope.clone());
        self.delegations.get(&triple).filter(|delegation| today <= delegation.valid_until())
    }
}
