//! The administration API's refusals as HTTP.

use super::{answer, answer_with, insert, set};
use crate::activation::NotActivated;
use crate::registrar::refused::Refused;
use bytes::Bytes;
use hyper::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde::Serialize;

/// A request that the administration API cannot read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing at this path.
    #[error("there is nothing at this path; see /openapi.json")]
    Path,
    /// The path does not answer this method.
    #[error("this path does not answer this method; it answers {0}")]
    Method(String),
    /// A body that is not declared as JSON.
    #[error("the body must be declared as application/json")]
    MediaType,
    /// A body that is not what is taken here.
    #[error("the body is not the JSON that is taken here: {0}")]
    Body(String),
    /// A member whose value is not one.
    #[error("the member `{0}` {1}")]
    Member(&'static str, &'static str),
    /// A query with a parameter that is not taken, repeated, missing or malformed.
    #[error("the query is not one that is taken here; it takes: {0}")]
    Query(String),
}

impl Unreadable {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Path => "no-such-path",
            Self::Method(_) => "method-not-served",
            Self::MediaType => "media-type",
            Self::Body(_) => "body-malformed",
            Self::Member(..) => "member-malformed",
            Self::Query(_) => "query-not-taken",
        }
    }
}

/// A request that could not be read.
#[must_use]
pub fn unreadable(fault: &Unreadable) -> Response<Bytes> {
    let status = match fault {
        Unreadable::Path => StatusCode::NOT_FOUND,
        Unreadable::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
        Unreadable::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Unreadable::Body(_) | Unreadable::Member(..) | Unreadable::Query(_) => {
            StatusCode::BAD_REQUEST
        }
    };
    let mut told = answer(status, fault.code(), fault.to_string());
    if let Unreadable::Method(allowed) = fault {
        insert(&mut told, ALLOW, allowed);
    }
    told
}

/// A refusal of the registrar.
#[must_use]
pub fn not_registered(refused: &Refused) -> Response<Bytes> {
    let mut told = answer(status(refused), refused.code(), refused.to_string());
    match refused {
        Refused::RightMissing(scopes) => {
            let scopes = scopes.join(" ");
            let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scopes}\"");
            insert(&mut told, WWW_AUTHENTICATE, &challenge);
        }
        Refused::LedgerFailed => set(&mut told, RETRY_AFTER, "1"),
        _ => {}
    }
    told
}

/// A fault in a file of policies, as the answer lists it.
#[derive(Serialize)]
struct PolicyFault<'f> {
    code: &'static str,
    file: &'f str,
    line: usize,
    column: usize,
    message: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'f str>,
}

/// Policies that did not come into force, with all that is wrong with them.
#[must_use]
pub fn not_activated(error: &NotActivated) -> Response<Bytes> {
    let status = match error {
        NotActivated::Folder(_)
        | NotActivated::Wrong(_)
        | NotActivated::Unfinished(_)
        | NotActivated::Unsuited(_)
        | NotActivated::Inapplicable(_)
        | NotActivated::NotHolding(_) => StatusCode::UNPROCESSABLE_ENTITY,
        NotActivated::Ledger => StatusCode::SERVICE_UNAVAILABLE,
        NotActivated::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let faults = match error {
        NotActivated::Wrong(errors) => errors.as_slice(),
        _ => &[],
    };
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| PolicyFault {
            code: fault.code.as_str(),
            file: &fault.file,
            line: fault.line,
            column: fault.column,
            message: &fault.message,
            help: fault.help.as_deref(),
        })
        .collect();
    let mut told = answer_with(status, error.code(), error.to_string(), &Errors { errors: faults });
    if matches!(error, NotActivated::Ledger) {
        set(&mut told, RETRY_AFTER, "1");
    }
    told
}

/// What a problem document has beside its own members.
#[derive(Serialize)]
struct Errors<'f> {
    errors: Vec<PolicyFault<'f>>,
}

/// The status of each refusal. Another's record is as one that does not exist.
const fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Foreign
        | Refused::Bound
        | Refused::Delegated
        | Refused::RightMissing(_)
        | Refused::NotTheHouse
        | Refused::PrefixOfAnother
        | Refused::OfAnother(_) => StatusCode::FORBIDDEN,
        Refused::Unknown => StatusCode::NOT_FOUND,
        Refused::Exists
        | Refused::Deactivated
        | Refused::SubClientExists
        | Refused::ScopeDeactivated
        | Refused::AccessDenied
        | Refused::InUse(_)
        | Refused::SystemUserExists => StatusCode::CONFLICT,
        Refused::ScopeUnknown(_)
        | Refused::OrganisationUnknown(_)
        | Refused::SystemId
        | Refused::Over
        | Refused::Broken(_)
        | Refused::TooLarge => StatusCode::BAD_REQUEST,
        Refused::LedgerFailed => StatusCode::SERVICE_UNAVAILABLE,
    }
}
