//! How an entry says whom it is about to nobody but the holder of the person's key.
//!
//! From each person's random 32-byte key two more are derived (HKDF-SHA-256, RFC 5869): one makes the
//! entry's `tag`, HMAC-SHA-256 over the person's own count of entries, cut to 16 bytes; the other
//! seals the person's number, that count and what the consumer declared with AES-256-GCM. Tags are
//! thus predictable for who holds the key and random for all others, and no two are alike. The nonce
//! is fresh randomness in each entry, the tag is the additional data: a seal cannot be moved to
//! another entry.

use super::entry::Whom;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{aead, hkdf, hmac};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The bytes of a nonce before the sealed text.
pub(crate) const NONCE_BYTES: usize = aead::NONCE_LEN;

/// What is sealed is padded with JSON white space to a multiple of this, so that its length does not
/// tell a two-digit count from a three-digit one, nor one case reference from the next.
const PADDED_TO: usize = 64;

/// Why a seal could not be made or opened. Never says anything about whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The seal is not base64url, is too short, or was not made with this key for this tag.
    #[error("seal was not made with this person's key for this tag")]
    NotOurs,
    /// It opened, but what was inside has another form.
    #[error("sealed text has an unknown form")]
    UnknownForm,
    /// The cipher refused (the text is too long for it).
    #[error("cipher could not seal the text")]
    Cipher,
}

/// What finds an entry for the holder of the person's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Tag([u8; 16]);

impl Tag {
    /// Reads the base64url text of an entry's `tag`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// Appends the base64url text, 22 characters.
    pub(crate) fn write(self, out: &mut String) {
        URL_SAFE_NO_PAD.encode_string(self.0, out);
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The first eight bytes, as the index keeps them.
    pub(crate) fn prefix(&self) -> [u8; 8] {
        self.0.first_chunk().copied().unwrap_or_default()
    }
}

/// Derives a MAC key for one use (HKDF-SHA-256, the use as `info`).
pub(crate) fn mac_key(key: &Key32, usage: &[u8]) -> Result<hmac::Key, SealError> {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(key.expose());
    prk.expand(&[usage], hmac::HMAC_SHA256).map(hmac::Key::from).map_err(|_| SealError::Cipher)
}

/// Derives a cipher key for one use (HKDF-SHA-256, the use as `info`).
pub(crate) fn cipher_key(key: &Key32, usage: &[u8]) -> Result<aead::LessSafeKey, SealError> {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(key.expose());
    prk.expand(&[usage], &aead::AES_256_GCM)
        .map(|okm| aead::LessSafeKey::new(aead::UnboundKey::from(okm)))
        .map_err(|_| SealError::Cipher)
}

/// The salt of all derivations: it keeps these keys apart from any other use of the same bytes.
const SALT: &[u8] = b"sluse/ledger/v1";

/// The two keys of one person. `ring` does not zeroize what it holds; these live only in the
/// sequencer's bounded cache and in the reading of one person's entries.
pub(crate) struct PersonKeys {
    tag: hmac::Key,
    seal: aead::LessSafeKey,
}

/// What stands inside a seal, as JSON.
#[derive(Serialize)]
struct Inside<'a> {
    subject: &'a str,
    n: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
}

/// The same, opened.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Opened {
    subject: String,
    n: u64,
    case_reference: Option<String>,
    end_user: Option<String>,
    relation: Option<String>,
}

/// Buffers that one seal after another is made in.
#[derive(Default)]
pub(crate) struct Bench {
    sealed: Vec<u8>,
    pub(crate) tag_text: String,
    pub(crate) sealed_text: String,
}

impl PersonKeys {
    /// Derives both from the person's key.
    pub(crate) fn derive(person: &Key32) -> Result<Self, SealError> {
        Ok(Self { tag: mac_key(person, b"tag")?, seal: cipher_key(person, b"seal")? })
    }

    /// The tag of the person's entry number `count`, from 0.
    pub(crate) fn tag(&self, count: u64) -> Tag {
        let mac = hmac::sign(&self.tag, &count.to_be_bytes());
        Tag(mac.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// Makes tag and seal of the person's entry number `count` and leaves their texts on the bench.
    pub(crate) fn seal(
        &self,
        whom: &Whom,
        count: u64,
        nonce: [u8; NONCE_BYTES],
        bench: &mut Bench,
    ) -> Result<Tag, SealError> {
        let tag = self.tag(count);
        let inside = Inside {
            subject: whom.subject.expose(),
            n: count,
            case_reference: whom.case_reference.as_deref(),
            end_user: whom.end_user.as_deref(),
            relation: whom.relation.as_deref(),
        };
        let room = &mut bench.sealed;
        room.clear();
        room.extend_from_slice(&nonce);
        serde_json::to_writer(&mut *room, &inside).map_err(|_| SealError::Cipher)?;
        let padded = (room.len() - NONCE_BYTES).next_multiple_of(PADDED_TO);
        room.resize(NONCE_BYTES + padded, b' ');
        let (_, text) = room.split_at_mut(NONCE_BYTES);
        let aad = aead::Aad::from(tag.as_bytes());
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let proof = self.seal.seal_in_place_separate_tag(nonce, aad, text);
        room.extend_from_slice(proof.map_err(|_| SealError::Cipher)?.as_ref());
        bench.tag_text.clear();
        tag.write(&mut bench.tag_text);
        bench.sealed_text.clear();
        URL_SAFE_NO_PAD.encode_string(&bench.sealed, &mut bench.sealed_text);
        Ok(tag)
    }

    /// Opens the seal of an entry with this tag: whom it is about, and the person's count.
    pub(crate) fn open(&self, tag: Tag, sealed: &str) -> Result<(Whom, u64), SealError> {
        let mut room = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SealError::NotOurs)?;
        let (nonce, text) =
            room.split_first_chunk_mut::<NONCE_BYTES>().ok_or(SealError::NotOurs)?;
        let nonce = aead::Nonce::assume_unique_for_key(*nonce);
        let inside = self
            .seal
            .open_in_place(nonce, aead::Aad::from(tag.as_bytes()), text)
            .map_err(|_| SealError::NotOurs)?;
        let opened: Result<Opened, _> = serde_json::from_slice(inside);
        room.zeroize();
        let mut opened = opened.map_err(|_| SealError::UnknownForm)?;
        let whom = Whom {
            subject: PersonNumber::parse(&opened.subject).map_err(|_| SealError::UnknownForm)?,
            case_reference: opened.case_reference.take(),
            end_user: opened.end_user.take(),
            relation: opened.relation.take(),
        };
        Ok((whom, opened.n))
    }
}
