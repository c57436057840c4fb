//! Secrets in files, which must be private, and files of a limited size.

use crate::jose::alg::Algorithm;
use crate::jose::jwk::KeyError;
use crate::jose::jws::SigningKey;
use crate::vocab::secret::{Key32, SecretText};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Why a file could not be used. Names the file, never what is in it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It could not be read.
    #[error("{path}: {kind}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        kind: std::io::ErrorKind,
    },
    /// Others than the owner may read a secret.
    #[error("{path}: a secret that others may read; `chmod 600` it")]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// A key's seed is not 32 bytes of base64.
    #[error("{path}: must hold 32 bytes in base64")]
    NotASeed {
        /// The file.
        path: PathBuf,
    },
    /// It is no private key that can sign.
    #[error("{path}: {fault}")]
    NotAKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: KeyError,
    },
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> FileError {
    move |error| FileError::Unreadable { path: path.to_owned(), kind: error.kind() }
}

/// Reads a secret text, without the line end after it.
///
/// # Errors
/// When the file cannot be read, or others may read it.
pub fn secret(path: &Path) -> Result<SecretText, FileError> {
    let mut file = fs::File::open(path).map_err(unreadable(path))?;
    let mode = file.metadata().map_err(unreadable(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(FileError::Exposed { path: path.to_owned() });
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(unreadable(path))?;
    Ok(SecretText::new(text.trim_end().to_owned()))
}

/// Reads at most one byte more than `most`, so that who judges the size sees that it is too large.
///
/// # Errors
/// When the file cannot be read.
pub fn limited(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let file = fs::File::open(path).map_err(unreadable(path))?;
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(unreadable(path))?;
    Ok(bytes)
}

/// Reads a 32-byte seed in base64.
///
/// # Errors
/// As [`secret`], and when it is not 32 bytes of base64.
pub fn seed(path: &Path) -> Result<Key32, FileError> {
    let wrong = || FileError::NotASeed { path: path.to_owned() };
    let bytes = Zeroizing::new(STANDARD.decode(secret(path)?.expose()).map_err(|_| wrong())?);
    let seed: [u8; 32] = bytes.as_slice().try_into().map_err(|_| wrong())?;
    Ok(Key32::new(seed))
}

/// Reads a private key to sign with: a JWK, or PEM (RSA for RS256, or P-256 for ES256). Without a name of
/// its own it is named by its thumbprint.
///
/// # Errors
/// As [`secret`], and when it is no such key.
pub fn signing_key(path: &Path) -> Result<SigningKey, FileError> {
    let text = secret(path)?;
    let text = text.expose();
    let key = if text.trim_start().starts_with('{') {
        SigningKey::from_private_jwk(text)
    } else {
        let pem = |alg| SigningKey::from_pem("unnamed", alg, text);
        let key = pem(Algorithm::Rs256).or_else(|fault| pem(Algorithm::Es256).map_err(|_| fault));
        key.map(SigningKey::named_by_thumbprint)
    };
    key.map_err(|fault| FileError::NotAKey { path: path.to_owned(), fault })
}
