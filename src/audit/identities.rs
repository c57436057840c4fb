//! Opening the identity behind an entry: one auditor asks with a reason and a law, another of the same
//! organisation agrees or not. Each step is an entry; that it was opened is one about the person, durable
//! before anybody is told, and the person sees it in their list.
//!
//! Open requests are about nobody, so they need no row in the vault: a start reads them from the entries of
//! the last days. A number that was found is told once to each of the two. The one who agreed has it in the
//! answer; the one who asked may be told it for [`WAITS`], not past a restart. No number waits for that: it is
//! found once more, so that nobody is told of a person who was erased meanwhile.

use super::PoliciesThen;
use super::deeds::NotDone;
use super::entrance::Acting;
use super::looks::Recorded;
use super::refused::Refused;
use super::rights::Reader;
use super::search;
use crate::ledger::entry::{
    Draft, Entry, Event, IdentityOpened, IdentityRequest, Officer, Whom, has_digits_of_a_person,
};
use crate::ledger::{AppendError, Ledger, ReadError};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::{SharedClock, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A request that nobody has decided on for so long is over.
pub const STANDS: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// How long who asked may be told whom the entry is about.
pub const WAITS: Duration = Duration::from_secs(24 * 60 * 60);

/// The requests of one organisation that may be open at one time.
pub const OPEN_REQUESTS: Limit = Limit { name: "open_identity_requests", most: 100 };

/// A reason or a law, in characters.
pub const REASON_CHARACTERS: Limit = Limit { name: "identity_reason_characters", most: 500 };

/// The kinds of entries that say how requests stand.
const KINDS: [&str; 3] = ["identity-request", "identity-opened", "identity-declined"];

/// Why an identity is to be opened, or on which law: 1 to 500 characters on one line. Everybody with the
/// right to read the ledger sees it, so it must hold nothing that could be a person's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Reads a text; spaces around it are left out. None when it is empty, too long, has control characters
    /// or so many digits in a row that they might be a person's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=REASON_CHARACTERS.most).contains(&text.chars().count());
        let is_fine = fits && !text.chars().any(char::is_control) && !may_hold_a_number(text);
        is_fine.then(|| Self(text.to_owned()))
    }
}

/// Digits that are only set apart are digits all the same. Hyphens set apart the parts of a law's name
/// (`LOV-2018-06-15-38`), so across them only as many digits count as a person's number has.
fn may_hold_a_number(text: &str) -> bool {
    let close: String = text.chars().filter(|one| !matches!(one, ' ' | '.')).collect();
    let closer = close.replace('-', "");
    let mut runs = closer.split(|one: char| !one.is_ascii_digit());
    has_digits_of_a_person(&close) || runs.any(|run| run.len() >= 11)
}

/// A request that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRequest {
    /// Its entry: what it is called.
    pub index: EntryIndex,
    /// When it was made.
    pub at: Timestamp,
    /// What it says.
    pub request: IdentityRequest,
}

/// An identity that was opened, and not yet told to who asked.
struct Found {
    by: Officer,
    entry: EntryIndex,
    since: Timestamp,
}

#[derive(Default)]
struct View {
    open: BTreeMap<EntryIndex, OpenRequest>,
    found: HashMap<EntryIndex, Found>,
}

impl View {
    fn forget(&mut self, now: Timestamp) {
        self.open.retain(|_, open| now.since(open.at) < STANDS);
        self.found.retain(|_, found| now.since(found.since) < WAITS);
    }
}

/// Takes requests in, and what becomes of them.
pub struct Identities {
    ledger: Ledger,
    policies: Arc<dyn PoliciesThen>,
    clock: SharedClock,
    view: Mutex<View>,
    /// Whoever holds this decides and writes before anybody else does; so one identity is sought at a time.
    turn: tokio::sync::Mutex<()>,
}

