//! Whose word makes a checkpoint good: logs, witnesses, and how many of them (c2sp.org/tlog-policy).
//!
//! ```text
//! log <vkey> [<url>]
//! witness <name> <vkey> [<url>]
//! group <name> all|any|<k> <member>…
//! quorum <name>|none
//! ```

mod read;

use super::checkpoint::{Checkpoint, CheckpointError};
use super::cosign::{self, CosignVerifier, Cosignature};
use super::note::{Note, NoteError, NoteVerifier, Signature};
use crate::vocab::limits::Limit;

/// A whole policy.
pub const POLICY_BYTES: Limit = Limit { name: "policy_bytes", most: 256 * 1024 };

/// The logs, the witnesses and the groups of a policy, each.
pub const POLICY_LINES: Limit = Limit { name: "policy_lines_of_a_kind", most: 256 };

/// Why a policy was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct PolicyError {
    /// The line, counted from 1; the last one for what is missing.
    pub line: usize,
    /// What is wrong with it.
    pub fault: PolicyFault,
}

/// What is wrong with a line of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// There is too much of something.
    #[error("the policy passes the limit {0}")]
    TooLarge(Limit),
    /// A control character other than tab and newline.
    #[error("a control character")]
    Control,
    /// The first word is none that the format knows.
    #[error("does not begin with log, witness, group or quorum")]
    Keyword,
    /// There are words too few or too many.
    #[error("not of the form `{0}`")]
    Form(&'static str),
    /// The key is malformed, or of a type that such a signer does not have.
    #[error("the key: {0}")]
    Key(NoteError),
    /// Two logs or two witnesses have one public key, whatever their names.
    #[error("the same key stands on an earlier line")]
    SameKey,
    /// The name is taken, or is `none`.
    #[error("the name is taken")]
    NameTaken,
    /// No earlier line defines the name.
    #[error("no earlier line defines this name")]
    UnknownName,
    /// The name is a member of a group already: it would count twice.
    #[error("it is a member of a group already")]
    MemberTwice,
    /// The threshold is not a number of 1 to the number of members.
    #[error("the threshold is not all, any or a number of 1 to the number of members")]
    Threshold,
    /// There is no quorum line, or more than one.
    #[error("there must be just one quorum line")]
    Quorum,
}

/// A key that a log signs its checkpoints with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogKey {
    /// Ed25519 over the text (type 0x01).
    Ed25519(NoteVerifier),
    /// ML-DSA-44 with a time (type 0x06).
    MlDsa44(CosignVerifier),
}

impl LogKey {
    /// Reads a verifier's text.
    ///
    /// # Errors
    /// When it is malformed or of another type.
    pub fn parse(vkey: &str) -> Result<Self, NoteError> {
        match NoteVerifier::parse(vkey) {
            Err(NoteError::KeyType(_)) => {
                let key = CosignVerifier::parse(vkey)?;
                if key.is_ml_dsa_44() {
                    Ok(Self::MlDsa44(key))
                } else {
                    Err(NoteError::KeyType(0x04))
                }
            }
            parsed => parsed.map(Self::Ed25519),
        }
    }

    /// The verifier's text, as [`LogKey::parse`] reads it.
    #[must_use]
    pub fn vkey(&self) -> String {
        match self {
            Self::Ed25519(key) => key.vkey(),
            Self::MlDsa44(key) => key.vkey(),
        }
    }

    /// The name of the key, which is the log's origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        match self {
            Self::Ed25519(key) => key.name().as_str(),
            Self::MlDsa44(key) => key.name().as_str(),
        }
    }

    /// The public key, whatever its name.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        match self {
            Self::Ed25519(key) => key.public_key(),
            Self::MlDsa44(key) => key.public_key(),
        }
    }

    /// Whether a signature line claims to be by this key.
    #[must_use]
    pub fn is_of(&self, line: &Signature<'_>) -> bool {
        match self {
            Self::Ed25519(key) => line.is_by(key.name(), key.key_id()),
            Self::MlDsa44(key) => line.is_by(key.name(), key.key_id()),
        }
    }

    /// Whether this key signed the note.
    ///
    /// # Errors
    /// When it claims to have, and the signature does not fit.
    pub fn signed(&self, note: &Note<'_>) -> Result<bool, NoteError> {
        match self {
            Self::Ed25519(key) => Ok(!note.signers(std::slice::from_ref(key))?.is_empty()),
            Self::MlDsa44(key) => Ok(cosign::newest_by(note, key)?.is_some()),
        }
    }
}

