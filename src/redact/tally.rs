//! The account of a record: what was let through, what was held back.
//!
//! A place's conditions are the same for every value there, so one mark a place is enough to say
//! at the end, when the facts are known, what was released: memory does not grow with the record.
//! What stands in a version is noted in a layer of its own until it is known whether the version is
//! current.

use super::UNNAMED_PARTS;
use super::facts::{State, is_cut};
use super::piece::Account;
use super::plan::{Place, Plan};

/// A value at the place was let through, if no fact cuts it.
const TAKEN: u8 = 1;
/// A value at the place, or directly inside it and without a place of its own, was held back.
const LEFT: u8 = 2;
/// A value at the place could not be given the permit's form.
const UNFIT: u8 = 4;
/// Something was held back of the known field at the place.
const LACKING: u8 = 8;

/// The account of one record so far.
pub(super) struct Tally<'plan> {
    plan: &'plan Plan,
    marks: Vec<u8>,
    unnamed: Vec<Unnamed>,
    /// The first `open` of these belong to the versions that are open, outermost first; the others are
    /// empty and kept for the next.
    layers: Vec<Layer>,
    open: usize,
}

/// What stands in a version.
#[derive(Default)]
struct Layer {
    /// Sorted, none twice: no more than the plan's places, however much stands in the version.
    marks: Vec<Mark>,
    unnamed: Vec<Unnamed>,
}

/// A mark to be set if it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    place: Place,
    mark: u8,
    /// Whether it stands also if the version is not current.
    lasts: bool,
}

/// A part that no known field names.
#[derive(Clone, Copy)]
pub(super) struct Unnamed {
    /// The container's place, and the fingerprint of the name (0 for an element).
    pub(super) key: (Place, u64),
    /// The place whose conditions cut it.
    pub(super) place: Place,
    /// Whether it was held back whatever the facts are.
    pub(super) dropped: bool,
    /// Whether its container is unnamed as well: if that is cut, only it is counted.
    pub(super) in_unnamed: bool,
    /// Whether it comes out also if the version is not current.
    pub(super) lasts: bool,
    /// Whether its container does.
    pub(super) container_lasts: bool,
}

impl<'plan> Tally<'plan> {
    pub(super) fn new(plan: &'plan Plan) -> Self {
        let marks = vec![0; plan.nodes.len()];
        Self { plan, marks, unnamed: Vec::new(), layers: Vec::new(), open: 0 }
    }

    /// A value at this place is let through; `lasts` tells whether a version that is not current
    /// keeps it.
    #[inline]
    pub(super) fn taken(&mut self, place: Place, lasts: bool) {
        self.note(Mark { place, mark: TAKEN, lasts });
    }

    /// A value at this place could not be given the permit's form.
    pub(super) fn unfit(&mut self, place: Place, lasts: bool) {
        self.note(Mark { place, mark: UNFIT, lasts });
    }

    /// A value at this place, or a child of it that no rule names, is held back.
    #[inline]
    pub(super) fn left(&mut self, place: Place) {
        self.set(place, LEFT);
    }

    fn note(&mut self, mark: Mark) {
        match self.innermost() {
            Some(layer) => {
                if let Err(slot) = layer.marks.binary_search(&mark) {
                    layer.marks.insert(slot, mark);
                }
            }
            None => self.set(mark.place, mark.mark),
        }
    }

    fn set(&mut self, place: Place, mark: u8) {
        if let Some(marks) = self.marks.get_mut(place.index()) {
            *marks |= mark;
        }
    }

    fn innermost(&mut self) -> Option<&mut Layer> {
        self.open.checked_sub(1).and_then(|last| self.layers.get_mut(last))
    }

    /// Whether a version is open.
    #[inline]
    pub(super) fn in_version(&self) -> bool {
        self.open > 0
    }

