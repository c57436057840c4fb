//! What comes out of a redaction: records with their accounts, and the frame around them; and how they
//! are joined into a document again.

use super::source::Format;
use zeroize::Zeroizing;

/// A part of the redacted document, in order.
pub enum Piece {
    /// What stands around the records.
    Frame(Vec<u8>),
    /// What may leave of one person's record.
    Record(Record),
}

/// What may leave of one record, and the account of it.
pub struct Record {
    /// Whom it is about, as it says itself.
    pub subject: Told,
    /// The redacted record as it stands in its frame: in JSON with its name, if it is a member; empty
    /// if nothing of it may leave. Join it with [`Writer`].
    pub body: Vec<u8>,
    /// What was let through and held back.
    pub account: Account,
}

/// What a record says of whose it is.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Told {
    /// Nothing: no value stands where it must say it, or only in versions that are not current.
    #[default]
    Nothing,
    /// Something that is no string, or two different ones, or a long one.
    Unreadable,
    /// This text.
    Number(Zeroizing<String>),
}

/// The account of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The permits (as indexes into [`PlanSource::permits`](super::PlanSource::permits)) at whose path
    /// a value was let through, ascending.
    pub released: Vec<usize>,
    /// The known fields (as indexes into [`PlanSource::known`](super::PlanSource::known)) of which
    /// something was held back, ascending. Each part held back counts for the known path it stands
    /// at, or else for the nearest known path above it; inside it, every known path at which a value
    /// stands counts too.
    pub withheld: Vec<usize>,
    /// How many parts were held back that no known path names, covers or passes through; the same
    /// name in each element of an array is one part, and what stands inside a part is not counted
    /// again. At most [`UNNAMED_PARTS`](super::UNNAMED_PARTS).
    pub withheld_unnamed: u32,
    /// The permits whose form could not apply to a value that stood there, ascending. A permit may be
    /// released and unfit: one value became an age, the next did not.
    pub unfit: Vec<usize>,
    /// The names of the facts that held, or of which the record did not say clearly that they do not.
    pub facts: Vec<String>,
}

/// Joins pieces into the bytes of a document. Records may be left out: what separates the others fits.
#[derive(Default)]
pub struct Writer {
    format: Format,
    out: Vec<u8>,
    /// The last byte that was ever written.
    last: Option<u8>,
}

impl Writer {
    /// Begins a document.
    #[must_use]
    pub const fn new(format: Format) -> Self {
        Self { format, out: Vec::new(), last: None }
    }

    /// Writes what stands around records.
    pub fn frame(&mut self, frame: Vec<u8>) {
        self.join(frame);
    }

    /// Writes a record.
    pub fn record(&mut self, body: Vec<u8>) {
        self.join(body);
        if self.format == Format::JsonLines && self.last.is_some_and(|last| last != b'\n') {
            self.join(b"\n".to_vec());
        }
    }

    /// The bytes since the last time.
    #[must_use]
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    fn join(&mut self, bytes: Vec<u8>) {
        let Some((first, last)) = bytes.first().zip(bytes.last()) else { return };
        // A piece of JSON ends with a whole value or an open bracket, and begins with a value, a name
        // or a closing bracket.
        let opens = matches!(self.last, None | Some(b'{' | b'['));
        if self.format == Format::Json && !opens && !matches!(first, b'}' | b']') {
            self.out.push(b',');
        }
        self.last = Some(*last);
        if self.out.is_empty() {
            self.out = bytes;
        } else {
            self.out.extend_from_slice(&bytes);
        }
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Writer(…)")
    }
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Frame(_) => out.write_str("Frame(…)"),
            Self::Record(record) => record.fmt(out),
        }
    }
}

impl std::fmt::Debug for Told {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Unreadable => "Unreadable",
            Self::Number(_) => "Number(…)",
        })
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Record").field("account", &self.account).finish_non_exhaustive()
    }
}
