//! What permits, forbids and facts mean for the documents of one service, compiled once.

use super::names::fingerprint;
use crate::vocab::field::FieldPath;

/// How a permitted field is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As it stands: the whole value, byte for byte.
    Clear,
    /// A date of birth (`YYYY-MM-DD`, a string) as the age in whole years, a JSON number. Any other
    /// value, no such day, or a day to come is withheld.
    AgeInYears,
    /// As it is if it is a string, a number, a truth value or null; a container is held back, whatever
    /// is in it.
    Scalar,
}

/// A fact about the subject that a document tells, such as "the address is protected".
///
/// It holds when any value at any of its paths is not a string among `holds_unless`: what is not
/// understood counts as holding. The value is read also when the field is not released.
#[derive(Debug, Clone)]
pub struct FactSource {
    /// The name by which forbids refer to it.
    pub name: String,
    /// Where it is told. The first is where a document must tell it; values at the others can only
    /// make it hold.
    pub paths: Vec<FieldPath>,
    /// The strings that say it does not hold.
    pub holds_unless: Vec<String>,
    /// Whether it holds when no value stands at the first of the paths. A document that was narrowed
    /// may lack it, so what the others say is then no proof that it does not hold.
    pub when_absent: bool,
}

/// What a plan is compiled from. Paths are matched exactly, unescaped and without normalisation.
#[derive(Debug, Clone, Default)]
pub struct PlanSource {
    /// The fields to let through, and how. None may stand inside another.
    pub permits: Vec<(FieldPath, Form)>,
    /// The fields to hold back: always, or when the named fact holds.
    pub forbids: Vec<(FieldPath, Option<String>)>,
    /// The facts that forbids name.
    pub facts: Vec<FactSource>,
    /// The fields that the service declares, to name what was withheld.
    pub known: Vec<FieldPath>,
}

/// The rules contradict each other: the policy's author is at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// One permit stands inside another, or two are the same: which form holds is not said.
    #[error("permit {inner} stands inside permit {outer}")]
    OverlappingPermits {
        /// The permit that covers the other.
        outer: FieldPath,
        /// The permit that is covered.
        inner: FieldPath,
    },
    /// A forbid names a fact that the service does not tell.
    #[error("forbid {path} depends on an unknown fact `{fact}`")]
    UnknownFact {
        /// The forbid.
        path: FieldPath,
        /// The name that no fact has.
        fact: String,
    },
    /// Two facts have the same name.
    #[error("fact `{0}` is declared twice")]
    FactTwice(String),
    /// More rules than a plan can number.
    #[error("has more than 4294967294 rules")]
    TooLarge,
}

/// A compiled plan: one tree over the steps of all paths, with what each place means worked out.
pub struct Plan {
    /// The places; the first is the document itself.
    pub(super) nodes: Vec<Node>,
    /// The facts, in the order of the source.
    pub(super) facts: Vec<Fact>,
    /// Where each permit stands, in the order of the source.
    pub(super) permits: Vec<Place>,
    /// Where each known field stands, in the order of the source.
    pub(super) known: Vec<Place>,
    /// The longest string that a fact or a transform needs to see whole, in bytes.
    pub(super) longest: usize,
    /// Means "not in the tree": nothing is known there and nothing permitted.
    pub(super) nowhere: Node,
}

/// The place of a node in [`Plan::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(pub(super) u32);

impl Place {
    /// The document itself.
    pub(super) const ROOT: Self = Self(0);
    /// Not in the tree.
    pub(super) const NOWHERE: Self = Self(u32::MAX);

    /// Whether this place is in the tree.
    pub(super) fn known(self) -> bool {
        self != Self::NOWHERE
    }

    pub(super) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Fate {
    /// It is held back with all that is in it.
    #[default]
    Drop,
    /// It is let through byte for byte.
    Copy,
    /// Only for containers: brackets are written, and each child has its own fate.
    Write,
    /// Only for strings: a date of birth, let through as an age.
    Age,
}

/// What kind of value stands somewhere, as far as plans care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    Text,
    /// A number, true, false or null.
    Other,
}

/// One place of the tree, with all that rules above and below mean for a value there.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The members that rules name.
    pub(super) members: Vec<Member>,
    /// The elements, if a rule names them.
    pub(super) each: Option<Place>,
    /// The fate of an object here.
    pub(super) object: Fate,
    /// The fate of an array here.
    pub(super) array: Fate,
    /// The fate of a string here.
    pub(super) text: Fate,
    /// The fate of a number, a truth value or null here.
    pub(super) other: Fate,
    /// The fate of the children that no rule names, in a container that is written.
    pub(super) rest: Fate,
    /// The facts whose conditional forbids stand here or above.
    pub(super) conditions: Vec<usize>,
    /// Whether a conditional forbid stands here.
    pub(super) cuts_here: bool,
    /// The facts that a value here tells.
    pub(super) facts: Vec<Tells>,
    /// The nearest place, here or above, of a known field.
    pub(super) nearest_known: Option<Place>,
    /// Whether known fields stand inside an object here.
    pub(super) known_in_members: bool,
    /// Whether known fields stand inside an array here.
    pub(super) known_in_elements: bool,
    /// Whether the inside of a value that is copied must be followed.
    pub(super) watch_copied: bool,
    /// Whether the inside of a value that is dropped must be followed.
    pub(super) watch_dropped: bool,
}

/// A member that rules name.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) mark: u64,
    pub(super) name: Box<[u8]>,
    pub(super) place: Place,
}

/// That a value tells a fact.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tells {
    pub(super) fact: usize,
    /// Whether it stands at the fact's first path.
    pub(super) must_be_there: bool,
}

/// A compiled fact.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) holds_unless: Vec<String>,
    pub(super) when_absent: bool,
}

impl Node {
    /// The fate of a value of this kind.
    pub(super) fn fate(&self, kind: Kind) -> Fate {
        match kind {
            Kind::Object => self.object,
            Kind::Array => self.array,
            Kind::Text => self.text,
            Kind::Other => self.other,
        }
    }

    /// The place of the member with this unescaped name, of which `mark` is the fingerprint.
    pub(super) fn member(&self, mark: u64, name: &[u8]) -> Place {
        self.members
            .iter()
            .find(|member| member.mark == mark && *member.name == *name)
            .map_or(Place::NOWHERE, |member| member.place)
    }

    /// Whether no known field names, covers or passes through a value of this kind here.
    pub(super) fn unnamed(&self, kind: Kind) -> bool {
        let passed_through = match kind {
            Kind::Object => self.known_in_members,
            Kind::Array => self.known_in_elements,
            Kind::Text | Kind::Other => false,
        };
        self.nearest_known.is_none() && !passed_through
    }
}

impl Member {
    pub(super) fn new(name: &str, place: Place) -> Self {
        Self { mark: fingerprint(name.as_bytes()), name: name.as_bytes().into(), place }
    }
}

impl Plan {
    /// The node at a place; one that permits nothing if the place is not in the tree.
    pub(super) fn node(&self, place: Place) -> &Node {
        self.nodes.get(place.index()).unwrap_or(&self.nowhere)
    }
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Plan").field("places", &self.nodes.len()).finish_non_exhaustive()
    }
}
