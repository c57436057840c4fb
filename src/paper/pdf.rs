//! A document as PDF/A-2a that is PDF/UA-1 too: for archives, and for those who have it read aloud.
//!
//! Layout first ([`sheet`]), then drawing ([`draw`]): only the whole layout knows how many pages there are.

mod draw;
mod face;
mod lines;
mod sheet;
mod table;
mod write;

use super::Document;
use face::Faces;

/// Why a document did not become a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// The fonts that this program brings are not fonts.
    #[error("the fonts of the program cannot be read")]
    Fonts,
    /// What was laid out does not meet the standard, so it is not handed out as if it did.
    #[error("the document does not meet PDF/A-2a and PDF/UA-1")]
    Standard,
}

/// The document as a PDF, the same bytes each time.
///
/// # Errors
/// When it would not meet the standards.
pub fn document(document: &Document) -> Result<Vec<u8>, Unwritable> {
    let faces = Faces::load().ok_or(Unwritable::Fonts)?;
    let laid_out = write::document(document, &faces);
    draw::document(document, &faces, &laid_out)
}
