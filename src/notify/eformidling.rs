//! Notices through an integrasjonspunkt of eFormidling: to the person's digital mailbox (document type
//! `digital`) or to their inbox in Altinn (`digital_dpv`).
//!
//! The integrasjonspunkt is the operator's own program: it finds the mailbox, signs, encrypts and packs.
//! What a person can receive could be asked of it beforehand, but that question has the person's number in
//! its address, and so is never put. Source: docs.digdir.no, eFormidling, "Grensesnittet eFormidling 2".
//!
//! A message is made, its file added, and then sent, each by a request of its own. The notice's identifier is
//! the message's, so whoever sends a second time asks first how far the first time came.

use super::channel::{Channel, Fault, Notice, Outcome, Reference, Sending};
use super::words::{Words, words};
use crate::dial::Dialer;
use crate::vocab::limits::Limit;
use crate::vocab::notice::Way;
use crate::vocab::party::Organisation;
use crate::vocab::translated::Language;
use bytes::Bytes;
use hyper::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use hyper::{Method, Request, Response, Uri};
use serde_json::{Value, json};
use std::time::Duration;

/// An answer of the integrasjonspunkt.
pub const EFORMIDLING_BYTES: Limit = Limit { name: "eformidling_bytes", most: 256 * 1024 };

const DEADLINE: Duration = Duration::from_secs(60);
const FILE: &str = "varsel.txt";

/// Where a message lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In the digital mailbox, readable after a login of this level (3 or 4).
    Mailbox {
        /// The level.
        level: u8,
    },
    /// In Altinn.
    Altinn,
}

/// The carrier.
pub struct Eformidling {
    /// Where messages land.
    pub kind: Kind,
    /// The integrasjonspunkt, without a trailing `/`: `http://localhost:9093`.
    pub base: String,
    /// The way there.
    pub dialer: Dialer,
    /// Whom messages are from; without it the integrasjonspunkt's own organisation.
    pub sender: Option<Organisation>,
    /// The process that messages are part of, such as `urn:no:difi:profile:digitalpost:info:ver1.0`.
    pub process: String,
    /// The citizens' service.
    pub address: String,
}

/// How far a message has come, by the words of the status interface.
#[derive(PartialEq, Eq)]
enum Progress {
    Unknown,
    Made,
    OnItsWay,
    Delivered,
    Failed,
}

impl Channel for Eformidling {
    fn way(&self) -> Way {
        match self.kind {
            Kind::Mailbox { .. } => Way::Postkasse,
            Kind::Altinn => Way::Eformidling,
        }
    }

    fn send<'a>(&'a self, notice: &'a Notice) -> Sending<'a> {
        Box::pin(async move { self.sent(notice).await.unwrap_or_else(Outcome::Failed) })
    }

    fn follow<'a>(&'a self, reference: &'a Reference) -> Sending<'a> {
        Box::pin(async move {
            match self.progress(reference.as_str()).await {
                Ok(Progress::Delivered) => Outcome::Delivered,
                Ok(Progress::Failed) => Outcome::Refused(Fault::Undelivered),
                Ok(Progress::Unknown | Progress::Made | Progress::OnItsWay) => {
                    Outcome::Accepted(reference.clone())
                }
                Err(fault) => Outcome::Failed(fault),
            }
        })
    }
}

impl Eformidling {
    async fn sent(&self, notice: &Notice) -> Result<Outcome, Fault> {
        let id = notice.id.to_string();
        let reference = Reference::parse(&id).map_err(|_| Fault::Form)?;
        let before = if notice.again { self.progress(&id).await? } else { Progress::Unknown };
        match before {
            Progress::OnItsWay => return Ok(Outcome::Accepted(reference)),
            Progress::Delivered => return Ok(Outcome::Delivered),
            Progress::Failed => return Ok(Outcome::Refused(Fault::Undelivered)),
            Progress::Unknown | Progress::Made => {}
        }
        let words = words(Language::default(), &self.address);
        if before == Progress::Unknown {
            let document = self.document(notice, &words).to_string();
            let head = [(CONTENT_TYPE, "application/json")];
            let made = self.ask(Method::POST, "/api/messages/out", &head, document).await?;
            if let Some(outcome) = refusal(&made) {
                return Ok(outcome);
            }
        }
        let message = format!("/api/messages/out/{id}");
        if let Kind::Mailbox { .. } = self.kind {
            let attached = format!("attachment; name=\"Varsel\"; filename=\"{FILE}\"");
            let head = [(CONTENT_TYPE, "text/plain"), (CONTENT_DISPOSITION, &attached)];
            let added = self.ask(Method::PUT, &message, &head, words.text).await?;
            if let Some(outcome) = refusal(&added) {
                return Ok(outcome);
            }
        }
        let sent = self.ask(Method::POST, &message, &[], String::new()).await?;
        Ok(refusal(&sent).unwrap_or(Outcome::Accepted(reference)))
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        head: &[(hyper::header::HeaderName, &str)],
        body: String,
    ) -> Result<Response<Bytes>, Fault> {
        let url: Uri = format!("{}{path}", self.base).parse().map_err(|_| Fault::Address)?;
        let mut request =
            Request::builder().method(method).uri(url).header(ACCEPT, "application/json");
        for (name, value) in head {
            request = request.header(name, *value);
        }
        let request = request.body(Bytes::from(body)).map_err(|_| Fault::Address)?;
        Ok(self.dialer.send(request, EFORMIDLING_BYTES, DEADLINE).await?)
    }

