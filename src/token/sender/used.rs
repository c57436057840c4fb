//! The memory of used proofs: one proof, one request.
//!
//! A proof is remembered for a little longer than its `iat` would let it be taken again. Its nonce
//! must be this process's own, so nothing before the start needs to be known.

use super::super::replay::{Key, Used};
use super::ProofRefused;
use crate::jose::dpop::Proof;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use ring::digest::{Context, SHA256};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The proofs remembered at one time; about 70 bytes each. It admits 14,000 requests a second.
pub const REMEMBERED_PROOFS: Limit = Limit { name: "remembered_proofs", most: 1_000_000 };

/// A request may have read the clock a while before it comes here.
const LONGER: Duration = Duration::from_secs(10);

pub(super) struct UsedProofs {
    limit: Limit,
    used: Mutex<Used>,
}

impl UsedProofs {
    pub(super) fn new(limit: Limit) -> Self {
        Self { limit, used: Mutex::default() }
    }

    /// Uses a proof, for the first and only time.
    pub(super) fn reserve(&self, proof: &Proof, now: Timestamp) -> Result<(), ProofRefused> {
        let mut hash = Context::new(&SHA256);
        hash.update(proof.key().as_bytes());
        hash.update(proof.jti().as_bytes());
        let mut name = Key::default();
        name.iter_mut().zip(hash.finish().as_ref()).for_each(|(to, from)| *to = *from);
        // Nothing in here panics half-way through a change.
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.forget(now);
        if used.contains(&name) {
            return Err(ProofRefused::Used);
        }
        if used.len() >= self.limit.most {
            return Err(ProofRefused::Busy);
        }
        used.insert(name, proof.good_until().plus(LONGER));
        Ok(())
    }
}
