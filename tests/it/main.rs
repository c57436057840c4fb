//! The one integration binary: every test comes in by a public door.

mod gateway;
mod house;
mod jose;
mod merkle;
mod policy;
mod redact;
mod registry;
mod vocab;
