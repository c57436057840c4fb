//! What a witness remembers, in files: one for each log, replaced as a whole.
//!
//! ```text
//! witness            the key whose memory this is
//! <hex of origin>    the newest checkpoint it has cosigned, with that cosignature
//! ```

use super::WitnessError;
use crate::disk::{folder_of, lock_folder, replace_private, sync_folder};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::cosign::{CosignVerifier, newest_by};
use crate::merkle::note::Note;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The file that says whose memory a folder is.
pub const MARKER: &str = "witness";

/// A cosigned checkpoint.
pub(super) struct Kept {
    pub(super) checkpoint: Checkpoint,
    /// When it was cosigned, in seconds.
    pub(super) time: u64,
    pub(super) note: Vec<u8>,
}

/// An open folder.
pub(super) struct Folder {
    dir: PathBuf,
    cosigner: CosignVerifier,
    /// Locked as long as this lives.
    _lock: File,
}

fn io(what: &'static str) -> impl Fn(io::Error) -> WitnessError {
    move |source| WitnessError::Io { what, source }
}

/// Makes the folder of a witness that has not cosigned anything yet. One that is there already is left
/// as it is.
///
/// # Errors
/// When it cannot be made, or is that of another key.
pub fn begin(dir: &Path, cosigner: &CosignVerifier) -> Result<(), WitnessError> {
    let marker = dir.join(MARKER);
    match fs::read_to_string(&marker) {
        Ok(theirs) => is_of(&theirs, cosigner),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(dir).map_err(io("making the folder"))?;
            if fs::read_dir(dir).map_err(io("reading the folder"))?.next().is_some() {
                return Err(WitnessError::NotBegun(dir.to_owned()));
            }
            let text = cosigner.vkey() + "\n";
            replace_private(&marker, text.as_bytes()).map_err(io("marking the folder"))?;
            sync_folder(folder_of(dir)).map_err(io("making the folder"))
        }
        Err(error) => Err(io("reading the folder")(error)),
    }
}

fn is_of(marker: &str, cosigner: &CosignVerifier) -> Result<(), WitnessError> {
    if marker.trim_end() == cosigner.vkey() {
        Ok(())
    } else {
        Err(WitnessError::OtherKey(marker.trim_end().to_owned()))
    }
}

impl Folder {
    /// Opens a folder that was begun with this key, for this process alone.
    pub(super) fn open(dir: &Path, cosigner: &CosignVerifier) -> Result<Self, WitnessError> {
        match fs::read_to_string(dir.join(MARKER)) {
            Ok(theirs) => is_of(&theirs, cosigner)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(WitnessError::NotBegun(dir.to_owned()));
            }
            Err(error) => return Err(io("reading the folder")(error)),
        }
        let lock = lock_folder(dir).map_err(|error| match error {
            TryLockError::WouldBlock => WitnessError::Locked,
            TryLockError::Error(error) => io("locking")(error),
        })?;
        Ok(Self { dir: dir.to_owned(), cosigner: cosigner.clone(), _lock: lock })
    }

    /// What is remembered of a log; none when it was never cosigned.
    pub(super) fn load(&self, hash: &str, origin: &str) -> Result<Option<Kept>, WitnessError> {
        let path = self.dir.join(hash);
        let note = match fs::read(&path) {
            Ok(note) => note,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io("reading what is remembered of a log")(error)),
        };
        match self.read(&note, origin) {
            Some((checkpoint, time)) => Ok(Some(Kept { checkpoint, time, note })),
            None => Err(WitnessError::Damaged(path)),
        }
    }

    /// The checkpoint of a note that this key has cosigned, and when.
    fn read(&self, note: &[u8], origin: &str) -> Option<(Checkpoint, u64)> {
        let note = Note::parse(note).ok()?;
        let cosignature = newest_by(&note, &self.cosigner).ok()??;
        let (checkpoint, _) = Checkpoint::parse_extended(note.text()).ok()?;
        (checkpoint.origin() == origin).then_some((checkpoint, cosignature.time))
    }

    /// Replaces what is remembered of a log; when it returns, the new is durable.
    pub(super) fn replace(&self, hash: &str, note: &[u8]) -> io::Result<()> {
        replace_private(&self.dir.join(hash), note)
    }
}
