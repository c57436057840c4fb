//! Enters values into the account: what is let through, what is held back, what no field names.

use super::super::plan::{Fate, Place};
use super::super::tally::Unnamed;
use super::{Standing, Walk};

impl Walk<'_> {
    /// A value could not be given the permit's form.
    pub(super) fn unfit(&mut self, standing: &Standing) {
        let lasts = self.lasts(standing.place, standing.kind);
        self.tally.unfit(standing.place, lasts);
    }

    /// Whether no known field names, covers or passes through a value.
    pub(super) fn is_unnamed(&self, standing: &Standing) -> bool {
        if standing.place.known() {
            return self.plan.node(standing.place).unnamed(standing.kind);
        }
        let node = self.plan.node(self.container());
        node.counted && !node.covered
    }

    /// Enters a value of the innermost container into the account.
    pub(super) fn account(&mut self, standing: &Standing, dropped: bool) {
        let place = standing.place;
        if place.known() {
            if dropped {
                self.tally.left(place);
            } else {
                let in_version = self.tally.in_version();
                let lasts = !in_version || self.lasts(place, standing.kind);
                self.tally.taken(place, lasts);
            }
        } else if dropped
            && let Some(frame) = self.frames.last()
            && frame.standing.fate != Fate::Transform
        {
            self.tally.left(frame.standing.place);
        }
        if self.is_unnamed(standing) {
            self.account_unnamed(standing, dropped);
        }
    }

    /// Counts an unnamed part that is held back, or may be cut, unless its container is counted.
    pub(super) fn account_unnamed(&mut self, standing: &Standing, dropped: bool) {
        let parent = self.frames.last();
        let in_unnamed = parent.is_some_and(|parent| parent.unnamed);
        let above = parent.map(|parent| parent.standing);
        let counts = if dropped {
            !(in_unnamed && above.is_some_and(|above| above.fate != Fate::Write))
        } else {
            self.tally.in_version() || !self.plan.node(standing.place).cuts.is_empty()
        };
        if counts {
            let container = above.map_or(Place::NOWHERE, |above| above.place);
            self.tally.unnamed(Unnamed {
                key: (container, standing.mark),
                place: standing.place,
                dropped,
                in_unnamed,
                lasts: self.lasts(standing.place, standing.kind),
                container_lasts: above.is_none_or(|above| self.lasts(above.place, above.kind)),
            });
        }
    }
}
