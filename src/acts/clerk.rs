//! Who may answer for an organisation.

use crate::token::accept::{Caller, NotForItself};
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
    /// The organisation does not come for itself.
    #[error(transparent)]
    Token(#[from] NotForItself),
    /// The token lacks the scope.
    #[error("this takes a token with the scope {SCOPE}")]
    RightMissing,
}

impl NotAClerk {
    /// The stable short name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Token(token) => token.code(),
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
        caller.for_itself()?;
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
