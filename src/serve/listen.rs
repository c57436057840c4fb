//! One listener: accepts, shakes hands, reads whole requests under limits, drains when told.
//!
//! What bare hyper lets through and a gateway must not (two Hosts, a body on GET, two statements of a
//! length, …) is refused in [`unclear`] and [`heads`] before a door sees it. The protocol is chosen by
//! ALPN.

mod heads;
mod unclear;

pub use unclear::Unclear;

use self::heads::{Followed, Verdict, Verdicts};
use super::impatient::Impatient;
use super::outgoing::Outgoing;
use super::unsent::{Ledge, Unsent};
use super::{Door, problem, tls};
use crate::metrics::Metrics;
use crate::vocab::limits::{HEADER_BYTES, HEADER_FIELDS, Limit};
use crate::vocab::peer::Peer;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use hyper::header::{HeaderValue, STRICT_TRANSPORT_SECURITY};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, Version, header};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// How patient a listener is, and how many it serves at a time.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Connections at one time, all peers together; more wait in the kernel's queue.
    pub connections: usize,
    /// Connections at one time from one address; more are closed at once.
    pub connections_per_address: usize,
    /// For the TLS handshake, for the head of a request, for its body, and between requests.
    pub wait: Duration,
    /// For requests under way when the process is told to stop.
    pub drain: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connections: 4096,
            connections_per_address: 1024,
            wait: Duration::from_secs(10),
            drain: Duration::from_secs(20),
        }
    }
}

/// Concurrent requests on one HTTP/2 connection, and the bytes of answers it may hold for a peer.
const STREAMS: u32 = 100;
const SEND_BUFFER: usize = 64 * 1024;

/// How long a browser is to use TLS only (RFC 6797; meaningless without TLS).
const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Turns to `true` when the process is told to stop.
pub type Stop = watch::Receiver<bool>;

/// Resolves when the process is told to stop, or whoever could tell is gone.
async fn told(stop: &mut Stop) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A bound socket and how to serve it.
pub struct Listener {
    socket: TcpListener,
    tls: Option<TlsAcceptor>,
    patience: Patience,
    metrics: Option<Metrics>,
}

impl Listener {
    /// A listener on a bound socket; with TLS where an acceptor is given. Its answers are counted
    /// where there are metrics.
    #[must_use]
    pub const fn new(
        socket: TcpListener,
        tls: Option<TlsAcceptor>,
        patience: Patience,
        metrics: Option<Metrics>,
    ) -> Self {
        Self { socket, tls, patience, metrics }
    }

