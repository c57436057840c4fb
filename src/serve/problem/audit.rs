//! The refusals of the auditors' door as HTTP.

use super::ledger::{self, Unreadable};
use super::{answer, set};
use crate::audit::refused::Refused;
use bytes::Bytes;
use hyper::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};

/// Why a request at the auditors' door is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotServed {
    /// The connection brought no client certificate.
    NoCertificate,
    /// Nobody is known by the certificate.
    UnknownCertificate,
    /// The organisation of who is known by it is not registered.
    NotRegistered,
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
        NotServed::UnknownCertificate | NotServed::NotRegistered | NotServed::Query(_) => {}
    }
    told
}

/// Gives a page that says so the status of the refusal.
pub fn not_given(page: &mut Response<Bytes>, refused: Refused) {
    *page.status_mut() = ledger::status(&refused);
    if page.status() == StatusCode::SERVICE_UNAVAILABLE {
        set(page, RETRY_AFTER, "1");
    }
}
