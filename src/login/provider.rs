//! The OpenID provider: its metadata and keys, kept for a day (OpenID Connect Discovery 1.0).

use super::LoginError;
use super::channel::BackChannel;
use super::credential::{Authenticated, Credential};
use super::metadata::{Endpoint, Metadata, Providers};
use crate::jose::alg::Algorithm;
use crate::jose::claims::Claims;
use crate::jose::jwk::{KEY_SET_BYTES, KeySet, NoKey};
use crate::jose::jws::Compact;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::ACCEPT;
use hyper::{Request, Response, StatusCode};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The provider's metadata or its answer to a code.
pub(super) const OPENID_ANSWER_BYTES: Limit =
    Limit { name: "openid_answer_bytes", most: 64 * 1024 };

/// How long the provider may take for one answer.
const DEADLINE: Duration = Duration::from_secs(8);

/// How long metadata and keys are kept.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// After a key that is not known, the keys are fetched anew, but not more often than this.
const KEYS_AGAIN: Duration = Duration::from_secs(60);

/// After a failure the provider is left alone this long: those who wait are told at once.
const REST: Duration = Duration::from_secs(5);

/// The algorithms that a token may be signed with. ID-porten uses this one.
const ACCEPTED: [Algorithm; 1] = [Algorithm::Rs256];

/// One OpenID provider.
pub struct Provider {
    issuer: String,
    client_id: String,
    credential: Credential,
    providers: Providers,
    channel: Arc<dyn BackChannel>,
    memory: Mutex<Memory>,
    /// Held while something is fetched: who comes meanwhile finds it done.
    turn: tokio::sync::Mutex<()>,
}

/// What was fetched, and when.
#[derive(Default)]
struct Memory {
    metadata: Option<(Timestamp, Arc<Metadata>)>,
    keys: Option<(Timestamp, Arc<KeySet>)>,
    keys_again: Option<Timestamp>,
    failed: Option<Timestamp>,
}

impl Provider {
    /// A provider that nothing is known of yet.
    pub fn new(
        issuer: String,
        client_id: String,
        credential: Credential,
        providers: Providers,
        channel: Arc<dyn BackChannel>,
    ) -> Self {
        let (memory, turn) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { issuer, client_id, credential, providers, channel, memory, turn }
    }

    /// The metadata as last fetched, however old.
    pub fn known(&self) -> Option<Arc<Metadata>> {
        self.memory().metadata.as_ref().map(|(_, metadata)| metadata.clone())
    }

    /// The provider's metadata, fetched if it is older than a day.
    ///
    /// # Errors
    /// When the provider does not answer, or with something else than its own metadata.
    pub async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, LoginError> {
        let fresh = || fresh(self.memory().metadata.as_ref(), now);
        if let Some(metadata) = fresh() {
            return Ok(metadata);
        }
        let _turn = self.turn.lock().await;
        if let Some(metadata) = fresh() {
            return Ok(metadata);
        }
        let fetched = self.rested(self.fetch_metadata(), now).await?;
        let metadata = Arc::new(fetched);
        self.memory().metadata = Some((now, metadata.clone()));
        Ok(metadata)
    }

    async fn fetch_metadata(&self) -> Result<Metadata, LoginError> {
        let issuer = self.issuer.trim_end_matches('/');
        let address = format!("{issuer}/.well-known/openid-configuration");
        let answer = self.fetch(&address, OPENID_ANSWER_BYTES).await?;
        Metadata::parse(&answer, &self.issuer, self.providers).ok_or(LoginError::ProviderWrong)
    }

    /// Writes a form that the provider knows for ours.
    pub(super) fn authenticate(
        &self,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Authenticated, LoginError> {
        self.credential.authenticate(fields, &self.client_id, &self.issuer, now)
    }

    /// Our client identifier.
    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Checks the signature of a token with the provider's keys.
    ///
    /// # Errors
    /// When it is not signed by one of them with an accepted algorithm.
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, LoginError> {
        let token = Compact::parse(token)?;
        let header = token.header();
        if !ACCEPTED.contains(&header.alg) {
            return Err(LoginError::AlgorithmRefused);
        }
        let (kid, alg) = (header.kid.as_deref(), header.alg);
        let mut keys = self.keys(now).await?;
        if keys.find(kid, alg).err() == Some(NoKey::Unknown) {
            keys = self.keys_again(keys, now).await?;
        }
        Ok(token.verify(keys.find(kid, alg)?)?)
    }

    async fn keys(&self, now: Timestamp) -> Result<Arc<KeySet>, LoginError> {
        let fresh = || fresh(self.memory().keys.as_ref(), now);
        if let Some(keys) = fresh() {
            return Ok(keys);
        }
        let metadata = self.metadata(now).await?;
        let _turn = self.turn.lock().await;
        if let Some(keys) = fresh() {
            return Ok(keys);
        }
        self.rested(self.fetch_keys(&metadata.jwks_uri, now), now).await
    }

    /// The keys fetched anew, unless that was done within the last minute; then those of before.
    async fn keys_again(
        &self,
        before: Arc<KeySet>,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, LoginError> {
        let metadata = self.metadata(now).await?;
        let _turn = self.turn.lock().await;
        let newest = self.memory().keys.as_ref().map(|(_, keys)| keys.clone());
        if let Some(newest) = newest.filter(|newest| !Arc::ptr_eq(newest, &before)) {
            return Ok(newest);
        }
        let again = self.memory().keys_again;
        if again.is_some_and(|last| now.since(last) < KEYS_AGAIN) {
            return Ok(before);
        }
        self.memory().keys_again = Some(now);
        self.rested(self.fetch_keys(&metadata.jwks_uri, now), now).await
    }

    async fn fetch_keys(
        &self,
        address: &Endpoint,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, LoginError> {
        let answer = self.fetch(address.as_str(), KEY_SET_BYTES).await?;
        let keys = Arc::new(KeySet::parse(&answer).map_err(|_| LoginError::ProviderWrong)?);
        self.memory().keys = Some((now, keys.clone()));
        Ok(keys)
    }

    /// Does one fetch unless the last one failed just now.
    async fn rested<T>(
        &self,
        fetch: impl Future<Output = Result<T, LoginError>>,
        now: Timestamp,
    ) -> Result<T, LoginError> {
        let failed = self.memory().failed;
        if failed.is_some_and(|failed| now.since(failed) < REST) {
            return Err(LoginError::ProviderDown);
        }
        let fetched = fetch.await;
        self.memory().failed = fetched.is_err().then_some(now);
        fetched
    }

    async fn fetch(&self, address: &str, limit: Limit) -> Result<Bytes, LoginError> {
        let request = Request::get(address)
            .header(ACCEPT, "application/json")
            .body(Bytes::new())
            .map_err(|_| LoginError::ProviderWrong)?;
        let answer = self.send(request, limit).await?;
        match answer.status() {
            StatusCode::OK => Ok(answer.into_body()),
            status if status.is_server_error() => Err(LoginError::ProviderDown),
            _ => Err(LoginError::ProviderWrong),
        }
    }

    pub(super) async fn send(
        &self,
        request: Request<Bytes>,
        limit: Limit,
    ) -> Result<Response<Bytes>, LoginError> {
        self.channel.send(request, limit, DEADLINE).await.map_err(|_| LoginError::ProviderDown)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fresh<T>(kept: Option<&(Timestamp, Arc<T>)>, now: Timestamp) -> Option<Arc<T>> {
    kept.filter(|(since, _)| now.since(*since) < KEPT).map(|(_, kept)| kept.clone())
}
