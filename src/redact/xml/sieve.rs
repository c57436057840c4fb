//! Writes what the walk lets through of an XML document.
//!
//! The document is a container, its one element a member of it. An element is a container if elements
//! stand in it or if it is on the way to what is permitted, else a scalar: its text. Which of both is
//! known when its first child begins or it ends, so until then it is *pending*. Its attributes
//! are members of it either way.

use super::capture::{Capture, append, scalar_of};
use super::held::{Held, HeldAttribute, locate};
use super::{Listener, Role, Space, Tag};
use crate::redact::mask::Mask;
use crate::redact::plan::{Fate, Kind, Node, Place, Plan};
use crate::redact::walk::{Standing, Walk};
use crate::redact::{RECORD_BYTES, Setting};

/// What is written if the document's own element does not come out: an empty body is not XML.
const NOTHING: &[u8] = b"<empty xmlns=\"urn:sluse:empty\"/>";

/// The redaction of one XML document so far.
pub(in crate::redact) struct XmlSieve<'plan> {
    pub(in crate::redact) walk: Walk<'plan>,
    plan: &'plan Plan,
    mask: Option<&'plan Mask>,
    /// How many elements are open that are not followed.
    asleep: usize,
    /// How many elements are open.
    depth: usize,
    /// The element that began last, while nothing tells what it is.
    pending: Option<Held>,
    /// Its text as it stands, if that may come out.
    content: Vec<u8>,
    /// Its text as it reads, if that matters.
    capture: Capture,
    /// The tags of open elements of which only the existence may come out.
    existing: Vec<Held>,
    /// A tag that is no longer needed, for its room.
    spare: Held,
    value: Vec<u8>,
}

impl<'plan> XmlSieve<'plan> {
    pub(in crate::redact) fn new(plan: &'plan Plan, setting: Setting<'plan>) -> Self {
        let mut walk = Walk::new(plan, setting, false);
        walk.nothing = NOTHING;
        let capture = Capture::new(walk.longest());
        Self {
            walk,
            plan,
            mask: setting.mask,
            asleep: 0,
            depth: 0,
            pending: None,
            content: Vec::new(),
            capture,
            existing: Vec::new(),
            spare: Held::default(),
            value: Vec::new(),
        }
    }

    /// Elements begin to stand in what is pending: it is a container.
    fn settle_as_container(&mut self) {
        let Some(held) = self.pending.take() else { return };
        self.open_container(&held, b">");
        if self.walk.innermost().is_some_and(|frame| frame.standing.fate == Fate::Transform) {
            self.existing.push(held);
        } else {
            self.spare = held;
        }
        self.content.clear();
    }

    /// Enters the container whose tag is `held`, and writes its start tag to `end`.
    fn open_container(&mut self, held: &Held, end: &[u8]) {
        let mut standing = self.walk.arrive(held.place, Kind::Object, held.mark);
        let written = standing.fate == Fate::Write;
        if written {
            let start = self.walk.page.out.len();
            self.walk.announce(&mut standing, start);
            self.walk.page.out.extend_from_slice(&held.opening);
        }
        self.asleep = usize::from(!self.walk.follows(&standing));
        self.walk.enter(standing);
        self.attributes(held);
        if written {
            self.walk.page.out.extend_from_slice(end);
        }
        if !self.capture.is_blank() {
            self.mixed();
        }
    }

    /// Text stands in a container beside its elements: it is held back.
    fn mixed(&mut self) {
        let standing = self.walk.arrive(Place::NOWHERE, Kind::Text, 0);
        self.walk.ended(&standing);
    }

    /// The innermost container ends with this tag, or with its start tag.
    fn close_container(&mut self, raw: &[u8]) {
        self.asleep = 0;
        let Some(mut left) = self.walk.leave() else { return };
        match left.standing.fate {
            Fate::Write => self.walk.page.out.extend_from_slice(raw),
            Fate::Transform => {
                let held = self.existing.pop();
                if let Some((outcome, held)) = left.outcome.take().zip(held) {
                    let start = self.walk.page.out.len();
                    self.walk.announce(&mut left.standing, start);
                    held.write_around(&outcome, &mut self.walk.page.out);
                }
            }
            Fate::Copy | Fate::Drop => {}
        }
        self.walk.container_ended(left);
    }

    /// What is pending ends with this tag, or with its start tag: no element stands in it.
    fn settle_at_end(&mut self, raw: &[u8]) {
        let Some(held) = self.pending.take() else { return };
        let node = self.plan.node(held.place);
        let hidden = self.mask.is_some_and(|mask| mask.hides(held.place, Kind::Text));
        let way = node.object == Fate::Write && (node.scalar == Fate::Drop || hidden);
        if way || self.is_old_version(&held, node) {
            self.open_container(&held, if held.empty { b"/>" } else { b">" });
            if self.walk.innermost().is_some_and(|frame| frame.standing.fate == Fate::Transform) {
                self.existing.push(held);
            } else {
                self.spare = held;
            }
            self.close_container(raw);
        } else {
            self.scalar(&held, raw);
            self.spare = held;
        }
    }

    /// Whether it is a version of nothing but text that says by an attribute that it is not current:
    /// only a container can say so.
    fn is_old_version(&mut self, held: &Held, node: &Node) -> bool {
        let says = |attribute: &&HeldAttribute| {
            self.plan.node(attribute.place).tells.current == Some(held.place)
        };
        let Some(attribute) = held.attributes.iter().find(says).filter(|_| node.version.is_some())
        else {
            return false;
        };
        self.value.clear();
        attribute.read_value(held, &mut self.value);
        !matches!(self.value.trim_ascii(), b"true" | b"1")
    }

