//! The keys that sign access tokens, and the document that publishes their public halves.
//!
//! They lie in a folder ([`folder`]); which of them sign and which are published moves with the clock
//! ([`schedule`]); new ones are made ahead ([`rotate`]). The running service follows both.

pub mod folder;
pub mod rotate;
pub mod schedule;

use crate::jose::alg::Algorithm;
use crate::jose::jwk::{KeyError, KeySet, VerifyingKey};
use crate::jose::jws::SigningKey;
use crate::jose::signer::Signer;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use schedule::{Schedule, Scheduled, Standing};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Why the issuer's keys cannot be used. Names the file, never what is in it.
#[derive(Debug, thiserror::Error)]
pub enum IssuerKeysError {
    /// No RSA key has begun to sign.
    #[error("no RS256 key has begun to sign; `sluse keys rotate --begins-in 0s` makes one")]
    None,
    /// A file or folder could not be read or written.
    #[error("{path}: {kind}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        kind: std::io::ErrorKind,
    },
    /// A file can be read by others than its owner.
    #[error("{path}: a signing key that others may read; `chmod 600` it")]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// The folder can be written to by others than its owner.
    #[error("{path}: a folder of signing keys that others may write to; `chmod 700` it")]
    OpenFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A file's name does not say when the key begins and what it signs with.
    #[error("{path}: a key is named by its beginning and algorithm, 20261121T120000Z-rs256.pem")]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// A file holds no usable key of the algorithm that its name says.
    #[error("{path}: {fault}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: KeyError,
    },
    /// More keys than may be.
    #[error("there are more keys than {0}")]
    TooMany(Limit),
    /// Access tokens are not signed with this algorithm.
    #[error("access tokens are signed with RS256 or ES256, not {0}")]
    Algorithm(Algorithm),
    /// Two keys are the same, or begin at the same time.
    #[error("the key {kid} is there twice, or another of its algorithm begins at the same time")]
    Twice {
        /// The key.
        kid: String,
    },
    /// A new key is not needed yet.
    #[error("the key {kid} already waits; it begins to sign at {begins}")]
    Waits {
        /// The key.
        kid: String,
        /// When it begins.
        begins: Timestamp,
    },
    /// A key is refused.
    #[error(transparent)]
    Refused(#[from] KeyError),
}

/// The issuer's keys, followed through time and through changes of their folder.
pub struct IssuerKeys {
    folder: Option<PathBuf>,
    state: RwLock<State>,
    /// When `state.in_force` ends, in milliseconds; read without the lock.
    until: AtomicU64,
    /// How many times a published key was taken away.
    withdrawals: AtomicU64,
}

struct State {
    schedule: Schedule,
    in_force: Arc<InForce>,
}

/// The keys that hold from one moment to another.
pub struct InForce {
    rs256: Arc<dyn Signer>,
    es256: Option<Arc<dyn Signer>>,
    published: Vec<Value>,
    document: Bytes,
    verifying: KeySet,
    from: Timestamp,
    until: Option<Timestamp>,
}

impl InForce {
    fn new(schedule: &Schedule, now: Timestamp) -> Result<Self, IssuerKeysError> {
        let signing = |alg: Algorithm| {
            let mut all = schedule.at(now).filter(|(_, standing)| *standing == Standing::Signing);
            all.find(|(key, _)| key.signer.alg() == alg).map(|(key, _)| key.signer.clone())
        };
        let published = schedule.at(now).filter(|(_, standing)| *standing != Standing::Gone);
        let published: Vec<Value> = published.map(|(key, _)| key.signer.public_jwk()).collect();
        let verifying = published.iter().map(VerifyingKey::from_jwk);
        Ok(Self {
            rs256: signing(Algorithm::Rs256).ok_or(IssuerKeysError::None)?,
            es256: signing(Algorithm::Es256),
            document: Bytes::from(json!({ "keys": published }).to_string()),
            verifying: verifying.collect::<Result<Vec<_>, _>>()?.into_iter().collect(),
            published,
            from: now,
            until: schedule.next_change(now),
        })
    }

