//! An event on its way into the ledger, and whom it is about.

use super::{Event, Held};
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;

/// What is said about the person, before it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whom {
    /// The person that the event is about.
    pub subject: PersonNumber,
    /// The consumer's case, when the policy requires one.
    pub case_reference: Option<String>,
    /// The case worker who asked, as the consumer names them.
    pub end_user: Option<String>,
    /// How the person stands to the case, as the consumer says.
    pub relation: Option<String>,
    /// What the person or an organisation wrote, or what else of an act is the person's alone.
    pub words: Option<String>,
    /// The entry of the person's that the words are about.
    pub regards: Option<EntryIndex>,
}

impl Whom {
    /// This person, and nothing more.
    #[must_use]
    pub const fn just(subject: PersonNumber) -> Self {
        Self {
            subject,
            case_reference: None,
            end_user: None,
            relation: None,
            words: None,
            regards: None,
        }
    }
}

/// An event on its way into the ledger; time, tag, seal and index are given by the sequencer.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What happened.
    pub event: Event,
    /// The person that it is about, when it is about one.
    pub whom: Option<Whom>,
    /// See [`super::Entry::expires`].
    pub expires: Option<Month>,
    /// See [`super::Entry::held`].
    pub held: Option<Held>,
    /// The held entry that this one releases.
    pub released: Option<EntryIndex>,
    /// Until when the act stands, or what ends it is remembered ([`crate::ledger::standing`]).
    pub stands: Option<Day>,
    /// Whether it goes on with something that was kept about the person. It is refused when nothing is kept
    /// about them any more: what was begun before an erasure brings nobody back into the vault.
    pub only_known: bool,
}

impl Draft {
    /// An event that is about nobody.
    #[must_use]
    pub const fn new(event: Event) -> Self {
        Self {
            event,
            whom: None,
            expires: None,
            held: None,
            released: None,
            stands: None,
            only_known: false,
        }
    }

    /// An event about a person.
    #[must_use]
    pub fn about(event: Event, whom: Whom) -> Self {
        Self { whom: Some(whom), ..Self::new(event) }
    }

    /// An event about a person of whom something is kept; see [`Draft::only_known`].
    #[must_use]
    pub fn about_known(event: Event, whom: Whom) -> Self {
        Self { only_known: true, ..Self::about(event, whom) }
    }
}
