//! Floor 20: outgoing HTTP. One pool of connections, a deadline and a size limit on every answer.

use crate::vocab::limits::Limit;
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long a connection may take to come up; the request's own deadline still holds.
const CONNECT: Duration = Duration::from_secs(5);

/// Idle connections kept for each host, and for how long.
const IDLE_PER_HOST: usize = 256;
const IDLE_FOR: Duration = Duration::from_secs(30);

/// Why an answer did not arrive. It says nothing of what was asked: that may name a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// No connection: refused, unknown host, failed TLS.
    #[error("the other side could not be reached")]
    Unreachable,
    /// The deadline passed.
    #[error("the other side did not answer within {0:?}")]
    TooSlow(Duration),
    /// The answer is larger than the limit.
    #[error("the answer is larger than {0}")]
    TooLarge(Limit),
    /// The connection broke, or what came was not HTTP.
    #[error("the answer broke off or was not HTTP")]
    Broken,
    /// A certificate authority's certificate could not be used.
    #[error("a trusted root certificate could not be read")]
    BadRoot,
}

/// Sends requests; clones share one pool.
#[derive(Clone)]
pub struct Dialer {
    pool: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

/// An answer whose body is still arriving.
pub struct Arriving {
    /// Status and header fields.
    pub head: hyper::http::response::Parts,
    body: Incoming,
    left: usize,
    limit: Limit,
    deadline: Duration,
    until: Instant,
}

impl Dialer {
    /// A pool that trusts these certificate authorities and no others for `https`.
    ///
    /// # Errors
    /// [`DialError::BadRoot`] when a root cannot be read.
    pub fn new(roots: &[CertificateDer<'static>]) -> Result<Self, DialError> {
        let mut store = rustls::RootCertStore::empty();
        for root in roots {
            store.add(root.clone()).map_err(|_| DialError::BadRoot)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| DialError::BadRoot)?
            .with_root_certificates(store)
            .with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let pool = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_FOR)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .build(connector);
        Ok(Self { pool })
    }

    /// Sends a request (absolute URI) and waits for the head of the answer.
    ///
    /// `deadline` covers all of it, from connecting to the last byte of the body.
    ///
    /// # Errors
    /// When no head came in time.
    pub async fn start(
        &self,
        request: Request<Bytes>,
        limit: Limit,
        deadline: Duration,
    ) -> Result<Arriving, DialError> {
        let until = Instant::now() + deadline;
        let answer =
            timeout_at(until, self.pool.request(request.map(Full::new)))
                .await
                .map_err(|_| DialError::TooSlow(deadline))?
                .map_err(|error| {
                    if error.is_connect() { DialError::Unreachable } else { DialError::Broken }
                })?;
        let (head, body) = answer.into_parts();
        Ok(Arriving { head, body, left: limit.most, limit, deadline, until })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// As [`Self::start`], and when the body is too large, too slow or breaks off.
    pub async fn send(
        &self,
        request: Request<Bytes>,
        limit: Limit,
        deadline: Duration,
    ) -> Result<Response<Bytes>, DialError> {
        let mut arriving = self.start(request, limit, deadline).await?;
        let mut whole = BytesMut::new();
        while let Some(chunk) = arriving.next().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(Response::from_parts(arriving.head, whole.freeze()))
    }
}

impl Arriving {
    /// The next chunk of the body; none at its end.
    ///
    /// # Errors
    /// When the body is too large, too slow or breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, DialError> {
        loop {
            let frame = timeout_at(self.until, self.body.frame())
                .await
                .map_err(|_| DialError::TooSlow(self.deadline))?;
            let Some(frame) = frame else { return Ok(None) };
            let Ok(chunk) = frame.map_err(|_| DialError::Broken)?.into_data() else { continue };
            self.left =
                self.left.checked_sub(chunk.len()).ok_or(DialError::TooLarge(self.limit))?;
            return Ok(Some(chunk));
        }
    }
}
