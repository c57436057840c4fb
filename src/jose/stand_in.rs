//! Keys that stand in where there is none to check a signature with.
//!
//! Whoever sends a signed token can measure how long the answer takes. So a token that names no key
//! of ours costs the same arithmetic as one that names a key and was signed with another.

use super::encode_base64url;
use super::jwk::{KeyError, VerifyingKey};
use serde_json::json;

/// The sizes of the keys that organisations have, in bytes.
const SIZES: [usize; 3] = [256, 384, 512];

/// An RSA key of each usual size. Nobody knows the factors of their moduli, this program neither.
#[derive(Debug)]
pub struct StandIns([VerifyingKey; SIZES.len()]);

impl StandIns {
    /// Makes them.
    ///
    /// # Errors
    /// When OpenSSL does not take a modulus, which a test excludes.
    pub fn new() -> Result<Self, KeyError> {
        let [small, middle, large] = SIZES.map(of_size);
        Ok(Self([small?, middle?, large?]))
    }

    /// The key that a signature of so many bytes would be checked with, had its sender one.
    #[must_use]
    pub const fn for_signature(&self, bytes: usize) -> &VerifyingKey {
        let [small, middle, large] = &self.0;
        match bytes {
            ..=256 => small,
            257..=384 => middle,
            _ => large,
        }
    }
}

/// A key with an odd modulus of so many bytes, which comes from a hash of the size.
fn of_size(bytes: usize) -> Result<VerifyingKey, KeyError> {
    let block = |number: usize| {
        let text = format!("sluse stand-in {bytes} {number}");
        ring::digest::digest(&ring::digest::SHA256, text.as_bytes())
    };
    let mut modulus = Vec::with_capacity(bytes);
    (0..bytes / 32).for_each(|number| modulus.extend_from_slice(block(number).as_ref()));
    modulus.first_mut().into_iter().for_each(|first| *first |= 0x80);
    modulus.last_mut().into_iter().for_each(|last| *last |= 1);
    VerifyingKey::from_jwk(&json!({ "kty": "RSA", "n": encode_base64url(modulus), "e": "AQAB" }))
}
