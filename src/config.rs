//! Floor 50: the configuration of `sluse serve`, one TOML file.
//!
//! An unknown key is refused with file, line and the nearest known key. Relative paths are relative
//! to the file's folder. `config/sluse.toml` shows every key, and a test parses it.

pub mod audit;
mod citizens;
pub mod clock;
pub mod notices;
pub mod relations;
pub mod timestamps;
mod told;
pub mod witness;
pub mod witnesses;

pub use citizens::Citizens;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// Why the configuration cannot be used; the text names file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

/// Everything `sluse serve` is told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the doors listen and what they are called from outside.
    pub doors: Doors,
    /// The certificate of the machine door and the people's door.
    pub tls: Tls,
    /// The token service.
    pub token: TokenService,
    /// The file with clients, scopes, access and delegations.
    pub registry: PathBuf,
    /// The folder with services and purposes.
    pub policies: PathBuf,
    /// How policies come into force after the start.
    #[serde(default)]
    pub activation: Activation,
    /// Where each service's answers come from, by the name that its policy file gives.
    pub upstreams: BTreeMap<String, Upstream>,
    /// The ledger's folders and names.
    pub ledger: LedgerFiles,
    /// Login for citizens; without it the people's door stays shut.
    pub citizens: Option<Citizens>,
    /// The auditors' door; without it auditors have the machine door's figures alone.
    pub audit: Option<audit::Audit>,
    /// Notices to citizens; without it nobody is told of anything.
    pub notices: Option<notices::Notices>,
    /// Limits on what comes from outside.
    #[serde(default)]
    pub limits: Limits,
    /// Threads and logs.
    #[serde(default)]
    pub process: Process,
}

/// How policies come into force after the start. SIGHUP and the administration API always read them
/// again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Activation {
    /// Whether the folder is looked at, and read again when it has changed.
    pub watch: bool,
    /// How often it is looked at; it is read when two looks in a row see the same.
    pub watch_ms: u64,
    /// Who starts, signals and changes files, as the ledger is to name them; without it the operating
    /// system's account.
    pub operator: Option<String>,
}

impl Default for Activation {
    fn default() -> Self {
        Self { watch: false, watch_ms: 2_000, operator: None }
    }
}

/// Addresses and public names of the doors.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doors {
    /// Tokens, gateway and ledger, over TLS.
    pub machine: SocketAddr,
    /// Citizens' pages, over TLS.
    pub people: SocketAddr,
    /// Metrics and health, plain HTTP: keep it on loopback or a management network.
    pub operations: SocketAddr,
    /// The issuer of tokens, an https address that ends in `/`; the machine door as seen from
    /// outside.
    pub issuer: String,
    /// The people's door as seen from outside, an https address without a trailing `/`.
    pub people_url: String,
    /// The machine door once more, asking each caller for a TLS client certificate: for tokens that
    /// are bound to one (RFC 8705). Without it no such tokens are issued.
    pub mutual: Option<SocketAddr>,
    /// That door as seen from outside, an https address that ends in `/`; together with `mutual`.
    pub mutual_url: Option<String>,
}

/// A certificate chain and its key, PEM files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The chain, leaf first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// The token service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenService {
    /// The folder of the private keys that sign tokens, mode 0700; `sluse keys rotate` makes them.
    pub keys: PathBuf,
    /// Business certificates of clients without registered keys; without it none is accepted.
    pub certificates: Option<Certificates>,
    /// Foreign issuers whose access tokens the gateway accepts beside our own.
    #[serde(default)]
    pub issuers: Vec<Issuer>,
    /// Where consents are looked up; without it no token rests on one.
    pub consents: Option<Consents>,
}

/// A foreign issuer, such as the real Maskinporten, and what it is trusted with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The issuer byte for byte, an https address that ends in `/`; its metadata are at
    /// `.well-known/oauth-authorization-server` below it.
    pub issuer: String,
    /// The certificate authority of that address.
    pub ca: PathBuf,
    /// What its tokens may be signed with: `RS256`, `ES256`.
    pub algorithms: Vec<String>,
    /// The scopes it may vouch for: one, or a beginning and `*`. Others in its tokens do not count.
    pub scopes: Vec<String>,
    /// The `aud` that its tokens may have for this API; those without one are accepted too.
    pub audience: Option<String>,
}

