//! A push reader for comma-separated values (RFC 4180), strict: it validates every byte, and tells a
//! listener what stands where.
//!
//! - UTF-8; a byte order mark is dropped.
//! - The first line names the columns: none empty, none twice. It also decides what separates fields,
//!   the comma or the semicolon (whichever stands in it outside quotes; both are refused), and how lines
//!   end, CRLF or LF. The last line may lack its end.
//! - Every row has as many fields as the header. Blank lines are rows of one empty field.
//! - A field that begins with a quote ends with one; within, quotes are doubled and lines may end.
//!   Elsewhere no quote may stand. Control characters but the tab are refused.
//!
//! An empty field without quotes is no value; with quotes it is an empty text.

mod sieve;

use super::NAME_BYTES;
use super::characters::Characters;
use super::unreadable::{Fault, Stop, Unreadable};
use crate::vocab::limits::DOCUMENT_NAMES;

pub(super) use self::sieve::CsvSieve;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Hears what stands in the rows, in order.
pub(super) trait Listener {
    /// The header has been read.
    fn header(&mut self, header: &Header);
    /// A piece of a field: as it stands and as it reads.
    fn piece(&mut self, raw: &[u8], read: &[u8]);
    /// The field ends; `quoted` if it stands in quotes.
    fn field(&mut self, quoted: bool);
    /// The row ends.
    fn row(&mut self);
}

/// What the first line says.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// The columns.
    pub(super) columns: Vec<Column>,
    /// What stands between fields.
    delimiter: Option<u8>,
    /// Whether lines end with CRLF.
    pub(super) carriage_return: Option<bool>,
}

/// A column.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// Its name as it reads.
    pub(super) name: Vec<u8>,
    /// Its name as it stands.
    pub(super) raw: Vec<u8>,
}

impl Header {
    /// What stands between fields; the comma if there is one column.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter.unwrap_or(b',')
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A field begins.
    Field,
    /// In a field without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// After a quote within quotes.
    Quote,
    /// After a carriage return.
    CarriageReturn,
}

/// Reads one document.
pub(super) struct Reader {
    characters: Characters,
    inner: Inner,
}

struct Inner {
    state: State,
    header: Header,
    /// Whether the header has been read.
    begun: bool,
    /// The column that is being read, and the bytes of all names so far.
    column: Column,
    names: usize,
    /// How many fields of the row have ended.
    fields: usize,
    /// Whether the field that ends stood in quotes.
    quoted: bool,
}

impl Reader {
    pub(super) fn new() -> Self {
        let inner = Inner {
            state: State::Field,
            header: Header::default(),
            begun: false,
            column: Column::default(),
            names: 0,
            fields: 0,
            quoted: false,
        };
        Self { characters: Characters::default(), inner }
    }

    /// Reads a chunk.
    pub(super) fn feed(
        &mut self,
        chunk: &[u8],
        listener: &mut impl Listener,
    ) -> Result<(), Unreadable> {
        let inner = &mut self.inner;
        self.characters.feed(chunk, |block, base| inner.block(block, base, listener))
    }

    /// Ends the document: the last line may lack its end.
    pub(super) fn finish(&mut self, listener: &mut impl Listener) -> Result<(), Unreadable> {
        self.characters.finish()?;
        let inner = &mut self.inner;
        let ended = match inner.state {
            State::Field if inner.fields == 0 && inner.begun => Ok(()),
            State::Field if inner.fields == 0 => Err(Fault::Empty),
            State::Field | State::Plain | State::Quote => inner.end_row(None, listener),
            State::Quoted | State::CarriageReturn => Err(Fault::Incomplete),
        };
        ended.map_err(|fault| self.characters.unreadable(fault))
    }
}

impl Inner {
    fn block(
        &mut self,
        block: &[u8],
        base: u64,
        listener: &mut impl Listener,
    ) -> Result<(), Unreadable> {
        let marked = base == 0 && block.starts_with(BYTE_ORDER_MARK);
        let mut at = if marked { BYTE_ORDER_MARK.len() } else { 0 };
        while at < block.len() {
            let rest = block.get(at..).unwrap_or_default();
            at += self.step(rest, listener).map_err(|stop| stop.after(base + at as u64))?;
        }
        Ok(())
    }

    fn step(&mut self, rest: &[u8], listener: &mut impl Listener) -> Result<usize, Stop> {
        let Some(byte) = rest.first().copied() else { return Ok(0) };
        match self.state {
            State::Field if byte == b'"' => {
                self.piece(b"\"", b"", listener)?;
                (self.state, self.quoted) = (State::Quoted, true);
                Ok(1)
            }
            State::Quoted => self.quoted(rest, listener),
            State::Quote if byte == b'"' => {
                self.piece(b"\"\"", b"\"", listener)?;
                self.state = State::Quoted;
                Ok(1)
            }
            State::CarriageReturn if byte == b'\n' => {
                self.end_row(Some(true), listener).map_err(|fault| fault.at(0))?;
                Ok(1)
            }
            State::CarriageReturn => Err(Fault::LineEnd.at(0)),
            State::Field | State::Plain | State::Quote => self.plain(rest, byte, listener),
        }
    }

