//! The token door: `/token`, `/jwk`, the issuer's metadata, and the pages that errors point to.
//!
//! The wire is Maskinporten's: a client changes the issuer's address and nothing else.

mod form;
mod pages;

use super::{DPOP_NONCE, problem};
use crate::jose::alg::Algorithm;
use crate::jose::dpop::PROOF_ALGORITHMS;
use crate::token::IssuerUrl;
use crate::token::issue::{Issued, TokenService};
use crate::token::refused::{ErrorMember, FormFault, GrantRefused, Page, Refusal};
use crate::token::remember::Remember;
use crate::token::sender::{Evidence, ProofRefused};
use crate::vocab::ids::TraceId;
use crate::vocab::peer::Peer;
use crate::vocab::time::SharedClock;
use bytes::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE, HeaderName, HeaderValue,
    PRAGMA, RETRY_AFTER,
};
use hyper::{Method, Request, Response, StatusCode};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Lets one more refusal of this address be written down, or says how long to wait.
pub type RefusalRate = Box<dyn Fn(&Peer) -> Result<(), Duration> + Send + Sync>;

/// How long others may keep our keys and metadata. A coming key is published longer than this
/// before it signs.
const KEYS_MAX_AGE: &str = "public, max-age=3600";

/// What machines get tokens from.
pub struct TokenDoor<R> {
    service: Arc<TokenService<R>>,
    clock: SharedClock,
    refusals: RefusalRate,
    metadata: Bytes,
    random: SystemRandom,
}

impl<R: Remember> TokenDoor<R> {
    /// A door to this service. `refusals` limits how many refusals of one address are written into
    /// the ledger.
    #[must_use]
    pub fn new(service: Arc<TokenService<R>>, clock: SharedClock, refusals: RefusalRate) -> Self {
        let types = service.details_types();
        let metadata = metadata(service.issuer(), service.senders().mutual_door(), &types);
        Self { service, clock, refusals, metadata, random: SystemRandom::new() }
    }

