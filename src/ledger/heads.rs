//! `heads.vault`: how far each person's two sequences had come when the newest digest was made, and the
//! map whose root that digest names.
//!
//! ```text
//! "sluse heads v1 \n" 16 | salt 32 | digest u64 |
//!   sealed: size u64, slots u64, persons u64, before u64, vrf key 32, root 32, order's SHA-256 32; tag 16 | zeros to 256
//! rows    slots times 176: handle 16 | shown count u64, head 32 | held count u64, head 32 | position 32 | value 32 | tag 16
//! order   persons times 4: the slots whose persons are in the map, by their positions
//! cut     the map's subtrees at some depth: what 1 | hash 32
//! ```
//!
//! with big-endian numbers. Row `n` is that of slot `n` in `persons.vault`; one of zeros is nobody's.
//! *size*: entries below it are counted. *before* and *digest* are one more than the index of an entry,
//! or 0: the newest digest below *size*, and the digest over just these heads, noted once it is written
//! (whoever uses it reads the entry and compares). Header and rows are sealed with AES-256-GCM under a key
//! derived from the vault's VRF key and the salt, which is fresh in each file; a row's nonce is its slot. So a
//! file without its first bytes says nothing.
//!
//! The file is replaced whole by each digest, and the old one overwritten. A row of an erased person is
//! overwritten where it stands, and dropped by the next digest.

mod file;
mod writer;

pub(super) use file::without;
pub(crate) use file::{HeadsFile, Row};
pub(crate) use writer::Writer;

use super::vault::{Known, replace};
use crate::vocab::secret::Key32;
use crate::vrf;
use ring::aead::LessSafeKey;
use ring::{aead, hkdf};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The file's name.
pub(super) const HEADS: &str = "heads.vault";

const MAGIC: &[u8; 16] = b"sluse heads v1 \n";
const SALT: usize = 32;
/// What of the header is sealed.
const ABOUT: usize = 4 * 8 + 3 * 32;
/// Where it is noted which entry is the digest over these heads.
const NOTE: u64 = (MAGIC.len() + SALT) as u64;
/// Where the header's sealed part ends.
const ABOUT_END: usize = MAGIC.len() + SALT + 8 + ABOUT + TAG;
const HEADER: u64 = 256;
const ROW: usize = 16 + 2 * (8 + 32) + 2 * 32;
const SEALED_ROW: usize = ROW + TAG;
const TAG: usize = 16;
const CUT_ROW: usize = 1 + 32;

/// How long the maker of a file waits for those who read the one before it.
const READERS: Duration = Duration::from_millis(5);

/// Why the heads cannot be used. All but the vault's own failing is mended by making them anew.
#[derive(Debug, thiserror::Error)]
pub enum HeadsError {
    /// The file could not be read or written.
    #[error("heads: {what} failed")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// It is not such a file, was changed, or is another vault's.
    #[error("heads: {0} of heads.vault is damaged")]
    Damaged(&'static str),
    /// Somebody was erased meanwhile, so what was made is not used.
    #[error("heads: somebody was erased meanwhile")]
    Overtaken,
    /// A key could not be drawn or derived, or a position was not found.
    #[error("heads: a key could not be made")]
    Cipher,
}

fn io_error(what: &'static str) -> impl FnOnce(std::io::Error) -> HeadsError {
    move |source| HeadsError::Io { what, source }
}

/// The newest heads, shared by whoever makes, reads and erases them.
pub(crate) struct Heads {
    path: PathBuf,
    keys: HeadsKeys,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<HeadsFile>>,
    /// How often rows were dropped since the start: who makes a file sees whether that happened meanwhile.
    drops: u64,
    /// Their slots.
    dropped: HashSet<u64>,
}

/// What positions and the file's keys are made from.
pub(crate) struct HeadsKeys {
    pub(crate) vrf: vrf::SecretKey,
    seed: Key32,
}

impl HeadsKeys {
    pub(crate) fn new(seed: &Key32) -> Self {
        Self { vrf: vrf::SecretKey::new(seed), seed: seed.clone() }
    }

