//! The characters of XML 1.0 (fifth edition): which may stand at all, which make up names.

use crate::redact::unreadable::{Fault, Stop};

/// White space (production 3).
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes from the beginning come before the first for which `ends` holds; all of them if it
/// holds for none. `bytes` is UTF-8 that begins and ends between characters.
///
/// # Errors
/// At a character that production 2 (Char) leaves out, if it comes first: a control character,
/// U+FFFE or U+FFFF.
pub(super) fn run(bytes: &[u8], ends: impl Fn(u8) -> bool) -> Result<usize, Stop> {
    let mut from = 0;
    loop {
        let rest = bytes.get(from..).unwrap_or_default();
        let special =
            |byte: &u8| (*byte < b' ' && !is_space(*byte)) || *byte == 0xef || ends(*byte);
        let Some(found) = position(rest, special) else { return Ok(bytes.len()) };
        let at = from + found;
        match rest.get(found) {
            Some(byte) if ends(*byte) => return Ok(at),
            Some(0xef) if !matches!(rest.get(found + 1..), Some([0xbf, 0xbe | 0xbf, ..])) => {
                from = at + 1;
            }
            _ => return Err(Fault::Character.at(at)),
        }
    }
}

/// The place of the first byte that is wanted. Sixteen bytes at a time: without a branch for each, the
/// compiler compares them all at once.
pub(super) fn position(bytes: &[u8], wanted: impl Fn(&u8) -> bool) -> Option<usize> {
    let (blocks, tail) = bytes.as_chunks::<16>();
    for (count, block) in blocks.iter().enumerate() {
        if block.iter().fold(false, |any, byte| any | wanted(byte)) {
            return Some(count * 16 + block.iter().position(&wanted)?);
        }
    }
    Some(blocks.len() * 16 + tail.iter().position(wanted)?)
}

/// Whether production 2 (Char) allows this character.
pub(super) const fn is_char(one: char) -> bool {
    matches!(one, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The ASCII characters of names; a table is quicker than comparisons.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        #[expect(clippy::indexing_slicing, reason = "worked out by the compiler")]
        {
            plain[byte as usize] =
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        }
        byte += 1;
    }
    plain
};

/// How many bytes at the beginning are a name without a colon (Namespaces in XML 1.0, production 4);
/// none if they are not one. `bytes` is UTF-8 that begins between characters.
pub(super) fn local_name(bytes: &[u8]) -> usize {
    let plain = |byte: &u8| PLAIN.get(usize::from(*byte)).copied().unwrap_or_default();
    let run = bytes.iter().position(|byte| !plain(byte)).unwrap_or(bytes.len());
    let begins = bytes.first().is_some_and(|byte| !matches!(*byte, b'0'..=b'9' | b'-' | b'.'));
    if !begins {
        return 0;
    }
    match bytes.get(run) {
        Some(byte) if !byte.is_ascii() => run + beyond_ascii(bytes, run),
        _ => run,
    }
}

/// How many more bytes from `from` on belong to the name.
fn beyond_ascii(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(one) = first_char(bytes.get(at..).unwrap_or_default()) {
        let fits = if at == 0 { begins_name(one) } else { is_in_name(one) };
        if !fits {
            break;
        }
        at += one.len_utf8();
    }
    at - from
}

fn first_char(bytes: &[u8]) -> Option<char> {
    let reach = bytes.get(..4.min(bytes.len()))?;
    reach.utf8_chunks().next()?.valid().chars().next()
}

/// Production 4 without the colon.
const fn begins_name(one: char) -> bool {
    matches!(one,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Production 4a without the colon.
const fn is_in_name(one: char) -> bool {
    begins_name(one)
        || matches!(one,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
