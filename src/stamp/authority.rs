//! Whose time-stamps are relied on.

use ::der::asn1::ObjectIdentifier;
use rustls::pki_types::{CertificateDer, TrustAnchor};

/// A time-stamping authority: the roots its certificates come from, and the policy it is asked for.
#[derive(Debug)]
pub struct Authority {
    pub(super) roots: Vec<TrustAnchor<'static>>,
    pub(super) policy: Option<ObjectIdentifier>,
}

/// Why an authority cannot be used as it is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityFault {
    /// There is no root certificate, so every time-stamp would be refused.
    #[error("there is no root certificate")]
    NoRoot,
    /// A root certificate cannot be read.
    #[error("a root certificate cannot be read")]
    Root,
    /// The policy is not an object identifier such as `1.3.6.1.4.1.13762.3`, or too long.
    #[error("the policy is not an object identifier such as 1.3.6.1.4.1.13762.3")]
    Policy,
}

/// The most bytes of a policy's name.
const POLICY_BYTES: usize = 64;

impl Authority {
    /// An authority whose certificates come from these roots.
    ///
    /// # Errors
    /// When there is no root, or root or policy cannot be read.
    pub fn new(roots: &[CertificateDer<'_>], policy: Option<&str>) -> Result<Self, AuthorityFault> {
        if roots.is_empty() {
            return Err(AuthorityFault::NoRoot);
        }
        let anchor = |root| webpki::anchor_from_trusted_cert(root).map(|it| it.to_owned());
        let roots = roots.iter().map(anchor).collect::<Result<Vec<_>, _>>();
        let policy = policy.map(|policy| {
            let policy = ObjectIdentifier::new(policy).map_err(|_| AuthorityFault::Policy)?;
            let fits = policy.as_bytes().len() <= POLICY_BYTES;
            if fits { Ok(policy) } else { Err(AuthorityFault::Policy) }
        });
        Ok(Self { roots: roots.map_err(|_| AuthorityFault::Root)?, policy: policy.transpose()? })
    }
}
