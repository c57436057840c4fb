//! Floor 45: policies on their way into force, and those that were in force before.
//!
//! A set is read, checked and compiled, then written into the ledger, and then takes the place of the
//! one before, whole. Until its activation is durable the old set decides; whatever goes wrong before
//! that leaves everything as it was.

pub mod cases;
pub mod finished;
pub mod folder;
pub mod load;
pub mod past;
pub mod watch;
mod write;

use crate::gateway::active::{Active, Compiled, InForce, Inapplicable};
use crate::ledger::entry::Author;
use crate::ledger::{AppendError, Ledger, ReadError};
use crate::metrics::Metrics;
use crate::policy::{PolicyError, PolicySet, PolicySource};
use crate::vocab::cause;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::SharedClock;
use cases::NotHolding;
use finished::Unfinished;
use folder::FolderError;
use load::{Loaded, load};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;
use write::Written;

/// The most faults of one set that are logged; whoever asked is told all.
const LOGGED: usize = 20;

/// Whether this installation can serve a set: says what it lacks.
pub type Suits = Box<dyn Fn(&PolicySet) -> Result<(), String> + Send + Sync>;

/// Whoever counts by what is in force. Both may block.
pub trait Counting: Send + Sync {
    /// Counts in what was read before, for a set that is about to come into force.
    ///
    /// # Errors
    /// When it cannot be read; the set then does not come into force.
    fn count_for(&self, set: &PolicySet) -> Result<(), ReadError>;

    /// An attempt has ended, and this set is in force: the new one, or still the one before.
    fn settle(&self, active: &Active);
}

/// What policies are activated with.
pub struct Options {
    /// The folder that they stand in.
    pub folder: PathBuf,
    /// Where they are written.
    pub ledger: Ledger,
    /// Whether this installation can serve them.
    pub suits: Suits,
    /// Counts by the sets that come into force after the start.
    pub counting: Arc<dyn Counting>,
    /// Tells when they came into force.
    pub clock: SharedClock,
    /// Is told the set in force, and counts attempts.
    pub metrics: Metrics,
    /// Who starts, signals and changes files, as the ledger names them.
    pub operator: String,
}

/// Why a set did not come into force; the one before it stays.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotActivated {
    /// The folder could not be read.
    #[error("{0}")]
    Folder(#[from] FolderError),
    /// The policies are wrong.
    #[error("the policies are wrong in {} places; the first: {}", .0.len(), first(.0))]
    Wrong(Vec<PolicyError>),
    /// The policies look half written.
    #[error("{0}")]
    Unfinished(#[from] Unfinished),
    /// The policies are right, and this installation cannot serve them.
    #[error("{0}")]
    Unsuited(String),
    /// A purpose's rules cannot be applied to documents.
    #[error("{0}")]
    Inapplicable(Arc<Inapplicable>),
    /// The policies do something else than the cases beside them say.
    #[error("{0}")]
    NotHolding(NotHolding),
    /// The ledger cannot write or be read. (After a failure of its storage the activation may be
    /// found in the ledger all the same; the next attempt then writes another.)
    #[error("the ledger failed, and no policies are activated unrecorded")]
    Ledger,
    /// The attempt ended by a fault of this program; what it was is in the log.
    #[error("the attempt broke off")]
    Broken,
}

fn first(errors: &[PolicyError]) -> String {
    errors.first().map(ToString::to_string).unwrap_or_default()
}

impl NotActivated {
    /// The stable short name: the end of the problem's `type`, the outcome in metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Folder(_) => "policies-unreadable",
            Self::Wrong(_) => "policies-wrong",
            Self::Unfinished(_) => "policies-unfinished",
            Self::Unsuited(_) | Self::Inapplicable(_) => "policies-unsuited",
            Self::NotHolding(_) => "policies-cases",
            Self::Ledger => "ledger-failed",
            Self::Broken => "gateway-fault",
        }
    }

    /// Whether the same files may well be good at another attempt.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Folder(_) | Self::Ledger | Self::Broken => true,
            Self::Wrong(_)
            | Self::Unfinished(_)
            | Self::Unsuited(_)
            | Self::Inapplicable(_)
            | Self::NotHolding(_) => false,
        }
    }
}

impl From<AppendError> for NotActivated {
    fn from(_: AppendError) -> Self {
        Self::Ledger
    }
}

impl From<ReadError> for NotActivated {
    fn from(error: ReadError) -> Self {
        tracing::error!(error = %cause::Told(&error), "the ledger's entries about policies cannot be read");
        Self::Ledger
    }
}

