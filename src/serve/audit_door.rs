//! The auditors' door: pages and tables for who looks after data, and the same figures as JSON for their
//! machines. Each comes with a client certificate that the configuration names: the handshake has proven
//! its key. People may log in at an OpenID provider instead (`people`), and only they do anything.

mod asked;
mod people;

use super::Door;
use super::problem::audit::{NotServed, ledger_status, not_made, not_served};
use crate::audit::desk::{Desk, Given, Manner};
use crate::audit::entrance::{Entrance, asker};
use crate::audit::officers::Named;
use crate::audit::rights::Reader;
use crate::gateway::admit::{Rate, Strangers};
use crate::login::cookies::SetCookie;
use crate::metrics::Metrics;
use crate::page::STYLE;
use crate::registry::Registrations;
use crate::reports::Reports;
use crate::vocab::limits::Limit;
use crate::vocab::party::ClientId;
use crate::vocab::peer::Peer;
use crate::vocab::thumbprint::Thumbprint;
use asked::{Asked, Wanted};
use bytes::Bytes;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, RateLimiter};
use hyper::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Request, Response, StatusCode};
use std::collections::HashMap;
use std::sync::Arc;

/// What is to be had at this door, as OpenAPI.
pub const OPENAPI: &str = include_str!("audit_door/openapi.json");

/// A posted form: a token, and perhaps an answer of 2000 characters, each up to twelve bytes long.
const BODY: Limit = Limit { name: "audit_request_bytes", most: 32 * 1024 };

/// Where the provider logs auditors out, in a frame of a page of its own.
const FRONT_CHANNEL: &str = "/logout/frontchannel";

/// What auditors come in by.
pub struct AuditDoor {
    desk: Arc<Desk>,
    reports: Reports,
    certified: HashMap<Thumbprint, Named>,
    entrance: Option<Entrance>,
    registrations: Arc<Registrations>,
    metrics: Metrics,
    strangers: Strangers,
    officers: DefaultKeyedRateLimiter<ClientId>,
}

/// How fast who comes to the door may ask.
pub struct Rates {
    /// Each auditor.
    pub officers: Rate,
    /// Whoever is nobody yet: from each address.
    pub strangers: Strangers,
}

impl AuditDoor {
    /// A door to this desk and to these reports, for who holds one of these certificates, and for who logs in
    /// at the entrance.
    #[must_use]
    pub fn new(
        (desk, reports): (Desk, Reports),
        (certified, entrance): (HashMap<Thumbprint, Named>, Option<Entrance>),
        registrations: Arc<Registrations>,
        metrics: Metrics,
        rates: Rates,
    ) -> Self {
        let officers = RateLimiter::keyed(rates.officers.quota());
        let (desk, strangers) = (Arc::new(desk), rates.strangers);
        Self { desk, reports, certified, entrance, registrations, metrics, strangers, officers }
    }

    /// Who holds the certificate of this connection; their organisation must be registered.
    fn reader(&self, peer: &Peer) -> Result<Reader, NotServed> {
        let certificate = peer.certificate.ok_or(NotServed::NoCertificate)?;
        let named = self.certified.get(&certificate).ok_or(NotServed::UnknownCertificate)?;
        let reader = Reader::of_role(asker(named), named.role.clone());
        self.admit(&reader)?;
        Ok(reader)
    }

    /// Lets an auditor ask whose organisation is registered, as fast as they may.
    fn admit(&self, reader: &Reader) -> Result<(), NotServed> {
        let registry = self.registrations.current();
        registry.organisation_name(reader.organisation()).ok_or(NotServed::NotRegistered)?;
        self.officers.check_key(&reader.asker().client).map_err(|until| {
            NotServed::TooFast(until.wait_time_from(DefaultClock::default().now()))
        })
    }

