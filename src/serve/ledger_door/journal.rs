//! The public journal of a month, which is counted once: what is over never changes.

use super::super::problem;
use super::super::problem::ledger::Unreadable;
use super::answer::found;
use super::asked::{JournalForm, Query};
use super::public::WAIT;
use crate::audit::PoliciesThen;
use crate::audit::journal::months::Months;
use crate::audit::journal::{Journal, Month, Tally, einnsyn, open};
use crate::gateway::path::Gateway;
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use bytes::Bytes;
use hyper::Response;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The words may change with the policies, the numbers never do.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// Publishes months.
pub(super) struct Journals {
    gateway: Arc<Gateway>,
    policies: Arc<dyn PoliciesThen>,
    months: Arc<Months>,
    /// One month is counted at a time: it reads all the month's entries.
    turn: Arc<Semaphore>,
}

impl Journals {
    pub(super) fn new(gateway: Arc<Gateway>, policies: Arc<dyn PoliciesThen>) -> Self {
        Self { gateway, policies, months: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
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
            Ok(Some(tally)) => tally,
            Ok(None) => return refused(&Unreadable::NoSuchMonth),
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

    async fn tally(&self, month: Month) -> Result<Option<Tally>, (&'static str, Response<Bytes>)> {
        if let Some(known) = self.months.known(month) {
            return Ok(known);
        }
        let Ok(Ok(turn)) = timeout(WAIT, self.turn.clone().acquire_owned()).await else {
            return Err(("ledger-readers-busy", problem::ledger::busy()));
        };
        let (ledger, months) = (self.gateway.ledger.clone(), self.months.clone());
        let counting = tokio::task::spawn_blocking(move || {
            // Whoever had the turn before may have counted it.
            let _turn = turn;
            months.tally(&ledger, month)
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

fn refused(fault: &Unreadable) -> (&'static str, Response<Bytes>) {
    (fault.code(), problem::ledger::unreadable(fault))
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
