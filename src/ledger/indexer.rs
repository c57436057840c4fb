//! The indexer: the one thread that writes the index down, joins its runs and fills its gaps, while
//! the ledger is used.

use super::index::Task;
use super::index::runs::{Posting, Run};
use super::marks::{Marks, marks_of};
use super::read::{ReadError, Shared};
use super::thin::Kept;
use crate::vocab::cause::Told;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long after a failure it is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// How long it rests at the most.
const LOOK_UP: Duration = Duration::from_secs(1);

/// How often it is told how far a rebuilding has come.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// What the indexer is told.
#[derive(Debug, Default)]
pub(crate) struct Work {
    said: Mutex<Said>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct Said {
    news: bool,
    stop: bool,
    /// In about what time the gaps will be filled.
    left: Option<Duration>,
}

impl Work {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// More entries are published.
    pub(crate) fn news(&self) {
        self.said().news = true;
        self.wake.notify_one();
    }

    /// Tells the indexer to stop.
    pub(crate) fn stop(&self) {
        self.said().stop = true;
        self.wake.notify_one();
    }

    /// In about what time the gaps will be filled; none when there are none, or nothing can be said yet.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.said().left
    }

    fn is_going(&self) -> bool {
        !self.said().stop
    }

    /// Waits for news or until it is to stop; looks up now and then, because a part of the index may
    /// have been found missing.
    fn wait(&self) {
        let mut said = self.said();
        if !said.news && !said.stop {
            said = self.wake.wait_timeout(said, LOOK_UP).unwrap_or_else(PoisonError::into_inner).0;
        }
        said.news = false;
    }

    /// Waits some time, or until it is to stop.
    fn rest(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut said = self.said();
        while !said.stop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            said = self.wake.wait_timeout(said, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// The indexer's state.
pub(crate) struct Indexer {
    shared: Arc<Shared>,
    work: Arc<Work>,
    progress: Option<Progress>,
}

/// How a rebuilding goes.
struct Progress {
    began: Instant,
    told: Instant,
    /// How many entries were missing when it began.
    missing: u64,
}

impl Indexer {
    pub(crate) const fn new(shared: Arc<Shared>, work: Arc<Work>) -> Self {
        Self { shared, work, progress: None }
    }

    /// Works until it is told to stop.
    pub(crate) fn run(mut self) {
        while self.work.is_going() {
            let Some(task) = self.shared.index.next_task() else {
                self.work.wait();
                continue;
            };
            self.tell();
            if let Err(error) = self.step(&task) {
                tracing::warn!(error = %Told(&error), "the index is behind and will catch up");
                self.work.rest(TRY_AGAIN);
            }
            self.tell();
        }
        if let Err(error) = self.shared.index.flush() {
            tracing::warn!(%error, "the index is behind and will catch up");
        }
    }

    /// Fills gaps now, as long as that is no more than `most` entries.
    pub(crate) fn catch_up(&mut self, most: u64) -> Result<(), ReadError> {
        let missing = self.shared.index.missing();
        while (1..=most).contains(&missing) && self.shared.index.missing() > 0 {
            let Some(task) = self.shared.index.next_task() else { break };
            self.step(&task)?;
        }
        Ok(())
    }

    fn step(&self, task: &Task) -> Result<(), ReadError> {
        let index = &self.shared.index;
        match task {
            Task::Remove(run) => index.remove_run(*run)?,
            Task::Write(run) => index.write_run(*run)?,
            Task::Join(run) => index.join(*run, || self.work.is_going())?,
            Task::FillRun(run) => self.fill_run(*run)?,
            Task::FillPart(part) => self.fill_part(part)?,
        }
        Ok(())
    }

    fn fill_run(&self, run: Run) -> Result<(), ReadError> {
        let mut postings = Vec::new();
        let whole = self.each(&run.entries(), |marks| {
            let tag = marks.tag.map(|tag| Posting::new(tag.prefix(), marks.index));
            postings.extend(tag);
        })?;
        if whole { Ok(self.shared.index.fill_run(run, postings)?) } else { Ok(()) }
    }

    fn fill_part(&self, part: &Range<u64>) -> Result<(), ReadError> {
        let mut entries = Vec::new();
        if self.each(part, |marks| entries.push(marks))? {
            self.shared.index.fill_part(part, entries);
        }
        Ok(())
    }

    /// Reads entries until it is to stop; whether all were read.
    fn each(&self, entries: &Range<u64>, mut visit: impl FnMut(Marks)) -> Result<bool, ReadError> {
        let mut next = entries.start;
        while next < entries.end {
            if !self.work.is_going() {
                return Ok(false);
            }
            let until = entries.end.min(next + READ_AT_ONCE);
            self.shared.each_kept(next, until, |index, kept| {
                visit(match kept {
                    Kept::Entry(entry) => marks_of(index, entry)?,
                    Kept::GivenUp(tag) => Marks::plain(index, Some(*tag)),
                });
                Ok(())
            })?;
            next = until;
        }
        Ok(true)
    }

    /// Says how far it is, and when it will be done.
    fn tell(&mut self) {
        let missing = self.shared.index.missing();
        let now = Instant::now();
        let Some(progress) = &mut self.progress else {
            if missing > 0 {
                tracing::info!(entries = missing, "the index is being rebuilt");
                self.progress = Some(Progress { began: now, told: now, missing });
            }
            return;
        };
        let spent = now.duration_since(progress.began);
        let left = progress.left(missing, spent);
        self.work.said().left = left.filter(|_| missing > 0);
        if missing == 0 {
            tracing::info!(seconds = spent.as_secs(), "the index is whole again");
            self.progress = None;
        } else if now.duration_since(progress.told) >= TELL_EVERY {
            progress.told = now;
            let seconds_left = left.map(|left| left.as_secs());
            tracing::info!(entries = missing, seconds_left, "the index is being rebuilt");
        }
    }
}

impl Progress {
    /// In about what time it will be done.
    fn left(&self, missing: u64, spent: Duration) -> Option<Duration> {
        let done = self.missing.checked_sub(missing).filter(|done| *done > 0)?;
        Duration::try_from_secs_f64(spent.as_secs_f64() / done as f64 * missing as f64).ok()
    }
}

/// How many entries are read between two looks at whether to go on.
const READ_AT_ONCE: u64 = 4096;
