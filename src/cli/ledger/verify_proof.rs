//! `sluse ledger verify-proof`: what a proof proves, by which keys, and what not. Nothing is asked of any
//! server: the files and the keys that one trusts are all.

mod bundle;
mod told;
mod trust;

use super::fault::Fault;
use crate::ledger::bundle::BUNDLE_BYTES;
use crate::merkle::Hash;
use crate::merkle::proof::ProofFile;
use crate::vocab::limits::ENTRY_BYTES;
use crate::vocab::time::Timestamp;
use clap::Args;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use told::Told;
use trust::Trust;

/// Arguments of `sluse ledger verify-proof`.
#[derive(Debug, Args)]
pub struct VerifyProofArgs {
    /// The proof of an entry (c2sp.org/tlog-proof) or a person's bundle; `-` is standard input
    file: PathBuf,
    /// A verifier key of the log, from where one trusts; may be repeated
    #[arg(long, required_unless_present = "policy")]
    vkey: Vec<String>,
    /// Which logs and witnesses to believe, and how many witnesses (c2sp.org/tlog-policy)
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The entry's bytes, when they do not stand in the proof, or to see that they are the same
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// The person that a bundle must be about: their number, in this file
    #[arg(long, value_name = "FILE", conflicts_with = "entry")]
    subject_file: Option<PathBuf>,
    /// Until when, at the least, a bundle must be complete
    #[arg(long, value_name = "TIME", conflicts_with = "entry")]
    complete_since: Option<Timestamp>,
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger verify-proof`
pub(super) fn verify_proof(args: &VerifyProofArgs) -> Result<(), Fault> {
    let trust = Trust::read(args)?;
    let bytes = read(&args.file, BUNDLE_BYTES.most)?;
    let mut out = io::stdout();
    // A bundle is a JSON object; a proof begins with the name of its format.
    if bytes.starts_with(b"{") {
        let told = bundle::told(args, &trust, &bytes)?;
        return if args.json {
            Ok(writeln!(out, "{}", told.as_json())?)
        } else {
            Ok(write!(out, "{told}")?)
        };
    }
    if args.subject_file.is_some() || args.complete_since.is_some() {
        let text = "the proof of one entry says nothing about whom: only a person's bundle does";
        return Err(Fault::Usage(text.to_owned()));
    }
    let told = of_entry(args, &trust, &bytes)?;
    if args.json { Ok(writeln!(out, "{}", told.as_json())?) } else { Ok(write!(out, "{told}")?) }
}

/// Holds the proof of one entry against the keys and the policy.
fn of_entry(args: &VerifyProofArgs, trust: &Trust, bytes: &[u8]) -> Result<Told, Fault> {
    let proof = ProofFile::parse(bytes).map_err(|error| Fault::Bad(error.into()))?;
    let entry = match &args.entry {
        Some(file) => read(file, ENTRY_BYTES.most)?,
        None if proof.extra().is_empty() => {
            let text = "the entry does not stand in the proof: give its bytes with --entry";
            return Err(Fault::Usage(text.to_owned()));
        }
        None => proof.extra().to_vec(),
    };
    let signed = trust.judge(proof.checkpoint())?;
    let proven = proof.leads_to(&entry, signed.checkpoint.clone());
    let index = proven.map_err(|error| Fault::Bad(error.into()))?.index();
    Ok(Told { index, signed, leaf: Hash::leaf(&entry), entry })
}

/// Reads a file that a stranger may have made: no more than `most` bytes and one, which is then refused.
fn read(path: &Path, most: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let most = most as u64 + 1;
    if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        let file = File::open(path).map_err(Fault::file(path))?;
        file.take(most).read_to_end(&mut bytes).map_err(Fault::file(path))?;
    }
    Ok(bytes)
}
