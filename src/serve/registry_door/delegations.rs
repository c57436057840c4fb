//! `/delegations`, and the look-up that authorities know from Altinn.

use super::answer::{created, json, nothing, with_state};
use super::reading::{body, word};
use super::{Call, Fault};
use crate::registrar::delegations::{self, DelegationWish};
use crate::registrar::refused::Refused;
use crate::registrar::rights::{Delegate, ReadClients, ReadRegistry};
use crate::registry::Registry;
use crate::registry::delegation::Delegation;
use crate::registry::record::Held;
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;
use bytes::Bytes;
use hyper::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DelegationBody {
    supplier_orgno: Organisation,
    scope: Scope,
    valid_until: Day,
    consumer_orgno: Option<Organisation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RenewalBody {
    valid_until: Day,
}

/// A delegation.
pub(super) fn shown(registry: &Registry, held: &Held<Delegation>) -> Value {
    let Delegation { consumer, supplier, scope, valid_until } = &held.record;
    let source = registry.held_scope(scope).and_then(|held| held.record.delegation_source.clone());
    let own = json!({
        "consumer_orgno": consumer,
        "supplier_orgno": supplier,
        "scope": scope,
        "delegation_source": source,
        "valid_until": valid_until,
    });
    with_state(held, own)
}

/// A delegation as Altinn shows it to authorities, with its last day.
fn looked_up(held: &Held<Delegation>) -> Value {
    json!({
        "consumer_org": held.record.consumer,
        "supplier_org": held.record.supplier,
        "scopes": [held.record.scope],
        "created": held.created,
        "valid_until": held.record.valid_until,
    })
}

fn named(held: &Held<Delegation>) -> String {
    let Delegation { consumer, supplier, scope, .. } = &held.record;
    format!("{consumer} {supplier} {scope}")
}

impl Call<'_> {
    pub(super) fn list_delegation_sources(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadRegistry>()?;
        let registry = self.registry();
        let sources = delegations::sources(&right, &registry);
        let shown = sources.into_iter().map(|issuer| json!({ "issuer": issuer })).collect();
        Ok(json(StatusCode::OK, &shown))
    }

    pub(super) fn list_delegations(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadClients>()?;
        let registry = self.registry();
        let found = delegations::list(&right, &registry, !self.query.flag("inactive")?);
        self.page(found.map(|held| (named(held), shown(&registry, held))).collect())
    }

    pub(super) async fn delegate(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<Delegate>()?;
        let DelegationBody { supplier_orgno: supplier, scope, valid_until, consumer_orgno } =
            body(self.request)?;
        if consumer_orgno.is_some_and(|consumer| consumer != *right.organisation()) {
            return Err(Refused::OfAnother("consumer_orgno").into());
        }
        let today = self.now.day_in_norway();
        let wish = DelegationWish { supplier, scope, valid_until };
        let decide =
            move |right: &_, registry: &_| delegations::delegate(right, registry, wish, today);
        let registered = self.change(right, decide).await?;
        Ok(created(&self.shown(registered), None))
    }

    pub(super) async fn renew_delegation(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<Delegate>()?;
        let (supplier, scope) = (word(self.variables.first())?, self.query.scope()?);
        let RenewalBody { valid_until } = body(self.request)?;
        let today = self.now.day_in_norway();
        let wish = DelegationWish { supplier, scope, valid_until };
        let decide =
            move |right: &_, registry: &_| delegations::renew(right, registry, wish, today);
        let registered = self.change(right, decide).await?;
        Ok(json(StatusCode::OK, &self.shown(registered)))
    }

    pub(super) async fn withdraw_delegation(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<Delegate>()?;
        let supplier: Organisation = word(self.variables.first())?;
        let scope = self.query.scope()?;
        let decide = move |right: &_, registry: &_| {
            delegations::withdraw(right, registry, &supplier, &scope)
        };
        self.change(right, decide).await?;
        Ok(nothing())
    }

    pub(super) fn look_up_delegations(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadRegistry>()?;
        let (registry, scope) = (self.registry(), self.query.scope()?);
        let supplier = self.query.parsed::<Organisation>("supplierOrg")?;
        let consumer = self.query.parsed::<Organisation>("consumerOrg")?;
        let parties = (supplier.as_ref(), consumer.as_ref());
        let today = self.now.day_in_norway();
        let mut found = delegations::look_up(&right, &registry, parties, &scope, today);
        found.sort_by_key(|held| named(held));
        Ok(json(StatusCode::OK, &found.into_iter().map(|held| looked_up(held)).collect()))
    }
}
