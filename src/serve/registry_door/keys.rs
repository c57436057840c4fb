//! `/clients/{client_id}/jwks`: the keys of a client, replaced as a whole.

use super::answer::json;
use super::reading::body;
use super::{Call, Fault};
use crate::registrar::clients;
use crate::registrar::keys::{self, KeyWish};
use crate::registrar::rights::{ChangeClients, ReadClients};
use crate::registry::client::Client;
use crate::registry::record::{Held, Record};
use crate::vocab::time::Day;
use bytes::Bytes;
use hyper::{Response, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// A set of public keys (RFC 7517 section 5).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysBody {
    keys: Vec<KeyBody>,
    #[serde(rename = "created")]
    _created: Option<IgnoredAny>,
    #[serde(rename = "last_updated")]
    _last_updated: Option<IgnoredAny>,
}

/// A public key and its last day. A member that would change what the key is good for, such as
/// `x5c`, is refused with all unknown ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyBody {
    kty: String,
    kid: String,
    alg: Option<String>,
    r#use: Option<String>,
    key_ops: Option<Vec<String>>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    valid_until: Option<Day>,
}

impl From<KeyBody> for KeyWish {
    fn from(key: KeyBody) -> Self {
        let members = [
            ("kty", Some(key.kty)),
            ("kid", Some(key.kid)),
            ("alg", key.alg),
            ("use", key.r#use),
            ("n", key.n),
            ("e", key.e),
            ("crv", key.crv),
            ("x", key.x),
            ("y", key.y),
        ];
        let told = members.into_iter().filter_map(|(name, text)| Some((name, text?.into())));
        let operations = key.key_ops.map(|operations| ("key_ops", operations.into()));
        let jwk =
            told.chain(operations).map(|(name, value): (&str, Value)| (name.to_owned(), value));
        Self { jwk: jwk.collect(), valid_until: key.valid_until }
    }
}

fn shown(held: &Held<Client>) -> Value {
    let keys = held.record.keys.iter().map(|key| {
        let mut jwk = key.jwk();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("valid_until".into(), key.valid_until().to_string().into());
        }
        jwk
    });
    json!({
        "keys": keys.collect::<Value>(),
        "created": held.created,
        "last_updated": held.last_updated,
    })
}

impl Call<'_> {
    pub(super) fn read_keys(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ReadClients>()?;
        let registry = self.registry();
        let held = clients::find(&right, &registry, &self.client_id()?)?;
        Ok(json(StatusCode::OK, &shown(held)))
    }

    pub(super) async fn replace_keys(&self) -> Result<Response<Bytes>, Fault> {
        let right = self.administrator.may::<ChangeClients>()?;
        let (id, today) = (self.client_id()?, self.now.day_in_norway());
        let wanted = body::<KeysBody>(self.request)?.keys;
        let wanted: Vec<KeyWish> = wanted.into_iter().map(KeyWish::from).collect();
        let decide =
            move |right: &_, registry: &_| keys::replace(right, registry, &id, &wanted, today);
        let registered = self.change(right, decide).await?;
        let Held { active, created, last_updated, by, record } = registered;
        let document = match record {
            Record::Client(record) => shown(&Held { active, created, last_updated, by, record }),
            _ => Value::Null,
        };
        Ok(json(StatusCode::OK, &document))
    }
}
