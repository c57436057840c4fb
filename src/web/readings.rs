//! What a person is shown of each entry about them: a view model made by one pure function.
//!
//! Pages and JSON render this and nothing else. An entry names policies by identifiers; the words
//! come from the set of policies as it was when the entry was made.

use super::phrases::{CausePhrase, reason_in_words};
use super::veil::{Kind, Naming, Places};
use crate::ledger::entry::{Asker, Entry, Event, IdentityOpened, Reading, Refusal, Whom};
use crate::policy::{Form, PolicySet, Purpose, Service};
use crate::vocab::basis::{LegalBasis, PurposeId, ServiceId, Statute};
use crate::vocab::field::FieldPath;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use crate::vocab::relation::Relation;
use crate::vocab::time::{Day, Timestamp};
use crate::vocab::translated::{Language, Said};

/// Knows what organisations are called.
pub trait Names: Send + Sync + 'static {
    /// The name of this organisation, if it is known.
    fn name(&self, organisation: &Organisation) -> Option<String>;

    /// What its name tells of a place. Of what is not known it may tell one.
    fn kind(&self, _organisation: &Organisation) -> Kind {
        Kind::Other
    }
}

/// One entry about the person, from the ledger.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place in the ledger.
    pub index: EntryIndex,
    /// The person's own count, from 0: the cursor of the list. It tells nothing of others.
    pub count: u64,
    /// What it says.
    pub entry: Entry,
    /// What it says under seal.
    pub whom: Whom,
    /// Names the entry towards others, such as readers of feeds, and tells them nothing: it is made with
    /// the entry's own key.
    pub mark: [u8; 16],
    /// When it was released, if it had been held.
    pub released: Option<Timestamp>,
}

/// One entry as the person is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its place in the ledger.
    pub index: EntryIndex,
    /// The person's own count, by which its proof is asked for.
    pub count: u64,
    /// See [`Record::mark`].
    pub mark: [u8; 16],
    /// When it happened.
    pub at: Timestamp,
    /// Whether it is under a published checkpoint.
    pub published: bool,
    /// Who asked; none when that was never proven.
    pub asked: Option<Asked>,
    /// Where the data came from, or would have.
    pub source: Option<Source>,
    /// What for.
    pub purpose: Option<Named>,
    /// What the purpose is, at more length, where the policy says so.
    pub purpose_description: Option<Said>,
    /// The consumer's case.
    pub case_reference: Option<String>,
    /// Whether the organisation named a person who asked. Which person is between the organisation
    /// and the one asked about (CJEU C-579/21): the name is not in the view.
    pub by_case_worker: bool,
    /// What came of it.
    pub outcome: Outcome,
    /// Why the person was shown it later, if so.
    pub delayed: Option<Delayed>,
}

/// Why somebody was shown something later than it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delayed {
    /// The day until which it was held.
    pub until: Day,
    /// The law that lets it wait.
    pub basis: Statute,
    /// When it was released.
    pub released: Timestamp,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Data was disclosed.
    Disclosed(Disclosed),
    /// It was no request: somebody looked at this list by right.
    Looked(Relation),
    /// It was no request: auditors were told whom an entry is about.
    Opened(Box<Opened>),
    /// Nothing was disclosed.
    Refused {
        /// The reason's stable short name.
        code: String,
        /// The reason in words.
        reason: CausePhrase,
    },
}

/// An identity that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The auditors' organisation.
    pub by: Party,
    /// The entry of which it was told that it is about the person.
    pub entry: Option<EntryIndex>,
    /// Why; none where its words could tell a place that the list hides.
    pub reason: Option<String>,
    /// The law.
    pub basis: String,
}

/// What was disclosed and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// The law; none when the policies of that time are not known.
    pub basis: Option<LegalBasis>,
    /// The fields that came out.
    pub fields: Vec<Field>,
    /// The fields that were held back; none are named when the policies of that time are not known.
    pub withheld: Vec<Field>,
    /// How many further parts were held back.
    pub withheld_unnamed: u32,
}

