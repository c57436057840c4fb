//! A push reader for XML 1.0 (fifth edition) with namespaces: validates every byte, and tells a
//! listener what stands where.
//!
//! # What is refused
//! Every document type declaration, so there are no entities but the five that need none; declared
//! encodings other than UTF-8; whatever is not well formed, also in what is dropped; prefixes without
//! a declaration, attributes that are the same once prefixes are resolved; depth, names and
//! tags beyond the limits.
//!
//! # What is dropped
//! A byte order mark (it is allowed before XML, section 4.3.3), the XML declaration, comments and
//! processing instructions. Text on both sides of a comment is one text.
//!
//! Text and CDATA are read as they arrive; a tag, a reference or a processing instruction is read when
//! it is whole, so what chunks cut in two is kept until then.

mod capture;
mod chars;
mod content;
mod declaration;
mod elements;
mod held;
mod reference;
mod sieve;
mod spaces;
mod tag;

use self::elements::Elements;
use super::characters::Characters;
use super::unreadable::{Fault, Stop, Unreadable};
use crate::vocab::limits::Limit;

pub(super) use self::elements::{Listener, Role, Tag};
pub(super) use self::sieve::XmlSieve;
pub use self::spaces::NAMESPACES;
pub(super) use self::spaces::Space;

/// One tag or processing instruction: it is kept until it is whole.
pub const TAG_BYTES: Limit = Limit { name: "document_tag_bytes", most: 1024 * 1024 };

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Text, or what stands between elements; so many `]` ended what was read of it last.
    Text { brackets: usize },
    /// A reference, kept.
    Reference,
    /// Something that begins with `<`, kept: not enough of it to know what.
    Markup,
    /// A start or end tag, kept; perhaps within this quote.
    Tag { quote: Option<u8> },
    /// A processing instruction, kept; perhaps after a question mark.
    Instruction { question: bool },
    /// A comment, after so many hyphens (behind its beginning).
    Comment { hyphens: usize },
    /// A CDATA section, after so many brackets that may begin its end.
    Section { brackets: usize },
}

/// What begins with `<`.
enum Markup {
    Unclear,
    Tag,
    Instruction,
    Comment,
    Section,
}

/// Reads one document.
pub(super) struct Reader {
    characters: Characters,
    inner: Inner,
}

/// The reader without its characters: reads blocks of whole ones.
struct Inner {
    state: State,
    elements: Elements,
    /// The beginning of a tag, a reference or an instruction that came in earlier blocks.
    held: Vec<u8>,
    /// Where it begins.
    held_at: u64,
    /// Where the document begins: after its byte order mark.
    start: u64,
}

impl Reader {
    /// A reader that tells these namespaces apart, by their place in the list.
    pub(super) fn new(namespaces: Vec<Box<[u8]>>) -> Self {
        let inner = Inner {
            state: State::Text { brackets: 0 },
            elements: Elements::new(namespaces),
            held: Vec::new(),
            held_at: 0,
            start: 0,
        };
        Self { characters: Characters::default(), inner }
    }

    /// Reads a chunk.
    pub(super) fn feed(
        &mut self,
        chunk: &[u8],
        listener: &mut impl Listener,
    ) -> Result<(), Unreadable> {
        let inner = &mut self.inner;
        self.characters.feed(chunk, |block, base| inner.block(block, base, listener))
    }

    /// Ends the document.
    pub(super) fn finish(&mut self) -> Result<(), Unreadable> {
        self.characters.finish()?;
        let between = matches!(self.inner.state, State::Text { .. });
        match (between, self.inner.elements.ended(), self.inner.elements.begun()) {
            (true, true, _) => Ok(()),
            (true, false, false) => Err(self.characters.unreadable(Fault::Empty)),
            _ => Err(self.characters.unreadable(Fault::Incomplete)),
        }
    }
}

impl Inner {
    fn block(
        &mut self,
        block: &[u8],
        base: u64,
        listener: &mut impl Listener,
    ) -> Result<(), Unreadable> {
        let mut at = 0;
        if base == 0 && block.starts_with(BYTE_ORDER_MARK) {
            at = BYTE_ORDER_MARK.len();
            self.start = at as u64;
        }
        while at < block.len() {
            let rest = block.get(at..).unwrap_or_default();
            at += self.step(rest, base + at as u64, listener)?;
        }
        Ok(())
    }

    /// Reads on at the beginning of `rest`, which is `base` bytes into the document; gives how
    /// much it read.
    fn step(
        &mut self,
        rest: &[u8],
        base: u64,
        listener: &mut impl Listener,
    ) -> Result<usize, Unreadable> {
        let read = match self.state {
            State::Text { brackets } => match rest.first() {
                Some(b'<') => return self.markup(rest, base, listener),
                Some(b'&') => return self.reference(rest, base, listener),
                _ => self.text(rest, brackets, listener),
            },
            State::Comment { hyphens } => self.comment(rest, hyphens),
            State::Section { brackets } => self.section(rest, brackets, listener),
            State::Reference => return self.hold_reference(rest, listener),
            State::Markup => return self.hold_markup(rest, listener),
            State::Tag { .. } | State::Instruction { .. } => return self.hold(rest, listener),
        };
        read.map_err(|stop| stop.after(base))
    }

