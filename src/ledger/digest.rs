//! The digest: at least once an hour an entry says how far all persons' sequences have come, in one
//! root, so that a person can be shown that nothing is left out of their list.
//!
//! One run, by the digester's thread, which holds no lock that the sequencer waits for:
//!
//! 1. published entries since the last run are read: their tags and leaves (at most a million at a time);
//! 2. each person's sequences are followed from where they stood, by trying the next tag;
//! 3. `heads.vault` is written anew with the map over all, and put in the place of the old one;
//! 4. an entry names size, root and VRF key;
//! 5. which entry that is, is noted in `heads.vault`.
//!
//! | the machine stops after | what is true | what the next run does |
//! | --- | --- | --- |
//! | 1, 2 | the old heads stand | the same again |
//! | a part of 3 | a file that nobody reads; the old heads stand | removes it, the same again |
//! | 3 | new heads, which no entry names; sequences go on from them | looks for their digest, and writes it |
//! | 4 | the entry stands among the newest | finds it |
//! | 5 | all is done | nothing |
//!
//! If `heads.vault` is lost, all is read again from the first entry. Once bundles are pruned that is no
//! longer possible: it is backed up with the vault.

mod news;

use super::chain::Sequence;
use super::entry::{Digest, Draft, Event};
use super::heads::{HeadsError, HeadsFile, Row};
use super::read::{ReadError, Shared};
use super::seal::PersonKeys;

use super::vault::{Known, VaultError};
use super::waiting::{Order, submit};
use super::{AppendError, Unready};
use crate::merkle::Hash;
use crate::merkle::map::Position;
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::SharedClock;
use crate::vrf::{self, VrfError};
use news::News;
use ring::digest as hash;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// After so many entries there is a digest, whatever the time, and one covers no more than these.
pub const MOST_ENTRIES: u64 = 1_000_000;

/// How often it is looked whether it is time.
const LOOK: Duration = Duration::from_secs(1);

/// After how many persons the digester lets others have the processor.
const PERSONS_AT_ONCE: u64 = 1024;

/// How long it lets them.
const PAUSE: Duration = Duration::from_micros(200);

/// How often a digest is tried for who waits for it: once for a run that had begun, once for one that
/// an erasure overtook.
const TRIES: u32 = 3;

/// What the value of a person in the map begins with, before it is hashed.
const VALUE: u8 = 0x03;

