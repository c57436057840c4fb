//! Refused erasures as HTTP.

use super::{answer, insert, set};
use crate::ledger::AppendError;
use crate::ledger::erasure::EraseError;
use bytes::Bytes;
use hyper::header::RETRY_AFTER;
use hyper::{Response, StatusCode};
use std::time::Duration;

/// Why an erasure is not made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Another method.
    #[error("erasures are sent by POST")]
    Method,
    /// A body that is not declared as JSON.
    #[error("the body must be declared as application/json")]
    MediaType,
    /// A body of another form. What was sent is not repeated: it names a person.
    #[error("the body is not JSON with note, salt and subject")]
    Body,
    /// The address asks too fast.
    #[error("too many requests from this address")]
    TooFast(Duration),
    /// The note does not authorize it, or the ledger cannot do it.
    #[error(transparent)]
    Erase(#[from] EraseError),
}

impl Refused {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Method => "method-not-served",
            Self::MediaType => "media-type",
            Self::Body => "body-malformed",
            Self::TooFast(_) => "too-fast",
            Self::Erase(error) => match error {
                EraseError::Note(_) | EraseError::Form(_) => "erasure-note",
                EraseError::Origin(_) => "erasure-origin",
                EraseError::Expired | EraseError::Early => "erasure-time",
                EraseError::Requester | EraseError::Unconfirmed => "erasure-signatures",
                EraseError::Subject => "erasure-subject",
                EraseError::Nothing => "erasure-nothing",
                EraseError::Vault(_) | EraseError::Append(_) => "erasure-later",
            },
        }
    }
}

/// A refused erasure.
#[must_use]
pub fn refused(fault: &Refused) -> Response<Bytes> {
    let status = match fault {
        Refused::Method => StatusCode::METHOD_NOT_ALLOWED,
        Refused::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Refused::Body => StatusCode::BAD_REQUEST,
        Refused::TooFast(_) => StatusCode::TOO_MANY_REQUESTS,
        Refused::Erase(error) => match error {
            EraseError::Form(_) => StatusCode::BAD_REQUEST,
            EraseError::Note(_)
            | EraseError::Origin(_)
            | EraseError::Expired
            | EraseError::Early
            | EraseError::Requester
            | EraseError::Unconfirmed
            | EraseError::Subject => StatusCode::FORBIDDEN,
            EraseError::Nothing => StatusCode::NOT_FOUND,
            EraseError::Vault(_) => StatusCode::SERVICE_UNAVAILABLE,
            EraseError::Append(error) => match error {
                AppendError::TooLong => StatusCode::BAD_REQUEST,
                AppendError::Gone => StatusCode::NOT_FOUND,
                AppendError::Busy
                | AppendError::Failed
                | AppendError::Closed
                | AppendError::Clock(_) => StatusCode::SERVICE_UNAVAILABLE,
            },
        },
    };
    let detail = match fault {
        Refused::Erase(error) => crate::vocab::cause::Told(error).to_string(),
        other => other.to_string(),
    };
    let mut told = answer(status, fault.code(), detail);
    match fault {
        Refused::TooFast(wait) => {
            insert(&mut told, RETRY_AFTER, &super::whole_seconds(*wait).to_string());
        }
        _ if status == StatusCode::SERVICE_UNAVAILABLE => set(&mut told, RETRY_AFTER, "1"),
        _ => {}
    }
    told
}
