//! `urn:altinn:consent`: a person lets an organisation read some of their data, until a day. A token
//! with a consent is good for that person alone, as one with `pid` is.

use super::super::actor::{self, Actor};
use super::{DetailsFault, only, word};
use crate::vocab::ids::is_uuid;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The type.
pub(super) const TYPE: &str = "urn:altinn:consent";

/// What stands before a person's number in `from`.
const PERSON: &str = "urn:altinn:person:identifier-no:";

/// The rights of one consent.
pub const CONSENT_RIGHTS: Limit = Limit { name: "consent_rights", most: 16 };

/// The actions, resources or metadata of one right.
pub const CONSENT_WORDS: Limit = Limit { name: "consent_words", most: 16 };

/// One word of a right.
pub const CONSENT_WORD_BYTES: Limit = Limit { name: "consent_word_bytes", most: 256 };

/// A consent as a grant asks for it.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::token) struct AskedConsent {
    id: String,
    pub(in crate::token) from: PersonNumber,
}

impl AskedConsent {
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, DetailsFault> {
        only(members, TYPE, &["id", "from"])?;
        let id = word(members, "id", "id must be a UUID", uuid)?;
        let rule = "from must be urn:altinn:person:identifier-no: and a person's number";
        let from = word(members, "from", rule, person)?;
        Ok(Self {
            id: id.ok_or(DetailsFault::Value("id is missing"))?,
            from: from.ok_or(DetailsFault::Value("from is missing"))?,
        })
    }

    /// The question to the consent source: `{"id":…,"from":…,"to":{…}}`.
    pub(in crate::token) fn question(&self, to: &Organisation) -> Vec<u8> {
        #[derive(Serialize)]
        struct Question<'q> {
            id: &'q str,
            from: String,
            to: Actor,
        }
        let question = Question { id: &self.id, from: written(&self.from), to: Actor::of(to) };
        serde_json::to_vec(&question).unwrap_or_default()
    }
}

/// Without the person.
impl std::fmt::Debug for AskedConsent {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("AskedConsent").field("id", &self.id).finish_non_exhaustive()
    }
}

fn uuid(text: &str) -> Option<String> {
    Some(text.to_ascii_lowercase()).filter(|text| is_uuid(text))
}

fn person(text: &str) -> Option<PersonNumber> {
    PersonNumber::parse(text.strip_prefix(PERSON)?).ok()
}

fn written(person: &PersonNumber) -> String {
    format!("{PERSON}{}", person.expose())
}

/// The consent that a token rests on.
#[derive(Clone, PartialEq, Eq)]
pub struct Consent {
    id: String,
    from: PersonNumber,
    to: Organisation,
    consented: Timestamp,
    valid_to: Timestamp,
    rights: Vec<ConsentRight>,
}

/// What a consent lets its holder do, in the words of who asked for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRight {
    /// What may be done, mostly `consent`.
    #[serde(default)]
    pub action: Vec<String>,
    /// With what.
    #[serde(default)]
    pub resource: Vec<ConsentResource>,
    /// More about it; Altinn's pages write the name both ways.
    #[serde(default, alias = "metaData", skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// A resource that a right is about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentResource {
    /// The kind of name, mostly `urn:altinn:resource`.
    pub r#type: String,
    /// The name.
    pub value: String,
}

/// A consent as the source and tokens write it; members beside these are passed over.
#[derive(Deserialize)]
struct Form {
    id: String,
    from: String,
    to: Value,
    consented: Timestamp,
    #[serde(rename = "validTo")]
    valid_to: Timestamp,
    #[serde(rename = "consentRights")]
    rights: Vec<ConsentRight>,
}

impl Consent {
    /// Reads the source's answer.
    pub(in crate::token) fn parse(answer: &[u8]) -> Option<Self> {
        Self::check(serde_json::from_slice(answer).ok()?)
    }

    /// Reads it from a verified token.
    pub(super) fn read(members: &Map<String, Value>) -> Option<Self> {
        Self::check(Form::deserialize(members).ok()?)
    }

    fn check(form: Form) -> Option<Self> {
        let few = form.rights.len() <= CONSENT_RIGHTS.most;
        Some(Self {
            id: uuid(&form.id)?,
            from: person(&form.from)?,
            to: actor::read(&form.to)?,
            consented: form.consented,
            valid_to: form.valid_to,
            rights: Some(form.rights)
                .filter(|rights| few && rights.iter().all(ConsentRight::is_small))?,
        })
    }

    /// Whether it is the one that was asked for, given to this organisation.
    pub(in crate::token) fn answers(&self, asked: &AskedConsent, to: &Organisation) -> bool {
        self.id == asked.id && self.from == asked.from && self.to == *to
    }

    /// Its identifier, a UUID.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who gave it: the one person that the token is good for.
    #[must_use]
    pub const fn from(&self) -> &PersonNumber {
        &self.from
    }

    /// To whom.
    #[must_use]
    pub const fn to(&self) -> &Organisation {
        &self.to
    }

    /// When it was given.
    #[must_use]
    pub const fn consented(&self) -> Timestamp {
        self.consented
    }

    /// When it ends.
    #[must_use]
    pub const fn valid_to(&self) -> Timestamp {
        self.valid_to
    }

    /// The names of the resources that it covers, as policies may require them.
    #[must_use]
    pub fn covered(&self) -> Vec<String> {
        let resources = self.rights.iter().flat_map(|right| &right.resource);
        resources.map(|resource| resource.value.clone()).collect()
    }

    /// What it lets its holder do. Which fields come out is decided by the policy of the purpose.
    #[must_use]
    pub fn rights(&self) -> &[ConsentRight] {
        &self.rights
    }
}

impl ConsentRight {
    fn is_small(&self) -> bool {
        let counts = [self.action.len(), self.resource.len(), self.metadata.len()];
        let resources = self.resource.iter().flat_map(|one| [&one.r#type, &one.value]);
        let metadata = self.metadata.iter().flat_map(|(name, value)| [name, value]);
        counts.iter().all(|count| *count <= CONSENT_WORDS.most)
            && self
                .action
                .iter()
                .chain(resources)
                .chain(metadata)
                .all(|word| word.len() <= CONSENT_WORD_BYTES.most)
    }
}

/// Without the person and what may tell of them.
impl std::fmt::Debug for Consent {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Consent").field("to", &self.to).finish_non_exhaustive()
    }
}

impl Serialize for Consent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Written<'w> {
            id: &'w str,
            from: String,
            to: Actor,
            consented: Timestamp,
            valid_to: Timestamp,
            consent_rights: &'w [ConsentRight],
        }
        let consent = Written {
            id: &self.id,
            from: written(&self.from),
            to: Actor::of(&self.to),
            consented: self.consented,
            valid_to: self.valid_to,
            consent_rights: &self.rights,
        };
        consent.serialize(to)
    }
}
