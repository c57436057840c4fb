//! Bytes in chunks of any size become blocks of whole characters: UTF-8 checked in bulk, and a
//! character that a chunk cuts in two is kept until its end has come.

use super::unreadable::{Fault, Stop, Unreadable};

/// How much is read at a time: fits in the first-level cache beside what is written.
const BLOCK_BYTES: usize = 16 * 1024;

/// The characters of one document so far.
#[derive(Default)]
pub(super) struct Characters {
    /// The beginning of a character whose end has not come yet.
    tail: Vec<u8>,
    /// How many bytes came before the block that is read next.
    offset: u64,
}

impl Characters {
    /// Splits a chunk into blocks of whole characters, each with the count of bytes before it, and
    /// has them read in order. What stands before a broken character is read first, so that the
    /// first fault is told however the chunks are cut.
    pub(super) fn feed(
        &mut self,
        chunk: &[u8],
        mut read: impl FnMut(&[u8], u64) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        let mut rest = chunk;
        while !rest.is_empty() {
            let size = if self.tail.is_empty() { BLOCK_BYTES } else { 1 };
            let (block, after) = rest.split_at(size.min(rest.len()));
            rest = after;
            if self.tail.is_empty() {
                self.block(block, &mut read)?;
            } else {
                let mut joined = std::mem::take(&mut self.tail);
                joined.extend_from_slice(block);
                self.block(&joined, &mut read)?;
            }
        }
        Ok(())
    }

    /// Ends the document.
    pub(super) fn finish(&self) -> Result<(), Unreadable> {
        if self.tail.is_empty() { Ok(()) } else { Err(self.unreadable(Fault::NotUtf8)) }
    }

    /// This fault at the end of what was read.
    pub(super) fn unreadable(&self, fault: Fault) -> Unreadable {
        Unreadable { fault, at: self.offset }
    }

    fn block(
        &mut self,
        block: &[u8],
        read: &mut impl FnMut(&[u8], u64) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        let error = simdutf8::compat::from_utf8(block).err();
        let valid = error.map_or(block.len(), |error| error.valid_up_to());
        let (valid, rest) = block.split_at_checked(valid).unwrap_or_default();
        if !valid.is_empty() {
            read(valid, self.offset)?;
            self.offset += valid.len() as u64;
        }
        if error.is_some_and(|error| error.error_len().is_some()) {
            return Err(self.unreadable(Fault::NotUtf8));
        }
        self.tail.extend_from_slice(rest);
        Ok(())
    }
}

impl Stop {
    /// This stop in a slice that begins `base` bytes into the document.
    pub(super) fn after(self, base: u64) -> Unreadable {
        Unreadable { fault: self.fault, at: base + self.at as u64 }
    }
}
