//! `/systemusers`: customers let vendors' systems act as users of theirs (Altinn's Systembruker).

use super::answer::{created, nothing, with_state};
use super::reading::{body, word};
use super::{Call, Fault};
use crate::registrar::refused::Refused;
use crate::registrar::rights::{Delegate, ReadClients};
use crate::registrar::system_users::{self, SystemUserWish};
use crate::registry::delegation::{SystemUser, SystemUserId};
use crate::registry::record::Held;
use crate::vocab::party::Organisation;
use bytes::Bytes;
use hyper::Response;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemUserBody {
    system_id: String,
    external_ref: Option<String>,
    customer_orgno: Option<Organisation>,
}

/// A system user.
pub(super) fn shown(held: &Held<SystemUser>) -> Value {
    let user = &held.record;
    let own = json!({
        "id": user.id,
        "system_id": user.system_id,
        "vendor_orgno": user.vendor,
        "customer_orgno": user.customer,
        "external_ref": user.external_ref,
    });
    with_state(held, own)
}

impl Call<'_> {
    pub(super) fn list_system_users(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadClients>()?;
        let (registry, active) = (self.registry(), !self.query.flag("inactive")?);
        let found = system_users::list(&right, &registry, active);
        self.page(found.map(|held| (held.record.id.to_string(), shown(held))).collect())
    }

    pub(super) async fn register_system_user(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<Delegate>()?;
        let SystemUserBody { system_id, external_ref, customer_orgno } = body(self.request)?;
        if customer_orgno.is_some_and(|customer| customer != *right.organisation()) {
            return Err(Refused::OfAnother("customer_orgno").into());
        }
        let id = SystemUserId::parse(&self.desk.uuid()?).map_err(|_| Fault::NoRandomness)?;
        let wish = SystemUserWish { system_id, external_ref };
        let decide =
            move |right: &_, registry: &_| system_users::register(right, registry, id, wish);
        let registered = self.change(right, decide).await?;
        Ok(created(&self.shown(registered), None))
    }

    pub(super) async fn deactivate_system_user(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<Delegate>()?;
        let id: SystemUserId = word(self.variables.first())?;
        let decide = move |right: &_, registry: &_| system_users::deactivate(right, registry, &id);
        self.change(right, decide).await?;
        Ok(nothing())
    }
}
