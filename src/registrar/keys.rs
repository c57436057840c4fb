//! The keys of a client, replaced as a whole.

use super::refused::Refused;
use super::rights::{ChangeClients, Right};
use super::{Wanted, clients, sight};
use crate::jose::jwk::thumbprint;
use crate::registry::Registry;
use crate::registry::client::{Client, ClientKey};
use crate::registry::record::Record;
use crate::registry::rules::Broken;
use crate::vocab::party::ClientId;
use crate::vocab::time::Day;
use serde_json::Value;

/// A key that a client is to have.
#[derive(Debug, Clone)]
pub struct KeyWish {
    /// The public JSON Web Key, with no members but its own.
    pub jwk: Value,
    /// The last day on which it is good; without it, a year from the day on which it is added.
    pub valid_until: Option<Day>,
}

/// The client with these keys and no others.
///
/// A key that the client has already keeps its last day, or gets an earlier one: sent again and
/// again, it would never grow old.
///
/// # Errors
/// When the client is not the organisation's, or a key is refused.
pub fn replace(
    right: &Right<ChangeClients>,
    registry: &Registry,
    id: &ClientId,
    keys: &[KeyWish],
    today: Day,
) -> Result<Wanted, Refused> {
    let client = clients::find_active(right, registry, id)?;
    let keys = keys.iter().map(|wish| key(wish, &client, today)).collect::<Result<_, _>>()?;
    sight::active(Record::Client(Client { keys, ..client }))
}

fn key(wish: &KeyWish, client: &Client, today: Day) -> Result<ClientKey, Refused> {
    let print = thumbprint(&wish.jwk);
    let same = client.keys.iter().find(|held| thumbprint(&held.jwk()) == print);
    let at_most = same.map_or_else(|| today.a_year_later(), ClientKey::valid_until);
    let valid_until = match wish.valid_until {
        Some(day) if same.is_some() => day.min(at_most),
        Some(day) => day,
        None => at_most,
    };
    ClientKey::new(&wish.jwk, valid_until).map_err(|fault| Refused::Broken(Broken::Key(fault)))
}
