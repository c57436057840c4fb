//! Asking with a token.

use super::exchange::{DPOP, nonce};
use super::{ANSWER_BYTES, ClientError, DEADLINE, Token, new_jti, send_within};
use crate::dial::Dialer;
use crate::jose::dpop::{Making, make};
use crate::jose::jws::SigningKey;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::{AUTHORIZATION, HeaderValue};
use hyper::{Request, Response, StatusCode};
use std::time::Duration;

/// Who may ask: a token, and the key it is bound to, when it is bound to one.
#[derive(Debug, Clone, Copy)]
pub struct Bearer<'a> {
    /// The token.
    pub token: &'a Token,
    /// The key whose proofs go with it (RFC 9449).
    pub key: Option<&'a SigningKey>,
}

/// Sends a request with the token. Where the server wants a nonce of its own in the proof, it is sent
/// once more.
///
/// # Errors
/// When no whole answer came.
pub async fn ask(
    dialer: &Dialer,
    bearer: Bearer<'_>,
    request: Request<Bytes>,
    now: Timestamp,
) -> Result<Response<Bytes>, ClientError> {
    ask_within(dialer, bearer, request, now, (ANSWER_BYTES, DEADLINE)).await
}

/// The same with another limit and deadline for the answer.
///
/// # Errors
/// As [`ask`].
pub async fn ask_within(
    dialer: &Dialer,
    bearer: Bearer<'_>,
    request: Request<Bytes>,
    now: Timestamp,
    within: (Limit, Duration),
) -> Result<Response<Bytes>, ClientError> {
    let first = authorized(bearer, request.clone(), None, now)?;
    let answer = send_within(dialer, Ok(first), within).await?;
    match nonce(&answer) {
        Some(nonce) if bearer.key.is_some() && answer.status() == StatusCode::UNAUTHORIZED => {
            let again = authorized(bearer, request, Some(nonce), now)?;
            send_within(dialer, Ok(again), within).await
        }
        _ => Ok(answer),
    }
}

fn authorized(
    bearer: Bearer<'_>,
    mut request: Request<Bytes>,
    nonce: Option<&str>,
    now: Timestamp,
) -> Result<Request<Bytes>, ClientError> {
    let field = |text: String| {
        let mut field = HeaderValue::from_str(&text).map_err(|_| ClientError::Malformed)?;
        field.set_sensitive(true);
        Ok::<_, ClientError>(field)
    };
    let token = bearer.token.expose();
    let Some(key) = bearer.key else {
        request.headers_mut().insert(AUTHORIZATION, field(format!("Bearer {token}"))?);
        return Ok(request);
    };
    let (method, url) = (request.method().to_string(), request.uri().to_string());
    let jti = new_jti()?;
    let making = Making { method: &method, url: &url, token: Some(token), nonce, jti: &jti };
    let proof = field(make(key, &making, now)?)?;
    let headers = request.headers_mut();
    headers.insert(AUTHORIZATION, field(format!("DPoP {token}"))?);
    headers.insert(DPOP, proof);
    Ok(request)
}
