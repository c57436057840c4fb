//! One connection, driven by whoever waits for its answer.

use super::DialError;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// What moves the bytes; ready once the connection has ended.
type Connection = Pin<Box<dyn Future<Output = hyper::Result<()>> + Send>>;

/// An open connection that carries one request at a time.
pub(super) struct Link {
    sender: SendRequest<Full<Bytes>>,
    /// None once it has ended: a future is not polled again after that.
    connection: Option<Connection>,
    used: Instant,
}

impl Link {
    /// Connects, with TLS where a name to check is given.
    pub(super) async fn connect(
        host: &str,
        port: u16,
        secure: Option<&(ServerName<'static>, TlsConnector)>,
    ) -> Result<Self, DialError> {
        let unreachable = |error: std::io::Error| {
            tracing::warn!(host, port, cause = %error, "no connection");
            if is_distrust(&error) { DialError::Untrusted } else { DialError::Unreachable }
        };
        let stream = TcpStream::connect((host, port)).await.map_err(unreachable)?;
        // Without this a small request can wait for the other side's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        match secure {
            None => Self::over(stream).await,
            Some((name, tls)) => {
                Self::over(tls.connect(name.clone(), stream).await.map_err(unreachable)?).await
            }
        }
    }

    async fn over(
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    ) -> Result<Self, DialError> {
        let (sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|_| DialError::Unreachable)?;
        Ok(Self { sender, connection: Some(Box::pin(connection)), used: Instant::now() })
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn send(
        &mut self,
        request: Request<Bytes>,
    ) -> hyper::Result<Response<Incoming>> {
        let answer = self.sender.send_request(request.map(Full::new));
        drive(&mut self.connection, answer).await
    }

    /// The next bytes of the answer's body; none at its end.
    pub(super) async fn next(&mut self, body: &mut Incoming) -> hyper::Result<Option<Bytes>> {
        loop {
            match drive(&mut self.connection, body.frame()).await {
                None => return Ok(None),
                Some(frame) => {
                    if let Ok(data) = frame?.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }

    /// Whether it was used within this time.
    pub(super) fn is_fresh(&self, idle_for: Duration) -> bool {
        self.used.elapsed() < idle_for
    }

    /// Whether the other side has left it open, seen by reading without waiting.
    pub(super) async fn is_open(&mut self) -> bool {
        poll_fn(|context| {
            if let Some(connection) = &mut self.connection
                && connection.as_mut().poll(context).is_ready()
            {
                self.connection = None;
            }
            Poll::Ready(self.connection.is_some() && self.sender.is_ready())
        })
        .await
    }

    /// Whether it can carry another request, now that the answer has been read to its end.
    pub(super) async fn is_ready_again(&mut self) -> bool {
        self.used = Instant::now();
        self.is_open().await
    }
}

/// Whether the handshake ended because of the other side's certificate.
fn is_distrust(error: &std::io::Error) -> bool {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

/// Waits for something that the connection brings, moving the connection on meanwhile.
async fn drive<T>(connection: &mut Option<Connection>, wanted: impl Future<Output = T>) -> T {
    let mut wanted = pin!(wanted);
    poll_fn(|context| {
        // Asked first, it says that it wants more; asked again, it has what has come.
        if let Poll::Ready(come) = wanted.as_mut().poll(context) {
            return Poll::Ready(come);
        }
        if let Some(moving) = connection
            && moving.as_mut().poll(context).is_ready()
        {
            *connection = None;
        }
        wanted.as_mut().poll(context)
    })
    .await
}
