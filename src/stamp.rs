//! Floor 10: time-stamps (RFC 3161): somebody else says that something existed at a time.
//!
//! A query goes to a time-stamping authority, and its answer is a signed statement. Here the query is
//! written and the answer judged; who sends and keeps them is not known here. Chain and signatures are
//! webpki's work, as for all certificates. What an answer says must be DER; what is not known is refused.
//!
//! The answer is evidence by itself: whoever has it, the stamped bytes and the authority's root
//! certificate can check it, at any later time, with this program or with `openssl ts -verify`.

mod authority;
mod der;
mod query;
mod signature;
mod token;

pub use authority::{Authority, AuthorityFault};
pub use query::{Nonce, QUERY, REPLY, query};

use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::time::Duration;
use token::{Statement, Token};

/// The longest answer that is read.
pub const REPLY_BYTES: Limit = Limit { name: "timestamp_reply_bytes", most: 64 * 1024 };

/// Why an answer is not a time-stamp that can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    /// The authority refused.
    #[error("the authority refused (status {0})")]
    Refused(u32),
    /// The answer is not what RFC 3161 says, in DER, or too long.
    #[error("the answer is not a time-stamp in DER")]
    Malformed,
    /// It is about other bytes, or a hash other than SHA-256.
    #[error("the time-stamp is about something else")]
    Imprint,
    /// It answers another query.
    #[error("the time-stamp answers another query")]
    Nonce,
    /// It was given under another policy than the configured one.
    #[error("the time-stamp was given under another policy")]
    Policy,
    /// It has a critical extension.
    #[error("the time-stamp has an extension that is not known here")]
    Extension,
    /// The certificate that its signer names is not in it.
    #[error("the signer's certificate is missing")]
    CertificateMissing,
    /// That certificate is not for time-stamps and nothing else, or does not say so critically.
    #[error("the signer's certificate is not for time-stamps alone")]
    Usage,
    /// Nobody who is trusted issued that certificate, or it was not within its time when it signed.
    #[error("the signer's certificate is not from the configured authority, or not of that time")]
    Certificate,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// An algorithm is not known here, or too weak.
    #[error("an algorithm of the time-stamp is not accepted")]
    Algorithm,
}

/// A time-stamp that [`check`] found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    at: Timestamp,
    accuracy: Option<Duration>,
    serial: String,
    policy: String,
}

impl Stamp {
    /// When the authority had seen the bytes.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// How far its clock may be off, if it says so.
    #[must_use]
    pub const fn accuracy(&self) -> Option<Duration> {
        self.accuracy
    }

    /// The authority's number of it, in hexadecimal.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The policy that it was given under.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }
}

/// Judges an answer about a SHA-256 hash. With a nonce it must answer that query; without, it is one that
/// was kept. The signer's certificate must have been good at the time that it states.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(
    reply: &[u8],
    digest: &[u8; 32],
    nonce: Option<&Nonce>,
    authority: &Authority,
) -> Result<Stamp, StampFault> {
    if reply.len() > REPLY_BYTES.most {
        return Err(StampFault::Malformed);
    }
    let token = Token::of_reply(reply)?;
    let statement = Statement::read(token.statement)?;
    if statement.hash != (token::SHA256, digest.as_slice()) {
        return Err(StampFault::Imprint);
    }
    if nonce.is_some_and(|nonce| statement.nonce != Some(nonce.bytes())) {
        return Err(StampFault::Nonce);
    }
    if authority.policy.is_some_and(|policy| policy != statement.policy) {
        return Err(StampFault::Policy);
    }
    signature::check(&token, statement.at, authority)?;
    Ok(Stamp {
        at: statement.at,
        accuracy: statement.accuracy,
        serial: statement.serial.iter().map(|byte| format!("{byte:02x}")).collect(),
        policy: statement.policy.to_string(),
    })
}
