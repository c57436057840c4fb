//! Walks the plan beside the document, and writes what is let through.

use super::Redacted;
use super::cut::{Segment, cut};
use super::json::Listener;
use super::mask::Mask;
use super::plan::{Fate, Kind, Node, Place, Plan};
use super::tally::{Tally, Unnamed, is_cut};
use super::transform::age_in_years;
use crate::vocab::time::Day;

/// The redaction of one document so far.
pub(super) struct Sieve<'plan> {
    plan: &'plan Plan,
    mask: Option<&'plan Mask>,
    today: Day,
    out: Vec<u8>,
    /// The containers that are followed.
    frames: Vec<Frame>,
    /// The member whose value comes next, and its name's fingerprint.
    next: (Place, u64),
    /// Its name as it stood, if its value may be let through.
    next_name: Vec<u8>,
    /// Where in this block the value that is being copied begins or goes on.
    copied_from: usize,
    scalar: Standing,
    captured: Captured,
    tally: Tally<'plan>,
    segments: Vec<Segment>,
}

/// A value that began and has not ended.
#[derive(Clone, Copy)]
struct Standing {
    place: Place,
    fate: Fate,
    /// Whether the copying ends with this value (or else with one around it, or there is none).
    copies: bool,
    /// The segment that it is, if a fact may cut it.
    segment: Option<usize>,
}

/// A container that is followed.
struct Frame {
    standing: Standing,
    object: bool,
    /// Whether a child was written.
    written: bool,
    /// Whether no known field names, covers or passes through it.
    unnamed: bool,
}

/// The string that is being read, as far as a fact or a transform needs it.
#[derive(Default)]
struct Captured {
    wanted: bool,
    text: Vec<u8>,
}

const NOTHING: Standing =
    Standing { place: Place::NOWHERE, fate: Fate::Drop, copies: false, segment: None };

impl<'plan> Sieve<'plan> {
    pub(super) fn new(plan: &'plan Plan, today: Day, mask: Option<&'plan Mask>) -> Self {
        Self {
            plan,
            mask,
            today,
            out: Vec::with_capacity(1024),
            frames: Vec::with_capacity(16),
            next: (Place::NOWHERE, 0),
            next_name: Vec::with_capacity(64),
            copied_from: 0,
            scalar: NOTHING,
            captured: Captured::default(),
            tally: Tally::new(plan),
            segments: Vec::new(),
        }
    }

    /// Cuts what facts forbid, and closes the account.
    pub(super) fn finish(self) -> Redacted {
        let account = self.tally.close();
        let body =
            cut(self.out, &self.segments, |place| is_cut(self.plan, place, &account.holding));
        Redacted {
            body: if body.is_empty() { b"null".to_vec() } else { body },
            released: account.released,
            withheld: account.withheld,
            withheld_unnamed: account.withheld_unnamed,
            facts: account.facts,
        }
    }

    /// Finds the place and the fate of a value that begins, and the fingerprint of its name.
    fn locate(&self, kind: Kind) -> (Place, Fate) {
        let Some(parent) = self.frames.last() else {
            return (Place::ROOT, self.plan.node(Place::ROOT).fate(kind));
        };
        let above = self.plan.node(parent.standing.place);
        let place = if parent.object { self.next.0 } else { above.each.unwrap_or(Place::NOWHERE) };
        let fate = match parent.standing.fate {
            Fate::Write if place.known() => self.fate(place, kind),
            Fate::Write => above.rest,
            around => around,
        };
        (place, fate)
    }

    /// The fate of a value at a place of the tree whose container is written.
    fn fate(&self, place: Place, kind: Kind) -> Fate {
        match self.mask {
            Some(mask) if mask.hides(place, kind) => Fate::Drop,
            _ => self.plan.node(place).fate(kind),
        }
    }

    /// A value begins at `at`. Gives how it stands, and whether it is unnamed.
    fn arrive(&mut self, kind: Kind, at: usize) -> (Standing, bool) {
        let (place, fate) = self.locate(kind);
        let node = self.plan.node(place);
        if !node.facts.is_empty() && kind != Kind::Text {
            self.tally.tells(&node.facts, None);
        }
        // What becomes of a date is known when it ends.
        let unnamed = fate != Fate::Age && self.account(place, kind, fate == Fate::Drop);
        let mut standing = Standing { place, fate, copies: false, segment: None };
        if matches!(fate, Fate::Copy | Fate::Write) && !self.copying() {
            standing.segment = self.introduce(node, place);
            if fate == Fate::Copy {
                standing.copies = true;
                self.copied_from = at;
            }
        }
        (standing, unnamed)
    }

    /// Whether the bytes being read are copied.
    fn copying(&self) -> bool {
        self.scalar.copies
            || self.frames.last().is_some_and(|frame| frame.standing.fate == Fate::Copy)
    }

    /// Writes what stands before a value: the comma and the name. Opens a segment if a fact may cut it.
    fn introduce(&mut self, node: &Node, place: Place) -> Option<usize> {
        let start = self.out.len();
        if let Some(parent) = self.frames.last_mut() {
            if parent.written {
                self.out.push(b',');
            }
            parent.written = true;
            if parent.object {
                self.out.push(b'"');
                self.out.extend_from_slice(&self.next_name);
                self.out.extend_from_slice(b"\":");
            }
        }
        if !node.cuts_here {
            return None;
        }
        self.segments.push(Segment { start, end: start, place });
        Some(self.segments.len() - 1)
    }

