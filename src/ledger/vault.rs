//! The vault: one random key for each person, and one for each month that entries expire with. The
//! only thing beside the signing key that cannot be rebuilt, and what makes erasure possible: an entry
//! without its keys says nothing.
//!
//! Its folder is deletable storage of its own, backed up apart from the ledger:
//!
//! ```text
//! .                locked while the vault is open
//! master.key       wraps the keyring                        (vault/master.rs)
//! keyring.vault    the few keys that all else rests on      (vault/keyring.rs)
//! persons.vault    a slot for each person, erased in place  (vault/persons.rs, vault/slots.rs)
//! periods.vault    a key for each month                     (vault/periods.rs)
//! counts.vault     who was counted by limits                (counts.rs)
//! held.vault       whom entries that wait are about         (whose.rs)
//! standing.vault   whom acts that stand are by              (whose.rs)
//! watched.vault    for whom notices are due                 (watched.rs)
//! heads.vault      how far each person's entries had come   (heads.rs)
//! erasing.vault    a slot that is being erased              (vault/persons.rs)
//! master.next      a master key that is about to be used    (vault/rotate.rs)
//! ```
//!
//! and beside each the names `.new` and `.old` while it is replaced (vault/replace.rs).
//!
//! A new slot and a new month's key are on disk before the first entry that needs them.

mod backup;
mod keyring;
mod master;
mod periods;
mod persons;
pub(super) mod replace;
mod rotate;
mod slots;

pub use backup::{Backed, Gone, Restored, backup, restore};
pub use master::{FileMaster, MasterKey};
pub(crate) use persons::New;
pub use rotate::{What, rotate};

use super::counts::Counts;
use super::heads::{Heads, HeadsError};
use super::seal::{SealError, cipher_key, mac_key};
use super::watched::Watched;
use super::whose::{self, Whose};
use crate::disk::{lock_folder, make_folder, sync_folder};
use crate::vocab::Malformed;
use crate::vocab::month::Month;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyring::{KEYRING, Keyring};
use master::MASTER;
use periods::Periods;
use persons::{PERSONS, Persons};
use ring::rand::SecureRandom;
use ring::{aead, hmac};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use zeroize::Zeroize;

