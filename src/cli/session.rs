//! A client at work: its profile with the files read and the network at hand.

use super::profile::Profile;
use crate::app::files;
use crate::client::{self, Bearer, ClientError, Credential, Token, Wish, metadata};
use crate::dial::Dialer;
use crate::jose::alg::Algorithm;
use crate::jose::jwk::KeyError;
use crate::jose::jws::SigningKey;
use crate::serve::tls;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::SharedClock;
use bytes::Bytes;
use hyper::{Request, Response};
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Where systems keep the authorities that they trust.
const SYSTEM_AUTHORITIES: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",   // Fedora
    "/etc/ssl/cert.pem",                  // others
];

/// Why a private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read, or others may read it.
    #[error(transparent)]
    File(#[from] files::FileError),
    /// It is no key, or a weak one.
    #[error("{path}: {fault}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: KeyError,
    },
    /// No algorithm of that name signs grants.
    #[error("alg must be RS256, RS384 or RS512")]
    Algorithm,
}

/// Reads a private key, PEM or JWK, from a file that only its owner may read. Without a name of its
/// own it is named by its thumbprint.
///
/// # Errors
/// When others may read the file, or it holds no key for `alg`.
pub fn read_key(path: &Path, alg: Algorithm) -> Result<SigningKey, KeyFileError> {
    let text = files::secret(path)?;
    let key = if text.expose().trim_start().starts_with('{') {
        SigningKey::from_private_jwk(text.expose())
    } else {
        SigningKey::from_pem("unnamed", alg, text.expose()).map(SigningKey::named_by_thumbprint)
    };
    key.map_err(|fault| KeyFileError::Key { path: path.to_owned(), fault })
}

/// The key that a profile's grants are signed with.
///
/// # Errors
/// As [`read_key`], and when the profile names another algorithm than those of grants.
pub fn grant_key(profile: &Profile) -> Result<SigningKey, KeyFileError> {
    let alg = match profile.alg.as_deref().map_or(Some(Algorithm::Rs256), Algorithm::named) {
        Some(alg) if alg != Algorithm::Es256 => alg,
        _ => return Err(KeyFileError::Algorithm),
    };
    let key = read_key(&profile.key, alg)?;
    Ok(match &profile.kid {
        Some(kid) => key.named(kid),
        None => key,
    })
}

/// The authorities that TLS trusts.
///
/// # Errors
/// When their file cannot be read.
pub fn authorities(ca: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, tls::TlsError> {
    if let Some(ca) = ca {
        return tls::certificates(ca);
    }
    let found = SYSTEM_AUTHORITIES.iter().map(Path::new).find(|path| path.exists());
    found.map_or_else(|| Ok(Vec::new()), tls::certificates)
}

/// Reads a person's number from a file, or from standard input for `-`: on the command line every
/// other user of the machine could see it, and the shell would remember it.
///
/// # Errors
/// When it cannot be read or is no person's number.
pub fn person(file: &Path) -> Result<PersonNumber, Box<dyn Error>> {
    let mut text = Zeroizing::new(String::new());
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(64).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(64).read_to_string(&mut text))
    };
    // Not by its name: that may be the number, given by mistake.
    read.map_err(|error| format!("the file with the person's number: {}", error.kind()))?;
    Ok(PersonNumber::parse(text.trim())?)
}

/// What `authorization_details` ask for (RFC 9396): the token is bound to one purpose.
#[must_use]
pub fn purpose_details(purpose: &str, case: Option<&str>, fields: &[String]) -> Value {
    let mut details = json!({ "type": "urn:sluse:purpose", "purpose": purpose });
    if let Some(members) = details.as_object_mut() {
        if let Some(case) = case {
            members.insert("case_reference".into(), case.into());
        }
        if !fields.is_empty() {
            members.insert("fields".into(), json!(fields));
        }
    }
    details
}

/// What `authorization_details` ask for so that the token rests on a person's consent.
#[must_use]
pub fn consent_details(id: &str, person: &PersonNumber) -> Value {
    let from = format!("urn:altinn:person:identifier-no:{}", person.expose());
    json!({ "type": "urn:altinn:consent", "id": id, "from": from })
}

/// What a token is wanted for, beyond what the profile says.
#[derive(Debug, Default)]
pub struct Wanted {
    /// One person.
    pub pid: Option<PersonNumber>,
    /// Rich authorization requests.
    pub details: Vec<Value>,
}

/// A client at work.
pub struct Session {
    /// Its profile.
    pub profile: Profile,
    /// Its connections.
    pub dialer: Dialer,
    credential: Credential,
    binding: Option<SigningKey>,
    clock: SharedClock,
}

impl Session {
    /// Reads the profile's files.
    ///
    /// # Errors
    /// When one cannot be used.
    pub fn open(profile: Profile, clock: SharedClock) -> Result<Self, Box<dyn Error>> {
        let key = grant_key(&profile)?;
        let credential = match &profile.certificate {
            None => Credential::registered(key),
            Some(file) => {
                let chain = tls::certificates(file)?;
                Credential::certified(key, chain.iter().map(|der| der.to_vec()).collect())
            }
        };
        let dialer = Dialer::new(&authorities(profile.ca.as_deref())?)?;
        let binding = binding(&profile)?;
        Ok(Self { profile, dialer, credential, binding, clock })
    }

    /// Gets a token.
    ///
    /// # Errors
    /// When the issuer has no metadata, no token service answers, or it refuses.
    pub async fn token(&self, wanted: &Wanted) -> Result<Token, ClientError> {
        let profile = &self.profile;
        let endpoint = match &profile.token_endpoint {
            Some(endpoint) => endpoint.clone(),
            None => metadata::fetch(&self.dialer, &profile.issuer).await?.metadata.token_endpoint,
        };
        let scope = profile.scope();
        let wish = Wish {
            consumer_org: profile.consumer_org.as_deref(),
            resource: &profile.resource,
            pid: wanted.pid.as_ref(),
            authorization_details: &wanted.details,
            ..Wish::new(&profile.client_id, profile.audience(), &scope)
        };
        let grant = || client::grant(&wish, &self.credential, self.clock.now());
        match &self.binding {
            None => client::exchange(&self.dialer, &endpoint, &grant()?).await,
            Some(key) => {
                let now = self.clock.now();
                client::exchange_bound(&self.dialer, &endpoint, grant, key, now).await
            }
        }
    }

    /// The key that tokens are bound to, when they are.
    #[must_use]
    pub const fn binding(&self) -> Option<&SigningKey> {
        self.binding.as_ref()
    }

    /// Asks with a token.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn ask(
        &self,
        token: &Token,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, ClientError> {
        let bearer = Bearer { token, key: self.binding.as_ref() };
        client::ask(&self.dialer, bearer, request, self.clock.now()).await
    }
}

/// The key that tokens are bound to, when they are.
///
/// # Errors
/// When its file cannot be used.
pub fn binding(profile: &Profile) -> Result<Option<SigningKey>, Box<dyn Error>> {
    match (&profile.dpop_key, profile.dpop) {
        (Some(file), _) => {
            let key =
                read_key(file, Algorithm::Es256).or_else(|_| read_key(file, Algorithm::Rs256));
            Ok(Some(key?))
        }
        (None, true) => Ok(Some(SigningKey::generate_p256("new")?)),
        (None, false) => Ok(None),
    }
}
