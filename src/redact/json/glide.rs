//! The fast way through a block: takes what is plain and stands whole in it.
//!
//! Whatever is not plain (an escape, a fault, the end of the block) it leaves untouched for
//! [`step`](super::step), which reads anything, a piece at a time, and alone tells faults.

use super::super::number::whole_number;
use super::super::plan::Kind;
use super::super::text::{past_space, run_end};
use super::{Listener, Nobody, Reader, Spot, State};

/// How far the fast way came, and what may come there.
struct Came {
    at: usize,
    spot: Spot,
}

impl Reader {
    /// Reads on from `at` inside a container, at most to where it falls asleep or to the end of the
    /// container at which this part of the reading ends; gives where it came.
    #[inline(never)]
    pub(super) fn glide(&mut self, block: &[u8], at: usize, listener: &mut impl Listener) -> usize {
        let State::At(spot) = self.state else { return at };
        let mut came = Came { at, spot };
        // None tells only that the fast way ends: `came` tells where.
        let _ended = self.glide_on(block, &mut came, listener);
        self.state = State::At(came.spot);
        came.at
    }

    #[inline(always)]
    fn glide_on(
        &mut self,
        block: &[u8],
        came: &mut Came,
        listener: &mut impl Listener,
    ) -> Option<()> {
        loop {
            let (at, byte) = past_space(block, came.at)?;
            match came.spot {
                Spot::Next if byte == b',' => {
                    *came = Came { at: at + 1, spot: self.after_comma() };
                }
                Spot::Next => self.glide_close(block, at, byte, came, listener)?,
                Spot::FirstName | Spot::Name if byte == b'"' => {
                    self.glide_members(block, at, came, listener)?;
                }
                Spot::FirstName => self.glide_close(block, at, byte, came, listener)?,
                Spot::FirstElement if byte == b']' => {
                    self.glide_close(block, at, byte, came, listener)?;
                }
                Spot::Value | Spot::FirstElement => {
                    self.glide_value(block, at, byte, came, listener)?;
                }
                Spot::Name | Spot::Colon | Spot::End => return None,
            }
        }
    }

    /// Takes members from the quote of a name on, for as long as their values are strings.
    #[inline(always)]
    fn glide_members(
        &mut self,
        block: &[u8],
        mut quote: usize,
        came: &mut Came,
        listener: &mut impl Listener,
    ) -> Option<()> {
        loop {
            let (at, byte) = self.glide_name(block, quote, listener)?;
            *came = Came { at, spot: Spot::Value };
            let rest = match (byte, self.unheard) {
                (b'"', false) => self.glide_text(block, at, came, listener)?,
                (b'"', true) => self.glide_text(block, at, came, &mut Nobody)?,
                (_, false) => return self.glide_value(block, at, byte, came, listener),
                (_, true) => return self.glide_unheard(block, at, byte, came),
            };
            self.unheard = false;
            quote = if rest.starts_with(b"\",\"") {
                came.at + 1
            } else {
                let (at, byte) = past_space(block, came.at)?;
                if byte != b',' {
                    return self.glide_close(block, at, byte, came, listener);
                }
                *came = Came { at: at + 1, spot: Spot::Name };
                let (at, b'"') = past_space(block, came.at)? else { return None };
                at
            };
        }
    }

    /// Takes a name from its quote on, with its colon; gives where the value begins, and its first
    /// byte.
    #[inline(always)]
    fn glide_name(
        &mut self,
        block: &[u8],
        quote: usize,
        listener: &mut impl Listener,
    ) -> Option<(usize, u8)> {
        let end = run_end(block, quote + 1)?;
        let value = match block.get(end..)? {
            [b'"', b':', byte, ..] if *byte > b' ' => (end + 2, *byte),
            [b'"', ..] => past_colon(block, end + 1)?,
            _ => return None,
        };
        let (name, mark) = self.names.whole(block, quote + 1, end, &mut self.top)?;
        self.unheard = !listener.name(name, name, mark);
        Some(value)
    }

    /// Takes a scalar, or opens a container.
    #[inline(always)]
    fn glide_value(
        &mut self,
        block: &[u8],
        at: usize,
        byte: u8,
        came: &mut Came,
        listener: &mut impl Listener,
    ) -> Option<()> {
        match byte {
            b'{' | b'[' => {
                let asleep = self.asleep;
                let spot = self.open(byte, at, listener)?;
                *came = Came { at: at + 1, spot };
                (self.asleep == asleep).then_some(())
            }
            b'"' => {
                self.glide_text(block, at, came, listener)?;
                Some(())
            }
            _ => {
                came.at = self.glide_other(block, at, listener)?;
                came.spot = Spot::Next;
                Some(())
            }
        }
    }

    /// Takes a scalar, or opens a container, that the listener does not follow.
    fn glide_unheard(&mut self, block: &[u8], at: usize, byte: u8, came: &mut Came) -> Option<()> {
        self.glide_value(block, at, byte, came, &mut Nobody)?;
        self.unheard = false;
        Some(())
    }

    /// Takes a string from its quote on; gives what stands in the block from its last quote on.
    #[inline(always)]
    fn glide_text<'a>(
        &mut self,
        block: &'a [u8],
        quote: usize,
        came: &mut Came,
        listener: &mut impl Listener,
    ) -> Option<&'a [u8]> {
        let end = run_end(block, quote + 1)?;
        let rest = block.get(end..)?;
        if rest.first() != Some(&b'"') {
            return None;
        }
        listener.begin(Kind::Text, quote);
        if listener.wanted() {
            listener.piece(block.get(quote + 1..end)?);
        }
        listener.end(block, end + 1);
        *came = Came { at: end + 1, spot: Spot::Next };
        Some(rest)
    }

    /// Takes a number or a literal; gives where it ends.
    fn glide_other(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Option<usize> {
        let rest = block.get(at..)?;
        let length = match rest.first_chunk() {
            Some(b"true" | b"null") => 4,
            Some(b"fals") if rest.get(4) == Some(&b'e') => 5,
            _ => whole_number(rest)?,
        };
        listener.begin(Kind::Other, at);
        listener.end(block, at + length);
        Some(at + length)
    }

    /// Closes the container, if `bracket` is its own.
    #[inline(always)]
    fn glide_close(
        &mut self,
        block: &[u8],
        at: usize,
        bracket: u8,
        came: &mut Came,
        listener: &mut impl Listener,
    ) -> Option<()> {
        if bracket != self.top.end() {
            return None;
        }
        self.close(block, at, listener).ok()?;
        *came = Came { at: at + 1, spot: self.after_value() };
        Some(())
    }
}

/// The first byte of the value behind the colon that comes next, and its place.
fn past_colon(block: &[u8], at: usize) -> Option<(usize, u8)> {
    let (colon, b':') = past_space(block, at)? else { return None };
    past_space(block, colon + 1)
}
