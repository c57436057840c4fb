//! What the detectors are told of one reading.

use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;

/// A person, an end user or a case: equal for the same one, and nothing to who lacks the key it was made with.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark([u8; 16]);

impl Mark {
    /// From a keyed hash.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// Shows nothing: a mark stands for somebody.
impl std::fmt::Debug for Mark {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Mark(…)")
    }
}

/// How the person stands to the end user, as the population register says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Near {
    /// Nobody knows: the end user is not known as a person, or there is no register to ask.
    #[default]
    Unknown,
    /// No family; whether a neighbour was not asked.
    NotFamily,
    /// Neither family nor neighbour.
    No,
    /// Family.
    Relative,
    /// Lives in the same house or the next.
    Neighbour,
}

/// What the consumer's system of cases says of the stated case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseFact {
    /// Nobody was asked.
    #[default]
    Unknown,
    /// There is such a case.
    Exists,
    /// There is none.
    Denied,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Its entry.
    pub entry: EntryIndex,
    /// When it was made.
    pub at: Timestamp,
    /// Who answers for it.
    pub consumer: Organisation,
    /// What for.
    pub purpose: PurposeId,
    /// The case worker, as the consumer names them; none: a machine.
    pub end_user: Option<Mark>,
    /// About whom.
    pub person: Mark,
    /// For which case.
    pub case: Option<Mark>,
    /// What is known of the case.
    pub case_fact: CaseFact,
    /// Whether the person's number comes next after that of the reading before it, by the same consumer,
    /// purpose and end user.
    pub follows: bool,
    /// How the person stands to the end user.
    pub near: Near,
}
