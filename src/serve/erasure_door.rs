//! `POST /ledger/erasures`: a note that two auditors signed, and the person it is about.
//!
//! The two signatures are the authority: there is no token, and a note that was used does nothing. The
//! person's number comes in the body, so that it stands in no address and no log.

use super::problem;
use super::problem::erasure::{Refused, refused};
use super::token_door::RefusalRate;
use crate::ledger::Ledger;
use crate::ledger::erasure::{Auditor, Erased, authorize};
use crate::vocab::peer::Peer;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::SharedClock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The path.
pub const PATH: &str = "/ledger/erasures";

/// Where persons are erased.
pub struct ErasureDoor {
    ledger: Ledger,
    auditors: Vec<Auditor>,
    clock: SharedClock,
    rate: RefusalRate,
}

/// What is sent.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Body {
    /// The signed note.
    note: String,
    /// The salt of the note's hash, 32 bytes in base64.
    salt: String,
    /// The person's number.
    subject: String,
}

impl ErasureDoor {
    /// A door for erasures that these auditors sign. `rate` limits how fast an address may ask: each
    /// request has signatures to check.
    #[must_use]
    pub const fn new(
        ledger: Ledger,
        auditors: Vec<Auditor>,
        clock: SharedClock,
        rate: RefusalRate,
    ) -> Self {
        Self { ledger, auditors, clock, rate }
    }

    /// Answers.
    pub async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        if request.method() != Method::POST {
            let mut answer = refused(&Refused::Method);
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            return answer;
        }
        let erased = match (self.rate)(peer) {
            Ok(()) => self.erase(&request).await,
            Err(wait) => Err(Refused::TooFast(wait)),
        };
        match erased {
            Ok(erased) => told(erased),
            Err(fault) => {
                tracing::warn!(code = fault.code(), "an erasure was refused");
                refused(&fault)
            }
        }
    }

    async fn erase(&self, request: &Request<Bytes>) -> Result<Erased, Refused> {
        if !is_json(request) {
            return Err(Refused::MediaType);
        }
        let body: Body = serde_json::from_slice(request.body()).map_err(|_| Refused::Body)?;
        let person = PersonNumber::parse(&body.subject).map_err(|_| Refused::Body)?;
        let salt = Zeroizing::new(STANDARD.decode(&body.salt).map_err(|_| Refused::Body)?);
        let salt = salt.as_slice().try_into().map(Key32::new).map_err(|_| Refused::Body)?;
        let origin = self.ledger.origin();
        let (now, whom) = (self.clock.now(), (&person, &salt));
        let authorized = authorize(&self.auditors, origin, now, body.note.as_bytes(), whom)?;
        Ok(self.ledger.erase(authorized).await?)
    }
}

fn is_json(request: &Request<Bytes>) -> bool {
    let declared = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = declared.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

fn told(erased: Erased) -> Response<Bytes> {
    let status = if erased.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let body = json!({ "entry": erased.index, "new": erased.is_new }).to_string();
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    problem::not_kept(&mut answer);
    answer
}
