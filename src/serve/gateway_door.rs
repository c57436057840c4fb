//! The gateway's door: a governed reading in HTTP.

use super::outgoing::{Outgoing, Parts};
use super::{DPOP_NONCE, problem};
use crate::gateway::path::Gateway;
use crate::gateway::refused::Known;
use crate::gateway::respond::{Answer, Reply};
use crate::metrics::Metrics;
use crate::vocab::peer::Peer;
use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Request, Response};
use std::sync::Arc;
use std::time::Instant;

/// The header with the index of the entry that recorded the reading.
pub const LEDGER_INDEX: HeaderName = HeaderName::from_static("sluse-ledger-index");

/// The header with the number of fields that were withheld.
pub const FIELDS_WITHHELD: HeaderName = HeaderName::from_static("sluse-fields-withheld");

/// Reads and writes HTTP for the gateway.
pub struct GatewayDoor {
    gateway: Arc<Gateway>,
    metrics: Metrics,
}

impl GatewayDoor {
    /// The door of this gateway.
    #[must_use]
    pub const fn new(gateway: Arc<Gateway>, metrics: Metrics) -> Self {
        Self { gateway, metrics }
    }

    /// Answers one request. It runs to its end also when the caller hangs up: what was asked of a
    /// provider is recorded.
    pub async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Outgoing> {
        let (gateway, metrics, peer) = (self.gateway.clone(), self.metrics.clone(), *peer);
        let whole =
            tokio::spawn(async move { governed(&gateway, &metrics, &peer, &request).await });
        whole.await.unwrap_or_else(|_| problem::broken().map(Outgoing::from))
    }
}

async fn governed(
    gateway: &Arc<Gateway>,
    metrics: &Metrics,
    peer: &Peer,
    request: &Request<Bytes>,
) -> Response<Outgoing> {
    let begun = Instant::now();
    let mut known = Known::default();
    let outcome = gateway.answer(peer, request, &mut known).await;
    let purpose = known.purpose.as_ref().map_or("", |purpose| purpose.as_str());
    let mut answer = match outcome {
        Ok(reply) => {
            metrics.count("gateway", "permit", purpose);
            delivered(reply)
        }
        Err(refused) => {
            metrics.count("gateway", refused.code(), purpose);
            tracing::info!(reason = refused.code(), purpose, "refused");
            problem::refused(&refused).map(Outgoing::from)
        }
    };
    if let Some(nonce) = known.nonce.as_deref().and_then(|nonce| nonce.parse().ok()) {
        answer.headers_mut().insert(DPOP_NONCE, nonce);
    }
    metrics.gateway_took(begun.elapsed());
    answer
}

fn delivered(reply: Reply) -> Response<Outgoing> {
    let mut answer = Response::new(match reply.body {
        Answer::Whole(bytes) => Outgoing::Whole(bytes),
        Answer::Flowing(flow) => Outgoing::Flowing(Parts::Reading(flow), None),
    });
    let headers = answer.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(&reply.media_type) {
        headers.insert(CONTENT_TYPE, media_type);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(index) = reply.index {
        headers.insert(LEDGER_INDEX, HeaderValue::from(index.0));
    }
    if let Some(withheld) = reply.withheld {
        headers.insert(FIELDS_WITHHELD, HeaderValue::from(withheld));
    }
    answer
}
