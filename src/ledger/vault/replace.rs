//! Files of the vault that are replaced whole, so that nothing of the old one stays behind.
//!
//! The new file is written beside (`.new`) and synced. The old one gets a second name (`.old`), the new
//! one takes its place by rename, and the old bytes are overwritten with zeros, synced and removed.
//! Whatever the machine's end leaves is finished at the next start: a `.new` file counts for nothing,
//! and an `.old` one that is no longer the file itself is overwritten then.
//!
//! Overwriting reaches the old bytes where the file system writes in place (ext4, XFS). Snapshots,
//! copy-on-write file systems and the spare blocks of an SSD may keep them: then it is the next
//! rotation of the master key that makes them unreadable.

use crate::disk::{discard, folder_of, overwrite, remove_if_there, sync_folder};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where the new file is written.
pub(in crate::ledger) fn new_path(path: &Path) -> PathBuf {
    path.with_extension("new")
}

fn old_path(path: &Path) -> PathBuf {
    path.with_extension("old")
}

/// Opens a new file beside the one at `path`, for its owner only.
pub(in crate::ledger) fn begin(path: &Path) -> io::Result<File> {
    discard(&new_path(path))?;
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(new_path(path))
}

/// Puts the file that [`begin`] opened, and that is written, in the place of the one at `path`.
pub(in crate::ledger) fn commit(path: &Path, new: &File) -> io::Result<()> {
    install(path, new)?;
    finish(path)
}

/// As [`commit`], but leaves the old file's bytes for [`finish`]: somebody may be reading them.
pub(in crate::ledger) fn install(path: &Path, new: &File) -> io::Result<()> {
    new.sync_all()?;
    let old = old_path(path);
    match (fs::metadata(&old), fs::metadata(path)) {
        // A second name of the file itself, from a replacing that got no further.
        (Ok(stale), Ok(there)) if is_same(&stale, &there) => remove_if_there(&old)?,
        // Its bytes could not be overwritten the last time.
        _ => discard(&old)?,
    }
    match fs::hard_link(path, &old) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => sync_folder(folder_of(path))?,
    }
    fs::rename(new_path(path), path)?;
    sync_folder(folder_of(path))
}

/// Replaces the file at `path`, or makes it.
pub(in crate::ledger) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = begin(path)?;
    new.write_all(bytes)?;
    commit(path, &new)
}

/// Finishes what the machine's end may have cut short, and does nothing else.
pub(in crate::ledger) fn finish(path: &Path) -> io::Result<()> {
    discard(&new_path(path))?;
    let old = old_path(path);
    let (stale, there) = match (fs::metadata(&old), fs::metadata(path)) {
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        (stale, there) => (stale?, there?),
    };
    if !is_same(&stale, &there) {
        overwrite(&old)?;
    }
    fs::remove_file(&old)?;
    sync_folder(folder_of(path))
}

/// Whether two names are of one file.
pub(super) fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}
