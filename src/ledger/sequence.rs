//! The sequencer: the one thread that gives entries their index and makes them durable.
//!
//! It takes all that wait, gives each an index, a time, tag and seal, writes the whole batch with one
//! write and one fdatasync, and then answers all of them. No timer: while a batch is being written the
//! next one gathers, and an idle ledger writes at once.
//!
//! What is true if the process dies: before the vault's write, nothing has happened; before the
//! journal's sync returns, a new person may have a key without an entry, and entries that nobody was
//! told of may be found again and are kept; after it, the batch is durable, answered or not.

mod sealing;

use super::AppendError;
use super::clock::Timekeeper;
use super::counts;
use super::entry::{Draft, Event, Outline};
use super::index::IndexError;
use super::journal::{self, Sequenced};
use super::marks::{Marks, marks};
use super::persons::Persons;
use super::publish::Signal;
use super::read::{ReadError, Shared};
use super::seal::NONCE_BYTES;
use super::store::{Batch, StoreError};
use super::vault::{New, VaultError};
use super::waiting::{Answer, Order, Waiting, refuse};
use super::whose::NewRow;
use crate::merkle::Hash;
use crate::policy::Retention;
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use sealing::Bench;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// The most entries of one batch.
const BATCH_ENTRIES: usize = 1024;

/// Where a batch is closed: at most this and one entry, well below a journal segment.
const BATCH_BYTES: usize = 1024 * 1024;

/// The entries that may wait to be published, in bytes: beyond it the ledger is busy.
const UNPUBLISHED_BYTES: usize = 256 * 1024 * 1024;

/// How long after a failure storage is tried again, at the earliest.
const TRY_AGAIN: Duration = Duration::from_millis(100);

/// How long after a failure storage is tried again when nobody asks.
const TRY_UNASKED: Duration = Duration::from_secs(1);

/// The sequencer's state.
pub(crate) struct Sequencer {
    orders: Receiver<Order>,
    shared: Arc<Shared>,
    signal: Arc<Signal>,
    /// How long entries about persons can be opened when they do not say it themselves.
    keep: Option<Retention>,
    timekeeper: Arc<Timekeeper>,
    random: ring::rand::SystemRandom,
    nonces: Vec<[u8; NONCE_BYTES]>,
    persons: Persons,
    /// The index of the next entry.
    next: u64,
    /// The time of the last entry, and its text.
    last: Timestamp,
    last_text: String,
    /// Since when storage is not to be relied on; none while all is well.
    failed: Option<Instant>,
    bench: Bench,
    block_bytes: usize,
}

/// A batch on its way to disk.
#[derive(Default)]
struct Pending {
    block: Vec<u8>,
    rows: Vec<Row>,
    new_persons: Vec<New>,
    /// The readings that limits count.
    counted: Vec<counts::Row>,
    /// Whom the entries are about that are not shown yet.
    held: Vec<NewRow>,
    /// Whom the acts are by that stand.
    standing: Vec<NewRow>,
}

/// One entry of a batch.
struct Row {
    leaf: Hash,
    range: std::ops::Range<usize>,
    marks: Marks,
    answer: Answer,
}

/// Why a draft did not become an entry. Never says anything about whom.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the entry is too long")]
    TooLong,
    #[error("nothing is kept about the person any more")]
    Gone,
    #[error("the entry could not be sealed or written down")]
    Unwritable,
}

impl Sequencer {
    pub(crate) fn new(
        orders: Receiver<Order>,
        shared: Arc<Shared>,
        signal: Arc<Signal>,
        timekeeper: Arc<Timekeeper>,
        keep: Option<Retention>,
    ) -> Self {
        let next = shared.recent().sequenced();
        Self {
            orders,
            shared,
            signal,
            keep,
            timekeeper,
            random: ring::rand::SystemRandom::new(),
            nonces: Vec::new(),
            persons: Persons::default(),
            next,
            last: Timestamp::from_millis(0),
            last_text: String::new(),
            failed: None,
            bench: Bench::default(),
            block_bytes: 0,
        }
    }

    /// Works until it is told to stop or all who could give orders are gone.
    pub(crate) fn run(mut self) {
        let mut waiting = Vec::with_capacity(BATCH_ENTRIES);
        let mut going = true;
        while going {
            going = self.gather(&mut waiting);
            if waiting.is_empty() {
                if self.failed.is_some() {
                    self.is_settled();
                }
                continue;
            }
            if !self.is_settled() {
                refuse(waiting.drain(..).map(|it| it.answer), AppendError::Failed);
            } else if self.shared.recent().bytes() > UNPUBLISHED_BYTES {
                refuse(waiting.drain(..).map(|it| it.answer), AppendError::Busy);
            } else {
                self.write(&mut waiting);
            }
        }
    }

