//! Writes what the walk lets through of a JSON document.
//!
//! Between two values a comma is written exactly if what was written last is no open bracket, so
//! whatever is cut, nothing has to be remembered. What begins a piece has no comma:
//! [`Writer`](super::Writer) puts it.

use super::Setting;
use super::json::Listener;
use super::plan::{Fate, Kind, Place, Plan};
use super::transform::Scalar;
use super::walk::{Standing, Walk};

/// The redaction of JSON documents so far.
pub(super) struct Sieve<'plan> {
    pub(super) walk: Walk<'plan>,
    /// The member whose value comes next, and its name's fingerprint.
    next: (Place, u64),
    /// Its name as it stood, if its value may be let through.
    next_name: Vec<u8>,
    /// The scalar that is being read.
    scalar: Standing,
    /// Where in this block it begins or goes on.
    from: usize,
    /// Whether it is copied.
    copied: bool,
    /// How its text is read.
    reads: Reads,
    text: Vec<u8>,
}

/// How a scalar's text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// Not at all.
    Nothing,
    /// A string, without its escapes.
    Text,
    /// Anything else, as it stands.
    Raw,
}

impl<'plan> Sieve<'plan> {
    pub(super) fn new(plan: &'plan Plan, setting: Setting<'plan>) -> Self {
        Self {
            walk: Walk::new(plan, setting, true),
            next: (Place::NOWHERE, 0),
            next_name: Vec::with_capacity(64),
            scalar: Standing::NOTHING,
            from: 0,
            copied: false,
            reads: Reads::Nothing,
            text: Vec::new(),
        }
    }

    fn arrive(&mut self, kind: Kind) -> Standing {
        let (place, mark) = match self.walk.innermost() {
            Some(parent) if parent.standing.kind == Kind::Object => self.next,
            Some(_) => (self.walk.place_of_element(), 0),
            None => {
                self.walk.nothing = match kind {
                    Kind::Object => b"{}",
                    Kind::Array => b"[]",
                    Kind::Text | Kind::Other => b"null",
                };
                (Place::ROOT, 0)
            }
        };
        self.walk.arrive(place, kind, mark)
    }

    /// Writes what stands before a value: the comma and the name.
    fn introduce(&mut self, standing: &mut Standing) {
        let parent = self.walk.innermost().map(|frame| frame.standing.kind);
        let out = &mut self.walk.page.out;
        let start = out.len();
        if !matches!(out.last(), None | Some(b'{' | b'[')) {
            out.push(b',');
        }
        if parent == Some(Kind::Object) {
            out.push(b'"');
            out.extend_from_slice(&self.next_name);
            out.extend_from_slice(b"\":");
        }
        self.walk.announce(standing, start);
    }

    /// Reads more of a scalar that is no string.
    fn read(&mut self, bytes: &[u8]) {
        // One byte more than any text that matters tells that this one does not.
        let room = (self.walk.longest() + 1).saturating_sub(self.text.len());
        self.text.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// The scalar's text has been read: tells it, and writes what comes out instead.
    fn told(&mut self) {
        let text = std::mem::take(&mut self.text);
        let long = text.len() > self.walk.longest();
        let value = match (self.reads, text.as_slice()) {
            (Reads::Raw, b"true") => Scalar::Truth(true),
            (Reads::Raw, b"false") => Scalar::Truth(false),
            (Reads::Raw, b"null") => Scalar::Null,
            _ if long => Scalar::Long,
            (Reads::Raw, number) => Scalar::Number(std::str::from_utf8(number).unwrap_or_default()),
            (_, string) => Scalar::Text(std::str::from_utf8(string).unwrap_or_default()),
        };
        let known = self.reads == Reads::Text || value != Scalar::Long;
        self.walk.tell(self.scalar.place, known.then_some(value));
        if self.scalar.fate == Fate::Transform {
            let mut standing = self.scalar;
            if let Some(outcome) = self.walk.transform(&standing, value) {
                self.introduce(&mut standing);
                outcome.write_json(&mut self.walk.page.out);
            }
            self.scalar = standing;
        }
        self.reads = Reads::Nothing;
        self.text = text;
    }
}

impl Listener for Sieve<'_> {
    fn name(&mut self, name: &[u8], raw: &[u8], mark: u64) -> bool {
        let Some(frame) = self.walk.innermost() else { return true };
        let written = frame.standing.fate == Fate::Write;
        let place = self.walk.place_of_member(mark, name);
        if self.walk.passes_over(place) {
            // Whatever kind of value it is.
            self.walk.arrive(place, Kind::Other, mark);
            return false;
        }
        self.next = (place, mark);
        if written {
            self.next_name.clear();
            self.next_name.extend_from_slice(raw);
        }
        true
    }

    fn open(&mut self, kind: Kind, _at: usize) -> bool {
        let mut standing = self.arrive(kind);
        if standing.fate == Fate::Write {
            self.introduce(&mut standing);
            self.walk.page.out.push(if kind == Kind::Object { b'{' } else { b'[' });
        }
        self.walk.enter(standing);
        self.walk.follows(&standing)
    }

    fn close(&mut self, _block: &[u8], _end: usize) {
        let Some(mut left) = self.walk.leave() else { return };
        if left.standing.fate == Fate::Write {
            let object = left.standing.kind == Kind::Object;
            self.walk.page.out.push(if object { b'}' } else { b']' });
        } else if let Some(outcome) = left.outcome.take() {
            self.introduce(&mut left.standing);
            outcome.write_json(&mut self.walk.page.out);
        }
        self.walk.container_ended(left);
    }

    fn begin(&mut self, kind: Kind, at: usize) {
        let mut standing = self.arrive(kind);
        self.from = at;
        if standing.fate == Fate::Copy {
            self.introduce(&mut standing);
            self.copied = true;
        }
        if self.walk.wants(&standing) {
            self.text.clear();
            self.reads = if kind == Kind::Text { Reads::Text } else { Reads::Raw };
        }
        self.scalar = standing;
    }

    fn piece(&mut self, piece: &[u8]) {
        self.read(piece);
    }

    fn wanted(&self) -> bool {
        self.reads == Reads::Text
    }

    fn end(&mut self, block: &[u8], end: usize) {
        let bytes = block.get(self.from..end).unwrap_or_default();
        if self.copied {
            self.walk.page.out.extend_from_slice(bytes);
            self.copied = false;
        }
        if self.reads == Reads::Raw {
            self.read(bytes);
        }
        if self.reads != Reads::Nothing {
            self.told();
        }
        self.walk.ended(&self.scalar);
    }

    fn flush(&mut self, block: &[u8]) {
        let bytes = block.get(self.from..).unwrap_or_default();
        if self.copied {
            self.walk.page.out.extend_from_slice(bytes);
            self.walk.page.measure();
        }
        if self.reads == Reads::Raw {
            self.read(bytes);
        }
        self.from = 0;
    }
}
