//! Floor 20: outgoing HTTP/1.1. Connections are kept, and every answer has a deadline and a size limit.
//!
//! A connection has no task of its own: whoever waits for an answer drives it ([`link`]). That saves two
//! switches between tasks for each reading, which a pool with tasks costs.

mod link;

use crate::vocab::limits::Limit;
use bytes::{Bytes, BytesMut};
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::{PathAndQuery, Scheme};
use hyper::{Method, Request, Response, Uri};
use link::Link;
use rustls::pki_types::{CertificateDer, ServerName};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

/// How long a connection may take to come up; the request's own deadline still holds.
const CONNECT: Duration = Duration::from_secs(5);

/// Idle connections kept for each host, and for how long.
const IDLE_PER_HOST: usize = 256;
const IDLE_FOR: Duration = Duration::from_secs(30);

/// Hosts that one dialer remembers; more are dialled anew each time.
const HOSTS: usize = 64;

/// Why an answer did not arrive. It says nothing of what was asked: that may name a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// The address is not `http://` or `https://` with a host.
    #[error("the address is not http:// or https:// with a host")]
    BadAddress,
    /// No connection: refused, unknown host, failed TLS.
    #[error("the other side could not be reached")]
    Unreachable,
    /// The other side's certificate is from nobody who is trusted here, for another name, or expired.
    #[error("the other side's certificate is not trusted here")]
    Untrusted,
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

/// Knows hosts; clones share their connections.
#[derive(Clone)]
pub struct Dialer(Arc<Hosts>);

struct Hosts {
    tls: TlsConnector,
    known: Mutex<HashMap<String, Arc<Host>>>,
}

/// One host, with the connections to it that are idle.
pub struct Host {
    name: String,
    port: u16,
    secure: Option<(ServerName<'static>, TlsConnector)>,
    authority: HeaderValue,
    idle: Mutex<Vec<Link>>,
}

/// An answer whose body is still arriving.
pub struct Arriving {
    /// Status and header fields.
    pub head: hyper::http::response::Parts,
    body: Incoming,
    link: Option<Link>,
    host: Arc<Host>,
    left: usize,
    limit: Limit,
    deadline: Duration,
    until: Instant,
    /// Whether the deadline begins anew with each chunk.
    each: bool,
}

impl Dialer {
    /// A dialer that trusts these certificate authorities and no others for `https`.
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
        let tls = TlsConnector::from(Arc::new(tls));
        Ok(Self(Arc::new(Hosts { tls, known: Mutex::default() })))
    }

    /// The host of an address.
    ///
    /// # Errors
    /// [`DialError::BadAddress`].
    pub fn host(&self, address: &Uri) -> Result<Arc<Host>, DialError> {
        let (Some(scheme), Some(authority)) = (address.scheme(), address.authority()) else {
            return Err(DialError::BadAddress);
        };
        let key = format!("{scheme}://{authority}");
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = known.get(&key) {
            return Ok(host.clone());
        }
        let secure = if *scheme == Scheme::HTTPS {
            let name = authority.host().trim_matches(['[', ']']).to_owned();
            let name = ServerName::try_from(name).map_err(|_| DialError::BadAddress)?;
            Some((name, self.0.tls.clone()))
        } else if *scheme == Scheme::HTTP {
            None
        } else {
            return Err(DialError::BadAddress);
        };
        let port = authority.port_u16().unwrap_or(if secure.is_some() { 443 } else { 80 });
        let host = Arc::new(Host {
            name: authority.host().trim_matches(['[', ']']).to_owned(),
            port,
            secure,
            authority: HeaderValue::from_str(authority.as_str())
                .ok()
                .filter(|_| !authority.as_str().contains('@'))
                .ok_or(DialError::BadAddress)?,
            idle: Mutex::default(),
        });
        if known.len() < HOSTS {
            known.insert(key, host.clone());
        }
        Ok(host)
    }

