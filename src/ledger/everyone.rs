//! The readings of everybody, opened: for who looks for what is unusual across persons. Person by person, as
//! the vault has them, so what comes out is in no order.

use super::about::About;
use super::chain::Sequence;
use super::entry::Event;
use super::read::ReadError;
use super::seal::PersonKeys;
use super::vault::{Known, VaultError};
use crate::vocab::ids::EntryIndex;

impl super::Ledger {
    /// Visits the readings from index `from` on that can be opened, each with whom it is about, held ones too,
    /// as long as `visit` wants more.
    /// Blocks on files; it takes a walk over all persons of the vault.
    ///
    /// # Errors
    /// When vault, index or entries cannot be read.
    pub fn each_reading(
        &self,
        from: EntryIndex,
        mut visit: impl FnMut(&About) -> bool,
    ) -> Result<(), ReadError> {
        let shared = &self.inner.shared;
        let mut wanted = true;
        shared.vault.each(|known: Known| {
            if !wanted {
                return Ok(());
            }
            let keys = PersonKeys::derive(&known.key).map_err(VaultError::from)?;
            for sequence in [Sequence::Shown, Sequence::Held] {
                let mut count = shared.standing(known.id, &keys, sequence)?.count;
                while let Some(before) = count.checked_sub(1).filter(|_| wanted) {
                    count = before;
                    let Some(about) = shared.opened(&keys, sequence, count, 0)? else { continue };
                    if about.index < from {
                        break;
                    }
                    if matches!(about.entry.event, Event::Reading(_)) {
                        wanted = visit(&about);
                    }
                }
            }
            Ok(())
        })
    }
}
