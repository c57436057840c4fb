//! Whole documents: what cannot be told apart into fields leaves as it is, if the policy permits this
//! document or this type of document, or not at all.

use super::super::authorize::Authorized;
use super::super::forward::Fetched;
use super::super::refused::Refused;
use super::{Disclosed, Part, Shown};
use crate::redact::Account;
use ring::digest::{SHA256, digest};

/// Takes the whole body, under the upstream's limit.
pub(super) async fn whole(authorized: &Authorized, mut fetched: Fetched) -> Result<Shown, Refused> {
    let permitted = authorized.purpose().whole.as_ref().ok_or(Refused::WholeNotPermitted)?;
    let subject = authorized.subject().cloned().ok_or(Refused::WholeNotPermitted)?;
    let mut body = Vec::new();
    while let Some(chunk) = fetched.next().await? {
        body.extend_from_slice(&chunk);
    }
    let by_type = permitted.types.iter().any(|known| known == fetched.media_type());
    let by_digest = || {
        let digest: String =
            digest(&SHA256, &body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        permitted.digests.contains(&digest)
    };
    if !(by_type || by_digest()) {
        return Err(Refused::WholeNotPermitted);
    }
    let disclosed = Disclosed { subject, body, account: Account::default() };
    Ok(Shown { parts: vec![Part::Disclosed(disclosed)], left_out: 0 })
}
