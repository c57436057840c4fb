//! Whose word counts, and whether it was given: the log's keys and the policy, held against a checkpoint.

use super::{VerifyProofArgs, read};
use crate::cli::ledger::fault::Fault;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::note::{Note, NoteVerifier};
use crate::merkle::policy::{LogKey, POLICY_BYTES, Policy};
use crate::vocab::cause::Told;
use crate::vocab::time::Timestamp;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt;

/// A policy that asks for no witness.
const NO_WITNESS: &[u8] = b"quorum none\n";

/// Whom the user believes.
pub(super) struct Trust {
    policy: Policy,
    /// Keys that were given beside the policy.
    keys: Vec<LogKey>,
}

/// A checkpoint that those who are believed have signed.
pub(super) struct Signed {
    pub(super) checkpoint: Checkpoint,
    /// The keys of the log that signed, as text.
    by: Vec<String>,
    /// How many witnesses are known, and how many had to cosign at the least.
    known: usize,
    fewest: usize,
    /// Which cosigned, and when, as each says.
    pub(super) cosigned: Vec<(String, Option<Timestamp>)>,
}

impl Trust {
    /// Reads keys and policy.
    pub(super) fn read(args: &VerifyProofArgs) -> Result<Self, Fault> {
        let usage = |error: &dyn Error| Fault::Usage(Told(error).to_string());
        let text = match &args.policy {
            Some(file) => read(file, POLICY_BYTES.most)?,
            None => NO_WITNESS.to_vec(),
        };
        let policy = Policy::parse(&text).map_err(|error| usage(&error))?;
        let keys = args.vkey.iter().map(|vkey| LogKey::parse(vkey)).collect::<Result<Vec<_>, _>>();
        let keys = keys.map_err(|error| usage(&error))?;
        if keys.is_empty() && policy.logs().is_empty() {
            let text = "the policy names no log: give its key with --vkey";
            return Err(Fault::Usage(text.to_owned()));
        }
        Ok(Self { policy, keys })
    }

    fn log_keys(&self) -> impl Iterator<Item = &LogKey> {
        self.policy.logs().iter().map(|log| &log.key).chain(&self.keys)
    }

    /// The log's Ed25519 keys.
    pub(super) fn verifiers(&self) -> Vec<NoteVerifier> {
        let mut verifiers = Vec::new();
        for key in self.log_keys() {
            match key {
                LogKey::Ed25519(key) if !verifiers.contains(key) => verifiers.push(key.clone()),
                LogKey::Ed25519(_) | LogKey::MlDsa44(_) => {}
            }
        }
        verifiers
    }

    /// Judges a signed checkpoint: a log must have signed it, each key that was given by hand must fit
    /// where it signed and one of them must have, and the witnesses must be a quorum.
    pub(super) fn judge(&self, note: &str) -> Result<Signed, Fault> {
        let bad = |error: &dyn Error| Fault::Bad(Told(error).to_string().into());
        let note = Note::parse(note.as_bytes()).map_err(|error| bad(&error))?;
        let judged = self.policy.judge(&note, &self.keys).map_err(|error| bad(&error))?;
        let mut by = Vec::new();
        for key in self.log_keys().filter(|key| key.origin() == judged.checkpoint.origin()) {
            if key.signed(&note).map_err(|error| bad(&error))? {
                by.push(key.vkey());
            }
        }
        if !self.keys.is_empty() && !self.keys.iter().any(|key| by.contains(&key.vkey())) {
            return Err(Fault::Bad("the key given with --vkey did not sign the checkpoint".into()));
        }
        by.sort();
        by.dedup();
        let (seen, fewest) = (judged.cosigned.len(), self.policy.fewest());
        if !judged.quorum {
            let text = format!("too few witnesses: {seen} cosigned, the policy asks for {fewest}");
            return Err(Fault::Bad(text.into()));
        }
        let witnesses = self.policy.witnesses();
        let cosigned = judged.cosigned.iter().map(|(place, cosignature)| {
            let name = witnesses.get(*place).map(|witness| witness.name.clone());
            let time = (cosignature.time > 0).then(|| Timestamp::from_seconds(cosignature.time));
            (name.unwrap_or_default(), time)
        });
        let cosigned = cosigned.collect();
        Ok(Signed { checkpoint: judged.checkpoint, by, known: witnesses.len(), fewest, cosigned })
    }
}

impl Signed {
    /// The members of a JSON object that tell it.
    pub(super) fn as_json(&self) -> Value {
        let witness =
            |(name, time): &(String, Option<Timestamp>)| json!({ "name": name, "time": time });
        json!({
            "holds": true, "origin": self.checkpoint.origin(), "size": self.checkpoint.size(),
            "root": self.checkpoint.root().to_string(), "signed_by": self.by,
            "witnesses": self.cosigned.iter().map(witness).collect::<Vec<_>>(),
            "witnesses_asked_for": self.fewest,
        })
    }
}

impl fmt::Display for Signed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "root        {}", self.checkpoint.root())?;
        for key in &self.by {
            writeln!(out, "signed by   {key}")?;
        }
        if self.known == 0 {
            return writeln!(out, "witnesses   none were asked for (--policy names them)");
        }
        let (seen, known, fewest) = (self.cosigned.len(), self.known, self.fewest);
        writeln!(out, "witnesses   {seen} of {known} known; at least {fewest} were asked for")?;
        for (name, time) in &self.cosigned {
            match time {
                Some(time) => writeln!(out, "            {name} at {time}")?,
                None => writeln!(out, "            {name}, without a time")?,
            }
        }
        Ok(())
    }
}
