//! Who may answer for an organisation.

use crate::token::accept::Caller;
use crate::vocab::party::{ClientId, Organisation};

/// The scope that opens the inquiries to the token's own organisation.
pub const SCOPE: &str = "sluse:inquiries";

/// Who answers for an organisation: a token makes one, or whoever has proven it otherwise.
#[derive(Debug, Clone)]
pub struct Clerk {
    organisation: Organisation,
    client: ClientId,
}

/// Why a token opens no inquiries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAClerk {
    /// The token is another issuer's, whose clients are not registered here.
    #[error("inquiries take this service's own access tokens, not a foreign issuer's")]
    Foreign,
    /// The token is for one person or one purpose.
    #[error("the token is bound to a person or a purpose; inquiries take one that is not")]
    Bound,
    /// A supplier's token.
    #[error("a delegated token opens nothing here: an organisation answers for itself")]
    Delegated,
    /// The token lacks the scope.
    #[error("this takes a token with the scope {SCOPE}")]
    RightMissing,
}

impl NotAClerk {
    /// The stable short name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Foreign => "token-foreign",
            Self::Bound => "token-bound",
            Self::Delegated => "token-delegated",
            Self::RightMissing => "right-missing",
        }
    }
}

impl Clerk {
    /// Looks at whom the token is for and what it opens.
    ///
    /// # Errors
    /// When it opens nothing here.
    pub fn new(caller: &Caller) -> Result<Self, NotAClerk> {
        if !caller.is_ours() {
            return Err(NotAClerk::Foreign);
        }
        if caller.pid().is_some() || !matches!(caller.details(), Ok(None)) {
            return Err(NotAClerk::Bound);
        }
        if caller.supplier().is_some() {
            return Err(NotAClerk::Delegated);
        }
        if !caller.scopes().iter().any(|scope| scope.as_str() == SCOPE) {
            return Err(NotAClerk::RightMissing);
        }
        let (organisation, client) = (caller.consumer().clone(), caller.client_id().clone());
        Ok(Self { organisation, client })
    }

    /// An officer of the organisation who was proven by a login. `name` is how the ledger will name them.
    #[must_use]
    pub const fn of_officer(organisation: Organisation, name: ClientId) -> Self {
        Self { organisation, client: name }
    }

    /// The organisation that was asked.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// The client that is used.
    #[must_use]
    pub const fn client(&self) -> &ClientId {
        &self.client
    }
}
