//! Somebody with the right to read the ledger has looked into it.

use super::Asker;
use crate::vocab::Malformed;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// A look into the ledger, written before the first answer to it leaves.
///
/// One stands for all looks alike of one client until a moment, so that reading a whole ledger does
/// not write as much again: it says what was open to the reader, and the reader may have read less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Who looks.
    #[serde(flatten)]
    pub asker: Asker,
    /// How much of the ledger the reader's right opens.
    pub sight: Breadth,
    /// What was looked at.
    #[serde(flatten)]
    pub at: Looked,
    /// Until when further looks of this client at the same stand under this entry.
    pub covers_until: Timestamp,
}

/// How much of the ledger a right opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Breadth {
    /// All entries.
    Whole,
    /// The organisation's own readings, and those of the services that it provides.
    Own,
    /// What others read of the services that the organisation provides.
    OwnServices,
    /// What the organisation read itself.
    OwnReadings,
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "looked_at", rename_all = "kebab-case")]
pub enum Looked {
    /// Bundles of entries.
    Bundles(Stretch),
    /// Entries by their index.
    Entries(Stretch),
    /// Entries that fit.
    Search(Sought),
    /// What waits for an answer or a decision: questions, requests to open an identity. It names nobody.
    Waiting,
    /// A question to the reader's organisation, with the number of who asks.
    Inquiry {
        /// The question's entry.
        inquiry: EntryIndex,
    },
    /// Figures over the entries of some days: how many, never about whom.
    Overview(Days),
    /// A report that is made of policies or entries, and names nobody.
    Report(Reported),
}

/// Which report, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reported {
    /// Which.
    pub report: ReportName,
    /// What this organisation could read.
    #[serde(default, rename = "of_consumer", skip_serializing_if = "Option::is_none")]
    pub consumer: Option<Organisation>,
    /// At which moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<Timestamp>,
    /// Over which days.
    #[serde(flatten)]
    pub days: Option<Days>,
}

/// The reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportName {
    /// The record of processing activities.
    Processing,
    /// The annex to a data protection impact assessment.
    Assessment,
    /// What an organisation could read at a moment, and who changed it.
    History,
    /// The internal control report.
    Control,
    /// The inventory of logs.
    Logging,
    /// The public journal of a month.
    Journal,
}

/// The days from one to another, in Norway, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Days {
    /// The first.
    pub first_day: Day,
    /// The last.
    pub last_day: Day,
}

/// The entries from one index on and below another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stretch {
    /// The first.
    pub from: EntryIndex,
    /// The one after the last.
    pub below: EntryIndex,
}

/// What entries are sought; what is not said fits all. In an entry the names begin with `of_`: who looks for
/// a service's entries has written none of that service, and whoever provides it must not see who looked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sought {
    /// Who asked, as the event names its consumer.
    #[serde(default, rename = "of_consumer", skip_serializing_if = "Option::is_none")]
    pub consumer: Option<Organisation>,
    /// The purpose.
    #[serde(default, rename = "of_purpose", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeId>,
    /// The service.
    #[serde(default, rename = "of_service", skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// From when on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Before when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What seeking needs of an event.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What kind of event it is.
    pub kind: &'a str,
    /// Who asked.
    pub consumer: Option<&'a str>,
    /// The purpose.
    pub purpose: Option<&'a str>,
    /// The service.
    pub service: Option<&'a str>,
    /// Why it was refused.
    pub reason: Option<&'a str>,
}

impl Sought {
    /// Whether an event is one that is sought. Times are for who seeks: they are found by halving.
    #[must_use]
    pub fn takes(&self, said: &Said<'_>) -> bool {
        let is = |own: Option<&str>, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| own == Some(wanted))
        };
        is(said.consumer, self.consumer.as_ref().map(|it| it.as_str()))
            && is(said.purpose, self.purpose.as_ref().map(|it| it.as_str()))
            && is(said.service, self.service.as_ref().map(|it| it.as_str()))
            && self.decision.as_ref().is_none_or(|decision| decision.came_of(said))
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Decision {
    /// Data was disclosed: `disclosed`.
    Disclosed,
    /// Nothing was: `refused`.
    Refused,
    /// It is an alarm about readings: `alarm`.
    Alarm,
    /// Nothing was, for the reason of this short name: `other-person`, `MP-110`, …
    Reason(Box<str>),
}

/// The digits in a row that no name of a reason has, and a person's number and birth date have.
const DIGITS_OF_A_PERSON: usize = 6;

impl Decision {
    /// Reads `disclosed`, `refused`, `alarm`, or a reason's short name.
    ///
    /// # Errors
    /// When it cannot be a name: what is looked for is written down, so it must not be anything.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        match text {
            "disclosed" => return Ok(Self::Disclosed),
            "refused" => return Ok(Self::Refused),
            "alarm" => return Ok(Self::Alarm),
            _ => {}
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let is_name = (1..=64).contains(&text.len()) && text.bytes().all(allowed);
        if is_name && !has_digits_of_a_person(text) {
            Ok(Self::Reason(text.into()))
        } else {
            Err(Malformed::new("decision", "must be disclosed, refused or the name of a reason"))
        }
    }

    /// A disclosure is a reading; a refusal is one at the gateway, of a grant, or at another door.
    fn came_of(&self, said: &Said<'_>) -> bool {
        let is_refusal = matches!(said.kind, "refusal" | "token-refusal");
        match self {
            Self::Disclosed => said.kind == "reading",
            Self::Refused => is_refusal,
            Self::Alarm => said.kind == "alarm",
            Self::Reason(reason) => is_refusal && said.reason == Some(reason),
        }
    }

    /// The text that [`Decision::parse`] reads.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match self {
            Self::Disclosed => "disclosed",
            Self::Refused => "refused",
            Self::Alarm => "alarm",
            Self::Reason(reason) => reason,
        }
    }
}

/// Whether a text has so many digits in a row that they might be a person's.
#[must_use]
pub fn has_digits_of_a_person(text: &str) -> bool {
    let mut runs = text.split(|one: char| !one.is_ascii_digit());
    runs.any(|run| run.len() >= DIGITS_OF_A_PERSON)
}

impl TryFrom<String> for Decision {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<Decision> for String {
    fn from(decision: Decision) -> Self {
        decision.as_str().to_owned()
    }
}

impl std::str::FromStr for Decision {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}
