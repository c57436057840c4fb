//! Whose the policies are: they govern every provider's data, so only the house itself keeps them.

use super::refused::Refused;
use super::rights::{Act, Right};
use crate::registry::Registry;
use crate::vocab::scope::Scope;

/// Proof that a right is the house's own: of the organisation that owns the scope which opens it.
/// Made only by [`of_the_house`].
#[derive(Debug)]
pub struct OfTheHouse<A>(Right<A>);

impl<A> OfTheHouse<A> {
    /// The right.
    #[must_use]
    pub const fn right(&self) -> &Right<A> {
        &self.0
    }
}

/// The right as the house's own.
///
/// # Errors
/// [`Refused::NotTheHouse`] when the scopes that open it are another's, so that access given by
/// mistake opens nothing.
pub fn of_the_house<A: Act>(
    right: Right<A>,
    registry: &Registry,
) -> Result<OfTheHouse<A>, Refused> {
    let owns = |scope: &&str| {
        let held = Scope::parse(scope).ok().and_then(|scope| registry.held_scope(&scope));
        held.is_some_and(|held| held.active && held.record.owner == *right.organisation())
    };
    if A::SCOPES.iter().any(owns) { Ok(OfTheHouse(right)) } else { Err(Refused::NotTheHouse) }
}
