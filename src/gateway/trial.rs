//! Trying policies without a provider: an ask and a document in, what would come out of it. The same
//! decision, the same plans and the same redaction as the path of a reading.

use super::active::Compiled;
use super::narrow::named_fields;
use super::refused::Refused;
use crate::policy::{self, Case, Expected, Purpose, Route, Service};
use crate::redact::{Account, Piece, Pseudonyms, Redactor, Setting, Told, Writer};
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Day;
use difference::difference;

mod difference;
mod fates;

pub use fates::{Fate, Reason, fates};

/// The key of pseudonyms in trials: nobody is behind them.
const TRIAL_KEY: [u8; 32] = [0; 32];

/// What would come out.
#[derive(Debug)]
pub struct Given {
    /// The redacted document.
    pub body: Vec<u8>,
    /// For each record what came out and what did not: permits and fields by their places.
    pub records: Vec<Account>,
}

impl Given {
    /// The account of all records together.
    #[must_use]
    pub fn account(&self) -> Account {
        let mut all = Account::default();
        self.records.iter().for_each(|one| join(&mut all, one.clone()));
        all
    }
}

/// What is asked of a document, once the policies have said yes.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Who asks: the same value has another pseudonym for another consumer.
    pub consumer: &'a Organisation,
    /// The day that ages are counted at.
    pub today: Day,
    /// The way in which the service is asked.
    pub route: &'a Route,
    /// Who is asked about; nobody when only the answer tells.
    pub subjects: &'a [PersonNumber],
    /// What the caller narrows to.
    pub fields: Option<&'a [FieldPath]>,
}

impl Asking<'_> {
    /// Whether an answer may tell of the person whom a record is about.
    fn concerns(&self, told: &Told) -> bool {
        if self.route.shape().record_subject.is_none() {
            return true;
        }
        let Told::Number(number) = told else { return false };
        PersonNumber::parse(number)
            .is_ok_and(|person| self.subjects.is_empty() || self.subjects.contains(&person))
    }
}

/// Redacts a document for a purpose, without asking whether this consumer may use it.
///
/// # Errors
/// When the document cannot be read, or a field is asked for that the purpose never permits.
pub fn redacted(
    policies: &Compiled,
    purpose: &Purpose,
    service: &Service,
    asking: Asking<'_>,
    document: &[u8],
) -> Result<Given, Refused> {
    let Asking { consumer, today, route, fields, .. } = asking;
    let plan = policies
        .plan(&purpose.id, route.shape())
        .ok_or_else(|| policy::Refused::PurposeUnknown { nearest: None, open: Vec::new() })?;
    let chosen = fields.map(|fields| named_fields(fields, purpose, service));
    let mask = chosen.transpose()?.map(|permits| plan.narrow(permits));
    let pseudonyms = Pseudonyms::derive(&Key32::new(TRIAL_KEY), consumer, &purpose.id).ok();
    let setting = Setting { today, mask: mask.as_ref(), pseudonyms: pseudonyms.as_ref() };
    let mut redactor = Redactor::new(plan, setting);
    redactor.feed(document)?;
    redactor.finish()?;
    let mut writer = Writer::new(plan.format());
    let mut records = Vec::new();
    for piece in redactor.take() {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) if !asking.concerns(&record.subject) => {}
            Piece::Record(record) => {
                writer.record(record.body);
                records.push(record.account);
            }
        }
    }
    Ok(Given { body: writer.take(), records })
}

/// The accounts of several records as one.
fn join(all: &mut Account, one: Account) {
    fn both<T: Ord>(all: &mut Vec<T>, one: Vec<T>) {
        all.extend(one);
        all.sort_unstable();
        all.dedup();
    }
    both(&mut all.released, one.released);
    both(&mut all.withheld, one.withheld);
    both(&mut all.unfit, one.unfit);
    both(&mut all.facts, one.facts);
    all.withheld_unnamed = all.withheld_unnamed.saturating_add(one.withheld_unnamed);
}

/// A case that was tried.
#[derive(Debug)]
pub struct Tried<'c> {
    /// The case.
    pub case: &'c Case,
    /// What was otherwise than it says; nothing, when it holds.
    pub faults: Vec<Fault>,
}

/// How a case does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Something was to come out.
    #[error("refused with `{code}`: {said}")]
    Refused {
        /// The refusal's code.
        code: &'static str,
        /// The refusal.
        said: String,
    },
    /// It was to be refused.
    #[error("not refused, and `{expected}` was expected")]
    NotRefused {
        /// The expected code.
        expected: String,
    },
    /// It was refused for another reason.
    #[error("refused with `{code}`, and `{expected}` was expected: {said}")]
    RefusedOtherwise {
        /// The expected code.
        expected: String,
        /// The refusal's code.
        code: &'static str,
        /// The refusal.
        said: String,
    },
    /// Something else came out.
    #[error("something else came out (- expected, + came out)\n{difference}")]
    Differs {
        /// Both, line by line.
        difference: String,
    },
    /// Something came out that must not.
    #[error("`{text}` came out, and must not")]
    Present {
        /// The text.
        text: String,
    },
    /// Nothing of a field was withheld.
    #[error("nothing of the field `{field}` was withheld")]
    NotWithheld {
        /// The field.
        field: FieldPath,
    },
}

/// Decides a case's ask and redacts its document.
fn give(policies: &Compiled, case: &Case) -> Result<Given, Refused> {
    let permit = policy::decide(policies.set(), &case.ask())?;
    let asking = Asking {
        consumer: &case.consumer,
        today: case.today,
        route: &case.route,
        subjects: &case.subjects,
        fields: case.fields.as_deref(),
    };
    redacted(policies, permit.purpose(), permit.service(), asking, &case.document)
}

/// Tries a case.
#[must_use]
pub fn try_case<'c>(policies: &Compiled, case: &'c Case) -> Tried<'c> {
    let given = give(policies, case);
    let faults = match (&case.expected, given) {
        (Expected::Refused(expected), given) => refused_as(expected, given).err(),
        (Expected::Given { .. }, Err(refused)) => {
            Some(Fault::Refused { code: refused.code(), said: refused.to_string() })
        }
        (Expected::Given { out, absent, withheld }, Ok(given)) => {
            let faults = compared(case, out.as_deref(), absent, withheld, &given);
            return Tried { case, faults };
        }
    };
    Tried { case, faults: faults.into_iter().collect() }
}

fn refused_as(expected: &str, given: Result<Given, Refused>) -> Result<(), Fault> {
    let expected = expected.to_owned();
    match given {
        Ok(_) => Err(Fault::NotRefused { expected }),
        Err(refused) if refused.code() == expected => Ok(()),
        Err(refused) => Err(Fault::RefusedOtherwise {
            expected,
            code: refused.code(),
            said: refused.to_string(),
        }),
    }
}

fn compared(
    case: &Case,
    out: Option<&str>,
    absent: &[String],
    withheld: &[usize],
    given: &Given,
) -> Vec<Fault> {
    let body = String::from_utf8_lossy(&given.body);
    let differs = out.and_then(|out| difference(case.service.format, out, &body));
    let present = absent.iter().filter(|text| body.contains(text.as_str()));
    let account = given.account();
    let counted = |place: &&usize| !account.withheld.contains(place);
    let not_withheld = withheld.iter().filter(counted).filter_map(|place| {
        let field = case.service.fields.get(*place)?.path.clone();
        Some(Fault::NotWithheld { field })
    });
    differs
        .map(|difference| Fault::Differs { difference })
        .into_iter()
        .chain(present.map(|text| Fault::Present { text: text.clone() }))
        .chain(not_withheld)
        .collect()
}
