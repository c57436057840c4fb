//! The witness's door: `POST /add-checkpoint` for logs, `GET /<hex of origin>/checkpoint` for who
//! monitors them (c2sp.org/tlog-witness). Its answers are plain text: what asks here knows no problem
//! documents.

use super::Door;
use super::listen::Unclear;
use crate::gateway::admit::Strangers;
use crate::merkle::witness::{ADD_CHECKPOINT_BYTES, Refused, SIZE_TYPE};
use crate::metrics::witness::WitnessMetrics;
use crate::vocab::cause::Told;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::witness::{NotCosigned, Witness};
use bytes::Bytes;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;

const ADD_CHECKPOINT: &str = "/add-checkpoint";
const TEXT: &str = "text/plain; charset=utf-8";

/// What logs and monitors talk to.
pub struct WitnessDoor {
    witness: Arc<Witness>,
    metrics: WitnessMetrics,
    rate: Strangers,
}

impl WitnessDoor {
    /// A door of this witness, at this rate for each address.
    #[must_use]
    pub const fn new(witness: Arc<Witness>, metrics: WitnessMetrics, rate: Strangers) -> Self {
        Self { witness, metrics, rate }
    }

    async fn add_checkpoint(&self, body: Bytes) -> (&'static str, Response<Bytes>) {
        let witness = self.witness.clone();
        let done = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body)).await;
        match done {
            Ok(Ok(line)) => ("cosigned", plain(StatusCode::OK, line)),
            Ok(Err(why)) => told(&why),
            Err(_) => ("failed", plain(StatusCode::INTERNAL_SERVER_ERROR, "failed\n".into())),
        }
    }

    fn newest(&self, path: &str) -> Response<Bytes> {
        let hash = path.strip_prefix('/').and_then(|rest| rest.strip_suffix("/checkpoint"));
        match hash.and_then(|hash| self.witness.newest(hash)) {
            Some(note) => {
                let mut answer = plain(StatusCode::OK, String::new()).map(|_| Bytes::from(note));
                let soon = HeaderValue::from_static("public, max-age=1, must-revalidate");
                answer.headers_mut().insert(CACHE_CONTROL, soon);
                answer
            }
            None => plain(StatusCode::NOT_FOUND, "no such log, or nothing cosigned yet\n".into()),
        }
    }
}

impl Door for WitnessDoor {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "witness"
    }

    fn body_limit(&self) -> Limit {
        ADD_CHECKPOINT_BYTES
    }

    async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        if let Err(wait) = self.rate.admit(peer) {
            self.metrics.asked("too_fast");
            return too_fast(wait);
        }
        let path = request.uri().path();
        let (outcome, answer) = match (request.method(), path == ADD_CHECKPOINT) {
            (&Method::POST, true) => self.add_checkpoint(request.into_body()).await,
            (_, true) => ("malformed", only("POST")),
            (&Method::GET | &Method::HEAD, false) => ("read", self.newest(path)),
            (_, false) => ("malformed", only("GET, HEAD")),
        };
        self.metrics.asked(outcome);
        answer
    }

    async fn answer_unclear(
        &self,
        _peer: &Peer,
        _head: &Parts,
        unclear: Unclear,
    ) -> Response<Bytes> {
        self.metrics.asked("malformed");
        match unclear {
            Unclear::TooLarge(limit) => {
                let text = format!("the request passes the limit {limit}\n");
                plain(StatusCode::PAYLOAD_TOO_LARGE, text)
            }
            _ => plain(StatusCode::BAD_REQUEST, "no clear HTTP request\n".into()),
        }
    }
}

