//! The keys that sign access tokens, and the document that publishes their public halves.

use crate::jose::alg::Algorithm;
use crate::jose::jwk::{KeyError, KeySet, VerifyingKey};
use crate::jose::jws::SigningKey;
use crate::vocab::secret::SecretText;
use bytes::Bytes;
use serde_json::json;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The issuer's keys. The first signs; all are published, so that tokens of a key that was replaced
/// are still accepted and a coming key is known before its first token.
#[derive(Debug)]
pub struct IssuerKeys {
    signing: Arc<SigningKey>,
    public: Vec<serde_json::Value>,
    document: Bytes,
}

/// Why the issuer's keys cannot be used. Names the file, never what is in it.
#[derive(Debug, thiserror::Error)]
pub enum IssuerKeysError {
    /// There is none.
    #[error("the issuer has no signing key")]
    None,
    /// A file could not be read.
    #[error("{path}: {kind}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        kind: std::io::ErrorKind,
    },
    /// A file can be read by others than its owner.
    #[error("{path}: a signing key that others may read; `chmod 600` it")]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// A file holds no usable RSA key.
    #[error("{path}: {fault}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: KeyError,
    },
    /// A key is refused.
    #[error(transparent)]
    Refused(#[from] KeyError),
}

impl IssuerKeys {
    /// From keys in memory; the first signs. Each is published under its own `kid`.
    ///
    /// # Errors
    /// When there is none.
    pub fn new(keys: Vec<SigningKey>) -> Result<Self, IssuerKeysError> {
        let public: Vec<_> = keys.iter().map(SigningKey::public_jwk).collect();
        let document = Bytes::from(json!({ "keys": public }).to_string());
        let signing = keys.into_iter().next().ok_or(IssuerKeysError::None)?;
        Ok(Self { signing: Arc::new(signing), public, document })
    }

    /// From PEM files with RSA private keys, which only their owner may read. A key's `kid` is its
    /// RFC 7638 thumbprint, so it needs no register.
    ///
    /// # Errors
    /// When a file cannot be read, can be read by others, or holds no usable RSA key.
    pub fn load(files: &[PathBuf]) -> Result<Self, IssuerKeysError> {
        let keys = files.iter().map(|file| load(file));
        Self::new(keys.collect::<Result<_, _>>()?)
    }

    /// The key that signs.
    #[must_use]
    pub const fn signing(&self) -> &Arc<SigningKey> {
        &self.signing
    }

    /// The JSON Web Key Set that `/jwk` answers.
    #[must_use]
    pub fn document(&self) -> Bytes {
        self.document.clone()
    }

    /// The public halves, to check tokens with.
    ///
    /// # Errors
    /// When a key is refused, which [`SigningKey`] has excluded.
    pub fn verifying(&self) -> Result<KeySet, KeyError> {
        self.public
            .iter()
            .map(VerifyingKey::from_jwk)
            .collect::<Result<Vec<_>, _>>()
            .map(|keys| keys.into_iter().collect())
    }
}

fn load(path: &Path) -> Result<SigningKey, IssuerKeysError> {
    let pem = read_private(path)?;
    let key = SigningKey::from_pem("", Algorithm::Rs256, pem.expose());
    key.map(SigningKey::named_by_thumbprint)
        .map_err(|fault| IssuerKeysError::Key { path: path.to_owned(), fault })
}

/// Reads a file that only its owner may read. The mode is asked of the open file, not of the path.
fn read_private(path: &Path) -> Result<SecretText, IssuerKeysError> {
    let unreadable = |error: std::io::Error| IssuerKeysError::Unreadable {
        path: path.to_owned(),
        kind: error.kind(),
    };
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mode = file.metadata().map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(IssuerKeysError::Exposed { path: path.to_owned() });
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(unreadable)?;
    Ok(SecretText::new(text.to_string()))
}