    /// Sends a request to an absolute address and reads the whole answer.
    ///
    /// # Errors
    /// As [`Host::start`], and when the body is too large, too slow or breaks off.
    pub async fn send(
        &self,
        mut request: Request<Bytes>,
        limit: Limit,
        deadline: Duration,
    ) -> Result<Response<Bytes>, DialError> {
        let host = self.host(request.uri())?;
        let target = request.uri().path_and_query().cloned();
        *request.uri_mut() = Uri::from(target.unwrap_or(PathAndQuery::from_static("/")));
        let mut arriving = host.start(request, limit, deadline).await?;
        let mut whole = BytesMut::new();
        while let Some(chunk) = arriving.next().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(Response::from_parts(arriving.head, whole.freeze()))
    }
}

impl Host {
    /// Sends a request whose address is path and query alone, and waits for the head of the answer.
    ///
    /// `deadline` covers all of it, from connecting to the last byte of the body. A GET that fails on a
    /// kept connection (which the other side may just have closed) is sent once more on a new one.
    ///
    /// # Errors
    /// When no head came in time.
    pub async fn start(
        self: &Arc<Self>,
        mut request: Request<Bytes>,
        limit: Limit,
        deadline: Duration,
    ) -> Result<Arriving, DialError> {
        let until = Instant::now() + deadline;
        request.headers_mut().insert(HOST, self.authority.clone());
        let answer = timeout_at(until, self.exchange(request))
            .await
            .map_err(|_| DialError::TooSlow(deadline))??;
        let (link, (head, body)) = (answer.0, answer.1.into_parts());
        let (host, left) = (self.clone(), limit.most);
        Ok(Arriving {
            head,
            body,
            link: Some(link),
            host,
            left,
            limit,
            deadline,
            until,
            each: false,
        })
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
    ) -> Result<(Link, Response<Incoming>), DialError> {
        if let Some(mut kept) = self.take().await {
            let again = (*request.method() == Method::GET).then(|| request.clone());
            match (kept.send(request).await, again) {
                (Ok(answer), _) => return Ok((kept, answer)),
                (Err(_), Some(again)) => return self.exchange_anew(again).await,
                (Err(_), None) => return Err(DialError::Broken),
            }
        }
        self.exchange_anew(request).await
    }

    async fn exchange_anew(
        &self,
        request: Request<Bytes>,
    ) -> Result<(Link, Response<Incoming>), DialError> {
        // Boxed: seldom needed, and so large that every request's future would be.
        let connecting = Box::pin(Link::connect(&self.name, self.port, self.secure.as_ref()));
        let mut link = timeout_at(Instant::now() + CONNECT, connecting)
            .await
            .map_err(|_| DialError::Unreachable)??;
        let answer = link.send(request).await.map_err(|_| DialError::Broken)?;
        Ok((link, answer))
    }

    /// The connection that was used last and is still open.
    async fn take(&self) -> Option<Link> {
        loop {
            let mut link = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if link.is_fresh(IDLE_FOR) && link.is_open().await {
                return Some(link);
            }
        }
    }

    fn keep(&self, link: Link) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // The last used stand last, so those that have been idle too long stand first.
        let stale = idle.iter().take_while(|link| !link.is_fresh(IDLE_FOR)).count();
        idle.drain(..stale);
        if idle.len() < IDLE_PER_HOST {
            idle.push(link);
        }
    }
}

impl Arriving {
    /// From here on this limit holds, and the deadline holds for each chunk by itself.
    pub fn flows(&mut self, limit: Limit) {
        self.left = limit.most.saturating_sub(self.limit.most - self.left);
        self.limit = limit;
        self.each = true;
    }

    /// The next chunk of the body; none at its end.
    ///
    /// # Errors
    /// When the body is too large, too slow or breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, DialError> {
        let Some(link) = &mut self.link else { return Ok(None) };
        if self.each {
            self.until = Instant::now() + self.deadline;
        }
        let chunk = timeout_at(self.until, link.next(&mut self.body))
            .await
            .map_err(|_| DialError::TooSlow(self.deadline))?
            .map_err(|_| DialError::Broken)?;
        let Some(chunk) = chunk else {
            if let Some(mut link) = self.link.take()
                && link.is_ready_again().await
            {
                self.host.keep(link);
            }
            return Ok(None);
        };
        self.left = self.left.checked_sub(chunk.len()).ok_or(DialError::TooLarge(self.limit))?;
        Ok(Some(chunk))
    }
}
