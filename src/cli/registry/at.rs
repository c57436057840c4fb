//! `sluse registry at`: who had access to what at a moment, rebuilt from the ledger's files.

use super::{LedgerArgs, name};
use crate::registry::Registry;
use crate::registry::client::Client;
use crate::registry::record::Held;
use crate::registry::scope::{AccessState, Grantee, RegisteredScope};
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::{Day, Timestamp};
use clap::Args;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Arguments of `sluse registry at`.
#[derive(Debug, Args)]
pub struct AtArgs {
    /// The moment, such as 2026-01-31T12:00:00Z
    time: Timestamp,
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Only this scope
    #[arg(long)]
    scope: Option<Scope>,
    /// Only what this client could ask for
    #[arg(long)]
    client: Option<ClientId>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// `sluse registry at`
pub(super) fn at(args: &AtArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut registry = Registry::default();
    let mut newest = None;
    let changes = args.ledger.changes()?;
    for entered in changes.into_iter().take_while(|entered| entered.at <= args.time) {
        newest = Some(entered.index);
        registry.apply(entered.change.after);
    }
    let view = View { registry: &registry, today: args.time.day_in_norway() };
    let told = match &args.client {
        Some(client) => view.client(client, args.scope.as_ref())?,
        None => view.scopes(args.scope.as_ref()),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    if args.json {
        let told = json!({ "at": args.time, "newest_change": newest, "scopes": told });
        writeln!(out, "{told:#}")?;
    } else {
        if told.is_empty() {
            let why = "the ledger's first change is later, or the scope has another name";
            writeln!(io::stderr(), "nothing was registered then: {why}")?;
        }
        told.iter().try_for_each(|scope| write(&mut out, scope))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A registry of a moment.
struct View<'r> {
    registry: &'r Registry,
    today: Day,
}

impl View<'_> {
    /// Who had access to each scope.
    fn scopes(&self, only: Option<&Scope>) -> Vec<Value> {
        let mut scopes: Vec<_> = self
            .registry
            .scopes()
            .filter(|held| held.active && only.is_none_or(|only| held.record.name == *only))
            .collect();
        scopes.sort_by(|one, other| one.record.name.as_str().cmp(other.record.name.as_str()));
        scopes.into_iter().map(|held| self.scope(held)).collect()
    }

    fn scope(&self, held: &Held<RegisteredScope>) -> Value {
        let scope = &held.record;
        let mut access: Vec<Value> = self
            .registry
            .access_list(&scope.name)
            .filter(|held| held.active && held.record.state == AccessState::Approved)
            .map(|held| self.grantee(&held.record.grantee, held))
            .collect();
        access.sort_by_key(|one| one.to_string());
        let mut delegations: Vec<Value> = self
            .registry
            .delegations()
            .filter(|held| held.active && held.record.scope == scope.name)
            .filter(|held| self.today <= held.record.valid_until)
            .map(|held| {
                json!({
                    "consumer": held.record.consumer, "supplier": held.record.supplier,
                    "valid_until": held.record.valid_until,
                })
            })
            .collect();
        delegations.sort_by_key(|one| one.to_string());
        let has = |client: &&std::sync::Arc<Held<Client>>| {
            client.active && client.record.scopes.contains(&scope.name)
        };
        let mut clients: Vec<_> = self.registry.clients().filter(has).collect();
        clients.sort_by(|one, other| one.record.id.as_str().cmp(other.record.id.as_str()));
        let clients: Vec<Value> = clients
            .into_iter()
            .map(|held| json!({ "id": held.record.id, "organisation": held.record.organisation }))
            .collect();
        json!({
            "scope": scope.name, "owner": scope.owner, "last_changed": held.last_updated,
            "accessible_for_all": scope.accessible_for_all, "access": access,
            "delegations": delegations, "clients": clients,
        })
    }

    fn grantee<T>(&self, grantee: &Grantee, held: &Held<T>) -> Value {
        let given = json!({ "since": held.last_updated, "by": name(&held.by) });
        let mut told = match grantee {
            Grantee::Organisation(one) => {
                json!({ "organisation": one, "name": self.registry.organisation_name(one) })
            }
            Grantee::Group(id) => {
                let members: Vec<&Organisation> =
                    self.registry.group(id).iter().flat_map(|it| &it.members).collect();
                json!({ "group": id, "members": members })
            }
        };
        if let (Some(told), Value::Object(given)) = (told.as_object_mut(), given) {
            told.extend(given);
        }
        told
    }

    /// What a client could ask for: its scopes, each with whether its organisation had access, and
    /// for which consumers it could ask.
    fn client(&self, id: &ClientId, only: Option<&Scope>) -> Result<Vec<Value>, String> {
        let client = self.registry.client(id);
        let client = client.ok_or_else(|| format!("client {id} was not active then"))?;
        let keys = client.keys.iter().filter(|key| self.today <= key.valid_until());
        let keys: Vec<_> = keys.filter_map(|key| key.kid()).collect();
        let organisation = &client.organisation;
        let scopes = client.scopes.iter().filter(|scope| only.is_none_or(|only| only == *scope));
        Ok(scopes
            .map(|scope| {
                let delegated = self.registry.delegations().filter(|held| {
                    let one = &held.record;
                    held.active && one.supplier == *organisation && one.scope == *scope
                });
                let consumers: Vec<&Organisation> = delegated
                    .map(|held| &held.record)
                    .filter(|one| self.today <= one.valid_until)
                    .filter(|one| self.registry.scope_open_to(scope, &one.consumer).is_some())
                    .map(|one| &one.consumer)
                    .collect();
                json!({
                    "scope": scope, "client": id, "organisation": organisation, "keys": keys,
                    "own_access": self.registry.scope_open_to(scope, organisation).is_some(),
                    "on_behalf_of": consumers,
                })
            })
            .collect())
    }
}

/// One scope, line by line.
fn write(out: &mut impl Write, told: &Value) -> io::Result<()> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let member = |name: &str| told.get(name).map(text).unwrap_or_default();
    writeln!(out, "{}", member("scope"))?;
    for (name, value) in told.as_object().into_iter().flatten() {
        match value {
            _ if name == "scope" => {}
            Value::Array(list) => {
                for one in list {
                    let parts = one.as_object().map(|one| {
                        let parts: Vec<_> =
                            one.iter().map(|(name, it)| format!("{name} {}", text(it))).collect();
                        parts.join(", ")
                    });
                    writeln!(out, "    {name}: {}", parts.unwrap_or_else(|| text(one)))?;
                }
            }
            _ => writeln!(out, "    {name}: {}", text(value))?,
        }
    }
    Ok(())
}
