//! Two data providers on loopback: a Folkeregisteret and an income register, over plain HTTP/1.
//!
//! They answer as the real ones do, in shape, and log nothing: every path they see holds a person's
//! number. Each counts the requests that reach it, so that a test can prove that none did.

use super::freg_document::{Selection, document};
use super::persons::{Income, Person, Population, Wage};
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde::Serialize;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Connections at one time to one provider; more wait in the kernel's queue.
const CONNECTIONS: Limit = Limit { name: "demo_provider_connections", most: 256 };

/// What stands before the number in a path of each register.
const PERSONS: &str = "/folkeregisteret/v1/personer/";
const INCOMES: &str = "/inntekt/v1/";

/// For the head of a request, and for what is under way when told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

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
    let provider = Arc::new(Provider { population, received });
    let places = Arc::new(Semaphore::new(CONNECTIONS.most));
    let open = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            arrived = arrival(&listener, &places) => {
                if let Some((stream, place)) = arrived {
                    provider.clone().serve(stream, place, &open);
                }
            }
        }
    }
    drop(listener);
    if timeout(PATIENCE, open.shutdown()).await.is_err() {
        tracing::warn!("a demonstration provider cut off some requests at the end of the drain");
    }
}

impl Provider {
    fn serve(
        self: Arc<Self>,
        stream: TcpStream,
        place: OwnedSemaphorePermit,
        open: &GracefulShutdown,
    ) {
        let service = service_fn(move |request: Request<_>| {
            let response = self.answer(request.method(), request.uri());
            async move { Ok::<_, Infallible>(response) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .serve_connection(TokioIo::new(stream), service);
        let watched = open.watch(connection);
        tokio::spawn(async move {
            // An error is the other end's and concerns no one else.
            let _ended = watched.await.is_err();
            drop(place);
        });
    }

    /// Answers one request.
    fn answer(&self, method: &Method, uri: &Uri) -> Response<Full<Bytes>> {
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
fn refuse(register: Register, refusal: &Refusal) -> Response<Full<Bytes>> {
    let prefix = match register {
        Register::Population => "FREG",
        Register::Income => "INNT",
    };
    let (status, number, text) = refusal.parts();
    let body = serde_json::json!({ "kode": format!("{prefix}-{number}"), "melding": text });
    json(status, body.to_string().into_bytes())
}

/// The next connection, once there is a place for it; none when accepting failed.
async fn arrival(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    let Ok((stream, _)) = listener.accept().await else {
        // Out of descriptors, most likely: let some connections end first.
        tokio::time::sleep(Duration::from_millis(50)).await;
        return None;
    };
    // Small answers are not held back; a socket that cannot be told so still works.
    let _delayed = stream.set_nodelay(true).is_err();
    Some((stream, place))
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

fn json(status: StatusCode, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
