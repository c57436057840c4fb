//! What a client asks for, and the grant that says so.

use super::{ClientError, Credential, new_jti};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use serde_json::{Value, json};

/// How long a grant is good; Maskinporten takes at most 120 s.
pub const GRANT_SECONDS: u64 = 100;

/// What a client says in a grant. Nothing is checked here: it is the token service's to refuse.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The client id.
    pub client_id: &'a str,
    /// The audience: the issuer's name, with its slash.
    pub audience: &'a str,
    /// The scopes, space-separated.
    pub scope: &'a str,
    /// The organisation on whose behalf a supplier asks.
    pub consumer_org: Option<&'a str>,
    /// The APIs that the token is for (RFC 8707).
    pub resource: &'a [String],
    /// The one person that the token is for.
    pub pid: Option<&'a PersonNumber>,
    /// Rich authorization requests (RFC 9396).
    pub authorization_details: &'a [Value],
}

impl<'a> Wish<'a> {
    /// A wish for these scopes and nothing else.
    #[must_use]
    pub const fn new(client_id: &'a str, audience: &'a str, scope: &'a str) -> Self {
        Self {
            client_id,
            audience,
            scope,
            consumer_org: None,
            resource: &[],
            pid: None,
            authorization_details: &[],
        }
    }

    /// The claims of a grant of this moment.
    fn claims(&self, jti: &str, now: Timestamp) -> Value {
        let mut claims = json!({
            "aud": self.audience, "iss": self.client_id, "scope": self.scope, "jti": jti,
            "iat": now.seconds(), "exp": now.seconds() + GRANT_SECONDS,
        });
        let listed = |list: Value| list.as_array().is_some_and(|it| !it.is_empty()).then_some(list);
        let further = [
            ("consumer_org", self.consumer_org.map(Value::from)),
            ("resource", listed(json!(self.resource))),
            ("pid", self.pid.map(|pid| Value::from(pid.expose()))),
            ("authorization_details", listed(json!(self.authorization_details))),
        ];
        if let Some(members) = claims.as_object_mut() {
            let said = further.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?)));
            members.extend(said);
        }
        claims
    }
}

/// Signs a grant (RFC 7523) with a `jti` of its own: each can be used once.
///
/// # Errors
/// When there is no randomness, or OpenSSL fails.
pub fn grant(
    wish: &Wish<'_>,
    credential: &Credential,
    now: Timestamp,
) -> Result<String, ClientError> {
    Ok(credential.sign(&wish.claims(&new_jti()?, now))?)
}
