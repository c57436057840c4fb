//! One brotli stream (RFC 7932), windows of at most 16 MiB; the large ones are another format.

use super::{Step, UnpackFault};
use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

/// A stream being opened.
pub(super) struct Brotli {
    state: BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>,
    ended: bool,
}

impl Default for Brotli {
    fn default() -> Self {
        let allocator = StandardAlloc::default;
        let state = BrotliState::new_strict(allocator(), allocator(), allocator());
        Self { state, ended: false }
    }
}

impl Brotli {
    pub(super) fn step(&mut self, packed: &[u8], piece: &mut [u8]) -> Result<Step, UnpackFault> {
        let (mut taken, mut given, mut total) = (0, 0, 0);
        if self.ended {
            return Ok(Step { taken, given });
        }
        // One byte at a time: given more, the decoder may take bytes behind the end of the stream for a
        // part of it, and then what is refused would depend on how the body was cut.
        let packed = packed.get(..1).unwrap_or_default();
        let (mut left, mut room) = (packed.len(), piece.len());
        let result = BrotliDecompressStream(
            &mut left,
            &mut taken,
            packed,
            &mut room,
            &mut given,
            piece,
            &mut total,
            &mut self.state,
        );
        match result {
            BrotliResult::ResultFailure => return Err(UnpackFault::Malformed),
            BrotliResult::ResultSuccess => self.ended = true,
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
        }
        Ok(Step { taken, given })
    }

    pub(super) fn ended(&self) -> bool {
        self.ended
    }
}
