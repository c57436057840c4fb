//! Sluse: a data-sharing gateway that shows its work.

pub mod config;
pub mod dial;
pub mod jose;
pub mod merkle;
pub mod metrics;
pub mod policy;
pub mod redact;
pub mod registry;
pub mod vocab;
