//! Business certificates at the token door: which authorities are trusted, and their revocation
//! lists, obtained again and again in the background.
//!
//! Lists come only from where the configuration says, never from where a certificate points to.

use crate::certificate::{
    Authorities, Business, CRL_BYTES, CertificateError, Chain, CrlError, Issued, RevocationList,
    RevocationLists, check, issued,
};
use crate::dial::{DialError, Dialer};
use crate::vocab::limits::Limit;
use crate::vocab::time::{SharedClock, Timestamp};
use bytes::Bytes;
use hyper::{Request, StatusCode, Uri};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often lists are obtained again: when all went well, and when not.
const REFRESH: Duration = Duration::from_mins(15);
const RETRY: Duration = Duration::from_mins(1);

/// How long fetching one list may take.
const FETCH: Duration = Duration::from_secs(10);

/// Chains that are known to be good; when there are more, all are checked again.
pub const KNOWN_CHAINS: Limit = Limit { name: "known_chains", most: 4096 };

/// Where a revocation list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file, DER or PEM, that something else keeps fresh.
    File(PathBuf),
    /// An address, `http` or `https`. The list is signed, so `http` will do.
    Address(Uri),
}

impl std::fmt::Display for Source {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(out, "{}", path.display()),
            Self::Address(address) => write!(out, "{address}"),
        }
    }
}

/// Why a list was not obtained; the one that is held stays, until it is too old.
#[derive(Debug, thiserror::Error)]
pub enum NotObtained {
    /// The file could not be read.
    #[error("the file cannot be read: {0}")]
    File(std::io::ErrorKind),
    /// There was no answer.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The answer was another than 200.
    #[error("the other side answered {0}")]
    Status(StatusCode),
    /// What came is no list that is taken.
    #[error(transparent)]
    List(#[from] CrlError),
    /// The reader broke down.
    #[error("the reader of the list broke down")]
    Reader,
}

/// What certificates are checked against.
pub struct Certificates {
    authorities: Authorities,
    max_age: Duration,
    sources: Vec<Held>,
    dialer: Dialer,
    /// What a check uses: replaced whole when lists were obtained again.
    current: RwLock<Arc<Current>>,
}

/// The lists of one moment, and the chains that were found good with them. A check costs a hash over
/// each list, which may be megabytes; most grants come with a chain that came before.
struct Current {
    lists: RevocationLists,
    good: Mutex<HashMap<[u8; 32], Arc<Business>>>,
}

/// A source with the list that it last gave.
struct Held {
    source: Source,
    list: Mutex<Option<Arc<RevocationList>>>,
}

impl Certificates {
    /// Holds no list yet: until [`Self::refresh`] every certificate is refused. A list counts for
    /// `max_age` after it was last obtained.
    #[must_use]
    pub fn new(
        authorities: Authorities,
        sources: Vec<Source>,
        max_age: Duration,
        dialer: Dialer,
    ) -> Self {
        let held = |source| Held { source, list: Mutex::default() };
        let sources = sources.into_iter().map(held).collect();
        let current = RwLock::new(Arc::new(Current::new(Vec::new(), max_age)));
        Self { authorities, max_age, sources, dialer, current }
    }

    /// Checks that a trusted authority issued the certificate, for whom its key is then good to check
    /// a signature with.
    ///
    /// # Errors
    /// The first rule that the chain breaks.
    pub fn issued(&self, chain: &Chain, now: Timestamp) -> Result<Issued, CertificateError> {
        issued(chain, &self.authorities, now)
    }

    /// Checks a chain whose owner has signed, against the lists of this moment.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, chain: &Chain, now: Timestamp) -> Result<Arc<Business>, CertificateError> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        let digest = chain.digest();
        let known = current.good().get(&digest).cloned();
        if let Some(business) = known.filter(|business| now < business.until()) {
            return Ok(business);
        }
        let business = Arc::new(check(chain, &self.authorities, &current.lists, now)?);
        let mut good = current.good();
        if good.len() >= KNOWN_CHAINS.most {
            good.clear();
        }
        good.insert(digest, Arc::clone(&business));
        Ok(business)
    }

