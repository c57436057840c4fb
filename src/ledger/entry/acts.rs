//! What persons do about what is read of them, what organisations answer, and what is opened to others.
//!
//! What a person wrote, and which reading it is about, stands under seal ([`super::Whom`]): in the open
//! nothing ties the acts of one person together but an act and what ends it.

use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::{ClientId, Organisation};
pub use crate::vocab::relation::Relation;
use crate::vocab::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// A person asks an organisation about a reading, or objects to it. The words and the reading are under
/// seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// The organisation that answers for the reading.
    pub to: Organisation,
    /// What is wanted.
    pub matter: Matter,
    /// The purpose of the reading, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeId>,
    /// The last day for an answer, in Norway (GDPR article 12(3)).
    pub due: Day,
}

/// What a person wants of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// To know more (GDPR article 15).
    Question,
    /// That it ends (GDPR article 21).
    Objection,
}

/// The answer to an [`Inquiry`]; the words are under seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The inquiry's entry.
    pub inquiry: EntryIndex,
    /// Who answers.
    pub consumer: Organisation,
    /// The client that was used.
    pub client: ClientId,
    /// What came of it.
    pub resolution: Resolution,
}

/// What came of an inquiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The question is answered.
    Answered,
    /// The objection is followed.
    Followed,
    /// The objection is not followed; the words say why.
    NotFollowed,
}

/// A person agrees to be read about for a purpose that rests on consent (GDPR article 7), or withdraws it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// To whom it is given.
    pub consumer: Organisation,
    /// What for.
    pub purpose: PurposeId,
    /// The last day that it holds, in Norway.
    pub until: Day,
    /// What it covers, in the words of the policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// The entry of the policies that it was given under.
    pub policies: EntryIndex,
    /// In a withdrawal: the entry of what is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<EntryIndex>,
}

/// A person reserves against a purpose whose law gives the right to, or ends that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// The purpose.
    pub purpose: PurposeId,
    /// In an end: the entry of what is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<EntryIndex>,
}

/// A person's choice of when to be told. What they chose is under seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSetting {
    /// The entry of the choice before, which this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<EntryIndex>,
}

/// What became of a notice to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// By which channel, in the word of the configuration.
    pub channel: String,
    /// Whether it came.
    pub outcome: NoticeOutcome,
}

/// Whether a notice came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeOutcome {
    /// The channel says that it was delivered.
    Delivered,
    /// It was given up.
    Failed,
}

/// A look at the list of another, by right: about the person whose list it is, who is shown it. Who
/// looked is under seal (`end_user`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelativeLook {
    /// By which right.
    pub relation: Relation,
    /// Until when further looks stand under this entry.
    pub covers_until: Timestamp,
}

/// An auditor asks that the identity behind an entry be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityRequest {
    /// The entry.
    pub entry: EntryIndex,
    /// Who asks, and for which organisation.
    pub by: Officer,
    /// Why.
    pub reason: String,
    /// The law.
    pub basis: String,
}

/// What a second person decided on an [`IdentityRequest`]. When it was opened, the entry is about the
/// person, who is shown it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityOpened {
    /// The request's entry.
    pub request: EntryIndex,
    /// Who asked.
    pub requested_by: Officer,
    /// Who decided.
    pub decided_by: Officer,
    /// Why it was asked.
    pub reason: String,
    /// The law.
    pub basis: String,
}

/// An auditor, as the login names them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Officer {
    /// The organisation that they act for.
    pub organisation: Organisation,
    /// Who it is, as the provider of the login names them: never a person's number.
    pub name: String,
}
