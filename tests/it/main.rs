//! The one integration binary: every test comes in by a public door.

mod configuration;
mod demo_parts;
mod demonstration;
mod doors;
mod gateway;
mod house;
mod jose;
mod kill;
mod ledger;
mod merkle;
mod operations;
mod policy;
mod redact;
mod registry;
mod token;
mod vocab;
mod web;
