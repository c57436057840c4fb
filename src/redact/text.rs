//! The inside of JSON strings: plain runs in bulk, escapes one byte at a time.

use super::unreadable::Fault;

/// One byte repeated in a word.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// How many bytes from the beginning of `bytes` are neither a quote, a backslash nor a control
/// character.
#[inline]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let (pairs, tail) = bytes.as_chunks::<16>();
    for (count, pair) in pairs.iter().enumerate() {
        let pair = u128::from_le_bytes(*pair);
        // Both halves at once: most strings end in the first pair, and one branch is guessed right
        // more often than two.
        let (low, high) = (stops(low_half(pair)), stops(low_half(pair >> 64)));
        if low | high != 0 {
            let stops = u128::from(low) | (u128::from(high) << 64);
            return count * 16 + (stops.trailing_zeros() / 8) as usize;
        }
    }
    let stops = |byte: &u8| *byte < 0x20 || matches!(*byte, b'"' | b'\\');
    pairs.len() * 16 + tail.iter().position(stops).unwrap_or(tail.len())
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn low_half(pair: u128) -> u64 {
    pair as u64
}

/// Sets the top bit of the first byte in the word that ends a plain run (bytes after it may be marked
/// wrongly: a borrow runs upward only from a byte that was rightly marked).
fn stops(word: u64) -> u64 {
    let low = word.wrapping_sub(all(0x20)) & !word;
    let quote = word ^ all(b'"');
    let quote = quote.wrapping_sub(all(1)) & !quote;
    let backslash = word ^ all(b'\\');
    let backslash = backslash.wrapping_sub(all(1)) & !backslash;
    (low | quote | backslash) & all(0x80)
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
