//! A folder of policies: its files, and what it looks like from outside.
//!
//! A folder that is being written to is read by no one: what was read counts only when the folder
//! looked the same before and after. It may be a symbolic link that is swapped, and so may each file.

use super::cases;
use crate::policy::PolicySource;
use crate::vocab::limits::Limit;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The files of one set of policies.
pub const POLICY_FILES: Limit = Limit { name: "policy_files", most: 100_000 };

/// One file of policies.
pub const POLICY_FILE_BYTES: Limit = Limit { name: "policy_file_bytes", most: 1024 * 1024 };

/// The name of one file of policies, with its folders.
pub const POLICY_NAME_BYTES: Limit = Limit { name: "policy_name_bytes", most: 1024 };

/// How often a folder that changes while it is read is read anew, and how long apart.
const TRIES: usize = 5;
const APART: Duration = Duration::from_millis(50);

/// Why a folder could not be read. Names files, never what is in them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// A folder or file could not be read.
    #[error("{path}: {kind}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        kind: ErrorKind,
    },
    /// A file's name is not UTF-8.
    #[error("{path}: the name is not UTF-8")]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// What is called as a policy file is a pipe, a device or the like.
    #[error("{path}: not a file")]
    NotAFile {
        /// Which.
        path: PathBuf,
    },
    /// A limit is passed.
    #[error("{path}: more than {limit}")]
    TooMuch {
        /// Where.
        path: PathBuf,
        /// Which.
        limit: Limit,
    },
    /// Somebody is writing to it.
    #[error("{path}: the folder changed each time that it was read; try again")]
    Unsteady {
        /// The folder.
        path: PathBuf,
    },
}

/// What a folder looks like without its files being read. Two equal looks with time in between mean
/// that nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Where the folder is, symbolic links followed.
    place: PathBuf,
    files: Vec<FileLook>,
}

/// One file, symbolic links followed: name, device and inode, size, times of content and status in
/// nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FileLook {
    name: String,
    node: (u64, u64),
    bytes: u64,
    times: [(i64, i64); 2],
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> FolderError {
    move |error| FolderError::Unreadable { path: path.to_owned(), kind: error.kind() }
}

/// Looks at every `*.toml` below a folder, in the order of the names: paths from there with `/`.
/// Names that begin with a dot are not policies: editors and mounted volumes keep their own there.
///
/// # Errors
/// When a folder or file is not to be seen, one is no file, or there are more than [`POLICY_FILES`].
pub fn look(folder: &Path) -> Result<Look, FolderError> {
    let place = fs::canonicalize(folder).map_err(unreadable(folder))?;
    let mut files = Vec::new();
    let mut folders = vec![place.clone()];
    while let Some(next) = folders.pop() {
        for item in fs::read_dir(&next).map_err(unreadable(&next))? {
            let item = item.map_err(unreadable(&next))?;
            if item.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = item.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(file(&place, &path)?);
            }
            if files.len() + folders.len() > POLICY_FILES.most {
                return Err(FolderError::TooMuch { path: place, limit: POLICY_FILES });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Look { place, files })
}

fn file(place: &Path, path: &Path) -> Result<FileLook, FolderError> {
    let seen = fs::metadata(path).map_err(unreadable(path))?;
    if !seen.is_file() {
        return Err(FolderError::NotAFile { path: path.to_owned() });
    }
    let below = path.strip_prefix(place).unwrap_or(path);
    let name = below.to_str().ok_or_else(|| FolderError::Name { path: path.to_owned() })?;
    let too_much = |limit| FolderError::TooMuch { path: path.to_owned(), limit };
    if name.len() > POLICY_NAME_BYTES.most {
        return Err(too_much(POLICY_NAME_BYTES));
    }
    if seen.len() > POLICY_FILE_BYTES.most as u64 {
        return Err(too_much(POLICY_FILE_BYTES));
    }
    Ok(FileLook {
        name: name.to_owned(),
        node: (seen.dev(), seen.ino()),
        bytes: seen.len(),
        times: [(seen.mtime(), seen.mtime_nsec()), (seen.ctime(), seen.ctime_nsec())],
    })
}

/// Reads every file that a look saw.
fn read_seen(seen: &Look) -> Result<Vec<PolicySource>, FolderError> {
    let read = |file: &FileLook| {
        let path = seen.place.join(&file.name);
        Ok(PolicySource { name: file.name.clone(), text: text(&path)? })
    };
    seen.files.iter().map(read).collect()
}

/// Reads one file. It may have become another since it was looked at, so no more is read than may be.
fn text(path: &Path) -> Result<String, FolderError> {
    let mut bytes = Vec::new();
    let most = POLICY_FILE_BYTES.most;
    let file = File::open(path).map_err(unreadable(path))?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unreadable(path))?;
    if bytes.len() > most {
        return Err(FolderError::TooMuch { path: path.to_owned(), limit: POLICY_FILE_BYTES });
    }
    String::from_utf8(bytes).map_err(|_| unreadable(path)(ErrorKind::InvalidData.into()))
}

/// What a folder of policies holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The policies.
    pub policies: Vec<PolicySource>,
    /// The cases that test them, `*.test.toml`.
    pub cases: Vec<PolicySource>,
}

/// Reads the policies of a folder. Blocks as [`read_all`].
///
/// # Errors
/// As [`read_all`].
pub fn read(folder: &Path) -> Result<Vec<PolicySource>, FolderError> {
    Ok(read_all(folder)?.policies)
}

/// Reads a folder of policies whole, as it was at one moment. Blocks on files, and for a moment when
/// the folder is being written to.
///
/// # Errors
/// When it cannot be read, or goes on changing.
pub fn read_all(folder: &Path) -> Result<Files, FolderError> {
    let mut last = FolderError::Unsteady { path: folder.to_owned() };
    for attempt in 0..TRIES {
        if attempt > 0 {
            thread::sleep(APART);
        }
        match attempt_to_read(folder) {
            Ok(Some(sources)) => {
                let is_case = |file: &PolicySource| file.name.ends_with(cases::SUFFIX);
                let (cases, policies) = sources.into_iter().partition(is_case);
                return Ok(Files { policies, cases });
            }
            Ok(None) => last = FolderError::Unsteady { path: folder.to_owned() },
            Err(error @ FolderError::Unreadable { .. }) => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// None: the folder changed meanwhile.
fn attempt_to_read(folder: &Path) -> Result<Option<Vec<PolicySource>>, FolderError> {
    let before = look(folder)?;
    let sources = read_seen(&before)?;
    Ok((look(folder)? == before).then_some(sources))
}
