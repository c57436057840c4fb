//! Refusals as HTTP: the one place where a cause becomes a status (RFC 9457 problem documents).
//!
//! Every match is exhaustive: a new refusal does not compile until its status is decided here.

pub mod audit;
pub mod erasure;
pub mod inquiry;
pub mod ledger;
pub mod people;
pub mod registry;

use super::listen::Unclear;
use super::unsent::{ADDRESS_UNSENT_BYTES, CONNECTION_UNSENT_BYTES, UNSENT_BYTES};
use crate::gateway::refused::{BodyFault, Refused};
use crate::jose::alg::Algorithm;
use crate::jose::dpop::PROOF_ALGORITHMS;
use crate::token::accept::TokenRefused;
use crate::token::sender::ProofRefused;
use bytes::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use hyper::{Response, StatusCode};
use serde::Serialize;
use std::time::Duration;

/// The `type` of a problem is this and its short name. It is a name, not an address: the same on
/// every installation.
const TYPE: &str = "urn:sluse:problem:";

/// A problem document.
#[derive(Debug, Serialize)]
struct Problem<'a, M> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: String,
    #[serde(flatten)]
    members: M,
}

/// No further members.
#[derive(Serialize)]
struct NoMore {}

/// A problem document as an answer.
#[must_use]
pub fn answer(status: StatusCode, name: &str, detail: String) -> Response<Bytes> {
    answer_with(status, name, detail, &NoMore {})
}

