//! Pseudonyms: names that stand for a value, the same for one consumer and purpose, others for any
//! other, and turned back only by who holds the master secret.
//!
//! Two keys are derived from the master secret for each consumer and purpose (HKDF-SHA-256, RFC 5869,
//! their names as `info`). The nonce is HMAC-SHA-256 of the text under the first, cut to 96 bits; the
//! text is sealed with AES-256-GCM under the second. So equal texts have equal pseudonyms, as is
//! wanted, and a nonce is used twice only for the same text (or once in some 2^48 texts of one consumer
//! and purpose). This is the construction of SIV (RFC 5297) from the parts at hand.
//!
//! The text form is `p1.` and base64url of nonce, sealed text and its tag. Its length tells that of the
//! text.

use crate::vocab::basis::PurposeId;
use crate::vocab::party::Organisation;
use crate::vocab::secret::Key32;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{aead, hkdf, hmac};
use zeroize::Zeroizing;

/// What every pseudonym of this form begins with.
const PREFIX: &str = "p1.";

/// The salt of all derivations: it keeps these keys apart from any other use of the same bytes.
const SALT: &[u8] = b"sluse/pseudonym/v1";

/// Makes and opens the pseudonyms of one consumer and purpose. `ring` does not zeroize the keys that it
/// holds; the master secret is never kept here.
pub struct Pseudonyms {
    nonce: hmac::Key,
    seal: aead::LessSafeKey,
}

/// Why a pseudonym could not be made or opened. Never says anything about whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PseudonymError {
    /// It has another form, or was made for another consumer or purpose, or with another secret.
    #[error("was not made here for this consumer and purpose")]
    NotOurs,
    /// A key could not be derived.
    #[error("key could not be derived")]
    Cipher,
}

impl Pseudonyms {
    /// The keys of a consumer and purpose.
    ///
    /// # Errors
    /// [`PseudonymError::Cipher`] when the library refuses to derive a key, which no input causes.
    pub fn derive(
        master: &Key32,
        consumer: &Organisation,
        purpose: &PurposeId,
    ) -> Result<Self, PseudonymError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(master.expose());
        // An organisation's number has a fixed length, so what is joined here is unambiguous.
        let whose = [consumer.as_str().as_bytes(), b"/", purpose.as_str().as_bytes(), b"/"];
        let info = |usage: &'static [u8]| {
            let [consumer, slash, purpose, end] = whose;
            [consumer, slash, purpose, end, usage]
        };
        let (nonce, seal) = (info(b"nonce"), info(b"seal"));
        let nonce = prk.expand(&nonce, hmac::HMAC_SHA256).map_err(|_| PseudonymError::Cipher)?;
        let seal = prk.expand(&seal, &aead::AES_256_GCM).map_err(|_| PseudonymError::Cipher)?;
        let seal = aead::LessSafeKey::new(aead::UnboundKey::from(seal));
        Ok(Self { nonce: nonce.into(), seal })
    }

    /// The pseudonym of a text; none if it is too long for the cipher.
    #[must_use]
    pub fn of(&self, text: &str) -> Option<String> {
        let nonce = self.nonce_of(text);
        let mut sealed = Vec::with_capacity(nonce.len() + text.len() + aead::MAX_TAG_LEN);
        sealed.extend_from_slice(text.as_bytes());
        let once = aead::Nonce::assume_unique_for_key(nonce);
        self.seal.seal_in_place_append_tag(once, aead::Aad::empty(), &mut sealed).ok()?;
        sealed.splice(..0, nonce);
        let mut pseudonym = PREFIX.to_owned();
        URL_SAFE_NO_PAD.encode_string(&sealed, &mut pseudonym);
        Some(pseudonym)
    }

    /// The text that a pseudonym stands for.
    ///
    /// # Errors
    /// [`PseudonymError::NotOurs`] when it was not made with these keys.
    pub fn reveal(&self, pseudonym: &str) -> Result<Zeroizing<String>, PseudonymError> {
        let not_ours = PseudonymError::NotOurs;
        let encoded = pseudonym.strip_prefix(PREFIX).ok_or(not_ours)?;
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(encoded).map_err(|_| not_ours)?);
        let (nonce, sealed) = bytes.split_first_chunk::<{ aead::NONCE_LEN }>().ok_or(not_ours)?;
        let once = aead::Nonce::assume_unique_for_key(*nonce);
        let mut sealed = Zeroizing::new(sealed.to_vec());
        let opened = self.seal.open_in_place(once, aead::Aad::empty(), &mut sealed);
        let text = std::str::from_utf8(opened.map_err(|_| not_ours)?).map_err(|_| not_ours)?;
        if self.nonce_of(text) == *nonce {
            Ok(Zeroizing::new(text.to_owned()))
        } else {
            Err(not_ours)
        }
    }

    fn nonce_of(&self, text: &str) -> [u8; aead::NONCE_LEN] {
        let tag = hmac::sign(&self.nonce, text.as_bytes());
        tag.as_ref().first_chunk().copied().unwrap_or_default()
    }
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Pseudonyms(…)")
    }
}
