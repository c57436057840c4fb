//! Who may see the list of another, from what the population register says.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

mod families;
pub mod family;
mod register;
mod rules;
