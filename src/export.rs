//! Floor 40: entries' open parts in the forms that other programs read. Nothing here opens a seal or
//! reads a tag: what goes in is a [`Row`], which has neither, so no export says whom an entry is about.
//!
//! Each form says in its file which member comes from where. Whoever calls decides which entries:
//! the command line exports its own files, the ledger's door what a reader may see.

pub mod fhir;
mod json;
mod ndjson;
pub mod otlp;
pub mod parquet;
pub mod resume;
pub mod syslog;

use crate::ledger::entry::Sought;
use crate::ledger::row::{Columns, Row};

/// The forms that are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A JSON object on each line.
    Ndjson,
    /// A FHIR R4 AuditEvent on each line.
    Fhir,
    /// An OTLP/JSON request with log records on each line.
    Otlp,
    /// A syslog message (RFC 5424) on each line.
    Syslog,
    /// Syslog messages, each after its length.
    SyslogFrames,
}

impl Form {
    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson | Self::Otlp => "application/x-ndjson",
            Self::Fhir => "application/fhir+ndjson",
            Self::Syslog | Self::SyslogFrames => "text/plain; charset=utf-8",
        }
    }
}

/// Where entries come from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The log's name, as its checkpoints have it.
    pub name: String,
    /// Under whose private enterprise number names stand in syslog's structured data.
    pub enterprise: u32,
}

/// An entry of which this program does not know the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("entry {index} has an unknown form")]
pub struct UnknownForm {
    /// The entry.
    pub index: u64,
}

/// What is exported of an entry.
struct Open<'a> {
    index: u64,
    row: &'a Row<'a>,
    columns: Columns<'a>,
}

/// How much an entry weighs for who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// It is what a gateway does all day.
    Routine,
    /// It changes who may read what, or what can be opened.
    Notice,
    /// Somebody did not get what they asked for, or reads much.
    Warning,
}

impl Weight {
    fn of(kind: &str) -> Self {
        match kind {
            "refusal" | "token-refusal" | "limit-warning" => Self::Warning,
            "policies-activated" | "registration" | "erasure" | "consent" | "consent-withdrawn"
            | "reservation" | "reservation-ended" | "identity-request" | "identity-opened" => {
                Self::Notice
            }
            _ => Self::Routine,
        }
    }
}

/// Writes entries in one form, those that are sought.
#[derive(Debug, Clone)]
pub struct Encoder {
    form: Form,
    origin: Origin,
    sought: Option<Sought>,
}

impl Encoder {
    /// All entries that it is given.
    #[must_use]
    pub const fn new(form: Form, origin: Origin) -> Self {
        Self { form, origin, sought: None }
    }

    /// Only those that fit. Times are for who gives the entries.
    #[must_use]
    pub fn of(self, sought: Sought) -> Self {
        Self { sought: Some(sought), ..self }
    }

    /// The form.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// Begins a text.
    #[must_use]
    pub const fn begin(&self) -> Text<'_> {
        Text { encoder: self, bytes: Vec::new(), begun: 0, records: 0, written: 0 }
    }
}

/// Entries in their form: whole lines, or whole frames.
pub struct Text<'e> {
    encoder: &'e Encoder,
    bytes: Vec<u8>,
    /// Of OTLP: where the open request begins, and how many records are in it.
    begun: usize,
    records: usize,
    written: u64,
}

impl Text<'_> {
    /// Adds an entry, if it is sought.
    ///
    /// # Errors
    /// When the entry has an unknown form.
    pub fn push(&mut self, index: u64, entry: &[u8]) -> Result<(), UnknownForm> {
        let unknown = UnknownForm { index };
        let row = Row::read(entry).map_err(|_| unknown)?;
        let encoder = self.encoder;
        if encoder.form == Form::Ndjson && encoder.sought.is_none() {
            ndjson::write(&mut self.bytes, index, &row);
            self.written += 1;
            return Ok(());
        }
        let columns = row.columns().map_err(|_| unknown)?;
        if encoder.sought.as_ref().is_some_and(|sought| !columns.fits(sought)) {
            return Ok(());
        }
        self.write(&Open { index, row: &row, columns }).ok_or(unknown)?;
        self.written += 1;
        Ok(())
    }

    fn write(&mut self, open: &Open<'_>) -> Option<()> {
        let (origin, out) = (&self.encoder.origin, &mut self.bytes);
        match self.encoder.form {
            Form::Ndjson => ndjson::write(out, open.index, open.row),
            Form::Fhir => fhir::write(out, origin, open),
            Form::Otlp => return self.record(open),
            Form::Syslog => {
                syslog::write(out, origin, open)?;
                out.push(b'\n');
            }
            Form::SyslogFrames => {
                let mut message = Vec::with_capacity(1024);
                syslog::write(&mut message, origin, open)?;
                json::digits(out, message.len() as u64);
                out.push(b' ');
                out.extend_from_slice(&message);
            }
        }
        Some(())
    }

    fn record(&mut self, open: &Open<'_>) -> Option<()> {
        if self.records == otlp::RECORDS || self.bytes.len() - self.begun > otlp::BYTES {
            self.end_request();
        }
        if self.records == 0 {
            self.begun = self.bytes.len();
            otlp::begin(&mut self.bytes, &self.encoder.origin);
        } else {
            self.bytes.push(b',');
        }
        self.records += 1;
        otlp::write(&mut self.bytes, &self.encoder.origin, open)
    }

    fn end_request(&mut self) {
        if self.records > 0 {
            otlp::end(&mut self.bytes);
            self.records = 0;
        }
    }

    /// About how many bytes there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.written == 0
    }

    /// The text, and how many entries are in it.
    #[must_use]
    pub fn finish(mut self) -> (Vec<u8>, u64) {
        self.end_request();
        (self.bytes, self.written)
    }
}
