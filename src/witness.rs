//! Floor 30: a witness of other organisations' logs (c2sp.org/tlog-witness).
//!
//! It vouches for one thing: of each log it has cosigned only checkpoints that continue each other. So
//! it remembers of each log the newest it has cosigned, and no cosignature leaves before that is
//! durable. What is true if the machine stops
//!
//! 1. before the new file is renamed into place: the old one counts, and nobody has the cosignature;
//! 2. after that: the new one counts. The log may not have got the cosignature; it asks again, learns
//!    the size from a refusal, and goes on from there.
//!
//! Comparing with the newest and replacing it happen under the log's lock, and the folder is locked
//! against a second process. After a failed write a log is not cosigned any more until the process
//! starts again: what is on disk is then known only after it was read anew, and each cosignature is made
//! durable anew.

mod kept;

pub use kept::{MARKER, begin};

use crate::merkle::cosign::Cosigner;
use crate::merkle::note::NoteError;
use crate::merkle::policy::LogKey;
use crate::merkle::witness::{AddCheckpoint, Refused, origin_hash};
use crate::vocab::time::SharedClock;
use kept::{Folder, Kept};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// What a witness is opened with.
pub struct Options {
    /// The folder of what it remembers. It must never be restored from a backup: a witness that
    /// forgets cosigns a second history.
    pub dir: PathBuf,
    /// What it cosigns with.
    pub cosigner: Cosigner,
    /// The keys of each log.
    pub logs: Vec<Vec<LogKey>>,
    /// Tells the time of cosignatures.
    pub clock: SharedClock,
}

/// Why a witness could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// The folder cannot be used.
    #[error("witness: {what} failed")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The folder has never been a witness's, or its disk is not mounted.
    #[error(
        "witness: {0} is not the folder of a witness; is its disk mounted? `sluse witness key` makes one"
    )]
    NotBegun(PathBuf),
    /// The folder is that of another key: what that one has cosigned says nothing about this one.
    #[error("witness: the folder is that of the key {0}; another key needs a folder of its own")]
    OtherKey(String),
    /// Another process has the folder open.
    #[error("witness: another process has the folder open")]
    Locked,
    /// What is remembered of a log is not a checkpoint that this key has cosigned.
    #[error("witness: what is remembered in {0} is damaged")]
    Damaged(PathBuf),
    /// A log has no keys, keys of several names, or stands there twice.
    #[error("witness: the log {0} has no keys, keys of several names, or stands there twice")]
    Log(String),
}

/// Why no cosignature was given.
#[derive(Debug, thiserror::Error)]
pub enum NotCosigned {
    /// The request does not deserve one.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The clock is behind the time of an earlier cosignature.
    #[error("the clock is behind the newest cosignature")]
    ClockBehind,
    /// What is to be remembered could not be written, now or since the start.
    #[error("the checkpoint cannot be remembered")]
    CannotRemember,
    /// The text could not be signed.
    #[error("the checkpoint could not be cosigned")]
    CannotSign(#[source] NoteError),
}

/// An open witness.
pub struct Witness {
    cosigner: Cosigner,
    /// By origin.
    logs: BTreeMap<String, Log>,
    /// The origin of each log by what it is called in paths.
    hashes: HashMap<String, String>,
    clock: SharedClock,
    /// The newest time that was put under a cosignature, in seconds.
    latest: AtomicU64,
    folder: Folder,
}

/// One log that is witnessed.
struct Log {
    keys: Vec<LogKey>,
    /// Its file's name.
    hash: String,
    /// Held while a checkpoint is judged and written.
    deciding: Mutex<()>,
    /// What those read who do not decide; nobody waits for the disk with it.
    memory: RwLock<Memory>,
}

/// What is remembered of a log.
#[derive(Clone, Default)]
struct Memory {
    newest: Option<Arc<Kept>>,
    /// A write has failed.
    stuck: bool,
}

/// How it stands with one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The log's name.
    pub origin: String,
    /// The size and the time, in seconds, of the newest checkpoint that was cosigned.
    pub newest: Option<(u64, u64)>,
    /// Whether a write has failed since the start.
    pub stuck: bool,
}

