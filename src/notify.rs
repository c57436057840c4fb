//! Floor 40: telling people that somebody has read about them, when they have asked to be told.
//!
//! A person chooses of which readings ([`When`]); the choice is an entry of the ledger, and so is how each
//! notice ended. In between stands the [`Outbox`]: it looks again and again at those who have chosen, holds
//! how many entries each has against how many were told of, and sends one notice for all that is new. So
//! nothing on a reading's way to the ledger waits for a notice or can lose one, and what was missed while
//! the program stood still is found by the same look. An entry that is held back from the person is not
//! among the counted ones, so it gives no notice before it is released.
//!
//! A notice names no content: not who read, not what, not why, not how often ([`words`]).

mod bearer;
mod channel;
pub mod contact;
pub mod eformidling;
pub mod email;
mod matters;
mod multipart;
mod outbox;
mod phrases;
mod smtp;
mod state;
pub mod svarut;
pub mod words;

pub use bearer::Maskinporten;
pub use channel::{Channel, Fault, Notice, Outcome, Reference, Sending};
pub use matters::PastPolicies;
pub use outbox::{Outbox, OutboxError, Quiet, Rules, Swept};
pub use phrases::Saying;
pub use smtp::{MAIL_REPLY_BYTES, Security, Server, mail_reply};

use crate::vocab::notice::{Fate, NoticeId, Way, When};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::pin::Pin;

/// Of which readings each person wants to be told: the newest choice in the ledger.
pub trait Settings: Send + Sync + 'static {
    /// What this person chose; none when they never did.
    fn of(&self, person: &PersonNumber) -> Option<Choice>;
}

/// What a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choice {
    /// Of which readings they want to be told.
    pub when: When,
    /// By which way and no other; none: by the first that reaches them.
    pub way: Option<Way>,
}

/// The end of a notice could not be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the end of a notice cannot be recorded now")]
pub struct NotRecorded;

/// How a notice ended, as it is recorded about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Which one. One that was recorded twice, because the machine stopped in between, is one notice.
    pub id: NoticeId,
    /// How it went, or was to go; none when there is no way to this person.
    pub way: Option<Way>,
    /// How it ended.
    pub fate: Fate,
    /// When that became known.
    pub at: Timestamp,
}

/// Something that is being recorded.
pub type Recording<'a> = Pin<Box<dyn Future<Output = Result<(), NotRecorded>> + Send + 'a>>;

/// Writes into the ledger how notices ended.
pub trait Recorder: Send + Sync + 'static {
    /// Records it; durable when it resolves.
    fn record<'a>(&'a self, person: &'a PersonNumber, ended: Ended) -> Recording<'a>;
}
