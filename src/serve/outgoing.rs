//! The body of an answer: whole, or leaving part by part.

use super::unsent::Ledge;
use crate::gateway::flow::Flow;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Sleep, sleep};

/// A body on its way out.
pub enum Outgoing {
    /// All of it; empty once it has been taken.
    Whole(Bytes),
    /// What leaves part by part; its parts stand on the connection's ledge one by one.
    Flowing(Parts, Option<Waiting>),
}

/// Parts wait for room on the ledge: none is asked for before there is.
pub struct Waiting {
    ledge: Arc<Ledge>,
    until: Option<Pin<Box<Sleep>>>,
}

/// After this it is looked again whether there is room. What takes it is the connection's own: it leaves,
/// or the connection is closed.
const AGAIN: Duration = Duration::from_millis(50);

impl Waiting {
    /// Ready when there is room.
    fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(until) = &mut self.until {
                ready!(until.as_mut().poll(context));
                self.until = None;
            }
            if self.ledge.has_room() {
                return Poll::Ready(());
            }
            self.until = Some(Box::pin(sleep(AGAIN)));
        }
    }
}

/// What comes part by part.
pub enum Parts {
    /// A governed reading: each part leaves when it is recorded.
    Reading(Flow),
    /// An export of the ledger; it is whole after an empty part, anything else cuts it off.
    Export(Receiver<io::Result<Bytes>>),
}

impl Parts {
    /// The next bytes; none at the end.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match self {
            Self::Reading(flow) => {
                flow.poll_next(context).map(|next| next.map(|part| part.map_err(io::Error::other)))
            }
            Self::Export(parts) => Poll::Ready(match ready!(parts.poll_recv(context)) {
                Some(Ok(part)) if part.is_empty() => None,
                None => Some(Err(io::Error::other("the export was cut off"))),
                part => part,
            }),
        }
    }
}

impl From<Bytes> for Outgoing {
    fn from(whole: Bytes) -> Self {
        Self::Whole(whole)
    }
}

impl Outgoing {
    /// The same on the connection's ledge; none when there is no room for it.
    #[must_use]
    pub fn held(self, ledge: &Arc<Ledge>) -> Option<Self> {
        match self {
            Self::Whole(bytes) => ledge.hold(bytes).map(Self::Whole),
            Self::Flowing(parts, _) => {
                Some(Self::Flowing(parts, Some(Waiting { ledge: ledge.clone(), until: None })))
            }
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Flowing(parts, waiting) => {
                if let Some(waiting) = waiting {
                    ready!(waiting.poll_room(context));
                }
                let next = ready!(parts.poll_next(context));
                let held = |bytes| match &waiting {
                    Some(waiting) => waiting.ledge.hold_part(bytes),
                    None => bytes,
                };
                Poll::Ready(next.map(|part| part.map(|bytes| Frame::data(held(bytes)))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Flowing(..) => SizeHint::default(),
        }
    }
}
