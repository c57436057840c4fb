//! The parts of an organisation's systems that one of its clients asks for (`iss_onbehalfof`).

use super::refused::Refused;
use super::rights::{KeepSubClients, Right};
use super::{Wanted, clients, sight};
use crate::registry::Registry;
use crate::registry::client::SubClient;
use crate::registry::record::Record;
use crate::vocab::party::ClientId;

/// The client with one part more.
///
/// # Errors
/// When the client is not the organisation's, or has a part of this name.
pub fn add(
    right: &Right<KeepSubClients>,
    registry: &Registry,
    id: &ClientId,
    part: SubClient,
) -> Result<Wanted, Refused> {
    let mut client = clients::find_active(right, registry, id)?;
    if client.onbehalfof.iter().any(|held| held.id == part.id) {
        return Err(Refused::Exists);
    }
    client.onbehalfof.push(part);
    sight::active(Record::Client(client))
}

/// The client without a part.
///
/// # Errors
/// When the client is not the organisation's, or has no such part.
pub fn remove(
    right: &Right<KeepSubClients>,
    registry: &Registry,
    id: &ClientId,
    part: &ClientId,
) -> Result<Wanted, Refused> {
    let mut client = clients::find_active(right, registry, id)?;
    let before = client.onbehalfof.len();
    client.onbehalfof.retain(|held| held.id != *part);
    if client.onbehalfof.len() == before {
        return Err(Refused::Unknown);
    }
    sight::active(Record::Client(client))
}
