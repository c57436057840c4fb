//! What an auditor at a browser is given: pages, and tables for spreadsheets. Each is a look, written down
//! before anything of it leaves.

use super::deeds::clerk;
use super::figures::Figures;
use super::identities::Identities;
use super::looks::{ENTRY_STRETCH, Looks, Recorded, stretch_of};
use super::overview::{LedgerState, Overview, Period, Table, Wanted, overview};
use super::pages::{self, Frame, Listed};
use super::refused::Refused;
use super::rights::Reader;
use super::role::Role;
use super::shown::Shown;
use super::{PoliciesThen, search};
use crate::acts::{ActError, Acts};
use crate::ledger::Ledger;
use crate::ledger::entry::{Asker, Decision, Draft, Event, Looked, Refusal, Sought};
use crate::page::frame::LogOut;
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::time::{Day, SharedClock, Timestamp};
use crate::vocab::translated::Language;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The pages that are made at one time; who comes then is told to try again.
pub const DESK_READS: Limit = Limit { name: "audit_pages_read", most: 4 };

/// The entries of one page.
const ENTRIES: usize = 50;

/// The media type of tables (RFC 4180).
const CSV: &str = "text/csv; charset=utf-8";

/// How far back alarms are shown, and told by the feed.
const ALARM_DAYS: u16 = 90;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// The overview of a period; the usual one when none is said.
    Overview(Option<Period>),
    /// The same for machines, as JSON.
    Figures(Option<Period>),
    /// One table of it.
    Table(Table, Option<Period>),
    /// Entries that are sought, from one on.
    Entries(Box<Sought>, Option<EntryIndex>),
    /// One entry.
    Entry(EntryIndex),
    /// The requests to open an identity that wait for a second person.
    Identities,
    /// The questions that persons ask the reader's organisation.
    Questions,
    /// One of them, with who asks.
    Question(EntryIndex),
    /// The newest alarms about readings.
    Alarms,
    /// The same as an Atom feed.
    AlarmFeed,
    /// Nothing that there is.
    Nothing,
}

/// How a page is to be written.
#[derive(Debug, Clone)]
pub struct Manner {
    /// In which language.
    pub language: Language,
    /// The page in itself, as path and query without language.
    pub here: String,
    /// How to log out: the path and the session's token; none for who came with a certificate.
    pub log_out: Option<(String, String)>,
}

/// What is given.
#[derive(Debug)]
pub enum Given {
    /// A page.
    Page(String),
    /// Another address.
    Elsewhere(String),
    /// A document for machines.
    Json(String),
    /// An Atom feed.
    Feed(String),
    /// A file to keep.
    File {
        /// The name, without a path.
        name: String,
        /// Its media type, as HTTP says it.
        media_type: &'static str,
        /// What it holds.
        bytes: Vec<u8>,
    },
}

/// Gives auditors their pages.
pub struct Desk {
    ledger: Ledger,
    figures: Arc<Figures>,
    policies: Arc<dyn PoliciesThen>,
    clock: SharedClock,
    looks: Looks,
    acts: Arc<Acts>,
    identities: Identities,
    turns: Arc<Semaphore>,
}

impl Desk {
    /// A desk over this ledger.
    #[must_use]
    pub fn new(
        (ledger, figures): (Ledger, Arc<Figures>),
        policies: Arc<dyn PoliciesThen>,
        clock: SharedClock,
        (acts, identities): (Arc<Acts>, Identities),
    ) -> Self {
        let (turns, looks) = (Arc::new(Semaphore::new(DESK_READS.most)), Looks::default());
        Self { ledger, figures, policies, clock, looks, acts, identities, turns }
    }

    /// The requests to open an identity.
    pub(super) const fn identities(&self) -> &Identities {
        &self.identities
    }

    /// What persons ask.
    pub(super) fn acts(&self) -> &Acts {
        &self.acts
    }

    /// A turn at making something that reads much; it ends when it is dropped.
    ///
    /// # Errors
    /// [`Refused::Busy`] when as many are being made as may be.
    pub fn turn(&self) -> Result<OwnedSemaphorePermit, Refused> {
        self.turns.clone().try_acquire_owned().map_err(|_| Refused::Busy)
    }

    /// Writes down that somebody looks.
    ///
    /// # Errors
    /// When the ledger cannot write.
    pub async fn look(&self, reader: Reader, at: Looked) -> Result<Recorded, Refused> {
        self.looks.record(&self.ledger, reader, at, self.clock.now()).await
    }

    /// Writes down that somebody looks at an entry, or at what it is about.
    pub(super) async fn look_at(
        &self,
        reader: Reader,
        entry: EntryIndex,
    ) -> Result<Recorded, Refused> {
        if entry.0 >= self.ledger.size() {
            return Err(Refused::NoSuchEntry);
        }
        self.look(reader, Looked::Entries(stretch_of(entry.0, ENTRY_STRETCH))).await
    }

