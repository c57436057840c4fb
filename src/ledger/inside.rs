//! What stands inside a seal.
//!
//! Numbers are big-endian:
//!
//! ```text
//! form 1 | n u32 | head 32 | subject 5 | case reference | end user | relation | more | padding
//! ```
//!
//! *form* is 2, or 3 when the entry releases another, or 4 when it has words; *n* and *head* are the entry's place in its
//! sequence and the head before it ([`super::chain`]); *subject* is the eleven digits as a number; each
//! text is a u16 of its length (0xffff: there is none) and UTF-8; *more* is
//! nothing in form 2; in form 3 the u64 index of the entry that this one releases; in form 4 the *words*, a
//! text, and the u64 index of the entry that they are about, all ones when there is none; *padding* is zeros to a multiple of 64, so that the
//! length does not tell one case reference from the next. There is one way to write a content.

use super::chain::Standing;
use super::entry::Whom;
use crate::merkle::Hash;
use crate::vocab::ids::EntryIndex;
use crate::vocab::subject::PersonNumber;

const PLAIN: u8 = 2;
const RELEASING: u8 = 3;
const TELLING: u8 = 4;

/// Stands where an entry's index would, when there is none.
const NO_ENTRY: u64 = u64::MAX;

/// Stands where a text's length would, when there is none.
const NO_TEXT: u16 = u16::MAX;

/// What the length is a multiple of.
pub const PADDED_TO: usize = 64;

/// What a seal holds, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// The entry's number in its sequence, and the head of those before it.
    pub before: Standing,
    /// Whom it is about.
    pub whom: Whom,
    /// The entry that it releases.
    pub released: Option<EntryIndex>,
}

/// Appends what a seal holds; none when something is too long for its form.
#[must_use]
pub fn write(
    before: Standing,
    whom: &Whom,
    released: Option<EntryIndex>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let start = out.len();
    let tells = whom.words.is_some() || whom.regards.is_some();
    out.push(match (released, tells) {
        (None, false) => PLAIN,
        (Some(_), false) => RELEASING,
        (None, true) => TELLING,
        (Some(_), true) => return None,
    });
    out.extend_from_slice(&u32::try_from(before.count).ok()?.to_be_bytes());
    out.extend_from_slice(before.head.as_bytes());
    out.extend_from_slice(&whom.subject.pack());
    for text in [&whom.case_reference, &whom.end_user, &whom.relation] {
        write_text(text.as_deref(), out)?;
    }
    if let Some(EntryIndex(released)) = released {
        out.extend_from_slice(&released.to_be_bytes());
    }
    if tells {
        write_text(whom.words.as_deref(), out)?;
        let regards = whom.regards.map_or(NO_ENTRY, |regards| regards.0);
        out.extend_from_slice(&regards.to_be_bytes());
    }
    out.resize(start + (out.len() - start).next_multiple_of(PADDED_TO), 0);
    Some(())
}

/// Reads what a seal held; none when it is anything that [`write()`] does not write.
#[must_use]
pub fn read(inside: &[u8]) -> Option<Inside> {
    let (form, rest) = inside.split_first()?;
    if !matches!(*form, PLAIN | RELEASING | TELLING) {
        return None;
    }
    let (count, rest) = rest.split_first_chunk()?;
    let (head, rest) = rest.split_first_chunk()?;
    let (subject, mut rest) = rest.split_first_chunk()?;
    let mut whom = Whom {
        subject: PersonNumber::unpack(subject).ok()?,
        case_reference: text(&mut rest)?,
        end_user: text(&mut rest)?,
        relation: text(&mut rest)?,
        words: None,
        regards: None,
    };
    let released = match *form {
        RELEASING => Some(EntryIndex(index(&mut rest)?)),
        _ => None,
    };
    if *form == TELLING {
        whom.words = text(&mut rest)?;
        whom.regards = Some(index(&mut rest)?).filter(|at| *at != NO_ENTRY).map(EntryIndex);
        if whom.words.is_none() && whom.regards.is_none() {
            return None;
        }
    }
    let is_padded = inside.len().is_multiple_of(PADDED_TO)
        && rest.len() < PADDED_TO
        && rest.iter().all(|byte| *byte == 0);
    let count = u64::from(u32::from_be_bytes(*count));
    let before = Standing { count, head: Hash::from_bytes(*head) };
    is_padded.then_some(Inside { before, whom, released })
}

fn write_text(text: Option<&str>, out: &mut Vec<u8>) -> Option<()> {
    let Some(text) = text else {
        out.extend_from_slice(&NO_TEXT.to_be_bytes());
        return Some(());
    };
    let length = u16::try_from(text.len()).ok().filter(|length| *length != NO_TEXT)?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(text.as_bytes());
    Some(())
}

/// Takes an entry's index from the front.
fn index(rest: &mut &[u8]) -> Option<u64> {
    let (index, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u64::from_be_bytes(*index))
}

/// Takes a text from the front: none when it is not one, and inside that none when there is none.
#[expect(clippy::option_option, reason = "whether it can be read, and whether it is there")]
fn text(rest: &mut &[u8]) -> Option<Option<String>> {
    let (length, after) = rest.split_first_chunk()?;
    let length = u16::from_be_bytes(*length);
    if length == NO_TEXT {
        *rest = after;
        return Some(None);
    }
    let (text, after) = after.split_at_checked(usize::from(length))?;
    *rest = after;
    Some(Some(std::str::from_utf8(text).ok()?.to_owned()))
}
