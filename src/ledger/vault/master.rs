//! The master key: what opens the keyring, and nothing else.
//!
//! [`FileMaster`] keeps it in a file that only its owner may read. A key in an HSM (PKCS#11) or at a key
//! service fits the same two calls: they are made once at a start and once for each rotation.

use super::{VaultError, draw, io_error, missing_or};
use crate::disk::replace_private;
use crate::vocab::secret::Key32;
use ring::aead;
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use zeroize::{Zeroize, Zeroizing};

/// The name of the master key's file.
pub(super) const MASTER: &str = "master.key";

/// What the keyring is wrapped for.
const USE: &[u8] = b"sluse/vault/keyring/v1";

/// Wraps and opens the keyring. It leaves the key where it is: the vault never sees it.
pub trait MasterKey: Send + Sync {
    /// Wraps a keyring, some hundred bytes.
    ///
    /// # Errors
    /// When the key cannot be used.
    fn wrap(&self, keyring: &[u8]) -> Result<Vec<u8>, VaultError>;

    /// Opens what [`MasterKey::wrap`] gave; none when another key wrapped it, or it was changed.
    ///
    /// # Errors
    /// When the key cannot be used.
    fn open(&self, wrapped: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError>;
}

/// A master key in a file of 32 bytes, mode 0600.
pub struct FileMaster {
    key: aead::LessSafeKey,
}

impl FileMaster {
    /// Reads the key in a vault's folder.
    ///
    /// # Errors
    /// When it is not there, is not 32 bytes, or others than its owner may read it.
    pub fn read(dir: &Path) -> Result<Self, VaultError> {
        Self::new(&read_key(&dir.join(MASTER))?)
    }

    /// Draws a key and writes it to this file, durable.
    pub(super) fn draw(path: &Path) -> Result<Self, VaultError> {
        let key = draw()?;
        replace_private(path, key.expose()).map_err(io_error("writing master.key"))?;
        Self::new(&key)
    }

    fn new(key: &Key32) -> Result<Self, VaultError> {
        let key = aead::UnboundKey::new(&aead::AES_256_GCM, key.expose());
        Ok(Self { key: aead::LessSafeKey::new(key.map_err(|_| VaultError::Cipher)?) })
    }
}

impl MasterKey for FileMaster {
    fn wrap(&self, keyring: &[u8]) -> Result<Vec<u8>, VaultError> {
        seal(&self.key, USE, keyring)
    }

    fn open(&self, wrapped: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(open(&self.key, USE, wrapped))
    }
}

/// Where a file stands that a rotation draws the next key into.
pub(super) fn next_path(dir: &Path) -> PathBuf {
    dir.join("master.next")
}

/// Encrypts a text under a key: `nonce 12 | text | tag 16`.
pub(super) fn seal(
    key: &aead::LessSafeKey,
    usage: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let mut nonce = [0; aead::NONCE_LEN];
    SystemRandom::new().fill(&mut nonce).map_err(|_| VaultError::Cipher)?;
    // Room for the tag from the start: the text is not copied to another place on the way.
    let mut room = Vec::with_capacity(text.len() + aead::MAX_TAG_LEN);
    room.extend_from_slice(text);
    key.seal_in_place_append_tag(
        aead::Nonce::assume_unique_for_key(nonce),
        aead::Aad::from(usage),
        &mut room,
    )
    .map_err(|_| VaultError::Cipher)?;
    Ok([nonce.as_slice(), &room].concat())
}

/// Opens what [`seal`] made with this key for this use.
pub(super) fn open(
    key: &aead::LessSafeKey,
    usage: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_first_chunk()?;
    let mut room = Zeroizing::new(text.to_vec());
    let nonce = aead::Nonce::assume_unique_for_key(*nonce);
    let length = key.open_in_place(nonce, aead::Aad::from(usage), &mut room).ok()?.len();
    room.truncate(length);
    Some(room)
}

/// Reads a key of 32 bytes that only its owner may read.
fn read_key(path: &Path) -> Result<Key32, VaultError> {
    let mut file = File::open(path).map_err(|error| missing_or(error, MASTER))?;
    let about = file.metadata().map_err(io_error("reading master.key"))?;
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(VaultError::Exposed { mode });
    }
    let mut bytes = [0; 32];
    if about.len() != bytes.len() as u64 {
        return Err(VaultError::MasterLength);
    }
    file.read_exact(&mut bytes).map_err(io_error("reading master.key"))?;
    let key = Key32::new(bytes);
    bytes.zeroize();
    Ok(key)
}
