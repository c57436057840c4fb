//! The body of an answer: whole, or leaving part by part.

use super::unsent::{Ledge, Unsent};
use crate::gateway::flow::Flow;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::sync::mpsc::Receiver;

/// A body on its way out.
pub enum Outgoing {
    /// All of it; empty once it has been taken.
    Whole(Bytes),
    /// What leaves part by part; its parts stand on the connection's ledge one by one.
    Flowing(Parts, Option<(Unsent, Arc<Ledge>)>),
}

/// What comes part by part.
pub enum Parts {
    /// A governed reading: each part leaves when it is recorded.
    Reading(Flow),
    /// An export of the ledger; an error cuts it off.
    Export(Receiver<io::Result<Bytes>>),
}

impl Parts {
    /// The next bytes; none at the end.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match self {
            Self::Reading(flow) => {
                flow.poll_next(context).map(|next| next.map(|part| part.map_err(io::Error::other)))
            }
            Self::Export(parts) => parts.poll_recv(context),
        }
    }
}

impl From<Bytes> for Outgoing {
    fn from(whole: Bytes) -> Self {
        Self::Whole(whole)
    }
}

impl Outgoing {
    /// The same, held against what its door may have on its way; none when there is no room for it.
    #[must_use]
    pub fn held(self, unsent: &Unsent, ledge: &Arc<Ledge>) -> Option<Self> {
        match self {
            Self::Whole(bytes) => unsent.hold(bytes, ledge).map(Self::Whole),
            Self::Flowing(parts, _) => {
                Some(Self::Flowing(parts, Some((unsent.clone(), ledge.clone()))))
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
            Self::Flowing(parts, held) => {
                let Some(next) = ready!(parts.poll_next(context)) else {
                    return Poll::Ready(None);
                };
                let bytes = next.and_then(|bytes| match held {
                    Some((unsent, ledge)) => {
                        unsent.hold(bytes, ledge).ok_or(io::ErrorKind::OutOfMemory.into())
                    }
                    None => Ok(bytes),
                });
                Poll::Ready(Some(bytes.map(Frame::data)))
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
