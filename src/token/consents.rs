//! Where consents are looked up: an address of Altinn's or of the operator's own.
//!
//! The question is a POST, `{"id":…,"from":"urn:altinn:person:identifier-no:…","to":{…}}`, so that no
//! person's number stands in an address or in a log on the way. The answer is 200 with the consent, or
//! 404. What it says is checked here again: a consent of another person or to another organisation is
//! none.

use super::details::{AskedConsent, Consent, DetailsFault};
use super::refused::GrantRefused;
use crate::dial::{DialError, Dialer};
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Response, Uri};
use std::time::Duration;
use tokio::sync::Semaphore;

/// The answer to a look-up.
const ANSWER_BYTES: Limit = Limit { name: "consent_answer_bytes", most: 16 * 1024 };

/// The look-ups under way at one time: a slow source holds up those who need it, and nobody else.
const LOOKUPS: Limit = Limit { name: "consent_lookups", most: 256 };

/// A source of consents.
pub struct Consents {
    dialer: Dialer,
    url: Uri,
    deadline: Duration,
    lookups: Semaphore,
}

/// A source's address that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the url must be http:// or https:// with a host")]
pub struct BadConsentsUrl;

impl Consents {
    /// The source at this address, which has so long for each answer.
    ///
    /// # Errors
    /// When the address has no host or another scheme.
    pub fn new(url: &str, dialer: Dialer, deadline: Duration) -> Result<Self, BadConsentsUrl> {
        let url: Uri = url.parse().map_err(|_| BadConsentsUrl)?;
        dialer.host(&url).map_err(|_| BadConsentsUrl)?;
        Ok(Self { dialer, url, deadline, lookups: Semaphore::new(LOOKUPS.most) })
    }

    /// The consent that was asked for, given to this organisation and good at this time.
    ///
    /// # Errors
    /// When there is none, or the source does not answer as it should.
    pub(super) async fn find(
        &self,
        asked: &AskedConsent,
        to: &Organisation,
        now: Timestamp,
    ) -> Result<Consent, GrantRefused> {
        let none = "id is no consent from this person to the consumer";
        let _turn = self.lookups.try_acquire().map_err(|_| GrantRefused::Busy)?;
        let answer = self.ask(asked.question(to)).await.map_err(|error| {
            tracing::warn!(%error, "the consent source did not answer");
            GrantRefused::ConsentSource
        })?;
        let consent = match answer.status().as_u16() {
            200 => Consent::parse(answer.body()),
            404 => return Err(DetailsFault::Value(none).into()),
            _ => None,
        };
        let Some(consent) = consent else {
            let status = answer.status().as_u16();
            tracing::warn!(status, "the consent source's answer is not a consent");
            return Err(GrantRefused::ConsentSource);
        };
        if !consent.answers(asked, to) {
            return Err(DetailsFault::Value(none).into());
        }
        if consent.valid_to() <= now {
            return Err(DetailsFault::Value("id is a consent that has ended").into());
        }
        Ok(consent)
    }

    /// Asks, and once more if a kept connection breaks: the question changes nothing.
    async fn ask(&self, question: Vec<u8>) -> Result<Response<Bytes>, DialError> {
        let question = Bytes::from(question);
        match self.dialer.send(self.request(&question), ANSWER_BYTES, self.deadline).await {
            Err(DialError::Broken) => {
                self.dialer.send(self.request(&question), ANSWER_BYTES, self.deadline).await
            }
            answer => answer,
        }
    }

    fn request(&self, question: &Bytes) -> Request<Bytes> {
        let mut request = Request::new(question.clone());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static("sluse"));
        request
    }
}