    async fn progress(&self, id: &str) -> Result<Progress, Fault> {
        let path = format!("/api/statuses/{id}");
        let answer = self.ask(Method::GET, &path, &[], String::new()).await?;
        match answer.status().as_u16() {
            200 => progress(answer.body()).ok_or(Fault::Form),
            404 => Ok(Progress::Unknown),
            status => Err(Fault::Status(status)),
        }
    }

    /// The standard business document, whose header carries the message and whose last member says how it
    /// is shown.
    fn document(&self, notice: &Notice, words: &Words) -> Value {
        let party = |value: &str| json!([{ "identifier": { "value": value, "authority": "iso6523-actorid-upis" } }]);
        let id = notice.id.to_string();
        let (kind, shown) = match self.kind {
            Kind::Mailbox { level } => ("digital", mailbox(notice, words, level)),
            Kind::Altinn => (
                "digital_dpv",
                json!({
                    "tittel": words.title, "sammendrag": words.title, "innhold": words.text,
                }),
            ),
        };
        let mut header = json!({
            "headerVersion": "1.0",
            "receiver": party(notice.person.expose()),
            "documentIdentification": {
                "standard": format!("urn:no:difi:digitalpost:xsd:digital::{kind}"),
                "typeVersion": "1.0", "type": kind, "instanceIdentifier": id,
            },
            "businessScope": { "scope": [{
                "type": "ConversationId", "identifier": self.process, "instanceIdentifier": id,
            }] },
        });
        if let (Some(sender), Some(header)) = (&self.sender, header.as_object_mut()) {
            header.insert("sender".to_owned(), party(&format!("0192:{}", sender.as_str())));
        }
        json!({ "standardBusinessDocumentHeader": header, kind: shown })
    }
}

fn mailbox(notice: &Notice, words: &Words, level: u8) -> Value {
    json!({
        "sikkerhetsnivaa": level,
        "hoveddokument": FILE,
        "tittel": words.title,
        // The mailboxes know Norwegian as one language.
        "spraak": if words.language == Language::English { "EN" } else { "NO" },
        "digitalPostInfo": {
            "virkningsdato": notice.begun.day_in_norway().to_string(),
            "aapningskvittering": "false",
        },
        "varsler": { "epostTekst": words.short, "smsTekst": words.short },
    })
}

/// What an answer other than a success means: whatever is wrong with the message itself stays wrong.
fn refusal(answer: &Response<Bytes>) -> Option<Outcome> {
    let status = answer.status();
    let fault = Fault::Status(status.as_u16());
    match status.as_u16() {
        200..=299 => None,
        400 | 413 | 415 | 422 => Some(Outcome::Refused(fault)),
        _ => Some(Outcome::Failed(fault)),
    }
}

/// The furthest that a message has come: its statuses, as a list or as a page of one.
fn progress(answer: &[u8]) -> Option<Progress> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let statuses = answer.as_array().or_else(|| answer.get("content")?.as_array())?;
    let has = |wanted: &[&str]| {
        let mut words = statuses.iter().filter_map(|one| one.get("status")?.as_str());
        words.any(|word| wanted.contains(&word))
    };
    Some(if has(&["LEVERT", "LEST"]) {
        Progress::Delivered
    } else if has(&["FEIL", "LEVETID_UTLOPT"]) {
        Progress::Failed
    } else if has(&["SENDT", "MOTTATT"]) {
        Progress::OnItsWay
    } else if has(&["OPPRETTET"]) {
        Progress::Made
    } else {
        Progress::Unknown
    })
}
