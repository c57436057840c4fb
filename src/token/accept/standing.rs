//! Whether what a token was issued for still holds: a token lives for minutes, and a deactivated
//! client or a withdrawn access must not count for as long.
//!
//! The answer is kept with the token and asked for again when the registry has changed, so that it
//! costs next to nothing each time.

use super::{Caller, TokenRefused};
use crate::registry::{Registrations, Registry};
use crate::token::details::Details;
use crate::vocab::time::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};

/// The moment at which a token was last found to stand: the registry's generation, and the hour,
/// because delegations end with a day. Zero before the first time.
#[derive(Debug, Default)]
pub(super) struct Standing(AtomicU64);

/// The bits of the hour; 24 of them last until the year 3883.
const HOUR_BITS: u32 = 24;

impl Caller {
    /// Holds the token against the registry as it is now.
    ///
    /// # Errors
    /// What was withdrawn: [`TokenRefused::ClientWithdrawn`], [`TokenRefused::AccessWithdrawn`],
    /// [`TokenRefused::DelegationWithdrawn`] or [`TokenRefused::SystemUserWithdrawn`]. One scope less
    /// refuses the whole token, as the token door refuses the grant that asks for it.
    pub fn stands(
        &self,
        registrations: &Registrations,
        now: Timestamp,
    ) -> Result<(), TokenRefused> {
        // What a foreign issuer's token rests on is registered there, not here.
        if !self.is_ours() {
            return Ok(());
        }
        // Before the registry: a change in between makes the answer be asked for again.
        let generation = registrations.generation().saturating_add(1);
        let moment = (generation << HOUR_BITS) | (now.seconds() / 3600);
        if self.standing.0.load(Ordering::Relaxed) == moment {
            return Ok(());
        }
        self.check(&registrations.current(), now)?;
        self.standing.0.store(moment, Ordering::Relaxed);
        Ok(())
    }

    fn check(&self, registry: &Registry, now: Timestamp) -> Result<(), TokenRefused> {
        let owner = self.supplier.as_ref().unwrap_or(&self.consumer);
        let client =
            registry.client(&self.client_id).filter(|client| client.organisation == *owner);
        let client = client.ok_or(TokenRefused::ClientWithdrawn)?;
        let today = now.day_in_norway();
        for scope in self.scopes.iter() {
            let open = registry.scope_open_to(scope, &self.consumer).is_some();
            if !open || !client.scopes.contains(scope) {
                return Err(TokenRefused::AccessWithdrawn);
            }
            if let Some(supplier) = &self.supplier
                && registry.delegation(&self.consumer, supplier, scope, today).is_none()
            {
                return Err(TokenRefused::DelegationWithdrawn);
            }
        }
        self.check_system_user(registry)
    }

    fn check_system_user(&self, registry: &Registry) -> Result<(), TokenRefused> {
        let details = self.details().ok().flatten();
        let Some(bound) = details.and_then(Details::system_user) else { return Ok(()) };
        let holds = bound.ids().iter().all(|id| {
            registry.active_system_user(id).is_some_and(|user| {
                user.vendor == self.consumer && user.customer == *bound.customer()
            })
        });
        if holds { Ok(()) } else { Err(TokenRefused::SystemUserWithdrawn) }
    }
}
