//! Trying policies without a provider: an ask and a document in, what would come out of it. The same
//! decision, the same plans and the same redaction as the path of a reading.

use super::active::Compiled;
use super::bound;
use super::refused::Refused;
use crate::policy::{self, Case, Expected, Permit};
use crate::redact::Redactor;
use crate::vocab::field::FieldPath;
use difference::difference;

mod difference;

/// What would come out.
#[derive(Debug)]
pub struct Given {
    /// The purpose and the service.
    pub permit: Permit,
    /// The redacted document.
    pub body: Vec<u8>,
    /// The purpose's permits, by their places, of which something came out.
    pub released: Vec<usize>,
    /// The service's fields, by their places, of which something was withheld.
    pub withheld: Vec<usize>,
    /// How many parts were withheld that the service's description does not name.
    pub withheld_unnamed: u32,
    /// The facts that held.
    pub facts: Vec<String>,
}

/// Decides an ask and redacts a document for it.
///
/// # Errors
/// Why nothing would come out.
pub fn give(
    policies: &Compiled,
    ask: &policy::Ask<'_>,
    fields: Option<&[FieldPath]>,
    document: &[u8],
) -> Result<Given, Refused> {
    let permit = policy::decide(policies.set(), ask)?;
    let purpose = permit.purpose();
    let plan = policies
        .plan(&purpose.id)
        .ok_or_else(|| policy::Refused::PurposeUnknown { nearest: None, open: Vec::new() })?;
    let mask = fields.map(|fields| bound::chosen(fields, purpose, permit.service(), plan));
    let mask = mask.transpose()?;
    let mut redactor = match &mask {
        Some(mask) => Redactor::narrowed(plan, mask, ask.today),
        None => Redactor::new(plan, ask.today),
    };
    redactor.feed(document)?;
    let redacted = redactor.finish()?;
    Ok(Given {
        body: redacted.body,
        released: redacted.released,
        withheld: redacted.withheld,
        withheld_unnamed: redacted.withheld_unnamed,
        facts: redacted.facts,
        permit,
    })
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

/// Tries a case.
#[must_use]
pub fn try_case<'c>(policies: &Compiled, case: &'c Case) -> Tried<'c> {
    let given = give(policies, &case.ask(), case.fields.as_deref(), &case.document);
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
    let counted = |place: &&usize| !given.withheld.contains(place);
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
