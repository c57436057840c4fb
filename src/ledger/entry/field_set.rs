//! Some fields of a service, in few bytes.

use crate::vocab::Malformed;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Some fields of a service, by their places in its file: one bit each, lowest first, as base64url.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldSet(Vec<u8>);

impl FieldSet {
    /// The places in it, ascending.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        let bits = self.0.iter().enumerate();
        bits.flat_map(|(at, byte)| {
            (0..8).filter(move |bit| byte >> bit & 1 == 1).map(move |bit| at * 8 + bit)
        })
    }
}

impl FromIterator<usize> for FieldSet {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut bytes = Vec::new();
        for place in places {
            let at = place / 8;
            if bytes.len() <= at {
                bytes.resize(at + 1, 0);
            }
            if let Some(byte) = bytes.get_mut(at) {
                *byte |= 1 << (place % 8);
            }
        }
        Self(bytes)
    }
}

impl TryFrom<String> for FieldSet {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let wrong = Malformed::new("field set", "must be base64url");
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(|_| wrong)
    }
}

impl From<FieldSet> for String {
    fn from(set: FieldSet) -> Self {
        URL_SAFE_NO_PAD.encode(set.0)
    }
}
