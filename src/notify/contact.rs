//! How a person may be reached: the contact and reservation register (KRR).
//!
//! The person's number goes into the body of the request and nowhere else. What comes back is used once
//! and not kept. Source: Digdir, `oppslagstjenesten_rest`.

use super::bearer::Maskinporten;
use super::channel::Fault;
use super::email::Address;
use crate::dial::Dialer;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use bytes::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// The register's answer about one person.
pub const CONTACT_BYTES: Limit = Limit { name: "contact_bytes", most: 64 * 1024 };

const DEADLINE: Duration = Duration::from_secs(20);

/// Contact data that nobody has confirmed for longer than 18 months is not to be used
/// (eForvaltningsforskriften section 32).
const USABLE: Duration = Duration::from_secs(548 * 24 * 3600);

/// The register.
pub struct Contacts {
    url: Uri,
    scope: String,
    dialer: Dialer,
    tokens: Arc<Maskinporten>,
}

/// What it says of one person, as far as notices need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The address that notices may be sent to; none when there is none, or the person may not be notified.
    pub email: Option<Address>,
    /// The language that the person has chosen.
    pub language: Option<Language>,
}

#[derive(Deserialize)]
struct Answer {
    personer: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    personidentifikator: String,
    status: Option<String>,
    varslingsstatus: Option<String>,
    kontaktinformasjon: Option<Information>,
    spraak: Option<String>,
}

#[derive(Deserialize)]
struct Information {
    epostadresse: Option<String>,
    epostadresse_oppdatert: Option<Timestamp>,
    epostadresse_sist_verifisert: Option<Timestamp>,
}

impl Contacts {
    /// The register at this address, asked with tokens of this scope.
    #[must_use]
    pub const fn new(url: Uri, scope: String, dialer: Dialer, tokens: Arc<Maskinporten>) -> Self {
        Self { url, scope, dialer, tokens }
    }

    /// Asks about one person.
    ///
    /// # Errors
    /// When no answer came, or one that cannot be read. That somebody is unknown is no error.
    pub async fn of(&self, person: &PersonNumber, now: Timestamp) -> Result<Contact, Fault> {
        let token = self.tokens.token(&self.scope).await?;
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
            .map_err(|_| Fault::Form)?;
        bearer.set_sensitive(true);
        let body = json!({ "personidentifikatorer": [person.expose()] }).to_string();
        let request = Request::post(self.url.clone())
            .header(AUTHORIZATION, bearer)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .body(Bytes::from(body))
            .map_err(|_| Fault::Address)?;
        let answer = self.dialer.send(request, CONTACT_BYTES, DEADLINE).await?;
        if answer.status() != StatusCode::OK {
            return Err(Fault::Status(answer.status().as_u16()));
        }
        read(answer.body(), person, now)
    }
}

/// Reads the answer about one person.
fn read(answer: &[u8], person: &PersonNumber, now: Timestamp) -> Result<Contact, Fault> {
    let answer: Answer = serde_json::from_slice(answer).map_err(|_| Fault::Form)?;
    let found = answer.personer.into_iter().find(|it| it.personidentifikator == person.expose());
    let Some(found) = found else { return Ok(Contact { email: None, language: None }) };
    let language = found
        .spraak
        .as_deref()
        .and_then(|tag| Language::ALL.into_iter().find(|language| language.tag() == tag));
    let may = found.status.as_deref() == Some("AKTIV")
        && found.varslingsstatus.as_deref() == Some("KAN_VARSLES");
    let email = found.kontaktinformasjon.filter(|it| may && is_usable(it, now));
    let email = email.and_then(|it| Address::parse(&it.epostadresse?).ok());
    Ok(Contact { email, language })
}

/// Whether the address was confirmed lately enough. Where the register does not say when, its own word
/// that the person may be notified stands alone.
fn is_usable(information: &Information, now: Timestamp) -> bool {
    let confirmed =
        information.epostadresse_oppdatert.max(information.epostadresse_sist_verifisert);
    confirmed.is_none_or(|confirmed| now.since(confirmed) <= USABLE)
}
