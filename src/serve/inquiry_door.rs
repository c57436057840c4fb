//! What persons ask organisations about readings, for the organisations' own programs.
//!
//! `GET /inquiries` lists those without an answer; `GET /inquiries/{index}` opens one; `POST
//! /inquiries/{index}/answer` answers it. Described in `/inquiries/openapi.json`.

use super::problem::inquiry::{self, Fault};
use super::{DPOP_NONCE, problem};
use crate::acts::{Acts, Asked, Clerk, OpenInquiry, Words};
use crate::gateway::admit::admit;
use crate::gateway::path::Gateway;
use crate::gateway::record::{record_refusal, record_refusal_of};
use crate::gateway::refused::{self as gateway, Known};
use crate::ledger::entry::{Breadth, Draft, Event, Look, Looked, Matter, Resolution};
use crate::metrics::Metrics;
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use crate::vocab::time::{Day, Timestamp};
use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The description of every path of this door (OpenAPI 3.1).
pub const OPENAPI: &str = include_str!("inquiry_door/openapi.json");

/// The path of the list; all others begin with it.
pub const PATH: &str = "/inquiries";

/// The inquiries of one list; the oldest are shown first.
pub const LISTED: Limit = Limit { name: "inquiries_listed", most: 500 };

/// The inquiries over HTTP.
pub struct InquiryDoor {
    gateway: Arc<Gateway>,
    metrics: Metrics,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Description,
    List,
    One(EntryIndex),
    Answer(EntryIndex),
}

/// An inquiry in a list.
#[derive(Serialize)]
struct Listed {
    inquiry: EntryIndex,
    matter: Matter,
    purpose: Option<PurposeId>,
    asked_at: Timestamp,
    due: Day,
}

/// An opened inquiry.
#[derive(Serialize)]
struct Opened {
    #[serde(flatten)]
    listed: Listed,
    /// Who asks: the one whom the reading was about.
    person: String,
    text: String,
    /// The entry of the reading.
    about: Option<EntryIndex>,
}

/// A posted answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posted {
    resolution: Resolution,
    text: String,
}

impl From<OpenInquiry> for Listed {
    fn from(open: OpenInquiry) -> Self {
        let OpenInquiry { index, matter, purpose, due, at, .. } = open;
        Self { inquiry: index, matter, purpose, asked_at: at, due }
    }
}

impl From<Asked> for Opened {
    fn from(asked: Asked) -> Self {
        Self {
            listed: asked.inquiry.into(),
            person: asked.person.expose().to_owned(),
            text: asked.words,
            about: asked.regards,
        }
    }
}

impl InquiryDoor {
    /// A door onto the gateway's acts; tokens and rates are the gateway's.
    #[must_use]
    pub const fn new(gateway: Arc<Gateway>, metrics: Metrics) -> Self {
        Self { gateway, metrics }
    }

    /// Answers one request; an answer that is taken in runs to its end also when the caller hangs up.
    pub async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let (gateway, peer) = (self.gateway.clone(), *peer);
        let whole = tokio::spawn(async move { answer(&gateway, &peer, &request).await });
        let (outcome, answer) =
            whole.await.unwrap_or_else(|_| ("gateway-fault", problem::broken()));
        self.metrics.count("inquiries", outcome, "");
        answer
    }
}

async fn answer(
    gateway: &Gateway,
    peer: &Peer,
    request: &Request<Bytes>,
) -> (&'static str, Response<Bytes>) {
    let mut known = Known::default();
    let (outcome, mut answer) = match serve(gateway, peer, request, &mut known).await {
        Ok(answer) => ("served", answer),
        Err(fault) => {
            let code = fault.code();
            tracing::info!(reason = code, "a request about inquiries refused");
            (code, refuse(gateway, fault, &known, peer).await)
        }
    };
    if let Some(nonce) = known.nonce.as_deref().and_then(|nonce| nonce.parse().ok()) {
        answer.headers_mut().insert(DPOP_NONCE, nonce);
    }
    (outcome, answer)
}

