//! Answers about several persons leave while they arrive: redacted, recorded and passed on part by part,
//! in bounded memory. Each part waits until all its entries are durable.
//!
//! What is wrong before the first part is refused as any request is. After that the answer is cut off
//! (the caller sees that it is not whole), and the refusal is recorded.

use super::authorize::Authorized;
use super::forward::forward;
use super::path::Gateway;
use super::record::{Receipt, record, record_left_out, record_nothing, record_refusal};
use super::redact::{Disclosed, Showing, Shown};
use super::refused::{Known, Refused};
use super::respond::{Answer, Reply, respond};
use crate::redact::Writer;
use crate::vocab::ids::EntryIndex;
use crate::vocab::peer::Peer;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use bytes::{Bytes, BytesMut};
use std::collections::HashSet;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many parts may wait for a slow caller; then the provider waits too.
const WAITING: usize = 2;

/// How much may wait for the first person who is told of; then the answer begins without.
const WAITING_BYTES: usize = 64 * 1024;

/// A part on its way, or why there is none.
type Sent = Result<Leaving, Refused>;

/// Some bytes, with what the head of the answer needs of the first.
#[derive(Debug)]
struct Leaving {
    bytes: BytesMut,
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
        Poll::Ready(sent.map(|sent| sent.map(|leaving| leaving.bytes.freeze()).map_err(|_| CutOff)))
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
    let flow = Flow { first: Some(bytes.freeze()), rest };
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
        let mut reserved = gateway.meter.reserve(authorized, authorized.named(), 0, *now)?;
        let mut fetched = forward(authorized, &gateway.upstreams).await?;
        fetched.flows();
        let mut writer = Writer::new(authorized.format());
        let mut showing = Showing::begin(authorized, *now);
        let mut told_of = ToldOf::default();
        let mut leaving = Leaving::new(fetched.media_type());
        while let Some(shown) = showing.next(&mut fetched).await? {
            if shown.left_out() > 0 && told_of.first_left_out() {
                record_left_out(authorized, &gateway.ledger).await?;
            }
            // Named persons were reserved before; whoever else is told of, or told of again, now.
            let more = told_of.beyond(&shown, authorized.named().len());
            let before = told_of.records.saturating_sub(more.len() as u64);
            let mut further =
                gateway.meter.reserve(authorized, more, before, gateway.clock.now())?;
            let counted = if further.is_counted() { &further } else { &reserved };
            let receipt = record(authorized, &shown, counted, gateway).await?;
            if receipt.index().is_some() {
                reserved.commit().await;
                further.commit().await;
            }
            leaving.add(&respond(shown, &receipt, &mut writer), &receipt);
            // Until somebody is told of, a fault can still be told properly.
            if leaving.index.is_none() && leaving.bytes.len() < WAITING_BYTES {
                continue;
            }
            if sender.send(Ok(leaving.take())).await.is_err() {
                return Ok(());
            }
            *begun = true;
        }
        reserved.commit().await;
        told_of.record_rest(self).await?;
        let _ = sender.send(Ok(leaving.take())).await;
        Ok(())
    }
}

/// Whom an answer told of so far.
#[derive(Default)]
struct ToldOf {
    persons: HashSet<PersonNumber>,
    records: u64,
    left_out: bool,
}

impl ToldOf {
    /// Whether a record is left out for the first time; each answer says so once.
    fn first_left_out(&mut self) -> bool {
        !std::mem::replace(&mut self.left_out, true)
    }

    /// Notes a part, and gives whom it tells of beyond as many records as persons were named.
    fn beyond<'s>(&mut self, shown: &'s Shown, named: usize) -> Vec<&'s PersonNumber> {
        let free = (named as u64).saturating_sub(self.records);
        let persons: Vec<&PersonNumber> = shown.disclosed().map(Disclosed::subject).collect();
        self.records += persons.len() as u64;
        if named > 0 {
            self.persons.extend(persons.iter().copied().cloned());
        }
        persons.into_iter().skip(usize::try_from(free).unwrap_or(usize::MAX)).collect()
    }

    /// That a register has nothing about somebody says something, too: it is written down for each
    /// person who was named and not told of, or for the search that found nobody.
    async fn record_rest(&self, source: &Source) -> Result<(), Refused> {
        let Source { gateway, authorized, .. } = source;
        let named = authorized.named();
        if named.is_empty() && self.records == 0 {
            return record_nothing(authorized, &[None], &gateway.ledger).await;
        }
        let rest = named.iter().filter(|person| !self.persons.contains(*person));
        let rest: Vec<Option<&PersonNumber>> = rest.map(Some).collect();
        record_nothing(authorized, &rest, &gateway.ledger).await
    }
}

impl Leaving {
    fn new(media_type: &str) -> Self {
        Self { bytes: BytesMut::new(), index: None, media_type: media_type.to_owned() }
    }

    fn add(&mut self, bytes: &Bytes, receipt: &Receipt) {
        self.index = self.index.or(receipt.index());
        self.bytes.extend_from_slice(bytes);
    }

    /// What there is, leaving nothing; the entry of the first record stays.
    fn take(&mut self) -> Self {
        Self { bytes: self.bytes.split(), index: self.index, media_type: self.media_type.clone() }
    }
}
