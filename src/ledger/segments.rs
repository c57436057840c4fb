//! The journal's files: one segment is appended to, filled ones wait to be published, spare ones wait
//! to be used again.
//!
//! A segment is written full of zeros and synced before it is used, so that an append changes no
//! metadata and one fdatasync makes it durable. After a failed append, also one whose write went well and
//! whose fdatasync failed, its segment is never written again: what it held before is written anew into
//! another file, which takes its name, and the next append begins a new one. The bytes of the failed batch
//! may or may not be on disk, as may those that share a sector with them; reading them back would only
//! ask the page cache.
//!
//! A process that starts does not know what became of the last sync of the one before it. So all that it
//! finds is written anew, too, before it counts as durable.

use super::journal::{Scanned, Sequenced, scan, segment_first, segment_name};
use super::store::{Batch, StoreError};
use crate::disk::{make_folder, sync_folder};
use bytes::Bytes;
use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The size of a segment: about twenty thousand readings.
pub const SEGMENT_BYTES: u64 = 8 * 1024 * 1024;

/// How many spare segments are kept.
const SPARES: usize = 8;

/// The journal of one ledger.
pub(crate) struct Segments {
    dir: PathBuf,
    segment_bytes: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The segment that is appended to; none before the first recovery and after a failed append.
    current: Option<Current>,
    /// Whether a recovery has made durable what a former process left.
    recovered: bool,
    /// Where to cut a segment whose last append failed.
    cut: Option<(PathBuf, u64)>,
    /// Filled segments with the index after their last entry, oldest first.
    filled: VecDeque<(PathBuf, u64)>,
    /// Segments to use again.
    spares: Vec<PathBuf>,
    /// Numbers the names of spares.
    serial: u64,
}

struct Current {
    file: File,
    path: PathBuf,
    /// The first byte not known durable.
    end: u64,
    length: u64,
    /// The index after the last durable entry.
    next: u64,
}