    /// Remembers a part that no known field names, once for each place and name.
    pub(super) fn unnamed(&mut self, part: Unnamed) {
        let unnamed = match self.open.checked_sub(1).and_then(|last| self.layers.get_mut(last)) {
            Some(layer) => &mut layer.unnamed,
            None => &mut self.unnamed,
        };
        match unnamed.binary_search_by(|known| known.key.cmp(&part.key)) {
            Ok(found) => {
                if let Some(known) = unnamed.get_mut(found) {
                    known.dropped |= part.dropped;
                }
            }
            Err(slot) if unnamed.len() < UNNAMED_PARTS.most => unnamed.insert(slot, part),
            Err(_) => {}
        }
    }

    /// A version begins.
    pub(super) fn open_version(&mut self) {
        self.open += 1;
        if self.layers.len() < self.open {
            self.layers.push(Layer::default());
        }
    }

    /// The innermost version ends, and is current or not: then what does not last is held back.
    pub(super) fn close_version(&mut self, current: bool) {
        let Some(last) = self.open.checked_sub(1) else { return };
        let Some(mut layer) = self.layers.get_mut(last).map(std::mem::take) else { return };
        self.open = last;
        for mark in layer.marks.drain(..) {
            if current || mark.lasts {
                self.note(mark);
            } else if mark.mark == TAKEN {
                self.left(mark.place);
            }
        }
        for mut part in layer.unnamed.drain(..) {
            let with_its_container = part.in_unnamed && !part.container_lasts;
            if current || !with_its_container {
                part.dropped |= !current && !part.lasts;
                self.unnamed(part);
            }
        }
        if let Some(room) = self.layers.get_mut(last) {
            *room = layer;
        }
    }

    /// Closes the account of a record, the facts being so, and begins the next.
    pub(super) fn close(&mut self, states: &[State]) -> Account {
        self.settle_lacking(states);
        let facts = self.plan.facts.iter().zip(states).filter(|(_, state)| **state != State::Not);
        let account = Account {
            released: self.permits(TAKEN, states),
            withheld: self.withheld(),
            withheld_unnamed: self.count_unnamed(states),
            unfit: self.permits(UNFIT, states),
            facts: facts.map(|(fact, _)| fact.name.clone()).collect(),
        };
        self.marks.fill(0);
        self.unnamed.clear();
        account
    }

    /// The permits at whose places there is this mark and no fact cuts it.
    fn permits(&self, mark: u8, states: &[State]) -> Vec<usize> {
        let places = self.plan.permits.iter().map(|permit| permit.place).enumerate();
        let marked = places
            .filter(|(_, place)| self.has(*place, mark) && !is_cut(self.plan, *place, states));
        marked.map(|(index, _)| index).collect()
    }

    fn has(&self, place: Place, mark: u8) -> bool {
        self.marks.get(place.index()).is_some_and(|marks| marks & mark != 0)
    }

    /// Marks the known fields of which something was held back.
    fn settle_lacking(&mut self, states: &[State]) {
        for index in 0..self.marks.len() {
            let marks = self.marks.get(index).copied().unwrap_or_default();
            if marks & (LEFT | TAKEN) == 0 {
                continue;
            }
            let Some(node) = self.plan.nodes.get(index) else { continue };
            let cut = || node.cuts.iter().any(|cut| cut.applies(states));
            if (marks & LEFT != 0 || cut())
                && let Some(known) = node.nearest_known
            {
                self.set(known, LACKING);
            }
        }
    }

    fn withheld(&self) -> Vec<usize> {
        let known = self.plan.known.iter().enumerate();
        known.filter(|(_, place)| self.has(**place, LACKING)).map(|(index, _)| index).collect()
    }

    fn count_unnamed(&self, states: &[State]) -> u32 {
        let counted = self.unnamed.iter().filter(|part| {
            let gone = part.dropped || is_cut(self.plan, part.place, states);
            let within = part.in_unnamed && is_cut(self.plan, part.key.0, states);
            gone && !within
        });
        u32::try_from(counted.count()).unwrap_or(u32::MAX)
    }
}