    /// Waits for one draft and takes all that wait with it. False: it is time to stop.
    fn gather(&self, waiting: &mut Vec<Waiting>) -> bool {
        let first = if self.failed.is_some() {
            match self.orders.recv_timeout(TRY_UNASKED) {
                Err(RecvTimeoutError::Timeout) => return true,
                first => first.ok(),
            }
        } else {
            self.orders.recv().ok()
        };
        let mut order = first;
        while let Some(Order::Write(draft)) = order {
            waiting.push(draft);
            if waiting.len() >= BATCH_ENTRIES {
                return true;
            }
            match self.orders.try_recv() {
                Ok(next) => order = Some(next),
                Err(_) => return true,
            }
        }
        false
    }

    /// Writes a batch and answers all of it; what does not fit one batch follows in the next.
    fn write(&mut self, waiting: &mut Vec<Waiting>) {
        let mut waiting = waiting.drain(..).peekable();
        while waiting.peek().is_some() {
            let now = match self.timekeeper.stamp() {
                Ok(now) => now,
                Err(wrong) => return refuse(waiting.map(|it| it.answer), wrong.into()),
            };
            let pending = self.prepare(now, &mut waiting);
            if pending.rows.is_empty() {
                // Keys drawn for refused drafts are never written, so nobody may use them.
                self.persons.forget_recent();
                continue;
            }
            if let Err(error) = self.make_durable(&pending) {
                tracing::error!(error = %Told(&error), "the ledger cannot write");
                self.failed = Some(Instant::now());
                self.signal.writes_well(false);
                self.persons.forget();
                refuse(pending.rows.into_iter().map(|row| row.answer), AppendError::Failed);
                return refuse(waiting.map(|it| it.answer), AppendError::Failed);
            }
            self.tell(pending);
            if self.failed.is_some() {
                return refuse(waiting.map(|it| it.answer), AppendError::Failed);
            }
        }
    }

    /// Makes entries of drafts until the batch is full.
    fn prepare(&mut self, now: Timestamp, waiting: &mut impl Iterator<Item = Waiting>) -> Pending {
        if now != self.last {
            self.last = now;
            self.last_text = now.to_string();
        }
        let expires = self.keep.as_ref().map(|keep| keep.ends(now));
        let mut pending =
            Pending { block: Vec::with_capacity(self.block_bytes), ..Pending::default() };
        while pending.block.len() < BATCH_BYTES
            && let Some(Waiting { mut draft, answer }) = waiting.next()
        {
            if draft.whom.is_some() {
                draft.expires = draft.expires.or(expires);
                if let (Some(month), Some(held)) = (draft.expires, &draft.held) {
                    draft.expires = Some(month.max(held.until.month().plus(1)));
                }
            }
            let erases = matches!(draft.event, Event::Erasure(_) | Event::Expired(_));
            match self.put_down(&draft, &mut pending) {
                Ok((leaf, range, marks)) => pending.rows.push(Row { leaf, range, marks, answer }),
                Err(refusal) => {
                    let text = refusal.to_string();
                    let answered = AppendError::from(refusal);
                    if answered == AppendError::Failed {
                        tracing::error!(error = %text, "an entry was refused");
                    }
                    let _ = answer.send(Err(answered));
                }
            }
            // What follows is not sealed with a key that is about to be destroyed.
            if erases {
                break;
            }
        }
        self.block_bytes = pending.block.len();
        pending
    }

    /// Writes one entry into the block. On failure the block is as before.
    fn put_down(
        &mut self,
        draft: &Draft,
        pending: &mut Pending,
    ) -> Result<(Hash, std::ops::Range<usize>, Marks), Refusal> {
        let index = self.next + pending.rows.len() as u64;
        // What is held must have somebody to be shown to, and something to say of itself when it is.
        if draft.held.is_some() && (draft.whom.is_none() || draft.event.asked().is_none()) {
            return Err(Refusal::Unwritable);
        }
        let sealing = match &draft.whom {
            Some(whom) => Some(self.seal(whom, draft, pending)?),
            None => None,
        };
        let start = journal::begin(&mut pending.block);
        let written = self.write_down(draft, sealing.as_ref(), &mut pending.block);
        let finished = journal::finish(&mut pending.block, start, index, self.next);
        let (Ok(()), Some((leaf, range))) = (&written, finished) else {
            pending.block.truncate(start);
            return Err(written.err().unwrap_or(Refusal::TooLong));
        };
        if let Some(sealing) = &sealing
            && let Some(person) = self.persons.get(sealing.person)
            && let Some(before) = person.standing(sealing.sequence)
        {
            person.goes_on(sealing.sequence, before.then(&leaf));
        }
        pending.counted.extend(self.counted(index, draft));
        if let (Some(held), Some(whom)) = (&draft.held, &draft.whom) {
            let person = whom.subject.clone();
            pending.held.push(NewRow { index, until: held.until, person });
        }
        if let (Some(until), Some(whom)) = (draft.stands, &draft.whom) {
            let person = whom.subject.clone();
            pending.standing.push(NewRow { index, until, person });
        }
        let tag = sealing.map(|sealing| sealing.tag);
        Ok((leaf, range, Marks::of(index, tag, &draft.event)))
    }

