//! The difference between a file and what is registered, as steps in an order in which each rests on
//! those before it.

use super::held::Held;
use super::wanted;
use crate::cli::administration::api::{segment, with_query};
use crate::cli::administration::scopes;
use crate::registry::client::Client;
use crate::registry::delegation::Delegation;
use crate::registry::record::{Record, Registered};
use crate::registry::scope::{Access, RegisteredScope};
use crate::vocab::time::Day;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fmt;

/// Stands in a path for the id that the service gives a new client.
pub(super) const NEW: &str = "{new}";

/// One request.
pub(super) struct Step {
    pub(super) needed: &'static [&'static str],
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

/// What becomes of one record.
pub(super) struct Change {
    /// Which record.
    pub(super) name: String,
    /// Whether it is registered anew.
    pub(super) is_new: bool,
    removes: bool,
    /// What differs, a line each.
    differs: Vec<String>,
    pub(super) steps: Vec<Step>,
}

/// All changes, and what is left alone.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) changes: Vec<Change>,
    same: usize,
    others: usize,
    /// Own records that the file does not have, and that stay.
    stay: Vec<String>,
}

fn text<'v>(record: &'v Value, member: &str) -> &'v str {
    record.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn is_active(record: &Value) -> bool {
    record.get("active").and_then(Value::as_bool).unwrap_or(true)
}

/// Where members differ; what is missing is nothing, or no.
fn differences(before: &Value, body: &Value, members: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    if !is_active(before) {
        found.push("active: false -> true".to_owned());
    }
    for member in members {
        let (old, new) = (before.get(*member), body.get(*member));
        let nothing = |value: Option<&Value>| {
            value.is_none_or(|value| value.is_null() || *value == Value::Bool(false))
        };
        if old == new || (nothing(old) && nothing(new)) {
            continue;
        }
        let said = |value: Option<&Value>| value.map_or_else(|| "-".to_owned(), Value::to_string);
        found.push(format!("{member}: {} -> {}", said(old), said(new)));
    }
    found
}

impl Plan {
    /// What must change so that what is registered of the client's own organisation is what the file
    /// says of it.
    pub(super) fn new(records: &[Registered], held: &Held, today: Day, remove: bool) -> Self {
        let mut plan = Self::default();
        for registered in records {
            let record = &registered.record;
            let own = match record {
                Record::Organisation(_) | Record::Group(_) | Record::Prefix(_) => held.keeps,
                Record::Scope(scope) => held.provides && scope.owner.as_str() == held.own,
                Record::Access(access) => {
                    let owner = records.iter().find_map(|other| match &other.record {
                        Record::Scope(scope) if scope.name == access.scope => Some(&scope.owner),
                        _ => None,
                    });
                    held.provides && owner.is_some_and(|owner| owner.as_str() == held.own)
                }
                Record::Client(client) => held.consumes && client.organisation.as_str() == held.own,
                Record::Delegation(one) => held.consumes && one.consumer.as_str() == held.own,
                Record::SystemUser(_) => false,
                Record::File(_) => continue,
            };
            if own { plan.add(record, held, today) } else { plan.others += 1 }
        }
        plan.leave_or_remove(records, held, remove);
        plan
    }

    fn add(&mut self, record: &Record, held: &Held, today: Day) {
        match record {
            Record::Organisation(one) => {
                let before = find(&held.organisations, "orgno", one.number.as_str());
                let at = format!("/organisations/{}", one.number);
                let body = wanted::organisation(one);
                self.put(record, before, at, body, &["name", "form"]);
            }
            Record::Group(one) => {
                let before = find(&held.groups, "group", one.id.as_str());
                let body = json!({ "name": one.name, "members": one.members });
                self.put(record, before, format!("/groups/{}", one.id), body, &["name", "members"]);
            }
            Record::Prefix(one) => {
                let before = find(&held.prefixes, "prefix", one.prefix.as_str());
                let at = format!("/prefixes/{}", segment(one.prefix.as_str()));
                self.put(record, before, at, json!({ "owner_orgno": one.owner }), &["owner_orgno"]);
            }
            Record::Scope(one) => self.scope(record, one, held),
            Record::Access(one) => self.access(record, one, held),
            Record::Client(one) => self.client(one, held, today),
            Record::Delegation(one) => self.delegation(record, one, held),
            Record::SystemUser(_) | Record::File(_) => {}
        }
    }

    /// A record that is put in its place, new or not.
    fn put(
        &mut self,
        record: &Record,
        before: Option<&Value>,
        path: String,
        body: Value,
        compared: &[&str],
    ) {
        let differs = differences(before.unwrap_or(&Value::Null), &body, compared);
        let step = Step { needed: scopes::KEEP, method: "PUT", path, body: Some(body) };
        self.change(record.key().as_str(), before.is_none(), differs, vec![step]);
    }

