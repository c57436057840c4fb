//! The auditors' door, and who comes in by it.

use crate::vocab::party::Organisation;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The auditors' door.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// Where it listens, over TLS with client certificates.
    pub address: SocketAddr,
    /// How people log in; without it they come with certificates alone.
    pub login: Option<Login>,
    /// Who is let in.
    #[serde(default)]
    pub officers: Vec<Officer>,
    /// Alarms about how persons are read.
    pub alarms: Option<Alarms>,
}

impl Audit {
    /// The files that it names.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let login = self.login.iter_mut().flat_map(|login| {
            let Login { ca, client_secret, client_key, sessions, .. } = login;
            let some = [client_secret, client_key, sessions].into_iter().filter_map(Option::as_mut);
            std::iter::once(ca).chain(some)
        });
        let alarms = self.alarms.iter_mut().flat_map(|alarms| {
            let hook = alarms.webhook.iter_mut();
            let staff = alarms.relations.iter_mut().filter_map(|near| near.staff.as_mut());
            let cases = alarms.cases.iter_mut().flat_map(|one| [&mut one.key, &mut one.ca]);
            let hook = hook.flat_map(|hook| [&mut hook.key, &mut hook.ca, &mut hook.cursor]);
            hook.chain(staff).chain(cases)
        });
        login.chain(alarms)
    }
}

/// Alarms about how persons are read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// How many false alarms a month each detector may give by chance, for one consumer and purpose; above 0, at
    /// most 1. Without it 0.001.
    pub false_alarms_a_month: Option<f64>,
    /// Who is told.
    pub webhook: Option<Hook>,
    /// Who is near whom; without it nobody's relatives and neighbours are looked for.
    pub relations: Option<Near>,
    /// Consumers whose system of cases says whether there is a case.
    #[serde(default)]
    pub cases: Vec<Cases>,
}

/// A consumer's system of cases. It is asked with `POST` of `{"case": "…"}` and `Authorization: Bearer <key>`, and
/// answers `{"exists": true}` or `false`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// Whose.
    pub consumer: Organisation,
    /// Where it is asked: `https://…`, or `http://…` on this machine.
    pub url: String,
    /// A file with the key that we are known by, mode 0600.
    pub key: PathBuf,
    /// The certificate authorities that are trusted (PEM).
    pub ca: PathBuf,
}

/// How end users who read their own family or neighbours are found. The register is that of
/// `citizens.relations`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// A file that says which person stands behind the name of an end user, mode 0600: TOML with a table for each
    /// consumer's number, `name = "person number"`. End users whose name is a person's number need none.
    pub staff: Option<PathBuf>,
    /// Whether it is asked where the persons live that such an end user reads.
    #[serde(default)]
    pub neighbours: bool,
}

/// A webhook. It is told of the alarms of all consumers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// Where alarms are posted: `https://…`, or `http://…` on this machine.
    pub url: String,
    /// A file with the key that messages are signed with: at least 32 characters, readable by its owner alone.
    pub key: PathBuf,
    /// The certificate authorities that are trusted (PEM).
    pub ca: PathBuf,
    /// The file that keeps which alarms were taken.
    pub cursor: PathBuf,
}

/// Login for auditors by OpenID Connect, such as with Ansattporten.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The door's own address for browsers, an https origin such as `https://kontroll.example.no`.
    pub url: String,
    /// The OpenID provider.
    pub issuer: String,
    /// The certificate authority of the provider's certificate.
    pub ca: PathBuf,
    /// This service's client id at the provider.
    pub client_id: String,
    /// The file that holds the client secret, mode 0600. Either this or `client_key`.
    pub client_secret: Option<PathBuf>,
    /// The file of the private key that signs for this client, PEM or JWK, mode 0600.
    pub client_key: Option<PathBuf>,
    /// The key's name at the provider; without it the JWK's own, or the RFC 7638 thumbprint.
    pub client_key_id: Option<String>,
    /// The `acr` values that are strong enough.
    pub acr: Vec<String>,
    /// The claim with the provider's stable name for a person; never the person's number.
    #[serde(default = "sub")]
    pub identifier_claim: String,
    /// The claim with the organisation that somebody acts for; without it the one that they are
    /// configured for counts.
    pub organisation_claim: Option<String>,
    /// What the provider is to settle with who logs in (`authorization_details`, RFC 9396), as JSON.
    pub authorization_details: Option<String>,
    /// The folder that sessions are kept in, sealed; without it they end with the process.
    pub sessions: Option<PathBuf>,
}

fn sub() -> String {
    "sub".to_owned()
}

/// Somebody who is let in, by a certificate or a login.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// How the ledger names who looked: 1 to 64 letters, digits, `.`, `_` or `-`.
    pub name: String,
    /// The SHA-256 of the certificate (DER) in base64url without padding, as `x5t#S256` writes it. Either
    /// this or `login`.
    pub certificate: Option<String>,
    /// What the provider calls the person (`login.identifier_claim`).
    pub login: Option<String>,
    /// The organisation that answers for the looks; it must be registered.
    pub organisation: String,
    /// What is seen.
    pub role: Role,
}

/// What an auditor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Who reads of the organisation's services.
    ProviderOfficer,
    /// What the organisation reads.
    ConsumerOfficer,
    /// Both.
    Officer,
    /// Everything.
    Authority,
}
