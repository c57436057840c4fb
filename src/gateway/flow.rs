//! Answers about several persons leave while they arrive: redacted, recorded and passed on part by part,
//! in bounded memory. Each part waits until all its entries are durable.
//!
//! What is wrong before the first part is refused as any request is. After that the answer is cut off
//! (the caller sees that it is not whole), and the refusal is recorded.

use super::authorize::Authorized;
use super::forward::forward;
use super::path::Gateway;
use super::record::{Receipt, record, record_left_out, record_refusal};
use super::redact::{Disclosed, Showing};
use super::refused::{Known, Refused};
use super::respond::{Answer, Reply, respond};
use crate::redact::Writer;
use crate::vocab::ids::EntryIndex;
use crate::vocab::peer::Peer;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many parts may wait for a slow caller; then the provider waits too.
const WAITING: usize = 2;

/// A part on its way, or why there is none.
type Sent = Result<Leaving, Refused>;

/// Some bytes, with what the head of the answer needs of the first.
#[derive(Debug)]
struct Leaving {
    bytes: Bytes,
    /// The entry of the first person's record.
    index: Option<EntryIndex>,
    media_type: String,
}

/// An answer that leaves part by part.
#[derive(Debug)]
pub struct Flow {
    first: Option<Bytes>,
    rest: Receiver<Sent>,
}

/// The answer could not be brought to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer was cut off")]
pub struct CutOff;

impl Flow {
    /// The next bytes; none at the end.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, CutOff>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        let sent = std::task::ready!(self.rest.poll_recv(context));
        Poll::Ready(sent.map(|sent| sent.map(|leaving| leaving.bytes).map_err(|_| CutOff)))
    }
}

/// What a flow is made of.
pub(super) struct Source {
    pub(super) gateway: Arc<Gateway>,
    pub(super) authorized: Authorized,
    pub(super) now: Timestamp,
    pub(super) known: Known,
    pub(super) peer: Peer,
}

/// Begins a flow: waits until its first part is recorded.
///
/// # Errors
/// What is wrong before anything leaves.
pub(super) async fn begin(source: Source) -> Result<Reply, Refused> {
    let (sender, mut rest) = channel(WAITING);
    tokio::spawn(source.run(sender));
    // The task ends without a word only when it is torn down.
    let first = rest.recv().await.ok_or(Refused::LedgerFailed)??;
    let Leaving { bytes, index, media_type } = first;
    let flow = Flow { first: Some(bytes), rest };
    Ok(Reply { body: Answer::Flowing(flow), media_type, index, withheld: None })
}

impl Source {
    async fn run(self, sender: Sender<Sent>) {
        let mut begun = false;
        let Err(refused) = self.pass_on(&sender, &mut begun).await else { return };
        let told = if begun {
            record_refusal(refused, &self.known, &self.peer, &self.gateway).await
        } else {
            refused
        };
        let _ = sender.send(Err(told)).await;
    }

    /// Passes on part after part, until the end or until the caller has gone.
    async fn pass_on(&self, sender: &Sender<Sent>, begun: &mut bool) -> Result<(), Refused> {
        let Self { gateway, authorized, now, .. } = self;
        let named = authorized.named();
        let mut reserved = gateway.meter.reserve(authorized, named, 0, *now)?;
        let mut fetched = forward(authorized, &gateway.upstreams).await?;
        fetched.flows();
        let mut writer = Writer::new(authorized.format());
        let mut showing = Showing::begin(authorized, *now);
        let (mut left_out, mut told) = (0, 0);
        let mut leaving = Leaving::new(fetched.media_type());
        while let Some(shown) = showing.next(&mut fetched).await? {
            left_out += shown.left_out();
            if named.is_empty() {
                let told_of = shown.disclosed().map(Disclosed::subject);
                reserved = gateway.meter.reserve(authorized, told_of, told, *now)?;
                told += shown.disclosed().count() as u64;
            }
            let receipt = record(authorized, &shown, &reserved, &gateway.ledger).await?;
            if receipt.index().is_some() {
                reserved.commit().await;
            }
            let bytes = respond(shown, &receipt, &mut writer);
            leaving.add(&bytes, &receipt);
            // Until somebody is told of, a fault can still be told properly.
            if leaving.index.is_none() {
                continue;
            }
            if sender.send(Ok(leaving.take())).await.is_err() {
                return Ok(());
            }
            *begun = true;
        }
        if !leaving.bytes.is_empty() || !*begun {
            let _ = sender.send(Ok(leaving.take())).await;
            *begun = true;
        }
        if left_out > 0 {
            record_left_out(authorized, left_out, &gateway.ledger).await?;
        }
        Ok(())
    }
}

impl Leaving {
    fn new(media_type: &str) -> Self {
        Self { bytes: Bytes::new(), index: None, media_type: media_type.to_owned() }
    }

    fn add(&mut self, bytes: &Bytes, receipt: &Receipt) {
        self.index = self.index.or(receipt.index());
        self.bytes = if self.bytes.is_empty() {
            bytes.clone()
        } else {
            [&self.bytes[..], bytes].concat().into()
        };
    }

    /// What there is, leaving nothing; the entry of the first record stays.
    fn take(&mut self) -> Self {
        let bytes = std::mem::take(&mut self.bytes);
        Self { bytes, index: self.index, media_type: self.media_type.clone() }
    }
}
