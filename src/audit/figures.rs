//! Figures over the whole ledger: how many entries of which kind, by whom, from whom, what for, day by
//! day. They grow with the ledger and are a view of it: delete their file, and they are counted anew.
//!
//! Published entries alone are counted, by their open parts. Nobody is counted as a person: the figures
//! say how many readings there were, never about how many. Of entries that had expired and were given
//! up before they were counted, only their number is known.

mod counts;
mod line;
mod names;
pub mod snapshot;
mod tally;

pub use counts::{Counts, DigestSeen};
pub use names::{FIGURES_NAMES, Name, Names};
pub use tally::{
    Balance, Combination, DAYS_KEPT, Disclosed, FIELDS_KEPT, FIGURES_DAY_ROWS, FIGURES_FIELD_ROWS,
    FIGURES_HELD_ROWS, FIGURES_ROWS, Holding, Out,
};

use super::PoliciesThen;
use crate::disk;
use crate::ledger::{Ledger, ReadError};
use crate::merkle::Hash;
use crate::merkle::tree::Edge;
use crate::vocab::basis::ServiceId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::party::Organisation;
use counts::AtHand;
use line::Line;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// The file below the folder of the index.
pub const FILE: &str = "figures";

/// How many entries are counted between two looks of readers.
const STRIDE: u64 = 4096;

/// The figures of one ledger. One [`Grower`] counts, all others read.
#[derive(Debug)]
pub struct Figures {
    file: PathBuf,
    counts: RwLock<Counts>,
}

/// Counts what is new.
pub struct Grower {
    figures: Arc<Figures>,
    ledger: Ledger,
    policies: Arc<dyn PoliciesThen>,
    hand: AtHand,
    /// How many entries the file counts.
    kept: u64,
}

impl Figures {
    /// Begins with what the file counts, when it is whole and of this ledger, and with nothing
    /// otherwise. Blocks on files.
    #[must_use]
    pub fn open(ledger: &Ledger, file: PathBuf) -> Self {
        let kept = disk::read_if_there(&file).unwrap_or_else(|error| {
            tracing::warn!(kind = %error.kind(), "the file of figures cannot be read");
            None
        });
        let counts = kept.and_then(|bytes| {
            let of_this_ledger = of(ledger, &bytes);
            if of_this_ledger.is_none() {
                tracing::warn!("the file of figures is damaged or another ledger's: counting anew");
            }
            of_this_ledger
        });
        Self { file, counts: RwLock::new(counts.unwrap_or_default()) }
    }

    /// The figures now; while they are held nothing is counted.
    pub fn counts(&self) -> RwLockReadGuard<'_, Counts> {
        self.counts.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a file counts, when it counts entries of this ledger.
fn of(ledger: &Ledger, bytes: &[u8]) -> Option<Counts> {
    let (counts, root) = snapshot::read(bytes)?;
    let is_own = counts.counted() <= ledger.published()
        && self::root(ledger, counts.counted()).is_ok_and(|own| own == root);
    is_own.then_some(counts)
}

/// The root of the tree of the first so many entries.
fn root(ledger: &Ledger, size: u64) -> Result<Hash, ReadError> {
    let edge =
        Edge::load(size, |tile| ledger.tile(tile)?.ok_or_else(|| ReadError::Missing(tile.path())))?;
    Ok(edge.root())
}

impl Grower {
    /// The one that counts for these figures. The policies of former times tell whose a service was.
    #[must_use]
    pub fn new(figures: Arc<Figures>, ledger: Ledger, policies: Arc<dyn PoliciesThen>) -> Self {
        let kept = figures.counts().counted();
        Self { figures, ledger, policies, hand: AtHand::default(), kept }
    }

    /// Counts some of what is published and not yet counted; whether there is more. Blocks on files.
    ///
    /// # Errors
    /// When entries cannot be read. What was counted before is counted.
    pub fn step(&mut self) -> Result<bool, ReadError> {
        let mut counts = self.figures.counts.write().unwrap_or_else(PoisonError::into_inner);
        let from = counts.counted;
        let below = self.ledger.published().min(from + STRIDE);
        let whose = |place: EntryIndex, service: &str| -> Option<Organisation> {
            let set = self.policies.in_force_at(place)?;
            let service = set.service(&ServiceId::parse(service).ok()?)?;
            Some(service.provider.clone())
        };
        let (mut newest, mut wrong) = (None::<[u8; 24]>, None);
        let walked = self.ledger.walk(from, below, |index, entry| {
            if wrong.is_some() {
                return;
            }
            match counts.take(index, entry, &whose, &mut self.hand) {
                Ok(()) => {
                    // Those between the last and this one are not there any more.
                    counts.given_up += index - counts.counted;
                    counts.counted = index + 1;
                    newest = Line::time(entry).and_then(|at| at.as_bytes().first_chunk().copied());
                }
                Err(unknown) => wrong = Some(unknown.0),
            }
        });
        let newest = newest.as_ref().and_then(|at| std::str::from_utf8(at).ok()?.parse().ok());
        counts.newest = newest.or(counts.newest);
        walked?;
        if let Some(index) = wrong {
            return Err(ReadError::UnknownForm(index));
        }
        counts.given_up += below.saturating_sub(counts.counted);
        counts.counted = below.max(counts.counted);
        Ok(below < self.ledger.published())
    }

    /// How many entries the file does not count.
    #[must_use]
    pub fn not_kept(&self) -> u64 {
        self.figures.counts().counted().saturating_sub(self.kept)
    }

    /// Writes the figures down. Blocks on files.
    ///
    /// # Errors
    /// When the file cannot be written; what stands there is whole, and older.
    pub fn keep(&mut self) -> io::Result<()> {
        let (counted, bytes) = {
            let counts = self.figures.counts();
            let root = root(&self.ledger, counts.counted()).map_err(io::Error::other)?;
            (counts.counted(), snapshot::write(&counts, &root))
        };
        disk::replace_private(&self.figures.file, &bytes)?;
        self.kept = counted;
        Ok(())
    }
}
