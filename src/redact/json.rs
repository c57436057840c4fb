//! A push parser for JSON (RFC 8259): validates every byte, and tells a listener what stands where.
//!
//! It keeps a state between bytes, so a chunk may end anywhere. Bytes are seen twice while they are in
//! the cache: first as UTF-8, in bulk, then as JSON, in which every byte above 0x7f belongs to a whole
//! character. There are two ways through a block: [`glide`] takes what is plain and stands whole in it,
//! [`step`] the rest.

mod glide;
mod step;

use super::names::{Level, Names};
use super::number::Digits;
use super::plan::Kind;
use super::text::Escape;
use super::unreadable::{Fault, Stop, Unreadable};
use crate::vocab::limits::DOCUMENT_DEPTH;

/// How much is read at a time: fits in the first-level cache beside what is written.
const BLOCK_BYTES: usize = 16 * 1024;

/// Hears what stands in the document, in order. Places are within the block being read; a value may
/// go on in the next block.
pub(super) trait Listener {
    /// A member's name: without escapes, as it stood, and its fingerprint. Tells whether its value is
    /// followed: of one that is not, nothing is told.
    fn name(&mut self, name: &[u8], raw: &[u8], mark: u64) -> bool;
    /// A container opens with the byte at `at`. Tells whether it is followed: of what stands in one
    /// that is not, nothing is told, and the next call but [`flush`](Self::flush) closes it.
    fn open(&mut self, kind: Kind, at: usize) -> bool;
    /// The innermost container closed with the byte before `end`.
    fn close(&mut self, block: &[u8], end: usize);
    /// A scalar begins with the byte at `at`.
    fn begin(&mut self, kind: Kind, at: usize);
    /// A piece of the string that began, without escapes. May be left out unless it is `wanted`.
    fn piece(&mut self, piece: &[u8]);
    /// Whether the pieces of the string that began are wanted.
    fn wanted(&self) -> bool;
    /// The scalar ended with the byte before `end`.
    fn end(&mut self, block: &[u8], end: usize);
    /// The block ends.
    fn flush(&mut self, block: &[u8]);
}

/// Hears nothing: listens to what stands in a container that the listener does not follow. What is
/// valid is decided by the same code, and compiled once more without the calls.
struct Nobody;

impl Listener for Nobody {
    fn close(&mut self, _: &[u8], _: usize) {}
    fn begin(&mut self, _: Kind, _: usize) {}
    fn piece(&mut self, _: &[u8]) {}
    fn end(&mut self, _: &[u8], _: usize) {}
    fn flush(&mut self, _: &[u8]) {}
    fn name(&mut self, _: &[u8], _: &[u8], _: u64) -> bool {
        true
    }
    fn open(&mut self, _: Kind, _: usize) -> bool {
        true
    }
    fn wanted(&self) -> bool {
        false
    }
}

/// A place between values, by what may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spot {
    /// A value.
    Value,
    /// A value or `]`.
    FirstElement,
    /// A name or `}`.
    FirstName,
    /// A name.
    Name,
    /// `:`
    Colon,
    /// `,` or the end of the container.
    Next,
    /// Nothing but white space; or, asleep, nothing more: what was slept through is over.
    End,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Something between values.
    At(Spot),
    /// More of a name.
    InName(Escape),
    /// More of a string.
    InText(Escape),
    /// More of a number.
    InNumber(Digits),
    /// These bytes, the rest of a literal.
    InLiteral(&'static [u8]),
}

