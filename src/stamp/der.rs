//! What is read of ASN.1: elements one after the other, strictly DER (the crate `der` sees to that).

use super::StampFault;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Reader, SliceReader, Tag, TagNumber, Tagged};

/// The tag `[number]` of an element that holds others.
pub(super) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// The elements of a constructed one, in their order.
pub(super) struct Parts<'a>(SliceReader<'a>);

impl<'a> Parts<'a> {
    /// The elements in these bytes.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, StampFault> {
        SliceReader::new(bytes).map(Self).map_err(|_| StampFault::Malformed)
    }

    /// The tag of the next element; none at the end.
    pub(super) fn peek(&self) -> Option<Tag> {
        Tag::peek(&self.0).ok()
    }

    /// The next element's bytes with head, and its content; it must have this tag.
    pub(super) fn whole(&mut self, tag: Tag) -> Result<(&'a [u8], &'a [u8]), StampFault> {
        let whole = self.0.tlv_bytes().map_err(|_| StampFault::Malformed)?;
        let mut reader = SliceReader::new(whole).map_err(|_| StampFault::Malformed)?;
        let element: AnyRef<'a> = reader.decode().map_err(|_| StampFault::Malformed)?;
        if element.tag() != tag || !reader.is_finished() {
            return Err(StampFault::Malformed);
        }
        Ok((whole, element.value()))
    }

    /// The content of the next element, which must have this tag.
    pub(super) fn next(&mut self, tag: Tag) -> Result<&'a [u8], StampFault> {
        self.whole(tag).map(|(_, content)| content)
    }

    /// The content of the next element, if it has this tag.
    pub(super) fn next_if(&mut self, tag: Tag) -> Result<Option<&'a [u8]>, StampFault> {
        if self.peek() == Some(tag) { self.next(tag).map(Some) } else { Ok(None) }
    }

    /// The elements of the next one, which must be a sequence.
    pub(super) fn sequence(&mut self) -> Result<Self, StampFault> {
        Self::of(self.next(Tag::Sequence)?)
    }

    /// The next element as an object identifier.
    pub(super) fn oid(&mut self) -> Result<ObjectIdentifier, StampFault> {
        let content = self.next(Tag::ObjectIdentifier)?;
        ObjectIdentifier::from_bytes(content).map_err(|_| StampFault::Malformed)
    }

    /// The next element as an integer that is not negative, without leading zeros.
    pub(super) fn unsigned(&mut self) -> Result<&'a [u8], StampFault> {
        match self.next(Tag::Integer)? {
            [0] => Ok(&[]),
            [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) => Ok(rest),
            content @ [1..0x80, ..] => Ok(content),
            _ => Err(StampFault::Malformed),
        }
    }

    /// The same, of at most four bytes.
    pub(super) fn small(&mut self) -> Result<u32, StampFault> {
        let bytes = self.unsigned()?;
        if bytes.len() > 4 {
            return Err(StampFault::Malformed);
        }
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    /// An algorithm: its name; parameters must be absent or null unless `any`.
    pub(super) fn algorithm(&mut self, any: bool) -> Result<ObjectIdentifier, StampFault> {
        let mut parts = self.sequence()?;
        let name = parts.oid()?;
        if any {
            return Ok(name);
        }
        if parts.next_if(Tag::Null)?.is_some_and(|content| !content.is_empty()) {
            return Err(StampFault::Malformed);
        }
        parts.end()?;
        Ok(name)
    }

    /// Nothing may follow.
    pub(super) fn end(self) -> Result<(), StampFault> {
        if self.0.is_finished() { Ok(()) } else { Err(StampFault::Malformed) }
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_finished()
    }
}