/// Where consents of `urn:altinn:consent` are looked up: it is sent a POST with
/// `{"id":…,"from":…,"to":{…}}` and answers with the consent, or 404.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consents {
    /// `http://` or `https://`, host and port, and a path.
    pub url: String,
    /// The certificate authority that its certificate must come from, for `https`.
    pub ca: Option<PathBuf>,
    /// From connecting to the last byte of the answer.
    #[serde(default = "five_seconds")]
    pub timeout_ms: u64,
}

const fn five_seconds() -> u64 {
    5_000
}

/// Which business certificates are accepted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificates {
    /// The authorities that are trusted, a PEM file. They belong to one environment: whoever trusts
    /// those for tests accepts test certificates.
    pub anchors: PathBuf,
    /// Authorities between those and the certificates, a PEM file: most clients send none.
    pub intermediates: Option<PathBuf>,
    /// Each authority's revocation list, a file or an http or https address. A certificate, or an
    /// authority below an anchor, whose issuer has no current list here is refused.
    pub crls: Vec<String>,
    /// How long a list counts after it was last read or fetched, in hours.
    #[serde(default = "two_days")]
    pub crl_max_age_h: u64,
    /// The certificate authority of https addresses in `crls`.
    pub ca: Option<PathBuf>,
}

const fn two_days() -> u64 {
    48
}

/// Whether a revocation list is to be fetched, not read from a file.
#[must_use]
pub fn is_address(list: &str) -> bool {
    list.starts_with("http://") || list.starts_with("https://")
}

/// One provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// `http://` or `https://`, host and port, and perhaps a path that goes before the service's.
    pub url: String,
    /// The certificate authority that the provider's certificate must come from, for `https`.
    pub ca: Option<PathBuf>,
    /// From connecting to the last byte of the answer.
    #[serde(default = "ten_seconds")]
    pub timeout_ms: u64,
    /// The largest answer.
    #[serde(default = "eight_mebibytes")]
    pub answer_bytes: usize,
}

const fn ten_seconds() -> u64 {
    10_000
}

const fn eight_mebibytes() -> usize {
    8 * 1024 * 1024
}

/// The ledger's folders and names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerFiles {
    /// Checkpoint, tiles, bundles and journal.
    pub dir: PathBuf,
    /// Persons' keys: not rebuildable, back it up apart from the ledger.
    pub vault: PathBuf,
    /// The index: may be deleted while nothing runs, and is then rebuilt.
    pub index: PathBuf,
    /// The log's name (C2SP tlog-checkpoint): a URL without scheme.
    pub origin: String,
    /// The seed of the Ed25519 key that signs checkpoints: 32 bytes in base64, mode 0600.
    pub key: PathBuf,
    /// How long the publisher rests between two checkpoints.
    #[serde(default = "half_a_second")]
    pub publish_interval_ms: u64,
    /// How long entries about persons can be opened when the purpose does not say it (`P10Y`, `P90D`);
    /// without it for ever.
    pub keep: Option<String>,
    /// Who may request and confirm erasures; two of them are needed for each.
    #[serde(default)]
    pub auditors: Vec<Auditor>,
    /// Entries that may wait to be written; beyond that requests get 503.
    #[serde(default = "four_thousand")]
    pub queue: usize,
    /// Who time-stamps checkpoints; without it nobody does.
    pub timestamps: Option<timestamps::Timestamps>,
    /// Who cosigns checkpoints; without it nobody does.
    pub witnesses: Option<witnesses::Witnesses>,
    /// How far off the clock may be; beyond that requests get 503.
    #[serde(default)]
    pub clock: clock::LedgerClock,
    /// How often, at the least, a digest over all persons is written: a person's list is proven
    /// complete up to the newest.
    #[serde(default = "one_hour")]
    pub digest_interval_s: u64,
}

const fn one_hour() -> u64 {
    3_600
}

