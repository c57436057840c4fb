//! Walks the plan beside a document of any format: decides what becomes of each value, keeps the
//! account, and puts records together. It knows no syntax.
//!
//! # How a format uses it
//! For each value, in the order of the document:
//! 1. [`place_of_member`](Walk::place_of_member) or [`place_of_element`](Walk::place_of_element) finds
//!    where it stands, [`arrive`](Walk::arrive) says what becomes of it (its [`Standing`]).
//! 2. Before the first byte of it is written, [`announce`](Walk::announce) is told where in
//!    `page.out` it begins (with its comma, its name, the white space before an attribute). What is
//!    dropped is neither announced nor written.
//! 3. A container: its opening is written if its fate is [`Fate::Write`]; [`enter`](Walk::enter); the
//!    values in it; [`leave`](Walk::leave) before its end is written, [`ended`](Walk::ended) after.
//!    If `leave` gives an outcome, that is written in the container's place (announced only now).
//!    The inside of a container of which [`follows`](Walk::follows) is false may be skipped.
//! 4. A scalar: if [`wants`](Walk::wants), its whole text is told with [`tell`](Walk::tell); with
//!    [`Fate::Copy`] it is written as it stands, with [`Fate::Transform`] what
//!    [`transform`](Walk::transform) gives, if anything (announced only now); then `ended`.
//!
//! A value at the records' place begins and ends a record by itself; so does each document that has
//! no such place.

mod account;

use super::Setting;
use super::facts::{Facts, is_cut};
use super::mask::{Marks, Mask, hidden};
use super::page::Page;
use super::piece::{Piece, Record, Told};
use super::plan::{Fate, Kind, Node, Place, Plan};
use super::tally::Tally;
use super::transform::{Means, Outcome, Scalar, transform};
use zeroize::Zeroizing;

/// Room for a record of usual size.
const PAGE_BYTES: usize = 1024;

/// The redaction of one document so far.
pub(super) struct Walk<'plan> {
    plan: &'plan Plan,
    mask: Option<&'plan Mask>,
    /// What comes out of versions that are not current.
    lasting: &'plan [Marks],
    means: Means<'plan>,
    /// What is written of the record, or of the frame, that is being read.
    pub(super) page: Page,
    /// What is written in place of a whole document of which nothing is left.
    pub(super) nothing: &'static [u8],
    /// The containers that are open and were entered.
    frames: Vec<Frame>,
    versions: Vec<Version>,
    /// How many open versions would leave something even if they are not current.
    lasting_versions: usize,
    tally: Tally<'plan>,
    facts: Facts<'plan>,
    subject: Told,
    pieces: Vec<Piece>,
    framed: bool,
}

/// A value that began and has not ended.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) fate: Fate,
    /// The fingerprint of its name, 0 for an element.
    mark: u64,
    /// Its segment of the page, if it may yet have to go.
    segment: Option<usize>,
    /// Whether it is an element of a list of versions.
    version: bool,
}

impl Standing {
    /// Nothing stands anywhere.
    pub(super) const NOTHING: Self = Self {
        place: Place::NOWHERE,
        kind: Kind::Other,
        fate: Fate::Drop,
        mark: 0,
        segment: None,
        version: false,
    };
}

/// A container that was entered.
pub(super) struct Frame {
    pub(super) standing: Standing,
    /// Whether no known field names, covers or passes through it.
    unnamed: bool,
    /// Whether something stands in it, as far as its being said to exist depends on that.
    inhabited: bool,
}

/// An element of a list of versions that is open.
struct Version {
    place: Place,
    /// Whether it says that it is current.
    said: Option<bool>,
    /// Whether it would leave something even if it is not.
    lasts: bool,
    /// Where it begins on the page, and among its segments.
    start: usize,
    segments: usize,
    /// What was known of the record's subject before it.
    subject: Told,
}

/// A container that was left and whose end is to be written.
pub(super) struct Left {
    pub(super) standing: Standing,
    /// What is written in its place.
    pub(super) outcome: Option<Outcome>,
    /// The version that it was, and whether it is current.
    version: Option<(Version, bool)>,
}