    fn change(&mut self, name: &str, is_new: bool, differs: Vec<String>, steps: Vec<Step>) {
        if differs.is_empty() && !is_new {
            self.same += 1;
            return;
        }
        let name = name.to_owned();
        self.changes.push(Change { name, is_new, removes: false, differs, steps });
    }

    fn scope(&mut self, record: &Record, scope: &RegisteredScope, held: &Held) {
        let before = find(&held.scopes, "name", scope.name.as_str());
        let body = wanted::scope(scope);
        let differs = differences(before.unwrap_or(&Value::Null), &body, wanted::SCOPE);
        let (method, path) = match before {
            Some(_) => ("PUT", with_query("/scopes", &[("scope", scope.name.as_str())])),
            None => ("POST", "/scopes".to_owned()),
        };
        let step = Step { needed: scopes::SCOPES, method, path, body: Some(body) };
        self.change(record.key().as_str(), before.is_none(), differs, vec![step]);
    }

    fn access(&mut self, record: &Record, access: &Access, held: &Held) {
        let grantee = access.grantee.to_string();
        let before = held
            .access
            .iter()
            .find(|one| text(one, "scope") == access.scope.as_str() && grantee_of(one) == grantee);
        let body = json!({ "state": access.state });
        let differs = differences(before.unwrap_or(&Value::Null), &body, &["state"]);
        let path = format!("/scopes/access/{}", segment(&grantee));
        let path = with_query(&path, &[("scope", access.scope.as_str())]);
        let step = Step { needed: scopes::SCOPES, method: "PUT", path, body: Some(body) };
        self.change(record.key().as_str(), before.is_none(), differs, vec![step]);
    }

    fn delegation(&mut self, record: &Record, one: &Delegation, held: &Held) {
        let before = held.delegations.iter().find(|it| {
            text(it, "consumer_orgno") == one.consumer.as_str()
                && text(it, "supplier_orgno") == one.supplier.as_str()
                && text(it, "scope") == one.scope.as_str()
        });
        let day = json!({ "valid_until": one.valid_until });
        let differs = differences(before.unwrap_or(&Value::Null), &day, &["valid_until"]);
        let (method, path, body) = match before {
            Some(_) => {
                let path = format!("/delegations/{}", one.supplier);
                ("PUT", with_query(&path, &[("scope", one.scope.as_str())]), day)
            }
            None => {
                let body = json!({
                    "supplier_orgno": one.supplier, "scope": one.scope,
                    "valid_until": one.valid_until,
                });
                ("POST", "/delegations".to_owned(), body)
            }
        };
        let step = Step { needed: scopes::DELEGATE, method, path, body: Some(body) };
        self.change(record.key().as_str(), before.is_none(), differs, vec![step]);
    }

    /// A client is known by its id, or, where the file's id is not the service's, by its name.
    fn client(&mut self, client: &Client, held: &Held, today: Day) {
        let before = known_client(client, held);
        let id = before.map_or(NEW, |before| text(before, "client_id"));
        let at = if before.is_some() {
            format!("/clients/{}", segment(id))
        } else {
            format!("/clients/{NEW}")
        };
        let step = |method, path: String, body| Step {
            needed: scopes::DELEGATE,
            method,
            path,
            body: Some(body),
        };
        let nothing = Value::Null;
        let (body, held_client) = (wanted::client(client), before.unwrap_or(&nothing));
        let mut differs = differences(held_client, &body, wanted::CLIENT);
        let mut steps = Vec::new();
        match before {
            None => steps.push(step("POST", "/clients".to_owned(), body)),
            Some(_) if !differs.is_empty() => steps.push(step("PUT", at.clone(), body)),
            Some(_) => {}
        }
        let names = |keys: &[Value]| -> HashSet<String> {
            keys.iter().map(|key| wanted::key_name(key, today)).collect()
        };
        let list = |member: &str| held_client.get(member).and_then(Value::as_array).cloned();
        let (old, new) = (list("keys").unwrap_or_default(), wanted::keys(client));
        if !same_keys(&names(&old), &names(&new)) {
            let kids = |keys: &[Value]| -> Vec<String> {
                keys.iter().map(|key| text(key, "kid").to_owned()).collect()
            };
            differs.push(format!("keys: {:?} -> {:?}", kids(&old), kids(&new)));
            steps.push(step("PUT", format!("{at}/jwks"), json!({ "keys": new })));
        }
        let parts = list("onbehalfof").unwrap_or_default();
        for part in &client.onbehalfof {
            if find(&parts, "onbehalfof", part.id.as_str()).is_none() {
                differs.push(format!("onbehalfof: + {}", part.id));
                let body = json!({ "onbehalfof": part.id, "name": part.name });
                steps.push(step("POST", format!("{at}/onbehalfof"), body));
            }
        }
        self.change(&format!("client/{}", client.id), before.is_none(), differs, steps);
    }

