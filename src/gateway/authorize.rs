//! Step 3: which fields may come out, for which purpose, on which law.

use super::active::Active;
use super::admit::Admitted;
use super::ask::{self, Ask, Subjects};
use super::refused::{Known, Refused};
use super::{bound, narrow};
use crate::acts::Acts;
use crate::ledger::Ledger;
use crate::ledger::entry::{Asker, Held, Whom};
use crate::policy::{self, Form, Purpose, Route, Service, SubjectPlace, Value, encoded};
use crate::redact::{Format, Mask, Plan, Pseudonyms, Redactor, Setting};
use crate::registry::Registry;
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scopes;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::{Day, Timestamp};
use bytes::Bytes;
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use std::sync::Arc;

/// Proof that the policies permit this ask of this caller; made only by [`authorize`].
pub struct Authorized {
    admitted: Admitted,
    ask: Ask,
    purpose: Arc<Purpose>,
    plan: Arc<Plan>,
    mask: Option<Mask>,
    target: String,
    /// The only person whom the token is good for.
    only: Option<PersonNumber>,
    pseudonyms: Option<Pseudonyms>,
    policies: EntryIndex,
    held: Option<Held>,
    many: bool,
    told_by_record: bool,
    expires: Option<Month>,
    acts: Arc<Acts>,
}

impl Authorized {
    /// Who asks.
    #[must_use]
    pub const fn asker(&self) -> &Asker {
        self.admitted.asker()
    }

    /// The purpose that permits it.
    #[must_use]
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// The service that is asked.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.ask.service
    }

    /// Redacts the service's answer by the purpose's rules, and by what the caller asks for.
    #[must_use]
    pub fn redactor(&self, today: Day) -> Redactor<'_> {
        let (mask, pseudonyms) = (self.mask.as_ref(), self.pseudonyms.as_ref());
        Redactor::new(&self.plan, Setting { today, mask, pseudonyms })
    }

    /// How the answer is written.
    #[must_use]
    pub fn format(&self) -> Format {
        self.plan.format()
    }

    /// The entry that activated the policies that permit it.
    #[must_use]
    pub const fn policies(&self) -> EntryIndex {
        self.policies
    }

    /// Why the persons are not shown it yet, when the purpose delays that.
    #[must_use]
    pub const fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// Whether the answer may be about several persons.
    #[must_use]
    pub const fn many(&self) -> bool {
        self.many
    }

    /// Until the end of which month the ledger's entries can be opened, when the purpose says so.
    #[must_use]
    pub const fn expires(&self) -> Option<Month> {
        self.expires
    }

    /// Whether the answer itself tells whom it is about.
    #[must_use]
    pub const fn told_by_record(&self) -> bool {
        self.told_by_record
    }

    /// Whether the caller asks for fewer fields than the purpose permits.
    #[must_use]
    pub const fn narrowed(&self) -> bool {
        self.mask.is_some()
    }

    /// The method for the provider.
    #[must_use]
    pub fn method(&self) -> Method {
        if self.ask.body.is_some() { Method::POST } else { Method::GET }
    }

    /// The path and query for the provider.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The header field that names the person, where that is the provider's way.
    #[must_use]
    pub fn subject_header(&self) -> Option<(HeaderName, HeaderValue)> {
        let SubjectPlace::Header(name) = self.ask.route().ok()?.subject() else { return None };
        let mut value = HeaderValue::from_str(self.subject()?.expose()).ok()?;
        value.set_sensitive(true);
        Some((HeaderName::try_from(name.as_str()).ok()?, value))
    }

    /// The body for the provider, and its media type.
    #[must_use]
    pub fn body(&self) -> Option<(Bytes, &'static str)> {
        let media_type = ask::media_type(self.ask.service.format);
        self.ask.body.clone().map(|body| (body, media_type))
    }

    /// Whether an answer may tell of this person: who was asked about, nobody but the one person whom the
    /// token is good for, and nobody who has reserved against the purpose.
    #[must_use]
    pub fn concerns(&self, person: &PersonNumber) -> bool {
        let asked = match &self.ask.subjects {
            Subjects::Answer => true,
            named => named.named().contains(person),
        };
        asked
            && self.only.as_ref().is_none_or(|only| only == person)
            && !is_reserved(&self.purpose, person, &self.acts)
    }

    /// The persons who are asked about; none when only the answer tells.
    #[must_use]
    pub fn named(&self) -> &[PersonNumber] {
        self.ask.subjects.named()
    }

    /// The consumer's case.
    #[must_use]
    pub fn case_reference(&self) -> Option<&str> {
        self.ask.case_reference.as_deref()
    }

    /// The one person asked about, when it is one.
    #[must_use]
    pub const fn subject(&self) -> Option<&PersonNumber> {
        self.ask.subject()
    }

    /// What is sealed in the entry of a reading about this person.
    #[must_use]
    pub fn whom(&self, subject: PersonNumber) -> Whom {
        Whom {
            case_reference: self.ask.case_reference.clone(),
            end_user: self.ask.end_user.clone(),
            relation: self.ask.relation.clone(),
            ..Whom::just(subject)
        }
    }
}

