//! Text, references, CDATA sections and comments: read as they arrive.

use super::chars::{is_space, run};
use super::reference::{self, REFERENCE_BYTES};
use super::{Inner, Listener, State};
use crate::redact::unreadable::{Fault, Stop, Unreadable};

impl Inner {
    /// Reads text up to the next `<` or `&`; `brackets` of `]` stood before it.
    pub(super) fn text(
        &mut self,
        rest: &[u8],
        brackets: usize,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        if !self.elements.inside() {
            return outside(rest);
        }
        let mut at = 0;
        loop {
            let tail = rest.get(at..).unwrap_or_default();
            let length = run(tail, |byte| matches!(byte, b'<' | b'&' | b'>'));
            at += length.map_err(|stop| stop.later(at))?;
            let before = rest.get(..at).unwrap_or_default();
            if rest.get(at) != Some(&b'>') {
                listener.text(before, before);
                self.state = State::Text { brackets: ending_brackets(before, brackets) };
                return Ok(at);
            }
            // Production 14: `]]>` may not stand in text.
            if ending_brackets(before, brackets) >= 2 {
                return Err(Fault::NotWellFormed.at(at));
            }
            at += 1;
        }
    }

    /// Reads a reference that begins here, or keeps its beginning.
    pub(super) fn reference(
        &mut self,
        rest: &[u8],
        base: u64,
        listener: &mut impl Listener,
    ) -> Result<usize, Unreadable> {
        if !self.elements.inside() {
            return Err(Fault::NotWellFormed.at(0).after(base));
        }
        match reference::read(rest).map_err(|fault| fault.at(0).after(base))? {
            Some((one, length)) => {
                let raw = rest.get(..length).unwrap_or_default();
                listener.text(raw, one.encode_utf8(&mut [0; 4]).as_bytes());
                self.state = State::Text { brackets: 0 };
                Ok(length)
            }
            None => {
                self.held_at = base;
                self.held.clear();
                self.held.extend_from_slice(rest);
                self.state = State::Reference;
                Ok(rest.len())
            }
        }
    }

    /// Keeps more of a reference.
    pub(super) fn hold_reference(
        &mut self,
        rest: &[u8],
        listener: &mut impl Listener,
    ) -> Result<usize, Unreadable> {
        let before = self.held.len();
        let more = REFERENCE_BYTES.saturating_sub(before).min(rest.len());
        self.held.extend_from_slice(rest.get(..more).unwrap_or_default());
        let held = std::mem::take(&mut self.held);
        let read = self.reference(&held, self.held_at, listener)?;
        Ok(read - before)
    }

    /// Reads a CDATA section up to its end; `brackets` may begin it and were not told yet.
    pub(super) fn section(
        &mut self,
        rest: &[u8],
        brackets: usize,
        listener: &mut impl Listener,
    ) -> Result<usize, Stop> {
        let (length, brackets) = match rest.first() {
            Some(b']') if brackets < 2 => (1, brackets + 1),
            Some(b']') => {
                listener.text(b"]", b"]");
                (1, 2)
            }
            Some(b'>') if brackets == 2 => {
                listener.text(b"]]>", b"");
                self.state = State::Text { brackets: 0 };
                return Ok(1);
            }
            _ => {
                let pending = b"]]".get(..brackets).unwrap_or_default();
                listener.text(pending, pending);
                let length = run(rest, |byte| byte == b']')?;
                let plain = rest.get(..length).unwrap_or_default();
                listener.text(plain, plain);
                (length, 0)
            }
        };
        self.state = State::Section { brackets };
        Ok(length)
    }

    /// Reads a comment; `--` may only stand at its end (production 15).
    pub(super) fn comment(&mut self, rest: &[u8], hyphens: usize) -> Result<usize, Stop> {
        let (length, hyphens) = match rest.first() {
            Some(b'>') if hyphens == 2 => {
                self.state = State::Text { brackets: 0 };
                return Ok(1);
            }
            _ if hyphens == 2 => return Err(Fault::NotWellFormed.at(0)),
            Some(b'-') => (1, hyphens + 1),
            _ => (run(rest, |byte| byte == b'-')?, 0),
        };
        self.state = State::Comment { hyphens };
        Ok(length)
    }
}

/// Reads white space before or after the document's element.
fn outside(rest: &[u8]) -> Result<usize, Stop> {
    let length = rest.iter().position(|byte| !is_space(*byte)).unwrap_or(rest.len());
    match rest.get(length) {
        None | Some(b'<') => Ok(length),
        Some(_) => Err(Fault::NotWellFormed.at(length)),
    }
}

/// How many `]` (two at most) end the text, of which `before` ended what came before it.
fn ending_brackets(text: &[u8], before: usize) -> usize {
    let ending = text.iter().rev().take(2).take_while(|byte| **byte == b']').count();
    if ending == text.len() { (ending + before).min(2) } else { ending }
}