    /// Answers one request. The body has been read under `token_request_bytes`. `Date` is the clock
    /// that grants are judged by: whoever is refused can compare.
    pub async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let mut answer = self.found(peer, request).await;
        if let Ok(date) = HeaderValue::from_str(&self.clock.now().http_date()) {
            answer.headers_mut().insert(DATE, date);
        }
        answer
    }

    async fn found(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        if path == "/token" {
            return self.token(peer, &request).await;
        }
        let found = match path {
            "/jwk" => Some(published(self.service.keys().at(self.clock.now()).document())),
            "/.well-known/oauth-authorization-server" => Some(published(self.metadata.clone())),
            _ => path.strip_prefix("/errors/").and_then(pages::read).map(page),
        };
        match (found, request.method()) {
            (Some(found), &Method::GET | &Method::HEAD) => found,
            (Some(_), _) => not_allowed("GET, HEAD"),
            (None, _) => plain(StatusCode::NOT_FOUND, "There is nothing at this path.\n"),
        }
    }

    async fn token(&self, peer: &Peer, request: &Request<Bytes>) -> Response<Bytes> {
        match self.issue(peer, request).await {
            Ok(issued) => {
                tracing::info!(outcome = "issued", "token request");
                answer_issued(&issued)
            }
            Err(refusal) => self.refuse(peer, refusal).await,
        }
    }

    /// Answers a token request whose body was not read because it is too large.
    pub async fn too_large(&self, peer: &Peer) -> Response<Bytes> {
        self.refuse(peer, GrantRefused::from(FormFault::TooLarge).into()).await
    }

    async fn issue(&self, peer: &Peer, request: &Request<Bytes>) -> Result<Issued, Refusal> {
        if request.method() != Method::POST {
            return Err(GrantRefused::Method.into());
        }
        let content_types = request.headers().get_all(CONTENT_TYPE);
        let assertion = form::assertion(content_types.iter(), request.body())?;
        let evidence = Evidence::of(peer, request);
        self.service.issue(&assertion, &evidence, self.clock.now()).await
    }

    /// Records the refusal, then answers it.
    async fn refuse(&self, peer: &Peer, refusal: Refusal) -> Response<Bytes> {
        let trace = self.trace_id();
        if refusal.cause == GrantRefused::Proof(ProofRefused::Nonce) {
            return self.answer_nonce(&refusal.cause, trace);
        }
        let ours = refusal.cause.error() == ErrorMember::TemporarilyUnavailable;
        if !ours && let Err(wait) = (self.refusals)(peer) {
            tracing::info!(outcome = "too-many-refusals", %trace, "token request");
            return self.answer_too_many(wait, trace);
        }
        let refusal = self.service.record(refusal).await;
        tracing::info!(
            outcome = "refused",
            reason = refusal.cause.page().name(),
            client = refusal.client.as_ref().map(tracing::field::display),
            %trace,
            "token request"
        );
        self.answer_refused(&refusal.cause, trace)
    }

    fn answer_refused(&self, cause: &GrantRefused, trace: TraceId) -> Response<Bytes> {
        let mut answer = self.told(status(cause), cause.error(), cause, cause.page(), trace);
        if cause.error() == ErrorMember::TemporarilyUnavailable {
            set(&mut answer, RETRY_AFTER, "1");
        }
        if *cause == GrantRefused::Method {
            set(&mut answer, ALLOW, "POST");
        }
        answer
    }

    /// Gives a nonce to use. That is a step of the protocol (RFC 9449 section 8), not a decision, so
    /// the ledger does not know of it.
    fn answer_nonce(&self, cause: &GrantRefused, trace: TraceId) -> Response<Bytes> {
        tracing::info!(outcome = "nonce", %trace, "token request");
        let mut answer = self.answer_refused(cause, trace);
        set_nonce(&mut answer, &self.service.senders().nonce(self.clock.now()));
        answer
    }

    fn answer_too_many(&self, wait: Duration, trace: TraceId) -> Response<Bytes> {
        let (busy, page) = (ErrorMember::TemporarilyUnavailable, Page::TooManyRefusals);
        let text = "Too many refused token requests came from this address";
        let mut answer = self.told(StatusCode::TOO_MANY_REQUESTS, busy, text, page, trace);
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(problem::whole_seconds(wait)));
        answer
    }

    /// A refusal as Maskinporten words it (RFC 6749 section 5.2).
    fn told(
        &self,
        status: StatusCode,
        error: ErrorMember,
        text: impl std::fmt::Display,
        page: Page,
        trace: TraceId,
    ) -> Response<Bytes> {
        let body = json!({
            "error": error.as_str(),
            "error_description": format!("{text} (trace_id: {trace})"),
            "error_uri": format!("{}errors/{}", self.service.issuer(), page.name()),
        });
        uncached_json(status, &body)
    }

    /// Sixteen random bytes; all zero only if the system has no randomness, and then no token is
    /// issued either.
    fn trace_id(&self) -> TraceId {
        let mut bytes = [0; 16];
        match self.random.fill(&mut bytes) {
            Ok(()) => TraceId::new(bytes),
            Err(_) => TraceId::new([0; 16]),
        }
    }
}

/// The authorization server metadata (RFC 8414 section 2), as Maskinporten publishes it and with
/// `response_types_supported`, which the standard demands.
///
/// The mutual door is the same service under another address, for clients that present a certificate
/// (RFC 8705 section 5).
fn metadata(issuer: &IssuerUrl, mutual: Option<&IssuerUrl>, details_types: &[&str]) -> Bytes {
    let mut document = json!({
        "issuer": issuer.as_str(),
        "token_endpoint": format!("{issuer}token"),
        "jwks_uri": format!("{issuer}jwk"),
        "authorization_details_types_supported": details_types,
        "grant_types_supported": [form::GRANT_TYPE],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
        "dpop_signing_alg_values_supported": PROOF_ALGORITHMS.map(Algorithm::name),
    });
    if let (Some(mutual), Some(members)) = (mutual, document.as_object_mut()) {
        let aliases = json!({ "token_endpoint": format!("{mutual}token") });
        members.insert("mtls_endpoint_aliases".to_owned(), aliases);
        members.insert("tls_client_certificate_bound_access_tokens".to_owned(), true.into());
    }
    Bytes::from(document.to_string())
}

