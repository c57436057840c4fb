//! Floor 35: asks the population register about one person: who somebody is related to, where they live, and
//! whether their address is protected.
//!
//! [`Relations`] is the interface; [`Http`] asks a register that speaks Folkeregisteret's API, and [`Kept`]
//! keeps what was answered for two minutes. What is not answered is nobody's right: whoever asks treats an
//! error as a no.

mod http;
mod kept;
mod token;

pub use http::{ANSWER_BYTES, BadRegister, Http};
pub use kept::{FAILED, KEPT, Kept, REMEMBERED};
pub use token::{TokenSource, Unlocked};

use crate::relatives::Registered;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::pin::Pin;
use std::sync::Arc;

/// How much is asked about a person: no more than the question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Whether the address is protected.
    Protection,
    /// That, and everything that decides who may see whose list.
    Relations,
    /// Whom the person is related to.
    Kin,
    /// Where the person lives, unless that is protected.
    Home,
}

impl Part {
    /// The register's names for its members ("Dataminimering": `part`).
    #[must_use]
    pub const fn members(self) -> &'static [&'static str] {
        match self {
            Self::Protection => &["identifikasjonsnummer", "adressebeskyttelse"],
            Self::Kin => &["identifikasjonsnummer", "familierelasjon"],
            Self::Home => &["identifikasjonsnummer", "adressebeskyttelse", "bostedsadresse"],
            Self::Relations => &[
                "identifikasjonsnummer",
                "adressebeskyttelse",
                "falskIdentitet",
                "status",
                "foedsel",
                "doedsfall",
                "navn",
                "bostedsadresse",
                "deltBosted",
                "familierelasjon",
                "foreldreansvar",
                "vergemaalEllerFremtidsfullmakt",
            ],
        }
    }
}

/// Why the register said nothing. Says nothing of whom it was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Silent {
    /// It has nobody of this number.
    #[error("the population register has nobody of this number")]
    Nobody,
    /// It cannot be asked now, or what came cannot be read.
    #[error("the population register does not answer as it should")]
    Down,
}

/// An answer that is on its way.
pub type Asked<'a> = Pin<Box<dyn Future<Output = Result<Arc<Registered>, Silent>> + Send + 'a>>;

/// Knows what the population register says.
pub trait Relations: Send + Sync + 'static {
    /// What the register says of this person.
    fn ask<'a>(&'a self, person: &'a PersonNumber, part: Part, now: Timestamp) -> Asked<'a>;

    /// Forgets what no longer counts, where something is kept.
    fn let_go(&self, _now: Timestamp) {}
}