async fn serve(
    gateway: &Gateway,
    peer: &Peer,
    request: &Request<Bytes>,
    known: &mut Known,
) -> Result<Response<Bytes>, Fault> {
    let wish = read(request)?;
    if matches!(wish, Wish::Description) {
        return Ok(written(Bytes::from_static(OPENAPI.as_bytes())));
    }
    let now = gateway.clock.now();
    let admitted = admit(&gateway.admission, peer, request, now, known).await?;
    let clerk = Clerk::new(admitted.caller())?;
    let acts: &Acts = &gateway.acts;
    match wish {
        Wish::Description => Err(Fault::Path),
        Wish::List => {
            let mut open = acts.open_inquiries(&clerk);
            let more = open.len() > LISTED.most;
            open.truncate(LISTED.most);
            let inquiries: Vec<Listed> = open.into_iter().map(Listed::from).collect();
            Ok(json(&serde_json::json!({ "inquiries": inquiries, "more": more })))
        }
        Wish::One(index) => {
            let asked = acts.asked(&clerk, index).await?;
            record_look(gateway, known, index, now).await?;
            Ok(json(&Opened::from(asked)))
        }
        Wish::Answer(index) => {
            let posted: Posted = serde_json::from_slice(request.body()).map_err(|_| Fault::Body)?;
            let words = Words::parse(&posted.text).map_err(|_| Fault::Body)?;
            let answer = acts.answer(&clerk, index, posted.resolution, words).await?;
            Ok(json(&serde_json::json!({ "answer": answer })))
        }
    }
}

/// That an organisation was told who asks is an entry before it is told.
async fn record_look(
    gateway: &Gateway,
    known: &Known,
    inquiry: EntryIndex,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(asker) = known.asker.clone() else { return Err(Fault::Path) };
    let (sight, at) = (Breadth::OwnReadings, Looked::Inquiry { inquiry });
    let look = Event::Look(Box::new(Look { asker, sight, at, covers_until: now }));
    gateway.ledger.append(Draft::new(look)).await.map_err(gateway::Refused::from)?;
    Ok(())
}

fn read(request: &Request<Bytes>) -> Result<Wish, Fault> {
    let index = |text: &str| crate::merkle::decimal(text).map(EntryIndex).ok_or(Fault::Path);
    let path = request.uri().path();
    let (wish, method) = match path.strip_prefix(PATH).ok_or(Fault::Path)? {
        "" => (Wish::List, Method::GET),
        "/openapi.json" => (Wish::Description, Method::GET),
        rest => {
            let rest = rest.strip_prefix('/').ok_or(Fault::Path)?;
            match rest.strip_suffix("/answer") {
                Some(rest) => (Wish::Answer(index(rest)?), Method::POST),
                None => (Wish::One(index(rest)?), Method::GET),
            }
        }
    };
    if request.uri().query().is_some() {
        return Err(Fault::Path);
    }
    match *request.method() == method {
        true => Ok(wish),
        false if method == Method::GET => Err(Fault::Method("GET")),
        false => Err(Fault::Method("POST")),
    }
}

/// Records the refusal of who is known, then answers it.
async fn refuse(gateway: &Gateway, fault: Fault, known: &Known, peer: &Peer) -> Response<Bytes> {
    let reason = fault.code().to_owned();
    let answer = match fault {
        Fault::Gateway(refused) => {
            return problem::refused(&record_refusal(refused, known, peer, gateway).await);
        }
        fault => inquiry::refused(&fault),
    };
    match record_refusal_of(&reason, known, &gateway.ledger).await {
        Ok(()) => answer,
        Err(refused) => problem::refused(&refused),
    }
}

fn json(document: &impl Serialize) -> Response<Bytes> {
    let Ok(bytes) = serde_json::to_vec(document) else { return problem::broken() };
    written(bytes.into())
}

fn written(bytes: Bytes) -> Response<Bytes> {
    let mut answer = Response::new(bytes);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
