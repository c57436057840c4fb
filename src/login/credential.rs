//! What proves to the provider that it is us who ask: a secret, or a key (RFC 7523).

use super::LoginError;
use super::random::Secret;
use crate::jose::signer::{self, Signer};
use crate::page::form;
use crate::vocab::secret::SecretText;
use crate::vocab::time::Timestamp;
use hyper::header::HeaderValue;
use ring::rand::SystemRandom;
use serde_json::json;
use std::sync::Arc;

/// How long an assertion is good. It is made for one request.
const ASSERTION_SECONDS: u64 = 60;

/// The kind of assertion (RFC 7523 section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What we are registered with at a provider.
pub enum Credential {
    /// A secret that both know: `client_secret_basic`.
    Secret(SecretText),
    /// A key whose public half the provider knows: `private_key_jwt`. Nothing that the provider keeps,
    /// or that is sent to it, lets another ask in our name.
    Key(Arc<dyn Signer>),
}

/// A request's form and its `Authorization`, as the provider will know them for ours.
pub(super) struct Authenticated {
    pub(super) body: String,
    pub(super) authorization: Option<HeaderValue>,
}

impl Credential {
    /// Writes a form so that the provider knows whose it is. `issuer` is the audience of an assertion:
    /// the one name of the provider that it cannot share with another (RFC 7523 section 3).
    pub(super) fn authenticate(
        &self,
        fields: &[(&str, &str)],
        client_id: &str,
        issuer: &str,
        now: Timestamp,
    ) -> Result<Authenticated, LoginError> {
        match self {
            Self::Secret(secret) => {
                let mut authorization = basic(client_id, secret)?;
                authorization.set_sensitive(true);
                let authorization = Some(authorization);
                Ok(Authenticated { body: form::encode(fields), authorization })
            }
            Self::Key(key) => {
                let jti = Secret::new(&SystemRandom::new()).ok_or(LoginError::NoRandomness)?;
                let assertion = signer::sign(
                    key.as_ref(),
                    "JWT",
                    &json!({
                        "iss": client_id, "sub": client_id, "aud": issuer, "jti": jti.expose(),
                        "iat": now.seconds(), "exp": now.seconds() + ASSERTION_SECONDS,
                    }),
                )
                .map_err(|_| LoginError::Unsigned)?;
                let mut fields = fields.to_vec();
                fields.retain(|(name, _)| *name != "client_id");
                fields.push(("client_id", client_id));
                fields.push(("client_assertion_type", ASSERTION_TYPE));
                fields.push(("client_assertion", &assertion));
                Ok(Authenticated { body: form::encode(&fields), authorization: None })
            }
        }
    }
}

/// `Authorization: Basic` as RFC 6749 section 2.3.1 wants it: both parts form-encoded first.
fn basic(client_id: &str, secret: &SecretText) -> Result<HeaderValue, LoginError> {
    use base64::Engine as _;
    let pair = format!("{}:{}", form::escape(client_id), form::escape(secret.expose()));
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    HeaderValue::try_from(format!("Basic {encoded}")).map_err(|_| LoginError::ProviderWrong)
}
