//! Fewer permits than a plan has, for one document: no plan is compiled, the tree is marked.

use super::plan::{Kind, Place, Plan};

/// What kinds of values may still be let through at a place.
pub(super) type Marks = u8;

/// An object: a chosen permit stands in a member.
const OBJECT: Marks = 1;
/// An array: a chosen permit stands in an element.
const ARRAY: Marks = 2;
/// Anything: a chosen permit stands here.
const ALL: Marks = OBJECT | ARRAY | 4;

/// Some of a plan's permits. With it a document is redacted as if the plan had no others: what only
/// they let through is held back and counted as such. What is kept outside the document is always
/// chosen, and so is the way to the records.
pub struct Mask {
    /// Beside [`Plan::nodes`].
    marks: Vec<Marks>,
    /// The same for what is not a current version.
    pub(super) lasting: Vec<Marks>,
}

impl Plan {
    /// The mask of these permits (as indexes into [`super::PlanSource::permits`]); what is not the
    /// index of a permit chooses nothing.
    #[must_use]
    pub fn narrow(&self, permits: impl IntoIterator<Item = usize>) -> Mask {
        let permits = permits.into_iter().filter_map(|permit| self.permits.get(permit));
        let chosen: Vec<Place> = permits.map(|permit| permit.place).collect();
        let lasts = |place: &Place| !hidden(&self.lasting, *place, Kind::Text);
        let lasting = self.marked(chosen.iter().copied().filter(lasts), Place::NOWHERE);
        let kept = self.keeps.iter().copied();
        Mask { marks: self.marked(chosen.into_iter().chain(kept), self.record), lasting }
    }

    /// Marks these places and the ways to them, and the way to `also`.
    pub(super) fn marked(&self, chosen: impl Iterator<Item = Place>, also: Place) -> Vec<Marks> {
        let mut marks = vec![0; self.nodes.len()];
        for place in chosen {
            set(&mut marks, place, ALL);
        }
        self.spread(&mut marks, Place::ROOT, also);
        marks
    }

    /// Marks what stands on the way to a marked place; tells whether one stands here or below.
    /// Recursion is as deep as a path has steps.
    fn spread(&self, marks: &mut [Marks], place: Place, also: Place) -> bool {
        let node = self.node(place);
        let mut found = marks.get(place.index()).copied().unwrap_or_default();
        for member in &node.members {
            if self.spread(marks, member.place, also) {
                found |= OBJECT;
            }
        }
        if node.each.is_some_and(|each| self.spread(marks, each, also)) {
            found |= ARRAY;
        }
        set(marks, place, found);
        found != 0 || place == also
    }
}

fn set(marks: &mut [Marks], place: Place, to: Marks) {
    if let Some(marks) = marks.get_mut(place.index()) {
        *marks = to;
    }
}

/// Whether nothing that is marked can come of a value of this kind at this place.
pub(super) fn hidden(marks: &[Marks], place: Place, kind: Kind) -> bool {
    let wanted = match kind {
        Kind::Object => OBJECT,
        Kind::Array => ARRAY,
        Kind::Text | Kind::Other => ALL,
    };
    marks.get(place.index()).is_none_or(|marks| marks & wanted != wanted)
}

impl Mask {
    /// Whether nothing of a value of this kind at this place may be let through.
    pub(super) fn hides(&self, place: Place, kind: Kind) -> bool {
        hidden(&self.marks, place, kind)
    }
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Mask(…)")
    }
}
