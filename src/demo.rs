//! Floor 60: the demonstration: a country in a folder. Synthetic persons, providers, clients, a
//! source of consents, an OpenID provider, all on loopback, around the same house that `sluse serve` starts.
//!
//! Only `cli` names this room; nothing that serves real data can reach it.

pub mod business;
pub mod certs;
pub mod check;
pub mod client;
pub mod consents;
pub mod examples;
pub mod freg_document;
pub mod login;
mod officers;
pub mod openid;
pub mod organisations;
pub mod persons;
pub mod policies;
pub mod prepare;
pub mod private;
pub mod providers;
pub mod run;
pub mod year;

use std::path::PathBuf;

/// Why the demonstration could not be prepared or run.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file could not be written or read.
    #[error("{path}: {kind}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        kind: std::io::ErrorKind,
    },
    /// Certificates could not be made.
    #[error("certificates: {0}")]
    Certificates(#[from] rcgen::Error),
    /// A key could not be made or read.
    #[error("keys: {0}")]
    Keys(String),
    /// The folder holds something that is not a demonstration's.
    #[error("{path}: {what}")]
    Folder {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A port could not be bound.
    #[error("port {port}: {kind}")]
    Port {
        /// The port.
        port: u16,
        /// What the operating system said.
        kind: std::io::ErrorKind,
    },
    /// The house did not start.
    #[error(transparent)]
    Start(#[from] crate::app::StartError),
    /// The year before the first start could not be written.
    #[error("the year before: {0}")]
    Year(String),
    /// A request to the demonstration failed.
    #[error("{0}")]
    Request(String),
    /// A client did not get what it wanted.
    #[error(transparent)]
    Client(#[from] crate::client::ClientError),
}