/// What an attempt led to.
#[derive(Clone)]
pub struct Outcome {
    /// The set that is in force.
    pub active: Arc<Active>,
    /// Whether it came into force by this attempt; otherwise it was what the folder says already.
    pub is_new: bool,
}

/// Puts policies into force, one set after the other; clones share one turn.
#[derive(Clone)]
pub struct Activator(Arc<Desk>);

struct Desk {
    options: Options,
    in_force: Arc<InForce>,
    /// How many attempts have begun.
    begun: AtomicU64,
    turn: Mutex<Turn>,
}

/// What only whoever's turn it is may touch.
struct Turn {
    /// Where the files of the set in force stand.
    written: Written,
    /// The attempt that ended last: its number and what came of it.
    last: Option<(u64, Result<Outcome, NotActivated>)>,
}

impl Activator {
    /// Puts the folder's policies into force for the first time: without new entries when they are
    /// those that the ledger says were in force last.
    ///
    /// # Errors
    /// When they cannot be put into force.
    pub async fn start(options: Options) -> Result<Self, NotActivated> {
        let options = Arc::new(options);
        let checking = options.clone();
        let prepared = blocking(move || {
            let last = newest(&checking.ledger);
            let files = last.iter().flat_map(|last| &last.files).map(|file| &file.source);
            let compiled = prepare(&checking, None, &files.collect::<Vec<_>>())?;
            Ok((last, compiled))
        });
        let (last, compiled) = prepared.await?;
        let (active, written) = match last {
            Some(last) if last.digest == compiled.set().digest() => {
                (compiled.activated(last.entry, last.at), Written::of(&last.files))
            }
            last => {
                let files = last.map(|last| last.files).unwrap_or_default();
                let written = Written::of(&files);
                let sources: Vec<_> = files.into_iter().map(|file| file.source).collect();
                let author = Author::Start { operator: options.operator.clone() };
                put_down(compiled, (&sources, &written), author, &options).await?
            }
        };
        let active = Arc::new(active);
        report(&active, &options.metrics);
        let in_force = Arc::new(InForce::new(active));
        let turn = Mutex::new(Turn { written, last: None });
        let options = Arc::into_inner(options).ok_or(NotActivated::Broken)?;
        Ok(Self(Arc::new(Desk { options, in_force, begun: AtomicU64::new(0), turn })))
    }

    /// The set in force, for whoever decides by it.
    #[must_use]
    pub fn in_force(&self) -> &Arc<InForce> {
        &self.0.in_force
    }

    /// Who starts, signals and changes files, as the ledger names them.
    #[must_use]
    pub fn operator(&self) -> &str {
        &self.0.options.operator
    }

    /// Reads, checks and compiles what the folder says, and leaves it at that.
    ///
    /// # Errors
    /// Why it could not come into force.
    pub async fn check(&self) -> Result<Compiled, NotActivated> {
        self.0.check().await
    }

    /// Puts a set that was checked into force, when it is another than the one that is.
    ///
    /// # Errors
    /// When the ledger cannot write; the set before stays.
    pub async fn activate(
        &self,
        compiled: Compiled,
        author: Author,
    ) -> Result<Outcome, NotActivated> {
        let desk = self.0.clone();
        let whole = tokio::spawn(async move {
            let mut turn = desk.turn.lock().await;
            desk.activate(compiled, author, &mut turn.written).await
        });
        whole.await.unwrap_or(Err(NotActivated::Broken))
    }

    /// Reads the folder again and puts what it says into force. What is asked for while an attempt
    /// runs waits for its end; all who wait share the one attempt that follows, in the name of the
    /// first. It goes on to its end when whoever waits gives up.
    ///
    /// # Errors
    /// Why the set did not come into force; the one before it stays.
    pub async fn reload(&self, author: Author) -> Result<Outcome, NotActivated> {
        let desk = self.0.clone();
        let whole = tokio::spawn(async move { desk.reload(author).await });
        whole.await.unwrap_or(Err(NotActivated::Broken))
    }
}

impl Desk {
    async fn reload(self: Arc<Self>, author: Author) -> Result<Outcome, NotActivated> {
        let asked = self.begun.load(Ordering::SeqCst);
        let mut turn = self.turn.lock().await;
        // An attempt that began after this one was asked for has read what this one would read.
        if let Some((number, outcome)) = &turn.last
            && *number > asked
        {
            return outcome.clone();
        }
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let outcome = self.attempt(author, &mut turn.written).await;
        self.tell(&outcome);
        turn.last = Some((number, outcome.clone()));
        outcome
    }

