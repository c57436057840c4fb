//! `/organisations`, `/groups` and `/prefixes`: read by all administrators, changed by whoever keeps
//! the registry.

use super::answer::{json, nothing, with_state};
use super::reading::{body, word};
use super::{Call, Fault};
use crate::registrar::keeping;
use crate::registrar::refused::Refused;
use crate::registrar::rights::{KeepRegistry, ReadRegistry};
use crate::registry::organisation::{
    Group, OrganisationForm, Prefix, RegisteredOrganisation, ScopePrefix,
};
use crate::registry::record::Held;
use crate::vocab::party::{GroupId, Organisation};
use bytes::Bytes;
use hyper::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationBody {
    name: String,
    form: Option<OrganisationForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupBody {
    name: String,
    members: BTreeSet<Organisation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrefixBody {
    owner_orgno: Organisation,
}

/// An organisation.
pub(super) fn shown_organisation(held: &Held<RegisteredOrganisation>) -> Value {
    let RegisteredOrganisation { number, name, form } = &held.record;
    let mut shown = json!({ "orgno": number, "name": name });
    if let (Some(form), Value::Object(shown)) = (form, &mut shown) {
        shown.insert("form".to_owned(), json!(form));
    }
    with_state(held, shown)
}

/// A group.
pub(super) fn shown_group(held: &Held<Group>) -> Value {
    let Group { id, name, members } = &held.record;
    with_state(held, json!({ "group": id, "name": name, "members": members }))
}

/// A prefix.
pub(super) fn shown_prefix(held: &Held<Prefix>) -> Value {
    let Prefix { prefix, owner } = &held.record;
    with_state(held, json!({ "prefix": prefix, "owner_orgno": owner }))
}

/// The record of this name, as it is shown.
fn one<'r, T: 'r>(
    mut records: impl Iterator<Item = &'r Arc<Held<T>>>,
    is_it: impl Fn(&T) -> bool,
    show: impl Fn(&Held<T>) -> Value,
) -> Result<Response<Bytes>, Fault> {
    let held = records.find(|held| is_it(&held.record)).ok_or(Refused::Unknown)?;
    Ok(json(StatusCode::OK, &show(held)))
}

impl Call<'_> {
    /// The records that are active, or those that are not, under their names.
    fn several<'r, T: 'r>(
        &self,
        records: impl Iterator<Item = &'r Arc<Held<T>>>,
        name: impl Fn(&T) -> String,
        show: impl Fn(&Held<T>) -> Value,
    ) -> Result<Response<Bytes>, Fault> {
        self.administrator.may::<ReadRegistry>()?;
        let active = !self.query.flag("inactive")?;
        let found = records.filter(|held| held.active == active);
        self.page(found.map(|held| (name(&held.record), show(held))).collect())
    }

    pub(super) fn list_organisations(&self) -> Result<Response<Bytes>, Fault> {
        let registry = self.registry();
        self.several(registry.organisations(), |one| one.number.to_string(), shown_organisation)
    }

    pub(super) fn read_organisation(&self) -> Result<Response<Bytes>, Fault> {
        self.administrator.may::<ReadRegistry>()?;
        let (registry, number) = (self.registry(), word::<Organisation>(self.variables.first())?);
        one(registry.organisations(), |one| one.number == number, shown_organisation)
    }

    pub(super) async fn put_organisation(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepRegistry>()?;
        let number = word(self.variables.first())?;
        let OrganisationBody { name, form } = body(self.request)?;
        let wanted = RegisteredOrganisation { number, name, form };
        let decide = move |right: &_, _: &_| keeping::put_organisation(right, wanted);
        let registered = self.change(right, decide).await?;
        Ok(json(StatusCode::OK, &self.shown(registered)))
    }

    pub(super) async fn deactivate_organisation(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepRegistry>()?;
        let number: Organisation = word(self.variables.first())?;
        let decide = move |right: &_, registry: &_| {
            keeping::deactivate_organisation(right, registry, &number)
        };
        self.change(right, decide).await?;
        Ok(nothing())
    }

    pub(super) fn list_groups(&self) -> Result<Response<Bytes>, Fault> {
        let registry = self.registry();
        self.several(registry.groups(), |one| one.id.to_string(), shown_group)
    }

    pub(super) fn read_group(&self) -> Result<Response<Bytes>, Fault> {
        self.administrator.may::<ReadRegistry>()?;
        let (registry, id) = (self.registry(), word::<GroupId>(self.variables.first())?);
        one(registry.groups(), |one| one.id == id, shown_group)
    }

    pub(super) async fn put_group(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepRegistry>()?;
        let id = word(self.variables.first())?;
        let GroupBody { name, members } = body(self.request)?;
        let decide = move |right: &_, _: &_| keeping::put_group(right, Group { id, name, members });
        let registered = self.change(right, decide).await?;
        Ok(json(StatusCode::OK, &self.shown(registered)))
    }

    pub(super) async fn deactivate_group(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepRegistry>()?;
        let id: GroupId = word(self.variables.first())?;
        let decide = move |right: &_, registry: &_| keeping::deactivate_group(right, registry, &id);
        self.change(right, decide).await?;
        Ok(nothing())
    }

    pub(super) fn list_prefixes(&self) -> Result<Response<Bytes>, Fault> {
        let registry = self.registry();
        self.several(registry.prefixes(), |one| one.prefix.to_string(), shown_prefix)
    }

    pub(super) fn read_prefix(&self) -> Result<Response<Bytes>, Fault> {
        self.administrator.may::<ReadRegistry>()?;
        let (registry, prefix) = (self.registry(), word::<ScopePrefix>(self.variables.first())?);
        one(registry.prefixes(), |one| one.prefix == prefix, shown_prefix)
    }

    pub(super) async fn put_prefix(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepRegistry>()?;
        let prefix = word(self.variables.first())?;
        let PrefixBody { owner_orgno: owner } = body(self.request)?;
        let wanted = Prefix { prefix, owner };
        let decide = move |right: &_, registry: &_| keeping::put_prefix(right, registry, wanted);
        let registered = self.change(right, decide).await?;
        Ok(json(StatusCode::OK, &self.shown(registered)))
    }

    pub(super) async fn deactivate_prefix(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<KeepRegistry>()?;
        let prefix: ScopePrefix = word(self.variables.first())?;
        let decide =
            move |right: &_, registry: &_| keeping::deactivate_prefix(right, registry, &prefix);
        self.change(right, decide).await?;
        Ok(nothing())
    }
}
