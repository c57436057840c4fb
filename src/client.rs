//! Floor 30: the other end: what an organisation's own program does. It signs a grant, gets a token for
//! it, and asks with the token. The command line, the demonstration and the tests are such clients.
//!
//! It works against any issuer that speaks Maskinporten's protocol: what it needs to know of one is in
//! the issuer's metadata ([`metadata`]).

mod credential;
mod exchange;
mod grant;
pub mod metadata;
mod refused;
mod resource;

pub use credential::Credential;
pub use exchange::{Token, exchange, exchange_bound};
pub use grant::{GRANT_SECONDS, Wish, grant};
pub use refused::{Refusal, printable};
pub use resource::{Bearer, ask, ask_within};

use crate::dial::{DialError, Dialer};
use crate::jose::JoseError;
use crate::vocab::limits::Limit;
use bytes::Bytes;
use hyper::{Request, Response};
use ring::rand::{SecureRandom, SystemRandom};
use std::time::Duration;

/// How long an answer may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// How large an answer may be.
pub const ANSWER_BYTES: Limit = Limit { name: "client_answer_bytes", most: 16 * 1024 * 1024 };

/// Why a client did not get what it wanted.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The system has no randomness for the name of a grant.
    #[error("the system has no randomness")]
    NoRandomness,
    /// The grant or proof could not be signed.
    #[error(transparent)]
    Signing(#[from] JoseError),
    /// The address is none, or a header field cannot be written.
    #[error("the address or a header field of the request is malformed")]
    Malformed,
    /// No whole answer came.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// What came is no answer of a token service.
    #[error("status {status}, and the answer is not one of a token service")]
    Unexpected {
        /// The status.
        status: u16,
    },
    /// The metadata lacks what a client needs.
    #[error("the metadata are no object with issuer and token_endpoint")]
    Metadata,
    /// The token service refused.
    #[error("{0}")]
    Refused(Box<Refusal>),
}

/// Sends a request built from checked parts.
///
/// # Errors
/// When it could not be built, or there was no whole answer in time.
pub async fn send(
    dialer: &Dialer,
    request: Result<Request<Bytes>, hyper::http::Error>,
) -> Result<Response<Bytes>, ClientError> {
    send_within(dialer, request, (ANSWER_BYTES, DEADLINE)).await
}

/// The same with another limit and deadline for the answer.
///
/// # Errors
/// As [`send`].
pub async fn send_within(
    dialer: &Dialer,
    request: Result<Request<Bytes>, hyper::http::Error>,
    (limit, deadline): (Limit, Duration),
) -> Result<Response<Bytes>, ClientError> {
    let request = request.map_err(|_| ClientError::Malformed)?;
    Ok(dialer.send(request, limit, deadline).await?)
}

/// A name that is never used twice: sixteen random bytes in hex.
fn new_jti() -> Result<String, ClientError> {
    let mut random = [0; 16];
    SystemRandom::new().fill(&mut random).map_err(|_| ClientError::NoRandomness)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
