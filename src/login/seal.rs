//! Sealing with AES-256-GCM: what a browser keeps for us, and what a disk keeps of a session.

use crate::vocab::secret::Key32;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{aead, hkdf};
use zeroize::Zeroizing;

/// Keeps the keys that are derived here apart from any other use of the same secret.
const SALT: &[u8] = b"sluse/login/v1";

/// A key for one use.
pub(super) struct Cipher(aead::LessSafeKey);

impl Cipher {
    /// The key that a secret gives for one use (HKDF-SHA-256, the use as `info`).
    pub(super) fn derived(secret: &[u8], usage: &'static [u8]) -> Option<Self> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(secret);
        let usage = [usage];
        let expanded = prk.expand(&usage, &aead::AES_256_GCM).ok()?;
        Some(Self(aead::LessSafeKey::new(aead::UnboundKey::from(expanded))))
    }

    /// The same for a key.
    pub(super) fn of(key: &Key32, usage: &'static [u8]) -> Option<Self> {
        Self::derived(key.expose(), usage)
    }

    /// Seals `inside`; it opens only beside the same `beside`. Gives nonce, sealed bytes and tag; none
    /// without randomness. The nonce is random: one key seals far fewer than 2^32 texts.
    pub(super) fn seal(
        &self,
        beside: &[u8],
        inside: &[u8],
        random: &SystemRandom,
    ) -> Option<Vec<u8>> {
        let mut nonce = [0; aead::NONCE_LEN];
        random.fill(&mut nonce).ok()?;
        let mut room = Zeroizing::new(inside.to_vec());
        let unique = aead::Nonce::assume_unique_for_key(nonce);
        let tag = self
            .0
            .seal_in_place_separate_tag(unique, aead::Aad::from(beside), room.as_mut_slice())
            .ok()?;
        Some([nonce.as_slice(), room.as_slice(), tag.as_ref()].concat())
    }

    /// Opens what [`Cipher::seal`] gave; none when it was not made with this key beside this text.
    pub(super) fn open(&self, beside: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<{ aead::NONCE_LEN }>()?;
        let mut room = Zeroizing::new(sealed.to_vec());
        let nonce = aead::Nonce::assume_unique_for_key(*nonce);
        let length = self.0.open_in_place(nonce, aead::Aad::from(beside), &mut room).ok()?.len();
        room.truncate(length);
        Some(room)
    }
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Cipher(…)")
    }
}
