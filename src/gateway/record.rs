//! Step 6: on disk before anything leaves. A reading that cannot be recorded is not served.

use super::authorize::Authorized;
use super::limits::Reserved;
use super::path::Gateway;
use super::redact::{Disclosed, Shown};
use super::refused::{Known, Refused};
use crate::ledger::entry::{self, Draft, Event, Reading, Whom};
use crate::ledger::{AppendError, Ledger, Unready};
use crate::token::accept::TokenRefused;
use crate::token::sender::ProofRefused;
use crate::vocab::ids::EntryIndex;
use crate::vocab::peer::Peer;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::watch::{Post, Sighting};

/// Proof that all readings of a part of an answer are durable in the ledger; made only by [`record`].
#[derive(Debug)]
pub struct Receipt {
    indexes: Vec<EntryIndex>,
}

impl Receipt {
    /// The entries' places, in the order of the persons in the answer.
    #[must_use]
    pub fn indexes(&self) -> &[EntryIndex] {
        &self.indexes
    }

    /// The first entry's place; none when nobody was told of.
    #[must_use]
    pub fn index(&self) -> Option<EntryIndex> {
        self.indexes.first().copied()
    }
}

impl From<AppendError> for Refused {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Busy => Self::LedgerBusy,
            AppendError::Failed
            | AppendError::TooLong
            | AppendError::Gone
            | AppendError::Closed => Self::LedgerFailed,
            AppendError::Clock(_) => Self::ClockWrong,
        }
    }
}

/// Sees to it that a provider is not asked about a person while nothing can be written down.
///
/// # Errors
/// [`Refused::LedgerFailed`] when the ledger cannot write, [`Refused::ClockWrong`] when it must not.
pub fn can_record(ledger: &Ledger) -> Result<(), Refused> {
    match ledger.ready() {
        Ok(()) | Err(Unready::CannotPublish) => Ok(()),
        Err(Unready::CannotWrite | Unready::Closed) => Err(Refused::LedgerFailed),
        Err(Unready::Clock(_)) => Err(Refused::ClockWrong),
    }
}

/// Writes down a reading for each person whom a part of an answer tells of, and waits until all are
/// durable.
///
/// # Errors
/// When the ledger cannot write; then nothing may leave.
pub async fn record(
    authorized: &Authorized,
    shown: &Shown,
    reserved: &Reserved<'_>,
    gateway: &Gateway,
) -> Result<Receipt, Refused> {
    let ledger = &gateway.ledger;
    let drafts = shown.disclosed().map(|disclosed| draft(authorized, disclosed, reserved));
    let mut drafts: Vec<Draft> = drafts.collect();
    let indexes = match (drafts.pop(), drafts.is_empty()) {
        (None, _) => Vec::new(),
        (Some(only), true) => vec![ledger.append(only).await?],
        (Some(last), false) => {
            drafts.push(last);
            ledger.append_all(drafts).await?
        }
    };
    if let Some(watch) = &gateway.watch {
        tell(watch, authorized, shown, &indexes, gateway.clock.now());
    }
    Ok(Receipt { indexes })
}

/// Tells who watches what was read. It never waits: the request is done with what matters.
fn tell(
    watch: &Post,
    authorized: &Authorized,
    shown: &Shown,
    indexes: &[EntryIndex],
    at: Timestamp,
) {
    let purpose = authorized.purpose();
    for (disclosed, entry) in shown.disclosed().zip(indexes) {
        watch.tell(Sighting {
            entry: *entry,
            at,
            consumer: authorized.asker().consumer.clone(),
            purpose: purpose.id.clone(),
            service: purpose.service.clone(),
            policies: authorized.policies(),
            whom: authorized.whom(disclosed.subject().clone()),
        });
    }
}

fn draft(authorized: &Authorized, disclosed: &Disclosed, reserved: &Reserved<'_>) -> Draft {
    let purpose = authorized.purpose();
    let reading = Reading {
        asker: authorized.asker().clone(),
        service: purpose.service.clone(),
        purpose: purpose.id.clone(),
        scope: purpose.scope.clone(),
        policies: authorized.policies(),
        narrowed: authorized.narrowed(),
        counted: reserved.is_counted(),
        whole: purpose.whole.is_some(),
        fields: disclosed.released(purpose),
        withheld: disclosed.withheld(),
        withheld_unnamed: disclosed.withheld_unnamed(),
    };
    let whom = authorized.whom(disclosed.subject().clone());
    let draft = Draft::about(Event::Reading(reading), whom);
    Draft { expires: authorized.expires(), held: authorized.held().cloned(), ..draft }
}

