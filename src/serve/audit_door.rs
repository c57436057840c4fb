//! The auditors' door: pages and tables for who looks after data, and the same figures as JSON for their
//! machines. Each comes with a client certificate that the configuration names: the handshake has proven
//! its key. Who has proven to be an auditor otherwise is served by [`AuditDoor::serve`].

use super::Door;
use super::ledger_door::asked::Query;
use super::problem::audit::{NotServed, not_given, not_served};
use crate::audit::desk::{Desk, Given, Manner, Wish};
use crate::audit::overview::Table;
use crate::audit::rights::Reader;
use crate::audit::role::Role;
use crate::ledger::entry::Asker;
use crate::login::cookies::{Cookie, Jar, SetCookie};
use crate::metrics::Metrics;
use crate::page::{STYLE, language};
use crate::registry::Registrations;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::peer::Peer;
use crate::vocab::thumbprint::Thumbprint;
use crate::vocab::translated::Language;
use bytes::Bytes;
use hyper::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use std::collections::HashMap;
use std::sync::Arc;

/// Nothing is sent to this door but questions.
const BODY: Limit = Limit { name: "audit_request_bytes", most: 1024 };

/// The days of an overview.
const PERIOD: &[&str] = &["first_day", "last_day"];

/// What entries are sought by.
const SOUGHT: &[&str] = &["consumer", "purpose", "service", "decision", "since", "until", "cursor"];

/// The page's own style, and nothing else.
const CONTENT: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                       frame-ancestors 'none'; base-uri 'none'";

/// An auditor, known by a certificate.
#[derive(Debug, Clone)]
pub struct Officer {
    /// How the ledger names who looked.
    pub name: ClientId,
    /// The organisation that answers for the looks.
    pub organisation: Organisation,
    /// What it is.
    pub role: Role,
}

/// What auditors come in by.
pub struct AuditDoor {
    desk: Desk,
    officers: HashMap<Thumbprint, Officer>,
    registrations: Arc<Registrations>,
    metrics: Metrics,
}

impl AuditDoor {
    /// A door to this desk, for who holds one of these certificates.
    #[must_use]
    pub const fn new(
        desk: Desk,
        officers: HashMap<Thumbprint, Officer>,
        registrations: Arc<Registrations>,
        metrics: Metrics,
    ) -> Self {
        Self { desk, officers, registrations, metrics }
    }

    /// Who holds the certificate of this connection; their organisation must be registered.
    fn reader(&self, peer: &Peer) -> Result<Reader, NotServed> {
        let certificate = peer.certificate.ok_or(NotServed::NoCertificate)?;
        let officer = self.officers.get(&certificate).ok_or(NotServed::UnknownCertificate)?;
        let registry = self.registrations.current();
        registry.organisation_name(&officer.organisation).ok_or(NotServed::NotRegistered)?;
        let asker = Asker {
            consumer: officer.organisation.clone(),
            supplier: None,
            client: officer.name.clone(),
            customer: None,
            sub_client: None,
            issuer: None,
        };
        Ok(Reader::of_role(asker, officer.role.clone()))
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
        let mut answer = match self.desk.give(reader, asked.wish, manner).await {
            Ok(given) => answer(given),
            Err((refused, page)) => {
                tracing::info!(reason = refused.code(), "an auditor's look refused");
                let mut answer = html(page);
                not_given(&mut answer, refused);
                answer
            }
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

impl Door for AuditDoor {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "audit"
    }

    fn body_limit(&self) -> Limit {
        BODY
    }

    async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let mut answer = match self.reader(peer) {
            Ok(_) if request.uri().path() == "/style.css" => with_body(STYLE.into(), CSS),
            Ok(reader) => self.serve(reader, &request, None).await,
            Err(fault) => not_served(fault),
        };
        let outcome = if answer.status().is_success() { "served" } else { "refused" };
        self.metrics.count("audit", outcome, "");
        protect(&mut answer);
        answer
    }
}

/// What a request asks for.
struct Asked {
    wish: Wish,
    language: Language,
    /// Whether the language stands in the address.
    chosen: bool,
    here: String,
}

impl Asked {
    fn read(request: &Request<Bytes>) -> Result<Self, NotServed> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(NotServed::Method);
        }
        let path = request.uri().path();
        let raw = request.uri().query().unwrap_or_default();
        let in_address = raw.split('&').find_map(|pair| pair.strip_prefix("lang="));
        let in_address = in_address.and_then(language::tagged);
        // What a form left empty is not said.
        let said = |pair: &&str| !pair.ends_with('=') && !pair.starts_with("lang=");
        let query: Vec<&str> = raw.split('&').filter(said).collect();
        let query = query.join("&");
        let here = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let language = in_address.or_else(|| remembered(request)).unwrap_or_default();
        let wish = wish(path, &query)?;
        Ok(Self { wish, language, chosen: in_address.is_some(), here })
    }
}

/// The language that was chosen before, or the browser's.
fn remembered(request: &Request<Bytes>) -> Option<Language> {
    let texts = |name| request.headers().get_all(name).iter().filter_map(|it| it.to_str().ok());
    let jar = Jar::read(texts(COOKIE));
    let kept = jar.value(Cookie::Language).and_then(language::tagged);
    kept.or_else(|| texts(ACCEPT_LANGUAGE).find_map(language::accepted))
}

fn wish(path: &str, query: &str) -> Result<Wish, NotServed> {
    let read = |takes| Query::read(Some(query), takes).map_err(NotServed::Query);
    let period = || {
        let query = read(PERIOD)?;
        query.period_said().map_err(NotServed::Query)
    };
    match path {
        "/" | "/audit" => Ok(Wish::Overview(period()?)),
        "/audit/overview" => Ok(Wish::Figures(period()?)),
        "/audit/entries" => {
            let query = read(SOUGHT)?;
            let sought = query.sought().map_err(NotServed::Query)?;
            let (cursor, _) = query.page().map_err(NotServed::Query)?;
            Ok(Wish::Entries(Box::new(sought), cursor))
        }
        "/audit/entry" => {
            let index = read(&["index"])?.number("index").map_err(NotServed::Query)?;
            Ok(index.map_or(Wish::Nothing, |index| Wish::Entry(EntryIndex(index))))
        }
        other => {
            let table = other.strip_prefix("/audit/").and_then(|rest| rest.strip_suffix(".csv"));
            match table.and_then(Table::named) {
                Some(table) => Ok(Wish::Table(table, period()?)),
                None => Ok(Wish::Nothing),
            }
        }
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

fn answer(given: Given) -> Response<Bytes> {
    match given {
        Given::Page(page) => html(page),
        Given::Json(text) => with_body(text.into(), "application/json"),
        Given::Csv { name, text } => {
            let mut answer = with_body(text.into(), "text/csv; charset=utf-8");
            if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
                answer.headers_mut().insert(CONTENT_DISPOSITION, name);
            }
            answer
        }
    }
}

/// The fields that every answer has.
fn protect(answer: &mut Response<Bytes>) {
    let is_page = answer.status() == StatusCode::OK;
    let headers = answer.headers_mut();
    let mut set = |name: HeaderName, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, CONTENT);
    set(REFERRER_POLICY, "no-referrer");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if is_page {
        set(CACHE_CONTROL, "no-store");
    }
}