impl Witness {
    /// Opens a witness's folder, which [`begin`] has made.
    ///
    /// # Errors
    /// When it is not this key's, open elsewhere or damaged, or a log's keys do not belong together.
    pub fn open(options: Options) -> Result<Self, WitnessError> {
        let folder = Folder::open(&options.dir, options.cosigner.verifier())?;
        let mut logs = BTreeMap::new();
        let mut hashes = HashMap::new();
        let mut latest = 0;
        for keys in options.logs {
            let origin = keys.first().map(|key| key.origin().to_owned()).unwrap_or_default();
            let hash = origin_hash(&origin);
            let newest = folder.load(&hash, &origin)?.map(Arc::new);
            latest = latest.max(newest.as_ref().map_or(0, |kept| kept.time));
            let together = !keys.is_empty() && keys.iter().all(|key| key.origin() == origin);
            if !together || hashes.insert(hash.clone(), origin.clone()).is_some() {
                return Err(WitnessError::Log(origin));
            }
            let memory = RwLock::new(Memory { newest, stuck: false });
            logs.insert(origin, Log { keys, hash, deciding: Mutex::new(()), memory });
        }
        let (cosigner, clock) = (options.cosigner, options.clock);
        Ok(Self { cosigner, logs, hashes, clock, latest: AtomicU64::new(latest), folder })
    }

    /// Answers `add-checkpoint`: the cosignature line, durable before it is given. Blocks on files.
    ///
    /// # Errors
    /// Why none was given.
    pub fn add_checkpoint(&self, body: &[u8]) -> Result<String, NotCosigned> {
        let request = AddCheckpoint::parse(body)?;
        let log = self.logs.get(request.origin()?).ok_or(Refused::UnknownOrigin)?;
        let _deciding = log.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        let memory = log.memory();
        let newest = memory.newest.as_ref().map(|kept| &kept.checkpoint);
        let good = request.judge(&log.keys, newest)?;
        if memory.stuck {
            return Err(NotCosigned::CannotRemember);
        }
        let time = self.time()?;
        let line = self.cosigner.cosign(good.text(), time).map_err(NotCosigned::CannotSign)?;
        let note = good.cosigned(&line);
        if let Err(error) = self.folder.replace(&log.hash, &note) {
            tracing::error!(%error, "a checkpoint cannot be remembered: its log is not cosigned until the next start");
            log.remember(Memory { stuck: true, ..memory });
            return Err(NotCosigned::CannotRemember);
        }
        let kept = Kept { checkpoint: good.checkpoint().clone(), time, note };
        log.remember(Memory { newest: Some(Arc::new(kept)), stuck: false });
        Ok(line)
    }

    /// The time for a cosignature, never before that of another.
    fn time(&self) -> Result<u64, NotCosigned> {
        let now = self.clock.now().seconds();
        let latest = self.latest.fetch_max(now, Ordering::SeqCst);
        if now == 0 || now < latest { Err(NotCosigned::ClockBehind) } else { Ok(now) }
    }

    /// The newest cosigned checkpoint of the log with this hash; none when no log has it, or it was
    /// never cosigned.
    #[must_use]
    pub fn newest(&self, origin_hash: &str) -> Option<Vec<u8>> {
        let log = self.logs.get(self.hashes.get(origin_hash)?)?;
        log.memory().newest.as_ref().map(|kept| kept.note.clone())
    }

    /// How it stands with each log.
    #[must_use]
    pub fn standing(&self) -> Vec<Standing> {
        let standing = |(origin, log): (&String, &Log)| {
            let memory = log.memory();
            let newest = memory.newest.as_ref().map(|kept| (kept.checkpoint.size(), kept.time));
            Standing { origin: origin.clone(), newest, stuck: memory.stuck }
        };
        self.logs.iter().map(standing).collect()
    }

    /// Whether the clock is behind the newest cosignature.
    #[must_use]
    pub fn clock_is_behind(&self) -> bool {
        self.clock.now().seconds() < self.latest.load(Ordering::SeqCst)
    }

    /// The verifier's text of the key, for the logs that ask here.
    #[must_use]
    pub fn vkey(&self) -> String {
        self.cosigner.verifier().vkey()
    }
}

impl Log {
    fn memory(&self) -> Memory {
        self.memory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, memory: Memory) {
        *self.memory.write().unwrap_or_else(PoisonError::into_inner) = memory;
    }
}
