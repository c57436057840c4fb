//! What is written of a record, and which parts of it may yet have to go.

use super::plan::Place;
use super::{RECORD_BYTES, RECORD_CUTS};

/// What is written of the record, or of the frame, that is being read.
pub(super) struct Page {
    /// The bytes.
    pub(super) out: Vec<u8>,
    /// In the order of their starts; one may stand inside another.
    segments: Vec<Segment>,
    /// Whether commas stand between values, and must be mended where one goes.
    commas: bool,
    /// Whether it became larger than [`RECORD_BYTES`], or holds more than [`RECORD_CUTS`]: then nothing may come of the document.
    pub(super) full: bool,
}

/// A value that was written although it may yet have to go: its bytes with the name and the comma
/// before it.
struct Segment {
    start: usize,
    end: usize,
    place: Place,
    /// Whether it stays when the version around it is not current.
    lasts: bool,
    /// Whether it goes because the version around it is not current.
    goes: bool,
}

impl Page {
    pub(super) fn new(commas: bool) -> Self {
        Self { out: Vec::new(), segments: Vec::new(), commas, full: false }
    }

    /// How many segments there are.
    pub(super) fn segments(&self) -> usize {
        self.segments.len()
    }

    /// A value that may have to go begins at `start`.
    pub(super) fn begin(&mut self, start: usize, place: Place, lasts: bool) -> usize {
        self.segments.push(Segment { start, end: start, place, lasts, goes: false });
        self.segments.len() - 1
    }

    /// It ends here.
    pub(super) fn end(&mut self, segment: usize) {
        if let Some(segment) = self.segments.get_mut(segment) {
            segment.end = self.out.len();
        }
    }

    /// All that was written from here on goes at once.
    pub(super) fn cut_back(&mut self, start: usize, segments: usize) {
        self.out.truncate(start);
        self.segments.truncate(segments);
    }

    /// Of the segments from this one on, those go that do not last.
    pub(super) fn let_go(&mut self, segments: usize) {
        for segment in self.segments.iter_mut().skip(segments) {
            segment.goes |= !segment.lasts;
        }
    }

    /// Notices when the page is full, and lets go of it.
    pub(super) fn measure(&mut self) {
        let over = self.out.len() > RECORD_BYTES.most || self.segments.len() > RECORD_CUTS.most;
        if over || self.full {
            self.full = true;
            self.cut_back(0, 0);
        }
    }

    /// The page without the segments that went, and without those at places that are cut. The next
    /// page begins.
    pub(super) fn turn(&mut self, is_cut: impl Fn(Place) -> bool) -> Vec<u8> {
        let out = std::mem::take(&mut self.out);
        let segments = &self.segments;
        let goes = |segment: &Segment| segment.goes || is_cut(segment.place);
        if !segments.iter().any(goes) {
            self.segments.clear();
            return out;
        }
        let mut kept = Vec::with_capacity(out.len());
        let mut from = 0;
        for segment in segments {
            if segment.start >= from && goes(segment) {
                self.append(&mut kept, out.get(from..segment.start).unwrap_or_default());
                from = segment.end;
            }
        }
        self.append(&mut kept, out.get(from..).unwrap_or_default());
        self.segments.clear();
        kept
    }

    /// Appends what follows a cut. A segment of JSON stands in a container without white space, so what
    /// is left before it ends with the container's bracket exactly if all before it in the container is
    /// gone, and then a comma that follows must go too.
    fn append(&self, kept: &mut Vec<u8>, piece: &[u8]) {
        let first = self.commas && matches!(kept.last(), Some(b'{' | b'['));
        let piece = if first { piece.strip_prefix(b",").unwrap_or(piece) } else { piece };
        kept.extend_from_slice(piece);
    }
}