    async fn attempt(
        self: &Arc<Self>,
        author: Author,
        written: &mut Written,
    ) -> Result<Outcome, NotActivated> {
        let compiled = self.check().await?;
        self.activate(compiled, author, written).await
    }

    async fn check(self: &Arc<Self>) -> Result<Compiled, NotActivated> {
        let desk = self.clone();
        blocking(move || {
            let current = desk.in_force.current();
            let last: Vec<_> = current.set().files().iter().collect();
            prepare(&desk.options, Some(&current), &last)
        })
        .await
    }

    async fn activate(
        &self,
        compiled: Compiled,
        author: Author,
        written: &mut Written,
    ) -> Result<Outcome, NotActivated> {
        let current = self.in_force.current();
        let is_newest = self.options.ledger.newest_policies() == Some(current.entry());
        if is_newest && current.set().digest() == compiled.set().digest() {
            return Ok(Outcome { active: current, is_new: false });
        }
        let counted = self.count_for(&compiled).await;
        let before = (current.set().files(), &*written);
        let put = match counted {
            Ok(()) => put_down(compiled, before, author, &self.options).await,
            Err(error) => Err(error),
        };
        let outcome = put.map(|(active, now)| {
            let active = Arc::new(active);
            *written = now;
            self.in_force.replace(active.clone());
            Outcome { active, is_new: true }
        });
        let (counting, standing) = (self.options.counting.clone(), self.in_force.current());
        // What came of the attempt is so whatever comes of this. The set before may be large: it is
        // taken apart where that holds nobody up.
        let settle = move || {
            drop(current);
            counting.settle(&standing);
        };
        let _ = tokio::task::spawn_blocking(settle).await;
        outcome
    }

    /// No limit decides before what it counts is counted in.
    async fn count_for(&self, compiled: &Compiled) -> Result<(), NotActivated> {
        let (counting, set) = (self.options.counting.clone(), compiled.set().clone());
        blocking(move || Ok(counting.count_for(&set)?)).await
    }

    fn tell(&self, outcome: &Result<Outcome, NotActivated>) {
        let metrics = &self.options.metrics;
        match outcome {
            Ok(Outcome { active, is_new: true }) => {
                metrics.policies_reloaded("activated");
                report(active, metrics);
            }
            Ok(_) => {
                metrics.policies_reloaded("unchanged");
                tracing::info!("the policies are what they were");
            }
            Err(error) => {
                metrics.policies_reloaded(error.code());
                tracing::error!(%error, "the policies were not activated; the set before stays");
                if let NotActivated::Wrong(errors) = error {
                    for error in errors.iter().take(LOGGED) {
                        tracing::error!(%error, "a fault in the policies");
                    }
                }
            }
        }
    }
}

/// Says which set is in force.
fn report(active: &Active, metrics: &Metrics) {
    let (digest, entry) = (active.set().digest(), active.entry().0);
    tracing::info!(digest, entry, "policies are in force");
    metrics.policies_are(digest, active.since());
}

/// The activation that the ledger knows last. One that cannot be read is logged; then all is written
/// anew, which is right whatever was there.
fn newest(ledger: &Ledger) -> Option<past::Past> {
    let entry = ledger.newest_policies()?;
    past::at(ledger, entry).map_err(NotActivated::from).ok().flatten()
}

/// Reads, checks, compiles and tests the folder's policies; `last` are the files in force.
fn prepare(
    options: &Options,
    before: Option<&Active>,
    last: &[&PolicySource],
) -> Result<Compiled, NotActivated> {
    let Loaded { compiled, cases } = load(&options.folder, before)?;
    finished::finished(compiled.set(), last)?;
    (options.suits)(compiled.set()).map_err(NotActivated::Unsuited)?;
    cases::hold(&compiled, &cases).map_err(NotActivated::NotHolding)?;
    Ok(compiled)
}

/// Writes a set into the ledger; what the files before it hold is not written again.
async fn put_down(
    compiled: Compiled,
    before: (&[PolicySource], &Written),
    author: Author,
    options: &Options,
) -> Result<(Active, Written), NotActivated> {
    let (entry, written) = write::write(compiled.set(), before, author, &options.ledger).await?;
    Ok((compiled.activated(entry, activated_at(entry, options)?), written))
}

/// When the entry was written, as it says itself.
fn activated_at(
    entry: EntryIndex,
    options: &Options,
) -> Result<crate::vocab::time::Timestamp, NotActivated> {
    Ok(options.ledger.entry(entry)?.map_or_else(|| options.clock.now(), |entry| entry.at))
}

/// Runs what computes or reads files for long where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NotActivated> + Send + 'static,
) -> Result<T, NotActivated> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(NotActivated::Broken))
}
