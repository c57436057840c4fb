//! Erasing a person: two auditors sign the same text, then the person's key is destroyed.
//!
//! The text is that of a signed note (c2sp.org/signed-note):
//!
//! ```text
//! sluse/erasure/v1
//! origin <the ledger's name>
//! subject <base64 of HMAC-SHA-256 over the person's number, under a random salt of 32 bytes>
//! basis <the law or the reason, one line>
//! requested-by <the name of the first signer's key>
//! at <when it was made>
//! ```
//!
//! The salt goes with the note to whoever must check it, but never into the ledger: the note stands in
//! the entry and says nothing of whom. A note counts for 30 days, and once.

use super::entry::{Draft, Erasure, Event};
use super::vault::{Handle, VaultError};
use super::{AppendError, Ledger};
use crate::merkle::note::{self, NoteError, NoteSigner, NoteVerifier};
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// The first line of the text.
const TITLE: &str = "sluse/erasure/v1";

/// How long after it was made a note counts.
pub const VALID_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How far ahead of our clock the one that it was made by may be.
const CLOCKS_DIFFER: Duration = Duration::from_secs(5 * 60);

/// The most letters of a basis.
const BASIS_LETTERS: usize = 200;

/// Why an erasure is not made. Never says anything about whom.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// The note is malformed, or a known key's signature does not fit.
    #[error("the note does not hold")]
    Note(#[source] NoteError),
    /// The signed text is not that of an erasure.
    #[error("the signed text is not an erasure's: {0}")]
    Form(&'static str),
    /// It is about another ledger.
    #[error("the note is about another ledger than {0}")]
    Origin(String),
    /// It was made more than 30 days ago.
    #[error("the note was made more than 30 days ago")]
    Expired,
    /// It was made later than now.
    #[error("the note was made later than now; a clock is wrong")]
    Early,
    /// The one who requests it has not signed.
    #[error("the note is not signed by the auditor who requests it")]
    Requester,
    /// Fewer than two auditors signed.
    #[error("the note is signed by one auditor; another one must confirm it")]
    Unconfirmed,
    /// Number and salt are not those of the note.
    #[error("the note is about another person, or the salt is another")]
    Subject,
    /// Nothing is kept about the person.
    #[error("nothing in the ledger is about that person")]
    Nothing,
    /// The vault could not be asked.
    #[error("the vault cannot be read")]
    Vault(#[source] VaultError),
    /// The entry, or the destruction of the key after it, failed; it is tried again by itself.
    #[error(transparent)]
    Append(#[from] AppendError),
}

/// What two auditors sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The ledger's name.
    pub origin: String,
    subject: [u8; 32],
    basis: String,
    requested_by: String,
    at: Timestamp,
}

impl Text {
    /// The text of a request to erase a person.
    ///
    /// # Errors
    /// When the basis is not one short line, or holds what may be a person's number.
    pub fn new(
        origin: &str,
        (person, salt): (&PersonNumber, &Key32),
        basis: &str,
        signer: &NoteSigner,
        at: Timestamp,
    ) -> Result<Self, EraseError> {
        check_basis(basis)?;
        let requested_by = signer.verifier().name().as_str().to_owned();
        let subject = commitment(person, salt);
        Ok(Self { origin: origin.to_owned(), subject, basis: basis.to_owned(), requested_by, at })
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, EraseError> {
        let mut lines = text.strip_suffix('\n').unwrap_or_default().split('\n');
        if lines.next() != Some(TITLE) {
            return Err(EraseError::Form("its first line is another"));
        }
        let mut line = |word: &'static str| {
            let line = lines.next().and_then(|line| line.strip_prefix(word)?.strip_prefix(' '));
            line.filter(|rest| !rest.is_empty()).ok_or(EraseError::Form(word))
        };
        let (origin, subject) = (line("origin")?, line("subject")?);
        let (basis, requested_by, at) = (line("basis")?, line("requested-by")?, line("at")?);
        let subject = STANDARD.decode(subject).ok().and_then(|it| it.try_into().ok());
        check_basis(basis)?;
        let parsed = Self {
            origin: origin.to_owned(),
            subject: subject.ok_or(EraseError::Form("subject"))?,
            basis: basis.to_owned(),
            requested_by: requested_by.to_owned(),
            at: at.parse().map_err(|_| EraseError::Form("at"))?,
        };
        // What is signed is just what is read: no second spelling, nothing behind it.
        if parsed.to_string() == text { Ok(parsed) } else { Err(EraseError::Form("its spelling")) }
    }

    /// The name of the key that it says to be requested with.
    #[must_use]
    pub fn requested_by(&self) -> &str {
        &self.requested_by
    }

    /// Whether the text is about this person.
    #[must_use]
    pub fn is_about(&self, person: &PersonNumber, salt: &Key32) -> bool {
        // Nothing is gained from the time: whoever can ask has the salt.
        commitment(person, salt) == self.subject
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { origin, subject, basis, requested_by, at } = self;
        let subject = STANDARD.encode(subject);
        writeln!(out, "{TITLE}\norigin {origin}\nsubject {subject}\nbasis {basis}")?;
        writeln!(out, "requested-by {requested_by}\nat {at}")
    }
}

fn commitment(person: &PersonNumber, salt: &Key32) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, salt.expose());
    let mac = hmac::sign(&key, person.expose().as_bytes());
    mac.as_ref().first_chunk().copied().unwrap_or_default()
}

