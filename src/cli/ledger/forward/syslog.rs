//! Syslog over TLS (RFC 5425), messages by octet counting. Nothing is acknowledged in syslog. So what was sent
//! counts as delivered once its connection has held for [`SETTLED`] after it, or was closed by both sides in
//! order; when a connection breaks, what came within that time is sent again.

use super::Undelivered;
use hyper::Uri;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How long a connection must hold after something was sent.
const SETTLED: Duration = Duration::from_secs(30);

/// How long connecting, sending a batch, and closing may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// The port of syslog over TLS (RFC 5425 section 4.1).
const PORT: u16 = 6514;

/// The sender's own certificate, with those above it, and its key.
pub(super) type Own = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// A receiver of syslog messages.
pub(super) struct Receiver {
    host: String,
    port: u16,
    name: ServerName<'static>,
    tls: TlsConnector,
    stream: Option<TlsStream<TcpStream>>,
    /// When a batch was sent, and its first entry: oldest first, only what is not settled.
    sent: VecDeque<(Instant, u64)>,
}

impl Receiver {
    /// A receiver at this address, known by a certificate from these authorities. It may know the sender by
    /// a certificate with its key, too (RFC 5425 section 4.2).
    pub(super) fn new(
        address: &Uri,
        roots: &[CertificateDer<'static>],
        own: Option<Own>,
    ) -> Result<Self, String> {
        let host = address.host().ok_or("has no host")?.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host.clone()).map_err(|error| error.to_string())?;
        let mut store = rustls::RootCertStore::empty();
        for root in roots {
            store.add(root.clone()).map_err(|error| error.to_string())?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(store);
        let config = match own {
            Some((chain, key)) => {
                config.with_client_auth_cert(chain, key).map_err(|error| error.to_string())?
            }
            None => config.with_no_client_auth(),
        };
        let tls = TlsConnector::from(Arc::new(config));
        let port = address.port_u16().unwrap_or(PORT);
        Ok(Self { host, port, name, tls, stream: None, sent: VecDeque::new() })
    }

    /// Sends a batch whose first entry is `from`; gives below which entry all is delivered.
    pub(super) async fn send(
        &mut self,
        frames: &[u8],
        from: u64,
        below: u64,
    ) -> Result<u64, Undelivered> {
        if !frames.is_empty() {
            let written = timeout(DEADLINE, self.write(frames)).await;
            let written = written.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
            if let Err(error) = written {
                return Err(self.broken(&error));
            }
            self.sent.push_back((Instant::now(), from));
        } else if let Err(error) = self.look().await {
            return Err(self.broken(&error));
        }
        while self.sent.front().is_some_and(|(at, _)| at.elapsed() >= SETTLED) {
            self.sent.pop_front();
        }
        Ok(self.sent.front().map_or(below, |(_, first)| *first))
    }

    /// Closes the connection in order: the other side answers once it has read all (RFC 5425 section 4.4).
    pub(super) async fn finish(&mut self) -> Result<(), Undelivered> {
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        let closed = timeout(DEADLINE, async {
            stream.shutdown().await?;
            while stream.read(&mut [0; 256]).await? > 0 {}
            Ok::<_, io::Error>(())
        });
        match closed.await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(()) => {
                self.sent.clear();
                Ok(())
            }
            Err(error) => Err(self.broken(&error)),
        }
    }

    async fn write(&mut self, frames: &[u8]) -> io::Result<()> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let tcp = TcpStream::connect((self.host.as_str(), self.port)).await?;
                none.insert(self.tls.connect(self.name.clone(), tcp).await?)
            }
        };
        stream.write_all(frames).await?;
        stream.flush().await
    }

    /// Whether the other side has closed the connection: it sends nothing else.
    async fn look(&mut self) -> io::Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        match timeout(Duration::from_millis(1), stream.read(&mut [0; 256])).await {
            Ok(Ok(0)) => Err(io::ErrorKind::ConnectionAborted.into()),
            Ok(Err(error)) => Err(error),
            Ok(Ok(_)) | Err(_) => Ok(()),
        }
    }

    fn broken(&mut self, error: &io::Error) -> Undelivered {
        self.stream = None;
        self.sent.clear();
        Undelivered::Later(format!("the receiver of syslog: {error}"), None)
    }
}
