//! The careful way through a block: one piece at a time, resumable at any byte; tells every fault.

use super::super::number::Digits;
use super::super::plan::Kind;
use super::super::text::{Escape, past_space, plain_run};
use super::super::unreadable::{Fault, Stop};
use super::{Listener, Reader, Spot, State};

impl Reader {
    /// Reads on from `at`, at least one byte or to another state; gives where it came.
    pub(super) fn step(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        match self.state {
            State::InName(escape) => self.in_name(block, at, escape, listener),
            State::InText(escape) => self.in_text(block, at, escape, listener),
            State::InNumber(digits) => self.in_number(block, at, digits, listener),
            State::InLiteral(rest) => self.in_literal(block, at, rest, listener),
            State::At(spot) => match past_space(block, at) {
                Some((at, byte)) => self.structure(block, at, (spot, byte), listener),
                None => Ok(block.len()),
            },
        }
    }

    /// Reads the first byte of something between values.
    fn structure(
        &mut self,
        block: &[u8],
        at: usize,
        found: (Spot, u8),
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let object = self.top.object;
        let then = match found {
            (Spot::FirstName | Spot::Name, b'"') => {
                self.names.begin(block);
                return self.in_name(block, at + 1, Escape::None, listener);
            }
            (Spot::Colon, b':') => Spot::Value,
            (Spot::Next, b',') => self.after_comma(),
            (Spot::FirstName | Spot::Next, b'}') if object => self.closed(block, at, listener)?,
            (Spot::FirstElement | Spot::Next, b']') if !object => {
                self.closed(block, at, listener)?
            }
            (Spot::Value | Spot::FirstElement, byte @ (b'{' | b'[')) => {
                self.open(byte, at, listener).ok_or(Fault::TooDeep.at(at))?
            }
            (Spot::Value | Spot::FirstElement, byte) => {
                return self.scalar(block, at, byte, listener);
            }
            (Spot::End, _) => return Err(Fault::SecondValue.at(at)),
            _ => return Err(Fault::Unexpected.at(at)),
        };
        self.state = State::At(then);
        Ok(at + 1)
    }

    fn closed(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Result<Spot, Stop> {
        self.close(block, at, listener).map_err(|fault| fault.at(at))?;
        Ok(self.after_value())
    }

    /// Reads the first byte of a value that is no container.
    fn scalar(
        &mut self,
        block: &[u8],
        at: usize,
        byte: u8,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let literal = match byte {
            b'"' => {
                listener.begin(Kind::Text, at);
                return self.in_text(block, at + 1, Escape::None, listener);
            }
            b't' => &b"rue"[..],
            b'f' => b"alse",
            b'n' => b"ull",
            _ => {
                let fault = self.unexpected(block, at);
                let digits = Digits::begin(byte).ok_or(fault.at(at))?;
                listener.begin(Kind::Other, at);
                return self.in_number(block, at + 1, digits, listener);
            }
        };
        listener.begin(Kind::Other, at);
        self.in_literal(block, at + 1, literal, listener)
    }

    /// What is wrong with a byte at `at` that begins no value.
    fn unexpected(&self, block: &[u8], at: usize) -> Fault {
        if self.offset == 0 && at == 0 && block.starts_with(b"\xef\xbb\xbf") {
            Fault::ByteOrderMark
        } else {
            Fault::Unexpected
        }
    }

    fn in_name(
        &mut self,
        block: &[u8],
        mut at: usize,
        mut escape: Escape,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        loop {
            if escape == Escape::None {
                let piece = plain(block, at);
                self.names.piece(piece, at)?;
                at += piece.len();
            }
            let Some(byte) = block.get(at) else { break };
            if escape == Escape::None && *byte == b'"' {
                let mark = self.names.end(&mut self.top).map_err(|fault| fault.at(at))?;
                let (name, raw) = self.names.last();
                self.unheard = !listener.name(name, raw, mark);
                self.state = State::At(Spot::Colon);
                return Ok(at + 1);
            }
            let character = take_escaped(&mut escape, *byte).map_err(|fault| fault.at(at))?;
            self.names.escape(*byte, character).map_err(|fault| fault.at(at))?;
            at += 1;
        }
        self.state = State::InName(escape);
        Ok(at)
    }

    fn in_text(
        &mut self,
        block: &[u8],
        mut at: usize,
        mut escape: Escape,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        loop {
            if escape == Escape::None {
                let piece = plain(block, at);
                if listener.wanted() {
                    listener.piece(piece);
                }
                at += piece.len();
            }
            let Some(byte) = block.get(at) else { break };
            if escape == Escape::None && *byte == b'"' {
                return Ok(self.ended(block, at + 1, listener));
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
            Ok(end)
        } else if digits.complete() {
            Ok(self.ended(block, end, listener))
        } else {
            Err(Fault::Unexpected.at(end))
        }
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
            Ok(self.ended(block, at, listener))
        } else if at < block.len() {
            Err(Fault::Unexpected.at(at))
        } else {
            self.state = State::InLiteral(rest);
            Ok(at)
        }
    }

    /// A scalar ended before `at`.
    fn ended(&mut self, block: &[u8], at: usize, listener: &mut impl Listener) -> usize {
        listener.end(block, at);
        self.unheard = false;
        self.state = State::At(self.after_value());
        at
    }
}

/// The plain run that begins at `at`.
fn plain(block: &[u8], at: usize) -> &[u8] {
    let rest = block.get(at..).unwrap_or_default();
    rest.get(..plain_run(rest)).unwrap_or_default()
}

/// Takes a byte of a string that is not plain: a control character is refused, the rest are escapes.
fn take_escaped(escape: &mut Escape, byte: u8) -> Result<Option<char>, Fault> {
    if *escape == Escape::None && byte != b'\\' {
        return Err(Fault::ControlCharacter);
    }
    escape.step(byte)
}
