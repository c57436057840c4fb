//! Who may read how much of the ledger. A reader is a proof: a token makes one, or whoever has proven an
//! auditor's role otherwise.

use super::refused::Refused;
use super::role::Role;
use crate::ledger::entry::{Asker, Breadth};
use crate::registry::Registry;
use crate::registry::scope::{AccessState, Grantee};
use crate::token::accept::Caller;
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;

/// Opens an organisation's own part of the ledger.
pub const OWN: &str = "sluse:ledger.read";

/// Opens the whole ledger, to the organisation that runs the house and to whom its access list names.
pub const WHOLE: &str = "sluse:ledger.audit";

/// An organisation that may read the ledger, or a part of it.
#[derive(Debug, Clone)]
pub struct Reader {
    asker: Asker,
    role: Role,
}

impl Reader {
    /// Looks at whom the token is for and what it opens.
    ///
    /// # Errors
    /// When it opens nothing here: a foreign issuer's, one that is bound to a person or a purpose, a
    /// supplier's, or one without a scope that opens the ledger. The scope of the whole opens it only
    /// to who owns the scope or is named in its access list: that it was opened to a group, or to all,
    /// may be a mistake.
    pub fn new(caller: &Caller, registry: &Registry) -> Result<Self, Refused> {
        caller.for_itself()?;
        let has = |wanted: &str| caller.scopes().iter().any(|scope| scope.as_str() == wanted);
        let role = match (has(WHOLE), has(OWN)) {
            (true, _) if is_named(registry, caller.consumer()) => Role::Authority,
            (true, false) => return Err(Refused::NotNamed),
            (_, true) => Role::Officer(caller.consumer().clone()),
            (false, false) => return Err(Refused::RightMissing(&[OWN, WHOLE])),
        };
        let asker = Asker {
            consumer: caller.consumer().clone(),
            supplier: None,
            client: caller.client_id().clone(),
            customer: None,
            sub_client: caller.sub_client().cloned(),
            issuer: None,
        };
        Ok(Self { asker, role })
    }

    /// An auditor whose role was proven by a login or a certificate. `asker` is how the ledger will name
    /// who looked; its consumer is the organisation that answers for the look.
    #[must_use]
    pub const fn of_role(asker: Asker, role: Role) -> Self {
        Self { asker, role }
    }

    /// The same, when it may read all.
    ///
    /// # Errors
    /// [`Refused::RightMissing`] when it may read its own part alone.
    pub const fn of_the_whole(&self) -> Result<(), Refused> {
        match self.role {
            Role::Authority => Ok(()),
            Role::Officer(_) | Role::ProviderOfficer(_) | Role::ConsumerOfficer(_) => {
                Err(Refused::RightMissing(&[WHOLE]))
            }
        }
    }

    /// Who reads, as the ledger names it.
    #[must_use]
    pub const fn asker(&self) -> &Asker {
        &self.asker
    }

    /// The organisation that answers for the reading.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.asker.consumer
    }

    /// How much it may read.
    #[must_use]
    pub const fn breadth(&self) -> Breadth {
        self.role.breadth()
    }

    /// What it is, and so which part of the ledger it sees.
    #[must_use]
    pub const fn role(&self) -> &Role {
        &self.role
    }
}

/// Whether the whole ledger was opened to just this organisation, or is its own to open.
fn is_named(registry: &Registry, organisation: &Organisation) -> bool {
    let Ok(scope) = Scope::parse(WHOLE) else { return false };
    let owns = registry.scope(&scope).is_some_and(|scope| scope.owner == *organisation);
    let named = || {
        let grantee = Grantee::Organisation(organisation.clone());
        let held = registry.held_access(&scope, &grantee);
        held.is_some_and(|held| held.active && held.record.state == AccessState::Approved)
    };
    owns || named()
}
