//! Whose word makes the source's checkpoint good: the log's key, and the witnesses of a policy.

use super::MirrorError;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::note::{Note, NoteVerifier};
use crate::merkle::policy::{LogKey, Policy};

/// Whose word is wanted.
#[derive(Debug, Clone)]
pub struct Trust {
    log: NoteVerifier,
    policy: Option<Policy>,
}

impl Trust {
    /// The log's key alone: whoever holds it may show others another history.
    #[must_use]
    pub const fn log(log: NoteVerifier) -> Self {
        Self { log, policy: None }
    }

    /// The log's key, and a quorum of witnesses.
    #[must_use]
    pub const fn witnessed(log: NoteVerifier, policy: Policy) -> Self {
        Self { log, policy: Some(policy) }
    }

    /// The verifier's text of the log's key.
    #[must_use]
    pub fn vkey(&self) -> String {
        self.log.vkey()
    }

    /// Opens a checkpoint that the log has signed, whoever cosigned it.
    pub(super) fn signed(&self, note: &[u8]) -> Result<Checkpoint, MirrorError> {
        Checkpoint::open(note, std::slice::from_ref(&self.log)).map_err(MirrorError::Checkpoint)
    }

    /// Whether a quorum of witnesses has cosigned it, where one is wanted.
    pub(super) fn is_witnessed(&self, note: &[u8]) -> Result<(), MirrorError> {
        let Some(policy) = &self.policy else { return Ok(()) };
        let refused = |error| MirrorError::Checkpoint(error);
        let note = Note::parse(note).map_err(|error| refused(error.into()))?;
        let judged = policy.judge(&note, &[LogKey::Ed25519(self.log.clone())]);
        let judged = judged.map_err(refused)?;
        if judged.quorum {
            Ok(())
        } else {
            Err(MirrorError::NoQuorum { cosigned: judged.cosigned.len(), fewest: policy.fewest() })
        }
    }
}
