//! A folder of sessions: one file each, named by the hash of its cookie.
//!
//! A file is a version, when the session began and was last seen, the hash of the provider's `sid`, and
//! the seal, which only the cookie opens. Whoever has the files alone learns when some people were
//! logged in, not who, and cannot come in as anybody.

use super::random::Trace;
use super::session::{Kept, MOST};
use crate::disk;
use crate::vocab::limits::Limit;
use crate::vocab::secret::Key32;
use crate::vocab::time::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// One session's file.
const SESSION_BYTES: Limit = Limit { name: "session_bytes", most: 16 * 1024 };

/// The first byte of a file that is written as this says.
const VERSION: u8 = 1;

/// How the name of a session's file ends.
const SUFFIX: &str = "session";

/// The key that logins under way are sealed with.
const KEY_FILE: &str = "login.key";

/// Why a folder of sessions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system says no.
    #[error("{path}: {kind}")]
    Io {
        /// The folder.
        path: PathBuf,
        /// What it said.
        kind: io::ErrorKind,
    },
    /// Another process keeps its sessions there.
    #[error("{0}: another process keeps its sessions there")]
    InUse(PathBuf),
    /// The key for logins is not 32 bytes.
    #[error("{0}: must hold 32 bytes; without the file a new one is made")]
    NotAKey(PathBuf),
    /// The machine gives no random bytes.
    #[error("the machine gives no random bytes")]
    NoRandomness,
}

/// A folder that this process keeps sessions in, as long as this lives.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Keeps other processes out.
    _lock: File,
}

/// A new key that ends with the process.
///
/// # Errors
/// When the machine gives no random bytes.
pub fn passing_key(random: &SystemRandom) -> Result<Key32, StoreError> {
    let mut bytes = Zeroizing::new([0; 32]);
    random.fill(bytes.as_mut_slice()).map_err(|_| StoreError::NoRandomness)?;
    Ok(Key32::new(*bytes))
}

impl Folder {
    /// Takes a folder into use; makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be used, or another process does.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        disk::make_folder(path).map_err(refused(path))?;
        let lock = disk::lock_folder(path).map_err(|error| match error {
            fs::TryLockError::WouldBlock => StoreError::InUse(path.to_owned()),
            fs::TryLockError::Error(error) => refused(path)(error),
        })?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// The key that logins under way are sealed with, made when it is not there: they too survive a
    /// restart.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub fn login_key(&self, random: &SystemRandom) -> Result<Key32, StoreError> {
        let path = self.path.join(KEY_FILE);
        if let Some(bytes) = disk::read_if_there(&path).map_err(refused(&path))? {
            let bytes = Zeroizing::new(bytes);
            let key: [u8; 32] =
                bytes.as_slice().try_into().map_err(|_| StoreError::NotAKey(path))?;
            return Ok(Key32::new(key));
        }
        let key = passing_key(random)?;
        disk::replace_private(&path, key.expose()).map_err(refused(&path))?;
        Ok(key)
    }

    /// Reads the sessions that have not run out, and removes all other files that are called like one.
    pub(super) fn load(&mut self, now: Timestamp) -> HashMap<Trace, Kept> {
        let mut live = HashMap::new();
        let files = fs::read_dir(&self.path).map(|all| all.flatten().collect::<Vec<_>>());
        for file in files.unwrap_or_default() {
            let path = file.path();
            let is_ours = path.extension().is_some_and(|end| end == SUFFIX || end == "new");
            if !is_ours {
                continue;
            }
            match read(&path).filter(|(_, kept)| kept.lives(now) && live.len() < MOST) {
                Some((key, kept)) => drop(live.insert(key, kept)),
                None => {
                    if let Err(error) = discard(&path) {
                        tracing::error!(kind = %error.kind(), "an old session is still on the disk");
                    }
                }
            }
        }
        live
    }

    pub(super) fn write(&self, key: &Trace, kept: &Kept) -> io::Result<()> {
        let head = [kept.begun.millis().to_be_bytes(), kept.seen.millis().to_be_bytes()].concat();
        let bytes = [[VERSION].as_slice(), &head, &kept.sid, &kept.sealed].concat();
        disk::replace_private(&self.file(key), &bytes)
    }

    /// Overwrites and removes a session's file, if there is one.
    pub(super) fn remove(&self, key: &Trace) -> io::Result<()> {
        discard(&self.file(key))?;
        disk::sync_folder(&self.path)
    }

    fn file(&self, key: &Trace) -> PathBuf {
        let name: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        self.path.join(format!("{name}.{SUFFIX}"))
    }
}

/// Overwrites and removes a file, and removes one too that cannot be overwritten: its name is what a session
/// comes back by, and its bytes open with nothing but the cookie.
fn discard(path: &Path) -> io::Result<()> {
    disk::discard(path).or_else(|_| disk::remove_if_there(path))
}

fn refused(path: &Path) -> impl Fn(io::Error) -> StoreError {
    move |error| StoreError::Io { path: path.to_owned(), kind: error.kind() }
}

/// Reads a session's file; none when it is no such file.
fn read(path: &Path) -> Option<(Trace, Kept)> {
    let name = path.file_name()?.to_str()?.strip_suffix(SUFFIX)?.strip_suffix('.')?;
    let key = trace_named(name)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(SESSION_BYTES.most).ok()?.checked_add(1)?;
    File::open(path).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    if bytes.len() > SESSION_BYTES.most {
        return None;
    }
    let rest = bytes.strip_prefix(&[VERSION])?;
    let (begun, rest) = rest.split_first_chunk::<8>()?;
    let (seen, rest) = rest.split_first_chunk::<8>()?;
    let (sid, sealed) = rest.split_first_chunk::<32>()?;
    let at = |bytes: &[u8; 8]| Timestamp::from_millis(u64::from_be_bytes(*bytes));
    let (begun, seen) = (at(begun), at(seen));
    Some((key, Kept { begun, seen, sid: *sid, sealed: sealed.to_vec(), written: seen }))
}

/// The hash that 64 hexadecimal digits write.
fn trace_named(name: &str) -> Option<Trace> {
    let mut trace = Trace::default();
    if name.len() != 2 * trace.len() {
        return None;
    }
    for (byte, digits) in trace.iter_mut().zip(name.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(trace)
}
