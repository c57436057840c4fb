//! The text of an element: as it reads, without the white space around it, and as it stands.

use super::chars::is_space;
use crate::redact::transform::Scalar;

/// The text of one element as it reads, as far as a rule needs it. White space around it is no part of
/// it: XML Schema takes it away from all types but strings.
#[derive(Default)]
pub(super) struct Capture {
    longest: usize,
    text: Vec<u8>,
    /// White space that counts only if something follows it.
    spaces: Vec<u8>,
    /// Whether something came that was not taken.
    passed: bool,
}

impl Capture {
    pub(super) fn new(longest: usize) -> Self {
        Self { longest, ..Self::default() }
    }

    /// Whether nothing but white space came.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty() && !self.passed
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.spaces.clear();
        self.passed = false;
    }

    /// Notices a further piece of which no rule needs more than that it is there.
    pub(super) fn pass_over(&mut self, piece: &[u8]) {
        self.passed = self.passed || !piece.iter().all(|byte| is_space(*byte));
    }

    /// Takes a further piece. One byte more than any text that matters tells that this one does not.
    pub(super) fn read(&mut self, piece: &[u8]) {
        for byte in piece {
            if self.text.len() > self.longest {
                return;
            }
            if !is_space(*byte) {
                self.text.append(&mut self.spaces);
                self.text.push(*byte);
            } else if !self.text.is_empty() && self.spaces.len() <= self.longest {
                self.spaces.push(*byte);
            }
        }
    }

    /// What came.
    pub(super) fn scalar(&self) -> Scalar<'_> {
        scalar_of(&self.text, self.longest)
    }
}

/// A text as a rule sees it.
pub(super) fn scalar_of(text: &[u8], longest: usize) -> Scalar<'_> {
    if text.len() > longest {
        return Scalar::Long;
    }
    std::str::from_utf8(text).map_or(Scalar::Long, Scalar::Text)
}

/// Appends a piece of text as it stands. What a comment kept apart may not become the end of a
/// CDATA section (XML 1.0 production 14): then its `>` is written as a reference.
pub(super) fn append(raw: &[u8], to: &mut Vec<u8>) {
    let before = to.iter().rev().take(2).take_while(|byte| **byte == b']').count();
    let more = raw.iter().take(2).take_while(|byte| **byte == b']').count();
    let (head, tail) = raw.split_at_checked(more).unwrap_or_default();
    match tail.strip_prefix(b">") {
        Some(tail) if more < 2 && before + more >= 2 => {
            to.extend_from_slice(head);
            to.extend_from_slice(b"&gt;");
            to.extend_from_slice(tail);
        }
        _ => to.extend_from_slice(raw),
    }
}