    /// The key of the file with this salt.
    fn cipher(&self, salt: &[u8; SALT]) -> Result<LessSafeKey, HeadsError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(self.seed.expose());
        let okm = prk.expand(&[b"sluse/vault/heads/v1"], &aead::AES_256_GCM);
        let okm = okm.map_err(|_| HeadsError::Cipher)?;
        Ok(LessSafeKey::new(aead::UnboundKey::from(okm)))
    }
}

impl Heads {
    /// Opens the heads in a vault's folder. Where there are none, or they are damaged, there are none
    /// until the next digest.
    pub(crate) fn open(dir: &Path, seed: &Key32) -> Result<Self, HeadsError> {
        let path = dir.join(HEADS);
        replace::finish(&path).map_err(io_error("clearing old heads"))?;
        let keys = HeadsKeys::new(seed);
        let current = match HeadsFile::open(&path, &keys) {
            Ok(file) => file.map(Arc::new),
            Err(HeadsError::Damaged(what)) => {
                tracing::warn!(what, "heads.vault is damaged and will be made anew");
                None
            }
            Err(error) => return Err(error),
        };
        Ok(Self { path, keys, state: Mutex::new(State { current, ..State::default() }) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) const fn keys(&self) -> &HeadsKeys {
        &self.keys
    }

    /// The newest heads, if there are any. Whoever holds them holds back the next ones' maker, so not
    /// for long.
    pub(crate) fn current(&self) -> Option<Arc<HeadsFile>> {
        self.state().current.clone()
    }

    /// How often rows were dropped since the start.
    pub(crate) fn drops(&self) -> u64 {
        self.state().drops
    }

    /// The heads of a person, from this file; [`HeadsError::Overtaken`] when the person is being erased.
    ///
    /// # Errors
    /// As [`HeadsFile::row_of`].
    pub(crate) fn row_of(
        &self,
        file: &HeadsFile,
        known: &Known,
    ) -> Result<Option<Row>, HeadsError> {
        match file.row_of(known) {
            Err(HeadsError::Damaged(_)) if self.state().dropped.contains(&known.slot) => {
                Err(HeadsError::Overtaken)
            }
            row => row,
        }
    }

    /// Begins new heads.
    pub(crate) fn begin(&self) -> Result<Writer, HeadsError> {
        Writer::begin(&self.path, &self.keys, self.drops())
    }

    /// Puts new heads in the place of the old ones, which are overwritten.
    pub(crate) fn install(&self, written: Writer) -> Result<(), HeadsError> {
        let (new, drops) = written.finish(&self.keys)?;
        let mut state = self.state();
        if state.drops != drops {
            return Err(HeadsError::Overtaken);
        }
        let installed = replace::install(&self.path, new.file());
        installed.map_err(io_error("replacing heads.vault"))?;
        let old = state.current.replace(Arc::new(new));
        drop(state);
        // Zeros must not appear under somebody who is reading.
        while old.as_ref().is_some_and(|old| Arc::strong_count(old) > 1) {
            std::thread::sleep(READERS);
        }
        replace::finish(&self.path).map_err(io_error("overwriting old heads"))
    }

    /// Overwrites the rows of persons whose keys are destroyed.
    pub(crate) fn drop_rows(&self, slots: &[u64]) -> Result<(), HeadsError> {
        let mut state = self.state();
        state.drops += 1;
        state.dropped.extend(slots);
        match &state.current {
            Some(current) => current.drop_rows(slots),
            None => Ok(()),
        }
    }

    /// Makes as if there were no heads, because this is damaged in this file: the next digest makes them from
    /// the first entry on.
    pub(crate) fn forget(&self, file: &Arc<HeadsFile>, damaged: &'static str) {
        let mut state = self.state();
        if state.current.as_ref().is_some_and(|current| Arc::ptr_eq(current, file)) {
            tracing::warn!(damaged, "heads.vault is damaged and will be made anew");
            state.current = None;
        }
    }
}