    /// An element of text alone.
    fn scalar(&mut self, held: &Held, raw: &[u8]) {
        let mut standing = self.walk.arrive(held.place, Kind::Text, held.mark);
        let mut capture = std::mem::take(&mut self.capture);
        let value = capture.scalar();
        if self.walk.wants(&standing) {
            self.walk.tell(held.place, Some(value));
        }
        let outcome = match standing.fate {
            Fate::Transform => self.walk.transform(&standing, value),
            _ => None,
        };
        let comes_out = standing.fate == Fate::Copy || outcome.is_some();
        if comes_out {
            let start = self.walk.page.out.len();
            self.walk.announce(&mut standing, start);
            self.walk.page.out.extend_from_slice(&held.opening);
        }
        self.attributes_of_scalar(held, standing, comes_out);
        let out = &mut self.walk.page.out;
        if let Some(outcome) = outcome {
            held.write_end(&outcome, out);
        } else if comes_out && held.empty {
            out.extend_from_slice(b"/>");
        } else if comes_out {
            out.push(b'>');
            out.extend_from_slice(&self.content);
            out.extend_from_slice(raw);
        }
        self.walk.ended(&standing);
        capture.clear();
        self.capture = capture;
    }

    /// The attributes stand in the scalar as in a container, which is written or not.
    fn attributes_of_scalar(&mut self, held: &Held, standing: Standing, written: bool) {
        if held.attributes.is_empty() {
            return;
        }
        let mut around = standing;
        around.kind = Kind::Object;
        around.fate = if written { Fate::Write } else { Fate::Drop };
        self.walk.enter(around);
        self.attributes(held);
        self.walk.leave();
    }

    /// The attributes of the innermost container.
    fn attributes(&mut self, held: &Held) {
        for attribute in &held.attributes {
            let mut standing = self.walk.arrive(attribute.place, Kind::Text, attribute.mark);
            let mut text = std::mem::take(&mut self.value);
            text.clear();
            let wanted = self.walk.wants(&standing);
            if wanted {
                attribute.read_value(held, &mut text);
            }
            let value = scalar_of(text.trim_ascii(), self.walk.longest());
            if wanted {
                self.walk.tell(attribute.place, Some(value));
            }
            let outcome = match standing.fate {
                Fate::Transform => self.walk.transform(&standing, value),
                _ => None,
            };
            if standing.fate == Fate::Copy || outcome.is_some() {
                let start = self.walk.page.out.len();
                self.walk.announce(&mut standing, start);
                attribute.write(held, outcome.as_ref(), &mut self.walk.page.out);
            }
            self.walk.ended(&standing);
            self.value = text;
        }
    }

    /// The tag of an element that stands here, with the places of its attributes.
    fn hold(&mut self, tag: &Tag<'_>, at: (Place, u64)) -> Held {
        let mut held = std::mem::take(&mut self.spare);
        held.begin(tag);
        (held.place, held.mark) = at;
        for attribute in tag.attributes() {
            match attribute.role {
                // What a written name needs is one of the service's own namespaces. Others could be
                // used to say anything.
                Role::Declares(Space::Other) => {}
                Role::Declares(_) => held.declare(&attribute),
                Role::Named(name) => {
                    let at = locate(self.plan, held.place, b"@", name, &mut self.value);
                    held.attribute(&attribute, at);
                }
            }
        }
        held
    }
}

impl Listener for XmlSieve<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        self.depth += 1;
        if self.asleep > 0 {
            self.asleep += 1;
            return;
        }
        if self.depth == 1 {
            let document = self.walk.arrive(Place::ROOT, Kind::Object, 0);
            self.walk.enter(document);
        }
        self.settle_as_container();
        if self.asleep > 0 {
            self.asleep += 1;
            return;
        }
        self.capture.clear();
        self.content.clear();
        let container = self.walk.innermost().map_or(Place::NOWHERE, |frame| frame.standing.place);
        let at = locate(self.plan, container, b"", tag.name, &mut self.value);
        if self.walk.passes_over(at.0) {
            let standing = self.walk.arrive(at.0, Kind::Object, at.1);
            self.walk.enter(standing);
            self.asleep = 1;
        } else {
            self.pending = Some(self.hold(tag, at));
        }
    }

    fn text(&mut self, raw: &[u8], read: &[u8]) {
        if self.asleep > 0 {
            return;
        }
        let Some(held) = &self.pending else {
            if !read.trim_ascii().is_empty() {
                self.mixed();
            }
            return;
        };
        let node = self.plan.node(held.place);
        if node.scalar == Fate::Transform || node.tells.anything() {
            self.capture.read(read);
        } else {
            self.capture.pass_over(read);
        }
        let around = self.walk.innermost().map(|frame| frame.standing.fate);
        if node.scalar == Fate::Copy && around == Some(Fate::Write) {
            append(raw, &mut self.content);
            if self.content.len() > RECORD_BYTES.most {
                self.content.clear();
                self.walk.page.full = true;
            }
        }
    }

    fn close(&mut self, raw: &[u8]) {
        self.depth -= 1;
        if self.asleep > 1 {
            self.asleep -= 1;
            return;
        }
        if self.pending.is_some() {
            self.settle_at_end(raw);
        } else {
            self.close_container(raw);
        }
        if self.depth == 0
            && let Some(document) = self.walk.leave()
        {
            self.walk.container_ended(document);
        }
    }
}
