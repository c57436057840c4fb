//! Takes segments out of what was written, and mends the commas.

use super::plan::Place;

/// A member or an element that was written although a fact may yet forbid it: its bytes in the
/// output with the comma before it, and its place.
pub(super) struct Segment {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) place: Place,
}

/// The output without the segments that must go. They are in the order of their starts; one may
/// stand inside another.
pub(super) fn cut(out: Vec<u8>, segments: &[Segment], goes: impl Fn(Place) -> bool) -> Vec<u8> {
    if !segments.iter().any(|segment| goes(segment.place)) {
        return out;
    }
    let mut kept = Vec::with_capacity(out.len());
    let mut from = 0;
    for segment in segments {
        if segment.start >= from && goes(segment.place) {
            append(&mut kept, out.get(from..segment.start).unwrap_or_default());
            from = segment.end;
        }
    }
    append(&mut kept, out.get(from..).unwrap_or_default());
    kept
}

/// Appends what follows a cut. A segment stands in a container without white space, so what is left
/// before it ends with the container's bracket exactly if all before it in the container is gone, and
/// then a comma that follows must go too.
fn append(kept: &mut Vec<u8>, piece: &[u8]) {
    let first = matches!(kept.last(), Some(b'{' | b'['));
    let piece = if first { piece.strip_prefix(b",").unwrap_or(piece) } else { piece };
    kept.extend_from_slice(piece);
}
