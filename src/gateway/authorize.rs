//! Step 3: which fields may come out, for which purpose, on which law.

use super::active::Active;
use super::admit::Admitted;
use super::ask::Ask;
use super::bound;
use super::refused::{Known, Refused};
use crate::ledger::entry::{Asker, Whom};
use crate::policy::{self, Purpose, Service};
use crate::redact::{Mask, Plan, Redactor, Setting};
use crate::token::details::Details;
use crate::vocab::time::{Day, Timestamp};
use std::sync::Arc;

/// Proof that the policies permit this ask of this caller; made only by [`authorize`].
pub struct Authorized {
    admitted: Admitted,
    ask: Ask,
    purpose: Arc<Purpose>,
    plan: Arc<Plan>,
    mask: Option<Mask>,
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

    /// Redacts the service's document by the purpose's rules, and by what the token asks for.
    #[must_use]
    pub fn redactor(&self, today: Day) -> Redactor<'_> {
        let setting = Setting { today, mask: self.mask.as_ref(), pseudonyms: None };
        Redactor::new(&self.plan, setting)
    }

    /// Whether the token asks for fewer fields than the purpose permits.
    #[must_use]
    pub const fn narrowed(&self) -> bool {
        self.mask.is_some()
    }

    /// The path and query for the provider.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.ask.target
    }

    /// Whom it is about, for the seal.
    #[must_use]
    pub fn whom(&self) -> Whom {
        Whom {
            subject: self.ask.subject.clone(),
            case_reference: self.ask.case_reference.clone(),
            end_user: self.ask.end_user.clone(),
        }
    }
}

/// Lets the policies decide.
///
/// # Errors
/// When the token is for another person or purpose, or the policies say no.
pub fn authorize(
    admitted: Admitted,
    mut ask: Ask,
    active: &Active,
    now: Timestamp,
    known: &mut Known,
) -> Result<Authorized, Refused> {
    let caller = admitted.caller();
    let details = bound::keep(caller, &mut ask, now, known)?;
    let policy_ask = policy::Ask {
        consumer: caller.consumer(),
        supplier: caller.supplier(),
        scopes: caller.scopes(),
        service: &ask.service.id,
        stated: ask.stated.as_deref(),
        membership: &policy::NoGroups,
        case_reference: ask.case_reference.as_deref(),
        relation: None,
        token_person: false,
        consent: None,
        subjects: 1,
        clock: now.wall_clock_in_norway(),
        has_end_user: ask.end_user.is_some(),
        today: now.day_in_norway(),
    };
    let permit = policy::decide(active.set(), &policy_ask)
        .inspect_err(|refused| known.purpose = refused.purpose().cloned())?;
    let purpose = permit.purpose().clone();
    known.purpose = Some(purpose.id.clone());
    // A purpose without a plan permits nothing: it is of another set than the one in force.
    let plan = active
        .plan(&purpose.id)
        .cloned()
        .ok_or_else(|| policy::Refused::PurposeUnknown { nearest: None, open: Vec::new() })?;
    let bound = details.and_then(Details::purpose);
    let mask = bound::narrow(bound, &purpose, &ask.service, &plan)?;
    Ok(Authorized { admitted, ask, purpose, plan, mask })
}
