//! Who the command line asks as: a client's profile, from flags, a small TOML file, or a running
//! demonstration. A flag goes before what the file says.
//!
//! ```toml
//! issuer = "https://sluse.example.no/"   # its name, with the slash
//! client_id = "5f1c0c8e-2d36-4a3c-9a0b-0d9b1c7f2a11"
//! key = "client.pem"                     # the private key: PEM or JWK, for the owner alone (0600)
//! kid = "key-1"                          # without it the JWK's, or the RFC 7638 thumbprint
//! alg = "RS256"                          # or RS384, RS512
//! certificate = "chain.pem"              # a business certificate: x5c instead of kid
//! ca = "ca.pem"                          # whom TLS trusts; without it the system's authorities
//! scopes = ["folkeregister:barnehage"]
//! consumer_org = "312143046"             # on whose behalf a supplier asks
//! resource = ["https://api.example.no/"] # the APIs that tokens are for
//! purpose = "barnehageopptak"            # what `sluse call` states
//! case_reference = "2026/1234"
//! dpop = true                            # tokens bound to a key (RFC 9449), one made for each call
//! dpop_key = "dpop.pem"                  # or to this one
//! gateway = "https://sluse.example.no"   # where readings begin; only the doctor asks there
//! audience = "https://sluse.example.no/" # only if it must differ from the issuer
//! token_endpoint = "https://sluse.example.no/token" # without it that of the metadata
//! policies = "policies"                  # a folder, to say what a purpose permits
//! ```
//!
//! Relative paths are relative to the file's folder.

use crate::demo::client::Card;
use clap::Args;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// Why there is no profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// A file could not be read.
    #[error("{path}: {kind}{hint}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        kind: std::io::ErrorKind,
        /// What may be the matter.
        hint: &'static str,
    },
    /// The profile is not TOML, or has an unknown key.
    #[error("{path}: {fault}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its place.
        fault: String,
    },
    /// The demonstration has no such client.
    #[error("no client `{wanted}`; there are {known}")]
    NoSuchClient {
        /// The client.
        wanted: String,
        /// Those there are.
        known: String,
    },
    /// Something that every client needs was not given.
    #[error("{0} is missing: give it in --client-file, as a flag, or use --demo with --client")]
    Missing(&'static str),
}

/// Who asks: flags that every command of a client has.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The client")]
pub struct ClientArgs {
    /// The client's profile, a TOML file: issuer, client_id, key, ca, scopes, …
    #[arg(long, value_name = "FILE")]
    pub client_file: Option<PathBuf>,
    /// A client of a running demonstration
    #[arg(long, value_name = "ID", conflicts_with = "client_file")]
    pub client: Option<String>,
    /// The demonstration's folder
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    pub demo: PathBuf,
    /// The issuer's name, with its slash
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// The client id
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// The private key: a PEM or JWK file that only its owner may read
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The key's name, when it is not the thumbprint
    #[arg(long)]
    pub kid: Option<String>,
    /// The algorithm of grants: RS256, RS384 or RS512
    #[arg(long)]
    pub alg: Option<String>,
    /// A business certificate and its chain (PEM), sent as x5c instead of a kid
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Whom TLS trusts (PEM); without it the system's authorities
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// The scopes, space-separated or repeated; without it those of the profile
    #[arg(long)]
    pub scope: Vec<String>,
    /// The organisation on whose behalf a supplier asks
    #[arg(long, value_name = "NUMBER")]
    pub consumer_org: Option<String>,
    /// An API that the token is for (RFC 8707); may be repeated
    #[arg(long, value_name = "URL")]
    pub resource: Vec<String>,
    /// The audience of grants, if it must differ from the issuer
    #[arg(long, value_name = "URL")]
    pub audience: Option<String>,
    /// The token endpoint; without it that of the issuer's metadata
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Bind the token to a key (DPoP, RFC 9449)
    #[arg(long)]
    pub dpop: bool,
    /// The key to bind it to (PEM or JWK); without it a new one is made
    #[arg(long, value_name = "FILE")]
    pub dpop_key: Option<PathBuf>,
}

/// A client, as its profile describes it. Nothing of it has been checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The issuer's name.
    pub issuer: String,
    /// The client id.
    pub client_id: String,
    /// The private key's file.
    pub key: PathBuf,
    /// The key's name.
    pub kid: Option<String>,
    /// The algorithm of grants.
    pub alg: Option<String>,
    /// The certificate's file.
    pub certificate: Option<PathBuf>,
    /// The file of the authorities that TLS trusts.
    pub ca: Option<PathBuf>,
    /// The scopes.
    pub scopes: Vec<String>,
    /// The organisation on whose behalf it asks.
    pub consumer_org: Option<String>,
    /// The APIs that tokens are for.
    pub resource: Vec<String>,
    /// The audience of grants, if it is not the issuer.
    pub audience: Option<String>,
    /// The token endpoint, if the metadata are not to be asked.
    pub token_endpoint: Option<String>,
    /// The purpose that requests state.
    pub purpose: Option<String>,
    /// The case that requests name.
    pub case_reference: Option<String>,
    /// Whether tokens are bound to a key.
    pub dpop: bool,
    /// The file of that key.
    pub dpop_key: Option<PathBuf>,
    /// Where readings begin.
    pub gateway: Option<String>,
    /// The folder of the policies, where it is at hand.
    pub policies: Option<PathBuf>,
}