    /// Writes down that somebody who is known was refused, and why.
    pub async fn record_refusal(&self, asker: &Asker, reason: &str) {
        tracing::info!(reason, "an auditor was refused");
        let (service, purpose, policies) = (None, None, None);
        let asker = Some(asker.clone());
        let refusal = Refusal { reason: reason.to_owned(), asker, service, purpose, policies };
        if self.ledger.append(Draft::new(Event::Refusal(refusal))).await.is_err() {
            tracing::error!("the refusal of an auditor cannot be written down");
        }
    }

    /// Gives what is asked for.
    ///
    /// # Errors
    /// With the page that says so: when it is not the reader's to see, or cannot be shown now.
    pub async fn give(
        &self,
        reader: Reader,
        wish: Wish,
        manner: Manner,
    ) -> Result<Given, (Refused, String)> {
        let (role, asker) = (reader.role().clone(), reader.asker().clone());
        let is_place = wish != Wish::Nothing;
        let given = self.given(reader, wish, manner.clone()).await;
        if let Err(refused) = &given
            && is_place
        {
            self.record_refusal(&asker, refused.code()).await;
        }
        given.map_err(|refused| {
            let page = framed(&role, &manner, |frame| pages::notice(frame, Some(refused)));
            (refused, page)
        })
    }

    async fn given(&self, reader: Reader, wish: Wish, manner: Manner) -> Result<Given, Refused> {
        let now = self.clock.now();
        let today = now.day_in_norway();
        let usual = move |period: Option<Period>| period.unwrap_or_else(|| Period::usual(today));
        let looked = match &wish {
            Wish::Overview(period) | Wish::Figures(period) | Wish::Table(_, period) => {
                Looked::Overview(usual(*period).days())
            }
            Wish::Entries(sought, _) => Looked::Search((**sought).clone()),
            Wish::Entry(index) if index.0 < self.ledger.size() => {
                Looked::Entries(stretch_of(index.0, ENTRY_STRETCH))
            }
            Wish::Identities => return self.requests(reader, &manner).await,
            Wish::Questions => return self.questions(reader, &manner).await,
            Wish::Question(index) => return self.question(reader, *index, &manner).await,
            Wish::Alarms | Wish::AlarmFeed => Looked::Search(alarms(now)),
            Wish::Entry(_) | Wish::Nothing => return Err(Refused::NoSuchEntry),
        };
        let turn = self.turn()?;
        let recorded = self.look(reader, looked).await?;
        let (ledger, policies) = (self.ledger.clone(), self.policies.clone());
        let (figures, acts) = (self.figures.clone(), self.acts.clone());
        let read = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let sources = Sources { ledger, policies, figures, acts };
            match wish {
                Wish::Overview(period) => {
                    let made = sources.overview(&recorded, usual(period), today)?;
                    let page = |frame: &Frame<'_>| pages::overview(frame, &made);
                    Ok(Given::Page(framed(recorded.reader().role(), &manner, page)))
                }
                Wish::Figures(period) => {
                    let made = sources.overview(&recorded, usual(period), today)?;
                    let text = serde_json::to_string(&made).map_err(|_| Refused::Unreadable)?;
                    Ok(Given::Json(text))
                }
                Wish::Table(table, period) => {
                    let made = sources.overview(&recorded, usual(period), today)?;
                    let (first, last) = (made.first_day, made.last_day);
                    let name = format!("{}-{first}-{last}.csv", table.name());
                    let (media_type, bytes) = (CSV, table.write(&made).into_bytes());
                    Ok(Given::File { name, media_type, bytes })
                }
                Wish::Entries(sought, cursor) => {
                    sources.entries(&recorded, &manner, &sought, cursor)
                }
                Wish::Entry(index) => sources.entry(&recorded, &manner, index),
                Wish::Alarms => {
                    let newest = sources.alarms(&recorded, now)?;
                    let write = |frame: &Frame<'_>| pages::alarms(frame, &newest, ALARM_DAYS);
                    Ok(Given::Page(framed(recorded.reader().role(), &manner, write)))
                }
                Wish::AlarmFeed => {
                    let newest = sources.alarms(&recorded, now)?;
                    let origin = sources.ledger.origin();
                    Ok(Given::Feed(pages::alarm_feed(origin, manner.language, now, &newest)))
                }
                Wish::Identities | Wish::Questions | Wish::Question(_) | Wish::Nothing => {
                    Err(Refused::NoSuchEntry)
                }
            }
        });
        read.await.unwrap_or(Err(Refused::Unreadable))
    }

    async fn requests(&self, reader: Reader, manner: &Manner) -> Result<Given, Refused> {
        let recorded = self.look(reader, Looked::Waiting).await?;
        let reader = recorded.reader();
        let open = self.identities.open_for(reader);
        let found = self.identities.found_for(reader);
        let write = |frame: &Frame<'_>| pages::identities(frame, reader, &open, &found);
        Ok(Given::Page(framed(reader.role(), manner, write)))
    }

    async fn questions(&self, reader: Reader, manner: &Manner) -> Result<Given, Refused> {
        let clerk = clerk(&reader).ok_or(Refused::RoleMissing)?;
        let recorded = self.look(reader, Looked::Waiting).await?;
        let open = self.acts.open_inquiries(&clerk);
        let today = self.clock.now().day_in_norway();
        let write = |frame: &Frame<'_>| pages::questions(frame, &open, today);
        Ok(Given::Page(framed(recorded.reader().role(), manner, write)))
    }

    /// A question tells who asks it, so it is shown to a person who has logged in, and that is a look.
    async fn question(
        &self,
        reader: Reader,
        index: EntryIndex,
        manner: &Manner,
    ) -> Result<Given, Refused> {
        let clerk = clerk(&reader).filter(|_| manner.log_out.is_some());
        let clerk = clerk.ok_or(Refused::RoleMissing)?;
        if !self.acts.open_inquiries(&clerk).iter().any(|open| open.index == index) {
            return Err(Refused::NoSuchEntry);
        }
        let recorded = self.look(reader, Looked::Inquiry { inquiry: index }).await?;
        let asked = self.acts.asked(&clerk, index).await.map_err(|error| match error {
            ActError::NoSuchInquiry => Refused::NoSuchEntry,
            _ => Refused::Unreadable,
        })?;
        let role = recorded.reader().role();
        Ok(Given::Page(framed(role, manner, |frame| pages::question(frame, &asked))))
    }
}

