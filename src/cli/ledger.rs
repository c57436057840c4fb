//! `sluse ledger …`: what can be asked of a ledger's files and of proofs, offline, trusting no gateway; and
//! what its operators do with its vault.

mod anomalies;
mod erase;
mod export;
mod fault;
mod find_tag;
mod forward;
mod place;
mod prove;
mod reveal;
mod show;
mod stats;
mod tail;
mod timestamps;
mod vault;
mod verify;
mod verify_proof;

pub(super) use place::key_or_own;

use super::session::person;
use crate::vocab::subject::PersonNumber;
use fault::Fault;
use std::path::Path;

use clap::Subcommand;
use std::error::Error;
use std::process::ExitCode;

/// What can be asked of a ledger's files.
#[derive(Debug, Subcommand)]
#[command(after_help = fault::CODES)]
pub enum Ledger {
    /// Verify the signature, the tree, the entries and the journal; all or some
    Verify(verify::VerifyArgs),
    /// Write the proof that the log has an entry, for who is not connected to it
    Prove(prove::ProveArgs),
    /// Say what a proof proves, by which keys, and what not; no server is asked
    VerifyProof(verify_proof::VerifyProofArgs),
    /// Show the newest entries, and go on as they come
    Tail(tail::TailArgs),
    /// Write published entries in a form that other programs read, without tag and seal
    Export(export::ExportArgs),
    /// Pass published entries on to a system that watches logs, and go on as they come
    Forward(forward::ForwardArgs),
    /// Say what a ledger holds, in numbers
    Stats(stats::StatsArgs),
    /// Go over the readings again for what is unusual, with the vault; the gateway must be stopped
    Anomalies(anomalies::AnomaliesArgs),
    /// Turn pseudonyms back, one a line from standard input: for whoever holds the vault
    Reveal(reveal::RevealArgs),
    /// Rotate, back up and restore the vault
    #[command(subcommand)]
    Vault(vault::VaultCommand),
    /// Erase a person: one auditor requests, another confirms
    #[command(subcommand)]
    Erase(erase::Erase),
    /// Judge the time-stamps beside a ledger
    Timestamps(timestamps::TimestampsArgs),
    /// Look whether a ledger or a copy has entries with these tags, which a complete list must not have
    FindTag(find_tag::FindTagArgs),
    /// Show one entry, with its place in the tree
    Show(show::ShowArgs),
}

/// The person whose number stands in a file, or on standard input. Neither is repeated when it is wrong: it may
/// be the number itself.
fn subject_of(file: &Path) -> Result<PersonNumber, Fault> {
    if file != Path::new("-") {
        std::fs::metadata(file).map_err(|error| {
            Fault::Unreadable(format!("the file with the person's number: {}", error.kind()).into())
        })?;
    }
    person(file).map_err(|error| Fault::Usage(error.to_string()))
}

/// `sluse ledger …`
pub(super) fn run(ledger: &Ledger) -> Result<ExitCode, Box<dyn Error>> {
    let (done, json) = match ledger {
        Ledger::Verify(args) => (verify::verify(args), args.json),
        Ledger::Prove(args) => (prove::prove(args), args.json),
        Ledger::VerifyProof(args) => (verify_proof::verify_proof(args), args.json),
        Ledger::Tail(args) => (tail::tail(args), args.json),
        Ledger::Stats(args) => (stats::stats(args), args.json),
        Ledger::Export(args) => (export::export(args), args.json),
        Ledger::Forward(args) => (forward::forward(args), args.json),
        Ledger::Anomalies(args) => (anomalies::anomalies(args), args.json),
        Ledger::Reveal(args) => (reveal::reveal(args), false),
        Ledger::Vault(command) => return vault::run(command),
        Ledger::Erase(step) => return erase::run(step),
        Ledger::Timestamps(args) => (timestamps::timestamps(args), args.json),
        Ledger::FindTag(args) => (find_tag::find_tag(args), args.json),
        Ledger::Show(args) => (show::show(args), args.json),
    };
    Ok(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fault.tell(json),
    })
}