    /// Own records that the file does not have. The client that asks stays in any case.
    fn leave_or_remove(&mut self, records: &[Registered], held: &Held, remove: bool) {
        let keys: HashSet<String> =
            records.iter().map(|one| one.record.key().to_string()).collect();
        let known: HashSet<&str> = records
            .iter()
            .filter_map(|one| match &one.record {
                Record::Client(client) => known_client(client, held),
                _ => None,
            })
            .map(|client| text(client, "client_id"))
            .collect();
        for (name, needed, path) in removable(held) {
            let id = name.strip_prefix("client/");
            let stays = keys.contains(&name) || id.is_some_and(|id| known.contains(id));
            if stays || id == Some(held.asker.as_str()) {
                continue;
            }
            if !remove {
                self.stay.push(name);
                continue;
            }
            let steps = vec![Step { needed, method: "DELETE", path, body: None }];
            let change = Change { name, is_new: false, removes: true, differs: Vec::new(), steps };
            self.changes.push(change);
        }
    }

    pub(super) fn as_json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            json!({ "record": change.name, "kind": change.kind(), "differs": change.differs })
        });
        json!({
            "changes": changes.collect::<Vec<_>>(), "same": self.same,
            "of_others": self.others, "not_in_the_file": self.stay,
        })
    }
}

fn find<'v>(records: &'v [Value], member: &str, name: &str) -> Option<&'v Value> {
    records.iter().find(|record| text(record, member) == name)
}

fn grantee_of(access: &Value) -> String {
    let group = text(access, "consumer_group");
    if group.is_empty() { text(access, "consumer_orgno").to_owned() } else { group.to_owned() }
}

fn known_client<'h>(client: &Client, held: &'h Held) -> Option<&'h Value> {
    let by_id = find(&held.clients, "client_id", client.id.as_str());
    by_id.or_else(|| {
        held.clients.iter().find(|it| is_active(it) && text(it, "client_name") == client.name)
    })
}

/// Whether the keys are the same; a day that the file leaves open fits any.
fn same_keys(old: &HashSet<String>, new: &HashSet<String>) -> bool {
    let fits = |one: &String, other: &String| {
        one == other || (one.ends_with(' ') && other.starts_with(one.as_str()))
    };
    old.len() == new.len() && new.iter().all(|one| old.iter().any(|other| fits(one, other)))
}

/// The active records that are the client's to deactivate, those that others rest on last.
fn removable(held: &Held) -> Vec<(String, &'static [&'static str], String)> {
    let mut found = Vec::new();
    let active = |records: &'_ [Value]| -> Vec<Value> {
        records.iter().filter(|record| is_active(record)).cloned().collect()
    };
    for one in active(&held.delegations) {
        let (supplier, scope) = (text(&one, "supplier_orgno"), text(&one, "scope"));
        if text(&one, "consumer_orgno") == held.own {
            let path = with_query(&format!("/delegations/{supplier}"), &[("scope", scope)]);
            let name = format!("delegation/{}/{supplier}/{scope}", held.own);
            found.push((name, scopes::DELEGATE, path));
        }
    }
    for one in active(&held.clients) {
        let id = text(&one, "client_id");
        let path = format!("/clients/{}", segment(id));
        found.push((format!("client/{id}"), scopes::DELEGATE, path));
    }
    for one in active(&held.access) {
        let (who, scope) = (grantee_of(&one), text(&one, "scope"));
        let path = format!("/scopes/access/{}", segment(&who));
        let path = with_query(&path, &[("scope", scope)]);
        found.push((format!("access/{who}/{scope}"), scopes::SCOPES, path));
    }
    for one in active(&held.scopes) {
        let name = text(&one, "name");
        let path = with_query("/scopes", &[("scope", name)]);
        found.push((format!("scope/{name}"), scopes::SCOPES, path));
    }
    let kept = [
        ("prefix", "prefix", "/prefixes", &held.prefixes),
        ("group", "group", "/groups", &held.groups),
        ("organisation", "orgno", "/organisations", &held.organisations),
    ];
    for (kind, member, path, records) in kept {
        for one in active(records) {
            let name = text(&one, member);
            let path = format!("{path}/{}", segment(name));
            found.push((format!("{kind}/{name}"), scopes::KEEP, path));
        }
    }
    found
}

impl Change {
    const fn kind(&self) -> &'static str {
        match (self.is_new, self.removes) {
            (true, _) => "register",
            (false, true) => "deactivate",
            (false, false) => "change",
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            let mark = match change.kind() {
                "register" => '+',
                "deactivate" => '-',
                _ => '~',
            };
            writeln!(out, "{mark} {}", change.name)?;
            for line in &change.differs {
                writeln!(out, "    {}", crate::client::printable(line))?;
            }
        }
        for name in &self.stay {
            writeln!(out, "? {name} is not in the file; --remove deactivates it")?;
        }
        let Self { changes, same, others, .. } = self;
        let count = changes.len();
        writeln!(out, "{count} changes; {same} records are as the file says, {others} are others'")
    }
}
