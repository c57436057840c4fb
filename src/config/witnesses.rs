//! Who witnesses the ledger of `sluse serve`.

use serde::Deserialize;
use std::path::PathBuf;

/// The witnesses of the ledger.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnesses {
    /// Who they are, where, and how many are a quorum: a file in the form of C2SP tlog-policy, in
    /// which each witness that is asked has an address.
    pub policy: PathBuf,
    /// The certificate authority of their https addresses.
    pub ca: Option<PathBuf>,
    /// From connecting to the last byte of an answer.
    #[serde(default = "five_seconds")]
    pub timeout_ms: u64,
    /// How often, at most, a checkpoint is put before them.
    #[serde(default = "one_second")]
    pub interval_ms: u64,
    /// How old the last quorum may be before everybody is told that it is late.
    #[serde(default = "five_minutes")]
    pub late_after_s: u64,
}

const fn five_seconds() -> u64 {
    5_000
}

const fn one_second() -> u64 {
    1_000
}

const fn five_minutes() -> u64 {
    300
}
