//! Fewer permits than a plan has, for one document: no plan is compiled, the tree is marked.

use super::plan::{Kind, Place, Plan};

/// What kinds of values may still be let through at a place.
type Marks = u8;

/// An object: a chosen permit stands here, above, or in a member.
const OBJECT: Marks = 1;
/// An array: a chosen permit stands here, above, or in an element.
const ARRAY: Marks = 2;
/// Anything: a chosen permit stands here or above.
const ALL: Marks = OBJECT | ARRAY | 4;

/// Some of a plan's permits. With it a document is redacted as if the plan had no others: what only
/// they let through is held back and counted as such.
pub struct Mask {
    /// Beside [`Plan::nodes`].
    marks: Vec<Marks>,
}

impl Plan {
    /// The mask of these permits (as indexes into [`super::PlanSource::permits`]); what is not the
    /// index of a permit chooses nothing.
    #[must_use]
    pub fn narrow(&self, permits: impl IntoIterator<Item = usize>) -> Mask {
        let mut marks = vec![0; self.nodes.len()];
        for place in permits.into_iter().filter_map(|permit| self.permits.get(permit)) {
            set(&mut marks, *place, ALL);
        }
        self.spread(&mut marks, Place::ROOT, false);
        Mask { marks }
    }

    /// Marks what stands on the way to a chosen permit and inside it; tells whether one stands here or
    /// below. Recursion is as deep as a path has steps.
    fn spread(&self, marks: &mut [Marks], place: Place, inside: bool) -> bool {
        let chosen = inside || marks.get(place.index()) == Some(&ALL);
        let node = self.node(place);
        let mut found = if chosen { ALL } else { 0 };
        for member in &node.members {
            if self.spread(marks, member.place, chosen) {
                found |= OBJECT;
            }
        }
        if node.each.is_some_and(|each| self.spread(marks, each, chosen)) {
            found |= ARRAY;
        }
        set(marks, place, found);
        found != 0
    }
}

fn set(marks: &mut [Marks], place: Place, to: Marks) {
    if let Some(marks) = marks.get_mut(place.index()) {
        *marks = to;
    }
}

impl Mask {
    /// Whether nothing of a value of this kind at this place may be let through.
    pub(super) fn hides(&self, place: Place, kind: Kind) -> bool {
        let wanted = match kind {
            Kind::Object => OBJECT,
            Kind::Array => ARRAY,
            Kind::Text | Kind::Other => ALL,
        };
        self.marks.get(place.index()).is_none_or(|marks| marks & wanted != wanted)
    }
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Mask(…)")
    }
}