impl ClientArgs {
    /// The profile that flags and files give together.
    ///
    /// # Errors
    /// When a file cannot be read, or issuer, client or key are missing.
    pub fn profile(&self) -> Result<Profile, ProfileError> {
        let mut profile = match (&self.client_file, &self.client) {
            (Some(file), _) => Profile::read(file)?,
            (None, Some(client)) => demonstration(&self.demo, client)?,
            (None, None) => Profile::default(),
        };
        self.overrule(&mut profile);
        let missing = [
            ("issuer", profile.issuer.is_empty()),
            ("client_id", profile.client_id.is_empty()),
            ("key", profile.key.as_os_str().is_empty()),
        ];
        match missing.into_iter().find(|(_, missing)| *missing) {
            Some((name, _)) => Err(ProfileError::Missing(name)),
            None => Ok(profile),
        }
    }

    fn overrule(&self, profile: &mut Profile) {
        fn set<T: Clone>(to: &mut T, from: Option<&T>) {
            if let Some(from) = from {
                to.clone_from(from);
            }
        }
        fn set_optional<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
            if from.is_some() {
                to.clone_from(from);
            }
        }
        set(&mut profile.issuer, self.issuer.as_ref());
        set(&mut profile.client_id, self.client_id.as_ref());
        set(&mut profile.key, self.key.as_ref());
        set_optional(&mut profile.kid, &self.kid);
        set_optional(&mut profile.alg, &self.alg);
        set_optional(&mut profile.certificate, &self.certificate);
        set_optional(&mut profile.ca, &self.ca);
        set_optional(&mut profile.consumer_org, &self.consumer_org);
        set_optional(&mut profile.audience, &self.audience);
        set_optional(&mut profile.token_endpoint, &self.endpoint);
        set_optional(&mut profile.dpop_key, &self.dpop_key);
        profile.dpop |= self.dpop || profile.dpop_key.is_some();
        if !self.scope.is_empty() {
            let words = self.scope.iter().flat_map(|some| some.split_whitespace());
            profile.scopes = words.map(str::to_owned).collect();
        }
        if !self.resource.is_empty() {
            profile.resource.clone_from(&self.resource);
        }
    }
}

fn read(path: &Path, hint: &'static str) -> Result<String, ProfileError> {
    fs::read_to_string(path).map_err(|error| {
        let hint = if error.kind() == std::io::ErrorKind::NotFound { hint } else { "" };
        ProfileError::Unreadable { path: path.to_owned(), kind: error.kind(), hint }
    })
}

impl Profile {
    /// Reads a profile; paths in it are made relative to its folder.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or has an unknown key.
    pub fn read(file: &Path) -> Result<Self, ProfileError> {
        let text = read(file, "")?;
        let mut profile: Self = toml::from_str(&text).map_err(|error| ProfileError::Form {
            path: file.to_owned(),
            fault: error.to_string(),
        })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let files = [&mut profile.certificate, &mut profile.ca];
        let more = [&mut profile.dpop_key, &mut profile.policies];
        for path in files.into_iter().chain(more).filter_map(Option::as_mut) {
            *path = folder.join(&path);
        }
        if !profile.key.as_os_str().is_empty() {
            profile.key = folder.join(&profile.key);
        }
        Ok(profile)
    }

    /// The scopes as a grant writes them.
    #[must_use]
    pub fn scope(&self) -> String {
        self.scopes.join(" ")
    }

    /// The audience of grants.
    #[must_use]
    pub fn audience(&self) -> &str {
        self.audience.as_deref().unwrap_or(&self.issuer)
    }
}

/// A client of a running demonstration, whose card knows everything.
fn demonstration(dir: &Path, wanted: &str) -> Result<Profile, ProfileError> {
    let file = dir.join("demo.json");
    let text = read(&file, ": is the demonstration running?")?;
    let card: Card = serde_json::from_str(&text)
        .map_err(|error| ProfileError::Form { path: file, fault: error.to_string() })?;
    let Some(client) = card.clients.iter().find(|client| client.client_id == wanted) else {
        let known: Vec<_> = card.clients.iter().map(|client| client.client_id.as_str()).collect();
        return Err(ProfileError::NoSuchClient {
            wanted: wanted.to_owned(),
            known: known.join(", "),
        });
    };
    Ok(Profile {
        issuer: card.issuer,
        client_id: client.client_id.clone(),
        key: client.key.clone(),
        certificate: client.certificate.clone(),
        ca: Some(card.ca),
        scopes: client.scopes.clone(),
        consumer_org: client.supplier.as_ref().map(|_| client.consumer.clone()),
        token_endpoint: Some(card.token_endpoint),
        gateway: Some(card.gateway),
        policies: Some(dir.join("policies")),
        ..Profile::default()
    })
}