    /// Reads something that begins with `<` here: at once if it is whole.
    fn markup(
        &mut self,
        rest: &[u8],
        base: u64,
        listener: &mut impl Listener,
    ) -> Result<usize, Unreadable> {
        let mut state = self.begun(rest).map_err(|fault| fault.at(0).after(base))?;
        let length = match &mut state {
            State::Comment { .. } => Some(b"<!--".len()),
            State::Section { .. } => {
                listener.text(b"<![CDATA[", b"");
                Some(b"<![CDATA[".len())
            }
            State::Tag { .. } | State::Instruction { .. } => whole(rest, 1, &mut state),
            _ => None,
        };
        self.state = state;
        let Some(length) = length else {
            self.held_at = base;
            self.held.clear();
            self.held.extend_from_slice(rest);
            return Ok(rest.len());
        };
        if matches!(state, State::Tag { .. } | State::Instruction { .. }) {
            let markup = rest.get(..length).unwrap_or_default();
            self.complete(markup, base, listener)?;
        }
        Ok(length)
    }

    /// The state after the beginning of something with `<`.
    fn begun(&self, bytes: &[u8]) -> Result<State, Fault> {
        Ok(match Markup::of(bytes)? {
            Markup::Unclear => State::Markup,
            Markup::Tag => State::Tag { quote: None },
            Markup::Instruction => State::Instruction { question: false },
            Markup::Comment => State::Comment { hyphens: 0 },
            Markup::Section if self.elements.inside() => State::Section { brackets: 0 },
            Markup::Section => return Err(Fault::NotWellFormed),
        })
    }

    /// Keeps one more byte of something that begins with `<`, until it is clear what.
    fn hold_markup(
        &mut self,
        rest: &[u8],
        listener: &mut impl Listener,
    ) -> Result<usize, Unreadable> {
        self.held.extend_from_slice(rest.get(..1).unwrap_or_default());
        let at = self.held_at;
        self.state = self.begun(&self.held).map_err(|fault| fault.at(0).after(at))?;
        let mut state = self.state;
        match state {
            State::Tag { .. } | State::Instruction { .. } => {
                if whole(&self.held, 1, &mut state).is_some() {
                    self.complete_held(listener)?;
                } else {
                    self.state = state;
                }
            }
            State::Section { .. } => listener.text(b"<![CDATA[", b""),
            _ => {}
        }
        Ok(1)
    }

    /// Keeps more of a tag or an instruction, until it is whole.
    fn hold(&mut self, rest: &[u8], listener: &mut impl Listener) -> Result<usize, Unreadable> {
        let mut state = self.state;
        let end = whole(rest, 0, &mut state);
        let length = end.unwrap_or(rest.len());
        self.state = state;
        self.held.extend_from_slice(rest.get(..length).unwrap_or_default());
        if self.held.len() > TAG_BYTES.most {
            return Err(Fault::TagTooLong.at(TAG_BYTES.most).after(self.held_at));
        }
        if end.is_some() {
            self.complete_held(listener)?;
        }
        Ok(length)
    }

    fn complete_held(&mut self, listener: &mut impl Listener) -> Result<(), Unreadable> {
        let held = std::mem::take(&mut self.held);
        let done = self.complete(&held, self.held_at, listener);
        self.held = held;
        done
    }

    /// Reads a whole tag or processing instruction.
    fn complete(
        &mut self,
        markup: &[u8],
        base: u64,
        listener: &mut impl Listener,
    ) -> Result<(), Unreadable> {
        self.state = State::Text { brackets: 0 };
        let done = match markup {
            [_, b'?', ..] => declaration::instruction(markup, base == self.start),
            [_, b'/', ..] => self.elements.close(markup, listener),
            _ => self.elements.open(markup, listener),
        };
        done.map_err(|stop| stop.after(base))
    }
}

impl Markup {
    /// What these bytes begin.
    fn of(bytes: &[u8]) -> Result<Self, Fault> {
        match bytes {
            [_] | [_, b'!'] | [_, b'!', b'-'] => Ok(Self::Unclear),
            [_, b'!', b'-', b'-', ..] => Ok(Self::Comment),
            [_, b'!', b'D', ..] => Err(Fault::Doctype),
            [_, b'!', rest @ ..] if rest.starts_with(b"[CDATA[") => Ok(Self::Section),
            [_, b'!', rest @ ..] if b"[CDATA[".starts_with(rest) => Ok(Self::Unclear),
            [_, b'!', ..] => Err(Fault::NotWellFormed),
            [_, b'?', ..] => Ok(Self::Instruction),
            _ => Ok(Self::Tag),
        }
    }
}

/// Where the tag or instruction ends that goes on in `bytes`, looked for from `from` on; `state` says how
/// far it has come, before and after.
fn whole(bytes: &[u8], from: usize, state: &mut State) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let ends = |byte: &u8| match *state {
            State::Tag { quote: None } => matches!(*byte, b'>' | b'"' | b'\''),
            State::Tag { quote: Some(quote) } => *byte == quote,
            State::Instruction { question: true } => true,
            _ => *byte == b'?',
        };
        let found = rest.iter().position(ends)?;
        let byte = rest.get(found)?;
        at += found + 1;
        *state = match (*state, *byte) {
            (State::Tag { quote: None } | State::Instruction { question: true }, b'>') => {
                return Some(at);
            }
            (State::Tag { quote: None }, quote) => State::Tag { quote: Some(quote) },
            (State::Tag { .. }, _) => State::Tag { quote: None },
            (_, byte) => State::Instruction { question: byte == b'?' },
        };
    }
}

impl Stop {
    /// This stop in a slice that begins so many bytes later.
    fn later(self, by: usize) -> Self {
        Self { at: self.at + by, ..self }
    }
}