    /// Serves the door until told to stop, then lets what is under way finish.
    pub async fn run<D: Door>(self, door: Arc<D>, mut stop: Stop) {
        let mut open = JoinSet::new();
        let crowd = Arc::new(Crowd::default());
        let unsent = Unsent::default();
        loop {
            let full = open.len() >= self.patience.connections;
            tokio::select! {
                biased;
                () = told(&mut stop) => break,
                Some(_) = open.join_next() => {}
                accepted = self.socket.accept(), if !full => match accepted {
                    Ok((stream, from)) => {
                        let peer = Peer::at(from.ip().to_canonical());
                        let Some(place) = crowd.enter(peer.neighbourhood(), self.patience) else { continue };
                        let (tls, stop) = (self.tls.clone(), stop.clone());
                        let (door, metrics) = (door.clone(), self.metrics.clone());
                        let secure = tls.is_some();
                        let patience = self.patience;
                        let ledge = Arc::new(Ledge::new(unsent.clone(), peer.site()));
                        let guest = Guest { door, peer, patience, metrics, secure, ledge };
                        open.spawn(async move {
                            connection(stream, tls, guest, stop).await;
                            drop(place);
                        });
                    }
                    // Out of descriptors, most likely: let some connections end first.
                    Err(error) => {
                        tracing::warn!(door = door.name(), kind = %error.kind(), "accept failed");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                },
            }
        }
        drop(self.socket);
        let drained = async { while open.join_next().await.is_some() {} };
        if timeout(self.patience.drain, drained).await.is_err() {
            tracing::warn!(
                door = door.name(),
                "some requests were cut off at the end of the drain"
            );
        }
    }
}

/// How many connections each address has open.
#[derive(Default)]
struct Crowd(Mutex<HashMap<IpAddr, usize>>);

/// One connection's place in the crowd, given back when dropped.
struct Place {
    crowd: Arc<Crowd>,
    address: IpAddr,
}

impl Crowd {
    fn enter(self: &Arc<Self>, address: IpAddr, patience: Patience) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= patience.connections_per_address {
            return None;
        }
        *count += 1;
        Some(Place { crowd: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// One connection's door, and who is at it.
struct Guest<D> {
    door: Arc<D>,
    peer: Peer,
    patience: Patience,
    metrics: Option<Metrics>,
    /// Whether the connection is TLS.
    secure: bool,
    ledge: Arc<Ledge>,
}

impl<D> Guest<D> {
    /// Resolves when the connection has been open long enough: an answer is stuck, or (HTTP/2, where
    /// nothing else sees it) nothing was asked and nothing under way for as long as `wait`.
    async fn outstayed(ledge: Arc<Ledge>, wait: Duration, idle_ends_it: bool) {
        let mut asked = None;
        loop {
            tokio::time::sleep(wait).await;
            let idle = asked == Some(ledge.count()) && ledge.is_clear();
            if ledge.is_stuck() || (idle && idle_ends_it) {
                return;
            }
            asked = Some(ledge.count());
        }
    }
}

/// Shakes hands and serves one connection to its end.
async fn connection<D: Door>(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    mut guest: Guest<D>,
    stop: Stop,
) {
    // Without this a small answer can wait for the peer's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let wait = guest.patience.wait;
    let stream = Impatient::new(stream, wait);
    let Some(acceptor) = tls else {
        return http1(stream, guest, stop).await;
    };
    let Ok(Ok(stream)) = timeout(wait, acceptor.accept(stream)).await else { return };
    guest.peer.certificate = tls::client_certificate(stream.get_ref().1);
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2(stream, guest, stop).await;
    } else {
        http1(stream, guest, stop).await;
    }
}

async fn http1<D: Door>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    guest: Guest<D>,
    mut stop: Stop,
) {
    let wait = guest.patience.wait;
    let outstayed = Guest::<D>::outstayed(guest.ledge.clone(), wait, false);
    let guest = Arc::new(guest);
    let verdicts = Verdicts::default();
    let stream = Followed::new(stream, verdicts.clone());
    let service = service_fn(move |request| one(guest.clone(), request, verdicts.next()));
    let mut connection = pin!(
        hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(wait)
            .max_headers(HEADER_FIELDS.most)
            .max_buf_size(HEADER_BYTES.most)
            .serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        _ = connection.as_mut() => {}
        () = outstayed => {}
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn http2<D: Door>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    guest: Guest<D>,
    mut stop: Stop,
) {
    let wait = guest.patience.wait;
    let outstayed = Guest::<D>::outstayed(guest.ledge.clone(), wait, true);
    let guest = Arc::new(guest);
    let service = service_fn(move |request| one(guest.clone(), request, Verdict::Clear));
    let most = u32::try_from(HEADER_BYTES.most).unwrap_or(u32::MAX);
    let mut connection = pin!(
        hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(most)
            .max_send_buf_size(SEND_BUFFER)
            .keep_alive_interval(wait)
            .keep_alive_timeout(wait)
            .serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        _ = connection.as_mut() => return,
        () = told(&mut stop) => {}
        () = outstayed => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(wait, connection).await;
}

/// Reads one request whole and lets the door answer it.
async fn one<D: Door>(
    guest: Arc<Guest<D>>,
    request: Request<Incoming>,
    verdict: Verdict,
) -> Result<Response<Outgoing>, Infallible> {
    let door = &guest.door;
    let _under_way = guest.ledge.asked();
    let follows = request.version() < Version::HTTP_2;
    let (head, body) = request.into_parts();
    let limits = (door.body_limit(), guest.patience.wait);
    let read = match verdict {
        Verdict::Unclear(unclear) => Err(unclear),
        Verdict::Clear | Verdict::LastOfConnection => whole(&head, body, limits).await,
    };
    let has_room = guest.ledge.has_room();
    let close_after = follows && (read.is_err() || verdict == Verdict::LastOfConnection);
    let answer: Response<Outgoing> = match read {
        Ok(body) if has_room => {
            door.answer(&guest.peer, Request::from_parts(head, body)).await.map(Into::into)
        }
        Ok(_) => problem::no_room().map(Outgoing::from),
        Err(unclear) => door.answer_unclear(&guest.peer, &head, unclear).await.map(Outgoing::from),
    };
    let (head, body) = answer.into_parts();
    // Many that were let in at a time may still come to more than there is room for.
    let mut answer = match body.held(&guest.ledge) {
        Some(body) => Response::from_parts(head, body),
        None => problem::no_room().map(Outgoing::from),
    };
    if close_after {
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if guest.secure {
        answer.headers_mut().insert(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    if let Some(metrics) = &guest.metrics {
        metrics.answered(door.name(), answer.status().as_u16());
    }
    Ok(answer)
}

/// Checks the head, then reads the body under the limit and the deadline.
async fn whole(
    head: &Parts,
    mut body: Incoming,
    (limit, wait): (Limit, Duration),
) -> Result<Bytes, Unclear> {
    unclear::ambiguous(head)?;
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    if head.method == Method::GET || head.method == Method::HEAD {
        return Err(Unclear::Length);
    }
    let read = async {
        let mut whole = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(|_| Unclear::Body)?.into_data() else { continue };
            if whole.len() + chunk.len() > limit.most {
                return Err(Unclear::TooLarge(limit));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    };
    timeout(wait, read).await.map_err(|_| Unclear::Body)?
}
