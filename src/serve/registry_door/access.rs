//! `/scopes/access`: who has access to a scope, asks for it, gives it.

use super::super::problem::registry::Unreadable;
use super::answer::{json, nothing, with_state};
use super::reading::{body, word};
use super::{Call, Fault};
use crate::registrar::access::{self, Answer};
use crate::registrar::refused::Refused;
use crate::registrar::rights::{Delegate, KeepScopes, ReadAccess, ReadRegistry};
use crate::registry::Registry;
use crate::registry::record::Held;
use crate::registry::scope::{Access, AccessState, Grantee, RegisteredScope};
use crate::vocab::scope::Scope;
use bytes::Bytes;
use hyper::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is said to an access. No body at all is the usual answer of whoever says it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessBody {
    state: Option<AccessState>,
}

/// An entry of an access list.
pub(super) fn shown(registry: &Registry, held: &Held<Access>) -> Value {
    let Access { scope, grantee, state } = &held.record;
    let (organisation, group) = match grantee {
        Grantee::Organisation(one) => (Some(one), None),
        Grantee::Group(one) => (None, Some(one)),
    };
    let own = json!({
        "scope": scope,
        "state": state,
        "prefix": null,
        "consumer_orgno": organisation,
        "consumer_group": group,
        "owner_orgno": registry.held_scope(scope).map(|scope| &scope.record.owner),
    });
    with_state(held, own)
}

/// A scope that every consumer has access to, as an entry of such a list.
fn open(held: &Held<RegisteredScope>) -> Value {
    let own = json!({
        "scope": held.record.name,
        "state": AccessState::Approved,
        "prefix": null,
        "owner_orgno": held.record.owner,
        "accessible_for_all": true,
    });
    with_state(held, own)
}

fn named(held: &Held<Access>) -> String {
    format!("{} {}", held.record.scope, held.record.grantee)
}

impl Call<'_> {
    pub(super) fn list_access(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadAccess>()?;
        let (registry, scope) = (self.registry(), self.query.scope()?);
        let found = access::list(&right, &registry, &scope, !self.query.flag("inactive")?)?;
        self.page(found.map(|held| (named(held), shown(&registry, held))).collect())
    }

    pub(super) fn list_own_access(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadRegistry>()?;
        let registry = self.registry();
        let found = access::of_caller(&right, &registry);
        let mut entries: Vec<_> = found.map(|held| (named(held), shown(&registry, held))).collect();
        if self.query.flag("accessible_for_all")? {
            let scopes = registry.scopes().filter(|held| held.active);
            let open_to_all = scopes.filter(|held| held.record.accessible_for_all);
            entries.extend(open_to_all.map(|held| (held.record.name.to_string(), open(held))));
        }
        self.page(entries)
    }

    /// The scope's owner gives or denies; any other organisation asks, for itself.
    pub(super) async fn put_access(&self) -> Result<Response<Bytes>, Fault> {
        let (scope, grantee) = self.place()?;
        let said = self.state()?;
        let registered = if self.is_owner(&scope) {
            let right = self.administrator.may::<KeepScopes>()?;
            let answer = match said {
                None | Some(AccessState::Approved) => Answer::Approve,
                Some(AccessState::Denied) => Answer::Deny,
                Some(AccessState::Requested) => {
                    let rule = "must be APPROVED or DENIED: the scope is your own";
                    return Err(Unreadable::Member("state", rule).into());
                }
            };
            let decide = move |right: &_, registry: &_| {
                access::answer(right, registry, &scope, grantee, answer)
            };
            self.change(right, decide).await?
        } else {
            let right = self.administrator.may::<Delegate>()?;
            self.check_own(&grantee)?;
            if said.is_some_and(|state| state != AccessState::Requested) {
                let rule = "must be REQUESTED: the scope is another's";
                return Err(Unreadable::Member("state", rule).into());
            }
            let decide = move |right: &_, registry: &_| access::ask(right, registry, &scope);
            self.change(right, decide).await?
        };
        Ok(json(StatusCode::OK, &self.shown(registered)))
    }

    /// The scope's owner withdraws; any other organisation gives up its own.
    pub(super) async fn delete_access(&self) -> Result<Response<Bytes>, Fault> {
        let (scope, grantee) = self.place()?;
        if self.is_owner(&scope) {
            let right = self.administrator.may::<KeepScopes>()?;
            let decide =
                move |right: &_, registry: &_| access::withdraw(right, registry, &scope, &grantee);
            self.change(right, decide).await?;
        } else {
            let right = self.administrator.may::<Delegate>()?;
            self.check_own(&grantee)?;
            let decide = move |right: &_, registry: &_| access::give_up(right, registry, &scope);
            self.change(right, decide).await?;
        }
        Ok(nothing())
    }

    fn place(&self) -> Result<(Scope, Grantee), Fault> {
        Ok((self.query.scope()?, word(self.variables.first())?))
    }

    fn state(&self) -> Result<Option<AccessState>, Unreadable> {
        if self.request.body().is_empty() {
            return Ok(None);
        }
        body::<AccessBody>(self.request).map(|body| body.state)
    }

    /// A scope never changes hands, so that this stays true until the change.
    fn is_owner(&self, scope: &Scope) -> bool {
        let registry = self.registry();
        let held = registry.held_scope(scope);
        held.is_some_and(|held| held.record.owner == *self.administrator.organisation())
    }

    fn check_own(&self, grantee: &Grantee) -> Result<(), Refused> {
        let own = Grantee::Organisation(self.administrator.organisation().clone());
        if *grantee == own { Ok(()) } else { Err(Refused::Unknown) }
    }
}
