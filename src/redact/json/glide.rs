//! The fast way through a block: takes what is plain and stands whole in it.
//!
//! Whatever is not plain (an escape, a fault, the end of the block) it leaves untouched for
//! [`step`](super::step), which reads anything, a piece at a time, and alone tells faults.

use super::super::number::whole_number;
use super::super::plan::Kind;
use super::super::text::{closing_quote, past_space};
use super::{Listener, Reader, Spot, State};

impl Reader {
    /// Reads on from `at`, at most to where [`Reader::asleep`] changes; gives where it came.
    pub(super) fn glide(
        &mut self,
        block: &[u8],
        mut at: usize,
        listener: &mut impl Listener,
    ) -> usize {
        let State::At(mut spot) = self.state else { return at };
        loop {
            let here = past_space(block, at);
            let Some(byte) = block.get(here) else { break };
            let taken = match (spot, *byte) {
                (Spot::Name | Spot::FirstName, b'"') => self.glide_members(block, here, listener),
                (Spot::Next, b',') => Some((here + 1, self.after_comma())),
                (Spot::Next, b'}') if self.top.object => self.glide_close(block, here, listener),
                (Spot::Next, b']') if !self.top.object => self.glide_close(block, here, listener),
                (Spot::FirstName, b'}') | (Spot::FirstElement, b']') => {
                    self.glide_close(block, here, listener)
                }
                (Spot::Value | Spot::FirstElement, b'"') => self.glide_text(block, here, listener),
                (Spot::Value | Spot::FirstElement, b'{' | b'[') => {
                    let was_asleep = self.asleep;
                    let Some(within) = self.open(block, here, listener) else { break };
                    if self.asleep != was_asleep {
                        (at, spot) = (here + 1, within);
                        break;
                    }
                    Some((here + 1, within))
                }
                (Spot::Value | Spot::FirstElement, _) => self.glide_other(block, here, listener),
                _ => None,
            };
            let Some(came) = taken else { break };
            (at, spot) = came;
        }
        self.state = State::At(spot);
        at
    }

    /// Takes members from the quote of a name on, for as long as their values are strings.
    #[inline]
    fn glide_members(
        &mut self,
        block: &[u8],
        quote: usize,
        listener: &mut impl Listener,
    ) -> Option<(usize, Spot)> {
        let mut came = None;
        let mut quote = quote;
        while let Some(value) = self.glide_name(block, quote, listener) {
            came = Some((value, Spot::Value));
            if block.get(value) != Some(&b'"') {
                break;
            }
            let Some((end, spot)) = self.glide_text(block, value, listener) else { break };
            came = Some((end, spot));
            let comma = past_space(block, end);
            if block.get(comma) != Some(&b',') {
                break;
            }
            quote = past_space(block, comma + 1);
            came = Some((quote, Spot::Name));
            if block.get(quote) != Some(&b'"') {
                break;
            }
        }
        came
    }

    /// Takes a name from its quote on, with its colon; gives where the value begins.
    #[inline]
    fn glide_name(
        &mut self,
        block: &[u8],
        quote: usize,
        listener: &mut impl Listener,
    ) -> Option<usize> {
        let end = closing_quote(block, quote + 1)?;
        let colon = past_space(block, end + 1);
        if block.get(colon) != Some(&b':') {
            return None;
        }
        let name = block.get(quote + 1..end)?;
        let mark = self.names.whole(block, name, quote + 1, &mut self.top.names)?;
        listener.name(name, name, mark);
        Some(past_space(block, colon + 1))
    }

    /// Takes a string from its quote on.
    #[inline]
    fn glide_text(
        &mut self,
        block: &[u8],
        quote: usize,
        listener: &mut impl Listener,
    ) -> Option<(usize, Spot)> {
        let end = closing_quote(block, quote + 1)?;
        listener.begin(Kind::Text, quote);
        if listener.wanted() {
            listener.piece(block.get(quote + 1..end)?);
        }
        listener.end(block, end + 1);
        Some((end + 1, self.after_value()))
    }

    /// Takes a number or a literal.
    #[inline]
    fn glide_other(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Option<(usize, Spot)> {
        let rest = block.get(at..)?;
        let length = match rest.first_chunk() {
            Some(b"true" | b"null") => 4,
            Some(b"fals") if rest.get(4) == Some(&b'e') => 5,
            _ => whole_number(rest)?,
        };
        listener.begin(Kind::Other, at);
        listener.end(block, at + length);
        Some((at + length, self.after_value()))
    }

    fn glide_close(
        &mut self,
        block: &[u8],
        at: usize,
        listener: &mut impl Listener,
    ) -> Option<(usize, Spot)> {
        self.close(block, at, listener).ok()?;
        Some((at + 1, self.after_value()))
    }
}