/// Somebody who may request or confirm erasures.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auditor {
    /// Who it is, as entries say it.
    pub name: String,
    /// The verifier's text of their key (C2SP signed-note), as `sluse ledger erase key` prints it.
    pub vkey: String,
}

const fn half_a_second() -> u64 {
    500
}

const fn four_thousand() -> usize {
    4_096
}

/// Limits on what comes from outside.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests a second for each consumer at the gateway.
    pub consumer_requests_per_second: NonZeroU32,
    /// How many of them may come at once.
    pub consumer_burst: NonZeroU32,
    /// Refused requests a second that one address may cause without a good token or grant; beyond
    /// that they are answered 429 without a ledger entry.
    pub stranger_refusals_per_second: NonZeroU32,
    /// How many of them may come at once.
    pub stranger_burst: NonZeroU32,
    /// Connections to one door.
    pub connections: usize,
    /// Connections to one door from one address.
    pub connections_per_address: usize,
    /// Patience with a handshake, a request's head, its body, and an idle connection.
    pub wait_ms: u64,
    /// Patience with requests under way at shutdown.
    pub drain_ms: u64,
    /// The least rate at which an export of the ledger is taken; a slower reader is cut off.
    pub export_bytes_per_second: NonZeroU32,
    /// How much longer than that an export may take in all.
    pub export_grace_ms: u64,
}

const fn number(value: u32) -> NonZeroU32 {
    match NonZeroU32::new(value) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            consumer_requests_per_second: number(1_000),
            consumer_burst: number(2_000),
            stranger_refusals_per_second: number(10),
            stranger_burst: number(100),
            connections: 4_096,
            connections_per_address: 1_024,
            wait_ms: 10_000,
            drain_ms: 20_000,
            export_bytes_per_second: number(64_000),
            export_grace_ms: 60_000,
        }
    }
}

/// Threads and logs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Process {
    /// Threads that serve requests; without it one for each core.
    pub workers: Option<usize>,
    /// What to log (`info`, `debug`, `sluse=debug,warn`, …); without it `info`.
    pub log: Option<String>,
}

