//! Whom an entry is about, for who has the right to be told: found with the vault alone.
//!
//! Neither the entry nor the index says it. An entry's seal opens with one person's key and no other, so
//! each person's key is tried, in the order of the vault. That takes time for each person and none for
//! entries; it is a rare thing, and meant to be no cheap one.

use super::Ledger;
use super::chain::Sequence;
use super::read::{ReadError, Shared, parse};
use super::seal::{PersonKeys, SealError, Tag, open_with};
use super::thin::Kept;
use super::vault::VaultError;
use crate::vocab::ids::EntryIndex;
use crate::vocab::subject::PersonNumber;

/// What ends the walk through the vault.
enum End {
    Found(PersonNumber),
    Failed(ReadError),
}

impl From<VaultError> for End {
    fn from(error: VaultError) -> Self {
        Self::Failed(error.into())
    }
}

impl Ledger {
    /// Whom an entry is about. None when it is about nobody, or when that can no longer be told: the
    /// person's key is destroyed, or the entry has expired. Blocks on files, for as long as it takes to try
    /// every key.
    ///
    /// # Errors
    /// When ledger or vault cannot be read.
    pub fn behind(&self, index: EntryIndex) -> Result<Option<PersonNumber>, ReadError> {
        self.inner.shared.behind(index.0)
    }
}

impl Shared {
    fn behind(&self, index: u64) -> Result<Option<PersonNumber>, ReadError> {
        let Some(Kept::Entry(bytes)) = self.kept(index)? else { return Ok(None) };
        let entry = parse(index, &bytes)?;
        let Some(tag) = entry.tag.as_deref() else { return Ok(None) };
        let tag = Tag::parse(tag).ok_or(ReadError::UnknownForm(index))?;
        let sequence = if entry.held.is_some() { Sequence::Held } else { Sequence::Shown };
        let period = match entry.expires {
            None => None,
            Some(month) => match self.vault.period(month) {
                Some(key) => Some(key),
                None => return Ok(None),
            },
        };
        let walked = self.vault.each(|known| {
            let keys = PersonKeys::derive(&known.key).map_err(VaultError::from)?;
            let key = keys.seals(period.as_ref()).key(tag).map_err(VaultError::from)?;
            match open_with(&key, &bytes) {
                Ok(inside)
                    if inside.whom.subject == known.number
                        && keys.tag(sequence, inside.before.count) == tag =>
                {
                    Err(End::Found(known.number))
                }
                Ok(_) => {
                    Err(End::Failed(ReadError::Sealed { index, source: SealError::UnknownForm }))
                }
                Err(SealError::NotOurs) => Ok(()),
                Err(source) => Err(End::Failed(ReadError::Sealed { index, source })),
            }
        });
        match walked {
            Ok(()) => Ok(None),
            Err(End::Found(person)) => Ok(Some(person)),
            Err(End::Failed(error)) => Err(error),
        }
    }
}
