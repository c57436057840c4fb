//! What a script needs to be one of the demonstration's clients: its key, and the card with the rest.

use super::DemoError;
use super::prepare::file_error;
use crate::client::Credential;
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::serve::tls;
use crate::vocab::secret::SecretText;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// Where a client's key is.
#[must_use]
pub fn key_file(dir: &Path, client_id: &str) -> PathBuf {
    dir.join("keys/clients").join(client_id).with_extension("pem")
}

/// Where a client's business certificate is, when it has one.
#[must_use]
pub fn certificate_file(dir: &Path, client_id: &str) -> PathBuf {
    dir.join("certs").join(format!("{client_id}.pem"))
}

/// What a client proves itself with.
///
/// # Errors
/// When a file cannot be read or is no such key or certificate.
pub fn credential(client: &ClientCard) -> Result<Credential, DemoError> {
    let key = read_key(&client.key, Algorithm::Rs256)?;
    let Some(file) = &client.certificate else { return Ok(Credential::registered(key)) };
    let chain = tls::certificates(file).map_err(|error| DemoError::Keys(error.to_string()))?;
    Ok(Credential::certified(key, chain.iter().map(|one| one.to_vec()).collect()))
}

/// Reads a private key and names it by its thumbprint.
///
/// # Errors
/// When it cannot be read or is no such key.
pub fn read_key(path: &Path, alg: Algorithm) -> Result<SigningKey, DemoError> {
    let pem = SecretText::new(fs::read_to_string(path).map_err(file_error(path))?);
    SigningKey::from_pem("unnamed", alg, pem.expose())
        .map(SigningKey::named_by_thumbprint)
        .map_err(|error| DemoError::Keys(format!("{}: {error}", path.display())))
}

/// `demo.json`: everything a script needs to talk to a running demonstration.
#[derive(Debug, Serialize, Deserialize)]
pub struct Card {
    /// The development CA's certificate, a PEM file.
    pub ca: PathBuf,
    /// The issuer of tokens, the audience of grants.
    pub issuer: String,
    /// Where grants go.
    pub token_endpoint: String,
    /// Where readings begin.
    pub gateway: String,
    /// The citizens' pages.
    pub people: String,
    /// The auditors' pages.
    pub audit: String,
    /// Metrics and health.
    pub ops: String,
    /// The ledger.
    pub ledger: LedgerCard,
    /// The clients.
    pub clients: Vec<ClientCard>,
    /// The numbers of some synthetic persons, the cast first.
    pub persons: Vec<String>,
    /// Requests to try.
    pub examples: Vec<Example>,
}

/// Where the ledger is.
#[derive(Debug, Serialize, Deserialize)]
pub struct LedgerCard {
    /// Its folder.
    pub dir: PathBuf,
    /// Its public address.
    pub url: String,
    /// The log's name.
    pub origin: String,
    /// The key that its checkpoints are verified with.
    pub vkey: String,
}

/// One client.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClientCard {
    /// The client id.
    pub client_id: String,
    /// The name of its key, when that is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Its private key, a PKCS#8 PEM file.
    pub key: PathBuf,
    /// Its business certificate, a PEM file, when its key is not registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PathBuf>,
    /// The organisation responsible for what it reads.
    pub consumer: String,
    /// The organisation that the client belongs to, when it is a supplier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// The purposes it may state.
    pub purposes: Vec<String>,
}

impl ClientCard {
    /// The client's profile for the command line (`sluse token --client-file …`).
    #[must_use]
    pub fn profile(&self, card: &Card) -> String {
        let scopes: Vec<String> = self.scopes.iter().map(|scope| format!("{scope:?}")).collect();
        let on_behalf_of = match &self.supplier {
            Some(_) => format!("consumer_org = \"{}\"\n", self.consumer),
            None => String::new(),
        };
        let certificate = match &self.certificate {
            Some(file) => format!("certificate = {file:?}\n"),
            None => String::new(),
        };
        format!(
            "# Written by `sluse demo` at each start.\nissuer = \"{}\"\nclient_id = \"{}\"\n\
             key = {:?}\n{certificate}ca = {:?}\nscopes = [{}]\n{on_behalf_of}gateway = \"{}\"\n\
             policies = \"../policies\"\n",
            card.issuer,
            self.client_id,
            self.key,
            card.ca,
            scopes.join(", "),
            card.gateway,
        )
    }
}

/// One request to try.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Who asks.
    pub client_id: String,
    /// With which scope.
    pub scope: String,
    /// For which purpose; without it the scope must tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// Further header fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body's media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What the token shall rest on (`authorization_details`, RFC 9396).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorization_details: Vec<serde_json::Value>,
    /// The status that must come.
    pub status: u16,
    /// The last part of the problem's `type` that must come with a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
