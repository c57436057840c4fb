//! Drafts on their way to the sequencer, and those who wait for them.

use super::AppendError;
use super::entry::Draft;
use crate::vocab::ids::EntryIndex;
use std::sync::mpsc::{SyncSender, TrySendError};
use tokio::sync::oneshot;

/// What the sequencer is told.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are drafts, moved once into a queue of such places"
)]
pub(crate) enum Order {
    /// To write an entry.
    Write(Waiting),
    /// To finish what came before, and to stop.
    Stop,
}

/// Whom to tell what became of a draft.
pub(crate) type Answer = oneshot::Sender<Result<EntryIndex, AppendError>>;

/// What is waited for.
pub(crate) type Wait = oneshot::Receiver<Result<EntryIndex, AppendError>>;

/// A draft and who waits for it.
pub(crate) struct Waiting {
    pub(crate) draft: Draft,
    pub(crate) answer: Answer,
}

/// A draft that the queue did not take, and why not.
pub(crate) struct NotTaken {
    pub(crate) why: AppendError,
    /// The draft, when it may be tried again.
    pub(crate) draft: Option<Box<Draft>>,
}

impl From<NotTaken> for AppendError {
    fn from(not_taken: NotTaken) -> Self {
        not_taken.why
    }
}

/// Gives a draft to the sequencer.
pub(crate) fn submit(orders: &SyncSender<Order>, draft: Draft) -> Result<Wait, NotTaken> {
    let (answer, wait) = oneshot::channel();
    match orders.try_send(Order::Write(Waiting { draft, answer })) {
        Ok(()) => Ok(wait),
        Err(TrySendError::Full(order)) => {
            let draft = match order {
                Order::Write(waiting) => Some(Box::new(waiting.draft)),
                Order::Stop => None,
            };
            Err(NotTaken { why: AppendError::Busy, draft })
        }
        Err(TrySendError::Disconnected(_)) => {
            Err(NotTaken { why: AppendError::Closed, draft: None })
        }
    }
}

/// Tells all of them that their entries were not written.
pub(crate) fn refuse(refused: impl Iterator<Item = Answer>, why: AppendError) {
    for answer in refused {
        let _ = answer.send(Err(why));
    }
}
