//! Who may see the lists of others, and where the population register is asked about it.

use crate::vocab::party::Organisation;
use serde::Deserialize;
use std::path::PathBuf;

/// The population register and the rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relations {
    /// Below this address the register has `personer/<number>`; no `/` at its end.
    pub url: String,
    /// The certificate authority of an https address.
    pub ca: Option<PathBuf>,
    /// How long an answer may take.
    #[serde(default = "three_seconds")]
    pub timeout_ms: u64,
    /// The token that the register wants; without it it is asked without.
    pub token: Option<Token>,
    /// Parents may see a child's list until this age.
    #[serde(default = "twelve")]
    pub parents_until: u8,
    /// From this age the list is the young person's alone.
    #[serde(default = "sixteen")]
    pub own_from: u8,
    /// What holds between the two ages.
    #[serde(default)]
    pub between: Between,
    /// The kinds of guardianship (`vergemaaltype`) that count, in the register's words.
    #[serde(default = "guardian_kinds")]
    pub guardian_kinds: Vec<String>,
    /// The mandates (`omfang`) that cover it, in the register's words.
    #[serde(default = "guardian_scopes")]
    pub guardian_scopes: Vec<String>,
    /// Organisations whose name tells no place: those whose address is protected see them named.
    #[serde(default)]
    pub nationwide: Vec<Organisation>,
    /// Forms of organisation, as in Enhetsregisteret, of which that holds for all.
    #[serde(default)]
    pub nationwide_forms: Vec<String>,
}

/// What holds between the age until which parents may look and the age from which nobody else may.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Between {
    /// Nobody else may look.
    #[default]
    None,
    /// Parents may look.
    Parents,
}

/// How a token of Maskinporten's is got.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The token endpoint, https.
    pub endpoint: String,
    /// The issuer, byte for byte.
    pub audience: String,
    /// This service's client there.
    pub client_id: String,
    /// The scope of the register's package.
    pub scope: String,
    /// The file of the client's private RSA key, PKCS #8 PEM, mode 0600.
    pub key: PathBuf,
    /// What the key is called there.
    pub kid: String,
    /// The certificate authority of the endpoint's certificate.
    pub ca: PathBuf,
}

const fn three_seconds() -> u64 {
    3_000
}

const fn twelve() -> u8 {
    12
}

const fn sixteen() -> u8 {
    16
}

fn guardian_kinds() -> Vec<String> {
    vec!["voksen".to_owned()]
}

fn guardian_scopes() -> Vec<String> {
    vec!["personligeOgOekonomiskeInteresser".to_owned(), "personligeInteresser".to_owned()]
}
