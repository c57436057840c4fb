//! Tokens that an organisation uses for itself: what a house's own doors take, beside the gateway's.

use super::Caller;

/// Why a token is not one that its organisation uses for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotForItself {
    /// The token is another issuer's, whose clients are not registered here.
    #[error("this takes this service's own access tokens, not a foreign issuer's")]
    Foreign,
    /// The token is for one person or one purpose.
    #[error("the token is bound to a person or a purpose; this takes one that is not")]
    Bound,
    /// A supplier's token.
    #[error("a delegated token opens nothing here: an organisation comes for itself")]
    Delegated,
}

impl NotForItself {
    /// The stable short name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Foreign => "token-foreign",
            Self::Bound => "token-bound",
            Self::Delegated => "token-delegated",
        }
    }
}

impl Caller {
    /// Whether the token is our own, bound to nothing, and used by the organisation that it is for.
    ///
    /// # Errors
    /// What it is instead.
    pub fn for_itself(&self) -> Result<(), NotForItself> {
        if !self.is_ours() {
            return Err(NotForItself::Foreign);
        }
        if self.pid().is_some() || !matches!(self.details(), Ok(None)) {
            return Err(NotForItself::Bound);
        }
        if self.supplier().is_some() { Err(NotForItself::Delegated) } else { Ok(()) }
    }
}
