//! The citizens' service, through its door, with an OpenID provider that can be told to lie.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot be set up has failed"
)]

mod access;
mod browser;
mod check;
mod client;
mod clock;
mod colours;
mod deeds;
mod described;
mod design;
mod feed;
mod frames;
mod keeping;
mod kept;
mod language;
mod levels;
mod login;
mod officers;
mod pages;
mod programs;
mod protected;
mod provider;
mod relatives;
mod sample;
mod search;
mod sessions;
mod shipped;
mod tokens;
mod usages;
mod withheld;
