//! The folder that a copy is in. One process keeps it at a time.

use super::MirrorError;
use crate::disk::{PutError, Putter, lock_folder, make_folder, read_if_there, sync_folder};
use crate::ledger::copy::CHECKPOINT;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The file with the log's key.
pub const VKEY: &str = "vkey";

/// A copy's folder, held by this process.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    putter: Mutex<Putter>,
    /// Locked as long as this lives.
    _lock: File,
}

impl Folder {
    /// Opens the folder, and makes it if it is not there.
    ///
    /// # Errors
    /// When another process has it open, it is a ledger's own, or it cannot be made.
    pub fn open(root: &Path) -> Result<Self, MirrorError> {
        if root.join("journal").exists() {
            return Err(MirrorError::NotOurs("this is a ledger's own folder, not a copy"));
        }
        make_folder(root).map_err(MirrorError::io("making the folder"))?;
        let lock = lock_folder(root)
            .map_err(|_| MirrorError::NotOurs("another process keeps this copy"))?;
        let aside = root.join("aside");
        match fs::remove_dir_all(&aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(MirrorError::io("emptying the folder `aside`")(error));
            }
            _ => {}
        }
        make_folder(&aside).map_err(MirrorError::io("making the folder `aside`"))?;
        let putter = Mutex::new(Putter::new(root, &aside));
        Ok(Self { root: root.to_owned(), putter, _lock: lock })
    }

    fn putter(&self) -> MutexGuard<'_, Putter> {
        self.putter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads a file, if it is there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, MirrorError> {
        read_if_there(&self.root.join(path)).map_err(MirrorError::io("reading"))
    }

    /// Puts files that were verified; when it returns, all are durable. One that is there with other
    /// bytes was damaged, and is replaced.
    ///
    /// # Errors
    /// When any may be missing.
    pub fn put(&self, files: &[(String, Vec<u8>)]) -> Result<(), MirrorError> {
        loop {
            let put = self.putter().put(files);
            match put {
                Ok(()) => return Ok(()),
                Err(PutError::Io(error)) => return Err(MirrorError::io("writing")(error)),
                Err(PutError::Differs(path)) => {
                    tracing::warn!(path = %path.display(), "a damaged file of the copy is replaced");
                    fs::remove_file(&path).map_err(MirrorError::io("removing a damaged file"))?;
                }
            }
        }
    }

    /// The newest checkpoint that the copy holds all of.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn checkpoint(&self) -> Result<Option<Vec<u8>>, MirrorError> {
        self.read(CHECKPOINT)
    }

    /// Replaces the checkpoint, and the log's key beside it. All that it covers is durable.
    ///
    /// # Errors
    /// When it is not known which stands there.
    pub fn advance(&self, checkpoint: &[u8], vkey: &str) -> Result<(), MirrorError> {
        let files = [
            (VKEY.to_owned(), format!("{vkey}\n").into_bytes()),
            (CHECKPOINT.to_owned(), checkpoint.to_vec()),
        ];
        self.putter().replace(&files).map_err(MirrorError::io("writing the checkpoint"))
    }

    /// Removes the partial forms of a tile or bundle with this full path, but these widths. Nothing
    /// depends on its success.
    pub fn drop_partials(&self, full: &str, keep: &[u16]) {
        let folder = self.root.join(format!("{full}.p"));
        if keep.is_empty() {
            let _ = fs::remove_dir_all(&folder);
            return;
        }
        for name in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let width = name.file_name().to_str().and_then(|name| name.parse::<u16>().ok());
            if width.is_none_or(|width| !keep.contains(&width)) {
                let _ = fs::remove_file(name.path());
            }
        }
    }

    /// Makes the names in a folder below the root durable.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn sync(&self, below: &Path) -> Result<(), MirrorError> {
        sync_folder(below).map_err(MirrorError::io("syncing"))
    }
}
