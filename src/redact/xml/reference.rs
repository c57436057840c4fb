//! References: the five entities that every reader knows, and characters by their number.

use super::chars::is_char;
use crate::redact::unreadable::Fault;

/// The longest reference with its `&` and `;`: leading zeros beyond it are nobody's.
pub(super) const REFERENCE_BYTES: usize = 16;

/// Reads a reference at the beginning of `bytes`: the character, and how many bytes it takes. None if
/// it goes on beyond them.
///
/// # Errors
/// When it is another entity (there is no DTD that could declare one), or not a character.
pub(super) fn read(bytes: &[u8]) -> Result<Option<(char, usize)>, Fault> {
    let reach = bytes.get(..REFERENCE_BYTES.min(bytes.len())).unwrap_or_default();
    let Some(end) = reach.iter().position(|byte| *byte == b';') else {
        let begun = reach.iter().skip(1).all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
        return if begun && reach.len() < REFERENCE_BYTES {
            Ok(None)
        } else {
            Err(Fault::Reference)
        };
    };
    let name = reach.get(1..end).unwrap_or_default();
    let character = match name {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x', digits @ ..] => numbered(digits, 16)?,
        [b'#', digits @ ..] => numbered(digits, 10)?,
        _ => return Err(Fault::Reference),
    };
    Ok(Some((character, end + 1)))
}

fn numbered(digits: &[u8], radix: u32) -> Result<char, Fault> {
    if digits.is_empty() {
        return Err(Fault::Reference);
    }
    let number = digits.iter().try_fold(0_u32, |number, byte| {
        let digit = char::from(*byte).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    });
    number.and_then(char::from_u32).filter(|one| is_char(*one)).ok_or(Fault::Reference)
}

/// Appends an attribute's value as it reads: references resolved, white space as spaces (section
/// 3.3.3). `raw` has been checked.
pub(super) fn resolve(raw: &[u8], into: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some((byte, after)) = rest.split_first() {
        let found = if *byte == b'&' { read(rest).ok().flatten() } else { None };
        rest = after;
        match (found, *byte) {
            (Some((one, length)), _) => {
                into.extend_from_slice(one.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after.get(length - 1..).unwrap_or_default();
            }
            (None, b'\t' | b'\r' | b'\n') => into.push(b' '),
            (None, other) => into.push(other),
        }
    }
}
