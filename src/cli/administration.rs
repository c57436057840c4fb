//! Commands over the administration API: clients, scopes, access, delegations, and what whoever keeps
//! the registry may change. They are called as a client of one's own, and act for its organisation.

pub mod api;
mod arguments;
mod bodies;
mod shown;

pub use arguments::{Access, Client, Delegation, Group, Organisation, Prefix, Scope};

use super::profile::ClientArgs;
use api::{Api, ApiError};
use bodies::{client_body, client_keys, keys_body, scope_body};
use clap::Args;
use serde_json::{Value, json};
use shown::show;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// The scopes of the administration API, the least first where several open the same.
pub mod scopes {
    /// Reading one's own clients and delegations.
    pub const READ: &[&str] = &[
        "idporten:dcr.read",
        "idporten:dcr.modify",
        "idporten:dcr.write",
        "idporten:dcr.supplier",
    ];
    /// Changing clients that exist.
    pub const MODIFY: &[&str] =
        &["idporten:dcr.modify", "idporten:dcr.write", "idporten:dcr.supplier"];
    /// Registering and deactivating clients.
    pub const WRITE: &[&str] = &["idporten:dcr.write", "idporten:dcr.supplier"];
    /// Delegating, and asking for access.
    pub const DELEGATE: &[&str] = &["idporten:dcr.write"];
    /// A provider's scopes and their access lists.
    pub const SCOPES: &[&str] = &["idporten:scopes.write"];
    /// Keeping organisations, groups and prefixes.
    pub const KEEP: &[&str] = &["sluse:registry.write"];
    /// What every administrator may read.
    pub const ANY: &[&str] = &[
        "idporten:dcr.read",
        "idporten:scopes.write",
        "sluse:registry.write",
        "idporten:dcr.modify",
        "idporten:dcr.write",
        "idporten:dcr.supplier",
        "idporten:dcr/onbehalfof:write",
    ];
}

/// Who asks, and how the answer is shown: flags of every administration command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who asks")]
pub struct AskerArgs {
    /// The administrating client's profile, a TOML file
    #[arg(long, value_name = "FILE", global = true)]
    client_file: Option<PathBuf>,
    /// A client of a running demonstration
    #[arg(long, value_name = "ID", global = true, conflicts_with = "client_file")]
    client: Option<String>,
    /// The demonstration's folder
    #[arg(long, value_name = "DIR", default_value = "demo-data", global = true)]
    demo: PathBuf,
    /// The address before the API's paths; without it the profile's gateway, or its issuer
    #[arg(long, value_name = "URL", global = true)]
    api: Option<String>,
    /// Print the answer as JSON
    #[arg(long, global = true)]
    json: bool,
}

impl AskerArgs {
    /// The API, called as this client.
    pub(super) fn api(&self) -> Result<Api, Box<dyn Error>> {
        let client = ClientArgs {
            client_file: self.client_file.clone(),
            client: self.client.clone(),
            demo: self.demo.clone(),
            ..ClientArgs::default()
        };
        Api::open(client.profile()?, self.api.as_deref())
    }

    /// Whether the answer is wanted as JSON.
    pub(super) const fn json(&self) -> bool {
        self.json
    }

