//! One slot of `persons.vault`, 128 bytes: no slot ever lies across two sectors of a disk.
//!
//! ```text
//! person id 16 | handle 16 | nonce 12 | wrapped key and number 37 + 16 | version 1 | zero 22 | settled u64 8
//! ```
//!
//! *person id* is HMAC-SHA-256 over the person's number under the lookup key, cut to 16 bytes; *handle*
//! is random and says nothing, an entry about an erasure names it; *wrapped* is AES-256-GCM under the
//! wrapping key, with all the rest of the slot as additional data; *settled* is how many slots were
//! known durable when this one was written. An erased slot keeps its handle, has zeros in the place of
//! person id, key and number, and a tag that only the wrapping key makes: it can be told from a slot
//! that was never written whole.

use super::{Handle, PersonId, VaultError};
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use ring::aead::{self, Aad, LessSafeKey, Nonce};
use zeroize::Zeroize;

pub(super) const SLOT_BYTES: usize = 128;

const NONCE: usize = aead::NONCE_LEN;
const TAG: usize = 16;
/// Key and number.
const SECRET: usize = 32 + 5;
const END: usize = SLOT_BYTES - 16 - 16 - NONCE - SECRET - TAG;

/// The version of a slot with a key.
const LIVE: u8 = 2;
/// The version of a slot whose key was destroyed.
const ERASED: u8 = 0xe2;

/// What a slot says.
pub(super) enum Slot {
    /// A person's key.
    Live {
        id: PersonId,
        handle: Handle,
        key: Key32,
        /// None in the first slot, which is nobody's.
        number: Option<PersonNumber>,
    },
    /// There was a key.
    Erased(Handle),
    /// It was not written whole with this wrapping key, or was changed.
    Unknown,
}

/// The parts of a slot's bytes.
struct Parts<'a> {
    id: &'a [u8; 16],
    handle: &'a [u8; 16],
    nonce: &'a [u8; NONCE],
    wrapped: &'a [u8; SECRET + TAG],
    end: &'a [u8; END],
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8; SLOT_BYTES]) -> Option<Self> {
        let (id, rest) = bytes.split_first_chunk()?;
        let (handle, rest) = rest.split_first_chunk()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (wrapped, rest) = rest.split_first_chunk()?;
        Some(Self { id, handle, nonce, wrapped, end: rest.first_chunk()? })
    }

    /// What the seal is bound to.
    fn aad(&self) -> Aad<[u8; 32 + END]> {
        let mut bytes = [0; 32 + END];
        let parts = self.id.iter().chain(self.handle).chain(self.end);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        Aad::from(bytes)
    }
}

/// Reads a slot.
pub(super) fn read(bytes: &[u8; SLOT_BYTES], wrap: &LessSafeKey) -> Slot {
    let Some(parts) = Parts::of(bytes) else { return Slot::Unknown };
    let nonce = Nonce::assume_unique_for_key(*parts.nonce);
    let mut room = *parts.wrapped;
    let slot = match parts.end.first() {
        Some(&LIVE) => match wrap.open_in_place(nonce, parts.aad(), &mut room) {
            Ok(secret) => live(&parts, secret),
            Err(_) => None,
        },
        Some(&ERASED) => {
            let (tag, zeros) = room.split_at_mut(TAG);
            let opened = wrap.open_in_place(nonce, parts.aad(), tag).is_ok();
            let empty = zeros.iter().all(|byte| *byte == 0) && *parts.id == [0; 16];
            (opened && empty).then(|| Slot::Erased(Handle(*parts.handle)))
        }
        _ => None,
    };
    room.zeroize();
    slot.unwrap_or(Slot::Unknown)
}

fn live(parts: &Parts<'_>, secret: &[u8]) -> Option<Slot> {
    let (key, number) = secret.split_first_chunk::<32>()?;
    let number = number.first_chunk::<5>()?;
    let id = PersonId(*parts.id);
    let number = match PersonNumber::unpack(number) {
        Ok(number) => Some(number),
        Err(_) if id == PersonId::NOBODY => None,
        Err(_) => return None,
    };
    Some(Slot::Live { id, handle: Handle(*parts.handle), key: Key32::new(*key), number })
}

/// The bytes of a person's slot.
pub(super) fn write(
    (id, handle): (PersonId, Handle),
    (key, number): (&Key32, Option<&PersonNumber>),
    settled: u64,
    nonce: [u8; NONCE],
    wrap: &LessSafeKey,
) -> Result<[u8; SLOT_BYTES], VaultError> {
    let mut secret = [0; SECRET];
    let packed = number.map_or([0; 5], PersonNumber::pack);
    let from = key.expose().iter().chain(&packed);
    secret.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    let sealed = seal([id.0, handle.0], &end(LIVE, settled), nonce, wrap, &mut secret);
    secret.zeroize();
    sealed
}

/// The bytes of a slot whose key is destroyed.
pub(super) fn erase(
    handle: Handle,
    settled: u64,
    nonce: [u8; NONCE],
    wrap: &LessSafeKey,
) -> Result<[u8; SLOT_BYTES], VaultError> {
    seal([[0; 16], handle.0], &end(ERASED, settled), nonce, wrap, &mut [])
}

/// Puts a slot together; `secret` is encrypted where it stands.
fn seal(
    [id, handle]: [[u8; 16]; 2],
    end: &[u8; END],
    nonce: [u8; NONCE],
    wrap: &LessSafeKey,
    secret: &mut [u8],
) -> Result<[u8; SLOT_BYTES], VaultError> {
    let zeros = [0; SECRET + TAG];
    let parts = Parts { id: &id, handle: &handle, nonce: &nonce, wrapped: &zeros, end };
    let nonce_of_seal = Nonce::assume_unique_for_key(nonce);
    let tag = wrap
        .seal_in_place_separate_tag(nonce_of_seal, parts.aad(), secret)
        .map_err(|_| VaultError::Cipher)?;
    let mut bytes = [0; SLOT_BYTES];
    let wrapped = secret.iter().chain(tag.as_ref()).chain(&zeros).take(SECRET + TAG);
    let all = id.iter().chain(&handle).chain(&nonce).chain(wrapped).chain(end);
    bytes.iter_mut().zip(all).for_each(|(to, from)| *to = *from);
    Ok(bytes)
}

fn end(version: u8, settled: u64) -> [u8; END] {
    let mut end = [0; END];
    if let Some(first) = end.first_mut() {
        *first = version;
    }
    if let Some(last) = end.last_chunk_mut() {
        *last = settled.to_be_bytes();
    }
    end
}

/// How many slots were durable when this one was written; only to be believed of one that was read.
pub(super) fn settled(bytes: &[u8; SLOT_BYTES]) -> u64 {
    bytes.last_chunk().copied().map(u64::from_be_bytes).unwrap_or_default()
}

/// The handle, also of a slot that was not written whole: erasing does not change it.
pub(super) fn handle(bytes: &[u8; SLOT_BYTES]) -> Handle {
    let handle = bytes.get(16..).and_then(|rest| rest.first_chunk());
    Handle(handle.copied().unwrap_or_default())
}
