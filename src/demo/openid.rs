//! A demonstration OpenID provider shaped like ID-porten: whoever comes picks a synthetic person and
//! is logged in as that person. It says so on its page; `sluse serve` cannot reach it.
//!
//! Code flow only, with PKCE (RFC 7636), state, nonce and `iss` in the answer (RFC 9207). Source for
//! names and claims: Digdir's ID-porten documentation.

mod authorize;
mod codes;
mod page;
mod phrases;
mod token;

use super::persons::{Person, Population};
use crate::jose::jws::SigningKey;
use crate::page::{Form, with_query};
use crate::serve::Door;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::vocab::secret::SecretText;
use crate::vocab::time::SharedClock;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use codes::Codes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};
use std::sync::Arc;

/// The body of a form that is posted here.
const FORM: Limit = Limit { name: "demo_openid_form_bytes", most: 16 * 1024 };

/// What the provider is set up with.
pub struct DemoOpenidOptions {
    /// The issuer, an origin without a final `/`, such as `https://localhost:8446`.
    pub issuer: String,
    /// The one client that is registered.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretText,
    /// The one address that codes are sent to. Logouts may return to any address of its origin.
    pub redirect_uri: String,
    /// Signs id tokens (RS256).
    pub signing_key: Arc<SigningKey>,
    /// Whom one may log in as.
    pub population: Arc<Population>,
    /// Tells the time.
    pub clock: SharedClock,
}

/// The demonstration OpenID provider.
pub struct DemoOpenid {
    options: DemoOpenidOptions,
    codes: Codes,
    random: SystemRandom,
    /// Makes `sub` pairwise and compares secrets; follows from the client's secret, so that a
    /// person's `sub` is the same after a restart.
    mac: ring::hmac::Key,
}

impl DemoOpenid {
    /// A provider with no login under way.
    #[must_use]
    pub fn new(options: DemoOpenidOptions) -> Self {
        let secret = options.client_secret.expose().as_bytes();
        let mac = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        Self { options, codes: Codes::default(), random: SystemRandom::new(), mac }
    }

    /// What the page's form posts as `person` to log in as this person; it says nothing about them.
    #[must_use]
    pub fn handle(person: &Person) -> String {
        person.position().to_string()
    }