/// A basis stands in the ledger for everybody who may read entries.
fn check_basis(basis: &str) -> Result<(), EraseError> {
    let digits: String = basis.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_other = |letter: char| !letter.is_numeric();
    let length = |digits: &str| digits.chars().count();
    let date_and_serial = |parts: &[&str]| match parts {
        [before, after] => {
            let date = before.rsplit(is_other).next().unwrap_or_default();
            let serial = after.split(is_other).next().unwrap_or_default();
            length(date) >= 6 && length(serial) >= 5
        }
        _ => false,
    };
    let parts: Vec<_> = digits.split(|letter: char| !letter.is_alphanumeric()).collect();
    if digits.split(is_other).any(|run| length(run) >= 11) || parts.windows(2).any(date_and_serial)
    {
        return Err(EraseError::Form("the basis holds what may be a person's number"));
    }
    let is_line = basis.trim() == basis && !basis.chars().any(char::is_control);
    if basis.is_empty() || !is_line || basis.chars().count() > BASIS_LETTERS {
        return Err(EraseError::Form("the basis must be one line of at most 200 letters"));
    }
    Ok(())
}

/// Adds a signature to a note.
///
/// # Errors
/// When the note's text cannot be signed, or the note is not one.
pub fn confirm(note: &[u8], signer: &NoteSigner) -> Result<Vec<u8>, EraseError> {
    let text = text_of(note).ok_or(EraseError::Form("it is no note"))?;
    let signed = signer.sign(text).map_err(EraseError::Note)?;
    let line = signed.get(text.len() + 1..).unwrap_or_default();
    Ok([note, line].concat())
}

/// The text of a note, whoever signed it.
#[must_use]
pub fn text_of(note: &[u8]) -> Option<&str> {
    let note = std::str::from_utf8(note).ok()?;
    note.get(..note.rfind("\n\n")? + 1)
}

/// Somebody who may request or confirm erasures.
#[derive(Debug, Clone)]
pub struct Auditor {
    /// Who it is, as entries say it.
    pub name: String,
    /// Checks their signatures.
    pub verifier: NoteVerifier,
}

/// An erasure that two auditors signed. Only [`authorize`] makes one.
pub struct Authorized {
    person: PersonNumber,
    note: String,
    basis: String,
    requested_by: String,
    confirmed_by: String,
}

/// What was signed, as the ledger remembers that it was used.
pub(crate) type NoteDigest = [u8; 32];

/// The digest of a note's text.
pub(crate) fn note_digest(note: &str) -> NoteDigest {
    let text = text_of(note.as_bytes()).unwrap_or_default();
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    hash.as_ref().first_chunk().copied().unwrap_or_default()
}

/// Checks that two of these auditors signed this note about this person, for this ledger, lately.
///
/// # Errors
/// The first thing that is wrong.
pub fn authorize(
    auditors: &[Auditor],
    origin: &str,
    now: Timestamp,
    note: &[u8],
    (person, salt): (&PersonNumber, &Key32),
) -> Result<Authorized, EraseError> {
    let verifiers: Vec<_> = auditors.iter().map(|auditor| auditor.verifier.clone()).collect();
    let opened = note::open(note, &verifiers).map_err(EraseError::Note)?;
    let text = Text::parse(opened.text())?;
    if text.origin != origin {
        return Err(EraseError::Origin(origin.to_owned()));
    }
    if now.since(text.at) > VALID_FOR {
        return Err(EraseError::Expired);
    }
    if text.at.since(now) > CLOCKS_DIFFER {
        return Err(EraseError::Early);
    }
    let signers = opened.signers();
    let requester = signers.iter().find(|key| key.name().as_str() == text.requested_by);
    let requester = requester.ok_or(EraseError::Requester)?;
    // Another key, not another name of the same one.
    let other = signers.iter().find(|key| key.public_key() != requester.public_key());
    let confirmer = other.ok_or(EraseError::Unconfirmed)?;
    if !text.is_about(person, salt) {
        return Err(EraseError::Subject);
    }
    let kept = [
        signature_by(note, opened.text(), requester),
        signature_by(note, opened.text(), confirmer),
    ];
    let name = |key: &NoteVerifier| {
        let auditor = auditors.iter().find(|auditor| auditor.verifier == *key);
        auditor.map(|auditor| auditor.name.clone()).unwrap_or_default()
    };
    Ok(Authorized {
        person: person.clone(),
        note: format!("{}\n{}", opened.text(), kept.concat()),
        requested_by: name(requester),
        confirmed_by: name(confirmer),
        basis: text.basis,
    })
}

