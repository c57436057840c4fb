//! The end of a delay: an entry that was held is put where the person is shown it.
//!
//! The row in [`super::whose`] stays until the release is durable. So whatever stops in between, the
//! next round finds the row again; it looks first whether the person's entries since that day have
//! the release already.

use super::about::About;
use super::chain::Sequence;
use super::entry::{Draft, Event, Release, Whom};
use super::index::IndexError;
use super::read::{ReadError, Shared};
use super::seal::PersonKeys;
use super::vault::VaultError;
use super::whose::Turn;
use super::{AppendError, Ledger};
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;

/// How many are released between two waits for the disk.
const AT_ONCE: usize = 256;

/// One that is due: where its row stands, and what releases it, unless there is nothing to release.
type Due = (Turn, Option<Draft>);

impl Ledger {
    /// Releases all held entries whose day has come, and gives how many. What cannot be read now is
    /// logged and left for the next call.
    ///
    /// # Errors
    /// When the ledger cannot write.
    pub async fn release_due(&self, now: Timestamp) -> Result<usize, AppendError> {
        let _one_at_a_time = self.inner.releasing.lock().await;
        let (mut last, mut released) = (None, 0);
        loop {
            let inner = self.inner.clone();
            let look = move || inner.shared.due(now, last);
            let (due, end) =
                tokio::task::spawn_blocking(look).await.map_err(|_| AppendError::Closed)?;
            let drafts: Vec<Draft> = due.iter().filter_map(|(_, draft)| draft.clone()).collect();
            released += drafts.len();
            self.append_all(drafts).await?;
            for (turn, _) in due {
                if let Err(error) = self.inner.shared.vault.held.done(turn) {
                    tracing::warn!(error = %Told(&error), "what was released is looked at again");
                }
            }
            if end.is_none() {
                return Ok(released);
            }
            last = end;
        }
    }
}

impl Shared {
    /// Some of those that are due, and the last that was looked at, unless it was the last of all.
    fn due(&self, now: Timestamp, mut last: Option<Turn>) -> (Vec<Due>, Option<Turn>) {
        let mut due = Vec::new();
        while let Some((turn, person)) = self.vault.held.due(now.day_in_norway(), last) {
            last = Some(turn);
            // Its entry is on its way: rows come first.
            if turn.index >= self.recent().sequenced() {
                continue;
            }
            match self.release_of(turn, person, now) {
                Ok(draft) => due.push((turn, draft)),
                // Nobody's entries are known in full before that is done.
                Err(ReadError::Index(IndexError::Rebuilding)) => return (due, None),
                Err(error) => {
                    tracing::error!(error = %Told(&error), "a held entry cannot be released now");
                }
            }
            if due.len() == AT_ONCE {
                return (due, last);
            }
        }
        (due, None)
    }

    /// What releases a held entry. None when there is none to release: the person's key or the month's
    /// is destroyed, the entry never came to be, or it is released already.
    fn release_of(
        &self,
        turn: Turn,
        person: PersonNumber,
        now: Timestamp,
    ) -> Result<Option<Draft>, ReadError> {
        let id = self.vault.id(&person);
        let Some(key) = self.vault.key(id)? else { return Ok(None) };
        let keys = PersonKeys::derive(&key).map_err(VaultError::from)?;
        let held = match self.open_at(&keys, Sequence::Held, turn.index) {
            // It is another's: the one that the row was for was never durable.
            Err(ReadError::Sealed { .. }) => return Ok(None),
            opened => opened?,
        };
        // A row may be left of an entry that was never durable, whose index is now another's.
        let is_of_row = |held: &About| {
            let until = held.entry.held.as_ref().map(|held| held.until);
            held.whom.subject == person && until.is_some_and(|until| until <= turn.until)
        };
        let Some(held) = held.filter(is_of_row) else { return Ok(None) };
        let (Some(why), Some((consumer, purpose))) =
            (held.entry.held.clone(), held.entry.event.asked())
        else {
            return Ok(None);
        };
        let count = self.standing(id, &keys, Sequence::Shown)?.count;
        if held.entry.expires.is_some_and(|month| month.is_past(now))
            || self.is_released(&keys, turn.index, why.until, count)?
        {
            return Ok(None);
        }
        let (consumer, purpose) = (consumer.clone(), purpose.cloned());
        let event = Event::Release(Release { consumer, purpose, held: why });
        let whom = Whom::just(person);
        let released = Some(EntryIndex(turn.index));
        let draft = Draft::about_known(event, whom);
        Ok(Some(Draft { expires: held.entry.expires, released, ..draft }))
    }
}
