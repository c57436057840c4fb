//! Rotation: new keys for the vault, without touching the log.
//!
//! *Master*: the keyring is wrapped anew. *Wrapping*: slots and months are wrapped anew. *Lookup*: the
//! same, and persons get new ids. What was made with keys that the keyring keeps (pseudonyms, counts,
//! places in the digest's map), and the persons' own keys, stay as they are.
//!
//! For the last two the keyring first names the new keys beside the old ones; then each file is written
//! anew, and the one in its place opens with just one of the two wrapping keys; then the keyring forgets
//! the old ones. A start that finds two in the keyring goes on from there.

use super::keyring::{Keyring, Keys, rotate_file_master};
use super::master::{FileMaster, MasterKey};
use super::periods::{self, PERIODS};
use super::persons::{PERSONS, Persons, each_slot};
use super::slots::{self, Slot};
use super::{VaultError, draw, draw_bytes, io_error, lock, person_id, replace, wrapping};
use ring::hmac;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// What is rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The key that wraps the keyring.
    Master,
    /// The key that finds persons, and with it the wrapping key: slots are written anew for both.
    Lookup,
    /// The key that wraps slots and months.
    Wrapping,
}

/// Rotates a key of the vault in this folder. `progress` is told how many of how many slots are done.
///
/// # Errors
/// When the vault is open elsewhere, damaged, or a file cannot be written. What was begun is finished
/// by the next rotation or the next start.
pub fn rotate(
    dir: &Path,
    what: What,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), VaultError> {
    let _lock = lock(dir)?;
    let master = FileMaster::read(dir)?;
    let mut keyring = finish_telling(dir, Keyring::open(dir, &master)?, &master, &mut |_, _| ())?;
    if what == What::Master {
        return rotate_file_master(dir);
    }
    let lookup = if what == What::Lookup { draw()? } else { keyring.now.lookup.clone() };
    keyring.next = Some(Keys { lookup, wrapping: draw()? });
    keyring.write(dir, &[&master])?;
    finish_telling(dir, keyring, &master, progress).map(|_| ())
}

/// Goes on with a rotation that was begun, if one was.
pub(super) fn finish(
    dir: &Path,
    keyring: Keyring,
    master: &dyn MasterKey,
) -> Result<Keyring, VaultError> {
    if keyring.next.is_some() {
        tracing::info!("a rotation of the vault's keys is finished");
    }
    finish_telling(dir, keyring, master, &mut |_, _| ())
}

fn finish_telling(
    dir: &Path,
    mut keyring: Keyring,
    master: &dyn MasterKey,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Keyring, VaultError> {
    let Some(next) = keyring.next.take() else { return Ok(keyring) };
    if !opens(dir, &next)? {
        rewrite(dir, &keyring.now, &next, progress)?;
    }
    replace::finish(&dir.join(PERSONS)).map_err(io_error("clearing old slots"))?;
    let path = dir.join(PERIODS);
    let new = wrapping(&next.wrapping)?;
    if periods::read(&path, &new).is_err() {
        periods::write(&path, &new, &periods::read(&path, &wrapping(&keyring.now.wrapping)?)?)?;
    }
    keyring.now = next;
    keyring.write(dir, &[master])?;
    Ok(keyring)
}

/// Whether the slots were written with these keys.
fn opens(dir: &Path, keys: &Keys) -> Result<bool, VaultError> {
    let file = File::open(dir.join(PERSONS)).map_err(|it| super::missing_or(it, PERSONS))?;
    let mut first = [0; slots::SLOT_BYTES];
    file.read_exact_at(&mut first, 0).map_err(io_error("reading a slot"))?;
    Ok(!matches!(slots::read(&first, &wrapping(&keys.wrapping)?), Slot::Unknown))
}

/// Writes all slots anew, each in its place.
fn rewrite(
    dir: &Path,
    now: &Keys,
    next: &Keys,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), VaultError> {
    let path = dir.join(PERSONS);
    let (old, new) = (wrapping(&now.wrapping)?, wrapping(&next.wrapping)?);
    let lookup = hmac::Key::new(hmac::HMAC_SHA256, next.lookup.expose());
    // Opening it cuts nothing off, but says how many slots are whole.
    let count = Persons::open(dir, wrapping(&now.wrapping)?, false)?.slots();
    let from = File::open(&path).map_err(io_error("reading the slots"))?;
    let to = replace::begin(&path).map_err(io_error("writing slots"))?;
    let mut out = BufWriter::with_capacity(256 * 1024, &to);
    each_slot(&from, count, |place, bytes| {
        let settled = slots::settled(bytes).min(place);
        let written = match slots::read(bytes, &old) {
            Slot::Live { id, handle, key, number } => {
                let id = number.as_ref().map_or(id, |number| person_id(&lookup, number));
                let secret = (&key, number.as_ref());
                slots::write((id, handle), secret, settled, draw_bytes()?, &new)?
            }
            Slot::Erased(handle) => slots::erase(handle, settled, draw_bytes()?, &new)?,
            Slot::Unknown => return Err(VaultError::Damaged(place)),
        };
        out.write_all(&written).map_err(io_error("writing slots"))?;
        if place % 1024 == 0 {
            progress(place, count);
        }
        Ok(())
    })?;
    out.flush().map_err(io_error("writing slots"))?;
    drop(out);
    progress(count, count);
    replace::commit(&path, &to).map_err(io_error("writing slots"))
}
