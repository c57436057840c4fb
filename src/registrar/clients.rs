//! Clients: an organisation keeps its own. Another's client is as one that does not exist.

use super::refused::Refused;
use super::rights::{ChangeClients, RegisterClients, Right};
use super::{Wanted, sight};
use crate::registry::Registry;
use crate::registry::client::{Client, SenderConstraint};
use crate::registry::record::{Held, Record};
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use std::sync::Arc;

/// What is wanted of a client; its keys and the parts it asks for are kept elsewhere.
#[derive(Debug, Clone)]
pub struct ClientWish {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The scopes it may ask for.
    pub scopes: Vec<Scope>,
    /// How long its tokens live at the most, in seconds.
    pub access_token_lifetime: Option<u32>,
    /// How its tokens must be bound to it.
    pub sender: Option<SenderConstraint>,
}

/// The organisation's client, active or not.
///
/// # Errors
/// [`Refused::Unknown`], also when it is another organisation's.
pub fn find<'r, A>(
    right: &Right<A>,
    registry: &'r Registry,
    id: &ClientId,
) -> Result<&'r Arc<Held<Client>>, Refused> {
    let own = |held: &&Arc<Held<Client>>| held.record.organisation == *right.organisation();
    registry.held_client(id).filter(own).ok_or(Refused::Unknown)
}

/// The organisation's client, if it is active.
///
/// # Errors
/// [`Refused::Unknown`] and [`Refused::Deactivated`].
pub(super) fn find_active<A>(
    right: &Right<A>,
    registry: &Registry,
    id: &ClientId,
) -> Result<Client, Refused> {
    let held = find(right, registry, id)?;
    if held.active { Ok(held.record.clone()) } else { Err(Refused::Deactivated) }
}

/// The organisation's clients that are active, or those that are not.
pub fn list<'r, A>(
    right: &Right<A>,
    registry: &'r Registry,
    active: bool,
) -> impl Iterator<Item = &'r Arc<Held<Client>>> {
    let own = right.organisation().clone();
    registry.clients().filter(move |held| held.active == active && held.record.organisation == own)
}

/// A new client, without keys, under an identifier that was just made up.
///
/// # Errors
/// When a scope may not be known of, or the identifier is taken.
pub fn register(
    right: &Right<RegisterClients>,
    registry: &Registry,
    id: ClientId,
    wish: ClientWish,
) -> Result<Wanted, Refused> {
    sight::vacant(registry.held_client(&id))?;
    let organisation = right.organisation().clone();
    check_scopes(registry, &wish.scopes, &organisation, &[])?;
    let ClientWish { name, description, scopes, access_token_lifetime, sender } = wish;
    let (keys, onbehalfof) = (Vec::new(), Vec::new());
    sight::active(Record::Client(Client {
        id,
        organisation,
        name,
        description,
        scopes,
        keys,
        access_token_lifetime,
        sender,
        onbehalfof,
    }))
}

/// The client as it is wanted from now on. A deactivated one becomes active again, if the caller
/// might as well have registered it.
///
/// # Errors
/// When it is not the organisation's, or a scope may not be known of.
pub fn change(
    right: &Right<ChangeClients>,
    reactivate: Option<&Right<RegisterClients>>,
    registry: &Registry,
    id: &ClientId,
    wish: ClientWish,
) -> Result<Wanted, Refused> {
    let held = find(right, registry, id)?;
    if !held.active && reactivate.is_none() {
        return Err(Refused::Deactivated);
    }
    let before = held.record.clone();
    check_scopes(registry, &wish.scopes, right.organisation(), &before.scopes)?;
    let ClientWish { name, description, scopes, access_token_lifetime, sender } = wish;
    let wanted = Client { name, description, scopes, access_token_lifetime, sender, ..before };
    sight::active(Record::Client(wanted))
}

/// The client, deactivated: it gets no more tokens, and those it has are refused by the gateway.
///
/// # Errors
/// When it is not the organisation's.
pub fn deactivate(
    right: &Right<RegisterClients>,
    registry: &Registry,
    id: &ClientId,
) -> Result<Wanted, Refused> {
    let held = find(right, registry, id)?;
    Ok(sight::deactivated(Record::Client(held.record.clone())))
}

/// A client may name scopes that its organisation may know of, and those it has named before.
/// Whether it gets tokens for them is decided at each grant.
fn check_scopes(
    registry: &Registry,
    scopes: &[Scope],
    organisation: &Organisation,
    before: &[Scope],
) -> Result<(), Refused> {
    scopes.iter().try_for_each(|scope| {
        if before.contains(scope) && registry.scope(scope).is_some() {
            return Ok(());
        }
        sight::active_scope(registry, scope, organisation, "scopes").map(drop)
    })
}
