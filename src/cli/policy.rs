//! `sluse policy …`: what can be asked of policies. One engine answers all: the gateway's own.

mod at;
mod catalogue;
mod check;
mod diff;
mod draft;
mod explain;
mod log;
mod matrix;
mod past;
mod record;
mod simulate;
mod test;
mod unused;
mod words;

pub(super) use log::Told;

use crate::policy::Look;
use crate::vocab::translated::Language;
use clap::{Args, Subcommand, ValueEnum};
use std::error::Error;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// What can be asked of policies.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Check every file below a folder and say what is wrong
    Check(check::CheckArgs),
    /// Try the cases beside the policies (*.test.toml) and say what came out otherwise
    Test(test::TestArgs),
    /// Say what a purpose gives a consumer, field by field, and why
    Explain(explain::ExplainArgs),
    /// Write a first service file from a sample or a schema; no value of the sample is in it
    Draft(draft::DraftArgs),
    /// Say what is permitted and was never used, by a ledger: candidates for removal
    Unused(unused::UnusedArgs),
    /// Say what the asks in a ledger would have given under other policies
    Simulate(simulate::SimulateArgs),
    /// Show who can see what: a row for each field, a column for each consumer and purpose
    Matrix(matrix::MatrixArgs),
    /// Say who gains or loses what about which kind of person between two folders of policies
    Diff(diff::DiffArgs),
    /// Write the record of processing activities (GDPR article 30)
    Record(record::RecordArgs),
    /// Describe the services for a catalogue of data (DCAT-AP-NO)
    Catalogue(catalogue::CatalogueArgs),
    /// Show every activation in a ledger: when, which set, by whom
    Log(log::LogArgs),
    /// Write the files of the set that was in force at a moment or at an entry
    At(at::AtArgs),
}

/// Where the policies are.
#[derive(Debug, Args)]
pub struct DirArgs {
    /// The folder of policies
    #[arg(long, default_value = "policies")]
    dir: PathBuf,
}

/// The languages of answers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Lang {
    /// Bokmål
    Nb,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Nb => Self::Bokmaal,
            Lang::En => Self::English,
        }
    }
}

/// Colours only where somebody sees them, and has not said no (no-color.org).
fn look(to: &impl IsTerminal) -> Look {
    let declined = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if to.is_terminal() && !declined { Look::Coloured } else { Look::Plain }
}

/// `sluse policy …`
pub(super) fn run(policy: &Policy) -> Result<ExitCode, Box<dyn Error>> {
    match policy {
        Policy::Check(args) => check::check(args),
        Policy::Test(args) => test::test(args),
        Policy::Explain(args) => explain::explain(args),
        Policy::Draft(args) => draft::draft(args),
        Policy::Unused(args) => unused::unused(args),
        Policy::Simulate(args) => simulate::simulate(args),
        Policy::Matrix(args) => matrix::matrix(args),
        Policy::Diff(args) => diff::diff(args),
        Policy::Record(args) => record::record(args),
        Policy::Catalogue(args) => catalogue::catalogue(args),
        Policy::Log(args) => log::log(args),
        Policy::At(args) => at::at(args),
    }
}
