//! Who may do what. A right is a proof: only a token can make one, and each act asks for its own.
//!
//! A right is always the right of the token's consumer, over what is its own: no scope here opens
//! what belongs to another organisation.

use super::refused::Refused;
use crate::registry::record::By;
use crate::token::accept::Caller;
use crate::vocab::party::{ClientId, Organisation};
use std::marker::PhantomData;

/// A kind of act, and the scopes of which one must be in the token.
pub trait Act: Send + Sync + 'static {
    /// The scopes that open it.
    const SCOPES: &'static [&'static str];
    /// Whether it leaves something behind.
    const CHANGES: bool;
}

/// Declares acts: `Name reads [scopes]` and `Name changes [scopes]`.
macro_rules! acts {
    ($($(#[$said:meta])* $name:ident $kind:ident [$($scope:expr),+ $(,)?];)+) => {$(
        $(#[$said])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}

        impl Act for $name {
            const SCOPES: &'static [&'static str] = &[$($scope),+];
            const CHANGES: bool = acts!(@ $kind);
        }
    )+};
    (@ reads) => { false };
    (@ changes) => { true };
}

/// Reads clients and delegations.
pub const DCR_READ: &str = "idporten:dcr.read";
/// Changes clients that exist.
pub const DCR_MODIFY: &str = "idporten:dcr.modify";
/// Registers, changes and deactivates clients, and delegates.
pub const DCR_WRITE: &str = "idporten:dcr.write";
/// A supplier's right over its own clients. It has nothing of its own to delegate, so it does not
/// open [`Delegate`].
pub const DCR_SUPPLIER: &str = "idporten:dcr.supplier";
/// Keeps the sub-clients on whose behalf a client asks.
pub const ONBEHALFOF_WRITE: &str = "idporten:dcr/onbehalfof:write";
/// A provider's right over its scopes and their access lists.
pub const SCOPES_WRITE: &str = "idporten:scopes.write";
/// Keeps organisations, groups and prefixes: whoever operates the registry.
pub const REGISTRY_WRITE: &str = "sluse:registry.write";
/// Reads the policies in force, and those that were.
pub const POLICIES_READ: &str = "sluse:policies.read";
/// Has the policies read again and put into force.
pub const POLICIES_WRITE: &str = "sluse:policies.write";

acts! {
    /// Reading one's own clients, delegations and system users.
    ReadClients reads [DCR_READ, DCR_MODIFY, DCR_WRITE, DCR_SUPPLIER];
    /// Registering, deactivating and reactivating one's own clients.
    RegisterClients changes [DCR_WRITE, DCR_SUPPLIER];
    /// Changing one's own clients and their keys.
    ChangeClients changes [DCR_MODIFY, DCR_WRITE, DCR_SUPPLIER];
    /// Reading the sub-clients on whose behalf one's clients ask.
    ReadSubClients reads [ONBEHALFOF_WRITE, DCR_READ, DCR_MODIFY, DCR_WRITE, DCR_SUPPLIER];
    /// Changing the parts on whose behalf one's clients ask.
    KeepSubClients changes [ONBEHALFOF_WRITE, DCR_WRITE];
    /// Delegating, letting a vendor's system act, asking for access: speaking as the consumer.
    Delegate changes [DCR_WRITE];
    /// Reading who has access to one's own scopes.
    ReadAccess reads [SCOPES_WRITE];
    /// Keeping one's own scopes and their access lists.
    KeepScopes changes [SCOPES_WRITE];
    /// Keeping organisations, groups and prefixes.
    KeepRegistry changes [REGISTRY_WRITE];
    /// Reading the policies in force, and those that were.
    ReadPolicies reads [POLICIES_READ, POLICIES_WRITE];
    /// Putting policies into force.
    ActivatePolicies changes [POLICIES_WRITE];
    /// Reading what every administrator may know.
    ReadRegistry reads [
        DCR_READ, DCR_MODIFY, DCR_WRITE, DCR_SUPPLIER, ONBEHALFOF_WRITE, SCOPES_WRITE,
        REGISTRY_WRITE,
    ];
}

/// Proof that one organisation may act so. Made only by [`Administrator::may`].
#[derive(Debug)]
pub struct Right<A> {
    organisation: Organisation,
    client: ClientId,
    act: PhantomData<fn() -> A>,
}

impl<A> Right<A> {
    /// Whose right it is.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// The client that acts.
    #[must_use]
    pub const fn client(&self) -> &ClientId {
        &self.client
    }

    /// Who acts, as the ledger names it.
    #[must_use]
    pub fn by(&self) -> By {
        By::Client { organisation: self.organisation.clone(), client: self.client.clone() }
    }
}

/// An accepted token that is good for administration.
#[derive(Debug)]
pub struct Administrator<'t> {
    caller: &'t Caller,
}

impl<'t> Administrator<'t> {
    /// Looks at whom the token is for. A token that is bound to a person or a purpose was made for a
    /// reading, and whoever got hold of it must not gain more than that.
    ///
    /// # Errors
    /// [`Refused::Foreign`] for a token that this service did not issue, and [`Refused::Bound`] for one
    /// with narrower bounds than an organisation.
    pub fn new(caller: &'t Caller) -> Result<Self, Refused> {
        if !caller.is_ours() {
            return Err(Refused::Foreign);
        }
        let bound = caller.pid().is_some() || !matches!(caller.details(), Ok(None));
        if bound { Err(Refused::Bound) } else { Ok(Self { caller }) }
    }

    /// The organisation that the token speaks for.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        self.caller.consumer()
    }

    /// The right to act so, when the token has one of its scopes.
    ///
    /// A supplier to whom the scope was delegated reads and changes nothing: keys and delegations
    /// that it left behind would speak for the consumer after the delegation is withdrawn.
    ///
    /// # Errors
    /// [`Refused::RightMissing`], or [`Refused::Delegated`] for a change by a supplier.
    pub fn may<A: Act>(&self) -> Result<Right<A>, Refused> {
        let has =
            |wanted: &&str| self.caller.scopes().iter().any(|scope| scope.as_str() == *wanted);
        if !A::SCOPES.iter().any(has) {
            return Err(Refused::RightMissing(A::SCOPES));
        }
        if A::CHANGES && self.caller.supplier().is_some() {
            return Err(Refused::Delegated);
        }
        let (organisation, client) = (self.caller.consumer(), self.caller.client_id());
        Ok(Right { organisation: organisation.clone(), client: client.clone(), act: PhantomData })
    }
}
