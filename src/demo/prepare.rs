//! The demonstration's folder: made where parts are missing, never wiped. The registry and the
//! configuration are written at each start, because they name keys and ports.
//!
//! `certs/` `clients/` `keys/` `policies/` `registry.toml` `sluse.toml` `ledger/` `vault/` `index/` `demo.json`

use super::DemoError;
use super::organisations::{CLIENTS, NATIONWIDE, ORGANISATIONS, Proof, SCOPES};
use super::persons::Population;
use super::policies::{LADDER, POLICIES};
use super::private::{write_public, write_secret};
use super::run::population;
use super::{business, certs, client, officers, year};
use crate::app::files;
use crate::config::Config;
use crate::jose::alg::Algorithm;
use crate::jose::jws::SigningKey;
use crate::merkle::note::{KeyName, NoteSigner};
use crate::token::keys::rotate::{Wanted, rotate};
use crate::vocab::secret::SecretText;
use crate::vocab::time::{Day, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// This service's client id at the demonstration's OpenID provider.
pub const CITIZENS_CLIENT: &str = "sluse-innsyn";

/// Who may erase persons: what they are called, the names of their keys, and where these are.
const AUDITORS: [(&str, &str, &str); 2] = [
    ("Personvernombudet", "personvern.demo", "keys/personvern.seed"),
    ("Internrevisjonen", "revisjon.demo", "keys/revisjon.seed"),
];

/// The ports that the demonstration's sockets got.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// The machine door.
    pub machine: u16,
    /// The people's door.
    pub people: u16,
    /// The operations door.
    pub operations: u16,
    /// The demonstration's OpenID provider.
    pub openid: u16,
    /// The auditors' door.
    pub audit: u16,
    /// The auditors' OpenID provider.
    pub officers_openid: u16,
    /// The provider of the population register.
    pub folkeregisteret: u16,
    /// The provider of income.
    pub skatteetaten: u16,
    /// The provider of the cadastre.
    pub matrikkelen: u16,
    /// The source of consents.
    pub consents: u16,
}

/// The folder, ready.
pub struct Prepared {
    /// The folder, absolute.
    pub dir: PathBuf,
    /// The configuration of the house.
    pub config: Config,
    /// The key that the OpenID provider signs with.
    pub openid_key: SigningKey,
    /// The secret that this service has at the OpenID provider.
    pub citizens_secret: SecretText,
    /// The secret that it has at the auditors' provider.
    pub officers_secret: SecretText,
    /// The synthetic persons.
    pub population: Population,
    /// The day on which the folder was made.
    pub made: Day,
}

/// Makes what is missing, and writes the configuration for these ports.
///
/// # Errors
/// When a file cannot be written or read.
pub fn prepare(dir: &Path, ports: Ports, now: Timestamp) -> Result<Prepared, DemoError> {
    for folder in ["certs", "clients", "keys/clients", "policies"] {
        create(&dir.join(folder))?;
    }
    let dir = fs::canonicalize(dir).map_err(file_error(dir))?;
    certs::ensure(&dir.join("certs"))?;
    ensure_token_key(&dir.join("keys/token"), now)?;
    let openid_key = ensure_key(&dir.join("keys/openid.pem"))?;
    ensure_random(&dir.join("keys/ledger.seed"), |random| STANDARD.encode(random))?;
    let mut auditors = String::new();
    for (name, key, file) in AUDITORS {
        let path = dir.join(file);
        ensure_random(&path, |random| STANDARD.encode(random))?;
        let vkey = auditor(key, &path)?;
        let _ = write!(auditors, "\n[[ledger.auditors]]\nname = \"{name}\"\nvkey = \"{vkey}\"\n");
    }
    let secret_file = dir.join("keys/citizens.secret");
    ensure_random(&secret_file, |random| URL_SAFE_NO_PAD.encode(random))?;
    for demo_client in CLIENTS {
        ensure_key(&client::key_file(&dir, demo_client.id))?;
    }
    business::ensure(&dir)?;
    for (name, text) in POLICIES.iter().chain(LADDER) {
        let path = dir.join("policies").join(name);
        create(path.parent().unwrap_or(&dir))?;
        if !path.exists() {
            write_public(&path, text)?;
        }
    }
    let public_key = |id: &str| {
        let key = client::read_key(&client::key_file(&dir, id), Algorithm::Rs256)?;
        Ok(key.public_jwk().to_string())
    };
    write_public(&dir.join("registry.toml"), &(registry(&public_key)? + &year::registry()))?;
    let file = dir.join("sluse.toml");
    let (population, made) = population(&dir, now.day_in_norway())?;
    let officers_file = dir.join(officers::OFFICERS_SECRET);
    ensure_random(&officers_file, |random| URL_SAFE_NO_PAD.encode(random))?;
    let officers_secret = secret(&officers_file)?;
    let audit = officers::configuration(ports, &officers_secret, &population);
    write_public(&file, &(configuration(ports) + &auditors + &audit))?;
    let config = Config::read(&file)
        .map_err(|error| DemoError::Folder { path: file, what: error.to_string() })?;
    let citizens_secret = secret(&secret_file)?;
    Ok(Prepared { dir, config, openid_key, citizens_secret, officers_secret, population, made })
}

fn secret(file: &Path) -> Result<SecretText, DemoError> {
    let secret = fs::read_to_string(file).map_err(file_error(file))?;
    Ok(SecretText::new(secret.trim().to_owned()))
}

/// The verifier's text of an auditor's key.
fn auditor(name: &str, seed: &Path) -> Result<String, DemoError> {
    let wrong = |error: &dyn std::fmt::Display| DemoError::Keys(format!("{name}: {error}"));
    let seed = files::seed(seed).map_err(|error| wrong(&error))?;
    let name = KeyName::parse(name).map_err(|error| wrong(&error))?;
    Ok(NoteSigner::new(name, seed).map_err(|error| wrong(&error))?.vkey())
}