    /// Obtains every list once more, and says whether all came. One that does not come, is forged or
    /// is older than the one that is held leaves that one in its place.
    pub async fn refresh(self: &Arc<Self>, now: Timestamp) -> bool {
        let mut tasks = JoinSet::new();
        for at in 0..self.sources.len() {
            let this = Arc::clone(self);
            tasks.spawn(async move { this.refresh_one(at, now).await });
        }
        let mut all = true;
        while let Some(came) = tasks.join_next().await {
            all &= came.unwrap_or(false);
        }
        let held = self.sources.iter().filter_map(Held::list).collect();
        let current = Arc::new(Current::new(held, self.max_age));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = current;
        all
    }

    /// Keeps the lists fresh until told to stop.
    pub async fn keep_fresh(
        self: Arc<Self>,
        clock: SharedClock,
        mut stopping: watch::Receiver<bool>,
        mut all_came: bool,
    ) {
        loop {
            let pause = if all_came { REFRESH } else { RETRY };
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(pause) => {}
            }
            all_came = self.refresh(clock.now()).await;
        }
    }

    async fn refresh_one(self: Arc<Self>, at: usize, now: Timestamp) -> bool {
        let Some(held) = self.sources.get(at) else { return false };
        match self.obtain(&held.source, held.list(), now).await {
            Ok(list) => {
                held.hold(list);
                true
            }
            Err(error) => {
                let source = &held.source;
                tracing::warn!(%source, %error, "a revocation list was not obtained");
                false
            }
        }
    }

    async fn obtain(
        self: &Arc<Self>,
        source: &Source,
        held: Option<Arc<RevocationList>>,
        now: Timestamp,
    ) -> Result<RevocationList, NotObtained> {
        let fetched = match source {
            Source::File(_) => None,
            Source::Address(address) => Some(self.fetch(address).await?),
        };
        let (this, source) = (Arc::clone(self), source.clone());
        // Files block, and a list may be large.
        let reading = tokio::task::spawn_blocking(move || {
            let bytes = match (fetched, source) {
                (Some(fetched), _) => fetched.to_vec(),
                (None, Source::File(path)) => read(&path).map_err(NotObtained::File)?,
                (None, Source::Address(_)) => return Err(NotObtained::Reader),
            };
            let list = RevocationList::read(&bytes, &this.authorities, now)?;
            Ok(list.instead_of(held.as_deref())?)
        });
        reading.await.map_err(|_| NotObtained::Reader)?
    }

    async fn fetch(&self, address: &Uri) -> Result<Bytes, NotObtained> {
        let request = Request::get(address.clone()).body(Bytes::new());
        let request = request.map_err(|_| DialError::BadAddress)?;
        let answer = self.dialer.send(request, CRL_BYTES, FETCH).await?;
        if answer.status() != StatusCode::OK {
            return Err(NotObtained::Status(answer.status()));
        }
        Ok(answer.into_body())
    }
}

impl Current {
    fn new(lists: Vec<Arc<RevocationList>>, max_age: Duration) -> Self {
        Self { lists: RevocationLists::new(lists, max_age), good: Mutex::default() }
    }

    fn good(&self) -> MutexGuard<'_, HashMap<[u8; 32], Arc<Business>>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn list(&self) -> Option<Arc<RevocationList>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, list: RevocationList) {
        *self.list.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(list));
    }
}

/// At most one byte more than a list may have.
fn read(path: &Path) -> Result<Vec<u8>, std::io::ErrorKind> {
    let most = u64::try_from(CRL_BYTES.most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.kind())?;
    file.take(most).read_to_end(&mut bytes).map_err(|error| error.kind())?;
    Ok(bytes)
}
