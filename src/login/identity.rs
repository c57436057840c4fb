//! What an id token must say before anyone is logged in (OpenID Connect Core section 3.1.3.7).

use super::LoginError;
use super::pending::{PATIENCE, Pending};
use crate::jose::claims::{ClaimError, Claims};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use serde_json::Value;
use std::time::Duration;

/// How far the provider's clock may be from ours.
const SKEW: Duration = Duration::from_secs(10);

/// The longest `sub` (OpenID Connect Core section 2).
const LONGEST_SUB: usize = 255;

/// Whom and what we expect.
#[derive(Debug)]
pub struct Expected {
    /// The provider.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    /// The authentication levels that are good enough.
    pub acr_accepted: Vec<String>,
}

/// Why an id token does not prove who came. Names the claim, never its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// A claim is missing or malformed.
    #[error("the id token is not as it must be: {0}")]
    Claim(#[from] ClaimError),
    /// `iss` is another.
    #[error("the id token is of another issuer")]
    Issuer,
    /// `aud` does not name us, or `azp` names another.
    #[error("the id token is for another client")]
    Audience,
    /// `exp` has passed.
    #[error("the id token has expired")]
    Expired,
    /// `iat` lies in the future, or before anyone could have begun this login.
    #[error("the id token was not issued just now")]
    IssuedAt,
    /// `nonce` is another.
    #[error("the id token belongs to another login")]
    Nonce,
    /// `sub` is empty or too long.
    #[error("the id token has no usable sub")]
    Subject,
}

/// Checks all that a verified id token claims, and gives the person.
///
/// # Errors
/// When a claim is missing or wrong, the level is too low, or there is no person's number.
pub fn person(
    claims: &Claims,
    expected: &Expected,
    pending: &Pending,
    now: Timestamp,
) -> Result<PersonNumber, LoginError> {
    proven(claims, expected, pending, now)?;
    // The provider may ignore what was asked for, so the level that came back counts.
    let acr = claims.text("acr").map_err(|_| LoginError::LevelTooLow)?;
    if !expected.acr_accepted.iter().any(|accepted| accepted == acr) {
        return Err(LoginError::LevelTooLow);
    }
    let number = claims.text("pid").map_err(|_| LoginError::NoPersonNumber)?;
    PersonNumber::parse(number).map_err(|_| LoginError::NoPersonNumber)
}

fn proven(
    claims: &Claims,
    expected: &Expected,
    pending: &Pending,
    now: Timestamp,
) -> Result<(), Unproven> {
    if claims.text("iss")? != expected.issuer {
        return Err(Unproven::Issuer);
    }
    audience(claims, &expected.client_id)?;
    if claims.date("exp")?.plus(SKEW) <= now {
        return Err(Unproven::Expired);
    }
    let issued = claims.date("iat")?;
    if issued > now.plus(SKEW) || issued.plus(PATIENCE).plus(SKEW) < now {
        return Err(Unproven::IssuedAt);
    }
    if !pending.nonce.is(claims.text("nonce")?) {
        return Err(Unproven::Nonce);
    }
    if (1..=LONGEST_SUB).contains(&claims.text("sub")?.len()) {
        Ok(())
    } else {
        Err(Unproven::Subject)
    }
}

/// `aud` is a text or an array that holds us; with others in it, `azp` must say that it is for us,
/// and it may never say another.
fn audience(claims: &Claims, client_id: &str) -> Result<(), Unproven> {
    let named = |value: &Value| value.as_str() == Some(client_id);
    let alone = match claims.value("aud") {
        None => return Err(ClaimError::Missing("aud").into()),
        Some(Value::Array(all)) if all.iter().any(named) => all.len() == 1,
        Some(one) if named(one) => true,
        Some(_) => return Err(Unproven::Audience),
    };
    match claims.value("azp") {
        None if alone => Ok(()),
        Some(party) if named(party) => Ok(()),
        None | Some(_) => Err(Unproven::Audience),
    }
}