    /// A value ends before `end`.
    fn leave(&mut self, standing: Standing, block: &[u8], end: usize) {
        if standing.copies {
            let bytes = block.get(self.copied_from..end).unwrap_or_default();
            self.out.extend_from_slice(bytes);
        }
        if let Some(segment) = standing.segment.and_then(|index| self.segments.get_mut(index)) {
            segment.end = self.out.len();
        }
    }

    /// Enters a value into the account; tells whether it is unnamed.
    fn account(&mut self, place: Place, kind: Kind, dropped: bool) -> bool {
        let unnamed = if place.known() {
            if dropped {
                self.tally.left(place);
            } else {
                self.tally.taken(place);
            }
            self.plan.node(place).unnamed(kind)
        } else {
            let container = self.frames.last().map_or(Place::NOWHERE, |frame| frame.standing.place);
            if dropped {
                self.tally.left(container);
            }
            self.plan.node(container).nearest_known.is_none()
        };
        if unnamed {
            self.account_unnamed(place, dropped);
        }
        unnamed
    }

    /// Counts an unnamed part that is held back, or may be cut, unless its container is counted.
    fn account_unnamed(&mut self, place: Place, dropped: bool) {
        let (above, in_unnamed, mark) = match self.frames.last() {
            Some(frame) if frame.object => (frame.standing, frame.unnamed, self.next.1),
            Some(frame) => (frame.standing, frame.unnamed, 0),
            None => (NOTHING, false, 0),
        };
        let cut_at = if place.known() { place } else { above.place };
        let node = self.plan.node(cut_at);
        let counts = if dropped {
            !(in_unnamed && above.fate == Fate::Drop)
        } else {
            let cut_alone = !in_unnamed || (place.known() && node.cuts_here);
            cut_alone && !node.conditions.is_empty()
        };
        if counts {
            self.tally.unnamed(Unnamed { key: (above.place, mark), cut_at, dropped, in_unnamed });
        }
    }

    /// A string that is to become an age ends.
    fn end_age(&mut self, block: &[u8], end: usize) {
        let place = self.scalar.place;
        let age = age_in_years(&self.captured.text, self.today);
        self.account(place, Kind::Text, age.is_none());
        if let Some(age) = age {
            let segment = self.introduce(self.plan.node(place), place);
            self.out.extend_from_slice(age.to_string().as_bytes());
            self.leave(Standing { segment, ..self.scalar }, block, end);
        }
    }
}

impl Listener for Sieve<'_> {
    fn name(&mut self, name: &[u8], raw: &[u8], mark: u64) {
        let Some(frame) = self.frames.last() else { return };
        let node = self.plan.node(frame.standing.place);
        let place = node.member(mark, name);
        self.next = (place, mark);
        if frame.standing.fate == Fate::Write && (place.known() || node.rest == Fate::Copy) {
            self.next_name.clear();
            self.next_name.extend_from_slice(raw);
        }
    }

    fn open(&mut self, kind: Kind, at: usize) -> bool {
        let (standing, unnamed) = self.arrive(kind, at);
        let object = kind == Kind::Object;
        let node = self.plan.node(standing.place);
        let followed = match standing.fate {
            Fate::Write => {
                self.out.push(if object { b'{' } else { b'[' });
                true
            }
            Fate::Copy => node.watch_copied,
            Fate::Drop | Fate::Age => node.watch_dropped,
        };
        self.frames.push(Frame { standing, object, written: false, unnamed });
        followed
    }

    fn close(&mut self, block: &[u8], end: usize) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.standing.fate == Fate::Write {
            self.out.push(if frame.object { b'}' } else { b']' });
        }
        self.leave(frame.standing, block, end);
    }

    fn begin(&mut self, kind: Kind, at: usize) {
        (self.scalar, _) = self.arrive(kind, at);
        let tells = !self.plan.node(self.scalar.place).facts.is_empty();
        if kind == Kind::Text && (tells || self.scalar.fate == Fate::Age) {
            self.captured.wanted = true;
            self.captured.text.clear();
        }
    }

    fn piece(&mut self, piece: &[u8]) {
        // One byte more than any string that matters tells that this one does not.
        let room = (self.plan.longest + 1).saturating_sub(self.captured.text.len());
        self.captured.text.extend(piece.iter().take(room));
    }

    fn wanted(&self) -> bool {
        self.captured.wanted
    }

    fn end(&mut self, block: &[u8], end: usize) {
        if self.captured.wanted {
            self.captured.wanted = false;
            let facts = &self.plan.node(self.scalar.place).facts;
            self.tally.tells(facts, Some(&self.captured.text));
            if self.scalar.fate == Fate::Age {
                self.end_age(block, end);
            }
        }
        self.leave(self.scalar, block, end);
        self.scalar = NOTHING;
    }

    fn flush(&mut self, block: &[u8]) {
        if self.copying() {
            let bytes = block.get(self.copied_from..).unwrap_or_default();
            self.out.extend_from_slice(bytes);
            self.copied_from = 0;
        }
    }
}
