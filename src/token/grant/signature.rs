//! One signature check for each grant, whomever it names.
//!
//! The answer says whether a client is unknown, as Maskinporten's does. The time it takes adds
//! nothing: not whether a client has a key of a name, nor how large its keys are.

use super::super::refused::GrantRefused;
use crate::jose::claims::Claims;
use crate::jose::jwk::{KeyError, VerifyingKey};
use crate::jose::jws::Compact;
use crate::jose::stand_in::StandIns;
use crate::metrics::Metrics;

/// What checks the signatures of grants.
#[derive(Debug)]
pub struct Signatures {
    stand_ins: StandIns,
    metrics: Option<Metrics>,
}

impl Signatures {
    /// Makes the stand-ins.
    ///
    /// # Errors
    /// When OpenSSL does not take one, which a test excludes.
    pub fn new() -> Result<Self, KeyError> {
        Ok(Self { stand_ins: StandIns::new()?, metrics: None })
    }

    /// The same, and counts each check.
    #[must_use]
    pub fn counting(self, metrics: Metrics) -> Self {
        Self { metrics: Some(metrics), ..self }
    }

    /// Checks the signature with the key that was found; with a stand-in when there is none, or when
    /// the signature cannot be that key's. So the cost depends on what was sent alone.
    pub(super) fn check(
        &self,
        token: &Compact<'_>,
        found: Result<&VerifyingKey, &GrantRefused>,
    ) -> Result<Claims, GrantRefused> {
        let found = found.map_err(Clone::clone).and_then(|key| usable(token, key));
        let stand_in = self.stand_ins.for_signature(token.signature_bytes());
        let checked = self.verify(token, found.as_ref().map_or(stand_in, |key| *key));
        found.and(checked)
    }

    fn verify(&self, token: &Compact<'_>, key: &VerifyingKey) -> Result<Claims, GrantRefused> {
        if let Some(metrics) = &self.metrics {
            metrics.grant_signature_checked(key.bits());
        }
        Ok(token.verify(key)?)
    }
}

fn usable<'k>(
    token: &Compact<'_>,
    key: &'k VerifyingKey,
) -> Result<&'k VerifyingKey, GrantRefused> {
    if !key.is_for(token.header().alg) {
        return Err(GrantRefused::KeyAlgorithm);
    }
    if key.bits() != token.signature_bytes() * 8 {
        return Err(GrantRefused::Signature);
    }
    Ok(key)
}
