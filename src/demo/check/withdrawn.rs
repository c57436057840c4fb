//! A consent that has been withdrawn: no token rests on it, so nothing can be asked.

use super::super::DemoError;
use super::super::client::credential;
use super::super::consents::{WITHDRAWN, details};
use super::super::run::Demonstration;
use crate::app::clock::SystemClock;
use crate::client::{ClientError, Wish, exchange, grant};
use crate::dial::Dialer;
use crate::vocab::time::Clock;

/// Asks for a token that rests on it, and must be refused.
pub(super) async fn check(dialer: &Dialer, running: &Demonstration) -> Result<String, DemoError> {
    let wrong = |text: &str| DemoError::Request(text.to_owned());
    let card = &running.card;
    let client = card.clients.iter().find(|client| client.client_id == "frivilligfondet");
    let client = client.ok_or_else(|| wrong("no such client"))?;
    let details = [details(WITHDRAWN, &running.population)];
    let mut wish = Wish::new(&client.client_id, &card.issuer, "folkeregister:medlemskontroll");
    wish.authorization_details = &details;
    let grant = grant(&wish, &credential(client)?, SystemClock.now())?;
    match exchange(dialer, &card.token_endpoint, &grant).await {
        Err(ClientError::Refused(refusal)) => Ok(format!("no token: {}", refusal.error)),
        Err(other) => Err(other.into()),
        Ok(_) => Err(wrong("a token rests on a consent that was withdrawn")),
    }
}
