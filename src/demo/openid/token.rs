//! The token endpoint (OpenID Connect Core 3.1.3): a code and its verifier in, an id token out.

use super::codes::Issued;
use super::{DemoOpenid, Person, insert, json_answer, posted};
use crate::page::Form;
use crate::vocab::time::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use hyper::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use hyper::{Request, Response, StatusCode};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

/// What an id token says.
pub(super) const CLAIMS: [&str; 13] = [
    "iss",
    "aud",
    "sub",
    "pid",
    "acr",
    "amr",
    "auth_time",
    "iat",
    "exp",
    "jti",
    "nonce",
    "sid",
    "locale",
];

/// Seconds that an id token and the access token beside it are good.
const GOOD_FOR: u64 = 120;

/// Why a code is not exchanged (RFC 6749 section 5.2).
enum TokenError {
    InvalidRequest(&'static str),
    InvalidClient,
    InvalidGrant,
    UnsupportedGrantType,
    ServerError,
}

impl DemoOpenid {
    /// Exchanges a code.
    pub(super) fn token(&self, request: &Request<Bytes>, now: Timestamp) -> Response<Bytes> {
        match self.exchange(request, now) {
            Ok(answer) => json_answer(StatusCode::OK, &answer),
            Err(error) => error.answer(),
        }
    }

    fn exchange(&self, request: &Request<Bytes>, now: Timestamp) -> Result<Value, TokenError> {
        let form = posted(request);
        let form = form.as_ref().ok_or(TokenError::InvalidRequest("the body must be a form"))?;
        self.authenticate(request, form)?;
        if required(form, "grant_type")? != "authorization_code" {
            return Err(TokenError::UnsupportedGrantType);
        }
        let (code, verifier) = (required(form, "code")?, required(form, "code_verifier")?);
        let address = required(form, "redirect_uri")?;
        // Taken first: a code that was shown with anything wrong is spent.
        let issued = self.codes.take(code, now).ok_or(TokenError::InvalidGrant)?;
        if address != self.options.redirect_uri || !answers(&issued, verifier) {
            return Err(TokenError::InvalidGrant);
        }
        let id_token = self.id_token(&issued, now).ok_or(TokenError::ServerError)?;
        Ok(json!({
            // There is nothing here that an access token would open.
            "access_token": self.secret().ok_or(TokenError::ServerError)?,
            "token_type": "Bearer",
            "expires_in": GOOD_FOR,
            "scope": "openid",
            "id_token": id_token,
        }))
    }

    /// The client proves itself by `client_secret_basic` or `client_secret_post`, not by both.
    fn authenticate(&self, request: &Request<Bytes>, form: &Form) -> Result<(), TokenError> {
        let header = request.headers().get(AUTHORIZATION);
        let (id, secret) = match (header, optional(form, "client_secret")?) {
            (Some(_), Some(_)) => {
                return Err(TokenError::InvalidRequest("the client proves itself twice"));
            }
            (Some(header), None) => {
                let pair = header.to_str().ok().and_then(basic).ok_or(TokenError::InvalidClient)?;
                if optional(form, "client_id")?.is_some_and(|id| id != pair.0) {
                    return Err(TokenError::InvalidClient);
                }
                pair
            }
            (None, Some(secret)) => (required(form, "client_id")?.to_owned(), secret.to_owned()),
            (None, None) => return Err(TokenError::InvalidClient),
        };
        let own = self.options.client_secret.expose();
        let known = self.same(&id, &self.options.client_id) & self.same(&secret, own);
        if known { Ok(()) } else { Err(TokenError::InvalidClient) }
    }

    /// Whether two texts are the same, in a time that does not tell where they differ.
    fn same(&self, given: &str, own: &str) -> bool {
        let tag = ring::hmac::sign(&self.mac, own.as_bytes());
        ring::hmac::verify(&self.mac, given.as_bytes(), tag.as_ref()).is_ok()
    }

    fn id_token(&self, issued: &Issued, now: Timestamp) -> Option<String> {
        let person = self.options.population.at(issued.person)?;
        let pid = person.number().expose();
        let client = self.options.client_id.as_str();
        let claims = json!({
            "iss": self.options.issuer,
            "aud": client,
            "sub": subject(&self.mac, client, person),
            "pid": pid,
            "acr": "idporten-loa-high",
            "amr": ["TestID"],
            "auth_time": issued.at.seconds(),
            "iat": now.seconds(),
            "exp": now.seconds() + GOOD_FOR,
            "jti": self.secret()?,
            "nonce": issued.nonce,
            "sid": self.secret()?,
            "locale": "nb",
        });
        self.options.signing_key.sign("JWT", &claims).ok()
    }
}

/// Whether this is the verifier of the code's challenge (RFC 7636 section 4.6).
fn answers(issued: &Issued, verifier: &str) -> bool {
    let unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(unreserved)
        && URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) == issued.challenge
}

/// Client and secret of HTTP Basic, each form-encoded within (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let decode = |text: &str| {
        let form = Form::parse(&format!("text={text}"))?;
        form.once("text").ok()?.map(str::to_owned)
    };
    Some((decode(id)?, decode(secret)?))
}

fn optional<'a>(form: &'a Form, name: &str) -> Result<Option<&'a str>, TokenError> {
    form.once(name).map_err(|_| TokenError::InvalidRequest("a parameter is repeated"))
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, TokenError> {
    optional(form, name)?.ok_or(TokenError::InvalidRequest("a parameter is missing"))
}

impl TokenError {
    fn answer(&self) -> Response<Bytes> {
        let (status, error, description) = match self {
            Self::InvalidRequest(what) => (StatusCode::BAD_REQUEST, "invalid_request", *what),
            Self::InvalidClient => {
                (StatusCode::UNAUTHORIZED, "invalid_client", "the client is not who it says")
            }
            Self::InvalidGrant => {
                (StatusCode::BAD_REQUEST, "invalid_grant", "the code is not good, or not for this")
            }
            Self::UnsupportedGrantType => {
                let what = "grant_type must be authorization_code";
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", what)
            }
            Self::ServerError => {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "no token could be made")
            }
        };
        let body = json!({ "error": error, "error_description": description });
        let mut answer = json_answer(status, &body);
        if status == StatusCode::UNAUTHORIZED {
            insert(&mut answer, WWW_AUTHENTICATE, "Basic realm=\"demo-openid\"");
        }
        answer
    }
}

/// A person's name at one client: it tells no other client who it is.
pub(super) fn subject(mac: &ring::hmac::Key, client: &str, person: &Person) -> String {
    let pid = person.number().expose();
    let pairwise = ring::hmac::sign(mac, format!("sub {client} {pid}").as_bytes());
    URL_SAFE_NO_PAD.encode(pairwise.as_ref())
}
