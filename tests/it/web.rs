//! The citizens' service, through its door, with an OpenID provider that can be told to lie.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot be set up has failed"
)]

mod browser;
mod check;
mod clock;
mod colours;
mod keeping;
mod language;
mod login;
mod pages;
mod provider;
mod sample;
mod search;
mod sessions;
mod shipped;
mod tokens;
