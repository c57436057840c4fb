//! Notices by e-mail, to the address that the person has in the contact register.
//!
//! The message is submitted to the operator's own mail server (RFC 6409). That this one has taken it is
//! all that is known of it here: a report that it could not be delivered comes later and elsewhere.

use super::channel::{Channel, Notice, Outcome, Reference, Sending};
use super::contact::Contacts;
use super::smtp::{self, Server};
use super::words::{Words, words};
use crate::vocab::Malformed;
use crate::vocab::notice::Way;
use crate::vocab::time::SharedClock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;

/// The address of a mailbox: `local@domain` of plain ASCII, so that it can be written into a command and a
/// header field as it is (RFC 5321 section 4.1.2, without quoted local parts and address literals).
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Parses an address.
    ///
    /// # Errors
    /// When it has another form; the error does not show it.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("e-mail address", "must be local@domain in plain ASCII");
        let (local, domain) = text.rsplit_once('@').ok_or(wrong)?;
        let in_local =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        let is_dotted = |part: &str| part.split('.').all(|atom| !atom.is_empty());
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let local_is_good = local.len() <= 64 && is_dotted(local) && local.bytes().all(in_local);
        if local_is_good && text.len() <= 254 && domain.split('.').all(is_label) {
            Ok(Self(text.to_owned()))
        } else {
            Err(wrong)
        }
    }

    /// The address, for the server that is to carry to it and for the message's own fields.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Shows nothing: it is somebody's.
impl std::fmt::Debug for Address {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Address(…)")
    }
}

/// The carrier.
pub struct Email {
    /// The mail server.
    pub server: Server,
    /// Who the messages are from.
    pub from: Address,
    /// The register that knows the addresses.
    pub contacts: Arc<Contacts>,
    /// The citizens' service.
    pub address: String,
    /// Tells the time.
    pub clock: SharedClock,
}

impl Channel for Email {
    fn way(&self) -> Way {
        Way::Email
    }

    fn send<'a>(&'a self, notice: &'a Notice) -> Sending<'a> {
        Box::pin(async move {
            let contact = match self.contacts.of(&notice.person, self.clock.now()).await {
                Ok(contact) => contact,
                Err(fault) => return Outcome::Failed(fault),
            };
            let Some(to) = contact.email else { return Outcome::Gone };
            let words = words(contact.language.unwrap_or_default(), &self.address);
            let message = message(notice, &words, &self.from, &to);
            smtp::submit(&self.server, &self.from, &to, message.as_bytes()).await
        })
    }

    /// There is nobody to ask: what the server has taken is delivered as far as is known here.
    fn follow<'a>(&'a self, _: &'a Reference) -> Sending<'a> {
        Box::pin(async { Outcome::Delivered })
    }
}

/// The whole message (RFC 5322, RFC 2045), its lines ending in CR LF. Base64 keeps every line short, plain
/// and without a leading dot.
fn message(notice: &Notice, words: &Words, from: &Address, to: &Address) -> String {
    let date = notice.begun.http_date().replace("GMT", "+0000");
    let text = words.text.replace('\n', "\r\n");
    let body = STANDARD.encode(text);
    let mut lines = vec![
        format!("From: <{}>", from.expose()),
        format!("To: <{}>", to.expose()),
        format!("Date: {date}"),
        format!("Message-ID: <{}@{}>", notice.id, from.domain()),
        // An encoded word and what stands before it have 76 characters at the most (RFC 2047 section 2).
        "Subject:".to_owned(),
        format!(" {}", encoded(&words.title)),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        format!("Content-Language: {}", words.language.tag()),
        "Content-Transfer-Encoding: base64".to_owned(),
        // Nobody's absence notice is to answer (RFC 3834 section 5).
        "Auto-Submitted: auto-generated".to_owned(),
        String::new(),
    ];
    let (whole, rest) = body.as_bytes().as_chunks::<76>();
    let parts = whole.iter().map(<[u8; 76]>::as_slice).chain([rest]);
    lines.extend(parts.map(|part| String::from_utf8_lossy(part).into_owned()));
    lines.join("\r\n") + "\r\n"
}

/// A header's text as encoded words of at most 75 characters (RFC 2047 section 2).
fn encoded(text: &str) -> String {
    const MOST: usize = 45;
    let mut parts = vec![String::new()];
    for one in text.chars() {
        if parts.last().is_some_and(|part| part.len() + one.len_utf8() > MOST) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(one);
        }
    }
    let word = |part: &String| format!("=?utf-8?B?{}?=", STANDARD.encode(part));
    parts.iter().map(word).collect::<Vec<_>>().join("\r\n ")
}
