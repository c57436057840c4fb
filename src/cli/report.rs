//! `sluse report …`: the answers that the law asks for, as documents for people, spreadsheets and archives.

mod access;
mod control;
mod history;
mod journal;
mod logging;
mod place;
mod policies;
mod written;

use clap::Subcommand;
use std::error::Error;
use std::process::ExitCode;

/// What can be reported.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// The record of processing activities (GDPR article 30)
    Processing(policies::PoliciesArgs),
    /// The answer to a person's request for access (GDPR article 15), from the person's bundle
    Access(access::AccessArgs),
    /// The annex to a data protection impact assessment (GDPR article 35)
    Assessment(policies::PoliciesArgs),
    /// What an organisation could read at a moment, and who changed it
    History(history::HistoryArgs),
    /// The internal control report (eForvaltningsforskriften section 15)
    Control(control::ControlArgs),
    /// The inventory of logs (OWASP ASVS 5.0, 16.1.1)
    Logging(logging::LoggingArgs),
    /// The public journal of one month: who read how much for what, small counts left out
    Journal(journal::JournalArgs),
}

/// `sluse report …`
pub(super) fn run(report: &Report) -> Result<ExitCode, Box<dyn Error>> {
    match report {
        Report::Processing(args) => policies::processing(args),
        Report::Access(args) => access::access(args),
        Report::Assessment(args) => policies::assessment(args),
        Report::History(args) => history::history(args),
        Report::Control(args) => control::control(args),
        Report::Logging(args) => logging::logging(args),
        Report::Journal(args) => journal::journal(args),
    }
}