/// Reads one document.
pub(super) struct Reader {
    state: State,
    /// The innermost container that is open.
    top: Level,
    /// What stands around it; the first is around the document itself.
    around: Vec<Level>,
    /// Whether the listener does not follow the value that comes next, or the scalar that is being
    /// read.
    unheard: bool,
    /// Whether the listener does not follow the container that is being read.
    asleep: bool,
    /// Whether it is told when that container closes.
    wakes: bool,
    /// How many containers stand around the part being read: the document, or what is slept through.
    outside: usize,
    names: Names,
    /// How many bytes came before the block being read.
    offset: u64,
    /// The beginning of a character whose end has not come yet.
    tail: Vec<u8>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            state: State::At(Spot::Value),
            top: Level::default(),
            around: Vec::with_capacity(16),
            unheard: false,
            asleep: false,
            wakes: false,
            outside: 0,
            names: Names::new(),
            offset: 0,
            tail: Vec::new(),
        }
    }

    /// Begins another document after a whole one, or after nothing but white space.
    pub(super) fn restart(&mut self) {
        self.state = State::At(Spot::Value);
        self.offset = 0;
    }

    /// Reads a chunk.
    pub(super) fn feed(
        &mut self,
        chunk: &[u8],
        listener: &mut impl Listener,
    ) -> Result<(), Unreadable> {
        let mut rest = chunk;
        while !self.tail.is_empty()
            && let Some((byte, after)) = rest.split_first()
        {
            rest = after;
            let mut joined = std::mem::take(&mut self.tail);
            joined.push(*byte);
            self.characters(&joined, listener)?;
        }
        for block in rest.chunks(BLOCK_BYTES) {
            if self.tail.is_empty() {
                self.characters(block, listener)?;
            } else {
                self.feed(block, listener)?;
            }
        }
        Ok(())
    }

    /// Ends the document.
    pub(super) fn finish(&mut self, listener: &mut impl Listener) -> Result<(), Unreadable> {
        if !self.tail.is_empty() {
            return Err(self.unreadable(Fault::NotUtf8.at(0)));
        }
        match self.state {
            State::At(Spot::End) => Ok(()),
            State::InNumber(digits) if digits.complete() && self.around.is_empty() => {
                listener.end(&[], 0);
                Ok(())
            }
            State::At(Spot::Value) if self.around.is_empty() => {
                Err(self.unreadable(Fault::Empty.at(0)))
            }
            _ => Err(self.unreadable(Fault::Incomplete.at(0))),
        }
    }

    fn unreadable(&self, stop: Stop) -> Unreadable {
        Unreadable { fault: stop.fault, at: self.offset + stop.at as u64 }
    }

    /// Reads the whole characters of a block and keeps a begun one. What stands before a broken
    /// character is read first, so that the first fault is told however the chunks are cut.
    fn characters(&mut self, block: &[u8], listener: &mut impl Listener) -> Result<(), Unreadable> {
        let Err(error) = simdutf8::compat::from_utf8(block) else {
            return self.block(block, listener);
        };
        let (valid, rest) = block.split_at_checked(error.valid_up_to()).unwrap_or_default();
        self.block(valid, listener)?;
        if error.error_len().is_some() {
            return Err(self.unreadable(Fault::NotUtf8.at(0)));
        }
        self.tail.extend_from_slice(rest);
        Ok(())
    }

    fn block(&mut self, block: &[u8], listener: &mut impl Listener) -> Result<(), Unreadable> {
        let mut at = 0;
        let glides = self.names.have_room(block.len());
        while at < block.len() {
            let read = if self.asleep || self.unheard {
                self.read(block, at, glides, &mut Nobody)
            } else {
                self.read(block, at, glides, listener)
            };
            at = read.map_err(|stop| self.unreadable(stop))?;
            self.wake(block, at, listener);
        }
        listener.flush(block);
        self.names.settle(block);
        self.offset += block.len() as u64;
        Ok(())
    }

    /// Reads on from `at`, at most to where the listener falls asleep or wakes; gives where it came.
    #[inline]
    fn read(
        &mut self,
        block: &[u8],
        at: usize,
        glides: bool,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        if !glides || self.unheard || self.around.is_empty() {
            return self.step(block, at, listener);
        }
        match self.glide(block, at, listener) {
            came if came == at => self.step(block, at, listener),
            came => Ok(came),
        }
    }

    /// Wakes the listener if what it slept through is over.
    fn wake(&mut self, block: &[u8], at: usize, listener: &mut impl Listener) {
        if self.asleep && self.state == State::At(Spot::End) {
            self.asleep = false;
            self.outside = 0;
            if self.wakes {
                listener.close(block, at);
            }
            self.state = State::At(self.after_value());
        }
    }

    /// Opens the container that begins with `bracket` at `at`; gives what may come in it. None if it
    /// is nested too deep.
    #[inline]
    fn open(&mut self, bracket: u8, at: usize, listener: &mut impl Listener) -> Option<Spot> {
        let depth = self.around.len();
        if depth >= DOCUMENT_DEPTH.most {
            return None;
        }
        let object = bracket == b'{';
        self.around.push(self.top);
        self.top = self.names.open(object);
        let kind = if object { Kind::Object } else { Kind::Array };
        let heard = !std::mem::take(&mut self.unheard);
        if !(heard && listener.open(kind, at)) {
            self.asleep = true;
            self.wakes = heard;
            self.outside = depth;
        }
        Some(if object { Spot::FirstName } else { Spot::FirstElement })
    }

    /// Closes the innermost container with the byte at `at`.
    #[inline]
    fn close(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Result<(), Fault> {
        self.names.close(block, self.top)?;
        self.top = self.around.pop().unwrap_or_default();
        // What was slept through is closed by `wake`.
        listener.close(block, at + 1);
        Ok(())
    }

    /// What may come after a comma.
    #[inline]
    fn after_comma(&self) -> Spot {
        if self.top.object { Spot::Name } else { Spot::Value }
    }

    /// What may come after a value.
    #[inline]
    fn after_value(&self) -> Spot {
        if self.around.len() == self.outside { Spot::End } else { Spot::Next }
    }
}
