//! What detectors raise, and how it is said.

use super::seen::Observation;
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use serde::{Deserialize, Serialize};

/// The entries that an alarm names at the most, the newest: the others are found beside them.
pub const MOST_ENTRIES: usize = 32;

macro_rules! detectors {
    ($($(#[$what:meta])* $name:ident $word:literal)*) => {
        /// What looks for what.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum Detector { $($(#[$what])* #[serde(rename = $word)] $name,)* }

        impl Detector {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its short name, as entries and alarms have it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

detectors! {
    /// Far more persons in an hour than at that hour of that weekday before.
    PersonsInHour "persons-in-hour"
    /// Far more persons on a day than on that weekday before.
    PersonsOnDay "persons-on-day"
    /// One end user read far more persons on a day than end users do.
    PersonsByOne "persons-by-one"
    /// Nights and weekends.
    OffHours "off-hours"
    /// The same person for unrelated purposes.
    Unrelated "unrelated-purposes"
    /// The same end user, the same person, again and again.
    Again "same-person-again"
    /// Numbers in a row.
    Sequence "numbers-in-a-row"
    /// The end user's own family.
    Relative "own-relative"
    /// The end user's own neighbours.
    Neighbours "own-neighbours"
    /// Cases that the consumer's own system denies.
    CaseDenied "case-denied"
    /// Cases that are stated once and never again.
    CaseOnce "case-once"
    /// No case where one is usual.
    CaseMissing "case-missing"
}

impl Detector {
    /// The detector with this short name.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == word)
    }

    /// Whether naming all entries would tell that they are about one person, which entries never do: then
    /// only the newest is named, and who holds the vault finds the others.
    #[must_use]
    pub const fn is_about_one_person(self) -> bool {
        matches!(self, Self::Unrelated | Self::Again)
    }
}

/// An alarm.
#[derive(Debug, Clone, PartialEq)]
pub struct Raised {
    /// What raised it.
    pub detector: Detector,
    /// Whose readings.
    pub consumer: Organisation,
    /// For which purpose.
    pub purpose: PurposeId,
    /// How many were seen, of what the detector counts.
    pub seen: u64,
    /// Of how many, when it is a share.
    pub of: Option<u64>,
    /// Up to how many are normal.
    pub normal: f64,
    /// How many such alarms a month chance would give.
    pub by_chance_a_month: f64,
    /// The entries behind it, at most [`MOST_ENTRIES`], oldest first.
    pub entries: Vec<EntryIndex>,
}

impl Raised {
    pub(super) fn new(detector: Detector, last: &Observation, seen: u64, normal: f64) -> Self {
        Self {
            detector,
            consumer: last.consumer.clone(),
            purpose: last.purpose.clone(),
            seen,
            of: None,
            normal,
            by_chance_a_month: 0.0,
            entries: vec![last.entry],
        }
    }

    /// With the entries behind it.
    pub(super) fn behind(mut self, entries: impl IntoIterator<Item = EntryIndex>) -> Self {
        self.entries = entries.into_iter().collect();
        self.entries.drain(..self.entries.len().saturating_sub(MOST_ENTRIES));
        self
    }

    /// With how likely it is: the chance of one, and how often a month there is an occasion for it.
    pub(super) fn chance(self, chance: f64, occasions_a_month: f64) -> Self {
        Self { by_chance_a_month: chance * occasions_a_month, ..self }
    }

    /// The same if chance gives it seldom enough.
    pub(super) fn if_unlikely(self, most: f64) -> Option<Self> {
        (self.by_chance_a_month <= most).then_some(self)
    }
}
