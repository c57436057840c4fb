//! System users: a customer lets a vendor's system act as a user of its own.

use super::refused::Refused;
use super::rights::{Delegate, ReadClients, Right};
use super::{Wanted, sight};
use crate::registry::Registry;
use crate::registry::delegation::{SystemUser, SystemUserId};
use crate::registry::record::{Held, Record};
use crate::vocab::party::Organisation;
use std::sync::Arc;

/// A system user that a customer wants.
#[derive(Debug, Clone)]
pub struct SystemUserWish {
    /// The vendor's system, `<organisation number>_<name>`.
    pub system_id: String,
    /// The vendor's own name for the customer.
    pub external_ref: Option<String>,
}

impl SystemUserWish {
    /// The vendor: a system's identifier begins with its number.
    ///
    /// # Errors
    /// [`Refused::SystemId`] when it has another form.
    pub fn vendor(&self) -> Result<Organisation, Refused> {
        let (vendor, name) = self.system_id.split_once('_').ok_or(Refused::SystemId)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if name.is_empty() || !name.bytes().all(plain) {
            return Err(Refused::SystemId);
        }
        Organisation::parse(vendor).map_err(|_| Refused::SystemId)
    }
}

/// The system users for or of the organisation that are active, or those that are not.
pub fn list<'r>(
    right: &Right<ReadClients>,
    registry: &'r Registry,
    active: bool,
) -> impl Iterator<Item = &'r Arc<Held<SystemUser>>> {
    let own = right.organisation().clone();
    registry.system_users().filter(move |held| {
        held.active == active && (held.record.customer == own || held.record.vendor == own)
    })
}

/// A new system user of the organisation, under an identifier that was just made up.
///
/// # Errors
/// When the system is nobody's, or the vendor has one for this customer and reference.
pub fn register(
    right: &Right<Delegate>,
    registry: &Registry,
    id: SystemUserId,
    wish: SystemUserWish,
) -> Result<Wanted, Refused> {
    let (vendor, customer) = (wish.vendor()?, right.organisation().clone());
    let SystemUserWish { system_id, external_ref } = wish;
    if registry.system_user(&vendor, &customer, external_ref.as_deref()).is_some() {
        return Err(Refused::SystemUserExists);
    }
    sight::active(Record::SystemUser(SystemUser { id, vendor, customer, system_id, external_ref }))
}

/// The organisation's system user, deactivated.
///
/// # Errors
/// When there is none, or it is another customer's.
pub fn deactivate(
    right: &Right<Delegate>,
    registry: &Registry,
    id: &SystemUserId,
) -> Result<Wanted, Refused> {
    let own = |held: &&Arc<Held<SystemUser>>| {
        held.record.id == *id && held.record.customer == *right.organisation()
    };
    let held = registry.system_users().find(own).ok_or(Refused::Unknown)?;
    Ok(sight::deactivated(Record::SystemUser(held.record.clone())))
}
