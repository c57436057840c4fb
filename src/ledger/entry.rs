//! What an entry of the ledger says, and its form on disk.
//!
//! An entry is one JSON object in UTF-8, its members in the order of these structs:
//! `{"v":2,"at":"2026-…Z","event":{"kind":"reading",…},"expires":"2031-11","held":{…},"tag":"…",
//! "sealed":"…"}`. `tag` and `sealed` (base64url) are there when the event is about a person, and are
//! all it says about whom; what comes before `,"sealed":` is bound to the seal, byte for byte. An
//! entry names fields, never their contents.

mod acts;
mod alarm;
mod digest;
mod draft;
mod field_set;
mod policies;

pub use acts::{
    Answer, Consent, IdentityOpened, IdentityRequest, Inquiry, Matter, Notice, NoticeOutcome,
    NoticeSetting, Officer, Relation, RelativeLook, Reservation, Resolution,
};
pub use alarm::Alarm;
pub use digest::Digest;
pub use draft::{Draft, Whom};
pub use field_set::FieldSet;
pub use policies::{Author, PoliciesActivated, PolicyFile, PolicyList};

mod look;

pub use look::{
    Breadth, Days, Decision, Look, Looked, ReportName, Reported, Said, Sought, Stretch,
    has_digits_of_a_person,
};

use super::vault::Handle;
use crate::registry::client::SenderConstraint;
use crate::registry::record::Change;
use crate::vocab::basis::{PurposeId, ServiceId, Statute};
use crate::vocab::field::FieldPath;
use crate::vocab::ids::EntryIndex;
use crate::vocab::issuer::IssuerUrl;
use crate::vocab::method::ClientMethod;
use crate::vocab::month::Month;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::{Scope, Scopes};
use crate::vocab::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// The version of the form described here.
pub const VERSION: u8 = 2;

/// One entry as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The version of the form, [`VERSION`].
    pub v: u8,
    /// When it happened; never earlier than the entry before it.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// Until the end of this month the seal can be opened: then its period's key is destroyed. None:
    /// no end is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Month>,
    /// There when the person is not shown the entry yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// Finds the entry for who holds the person's key; to all others it is 16 random bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Whom it is about, opened with the person's key from the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

/// Why a person is not shown an entry yet (GDPR article 23), said in the open: auditors see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// From this day on, in Norway, the person is to be shown it. Its seal can be opened until the end of
    /// the next month at least, however early it would expire otherwise.
    pub until: Day,
    /// The law that lets it wait.
    #[serde(flatten)]
    pub basis: Statute,
}

impl Held {
    /// For so many days from now, on this law.
    #[must_use]
    pub fn since(now: Timestamp, days: u16, basis: &Statute) -> Self {
        Self { until: now.day_in_norway().plus_days(days), basis: basis.clone() }
    }
}

/// The open part of an [`Entry`] about to be written: the same form, borrowed, so that nothing is
/// copied on the way.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    pub(crate) v: u8,
    /// The text of a [`Timestamp`].
    pub(crate) at: &'a str,
    pub(crate) event: &'a Event,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<Month>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) held: Option<&'a Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tag: Option<&'a str>,
}

/// What recovery and the index need of an [`Entry`], cheaper to read than the whole.
#[derive(Debug, Deserialize)]
pub(crate) struct Outline<'a> {
    pub(crate) v: u8,
    pub(crate) at: Timestamp,
    event: OutlineEvent<'a>,
    #[serde(borrow)]
    pub(crate) tag: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct OutlineEvent<'a> {
    kind: &'a str,
}

impl<'a> Outline<'a> {
    /// Reads what is needed of an entry.
    pub(crate) fn read(entry: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(entry)
    }

    /// Whether the entry changes the registry.
    pub(crate) fn changes_registry(&self) -> bool {
        self.event.kind == "registration"
    }

    /// Whether the entry says that a key was destroyed.
    pub(crate) fn destroys(&self) -> bool {
        matches!(self.event.kind, "erasure" | "expired")
    }

    /// Whether the entry is a digest over all persons' sequences.
    pub(crate) fn is_digest(&self) -> bool {
        self.event.kind == "digest"
    }

    /// Whether the entry activates policies.
    pub(crate) fn activates_policies(&self) -> bool {
        self.event.kind == "policies-activated"
    }
}