    /// What a provider with this client and secret calls a person (`sub`, pairwise).
    #[must_use]
    pub fn subject(client: &str, secret: &SecretText, person: &Person) -> String {
        let mac = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.expose().as_bytes());
        token::subject(&mac, client, person)
    }

    /// Answers one request. Who asks is of no importance: everyone may be everyone here.
    pub async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let now = self.options.clock.now();
        match (request.uri().path(), request.method()) {
            ("/.well-known/openid-configuration", &Method::GET) => self.discovery(),
            ("/jwks.json", &Method::GET) => json_answer(
                StatusCode::OK,
                &json!({ "keys": [self.options.signing_key.public_jwk()] }),
            ),
            ("/style.css", &Method::GET) => {
                text_answer(StatusCode::OK, "text/css; charset=utf-8", page::STYLE)
            }
            ("/authorize", &Method::GET) => self.show_people(query(&request).as_ref()),
            ("/authorize", &Method::POST) => self.pick_person(posted(&request).as_ref(), now),
            ("/token", &Method::POST) => self.token(&request, now),
            ("/logout", &Method::GET) => self.logout(query(&request).as_ref()),
            ("/logout", &Method::POST) => self.logout(posted(&request).as_ref()),
            ("/.well-known/openid-configuration" | "/jwks.json" | "/style.css", _) => {
                not_allowed("GET")
            }
            ("/authorize" | "/logout", _) => not_allowed("GET, POST"),
            ("/token", _) => not_allowed("POST"),
            _ => self.say(StatusCode::NOT_FOUND, page::Message::NotFound),
        }
    }

    /// OpenID Connect Discovery 1.0, section 3.
    fn discovery(&self) -> Response<Bytes> {
        let issuer = &self.options.issuer;
        json_answer(
            StatusCode::OK,
            &json!({
                "issuer": issuer,
                "sluse_demonstration": true,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/jwks.json"),
                "end_session_endpoint": format!("{issuer}/logout"),
                "scopes_supported": ["openid"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "acr_values_supported": authorize::LEVELS,
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": [self.options.signing_key.alg().name()],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
                "claims_supported": token::CLAIMS,
                "ui_locales_supported": ["nb", "en"],
                "prompt_values_supported": ["login"],
                "authorization_response_iss_parameter_supported": true,
                "request_parameter_supported": false,
                "request_uri_parameter_supported": false,
            }),
        )
    }

    /// RP-initiated logout. There is no session here to end: each login asks anew.
    fn logout(&self, form: Option<&Form>) -> Response<Bytes> {
        let once = |name| form.and_then(|form| form.once(name).ok().flatten());
        let own_origin = |uri: &&str| {
            let rest = uri.strip_prefix(origin(&self.options.redirect_uri));
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        match (once("post_logout_redirect_uri").filter(own_origin), once("state")) {
            (Some(back), Some(state)) => redirect(&with_query(back, &[("state", state)])),
            (Some(back), None) => redirect(back),
            (None, _) => self.say(StatusCode::OK, page::Message::LoggedOut),
        }
    }

    /// A page that says one thing.
    fn say(&self, status: StatusCode, message: page::Message) -> Response<Bytes> {
        self.page(status, page::message(message))
    }

    /// A page without script, whose forms lead here and from here to the client: browsers hold the
    /// answer to a form against `form-action` too.
    fn page(&self, status: StatusCode, html: String) -> Response<Bytes> {
        let policy = format!(
            "default-src 'none'; style-src 'self'; form-action 'self' {}; base-uri 'none'; \
             frame-ancestors 'none'",
            origin(&self.options.redirect_uri)
        );
        let mut answer = text_answer(status, "text/html; charset=utf-8", html);
        insert(&mut answer, CONTENT_SECURITY_POLICY, &policy);
        insert(&mut answer, REFERRER_POLICY, "no-referrer");
        answer
    }

    /// 32 random bytes as base64url; none when the machine has no randomness.
    fn secret(&self) -> Option<String> {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes).ok()?;
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl Door for DemoOpenid {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "openid-demo"
    }

    fn body_limit(&self) -> Limit {
        FORM
    }

    async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        Self::answer(self, peer, request).await
    }
}

/// The form in the query; none when it is malformed.
fn query(request: &Request<Bytes>) -> Option<Form> {
    Form::parse(request.uri().query().unwrap_or_default())
}

/// The form in the body; none when it is malformed or the body is something else.
fn posted(request: &Request<Bytes>) -> Option<Form> {
    let kind = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let media_type = kind.split(';').next()?.trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return None;
    }
    Form::parse(std::str::from_utf8(request.body()).ok()?)
}

/// Scheme and authority of an absolute address.
fn origin(uri: &str) -> &str {
    let path = uri.match_indices('/').nth(2).map_or(uri.len(), |(at, _)| at);
    uri.get(..path).unwrap_or(uri)
}

fn redirect(to: &str) -> Response<Bytes> {
    let mut answer = text_answer(StatusCode::FOUND, "text/plain; charset=utf-8", "");
    insert(&mut answer, LOCATION, to);
    insert(&mut answer, REFERRER_POLICY, "no-referrer");
    answer
}

fn not_allowed(methods: &str) -> Response<Bytes> {
    let mut answer =
        text_answer(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "405\n");
    insert(&mut answer, ALLOW, methods);
    answer
}

fn json_answer(status: StatusCode, value: &Value) -> Response<Bytes> {
    text_answer(status, "application/json", value.to_string())
}

/// Nothing that is answered here may be kept.
fn text_answer(status: StatusCode, kind: &str, text: impl Into<String>) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(text.into()));
    *answer.status_mut() = status;
    insert(&mut answer, CONTENT_TYPE, kind);
    insert(&mut answer, CACHE_CONTROL, "no-store");
    insert(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}

/// Sets a field; a value that no field may have is left out.
fn insert(answer: &mut Response<Bytes>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}
