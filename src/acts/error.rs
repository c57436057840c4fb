//! Why an act was not taken in.

use super::{ACTS_OF_A_PERSON, OPEN_INQUIRIES, STANDING_ACTS};
use crate::ledger::{AppendError, ReadError};
use crate::vocab::cause::Told;

/// Why an act was not taken in. Says nothing of whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The person has as many questions without an answer as may be.
    #[error("there are as many questions without an answer as may be: {OPEN_INQUIRIES}")]
    TooManyOpen,
    /// The person has begun as many acts in the last hour as may be.
    #[error("there were as many acts in the last hour as may be: {ACTS_OF_A_PERSON}")]
    TooOften,
    /// There are as many acts as are kept.
    #[error("there are as many acts as are kept: {STANDING_ACTS}")]
    Full,
    /// There is no such inquiry to whom asks for it, or it has an answer.
    #[error("there is no such inquiry without an answer to you")]
    NoSuchInquiry,
    /// The resolution is not one of what was asked.
    #[error("a question is answered; an objection is followed or not followed")]
    OtherMatter,
    /// The same stands already.
    #[error("this stands already")]
    StandsAlready,
    /// There is nothing to end.
    #[error("there is nothing of the kind that stands")]
    StandsNot,
    /// The ledger has more waiting than it may.
    #[error("the ledger is busy")]
    Busy,
    /// The ledger cannot write, and nothing counts that is not written down.
    #[error("the ledger cannot write")]
    Unwritable,
    /// The ledger cannot be read.
    #[error("the ledger cannot be read at the moment")]
    Unreadable,
}

impl ActError {
    /// The stable short name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooManyOpen => "too-many-open",
            Self::TooOften => "acts-too-often",
            Self::Full => "acts-full",
            Self::NoSuchInquiry => "no-such-inquiry",
            Self::OtherMatter => "other-matter",
            Self::StandsAlready => "stands-already",
            Self::StandsNot => "stands-not",
            Self::Busy => "ledger-busy",
            Self::Unwritable => "ledger-failed",
            Self::Unreadable => "ledger-unreadable",
        }
    }
}

impl From<AppendError> for ActError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Busy => Self::Busy,
            AppendError::Failed
            | AppendError::TooLong
            | AppendError::Gone
            | AppendError::Closed
            | AppendError::Clock(_) => Self::Unwritable,
        }
    }
}

impl From<ReadError> for ActError {
    fn from(error: ReadError) -> Self {
        tracing::error!(error = %Told(&error), "an act cannot be read");
        Self::Unreadable
    }
}
