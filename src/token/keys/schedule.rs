//! Which key signs when, and which are published: a function of the keys and the time.
//!
//! Of each algorithm the newest key that has begun signs. A key is published from when it is made, so
//! that others know it before its first token, until the last token it signed is gone:
//!
//! ```text
//! made          begins           successor begins        + lifetime + skew + margin
//!   |-- coming ---|---- signing -----|------- former ---------|  gone
//!   |------------------------- published ---------------------|
//! ```

use super::IssuerKeysError;
use crate::jose::alg::Algorithm;
use crate::jose::signer::Signer;
use crate::token::{CLOCK_SKEW, LONGEST_TOKEN_LIFETIME};
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// The issuer's keys at one time: coming, signing, former and gone, of both algorithms.
pub const ISSUER_KEYS: Limit = Limit { name: "issuer_keys", most: 32 };

/// A key whose successor was found late (the folder is read once a minute, and may have been
/// unreadable for a while) has signed a little longer than the names say.
const MARGIN: Duration = Duration::from_secs(10 * 60);

/// How long a key stays published after its successor began to sign.
#[must_use]
pub fn kept_after_successor() -> Duration {
    LONGEST_TOKEN_LIFETIME + CLOCK_SKEW + MARGIN
}

/// A key and when it begins to sign.
#[derive(Clone)]
pub struct Scheduled {
    /// From this moment on it signs, until the next key of its algorithm begins.
    pub begins: Timestamp,
    /// The key.
    pub signer: Arc<dyn Signer>,
}

/// Shows the public part only.
impl std::fmt::Debug for Scheduled {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kid, alg) = (self.signer.kid(), self.signer.alg());
        out.debug_struct("Scheduled").field("kid", &kid).field("alg", &alg).finish_non_exhaustive()
    }
}

/// Where a key stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Published, not signing yet.
    Coming,
    /// Published and signing.
    Signing,
    /// Published until then, not signing any more.
    Former {
        /// When its last token is surely gone.
        until: Timestamp,
    },
    /// Neither published nor signing: its file is of no more use.
    Gone,
}

/// Keys in the order in which they begin; no two have the same name, or the same algorithm and
/// beginning.
#[derive(Debug, Clone)]
pub struct Schedule(Vec<Scheduled>);

impl Schedule {
    /// Orders the keys.
    ///
    /// # Errors
    /// When there are too many, one is for another algorithm than RS256 and ES256, or two could not
    /// be told apart.
    pub fn new(mut keys: Vec<Scheduled>) -> Result<Self, IssuerKeysError> {
        if keys.len() > ISSUER_KEYS.most {
            return Err(IssuerKeysError::TooMany(ISSUER_KEYS));
        }
        keys.sort_by_key(|key| key.begins);
        for (place, key) in keys.iter().enumerate() {
            let alg = key.signer.alg();
            if !matches!(alg, Algorithm::Rs256 | Algorithm::Es256) {
                return Err(IssuerKeysError::Algorithm(alg));
            }
            for other in keys.iter().skip(place + 1) {
                let same_name = other.signer.kid() == key.signer.kid();
                if same_name || (other.signer.alg() == alg && other.begins == key.begins) {
                    return Err(IssuerKeysError::Twice { kid: other.signer.kid().to_owned() });
                }
            }
        }
        Ok(Self(keys))
    }

    /// Each key with where it stands at this time, in the order in which they begin.
    pub fn at(&self, now: Timestamp) -> impl Iterator<Item = (&Scheduled, Standing)> {
        self.0.iter().enumerate().map(move |(place, key)| (key, self.standing(place, key, now)))
    }

    fn standing(&self, place: usize, key: &Scheduled, now: Timestamp) -> Standing {
        if now < key.begins {
            return Standing::Coming;
        }
        let alg = key.signer.alg();
        let successor = self.0.iter().skip(place + 1).find(|other| other.signer.alg() == alg);
        let Some(successor) = successor.filter(|successor| successor.begins <= now) else {
            return Standing::Signing;
        };
        let until = successor.begins.plus(kept_after_successor());
        if now < until { Standing::Former { until } } else { Standing::Gone }
    }

    /// The next moment at which a key stands differently; none if nothing will change.
    #[must_use]
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let change = |(key, standing): (&Scheduled, Standing)| match standing {
            Standing::Coming => Some(key.begins),
            Standing::Former { until } => Some(until),
            Standing::Signing | Standing::Gone => None,
        };
        self.at(now).filter_map(change).min()
    }
}