    /// Serves an auditor who is known; with how to log out, for who has logged in: the path and the
    /// session's token.
    pub async fn serve(
        &self,
        reader: Reader,
        request: &Request<Bytes>,
        log_out: Option<(String, String)>,
    ) -> Response<Bytes> {
        let asked = match Asked::read(request) {
            Ok(asked) => asked,
            Err(fault) => return not_served(fault),
        };
        let manner = Manner { language: asked.language, here: asked.here, log_out };
        let mut answer = match asked.wish {
            Wanted::Wish(wish) => match self.desk.give(reader, wish, manner).await {
                Ok(given) => answer(given),
                Err((refused, page)) => refusal(page, ledger_status(&refused)),
            },
            Wanted::Reports => answer(self.reports.all(&reader, &manner)),
            Wanted::Report(report, written) => {
                let made = self.reports.give(&self.desk, reader, (report, written), manner).await;
                match made {
                    Ok(given) => answer(given),
                    Err((why, page)) => refusal(page, not_made(&why)),
                }
            }
            Wanted::Description => with_body(OPENAPI.into(), "application/json"),
        };
        let headers = answer.headers_mut();
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(asked.language.tag()));
        let chosen = asked.chosen.then(|| SetCookie::language(asked.language));
        if let Some(cookie) = chosen.and_then(|it| HeaderValue::from_str(it.as_str()).ok()) {
            headers.insert(SET_COOKIE, cookie);
        }
        answer
    }
}

impl AuditDoor {
    async fn answered(&self, peer: &Peer, request: &Request<Bytes>) -> Response<Bytes> {
        let is_style = request.uri().path() == "/style.css";
        if let Some(entrance) = &self.entrance {
            if is_style {
                return with_body(STYLE.into(), CSS);
            }
            if let Some(answer) = self.at_entrance(entrance, peer, request).await {
                return answer;
            }
        }
        match self.reader(peer) {
            Ok(_) if is_style => with_body(STYLE.into(), CSS),
            Ok(reader) => self.serve(reader, request, None).await,
            Err(fault) => not_served(fault),
        }
    }
}

impl Door for AuditDoor {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "audit"
    }

    fn body_limit(&self) -> Limit {
        BODY
    }

    async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let mut answer = self.answered(peer, &request).await;
        let status = answer.status();
        let is_refused = status.is_client_error() || status.is_server_error();
        self.metrics.count("audit", if is_refused { "refused" } else { "served" }, "");
        let entrance = self.entrance.as_ref();
        let forms = entrance.map(Entrance::form_origins).unwrap_or_default();
        let is_frame = request.uri().path() == FRONT_CHANNEL;
        let frames = entrance.filter(|_| is_frame).map(Entrance::frame_origins);
        protect(&mut answer, &forms, &frames.unwrap_or_default());
        answer
    }
}

const CSS: &str = "text/css; charset=utf-8";

fn with_body(body: Bytes, media_type: &'static str) -> Response<Bytes> {
    let mut answer = Response::new(body);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

fn html(page: String) -> Response<Bytes> {
    with_body(page.into(), "text/html; charset=utf-8")
}

/// A page that says why something is not shown.
fn refusal(page: String, status: StatusCode) -> Response<Bytes> {
    let mut answer = html(page);
    *answer.status_mut() = status;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}

fn answer(given: Given) -> Response<Bytes> {
    match given {
        Given::Page(page) => html(page),
        Given::Elsewhere(to) => elsewhere(&to),
        Given::Json(text) => with_body(text.into(), "application/json"),
        Given::Feed(text) => with_body(text.into(), "application/atom+xml; charset=utf-8"),
        Given::File { name, media_type, bytes } => {
            let mut answer = with_body(bytes.into(), media_type);
            if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
                answer.headers_mut().insert(CONTENT_DISPOSITION, name);
            }
            answer
        }
    }
}

/// Another address; the browser asks for it with GET (RFC 9110 section 15.4.4).
fn elsewhere(to: &str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// The fields that every answer has: the page's own style and nothing else. Forms may lead on to the provider,
/// which logs people out; it alone may show one path in a frame.
fn protect(answer: &mut Response<Bytes>, forms: &[String], frames: &[String]) {
    let headers = answer.headers_mut();
    let ancestors = if frames.is_empty() { "'none'".to_owned() } else { frames.join(" ") };
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'{}{}; \
         frame-ancestors {ancestors}; base-uri 'none'",
        if forms.is_empty() { "" } else { " " },
        forms.join(" "),
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let mut set = |name: HeaderName, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    let own = if frames.is_empty() { "same-origin" } else { "cross-origin" };
    set(REFERRER_POLICY, "no-referrer");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), own);
    set(CACHE_CONTROL, "no-store");
}
