//! Organisations as Maskinporten's grants and tokens write them, ISO 6523 actors:
//! `{"authority":"iso6523-actorid-upis","ID":"0192:312143046"}`.

use crate::vocab::party::{AUTHORITY, Organisation};
use serde::Serialize;
use serde_json::Value;

/// An organisation on its way into a token.
#[derive(Serialize)]
pub(super) struct Actor {
    authority: &'static str,
    #[serde(rename = "ID")]
    id: String,
}

impl Actor {
    pub(super) fn of(organisation: &Organisation) -> Self {
        Self { authority: AUTHORITY, id: organisation.actor_id() }
    }
}

/// Reads an actor of the Norwegian register of legal entities; some of Altinn's pages write `id`.
pub(super) fn read(value: &Value) -> Option<Organisation> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    if text("authority")? != AUTHORITY {
        return None;
    }
    Organisation::parse_actor(text("ID").or_else(|| text("id"))?).ok()
}
