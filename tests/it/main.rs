//! The one integration binary: every test comes in by a public door.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on has failed; clippy's own exception covers only `#[test]` functions"
)]

mod activation;
mod acts;
mod anomaly;
mod answers;
mod attacks;
mod audit;
mod authority;
mod browser;
mod certificate;
mod clients;
mod command_line;
mod configuration;
mod delays;
mod demo_parts;
mod demonstration;
mod doors;
mod dpop;
mod erasure;
mod export;
mod gateway;
mod heads;
mod house;
mod http2;
mod issuers;
mod jose;
mod kill;
mod ledger;
mod limits;
mod memory;
mod merkle;
mod mirror;
mod mutual;
mod notify;
mod operations;
mod overload;
mod paper;
mod people;
mod phrases;
mod plot;
mod policy;
mod problems;
mod redact;
mod registrar;
mod registrations;
mod registry;
mod relatives;
mod rotation;
mod stamps;
mod strangers;
mod tidy;
mod token;
mod units;
mod unpack;
mod vocab;
mod vrf;
mod web;
mod witness;
