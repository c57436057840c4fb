//! Drafts on their way to the sequencer, and those who wait for them.

use super::AppendError;
use super::entry::Draft;
use crate::vocab::ids::EntryIndex;
use tokio::sync::oneshot;

/// What the sequencer is told: to write an entry, or (none) to finish what came before and to stop.
pub(crate) type Order = Option<Waiting>;

/// A draft and who waits for it.
pub(crate) struct Waiting {
    pub(crate) draft: Draft,
    pub(crate) answer: oneshot::Sender<Result<EntryIndex, AppendError>>,
}

/// Tells all of them that their entries were not written.
pub(crate) fn refuse<R: Refusable>(refused: impl Iterator<Item = R>, why: AppendError) {
    for waiting in refused {
        let _ = waiting.answer().send(Err(why));
    }
}

/// Who can be told.
pub(crate) trait Refusable {
    fn answer(self) -> oneshot::Sender<Result<EntryIndex, AppendError>>;
}

impl Refusable for Waiting {
    fn answer(self) -> oneshot::Sender<Result<EntryIndex, AppendError>> {
        self.answer
    }
}

impl Refusable for oneshot::Sender<Result<EntryIndex, AppendError>> {
    fn answer(self) -> oneshot::Sender<Result<EntryIndex, AppendError>> {
        self
    }
}
