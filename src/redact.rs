//! Lets through the permitted fields of a JSON document, byte for byte, and nothing else.
//!
//! A [`Plan`] says what a permit means for documents of one service. A [`Redactor`] is fed one document
//! in chunks of any size and gives [`Redacted`]: what may leave, and an account of what was let
//! through and what was held back. The document is read once; memory grows with its depth, the member
//! names of the objects open at one time, and what is let through.
//!
//! # What comes out
//! - Nothing is permitted by default. A permit lets through the whole value at its path, byte for
//!   byte with the white space inside it; a forbid wins over it at any depth.
//! - A container on the way to a permit, and a permitted container with a forbid somewhere inside, is
//!   written without white space, its member names as they stood. If nothing in it is let through
//!   it is written `{}` or `[]`. Elements that are held back leave no gap in an array.
//! - A path that expects another kind of value than it meets lets nothing through: a member of what
//!   is an array, an element of what is an object, anything inside a scalar.
//! - A top-level object or array is always on the way; a top-level scalar is written `null`.
//! - A value under a conditional forbid is written and remembered, and cut out at the end if the
//!   forbid's fact holds: facts may stand after the fields they govern.
//!
//! # What is refused
//! The whole document is validated, also what is held back: RFC 8259 without exceptions, UTF-8
//! without a byte order mark, no lone surrogates, no two members of an object with the same name
//! (compared unescaped, RFC 8259 section 4 leaves their meaning open), within [`DOCUMENT_DEPTH`],
//! [`DOCUMENT_NAMES`] and [`NAME_BYTES`]. One fault refuses all of it.
//!
//! [`DOCUMENT_DEPTH`]: crate::vocab::limits::DOCUMENT_DEPTH
//! [`DOCUMENT_NAMES`]: crate::vocab::limits::DOCUMENT_NAMES

mod compile;
mod cut;
mod json;
mod mask;
mod names;
mod number;
mod plan;
mod sieve;
mod tally;
mod text;
mod transform;
mod unreadable;

pub use mask::Mask;
pub use plan::{FactSource, Form, Plan, PlanError, PlanSource};
pub use unreadable::{Fault, Unreadable};

use crate::vocab::limits::Limit;
use crate::vocab::time::Day;

/// The bytes of the member names of the objects open at one time in a provider's answer.
pub const NAME_BYTES: Limit = Limit { name: "document_name_bytes", most: 4 * 1024 * 1024 };

/// The parts without a known path that one redaction tells apart; beyond it they are no longer
/// counted, and [`Redacted::withheld_unnamed`] means "at least".
pub const UNNAMED_PARTS: Limit = Limit { name: "document_unnamed_parts", most: 1024 };

/// Redacts one document, fed in chunks.
pub struct Redactor<'plan> {
    reader: json::Reader,
    sieve: sieve::Sieve<'plan>,
    refused: Option<Unreadable>,
}

/// What may leave, and the account of it.
pub struct Redacted {
    /// The redacted document.
    pub body: Vec<u8>,
    /// The permits (as indexes into [`PlanSource::permits`]) at whose path a value was let through,
    /// ascending. A permitted container counts also if forbids emptied it.
    pub released: Vec<usize>,
    /// The known fields (as indexes into [`PlanSource::known`]) of which something was held back,
    /// ascending. Each part held back counts for the known path it stands at, or else for the nearest
    /// known path above it; inside it, every known path at which a value stands counts too.
    pub withheld: Vec<usize>,
    /// How many parts were held back that no known path names, covers or passes through; the same
    /// name in each element of an array is one part, and what stands inside a part is not counted
    /// again. At most [`UNNAMED_PARTS`].
    pub withheld_unnamed: u32,
    /// The names of the facts that held.
    pub facts: Vec<String>,
}

impl<'plan> Redactor<'plan> {
    /// Begins a document. `today` is the day that ages are counted at.
    #[must_use]
    pub fn new(plan: &'plan Plan, today: Day) -> Self {
        let sieve = sieve::Sieve::new(plan, today, None);
        Self { reader: json::Reader::new(), sieve, refused: None }
    }

    /// Begins a document of which only what the mask's permits let through may leave. The mask must
    /// be of the same plan.
    #[must_use]
    pub fn narrowed(plan: &'plan Plan, mask: &'plan Mask, today: Day) -> Self {
        let sieve = sieve::Sieve::new(plan, today, Some(mask));
        Self { reader: json::Reader::new(), sieve, refused: None }
    }

    /// Takes the next bytes of the document. Where chunks begin and end changes nothing.
    ///
    /// # Errors
    /// When the document can no longer be well formed; every later call then says the same.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<(), Unreadable> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let fed = self.reader.feed(chunk, &mut self.sieve);
        self.refused = fed.err();
        fed
    }

    /// Ends the document: cuts what conditional forbids hold back, and gives what may leave.
    ///
    /// # Errors
    /// When the document was refused before, or ends too early.
    pub fn finish(mut self) -> Result<Redacted, Unreadable> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        self.reader.finish(&mut self.sieve)?;
        Ok(self.sieve.finish())
    }
}

impl std::fmt::Debug for Redactor<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Redactor(…)")
    }
}

impl std::fmt::Debug for Redacted {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Redacted")
            .field("released", &self.released)
            .field("withheld", &self.withheld)
            .field("withheld_unnamed", &self.withheld_unnamed)
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}
