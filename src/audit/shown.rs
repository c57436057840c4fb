//! What is shown of an entry: its open part as it stands, and the names of what was withheld.

use super::PoliciesThen;
use crate::ledger::entry::FieldSet;
use crate::merkle::Hash;
use crate::vocab::basis::ServiceId;
use crate::vocab::ids::EntryIndex;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The open part of an entry, as it stands in the ledger.
#[derive(Debug, Deserialize)]
struct Open<'a> {
    #[serde(borrow)]
    at: &'a RawValue,
    #[serde(borrow)]
    event: &'a RawValue,
    #[serde(borrow, default)]
    expires: Option<&'a RawValue>,
    #[serde(borrow, default)]
    held: Option<&'a RawValue>,
    #[serde(borrow, default)]
    tag: Option<Cow<'a, str>>,
}

/// Which fields a reading withheld, and by which policies.
#[derive(Debug, Deserialize)]
struct Withheld {
    service: ServiceId,
    policies: EntryIndex,
    withheld: FieldSet,
}

/// An entry as a reader is shown it. Whom it is about is not in it: `about_a_person` says that it is
/// about somebody.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Its place in the ledger.
    pub index: EntryIndex,
    at: Box<RawValue>,
    event: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<Box<RawValue>>,
    about_a_person: bool,
    /// Whether a published checkpoint covers it.
    published: bool,
    /// The fields behind the bits of `withheld`; not there when the policies cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld_fields: Option<Vec<String>>,
    #[serde(flatten)]
    exact: Option<Exact>,
}

/// What an inclusion proof is checked with.
#[derive(Debug, Serialize)]
struct Exact {
    /// The entry's bytes as they are hashed, in base64. The part about the person in it is sealed.
    bytes: String,
    /// Its leaf hash, in base64.
    leaf: String,
}

impl Shown {
    /// Shows an entry; none when it is not of a known form.
    #[must_use]
    pub fn new(
        index: EntryIndex,
        bytes: &[u8],
        published: u64,
        policies: &dyn PoliciesThen,
    ) -> Option<Self> {
        let open: Open<'_> = serde_json::from_slice(bytes).ok()?;
        Some(Self {
            index,
            at: open.at.to_owned(),
            event: open.event.to_owned(),
            expires: open.expires.map(ToOwned::to_owned),
            held: open.held.map(ToOwned::to_owned),
            about_a_person: open.tag.is_some(),
            published: index.0 < published,
            withheld_fields: withheld(open.event, policies),
            exact: None,
        })
    }

    /// The same with the exact bytes, for who checks a proof.
    #[must_use]
    pub fn with_bytes(self, bytes: &[u8]) -> Self {
        let exact = Exact { bytes: STANDARD.encode(bytes), leaf: Hash::leaf(bytes).to_string() };
        Self { exact: Some(exact), ..self }
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Option<crate::vocab::time::Timestamp> {
        serde_json::from_str(self.at.get()).ok()
    }

    /// The event, as its JSON stands in the ledger.
    #[must_use]
    pub fn event(&self) -> &str {
        self.event.get()
    }

    /// Whether it is about a person.
    #[must_use]
    pub const fn is_about_a_person(&self) -> bool {
        self.about_a_person
    }

    /// Whether it may be opened whom it is about: somebody asked for something about a person. What persons
    /// do themselves is theirs.
    #[must_use]
    pub fn may_be_opened(&self) -> bool {
        #[derive(Deserialize)]
        struct Kind<'a> {
            #[serde(borrow)]
            kind: Cow<'a, str>,
        }
        let kind: Option<Kind<'_>> = serde_json::from_str(self.event.get()).ok();
        let may_be = |kind: &str| matches!(kind, "reading" | "refusal" | "token");
        self.about_a_person && kind.is_some_and(|of| may_be(&of.kind))
    }

    /// Whether a published checkpoint covers it.
    #[must_use]
    pub const fn is_published(&self) -> bool {
        self.published
    }

    /// The names of the fields that a reading withheld; none when they cannot be told.
    #[must_use]
    pub fn withheld_fields(&self) -> Option<&[String]> {
        self.withheld_fields.as_deref()
    }

    /// About how many bytes it is shown in.
    #[must_use]
    pub fn length(&self) -> usize {
        let names = self.withheld_fields.iter().flatten().map(|name| name.len() + 3);
        200 + self.event.get().len() + names.sum::<usize>()
    }
}

/// The names of what a reading withheld, in the words of the service as it was described then.
fn withheld(event: &RawValue, policies: &dyn PoliciesThen) -> Option<Vec<String>> {
    let reading: Withheld = serde_json::from_str(event.get()).ok()?;
    let set = policies.in_force_at(reading.policies)?;
    let service = set.service(&reading.service)?;
    let name = |place: usize| Some(service.fields.get(place)?.path.to_string());
    reading.withheld.places().map(name).collect()
}
