//! Floor 49: the answers that the law asks for, as the auditors' door gives them: made of the policies in
//! force and of the ledger while the service runs, in the words of [`crate::answers`], as pages, tables and
//! PDFs.
//!
//! Each role is given its own part, and the answer says so; what cannot be parted is the authority's. Each
//! report is a look, written down before anything of it leaves. None names a person.

mod page;
mod phrases;
mod right;
mod sources;

pub use phrases::ReportPhrase;
pub use sources::{Most, REPORT_ACTIVATIONS, REPORT_ENTRIES};

use crate::answers::{Given as Answering, Setting};
use crate::audit::PoliciesThen;
use crate::audit::desk::{Desk, Given, Manner, framed};
use crate::audit::journal::months::Months;
use crate::audit::journal::{Journal, Month, NotOver, Tally};
use crate::audit::looks::Recorded;
use crate::audit::overview::Period;
use crate::audit::pages::Frame;
use crate::audit::refused::Refused;
use crate::audit::rights::Reader;
use crate::ledger::entry::{Days, Looked, ReportName, Reported};
use crate::ledger::{Ledger, ReadError};
use crate::paper::{csv, pdf};
use crate::vocab::party::Organisation;
use crate::vocab::time::{SharedClock, Timestamp};
use sources::{Paper, Sources};
use std::sync::Arc;

/// What is to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// The record of processing activities (GDPR article 30).
    Processing,
    /// The annex to a data protection impact assessment (GDPR article 35).
    Assessment,
    /// What this organisation could read at a moment, and who changed it.
    History(Organisation, Timestamp),
    /// The internal control report of some days (eForvaltningsforskriften section 15).
    Control(Period),
    /// The inventory of logs (OWASP ASVS 5.0, 16.1.1).
    Logging,
    /// The public journal of a month.
    Journal(Month),
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As a page.
    Page,
    /// As tables for spreadsheets (RFC 4180).
    Csv,
    /// As PDF/A-2a that is PDF/UA-1 too.
    Pdf,
}

/// Why a report is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// It is not the reader's, or cannot be made or written down now.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The month is not over, or ended less than a day ago.
    #[error("a month is told when it has been over for a day")]
    MonthNotOver,
    /// The ledger has no entries of the month, or does not keep all of them any more.
    #[error("the ledger has no entries of this month, or does not keep all of them")]
    NoSuchMonth,
    /// It is about more than one report reads.
    #[error("this is about more than one report reads")]
    TooMuch,
}

impl NotMade {
    /// The stable short name: the reason in the ledger.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::MonthNotOver => "month-not-over",
            Self::NoSuchMonth => "no-such-month",
            Self::TooMuch => "report-too-large",
        }
    }
}

impl From<ReadError> for NotMade {
    fn from(error: ReadError) -> Self {
        Self::Refused(error.into())
    }
}

impl Report {
    /// Which one it is.
    #[must_use]
    pub const fn name(&self) -> ReportName {
        match self {
            Self::Processing => ReportName::Processing,
            Self::Assessment => ReportName::Assessment,
            Self::History(..) => ReportName::History,
            Self::Control(_) => ReportName::Control,
            Self::Logging => ReportName::Logging,
            Self::Journal(_) => ReportName::Journal,
        }
    }

    /// As the look at it says.
    fn looked(&self) -> Looked {
        let mut reported =
            Reported { report: self.name(), consumer: None, moment: None, days: None };
        match self {
            Self::History(consumer, at) => {
                (reported.consumer, reported.moment) = (Some(consumer.clone()), Some(*at));
            }
            Self::Control(period) => reported.days = Some(period.days()),
            Self::Journal(month) => reported.days = days(*month),
            Self::Processing | Self::Assessment | Self::Logging => {}
        }
        Looked::Report(reported)
    }
}

/// The days of a month.
fn days(month: Month) -> Option<Days> {
    let first = |month: Month| crate::vocab::time::Day::parse(&format!("{month}-01")).ok();
    Some(Days { first_day: first(month)?, last_day: first(month.plus(1))?.minus_days(1) })
}

/// What a report is called in an address.
#[must_use]
pub const fn path(name: ReportName) -> &'static str {
    match name {
        ReportName::Processing => "processing",
        ReportName::Assessment => "assessment",
        ReportName::History => "history",
        ReportName::Control => "control",
        ReportName::Logging => "logging",
        ReportName::Journal => "journal",
    }
}

