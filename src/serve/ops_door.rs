//! The operations door: metrics, and whether the process is alive and ready. Plain HTTP, for
//! loopback or a management network.

use super::{Door, problem};
use crate::gateway::active::InForce;
use crate::ledger::Ledger;
use crate::ledger::clock::ClockWrong;
use crate::ledger::stamps::Stamping;
use crate::ledger::witnessing::Standing;
use crate::metrics::{Metrics, Witnessed};
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;

/// No request to this door has a body.
const BODY: Limit = Limit { name: "operations_request_bytes", most: 0 };

/// What operators and their monitoring talk to.
pub struct OpsDoor {
    metrics: Metrics,
    ledger: Ledger,
    policies: Arc<InForce>,
    stop: super::listen::Stop,
}

impl OpsDoor {
    /// A door onto these metrics, this ledger and these policies; not ready any more once `stop` is
    /// set.
    #[must_use]
    pub const fn new(
        metrics: Metrics,
        ledger: Ledger,
        policies: Arc<InForce>,
        stop: super::listen::Stop,
    ) -> Self {
        Self { metrics, ledger, policies, stop }
    }

    fn metrics(&self) -> Response<Bytes> {
        let ledger = &self.ledger;
        self.metrics.ledger_is(ledger.size(), ledger.published(), ledger.not_indexed());
        if let Some(standing) = self.ledger.witnessed() {
            note_witnesses(self.metrics.witnessed(), &standing);
        }
        let (behind, ahead) = match self.ledger.clock() {
            Ok(()) => (Duration::ZERO, Duration::ZERO),
            Err(ClockWrong::Behind(off)) => (off, Duration::ZERO),
            Err(ClockWrong::Ahead(off) | ClockWrong::Idle(off)) => (Duration::ZERO, off),
        };
        self.metrics.clock_is(behind, ahead);
        match self.metrics.text() {
            Ok(text) => plain(StatusCode::OK, "text/plain; version=0.0.4", text),
            Err(_) => problem::answer(
                StatusCode::INTERNAL_SERVER_ERROR,
                "metrics-unwritable",
                "the metrics could not be written".into(),
            ),
        }
    }

    /// Ready means: a reading could be recorded now. With `?verbose` each check has its line.
    fn ready(&self, verbose: bool) -> Response<Bytes> {
        let ledger = self.ledger.ready().map_err(|error| error.to_string());
        let serving = if *self.stop.borrow() { Err("stopping".to_owned()) } else { Ok(()) };
        let active = self.policies.current();
        let policies = format!("{} since {}", active.set().digest(), active.since());
        let checks = [("ledger", ledger), ("serving", serving)];
        let good = checks.iter().all(|(_, check)| check.is_ok());
        let status = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        let line = |(name, check): &(&str, Result<(), String>)| match check {
            Ok(()) => format!("[+]{name} ok\n"),
            Err(why) => format!("[-]{name} failed: {why}\n"),
        };
        let details: String =
            checks.iter().filter(|(_, check)| verbose || check.is_err()).map(line).collect();
        let policies = if verbose { format!("[i]policies {policies}\n") } else { String::new() };
        let index = if verbose { indexing(&self.ledger) } else { String::new() };
        let witnesses = self.ledger.witnessed().map(|standing| witnesses(&standing, verbose));
        let witnesses = witnesses.unwrap_or_default();
        let now = self.ledger.now();
        let stamps = self.ledger.stamping().filter(|it| verbose || it.is_late(now));
        let stamps = stamps.map(|it| timestamps(it, now)).unwrap_or_default();
        let outcome = if good { "ready" } else { "not ready" };
        let text = format!("{details}{policies}{index}{witnesses}{stamps}{outcome}\n");
        plain(status, "text/plain; charset=utf-8", text)
    }
}

fn note_witnesses(metrics: &Witnessed, standing: &Standing) {
    for witness in &standing.witnesses {
        let age = witness.cosigned.map(|at| standing.at.since(at));
        metrics.witness_is(&witness.name, age, witness.alarm.is_some());
    }
    metrics.quorum_is(standing.fewest, standing.at.since(standing.quorum_since), standing.late);
}

/// How far the index is rebuilt; nothing when it is whole. Until then persons' lists are refused, and so
/// are readings about those of whom it is not known how many there were.
fn indexing(ledger: &Ledger) -> String {
    match (ledger.not_indexed(), ledger.indexed_in()) {
        (0, _) => String::new(),
        (left, None) => format!("[!]index being rebuilt: {left} entries left\n"),
        (left, Some(time)) => {
            format!("[!]index being rebuilt: {left} entries left, about {} s\n", time.as_secs())
        }
    }
}

/// How it stands with the time-stamps. A gateway whose time-stamps are late goes on serving, and says so.
fn timestamps(stamping: &Stamping, now: Timestamp) -> String {
    let mark = if stamping.is_late(now) { "[!]" } else { "[i]" };
    format!("{mark}timestamps {}\n", stamping.told(now))
}

/// How it stands with the witnesses: a line about all, and one for each that does not cosign. A gateway
/// whose witnesses are late goes on serving, and says so here.
fn witnesses(standing: &Standing, verbose: bool) -> String {
    let mut text = String::new();
    let age = standing.at.since(standing.quorum_since).as_secs();
    let (fewest, shown) = (standing.fewest, standing.shown_by().len());
    let (all, size) = (standing.witnesses.len(), standing.size);
    if standing.late {
        text += &format!("[!]witnesses late: no quorum of {fewest} has cosigned for {age} s\n");
    }
    if verbose {
        text += &format!("[i]witnesses {shown} of {all} have cosigned the {size} entries shown\n");
    }
    for witness in &standing.witnesses {
        if let Some(alarm) = witness.alarm {
            text += &format!("[!]witness {} ALARM: {alarm}\n", witness.name);
        } else if let Some(failure) = witness.failure.filter(|_| verbose) {
            text += &format!("[!]witness {} does not cosign: {failure}\n", witness.name);
        }
    }
    text
}

fn plain(status: StatusCode, media_type: &'static str, text: String) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(text));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

impl Door for OpsDoor {
    type Body = Bytes;

    fn name(&self) -> &'static str {
        "operations"
    }

    fn body_limit(&self) -> Limit {
        BODY
    }

    async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let verbose = request.uri().query() == Some("verbose");
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/metrics") => self.metrics(),
            (&Method::GET, "/livez") => {
                plain(StatusCode::OK, "text/plain; charset=utf-8", "live\n".into())
            }
            (&Method::GET, "/readyz") => self.ready(verbose),
            _ => problem::answer(
                StatusCode::NOT_FOUND,
                "no-such-path",
                "here are /metrics, /livez and /readyz".into(),
            ),
        }
    }
}
