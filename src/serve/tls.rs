//! TLS for the doors: rustls with ring, TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1 by ALPN.

mod any_certificate;

use crate::vocab::thumbprint::Thumbprint;
use any_certificate::AnyCertificate;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoClientAuth;
use rustls::server::danger::ClientCertVerifier;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// Why certificates or a key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read as PEM.
    #[error("{path}: no PEM certificate or key could be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// Key and certificate do not belong together, or are of a kind that TLS cannot use.
    #[error("certificate and key cannot be used together: {0}")]
    Mismatch(#[from] rustls::Error),
}

/// The certificates of a PEM file, in order.
///
/// # Errors
/// When the file cannot be read, is not PEM, or holds none.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let unreadable = || TlsError::Unreadable { path: path.to_owned() };
    let found: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|_| unreadable())?;
    if found.is_empty() { Err(unreadable()) } else { Ok(found) }
}

/// An acceptor for a certificate chain and its key, both PEM files.
///
/// # Errors
/// When a file cannot be read or the two do not fit.
pub fn acceptor(chain: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    accepting(chain, key, Arc::new(NoClientAuth))
}

/// The same, asking each client for a certificate. One without is let in; of one with, the handshake
/// proves that it holds the certificate's key, and nobody vouches for what the certificate says.
///
/// # Errors
/// As [`acceptor`].
pub fn mutual_acceptor(chain: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    accepting(chain, key, Arc::new(AnyCertificate::default()))
}

/// The thumbprint of the certificate that the client presented in this handshake, or in the one that
/// this session resumes.
#[must_use]
pub fn client_certificate(connection: &rustls::ServerConnection) -> Option<Thumbprint> {
    connection.peer_certificates()?.first().map(|certificate| Thumbprint::of(certificate))
}

fn accepting(
    chain: &Path,
    key: &Path,
    clients: Arc<dyn ClientCertVerifier>,
) -> Result<TlsAcceptor, TlsError> {
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|_| TlsError::Unreadable { path: key.to_owned() })?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(clients)
        .with_single_cert(certificates(chain)?, private)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