    /// Reads the inside of quotes up to the next one.
    fn quoted(&mut self, rest: &[u8], listener: &mut impl Listener) -> Result<usize, Stop> {
        let ends =
            |byte: &u8| *byte == b'"' || (*byte < b' ' && !matches!(*byte, b'\t' | b'\r' | b'\n'));
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let piece = rest.get(..length).unwrap_or_default();
        self.piece(piece, piece, listener)?;
        match rest.get(length) {
            None => Ok(length),
            Some(b'"') => {
                self.state = State::Quote;
                Ok(length + 1)
            }
            Some(_) => Err(Fault::ControlCharacter.at(length)),
        }
    }

    /// Reads outside quotes: the end of a field or a line, or text up to it.
    fn plain(
        &mut self,
        rest: &[u8],
        byte: u8,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let ends =
            |byte: &u8| matches!(*byte, b',' | b';' | b'"') || (*byte < b' ' && *byte != b'\t');
        let ended = match byte {
            b'\r' => {
                self.state = State::CarriageReturn;
                return self.close_quote(listener).map(|()| 1);
            }
            b'\n' => self.close_quote(listener).map(|()| self.end_row(Some(false), listener)),
            b',' | b';' if self.delimits(byte).map_err(|fault| fault.at(0))? => {
                self.close_quote(listener).map(|()| self.end_field(listener))
            }
            _ if self.state == State::Quote || byte == b'"' => Err(Fault::Quote.at(0)),
            0..b' ' if byte != b'\t' => Err(Fault::ControlCharacter.at(0)),
            _ => {
                let more = rest.get(1..).unwrap_or_default();
                let length = 1 + more.iter().position(ends).unwrap_or(more.len());
                let piece = rest.get(..length).unwrap_or_default();
                self.state = State::Plain;
                return self.piece(piece, piece, listener).map(|()| length);
            }
        };
        ended?.map_err(|fault| fault.at(0)).map(|()| 1)
    }

    /// Whether this byte stands between fields. The first in the header decides.
    fn delimits(&mut self, byte: u8) -> Result<bool, Fault> {
        if self.begun {
            return Ok(byte == self.header.delimiter());
        }
        let delimiter = *self.header.delimiter.get_or_insert(byte);
        if byte == delimiter { Ok(true) } else { Err(Fault::Delimiter) }
    }

    /// The quote that was read last ends its field.
    fn close_quote(&mut self, listener: &mut impl Listener) -> Result<(), Stop> {
        if self.quoted { self.piece(b"\"", b"", listener) } else { Ok(()) }
    }

    fn piece(&mut self, raw: &[u8], read: &[u8], listener: &mut impl Listener) -> Result<(), Stop> {
        if self.begun {
            listener.piece(raw, read);
            return Ok(());
        }
        let room = NAME_BYTES.most.saturating_sub(self.names);
        if raw.len() > room {
            return Err(Fault::NamesTooLong.at(room));
        }
        self.names += raw.len();
        self.column.raw.extend_from_slice(raw);
        self.column.name.extend_from_slice(read);
        Ok(())
    }

    fn end_field(&mut self, listener: &mut impl Listener) -> Result<(), Fault> {
        self.fields += 1;
        let quoted = std::mem::take(&mut self.quoted);
        self.state = State::Field;
        if !self.begun {
            let column = std::mem::take(&mut self.column);
            if column.name.is_empty() {
                return Err(Fault::Column);
            }
            if self.fields > DOCUMENT_NAMES.most {
                return Err(Fault::TooManyNames);
            }
            self.header.columns.push(column);
        } else if self.fields > self.header.columns.len() {
            return Err(Fault::Ragged);
        } else {
            listener.field(quoted);
        }
        Ok(())
    }

    /// Ends the last field and the row, or the header; at the end of the document a line end may be
    /// missing.
    fn end_row(
        &mut self,
        carriage_return: Option<bool>,
        listener: &mut impl Listener,
    ) -> Result<(), Fault> {
        if carriage_return.is_none() {
            self.close_quote(listener).map_err(|stop| stop.fault)?;
        } else if self.begun && self.header.carriage_return != carriage_return {
            return Err(Fault::LineEnd);
        }
        self.end_field(listener)?;
        let fields = std::mem::take(&mut self.fields);
        if !self.begun {
            self.header.carriage_return = carriage_return;
            refuse_repeated(&self.header)?;
            self.begun = true;
            listener.header(&self.header);
        } else if fields < self.header.columns.len() {
            return Err(Fault::Ragged);
        } else {
            listener.row();
        }
        Ok(())
    }
}

fn refuse_repeated(header: &Header) -> Result<(), Fault> {
    let mut names: Vec<&[u8]> =
        header.columns.iter().map(|column| column.name.as_slice()).collect();
    names.sort_unstable();
    let twice = names.iter().zip(names.iter().skip(1)).any(|(one, next)| one == next);
    if twice { Err(Fault::DuplicateColumn) } else { Ok(()) }
}
