//! Acts that stand until another ends them: a question without an answer, a consent, a reservation.
//!
//! Who must act on one does not know whom it is about, so a row in the vault's folder says it
//! ([`super::whose`]), durable before the act's entry. What ends an act has a row of its own first, so
//! that a start finds both and knows which of them counts:
//!
//! | the machine stops after | what is true | what [`Ledger::standing`] gives |
//! | --- | --- | --- |
//! | the act's row | there may never be such an entry | nothing, and the row is removed |
//! | the act's entry | it stands | it |
//! | the ending's row | it stands | it |
//! | the ending's entry | it has ended | both, and the caller ends it again |
//! | the act's row is removed | the same | the ending alone, which is removed |

use super::about::About;
use super::chain::Sequence;
use super::read::{ReadError, Shared};
use super::seal::PersonKeys;
use super::vault::VaultError;
use super::whose::Turn;
use super::{Ledger, SealError};
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;

/// An act that stands, or what ends one.
#[derive(Debug)]
pub struct Act {
    /// Its entry, opened.
    pub about: About,
    turn: Turn,
}

impl Ledger {
    /// All acts that stand, and what ends some of them, in the order of their entries. Blocks on files.
    ///
    /// # Errors
    /// When files or vault cannot be read.
    pub fn standing(&self) -> Result<Vec<Act>, ReadError> {
        let shared = &self.inner.shared;
        let sequenced = shared.recent().sequenced();
        let mut acts = Vec::new();
        for (turn, person) in shared.vault.standing.all() {
            // Its entry is on its way: rows come first.
            if turn.index >= sequenced {
                continue;
            }
            match shared.act(turn, &person)? {
                Some(about) => acts.push(Act { about, turn }),
                None => forget(shared.vault.standing.done(turn)),
            }
        }
        acts.sort_by_key(|act| act.about.index);
        Ok(acts)
    }

    /// Whether the act of this entry stands that was to stand until this day. Reads memory alone.
    #[must_use]
    pub fn stands(&self, index: EntryIndex, until: Day) -> bool {
        self.inner.shared.vault.standing.has(index.0, until)
    }

    /// The act of this entry, if it stands. Blocks on files.
    ///
    /// # Errors
    /// When files or vault cannot be read.
    pub fn standing_act(&self, index: EntryIndex) -> Result<Option<Act>, ReadError> {
        let shared = &self.inner.shared;
        let Some((turn, person)) = shared.vault.standing.of(index.0) else { return Ok(None) };
        Ok(shared.act(turn, &person)?.map(|about| Act { about, turn }))
    }

    /// Ends an act for good, then forgets what ended it, unless that stands itself (an act in the place of
    /// another); durable in this order. Blocks on files.
    ///
    /// # Errors
    /// When the vault cannot write: then a start finds both.
    pub fn end_act(&self, act: EntryIndex, ending: Option<EntryIndex>) -> Result<(), VaultError> {
        let rows = &self.inner.shared.vault.standing;
        if let Some((turn, _)) = rows.of(act.0) {
            rows.end(turn)?;
        }
        match ending.and_then(|ending| rows.of(ending.0)) {
            Some((turn, _)) => rows.done(turn),
            None => Ok(()),
        }
    }

    /// Forgets an act that has come to its own end. Blocks on files.
    pub fn forget_act(&self, act: &Act) {
        forget(self.inner.shared.vault.standing.done(act.turn));
    }
}

impl Shared {
    /// The entry of a row; none when it never came to be, or can no longer be opened.
    fn act(&self, turn: Turn, person: &PersonNumber) -> Result<Option<About>, ReadError> {
        let Some(key) = self.vault.key(self.vault.id(person))? else { return Ok(None) };
        let keys = PersonKeys::derive(&key).map_err(VaultError::from)?;
        match self.open_at(&keys, Sequence::Shown, turn.index) {
            // It is another's: the one that the row was for was never durable.
            Err(ReadError::Sealed { source: SealError::NotOurs, .. }) => Ok(None),
            opened => Ok(opened?.filter(|about| about.whom.subject == *person)),
        }
    }
}

fn forget(removed: Result<(), VaultError>) {
    if let Err(error) = removed {
        tracing::warn!(error = %Told(&error), "a row that is done with is looked at again");
    }
}
