//! Sub-clients: the parts of an organisation's systems that one of its clients asks for
//! (`iss_onbehalfof`).

use super::refused::Refused;
use super::rights::{KeepSubClients, Right};
use super::{Wanted, clients, sight};
use crate::registry::Registry;
use crate::registry::client::SubClient;
use crate::registry::record::Record;
use crate::vocab::party::ClientId;

/// The client with one sub-client more.
///
/// # Errors
/// When the client is not the organisation's, or has a sub-client of this name.
pub fn add(
    right: &Right<KeepSubClients>,
    registry: &Registry,
    id: &ClientId,
    sub: SubClient,
) -> Result<Wanted, Refused> {
    let mut client = clients::find_active(right, registry, id)?;
    if client.onbehalfof.iter().any(|held| held.id == sub.id) {
        return Err(Refused::SubClientExists);
    }
    client.onbehalfof.push(sub);
    sight::active(Record::Client(client))
}

/// The client without a sub-client.
///
/// # Errors
/// When the client is not the organisation's, or has no such sub-client.
pub fn remove(
    right: &Right<KeepSubClients>,
    registry: &Registry,
    id: &ClientId,
    sub: &ClientId,
) -> Result<Wanted, Refused> {
    let mut client = clients::find_active(right, registry, id)?;
    let before = client.onbehalfof.len();
    client.onbehalfof.retain(|held| held.id != *sub);
    if client.onbehalfof.len() == before {
        return Err(Refused::Unknown);
    }
    sight::active(Record::Client(client))
}
