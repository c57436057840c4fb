//! What an id token must say before anyone is logged in (OpenID Connect Core section 3.1.3.7).

use super::LoginError;
use super::pending::{Errand, Level, PATIENCE, Pending};
use crate::jose::claims::{ClaimError, Claims};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use serde::{Deserialize, Serialize};
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
    /// Those of them that sensitive things need; none: every accepted one is enough.
    pub acr_sensitive: Vec<String>,
}

impl Expected {
    /// The levels that are good enough for this.
    pub fn levels(&self, level: Level) -> &[String] {
        match level {
            Level::High if !self.acr_sensitive.is_empty() => &self.acr_sensitive,
            Level::High | Level::Accepted => &self.acr_accepted,
        }
    }

    /// Whether this level is good enough for this.
    pub fn is_enough(&self, acr: &str, level: Level) -> bool {
        self.levels(level).iter().any(|enough| enough == acr)
    }
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

/// The longest `acr`, `amr` value or `sid` that is kept.
const LONGEST_VALUE: usize = 255;

/// The most values of `amr`.
const METHODS: usize = 16;

/// How somebody logged in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    acr: String,
    amr: Vec<String>,
    authenticated: Option<u64>,
}

impl Standing {
    /// The authentication level (`acr`).
    #[must_use]
    pub fn acr(&self) -> &str {
        &self.acr
    }

    /// By which means (`amr`), such as `BankID`; empty when the provider does not say.
    #[must_use]
    pub fn amr(&self) -> &[String] {
        &self.amr
    }

    /// When the person proved to the provider who they are (`auth_time`), when it says so: before this
    /// login, if the provider remembered them.
    #[must_use]
    pub fn authenticated(&self) -> Option<Timestamp> {
        self.authenticated.map(Timestamp::from_seconds)
    }
}

/// Shows the level only: `amr` and the time may tell who it is.
impl std::fmt::Debug for Standing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Standing").field("acr", &self.acr).finish_non_exhaustive()
    }
}

/// Somebody whom the provider vouches for, at a level that is good enough for the login's errand. Made only
/// by [`super::Login::finish`]. Whose the claims are (a person's, an employee's) is for the caller to
/// say.
#[derive(Debug)]
pub struct Proven {
    claims: Claims,
    standing: Standing,
    sid: Option<String>,
    errand: Errand,
}

impl Proven {
    /// A claim of the id token, as it stands.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.value(name)
    }

    /// The person's number (`pid`).
    ///
    /// # Errors
    /// [`LoginError::NoPersonNumber`] when there is none, or none that is valid.
    pub fn person(&self) -> Result<PersonNumber, LoginError> {
        person(&self.claims).ok_or(LoginError::NoPersonNumber)
    }

    /// How they logged in.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// What the provider calls its session with them, when it says so: it logs them out by this name.
    #[must_use]
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// What the login was for.
    #[must_use]
    pub const fn errand(&self) -> Errand {
        self.errand
    }
}

/// The number in `pid`.
pub fn person(claims: &Claims) -> Option<PersonNumber> {
    PersonNumber::parse(claims.text("pid").ok()?).ok()
}

/// Checks all that a verified id token claims.
///
/// # Errors
/// When a claim is missing or wrong, or the level is too low.
pub fn prove(
    claims: Claims,
    expected: &Expected,
    pending: &Pending,
    now: Timestamp,
) -> Result<Proven, LoginError> {
    proven(&claims, expected, pending, now)?;
    let standing = standing(&claims, expected, pending.errand.level)?;
    let sid = match claims.value("sid") {
        None => None,
        Some(_) => Some(short(claims.text("sid").map_err(Unproven::Claim)?, "sid")?),
    };
    Ok(Proven { claims, standing, sid, errand: pending.errand })
}

/// The provider may ignore what was asked for, so the level that came back counts.
fn standing(claims: &Claims, expected: &Expected, level: Level) -> Result<Standing, LoginError> {
    let acr = claims.text("acr").map_err(|_| LoginError::LevelTooLow)?;
    if !expected.is_enough(acr, level) {
        return Err(LoginError::LevelTooLow);
    }
    let malformed = Unproven::Claim(ClaimError::Malformed("amr"));
    let amr = match claims.value("amr") {
        None => Vec::new(),
        // Older tokens of ID-porten have one text.
        Some(Value::String(one)) => vec![short(one, "amr")?],
        Some(Value::Array(several)) if several.len() <= METHODS => {
            let texts = several.iter().map(|one| short(one.as_str().ok_or(malformed)?, "amr"));
            texts.collect::<Result<_, Unproven>>()?
        }
        Some(_) => return Err(malformed.into()),
    };
    let authenticated = match claims.value("auth_time") {
        None => None,
        Some(_) => Some(claims.date("auth_time").map_err(Unproven::Claim)?.seconds()),
    };
    Ok(Standing { acr: acr.to_owned(), amr, authenticated })
}

fn short(text: &str, name: &'static str) -> Result<String, Unproven> {
    if text.len() <= LONGEST_VALUE {
        Ok(text.to_owned())
    } else {
        Err(Unproven::Claim(ClaimError::Malformed(name)))
    }
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
