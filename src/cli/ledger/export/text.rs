//! Forms of text: to standard output, or to a file. A file that was begun is gone on with: its last whole
//! line, or frame, says where.

use super::{Fault, Source, make_folder};
use crate::export::resume::index_of;
use crate::export::{Encoder, Form, Text};
use bytes::Bytes;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

/// How much of a file's end is read first; each time that is too little, twice as much.
const TAIL_BYTES: u64 = 128 * 1024;

/// Writes the range to standard output; gives how many entries were written.
pub(super) fn to_stdout(
    source: &Source,
    wanted: &Range<u64>,
    encoder: &Encoder,
) -> Result<u64, Fault> {
    write(source, wanted, encoder, &mut io::stdout().lock())
}

/// Writes the range to a file; gives how many entries were written.
pub(super) fn to_file(
    source: &Source,
    wanted: &Range<u64>,
    encoder: &Encoder,
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
    let next = if resume { after_last(&mut file, encoder.form()) } else { Ok(None) };
    let next = next.map_err(&failed)?.unwrap_or(wanted.start).max(wanted.start);
    let mut file = BufWriter::new(file);
    let written = write(source, &(next..wanted.end.max(next)), encoder, &mut file)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all().map_err(failed)?;
    Ok(written)
}

fn write(
    source: &Source,
    wanted: &Range<u64>,
    encoder: &Encoder,
    out: &mut impl Write,
) -> Result<u64, Fault> {
    let mut all = 0;
    source.each(
        wanted,
        |first, entries| text(encoder, first, entries),
        |(text, written)| {
            all += written;
            Ok(out.write_all(&text)?)
        },
    )?;
    out.flush()?;
    Ok(all)
}

/// The text of some entries, the first of which has this index, and how many are in it; what has expired
/// is left out.
fn text(encoder: &Encoder, first: u64, entries: &[Bytes]) -> Result<(Vec<u8>, u64), Fault> {
    let mut text: Text<'_> = encoder.begin();
    for (index, entry) in (first..).zip(entries).filter(|(_, entry)| !entry.is_empty()) {
        text.push(index, entry)?;
    }
    Ok(text.finish())
}

/// The index after the last that is whole in a file; none when there is none. What stands after it is cut
/// off: it was being written when something stopped it.
fn after_last(file: &mut File, form: Form) -> io::Result<Option<u64>> {
    let (end, last) = match form {
        Form::SyslogFrames => last_frame(file)?,
        _ => last_line(file)?,
    };
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    if last.is_empty() {
        return Ok(None);
    }
    let other = || io::Error::other("the file is not an export of this form");
    Ok(Some(index_of(form, &last).ok_or_else(other)? + 1))
}

/// Where the last whole line ends, and the line.
fn last_line(file: &mut File) -> io::Result<(u64, Vec<u8>)> {
    let length = file.seek(SeekFrom::End(0))?;
    let (mut begin, mut more, mut tail) = (length, TAIL_BYTES, Vec::new());
    while begin > 0 && tail.iter().filter(|byte| **byte == b'\n').count() < 2 {
        begin = length.saturating_sub(more);
        more = more.saturating_mul(2);
        file.seek(SeekFrom::Start(begin))?;
        tail.clear();
        (&mut *file).take(length - begin).read_to_end(&mut tail)?;
    }
    let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let mut lines = tail.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n').rev();
    let last = lines.find(|line| !line.is_empty()).unwrap_or_default().to_vec();
    Ok((begin + whole as u64, last))
}

/// Where the last whole frame ends, and what is in it. Frames have no mark at their end, so all are read.
fn last_frame(file: &mut File) -> io::Result<(u64, Vec<u8>)> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(file);
    let (mut end, mut last) = (0, Vec::new());
    loop {
        let mut length = Vec::new();
        reader.by_ref().take(8).read_until(b' ', &mut length)?;
        let Some(digits) = length.strip_suffix(b" ") else { return Ok((end, last)) };
        let digits = std::str::from_utf8(digits).ok().and_then(|text| text.parse().ok());
        let wrong = || io::Error::other("the file is not an export of this form");
        let bytes: u64 = digits.ok_or_else(wrong)?;
        let mut frame = Vec::new();
        if reader.by_ref().take(bytes).read_to_end(&mut frame)? as u64 != bytes {
            return Ok((end, last));
        }
        end += length.len() as u64 + bytes;
        last = frame;
    }
}