/// The line with this key's signature. Others, by keys that nobody knows, do not get into the ledger.
fn signature_by(note: &[u8], text: &str, key: &NoteVerifier) -> String {
    let lines = note.get(text.len() + 1..).and_then(|lines| std::str::from_utf8(lines).ok());
    let is_its = |line: &&str| {
        let alone = format!("{text}\n{line}\n");
        note::open(alone.as_bytes(), std::slice::from_ref(key)).is_ok()
    };
    let line = lines.unwrap_or_default().lines().find(is_its);
    line.map(|line| format!("{line}\n")).unwrap_or_default()
}

/// What came of an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Its entry.
    pub index: EntryIndex,
    /// Whether it was made now, and not when this note came before.
    pub is_new: bool,
}

/// The erasures that the ledger's entries name: which keys must be gone, and which notes were used.
#[derive(Debug, Default)]
pub(crate) struct Erasures {
    pub(crate) handles: HashSet<Handle>,
    /// The first entry with each note, and whose key it destroys.
    pub(crate) notes: HashMap<NoteDigest, (u64, Handle)>,
    /// The newest month that has ended.
    expired: Option<Month>,
}

impl Erasures {
    /// Takes in one.
    pub(crate) fn add(&mut self, mark: &ErasureMark) {
        self.handles.insert(mark.handle);
        self.notes.entry(mark.note).or_insert((mark.index, mark.handle));
    }

    /// Takes in the end of a month.
    pub(crate) fn expire(&mut self, month: Month) {
        self.expired = self.expired.max(Some(month));
    }
}

/// What the index keeps of an entry about an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ErasureMark {
    pub(crate) index: u64,
    pub(crate) handle: Handle,
    pub(crate) note: NoteDigest,
}

impl ErasureMark {
    pub(crate) fn of(index: u64, erasure: &Erasure) -> Self {
        Self { index, handle: erasure.handle, note: note_digest(&erasure.note) }
    }

    /// As the index keeps it, below the entry's index.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.handle.as_bytes().as_slice(), &self.note].concat()
    }

    /// Reads what the index keeps.
    pub(crate) fn read(index: &[u8], bytes: &[u8]) -> Option<Self> {
        let index = index.first_chunk().copied().map(u64::from_be_bytes)?;
        let (handle, note) = bytes.split_first_chunk()?;
        Some(Self { index, handle: Handle::from_bytes(*handle), note: note.try_into().ok()? })
    }
}

impl Ledger {
    /// Writes the entry of an erasure, and destroys the person's key: from then on what was written
    /// about them can neither be read nor linked. A note that was used before does nothing.
    ///
    /// # Errors
    /// When nothing is kept about the person, the entry could not be written, or the key is not destroyed
    /// yet: that is tried again by itself.
    pub async fn erase(&self, authorized: Authorized) -> Result<Erased, EraseError> {
        let inner = &self.inner;
        // One after the other: two requests with one note make one entry.
        let _one = inner.erasing.lock().await;
        let used = inner.shared.erasures().notes.get(&note_digest(&authorized.note)).copied();
        if let Some((index, handle)) = used {
            // The entry is there, and what it says must come to be: the sequencer is at it.
            let shared = inner.shared.clone();
            let holds = tokio::task::spawn_blocking(move || shared.vault.holds(handle)).await;
            if holds.map_err(|_| AppendError::Closed)?.map_err(EraseError::Vault)? {
                return Err(AppendError::Failed.into());
            }
            return Ok(Erased { index: EntryIndex(index), is_new: false });
        }
        let (shared, person) = (inner.shared.clone(), authorized.person.clone());
        let known = move || shared.vault.known(shared.vault.id(&person));
        let known = tokio::task::spawn_blocking(known).await.map_err(|_| AppendError::Closed)?;
        let handle = known.map_err(EraseError::Vault)?.ok_or(EraseError::Nothing)?.handle;
        let Authorized { note, basis, requested_by, confirmed_by, .. } = authorized;
        let erasure = Erasure { handle, requested_by, confirmed_by, basis, note };
        let draft = Draft::new(Event::Erasure(Box::new(erasure)));
        let index = self.append(draft).await?;
        Ok(Erased { index, is_new: true })
    }
}

impl super::read::Shared {
    /// Destroys the keys of all persons whom the ledger's entries say to be erased, and of the months
    /// that have ended, where they are still there: after such an entry, at every start, and after an old
    /// vault was brought back.
    pub(crate) fn destroy_erased(&self) -> Result<(), VaultError> {
        let (handles, expired) = {
            let erasures = self.erasures();
            (erasures.handles.clone(), erasures.expired)
        };
        if let Some(month) = expired {
            self.vault.destroy_periods_before(month.plus(1))?;
        }
        let gone = self.vault.erase(&handles)?;
        if !gone.is_empty() {
            tracing::info!(keys = gone.len(), "keys of erased persons were destroyed");
        }
        Ok(())
    }
}
