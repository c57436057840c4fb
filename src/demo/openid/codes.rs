//! Codes that wait to be exchanged: each once, for a minute.

use crate::demo::persons::Position;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use ring::digest::{SHA256, digest};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Codes that wait at one time.
pub(super) const CODES: Limit = Limit { name: "demo_openid_codes", most: 1024 };

/// How long a code waits.
pub(super) const LIFETIME: Duration = Duration::from_secs(60);

/// What a code stands for. There is one client with one redirect address, so a code is bound to both
/// by where it is sent and who may exchange it.
#[derive(Debug, Clone)]
pub(super) struct Issued {
    pub(super) person: Position,
    pub(super) nonce: String,
    /// The S256 challenge of the client's verifier.
    pub(super) challenge: String,
    pub(super) at: Timestamp,
}

/// [`CODES`] codes wait already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Full;

/// The codes that wait, by their SHA-256.
#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<[u8; 32], Issued>>);

impl Codes {
    /// Lets a code wait; those that are too old make room.
    pub(super) fn put(&self, code: &str, issued: Issued) -> Result<(), Full> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = issued.at;
        waiting.retain(|_, issued| !is_late(issued, now));
        if waiting.len() >= CODES.most {
            return Err(Full);
        }
        waiting.insert(trace(code), issued);
        Ok(())
    }

    /// Takes a code out, so that it can be exchanged once only; none when it does not wait or is too
    /// old.
    pub(super) fn take(&self, code: &str, now: Timestamp) -> Option<Issued> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(&trace(code)).filter(|issued| !is_late(issued, now))
    }
}

fn is_late(issued: &Issued, now: Timestamp) -> bool {
    now.since(issued.at) >= LIFETIME
}

fn trace(code: &str) -> [u8; 32] {
    let mut trace = [0; 32];
    trace.copy_from_slice(digest(&SHA256, code.as_bytes()).as_ref());
    trace
}