/// Whether an entry may say something of what is read from all entries at a start: registry, policies,
/// erasures. Cheap, and never wrong when it says no.
pub(crate) fn may_change_views(entry: &[u8]) -> bool {
    kind(entry).is_none_or(|kind| !SAYS_NOTHING.contains(&kind))
}

/// Whether an entry is an alarm. Cheap, and wrong only for what this program has not written.
#[must_use]
pub fn is_alarm(entry: &[u8]) -> bool {
    kind(entry) == Some("alarm")
}

/// The kind of an entry's event, without reading all of it; none when it stands elsewhere than it is written.
pub(crate) fn kind(entry: &[u8]) -> Option<&str> {
    // Version and time come first, then the event, whose first member is its kind.
    let begins = entry.get(..KIND_WITHIN).unwrap_or(entry);
    let at = begins.windows(KIND.len()).position(|here| here == KIND)?;
    let rest = begins.get(at + KIND.len()..)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(rest.get(..end)?).ok()
}

/// What stands before an event's kind.
const KIND: &[u8] = b"\"event\":{\"kind\":\"";

/// A kind begins within this many bytes.
const KIND_WITHIN: usize = 96;

/// The kinds of the many entries that change nothing.
const SAYS_NOTHING: [&str; 6] =
    ["reading", "refusal", "token", "token-refusal", "policy-file", "alarm"];

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// Data about a person was disclosed.
    Reading(Reading),
    /// A request at the gateway was refused; nothing was disclosed.
    Refusal(Refusal),
    /// An access token was issued for a grant.
    Token(Token),
    /// A grant was refused.
    TokenRefusal(TokenRefusal),
    /// One file of a set of policies, or a part of a long one.
    PolicyFile(PolicyFile),
    /// Some of the files of a set that has too many for the entry of its activation.
    PolicyList(PolicyList),
    /// From here on this set of policies decides.
    PoliciesActivated(PoliciesActivated),
    /// A consumer has read as much for a purpose as its policy warns of.
    LimitWarning(LimitWarning),
    /// A record of the registry is new, changed or deactivated.
    Registration(Box<Change>),
    /// The person may be shown an entry that was held: which one, the seal says.
    Release(Release),
    /// The key of a person was destroyed: nothing that was written about them can be opened or linked.
    Erasure(Box<Erasure>),
    /// A month has ended: entries that expire with it can no longer be opened.
    Expired(Expired),
    /// How far all persons' sequences have come.
    Digest(Digest),
    /// Somebody with the right to read the ledger has looked into it.
    Look(Box<Look>),
    /// The person asked an organisation about a reading, or objected to it.
    Inquiry(Box<Inquiry>),
    /// The organisation answered.
    InquiryAnswer(Box<Answer>),
    /// The person consented to being read about for a purpose that rests on it.
    Consent(Box<Consent>),
    /// The person withdrew that.
    ConsentWithdrawn(Box<Consent>),
    /// The person reserved against a purpose, where the law allows it.
    Reservation(Reservation),
    /// The person ended that.
    ReservationEnded(Reservation),
    /// The person chose of what they are told, and how: the seal says it.
    NoticeSetting(NoticeSetting),
    /// The person was told that there is something new, or could not be.
    Notice(Notice),
    /// Somebody with a right to it looked at the list of another: a parent, a guardian.
    RelativeLook(RelativeLook),
    /// An auditor asks that the identity behind an entry be opened.
    IdentityRequest(Box<IdentityRequest>),
    /// A second person agreed, and it was.
    IdentityOpened(Box<IdentityOpened>),
    /// A second person did not.
    IdentityDeclined(Box<IdentityOpened>),
    /// Something unusual was seen in how persons are read.
    Alarm(Box<Alarm>),
}

impl Event {
    /// Who asked for something about a person, and what for: what a release says of what it releases.
    /// None for what is not asked.
    #[must_use]
    pub fn asked(&self) -> Option<(&Organisation, Option<&PurposeId>)> {
        match self {
            Self::Reading(reading) => Some((&reading.asker.consumer, Some(&reading.purpose))),
            Self::Refusal(refusal) => {
                Some((&refusal.asker.as_ref()?.consumer, refusal.purpose.as_ref()))
            }
            Self::Token(token) => Some((&token.asker.consumer, token.purpose.as_ref())),
            Self::IdentityOpened(opened) => Some((&opened.requested_by.organisation, None)),
            _ => None,
        }
    }
}

