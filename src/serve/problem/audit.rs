//! The refusals of the auditors' door as HTTP.

use super::ledger::{self, Unreadable};
use super::{answer, set};
use crate::acts::ActError;
use crate::audit::deeds::NotDone;
use crate::audit::entrance::Told;
use crate::audit::refused::Refused;
use crate::reports::NotMade;
use crate::serve::citizen_door::login_status;
use bytes::Bytes;
use hyper::header::{ALLOW, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use std::time::Duration;

/// Why a request at the auditors' door is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotServed {
    /// The connection brought no client certificate.
    NoCertificate,
    /// Nobody is known by the certificate.
    UnknownCertificate,
    /// The organisation of who is known by it is not registered.
    NotRegistered,
    /// It comes too soon after others: how long to wait.
    TooFast(Duration),
    /// Nothing is changed here.
    Method,
    /// The query is not one that is taken.
    Query(Unreadable),
}

/// A request that is not served.
#[must_use]
pub fn not_served(fault: NotServed) -> Response<Bytes> {
    let (status, name, detail) = match fault {
        NotServed::NoCertificate => (
            StatusCode::UNAUTHORIZED,
            "certificate-missing",
            "auditors come with a client certificate that the configuration names",
        ),
        NotServed::UnknownCertificate => (
            StatusCode::FORBIDDEN,
            "certificate-unknown",
            "the configuration names no auditor with this certificate",
        ),
        NotServed::NotRegistered => (
            StatusCode::FORBIDDEN,
            "organisation-not-registered",
            "the auditor's organisation is not registered here",
        ),
        NotServed::TooFast(_) => {
            (StatusCode::TOO_MANY_REQUESTS, "too-fast", "there are too many requests from you")
        }
        NotServed::Method => {
            (StatusCode::METHOD_NOT_ALLOWED, "ledger-is-read-only", "nothing is changed here")
        }
        NotServed::Query(fault) => return ledger::unreadable(&fault),
    };
    let mut told = answer(status, name, detail.to_owned());
    match fault {
        // RFC 9110 section 15.5.2 demands a challenge; this one says that it is the connection's.
        NotServed::NoCertificate => set(&mut told, WWW_AUTHENTICATE, "Mutual realm=\"sluse\""),
        NotServed::Method => set(&mut told, ALLOW, "GET, HEAD"),
        NotServed::TooFast(wait) => {
            let seconds = HeaderValue::from(wait.as_secs().saturating_add(1));
            told.headers_mut().insert(RETRY_AFTER, seconds);
        }
        NotServed::UnknownCertificate | NotServed::NotRegistered | NotServed::Query(_) => {}
    }
    told
}

/// The status of what is not shown.
#[must_use]
pub const fn ledger_status(refused: &Refused) -> StatusCode {
    ledger::status(refused)
}

/// The status of a report that is not made.
#[must_use]
pub const fn not_made(why: &NotMade) -> StatusCode {
    match why {
        NotMade::Refused(refused) => ledger::status(refused),
        NotMade::MonthNotOver | NotMade::NoSuchMonth => StatusCode::NOT_FOUND,
        NotMade::TooMuch => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The status of something that was not done.
#[must_use]
pub const fn not_done(refused: &NotDone) -> StatusCode {
    match refused {
        NotDone::Refused(refused) => ledger::status(refused),
        NotDone::Malformed | NotDone::Act(ActError::OtherMatter) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        NotDone::SamePerson | NotDone::NotTheirs => StatusCode::FORBIDDEN,
        NotDone::AboutNobody | NotDone::AskedAlready | NotDone::TooMany => StatusCode::CONFLICT,
        NotDone::NoSuchRequest | NotDone::Act(ActError::NoSuchInquiry) => StatusCode::NOT_FOUND,
        NotDone::CannotBeTold => StatusCode::GONE,
        NotDone::Act(
            ActError::TooManyOpen
            | ActError::TooOften
            | ActError::StandsAlready
            | ActError::StandsNot,
        ) => StatusCode::CONFLICT,
        NotDone::Act(
            ActError::Full | ActError::Busy | ActError::Unwritable | ActError::Unreadable,
        ) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The status of what is told at the entrance.
#[must_use]
pub const fn entrance_status(told: Told) -> StatusCode {
    match told {
        Told::LogIn => StatusCode::UNAUTHORIZED,
        Told::Failed(error) => login_status(error),
        Told::Unknown | Told::OtherOrganisation | Told::FormRefused => StatusCode::FORBIDDEN,
        Told::LoggedOut => StatusCode::OK,
        Told::LogoutUnknown => StatusCode::BAD_REQUEST,
    }
}