/// The status of each reason against a cosignature, and what metrics call it.
fn told(why: &NotCosigned) -> (&'static str, Response<Bytes>) {
    let text = || format!("{}\n", Told(why));
    match why {
        NotCosigned::Refused(refused) => match refused {
            Refused::Malformed(_) => ("malformed", plain(StatusCode::BAD_REQUEST, text())),
            Refused::OldIsLarger => ("old_is_larger", plain(StatusCode::BAD_REQUEST, text())),
            Refused::UnknownOrigin => ("unknown_origin", plain(StatusCode::NOT_FOUND, text())),
            Refused::NotByLog => ("not_by_log", plain(StatusCode::FORBIDDEN, text())),
            Refused::OtherSize { size } => ("other_size", other_size(*size)),
            Refused::Inconsistent(_) => {
                ("inconsistent", plain(StatusCode::UNPROCESSABLE_ENTITY, text()))
            }
            Refused::EmptyRoot => ("empty_root", plain(StatusCode::UNPROCESSABLE_ENTITY, text())),
        },
        NotCosigned::ClockBehind => {
            ("clock_behind", plain(StatusCode::SERVICE_UNAVAILABLE, text()))
        }
        NotCosigned::CannotRemember => {
            ("cannot_remember", plain(StatusCode::SERVICE_UNAVAILABLE, text()))
        }
        NotCosigned::CannotSign(_) => {
            ("cannot_sign", plain(StatusCode::INTERNAL_SERVER_ERROR, text()))
        }
    }
}

fn other_size(size: u64) -> Response<Bytes> {
    let mut answer = plain(StatusCode::CONFLICT, format!("{size}\n"));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(SIZE_TYPE));
    answer
}

fn too_fast(wait: Duration) -> Response<Bytes> {
    let mut answer = plain(StatusCode::TOO_MANY_REQUESTS, "too many requests\n".into());
    let seconds = wait.as_secs().saturating_add(1);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

fn only(methods: &'static str) -> Response<Bytes> {
    let text = format!("only {methods} here\n");
    let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, text);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    answer
}

fn plain(status: StatusCode, text: String) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(text));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(TEXT));
    answer
}

/// Metrics and health of a witness. Plain HTTP, for loopback or a management network.
pub struct WitnessOpsDoor {
    witness: Arc<Witness>,
    metrics: WitnessMetrics,
    stop: super::listen::Stop,
}

impl WitnessOpsDoor {
    /// A door onto this witness; not ready any more once `stop` is set.
    #[must_use]
    pub const fn new(
        witness: Arc<Witness>,
        metrics: WitnessMetrics,
        stop: super::listen::Stop,
    ) -> Self {
        Self { witness, metrics, stop }
    }

    fn metrics(&self) -> Response<Bytes> {
        for log in self.witness.standing() {
            self.metrics.log_is(&log.origin, log.newest, log.stuck);
        }
        match self.metrics.text() {
            Ok(text) => plain(StatusCode::OK, text),
            Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "failed\n".into()),
        }
    }

    /// Ready means: every log that it knows could be cosigned now.
    fn ready(&self, verbose: bool) -> Response<Bytes> {
        let mut text = String::new();
        let mut good = true;
        let mut check = |name: &str, fault: Option<&str>| {
            good &= fault.is_none();
            match fault {
                Some(why) => text += &format!("[-]{name} failed: {why}\n"),
                None if verbose => text += &format!("[+]{name} ok\n"),
                None => {}
            }
        };
        check("serving", self.stop.borrow().then_some("stopping"));
        let behind = self.witness.clock_is_behind();
        check("clock", behind.then_some("it is behind the newest cosignature"));
        let logs = self.witness.standing();
        let stuck = logs.iter().any(|log| log.stuck);
        check("memory", stuck.then_some("a write has failed; start again"));
        for log in logs.iter().filter(|_| verbose) {
            let newest = match log.newest {
                Some((size, time)) => format!("{size} entries at {time}"),
                None => "nothing cosigned yet".to_owned(),
            };
            text += &format!("[i]{} {newest}\n", log.origin);
        }
        text += if good { "ready\n" } else { "not ready\n" };
        plain(if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, text)
    }
}

impl Door for WitnessOpsDoor {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "operations"
    }

    fn body_limit(&self) -> Limit {
        Limit { name: "operations_request_bytes", most: 0 }
    }

    async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let verbose = request.uri().query() == Some("verbose");
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/metrics") => self.metrics(),
            (&Method::GET, "/livez") => plain(StatusCode::OK, "live\n".into()),
            (&Method::GET, "/readyz") => self.ready(verbose),
            _ => plain(StatusCode::NOT_FOUND, "here are /metrics, /livez and /readyz\n".into()),
        }
    }
}
