//! One zstd frame (RFC 8878). Its framing is read here, so that never more than one block waits; the
//! blocks are opened by `ruzstd`.

use super::{Step, UnpackFault, WINDOW_BYTES};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::Read;

/// The most a block may be, packed or opened (RFC 8878 section 3.1.1.2.4).
const BLOCK_BYTES: usize = 128 * 1024;
/// The bytes before a block that say what it is.
const BLOCK_HEADER_BYTES: usize = 3;
const MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// A frame being opened.
#[derive(Default)]
pub(super) struct Zstd {
    decoder: FrameDecoder,
    part: Part,
    /// The frame header or the block so far.
    held: Vec<u8>,
    /// How many bytes the frame says that it opens to.
    due: Option<u64>,
    given: u64,
    checked: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Header,
    Block,
    /// The last block was opened; what it gave may still wait.
    Drain,
    Ended,
}

impl Zstd {
    pub(super) fn step(&mut self, packed: &[u8], piece: &mut [u8]) -> Result<Step, UnpackFault> {
        if self.part == Part::Ended {
            return Ok(Step { taken: 0, given: 0 });
        }
        let given = self.decoder.read(piece).map_err(|_| UnpackFault::Malformed)?;
        self.given += given as u64;
        if given > 0 {
            return Ok(Step { taken: 0, given });
        }
        if self.part == Part::Drain {
            return self.check().map(|()| Step { taken: 0, given: 0 });
        }
        let needed = self.needed()?;
        let taken = needed.saturating_sub(self.held.len()).min(packed.len());
        self.held.extend_from_slice(packed.get(..taken).unwrap_or_default());
        if self.held.len() == needed && self.needed()? == needed {
            self.take_held()?;
        }
        Ok(Step { taken, given: 0 })
    }

    pub(super) fn ended(&self) -> bool {
        self.part == Part::Ended
    }

    /// How long what is held must become, as far as it says so yet.
    fn needed(&self) -> Result<usize, UnpackFault> {
        match self.part {
            Part::Header => Header::needed(&self.held),
            _ => self.block_needed(),
        }
    }

    fn block_needed(&self) -> Result<usize, UnpackFault> {
        let Some([low, mid, high]) = self.held.first_chunk::<BLOCK_HEADER_BYTES>() else {
            return Ok(BLOCK_HEADER_BYTES);
        };
        let word = u32::from_le_bytes([*low, *mid, *high, 0]);
        let size = usize::try_from(word >> 3).unwrap_or(usize::MAX);
        if size > BLOCK_BYTES {
            return Err(UnpackFault::Malformed);
        }
        let body = match (word >> 1) & 3 {
            0 | 2 => size,
            1 => 1,
            _ => return Err(UnpackFault::Malformed),
        };
        let sum = if word & 1 == 1 && self.checked { 4 } else { 0 };
        Ok(BLOCK_HEADER_BYTES + body + sum)
    }

    /// Takes a whole header or a whole block.
    fn take_held(&mut self) -> Result<(), UnpackFault> {
        if self.part == Part::Header {
            let header = Header::read(&self.held)?;
            self.decoder.reset(self.held.as_slice()).map_err(|_| UnpackFault::Malformed)?;
            (self.due, self.checked, self.part) = (header.due, header.checked, Part::Block);
        } else {
            let block = self.held.as_slice();
            let last = self
                .decoder
                .decode_blocks(block, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(|_| UnpackFault::Malformed)?;
            if last {
                self.part = Part::Drain;
            }
        }
        self.held.clear();
        Ok(())
    }

    /// Holds what came out against what the frame says of it.
    fn check(&mut self) -> Result<(), UnpackFault> {
        let told = self.decoder.get_checksum_from_data();
        let wrong_sum = self.checked && told != self.decoder.get_calculated_checksum();
        if wrong_sum || self.due.is_some_and(|due| due != self.given) {
            return Err(UnpackFault::Checksum);
        }
        self.part = Part::Ended;
        Ok(())
    }
}

/// What a frame's header says (RFC 8878 section 3.1.1.1).
struct Header {
    due: Option<u64>,
    checked: bool,
}

impl Header {
    fn needed(held: &[u8]) -> Result<usize, UnpackFault> {
        if held.get(1..4) == Some(&[0x2a, 0x4d, 0x18]) && held.first().is_some_and(is_skippable) {
            return Err(UnpackFault::Unsupported);
        }
        let Some(descriptor) = held.get(4) else { return Ok(5) };
        let single = usize::from(descriptor & 0x20 != 0);
        let dictionary = [0, 1, 2, 4].get(usize::from(descriptor & 3)).copied().unwrap_or(4);
        let size = [single, 2, 4, 8].get(usize::from(descriptor >> 6)).copied().unwrap_or(8);
        Ok(5 + (1 - single) + dictionary + size)
    }

    fn read(held: &[u8]) -> Result<Self, UnpackFault> {
        let (descriptor, rest) = held
            .strip_prefix(MAGIC)
            .and_then(<[u8]>::split_first)
            .filter(|(descriptor, _)| *descriptor & 8 == 0)
            .ok_or(UnpackFault::Malformed)?;
        let single = descriptor & 0x20 != 0;
        let (window, rest) =
            if single { (&[][..], rest) } else { rest.split_at(1.min(rest.len())) };
        let dictionary = [0, 1, 2, 4].get(usize::from(descriptor & 3)).copied().unwrap_or(4);
        let (dictionary, size) = rest.split_at_checked(dictionary).unwrap_or_default();
        let due = little_endian(size).map(|due| if size.len() == 2 { due + 256 } else { due });
        let window = window.first().map_or(due.unwrap_or(u64::MAX), |byte| window_bytes(*byte));
        if window > WINDOW_BYTES.most as u64 || dictionary.iter().any(|byte| *byte != 0) {
            return Err(UnpackFault::Unsupported);
        }
        Ok(Self { due, checked: descriptor & 4 != 0 })
    }
}

fn is_skippable(first: &u8) -> bool {
    (0x50..=0x5f).contains(first)
}

fn little_endian(bytes: &[u8]) -> Option<u64> {
    let number = bytes.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte));
    (!bytes.is_empty()).then_some(number)
}

/// The window of a frame with this window descriptor (RFC 8878 section 3.1.1.1.2).
fn window_bytes(descriptor: u8) -> u64 {
    let base = 1_u64 << (10 + (descriptor >> 3));
    base + base / 8 * u64::from(descriptor & 7)
}
