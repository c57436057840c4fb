//! How an entry says whom it is about to nobody but the holder of the person's key.
//!
//! From each person's random 32-byte key three more are derived (HKDF-SHA-256, RFC 5869): one for the
//! tags of each of the person's sequences ([`super::chain`]), and the secret of the person's seals. A
//! `tag` is HMAC-SHA-256 over the entry's number in its sequence, cut to 16 bytes: predictable for who
//! holds the key, random for all others, and no two are alike.
//!
//! Each seal has a key of its own, so that one entry can be opened for who is to check it and no other
//! with it:
//!
//! ```text
//! key    = HKDF(salt = the period's key, or a constant without one; secret of the seals; info = tag)
//! sealed = nonce 12 | AES-256-GCM(inside, additional data = the entry before `,"sealed":`) | proof 16
//! ```
//!
//! So a seal opens only beside the open part that it was made for, and no more once either the person's
//! key or the period's is destroyed. The nonce is fresh randomness. What stands inside: [`super::inside`].

use super::chain::Sequence;
use super::inside::{self, Inside};
use crate::vocab::secret::Key32;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{aead, hkdf, hmac};
use zeroize::Zeroize;

/// The bytes of a nonce before the sealed text.
pub(crate) const NONCE_BYTES: usize = aead::NONCE_LEN;

/// Where the open part of an entry ends and its seal begins, in its text.
const BEGIN: &[u8] = b",\"sealed\":\"";

/// What ends the seal and the entry.
const END: &[u8] = b"\"}";

/// Why a seal could not be made or opened. Never says anything about whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There is no seal in base64url, or it was not made with this key beside this open part.
    #[error("seal was not made with this key for this entry")]
    NotOurs,
    /// It opened, but what was inside has another form.
    #[error("sealed text has an unknown form")]
    UnknownForm,
    /// The cipher refused, or what was to be sealed is too long for its form.
    #[error("cipher could not seal the text")]
    Cipher,
}

/// What finds an entry for the holder of the person's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Tag([u8; TAG_BYTES]);

/// The bytes of a tag.
pub(crate) const TAG_BYTES: usize = 16;

impl Tag {
    /// A tag that was kept.
    pub(crate) const fn from_bytes(bytes: [u8; TAG_BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub(crate) const fn as_bytes(&self) -> &[u8; TAG_BYTES] {
        &self.0
    }

    /// Reads the base64url text of an entry's `tag`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; TAG_BYTES];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        (length == bytes.len()).then_some(Self(bytes))
    }

    /// Appends the base64url text, 22 characters.
    pub(crate) fn write(self, out: &mut String) {
        URL_SAFE_NO_PAD.encode_string(self.0, out);
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

/// The salt of all derivations but those of a period: it keeps these keys apart from any other use of
/// the same bytes.
const SALT: &[u8] = b"sluse/ledger/v1";

/// The length of a key, for HKDF.
struct Long32;

impl hkdf::KeyType for Long32 {
    fn len(&self) -> usize {
        32
    }
}

fn expand(prk: &hkdf::Prk, info: &[u8]) -> Result<Key32, SealError> {
    let mut bytes = [0; 32];
    let info = [info];
    let expanded = prk.expand(&info, Long32).and_then(|okm| okm.fill(&mut bytes));
    let key = Key32::new(bytes);
    bytes.zeroize();
    expanded.map(|()| key).map_err(|_| SealError::Cipher)
}

/// What the keys of one person's entries are made from. `ring` does not zeroize what it holds; these
/// live only in the sequencer's bounded cache and in the reading of one person's entries.
pub(crate) struct PersonKeys {
    shown: hmac::Key,
    held: hmac::Key,
    seals: Key32,
}

impl PersonKeys {
    /// Derives all from the person's key.
    pub(crate) fn derive(person: &Key32) -> Result<Self, SealError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(person.expose());
        let tags = |sequence| {
            expand(&prk, tags_of(sequence))
                .map(|key| hmac::Key::new(hmac::HMAC_SHA256, key.expose()))
        };
        let (shown, held) = (tags(Sequence::Shown)?, tags(Sequence::Held)?);
        Ok(Self { shown, held, seals: expand(&prk, b"seals")? })
    }

    /// The tag of entry number `count` of a sequence, from 0.
    pub(crate) fn tag(&self, sequence: Sequence, count: u64) -> Tag {
        let key = match sequence {
            Sequence::Shown => &self.shown,
            Sequence::Held => &self.held,
        };
        tag(key, count)
    }

    /// What keeps the person's value in a digest's map from being guessed.
    pub(crate) fn opening(&self) -> [u8; 32] {
        opening(&self.shown)
    }

    /// What makes the keys of the person's seals in the period with this key, or in none.
    pub(crate) fn seals(&self, period: Option<&Key32>) -> Seals {
        let salt = period.map_or(NO_PERIOD, |period| period.expose().as_slice());
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, salt);
        Seals(salt.extract(self.seals.expose()))
    }
}

/// The salt of seals that no period ends.
const NO_PERIOD: &[u8] = b"sluse/ledger/seals without end";

const fn tags_of(sequence: Sequence) -> &'static [u8] {
    match sequence {
        Sequence::Shown => b"tags shown",
        Sequence::Held => b"tags held",
    }
}

