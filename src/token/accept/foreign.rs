//! Access tokens of foreign issuers: what they must be, and what they prove.

use super::super::ACCESS_TOKEN_TYPE;
use super::super::issuers::{ForeignIssuer, NoKeys};
use super::{Caller, Origin, TokenRefused, check_times, read, verified};
use crate::jose::claims::Claims;
use crate::jose::jws::{Compact, Header};
use crate::vocab::time::Timestamp;
use std::sync::Arc;

/// Claims of other tokens that the same key may have signed: an ID token's (OpenID Connect Core
/// section 2), a logout token's (Back-Channel Logout section 2.4), a DPoP proof's (RFC 9449 section
/// 4.2). No access token has them.
const OTHERS: [&str; 6] = ["nonce", "at_hash", "c_hash", "events", "htm", "htu"];

/// Verifies a token that says that it is this issuer's, by this issuer's keys and no others.
pub(super) async fn verify(
    issuer: &Arc<ForeignIssuer>,
    token: &Compact<'_>,
    now: Timestamp,
) -> Result<Caller, TokenRefused> {
    let (header, trust) = (token.header(), issuer.trust());
    let typed = is_typed(header)?;
    if !trust.algorithms.contains(&header.alg) {
        return Err(TokenRefused::Algorithm);
    }
    let kid = header.kid.as_deref().ok_or(TokenRefused::Key)?;
    let keys = issuer.keys_with(kid, header.alg, now).await.map_err(|fault| match fault {
        NoKeys::Unknown => TokenRefused::Key,
        NoKeys::Unavailable => TokenRefused::IssuerUnavailable,
    })?;
    let key = keys.find(Some(kid), header.alg).map_err(|_| TokenRefused::Key)?;
    let claims = verified(token, key)?;
    if claims.text("iss") != Ok(trust.issuer.as_str()) {
        return Err(TokenRefused::Issuer);
    }
    check_kind(&claims, typed)?;
    check_times(&claims, now)?;
    if !trust.is_meant(claims.value("aud")) {
        return Err(TokenRefused::Audience);
    }
    let origin = Origin::Foreign(trust.issuer.clone());
    let mut caller = read(&claims, origin).ok_or(TokenRefused::Claims)?;
    caller.scopes = trust.vouched(&caller.scopes).ok_or(TokenRefused::IssuerScope)?;
    Ok(caller)
}

/// Whether the header says that this is an access token; Maskinporten's own say nothing, or `JWT`.
fn is_typed(header: &Header) -> Result<bool, TokenRefused> {
    let typed = header.is_of_type(ACCESS_TOKEN_TYPE);
    if typed || header.typ.is_none() || header.is_of_type("JWT") {
        Ok(typed)
    } else {
        Err(TokenRefused::Type)
    }
}

/// A token whose header does not say what it is must say so by its claims.
fn check_kind(claims: &Claims, typed: bool) -> Result<(), TokenRefused> {
    let another = OTHERS.iter().any(|name| claims.value(name).is_some());
    let bearer = || {
        let token_type = claims.text("token_type");
        token_type
            .is_ok_and(|told| ["Bearer", "DPoP"].iter().any(|one| told.eq_ignore_ascii_case(one)))
    };
    if another || !(typed || bearer()) { Err(TokenRefused::Type) } else { Ok(()) }
}