    /// Does one piece of work with the API, and shows what came of it.
    fn run<F: AsyncFnOnce(&Api) -> Result<Value, ApiError>>(
        &self,
        work: F,
    ) -> Result<ExitCode, Box<dyn Error>> {
        let api = self.api()?;
        let told = super::wait(work(&api))??;
        show(&told, self.json)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// `sluse client …`
pub(super) fn client(asker: &AskerArgs, what: &Client) -> Result<ExitCode, Box<dyn Error>> {
    let at = |id: &str| format!("/clients/{}", api::segment(id));
    match what {
        Client::List { inactive } => {
            let query = inactive.then_some(("inactive", "true"));
            asker.run(async |api| api.list(scopes::READ, "/clients", query.as_slice()).await)
        }
        Client::Show { id } => asker.run(async |api| api.get(scopes::READ, &at(id)).await),
        Client::Create { name, said, keys, valid_until } => {
            let body = client_body(Some(name), said, None);
            let added = client_keys(keys, valid_until.as_deref())?;
            asker.run(async |api| {
                let made = api.send(scopes::WRITE, "POST", "/clients", Some(body)).await?;
                let id = made.get("client_id").and_then(Value::as_str).unwrap_or_default();
                if !added.is_empty() {
                    let jwks = format!("{}/jwks", at(id));
                    let keys = json!({ "keys": added });
                    api.send(scopes::WRITE, "PUT", &jwks, Some(keys)).await?;
                }
                Ok(made)
            })
        }
        Client::Update { id, name, said } => asker.run(async |api| {
            let before = api.get(scopes::READ, &at(id)).await?;
            let body = client_body(name.as_deref(), said, Some(&before));
            api.send(scopes::MODIFY, "PUT", &at(id), Some(body)).await
        }),
        Client::Delete { id } => {
            asker.run(async |api| api.send(scopes::WRITE, "DELETE", &at(id), None).await)
        }
        Client::Keys { id, add, remove, valid_until } => {
            let added = client_keys(add, valid_until.as_deref())?;
            let jwks = format!("{}/jwks", at(id));
            asker.run(async |api| {
                let held = api.get(scopes::READ, &jwks).await?;
                if added.is_empty() && remove.is_empty() {
                    return Ok(held);
                }
                let body = keys_body(&held, added, remove);
                api.send(scopes::MODIFY, "PUT", &jwks, Some(body)).await
            })
        }
    }
}

/// `sluse scope …`
pub(super) fn scope(asker: &AskerArgs, what: &Scope) -> Result<ExitCode, Box<dyn Error>> {
    let at = |scope: &str| api::with_query("/scopes", &[("scope", scope)]);
    match what {
        Scope::List { inactive } => {
            let query = inactive.then_some(("inactive", "true"));
            asker.run(async |api| api.list(scopes::SCOPES, "/scopes", query.as_slice()).await)
        }
        Scope::All => asker.run(async |api| api.list(scopes::ANY, "/scopes/all", &[]).await),
        Scope::Show { scope } => asker.run(async |api| api.get(scopes::ANY, &at(scope)).await),
        Scope::Create { scope, said } => {
            let body = scope_body(scope, said, None);
            asker.run(async |api| api.send(scopes::SCOPES, "POST", "/scopes", Some(body)).await)
        }
        Scope::Update { scope, said } => asker.run(async |api| {
            let before = api.get(scopes::SCOPES, &at(scope)).await?;
            let body = scope_body(scope, said, Some(&before));
            api.send(scopes::SCOPES, "PUT", &at(scope), Some(body)).await
        }),
        Scope::Delete { scope } => {
            asker.run(async |api| api.send(scopes::SCOPES, "DELETE", &at(scope), None).await)
        }
    }
}

/// `sluse access …`
pub(super) fn access(asker: &AskerArgs, what: &Access) -> Result<ExitCode, Box<dyn Error>> {
    let at = |who: &str, scope: &str| {
        let path = format!("/scopes/access/{}", api::segment(who));
        api::with_query(&path, &[("scope", scope)])
    };
    let put = async |api: &Api, scope: &str, who: &[String], state: &str| {
        let mut told = Vec::new();
        for one in who {
            let body = Some(json!({ "state": state }));
            told.push(api.send(scopes::SCOPES, "PUT", &at(one, scope), body).await?);
        }
        Ok(Value::Array(told))
    };
    match what {
        Access::List { scope, inactive } => {
            let mut query = vec![("scope", scope.as_str())];
            query.extend(inactive.then_some(("inactive", "true")));
            asker.run(async |api| api.list(scopes::SCOPES, "/scopes/access", &query).await)
        }
        Access::Mine => {
            let query = [("accessible_for_all", "true")];
            asker.run(async |api| api.list(scopes::ANY, "/scopes/access/all", &query).await)
        }
        Access::Grant { scope, who } => {
            asker.run(async |api| put(api, scope, who, "APPROVED").await)
        }
        Access::Deny { scope, who } => asker.run(async |api| put(api, scope, who, "DENIED").await),
        Access::Revoke { scope, who } => asker.run(async |api| {
            for one in who {
                api.send(scopes::SCOPES, "DELETE", &at(one, scope), None).await?;
            }
            Ok(Value::Null)
        }),
        Access::Request { scope } => asker.run(async |api| {
            let own = api.own_organisation(scopes::DELEGATE).await?;
            api.send(scopes::DELEGATE, "PUT", &at(&own, scope), None).await
        }),
        Access::GiveUp { scope } => asker.run(async |api| {
            let own = api.own_organisation(scopes::DELEGATE).await?;
            api.send(scopes::DELEGATE, "DELETE", &at(&own, scope), None).await
        }),
    }
}

/// `sluse delegation …`
pub(super) fn delegation(asker: &AskerArgs, what: &Delegation) -> Result<ExitCode, Box<dyn Error>> {
    let at = |supplier: &str, scope: &str| {
        let path = format!("/delegations/{}", api::segment(supplier));
        api::with_query(&path, &[("scope", scope)])
    };
    match what {
        Delegation::List { inactive } => {
            let query = inactive.then_some(("inactive", "true"));
            asker.run(async |api| api.list(scopes::READ, "/delegations", query.as_slice()).await)
        }
        Delegation::Grant { supplier, scope, until } => asker.run(async |api| {
            let body = json!({ "supplier_orgno": supplier, "scope": scope, "valid_until": until });
            match api.send(scopes::DELEGATE, "POST", "/delegations", Some(body)).await {
                // It was there before: it is given its new last day.
                Err(ApiError::Refused { status: 409, .. }) => {
                    let body = Some(json!({ "valid_until": until }));
                    api.send(scopes::DELEGATE, "PUT", &at(supplier, scope), body).await
                }
                outcome => outcome,
            }
        }),
        Delegation::Revoke { supplier, scope } => asker.run(async |api| {
            api.send(scopes::DELEGATE, "DELETE", &at(supplier, scope), None).await
        }),
    }
}

/// `sluse organisation …`
pub(super) fn organisation(
    asker: &AskerArgs,
    what: &Organisation,
) -> Result<ExitCode, Box<dyn Error>> {
    let at = |number: &str| format!("/organisations/{}", api::segment(number));
    match what {
        Organisation::List { inactive } => kept_list(asker, "/organisations", *inactive),
        Organisation::Show { number } => {
            asker.run(async |api| api.get(scopes::ANY, &at(number)).await)
        }
        Organisation::Put { number, name, form } => {
            let mut body = json!({ "name": name });
            if let (Some(form), Value::Object(body)) = (form, &mut body) {
                body.insert("form".to_owned(), json!(form));
            }
            kept(asker, "PUT", &at(number), body)
        }
        Organisation::Delete { number } => kept(asker, "DELETE", &at(number), Value::Null),
    }
}

/// `sluse group …`
pub(super) fn group(asker: &AskerArgs, what: &Group) -> Result<ExitCode, Box<dyn Error>> {
    let at = |id: &str| format!("/groups/{}", api::segment(id));
    match what {
        Group::List { inactive } => kept_list(asker, "/groups", *inactive),
        Group::Show { id } => asker.run(async |api| api.get(scopes::ANY, &at(id)).await),
        Group::Put { id, name, members } => {
            kept(asker, "PUT", &at(id), json!({ "name": name, "members": members }))
        }
        Group::Delete { id } => kept(asker, "DELETE", &at(id), Value::Null),
    }
}

/// `sluse prefix …`
pub(super) fn prefix(asker: &AskerArgs, what: &Prefix) -> Result<ExitCode, Box<dyn Error>> {
    let at = |prefix: &str| format!("/prefixes/{}", api::segment(prefix));
    match what {
        Prefix::List { inactive } => kept_list(asker, "/prefixes", *inactive),
        Prefix::Show { prefix } => asker.run(async |api| api.get(scopes::ANY, &at(prefix)).await),
        Prefix::Put { prefix, owner } => {
            kept(asker, "PUT", &at(prefix), json!({ "owner_orgno": owner }))
        }
        Prefix::Delete { prefix } => kept(asker, "DELETE", &at(prefix), Value::Null),
    }
}

fn kept_list(asker: &AskerArgs, path: &str, inactive: bool) -> Result<ExitCode, Box<dyn Error>> {
    let query = inactive.then_some(("inactive", "true"));
    asker.run(async |api| api.list(scopes::ANY, path, query.as_slice()).await)
}

fn kept(
    asker: &AskerArgs,
    method: &str,
    path: &str,
    body: Value,
) -> Result<ExitCode, Box<dyn Error>> {
    let body = Some(body).filter(|body| !body.is_null());
    asker.run(async |api| api.send(scopes::KEEP, method, path, body).await)
}
