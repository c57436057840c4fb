//! The inside of JSON strings: plain runs in bulk, escapes one byte at a time.

use super::unreadable::Fault;
use wide::u8x16;

/// How many bytes are looked at in one step: most strings end within it, and one branch is guessed
/// right more often than two.
const WINDOW: usize = 32;

/// How many bytes from the beginning of `bytes` are neither a quote, a backslash nor a control
/// character.
#[inline(never)]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut run = 0;
    while let Some(window) = bytes.get(run..).and_then(<[u8]>::first_chunk) {
        let stops = stops(window);
        if stops != 0 {
            return run + stops.trailing_zeros() as usize;
        }
        run += WINDOW;
    }
    let stops = |byte: &u8| *byte < 0x20 || matches!(*byte, b'"' | b'\\');
    let tail = bytes.get(run..).unwrap_or_default();
    run + tail.iter().position(stops).unwrap_or(tail.len())
}

/// Where the plain run that begins at `from` ends.
#[inline(always)]
pub(super) fn run_end(block: &[u8], from: usize) -> Option<usize> {
    let rest = block.get(from..)?;
    match rest.first_chunk().map(stops) {
        Some(stops) if stops != 0 => Some(from + stops.trailing_zeros() as usize),
        _ => Some(from + plain_run(rest)),
    }
}

/// A bit for each byte that ends a plain run.
#[inline]
fn stops(window: &[u8; WINDOW]) -> u32 {
    let (low, high) = halves(window);
    stops_of_half(low) | (stops_of_half(high) << 16)
}

#[inline]
fn stops_of_half(half: u8x16) -> u32 {
    let control = half.min(u8x16::splat(0x1f)).simd_eq(half);
    let quote = half.simd_eq(u8x16::splat(b'"'));
    let backslash = half.simd_eq(u8x16::splat(b'\\'));
    (control | quote | backslash).to_bitmask()
}

#[inline]
fn halves(window: &[u8; WINDOW]) -> (u8x16, u8x16) {
    let (halves, _) = window.as_chunks::<16>();
    match halves {
        [low, high] => (u8x16::new(*low), u8x16::new(*high)),
        _ => (u8x16::ZERO, u8x16::ZERO),
    }
}

/// The first byte from `at` on that is not white space, and its place. Other bytes up to 0x20 are
/// not, but nobody takes them.
#[inline]
pub(super) fn past_space(block: &[u8], at: usize) -> Option<(usize, u8)> {
    match block.get(at) {
        Some(byte) if *byte <= b' ' => past_space_run(block, at),
        Some(byte) => Some((at, *byte)),
        None => None,
    }
}

fn past_space_run(block: &[u8], at: usize) -> Option<(usize, u8)> {
    let at = at + space_run(block.get(at..)?);
    Some((at, *block.get(at)?))
}

/// How many bytes from the beginning are white space.
fn space_run(bytes: &[u8]) -> usize {
    // One space after a colon or a comma is what there is most often.
    if matches!(bytes, [b' ', next, ..] if *next > b' ') {
        return 1;
    }
    let mut run = 0;
    while let Some(window) = bytes.get(run..).and_then(<[u8]>::first_chunk) {
        let others = !spaces(u8x16::new(*window)) & 0xffff;
        if others != 0 {
            return run + others.trailing_zeros() as usize;
        }
        run += 16;
    }
    let tail = bytes.get(run..).unwrap_or_default();
    let space = |byte: &u8| matches!(*byte, b' ' | b'\n' | b'\r' | b'\t');
    run + tail.iter().position(|byte| !space(byte)).unwrap_or(tail.len())
}

/// A bit for each byte that is white space.
#[inline]
fn spaces(window: u8x16) -> u32 {
    let is = |byte: u8| window.simd_eq(u8x16::splat(byte));
    (is(b' ') | is(b'\n') | is(b'\r') | is(b'\t')).to_bitmask()
}

/// How far an escape has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// Not in an escape.
    None,
    /// After the backslash.
    Begun,
    /// In the hexadecimal digits of `\u`, perhaps as the second half of a pair.
    Hex { digits: u8, value: u16, high: Option<u16> },
    /// After the first half of a surrogate pair.
    WantsBackslash { high: u16 },
    /// After the first half of a surrogate pair and a backslash.
    WantsU { high: u16 },
}

impl Escape {
    /// Takes the next byte; gives the character if one is complete.
    pub(super) fn step(&mut self, byte: u8) -> Result<Option<char>, Fault> {
        let begin = |high| Self::Hex { digits: 0, value: 0, high };
        *self = match *self {
            Self::None => Self::Begun,
            Self::Begun if byte == b'u' => begin(None),
            Self::Begun => {
                *self = Self::None;
                return simple(byte).map(Some);
            }
            Self::Hex { digits, value, high } => {
                let value = (value << 4) | hex_digit(byte)?;
                if digits == 3 {
                    return self.complete(value, high);
                }
                Self::Hex { digits: digits + 1, value, high }
            }
            Self::WantsBackslash { high } if byte == b'\\' => Self::WantsU { high },
            Self::WantsU { high } if byte == b'u' => begin(Some(high)),
            Self::WantsBackslash { .. } | Self::WantsU { .. } => {
                return Err(Fault::LoneSurrogate);
            }
        };
        Ok(None)
    }

    /// All four digits of a `\u` are there.
    fn complete(&mut self, unit: u16, high: Option<u16>) -> Result<Option<char>, Fault> {
        if high.is_none() && (0xd800..0xdc00).contains(&unit) {
            *self = Self::WantsBackslash { high: unit };
            return Ok(None);
        }
        *self = Self::None;
        let units = [high.unwrap_or(unit), unit];
        let units = if high.is_some() { units.as_slice() } else { std::slice::from_ref(&unit) };
        match char::decode_utf16(units.iter().copied()).next() {
            Some(Ok(character)) => Ok(Some(character)),
            _ => Err(Fault::LoneSurrogate),
        }
    }
}

/// The character of a two-character escape (RFC 8259 section 7).
fn simple(byte: u8) -> Result<char, Fault> {
    match byte {
        b'"' | b'\\' | b'/' => Ok(char::from(byte)),
        b'b' => Ok('\u{8}'),
        b'f' => Ok('\u{c}'),
        b'n' => Ok('\n'),
        b'r' => Ok('\r'),
        b't' => Ok('\t'),
        _ => Err(Fault::BadEscape),
    }
}

fn hex_digit(byte: u8) -> Result<u16, Fault> {
    let digit = char::from(byte).to_digit(16).ok_or(Fault::BadEscape)?;
    u16::try_from(digit).map_err(|_| Fault::BadEscape)
}
