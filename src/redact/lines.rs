//! Documents on lines of their own: each is read by itself and is a record by itself.

use super::json::{Listener, Reader};
use super::unreadable::{Fault, Unreadable};

/// Reads JSON documents, one on each line.
pub(super) struct Lines {
    reader: Reader,
    /// How many bytes came before this line.
    before: u64,
    /// How many bytes of this line came.
    length: u64,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { reader: Reader::new(), before: 0, length: 0 }
    }

    /// Reads a chunk.
    pub(super) fn feed(
        &mut self,
        chunk: &[u8],
        listener: &mut impl Listener,
    ) -> Result<(), Unreadable> {
        for part in chunk.split_inclusive(|byte| *byte == b'\n') {
            let fed = self.reader.feed(part, listener);
            fed.map_err(|refused| self.moved(refused))?;
            self.length += part.len() as u64;
            if part.last() == Some(&b'\n') {
                self.finish(listener)?;
            }
        }
        Ok(())
    }

    /// Ends the line: what stands on it is a whole document, or nothing.
    pub(super) fn finish(&mut self, listener: &mut impl Listener) -> Result<(), Unreadable> {
        match self.reader.finish(listener) {
            Err(refused) if refused.fault != Fault::Empty => return Err(self.moved(refused)),
            _ => self.reader.restart(),
        }
        self.before += std::mem::take(&mut self.length);
        Ok(())
    }

    /// The place of a fault in the whole.
    fn moved(&self, refused: Unreadable) -> Unreadable {
        Unreadable { at: refused.at + self.before, ..refused }
    }
}
