//! The configuration of `sluse witness`, one TOML file; `config/witness.toml` shows every key, and a
//! test parses it.

use super::{ConfigError, Process, Tls, told};
use serde::Deserialize;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// Everything `sluse witness` is told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// The name of the key: a URL without scheme.
    pub name: String,
    /// The seed of the Ed25519 key that cosigns: 32 bytes in base64, mode 0600. It must sign nothing
    /// else.
    pub key: PathBuf,
    /// What is remembered of each log. Never to be restored from a backup.
    pub dir: PathBuf,
    /// Where the doors listen.
    pub doors: WitnessDoors,
    /// The certificate of the witness's door; without it plain HTTP, for a proxy in front.
    pub tls: Option<Tls>,
    /// The logs that are witnessed.
    pub logs: Vec<WitnessedLog>,
    /// Limits on what comes from outside.
    #[serde(default)]
    pub limits: WitnessLimits,
    /// Threads and logs.
    #[serde(default)]
    pub process: Process,
}

/// Addresses of the doors.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessDoors {
    /// Logs and monitors.
    pub witness: SocketAddr,
    /// Metrics and health, plain HTTP: keep it on loopback or a management network.
    pub operations: SocketAddr,
}

/// A log that is witnessed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessedLog {
    /// The verifier's texts of its keys, all of one name: the log's origin.
    pub vkeys: Vec<String>,
}

/// Limits on what comes from outside.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WitnessLimits {
    /// Requests a second from one address; twenty times as many from all together.
    pub requests_per_second: NonZeroU32,
    /// How many of them may come at once.
    pub burst: NonZeroU32,
    /// Connections, all together.
    pub connections: usize,
    /// Connections from one address.
    pub connections_per_address: usize,
    /// Patience with a handshake, a request's head, its body, and an idle connection.
    pub wait_ms: u64,
    /// Patience with requests under way at shutdown.
    pub drain_ms: u64,
}

impl Default for WitnessLimits {
    fn default() -> Self {
        Self {
            requests_per_second: super::number(20),
            burst: super::number(100),
            connections: 1_024,
            connections_per_address: 64,
            wait_ms: 10_000,
            drain_ms: 10_000,
        }
    }
}

impl WitnessConfig {
    /// Reads and parses a file.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or has a wrong or unknown key.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| ConfigError(format!("{}: {}", file.display(), error.kind())))?;
        let mut config = Self::parse(&file.display().to_string(), &text)?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let mut paths = vec![&mut config.key, &mut config.dir];
        if let Some(tls) = &mut config.tls {
            paths.extend([&mut tls.certificate, &mut tls.key]);
        }
        for path in paths {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    /// Parses the text of a configuration; `name` is what errors call it.
    ///
    /// # Errors
    /// When it is not TOML, or has a wrong or unknown key.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let config: Self =
            toml::from_str(text).map_err(|error| ConfigError(told::told(name, text, &error)))?;
        let limits = &config.limits;
        let nothing = [
            ("logs", config.logs.is_empty()),
            ("limits.connections", limits.connections == 0),
            ("limits.connections_per_address", limits.connections_per_address == 0),
            ("limits.wait_ms", limits.wait_ms == 0),
        ];
        match nothing.iter().find(|(_, is_nothing)| *is_nothing) {
            Some((key, _)) => {
                Err(ConfigError(format!("{name}: {key} must not be 0: nothing would be answered")))
            }
            None => Ok(config),
        }
    }
}
