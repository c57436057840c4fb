//! Two data providers on loopback: a Folkeregisteret and an income register, over plain HTTP/1.
//!
//! They answer as the real ones do, in shape, and log nothing: every path they see holds a person's
//! number. Each counts the requests that reach it, so that a test can prove that none did.

use super::freg_document::{Selection, document};
use super::persons::{Income, Person, Population, Wage};
use crate::serve::Door;
use crate::serve::listen::{Listener, Patience};
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Uri};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// No question to a register has a body.
const NO_BODY: Limit = Limit { name: "demo_provider_request_bytes", most: 0 };

/// What stands before the number in a path of each register.
const PERSONS: &str = "/folkeregisteret/v1/personer/";
const INCOMES: &str = "/inntekt/v1/";

/// Which register a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Register {
    Population,
    Income,
}

/// What one provider answers from, and how often it was asked.
#[derive(Debug)]
struct Provider {
    population: Arc<Population>,
    received: Arc<AtomicU64>,
}

/// Serves both registers on this socket until `shutdown` is ready, then lets what is under way
/// finish: `GET /folkeregisteret/v1/personer/{id}` with `part` any number of times, and
/// `GET /inntekt/v1/{id}?aar=2025`. `received` counts the requests, whatever they are.
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
        NO_BODY
    }

    async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        self.answer(request.method(), request.uri())
    }
}

impl Provider {
    /// Answers one request.
    fn answer(&self, method: &Method, uri: &Uri) -> Response<Bytes> {
        self.received.fetch_add(1, Ordering::SeqCst);
        let register =
            if uri.path().starts_with(INCOMES) { Register::Income } else { Register::Population };
        if method != Method::GET {
            let mut refusal = refuse(register, &Refusal::Method);
            refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
            return refusal;
        }
        let document = match register {
            Register::Population => self.person_document(uri),
            Register::Income => self.assessment(uri),
        };
        match document {
            Ok(body) => json(StatusCode::OK, body),
            Err(refusal) => refuse(register, &refusal),
        }
    }

    fn person_document(&self, uri: &Uri) -> Result<Vec<u8>, Refusal> {
        let person = self.person(uri, PERSONS)?;
        let selection = Selection::parse(values(uri, "part")?).map_err(|_| Refusal::Query)?;
        Ok(document(&self.population, person, &selection).to_string().into_bytes())
    }

    fn assessment(&self, uri: &Uri) -> Result<Vec<u8>, Refusal> {
        let person = self.person(uri, INCOMES)?;
        let years = values(uri, "aar")?;
        let [year] = years.as_slice() else { return Err(Refusal::Query) };
        let four_digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year = year.parse().ok().filter(|_| four_digits).ok_or(Refusal::Query)?;
        let income = self.population.income(person, year).ok_or(Refusal::Unknown)?;
        serde_json::to_vec(&Assessment::of(person, &income)).map_err(|_| Refusal::Unknown)
    }

    /// The person whose number is all that follows this prefix of the path.
    fn person(&self, uri: &Uri, prefix: &str) -> Result<&Person, Refusal> {
        let id = uri.path().strip_prefix(prefix).ok_or(Refusal::Path)?;
        let number = PersonNumber::parse(id).map_err(|_| Refusal::Identifier)?;
        self.population.by_number(&number).ok_or(Refusal::Unknown)
    }
}

/// Folkeregisteret's form of an error: `{"kode":"FREG-001","melding":"…"}`.
fn refuse(register: Register, refusal: &Refusal) -> Response<Bytes> {
    let prefix = match register {
        Register::Population => "FREG",
        Register::Income => "INNT",
    };
    let (status, number, text) = refusal.parts();
    let body = serde_json::json!({ "kode": format!("{prefix}-{number}"), "melding": text });
    json(status, body.to_string().into_bytes())
}

/// Why a request is not answered.
enum Refusal {
    /// What follows the path is no person number.
    Identifier,
    /// No such person, or nothing about them for the year.
    Unknown,
    /// A part, a year or another parameter that is not understood.
    Query,
    /// No such resource.
    Path,
    /// Another method than GET.
    Method,
}

impl Refusal {
    const fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Identifier => {
                (StatusCode::BAD_REQUEST, "001", "Ugyldig fødselsnummer eller D-nummer")
            }
            Self::Unknown => (StatusCode::NOT_FOUND, "002", "Ingen opplysninger funnet"),
            Self::Query => (StatusCode::BAD_REQUEST, "003", "Ugyldig eller ukjent parameter"),
            Self::Path => (StatusCode::NOT_FOUND, "004", "Ressursen finnes ikke"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "005", "Bare GET er støttet"),
        }
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

/// The income register's document, in its order.
#[derive(Serialize)]
struct Assessment<'a> {
    norskident: &'a str,
    inntektsaar: String,
    #[serde(rename = "alminneligInntekt")]
    general: i64,
    #[serde(rename = "skattepliktigInntekt")]
    taxable: &'a [Wage],
    #[serde(rename = "formue")]
    wealth: Wealth,
    #[serde(rename = "skjermet")]
    shielded: bool,
    #[serde(rename = "skattekommune")]
    municipality: &'a str,
}

#[derive(Serialize)]
struct Wealth {
    #[serde(rename = "nettoformue")]
    net: i64,
}

impl<'a> Assessment<'a> {
    fn of(person: &'a Person, income: &'a Income) -> Self {
        Self {
            norskident: person.number().expose(),
            inntektsaar: income.year.to_string(),
            general: income.general,
            taxable: &income.taxable,
            wealth: Wealth { net: income.net_wealth },
            shielded: income.shielded,
            municipality: income.municipality,
        }
    }
}

fn json(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
