//! What a person's bundle proves, in plain words and as JSON. The person's number stands in the file and is
//! not printed.

use super::VerifyProofArgs;
use super::trust::{Signed, Trust};
use crate::cli::ledger::fault::Fault;
use crate::cli::ledger::subject_of;
use crate::ledger::bundle::{BundleError, Expected, ProvenEntry, Verified, verify_bundle};
use crate::ledger::row::Row;
use serde_json::{Value, json};
use std::fmt;

/// A bundle that holds.
pub(super) struct ToldBundle {
    signed: Signed,
    verified: Verified,
    /// Whether the person was named by who asked, too.
    is_of_subject: bool,
}

/// Holds a bundle against the keys, the policy, and whom and what time it should be of.
pub(super) fn told(
    args: &VerifyProofArgs,
    trust: &Trust,
    bytes: &[u8],
) -> Result<ToldBundle, Fault> {
    let verifiers = trust.verifiers();
    if verifiers.is_empty() {
        let text = "a person's bundle is verified with the log's Ed25519 key";
        return Err(Fault::Usage(text.to_owned()));
    }
    let expected = Expected { verifiers: &verifiers, digest_since: args.complete_since };
    let verified =
        verify_bundle(bytes, &expected).map_err(|error: BundleError| Fault::Bad(error.into()))?;
    let signed = trust.judge(&verified.note)?;
    let is_of_subject = match &args.subject_file {
        None => false,
        Some(file) => {
            let person = subject_of(file)?;
            if person != verified.subject {
                return Err(Fault::Bad("the bundle is about another person".into()));
            }
            true
        }
    };
    Ok(ToldBundle { signed, verified, is_of_subject })
}

impl ToldBundle {
    pub(super) fn as_json(&self) -> Value {
        let mut told = self.signed.as_json();
        if let Value::Object(told) = &mut told {
            let entries = self.verified.entries.iter().map(entry).collect::<Vec<_>>();
            told.insert("digest".to_owned(), self.verified.digest.0.into());
            told.insert("complete_at".to_owned(), self.verified.complete_at.to_string().into());
            told.insert("complete_up_to".to_owned(), self.verified.complete_up_to.into());
            told.insert("next_tag".to_owned(), self.verified.next_tag().into());
            told.insert("entries".to_owned(), entries.into());
        }
        told
    }
}

/// One entry: what the log says of it, and what its seal added but for the number.
fn entry(proven: &ProvenEntry) -> Value {
    let whom = proven.whom.as_ref().map(|whom| {
        json!({
            "case_reference": whom.case_reference, "end_user": whom.end_user,
            "relation": whom.relation,
        })
    });
    json!({
        "index": proven.index, "entry": proven.entry, "sealed": whom,
        "released": proven.released.as_deref().map(entry),
    })
}

impl fmt::Display for ToldBundle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Verified { complete_at, complete_up_to, entries, .. } = &self.verified;
        let origin = self.signed.checkpoint.origin();
        writeln!(out, "The bundle holds.\n")?;
        writeln!(out, "ledger      {origin}")?;
        writeln!(
            out,
            "entries     {} about the person, all below {complete_up_to}",
            entries.len()
        )?;
        writeln!(out, "complete    at {complete_at}")?;
        writeln!(out, "{}", self.signed)?;
        for proven in entries {
            line(out, proven)?;
        }
        let whom = if self.is_of_subject { "you named" } else { "whose number the file has" };
        writeln!(out, "\nProven:")?;
        writeln!(out, "- these are all entries that the log shows the person {whom},")?;
        writeln!(out, "  up to entry {complete_up_to} ({complete_at} by the log's clock);")?;
        writeln!(out, "- each is in the log that its key signed, and about that person.")?;
        let seen = self.signed.cosigned.len();
        if seen > 0 {
            writeln!(out, "- {seen} witnesses saw that log grow from all they had seen before.")?;
        }
        writeln!(out, "Not proven:")?;
        writeln!(out, "- that what the entries say is true;")?;
        writeln!(
            out,
            "- that nothing is held back for now on a law that permits it (auditors see"
        )?;
        writeln!(out, "  such entries and until when);")?;
        if entries.iter().any(|proven| proven.entry.is_none()) {
            writeln!(out, "- that what is no longer kept had expired;")?;
        }
        writeln!(out, "- anything after {complete_at}.")?;
        if seen == 0 {
            writeln!(out, "- that the log shows everybody the same: no witness says so.")?;
        }
        Ok(())
    }
}

/// `2026-11-18T09:00:00.000Z  17  reading  312143046 barnehageopptak …`
fn line(out: &mut fmt::Formatter<'_>, proven: &ProvenEntry) -> fmt::Result {
    let index = proven.index;
    let Some(entry) = &proven.entry else {
        return writeln!(out, "{:<24}  {index:>9}  expired and no longer kept, it is said", "");
    };
    let bytes = serde_json::to_vec(entry).map_err(|_| fmt::Error)?;
    let row = Row::read(&bytes).map_err(|_| fmt::Error)?;
    let line = row.in_a_line().map_err(|_| fmt::Error)?;
    let expired = if proven.whom.is_none() { " (expired)" } else { "" };
    writeln!(out, "{}  {index:>9}  {line}{expired}", row.at)?;
    match &proven.released {
        Some(held) => self::line(out, held),
        None => Ok(()),
    }
}
