//! Time-stamps on the ledger's checkpoints: a task that asks the configured authority again and again.

use super::{StartError, failed};
use crate::config::Config;
use crate::config::timestamps::Timestamps;
use crate::dial::{DialError, Dialer};
use crate::ledger::stamps::Stamping;
use crate::ledger::store::StoreError;
use crate::ledger::{Ledger, ReadError};
use crate::metrics::Metrics;
use crate::serve::tls;
use crate::stamp::{self, Authority, Nonce, StampFault};
use crate::vocab::cause::Told;
use crate::vocab::time::{SharedClock, Timestamp};
use bytes::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE};
use hyper::{Request, StatusCode, Uri};
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often the clock is asked whether it is time.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long after a failure the authority is asked again, at the most.
const TRY_AGAIN: Duration = Duration::from_secs(60);

/// From connecting to the last byte of the answer.
const DEADLINE: Duration = Duration::from_secs(20);

/// How far the authority's time may be from the clock's: beyond it one of the two is wrong.
const APART: Duration = Duration::from_secs(300);

/// Why a checkpoint was not stamped. Names are for the metric.
#[derive(Debug, thiserror::Error)]
enum Unstamped {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the system's randomness failed")]
    Random,
    #[error(transparent)]
    Dial(#[from] DialError),
    #[error("the authority answered with status {0}")]
    Status(StatusCode),
    #[error("the authority's answer is not of type {}", stamp::REPLY)]
    MediaType,
    #[error(transparent)]
    Stamp(#[from] StampFault),
    #[error(
        "the authority's time {theirs} is far from the clock's {ours}: one of the two is wrong"
    )]
    Apart { theirs: Timestamp, ours: Timestamp },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the work was broken off")]
    Broken,
}

impl Unstamped {
    /// The metric's word for it.
    const fn outcome(&self) -> &'static str {
        match self {
            Self::Read(_) | Self::Store(_) => "storage",
            Self::Random | Self::Broken => "broken",
            Self::Dial(_) | Self::Status(_) | Self::MediaType => "no-answer",
            Self::Stamp(_) => "bad-answer",
            Self::Apart { .. } => "clock-apart",
        }
    }
}

/// Asks one authority.
struct Asking {
    ledger: Ledger,
    dialer: Dialer,
    url: Uri,
    authority: Authority,
    interval: Duration,
    clock: SharedClock,
    metrics: Metrics,
    stamping: Arc<Stamping>,
}

/// Begins to have checkpoints stamped, when that is configured.
///
/// # Errors
/// When the configuration cannot be used. An authority that is down is no error.
pub(super) fn begin(
    config: &Config,
    ledger: &Ledger,
    clock: &SharedClock,
    metrics: &Metrics,
    (tasks, stopping): (&mut JoinSet<()>, &watch::Receiver<bool>),
) -> Result<(), StartError> {
    let Some(wanted) = &config.ledger.timestamps else { return Ok(()) };
    let late_after = Duration::from_secs(wanted.late_after_s);
    let stamping = Arc::new(Stamping::begin(late_after, clock.now()));
    let asking = Asking {
        ledger: ledger.clone(),
        dialer: dialer(wanted)?,
        url: wanted.url.parse().map_err(failed("ledger.timestamps.url"))?,
        authority: authority(wanted)?,
        interval: Duration::from_secs(wanted.interval_s),
        clock: clock.clone(),
        metrics: metrics.clone(),
        stamping: stamping.clone(),
    };
    ledger.is_stamped(stamping);
    tasks.spawn(asking.follow(stopping.clone()));
    Ok(())
}

fn dialer(wanted: &Timestamps) -> Result<Dialer, StartError> {
    let roots = wanted.tls_ca.as_deref().map(tls::certificates).transpose();
    let roots = roots.map_err(failed("ledger.timestamps.tls_ca"))?.unwrap_or_default();
    if roots.is_empty() && wanted.url.starts_with("https://") {
        let needed = "an https address needs `tls_ca`: what its certificate is from";
        return Err(failed("ledger.timestamps")(needed));
    }
    Dialer::new(&roots).map_err(failed("ledger.timestamps.tls_ca"))
}

fn authority(wanted: &Timestamps) -> Result<Authority, StartError> {
    let roots = tls::certificates(&wanted.ca).map_err(failed("ledger.timestamps.ca"))?;
    Authority::new(&roots, wanted.policy.as_deref()).map_err(failed("ledger.timestamps"))
}

impl Asking {
    /// Asks at once and then at intervals, sooner after a failure, until the house stops.
    async fn follow(self, mut stopping: watch::Receiver<bool>) {
        let mut next = self.clock.now();
        loop {
            if self.clock.now() >= next {
                let wait = self.attempt().await;
                next = self.clock.now().plus(wait);
            }
            let late = self.stamping.is_late(self.clock.now());
            self.metrics.stamped().stand(self.stamping.newest(), late);
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Tries once, tells what came of it, and gives how long to wait.
    async fn attempt(&self) -> Duration {
        match self.stamp().await {
            Ok(stamped) => {
                self.stamping.went_well(stamped, self.clock.now());
                let outcome = if stamped.is_some() { "stamped" } else { "unchanged" };
                self.metrics.stamped().tried(outcome);
                self.interval
            }
            Err(error) => {
                let why = Told(&error).to_string();
                tracing::warn!(error = why, "the newest checkpoint has no time-stamp");
                self.metrics.stamped().tried(error.outcome());
                self.stamping.failed(why);
                self.interval.min(TRY_AGAIN)
            }
        }
    }

    /// Has the newest checkpoint stamped; none when it already was.
    async fn stamp(&self) -> Result<Option<(u64, Timestamp)>, Unstamped> {
        let ledger = self.ledger.clone();
        let unstamped = blocking(move || ledger.unstamped()).await??;
        let Some(unstamped) = unstamped else { return Ok(None) };
        let mut random = [0; 16];
        SystemRandom::new().fill(&mut random).map_err(|_| Unstamped::Random)?;
        let (digest, nonce) = (unstamped.digest(), Nonce::new(random));
        let reply = self.ask(stamp::query(&digest, &nonce, &self.authority)).await?;
        let stamp = stamp::check(&reply, &digest, Some(&nonce), &self.authority)?;
        let (theirs, ours) = (stamp.at(), self.clock.now());
        if theirs.since(ours).max(ours.since(theirs)) > APART {
            return Err(Unstamped::Apart { theirs, ours });
        }
        let (ledger, size) = (self.ledger.clone(), unstamped.size());
        blocking(move || ledger.keep_stamp(unstamped, reply.to_vec())).await??;
        Ok(Some((size, theirs)))
    }

    async fn ask(&self, query: Vec<u8>) -> Result<Bytes, Unstamped> {
        let request = Request::post(self.url.clone())
            .header(CONTENT_TYPE, stamp::QUERY)
            .header(ACCEPT, stamp::REPLY)
            .body(Bytes::from(query))
            .map_err(|_| DialError::BadAddress)?;
        let answer = self.dialer.send(request, stamp::REPLY_BYTES, DEADLINE).await?;
        if answer.status() != StatusCode::OK {
            return Err(Unstamped::Status(answer.status()));
        }
        let media_type = answer.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let essence = media_type.and_then(|it| it.split(';').next()).map(str::trim);
        if !essence.is_some_and(|essence| essence.eq_ignore_ascii_case(stamp::REPLY)) {
            return Err(Unstamped::MediaType);
        }
        Ok(answer.into_body())
    }
}

/// Work that waits for the disk.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unstamped> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Unstamped::Broken)
}
