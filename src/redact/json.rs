//! A push parser for JSON (RFC 8259): validates every byte, and tells a listener what stands where.
//!
//! It keeps a state between bytes, so a chunk may end anywhere. Bytes are seen twice while they are in
//! the cache: first as UTF-8, in bulk, then as JSON, in which every byte above 0x7f belongs to a whole
//! character.

use super::names::{Held, Names};
use super::number::Digits;
use super::plan::Kind;
use super::text::{Escape, plain_run};
use super::unreadable::{Fault, Stop, Unreadable};
use crate::vocab::limits::DOCUMENT_DEPTH;

/// How much is read at a time: fits in the first-level cache beside what is written.
const BLOCK_BYTES: usize = 16 * 1024;

/// Hears what stands in the document, in order. Places are within the block being read; a value may
/// go on in the next block.
pub(super) trait Listener {
    /// A member's name: without escapes, as it stood, and its fingerprint.
    fn name(&mut self, name: &[u8], raw: &[u8], mark: u64);
    /// A container opens with the byte at `at`.
    fn open(&mut self, kind: Kind, at: usize);
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

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
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
    /// Nothing but white space.
    End,
    /// More of a name.
    InName(Escape),
    /// More of a string.
    InText(Escape),
    /// More of a number.
    InNumber(Digits),
    /// These bytes, the rest of a literal.
    InLiteral(&'static [u8]),
}

/// A container that is open.
#[derive(Debug, Clone, Copy)]
struct Level {
    object: bool,
    /// The names of its members.
    names: Held,
}

/// Reads one document.
pub(super) struct Reader {
    state: State,
    levels: Vec<Level>,
    names: Names,
    /// How many bytes came before the block being read.
    offset: u64,
    /// The beginning of a character whose end has not come yet.
    tail: Vec<u8>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            state: State::Value,
            levels: Vec::with_capacity(16),
            names: Names::new(),
            offset: 0,
            tail: Vec::new(),
        }
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
            State::End => Ok(()),
            State::InNumber(digits) if digits.complete() && self.levels.is_empty() => {
                listener.end(&[], 0);
                Ok(())
            }
            State::Value if self.levels.is_empty() => Err(self.unreadable(Fault::Empty.at(0))),
            _ => Err(self.unreadable(Fault::Incomplete.at(0))),
        }
    }

    fn unreadable(&self, stop: Stop) -> Unreadable {
        Unreadable { fault: stop.fault, at: self.offset + stop.at as u64 }
    }

    /// Reads the whole characters of a block and keeps a begun one. What stands before a broken
    /// character is read first, so that the first fault is told however the chunks are cut.
    fn characters(&mut self, block: &[u8], listener: &mut impl Listener) -> Result<(), Unreadable> {
        let Err(error) = std::str::from_utf8(block) else {
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
        while at < block.len() {
            at = self.step(block, at, listener).map_err(|stop| self.unreadable(stop))?;
        }
        listener.flush(block);
        self.offset += block.len() as u64;
        Ok(())
    }

    /// Reads on from `at`, at least one byte or to another state; gives where it came.
    fn step(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        match self.state {
            State::InName(escape) => self.in_name(block, at, escape, listener),
            State::InText(escape) => self.in_text(block, at, escape, listener),
            State::InNumber(digits) => Ok(self.in_number(block, at, digits, listener)?),
            State::InLiteral(rest) => self.in_literal(block, at, rest, listener),
            _ => {
                let at = skip_space(block, at);
                match block.get(at) {
                    Some(byte) => self.structure(block, at, *byte, listener),
                    None => Ok(at),
                }
            }
        }
    }

    /// Reads the first byte of something between values.
    fn structure(
        &mut self,
        block: &[u8],
        at: usize,
        byte: u8,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        match (self.state, byte) {
            (State::FirstName | State::Name, b'"') => self.name(block, at + 1, listener),
            (State::Colon, b':') => {
                self.state = State::Value;
                Ok(at + 1)
            }
            (State::FirstElement, b']') | (State::FirstName, b'}') => {
                self.close(block, at, listener)
            }
            (State::Value | State::FirstElement, _) => self.value(block, at, byte, listener),
            (State::Next, _) => self.next(block, at, byte, listener),
            (State::End, _) => Err(Fault::SecondValue.at(at)),
            _ => Err(Fault::Unexpected.at(at)),
        }
    }

    /// Reads a comma or the end of the container.
    fn next(
        &mut self,
        block: &[u8],
        at: usize,
        byte: u8,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let object = self.levels.last().is_some_and(|level| level.object);
        match (byte, object) {
            (b',', true) if block.get(at + 1) == Some(&b'"') => {
                return self.name(block, at + 2, listener);
            }
            (b',', true) => self.state = State::Name,
            (b',', false) => self.state = State::Value,
            (b'}', true) | (b']', false) => return self.close(block, at, listener),
            _ => return Err(Fault::Unexpected.at(at)),
        }
        Ok(at + 1)
    }

    /// Reads the first byte of a value.
    fn value(
        &mut self,
        block: &[u8],
        at: usize,
        byte: u8,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        match byte {
            b'"' => {
                listener.begin(Kind::Text, at);
                self.in_text(block, at + 1, Escape::None, listener)
            }
            b'{' => self.open(Kind::Object, at, listener),
            b'[' => self.open(Kind::Array, at, listener),
            b't' => self.literal(block, at, b"rue", listener),
            b'f' => self.literal(block, at, b"alse", listener),
            b'n' => self.literal(block, at, b"ull", listener),
            _ => match Digits::begin(byte) {
                Some(digits) => {
                    listener.begin(Kind::Other, at);
                    self.in_number(block, at + 1, digits, listener)
                }
                None if self.offset == 0 && block.starts_with(b"\xef\xbb\xbf") && at == 0 => {
                    Err(Fault::ByteOrderMark.at(at))
                }
                None => Err(Fault::Unexpected.at(at)),
            },
        }
    }

    fn open(&mut self, kind: Kind, at: usize, listener: &mut impl Listener) -> Result<usize, Stop> {
        if self.levels.len() >= DOCUMENT_DEPTH.most {
            return Err(Fault::TooDeep.at(at));
        }
        let object = kind == Kind::Object;
        self.levels.push(Level { object, names: self.names.open() });
        self.state = if object { State::FirstName } else { State::FirstElement };
        listener.open(kind, at);
        Ok(at + 1)
    }

    fn close(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        if let Some(level) = self.levels.pop() {
            self.names.close(level.names).map_err(|fault| fault.at(at))?;
        }
        listener.close(block, at + 1);
        self.ended();
        Ok(at + 1)
    }

    /// A value ended.
    fn ended(&mut self) {
        self.state = if self.levels.is_empty() { State::End } else { State::Next };
    }

    /// Reads a name from behind its quote.
    fn name(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let rest = block.get(at..).unwrap_or_default();
        let run = plain_run(rest);
        if let Some((name, [b'"', after @ ..])) = rest.split_at_checked(run)
            && let Some(object) = self.levels.last_mut()
        {
            let end = at + run;
            let mark = self.names.whole(name, at, &mut object.names)?;
            listener.name(name, name, mark);
            let colon = after.first() == Some(&b':');
            self.state = if colon { State::Value } else { State::Colon };
            return Ok(end + 1 + usize::from(colon));
        }
        self.names.begin();
        self.in_name(block, at, Escape::None, listener)
    }

    fn in_name(
        &mut self,
        block: &[u8],
        at: usize,
        mut escape: Escape,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let mut at = at;
        loop {
            if escape == Escape::None {
                let rest = block.get(at..).unwrap_or_default();
                let run = plain_run(rest);
                let piece = rest.get(..run).unwrap_or_default();
                self.names.piece(piece, at)?;
                at += run;
            }
            let Some(byte) = block.get(at) else { break };
            if escape == Escape::None && *byte == b'"' {
                return self.name_ended(at, listener);
            }
            let character = take_escaped(&mut escape, *byte).map_err(|fault| fault.at(at))?;
            self.names.escape(*byte, character).map_err(|fault| fault.at(at))?;
            at += 1;
        }
        self.state = State::InName(escape);
        Ok(at)
    }

    fn name_ended(&mut self, at: usize, listener: &mut impl Listener) -> Result<usize, Stop> {
        let Some(object) = self.levels.last_mut() else { return Err(Fault::Unexpected.at(at)) };
        let mark = self.names.end(&mut object.names).map_err(|fault| fault.at(at))?;
        let (name, raw) = self.names.last();
        listener.name(name, raw, mark);
        self.state = State::Colon;
        Ok(at + 1)
    }

    fn in_text(
        &mut self,
        block: &[u8],
        at: usize,
        mut escape: Escape,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let mut at = at;
        loop {
            if escape == Escape::None {
                let rest = block.get(at..).unwrap_or_default();
                let run = plain_run(rest);
                if listener.wanted() {
                    listener.piece(rest.get(..run).unwrap_or_default());
                }
                at += run;
            }
            let Some(byte) = block.get(at) else { break };
            if escape == Escape::None && *byte == b'"' {
                listener.end(block, at + 1);
                self.ended();
                return Ok(at + 1);
            }
            let character = take_escaped(&mut escape, *byte).map_err(|fault| fault.at(at))?;
            if let Some(character) = character
                && listener.wanted()
            {
                listener.piece(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            at += 1;
        }
        self.state = State::InText(escape);
        Ok(at)
    }

    fn in_number(
        &mut self,
        block: &[u8],
        at: usize,
        mut digits: Digits,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let end = at + digits.advance(block.get(at..).unwrap_or_default());
        if end == block.len() {
            self.state = State::InNumber(digits);
        } else if digits.complete() {
            listener.end(block, end);
            self.ended();
        } else {
            return Err(Fault::Unexpected.at(end));
        }
        Ok(end)
    }

    fn literal(
        &mut self,
        block: &[u8],
        at: usize,
        rest: &'static [u8],
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        listener.begin(Kind::Other, at);
        self.in_literal(block, at + 1, rest, listener)
    }

    fn in_literal(
        &mut self,
        block: &[u8],
        at: usize,
        rest: &'static [u8],
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let found = block.get(at..).unwrap_or_default();
        let same = found.iter().zip(rest).take_while(|(one, other)| one == other).count();
        let at = at + same;
        let rest = rest.get(same..).unwrap_or_default();
        if rest.is_empty() {
            listener.end(block, at);
            self.ended();
        } else if at < block.len() {
            return Err(Fault::Unexpected.at(at));
        } else {
            self.state = State::InLiteral(rest);
        }
        Ok(at)
    }
}

/// Takes a byte of a string that is not plain: a control character is refused, the rest are escapes.
fn take_escaped(escape: &mut Escape, byte: u8) -> Result<Option<char>, Fault> {
    if *escape == Escape::None && byte != b'\\' {
        return Err(Fault::ControlCharacter);
    }
    escape.step(byte)
}

/// The first place from `at` on that is not white space.
fn skip_space(block: &[u8], at: usize) -> usize {
    let rest = block.get(at..).unwrap_or_default();
    let space = |byte: &u8| matches!(*byte, b' ' | b'\n' | b'\r' | b'\t');
    at + rest.iter().position(|byte| !space(byte)).unwrap_or(rest.len())
}
