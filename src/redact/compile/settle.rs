//! The tree settled: what the rules above and below each place mean for a value there.

use super::super::names::bits;
use super::super::plan::{Cut, Fate, Node, Place};
use super::growth::{Growth, Letting, Rules};

/// What the places above say.
#[derive(Clone, Default)]
struct Above {
    forbidden: bool,
    cuts: Vec<Cut>,
    counted: bool,
    covered: bool,
    nearest_known: Option<Place>,
}

/// What stands at a place or below it.
#[derive(Clone, Copy, Default)]
struct Below {
    /// A permit, or the records.
    way: bool,
    known: bool,
    tells: bool,
}

impl Below {
    fn or(self, other: Self) -> Self {
        Self {
            way: self.way || other.way,
            known: self.known || other.known,
            tells: self.tells || other.tells,
        }
    }
}

impl Growth {
    /// Works out all nodes; what is held back in `document` counts.
    pub(super) fn settle(&mut self, document: Place) {
        self.resolve(Place::ROOT, Above::default(), document);
        if self.rules.first().is_some_and(|rules| rules.forbid) {
            return;
        }
        // The document itself is always on the way to what is permitted, whatever container it is.
        self.node_at(Place::ROOT, |root| {
            root.object = Fate::Write;
            root.array = Fate::Write;
        });
    }

    /// Works out the node at `place` and all below it. Recursion is as deep as a path has steps.
    fn resolve(&mut self, place: Place, above: Above, document: Place) -> Below {
        let rules = self.rules.get(place.index()).cloned().unwrap_or_default();
        let here = inherit(place, &rules, above, document);
        let (members, each, tells) =
            self.nodes.get(place.index()).map_or_else(Default::default, |node| {
                let members: Vec<Place> = node.members.iter().map(|member| member.place).collect();
                (members, node.each, node.tells.anything())
            });
        let mut below = here.clone();
        if rules.permit == Some(Letting::Exists) {
            // That it exists is all that is asked of it: its inside is not held back of it.
            below.nearest_known = None;
        }
        let mut in_members = Below::default();
        for member in members {
            in_members = in_members.or(self.resolve(member, below.clone(), document));
        }
        let in_elements = each.map(|each| self.resolve(each, below.clone(), document));
        let in_elements = in_elements.unwrap_or_default();
        self.node_at(place, |node| write_down(node, &rules, &here, in_members, in_elements));
        in_members.or(in_elements).or(Below {
            way: rules.permit.is_some() || rules.record,
            known: rules.known,
            tells,
        })
    }
}

/// What holds at `place` and is handed on to what stands below it.
fn inherit(place: Place, rules: &Rules, above: Above, document: Place) -> Above {
    let mut cuts = above.cuts;
    cuts.extend(&rules.cuts);
    cuts.sort_unstable();
    cuts.dedup();
    Above {
        forbidden: above.forbidden || rules.forbid,
        cuts,
        counted: above.counted || place == document,
        covered: above.covered || rules.known,
        nearest_known: if rules.known { Some(place) } else { above.nearest_known },
    }
}

/// Writes down what the rules mean for a value at this node.
fn write_down(node: &mut Node, rules: &Rules, here: &Above, members: Below, elements: Below) {
    let inside = members.or(elements);
    let way = |below: Below| if below.way { Fate::Write } else { Fate::Drop };
    [node.object, node.array, node.scalar] = match rules.permit {
        _ if here.forbidden => [Fate::Drop; 3],
        Some(Letting::Exists) => [Fate::Transform; 3],
        // Only attributes can be permitted inside what is permitted itself.
        Some(Letting::Changed) => [way(members), Fate::Drop, Fate::Transform],
        Some(Letting::Clear) => [way(members), Fate::Drop, Fate::Copy],
        None => [way(members), way(elements), Fate::Drop],
    };
    node.cuts.clone_from(&here.cuts);
    node.cuts_here = !rules.cuts.is_empty();
    node.counted = here.counted;
    node.covered = here.covered;
    node.nearest_known = here.nearest_known;
    node.known_in_members = members.known;
    node.known_in_elements = elements.known;
    node.watched = inside.tells || inside.known;
    let held_back = [node.object, node.array, node.scalar] == [Fate::Drop; 3];
    node.special = node.tells.anything() || node.version.is_some() || rules.record;
    node.inert = held_back && !node.watched && !node.special && node.permit.is_none();
    node.marks = node.members.iter().fold(0, |marks, member| marks | bits(member.mark));
}