impl Config {
    /// Reads and parses a file.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or has a wrong or unknown key.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| ConfigError(format!("{}: {}", file.display(), error.kind())))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        Self::parse(&file.display().to_string(), &text).map(|config| config.relative_to(folder))
    }

    /// Parses the text of a configuration; `name` is what errors call it.
    ///
    /// # Errors
    /// When it is not TOML, or has a wrong or unknown key.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let config: Self =
            toml::from_str(text).map_err(|error| ConfigError(told::told(name, text, &error)))?;
        let wrong = |rule: &str| Err(ConfigError(format!("{name}: {rule}")));
        if let Some(fault) = config.doors.fault() {
            return wrong(fault);
        }
        let limits = &config.limits;
        let nothing = [
            ("limits.connections", limits.connections == 0),
            ("limits.connections_per_address", limits.connections_per_address == 0),
            ("limits.wait_ms", limits.wait_ms == 0),
            ("ledger.queue", config.ledger.queue == 0),
            (
                "ledger.timestamps.interval_s and late_after_s",
                config
                    .ledger
                    .timestamps
                    .as_ref()
                    .is_some_and(|one| one.interval_s == 0 || one.late_after_s == 0),
            ),
            (
                "ledger.witnesses.timeout_ms, interval_ms and late_after_s",
                config.ledger.witnesses.as_ref().is_some_and(|one| {
                    one.timeout_ms == 0 || one.interval_ms == 0 || one.late_after_s == 0
                }),
            ),
            (
                "citizens.relations.timeout_ms",
                config
                    .citizens
                    .as_ref()
                    .and_then(|citizens| citizens.relations.as_ref())
                    .is_some_and(|one| one.timeout_ms == 0),
            ),
            ("activation.watch_ms", config.activation.watch_ms == 0),
            (
                "token.consents.timeout_ms",
                config.token.consents.as_ref().is_some_and(|one| one.timeout_ms == 0),
            ),
            ("upstreams.….timeout_ms", config.upstreams.values().any(|one| one.timeout_ms == 0)),
            (
                "upstreams.….answer_bytes",
                config.upstreams.values().any(|one| one.answer_bytes == 0),
            ),
        ];
        if let Some((key, _)) = nothing.iter().find(|(_, is_nothing)| *is_nothing) {
            return wrong(&format!("{key} must not be 0: nothing would be answered"));
        }
        if let Some(fault) = config.token.certificates.as_ref().and_then(Certificates::fault) {
            return wrong(fault);
        }
        match config.notices.as_ref().and_then(notices::Notices::fault) {
            Some(fault) => wrong(fault),
            None => Ok(config),
        }
    }

    fn relative_to(mut self, folder: &Path) -> Self {
        let mut paths = vec![
            &mut self.tls.certificate,
            &mut self.tls.key,
            &mut self.token.keys,
            &mut self.registry,
            &mut self.policies,
            &mut self.ledger.dir,
            &mut self.ledger.vault,
            &mut self.ledger.index,
            &mut self.ledger.key,
        ];
        if let Some(timestamps) = &mut self.ledger.timestamps {
            paths.push(&mut timestamps.ca);
            paths.extend(timestamps.tls_ca.as_mut());
        }
        if let Some(witnesses) = &mut self.ledger.witnesses {
            paths.push(&mut witnesses.policy);
            paths.extend(witnesses.ca.as_mut());
        }
        paths.extend(self.upstreams.values_mut().filter_map(|upstream| upstream.ca.as_mut()));
        if let Some(citizens) = &mut self.citizens {
            paths.push(&mut citizens.ca);
            paths.extend(citizens.client_secret.as_mut());
            paths.extend(citizens.client_key.as_mut());
            paths.extend(citizens.sessions.as_mut());
            paths.extend(citizens.stylesheets.iter_mut());
            if let Some(relations) = &mut citizens.relations {
                paths.extend(relations.ca.as_mut());
                let token = relations.token.iter_mut();
                paths.extend(token.flat_map(|token| [&mut token.key, &mut token.ca]));
            }
        }
        paths.extend(self.audit.iter_mut().flat_map(audit::Audit::paths));
        paths.extend(self.notices.iter_mut().flat_map(notices::Notices::paths));
        paths.extend(self.token.issuers.iter_mut().map(|issuer| &mut issuer.ca));
        paths.extend(self.token.consents.iter_mut().filter_map(|consents| consents.ca.as_mut()));
        if let Some(certificates) = &mut self.token.certificates {
            paths.push(&mut certificates.anchors);
            paths.extend(certificates.intermediates.as_mut());
            paths.extend(certificates.ca.as_mut());
            for list in certificates.crls.iter_mut().filter(|list| !is_address(list)) {
                *list = folder.join(&*list).to_string_lossy().into_owned();
            }
        }
        for path in paths {
            *path = folder.join(&*path);
        }
        self
    }
}

impl Doors {
    /// What is wrong with the addresses of the doors.
    fn fault(&self) -> Option<&'static str> {
        let is_directory = |url: &str| url.starts_with("https://") && url.ends_with('/');
        if !is_directory(&self.issuer) {
            return Some("doors.issuer must be an https address that ends in `/`");
        }
        if !self.people_url.starts_with("https://") || self.people_url.ends_with('/') {
            return Some("doors.people_url must be an https address that does not end in `/`");
        }
        if self.mutual.is_some() != self.mutual_url.is_some() {
            return Some("doors.mutual and doors.mutual_url belong together: give both or neither");
        }
        let wrong = self.mutual_url.as_deref().is_some_and(|url| !is_directory(url));
        wrong.then_some("doors.mutual_url must be an https address that ends in `/`")
    }
}

impl Certificates {
    /// What is wrong with the lists that say which certificates are revoked.
    fn fault(&self) -> Option<&'static str> {
        if self.crls.is_empty() {
            return Some("token.certificates.crls must name at least one revocation list");
        }
        let never = self.crl_max_age_h == 0;
        never.then_some("token.certificates.crl_max_age_h must not be 0: no list would count")
    }
}
