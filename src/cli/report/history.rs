//! `sluse report history`: what an organisation could read at a moment, and who changed it.

use super::place::PlaceArgs;
use super::written::WrittenArgs;
use crate::answers::{self, Activation, Question};
use crate::cli::policy::Told;
use crate::vocab::party::Organisation;
use crate::vocab::time::Timestamp;
use clap::Args;
use std::error::Error;
use std::process::ExitCode;

/// Arguments of `sluse report history`.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// The organisation
    #[arg(long)]
    consumer: Organisation,
    /// The moment, such as 2026-03-03T12:00:00Z
    #[arg(long)]
    at: Timestamp,
    #[command(flatten)]
    ledger: PlaceArgs,
    #[command(flatten)]
    written: WrittenArgs,
}

/// `sluse report history`
pub(super) fn history(args: &HistoryArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut told = Told::default();
    args.ledger.each(&mut |index, entry| told.hear(index, entry.at, entry.event))?;
    let activation = |(entry, at, author)| Activation { entry, at, author, set: told.set(entry) };
    let activations: Vec<Activation> = told.authors().map(activation).collect();
    let (consumer, at) = (&args.consumer, args.at);
    let question = Question { consumer, at, provider: None, activations: &activations };
    args.written.write(&answers::history(&question, &args.written.given()))
}
