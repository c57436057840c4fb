//! Places for exports: one for each organisation, so that nobody's slow readers keep others waiting; and some
//! that only those take who may read all: no organisation can make itself unread.

use super::public::WAIT;
use crate::audit::rights::Reader;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The exports that are under way at one time to who reads a part of the ledger.
pub const EXPORTS: Limit = Limit { name: "ledger_exports", most: 4 };

/// The exports that are under way at one time to who may read all.
pub const WHOLE_EXPORTS: Limit = Limit { name: "ledger_exports_of_the_whole", most: 4 };

/// The exports that are under way at one time to one organisation.
pub const OWN_EXPORTS: Limit = Limit { name: "ledger_exports_of_one_organisation", most: 1 };

/// The places for exports.
pub struct Places {
    part: Arc<Semaphore>,
    whole: Arc<Semaphore>,
    /// Of organisations that have a place, or wait for one.
    own: Mutex<HashMap<Organisation, Arc<Semaphore>>>,
}

/// A place, given back when dropped.
pub struct Place {
    _own: OwnedSemaphorePermit,
    _among_all: OwnedSemaphorePermit,
}

impl Default for Places {
    fn default() -> Self {
        let (part, whole) = (EXPORTS.most, WHOLE_EXPORTS.most);
        Self {
            part: Arc::new(Semaphore::new(part)),
            whole: Arc::new(Semaphore::new(whole)),
            own: Mutex::default(),
        }
    }
}

impl Places {
    /// Waits a while for a place. None: they are all taken, or the reader's own is.
    pub async fn take(&self, reader: &Reader) -> Option<Place> {
        let own = self.own(reader.organisation());
        let among_all = if reader.of_the_whole().is_ok() { &self.whole } else { &self.part };
        let taken = async {
            let own = own.acquire_owned().await.ok()?;
            let among_all = among_all.clone().acquire_owned().await.ok()?;
            Some(Place { _own: own, _among_all: among_all })
        };
        timeout(WAIT, taken).await.ok().flatten()
    }

    /// The place of an organisation's own; those that nobody has or waits for are forgotten.
    fn own(&self, organisation: &Organisation) -> Arc<Semaphore> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever has a permit, or waits for one, has a copy.
        own.retain(|_, places| Arc::strong_count(places) > 1);
        let new = || Arc::new(Semaphore::new(OWN_EXPORTS.most));
        own.entry(organisation.clone()).or_insert_with(new).clone()
    }
}
