//! The member names of the objects that are open: kept unescaped to find duplicates.
//!
//! Objects close in the reverse order of opening, so all names lie in one stack: the names of an object
//! are those from where it opened to the top, once the objects inside it have closed.

use super::NAME_BYTES;
use super::unreadable::{Fault, Stop};
use crate::vocab::limits::DOCUMENT_NAMES;

/// Up to this many names, a new one is compared with those before it; beyond, the names are sorted when
/// their object closes. Neither can be made slow by choosing names.
const COMPARED_AT_ONCE: usize = 48;

/// A number that equal names share and different names rarely do. Nothing rests on its being hard to
/// collide: names with equal fingerprints are compared.
pub(super) fn fingerprint(name: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(ODD);
    let (words, tail) = name.as_chunks::<8>();
    let hash =
        words.iter().fold(name.len() as u64, |hash, word| fold(hash, u64::from_le_bytes(*word)));
    let last = match name.last_chunk::<8>() {
        // The last eight bytes again in part: cheaper than gathering the tail.
        Some(last) => u64::from_le_bytes(*last),
        None => tail.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
    };
    let hash = fold(hash, last);
    hash ^ (hash >> 32)
}

/// The names of one object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    /// How many names of the objects around it are held before its own.
    from: usize,
    /// A bit for each name, chosen by its fingerprint: a name whose bit is not set is new.
    seen: u64,
}

/// The names held, and the one being read.
pub(super) struct Names {
    /// The names without their escapes, end to end; beyond the last end, the name being read.
    bytes: Vec<u8>,
    /// Where each name ends in `bytes`; it begins where the one before it ends.
    ends: Vec<u32>,
    /// The upper half of each name's fingerprint.
    marks: Vec<u32>,
    /// The name being read as it stood in the source, if it holds an escape.
    raw: Vec<u8>,
    /// Whether it does.
    escaped: bool,
    /// Room for sorting.
    order: Vec<u32>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::with_capacity(512),
            ends: Vec::with_capacity(64),
            marks: Vec::with_capacity(64),
            raw: Vec::new(),
            escaped: false,
            order: Vec::new(),
        }
    }

    /// The names of an object that opens now: none yet.
    pub(super) fn open(&self) -> Held {
        Held { from: self.ends.len(), seen: 0 }
    }

    /// Takes a piece of the name being read that holds no escape and begins at `at`.
    pub(super) fn piece(&mut self, piece: &[u8], at: usize) -> Result<(), Stop> {
        let room = NAME_BYTES.most.saturating_sub(self.bytes.len());
        if piece.len() > room {
            return Err(Fault::NamesTooLong.at(at + room));
        }
        self.bytes.extend_from_slice(piece);
        if self.escaped {
            self.raw.extend_from_slice(piece);
        }
        Ok(())
    }

    /// Takes one byte of an escape, and the character that it completes, if it does.
    pub(super) fn escape(&mut self, byte: u8, character: Option<char>) -> Result<(), Fault> {
        if !self.escaped {
            self.escaped = true;
            self.raw.clear();
            let begun = self.bytes.get(self.start()..).unwrap_or_default();
            self.raw.extend_from_slice(begun);
        }
        self.raw.push(byte);
        let Some(character) = character else { return Ok(()) };
        let encoded = &mut [0; 4];
        let encoded = character.encode_utf8(encoded).as_bytes();
        if self.bytes.len() + encoded.len() > NAME_BYTES.most {
            return Err(Fault::NamesTooLong);
        }
        self.bytes.extend_from_slice(encoded);
        Ok(())
    }

    /// Takes a name that stands whole and without escapes in the block at `at`; see
    /// [`end`](Self::end).
    pub(super) fn whole(&mut self, name: &[u8], at: usize, object: &mut Held) -> Result<u64, Stop> {
        self.escaped = false;
        self.piece(name, at)?;
        self.admit(fingerprint(name), object).map_err(|fault| fault.at(at + name.len()))
    }

    /// Ends the name being read in this object; gives its fingerprint.
    pub(super) fn end(&mut self, object: &mut Held) -> Result<u64, Fault> {
        let mark = fingerprint(self.bytes.get(self.start()..).unwrap_or_default());
        self.admit(mark, object)
    }

    fn admit(&mut self, mark: u64, object: &mut Held) -> Result<u64, Fault> {
        if self.ends.len() >= DOCUMENT_NAMES.most {
            return Err(Fault::TooManyNames);
        }
        let bit = 1 << (mark & 63);
        if object.seen & bit != 0
            && self.ends.len() - object.from < COMPARED_AT_ONCE
            && self.repeats(object.from, upper_half(mark))
        {
            return Err(Fault::DuplicateName);
        }
        object.seen |= bit;
        let end = u32::try_from(self.bytes.len()).map_err(|_| Fault::NamesTooLong)?;
        self.ends.push(end);
        self.marks.push(upper_half(mark));
        Ok(mark)
    }

    /// The name that ended last: without escapes, and as it stood in the source.
    pub(super) fn last(&self) -> (&[u8], &[u8]) {
        let name = self.name(self.ends.len().wrapping_sub(1));
        (name, if self.escaped { &self.raw } else { name })
    }

    /// Begins a name.
    pub(super) fn begin(&mut self) {
        self.escaped = false;
    }

    /// Ends the object with these names, and forgets them.
    pub(super) fn close(&mut self, object: Held) -> Result<(), Fault> {
        let from = object.from;
        if self.ends.len() - from > COMPARED_AT_ONCE && self.repeats_when_sorted(from) {
            return Err(Fault::DuplicateName);
        }
        self.ends.truncate(from);
        self.marks.truncate(from);
        self.bytes.truncate(self.start());
        Ok(())
    }

    /// Where the name being read begins.
    fn start(&self) -> usize {
        self.ends.last().map_or(0, |end| *end as usize)
    }

    fn name(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = start.map_or(0, |end| *end as usize);
        let end = self.ends.get(index).map_or(0, |end| *end as usize);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Whether the name being read, with this mark, is among those held from `from` on.
    fn repeats(&self, from: usize, mark: u32) -> bool {
        let new = self.bytes.get(self.start()..).unwrap_or_default();
        let marks = self.marks.iter().enumerate().skip(from);
        marks.filter(|(_, other)| **other == mark).any(|(index, _)| self.name(index) == new)
    }

    fn repeats_when_sorted(&mut self, from: usize) -> bool {
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend((from..self.ends.len()).filter_map(|index| u32::try_from(index).ok()));
        let key = |index: u32| {
            let index = index as usize;
            (self.marks.get(index), self.name(index))
        };
        order.sort_unstable_by(|one, other| key(*one).cmp(&key(*other)));
        let repeats =
            order.iter().zip(order.iter().skip(1)).any(|(one, next)| key(*one) == key(*next));
        self.order = order;
        repeats
    }
}

fn upper_half(mark: u64) -> u32 {
    u32::try_from(mark >> 32).unwrap_or_default()
}