/// Who asked, as proven by the token.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Asker {
    /// The organisation legally responsible for the reading.
    pub consumer: Organisation,
    /// The organisation that asked on the consumer's behalf, by delegation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Organisation>,
    /// The client registration that was used.
    pub client: ClientId,
    /// The organisation whose system user the consumer's system was (Altinn's Systembruker).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Organisation>,
    /// The part of the client's organisation that the client asked for (`iss_onbehalfof`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_client: Option<ClientId>,
    /// The foreign issuer that the client is registered with; none: it is registered here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<IssuerUrl>,
}

/// One disclosure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Who asked.
    #[serde(flatten)]
    pub asker: Asker,
    /// The service that answered.
    pub service: ServiceId,
    /// The purpose that was stated.
    pub purpose: PurposeId,
    /// The scope that the purpose was used under.
    pub scope: Scope,
    /// The entry that activated the policies which decided.
    pub policies: EntryIndex,
    /// Whether the consumer asked for fewer fields than the purpose permits; the others are withheld.
    #[serde(default, skip_serializing_if = "is_false")]
    pub narrowed: bool,
    /// Whether a limit on how much may be read counted it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub counted: bool,
    /// Whether a whole document was disclosed whose fields cannot be told apart.
    #[serde(default, skip_serializing_if = "is_false")]
    pub whole: bool,
    /// The permitted fields that were disclosed, as the policy names them.
    pub fields: Vec<FieldPath>,
    /// The service's fields that the provider sent and that were withheld: their places in the
    /// service's file, in the policies that `policies` names. There are many in each reading, so
    /// they are not spelt out.
    pub withheld: FieldSet,
    /// How many further parts were withheld that the service's description does not name.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub withheld_unnamed: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
const fn is_false(told: &bool) -> bool {
    !*told
}

/// A soft limit that was passed; it is told once for the time that the limit counts over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitWarning {
    /// Who reads so much.
    pub consumer: Organisation,
    /// For which purpose.
    pub purpose: PurposeId,
    /// What is counted, in the word of the policy language.
    pub limit: String,
    /// How many may pass without a warning.
    pub soft: u64,
    /// The entry that activated the policies.
    pub policies: EntryIndex,
}

/// The end of a delay. Auditors hold releases against the held entries whose day has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Who had asked.
    pub consumer: Organisation,
    /// For which purpose, when that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeId>,
    /// What the held entry says of its delay.
    #[serde(flatten)]
    pub held: Held,
}

/// One refused request at the gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The refusal's stable short name, the last part of the problem document's `type`.
    pub reason: String,
    /// Who asked, when the token proved it.
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub asker: Option<Asker>,
    /// The service that was asked for, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The purpose that was stated, when it is a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeId>,
    /// The entry that activated the policies which the request was held against, once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policies: Option<EntryIndex>,
}

/// One issued access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Whom it was issued to.
    #[serde(flatten)]
    pub asker: Asker,
    /// The scopes it carries.
    pub scope: Scopes,
    /// How the client proved itself. Entries that do not say it are of a time when it was always a
    /// registered key.
    #[serde(default)]
    pub method: ClientMethod,
    /// The one purpose that it is good for, when it is bound to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeId>,
    /// SHA-256 (base64url) over the client and the grant's `jti` (or the whole grant without one):
    /// the memory that refuses a replay.
    pub grant: String,
    /// Until when that grant could be replayed, had it not been remembered.
    pub grant_expires: Timestamp,
    /// How it is bound to who asked for it: by a key (`dpop`), by a certificate (`mutual-tls`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bound: Vec<SenderConstraint>,
}

/// One refused grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRefusal {
    /// What the error is called, the last part of its `error_uri`: `MP-110`, `iat-ahead`, …
    pub reason: String,
    /// The client, when the grant named a registered one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
}

/// The end of a month that entries expire with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    /// The month; those before it are over too.
    pub month: Month,
}

/// The destruction of one person's key. It says nothing of whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// What the vault called the key.
    pub handle: Handle,
    /// The auditor who requested it.
    pub requested_by: String,
    /// The auditor who confirmed it.
    pub confirmed_by: String,
    /// The law or the reason.
    pub basis: String,
    /// What both signed, with their signatures (a C2SP signed note). Its hash of the person's number is
    /// under a salt that is not kept.
    pub note: String,
}