/// Who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The organisation that answers for it.
    pub consumer: Party,
    /// The one that asked on its behalf.
    pub supplier: Option<Party>,
    /// The one whose system user the consumer's system was.
    pub customer: Option<Party>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its number; none when that would tell a place that the list hides.
    pub number: Option<Organisation>,
    /// Its name, if it is known; without a number, what kind it is.
    pub name: Option<String>,
}

/// Where data comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The service.
    pub service: Named,
    /// The organisation that holds the data; none when the policies of that time are not known.
    pub provider: Option<Party>,
}

/// Something with an identifier and, when the policies of that time are known, words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The identifier as it stands in the entry.
    pub id: String,
    /// The words, in the language of the page where the policy has it.
    pub title: Option<Said>,
}

/// One field of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The field as it stands in the entry.
    pub path: FieldPath,
    /// What it is called, in the language of the page where the policy has it.
    pub name: Option<Said>,
    /// In which form it came out.
    pub form: Option<Form>,
    /// Why the purpose needs it, in bokmål: that is the policy's own text.
    pub need: Option<String>,
}

impl Shown {
    /// The day under which it stands: when it happened, or when the person could first see it.
    #[must_use]
    pub fn day(&self) -> Day {
        let at = self.delayed.as_ref().map_or(self.at, |delayed| delayed.released);
        at.day_in_norway()
    }
}

/// Makes the view of one entry; none for events that are not about a request for a person's data.
///
/// `policies` is the set that was in force, if it is known; `published` is the number of entries
/// under the newest published checkpoint.
#[must_use]
pub fn shown(
    record: &Record,
    policies: Option<&PolicySet>,
    naming: Naming<'_>,
    published: u64,
    language: Language,
) -> Option<Shown> {
    let view = View { policies, naming, language };
    let (asker, service, purpose, outcome) = match &record.entry.event {
        Event::Reading(reading) => (
            Some(&reading.asker),
            Some(&reading.service),
            Some(&reading.purpose),
            Outcome::Disclosed(view.disclosed(reading)),
        ),
        Event::Refusal(Refusal { reason: code, asker, service, purpose, .. }) => {
            let outcome = Outcome::Refused { code: code.clone(), reason: reason_in_words(code) };
            (asker.as_ref(), service.as_ref(), purpose.as_ref(), outcome)
        }
        Event::RelativeLook(look) => (None, None, None, Outcome::Looked(look.relation)),
        Event::IdentityOpened(opened) => {
            (None, None, None, Outcome::Opened(Box::new(view.opened(opened, record))))
        }
        Event::Token(_)
        | Event::TokenRefusal(_)
        | Event::PolicyFile(_)
        | Event::PolicyList(_)
        | Event::PoliciesActivated(_)
        | Event::LimitWarning(_)
        | Event::Registration(_)
        | Event::Release(_)
        | Event::Erasure(_)
        | Event::Expired(_)
        | Event::Digest(_)
        | Event::Look(_)
        | Event::Inquiry(_)
        | Event::InquiryAnswer(_)
        | Event::Consent(_)
        | Event::ConsentWithdrawn(_)
        | Event::Reservation(_)
        | Event::ReservationEnded(_)
        | Event::NoticeSetting(_)
        | Event::Notice(_)
        | Event::IdentityRequest(_)
        | Event::IdentityDeclined(_)
        | Event::Alarm(_) => return None,
    };
    Some(Shown {
        index: record.index,
        count: record.count,
        mark: record.mark,
        at: record.entry.at,
        published: record.index.0 < published,
        asked: asker.map(|asker| view.asked(asker)),
        source: service.map(|service| view.source(service)),
        purpose: purpose.map(|purpose| view.purpose(purpose)),
        purpose_description: purpose.and_then(|purpose| view.description(purpose)),
        // An organisation can often be told by how it numbers its cases.
        case_reference: match naming.places {
            Places::Told => record.whom.case_reference.clone(),
            Places::Hidden => None,
        },
        by_case_worker: record.whom.end_user.is_some(),
        outcome,
        delayed: record.released.zip(record.entry.held.clone()).map(|(released, held)| Delayed {
            until: held.until,
            basis: held.basis,
            released,
        }),
    })
}

