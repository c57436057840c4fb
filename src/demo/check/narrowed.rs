//! A token for one purpose, one case and two fields (RFC 9396): less comes out, and no header is needed.

use super::super::DemoError;
use super::super::client::{Card, credential};
use crate::app::clock::SystemClock;
use crate::client::{Bearer, Wish, ask, exchange, grant};
use crate::dial::Dialer;
use crate::vocab::time::Clock;
use bytes::Bytes;
use hyper::Request;
use serde_json::{Value, json};

/// Asks the first example's question again, for a name and an age alone.
pub(super) async fn check(dialer: &Dialer, card: &Card) -> Result<String, DemoError> {
    let wrong = |text: &str| DemoError::Request(text.to_owned());
    let example = card.examples.first().ok_or_else(|| wrong("there are no examples"))?;
    let client = card.clients.iter().find(|client| client.client_id == example.client_id);
    let client = client.ok_or_else(|| wrong("no such client"))?;
    let details = [json!({
        "type": "urn:sluse:purpose", "purpose": example.purpose, "case_reference": "2026/1234",
        "fields": ["navn[].fornavn", "foedsel.foedselsdato"],
    })];
    let mut wish = Wish::new(&client.client_id, &card.issuer, &example.scope);
    wish.authorization_details = &details;
    let now = SystemClock.now();
    let token =
        exchange(dialer, &card.token_endpoint, &grant(&wish, &credential(client)?, now)?).await?;
    let request = Request::get(&example.url).body(Bytes::new());
    let request = request.map_err(|error| wrong(&error.to_string()))?;
    let answer = ask(dialer, Bearer { token: &token, key: None }, request, now).await?;
    let document: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let names: Vec<&str> =
        document.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    if answer.status().as_u16() == 200 && names == ["foedsel", "navn"] {
        Ok("200, with a name and an age".into())
    } else {
        Err(wrong(&format!("{} {}", answer.status(), String::from_utf8_lossy(answer.body()))))
    }
}
