//! The auditors' door: pages and tables for who looks after data, and the same figures as JSON for their
//! machines. Each comes with a client certificate that the configuration names: the handshake has proven
//! its key. People may log in at an OpenID provider instead (`people`), and only they do anything.

mod asked;
mod people;

use super::Door;
use super::browsed::{Allowed, elsewhere, kept, protect, set, with_body};
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
use hyper::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderValue, RETRY_AFTER, SET_COOKIE};
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
        let frames = frames.unwrap_or_default();
        let headers = answer.headers_mut();
        protect(headers, Allowed { forms: &forms, frames: &frames, ..Allowed::default() });
        set(headers, CACHE_CONTROL, "no-store");
        answer
    }
}

const CSS: &str = "text/css; charset=utf-8";

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
        Given::Elsewhere(to) => see(&to),
        Given::Json(text) => with_body(text.into(), "application/json"),
        Given::Feed(text) => with_body(text.into(), "application/atom+xml; charset=utf-8"),
        Given::File { name, media_type, bytes } => kept(&name, media_type, bytes),
    }
}

/// Another address; the browser asks for it with GET (RFC 9110 section 15.4.4).
fn see(to: &str) -> Response<Bytes> {
    let mut answer = elsewhere(to);
    *answer.status_mut() = StatusCode::SEE_OTHER;
    answer
}
