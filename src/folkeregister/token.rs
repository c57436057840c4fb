//! A token of Maskinporten's for the register, kept until it is about to run out.

use crate::client::{ClientError, Credential, Token, Wish, exchange, grant};
use crate::dial::Dialer;
use crate::vocab::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// A token is replaced this long before it runs out.
const MARGIN: Duration = Duration::from_secs(10);

/// A token that is good now.
pub type Unlocked = Arc<Token>;

/// Gets tokens for one client and scope.
pub struct TokenSource {
    /// The way to the issuer.
    pub dialer: Dialer,
    /// The issuer's token endpoint.
    pub endpoint: String,
    /// The issuer, byte for byte.
    pub audience: String,
    /// This service's client there.
    pub client_id: String,
    /// The scope of the register's package, such as `folkeregister:deling/offentligmedhjemmel`.
    pub scope: String,
    /// What the client proves itself with.
    pub credential: Credential,
    /// The newest token and when it is too old.
    pub newest: Newest,
}

/// The newest token.
#[derive(Default)]
pub struct Newest(Mutex<Option<(Unlocked, Timestamp)>>);

impl TokenSource {
    /// A token that is good now. Whoever comes while one is fetched waits for the same.
    ///
    /// # Errors
    /// When there is none to be had.
    pub(super) async fn token(&self, now: Timestamp) -> Result<Unlocked, ClientError> {
        let mut newest = self.newest.0.lock().await;
        if let Some((token, until)) = newest.as_ref()
            && now < *until
        {
            return Ok(token.clone());
        }
        *newest = None;
        let wish = Wish::new(&self.client_id, &self.audience, &self.scope);
        let token = grant(&wish, &self.credential, now)?;
        let token = Arc::new(exchange(&self.dialer, &self.endpoint, &token).await?);
        let until = now.plus(Duration::from_secs(token.expires_in)).minus(MARGIN);
        *newest = Some((token.clone(), until));
        Ok(token)
    }

    /// Forgets the token: the register does not take it.
    pub(super) fn forget(&self) {
        if let Ok(mut newest) = self.newest.0.try_lock() {
            *newest = None;
        }
    }
}