/// Every report, in the order of the page.
pub const ALL: [ReportName; 6] = [
    ReportName::Processing,
    ReportName::Assessment,
    ReportName::History,
    ReportName::Control,
    ReportName::Logging,
    ReportName::Journal,
];

/// Makes reports.
pub struct Reports {
    sources: Arc<Sources>,
    clock: SharedClock,
}

impl Reports {
    /// Reports of this ledger and its policies; `setting` is what the configuration says of logs.
    #[must_use]
    pub fn new(
        ledger: Ledger,
        policies: Arc<dyn PoliciesThen>,
        clock: SharedClock,
        setting: Setting,
    ) -> Self {
        let (months, most) = (Months::default(), Most::default());
        Self { sources: Sources { ledger, policies, months, setting, most }.into(), clock }
    }

    /// The same, reading no more than this for one report.
    #[must_use]
    pub fn reading(mut self, most: Most) -> Self {
        if let Some(sources) = Arc::get_mut(&mut self.sources) {
            sources.most = most;
        }
        self
    }

    /// The page of all reports. It tells nothing of the ledger, so it is no look.
    #[must_use]
    pub fn all(&self, reader: &Reader, manner: &Manner) -> Given {
        let today = self.clock.now().day_in_norway();
        Given::Page(framed(reader.role(), manner, |frame| page::all(frame, today)))
    }

    /// Makes a report.
    ///
    /// # Errors
    /// With the page that says why there is none.
    pub async fn give(
        &self,
        desk: &Desk,
        reader: Reader,
        (report, written): (Report, Written),
        manner: Manner,
    ) -> Result<Given, (NotMade, String)> {
        let (role, asker) = (reader.role().clone(), reader.asker().clone());
        match self.made(desk, reader, (report, written), manner.clone()).await {
            Ok(given) => Ok(given),
            Err(why) => {
                desk.record_refusal(&asker, why.code()).await;
                Err((why, framed(&role, &manner, |frame| page::not_made(frame, why))))
            }
        }
    }

    async fn made(
        &self,
        desk: &Desk,
        reader: Reader,
        (report, written): (Report, Written),
        manner: Manner,
    ) -> Result<Given, NotMade> {
        let extent = right::extent(reader.role(), &report).ok_or(Refused::RoleMissing)?;
        let now = self.clock.now();
        if let Report::Journal(month) = report {
            // Whether it is over is asked before anything is counted.
            let empty = Journal::publish(Tally::new(month), now, None, &|_| None);
            empty.map_err(|NotOver| NotMade::MonthNotOver)?;
        }
        let turn = desk.turn()?;
        let recorded = desk.look(reader, report.looked()).await?;
        let sources = self.sources.clone();
        let making = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let author = sources.name(recorded.reader().organisation());
            let given = Answering { language: manner.language, made: now, author, extent };
            let paper = sources.make(&recorded, &report, &given)?;
            give(&recorded, (&report, written), &paper, &manner)
        });
        making.await.unwrap_or(Err(NotMade::Refused(Refused::Unreadable)))
    }
}

/// Writes what was made.
fn give(
    recorded: &Recorded,
    (report, written): (&Report, Written),
    paper: &Paper,
    manner: &Manner,
) -> Result<Given, NotMade> {
    let document = &paper.document;
    let (ending, media_type, bytes) = match written {
        Written::Page => {
            let write = |frame: &Frame<'_>| page::one(frame, report, document);
            return Ok(Given::Page(framed(recorded.reader().role(), manner, write)));
        }
        Written::Csv => {
            let text = paper.csv.clone().unwrap_or_else(|| csv::document(document));
            ("csv", "text/csv; charset=utf-8", text.into_bytes())
        }
        Written::Pdf => {
            let bytes = pdf::document(document).map_err(|error| {
                tracing::error!(%error, "a report cannot be written as PDF");
                NotMade::Refused(Refused::Unreadable)
            })?;
            ("pdf", "application/pdf", bytes)
        }
    };
    let day = document.about().made.day_in_norway();
    let name = match report {
        Report::Processing | Report::Assessment | Report::Logging => {
            format!("{}-{day}.{ending}", path(report.name()))
        }
        Report::History(consumer, at) => {
            format!("history-{consumer}-{}.{ending}", at.day_in_norway())
        }
        Report::Control(period) => {
            format!("control-{}-{}.{ending}", period.first(), period.last())
        }
        Report::Journal(month) => format!("journal-{month}.{ending}"),
    };
    Ok(Given::File { name, media_type, bytes })
}
