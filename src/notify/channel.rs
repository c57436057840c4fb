//! What a notice is, and what carries it.

use crate::client::ClientError;
use crate::dial::DialError;
use crate::vocab::Malformed;
use crate::vocab::notice::{NoticeId, Way};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::pin::Pin;

/// One notice on its way to one person. What it says is made by [`super::words`].
#[derive(Debug, Clone)]
pub struct Notice {
    /// Which one; the same when it is sent again.
    pub id: NoticeId,
    /// To whom.
    pub person: PersonNumber,
    /// When it fell due: the date that a letter bears, the same when it is sent again.
    pub begun: Timestamp,
    /// Whether it may have been sent before, as far as is known here.
    pub again: bool,
}

/// What a carrier calls a notice that it has taken: at most 64 letters, digits and `-._:@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

/// The longest reference.
pub const REFERENCE_BYTES: usize = 64;

impl Reference {
    /// Reads a carrier's reference.
    ///
    /// # Errors
    /// When it is too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':' | b'@')
        };
        if (1..=REFERENCE_BYTES).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new("reference", "must be 1 to 64 of letters, digits and -._:@"))
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a notice stands after a carrier was asked.
#[derive(Debug)]
pub enum Outcome {
    /// It is delivered, or the carrier has taken it and says no more.
    Delivered,
    /// The carrier has taken it and will say how it goes.
    Accepted(Reference),
    /// Not now: the same carrier is asked again later.
    Failed(Fault),
    /// The carrier will never take it: another one is asked.
    Refused(Fault),
    /// The person cannot be reached this way: another one is tried.
    Gone,
}

/// Why a carrier has not taken a notice. It names nobody and quotes nothing: what carriers say may hold
/// the address or the number of the person.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No answer.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// No access token.
    #[error("no access token: {0}")]
    Token(#[source] ClientError),
    /// The token service is another than the configured one.
    #[error("the token service calls itself by another name than the configured one")]
    OtherIssuer,
    /// An answer with this status.
    #[error("the answer has status {0}")]
    Status(u16),
    /// An answer that cannot be read.
    #[error("the answer does not have the form that is documented")]
    Form,
    /// A request that cannot be made of what is configured.
    #[error("the configured address cannot be used")]
    Address,
    /// The mail server's connection failed.
    #[error("the mail server: {0}")]
    Connection(&'static str),
    /// The mail server refused with this code.
    #[error("the mail server answered {0} to {1}")]
    Mail(u16, &'static str),
    /// The carrier says that it could not deliver.
    #[error("the carrier could not deliver it")]
    Undelivered,
}

/// A carrier at work.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A carrier of notices.
pub trait Channel: Send + Sync + 'static {
    /// Which one it is.
    fn way(&self) -> Way;

    /// Sends a notice. It may be called twice for one notice, when nobody knows how the first call ended.
    fn send<'a>(&'a self, notice: &'a Notice) -> Sending<'a>;

    /// Asks how it went with a notice that was accepted. [`Outcome::Accepted`] means: not known yet.
    fn follow<'a>(&'a self, reference: &'a Reference) -> Sending<'a>;
}