/// A log that is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// What it signs with.
    pub key: LogKey,
    /// Where it is.
    pub url: Option<String>,
}

/// A witness that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// What groups and the quorum call it; means nothing outside of the policy.
    pub name: String,
    /// What it cosigns with.
    pub key: CosignVerifier,
    /// Its submission prefix.
    pub url: Option<String>,
}

/// What must have cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    Witness(usize),
    AtLeast(usize, Vec<Rule>),
}

/// A policy that was read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    /// None: no cosignature is asked for.
    quorum: Option<Rule>,
}

/// A checkpoint that one of a policy's logs signed, with the policy's cosignatures on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged<'a> {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// Which witness (by its place among [`Policy::witnesses`]) cosigned it, each once.
    pub cosigned: Vec<(usize, Cosignature<'a>)>,
    /// Whether they are a quorum.
    pub quorum: bool,
}

impl Policy {
    /// Reads a policy, an octet file.
    ///
    /// # Errors
    /// The first line that breaks a rule.
    pub fn parse(policy: &[u8]) -> Result<Self, PolicyError> {
        read::read(policy)
    }

    /// The logs that are accepted; none where they are known from elsewhere.
    #[must_use]
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The witnesses that are known, whether or not the quorum asks for them.
    #[must_use]
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// The fewest witnesses that make a quorum: 0 for `quorum none`.
    #[must_use]
    pub fn fewest(&self) -> usize {
        self.quorum.as_ref().map_or(0, Rule::fewest)
    }

    /// Whether these witnesses, by their places, are a quorum.
    #[must_use]
    pub fn is_quorum(&self, cosigned: &[usize]) -> bool {
        self.quorum.as_ref().is_none_or(|rule| rule.is_met(cosigned))
    }

    /// Judges a signed checkpoint: one of the logs (of these keys, where the policy names none) must
    /// have signed it under its own name. Signatures of unknown keys are ignored; those of known keys
    /// must fit.
    ///
    /// # Errors
    /// When the note or its text is refused, a known key's signature does not fit, or no log signed.
    pub fn judge<'a>(
        &'a self,
        note: &Note<'a>,
        own: &[LogKey],
    ) -> Result<Judged<'a>, CheckpointError> {
        let checkpoint = Checkpoint::parse(note.text())?;
        let named = self.logs.iter().map(|log| &log.key);
        let mut signed = false;
        for key in named.chain(own.iter().filter(|_| self.logs.is_empty())) {
            signed |= key.signed(note)? && key.origin() == checkpoint.origin();
        }
        if !signed {
            return Err(CheckpointError::NotByLog);
        }
        let mut cosigned = Vec::new();
        for (place, witness) in self.witnesses.iter().enumerate() {
            if let Some(cosignature) = cosign::newest_by(note, &witness.key)? {
                cosigned.push((place, cosignature));
            }
        }
        let places: Vec<_> = cosigned.iter().map(|(place, _)| *place).collect();
        let quorum = self.is_quorum(&places);
        Ok(Judged { checkpoint, cosigned, quorum })
    }
}

impl Rule {
    fn is_met(&self, cosigned: &[usize]) -> bool {
        match self {
            Self::Witness(place) => cosigned.contains(place),
            Self::AtLeast(threshold, members) => {
                members.iter().filter(|member| member.is_met(cosigned)).count() >= *threshold
            }
        }
    }

    fn fewest(&self) -> usize {
        match self {
            Self::Witness(_) => 1,
            Self::AtLeast(threshold, members) => {
                let mut each: Vec<_> = members.iter().map(Self::fewest).collect();
                each.sort_unstable();
                each.iter().take(*threshold).sum()
            }
        }
    }
}
