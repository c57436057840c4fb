//! Data providers on loopback: a Folkeregisteret, an income register and a cadastre, over plain HTTP/1.
//!
//! They answer as the real ones do, in shape, and log nothing: every path they see holds a person's
//! number. Each counts the requests that reach it, so that a test can prove that none did.

mod bulk;
mod cadastre;
mod events;
pub(super) mod income;
mod refusal;

pub use cadastre::question as cadastre_question;

use self::refusal::Refusal;
use super::freg_document::{Selection, document};
use super::persons::{Person, Population};
use crate::serve::Door;
use crate::serve::listen::{Listener, Patience};
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Uri};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The body of a question to a register: a look-up of a thousand persons at most.
const BODY_BYTES: Limit = Limit { name: "demo_provider_request_bytes", most: 64 * 1024 };

/// What stands before the number in a path of each register.
const PERSONS: &str = "/folkeregisteret/v1/personer/";
const INCOMES: &str = "/inntekt/v1/";

/// Where many persons are looked up at once, where events are, and where the cadastre is.
const BULK: &str = "/folkeregisteret/v1/personer/bulkoppslag/";
const FEED: &str = "/folkeregisteret/offentlig-med-hjemmel/api/v1/hendelser/feed/";
const STORE: &str = "/matrikkelapi/wsapi/v1/StoreServiceWS";

/// Which register a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Register {
    Population,
    Income,
    Cadastre,
}

impl Register {
    fn of(path: &str) -> Self {
        if path.starts_with(INCOMES) {
            Self::Income
        } else if path == STORE {
            Self::Cadastre
        } else {
            Self::Population
        }
    }
}

/// What one provider answers from, and how often it was asked.
#[derive(Debug)]
struct Provider {
    population: Arc<Population>,
    received: Arc<AtomicU64>,
}

/// Serves the registers on this socket until `shutdown` is ready, then lets what is under way
/// finish: `GET /folkeregisteret/v1/personer/{id}` with `part` any number of times,
/// `POST /folkeregisteret/v1/personer/bulkoppslag/`, the feed of events with `seq`,
/// `GET /inntekt/v1/{id}?aar=2025` and
/// `POST /matrikkelapi/wsapi/v1/StoreServiceWS`. `received` counts the requests, whatever they are.
///
/// Nobody is asked who they are, so a socket that other machines can reach is not served at all.
pub async fn run(
    listener: TcpListener,
    population: Arc<Population>,
    received: Arc<AtomicU64>,
    shutdown: impl Future<Output = ()>,
) {
    if !listener.local_addr().is_ok_and(|address| address.ip().is_loopback()) {
        tracing::error!("a demonstration provider serves a loopback socket only");
        return;
    }
    let (stop, stopping) = watch::channel(false);
    let provider = Arc::new(Provider { population, received });
    let serving = Listener::new(listener, None, Patience::default(), None).run(provider, stopping);
    let stopped = async {
        shutdown.await;
        let _ = stop.send(true);
    };
    tokio::join!(serving, stopped);
}

impl Door for Provider {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "demo-provider"
    }

    fn body_limit(&self) -> Limit {
        BODY_BYTES
    }

    async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        self.answer(request.method(), request.uri(), request.body())
    }
}

impl Provider {
    /// Answers one request.
    fn answer(&self, method: &Method, uri: &Uri, body: &[u8]) -> Response<Bytes> {
        self.received.fetch_add(1, Ordering::SeqCst);
        let register = Register::of(uri.path());
        let posted = uri.path() == BULK || register == Register::Cadastre;
        let wanted = if posted { &Method::POST } else { &Method::GET };
        let document = if method != wanted {
            Err(Refusal::Method(if posted { "POST" } else { "GET" }))
        } else if posted && uri.query().is_some() {
            Err(Refusal::Query)
        } else {
            match register {
                Register::Population if posted => bulk::answer(&self.population, body),
                Register::Population if uri.path() == FEED => self.events(uri),
                Register::Population => self.person_document(uri),
                Register::Income => self.assessment(uri),
                Register::Cadastre => cadastre::answer(&self.population, body),
            }
        };
        match (document, register) {
            (Ok(body), Register::Cadastre) => cadastre::xml(StatusCode::OK, body),
            (Ok(body), _) => json(StatusCode::OK, body),
            (Err(refusal), register) => refusal.answer(register),
        }
    }

    fn person_document(&self, uri: &Uri) -> Result<Vec<u8>, Refusal> {
        let person = self.person(uri, PERSONS)?;
        let selection = Selection::parse(values(uri, "part")?).map_err(|_| Refusal::Query)?;
        Ok(document(&self.population, person, &selection).to_string().into_bytes())
    }

    fn events(&self, uri: &Uri) -> Result<Vec<u8>, Refusal> {
        let after = match values(uri, "seq")?.as_slice() {
            [] => 0,
            [after] => after.parse().map_err(|_| Refusal::Query)?,
            _ => return Err(Refusal::Query),
        };
        Ok(events::page(&self.population, after))
    }

    fn assessment(&self, uri: &Uri) -> Result<Vec<u8>, Refusal> {
        let person = self.person(uri, INCOMES)?;
        let years = values(uri, "aar")?;
        let [year] = years.as_slice() else { return Err(Refusal::Query) };
        let four_digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year = year.parse().ok().filter(|_| four_digits).ok_or(Refusal::Query)?;
        let income = self.population.income(person, year).ok_or(Refusal::Unknown)?;
        serde_json::to_vec(&income::Assessment::of(person, &income)).map_err(|_| Refusal::Unknown)
    }

    /// The person whose number is all that follows this prefix of the path.
    fn person(&self, uri: &Uri, prefix: &str) -> Result<&Person, Refusal> {
        let id = uri.path().strip_prefix(prefix).ok_or(Refusal::Path)?;
        let number = PersonNumber::parse(id).map_err(|_| Refusal::Identifier)?;
        self.population.by_number(&number).ok_or(Refusal::Unknown)
    }
}

/// The values of a query in which only this name may occur. Nothing that is known needs percent
/// encoding, so what is encoded is not known.
fn values<'a>(uri: &'a Uri, name: &str) -> Result<Vec<&'a str>, Refusal> {
    let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.split_once('=') {
            Some((found, value)) if found == name => Ok(value),
            _ => Err(Refusal::Query),
        })
        .collect()
}

fn json(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
