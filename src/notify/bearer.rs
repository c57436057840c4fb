//! Access tokens for those carriers that want one, from Maskinporten or an issuer like it.

use super::channel::Fault;
use crate::client::{Credential, Token, Wish, exchange, grant, metadata};
use crate::dial::Dialer;
use crate::vocab::time::{SharedClock, Timestamp};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::Mutex;

/// A token is not used when it ends sooner than this: the request takes time, and clocks differ.
const MARGIN: Duration = Duration::from_secs(20);

/// The token service, and the tokens that it gave.
pub struct Maskinporten {
    issuer: String,
    client_id: String,
    credential: Credential,
    dialer: Dialer,
    clock: SharedClock,
    kept: Mutex<HashMap<String, (Token, Timestamp)>>,
}

impl Maskinporten {
    /// The issuer (an https address), this program's client there and what it proves itself with.
    #[must_use]
    pub fn new(
        issuer: String,
        client_id: String,
        credential: Credential,
        dialer: Dialer,
        clock: SharedClock,
    ) -> Self {
        Self { issuer, client_id, credential, dialer, clock, kept: Mutex::default() }
    }

    /// A token with this scope: the one that was used last, as long as it is good.
    ///
    /// # Errors
    /// When there is none to be had.
    pub(super) async fn token(&self, scope: &str) -> Result<Token, Fault> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        if let Some((token, until)) = kept.get(scope)
            && now < *until
        {
            return Ok(token.clone());
        }
        let fetched = metadata::fetch(&self.dialer, &self.issuer).await.map_err(Fault::Token)?;
        if fetched.metadata.issuer != self.issuer {
            return Err(Fault::OtherIssuer);
        }
        let wish = Wish::new(&self.client_id, &self.issuer, scope);
        let grant = grant(&wish, &self.credential, now).map_err(Fault::Token)?;
        let token = exchange(&self.dialer, &fetched.metadata.token_endpoint, &grant).await;
        let token = token.map_err(Fault::Token)?;
        let until = now.plus(Duration::from_secs(token.expires_in)).minus(MARGIN);
        kept.insert(scope.to_owned(), (token.clone(), until));
        Ok(token)
    }
}
