//! The server's nonces (RFC 9449 section 8): nothing is kept of them, a key tells ours from others'.
//!
//! A nonce is base64url of the number of the minute it was made in (8 bytes, big-endian) and the
//! HMAC-SHA256 of that under this process's own random key.

use crate::jose::{decode_base64url, encode_base64url};
use crate::vocab::secret::Key32;
use crate::vocab::time::Timestamp;
use ring::hmac;
use std::time::Duration;

const MINUTE: u64 = 60;

/// For so many minutes, the one it was made in included.
const MINUTES_GOOD: u64 = 5;

/// How long a nonce is good at the most; at the least a minute less.
pub const NONCE_LIFETIME: Duration = Duration::from_secs(MINUTE * MINUTES_GOOD);

pub(super) struct Nonces(hmac::Key);

/// How old a good nonce is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// It is the one that is given out now.
    Newest,
    /// There is a newer one.
    Older,
}

impl Nonces {
    pub(super) fn new(key: &Key32) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.expose()))
    }

    /// The nonce of this minute.
    pub(super) fn newest(&self, now: Timestamp) -> String {
        let minute = (now.seconds() / MINUTE).to_be_bytes();
        let tag = hmac::sign(&self.0, &minute);
        encode_base64url([minute.as_slice(), tag.as_ref()].concat())
    }

    /// How old a nonce is; none when it is not ours or no longer good.
    pub(super) fn find(&self, nonce: &str, now: Timestamp) -> Option<Freshness> {
        let bytes = decode_base64url(nonce)?;
        let (minute, tag) = bytes.split_first_chunk::<8>()?;
        hmac::verify(&self.0, minute, tag).ok()?;
        let age = (now.seconds() / MINUTE).checked_sub(u64::from_be_bytes(*minute))?;
        match age {
            0 => Some(Freshness::Newest),
            _ if age < MINUTES_GOOD => Some(Freshness::Older),
            _ => None,
        }
    }
}
