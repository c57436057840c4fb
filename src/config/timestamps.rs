//! Who time-stamps the ledger's checkpoints.

use serde::Deserialize;
use std::path::PathBuf;

/// The time-stamping authority (RFC 3161).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timestamps {
    /// Where it is asked: `http://` or `https://`.
    pub url: String,
    /// The roots that the authority's own certificates must come from, a PEM file.
    pub ca: PathBuf,
    /// The certificate authority of an https address.
    pub tls_ca: Option<PathBuf>,
    /// How often the newest checkpoint is stamped.
    #[serde(default = "one_hour")]
    pub interval_s: u64,
    /// The policy that it is asked for, an object identifier; without it the authority's own choice.
    pub policy: Option<String>,
    /// How long checkpoints may be without a time-stamp before everybody is told that they are late.
    #[serde(default = "four_hours")]
    pub late_after_s: u64,
}

const fn one_hour() -> u64 {
    3_600
}

const fn four_hours() -> u64 {
    14_400
}
