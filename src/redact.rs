//! Lets through the permitted fields of a document, byte for byte or in the form that the permit says,
//! and nothing else.
//!
//! A [`Plan`] says what a permit means for documents of one service. A [`Redactor`] is fed one document
//! in chunks of any size and gives [`Piece`]s: for each person's record what may leave, with an account
//! of what was let through and what was held back, and the frame around the records. [`Writer`] joins
//! them again. The document is read once; memory grows with its depth, the member names of the objects
//! open at one time, and what is let through of one record.
//!
//! # What comes out
//! - Nothing is permitted by default. A permit lets through the scalar at its path; a forbid wins over
//!   it at any depth. Of a container only its existence can be permitted.
//! - A container on the way to a permit is written without white space, its member names as they
//!   stood. If nothing in it is let through it is written `{}` or `[]`. Elements that are held back
//!   leave no gap in an array.
//! - A path that expects another kind of value than it meets lets nothing through: a member of what
//!   is an array, an element of what is an object, anything inside a scalar.
//! - A top-level object or array is always on the way, and so is what leads to the records; a
//!   top-level scalar is written `null`.
//! - A value under a condition is written and remembered, and cut out at the end of its record unless
//!   the facts let it stay: facts may stand after the fields they govern. What is not known of a fact
//!   speaks against the disclosure, whichever way the condition goes.
//! - An element of a list of versions that is not current is cut when it ends, but for the permits
//!   that say `history`.
//!
//! # What is refused
//! The whole document is validated, also what is held back: RFC 8259 without exceptions, UTF-8
//! without a byte order mark, no lone surrogates, no two members of an object with the same name
//! (compared unescaped, RFC 8259 section 4 leaves their meaning open), within [`DOCUMENT_DEPTH`],
//! [`DOCUMENT_NAMES`], [`NAME_BYTES`], [`RECORD_BYTES`] and [`RECORD_CUTS`]. One fault refuses all of it that was not
//! taken before.
//!
//! # How it is built
//! `compile` makes the plan's tree; `walk` decides and keeps the account beside a document of any
//! format, with `facts`, `tally` and `page` (what is written and may yet have to go); `transform` has
//! the forms. A format reads its syntax and writes what the walk lets through: JSON is `json`
//! (reading) and `sieve` (writing), on lines of their own with `lines`; XML is `xml` (reading) and
//! `xml/sieve` (writing), CSV is `csv` and `csv/sieve`.
//!
//! # XML
//! Elements and attributes are told by their namespaces, whatever their prefixes. An element comes out
//! with its tags as they stood, its attributes only as they are permitted themselves, and the
//! declarations of the plan's own namespaces. A permit lets through the text of an element (references
//! and CDATA as they stood) if no elements stand in it; facts and forms see the text without the white
//! space around it. Every document type declaration is refused, and whatever else is not well formed.
//!
//! # CSV
//! Each row is a record. The columns that come out are those that anything can come out of; what is
//! withheld of a row leaves its field empty. An empty field without quotes is no value.
//!
//! [`DOCUMENT_DEPTH`]: crate::vocab::limits::DOCUMENT_DEPTH
//! [`DOCUMENT_NAMES`]: crate::vocab::limits::DOCUMENT_NAMES

mod characters;
mod compile;
mod csv;
mod facts;
mod json;
mod lines;
mod mask;
mod names;
mod number;
mod page;
mod piece;
mod plan;
mod pseudonyms;
mod sieve;
mod source;
mod tally;
mod text;
mod transform;
mod unreadable;
mod walk;
mod xml;

pub use mask::Mask;
pub use piece::{Account, Piece, Record, Told, Writer};
pub use plan::Plan;
pub use pseudonyms::{PseudonymError, Pseudonyms};
pub use source::{
    Condition, FactSource, ForbidSource, Form, Format, PermitSource, PlanError, PlanSource, Test,
    VersionsSource,
};
pub use unreadable::{Fault, Unreadable};
pub use xml::{NAMESPACES, TAG_BYTES};

use crate::vocab::limits::Limit;
use crate::vocab::time::Day;
use plan::Place;
use sieve::Sieve;
use walk::Walk;

/// The bytes of the member names of the objects open at one time in a provider's answer.
pub const NAME_BYTES: Limit = Limit { name: "document_name_bytes", most: 4 * 1024 * 1024 };

/// The parts without a known path that one redaction tells apart; beyond it they are no longer
/// counted, and [`Account::withheld_unnamed`] means "at least".
pub const UNNAMED_PARTS: Limit = Limit { name: "document_unnamed_parts", most: 1024 };

/// What is let through of one record, or stands in the frame between two.
pub const RECORD_BYTES: Limit = Limit { name: "record_bytes", most: 16 * 1024 * 1024 };

/// The values let through of one record that conditions may yet cut.
pub const RECORD_CUTS: Limit = Limit { name: "record_cuts", most: 1024 * 1024 };

