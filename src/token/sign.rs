//! Signing off the threads that serve requests: one RSA signature takes as long as ten requests.

use super::refused::GrantRefused;
use crate::jose::signer::{self, Signer};
use crate::vocab::limits::Limit;
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The tokens that wait for their signature at one time, each for a third of a millisecond on one
/// core: a client that comes later would wait longer than half a second.
const SIGNATURES_WAITING: Limit = Limit { name: "signatures_waiting", most: 1024 };

/// Signs, as many at a time as there are cores.
#[derive(Debug)]
pub(super) struct Pen {
    waiting: Semaphore,
    signing: Semaphore,
}

/// A place in the queue.
pub(super) struct Place<'p> {
    pen: &'p Pen,
    _waiting: SemaphorePermit<'p>,
}

impl Pen {
    pub(super) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { waiting: Semaphore::new(SIGNATURES_WAITING.most), signing: Semaphore::new(cores) }
    }

    /// Takes a place, before anything is done that a later refusal would leave behind.
    pub(super) fn place(&self) -> Result<Place<'_>, GrantRefused> {
        let waiting = self.waiting.try_acquire().map_err(|_| GrantRefused::Busy)?;
        Ok(Place { pen: self, _waiting: waiting })
    }
}

impl Place<'_> {
    /// Signs these claims as a token of this type.
    pub(super) async fn sign<C>(
        self,
        key: &Arc<dyn Signer>,
        typ: &'static str,
        claims: C,
    ) -> Result<String, GrantRefused>
    where
        C: serde::Serialize + Send + 'static,
    {
        let _turn = self.pen.signing.acquire().await.map_err(|_| GrantRefused::Unavailable)?;
        let key = Arc::clone(key);
        let signed = tokio::task::spawn_blocking(move || signer::sign(&*key, typ, &claims)).await;
        match signed {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(_)) | Err(_) => Err(GrantRefused::Unavailable),
        }
    }
}
