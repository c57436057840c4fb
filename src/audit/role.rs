//! What an auditor is, and which part of the ledger is theirs to see.

use crate::ledger::entry::Breadth;
use crate::vocab::party::Organisation;

/// What an auditor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Looks after the data that an organisation provides: sees who read of its services.
    ProviderOfficer(Organisation),
    /// Looks after what an organisation reads: sees its own readings and refusals.
    ConsumerOfficer(Organisation),
    /// Both of one organisation.
    Officer(Organisation),
    /// A supervisory authority, or whoever runs the house: sees all.
    Authority,
}

impl Role {
    /// How much of the ledger the role opens, as looks say it.
    #[must_use]
    pub const fn breadth(&self) -> Breadth {
        match self {
            Self::ProviderOfficer(_) => Breadth::OwnServices,
            Self::ConsumerOfficer(_) => Breadth::OwnReadings,
            Self::Officer(_) => Breadth::Own,
            Self::Authority => Breadth::Whole,
        }
    }

    /// The part of the ledger that is theirs to see.
    #[must_use]
    pub const fn part(&self) -> Part<'_> {
        match self {
            Self::ProviderOfficer(own) => Part::Of { readings: None, services: Some(own) },
            Self::ConsumerOfficer(own) => Part::Of { readings: Some(own), services: None },
            Self::Officer(own) => Part::Of { readings: Some(own), services: Some(own) },
            Self::Authority => Part::All,
        }
    }
}

/// A part of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'r> {
    /// All entries.
    All,
    /// Some of them: an entry that fits either.
    Of {
        /// What names this organisation as consumer.
        readings: Option<&'r Organisation>,
        /// What is about a service that this organisation provided by the policies of that time.
        services: Option<&'r Organisation>,
    },
}

impl Part<'_> {
    /// Whether an entry is in it, by its consumer and by whose its service was; the latter is asked for
    /// only when it counts.
    pub fn covers<'e>(
        &self,
        consumer: Option<&str>,
        provider: impl FnOnce() -> Option<std::borrow::Cow<'e, str>>,
    ) -> bool {
        let Self::Of { readings, services } = self else { return true };
        if readings.is_some_and(|own| consumer == Some(own.as_str())) {
            return true;
        }
        services.is_some_and(|own| provider().is_some_and(|provider| provider == own.as_str()))
    }
}
