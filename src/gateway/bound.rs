//! What the token is bound to, beyond its scopes (RFC 9396): a purpose, a case, some fields, a
//! person's consent. A part of step 3: the policies decide about an ask that keeps to its token.

use super::ask::Ask;
use super::refused::{Known, Refused};
use crate::policy::{Purpose, Service};
use crate::redact::{Mask, Plan};
use crate::token::accept::{Caller, DetailsUnknown};
use crate::token::details::{BoundPurpose, Consent, Details};
use crate::vocab::field::FieldPath;
use crate::vocab::time::Timestamp;

impl From<DetailsUnknown> for Refused {
    fn from(_: DetailsUnknown) -> Self {
        Self::DetailsUnknown
    }
}

/// Holds an ask against what its token is bound to. Purpose and case are taken from the token when the
/// request does not state them.
///
/// # Errors
/// When the token is for something else, or bound to what is not known here.
pub(super) fn keep<'c>(
    caller: &'c Caller,
    ask: &mut Ask,
    now: Timestamp,
    known: &mut Known,
) -> Result<Option<&'c Details>, Refused> {
    let details = caller.details()?;
    if caller.pid().is_some_and(|person| *person != ask.subject) {
        return Err(Refused::OtherPerson);
    }
    if let Some(consent) = details.and_then(Details::consent) {
        keep_consent(consent, caller, ask, now)?;
    }
    if let Some(bound) = details.and_then(Details::purpose) {
        keep_purpose(bound, ask, known)?;
    }
    Ok(details)
}

/// A consent is one person's to one organisation, until it ends. Its issuer checked that when the token
/// was made; a token of another issuer is held against it all the same.
fn keep_consent(
    consent: &Consent,
    caller: &Caller,
    ask: &Ask,
    now: Timestamp,
) -> Result<(), Refused> {
    if consent.to() != caller.consumer() {
        return Err(Refused::ConsentOfOther);
    }
    if *consent.from() != ask.subject {
        return Err(Refused::OtherPerson);
    }
    if consent.valid_to() <= now {
        return Err(Refused::ConsentEnded { valid_to: consent.valid_to() });
    }
    Ok(())
}

fn keep_purpose(bound: &BoundPurpose, ask: &mut Ask, known: &mut Known) -> Result<(), Refused> {
    let purpose = bound.purpose();
    if ask.stated.get_or_insert_with(|| purpose.to_string()) != purpose.as_str() {
        return Err(Refused::OtherPurpose { bound: purpose.clone() });
    }
    if let Some(case) = bound.case_reference() {
        if ask.case_reference.get_or_insert_with(|| case.to_owned()) != case {
            return Err(Refused::OtherCase);
        }
        known.case_reference.clone_from(&ask.case_reference);
    }
    Ok(())
}

/// The mask of the fields that the token asks for; none when it asks for all.
///
/// # Errors
/// [`Refused::FieldNotPermitted`] when the purpose permits nothing of a field: the caller asks for
/// what it can never have.
pub(super) fn narrow(
    bound: Option<&BoundPurpose>,
    purpose: &Purpose,
    service: &Service,
    plan: &Plan,
) -> Result<Option<Mask>, Refused> {
    let fields = bound.and_then(BoundPurpose::fields);
    fields.map(|fields| chosen(fields, purpose, service, plan)).transpose()
}

/// The mask of these fields.
///
/// # Errors
/// As [`narrow`].
pub(super) fn chosen(
    fields: &[FieldPath],
    purpose: &Purpose,
    service: &Service,
    plan: &Plan,
) -> Result<Mask, Refused> {
    let mut asked = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let before = asked.len();
        let permits = purpose.permits.iter().enumerate();
        asked.extend(permits.filter(|(_, one)| field.covers(&one.path)).map(|(index, _)| index));
        if asked.len() == before {
            let field = named(field, at, service);
            return Err(Refused::FieldNotPermitted { purpose: purpose.id.clone(), field });
        }
    }
    Ok(plan.narrow(asked))
}

/// The field by its path if that is the service's word, else by its place: what a caller wrote is not
/// repeated.
fn named(field: &FieldPath, at: usize, service: &Service) -> String {
    if service.fields.iter().any(|one| field.covers(&one.path)) {
        format!("the field `{field}`")
    } else {
        format!("a field that the service does not have (number {} of its fields)", at + 1)
    }
}