    /// The key that signs with this algorithm; the RS256 key, which everybody can check, where there
    /// is no other.
    #[must_use]
    pub fn signing(&self, alg: Algorithm) -> &Arc<dyn Signer> {
        match (alg, &self.es256) {
            (Algorithm::Es256, Some(key)) => key,
            _ => &self.rs256,
        }
    }

    /// The JSON Web Key Set that `/jwk` answers.
    #[must_use]
    pub fn document(&self) -> Bytes {
        self.document.clone()
    }

    /// The public halves, to check tokens with.
    #[must_use]
    pub const fn verifying(&self) -> &KeySet {
        &self.verifying
    }

    fn holds_at(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    fn has_all_of(&self, other: &Self) -> bool {
        other.published.iter().all(|jwk| self.published.contains(jwk))
    }
}

impl IssuerKeys {
    /// From keys in memory, one for each algorithm, which sign at all times. Each is published under
    /// its own `kid`.
    ///
    /// # Errors
    /// When there is no RS256 key, or two of one algorithm.
    pub fn new(keys: Vec<SigningKey>) -> Result<Self, IssuerKeysError> {
        let always = Timestamp::from_millis(0);
        let scheduled = |key| Scheduled { begins: always, signer: Arc::new(key) };
        Self::following(Schedule::new(keys.into_iter().map(scheduled).collect())?, None, always)
    }

    /// From a folder.
    ///
    /// # Errors
    /// As [`folder::read`], and when no RS256 key has begun to sign.
    pub fn load(folder: &Path, now: Timestamp) -> Result<Self, IssuerKeysError> {
        Self::following(folder::read(folder)?, Some(folder.to_owned()), now)
    }

    fn following(
        schedule: Schedule,
        folder: Option<PathBuf>,
        now: Timestamp,
    ) -> Result<Self, IssuerKeysError> {
        let in_force = Arc::new(InForce::new(&schedule, now)?);
        let until = AtomicU64::new(millis(in_force.until));
        let state = RwLock::new(State { schedule, in_force });
        Ok(Self { folder, state, until, withdrawals: AtomicU64::new(0) })
    }

    /// The keys that hold now.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Arc<InForce> {
        let held = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            state.in_force.clone()
        };
        if held.holds_at(now) {
            return held;
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back behind the first key changes nothing: that key signs.
        if !state.in_force.holds_at(now)
            && let Ok(next) = InForce::new(&state.schedule, now)
        {
            self.put_in_force(&mut state, next);
        }
        state.in_force.clone()
    }

    /// Reads the folder again. Without one nothing changes.
    ///
    /// # Errors
    /// As [`Self::load`]; the keys of before hold on then.
    pub fn read_again(&self, now: Timestamp) -> Result<(), IssuerKeysError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let schedule = folder::read(folder)?;
        let next = InForce::new(&schedule, now)?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.schedule = schedule;
        self.put_in_force(&mut state, next);
        Ok(())
    }

    fn put_in_force(&self, state: &mut State, next: InForce) {
        let withdrawn = !next.has_all_of(&state.in_force);
        self.until.store(millis(next.until), Ordering::Release);
        state.in_force = Arc::new(next);
        if withdrawn {
            // Last: who sees the new number finds the new keys.
            self.withdrawals.fetch_add(1, Ordering::Release);
        }
    }

    /// How many times a published key has been taken away. What was verified under another number
    /// must be verified again. Asked for each request, so it takes no lock while nothing changes.
    #[must_use]
    pub fn withdrawals(&self, now: Timestamp) -> u64 {
        if now.millis() >= self.until.load(Ordering::Acquire) {
            drop(self.at(now));
        }
        self.withdrawals.load(Ordering::Acquire)
    }
}

fn millis(until: Option<Timestamp>) -> u64 {
    until.map_or(u64::MAX, Timestamp::millis)
}
