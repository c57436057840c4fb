//! The keyring: the few keys that all else in the vault rests on, wrapped by the master key.
//!
//! `keyring.vault` is replaced whole:
//!
//! ```text
//! version 1 | how many wrappings u8 | for each: length u16 big-endian, wrapped keyring
//! ```
//!
//! There are two wrappings only while the master key is rotated, so that whichever of the two keys is
//! found at the next start opens it. A wrapped keyring is
//!
//! ```text
//! version 1 | rotating u8 | lookup 32 | wrapping 32 | pseudonyms 32 | counts 32 | vrf 32 [ | lookup 32 | wrapping 32 ]
//! ```
//!
//! where the two keys at the end are there while slots are rewritten with them. Pseudonyms, counts and
//! the VRF's key never change: what was made with them stays good.

use super::master::{FileMaster, MASTER, MasterKey, next_path};
use super::replace::{self, replace};
use super::{VaultError, draw, io_error, missing_or};
use crate::disk::remove_if_there;
use crate::vocab::secret::Key32;
use std::fs;
use std::path::Path;
use zeroize::Zeroizing;

/// The file's name.
pub(super) const KEYRING: &str = "keyring.vault";

const VERSION: u8 = 1;

/// The keys that a rotation changes.
#[derive(Clone)]
pub(super) struct Keys {
    /// Makes person ids of numbers.
    pub(super) lookup: Key32,
    /// Wraps slots and periods.
    pub(super) wrapping: Key32,
}

/// The keys of one vault.
pub(super) struct Keyring {
    pub(super) now: Keys,
    /// The keys that slots and periods are being rewritten with.
    pub(super) next: Option<Keys>,
    pub(super) pseudonyms: Key32,
    pub(super) counts: Key32,
    pub(super) vrf: Key32,
}

impl Keyring {
    /// Draws the keys of a new vault.
    pub(super) fn draw() -> Result<Self, VaultError> {
        Ok(Self {
            now: Keys { lookup: draw()?, wrapping: draw()? },
            next: None,
            pseudonyms: draw()?,
            counts: draw()?,
            vrf: draw()?,
        })
    }

    /// Reads the keyring in this folder, and changes nothing.
    pub(super) fn read(dir: &Path, master: &dyn MasterKey) -> Result<Self, VaultError> {
        let bytes = fs::read(dir.join(KEYRING)).map_err(|error| missing_or(error, KEYRING))?;
        for wrapped in wrappings(&bytes).ok_or(VaultError::Form(KEYRING))? {
            if let Some(text) = master.open(wrapped)? {
                return Self::parse(&text).ok_or(VaultError::Form(KEYRING));
            }
        }
        Err(VaultError::WrongMaster)
    }

    /// Reads the keyring, and finishes what a rotation of the master key left undone.
    pub(super) fn open(dir: &Path, master: &dyn MasterKey) -> Result<Self, VaultError> {
        let path = dir.join(KEYRING);
        let keyring = Self::read(dir, master)?;
        replace::finish(&path).map_err(io_error("clearing an old keyring"))?;
        replace::finish(&dir.join(MASTER)).map_err(io_error("clearing an old master key"))?;
        let bytes = fs::read(&path).map_err(io_error("reading the keyring"))?;
        if wrappings(&bytes).is_some_and(|all| all.len() > 1) {
            keyring.write(dir, &[master])?;
        }
        remove_if_there(&next_path(dir)).map_err(io_error("removing an unused master key"))?;
        Ok(keyring)
    }

    /// Writes the keyring, wrapped by each of these keys.
    pub(super) fn write(&self, dir: &Path, masters: &[&dyn MasterKey]) -> Result<(), VaultError> {
        let text = self.text();
        let mut bytes = vec![VERSION, u8::try_from(masters.len()).unwrap_or_default()];
        for master in masters {
            let wrapped = master.wrap(&text)?;
            let length = u16::try_from(wrapped.len()).map_err(|_| VaultError::Cipher)?;
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(&wrapped);
        }
        replace(&dir.join(KEYRING), &bytes).map_err(io_error("writing the keyring"))
    }

    fn text(&self) -> Zeroizing<Vec<u8>> {
        let mut text = Zeroizing::new(Vec::with_capacity(2 + 7 * 32));
        text.extend_from_slice(&[VERSION, u8::from(self.next.is_some())]);
        let always =
            [&self.now.lookup, &self.now.wrapping, &self.pseudonyms, &self.counts, &self.vrf];
        let next = self.next.iter().flat_map(|next| [&next.lookup, &next.wrapping]);
        for key in always.into_iter().chain(next) {
            text.extend_from_slice(key.expose());
        }
        text
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let (&[VERSION, rotating], keys) = text.split_first_chunk::<2>()? else { return None };
        let (keys, []) = keys.as_chunks::<32>() else { return None };
        let key = |bytes: &[u8; 32]| Key32::new(*bytes);
        let ([lookup, wrapping, pseudonyms, counts, vrf], next) = keys.split_first_chunk()?;
        let next = match (rotating, next) {
            (0, []) => None,
            (1, [lookup, wrapping]) => Some(Keys { lookup: key(lookup), wrapping: key(wrapping) }),
            _ => return None,
        };
        let now = Keys { lookup: key(lookup), wrapping: key(wrapping) };
        Some(Self { now, next, pseudonyms: key(pseudonyms), counts: key(counts), vrf: key(vrf) })
    }
}

/// The wrapped keyrings in the file.
fn wrappings(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let (&[VERSION, count], mut rest) = bytes.split_first_chunk::<2>()? else { return None };
    let mut found = Vec::new();
    for _ in 0..count {
        let (length, after) = rest.split_first_chunk()?;
        let (wrapped, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        found.push(wrapped);
        rest = after;
    }
    rest.is_empty().then_some(found)
}

/// Draws a new master key and gives the keyring to it. Whenever the machine stops, the master key that
/// is found opens the keyring that is found.
pub(super) fn rotate_file_master(dir: &Path) -> Result<(), VaultError> {
    let old = FileMaster::read(dir)?;
    let keyring = Keyring::open(dir, &old)?;
    let new = FileMaster::draw(&next_path(dir))?;
    keyring.write(dir, &[&old, &new])?;
    let (path, aside) = (dir.join(MASTER), replace::new_path(&dir.join(MASTER)));
    fs::rename(next_path(dir), &aside).map_err(io_error("writing master.key"))?;
    let file = fs::File::open(&aside).map_err(io_error("writing master.key"))?;
    replace::commit(&path, &file).map_err(io_error("writing master.key"))?;
    keyring.write(dir, &[&new])
}
