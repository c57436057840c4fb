//! Alarms to a webhook: each is posted, signed, until it is taken. At least once, in order: where to go on is a
//! file, replaced when what came before it is taken. It goes to whoever the house's operator names, so it
//! carries the alarms of all consumers; it says nothing of whom, as alarms do not.

use super::sign::{SIGNATURE, signature};
use super::words::message;
use crate::dial::{DialError, Dialer};
use crate::disk::cursor::{Cursor, CursorError};
use crate::ledger::entry::{Alarm, Entry, Event, is_alarm};
use crate::ledger::{Ledger, ReadError};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::secret::SecretText;
use crate::vocab::time::{SharedClock, Timestamp};
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, StatusCode, Uri};
use std::path::Path;
use std::time::Duration;

/// A receiver's answer.
const ANSWER_BYTES: Limit = Limit { name: "webhook_answer_bytes", most: 64 * 1024 };

/// The fewest bytes of a key: as many as the hash gives (RFC 2104 section 3).
const KEY_BYTES: usize = 32;

/// How long a receiver may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// The entries that are looked through at one time; after so many without an alarm the file is replaced, too.
const STRETCH: u64 = 64 * 1024;

/// Why a webhook cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// What is wrong with it.
    #[error("{0}")]
    Setting(&'static str),
    /// The file of where to go on.
    #[error("the cursor: {0}")]
    Cursor(String),
}

/// Why an alarm was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// The ledger cannot be read.
    #[error("the ledger cannot be read: {0}")]
    Read(#[from] ReadError),
    /// The receiver cannot be reached.
    #[error("the webhook: {0}")]
    Dial(#[from] DialError),
    /// It said no.
    #[error("the webhook answered {0}")]
    Answer(StatusCode),
    /// Where to go on could not be kept.
    #[error("the cursor: {0}")]
    Cursor(String),
}

fn cursor(error: &CursorError) -> Undelivered {
    Undelivered::Cursor(error.to_string())
}

/// A webhook, and how far it has been told.
pub struct Webhook {
    ledger: Ledger,
    clock: SharedClock,
    dialer: Dialer,
    address: Uri,
    key: SecretText,
    cursor: Cursor,
    /// How far it was looked through; the file may be behind.
    next: u64,
}

/// The alarms of a stretch, and the entry after it.
pub type Found = (Vec<(EntryIndex, Timestamp, Alarm)>, u64);

impl Webhook {
    /// A webhook that begins where its file says, or with the ledger.
    ///
    /// # Errors
    /// When key or file cannot be used.
    pub fn new(
        (ledger, clock): (Ledger, SharedClock),
        (dialer, address): (Dialer, Uri),
        key: SecretText,
        file: &Path,
    ) -> Result<Self, Unusable> {
        if key.expose().trim().len() < KEY_BYTES {
            return Err(Unusable::Setting("the key must have at least 32 characters"));
        }
        let cursor = Cursor::open(file, ledger.origin(), 0);
        let cursor = cursor.map_err(|error| Unusable::Cursor(error.to_string()))?;
        if cursor.next() > ledger.size() {
            return Err(Unusable::Setting("the ledger has fewer entries than were told of it"));
        }
        let next = cursor.next();
        Ok(Self { ledger, clock, dialer, address, key, cursor, next })
    }

    /// Looks for alarms among some of what is published and not yet told.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn look(&self) -> Result<Found, ReadError> {
        let (ledger, from) = (self.ledger.clone(), self.next);
        let found = tokio::task::spawn_blocking(move || find(&ledger, from)).await;
        found.unwrap_or_else(|_| Ok((Vec::new(), from)))
    }

    /// Tells of what was found; whether there is more to look at.
    ///
    /// # Errors
    /// When something was not taken: the next look finds it again.
    pub async fn tell(&mut self, found: Result<Found, ReadError>) -> Result<bool, Undelivered> {
        let (alarms, below) = found?;
        for (index, at, alarm) in alarms {
            self.send(message(self.ledger.origin(), index, at, &alarm)).await?;
            self.next = index.0 + 1;
            self.cursor.keep(self.next).map_err(|error| cursor(&error))?;
        }
        self.next = below.max(self.next);
        if self.next - self.cursor.next() >= STRETCH {
            self.cursor.keep(self.next).map_err(|error| cursor(&error))?;
        }
        Ok(self.next < self.ledger.published())
    }

    async fn send(&self, body: String) -> Result<(), Undelivered> {
        let signed = signature(&self.key, self.clock.now(), body.as_bytes());
        let mut request = Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.address.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(value) = HeaderValue::from_str(&signed) {
            headers.insert(SIGNATURE, value);
        }
        let answer = self.dialer.send(request, ANSWER_BYTES, DEADLINE).await?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(Undelivered::Answer(answer.status()))
        }
    }
}

/// The alarms among the published entries from this one on. Blocks on files.
fn find(ledger: &Ledger, from: u64) -> Result<Found, ReadError> {
    let below = ledger.published().min(from.saturating_add(STRETCH)).max(from);
    let mut found = Vec::new();
    ledger.walk(from, below, |index, bytes| {
        if is_alarm(bytes)
            && let Ok(Entry { at, event: Event::Alarm(alarm), .. }) = serde_json::from_slice(bytes)
        {
            found.push((EntryIndex(index), at, *alarm));
        }
    })?;
    Ok((found, below))
}