/// The longest text that is masked or given a pseudonym; a longer one is withheld.
pub const TRANSFORM_BYTES: Limit = Limit { name: "transform_bytes", most: 4096 };

/// What a redaction depends on beside the plan and the document.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'p> {
    /// The day that ages are counted at.
    pub today: Day,
    /// Fewer permits than the plan has; the mask must be of the same plan.
    pub mask: Option<&'p Mask>,
    /// The pseudonyms of this consumer and purpose; without them such fields are withheld.
    pub pseudonyms: Option<&'p Pseudonyms>,
}

/// Redacts one document, fed in chunks.
pub struct Redactor<'plan> {
    engine: Engine<'plan>,
    /// Whether nothing may come out before all of the document is known to be good.
    whole: bool,
    finished: bool,
    refused: Option<Unreadable>,
}

/// A format being read and written.
enum Engine<'plan> {
    Json(json::Reader, Sieve<'plan>),
    Lines(lines::Lines, Sieve<'plan>),
    Xml(Box<xml::Reader>, Box<xml::XmlSieve<'plan>>),
    Csv(Box<csv::Reader>, Box<csv::CsvSieve<'plan>>),
}

impl<'plan> Redactor<'plan> {
    /// Begins a document.
    #[must_use]
    pub fn new(plan: &'plan Plan, setting: Setting<'plan>) -> Self {
        let engine = match plan.format {
            Format::JsonLines => Engine::Lines(lines::Lines::new(), Sieve::new(plan, setting)),
            Format::Csv => Engine::Csv(
                Box::new(csv::Reader::new()),
                Box::new(csv::CsvSieve::new(plan, setting)),
            ),
            Format::Xml => Engine::Xml(
                Box::new(xml::Reader::new(plan.namespaces.clone())),
                Box::new(xml::XmlSieve::new(plan, setting)),
            ),
            _ => Engine::Json(json::Reader::new(), Sieve::new(plan, setting)),
        };
        let whole = matches!(plan.format, Format::Json | Format::Xml) && plan.record == Place::ROOT;
        Self { engine, whole, finished: false, refused: None }
    }

    /// Takes the next bytes of the document. Where chunks begin and end changes nothing.
    ///
    /// # Errors
    /// When the document can no longer be well formed; every later call then says the same.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<(), Unreadable> {
        self.go_on(|engine| engine.feed(chunk))
    }

    /// Ends the document.
    ///
    /// # Errors
    /// When the document was refused before, or ends too early.
    pub fn finish(&mut self) -> Result<(), Unreadable> {
        self.go_on(Engine::finish)?;
        self.finished = true;
        Ok(())
    }

    /// What is complete so far and was not taken before, in order; after [`finish`](Self::finish) the
    /// rest. Nothing once the document is refused; of a document that is one record, nothing before it
    /// is finished.
    #[must_use]
    pub fn take(&mut self) -> Vec<Piece> {
        if self.refused.is_some() || (self.whole && !self.finished) {
            return Vec::new();
        }
        self.engine.walk().take()
    }

    fn go_on(
        &mut self,
        step: impl FnOnce(&mut Engine<'plan>) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let done = step(&mut self.engine);
        // Whatever else is wrong, it is said alike wherever chunks end.
        let full = self.engine.walk().page.full;
        let done =
            if full { Err(Unreadable { fault: Fault::RecordTooLarge, at: 0 }) } else { done };
        self.refused = done.err();
        done
    }
}

impl<'plan> Engine<'plan> {
    fn feed(&mut self, chunk: &[u8]) -> Result<(), Unreadable> {
        match self {
            Self::Json(reader, sieve) => reader.feed(chunk, sieve),
            Self::Lines(lines, sieve) => lines.feed(chunk, sieve),
            Self::Xml(reader, sieve) => reader.feed(chunk, sieve.as_mut()),
            Self::Csv(reader, sieve) => reader.feed(chunk, sieve.as_mut()),
        }
    }

    fn finish(&mut self) -> Result<(), Unreadable> {
        match self {
            Self::Json(reader, sieve) => reader.finish(sieve)?,
            Self::Lines(lines, sieve) => lines.finish(sieve)?,
            Self::Xml(reader, _) => reader.finish()?,
            Self::Csv(reader, sieve) => reader.finish(sieve.as_mut())?,
        }
        self.walk().finish();
        Ok(())
    }

    fn walk(&mut self) -> &mut Walk<'plan> {
        match self {
            Self::Json(_, sieve) | Self::Lines(_, sieve) => &mut sieve.walk,
            Self::Xml(_, sieve) => &mut sieve.walk,
            Self::Csv(_, sieve) => &mut sieve.walk,
        }
    }
}

impl std::fmt::Debug for Redactor<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Redactor(…)")
    }
}