/// The same with further members.
fn answer_with(
    status: StatusCode,
    name: &str,
    detail: String,
    members: &impl Serialize,
) -> Response<Bytes> {
    let title = status.canonical_reason().unwrap_or("Refused");
    let r#type = format!("{TYPE}{name}");
    let problem = Problem { r#type, title, status: status.as_u16(), detail, members };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = status;
    set(&mut answer, CONTENT_TYPE, "application/problem+json");
    set(&mut answer, CACHE_CONTROL, "no-store");
    answer
}

fn set(answer: &mut Response<Bytes>, name: HeaderName, value: &'static str) {
    answer.headers_mut().insert(name, HeaderValue::from_static(value));
}

/// A message that could not be understood, before any door saw it.
#[must_use]
pub fn unclear(unclear: Unclear) -> Response<Bytes> {
    let (status, name, detail) = unclear.told();
    answer(status, name, detail)
}

/// A fault of this program ended the request; what it was is in the log.
#[must_use]
pub fn broken() -> Response<Bytes> {
    let detail = "a fault in the gateway ended this request; nothing was disclosed".to_owned();
    answer(StatusCode::INTERNAL_SERVER_ERROR, "gateway-fault", detail)
}

/// Too many answers are on their way to peers who do not read them.
#[must_use]
pub fn no_room() -> Response<Bytes> {
    let detail = format!(
        "answers that are on their way and not read fill {CONNECTION_UNSENT_BYTES}, \
         {ADDRESS_UNSENT_BYTES} or {UNSENT_BYTES}"
    );
    let mut answer = answer(StatusCode::SERVICE_UNAVAILABLE, "answers-unsent", detail);
    set(&mut answer, RETRY_AFTER, "1");
    answer
}

/// A refusal of the gateway.
#[must_use]
pub fn refused(refused: &Refused) -> Response<Bytes> {
    let status = status(refused);
    let mut answer = answer(status, refused.code(), refused.to_string());
    match refused {
        Refused::TooFast { retry_after } | Refused::StrangerTooFast { retry_after } => {
            insert(&mut answer, RETRY_AFTER, &whole_seconds(*retry_after).to_string());
        }
        Refused::LimitReached { retry_after: Some(retry_after), .. } => {
            insert(&mut answer, RETRY_AFTER, &whole_seconds(*retry_after).to_string());
        }
        Refused::LedgerBusy | Refused::LedgerFailed => set(&mut answer, RETRY_AFTER, "1"),
        Refused::ClockWrong => set(&mut answer, RETRY_AFTER, "60"),
        Refused::MethodNotServed { serves } => set(&mut answer, ALLOW, serves.as_str()),
        Refused::Token(TokenRefused::Proof(ProofRefused::Busy)) => {
            set(&mut answer, RETRY_AFTER, "1");
        }
        Refused::Token(TokenRefused::IssuerUnavailable) => set(&mut answer, RETRY_AFTER, "60"),
        Refused::Token(refused) => challenges(refused).iter().for_each(|challenge| {
            if let Ok(challenge) = HeaderValue::from_str(challenge) {
                answer.headers_mut().append(WWW_AUTHENTICATE, challenge);
            }
        }),
        _ => {}
    }
    answer
}

/// At least one second, rounded up.
pub(super) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// An answer that nobody keeps a copy of.
pub(super) fn not_kept(answer: &mut Response<Bytes>) {
    set(answer, CACHE_CONTROL, "no-store");
}

fn insert(answer: &mut Response<Bytes>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// The challenges of RFC 6750 section 3 and RFC 9449 section 7.1, one a field: without an error when
/// no token was sent, and of the one scheme that would help where only one would.
fn challenges(refused: &TokenRefused) -> Vec<String> {
    let algorithms = PROOF_ALGORITHMS.map(Algorithm::name).join(" ");
    let told = |scheme: &str, error: &str| {
        format!("{scheme} error=\"{error}\", error_description=\"{refused}\"")
    };
    let dpop = |error: &str| format!("{}, algs=\"{algorithms}\"", told("DPoP", error));
    match refused {
        TokenRefused::Missing => {
            vec!["Bearer".to_owned(), format!("DPoP algs=\"{algorithms}\"")]
        }
        TokenRefused::Proof(ProofRefused::Nonce) => vec![dpop("use_dpop_nonce")],
        TokenRefused::Proof(ProofRefused::OtherKey) | TokenRefused::BoundToKey => {
            vec![dpop("invalid_token")]
        }
        TokenRefused::Proof(_) => vec![dpop("invalid_dpop_proof")],
        TokenRefused::NotBoundToKey
        | TokenRefused::CertificateMissing
        | TokenRefused::CertificateOther => vec![told("Bearer", "invalid_token")],
        TokenRefused::NotBearer
        | TokenRefused::Malformed
        | TokenRefused::Type
        | TokenRefused::Key
        | TokenRefused::Algorithm
        | TokenRefused::Signature
        | TokenRefused::Issuer
        | TokenRefused::IssuerUnavailable
        | TokenRefused::IssuerScope
        | TokenRefused::Audience
        | TokenRefused::Expired
        | TokenRefused::Future
        | TokenRefused::Claims
        | TokenRefused::ClientWithdrawn
        | TokenRefused::AccessWithdrawn
        | TokenRefused::DelegationWithdrawn
        | TokenRefused::SystemUserWithdrawn => {
            vec![told("Bearer", "invalid_token"), dpop("invalid_token")]
        }
    }
}

/// The status of each refusal.
const fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Token(
            TokenRefused::Proof(ProofRefused::Busy) | TokenRefused::IssuerUnavailable,
        ) => StatusCode::SERVICE_UNAVAILABLE,
        Refused::Token(_) => StatusCode::UNAUTHORIZED,
        Refused::TooFast { .. }
        | Refused::StrangerTooFast { .. }
        | Refused::LimitReached { retry_after: Some(_), .. } => StatusCode::TOO_MANY_REQUESTS,
        Refused::LimitReached { retry_after: None, .. } => StatusCode::FORBIDDEN,
        Refused::NoSuchService | Refused::ProviderHasNothing => StatusCode::NOT_FOUND,
        Refused::MethodNotServed { .. } => StatusCode::METHOD_NOT_ALLOWED,
        Refused::SubjectMalformed
        | Refused::SubjectsOver(_)
        | Refused::Query(_)
        | Refused::DeclarationMalformed { .. } => StatusCode::BAD_REQUEST,
        Refused::Body(BodyFault::MediaType) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Refused::Body(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::OtherPerson
        | Refused::DetailsUnknown
        | Refused::OtherPurpose { .. }
        | Refused::OtherCase
        | Refused::Reserved { .. }
        | Refused::ConsentOfOther
        | Refused::ConsentEnded { .. }
        | Refused::FieldNotPermitted { .. }
        | Refused::WholeNotPermitted
        | Refused::Policy(_) => StatusCode::FORBIDDEN,
        Refused::ProviderTooSlow(_) => StatusCode::GATEWAY_TIMEOUT,
        Refused::ProviderUnreachable
        | Refused::ProviderTooLarge(_)
        | Refused::ProviderBroken
        | Refused::ProviderStatus(_)
        | Refused::ProviderOtherPerson
        | Refused::ProviderMediaType
        | Refused::ProviderCoding(_)
        | Refused::ProviderUnreadable(_) => StatusCode::BAD_GATEWAY,
        Refused::LedgerBusy | Refused::LedgerFailed | Refused::ClockWrong => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
