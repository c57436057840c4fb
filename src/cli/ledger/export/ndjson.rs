//! A JSON object on each line. A file that was begun is gone on with: its last whole line says where.

use super::{Fault, Source, make_folder};
use crate::ledger::row::{Held, Row};
use crate::ledger::verify::VerifyError;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

/// One line: the entry without tag and seal.
#[derive(Serialize)]
struct Line<'a> {
    index: u64,
    at: &'a str,
    event: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<&'a Held<'a>>,
    about_a_person: bool,
}

/// What is read of a line that was written.
#[derive(Deserialize)]
struct Written {
    index: u64,
}

/// Writes the range to standard output; gives how many entries were written.
pub(super) fn to_stdout(source: &Source, wanted: Range<u64>) -> Result<u64, Fault> {
    write(source, wanted, &mut io::stdout().lock())
}

/// Writes the range to a file; gives how many entries were written.
pub(super) fn to_file(
    source: &Source,
    wanted: Range<u64>,
    path: &Path,
    resume: bool,
) -> Result<u64, Fault> {
    let failed = Fault::file(path);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let options =
        if resume { options.create(true).truncate(false) } else { options.create_new(true) };
    let mut file = options.open(path).map_err(&failed)?;
    let next = if resume { after_last(&mut file).map_err(&failed)? } else { None };
    let next = next.unwrap_or(wanted.start).max(wanted.start);
    let mut file = BufWriter::new(file);
    let written = write(source, next..wanted.end.max(next), &mut file)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all().map_err(failed)?;
    Ok(written)
}

fn write(source: &Source, wanted: Range<u64>, out: &mut impl Write) -> Result<u64, Fault> {
    source.each(&wanted, lines, |lines| Ok(out.write_all(&lines)?))?;
    out.flush()?;
    Ok(wanted.end - wanted.start)
}

/// The lines of some entries, the first of which has this index; what has expired has none.
fn lines(first: u64, entries: &[Bytes]) -> Result<Vec<u8>, Fault> {
    let mut lines = Vec::with_capacity(entries.iter().map(|entry| entry.len() + 32).sum());
    for (index, entry) in (first..).zip(entries).filter(|(_, entry)| !entry.is_empty()) {
        let unknown = |_| VerifyError::UnknownForm { index };
        let row = Row::read(entry).map_err(unknown)?;
        let line = Line {
            index,
            at: &row.at,
            event: row.event,
            expires: row.expires.as_deref(),
            held: row.held.as_ref(),
            about_a_person: row.is_about_a_person(),
        };
        serde_json::to_writer(&mut lines, &line).map_err(unknown)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The index after that of the last whole line; none when there is none. What stands after it is cut off:
/// it was being written when something stopped it.
fn after_last(file: &mut File) -> io::Result<Option<u64>> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut tail = Vec::new();
    let mut begin = length;
    // The longest line is an entry's, below 64 KiB, and what goes around it.
    while begin > 0 && tail.iter().filter(|byte| **byte == b'\n').count() < 2 {
        begin = begin.saturating_sub(128 * 1024);
        file.seek(SeekFrom::Start(begin))?;
        tail.clear();
        file.take(length - begin).read_to_end(&mut tail)?;
    }
    let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    file.set_len(begin + whole as u64)?;
    file.seek(SeekFrom::End(0))?;
    let mut lines = tail.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n').rev();
    let Some(last) = lines.find(|line| !line.is_empty()) else { return Ok(None) };
    let written: Written = serde_json::from_slice(last).map_err(io::Error::other)?;
    Ok(Some(written.index + 1))
}
