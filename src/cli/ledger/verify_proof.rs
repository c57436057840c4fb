//! `sluse ledger verify-proof`: what a proof proves, by which keys, and what not. Nothing is asked of any
//! server: the files and the keys that one trusts are all.

mod told;

use super::fault::Fault;
use crate::merkle::Hash;
use crate::merkle::note::Note;
use crate::merkle::policy::{LogKey, Policy};
use crate::merkle::proof::{PROOF_FILE_BYTES, ProofFile};
use crate::vocab::limits::ENTRY_BYTES;
use crate::vocab::time::Timestamp;
use clap::Args;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use told::Told;

/// A policy that asks for no witness.
const NO_WITNESS: &[u8] = b"quorum none\n";

/// Arguments of `sluse ledger verify-proof`.
#[derive(Debug, Args)]
pub struct VerifyProofArgs {
    /// The proof (c2sp.org/tlog-proof); `-` is standard input
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
    /// Print a JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// `sluse ledger verify-proof`
pub(super) fn verify_proof(args: &VerifyProofArgs) -> Result<(), Fault> {
    let bytes = read(&args.file, PROOF_FILE_BYTES.most)?;
    let proof = ProofFile::parse(&bytes).map_err(|error| Fault::Bad(error.into()))?;
    let entry = match &args.entry {
        Some(file) => read(file, ENTRY_BYTES.most)?,
        None if proof.extra().is_empty() => {
            let text = "the entry does not stand in the proof: give its bytes with --entry";
            return Err(Fault::Usage(text.to_owned()));
        }
        None => proof.extra().to_vec(),
    };
    let told = judged(args, &proof, &entry)?;
    let mut out = io::stdout();
    if args.json {
        writeln!(out, "{}", told.as_json())?;
    } else {
        write!(out, "{told}")?;
    }
    Ok(())
}

/// Holds the proof against the keys and the policy.
fn judged(args: &VerifyProofArgs, proof: &ProofFile, entry: &[u8]) -> Result<Told, Fault> {
    let (policy, keys) = believed(args)?;
    let note = Note::parse(proof.checkpoint().as_bytes()).map_err(|it| Fault::Bad(it.into()))?;
    let judged = policy.judge(&note, &keys).map_err(|error| Fault::Bad(error.into()))?;
    let named = policy.logs().iter().map(|log| &log.key).chain(&keys);
    let mut signed = Vec::new();
    for key in named.filter(|key| key.origin() == judged.checkpoint.origin()) {
        if key.signed(&note).map_err(|error| Fault::Bad(error.into()))? {
            signed.push(key.vkey());
        }
    }
    if !keys.is_empty() && !keys.iter().any(|key| signed.contains(&key.vkey())) {
        return Err(Fault::Bad("the key given with --vkey did not sign the checkpoint".into()));
    }
    signed.sort();
    signed.dedup();
    if !judged.quorum {
        let (seen, fewest) = (judged.cosigned.len(), policy.fewest());
        let text = format!("too few witnesses: {seen} cosigned, the policy asks for {fewest}");
        return Err(Fault::Bad(text.into()));
    }
    let name = |place: usize| policy.witnesses().get(place).map(|it| it.name.clone());
    let cosigned = judged.cosigned.iter().map(|(place, cosignature)| {
        let time = (cosignature.time > 0).then(|| Timestamp::from_seconds(cosignature.time));
        (name(*place).unwrap_or_default(), time)
    });
    let cosigned = cosigned.collect();
    let proven =
        proof.leads_to(entry, judged.checkpoint).map_err(|error| Fault::Bad(error.into()))?;
    Ok(Told {
        index: proven.index(),
        checkpoint: proven.checkpoint().clone(),
        leaf: Hash::leaf(entry),
        entry: entry.to_vec(),
        signed,
        known: policy.witnesses().len(),
        fewest: policy.fewest(),
        cosigned,
    })
}

/// Whose word is believed: the policy, and the log's keys that were given beside it.
fn believed(args: &VerifyProofArgs) -> Result<(Policy, Vec<LogKey>), Fault> {
    let usage =
        |error: &dyn std::error::Error| Fault::Usage(crate::vocab::cause::Told(error).to_string());
    let text = match &args.policy {
        Some(file) => read(file, crate::merkle::policy::POLICY_BYTES.most)?,
        None => NO_WITNESS.to_vec(),
    };
    let policy = Policy::parse(&text).map_err(|error| usage(&error))?;
    let keys = args.vkey.iter().map(|vkey| LogKey::parse(vkey)).collect::<Result<Vec<_>, _>>();
    let keys = keys.map_err(|error| usage(&error))?;
    if keys.is_empty() && policy.logs().is_empty() {
        return Err(Fault::Usage("the policy names no log: give its key with --vkey".to_owned()));
    }
    Ok((policy, keys))
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
