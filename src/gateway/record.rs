//! Step 6: on disk before anything leaves. A reading that cannot be recorded is not served.

use super::active::Active;
use super::authorize::Authorized;
use super::limits::Reserved;
use super::path::Gateway;
use super::redact::Shown;
use super::refused::{Known, Refused};
use crate::ledger::entry::{self, Draft, Event, Reading, Whom};
use crate::ledger::{AppendError, Ledger, Unready};
use crate::token::accept::TokenRefused;
use crate::token::sender::ProofRefused;
use crate::vocab::ids::EntryIndex;
use crate::vocab::peer::Peer;

/// Proof that a reading is durable in the ledger; made only by [`record`].
#[derive(Debug)]
pub struct Receipt {
    index: EntryIndex,
}

impl Receipt {
    /// The entry's place.
    #[must_use]
    pub const fn index(&self) -> EntryIndex {
        self.index
    }
}

impl From<AppendError> for Refused {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Busy => Self::LedgerBusy,
            AppendError::Failed | AppendError::TooLong | AppendError::Closed => Self::LedgerFailed,
        }
    }
}

/// Sees to it that a provider is not asked about a person while nothing can be written down.
///
/// # Errors
/// [`Refused::LedgerFailed`] when the ledger cannot write.
pub fn can_record(ledger: &Ledger) -> Result<(), Refused> {
    match ledger.ready() {
        Ok(()) | Err(Unready::CannotPublish) => Ok(()),
        Err(Unready::CannotWrite | Unready::Closed) => Err(Refused::LedgerFailed),
    }
}

/// Writes the reading down and waits until it is durable.
///
/// # Errors
/// When the ledger cannot write; then nothing may leave.
pub async fn record(
    authorized: &Authorized,
    shown: &Shown,
    reserved: Reserved<'_>,
    ledger: &Ledger,
    active: &Active,
) -> Result<Receipt, Refused> {
    let purpose = authorized.purpose();
    let reading = Reading {
        asker: authorized.asker().clone(),
        service: purpose.service.clone(),
        purpose: purpose.id.clone(),
        scope: purpose.scope.clone(),
        policies: active.entry(),
        narrowed: authorized.narrowed(),
        counted: reserved.is_counted(),
        fields: shown.released(purpose),
        withheld: shown.withheld(),
        withheld_unnamed: shown.withheld_unnamed(),
    };
    let draft = Draft { event: Event::Reading(reading), whom: Some(authorized.whom()) };
    let index = ledger.append(draft).await?;
    reserved.commit().await;
    Ok(Receipt { index })
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
    if matches!(refused, Refused::LedgerBusy | Refused::LedgerFailed) {
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
        subject,
        case_reference: known.case_reference.clone(),
        end_user: known.end_user.clone(),
    });
    match gateway.ledger.append(Draft { event, whom }).await {
        Ok(_) => refused,
        Err(error) => error.into(),
    }
}