/// Why there is no digest. Never says anything about whom.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// The ledger could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The heads could not be read or written.
    #[error(transparent)]
    Heads(#[from] HeadsError),
    /// The digest could not be written into the ledger.
    #[error("the digest was not written")]
    Append(#[from] AppendError),
    /// A person has no place in the map.
    #[error("the digest: a position could not be made")]
    Position(#[from] VrfError),
    /// What it is to cover, or the digest itself, could not be published.
    #[error(transparent)]
    Unready(#[from] Unready),
    /// It was tried and failed; why, the log says.
    #[error("there is no digest: the last tries have failed")]
    Failed,
    /// The ledger has no entries, or is being closed.
    #[error("there is no digest: the ledger is empty or closed")]
    None,
}

/// Where a person is in the map: the first half of the VRF's output for the eleven digits.
#[must_use]
pub fn position(output: &vrf::Output) -> Position {
    Position::new(output.as_bytes().first_chunk().copied().unwrap_or_default())
}

/// What the VRF is asked about a person.
pub(super) fn vrf_input(person: &PersonNumber) -> &[u8] {
    person.expose().as_bytes()
}

/// What the map holds for a person: SHA-256 of 0x03, the count, the head and the opening. Without the
/// opening, which only the person's tag key makes, nobody can try which entries a value is about.
#[must_use]
pub fn value(standing: &super::chain::Standing, opening: &[u8; 32]) -> Hash {
    let mut context = hash::Context::new(&hash::SHA256);
    context.update(&[VALUE]);
    context.update(&standing.count.to_be_bytes());
    context.update(standing.head.as_bytes());
    context.update(opening);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    Hash::from_bytes(bytes)
}

/// What the digester and those who wait for it tell each other.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    said: Mutex<Said>,
    wake: Condvar,
    done: Condvar,
}

#[derive(Debug, Default)]
struct Said {
    stop: bool,
    hurry: bool,
    /// How many runs were tried.
    runs: u64,
}

impl Calls {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the digester to stop, and whoever waits for it that it does.
    pub(crate) fn stop(&self) {
        self.said().stop = true;
        self.wake.notify_one();
        self.done.notify_all();
    }

    fn is_going(&self) -> bool {
        !self.said().stop
    }

    /// Asks for a run now and waits until one has been tried. False: it is being stopped.
    pub(crate) fn hurry(&self) -> bool {
        let mut said = self.said();
        let runs = said.runs;
        while said.runs == runs && !said.stop {
            said.hurry = true;
            self.wake.notify_one();
            said = self.done.wait(said).unwrap_or_else(PoisonError::into_inner);
        }
        !said.stop
    }

    /// Waits a while, or until somebody hurries. Gives whether somebody does; none when it is to stop.
    fn wait(&self) -> Option<bool> {
        let said = self.said();
        let waiting = self.wake.wait_timeout_while(said, LOOK, |said| !said.stop && !said.hurry);
        let mut said = waiting.unwrap_or_else(PoisonError::into_inner).0;
        let hurry = std::mem::take(&mut said.hurry);
        (!said.stop).then_some(hurry)
    }

    fn tried(&self) {
        self.said().runs += 1;
        self.done.notify_all();
    }
}

/// The digester's thread.
pub(crate) struct Digester {
    shared: Arc<Shared>,
    pub(crate) calls: Arc<Calls>,
    orders: SyncSender<Order>,
    clock: SharedClock,
    interval: Duration,
    most: u64,
}

impl Digester {
    pub(crate) fn new(
        shared: Arc<Shared>,
        orders: SyncSender<Order>,
        options: &super::Options,
    ) -> Self {
        Self {
            shared,
            calls: Arc::default(),
            orders,
            clock: options.clock.clone(),
            interval: options.digest_interval,
            most: options.digest_entries.max(1),
        }
    }

    /// Works until it is told to stop.
    pub(crate) fn run(self) {
        let _gone = Gone(&self.calls);
        while let Some(hurry) = self.calls.wait() {
            let ran =
                self.is_due().and_then(|due| if due || hurry { self.digest() } else { Ok(()) });
            if let Err(error) = &ran
                && self.calls.is_going()
            {
                tracing::error!(error = %Told(error), "there is no new digest");
            }
            if hurry {
                self.calls.tried();
            }
        }
    }

    /// Whether it is time: enough entries, or enough time since the newest digest (or the first entry).
    fn is_due(&self) -> Result<bool, DigestError> {
        let published = self.shared.recent().published();
        let heads = self.shared.vault.heads.current();
        let size = heads.as_ref().map_or(0, |heads| heads.about().size);
        if published <= size {
            return Ok(false);
        }
        if published - size >= self.most {
            return Ok(true);
        }
        let newest = match heads {
            Some(heads) => heads.noted()?.or(heads.about().before),
            None => None,
        };
        let since = self.shared.time(newest.map_or(0, |index| index.0))?;
        Ok(self.clock.now().since(since) >= self.interval)
    }

    /// Makes new heads, and writes the digest over them. More than are taken at a time take several.
    fn digest(&self) -> Result<(), DigestError> {
        self.name_heads()?;
        let published = self.shared.recent().published();
        loop {
            let heads = self.shared.vault.heads.current();
            let from = heads.as_ref().map_or(0, |heads| heads.about().size);
            drop(heads);
            if from >= published || !self.calls.is_going() {
                return Ok(());
            }
            self.advance(from, published.min(from.saturating_add(self.most)))?;
            self.name_heads()?;
        }
    }

    /// Sees to it that an entry names the heads that stand.
    fn name_heads(&self) -> Result<(), DigestError> {
        let Some(heads) = self.shared.vault.heads.current() else { return Ok(()) };
        if named(&self.shared, &heads)?.is_some() {
            return Ok(());
        }
        let about = heads.about();
        let (mut newest, mut found, mut later) = (about.before, None, false);
        // It may have been written, and not noted; or these heads were made again on the way to later ones.
        self.shared.each(about.size, u64::MAX, |index, entry| {
            if let Some(digest) = Digest::read(entry) {
                newest = Some(EntryIndex(index));
                later |= digest.size > about.size;
                let same = digest.size == about.size && digest.root == heads.about().root;
                found = found.or(same.then_some(EntryIndex(index)));
            }
            Ok(())
        })?;
        let index = match found {
            Some(index) => index,
            None if later => return Ok(()),
            None => self.append(&heads, newest)?,
        };
        Ok(heads.note(index)?)
    }

    fn append(
        &self,
        heads: &HeadsFile,
        previous: Option<EntryIndex>,
    ) -> Result<EntryIndex, DigestError> {
        let about = heads.about();
        let digest = Digest {
            size: about.size,
            root: heads.about().root,
            persons: about.persons,
            vrf_key: *self.shared.vault.heads.keys().vrf.public(),
            previous,
        };
        let draft = Draft::new(Event::Digest(digest));
        let wait = submit(&self.orders, draft).map_err(AppendError::from)?;
        Ok(wait.blocking_recv().unwrap_or(Err(AppendError::Closed))?)
    }

    /// Makes new heads: the old ones and the entries from `from` to below `until`.
    fn advance(&self, from: u64, until: u64) -> Result<(), DigestError> {
        let heads = &self.shared.vault.heads;
        let news = News::read(&self.shared, from, until)?;
        let old = heads.current();
        let mut writer = heads.begin()?;
        let before = old.as_ref().and_then(|old| old.about().before);
        writer.covers(until, news.digest.or(before));
        let mut done = 0_u64;
        let walked = self.shared.vault.each(|known| {
            done += 1;
            if done.is_multiple_of(PERSONS_AT_ONCE) {
                if !self.calls.is_going() {
                    return Err(DigestError::None);
                }
                std::thread::sleep(PAUSE);
            }
            let before = match &old {
                Some(old) => heads.row_of(old, &known)?,
                None => None,
            };
            Ok(writer.push(known.slot, self.follow(&known, before, &news)?)?)
        });
        match walked {
            Err(DigestError::Heads(HeadsError::Damaged(what))) => {
                if let Some(old) = &old {
                    heads.forget(old, what);
                }
                Err(HeadsError::Damaged(what).into())
            }
            Err(error) => Err(error),
            Ok(()) => {
                // The old file is overwritten when nobody holds it.
                drop(old);
                Ok(heads.install(writer)?)
            }
        }
    }

    /// A person's row, further by the new entries.
    fn follow(&self, known: &Known, before: Option<Row>, news: &News) -> Result<Row, DigestError> {
        let own = before.filter(|row| row.handle == known.handle);
        let mut row = own.unwrap_or(Row::none(known.handle));
        let keys = PersonKeys::derive(&known.key).map_err(VaultError::from)?;
        row.held = news.follow(row.held, |count| keys.tag(Sequence::Held, count));
        let shown = news.follow(row.shown, |count| keys.tag(Sequence::Shown, count));
        if shown != row.shown {
            if row.shown.count == 0 {
                let output = self.shared.vault.heads.keys().vrf.output(vrf_input(&known.number))?;
                row.leaf.position = position(&output);
            }
            row.shown = shown;
            row.leaf.value = value(&shown, &keys.opening());
        }
        Ok(row)
    }
}

impl super::Ledger {
    /// Writes a digest now over all that is sequenced, and waits until it is published. Blocks.
    ///
    /// # Errors
    /// When there is none: why, the log says. (It is tried again by itself.)
    pub fn digest(&self) -> Result<EntryIndex, DigestError> {
        let size = self.size();
        if size == 0 {
            return Err(DigestError::None);
        }
        self.publish()?;
        for _ in 0..TRIES {
            if !self.inner.calls.hurry() {
                return Err(DigestError::None);
            }
            let shared = &self.inner.shared;
            if let Some(heads) = shared.vault.heads.current()
                && heads.about().size >= size
                && let Some((index, _)) = named(shared, &heads)?
            {
                self.publish()?;
                return Ok(index);
            }
        }
        Err(DigestError::Failed)
    }
}

/// Tells those who wait for the digester when it ends, however it does.
struct Gone<'a>(&'a Calls);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// The entry that is the digest over these heads, when it is noted rightly.
pub(super) fn named(
    shared: &Shared,
    heads: &HeadsFile,
) -> Result<Option<(EntryIndex, Digest)>, DigestError> {
    let Some(index) = heads.noted()? else { return Ok(None) };
    let Some(entry) = shared.bytes(index.0)? else { return Ok(None) };
    let names =
        |digest: &Digest| digest.size == heads.about().size && digest.root == heads.about().root;
    Ok(Digest::read(&entry).filter(names).map(|digest| (index, digest)))
}
