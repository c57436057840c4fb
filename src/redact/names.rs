//! The member names of the objects that are open, to find duplicates.
//!
//! Objects close in the reverse order of opening, so all names lie in one stack: the names of an object
//! are those from where it opened to the top, once the objects inside it have closed. A name that
//! stands whole in the block being read is held by its place there; only if its object is still open
//! when the block ends is it copied.

use super::NAME_BYTES;
use super::unreadable::{Fault, Stop};
use crate::vocab::limits::DOCUMENT_NAMES;

/// Up to this many names, a new one is compared with those before it; beyond, the names are sorted when
/// their object closes. Neither can be made slow by choosing names.
const COMPARED_AT_ONCE: usize = 48;

/// A number that equal names share and different names rarely do. Nothing rests on its being hard to
/// collide: names with equal fingerprints are compared.
#[inline]
pub(super) fn fingerprint(name: &[u8]) -> u64 {
    let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => ends_of_short(name),
    };
    let hash = mix(first ^ name.len() as u64, last);
    if name.len() <= 16 {
        return hash;
    }
    let (words, _) = name.as_chunks::<8>();
    words.iter().skip(1).fold(hash, |hash, word| mix(hash, u64::from_le_bytes(*word)))
}

/// Two words that hold all bytes of a name of less than eight.
#[inline]
fn ends_of_short(name: &[u8]) -> (u64, u64) {
    match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
        }
        _ => (name.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)), 0),
    }
}

/// Both halves of a product: each bit of the factors moves many of the result.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the halves are what is asked for")]
const fn mix(one: u64, other: u64) -> u64 {
    const ODD: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93];
    let product = (one ^ ODD[0]) as u128 * (other ^ ODD[1]) as u128;
    product as u64 ^ (product >> 64) as u64
}

/// A container that is open, and what is known of its names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Level {
    /// Two bits for each name, chosen by its fingerprint: a name of which one is not set is new.
    seen: u64,
    /// How many names of the objects around it are held before its own.
    from: u32,
    /// Whether it is an object.
    pub(super) object: bool,
}

impl Level {
    /// The bracket that ends it.
    #[inline]
    pub(super) const fn end(&self) -> u8 {
        if self.object { b'}' } else { b']' }
    }
}

/// A name of which the object is open: where it stands, and the upper half of its fingerprint.
#[derive(Debug, Clone, Copy)]
struct Name {
    start: u32,
    end: u32,
    mark: u32,
}

impl Name {
    #[inline]
    fn new(start: usize, end: usize, mark: u64) -> Self {
        Self { start: narrow(start), end: narrow(end), mark: upper_half(mark) }
    }

    /// Its bytes in the bytes where it stands.
    fn within<'a>(&self, source: &'a [u8]) -> &'a [u8] {
        source.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// The names held, and the one being read.
pub(super) struct Names {
    names: Vec<Name>,
    /// How many of them, from the first, have their bytes in `store`; the rest in the block.
    stored: usize,
    /// Names without their escapes, end to end; beyond the last, the name being read.
    store: Vec<u8>,
    /// The name being read as it stood in the source, if it holds an escape.
    raw: Vec<u8>,
    /// Whether it does.
    escaped: bool,
}

impl Names {
    pub(super) fn new() -> Self {
        Self {
            names: Vec::with_capacity(32),
            stored: 0,
            store: Vec::new(),
            raw: Vec::new(),
            escaped: false,
        }
    }

    /// A container that opens now: without names yet.
    #[inline]
    pub(super) fn open(&self, object: bool) -> Level {
        Level { seen: 0, from: narrow(self.names.len()), object }
    }

    /// Whether the names of a block that is so long can be taken, however long they are.
    pub(super) fn have_room(&self, block_bytes: usize) -> bool {
        self.store.len() + block_bytes <= NAME_BYTES.most
    }

