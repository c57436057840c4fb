//! The folder of the issuer's keys: one PEM file for each, named by when it begins to sign and its
//! algorithm, `20261121T120000Z-rs256.pem` or `20261121T120000Z-es256.pem`.
//!
//! Whoever can write to the folder can sign tokens, so it must be writable by its owner alone (`chmod
//! 700`), and each key readable by its owner alone (`chmod 600`). Other files than `*.pem` are left
//! alone.

use super::IssuerKeysError;
use super::schedule::{Schedule, Scheduled};
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::vocab::limits::Limit;
use crate::vocab::secret::SecretText;
use crate::vocab::time::Timestamp;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// One key's file: RSA-8192 in PEM is 6.5 kB.
pub const KEY_FILE_BYTES: Limit = Limit { name: "key_file_bytes", most: 16 * 1024 };

/// What the name of a key's file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFile {
    /// When the key begins to sign, a whole second.
    pub begins: Timestamp,
    /// What it signs with: RS256 or ES256.
    pub alg: Algorithm,
}

impl KeyFile {
    /// Reads a file's name; none if it has another form.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (begins, alg) = name.strip_suffix(".pem")?.split_once('-')?;
        let alg = match alg {
            "rs256" => Algorithm::Rs256,
            "es256" => Algorithm::Es256,
            _ => return None,
        };
        let (day, time) = begins.strip_suffix('Z')?.split_once('T')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if day.len() != 8 || time.len() != 6 || !digits(day) || !digits(time) {
            return None;
        }
        let part = |text: &str, from: usize, to: usize| text.get(from..to).map(str::to_owned);
        let (year, month, date) = (part(day, 0, 4)?, part(day, 4, 6)?, part(day, 6, 8)?);
        let (hour, minute, second) = (part(time, 0, 2)?, part(time, 2, 4)?, part(time, 4, 6)?);
        let begins = format!("{year}-{month}-{date}T{hour}:{minute}:{second}Z").parse().ok()?;
        Some(Self { begins, alg })
    }

    /// The name of the file.
    #[must_use]
    pub fn name(&self) -> String {
        // RFC 3339 with milliseconds, without what ISO 8601's basic form leaves out.
        let long = Timestamp::from_seconds(self.begins.seconds()).to_string();
        let basic: String = long.chars().filter(|one| !matches!(one, '-' | ':')).collect();
        let begins = basic.replace(".000Z", "Z");
        format!("{begins}-{}.pem", self.alg.name().to_ascii_lowercase())
    }
}

/// Reads the whole folder. Each key's `kid` is its RFC 7638 thumbprint, so it needs no register.
///
/// # Errors
/// When the folder or a key in it cannot be read, is open to others, or is no usable key of the
/// algorithm that its name says; and as [`Schedule::new`].
pub fn read(folder: &Path) -> Result<Schedule, IssuerKeysError> {
    let keys = files(folder)?.into_iter().map(|(path, file)| {
        let signer = Arc::new(read_key(&path, file.alg)?);
        Ok(Scheduled { begins: file.begins, signer })
    });
    Schedule::new(keys.collect::<Result<_, IssuerKeysError>>()?)
}

/// The key files of a folder that only its owner may write to.
///
/// # Errors
/// When the folder cannot be read or is open to others, or a `*.pem` has another name than a key.
pub(super) fn files(folder: &Path) -> Result<Vec<(PathBuf, KeyFile)>, IssuerKeysError> {
    let mode = fs::metadata(folder).map_err(unreadable(folder))?.permissions().mode();
    if mode & 0o022 != 0 {
        return Err(IssuerKeysError::OpenFolder { path: folder.to_owned() });
    }
    let mut found = Vec::new();
    for item in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = item.map_err(unreadable(folder))?.path();
        if path.extension().is_none_or(|extension| extension != "pem") {
            continue;
        }
        let named = path.file_name().and_then(|name| name.to_str()).and_then(KeyFile::parse);
        let Some(file) = named else { return Err(IssuerKeysError::Name { path }) };
        found.push((path, file));
    }
    Ok(found)
}

fn read_key(path: &Path, alg: Algorithm) -> Result<SigningKey, IssuerKeysError> {
    let pem = read_private(path)?;
    let key = SigningKey::from_pem("", alg, pem.expose());
    key.map(SigningKey::named_by_thumbprint)
        .map_err(|fault| IssuerKeysError::Key { path: path.to_owned(), fault })
}

/// Reads a file that only its owner may read. The mode is asked of the open file, not of the path.
fn read_private(path: &Path) -> Result<SecretText, IssuerKeysError> {
    let file = File::open(path).map_err(unreadable(path))?;
    let mode = file.metadata().map_err(unreadable(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(IssuerKeysError::Exposed { path: path.to_owned() });
    }
    let mut text = Zeroizing::new(String::new());
    let most = u64::try_from(KEY_FILE_BYTES.most).unwrap_or(u64::MAX);
    file.take(most).read_to_string(&mut text).map_err(unreadable(path))?;
    Ok(SecretText::new(text.to_string()))
}

pub(super) fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> IssuerKeysError {
    move |error| IssuerKeysError::File { path: path.to_owned(), kind: error.kind() }
}
