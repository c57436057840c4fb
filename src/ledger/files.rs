//! The ledger in files: one folder, one writer.
//!
//! ```text
//! .                             locked while the ledger is open
//! checkpoint                    the newest signed checkpoint
//! cosigned                      the newest one that a quorum of witnesses has cosigned
//! tile/<L>/<N>[.p/<W>]          tiles of hashes           (c2sp.org/tlog-tiles)
//! tile/entries/<N>.packed       bundles of 256 entries, see `packed`
//! tile/entries/<N>.p/<W>        bundles of fewer entries  (c2sp.org/tlog-tiles)
//! tile/thin/<N>                 what is left of a bundle, see `thin`
//! timestamps/                   of checkpoints, see `stamps`
//! vkey                          the log's key, for who verifies the folder
//! journal/<first entry>.seg     entries since the checkpoint (and spare segments)
//! aside/                        files being written; emptied at each start
//! ```

use super::journal::Sequenced;
use super::segments::{SEGMENT_BYTES, Segments};
use super::store::{Batch, Store, StoreError};
use crate::disk::{PutError, Putter, lock_folder, make_folder, read_if_there};
use std::fs::{self, File, TryLockError};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A ledger's storage in one folder.
pub struct FileStore {
    root: PathBuf,
    putter: Mutex<Putter>,
    segments: Segments,
    /// Locked as long as this lives.
    _lock: File,
}

impl FileStore {
    /// Opens the folder, and makes it if it is not there, for this process alone.
    ///
    /// # Errors
    /// When another process has it open, or the folder cannot be made or read.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        Self::open_with(root, SEGMENT_BYTES)
    }

    /// As [`FileStore::open`], with journal segments of this size.
    ///
    /// # Errors
    /// As [`FileStore::open`].
    pub fn open_with(root: &Path, segment_bytes: u64) -> Result<Self, StoreError> {
        make_folder(root).map_err(StoreError::io("making the ledger's folder"))?;
        let lock = lock_folder(root).map_err(|error| match error {
            TryLockError::WouldBlock => StoreError::Locked,
            TryLockError::Error(source) => StoreError::io("locking")(source),
        })?;
        let aside = root.join("aside");
        match fs::remove_dir_all(&aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::io("emptying the folder `aside`")(error));
            }
            _ => {}
        }
        make_folder(&aside).map_err(StoreError::io("making the folder `aside`"))?;
        let journal = root.join("journal");
        if root.join(CHECKPOINT).exists() && !journal.exists() {
            return Err(StoreError::JournalMissing);
        }
        let segments = Segments::open(journal, segment_bytes)?;
        let putter = Mutex::new(Putter::new(root, &aside));
        Ok(Self { root: root.to_owned(), putter, segments, _lock: lock })
    }

    fn putter(&self) -> MutexGuard<'_, Putter> {
        self.putter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for FileStore {
    fn recover(&self, from: u64) -> Result<Vec<Sequenced>, StoreError> {
        self.segments.recover(from)
    }

    fn append(&self, batch: Batch<'_>) -> Result<(), StoreError> {
        self.segments.append(batch)
    }

    fn put(&self, objects: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        self.putter().put(objects).map_err(|error| match error {
            PutError::Io(source) => StoreError::Io { what: "writing tiles", source },
            PutError::Differs(path) => {
                let object = path.strip_prefix(&self.root).unwrap_or(&path);
                StoreError::Differs { object: object.display().to_string() }
            }
        })
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        read_if_there(&self.root.join(path)).map_err(StoreError::io("reading a tile"))
    }

    fn read_part(&self, path: &str, range: Range<usize>) -> Result<Option<Vec<u8>>, StoreError> {
        let file = match File::open(self.root.join(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("reading a tile")(error)),
        };
        let mut bytes = vec![0; range.len()];
        let mut filled = 0;
        while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
            match file.read_at(room, (range.start + filled) as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(StoreError::io("reading a tile")(error)),
            }
        }
        bytes.truncate(filled);
        Ok(Some(bytes))
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read_if_there(&self.root.join(CHECKPOINT)).map_err(StoreError::io("reading the checkpoint"))
    }

    fn swap_checkpoint(&self, old: Option<&[u8]>, new: &[u8]) -> Result<(), StoreError> {
        if self.checkpoint()?.as_deref() != old {
            return Err(StoreError::CheckpointMoved);
        }
        let file = (CHECKPOINT.to_owned(), new.to_vec());
        self.putter().replace(&[file]).map_err(StoreError::io("writing the checkpoint"))
    }

    fn cosigned(&self) -> Result<Option<Vec<u8>>, StoreError> {
        read_if_there(&self.root.join(COSIGNED))
            .map_err(StoreError::io("reading the cosigned checkpoint"))
    }

    fn put_cosigned(&self, note: &[u8]) -> Result<(), StoreError> {
        let file = (COSIGNED.to_owned(), note.to_vec());
        self.putter().replace(&[file]).map_err(StoreError::io("writing the cosigned checkpoint"))
    }

    fn give_up(&self, published: u64, objects: &[String]) -> Result<(), StoreError> {
        self.segments.release(published)?;
        for object in objects {
            let path = self.root.join(object);
            let removed =
                if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(StoreError::io("removing what is given up")(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The file name of the cosigned checkpoint.
pub(crate) const COSIGNED: &str = "cosigned";

/// The file name of the checkpoint.
pub(crate) const CHECKPOINT: &str = "checkpoint";