/// Writes down that records of an answer were left out, because they were about nobody, or about
/// somebody who was not asked about: a provider that sends such does not keep to what it was asked.
///
/// # Errors
/// When the ledger cannot write.
pub async fn record_left_out(authorized: &Authorized, ledger: &Ledger) -> Result<(), Refused> {
    let service = authorized.purpose().service.as_str();
    tracing::warn!(service, "records of others were left out of an answer");
    let event = nothing_told(authorized, "records-left-out");
    ledger.append(Draft::new(event)).await?;
    Ok(())
}

/// Writes down that a provider was asked and its answer told nothing of these persons (or of anybody).
///
/// # Errors
/// When the ledger cannot write.
pub async fn record_nothing(
    authorized: &Authorized,
    whom: &[Option<&PersonNumber>],
    ledger: &Ledger,
) -> Result<(), Refused> {
    let draft = |person: &Option<&PersonNumber>| Draft {
        whom: person.map(|person| authorized.whom(person.clone())),
        expires: person.and_then(|_| authorized.expires()),
        held: person.and(authorized.held()).cloned(),
        ..Draft::new(nothing_told(authorized, "provider-has-nothing"))
    };
    ledger.append_all(whom.iter().map(draft).collect()).await?;
    Ok(())
}

fn nothing_told(authorized: &Authorized, reason: &str) -> Event {
    let purpose = authorized.purpose();
    Event::Refusal(entry::Refusal {
        reason: reason.to_owned(),
        asker: Some(authorized.asker().clone()),
        service: Some(purpose.service.clone()),
        purpose: Some(purpose.id.clone()),
        policies: Some(authorized.policies()),
    })
}

/// Writes a refusal down, with what was proven when it happened, and gives the refusal that the
/// caller is told: the same, or the ledger's failure if it could not be written.
///
/// Refusals without a good token, or for asking too fast, are written down at a limited rate for
/// each address: they cost the caller nothing and the ledger an entry.
pub async fn record_refusal(
    refused: Refused,
    known: &Known,
    peer: &Peer,
    gateway: &Gateway,
) -> Refused {
    if matches!(refused, Refused::LedgerBusy | Refused::LedgerFailed | Refused::ClockWrong) {
        return refused;
    }
    // A step of the protocol (RFC 9449 section 9), not a decision: the caller asks again with it.
    if refused == Refused::Token(TokenRefused::Proof(ProofRefused::Nonce)) {
        return refused;
    }
    let flooding = matches!(refused, Refused::TooFast { .. });
    if (known.asker.is_none() || flooding)
        && let Err(too_fast) = gateway.admission.stranger(peer)
    {
        return if flooding { refused } else { too_fast };
    }
    let event = Event::Refusal(entry::Refusal {
        reason: refused.code().to_owned(),
        asker: known.asker.clone(),
        service: known.service.clone(),
        purpose: known.purpose.clone(),
        policies: known.policies,
    });
    let whom = known.subject.clone().map(|subject| Whom {
        case_reference: known.case_reference.clone(),
        end_user: known.end_user.clone(),
        relation: known.relation.clone(),
        ..Whom::just(subject)
    });
    // What is about nobody has nobody to be kept from.
    let held = known.held.clone().filter(|_| whom.is_some() && known.asker.is_some());
    match gateway.ledger.append(Draft { whom, held, ..Draft::new(event) }).await {
        Ok(_) => refused,
        Err(error) => error.into(),
    }
}

/// Writes down that another of the house's own doors (registry, ledger, inquiries) refused a caller, when
/// it is proven who it is.
///
/// # Errors
/// When the ledger cannot write.
pub async fn record_refusal_of(
    reason: &str,
    known: &Known,
    ledger: &Ledger,
) -> Result<(), Refused> {
    let Some(asker) = known.asker.clone() else { return Ok(()) };
    let (reason, service, purpose, policies) = (reason.to_owned(), None, None, None);
    let refusal = entry::Refusal { reason, asker: Some(asker), service, purpose, policies };
    ledger.append(Draft::new(Event::Refusal(refusal))).await?;
    Ok(())
}
