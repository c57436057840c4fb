//! What the token service needs of the ledger.

use crate::ledger::entry::Draft;
use crate::vocab::ids::EntryIndex;

/// The ledger could not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ledger cannot write")]
pub struct NotRemembered;

/// Writes down what happened.
pub trait Remember: Send + Sync + 'static {
    /// Appends one entry; when this resolves to an index, the entry is durable.
    ///
    /// # Errors
    /// When the ledger could not write.
    fn remember(
        &self,
        draft: Draft,
    ) -> impl Future<Output = Result<EntryIndex, NotRemembered>> + Send;
}
