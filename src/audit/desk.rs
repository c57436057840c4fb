//! What an auditor at a browser is given: pages, and tables for spreadsheets. Each is a look, written down
//! before anything of it leaves.

use super::figures::Figures;
use super::looks::{ENTRY_STRETCH, Looks, Recorded, stretch_of};
use super::overview::{LedgerState, Overview, Period, Table, Wanted, overview};
use super::pages::{self, Frame, Listed};
use super::refused::Refused;
use super::rights::Reader;
use super::role::Role;
use super::{PoliciesThen, search};
use crate::ledger::Ledger;
use crate::ledger::entry::{Looked, Sought};
use crate::page::frame::LogOut;
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::time::SharedClock;
use crate::vocab::translated::Language;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The pages that are made at one time; who comes then is told to try again.
pub const DESK_READS: Limit = Limit { name: "audit_pages_read", most: 4 };

/// The entries of one page.
const ENTRIES: usize = 50;

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
    /// A document for machines.
    Json(String),
    /// A table, and what its file is called.
    Csv {
        /// The name, without a path.
        name: String,
        /// The table.
        text: String,
    },
}

/// Gives auditors their pages.
pub struct Desk {
    ledger: Ledger,
    figures: Arc<Figures>,
    policies: Arc<dyn PoliciesThen>,
    clock: SharedClock,
    looks: Looks,
    turns: Arc<Semaphore>,
}

impl Desk {
    /// A desk over this ledger.
    #[must_use]
    pub fn new(
        ledger: Ledger,
        figures: Arc<Figures>,
        policies: Arc<dyn PoliciesThen>,
        clock: SharedClock,
    ) -> Self {
        let turns = Arc::new(Semaphore::new(DESK_READS.most));
        Self { ledger, figures, policies, clock, looks: Looks::default(), turns }
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
        let role = reader.role().clone();
        let given = self.given(reader, wish, manner.clone()).await;
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
            Wish::Entry(_) | Wish::Nothing => return Err(Refused::NoSuchEntry),
        };
        let turn = self.turns.clone().try_acquire_owned().map_err(|_| Refused::Busy)?;
        let recorded = self.looks.record(&self.ledger, reader, looked, now).await?;
        let (ledger, policies) = (self.ledger.clone(), self.policies.clone());
        let figures = self.figures.clone();
        let read = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let sources = Sources { ledger, policies, figures };
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
                    Ok(Given::Csv { name, text: table.write(&made) })
                }
                Wish::Entries(sought, cursor) => {
                    sources.entries(&recorded, &manner, &sought, cursor)
                }
                Wish::Entry(index) => sources.entry(&recorded, &manner, index),
                Wish::Nothing => Err(Refused::NoSuchEntry),
            }
        });
        read.await.unwrap_or(Err(Refused::Unreadable))
    }
}

/// What pages are made of; reading it blocks.
struct Sources {
    ledger: Ledger,
    policies: Arc<dyn PoliciesThen>,
    figures: Arc<Figures>,
}

impl Sources {
    fn overview(
        &self,
        recorded: &Recorded,
        period: Period,
        today: crate::vocab::time::Day,
    ) -> Result<Overview, Refused> {
        let newest = EntryIndex(u64::MAX);
        let in_force: Arc<PolicySet> =
            self.policies.in_force_at(newest).ok_or(Refused::Unreadable)?;
        let registry = self.ledger.registrations().current();
        let counts = self.figures.counts();
        let state = LedgerState::of(&self.ledger, &counts);
        let wanted = Wanted { part: recorded.reader().role().part(), period, today };
        Ok(overview(&counts, wanted, &in_force, &*registry, state))
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

/// Writes a page for who looks.
fn framed(role: &Role, manner: &Manner, write: impl FnOnce(&Frame<'_>) -> String) -> String {
    let text = pages::AuditPhrase::LogOut.in_language(manner.language);
    let log_out = manner.log_out.as_ref();
    let log_out = log_out.map(|(action, token)| LogOut { action, token, text });
    let frame = Frame { language: manner.language, here: &manner.here, role, log_out };
    write(&frame)
}