/// Whether the person may reserve against this purpose, and has.
fn is_reserved(purpose: &Purpose, person: &PersonNumber, acts: &Acts) -> bool {
    purpose.reservation.is_some() && acts.reserved(person, &purpose.id).is_some()
}

/// What an ask is judged by.
pub struct Judging<'j> {
    /// The policies in force.
    pub active: &'j Active,
    /// Who is registered.
    pub registry: &'j Registry,
    /// Keeps the secret of pseudonyms.
    pub ledger: &'j Ledger,
    /// Knows consents and reservations.
    pub acts: &'j Arc<Acts>,
    /// The time.
    pub now: Timestamp,
}

/// Lets the policies decide.
///
/// # Errors
/// When the token is for another person or purpose, or the policies say no.
pub fn authorize(
    admitted: Admitted,
    mut ask: Ask,
    judging: &Judging<'_>,
    known: &mut Known,
) -> Result<Authorized, Refused> {
    let Judging { active, registry, ledger, acts, now } = *judging;
    let caller = admitted.caller();
    let mut bound = bound::keep(caller, &mut ask, now, known)?;
    bound.rest_on_own_consent(caller.consumer(), &ask, acts);
    let policy_ask = policy::Ask {
        consumer: caller.consumer(),
        membership: registry,
        supplier: caller.supplier(),
        scopes: caller.scopes(),
        service: &ask.service.id,
        stated: ask.stated.as_deref(),
        case_reference: ask.case_reference.as_deref(),
        relation: ask.relation.as_deref(),
        has_end_user: ask.end_user.is_some(),
        token_person: caller.pid().is_some(),
        consent: bound.consent.as_deref(),
        subjects: ask.subjects.named().len(),
        today: now.day_in_norway(),
        clock: now.wall_clock_in_norway(),
    };
    let delay = |purpose: Option<&PurposeId>| held(active, purpose, caller.scopes(), now);
    let permit = policy::decide(active.set(), &policy_ask).inspect_err(|refused| {
        known.purpose = refused.purpose().cloned();
        known.held = delay(refused.purpose());
    })?;
    let purpose = permit.purpose().clone();
    known.purpose = Some(purpose.id.clone());
    known.held = delay(Some(&purpose.id));
    if let Some(person) = ask.subject()
        && is_reserved(&purpose, person, acts)
    {
        return Err(Refused::Reserved { purpose: purpose.id.clone() });
    }
    let route = ask.route()?;
    // A purpose without a plan permits nothing: it is of another set than the one in force.
    let plan = active
        .plan(&purpose.id, route.shape())
        .cloned()
        .ok_or_else(|| policy::Refused::PurposeUnknown { nearest: None, open: Vec::new() })?;
    let chosen = narrow::chosen(&ask, bound.fields, &purpose)?;
    let target = target(&ask, route, narrow::query(&ask, route, &purpose, chosen.as_deref()));
    let mask = chosen.map(|permits| plan.narrow(permits));
    let pseudonyms = pseudonyms(&purpose, caller.consumer(), ledger)?;
    let (only, policies, many) = (bound.only, active.entry(), route.many());
    let told_by_record = route.shape().record_subject.is_some();
    let expires = purpose.log_retention.as_ref().map(|kept| kept.ends(now));
    Ok(Authorized {
        admitted,
        purpose,
        plan,
        mask,
        target,
        only,
        pseudonyms,
        policies,
        held: known.held.clone(),
        many,
        told_by_record,
        expires,
        acts: acts.clone(),
        ask,
    })
}

/// The path and query for the provider, with the person where the route has a place for them.
fn target(ask: &Ask, route: &Route, mut query: Vec<Value>) -> String {
    if let (SubjectPlace::Query(name), Subjects::One(person)) = (route.subject(), &ask.subjects) {
        query.push(Value { name: name.clone(), text: person.expose().to_owned() });
    }
    let mut target = route.path_for(match &ask.subjects {
        Subjects::One(person) => Some(person),
        Subjects::Many(_) | Subjects::Answer => None,
    });
    if let Some(query) = encoded(&query) {
        target.push('?');
        target.push_str(&query);
    }
    target
}

/// Why the person is not shown yet what is asked for this purpose, or, while it is not known, for one
/// that these scopes are for.
pub(super) fn held(
    active: &Active,
    purpose: Option<&PurposeId>,
    scopes: &Scopes,
    now: Timestamp,
) -> Option<Held> {
    let delay = active.set().delay(purpose, scopes)?;
    Some(Held::since(now, delay.days, &delay.basis))
}

/// The pseudonyms of a consumer and purpose, if the purpose gives any.
fn pseudonyms(
    purpose: &Purpose,
    consumer: &Organisation,
    ledger: &Ledger,
) -> Result<Option<Pseudonyms>, Refused> {
    if !purpose.permits.iter().any(|permit| permit.form == Form::Pseudonym) {
        return Ok(None);
    }
    // No input makes the derivation fail; if it ever does, nothing is disclosed.
    Pseudonyms::derive(ledger.pseudonyms(), consumer, &purpose.id)
        .map(Some)
        .map_err(|_| Refused::LedgerFailed)
}
