//! What reports are made of: the policies in force and of former times, and entries of the ledger.

use super::{NotMade, Report};
use crate::activation::past;
use crate::answers::{
    self, Activation, Checked, Control, Extent, Given, LedgerTold, Question, Setting, signers,
};
use crate::audit::PoliciesThen;
use crate::audit::journal::months::Months;
use crate::audit::journal::{Journal, Month, NotOver, open};
use crate::audit::looks::Recorded;
use crate::audit::overview::Period;
use crate::audit::refused::Refused;
use crate::ledger::entry::Entry;
use crate::ledger::{Ledger, ReadError};
use crate::paper::Document;
use crate::policy::{self, Controller, PolicySet, Reader};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use std::sync::Arc;

/// The entries that one internal control report reads: some seconds' work. The command line has no such limit.
pub const REPORT_ENTRIES: Limit = Limit { name: "report_entries", most: 1_000_000 };

/// The sets of policies that one history compares.
pub const REPORT_ACTIVATIONS: Limit = Limit { name: "report_activations", most: 1_000 };

/// How much one report reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Most {
    /// The entries of an internal control report.
    pub entries: Limit,
    /// The sets of policies of a history.
    pub activations: Limit,
}

impl Default for Most {
    fn default() -> Self {
        Self { entries: REPORT_ENTRIES, activations: REPORT_ACTIVATIONS }
    }
}

/// What reports are made of; reading it blocks.
pub(super) struct Sources {
    pub(super) ledger: Ledger,
    pub(super) policies: Arc<dyn PoliciesThen>,
    pub(super) months: Months,
    pub(super) setting: Setting,
    pub(super) most: Most,
}

/// What was made.
pub(super) struct Paper {
    /// The report.
    pub(super) document: Document,
    /// Its table for spreadsheets, when that has a form of its own.
    pub(super) csv: Option<String>,
}

impl From<Document> for Paper {
    fn from(document: Document) -> Self {
        Self { document, csv: None }
    }
}

impl Sources {
    /// What an organisation is called, or its number.
    pub(super) fn name(&self, organisation: &Organisation) -> String {
        let registry = self.ledger.registrations().current();
        registry
            .organisation_name(organisation)
            .map_or_else(|| organisation.to_string(), Into::into)
    }

    /// Makes a report for somebody whose look is in the ledger.
    pub(super) fn make(
        &self,
        _: &Recorded,
        report: &Report,
        given: &Given,
    ) -> Result<Paper, NotMade> {
        match report {
            Report::Processing | Report::Assessment => {
                let set = self.in_force()?;
                let record = record(&set, &given.extent);
                let is_processing = matches!(report, Report::Processing);
                let answer = if is_processing { answers::processing } else { answers::assessment };
                Ok(answer(&record, given).into())
            }
            Report::History(consumer, at) => self.history(consumer, *at, given),
            Report::Control(period) => self.control(*period, given),
            Report::Logging => Ok(answers::logging(&self.setting, given).into()),
            Report::Journal(month) => self.journal(*month, given),
        }
    }

    fn in_force(&self) -> Result<Arc<PolicySet>, Refused> {
        self.policies.in_force_at(EntryIndex(u64::MAX)).ok_or(Refused::Unreadable)
    }

    fn history(
        &self,
        consumer: &Organisation,
        at: Timestamp,
        given: &Given,
    ) -> Result<Paper, NotMade> {
        let mut activations = Vec::new();
        let mut next = self.ledger.newest_policies();
        while let Some(entry) = next {
            if activations.len() >= self.most.activations.most {
                return Err(NotMade::TooMuch);
            }
            let past = past::at(&self.ledger, entry)?.ok_or(Refused::Unreadable)?;
            let sources: Vec<_> = past.files.into_iter().map(|file| file.source).collect();
            let set = PolicySet::parse(&sources).ok().map(Arc::new);
            activations.push(Activation { entry, at: past.at, author: past.author, set });
            next = past.previous;
        }
        activations.reverse();
        let provider = match &given.extent {
            Extent::Services(own) => Some(own),
            Extent::All | Extent::Controller(_) | Extent::Consumer(_) | Extent::Both(_) => None,
        };
        let question = Question { consumer, at, provider, activations: &activations };
        Ok(answers::history(&question, given).into())
    }

    fn control(&self, period: Period, given: &Given) -> Result<Paper, NotMade> {
        let from = period.first().begins_in_norway();
        let until = period.last().plus_days(1).begins_in_norway();
        let size = self.ledger.published();
        let place = |at| self.ledger.first_since(at).map(|found| found.map_or(size, |it| it.0));
        let (begin, end) = (place(from)?.min(size), place(until)?.min(size));
        let entries = usize::try_from(end.saturating_sub(begin)).unwrap_or(usize::MAX);
        if entries > self.most.entries.most {
            return Err(NotMade::TooMuch);
        }
        let mut control = Control::new(answers::Period { from, until });
        let mut wrong = None;
        self.ledger.walk(begin, end, |index, bytes| {
            match serde_json::from_slice::<Entry>(bytes) {
                Ok(entry) => control.hear(EntryIndex(index), &entry),
                Err(_) => wrong = wrong.or(Some(index)),
            }
        })?;
        if let Some(index) = wrong {
            return Err(ReadError::UnknownForm(index).into());
        }
        let origin = self.ledger.origin().to_owned();
        let witnesses = signers(&self.ledger.checkpoint()?, &origin);
        let checked = Checked::NotHere;
        let ledger = LedgerTold { origin, size, witnesses, checked };
        Ok(answers::control(&control, &ledger, given).into())
    }

    fn journal(&self, month: Month, given: &Given) -> Result<Paper, NotMade> {
        let tally = self.months.tally(&self.ledger, month)?.ok_or(NotMade::NoSuchMonth)?;
        let registry = self.ledger.registrations().current();
        let name = |organisation: &_| registry.organisation_name(organisation).map(str::to_owned);
        let policies = self.policies.in_force_at(EntryIndex(u64::MAX));
        let published = Journal::publish(tally, given.made, policies.as_deref(), &name);
        let published = published.map_err(|NotOver| NotMade::MonthNotOver)?;
        let document = answers::journal(&published, given);
        Ok(Paper { document, csv: Some(open::csv(&published)) })
    }
}

/// The record of processing, as far as it is theirs who asks.
fn record<'s>(set: &'s PolicySet, extent: &Extent) -> Vec<Controller<'s>> {
    let (controller, services) = match extent {
        Extent::All => return policy::record(set, None, None),
        Extent::Consumer(own) => return policy::record(set, None, Some(own)),
        Extent::Controller(own) => (Some(own), None),
        Extent::Services(own) => (None, Some(own)),
        Extent::Both(own) => (Some(own), Some(own)),
    };
    let mut all = policy::record(set, None, None);
    for one in &mut all {
        let is_own = controller.is_some_and(|own| one.who == Reader::Organisation(own.clone()));
        one.activities.retain(|activity| {
            is_own || services.is_some_and(|own| activity.service.provider == *own)
        });
    }
    all.retain(|one| !one.activities.is_empty());
    all
}
