//! Parquet files, each of at most 1,048,576 entries, named by the entries that they hold. A file stands under
//! its name when it is whole; so an export that was stopped goes on with the first that is not there.

use super::{Fault, Source, make_folder};
use crate::export::parquet::{Batch, schema};
use crate::ledger::entry::Sought;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The entries of one file, at the most; files begin at its multiples.
const PART: u64 = 1 << 20;

/// The entries of a row group: so many are in memory at one time.
const GROUP: usize = 1 << 15;

/// Writes the range into a folder; gives how many entries were written.
pub(super) fn to_folder(
    source: &Source,
    wanted: &Range<u64>,
    sought: &Sought,
    folder: &Path,
    resume: bool,
) -> Result<u64, Fault> {
    make_folder(folder)?;
    let parts = parts(folder)?;
    if !resume && !parts.is_empty() {
        let text = format!("{}: has an export already; --resume goes on with it", folder.display());
        return Err(Fault::Usage(text));
    }
    let mut next = wanted.start;
    while let Some(last) = parts.get(&next) {
        next = last + 1;
    }
    let mut written = 0;
    while next < wanted.end {
        let end = wanted.end.min((next / PART + 1) * PART);
        written += one(source, next..end, sought, folder)?;
        next = end;
    }
    Ok(written)
}

/// The last entry of each file in the folder, by its first.
fn parts(folder: &Path) -> Result<BTreeMap<u64, u64>, Fault> {
    let mut parts = BTreeMap::new();
    for item in fs::read_dir(folder).map_err(Fault::file(folder))? {
        let name = item.map_err(Fault::file(folder))?.file_name();
        let span = name.to_str().and_then(|name| {
            let span = name.strip_prefix("entries-")?.strip_suffix(".parquet")?;
            let (first, last) = span.split_once('-')?;
            Some((first.parse().ok()?, last.parse::<u64>().ok()?))
        });
        if let Some((first, last)) = span.filter(|(first, last)| first <= last) {
            let longest = parts.entry(first).or_insert(last);
            *longest = last.max(*longest);
        }
    }
    Ok(parts)
}

/// Writes one file, beside its name and then, whole and on disk, under it; gives how many entries it has.
/// Its name says which entries were looked at.
fn one(source: &Source, wanted: Range<u64>, sought: &Sought, folder: &Path) -> Result<u64, Fault> {
    let name = format!("entries-{:020}-{:020}.parquet", wanted.start, wanted.end - 1);
    let (path, aside) = (folder.join(&name), folder.join(name + ".unfinished"));
    let file = File::create(&aside).map_err(Fault::file(&aside))?;
    let synced = file.try_clone().map_err(Fault::file(&aside))?;
    let mut part = Part::begin(file, aside.clone())?;
    let mut written = 0;
    source.each(
        &wanted,
        |first, entries| Ok(Batch::of(first, entries, sought)?),
        |batch| {
            written += batch.len() as u64;
            part.add(batch)
        },
    )?;
    part.finish()?;
    synced.sync_all().map_err(Fault::file(&aside))?;
    fs::rename(&aside, &path).map_err(Fault::file(&path))?;
    Ok(written)
}

/// A file that is being written.
struct Part {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    waiting: Batch,
}

impl Part {
    fn begin(file: File, path: PathBuf) -> Result<Self, Fault> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("sluse ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let begun = schema()
            .and_then(|schema| SerializedFileWriter::new(file, schema, Arc::new(properties)));
        let writer = begun.map_err(failed(&path))?;
        Ok(Self { path, writer, waiting: Batch::default() })
    }

    /// Adds entries, and writes a row group when there are enough of them.
    fn add(&mut self, batch: Batch) -> Result<(), Fault> {
        self.waiting.join(batch);
        if self.waiting.len() >= GROUP { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), Fault> {
        let batch = std::mem::take(&mut self.waiting);
        let group = self.writer.next_row_group();
        group.and_then(|group| batch.write(group)).map_err(failed(&self.path))
    }

    fn finish(mut self) -> Result<(), Fault> {
        if !self.waiting.is_empty() {
            self.write()?;
        }
        self.writer.close().map(|_| ()).map_err(failed(&self.path))
    }
}

fn failed(path: &Path) -> impl Fn(ParquetError) -> Fault {
    move |error| Fault::Unreadable(format!("{}: {error}", path.display()).into())
}