/// The key of what is shown to one person: it makes their tags, and the opening of their value in a
/// digest's map. It opens no seal.
pub(crate) struct TagKey(hmac::Key);

impl TagKey {
    /// Takes the key as a bundle gives it.
    pub(crate) fn new(key: &Key32) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.expose()))
    }

    /// The key's bytes, from the person's.
    pub(crate) fn derive(person: &Key32) -> Result<Key32, SealError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(person.expose());
        expand(&prk, tags_of(Sequence::Shown))
    }

    /// The tag of entry number `count` of what is shown, from 0.
    pub(crate) fn tag(&self, count: u64) -> Tag {
        tag(&self.0, count)
    }

    /// See [`PersonKeys::opening`].
    pub(crate) fn opening(&self) -> [u8; 32] {
        opening(&self.0)
    }
}

/// No tag is made of a text of this length.
fn opening(key: &hmac::Key) -> [u8; 32] {
    let mac = hmac::sign(key, b"sluse/ledger/map value/v1");
    mac.as_ref().first_chunk().copied().unwrap_or_default()
}

fn tag(key: &hmac::Key, count: u64) -> Tag {
    let mac = hmac::sign(key, &count.to_be_bytes());
    Tag(mac.as_ref().first_chunk().copied().unwrap_or_default())
}

/// What makes the keys of one person's seals of one period.
pub(crate) struct Seals(hkdf::Prk);

impl Seals {
    /// The key of the entry with this tag, and of no other.
    pub(crate) fn key(&self, tag: Tag) -> Result<Key32, SealError> {
        expand(&self.0, &tag.0)
    }
}

fn cipher(key: &Key32) -> Result<aead::LessSafeKey, SealError> {
    let unbound = aead::UnboundKey::new(&aead::AES_256_GCM, key.expose());
    unbound.map(aead::LessSafeKey::new).map_err(|_| SealError::Cipher)
}

/// Seals what stands in `room` beside the open part of an entry, which begins at `start` of `block` and
/// is whole JSON so far, and completes the entry with it. `room` is left empty.
pub(crate) fn seal(
    key: &Key32,
    nonce: [u8; NONCE_BYTES],
    room: &mut Vec<u8>,
    block: &mut Vec<u8>,
    start: usize,
) -> Result<(), SealError> {
    block.pop_if(|last| *last == b'}').ok_or(SealError::Cipher)?;
    let open = block.get(start..).ok_or(SealError::Cipher)?;
    let unique = aead::Nonce::assume_unique_for_key(nonce);
    let proof = cipher(key)?
        .seal_in_place_separate_tag(unique, aead::Aad::from(open), room)
        .map_err(|_| SealError::Cipher)?;
    room.splice(..0, nonce);
    room.extend_from_slice(proof.as_ref());
    block.extend_from_slice(BEGIN);
    let begin = block.len();
    let length = base64::encoded_len(room.len(), false).ok_or(SealError::Cipher)?;
    block.resize(begin + length, 0);
    let (_, text) = block.split_at_mut(begin);
    URL_SAFE_NO_PAD.encode_slice(&room, text).map_err(|_| SealError::Cipher)?;
    block.extend_from_slice(END);
    room.clear();
    Ok(())
}

/// The open part of an entry and the text of its seal.
fn parts(entry: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = entry.strip_suffix(END)?;
    let quote = rest.iter().rposition(|byte| *byte == b'"')?;
    let (before, text) = rest.split_at_checked(quote + 1)?;
    Some((before.strip_suffix(BEGIN)?, text))
}

/// Whether an entry ends in a seal of the right form. Whether it opens, only its key tells.
pub(crate) fn is_sealed(entry: &[u8]) -> bool {
    parts(entry).and_then(|(_, text)| sealed(text)).is_some()
}

/// Nonce, sealed text and proof, when their lengths are right.
fn sealed(text: &[u8]) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let inside = bytes.len().checked_sub(NONCE_BYTES + aead::AES_256_GCM.tag_len())?;
    (inside > 0 && inside.is_multiple_of(inside::PADDED_TO)).then_some(bytes)
}

/// Opens an entry with the key of this one entry ([`super::About::key`]).
///
/// # Errors
/// When it is not sealed with this key, anything in its open part was changed, or what was inside has
/// another form.
pub fn open_with(key: &Key32, entry: &[u8]) -> Result<Inside, SealError> {
    let (open, text) = parts(entry).ok_or(SealError::NotOurs)?;
    let mut room = sealed(text).ok_or(SealError::NotOurs)?;
    let (nonce, text) = room.split_first_chunk_mut().ok_or(SealError::NotOurs)?;
    let nonce = aead::Nonce::assume_unique_for_key(*nonce);
    let opened = cipher(key)?
        .open_in_place(nonce, aead::Aad::from(open), text)
        .map_err(|_| SealError::NotOurs)
        .and_then(|inside| inside::read(inside).ok_or(SealError::UnknownForm));
    room.zeroize();
    opened
}
