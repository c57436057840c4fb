//! Notices through KS SvarUt, version 2 of its sending API.
//!
//! The message has two parts: `forsendelse`, which says to whom and how, and the letter. Only digital
//! delivery is asked for: a letter on paper that says "log in" helps nobody, and costs postage. What SvarUt
//! has taken counts as delivered; its status API is not asked. Source: ks-no.github.io, "Sending av
//! dokumenter".

use super::bearer::Maskinporten;
use super::channel::{Channel, Fault, Notice, Outcome, Reference, Sending};
use super::multipart::Multipart;
use super::words::{Words, words};
use crate::dial::Dialer;
use crate::vocab::limits::Limit;
use crate::vocab::notice::Way;
use crate::vocab::secret::SecretText;
use crate::vocab::translated::Language;
use bytes::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, Uri};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// SvarUt's answer to a message.
pub const SVARUT_BYTES: Limit = Limit { name: "svarut_bytes", most: 64 * 1024 };

const DEADLINE: Duration = Duration::from_secs(60);
const FILE: &str = "varsel.txt";

/// The carrier.
pub struct Svarut {
    /// The account's address: `https://…/api/v2/kontoer/<account>/forsendelser`.
    pub url: Uri,
    /// The way there.
    pub dialer: Dialer,
    /// Gives access tokens.
    pub tokens: Arc<Maskinporten>,
    /// The scope of these.
    pub scope: String,
    /// The integration's identifier.
    pub integration: String,
    /// The integration's secret.
    pub password: SecretText,
    /// What stands where SvarUt wants a name and a place: neither is known here, and on a letter that is
    /// never printed neither is needed.
    pub recipient: Recipient,
    /// The citizens' service.
    pub address: String,
}

/// What stands on a letter for everybody.
pub struct Recipient {
    /// In the place of the name.
    pub name: String,
    /// In the place of the postal code.
    pub postal_code: String,
    /// In the place of the postal place.
    pub place: String,
}

#[derive(Deserialize)]
struct Taken {
    id: String,
}

impl Channel for Svarut {
    fn way(&self) -> Way {
        Way::Svarut
    }

    fn send<'a>(&'a self, notice: &'a Notice) -> Sending<'a> {
        Box::pin(async move {
            match self.sent(notice).await {
                Ok(outcome) => outcome,
                Err(fault) => Outcome::Failed(fault),
            }
        })
    }

    fn follow<'a>(&'a self, _: &'a Reference) -> Sending<'a> {
        Box::pin(async { Outcome::Delivered })
    }
}

impl Svarut {
    async fn sent(&self, notice: &Notice) -> Result<Outcome, Fault> {
        let token = self.tokens.token(&self.scope).await?;
        let secret = |text: String| {
            let mut field = HeaderValue::from_str(&text).map_err(|_| Fault::Address)?;
            field.set_sensitive(true);
            Ok::<_, Fault>(field)
        };
        let words = words(Language::default(), &self.address);
        let mut parts = Multipart::new(notice.id);
        let letter = self.letter(notice, &words).to_string();
        parts.part("forsendelse", None, "application/json;charset=UTF-8", letter.as_bytes());
        parts.part("dokument", Some(FILE), "text/plain", words.text.as_bytes());
        let (media_type, body) = parts.finish();
        let request = Request::post(self.url.clone())
            .header(AUTHORIZATION, secret(format!("Bearer {}", token.expose()))?)
            .header("integrasjonid", secret(self.integration.clone())?)
            .header("integrasjonpassord", secret(self.password.expose().to_owned())?)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, media_type)
            .body(Bytes::from(body))
            .map_err(|_| Fault::Address)?;
        let answer = self.dialer.send(request, SVARUT_BYTES, DEADLINE).await?;
        let status = answer.status();
        if status.is_success() {
            let taken: Taken = serde_json::from_slice(answer.body()).map_err(|_| Fault::Form)?;
            return Ok(match Reference::parse(&taken.id) {
                Ok(_) => Outcome::Delivered,
                Err(_) => Outcome::Failed(Fault::Form),
            });
        }
        let fault = Fault::Status(status.as_u16());
        // What is wrong with the message itself does not get better by waiting; access may, and so may an
        // account that is not there: the address is the operator's to mend.
        Ok(match status.as_u16() {
            400 | 413 | 415 | 422 => Outcome::Refused(fault),
            _ => Outcome::Failed(fault),
        })
    }

    fn letter(&self, notice: &Notice, words: &Words) -> Value {
        json!({
            "mottaker": {
                "digitalId": notice.person.expose(),
                "navn": self.recipient.name,
                "postnummer": self.recipient.postal_code,
                "poststed": self.recipient.place,
            },
            "eksponertFor": [],
            "avgivendeSystem": "Sluse",
            "tittel": words.title,
            "eksternReferanse": notice.id.to_string(),
            "kunDigitalLevering": true,
            "dokumenter": [{ "filnavn": FILE, "mimeType": "text/plain" }],
        })
    }
}