    /// The row of a reading that limits count.
    fn counted(&self, index: u64, draft: &Draft) -> Option<counts::Row> {
        let (Event::Reading(reading), Some(whom)) = (&draft.event, &draft.whom) else {
            return None;
        };
        let counts = &self.shared.vault.counts;
        reading.counted.then(|| counts::Row {
            index,
            person: counts.person(&whom.subject),
            case: whom
                .case_reference
                .as_deref()
                .map(|case| counts.case(&reading.asker.consumer, &reading.purpose, case)),
        })
    }

    /// New persons' keys first, then whom entries with a row are about, then the batch.
    fn make_durable(&self, pending: &Pending) -> Result<(), ReadError> {
        if !pending.new_persons.is_empty() {
            self.shared.vault.add(&pending.new_persons)?;
        }
        if !pending.held.is_empty() {
            self.shared.vault.held.add(&pending.held)?;
        }
        if !pending.standing.is_empty() {
            self.shared.vault.standing.add(&pending.standing)?;
        }
        let count = pending.rows.len() as u64;
        let batch = Batch { first: self.next, count, block: &pending.block };
        Ok(self.shared.store.append(batch)?)
    }

    /// Makes a durable batch readable, and then answers all who waited for it.
    fn tell(&mut self, pending: Pending) {
        self.shared.vault.counts.add(&pending.counted);
        let block = Bytes::from(pending.block);
        self.shared.recent_mut().add(pending.rows.iter().map(|row| Sequenced {
            index: row.marks.index,
            leaf: row.leaf,
            entry: block.slice(row.range.clone()),
        }));
        self.next += pending.rows.len() as u64;
        let (marks, waiting): (Vec<_>, Vec<_>) =
            pending.rows.into_iter().map(|row| (row.marks, row.answer)).unzip();
        let indexes: Vec<_> = marks.iter().map(|marks| marks.index).collect();
        let erases = marks.iter().any(|marks| marks.erasure.is_some() || marks.expired.is_some());
        self.shared.take_in(marks);
        self.signal.news();
        if erases && let Err(error) = self.destroy_erased() {
            tracing::error!(error = %Told(&error), "keys of erased persons cannot be destroyed");
            self.failed = Some(Instant::now());
            self.signal.writes_well(false);
            return refuse(waiting.into_iter(), AppendError::Failed);
        }
        for (index, answer) in indexes.into_iter().zip(waiting) {
            // Who has stopped waiting finds the entry in the ledger all the same.
            let _ = answer.send(Ok(EntryIndex(index)));
        }
    }

    /// Destroys the keys of the erased. While that fails nothing is written: whoever was erased would be
    /// written about with a key that must not be there.
    fn destroy_erased(&mut self) -> Result<(), VaultError> {
        self.persons.forget();
        self.shared.destroy_erased()
    }

    /// Whether storage may be relied on; after a failure it is recovered first, now and then.
    fn is_settled(&mut self) -> bool {
        match self.failed {
            None => return true,
            Some(since) if since.elapsed() < TRY_AGAIN => return false,
            Some(_) => {}
        }
        match self.recover() {
            Ok(()) => {
                tracing::info!("the ledger can write again");
                self.failed = None;
            }
            Err(error) => {
                tracing::error!(error = %Told(&error), "the ledger still cannot write");
                self.failed = Some(Instant::now());
            }
        }
        self.signal.writes_well(self.failed.is_none());
        self.failed.is_none()
    }

    /// Asks storage what stands, and takes in what was written though its append had failed.
    fn recover(&mut self) -> Result<(), ReadError> {
        let published = self.shared.recent().published();
        let mut found = self.shared.store.recover(published)?;
        let end = found.last().map_or(published, |last| last.index + 1);
        if end < self.next {
            let segment = "the newest".to_owned();
            return Err(StoreError::Damaged { segment, index: end }.into());
        }
        found.retain(|sequenced| sequenced.index >= self.next);
        let marks = found.iter().map(marks).collect::<Result<Vec<_>, _>>()?;
        if let Some(newest) = found.last() {
            let outline = Outline::read(&newest.entry);
            self.timekeeper.found(outline.map_err(|_| ReadError::UnknownForm(newest.index))?.at);
            self.signal.news();
        }
        self.shared.recent_mut().add(found);
        self.shared.take_in(marks);
        self.next = end;
        self.shared.destroy_erased()?;
        Ok(())
    }
}

impl From<Refusal> for AppendError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLong => Self::TooLong,
            Refusal::Gone => Self::Gone,
            // How far the person's sequence has come is known when the index is whole again.
            Refusal::Read(ReadError::Index(IndexError::Rebuilding)) => Self::Busy,
            Refusal::Vault(_) | Refusal::Read(_) | Refusal::Unwritable => Self::Failed,
        }
    }
}
