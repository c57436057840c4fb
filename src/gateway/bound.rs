//! What the token is bound to, beyond its scopes (RFC 9396): a purpose, a case, some fields, a
//! person's consent. A part of step 3: the policies decide about an ask that keeps to its token.

use super::ask::Ask;
use super::refused::{Known, Refused};
use crate::acts::Acts;
use crate::token::accept::{Caller, DetailsUnknown};
use crate::token::details::{BoundPurpose, Consent, Details};
use crate::vocab::basis::PurposeId;
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;

impl From<DetailsUnknown> for Refused {
    fn from(_: DetailsUnknown) -> Self {
        Self::DetailsUnknown
    }
}

/// What a token is bound to, of what matters further on.
pub(super) struct Bound<'c> {
    /// The only person whom it is good for.
    pub(super) only: Option<PersonNumber>,
    /// What the consent covers that it rests on.
    pub(super) consent: Option<Vec<String>>,
    /// The only fields that it asks for.
    pub(super) fields: Option<&'c [FieldPath]>,
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
) -> Result<Bound<'c>, Refused> {
    let details = caller.details()?;
    let consent = details.and_then(Details::consent);
    let persons = [caller.pid(), consent.map(Consent::from)];
    let mut only = persons.into_iter().flatten();
    // A consent is its giver's own, whoever is logged in.
    if let [Some(pid), Some(giver)] = persons
        && pid != giver
    {
        return Err(Refused::OtherPerson);
    }
    let others = |only: &PersonNumber| ask.subjects.named().iter().any(|named| named != only);
    if only.clone().any(others) {
        return Err(Refused::OtherPerson);
    }
    if let Some(consent) = consent {
        keep_consent(consent, caller, now)?;
    }
    if let Some(bound) = details.and_then(Details::purpose) {
        keep_purpose(bound, ask, known)?;
    }
    Ok(Bound {
        only: only.next().cloned(),
        consent: consent.map(Consent::covered),
        fields: details.and_then(Details::purpose).and_then(BoundPurpose::fields),
    })
}

impl Bound<'_> {
    /// Where the token rests on no consent: on one that the person gave here, to this consumer for the
    /// stated purpose. The request is then good for that person alone.
    pub(super) fn rest_on_own_consent(&mut self, consumer: &Organisation, ask: &Ask, acts: &Acts) {
        let (None, Some(person)) = (&self.consent, ask.subject()) else { return };
        let stated = ask.stated.as_deref().and_then(|stated| PurposeId::parse(stated).ok());
        let given = stated.and_then(|purpose| acts.consented(person, consumer, &purpose));
        if let Some((_, given)) = given {
            self.consent = Some(given.covers);
            self.only.get_or_insert_with(|| person.clone());
        }
    }
}

/// A consent is one person's to one organisation, until it ends. Its issuer checked that when the token
/// was made; a token of another issuer is held against it all the same.
fn keep_consent(consent: &Consent, caller: &Caller, now: Timestamp) -> Result<(), Refused> {
    if consent.to() != caller.consumer() {
        return Err(Refused::ConsentOfOther);
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
