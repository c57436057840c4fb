//! What a token becomes bound to: the details that a grant asks for, held against the policies in force
//! and the consent source.

use super::consents::Consents;
use super::details::{self, BoundPurpose, Details, DetailsFault};
use super::grant::Grant;
use super::refused::GrantRefused;
use crate::ledger::entry::Held;
use crate::vocab::basis::PurposeId;
use crate::vocab::scope::{Scope, Scopes};
use crate::vocab::time::Timestamp;

/// What the token service asks of the policies in force: the scope that a purpose needs; none when
/// there is no such purpose.
pub type ScopeOf = Box<dyn Fn(&PurposeId) -> Option<Scope> + Send + Sync>;

/// The other thing: why a person is not shown yet that a token was issued for this purpose, or, when the
/// token is bound to none, for these scopes.
pub type HeldFor =
    Box<dyn Fn(Option<&PurposeId>, &Scopes, Timestamp) -> Option<Held> + Send + Sync>;

/// Whom details are asked of.
#[derive(Default)]
pub(super) struct Resolver {
    pub(super) held_for: Option<HeldFor>,
    pub(super) scope_of: Option<ScopeOf>,
    pub(super) consents: Option<Consents>,
}

impl Resolver {
    /// The types that are served (RFC 9396 section 10).
    pub(super) fn types(&self) -> Vec<&'static str> {
        let consent = self.consents.is_some().then_some(details::CONSENT);
        [details::PURPOSE, details::SYSTEM_USER].into_iter().chain(consent).collect()
    }

    /// Why the grant's person is not shown yet that a token was issued.
    pub(super) fn held(&self, grant: &Grant, now: Timestamp) -> Option<Held> {
        let purpose = grant.details.purpose.as_ref().map(BoundPurpose::purpose);
        self.held_for.as_ref().and_then(|held| held(purpose, &grant.scopes, now))
    }

    /// What can be said without asking anyone.
    pub(super) fn check(&self, grant: &Grant) -> Result<(), DetailsFault> {
        if let Some(asked) = &grant.details.consent {
            if self.consents.is_none() {
                return Err(DetailsFault::Type);
            }
            if grant.pid.as_ref().is_some_and(|pid| *pid != asked.from) {
                return Err(DetailsFault::Value("from is another person than pid"));
            }
        }
        self.check_purpose(grant)
    }

    fn check_purpose(&self, grant: &Grant) -> Result<(), DetailsFault> {
        let Some((scope_of, bound)) = self.scope_of.as_ref().zip(grant.details.purpose.as_ref())
        else {
            return Ok(());
        };
        let unknown = DetailsFault::Value("purpose is not the name of a purpose");
        if grant.scopes.contains(&scope_of(bound.purpose()).ok_or(unknown)?) {
            Ok(())
        } else {
            Err(DetailsFault::Value("purpose needs a scope that is not asked for"))
        }
    }

    /// What the token is bound to; none when the grant asks for nothing.
    pub(super) async fn resolve(
        &self,
        grant: &Grant,
        now: Timestamp,
    ) -> Result<Option<Details>, GrantRefused> {
        let consent = match (&grant.details.consent, &self.consents) {
            // Boxed: seldom needed, and every token's future would be as large.
            (Some(asked), Some(source)) => {
                Some(Box::pin(source.find(asked, &grant.consumer, now)).await?)
            }
            (Some(_), None) => return Err(DetailsFault::Type.into()),
            (None, _) => None,
        };
        let purpose = grant.details.purpose.clone();
        let details = Details { purpose, system_user: grant.system_user.clone(), consent };
        if details.is_too_long() {
            tracing::warn!("the consent source's answer is longer than a token can carry");
            return Err(GrantRefused::ConsentSource);
        }
        Ok(Some(details).filter(|details| !details.is_empty()))
    }
}
