//! One gzip member (RFC 1952). Its header and trailer are read here; the deflated bytes by `flate2`.

use super::{Step, UnpackFault};
use flate2::{Crc, Decompress, FlushDecompress, Status};

/// A header with a long file name and comment; more is nobody's.
const HEADER_BYTES: usize = 4096;

/// Flags of the header (RFC 1952 section 2.3.1); those above are reserved and must be zero.
const HEADER_CRC: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const RESERVED: u8 = 0b1110_0000;

/// A member being opened.
pub(super) struct Gzip {
    part: Part,
    /// The header or the trailer so far.
    held: Vec<u8>,
    deflated: Decompress,
    sum: Crc,
}

enum Part {
    Header,
    Deflated,
    Trailer,
    Ended,
}

impl Default for Gzip {
    fn default() -> Self {
        let deflated = Decompress::new(false);
        Self { part: Part::Header, held: Vec::new(), deflated, sum: Crc::new() }
    }
}

impl Gzip {
    pub(super) fn step(&mut self, packed: &[u8], piece: &mut [u8]) -> Result<Step, UnpackFault> {
        match self.part {
            Part::Header => self.header(packed),
            Part::Deflated => self.deflated(packed, piece),
            Part::Trailer => self.trailer(packed),
            Part::Ended => Ok(Step { taken: 0, given: 0 }),
        }
    }

    pub(super) fn ended(&self) -> bool {
        matches!(self.part, Part::Ended)
    }

    /// Takes header bytes one at a time: it is short, and where it ends depends on what it says.
    fn header(&mut self, packed: &[u8]) -> Result<Step, UnpackFault> {
        let mut taken = 0;
        for byte in packed {
            self.held.push(*byte);
            taken += 1;
            if self.held.len() > HEADER_BYTES {
                return Err(UnpackFault::Unsupported);
            }
            if header_is_whole(&self.held)? {
                self.held.clear();
                self.part = Part::Deflated;
                break;
            }
        }
        Ok(Step { taken, given: 0 })
    }

    fn deflated(&mut self, packed: &[u8], piece: &mut [u8]) -> Result<Step, UnpackFault> {
        let (before_in, before_out) = (self.deflated.total_in(), self.deflated.total_out());
        let opened = self.deflated.decompress(packed, piece, FlushDecompress::None);
        let status = opened.map_err(|_| UnpackFault::Malformed)?;
        let count = |now: u64, before: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
        let taken = count(self.deflated.total_in(), before_in);
        let given = count(self.deflated.total_out(), before_out);
        self.sum.update(piece.get(..given).unwrap_or_default());
        if status == Status::StreamEnd {
            self.part = Part::Trailer;
        }
        Ok(Step { taken, given })
    }

    fn trailer(&mut self, packed: &[u8]) -> Result<Step, UnpackFault> {
        let taken = packed.len().min(8 - self.held.len().min(8));
        self.held.extend_from_slice(packed.get(..taken).unwrap_or_default());
        if let ([sum, length], []) = self.held.as_chunks::<4>() {
            let told = (u32::from_le_bytes(*sum), u32::from_le_bytes(*length));
            if told != (self.sum.sum(), self.sum.amount()) {
                return Err(UnpackFault::Checksum);
            }
            self.part = Part::Ended;
        }
        Ok(Step { taken, given: 0 })
    }
}

/// Whether these bytes are a whole header.
fn header_is_whole(held: &[u8]) -> Result<bool, UnpackFault> {
    let fixed: &[u8] = &[0x1f, 0x8b, 8];
    if held.iter().zip(fixed).any(|(byte, due)| byte != due) {
        return Err(UnpackFault::Malformed);
    }
    let Some((flags, rest)) = held.get(3).zip(held.get(10..)) else { return Ok(false) };
    if flags & RESERVED != 0 {
        return Err(UnpackFault::Malformed);
    }
    let has = |flag: u8| flags & flag != 0;
    let mut rest = Some(rest);
    if has(EXTRA) {
        rest = rest.and_then(after_extra);
    }
    for _ in [NAME, COMMENT].into_iter().filter(|flag| has(*flag)) {
        rest = rest.and_then(after_nul);
    }
    let Some(rest) = rest else { return Ok(false) };
    if !has(HEADER_CRC) {
        return Ok(true);
    }
    let [low, high] = rest else { return Ok(false) };
    let mut sum = Crc::new();
    sum.update(held.get(..held.len() - 2).unwrap_or_default());
    let told = u32::from(u16::from_le_bytes([*low, *high]));
    if sum.sum() & 0xffff == told { Ok(true) } else { Err(UnpackFault::Checksum) }
}

fn after_extra(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.get(usize::from(u16::from_le_bytes(*length))..)
}

fn after_nul(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    bytes.get(end + 1..)
}