/// Why the vault cannot be used. Never says anything about a person.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A file of the vault could not be read or written.
    #[error("vault: {what} failed")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Others than the owner may read the master key.
    #[error("vault: master.key may be read by others than its owner (mode {mode:o}, must be 600)")]
    Exposed {
        /// The permission bits found.
        mode: u32,
    },
    /// The master key is not 32 bytes.
    #[error("vault: master.key is not 32 bytes long")]
    MasterLength,
    /// The keyring was wrapped by another master key, or is damaged.
    #[error("vault: keyring.vault does not open with this master key")]
    WrongMaster,
    /// A file has not the form it must have.
    #[error("vault: {0} is damaged")]
    Form(&'static str),
    /// The ledger has entries but its vault is not there: a wrong folder, or a lost one.
    #[error("vault: {0} is missing, but the ledger has entries")]
    Missing(&'static str),
    /// Another process has the vault open.
    #[error("vault: another process has it open")]
    Locked,
    /// A slot does not open with the wrapping key: the file is damaged, or another vault's.
    #[error("vault: slot {0} does not open with this keyring")]
    Damaged(u64),
    /// There are as many persons as slots can be counted.
    #[error("vault: there is no room for another person")]
    Full,
    /// A month is past: its key was destroyed, and nothing is sealed until its end any more.
    #[error("vault: {0} is past")]
    PeriodOver(Month),
    /// Keys are being rotated: that is finished by a start or another rotation.
    #[error("vault: a rotation of its keys is not finished; rotate again, or start the gateway")]
    Rotating,
    /// The file of a backup is there already.
    #[error("vault: the backup's file is there already")]
    BackupExists,
    /// The file is not a whole backup.
    #[error("vault: the file is not a whole backup of a vault")]
    Backup,
    /// There is a vault where one is to be restored.
    #[error("vault: there are persons in the folder; a backup is restored into one without")]
    NotEmpty,
    /// A key could not be derived, drawn or wrapped.
    #[error("vault: a key could not be made")]
    Cipher,
    /// The heads of persons' sequences failed.
    #[error(transparent)]
    Heads(#[from] HeadsError),
}

impl From<SealError> for VaultError {
    fn from(_: SealError) -> Self {
        Self::Cipher
    }
}

fn io_error(what: &'static str) -> impl FnOnce(io::Error) -> VaultError {
    move |source| VaultError::Io { what, source }
}

fn missing_or(error: io::Error, name: &'static str) -> VaultError {
    match error.kind() {
        io::ErrorKind::NotFound => VaultError::Missing(name),
        _ => VaultError::Io { what: name, source: error },
    }
}

/// A person as the vault knows them; nothing to who lacks the keyring. It changes when the lookup key
/// is rotated; the slot and the handle do not.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PersonId([u8; 16]);

impl PersonId {
    /// Whose slot is the first one.
    const NOBODY: Self = Self([0; 16]);

    fn half(self) -> [u8; 8] {
        self.0.first_chunk().copied().unwrap_or_default()
    }
}

/// What names a person's key when it is destroyed: random, and nothing else is derived from it. Text
/// form: base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle([u8; 16]);

impl Handle {
    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<String> for Handle {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(Malformed::new("handle", "must be 16 bytes in base64url"))
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        URL_SAFE_NO_PAD.encode(handle.0)
    }
}

impl std::fmt::Display for Handle {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// What the vault says of a person.
pub(crate) struct Known {
    /// The place of their slot, which never changes.
    pub(crate) slot: u64,
    pub(crate) id: PersonId,
    pub(crate) handle: Handle,
    pub(crate) key: Key32,
    pub(crate) number: PersonNumber,
}

/// The open vault.
pub(crate) struct Vault {
    lookup: hmac::Key,
    pseudonyms: Key32,
    persons: Persons,
    periods: Periods,
    /// What distinct persons are counted by.
    pub(crate) counts: Counts,
    /// Whom the entries are about that are not shown yet.
    pub(crate) held: Whose,
    /// Whom the acts are by that stand.
    pub(crate) standing: Whose,
    /// Persons for whom something is watched.
    pub(crate) watched: Watched,
    /// How far each person's sequences had come at the newest digest.
    pub(crate) heads: Heads,
    _lock: File,
}

impl Vault {
    /// Opens the vault in this folder, and makes a new one if there is none and `may_create`.
    pub(crate) fn open(dir: &Path, may_create: bool) -> Result<Self, VaultError> {
        if may_create {
            make_folder(dir).map_err(io_error("making the folder"))?;
        }
        let lock = lock(dir)?;
        let is_new = may_create && is_without_persons(dir)?;
        if is_new && !dir.join(MASTER).exists() {
            FileMaster::draw(&dir.join(MASTER))?;
        }
        Self::open_with(dir, &FileMaster::read(dir)?, lock, (may_create, is_new))
    }

    fn open_with(
        dir: &Path,
        master: &dyn MasterKey,
        lock: File,
        (may_create, is_new): (bool, bool),
    ) -> Result<Self, VaultError> {
        if is_new && !dir.join(KEYRING).exists() {
            Keyring::draw()?.write(dir, &[master])?;
        }
        let keyring = rotate::finish(dir, Keyring::open(dir, master)?, master)?;
        let wrap = || wrapping(&keyring.now.wrapping);
        let vault = Self {
            lookup: hmac::Key::new(hmac::HMAC_SHA256, keyring.now.lookup.expose()),
            pseudonyms: keyring.pseudonyms.clone(),
            persons: Persons::open(dir, wrap()?, may_create)?,
            periods: Periods::open(dir, wrap()?, may_create)?,
            counts: Counts::open(dir, mac_key(&keyring.counts, b"counts")?)?,
            held: Whose::open(dir, whose::HELD, cipher_key(&keyring.counts, b"held")?)?,
            standing: Whose::open(dir, whose::STANDING, cipher_key(&keyring.counts, b"standing")?)?,
            watched: Watched::open(
                dir,
                mac_key(&keyring.counts, b"watched turn")?,
                cipher_key(&keyring.counts, b"watched row")?,
            )?,
            heads: Heads::open(dir, &keyring.vrf)?,
            _lock: lock,
        };
        sync_folder(dir).map_err(io_error("syncing the folder"))?;
        Ok(vault)
    }

    /// What pseudonyms are made from.
    pub(crate) const fn pseudonyms(&self) -> &Key32 {
        &self.pseudonyms
    }

    /// Who this is to the vault.
    pub(crate) fn id(&self, person: &PersonNumber) -> PersonId {
        person_id(&self.lookup, person)
    }

    /// All that is known of a person, when they have a key.
    pub(crate) fn known(&self, person: PersonId) -> Result<Option<Known>, VaultError> {
        self.persons.known(person)
    }

    /// The person's key, when they have one.
    pub(crate) fn key(&self, person: PersonId) -> Result<Option<Key32>, VaultError> {
        Ok(self.known(person)?.map(|known| known.key))
    }

    /// How many persons it has had, those whose keys were destroyed included.
    pub(crate) fn persons(&self) -> u64 {
        // The first slot is nobody's.
        self.persons.slots().saturating_sub(1)
    }

    /// Draws a key for a new person. It counts for nothing until [`Self::add`] returns.
    pub(crate) fn draw(&self) -> Result<Key32, VaultError> {
        draw()
    }

    /// Writes the keys of new persons: one write, one fdatasync for all of them.
    pub(crate) fn add(&self, new: &[New]) -> Result<(), VaultError> {
        self.persons.add(new)
    }

    /// Visits all persons in the order of their slots, reading the file once from end to end. Those
    /// added meanwhile are not among them.
    pub(crate) fn each<E: From<VaultError>>(
        &self,
        visit: impl FnMut(Known) -> Result<(), E>,
    ) -> Result<(), E> {
        self.persons.each(visit)
    }

    /// The key of a month that entries expire with; none once it was destroyed.
    pub(crate) fn period(&self, month: Month) -> Option<Key32> {
        self.periods.key(month)
    }

    /// The same for sealing: drawn when it is the month's first, and durable when this returns.
    ///
    /// # Errors
    /// When the month is past, or the key cannot be made durable.
    pub(crate) fn period_for_sealing(&self, month: Month) -> Result<Key32, VaultError> {
        self.periods.key_or_new(month)
    }

    /// The months below this one whose keys are there.
    pub(crate) fn periods_before(&self, month: Month) -> Vec<Month> {
        self.periods.before(month)
    }

    /// Whether the key of a month was destroyed, or never will be there.
    pub(crate) fn is_over(&self, month: Month) -> bool {
        self.periods.is_over(month)
    }

    /// Destroys the keys of all months below this one; durable when it returns.
    pub(crate) fn destroy_periods_before(&self, month: Month) -> Result<(), VaultError> {
        self.periods.destroy_before(month)
    }

    /// Whether this handle names a key that is not destroyed. Reads all slots.
    pub(crate) fn holds(&self, handle: Handle) -> Result<bool, VaultError> {
        if self.persons.is_erased(handle) {
            return Ok(false);
        }
        Ok(!self.persons.find(&HashSet::from([handle]))?.is_empty())
    }

    /// Forgets whom entries from this index on are about: the ledger has none, so they were never durable.
    pub(crate) fn forget_from(&self, end: u64) -> Result<(), VaultError> {
        self.held.forget_from(end)?;
        self.standing.forget_from(end)
    }

    /// Destroys the keys that these handles name, and what the vault holds about those persons. The
    /// key goes last: until then another try finds the rest. Gives whose keys they were.
    pub(crate) fn erase(&self, handles: &HashSet<Handle>) -> Result<Vec<PersonId>, VaultError> {
        let mut gone = Vec::new();
        let left = handles.iter().filter(|handle| !self.persons.is_erased(**handle));
        for known in self.persons.find(&left.copied().collect())? {
            let person = self.counts.person(&known.number);
            self.counts.forget(person).map_err(io_error("removing counted rows"))?;
            self.held.forget(&known.number)?;
            self.standing.forget(&known.number)?;
            self.watched.forget(&known.number)?;
            self.heads.drop_rows(&[known.slot])?;
            self.persons.erase(&known)?;
            // Again, for a digest that read the slot between the two.
            self.heads.drop_rows(&[known.slot])?;
            gone.push(known.id);
        }
        Ok(gone)
    }
}

/// Takes the vault's lock; it is given back when the file is closed, also by a crash.
fn lock(dir: &Path) -> Result<File, VaultError> {
    lock_folder(dir).map_err(|error| match error {
        TryLockError::WouldBlock => VaultError::Locked,
        TryLockError::Error(error) => missing_or(error, "its folder"),
    })
}

/// Whether there is no file of persons, or an empty one.
fn is_without_persons(dir: &Path) -> Result<bool, VaultError> {
    match fs::metadata(dir.join(PERSONS)) {
        Ok(about) => Ok(about.len() == 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(VaultError::Io { what: "reading the slots", source }),
    }
}

/// Who a person is under a lookup key.
fn person_id(lookup: &hmac::Key, person: &PersonNumber) -> PersonId {
    let mac = hmac::sign(lookup, person.expose().as_bytes());
    PersonId(mac.as_ref().first_chunk().copied().unwrap_or_default())
}

fn wrapping(key: &Key32) -> Result<aead::LessSafeKey, VaultError> {
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, key.expose());
    Ok(aead::LessSafeKey::new(key.map_err(|_| VaultError::Cipher)?))
}

/// Random bytes.
fn draw_bytes<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    ring::rand::SystemRandom::new().fill(&mut bytes).map_err(|_| VaultError::Cipher)?;
    Ok(bytes)
}

/// A random key.
fn draw() -> Result<Key32, VaultError> {
    let mut bytes = draw_bytes()?;
    let key = Key32::new(bytes);
    bytes.zeroize();
    Ok(key)
}

/// The secret of pseudonyms, from the folder of a vault: what [`Ledger::pseudonyms`] gives, for whoever
/// holds the folder. Nothing is locked, so it can be read while the ledger is open.
///
/// # Errors
/// When there is no vault, or its master key cannot be used.
///
/// [`Ledger::pseudonyms`]: super::Ledger::pseudonyms
pub fn pseudonyms(dir: &Path) -> Result<Key32, VaultError> {
    Ok(Keyring::read(dir, &FileMaster::read(dir)?)?.pseudonyms)
}
