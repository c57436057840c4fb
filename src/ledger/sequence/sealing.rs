//! Whom an entry is about: found in vault and memory, and sealed.

use super::{Pending, Refusal, Sequencer};
use crate::ledger::chain::{Sequence, Standing};
use crate::ledger::entry::{Draft, Line, VERSION, Whom};
use crate::ledger::inside;
use crate::ledger::persons::Person;
use crate::ledger::seal::{self, NONCE_BYTES, PersonKeys, Tag};
use crate::ledger::vault::{PersonId, VaultError};
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use ring::rand::SecureRandom;

/// Buffers that one seal after another is made in.
#[derive(Default)]
pub(super) struct Bench {
    room: Vec<u8>,
    tag_text: String,
}

/// Whom an entry is about, and what it is sealed with.
pub(super) struct Sealing {
    pub(super) person: PersonId,
    pub(super) sequence: Sequence,
    pub(super) tag: Tag,
    key: Key32,
    nonce: [u8; NONCE_BYTES],
}

impl Sequencer {
    /// Writes the text of an entry at the end of the block.
    pub(super) fn write_down(
        &mut self,
        draft: &Draft,
        sealing: Option<&Sealing>,
        block: &mut Vec<u8>,
    ) -> Result<(), Refusal> {
        let start = block.len();
        let line = Line {
            v: VERSION,
            at: &self.last_text,
            event: &draft.event,
            expires: draft.expires,
            held: draft.held.as_ref(),
            tag: sealing.is_some().then_some(&self.bench.tag_text),
        };
        serde_json::to_writer(&mut *block, &line).map_err(|_| Refusal::Unwritable)?;
        let Some(Sealing { key, nonce, .. }) = sealing else { return Ok(()) };
        seal::seal(key, *nonce, &mut self.bench.room, block, start).map_err(|_| Refusal::Unwritable)
    }

    /// Puts tag and what is to be sealed on the bench. The person's standing changes only when the
    /// entry is written.
    pub(super) fn seal(
        &mut self,
        whom: &Whom,
        draft: &Draft,
        pending: &mut Pending,
    ) -> Result<Sealing, Refusal> {
        let id = self.shared.vault.id(&whom.subject);
        let sequence = if draft.held.is_some() { Sequence::Held } else { Sequence::Shown };
        if self.persons.get(id).is_none() {
            let person = self.meet(id, (&whom.subject, draft.only_known), pending)?;
            self.persons.remember(id, person);
        }
        let nonce = self.nonce()?;
        let person = self.persons.get(id).ok_or(Refusal::Unwritable)?;
        if person.seals(draft.expires).is_none() {
            let vault = &self.shared.vault;
            let period = draft.expires.map(|month| vault.period_for_sealing(month)).transpose()?;
            person.remember_seals(draft.expires, person.keys.seals(period.as_ref()));
        }
        let before = match person.standing(sequence) {
            Some(known) => known,
            None => self.shared.standing(id, &person.keys, sequence)?,
        };
        person.goes_on(sequence, before);
        let tag = person.keys.tag(sequence, before.count);
        let seals = person.seals(draft.expires).ok_or(Refusal::Unwritable)?;
        let key = seals.key(tag).map_err(|_| Refusal::Unwritable)?;
        let Bench { room, tag_text } = &mut self.bench;
        room.clear();
        inside::write(before, whom, draft.released, room).ok_or(Refusal::Unwritable)?;
        tag_text.clear();
        tag.write(tag_text);
        Ok(Sealing { person: id, sequence, tag, key, nonce })
    }

    /// A fresh nonce; random bytes are asked for in bulk.
    fn nonce(&mut self) -> Result<[u8; NONCE_BYTES], Refusal> {
        if self.nonces.is_empty() {
            let mut bytes = [0; NONCE_BYTES * 64];
            self.random.fill(&mut bytes).map_err(|_| Refusal::Unwritable)?;
            self.nonces.extend_from_slice(bytes.as_chunks().0);
        }
        self.nonces.pop().ok_or(Refusal::Unwritable)
    }

    /// Looks a person up in vault and index, or draws a key for a new one, if that may be.
    fn meet(
        &mut self,
        id: PersonId,
        (number, only_known): (&PersonNumber, bool),
        pending: &mut Pending,
    ) -> Result<Person, Refusal> {
        let recalled = self.persons.recall(id);
        let vault = &self.shared.vault;
        let known = vault.key(id)?;
        let is_known = known.is_some();
        let key = match known {
            Some(key) => key,
            None if only_known => return Err(Refusal::Gone),
            None => vault.draw()?,
        };
        let keys = PersonKeys::derive(&key).map_err(VaultError::from)?;
        if is_known {
            let shown = match recalled {
                Some(shown) => shown,
                None => self.shared.standing(id, &keys, Sequence::Shown)?,
            };
            return Ok(Person::new(keys, shown, None));
        }
        pending.new_persons.push((id, number.clone(), key));
        Ok(Person::new(keys, Standing::NONE, Some(Standing::NONE)))
    }
}
