//! The parts of `sluse demo`: synthetic people, their documents, the providers, the OpenID provider.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::string_slice,
    reason = "helpers of tests may fail"
)]

mod checks;
mod documents;
mod openid;
mod people;
mod providers;
mod year;

use sluse::demo::persons::{Person, Population, Role};
use sluse::vocab::time::Day;

/// The day that the goldens are of.
const TODAY: &str = "2026-11-21";

/// A thousand people, as the demonstration has them.
fn thousand() -> Population {
    Population::generate(2026, 1_000, Day::parse(TODAY).unwrap())
}

/// One member of the cast.
fn playing(population: &Population, role: Role) -> &Person {
    population.playing(role).expect("the whole cast is there")
}