/// The status of each refusal.
const fn status(cause: &GrantRefused) -> StatusCode {
    match cause.error() {
        ErrorMember::InvalidRequest if matches!(cause, GrantRefused::Method) => {
            StatusCode::METHOD_NOT_ALLOWED
        }
        ErrorMember::InvalidRequest if matches!(cause, GrantRefused::Form(FormFault::TooLarge)) => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        ErrorMember::InvalidRequest
        | ErrorMember::InvalidGrant
        | ErrorMember::InvalidScope
        | ErrorMember::InvalidAltinnCustomerConfiguration
        | ErrorMember::UnsupportedGrantType
        | ErrorMember::InvalidDpopProof
        | ErrorMember::UseDpopNonce => StatusCode::BAD_REQUEST,
        ErrorMember::Forbidden => StatusCode::FORBIDDEN,
        ErrorMember::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// `expires_in` is one second less than the token lives, as Maskinporten answers it: a client that
/// counts from the moment the answer arrives does not use the token in its last second.
fn answer_issued(issued: &Issued) -> Response<Bytes> {
    let mut body = json!({
        "access_token": issued.token(),
        "token_type": issued.token_type(),
        "expires_in": issued.lifetime().as_secs().saturating_sub(1),
        "scope": issued.scopes(),
    });
    if let (Some(details), Some(members)) = (issued.details(), body.as_object_mut()) {
        members.insert("authorization_details".to_owned(), json!(details));
    }
    let mut answer = uncached_json(StatusCode::OK, &body);
    if let Some(nonce) = issued.nonce() {
        set_nonce(&mut answer, nonce);
    }
    answer
}

fn set_nonce(answer: &mut Response<Bytes>, nonce: &str) {
    if let Ok(nonce) = HeaderValue::from_str(nonce) {
        answer.headers_mut().insert(DPOP_NONCE, nonce);
    }
}

/// RFC 6749 section 5.1: neither a token nor its refusal is ever stored.
fn uncached_json(status: StatusCode, body: &serde_json::Value) -> Response<Bytes> {
    let mut answer = whole(status, "application/json", Bytes::from(body.to_string()));
    set(&mut answer, CACHE_CONTROL, "no-store");
    set(&mut answer, PRAGMA, "no-cache");
    answer
}

fn published(document: Bytes) -> Response<Bytes> {
    let mut answer = whole(StatusCode::OK, "application/json", document);
    set(&mut answer, CACHE_CONTROL, KEYS_MAX_AGE);
    answer
}

fn page(html: String) -> Response<Bytes> {
    let mut answer = whole(StatusCode::OK, "text/html; charset=utf-8", Bytes::from(html));
    set(&mut answer, CACHE_CONTROL, KEYS_MAX_AGE);
    set(&mut answer, CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    answer
}

fn not_allowed(allowed: &'static str) -> Response<Bytes> {
    let text = "This path does not answer this method.\n";
    let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, text);
    set(&mut answer, ALLOW, allowed);
    answer
}

fn plain(status: StatusCode, text: &'static str) -> Response<Bytes> {
    let mut answer =
        whole(status, "text/plain; charset=utf-8", Bytes::from_static(text.as_bytes()));
    set(&mut answer, CACHE_CONTROL, "no-store");
    answer
}

fn whole(status: StatusCode, media_type: &'static str, body: Bytes) -> Response<Bytes> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    set(&mut answer, CONTENT_TYPE, media_type);
    answer
}

fn set(answer: &mut Response<Bytes>, name: HeaderName, value: &'static str) {
    answer.headers_mut().insert(name, HeaderValue::from_static(value));
}
