//! The public journal of a month, counted from the ledger once and then kept: what is over never changes.

use super::super::problem;
use super::super::problem::ledger::Unreadable;
use super::answer::found;
use super::asked::{JournalForm, Query};
use super::public::WAIT;
use crate::audit::PoliciesThen;
use crate::audit::journal::{Journal, Month, Tally, einnsyn, open};
use crate::gateway::path::Gateway;
use crate::ledger::{Ledger, ReadError};
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::Response;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The months whose counts are kept; beyond it the oldest is counted again.
pub const JOURNAL_MONTHS: Limit = Limit { name: "journal_months", most: 120 };

/// The words may change with the policies, the numbers never do.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// Publishes months.
pub(super) struct Journals {
    gateway: Arc<Gateway>,
    policies: Arc<dyn PoliciesThen>,
    counted: Arc<Mutex<BTreeMap<Month, Tally>>>,
    /// One month is counted at a time: it reads all the month's entries.
    turn: Arc<Semaphore>,
}

/// What came of counting.
enum Counted {
    Tally(Tally),
    /// The ledger has no entry of the month, or does not keep all of them any more.
    NotThere,
}

impl Journals {
    pub(super) fn new(gateway: Arc<Gateway>, policies: Arc<dyn PoliciesThen>) -> Self {
        Self { gateway, policies, counted: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
    }

    /// Answers with what came of it in a word.
    pub(super) async fn answer(&self, query: &Query) -> (&'static str, Response<Bytes>) {
        let (month, form) = match query.journal() {
            Ok(asked) => asked,
            Err(fault) => return refused(&fault),
        };
        let now = self.gateway.clock.now();
        let name = |organisation: &Organisation| {
            let registry = self.gateway.admission.registry();
            registry.organisation_name(organisation).map(str::to_owned)
        };
        // Whether it is over is asked before anything is counted.
        if Journal::publish(Tally::new(month), now, None, &name).is_err() {
            return refused(&Unreadable::MonthNotOver);
        }
        let tally = match self.tally(month).await {
            Ok(Counted::Tally(tally)) => tally,
            Ok(Counted::NotThere) => return refused(&Unreadable::NoSuchMonth),
            Err(answer) => return answer,
        };
        let policies = self.policies.clone();
        let newest = EntryIndex(self.gateway.ledger.published());
        let words = tokio::task::spawn_blocking(move || policies.in_force_at(newest));
        let words = words.await.ok().flatten();
        match Journal::publish(tally, now, words.as_deref(), &name) {
            Ok(journal) => ("served", written(&journal, form)),
            Err(_) => refused(&Unreadable::MonthNotOver),
        }
    }

    async fn tally(&self, month: Month) -> Result<Counted, (&'static str, Response<Bytes>)> {
        if let Some(tally) = known(&self.counted, month) {
            return Ok(Counted::Tally(tally));
        }
        let Ok(Ok(turn)) = timeout(WAIT, self.turn.clone().acquire_owned()).await else {
            return Err(("ledger-readers-busy", problem::ledger::busy()));
        };
        let (ledger, counted) = (self.gateway.ledger.clone(), self.counted.clone());
        let counting = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // Whoever had the turn before may have counted it.
            if let Some(tally) = known(&counted, month) {
                return Ok(Counted::Tally(tally));
            }
            let found = count(&ledger, month)?;
            if let Counted::Tally(tally) = &found {
                let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
                counted.insert(month, tally.clone());
                if counted.len() > JOURNAL_MONTHS.most {
                    counted.pop_first();
                }
            }
            Ok::<_, ReadError>(found)
        });
        match counting.await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                tracing::error!(error = %Told(&error), "a month's entries cannot be read");
                Err(("ledger-unreadable", problem::ledger::cannot_be_read()))
            }
            Err(_) => Err(("gateway-fault", problem::broken())),
        }
    }
}

fn known(counted: &Mutex<BTreeMap<Month, Tally>>, month: Month) -> Option<Tally> {
    counted.lock().unwrap_or_else(PoisonError::into_inner).get(&month).cloned()
}

fn refused(fault: &Unreadable) -> (&'static str, Response<Bytes>) {
    (fault.code(), problem::ledger::unreadable(fault))
}

/// Counts the published entries of a month. Entries that have expired and were given up cannot be counted;
/// a month that lacks any is not published at all.
fn count(ledger: &Ledger, month: Month) -> Result<Counted, ReadError> {
    let Some(from) = begin(month).map(|at| ledger.first_since(at)).transpose()?.flatten() else {
        return Ok(Counted::NotThere);
    };
    let end = begin(month.plus(1)).map(|at| ledger.first_since(at)).transpose()?.flatten();
    let below = end.map_or_else(|| ledger.published(), |end| end.0);
    let (mut tally, mut seen, mut wrong) = (Tally::new(month), 0, None);
    ledger.walk(from.0, below, |index, entry| {
        seen += 1;
        if tally.read(entry).is_err() {
            wrong = wrong.or(Some(index));
        }
    })?;
    match wrong {
        Some(index) => Err(ReadError::UnknownForm(index)),
        None if seen == 0 || seen < below.saturating_sub(from.0) => Ok(Counted::NotThere),
        None => Ok(Counted::Tally(tally)),
    }
}

/// The first moment of a month.
fn begin(month: Month) -> Option<Timestamp> {
    format!("{month}-01T00:00:00Z").parse().ok()
}

fn written(journal: &Journal, form: JournalForm) -> Response<Bytes> {
    let (text, media) = match form {
        JournalForm::Json => match open::json(journal) {
            Ok(text) => (text, "application/json"),
            Err(_) => return problem::broken(),
        },
        JournalForm::Csv => (open::csv(journal), "text/csv; charset=utf-8; header=present"),
        JournalForm::Einnsyn => (einnsyn::json(journal), "application/json"),
        JournalForm::Dcat => {
            let month = journal.month().to_string();
            (open::description(&month, "/ledger/journal"), "application/ld+json")
        }
    };
    found(text.into_bytes(), media, FOR_AN_HOUR)
}
