//! `periods.vault`: one random key for each month that entries expire with, wrapped together.
//!
//! ```text
//! nonce 12 | AES-256-GCM ( version 1 | over u32 | for each: month u32, key 32 ) | tag 16
//! ```
//!
//! with big-endian numbers. A month is months since January of year 0. All months below *over* are
//! past: their keys were destroyed and none is drawn for them again. The file is replaced whole, and
//! the old one overwritten.

use super::master::{open, seal};
use super::replace::{self, replace};
use super::{VaultError, draw, io_error, missing_or};
use crate::vocab::month::Month;
use crate::vocab::secret::Key32;
use ring::aead::LessSafeKey;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// The file's name.
pub(super) const PERIODS: &str = "periods.vault";

const VERSION: u8 = 1;
const USE: &[u8] = b"sluse/vault/periods/v1";

/// The open file.
pub(super) struct Periods {
    path: PathBuf,
    wrap: LessSafeKey,
    held: Mutex<Held>,
}

/// What the file says.
#[derive(Clone, Default)]
pub(super) struct Held {
    /// All months below this one are over.
    over: u32,
    keys: BTreeMap<u32, Key32>,
}

impl Periods {
    /// Opens the file, and makes it if it is not there and `may_create`.
    pub(super) fn open(
        dir: &Path,
        wrap: LessSafeKey,
        may_create: bool,
    ) -> Result<Self, VaultError> {
        let path = dir.join(PERIODS);
        replace::finish(&path).map_err(io_error("clearing old periods"))?;
        if may_create && !path.exists() {
            write(&path, &wrap, &Held::default())?;
        }
        let held = Mutex::new(read(&path, &wrap)?);
        Ok(Self { path, wrap, held })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of a month; none when it was destroyed or there never was one.
    pub(super) fn key(&self, month: Month) -> Option<Key32> {
        self.held().keys.get(&month.number()).cloned()
    }

    /// The key of a month that something expires with; the first time it is drawn, and durable when
    /// this returns.
    pub(super) fn key_or_new(&self, month: Month) -> Result<Key32, VaultError> {
        let mut held = self.held();
        if let Some(key) = held.keys.get(&month.number()) {
            return Ok(key.clone());
        }
        if month.number() < held.over {
            return Err(VaultError::PeriodOver(month));
        }
        let (key, mut next) = (draw()?, held.clone());
        next.keys.insert(month.number(), key.clone());
        write(&self.path, &self.wrap, &next)?;
        *held = next;
        Ok(key)
    }

    /// Whether a month is past, and its key destroyed.
    pub(super) fn is_over(&self, month: Month) -> bool {
        month.number() < self.held().over
    }

    /// The months below this one that still have a key.
    pub(super) fn before(&self, month: Month) -> Vec<Month> {
        let held = self.held();
        held.keys.range(..month.number()).filter_map(|(it, _)| Month::from_number(*it)).collect()
    }

    /// Destroys the keys of all months below this one; durable when it returns.
    pub(super) fn destroy_before(&self, month: Month) -> Result<(), VaultError> {
        let mut held = self.held();
        if held.over >= month.number() {
            return Ok(());
        }
        let mut next = held.clone();
        next.forget_before(month);
        write(&self.path, &self.wrap, &next)?;
        *held = next;
        Ok(())
    }
}

impl Held {
    /// Forgets the months below this one; gives those that had a key.
    pub(super) fn forget_before(&mut self, month: Month) -> Vec<Month> {
        let kept = self.keys.split_off(&month.number());
        let gone = std::mem::replace(&mut self.keys, kept);
        self.over = self.over.max(month.number());
        gone.into_keys().filter_map(Month::from_number).collect()
    }
}

/// Reads the file.
pub(super) fn read(path: &Path, wrap: &LessSafeKey) -> Result<Held, VaultError> {
    read_bytes(&fs::read(path).map_err(|error| missing_or(error, PERIODS))?, wrap)
}

/// Reads the file's bytes.
pub(super) fn read_bytes(bytes: &[u8], wrap: &LessSafeKey) -> Result<Held, VaultError> {
    let text = open(wrap, USE, bytes).ok_or(VaultError::Form(PERIODS))?;
    parse(&text).ok_or(VaultError::Form(PERIODS))
}

fn parse(text: &[u8]) -> Option<Held> {
    let (&[VERSION], rest) = text.split_first_chunk::<1>()? else { return None };
    let (over, rest) = rest.split_first_chunk()?;
    let (rows, []) = rest.as_chunks::<36>() else { return None };
    let mut keys = BTreeMap::new();
    for row in rows {
        let (month, key) = row.split_first_chunk()?;
        keys.insert(u32::from_be_bytes(*month), Key32::new(*key.first_chunk()?));
    }
    Some(Held { over: u32::from_be_bytes(*over), keys })
}

/// Writes the file anew.
pub(super) fn write(path: &Path, wrap: &LessSafeKey, held: &Held) -> Result<(), VaultError> {
    let mut text = Zeroizing::new(Vec::with_capacity(5 + held.keys.len() * 36));
    text.push(VERSION);
    text.extend_from_slice(&held.over.to_be_bytes());
    for (month, key) in &held.keys {
        text.extend_from_slice(&month.to_be_bytes());
        text.extend_from_slice(key.expose());
    }
    replace(path, &seal(wrap, USE, &text)?).map_err(io_error("writing the periods"))
}
