//! A start tag taken apart: its name and its attributes, as they stand.

use super::chars::{is_space, local_name, run};
use super::reference;
use crate::redact::unreadable::{Fault, Stop};
use std::ops::Range;

/// A name as it stands, and where its local part begins (after the colon, if it has a prefix).
#[derive(Debug, Clone)]
pub(super) struct Qualified {
    pub(super) whole: Range<usize>,
    pub(super) local: usize,
}

impl Qualified {
    pub(super) fn prefix<'raw>(&self, raw: &'raw [u8]) -> &'raw [u8] {
        raw.get(self.whole.start..self.local.saturating_sub(1)).unwrap_or_default()
    }

    pub(super) fn local<'raw>(&self, raw: &'raw [u8]) -> &'raw [u8] {
        raw.get(self.local..self.whole.end).unwrap_or_default()
    }
}

/// An attribute as it stands.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) name: Qualified,
    /// The value without its quotes.
    pub(super) value: Range<usize>,
}

impl Found {
    /// The prefix that this attribute declares, if it declares one; empty for the default.
    pub(super) fn declares<'raw>(&self, raw: &'raw [u8]) -> Option<&'raw [u8]> {
        match (self.name.prefix(raw), self.name.local(raw)) {
            (b"", b"xmlns") => Some(b""),
            (b"xmlns", prefix) => Some(prefix),
            _ => None,
        }
    }
}

/// What else a start tag says.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) name: Qualified,
    /// Whether it is an empty-element tag (`<a/>`).
    pub(super) empty: bool,
}

/// A place in a tag.
struct Cursor<'raw> {
    raw: &'raw [u8],
    at: usize,
}

/// Takes apart a start tag from `<` to `>`; its attributes go into `found`.
pub(super) fn read(raw: &[u8], found: &mut Vec<Found>) -> Result<Shape, Stop> {
    found.clear();
    let mut cursor = Cursor { raw, at: 1 };
    let name = cursor.name()?;
    loop {
        let spaced = cursor.skip_space();
        match cursor.peek() {
            Some(b'>') if cursor.at + 1 == raw.len() => return Ok(Shape { name, empty: false }),
            Some(b'/') if cursor.at + 2 == raw.len() => return Ok(Shape { name, empty: true }),
            Some(_) if spaced => found.push(cursor.attribute()?),
            _ => return Err(Fault::NotWellFormed.at(cursor.at)),
        }
    }
}

/// Takes apart an end tag from `</` to `>`: gives the name as it stands.
pub(super) fn read_end(raw: &[u8]) -> Result<&[u8], Stop> {
    let mut cursor = Cursor { raw, at: 2 };
    let name = cursor.name()?;
    cursor.skip_space();
    if cursor.at + 1 == raw.len() {
        Ok(raw.get(name.whole).unwrap_or_default())
    } else {
        Err(Fault::NotWellFormed.at(cursor.at))
    }
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.raw.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// Skips white space; tells whether there was any.
    fn skip_space(&mut self) -> bool {
        let from = self.at;
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
        self.at > from
    }

    /// A name with or without a prefix (Namespaces in XML 1.0, production 7).
    fn name(&mut self) -> Result<Qualified, Stop> {
        let start = self.at;
        self.local()?;
        let mut local = start;
        if self.peek() == Some(b':') {
            self.at += 1;
            local = self.at;
            self.local()?;
        }
        Ok(Qualified { whole: start..self.at, local })
    }

    fn local(&mut self) -> Result<(), Stop> {
        let length = local_name(self.rest());
        self.at += length;
        if length > 0 { Ok(()) } else { Err(Fault::NotWellFormed.at(self.at)) }
    }

    fn attribute(&mut self) -> Result<Found, Stop> {
        let name = self.name()?;
        self.skip_space();
        self.expect(b'=')?;
        self.skip_space();
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''));
        let quote = quote.ok_or(Fault::NotWellFormed.at(self.at))?;
        self.at += 1;
        let start = self.at;
        self.value(quote)?;
        let value = start..self.at;
        self.expect(quote)?;
        Ok(Found { name, value })
    }

    fn expect(&mut self, due: u8) -> Result<(), Stop> {
        if self.peek() != Some(due) {
            return Err(Fault::NotWellFormed.at(self.at));
        }
        self.at += 1;
        Ok(())
    }

    /// The inside of an attribute's value (production 10).
    fn value(&mut self, quote: u8) -> Result<(), Stop> {
        loop {
            let from = self.at;
            let ends = |byte| byte == quote || byte == b'<' || byte == b'&';
            let length = run(self.rest(), ends);
            self.at += length.map_err(|stop| stop.fault.at(from + stop.at))?;
            match self.peek() {
                Some(b'&') => {
                    let whole = reference::read(self.rest()).map_err(|fault| fault.at(self.at))?;
                    let (_, length) = whole.ok_or(Fault::Reference.at(self.at))?;
                    self.at += length;
                }
                Some(byte) if byte == quote => return Ok(()),
                _ => return Err(Fault::NotWellFormed.at(self.at)),
            }
        }
    }
}