fn create(folder: &Path) -> Result<(), DemoError> {
    fs::create_dir_all(folder).map_err(file_error(folder))
}

pub(super) fn file_error(path: &Path) -> impl Fn(std::io::Error) -> DemoError {
    move |error| DemoError::File { path: path.to_owned(), kind: error.kind() }
}

fn ensure_key(path: &Path) -> Result<SigningKey, DemoError> {
    let wrong =
        |error: &dyn std::fmt::Display| DemoError::Keys(format!("{}: {error}", path.display()));
    if !path.exists() {
        let made = SigningKey::generate_rsa("new", 2048).map_err(|error| wrong(&error))?;
        write_secret(path, made.to_pkcs8_pem().expose())?;
    }
    client::read_key(path, Algorithm::Rs256)
}

/// Makes the first key that signs tokens; how it is followed by others is the operator's business.
fn ensure_token_key(folder: &Path, now: Timestamp) -> Result<(), DemoError> {
    if folder.exists() {
        return Ok(());
    }
    let wanted = Wanted { alg: Algorithm::Rs256, begins_in: None, rsa_bits: 2048 };
    rotate(folder, wanted, now).map(drop).map_err(|error| DemoError::Keys(error.to_string()))
}

fn ensure_random(path: &Path, text: impl Fn([u8; 32]) -> String) -> Result<(), DemoError> {
    if path.exists() {
        return Ok(());
    }
    let mut random = [0; 32];
    SystemRandom::new().fill(&mut random).map_err(|_| DemoError::Keys("no randomness".into()))?;
    write_secret(path, &text(random))
}

/// The registry's file: organisations, scopes, clients with their public keys (JSON Web Keys, by
/// client id), one delegation.
///
/// # Errors
/// When a key cannot be had.
pub fn registry(
    public_key: &dyn Fn(&str) -> Result<String, DemoError>,
) -> Result<String, DemoError> {
    let mut text = String::from("# Written by `sluse demo` at each start.\n");
    for player in ORGANISATIONS {
        let _ = write!(
            text,
            "\n[[organisation]]\nnumber = \"{}\"\nname = \"{}\"\nform = \"{}\"\n",
            player.number, player.name, player.form
        );
    }
    for grant in SCOPES {
        let _ = write!(
            text,
            "\n[[scope]]\nname = \"{}\"\nowner = \"{}\"\ndescription = \"{}\"\nconsumers = {:?}\n",
            grant.scope, grant.owner, grant.description, grant.consumers
        );
        if grant.delegable {
            text.push_str("delegation_source = \"https://delegering.example.no/\"\n");
        }
    }
    for demo_client in CLIENTS {
        let _ = write!(
            text,
            "\n[[client]]\nclient_id = \"{}\"\norganisation = \"{}\"\nname = \"{}\"\nscopes = {:?}\n",
            demo_client.id, demo_client.organisation, demo_client.name, demo_client.scopes
        );
        if demo_client.proof == Proof::RegisteredKey {
            let _ = write!(text, "[[client.key]]\njwk = '{}'\n", public_key(demo_client.id)?);
        }
        if let Some(consumer) = demo_client.on_behalf_of {
            for scope in demo_client.scopes {
                let _ = write!(
                    text,
                    "\n[[delegation]]\nconsumer = \"{consumer}\"\nsupplier = \"{}\"\nscope = \"{scope}\"\nvalid_until = 2035-12-31\n",
                    demo_client.organisation
                );
            }
        }
    }
    Ok(text)
}

/// The configuration of the house, as `sluse serve --config` would read it.
fn configuration(ports: Ports) -> String {
    let Ports { machine, people, operations, openid, .. } = ports;
    let Ports { folkeregisteret, skatteetaten, matrikkelen, consents, .. } = ports;
    format!(
        r#"# Written by `sluse demo` at each start.
registry = "registry.toml"
policies = "policies"

[activation]
watch = true
operator = "demonstration"

[doors]
machine = "127.0.0.1:{machine}"
people = "127.0.0.1:{people}"
operations = "127.0.0.1:{operations}"
issuer = "https://localhost:{machine}/"
people_url = "https://localhost:{people}"

[tls]
certificate = "certs/server.pem"
key = "certs/server.key"

[token]
keys = "keys/token"

[token.certificates]
anchors = "certs/business-ca.pem"
crls = ["certs/business-ca.crl"]

[token.consents]
url = "http://127.0.0.1:{consents}/consents"

[upstreams.folkeregisteret]
url = "http://127.0.0.1:{folkeregisteret}"

[upstreams.skatteetaten]
url = "http://127.0.0.1:{skatteetaten}"

[upstreams.matrikkelen]
url = "http://127.0.0.1:{matrikkelen}"

# Nobody plays these registers: the demonstration's population register says that it has no such resource.
[upstreams.krr]
url = "http://127.0.0.1:{folkeregisteret}"

[upstreams.fiks]
url = "http://127.0.0.1:{folkeregisteret}"

[ledger]
dir = "ledger"
vault = "vault"
index = "index"
origin = "localhost/sluse-demo"
key = "keys/ledger.seed"
keep = "P10Y"

[citizens]
issuer = "https://localhost:{openid}"
ca = "certs/ca.pem"
client_id = "{CITIZENS_CLIENT}"
client_secret = "keys/citizens.secret"
sessions = "sessions"
acr = ["idporten-loa-high"]

[citizens.relations]
url = "http://127.0.0.1:{folkeregisteret}/folkeregisteret/v1"
nationwide = {NATIONWIDE:?}
"#
    )
}
