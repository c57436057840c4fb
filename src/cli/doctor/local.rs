//! What can be seen without the network: the key's file and the certificate.

use super::code::Code;
use super::report::{Report, Step};
use crate::app::files::FileError;
use crate::certificate::{CertificateError, Described, describe};
use crate::cli::profile::Profile;
use crate::cli::session::{KeyFileError, grant_key};
use crate::client::Credential;
use crate::jose::encode_base64url;
use crate::jose::jwk::KeyError;
use crate::jose::jws::SigningKey;
use crate::serve::tls;
use crate::vocab::time::Timestamp;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// A year, as long as a registered key is good.
const YEAR: Duration = Duration::from_hours(366 * 24);

/// Looks at key and certificate, and gives what grants can be signed with.
pub(super) fn credential(
    profile: &Profile,
    now: Timestamp,
    report: &mut Report,
) -> Option<Credential> {
    let key = key(profile, now, report)?;
    let Some(file) = &profile.certificate else {
        report.skip(Step::Certificate, "the profile names none: grants name a registered key");
        return Some(Credential::registered(key));
    };
    let chain = match tls::certificates(file) {
        Ok(chain) => chain.iter().map(|der| der.to_vec()).collect::<Vec<_>>(),
        Err(error) => {
            report.wrong(Step::Certificate, Code::CertificateUnreadable, error.to_string());
            return None;
        }
    };
    let leaf = describe(chain.first().map(Vec::as_slice).unwrap_or_default());
    certificate(leaf, &key, now, report);
    Some(Credential::certified(key, chain))
}

fn key(profile: &Profile, now: Timestamp, report: &mut Report) -> Option<SigningKey> {
    let key = match grant_key(profile) {
        Ok(key) => key,
        Err(error) => {
            report.wrong(Step::Key, key_fault(&error), error.to_string());
            return None;
        }
    };
    let kid = key.kid();
    match age(&profile.key, now) {
        Some(age) if age > YEAR => {
            let days = age.as_secs() / 86_400;
            let seen = format!("the file is {days} days old ({})", profile.key.display());
            report.wrong(Step::Key, Code::KeyOld, seen);
        }
        _ => report.good(Step::Key, format!("{} key, {} bits, kid {kid}", key.alg(), bits(&key))),
    }
    Some(key)
}

const fn key_fault(error: &KeyFileError) -> Code {
    match error {
        KeyFileError::File(FileError::Exposed { .. }) => Code::KeyExposed,
        KeyFileError::Key { fault: KeyError::RsaSize | KeyError::RsaNumbers, .. }
        | KeyFileError::Key { fault: KeyError::Roca, .. } => Code::KeyWeak,
        KeyFileError::File(_) | KeyFileError::Key { .. } | KeyFileError::Algorithm => {
            Code::KeyUnreadable
        }
    }
}

/// How long ago the file was written. The key may be older, but is not younger.
fn age(file: &Path, now: Timestamp) -> Option<Duration> {
    let written = std::fs::metadata(file).ok()?.modified().ok()?;
    let written = written.duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(now.since(Timestamp::from_seconds(written)))
}

fn modulus(key: &SigningKey) -> String {
    let jwk = key.public_jwk();
    jwk.get("n").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The size of an RSA key: six bits for each sign of its modulus, in whole bytes.
fn bits(key: &SigningKey) -> usize {
    modulus(key).len() * 6 / 8 * 8
}

fn certificate(
    leaf: Result<Described, CertificateError>,
    key: &SigningKey,
    now: Timestamp,
    report: &mut Report,
) {
    let leaf = match leaf {
        Ok(leaf) => leaf,
        Err(error) => {
            let seen = format!("the certificate: {error}");
            report.wrong(Step::Certificate, Code::CertificateUnreadable, seen);
            return;
        }
    };
    let (from, until) = leaf.valid;
    let seen = format!(
        "of organisation {}, valid {from} to {until}, issued by {}",
        leaf.organisation,
        crate::client::printable(&leaf.issuer)
    );
    let significant: Vec<u8> =
        leaf.key.modulus.iter().copied().skip_while(|byte| *byte == 0).collect();
    if encode_base64url(significant) != modulus(key) {
        report.wrong(Step::Certificate, Code::CertificateOfOtherKey, seen);
    } else if now < from || now > until {
        report.wrong(Step::Certificate, Code::CertificateExpired, seen);
    } else {
        report.good(Step::Certificate, seen);
    }
}