impl Identities {
    /// Reads which requests are open. Blocks on files.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn load(
        ledger: Ledger,
        policies: Arc<dyn PoliciesThen>,
        clock: SharedClock,
    ) -> Result<Self, ReadError> {
        let mut view = View::default();
        let since = clock.now().minus(STANDS);
        ledger.tail(since, &KINDS, |index, entry| match entry.event {
            Event::IdentityRequest(request) => {
                let open = OpenRequest { index, at: entry.at, request: *request };
                view.open.insert(index, open);
            }
            Event::IdentityOpened(decided) | Event::IdentityDeclined(decided) => {
                view.open.remove(&decided.request);
            }
            _ => {}
        })?;
        let turn = tokio::sync::Mutex::default();
        Ok(Self { ledger, policies, clock, view: Mutex::new(view), turn })
    }

    fn view(&self) -> MutexGuard<'_, View> {
        let mut view = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        view.forget(self.clock.now());
        view
    }

    /// The open requests of the reader's organisation, oldest first.
    #[must_use]
    pub fn open_for(&self, reader: &Reader) -> Vec<OpenRequest> {
        let own = |open: &&OpenRequest| open.request.by.organisation == *reader.organisation();
        self.view().open.values().filter(own).cloned().collect()
    }

    /// The requests of this very reader of which the answer waits for them.
    #[must_use]
    pub fn found_for(&self, reader: &Reader) -> Vec<EntryIndex> {
        let by = officer(reader);
        let view = self.view();
        let own = view.found.iter().filter(|(_, found)| found.by == by);
        let mut own: Vec<_> = own.map(|(index, _)| *index).collect();
        own.sort_unstable();
        own
    }

    /// Asks that the identity behind an entry be opened which the reader may see.
    ///
    /// # Errors
    /// When it is not such an entry, it is asked already, or the ledger cannot write.
    pub async fn ask(
        &self,
        acting: &Acting,
        recorded: Recorded,
        entry: EntryIndex,
        (reason, basis): (Reason, Reason),
    ) -> Result<EntryIndex, NotDone> {
        let turn = self.turn.lock().await;
        self.sees(recorded, entry).await?;
        let by = officer(acting.reader());
        {
            let view = self.view();
            let own =
                || view.open.values().filter(|it| it.request.by.organisation == by.organisation);
            if own().any(|open| open.request.entry == entry) {
                return Err(NotDone::AskedAlready);
            }
            if own().count() >= OPEN_REQUESTS.most {
                return Err(NotDone::TooMany);
            }
        }
        let request = IdentityRequest { entry, by, reason: reason.0, basis: basis.0 };
        let event = Event::IdentityRequest(Box::new(request.clone()));
        let index = self.append(Draft::new(event)).await?;
        let at = self.clock.now();
        self.view().open.insert(index, OpenRequest { index, at, request });
        drop(turn);
        Ok(index)
    }

    /// Agrees to a request of another of the same organisation, and gives whom the entry is about.
    ///
    /// # Errors
    /// When there is no such request, it is the same person's, the entry is not one that this auditor may
    /// see, it cannot be told any more whom it is about, or ledger and vault cannot be used. Nothing is told
    /// then.
    pub async fn open(
        &self,
        acting: &Acting,
        recorded: Recorded,
        request: EntryIndex,
    ) -> Result<PersonNumber, NotDone> {
        let turn = self.turn.try_lock().map_err(|_| Refused::Busy)?;
        let open = self.to_decide(acting.reader(), request)?;
        if open.request.by == officer(acting.reader()) {
            return Err(NotDone::SamePerson);
        }
        let entry = open.request.entry;
        self.sees(recorded, entry).await?;
        let (person, about) = self.behind(entry).await?;
        let decided = decided(&open, acting.reader());
        let event = Event::IdentityOpened(Box::new(decided));
        let whom = Whom { regards: Some(entry), ..Whom::just(person.clone()) };
        let today = self.clock.now().day_in_norway();
        // What the person is not shown yet must not come out by this.
        let held = about.held.filter(|held| held.until > today);
        let written = self.ledger.append(Draft { held, ..Draft::about_known(event, whom) }).await;
        written.map_err(|error| match error {
            AppendError::Gone => NotDone::CannotBeTold,
            error => Refused::from(error).into(),
        })?;
        let since = self.clock.now();
        let found = Found { by: open.request.by, entry, since };
        let mut view = self.view();
        view.open.remove(&request);
        view.found.insert(request, found);
        drop(view);
        drop(turn);
        tracing::info!("the identity behind an entry was opened");
        Ok(person)
    }

    /// Does not agree; whoever asked may take it back so, too.
    ///
    /// # Errors
    /// When there is no such request, or the ledger cannot write.
    pub async fn decline(&self, acting: &Acting, request: EntryIndex) -> Result<(), NotDone> {
        let turn = self.turn.lock().await;
        let open = self.to_decide(acting.reader(), request)?;
        let decided = decided(&open, acting.reader());
        self.append(Draft::new(Event::IdentityDeclined(Box::new(decided)))).await?;
        self.view().open.remove(&request);
        drop(turn);
        Ok(())
    }

    /// Whom the entry of one's own request is about, and which entry that is, once.
    ///
    /// # Errors
    /// When there is nothing that waits, it can no longer be told whom the entry is about, or the vault cannot
    /// be read.
    pub async fn told(
        &self,
        acting: &Acting,
        request: EntryIndex,
    ) -> Result<(PersonNumber, EntryIndex), NotDone> {
        let by = officer(acting.reader());
        let waits = || {
            let view = self.view();
            let own = view.found.get(&request).filter(|found| found.by == by);
            own.map(|found| found.entry).ok_or(NotDone::NoSuchRequest)
        };
        waits()?;
        let turn = self.turn.try_lock().map_err(|_| Refused::Busy)?;
        // It may have been told since.
        let entry = waits()?;
        let sought = self.behind(entry).await;
        if matches!(sought, Ok(_) | Err(NotDone::CannotBeTold)) {
            self.view().found.remove(&request);
        }
        drop(turn);
        sought.map(|(person, _)| (person, entry))
    }

    /// The entry of an open request of one's own organisation.
    ///
    /// # Errors
    /// When there is none.
    pub fn entry_of(&self, reader: &Reader, request: EntryIndex) -> Result<EntryIndex, NotDone> {
        self.to_decide(reader, request).map(|open| open.request.entry)
    }

    /// Whom an entry is about now, and the entry. Whoever holds the turn calls it.
    async fn behind(&self, entry: EntryIndex) -> Result<(PersonNumber, Entry), NotDone> {
        let ledger = self.ledger.clone();
        let sought = tokio::task::spawn_blocking(move || {
            let person = ledger.behind(entry)?;
            Ok::<_, ReadError>((person, ledger.entry(entry)?))
        });
        let (person, about) =
            sought.await.map_err(|_| Refused::Unreadable)?.map_err(Refused::from)?;
        person.zip(about).ok_or(NotDone::CannotBeTold)
    }

    fn to_decide(&self, reader: &Reader, request: EntryIndex) -> Result<OpenRequest, NotDone> {
        let open = self.view().open.get(&request).cloned();
        let own = open.filter(|open| open.request.by.organisation == *reader.organisation());
        own.ok_or(NotDone::NoSuchRequest)
    }

    /// Whether the auditor may see the entry, and it is one of which the identity is opened: somebody asked
    /// for something about a person. What persons do themselves is theirs.
    async fn sees(&self, recorded: Recorded, entry: EntryIndex) -> Result<(), NotDone> {
        let (ledger, policies) = (self.ledger.clone(), self.policies.clone());
        let read = tokio::task::spawn_blocking(move || {
            let shown = search::one(&ledger, &*policies, &recorded, entry)?;
            Ok::<_, Refused>(shown.may_be_opened())
        });
        let may_be = read.await.map_err(|_| Refused::Unreadable)??;
        if may_be { Ok(()) } else { Err(NotDone::AboutNobody) }
    }

    async fn append(&self, draft: Draft) -> Result<EntryIndex, NotDone> {
        Ok(self.ledger.append(draft).await.map_err(Refused::from)?)
    }
}

/// How these entries name who acts.
fn officer(reader: &Reader) -> Officer {
    let asker = reader.asker();
    Officer { organisation: asker.consumer.clone(), name: asker.client.as_str().to_owned() }
}

fn decided(open: &OpenRequest, by: &Reader) -> IdentityOpened {
    let IdentityRequest { by: requested_by, reason, basis, .. } = open.request.clone();
    let decided_by = officer(by);
    IdentityOpened { request: open.index, requested_by, decided_by, reason, basis }
}
