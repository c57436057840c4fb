//! `/policies`: the set in force, those that were, and reading the folder again.

use super::answer::json;
use super::reading::word;
use super::{Call, Fault};
use crate::activation::past::{self, Past, PastFile};
use crate::ledger::entry::Author;
use crate::registrar::policies::of_the_house;
use crate::registrar::refused::Refused;
use crate::registrar::rights::{ActivatePolicies, ReadPolicies};
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use bytes::Bytes;
use hyper::{Response, StatusCode};
use serde_json::{Map, Value, json};

/// A set: its files with their texts, or with their lengths.
fn shown(past: &Past, is_in_force: bool, with_texts: bool) -> Value {
    let file = |PastFile { source, entries }: &PastFile| {
        let mut told = Map::new();
        told.insert("name".into(), json!(source.name));
        told.insert("bytes".into(), json!(source.text.len()));
        told.insert("entries".into(), json!(entries));
        if with_texts {
            told.insert("text".into(), json!(source.text));
        }
        Value::Object(told)
    };
    let files: Vec<Value> = past.files.iter().map(file).collect();
    let mut told = json!({
        "digest": past.digest, "entry": past.entry, "activated": past.at, "author": past.author,
        "previous": past.previous, "in_force": is_in_force, "files": files,
    });
    if let Some(members) = told.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    told
}

impl Call<'_> {
    /// The set in force.
    pub(super) async fn read_policies(&self) -> Result<Response<Bytes>, Fault> {
        of_the_house(self.administrator.may::<ReadPolicies>()?, &self.registry())?;
        let entry = self.in_force();
        self.set(entry, false).await
    }

    /// A set that was in force once, or is, with its texts.
    pub(super) async fn read_past_policies(&self) -> Result<Response<Bytes>, Fault> {
        of_the_house(self.administrator.may::<ReadPolicies>()?, &self.registry())?;
        let entry: u64 = word(self.variables.first())?;
        self.set(EntryIndex(entry), true).await
    }

    /// Reads the folder again.
    pub(super) async fn reload_policies(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ActivatePolicies>()?;
        let of_the_house = of_the_house(right, &self.registry())?;
        let right = of_the_house.right();
        let (organisation, client) = (right.organisation().clone(), right.client().clone());
        let author = Author::Api { organisation, client };
        let outcome = self.desk.activator.reload(author).await.map_err(Fault::NotActivated)?;
        let active = outcome.active;
        let told = json!({
            "digest": active.set().digest(), "entry": active.entry(), "activated": active.since(),
            "is_new": outcome.is_new,
        });
        Ok(json(StatusCode::OK, &told))
    }

    fn in_force(&self) -> EntryIndex {
        self.desk.activator.in_force().current().entry()
    }

    async fn set(&self, entry: EntryIndex, with_texts: bool) -> Result<Response<Bytes>, Fault> {
        let (ledger, in_force) = (self.desk.gateway.ledger.clone(), self.in_force());
        let read = move || {
            let past = past::at(&ledger, entry).map_err(|error| {
                tracing::error!(error = %Told(&error), "a set of policies cannot be read back");
                Refused::LedgerFailed
            })?;
            let past = past.ok_or(Refused::Unknown)?;
            Ok::<_, Refused>(json(StatusCode::OK, &shown(&past, entry == in_force, with_texts)))
        };
        let read = tokio::task::spawn_blocking(read).await;
        Ok(read.unwrap_or(Err(Refused::LedgerFailed))?)
    }
}
