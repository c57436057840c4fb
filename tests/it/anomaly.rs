//! What is unusual in how persons are read: found in a year of synthetic traffic, seldom found where there is
//! nothing, and told by the front door.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that fails is a test that fails"
)]

mod cases;
mod detectors;
mod hook;
mod house;
mod kin;
mod officers;
mod traffic;
mod watching;
mod words;

use sluse::vocab::subject::PersonNumber;

/// Synthetic numbers of one birth date, each next to the one before.
pub(crate) fn in_a_row(many: usize) -> Vec<PersonNumber> {
    let number = |serial: u32| {
        let text = |check| format!("178592{serial:03}{check:02}");
        (0..100).find_map(|check| PersonNumber::parse(&text(check)).ok())
    };
    (500..).filter_map(number).take(many).collect()
}
