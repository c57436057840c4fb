//! What a token says: the claims of RFC 7519, typed as they are taken out.

use super::{JoseError, Part, strict};
use crate::vocab::time::Timestamp;
use serde_json::{Map, Value};

/// The claims of a token whose signature has been checked: [`super::jws::Compact::verify`] alone
/// makes them. A JSON object without duplicate names.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims(Map<String, Value>);

/// A claim that is missing or not of its type. Names the claim, never its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// It is not there.
    #[error("the claim {0} is missing")]
    Missing(&'static str),
    /// It is of another type, or outside the range of its type.
    #[error("the claim {0} is malformed")]
    Malformed(&'static str),
}

/// 9999-12-31T23:59:59Z, the last second RFC 3339 can write.
const LAST_SECOND: u64 = 253_402_300_799;

impl Claims {
    pub(super) fn read(payload: &[u8]) -> Result<Self, JoseError> {
        strict::object(Part::Claims, payload).map(Self)
    }

    /// A claim that is a text.
    ///
    /// # Errors
    /// When it is missing or no text.
    pub fn text(&self, name: &'static str) -> Result<&str, ClaimError> {
        let value = self.0.get(name).ok_or(ClaimError::Missing(name))?;
        value.as_str().ok_or(ClaimError::Malformed(name))
    }

    /// A claim that is a NumericDate (RFC 7519 section 2): seconds since the epoch, an integer or,
    /// as some clients send it, a float such as `1719999999.0`. Parts of a second are kept to the
    /// millisecond.
    ///
    /// # Errors
    /// When it is missing, no number, negative, or later than the year 9999.
    pub fn date(&self, name: &'static str) -> Result<Timestamp, ClaimError> {
        let value = self.0.get(name).ok_or(ClaimError::Missing(name))?;
        numeric_date(value).ok_or(ClaimError::Malformed(name))
    }

    /// Any claim, as it stands.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The names of all claims.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the float lies between 0 and 253402300799, so its milliseconds fit u64"
)]
fn numeric_date(value: &Value) -> Option<Timestamp> {
    if let Some(seconds) = value.as_u64() {
        return (seconds <= LAST_SECOND).then(|| Timestamp::from_seconds(seconds));
    }
    let seconds = value.as_f64()?;
    // 2.5e11 is far below 2^53: the bound is exact as a float.
    let in_range = (0.0..=253_402_300_799.0).contains(&seconds);
    in_range.then(|| Timestamp::from_millis((seconds * 1000.0) as u64))
}

/// Shows the names only: a claim may be a person's number.
impl std::fmt::Debug for Claims {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_set().entries(self.names()).finish()
    }
}

/// Claims that nobody has vouched for yet, good for one thing only: to find out whose key to check
/// the signature with.
#[derive(Debug)]
pub struct Unverified(pub(super) Claims);

impl Unverified {
    /// A claim that is a text, as the sender states it.
    ///
    /// # Errors
    /// When it is missing or no text.
    pub fn text(&self, name: &'static str) -> Result<&str, ClaimError> {
        self.0.text(name)
    }
}