    /// Takes a name that stands whole and without escapes in a block that there is room for; gives it
    /// and its fingerprint. None, and nothing is taken, if it is a duplicate or one too much.
    #[inline(always)]
    pub(super) fn whole<'a>(
        &mut self,
        block: &'a [u8],
        start: usize,
        end: usize,
        object: &mut Level,
    ) -> Option<(&'a [u8], u64)> {
        let name = block.get(start..end)?;
        let mark = fingerprint(name);
        if self.refused(block, name, mark, object).is_some() {
            return None;
        }
        self.names.push(Name::new(start, end, mark));
        object.seen |= bits(mark);
        Some((name, mark))
    }

    /// Begins a name that is read piece by piece.
    pub(super) fn begin(&mut self, block: &[u8]) {
        self.settle(block);
        self.escaped = false;
    }

    /// Takes a piece of the name being read that holds no escape and begins at `at`.
    pub(super) fn piece(&mut self, piece: &[u8], at: usize) -> Result<(), Stop> {
        let room = NAME_BYTES.most.saturating_sub(self.store.len());
        if piece.len() > room {
            return Err(Fault::NamesTooLong.at(at + room));
        }
        self.store.extend_from_slice(piece);
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
            self.raw.extend_from_slice(self.store.get(self.stored_bytes()..).unwrap_or_default());
        }
        self.raw.push(byte);
        let Some(character) = character else { return Ok(()) };
        let encoded = &mut [0; 4];
        let encoded = character.encode_utf8(encoded).as_bytes();
        if self.store.len() + encoded.len() > NAME_BYTES.most {
            return Err(Fault::NamesTooLong);
        }
        self.store.extend_from_slice(encoded);
        Ok(())
    }

    /// Ends the name being read in this object; gives its fingerprint.
    pub(super) fn end(&mut self, object: &mut Level) -> Result<u64, Fault> {
        let start = self.stored_bytes();
        let name = self.store.get(start..).unwrap_or_default();
        let mark = fingerprint(name);
        if let Some(fault) = self.refused(&[], name, mark, object) {
            return Err(fault);
        }
        self.names.push(Name::new(start, self.store.len(), mark));
        self.stored = self.names.len();
        object.seen |= bits(mark);
        Ok(mark)
    }

    /// How many bytes of `store` belong to names that ended.
    fn stored_bytes(&self) -> usize {
        let last = self.stored.checked_sub(1).and_then(|last| self.names.get(last));
        last.map_or(0, |name| name.end as usize)
    }

    /// The name that was read last piece by piece: without escapes, and as it stood in the source.
    pub(super) fn last(&self) -> (&[u8], &[u8]) {
        let name = self.bytes_of(self.names.len().wrapping_sub(1), &[]);
        (name, if self.escaped { &self.raw } else { name })
    }

    /// Copies the names that stand in the block, because it ends.
    pub(super) fn settle(&mut self, block: &[u8]) {
        for name in self.names.iter_mut().skip(self.stored) {
            let start = self.store.len();
            self.store.extend_from_slice(name.within(block));
            (name.start, name.end) = (narrow(start), narrow(self.store.len()));
        }
        self.stored = self.names.len();
    }

    /// Ends the object with these names, and forgets them; unless two are the same.
    #[inline]
    pub(super) fn close(&mut self, block: &[u8], object: Level) -> Result<(), Fault> {
        let from = object.from as usize;
        if self.names.len() > from + COMPARED_AT_ONCE && self.repeats_when_sorted(block, from) {
            return Err(Fault::DuplicateName);
        }
        self.names.truncate(from);
        if self.stored > from {
            self.stored = from;
            self.store.truncate(self.stored_bytes());
        }
        Ok(())
    }

    /// The bytes of a name held.
    fn bytes_of<'a>(&'a self, index: usize, block: &'a [u8]) -> &'a [u8] {
        let source = if index < self.stored { &self.store } else { block };
        self.names.get(index).map_or(&[], |name| name.within(source))
    }

    /// Why a name cannot be taken, if it cannot.
    #[inline]
    fn refused(&self, block: &[u8], name: &[u8], mark: u64, object: &Level) -> Option<Fault> {
        if self.names.len() >= DOCUMENT_NAMES.most {
            Some(Fault::TooManyNames)
        } else if object.seen & bits(mark) == bits(mark)
            && self.repeats(block, name, mark, object.from as usize)
        {
            Some(Fault::DuplicateName)
        } else {
            None
        }
    }

    /// Whether a name is among the few held from `from` on.
    #[cold]
    fn repeats(&self, block: &[u8], name: &[u8], mark: u64, from: usize) -> bool {
        let held = self.names.iter().enumerate().skip(from);
        self.names.len() - from < COMPARED_AT_ONCE
            && held
                .filter(|(_, other)| other.mark == upper_half(mark))
                .any(|(index, _)| self.bytes_of(index, block) == name)
    }

    /// Whether two of the many names held from `from` on are the same.
    #[cold]
    fn repeats_when_sorted(&self, block: &[u8], from: usize) -> bool {
        let mut order: Vec<usize> = (from..self.names.len()).collect();
        let key = |index: usize| {
            let mark = self.names.get(index).map(|name| name.mark);
            (mark, self.bytes_of(index, block))
        };
        order.sort_unstable_by(|one, other| key(*one).cmp(&key(*other)));
        order.iter().zip(order.iter().skip(1)).any(|(one, next)| key(*one) == key(*next))
    }
}

/// The bits of a name with this fingerprint among those of its object: if one is not set, the name is
/// not there.
#[inline]
pub(super) const fn bits(mark: u64) -> u64 {
    (1 << (mark & 63)) | (1 << ((mark >> 6) & 63))
}

/// A place in a block or in the store, or how many names there are: all are bounded far lower.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "bounded by `NAME_BYTES` and the block")]
const fn narrow(number: usize) -> u32 {
    number as u32
}

#[inline]
const fn upper_half(mark: u64) -> u32 {
    (mark >> 32) as u32
}
