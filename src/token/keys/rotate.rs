//! Makes the next key ahead, and removes those whose last token is gone.

use super::IssuerKeysError;
use super::folder::{self, KeyFile, unreadable};
use super::schedule::Standing;
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::vocab::time::Timestamp;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long before its first token a key is made. Others keep the published keys for 24 hours
/// (Maskinporten tells them to), and a cache on the way for one more.
pub const MADE_AHEAD: Duration = Duration::from_secs(25 * 60 * 60);

/// The size of a new RSA key (NIST SP 800-57 part 1: 128 bits of security, good beyond 2030).
pub const RSA_BITS: u32 = 3072;

/// The key to be made.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// RS256 or ES256.
    pub alg: Algorithm,
    /// How long from now it begins to sign; none: [`MADE_AHEAD`], or at once when there is no key
    /// of any kind yet.
    pub begins_in: Option<Duration>,
    /// The size of an RSA key; no matter for ES256.
    pub rsa_bits: u32,
}

/// What was done.
#[derive(Debug)]
pub struct Rotated {
    /// The new key's name.
    pub kid: String,
    /// Its file.
    pub path: PathBuf,
    /// When it begins to sign.
    pub begins: Timestamp,
    /// The files of keys that were gone, and were removed.
    pub removed: Vec<PathBuf>,
}

/// Makes a key in the folder, which is made if it is missing, and removes the files of keys that are
/// gone.
///
/// # Errors
/// When the folder cannot be read or written, a key of the same algorithm already waits to begin
/// no later than this one would, or the key cannot be made.
pub fn rotate(folder: &Path, wanted: Wanted, now: Timestamp) -> Result<Rotated, IssuerKeysError> {
    make_folder(folder)?;
    let schedule = folder::read(folder)?;
    let first = schedule.at(now).next().is_none();
    let ahead = if first { Duration::ZERO } else { MADE_AHEAD };
    let exactly = now.plus(wanted.begins_in.unwrap_or(ahead));
    let begins = Timestamp::from_seconds(exactly.seconds());
    let waits = schedule.at(now).find(|(key, standing)| {
        let same = key.signer.alg() == wanted.alg;
        same && *standing == Standing::Coming && key.begins <= begins
    });
    if let Some((key, _)) = waits {
        let kid = key.signer.kid().to_owned();
        return Err(IssuerKeysError::Waits { kid, begins: key.begins });
    }
    let gone = schedule.at(now).filter(|(_, standing)| *standing == Standing::Gone);
    let gone: Vec<KeyFile> =
        gone.map(|(key, _)| KeyFile { begins: key.begins, alg: key.signer.alg() }).collect();
    let (kid, path) = make_key(folder, KeyFile { begins, alg: wanted.alg }, wanted.rsa_bits)?;
    let removed = gone.iter().map(|file| folder.join(file.name())).collect::<Vec<_>>();
    removed.iter().try_for_each(|path| fs::remove_file(path).map_err(unreadable(path)))?;
    Ok(Rotated { kid, path, begins, removed })
}

fn make_folder(folder: &Path) -> Result<(), IssuerKeysError> {
    if folder.exists() {
        return Ok(());
    }
    DirBuilder::new().mode(0o700).create(folder).map_err(unreadable(folder))
}

/// Writes a new key, whole or not at all, for its owner alone.
fn make_key(folder: &Path, file: KeyFile, bits: u32) -> Result<(String, PathBuf), IssuerKeysError> {
    let path = folder.join(file.name());
    let refused = |fault| IssuerKeysError::Key { path: path.clone(), fault };
    let made = match file.alg {
        Algorithm::Es256 => SigningKey::generate_p256(""),
        Algorithm::Rs256 => SigningKey::generate_rsa("", bits),
        other @ (Algorithm::Rs384 | Algorithm::Rs512) => {
            return Err(IssuerKeysError::Algorithm(other));
        }
    };
    let key = made.map_err(refused)?.named_by_thumbprint();
    let beside = path.with_extension("new");
    // A leftover of an interrupted run may have another mode.
    let _ = fs::remove_file(&beside);
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .map_err(unreadable(&beside))?;
    out.write_all(key.to_pkcs8_pem().expose().as_bytes())
        .and_then(|()| out.sync_all())
        .map_err(unreadable(&beside))?;
    // Never over a key that is there: that would take it away from all who know it.
    fs::hard_link(&beside, &path).map_err(unreadable(&path))?;
    fs::remove_file(&beside).map_err(unreadable(&beside))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unreadable(folder))?;
    Ok((key.kid().to_owned(), path))
}
