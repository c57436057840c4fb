//! What permits, forbids and facts mean for the documents of one service, compiled once.

use super::mask::Marks;
use super::names::{bits, fingerprint};
use super::source::{Form, Format, Test};

/// A compiled plan: one tree over the steps of all paths, with what each place means worked out.
pub struct Plan {
    pub(super) format: Format,
    /// The places; the first is the document itself.
    pub(super) nodes: Vec<Node>,
    /// The facts, in the order of the source.
    pub(super) facts: Vec<Fact>,
    /// The permits, in the order of the source.
    pub(super) permits: Vec<Permit>,
    /// Where what is kept stands, in the order of the source.
    pub(super) keeps: Vec<Place>,
    /// Where each known field stands, in the order of the source.
    pub(super) known: Vec<Place>,
    /// Where the records stand.
    pub(super) record: Place,
    /// What comes out of versions that are not current.
    pub(super) lasting: Vec<Marks>,
    /// In XML, the prefixes that paths use.
    pub(super) prefixes: Vec<Box<[u8]>>,
    /// The namespace of each prefix.
    pub(super) namespaces: Vec<Box<[u8]>>,
    /// The longest text that a fact or a form needs to see whole, in bytes.
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
    /// Only for scalars: it is let through byte for byte.
    Copy,
    /// Only for containers: its brackets are written, and each child has its own fate.
    Write,
    /// It comes out in the form of the permit that stands here. A container can only be said to
    /// exist; then nothing in it is let through.
    Transform,
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

impl Kind {
    /// Whether values stand inside it.
    pub(super) fn is_container(self) -> bool {
        matches!(self, Self::Object | Self::Array)
    }
}

/// One place of the tree, with all that rules above and below mean for a value there.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The members that rules name.
    pub(super) members: Vec<Member>,
    /// Two bits for each of them, chosen by its fingerprint.
    pub(super) marks: u64,
    /// The elements, if a rule names them.
    pub(super) each: Option<Place>,
    /// The fate of an object here.
    pub(super) object: Fate,
    /// The fate of an array here.
    pub(super) array: Fate,
    /// The fate of a scalar here.
    pub(super) scalar: Fate,
    /// The permit that stands here.
    pub(super) permit: Option<usize>,
    /// What cuts a value here, by conditions that stand here or above.
    pub(super) cuts: Vec<Cut>,
    /// Whether a condition stands here.
    pub(super) cuts_here: bool,
    /// What a value here tells.
    pub(super) tells: Tells,
    /// An element of a list of versions: whether one that says nothing is current.
    pub(super) version: Option<bool>,
    /// Whether what is held back here counts as withheld.
    pub(super) counted: bool,
    /// Whether a known field stands here or above.
    pub(super) covered: bool,
    /// The nearest place, here or above, of a known field that lacks something if a value here is held
    /// back.
    pub(super) nearest_known: Option<Place>,
    /// Whether known fields stand inside an object here.
    pub(super) known_in_members: bool,
    /// Whether known fields stand inside an array here.
    pub(super) known_in_elements: bool,
    /// Whether the inside of a value that is held back must be followed.
    pub(super) watched: bool,
    /// Whether more depends on a value here than its own fate: it tells something, is a version, or
    /// begins a record.
    pub(super) special: bool,
    /// Whether every value here is held back and nothing depends on what it is or holds.
    pub(super) inert: bool,
}

/// What a value at a place tells.
#[derive(Debug, Default)]
pub(super) struct Tells {
    pub(super) facts: Vec<TellsFact>,
    /// The number of the person that the record is about.
    pub(super) subject: bool,
    /// Whether the version at this place, around it, is current.
    pub(super) current: Option<Place>,
}

/// That a value tells a fact.
#[derive(Debug, Clone, Copy)]
pub(super) struct TellsFact {
    pub(super) fact: usize,
    /// Whether it stands at the fact's first path.
    pub(super) must_be_there: bool,
}

/// A member that rules name.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) mark: u64,
    pub(super) name: Box<[u8]>,
    pub(super) place: Place,
}

/// A permit: where, and in what form.
#[derive(Debug)]
pub(super) struct Permit {
    pub(super) place: Place,
    pub(super) form: Form,
}

/// A compiled fact.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) test: Test,
    pub(super) when_absent: bool,
}

/// That what stands somewhere goes when a fact is so, or is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cut {
    pub(super) fact: usize,
    pub(super) holds: bool,
}

impl Node {
    /// The fate of a value of this kind.
    pub(super) fn fate(&self, kind: Kind) -> Fate {
        match kind {
            Kind::Object => self.object,
            Kind::Array => self.array,
            Kind::Text | Kind::Other => self.scalar,
        }
    }

    /// The place of the member with this unescaped name, of which `mark` is the fingerprint.
    #[inline]
    pub(super) fn member(&self, mark: u64, name: &[u8]) -> Place {
        if self.marks & bits(mark) != bits(mark) {
            return Place::NOWHERE;
        }
        self.members
            .iter()
            .find(|member| member.mark == mark && *member.name == *name)
            .map_or(Place::NOWHERE, |member| member.place)
    }

    /// Whether no known field names, covers or passes through a value of this kind here, although it
    /// stands where fields are declared.
    pub(super) fn unnamed(&self, kind: Kind) -> bool {
        let passed_through = match kind {
            Kind::Object => self.known_in_members,
            Kind::Array => self.known_in_elements,
            Kind::Text | Kind::Other => false,
        };
        self.counted && !self.covered && !passed_through
    }
}

impl Tells {
    /// Whether anything depends on a value here.
    pub(super) fn anything(&self) -> bool {
        self.subject || self.current.is_some() || !self.facts.is_empty()
    }
}

impl Member {
    pub(super) fn new(name: &str, place: Place) -> Self {
        Self { mark: fingerprint(name.as_bytes()), name: name.as_bytes().into(), place }
    }
}

impl Plan {
    /// The node at a place; one that permits nothing if the place is not in the tree.
    #[inline]
    pub(super) fn node(&self, place: Place) -> &Node {
        self.nodes.get(place.index()).unwrap_or(&self.nowhere)
    }

    /// How the documents are written.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Plan").field("places", &self.nodes.len()).finish_non_exhaustive()
    }
}
