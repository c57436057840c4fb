//! Every way in which the ledger is not shown.

use super::rights::WHOLE;
use crate::ledger::{AppendError, ReadError};
use crate::token::accept::NotForItself;
use crate::vocab::cause::Told;

/// Why a reader was not shown what it asked for. The texts name no entry that it may not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The organisation does not come for itself.
    #[error(transparent)]
    Token(#[from] NotForItself),
    /// The token has none of the scopes that open this.
    #[error("this takes a token with one of the scopes: {}", .0.join(", "))]
    RightMissing(&'static [&'static str]),
    /// The scope of the whole, in the hand of somebody whom its access list does not name.
    #[error("{WHOLE} opens the ledger only to organisations that its access list names")]
    NotNamed,
    /// The auditor's role does not open this, or a certificate alone does not.
    #[error("this is not open to your role, or needs a login")]
    RoleMissing,
    /// There is no such entry, or it is not the reader's to see.
    #[error("there is no entry of this index that you may see here")]
    NoSuchEntry,
    /// There is no such bundle under the newest checkpoint.
    #[error("there is no such bundle under the newest checkpoint")]
    NoSuchBundle,
    /// What is asked for has expired and was given up.
    #[error("this has expired and was given up; its hashes are still in the tree")]
    Expired,
    /// As many readings of the ledger are under way as may be.
    #[error("too many readings of the ledger are under way")]
    Busy,
    /// The ledger has more waiting than it may, so the look cannot be written down.
    #[error("the ledger is busy, and nobody looks into it unrecorded")]
    LedgerBusy,
    /// The look cannot be written down.
    #[error("the ledger cannot write, and nobody looks into it unrecorded")]
    LedgerFailed,
    /// The ledger cannot be read.
    #[error("the ledger cannot be read at the moment")]
    Unreadable,
}

impl Refused {
    /// The stable short name: the end of the problem's `type`, the reason in the ledger.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Token(token) => token.code(),
            Self::RightMissing(_) => "right-missing",
            Self::NotNamed => "not-named",
            Self::RoleMissing => "role-missing",
            Self::NoSuchEntry => "no-such-entry",
            Self::NoSuchBundle => "no-such-bundle",
            Self::Expired => "entries-expired",
            Self::Busy => "ledger-readers-busy",
            Self::LedgerBusy => "ledger-busy",
            Self::LedgerFailed => "ledger-failed",
            Self::Unreadable => "ledger-unreadable",
        }
    }
}

impl From<AppendError> for Refused {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Busy => Self::LedgerBusy,
            AppendError::Failed
            | AppendError::TooLong
            | AppendError::Gone
            | AppendError::Closed
            | AppendError::Clock(_) => Self::LedgerFailed,
        }
    }
}

/// What it was is in the log: it is the disk's fault or worse.
impl From<ReadError> for Refused {
    fn from(error: ReadError) -> Self {
        if matches!(error, ReadError::Expired(_)) {
            return Self::Expired;
        }
        tracing::error!(error = %Told(&error), "the ledger cannot be read");
        Self::Unreadable
    }
}