impl Segments {
    /// Opens the journal in this folder; [`Self::recover`] must follow.
    pub(crate) fn open(dir: PathBuf, segment_bytes: u64) -> Result<Self, StoreError> {
        make_folder(&dir).map_err(StoreError::io("making the journal's folder"))?;
        for name in names(&dir)?.iter().filter(|name| name.starts_with("new-")) {
            fs::remove_file(dir.join(name))
                .map_err(StoreError::io("removing an unfinished journal segment"))?;
        }
        Ok(Self { dir, segment_bytes, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// See [`super::store::Store::append`].
    pub(crate) fn append(&self, batch: Batch<'_>) -> Result<(), StoreError> {
        let mut state = self.state();
        let length = batch.block.len() as u64;
        let full = match &state.current {
            None => return Err(StoreError::Unsettled),
            Some(current) => current.length - current.end < length,
        };
        if full {
            self.turn_over(&mut state, batch.first, length)?;
        }
        let Some(mut current) = state.current.take() else { return Err(StoreError::Unsettled) };
        let written = current
            .file
            .write_all_at(batch.block, current.end)
            .map_err(StoreError::io("writing to the journal"))
            .and_then(|()| current.file.sync_data().map_err(StoreError::io("syncing the journal")));
        if written.is_err() {
            state.cut = Some((current.path, current.end));
            return written;
        }
        current.end += length;
        current.next = batch.first + batch.count;
        state.current = Some(current);
        Ok(())
    }

    /// Puts the filled segment aside and begins the one whose first entry is `first`.
    fn turn_over(&self, state: &mut State, first: u64, room: u64) -> Result<(), StoreError> {
        if let Some(filled) = state.current.take().filter(|current| current.end > 0) {
            state.filled.push_back((filled.path, filled.next));
        }
        let spare = match state.spares.pop() {
            Some(spare) if length_of(&spare)? >= room => spare,
            _ => {
                state.serial += 1;
                self.make_spare(state.serial, room)?
            }
        };
        let path = self.dir.join(segment_name(first));
        fs::rename(&spare, &path).map_err(StoreError::io("beginning a journal segment"))?;
        sync_folder(&self.dir).map_err(StoreError::io("beginning a journal segment"))?;
        let file = OpenOptions::new()
            .write(true)
            .open(&path)
            .map_err(StoreError::io("beginning a journal segment"))?;
        let length = length_of(&path)?;
        state.current = Some(Current { file, path, end: 0, length, next: first });
        Ok(())
    }

    /// Writes a segment of zeros.
    fn make_spare(&self, serial: u64, room: u64) -> Result<PathBuf, StoreError> {
        let making = StoreError::io("making a journal segment");
        let aside = self.dir.join(format!("new-{serial}"));
        let spare = self.dir.join(format!("spare-{serial}"));
        let write = || {
            let mut file = File::create(&aside)?;
            std::io::copy(&mut std::io::repeat(0).take(self.segment_bytes.max(room)), &mut file)?;
            file.sync_all()?;
            fs::rename(&aside, &spare)
        };
        write().map_err(|error| {
            let _ = fs::remove_file(&aside);
            making(error)
        })?;
        Ok(spare)
    }

    /// See [`super::store::Store::recover`].
    pub(crate) fn recover(&self, from: u64) -> Result<Vec<Sequenced>, StoreError> {
        let mut state = self.state();
        if let Some((path, end)) = state.cut.clone() {
            let whole = fs::read(&path).map_err(reading)?;
            let confirmed = usize::try_from(end).ok().and_then(|end| whole.get(..end));
            let confirmed = confirmed.ok_or(StoreError::Unsettled)?;
            self.write_anew(&mut state, &path, confirmed)?;
        }
        // Serials are never used again: a spare may be in the making under one of them right now.
        let (serial, recovered) = (state.serial, state.recovered);
        *state = self.spares()?;
        state.serial = state.serial.max(serial);
        let (mut entries, mut unneeded) = (Vec::new(), Vec::new());
        let mut next = from;
        for segment in survey(&self.dir, from)? {
            match segment.scanned.filter(|found| !found.entries.is_empty()) {
                Some(found) => {
                    if !recovered {
                        let found = segment.bytes.get(..found.end).unwrap_or_default();
                        self.write_anew(&mut state, &segment.path, found)?;
                    }
                    next = found.next;
                    state.filled.push_back((segment.path, found.next));
                    entries.extend(found.entries);
                }
                // It becomes a spare one, which may be needed right away.
                None if length_of(&segment.path)? >= self.segment_bytes => {
                    self.free(&mut state, &segment.path)?;
                }
                None => unneeded.push(segment.path),
            }
        }
        // Also makes the names durable that were taken over above. There is a segment at any moment.
        self.turn_over(&mut state, next, 0)?;
        for path in unneeded {
            if state.current.as_ref().is_none_or(|current| current.path != path) {
                self.free(&mut state, &path)?;
            }
        }
        state.recovered = true;
        Ok(entries)
    }

    /// Writes these bytes into a file of their own, durably, and gives it the segment's name.
    fn write_anew(&self, state: &mut State, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        state.serial += 1;
        let aside = self.dir.join(format!("new-{}", state.serial));
        let write = || {
            let mut file = File::create(&aside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&aside, path)
        };
        write().map_err(|error| {
            let _ = fs::remove_file(&aside);
            StoreError::io("writing a journal segment anew")(error)
        })
    }

    /// The state in which nothing but the spare segments is known.
    fn spares(&self) -> Result<State, StoreError> {
        let mut state = State::default();
        for name in names(&self.dir)? {
            if let Some(serial) = name.strip_prefix("spare-").and_then(|it| it.parse().ok()) {
                state.spares.push(self.dir.join(&name));
                state.serial = state.serial.max(serial);
            }
        }
        Ok(state)
    }

    /// Puts a segment aside to be used again, or removes it when there are enough of them.
    fn free(&self, state: &mut State, path: &Path) -> Result<(), StoreError> {
        if state.spares.len() >= SPARES || length_of(path)? < self.segment_bytes {
            return fs::remove_file(path).map_err(StoreError::io("removing a journal segment"));
        }
        state.serial += 1;
        let spare = self.dir.join(format!("spare-{}", state.serial));
        fs::rename(path, &spare).map_err(StoreError::io("putting a journal segment aside"))?;
        state.spares.push(spare);
        Ok(())
    }

    /// Frees the segments whose entries are all published, and makes a spare one ahead of need.
    pub(crate) fn release(&self, published: u64) -> Result<(), StoreError> {
        let mut state = self.state();
        while let Some((path, _)) = state.filled.front().filter(|(_, next)| *next <= published) {
            let path = path.clone();
            self.free(&mut state, &path)?;
            state.filled.pop_front();
        }
        let half_used = state.current.as_ref().is_some_and(|it| it.end > it.length / 2);
        if half_used && state.spares.is_empty() {
            state.serial += 1;
            let serial = state.serial;
            drop(state); // appends go on meanwhile
            let spare = self.make_spare(serial, 0)?;
            let mut state = self.state();
            if !state.spares.contains(&spare) {
                state.spares.push(spare);
            }
        }
        Ok(())
    }
}

fn length_of(path: &Path) -> Result<u64, StoreError> {
    fs::metadata(path).map(|about| about.len()).map_err(reading)
}

fn reading(source: std::io::Error) -> StoreError {
    StoreError::Io { what: "reading the journal", source }
}

/// The names of the files in the journal's folder.
fn names(dir: &Path) -> Result<Vec<String>, StoreError> {
    fs::read_dir(dir)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map(|files| files.iter().filter_map(|it| it.file_name().into_string().ok()).collect())
        .map_err(reading)
}

/// One segment as it was found.
pub(crate) struct Surveyed {
    path: PathBuf,
    /// What it holds; none if it was not read, because all its entries are published.
    pub(crate) scanned: Option<Scanned>,
    bytes: Bytes,
}

/// Reads the journal's entries from index `from` on, and changes nothing.
///
/// # Errors
/// When entries that had been durable are not there.
pub(crate) fn survey(dir: &Path, from: u64) -> Result<Vec<Surveyed>, StoreError> {
    let names = names(dir)?;
    let mut segments: Vec<_> =
        names.iter().filter_map(|name| Some((segment_first(name)?, dir.join(name)))).collect();
    segments.sort();
    if from > 0 && segments.is_empty() && !names.iter().any(|name| name.starts_with("spare-")) {
        return Err(StoreError::JournalMissing);
    }
    // The first that is still needed; all before it are published whole.
    let needed = segments.partition_point(|(first, _)| *first <= from).saturating_sub(1);
    let mut next = from;
    let mut found = Vec::new();
    for (place, (first, path)) in segments.into_iter().enumerate() {
        if place < needed {
            found.push(Surveyed { path, scanned: None, bytes: Bytes::new() });
            continue;
        }
        if first > next {
            return Err(StoreError::Damaged { segment: segment_name(first), index: next });
        }
        let bytes = Bytes::from(fs::read(&path).map_err(reading)?);
        let scanned = scan(&segment_name(first), &bytes, first, from)?;
        next = next.max(scanned.next);
        found.push(Surveyed { path, scanned: Some(scanned), bytes });
    }
    Ok(found)
}
