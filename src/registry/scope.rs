//! Scopes, who has been given access to them, and delegations of them.

use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use std::collections::HashSet;

/// One registered scope.
#[derive(Debug)]
pub struct RegisteredScope {
    pub(super) name: Scope,
    pub(super) owner: Organisation,
    pub(super) description: String,
    pub(super) delegation_source: Option<String>,
    pub(super) accessible_for_all: bool,
    pub(super) consumers: HashSet<Organisation>,
}

impl RegisteredScope {
    /// The scope.
    #[must_use]
    pub const fn name(&self) -> &Scope {
        &self.name
    }

    /// The provider that owns it.
    #[must_use]
    pub const fn owner(&self) -> &Organisation {
        &self.owner
    }

    /// What its owner says it opens.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The issuer of the authority to delegate it, such as `https://tt02.altinn.no/`; a scope without
    /// one cannot be delegated.
    #[must_use]
    pub fn delegation_source(&self) -> Option<&str> {
        self.delegation_source.as_deref()
    }

    pub(super) fn is_open_to(&self, consumer: &Organisation) -> bool {
        self.accessible_for_all || self.consumers.contains(consumer)
    }
}

/// A consumer lets a supplier use a scope on its behalf, until and with a day.
#[derive(Debug)]
pub struct Delegation {
    pub(super) valid_until: Day,
}

impl Delegation {
    /// The last day on which it holds, in Norway.
    #[must_use]
    pub const fn valid_until(&self) -> Day {
        self.valid_until
    }
}
