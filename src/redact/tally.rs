//! The account: what was let through, what was held back, what the document told of facts.
//!
//! A place's conditions are the same for every value there, so one mark a place is enough to say
//! at the end, when the facts are known, what was released: memory does not grow with the document.

use super::UNNAMED_PARTS;
use super::plan::{Place, Plan, Tells};

/// A value at the place was let through, if no fact cuts it.
const TAKEN: u8 = 1;
/// A value at the place, or directly inside it and without a place of its own, was held back.
const LEFT: u8 = 2;

/// The account of one document.
pub(super) struct Tally<'plan> {
    plan: &'plan Plan,
    marks: Vec<u8>,
    facts: Vec<Told>,
    unnamed: Vec<Unnamed>,
}

/// What the document told of a fact so far.
#[derive(Clone, Copy, Default)]
struct Told {
    /// Whether a value stood where the document must tell it.
    seen: bool,
    holds: bool,
}

/// A part that no known field names.
pub(super) struct Unnamed {
    /// The container's place, and the fingerprint of the name (0 for an element).
    pub(super) key: (Place, u64),
    /// The place whose conditions cut it.
    pub(super) cut_at: Place,
    /// Whether it was held back whatever the facts are.
    pub(super) dropped: bool,
    /// Whether its container is unnamed as well: if that is cut, only it is counted.
    pub(super) in_unnamed: bool,
}

/// The account, closed.
pub(super) struct Account {
    pub(super) released: Vec<usize>,
    pub(super) withheld: Vec<usize>,
    pub(super) withheld_unnamed: u32,
    pub(super) facts: Vec<String>,
    /// For each fact, whether it holds.
    pub(super) holding: Vec<bool>,
}

impl<'plan> Tally<'plan> {
    pub(super) fn new(plan: &'plan Plan) -> Self {
        Self {
            plan,
            marks: vec![0; plan.nodes.len()],
            facts: vec![Told::default(); plan.facts.len()],
            unnamed: Vec::new(),
        }
    }

    /// A value at this place is let through.
    pub(super) fn taken(&mut self, place: Place) {
        self.mark(place, TAKEN);
    }

    /// A value at this place, or an unplaced child of it, is held back.
    pub(super) fn left(&mut self, place: Place) {
        self.mark(place, LEFT);
    }

    fn mark(&mut self, place: Place, mark: u8) {
        if let Some(marks) = self.marks.get_mut(place.index()) {
            *marks |= mark;
        }
    }

    /// Remembers a part that no known field names, once for each place and name.
    pub(super) fn unnamed(&mut self, part: Unnamed) {
        match self.unnamed.binary_search_by(|known| known.key.cmp(&part.key)) {
            Ok(found) => {
                if let Some(known) = self.unnamed.get_mut(found) {
                    known.dropped |= part.dropped;
                }
            }
            Err(slot) if self.unnamed.len() < UNNAMED_PARTS.most => self.unnamed.insert(slot, part),
            Err(_) => {}
        }
    }

    /// A value tells these facts, and it is this string, or (none) no string that matters.
    pub(super) fn tells(&mut self, facts: &[Tells], text: Option<&[u8]>) {
        for Tells { fact, must_be_there } in facts {
            let Some((told, known)) = self.facts.get_mut(*fact).zip(self.plan.facts.get(*fact))
            else {
                continue;
            };
            let mut denials = known.holds_unless.iter();
            told.seen |= must_be_there;
            told.holds |= !denials.any(|denial| text == Some(denial.as_bytes()));
        }
    }

    /// Closes the account.
    pub(super) fn close(self) -> Account {
        let known = self.plan.facts.iter().zip(&self.facts);
        let holds = known.map(|(fact, told)| told.holds || (!told.seen && fact.when_absent));
        let holding: Vec<bool> = holds.collect();
        let facts = self.plan.facts.iter().zip(&holding).filter(|(_, holds)| **holds);
        let facts = facts.map(|(fact, _)| fact.name.clone()).collect();
        Account {
            released: self.released(&holding),
            withheld: self.withheld(&holding),
            withheld_unnamed: self.count_unnamed(&holding),
            facts,
            holding,
        }
    }

    fn released(&self, holding: &[bool]) -> Vec<usize> {
        let taken = |place: &Place| {
            self.marks.get(place.index()).is_some_and(|marks| marks & TAKEN != 0)
                && !is_cut(self.plan, *place, holding)
        };
        indexes(&self.plan.permits, taken)
    }

    fn withheld(&self, holding: &[bool]) -> Vec<usize> {
        let mut lacking = vec![false; self.marks.len()];
        let places = (0..).map(Place).zip(&self.marks);
        let left = places.filter(|(place, marks)| {
            **marks & LEFT != 0 || **marks & TAKEN != 0 && is_cut(self.plan, *place, holding)
        });
        for (place, _) in left {
            let known = self.plan.node(place).nearest_known;
            if let Some(known) = known.and_then(|known| lacking.get_mut(known.index())) {
                *known = true;
            }
        }
        indexes(&self.plan.known, |place| lacking.get(place.index()).copied().unwrap_or_default())
    }

    fn count_unnamed(&self, holding: &[bool]) -> u32 {
        let counted = self.unnamed.iter().filter(|part| {
            let gone = part.dropped || is_cut(self.plan, part.cut_at, holding);
            let within = part.in_unnamed && is_cut(self.plan, part.key.0, holding);
            gone && !within
        });
        u32::try_from(counted.count()).unwrap_or(u32::MAX)
    }
}

/// Whether a fact that holds cuts what stands at this place.
pub(super) fn is_cut(plan: &Plan, place: Place, holding: &[bool]) -> bool {
    let mut conditions = plan.node(place).conditions.iter();
    conditions.any(|fact| holding.get(*fact).copied().unwrap_or(true))
}

fn indexes(places: &[Place], chosen: impl Fn(&Place) -> bool) -> Vec<usize> {
    let chosen = places.iter().enumerate().filter(|(_, place)| chosen(place));
    chosen.map(|(index, _)| index).collect()
}
