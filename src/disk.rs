//! Files that are whole after a power cut: written aside, synced, renamed, the folder synced.
//!
//! After a failed sync the system may show what the disk does not have, and another sync may say that
//! all is well. So nothing here is taken for durable because it can be read: whatever a failed call may
//! have left is written anew.

pub(crate) mod cursor;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Makes a folder and those above it that are missing, each name durable.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = folder_of(path);
    make_folder(above)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder(above),
    }
}

/// How often a lock is asked for again, and after how long.
const LOCK_TRIES: u32 = 10;
const LOCK_REST: Duration = Duration::from_millis(50);

/// Locks a folder for this process, as long as the file is open: a crash gives the lock back, too.
///
/// Whoever holds it may just be ending, so it is asked for a few times.
///
/// The folder itself is locked, not a file in it. By whatever path it is reached, and whatever is removed
/// from it or put into it, it is the same one.
pub(crate) fn lock_folder(path: &Path) -> Result<File, TryLockError> {
    let folder = File::open(path).map_err(TryLockError::Error)?;
    for _ in 0..LOCK_TRIES {
        if folder.try_lock().is_ok() {
            return Ok(folder);
        }
        thread::sleep(LOCK_REST);
    }
    folder.try_lock().map(|()| folder)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Reads a file that may not be there.
pub(crate) fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes a file that may not be there.
pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file that only its owner may read, in the place of one that stands there.
pub(crate) fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = path.with_extension("new");
    write_aside(&aside, bytes, 0o600)?.sync_all()?;
    fs::rename(&aside, path)?;
    sync_folder(folder_of(path))
}

/// Writes a file that only its owner may read, where none stands.
pub(crate) fn create_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    create(path, bytes, 0o600)?.sync_all()?;
    sync_folder(folder_of(path))
}

/// How much is overwritten at a time.
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// Puts zeros in the place of all bytes of a file. That reaches the bytes where the file system writes in
/// place (ext4, XFS); copies elsewhere it cannot reach.
pub(crate) fn overwrite(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut left = file.metadata()?.len();
    while left > 0 {
        let now = left.min(ZEROS.len() as u64);
        let zeros = ZEROS.get(..usize::try_from(now).unwrap_or(ZEROS.len()));
        file.write_all(zeros.unwrap_or(&ZEROS))?;
        left -= now;
    }
    file.sync_all()
}

/// Overwrites and removes a file that may not be there.
pub(crate) fn discard(path: &Path) -> io::Result<()> {
    match overwrite(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => remove_if_there(path),
    }
}

/// Why files could not be put.
#[derive(Debug)]
pub(crate) enum PutError {
    /// The system refused.
    Io(io::Error),
    /// An immutable file with other bytes stands at this path.
    Differs(PathBuf),
}

impl From<io::Error> for PutError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// How many files are open at a time while many are put.
const OPEN_AT_A_TIME: usize = 64;

/// How many folders are remembered as settled.
const FOLDERS: usize = 1024;

/// Puts files below a folder.
#[derive(Debug)]
pub(crate) struct Putter {
    root: PathBuf,
    /// A folder of the same file system, where they are written first.
    aside: PathBuf,
    /// Folders whose own names are durable.
    settled: BTreeSet<PathBuf>,
}

impl Putter {
    pub(crate) fn new(root: &Path, aside: &Path) -> Self {
        let settled = BTreeSet::from([root.to_owned()]);
        Self { root: root.to_owned(), aside: aside.to_owned(), settled }
    }

    /// Puts files that never change. When it returns they are all there and durable; when it fails, any may
    /// be. One that stands there already with just these bytes is written again all the same.
    pub(crate) fn put(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), PutError> {
        for (path, bytes) in files {
            let path = self.root.join(path);
            if read_if_there(&path)?.is_some_and(|there| there != *bytes) {
                return Err(PutError::Differs(path));
            }
        }
        Ok(self.write(files, 0o444)?)
    }

    /// Puts files in the place of those that stand there. When it returns they are durable.
    pub(crate) fn replace(&mut self, files: &[(String, Vec<u8>)]) -> io::Result<()> {
        self.write(files, 0o644)
    }

    fn write(&mut self, files: &[(String, Vec<u8>)], mode: u32) -> io::Result<()> {
        let mut folders = BTreeMap::new();
        for some in files.chunks(OPEN_AT_A_TIME) {
            let mut written = Vec::with_capacity(some.len());
            for (place, (path, bytes)) in some.iter().enumerate() {
                let target = self.root.join(path);
                if let Some(folder) = target.parent()
                    && !folders.contains_key(folder)
                {
                    make_folder(folder)?;
                    folders.insert(folder.to_owned(), self.unsettled_above(folder));
                }
                let temporary = self.aside.join(place.to_string());
                written.push((write_aside(&temporary, bytes, mode)?, temporary, target));
            }
            for (file, _, _) in &written {
                file.sync_all()?;
            }
            for (_, temporary, target) in &written {
                fs::rename(temporary, target)?;
            }
        }
        for (folder, above) in folders {
            sync_folder(&folder)?;
            for folder in &above {
                sync_folder(folder)?;
            }
            self.settled.insert(folder);
        }
        if self.settled.len() > FOLDERS {
            self.settled = BTreeSet::from([self.root.clone()]);
        }
        Ok(())
    }

    /// The folders that must be synced for this one's own name to be durable: one may have been made
    /// just before a crash.
    fn unsettled_above(&self, folder: &Path) -> Vec<PathBuf> {
        let unsettled = folder.ancestors().take_while(|it| !self.settled.contains(*it));
        unsettled.filter_map(Path::parent).map(Path::to_owned).collect()
    }
}

fn write_aside(path: &Path, bytes: &[u8], mode: u32) -> io::Result<File> {
    remove_if_there(path)?;
    create(path, bytes, mode)
}

fn create(path: &Path, bytes: &[u8], mode: u32) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(bytes)?;
    Ok(file)
}