impl<'plan> Walk<'plan> {
    pub(super) fn new(plan: &'plan Plan, setting: Setting<'plan>, commas: bool) -> Self {
        let Setting { today, mask, pseudonyms } = setting;
        Self {
            plan,
            mask,
            lasting: mask.map_or(&plan.lasting, |mask| &mask.lasting),
            means: Means { today, pseudonyms },
            page: Page::new(commas),
            nothing: b"",
            frames: Vec::with_capacity(16),
            versions: Vec::new(),
            lasting_versions: 0,
            tally: Tally::new(plan),
            facts: Facts::new(plan, today),
            subject: Told::Nothing,
            pieces: Vec::new(),
            framed: false,
        }
    }

    /// The container that was entered last and not left.
    #[inline]
    pub(super) fn innermost(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// The place of a member of the innermost container, by its name and the name's fingerprint.
    #[inline]
    pub(super) fn place_of_member(&self, mark: u64, name: &[u8]) -> Place {
        self.plan.node(self.container()).member(mark, name)
    }

    /// The place of an element of the innermost container.
    #[inline]
    pub(super) fn place_of_element(&self) -> Place {
        let Some(frame) = self.frames.last() else { return Place::ROOT };
        self.plan.node(frame.standing.place).each.unwrap_or(Place::NOWHERE)
    }

    /// The longest text that is ever needed, in bytes: of a longer one, it is enough to know that it is
    /// [`Scalar::Long`].
    #[inline]
    pub(super) fn longest(&self) -> usize {
        self.plan.longest
    }

    /// Whether the inside of a container that stands so must be followed.
    #[inline]
    pub(super) fn follows(&self, standing: &Standing) -> bool {
        standing.fate != Fate::Drop || self.plan.node(standing.place).watched
    }

    /// Whether a value at this place is held back whole and nothing depends on what it is: once it
    /// arrived, as whatever kind, it may be skipped.
    #[inline]
    pub(super) fn passes_over(&self, place: Place) -> bool {
        self.plan.node(place).inert
    }

    /// Whether the text of a scalar that stands so must be told.
    #[inline]
    pub(super) fn wants(&self, standing: &Standing) -> bool {
        standing.fate == Fate::Transform || self.plan.node(standing.place).tells.anything()
    }

    /// A value begins in the innermost container, at this place and with this fingerprint of its name.
    #[inline]
    pub(super) fn arrive(&mut self, place: Place, kind: Kind, mark: u64) -> Standing {
        let node = self.plan.node(place);
        let in_place_of_scalar = kind.is_container() && node.permit.is_some();
        if node.special || in_place_of_scalar || self.tally.in_version() || self.frames.is_empty() {
            return self.arrive_specially(place, kind, mark);
        }
        let fate = self.fate(node, place, kind);
        let standing = Standing { place, kind, fate, mark, segment: None, version: false };
        match fate {
            // What becomes of a form is known when the value ends.
            Fate::Transform => {}
            Fate::Drop if place.known() => self.tally.left(place),
            Fate::Drop => self.account(&standing, true),
            Fate::Copy | Fate::Write => self.tally.taken(place, true),
        }
        if place.known() && fate != Fate::Transform && node.unnamed(kind) {
            self.account_unnamed(&standing, fate == Fate::Drop);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.inhabited = true;
        }
        standing
    }

    /// The place of the innermost container.
    #[inline]
    fn container(&self) -> Place {
        self.frames.last().map_or(Place::NOWHERE, |frame| frame.standing.place)
    }

    /// As [`arrive`](Self::arrive), where more depends on the value than its own fate.
    #[inline(never)]
    fn arrive_specially(&mut self, place: Place, kind: Kind, mark: u64) -> Standing {
        if place == self.plan.record {
            self.end_frame();
            self.page.out.reserve(PAGE_BYTES);
        }
        let node = self.plan.node(place);
        let mut fate = self.fate(node, place, kind);
        if kind.is_container() && node.tells.anything() {
            self.tell(place, None);
        }
        let mut current = true;
        if let Some(absent_is_current) = node.version {
            if kind.is_container() {
                self.open_version(place, kind);
            } else if !absent_is_current && !self.lasts(place, kind) {
                // A scalar cannot say that it is current.
                (fate, current) = (Fate::Drop, false);
            }
        }
        let version = kind.is_container() && node.version.is_some();
        if fate == Fate::Drop && kind.is_container() && self.is_wanted_scalar(node, place) {
            self.tally.unfit(place, self.lasts(place, kind));
        }
        let standing = Standing { place, kind, fate, mark, segment: None, version };
        // What becomes of a form is known when the value ends, and of a version, too.
        if fate != Fate::Transform && !version {
            self.account(&standing, fate == Fate::Drop);
        }
        if !version {
            self.inhabit(current);
        }
        standing
    }

    /// Something stands in the innermost container; `stays` tells whether it counts as more than an old
    /// version.
    fn inhabit(&mut self, stays: bool) {
        let lasting = self.lasting;
        if let Some(frame) = self.frames.last_mut() {
            frame.inhabited |= stays || !hidden(lasting, frame.standing.place, frame.standing.kind);
        }
    }

    #[inline]
    fn fate(&self, node: &Node, place: Place, kind: Kind) -> Fate {
        match self.frames.last() {
            None => node.fate(kind),
            Some(parent) if parent.standing.fate != Fate::Write || !place.known() => Fate::Drop,
            Some(_) => match self.mask {
                Some(mask) if mask.hides(place, kind) => Fate::Drop,
                _ => node.fate(kind),
            },
        }
    }

    /// Whether a scalar at this place in the innermost container would come out.
    fn is_wanted_scalar(&self, node: &Node, place: Place) -> bool {
        node.permit.is_some() && self.fate(node, place, Kind::Other) != Fate::Drop
    }

    /// Whether what stands so comes out of a version that is not current.
    fn lasts(&self, place: Place, kind: Kind) -> bool {
        !hidden(self.lasting, place, kind)
    }

    fn open_version(&mut self, place: Place, kind: Kind) {
        let lasts = self.lasts(place, kind);
        self.lasting_versions += usize::from(lasts);
        self.versions.push(Version {
            place,
            said: None,
            lasts,
            start: self.page.out.len(),
            segments: self.page.segments(),
            subject: self.subject.clone(),
        });
        self.tally.open_version();
    }

    /// A value that is not dropped begins at `start` of the page.
    #[inline]
    pub(super) fn announce(&mut self, standing: &mut Standing, start: usize) {
        let cuts_here = self.plan.node(standing.place).cuts_here;
        if cuts_here || self.lasting_versions > 0 {
            let lasts = self.lasts(standing.place, standing.kind);
            if cuts_here || !lasts {
                standing.segment = Some(self.page.begin(start, standing.place, lasts));
            }
        }
    }

    /// A container is entered.
    pub(super) fn enter(&mut self, standing: Standing) {
        let unnamed = self.is_unnamed(&standing);
        self.frames.push(Frame { standing, unnamed, inhabited: false });
    }

    /// The innermost container is left.
    pub(super) fn leave(&mut self) -> Option<Left> {
        let Frame { standing, inhabited, .. } = self.frames.pop()?;
        let version = if standing.version { self.close_version() } else { None };
        let stays = version.as_ref().is_none_or(|(version, current)| *current || version.lasts);
        let mut outcome = None;
        if standing.fate == Fate::Transform {
            outcome = (inhabited && stays).then_some(Outcome::Truth(true));
            self.account(&standing, outcome.is_none());
            if stays && outcome.is_none() {
                self.unfit(&standing);
            }
        } else if standing.version {
            self.account(&standing, standing.fate == Fate::Drop || !stays);
        }
        if standing.version {
            self.inhabit(stays);
        }
        Some(Left { standing, outcome, version })
    }

    /// Ends the innermost version; gives it, and whether it is current.
    fn close_version(&mut self) -> Option<(Version, bool)> {
        let mut version = self.versions.pop()?;
        let absent_is_current = self.plan.node(version.place).version.unwrap_or_default();
        let current = version.said.unwrap_or(absent_is_current);
        self.lasting_versions -= usize::from(version.lasts);
        if !current {
            self.subject = std::mem::take(&mut version.subject);
        }
        self.tally.close_version(current);
        Some((version, current))
    }

    /// A container that was left has been written.
    pub(super) fn container_ended(&mut self, left: Left) {
        if let Some((version, false)) = &left.version {
            if let Some(segment) = left.standing.segment {
                self.page.end(segment);
            }
            if version.lasts {
                self.page.let_go(version.segments);
            } else {
                self.page.cut_back(version.start, version.segments);
            }
            return self.ended(&Standing { segment: None, ..left.standing });
        }
        self.ended(&left.standing);
    }

    /// A scalar, or what is written in a container's place, has been written.
    #[inline]
    pub(super) fn ended(&mut self, standing: &Standing) {
        if let Some(segment) = standing.segment {
            self.page.end(segment);
        }
        self.page.measure();
        if standing.place == self.plan.record {
            self.end_record();
        }
    }

    /// A value that is `wanted` tells what it is; none is a container.
    pub(super) fn tell(&mut self, place: Place, value: Option<Scalar<'_>>) {
        let plan = self.plan;
        let tells = &plan.node(place).tells;
        if !tells.facts.is_empty() {
            self.facts.hear(&tells.facts, value);
        }
        if tells.subject {
            self.subject = std::mem::take(&mut self.subject).and(value);
        }
        if let Some(list) = tells.current {
            let versions = self.versions.iter_mut().rev();
            if let Some(version) = versions.into_iter().find(|version| version.place == list) {
                let says_so = match value {
                    Some(Scalar::Truth(truth)) => truth,
                    // Formats without types of their own: the forms of xs:boolean.
                    Some(Scalar::Text(text)) => {
                        plan.format.is_untyped() && matches!(text, "true" | "1")
                    }
                    _ => false,
                };
                version.said = Some(version.said.unwrap_or(true) && says_so);
            }
        }
    }

    /// A scalar of which the fate is [`Fate::Transform`]: what comes out instead, if anything.
    pub(super) fn transform(&mut self, standing: &Standing, value: Scalar<'_>) -> Option<Outcome> {
        let permit = self.plan.node(standing.place).permit;
        let permit = permit.and_then(|permit| self.plan.permits.get(permit));
        let outcome = permit.and_then(|permit| transform(&permit.form, value, self.means));
        self.account(standing, outcome.is_none());
        if outcome.is_none() {
            self.unfit(standing);
        }
        outcome
    }

    /// What was written before a record is a piece of its own.
    fn end_frame(&mut self) {
        if !self.page.out.is_empty() {
            let frame = self.page.turn(|_| false);
            self.framed = true;
            self.pieces.push(Piece::Frame(frame));
        }
    }

    fn end_record(&mut self) {
        let states = self.facts.close();
        let plan = self.plan;
        let mut body = self.page.turn(|place| is_cut(plan, place, &states));
        if body.is_empty() && plan.record == Place::ROOT {
            body.extend_from_slice(self.nothing);
        }
        let account = self.tally.close(&states);
        let subject = std::mem::take(&mut self.subject);
        self.pieces.push(Piece::Record(Record { subject, body, account }));
    }

    /// The document ends.
    pub(super) fn finish(&mut self) {
        let nothing = self.page.out.is_empty() && !self.framed && self.plan.record != Place::ROOT;
        if nothing {
            self.page.out.extend_from_slice(self.nothing);
        }
        self.end_frame();
    }

    /// The pieces that are complete.
    pub(super) fn take(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.pieces)
    }
}

impl Told {
    /// What is told if a further value says whose the record is.
    fn and(self, value: Option<Scalar<'_>>) -> Self {
        match (self, value) {
            (Self::Nothing, Some(Scalar::Text(text))) => {
                Self::Number(Zeroizing::new(text.to_owned()))
            }
            (Self::Number(before), Some(Scalar::Text(text))) if *before == text => {
                Self::Number(before)
            }
            _ => Self::Unreadable,
        }
    }
}