/// What the words are taken from.
#[derive(Clone, Copy)]
struct View<'v> {
    policies: Option<&'v PolicySet>,
    naming: Naming<'v>,
    language: Language,
}

impl View<'_> {
    fn party(self, number: &Organisation) -> Party {
        self.naming.party(number, self.language)
    }

    fn asked(self, asker: &Asker) -> Asked {
        // Whom an organisation has asked for it tells which one it is.
        let supplier = asker.supplier.as_ref().filter(|_| self.naming.places == Places::Told);
        let supplier = supplier.map(|supplier| self.party(supplier));
        let customer = asker.customer.as_ref().map(|customer| self.party(customer));
        Asked { consumer: self.party(&asker.consumer), supplier, customer }
    }

    fn opened(self, opened: &IdentityOpened, record: &Record) -> Opened {
        let reason = (self.naming.places == Places::Told).then(|| opened.reason.clone());
        Opened {
            by: self.party(&opened.requested_by.organisation),
            entry: record.whom.regards,
            reason,
            basis: opened.basis.clone(),
        }
    }

    fn source(self, id: &ServiceId) -> Source {
        let service = self.policies.and_then(|set| set.service(id));
        let title = service.map(|service| service.title.said(self.language));
        let provider = service.map(|service| self.party(&service.provider));
        Source { service: Named { id: id.to_string(), title }, provider }
    }

    fn purpose(self, id: &PurposeId) -> Named {
        let purpose = self.policies.and_then(|set| set.purpose(id));
        Named {
            id: id.to_string(),
            title: purpose.map(|purpose| purpose.title.said(self.language)),
        }
    }

    fn description(self, id: &PurposeId) -> Option<Said> {
        let purpose = self.policies.and_then(|set| set.purpose(id))?;
        purpose.description.as_ref().map(|description| description.said(self.language))
    }

    fn disclosed(self, reading: &Reading) -> Disclosed {
        let purpose = self.policies.and_then(|set| set.purpose(&reading.purpose));
        let service = self.policies.and_then(|set| set.service(&reading.service));
        let purpose = purpose.map(AsRef::as_ref);
        let service = service.map(AsRef::as_ref);
        let given = |path| self.field(path, service, purpose);
        let held =
            |place: usize| Some(self.field(&service?.fields.get(place)?.path, service, None));
        Disclosed {
            basis: purpose.map(|purpose| purpose.basis.clone()),
            fields: reading.fields.iter().map(given).collect(),
            withheld: reading.withheld.places().filter_map(held).collect(),
            withheld_unnamed: reading.withheld_unnamed,
        }
    }

    fn field(self, path: &FieldPath, service: Option<&Service>, of: Option<&Purpose>) -> Field {
        let permit = of.and_then(|of| of.permits.iter().find(|permit| permit.path == *path));
        Field {
            path: path.clone(),
            name: service.and_then(|service| name_of(path, service, self.language)),
            form: permit.map(|permit| permit.form.clone()),
            need: permit.map(|permit| permit.need.clone()),
        }
    }
}

/// The name of the field that the path is or stands inside, or of all fields inside it.
pub(super) fn name_of(path: &FieldPath, service: &Service, page: Language) -> Option<Said> {
    if let Some(field) = service.field(path) {
        return Some(field.name.said(page));
    }
    let inside = || service.fields.iter().filter(|field| path.covers(&field.path));
    // A row of names is in one language: that of the page, or one that all of them are in.
    let all = inside().all(|field| field.name.given_in(page) == page);
    let language = if all { page } else { Language::default() };
    let names: Vec<&str> = inside().map(|field| field.name.in_language(language)).collect();
    (!names.is_empty()).then(|| Said { text: names.join(", "), language })
}
