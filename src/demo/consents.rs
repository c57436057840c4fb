//! A source of consents on loopback: it is sent `{"id":…,"from":…,"to":{…}}` and answers with the
//! consent, or 404 when there is none or it has been withdrawn.

use super::organisations::FUND;
use super::persons::{Population, Role};
use crate::serve::Door;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;

/// The consent of the one who lives alone, to the fund's check of members.
pub const COVERS: &str = "5f0e2a4c-8d1b-4c39-9a57-2b6c1d3e4f50";

/// The same person's consent to something else.
pub const COVERS_OTHER: &str = "5f0e2a4c-8d1b-4c39-9a57-2b6c1d3e4f51";

/// A consent of theirs that has been withdrawn: the source no longer knows it.
pub const WITHDRAWN: &str = "5f0e2a4c-8d1b-4c39-9a57-2b6c1d3e4f52";

/// Who gave them.
pub const GIVEN_BY: Role = Role::Single;

/// The question is small.
const BODY_BYTES: Limit = Limit { name: "demo_consent_request_bytes", most: 4 * 1024 };

/// The source.
#[derive(Debug)]
pub struct ConsentSource {
    population: Arc<Population>,
}

impl ConsentSource {
    /// A source of the consents of these people.
    #[must_use]
    pub const fn new(population: Arc<Population>) -> Self {
        Self { population }
    }

    /// The consent that is asked for.
    fn consent(&self, question: &[u8]) -> Option<Value> {
        let question: Value = serde_json::from_slice(question).ok()?;
        let id = question.get("id")?.as_str()?;
        let resource = match id {
            COVERS => "medlemskontroll",
            COVERS_OTHER => "kurspåmelding",
            _ => return None,
        };
        let from = from(&self.population)?;
        if question.get("from")?.as_str()? != from {
            return None;
        }
        Some(json!({
            "id": id,
            "from": from,
            "to": { "authority": "iso6523-actorid-upis", "ID": format!("0192:{FUND}") },
            "consented": format!("{}-06-01T12:00:00.000Z", self.population.year() - 1),
            "validTo": "2035-12-31T22:59:59.000Z",
            "consentRights": [{
                "action": ["consent"],
                "resource": [{ "type": "urn:altinn:resource", "value": resource }],
            }],
        }))
    }
}

/// The person, as consents name one.
fn from(population: &Population) -> Option<String> {
    let person = population.playing(GIVEN_BY)?;
    Some(format!("urn:altinn:person:identifier-no:{}", person.number().expose()))
}

/// What a grant asks for that shall rest on the consent with this id (RFC 9396).
#[must_use]
pub fn details(id: &str, population: &Population) -> Value {
    json!({ "type": "urn:altinn:consent", "id": id, "from": from(population) })
}

impl Door for ConsentSource {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "demo-consents"
    }

    fn body_limit(&self) -> Limit {
        BODY_BYTES
    }

    async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let consent = self.consent(request.body()).filter(|_| request.method() == Method::POST);
        let status = if consent.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        let body = consent.map(|consent| consent.to_string()).unwrap_or_default();
        let mut answer = Response::new(Bytes::from(body));
        *answer.status_mut() = status;
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }
}
