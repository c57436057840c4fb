//! Sluse: a data-sharing gateway that shows its work.

pub mod activation;
pub mod app;
pub mod audit;
pub mod certificate;
pub mod cli;
pub mod client;
pub mod config;
pub mod demo;
pub mod dial;
pub mod gateway;
pub mod jose;
pub mod ledger;
pub mod merkle;
pub mod metrics;
pub mod mirror;
pub mod policy;
pub mod redact;
pub mod registrar;
pub mod registry;
pub mod serve;
pub mod token;
pub mod unpack;
pub mod vocab;
pub mod vrf;
pub mod web;
pub mod witness;