/// What pages are made of; reading it blocks.
struct Sources {
    ledger: Ledger,
    policies: Arc<dyn PoliciesThen>,
    figures: Arc<Figures>,
    acts: Arc<Acts>,
}

impl Sources {
    fn overview(
        &self,
        recorded: &Recorded,
        period: Period,
        today: Day,
    ) -> Result<Overview, Refused> {
        let newest = EntryIndex(u64::MAX);
        let in_force: Arc<PolicySet> =
            self.policies.in_force_at(newest).ok_or(Refused::Unreadable)?;
        let registry = self.ledger.registrations().current();
        let counts = self.figures.counts();
        let state = LedgerState::of(&self.ledger, &counts);
        let wanted = Wanted { part: recorded.reader().role().part(), period, today };
        let mut made = overview(&counts, wanted, &in_force, &*registry, state);
        made.open_questions = open_questions(&self.acts, recorded.reader(), today);
        Ok(made)
    }

    fn entries(
        &self,
        recorded: &Recorded,
        manner: &Manner,
        sought: &Sought,
        cursor: Option<EntryIndex>,
    ) -> Result<Given, Refused> {
        let page = search::seek(&self.ledger, &*self.policies, recorded, sought, cursor, ENTRIES)?;
        let listed = Listed { sought, page: &page };
        let write = |frame: &Frame<'_>| pages::list(frame, &listed);
        Ok(Given::Page(framed(recorded.reader().role(), manner, write)))
    }

    /// The newest alarms of the last days, oldest first.
    fn alarms(&self, recorded: &Recorded, now: Timestamp) -> Result<Vec<Shown>, Refused> {
        let sought = alarms(now);
        let mut newest = VecDeque::new();
        let mut cursor = None;
        loop {
            let page =
                search::seek(&self.ledger, &*self.policies, recorded, &sought, cursor, ENTRIES)?;
            newest.extend(page.entries);
            newest.drain(..newest.len().saturating_sub(ENTRIES));
            if !page.more {
                break;
            }
            cursor = Some(page.cursor);
        }
        Ok(newest.into())
    }

    fn entry(
        &self,
        recorded: &Recorded,
        manner: &Manner,
        index: EntryIndex,
    ) -> Result<Given, Refused> {
        let shown = search::one(&self.ledger, &*self.policies, recorded, index)?;
        let write = |frame: &Frame<'_>| pages::entry(frame, &shown);
        Ok(Given::Page(framed(recorded.reader().role(), manner, write)))
    }
}

/// How many questions of persons wait for an answer: all of them for who sees all, those to their own
/// organisation for who looks after what it reads.
#[must_use]
pub fn open_questions(acts: &Acts, reader: &Reader, today: Day) -> Option<u64> {
    let open = match reader.role() {
        Role::Authority => acts.open_and_overdue(today).0,
        Role::ProviderOfficer(_) => return None,
        Role::ConsumerOfficer(_) | Role::Officer(_) => acts.open_inquiries(&clerk(reader)?).len(),
    };
    u64::try_from(open).ok()
}

/// The alarms that are shown: those of the last days, so that one look stands for all of a day.
fn alarms(now: Timestamp) -> Sought {
    let first = now.day_in_norway().minus_days(ALARM_DAYS).begins_in_norway();
    Sought { decision: Some(Decision::Alarm), since: Some(first), ..Sought::default() }
}

/// Writes a page for who looks.
pub fn framed(role: &Role, manner: &Manner, write: impl FnOnce(&Frame<'_>) -> String) -> String {
    let text = pages::AuditPhrase::LogOut.in_language(manner.language);
    let log_out = manner.log_out.as_ref();
    let log_out = log_out.map(|(action, token)| LogOut { action, token, text });
    let frame = Frame { language: manner.language, here: &manner.here, role, log_out };
    write(&frame)
}
