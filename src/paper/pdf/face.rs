//! The two fonts, and how wide their characters are.
//!
//! They are subsets of Noto Sans, which has every letter of the Sámi languages (licence and source:
//! `src/paper/font/OFL.txt`), made with `pyftsubset --no-hinting --layout-features= --notdef-outline
//! --drop-tables+=GSUB,GPOS,GDEF,DSIG` and the ranges 0020-007E, 00A0-024F, 0370-03FF, 0400-045F,
//! 1E00-1EFF with the marks and signs of 02BC-02DD, 2010-2044, 20AC, 2116, 2122, 2212, 2264, 2265, FFFD. The
//! PDF holds the characters that it uses alone.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

const REGULAR: &[u8] = include_bytes!("../font/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../font/NotoSans-Bold.ttf");

/// What stands where the fonts have no character.
const UNKNOWN: char = '\u{FFFD}';

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// One font.
pub(super) struct Face {
    pub(super) font: Font,
    characters: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units: f32,
}

/// The fonts of a document.
pub(super) struct Faces {
    regular: Face,
    bold: Face,
}

impl Faces {
    pub(super) fn load() -> Option<Self> {
        Some(Self { regular: Face::read(REGULAR)?, bold: Face::read(BOLD)? })
    }

    pub(super) const fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let read = FontRef::new(bytes).ok()?;
        let font = Font::new(bytes.into(), 0)?;
        let units = font.units_per_em();
        let metrics = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Self { font, characters: read.charmap(), metrics, units })
    }

    /// The text as it will stand: line ends are spaces, and what the font lacks, or what would turn the
    /// direction of the text, is a mark that says so.
    pub(super) fn shown(&self, text: &str) -> String {
        let one = |character: char| match character {
            '\n' | '\t' | '\r' => ' ',
            _ if self.characters.map(character).is_some() => character,
            _ => UNKNOWN,
        };
        text.chars().map(one).collect()
    }

    /// How wide a text is that [`Face::shown`] gave, in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|one| self.glyph(one).1).sum::<f32>() * size
    }

    /// The glyphs of a text.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, character): (usize, char)| {
            let (id, advance) = self.glyph(character);
            let range = at..at + character.len_utf8();
            KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// A character's glyph and its width, where the size of the font is 1.
    fn glyph(&self, character: char) -> (GlyphId, f32) {
        let id = self.characters.map(character).unwrap_or_default();
        let advance = self.metrics.advance_width(id).unwrap_or_default();
        (GlyphId::new(id.to_u32()), advance / self.units)
    }
}
