//! Work on the index that one thread does, a task at a time: writing runs down, joining them, filling
//! gaps.
//!
//! A run counts once it is in the list, one value in sled that is replaced whole; its own values are
//! there before. What is joined stays listed, as *leaving*, until its values are removed. So whenever
//! the machine stops, the list names runs that are whole, and nothing is left behind unnamed but the
//! values of a run that was being written: it is written again, in the same place.

use super::super::marks::Marks;
use super::runs::{Posting, Run, Span, rows_in};
use super::{Index, IndexError, Listed, RUNS, State};
use crate::merkle::Hash;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// The highest level that is written from entries at once when a gap is filled: half a million
/// entries, some eight megabytes of memory.
const FILLED_LEVEL: u8 = 1;

/// How many buckets two looks at whether to go on are apart.
const LOOK_EVERY: u32 = 256;

/// The bytes of one run in the list.
const LISTED_BYTES: usize = 18;

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// The values of a run that was joined are to be removed.
    Remove(Run),
    /// All entries of a run are published and its tags in memory: it is to be written down.
    Write(Run),
    /// Eight runs are to be joined to this one.
    Join(Run),
    /// The entries of this run are to be read.
    FillRun(Run),
    /// These entries are to be read; they are a part of a run.
    FillPart(Range<u64>),
}

/// Stretches of entries whose tags are nowhere, in order, none touching the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gaps(Vec<Range<u64>>);

impl Gaps {
    /// What these runs leave out below `end`.
    pub(super) fn between<'a>(runs: impl Iterator<Item = &'a Listed>, end: u64) -> Self {
        let mut gaps = Self::default();
        gaps.add(0..end);
        for listed in runs {
            gaps.remove(&listed.run.entries());
        }
        gaps
    }

    pub(super) fn add(&mut self, new: Range<u64>) {
        let mut new = new;
        self.0.retain(|gap| {
            let apart = gap.end < new.start || new.end < gap.start;
            if !apart {
                new = gap.start.min(new.start)..gap.end.max(new.end);
            }
            apart
        });
        if !new.is_empty() {
            self.0.push(new);
            self.0.sort_by_key(|gap| gap.start);
        }
    }

    fn remove(&mut self, filled: &Range<u64>) {
        let parts = self.0.iter().flat_map(|gap| {
            let before = gap.start..gap.end.min(filled.start);
            let after = gap.start.max(filled.end)..gap.end;
            [before, after]
        });
        self.0 = parts.filter(|part| !part.is_empty()).collect();
    }

    /// Whether there is one in the log from this entry on.
    pub(super) fn reach_beyond(&self, since: u64) -> bool {
        self.0.last().is_some_and(|gap| gap.end > since)
    }

    pub(super) fn entries(&self) -> u64 {
        self.0.iter().map(|gap| gap.end - gap.start).sum()
    }

    /// What is to be filled first: the newest.
    fn task(&self, span: Span, published: u64) -> Option<Task> {
        let gap = self.0.last()?;
        let last = gap.end.checked_sub(1)?;
        let mut run = Some(span.run_of(last));
        let mut whole = None;
        while let Some(this) = run.filter(|run| run.level() <= FILLED_LEVEL) {
            let entries = this.entries();
            if entries.end == gap.end && entries.start >= gap.start && gap.end <= published {
                whole = Some(Task::FillRun(this));
            }
            run = this.above();
        }
        let part = gap.start.max(span.run_of(last).entries().start)..gap.end;
        whole.or(Some(Task::FillPart(part)))
    }
}

impl State {
    /// The oldest run of level 0 whose entries are all published and in memory, but not written down.
    fn due(&self, span: Span) -> Option<Run> {
        let listed = self.runs.iter().filter(|it| !it.leaving).map(|it| it.run.entries());
        let mut known: Vec<_> = listed.chain(self.gaps.0.iter().cloned()).collect();
        known.push(self.published..u64::MAX);
        known.sort_by_key(|range| range.start);
        let mut next = 0;
        for range in known {
            let number = u64::div_ceil(next, 1 << span.bits());
            let run = Run::new(span, 0, number)?;
            if run.entries().end <= range.start.min(self.published) {
                return Some(run);
            }
            next = next.max(range.end);
        }
        None
    }

    /// The oldest run whose eight parts are all there.
    fn joinable(&self) -> Option<Run> {
        let is_there =
            |run: Run| self.runs.iter().any(|listed| listed.run == run && !listed.leaving);
        let firsts = self.runs.iter().rev().filter(|it| it.run.number() % 8 == 0);
        let mut above = firsts.filter_map(|it| it.run.above());
        above.find(|run| run.below().all(is_there))
    }
}

impl Index {
    /// What is to be done next, if anything is.
    pub(crate) fn next_task(&self) -> Option<Task> {
        let state = self.read();
        if let Some(listed) = state.runs.iter().find(|listed| listed.leaving) {
            return Some(Task::Remove(listed.run));
        }
        if let Some(run) = state.due(self.span) {
            return Some(Task::Write(run));
        }
        if let Some(run) = state.joinable() {
            return Some(Task::Join(run));
        }
        state.gaps.task(self.span, state.published)
    }

    /// Writes a run down from memory.
    pub(crate) fn write_run(&self, run: Run) -> Result<(), IndexError> {
        let first = run.entries().start;
        let mut postings: Vec<_> = {
            let state = self.read();
            let held = state.held.get(&run.number()).into_iter().flatten();
            held.map(|(tag, offset)| Posting::new(tag.prefix(), first + u64::from(*offset)))
                .collect()
        };
        let rows = self.put(run, &mut postings)?;
        self.relist(
            |runs| runs.push(Listed { run, rows, leaving: false }),
            |state| _ = state.held.remove(&run.number()),
        )
    }

    /// Takes the entries of a gap that are a part of a run into memory.
    pub(crate) fn fill_part(&self, part: &Range<u64>, entries: Vec<Marks>) {
        let mut state = self.write();
        for marks in entries {
            if let Some(tag) = marks.tag {
                state.hold(self.span, marks.index, tag);
            }
        }
        state.gaps.remove(part);
    }

    /// Writes down a run whose entries were read from a gap.
    pub(crate) fn fill_run(&self, run: Run, mut postings: Vec<Posting>) -> Result<(), IndexError> {
        let rows = self.put(run, &mut postings)?;
        self.relist(
            |runs| runs.push(Listed { run, rows, leaving: false }),
            |state| state.gaps.remove(&run.entries()),
        )
    }

    fn put(&self, run: Run, postings: &mut [Posting]) -> Result<u64, IndexError> {
        let rows = postings.len() as u64;
        for (bucket, value) in (0..).zip(run.values(postings)) {
            self.postings.insert(run.key(bucket), value)?;
        }
        Ok(rows)
    }

    /// Joins eight runs to one, unless it is to stop on the way.
    pub(crate) fn join(&self, run: Run, going: impl Fn() -> bool) -> Result<(), IndexError> {
        let parts: Vec<_> = run.below().collect();
        let Some(first) = parts.first() else { return Ok(()) };
        let mut rows = 0;
        for bucket in 0..first.buckets() {
            if bucket % LOOK_EVERY == 0 && !going() {
                return Ok(());
            }
            let mut below = Vec::with_capacity(parts.len());
            for part in &parts {
                match self.postings.get(part.key(bucket))? {
                    Some(value) => below.push(value),
                    None => return self.give_up(*part),
                }
            }
            let (place, values) = run.joined(bucket, &below);
            for (bucket, value) in (place..).zip(values) {
                rows += rows_in(&value);
                self.postings.insert(run.key(bucket), value)?;
            }
        }
        let known: u64 =
            self.read().runs.iter().filter(|it| parts.contains(&it.run)).map(|it| it.rows).sum();
        if rows != known {
            return parts.into_iter().try_for_each(|part| self.give_up(part));
        }
        let change = |runs: &mut Vec<Listed>| {
            let joined = runs.iter_mut().filter(|it| parts.contains(&it.run));
            joined.for_each(|it| it.leaving = true);
            runs.push(Listed { run, rows, leaving: false });
        };
        self.relist(change, |_| ())
    }

    /// Removes the values of a run that is leaving.
    pub(crate) fn remove_run(&self, run: Run) -> Result<(), IndexError> {
        for bucket in 0..run.buckets() {
            self.postings.remove(run.key(bucket))?;
        }
        self.relist(|runs| runs.retain(|listed| listed.run != run), |_| ())
    }

    /// A run lacks what it must hold: it is read again from the ledger.
    pub(super) fn give_up(&self, run: Run) -> Result<(), IndexError> {
        tracing::warn!(entries = ?run.entries(), "a part of the index is missing and is rebuilt");
        self.relist(
            |runs| runs.retain(|listed| listed.run != run),
            |state| state.gaps.add(run.entries()),
        )
    }

    /// Changes the list of runs, on disk and then in memory, where `then` follows at the same moment.
    fn relist(
        &self,
        change: impl FnOnce(&mut Vec<Listed>),
        then: impl FnOnce(&mut State),
    ) -> Result<(), IndexError> {
        let mut state = self.write();
        let mut runs = Vec::clone(&state.runs);
        change(&mut runs);
        runs.sort_by_key(|listed| Reverse((listed.run.entries().start, listed.run.level())));
        if let Some(first_leaf) = state.first_leaf {
            self.meta.insert(RUNS, write_list(&runs, first_leaf, self.span))?;
        }
        state.runs = Arc::new(runs);
        then(&mut state);
        Ok(())
    }
}

/// The list of runs, after whose they are.
///
/// ```text
/// hash of the first entry 32 | bits of the span 1 | runs: level 1, number 8, rows 8, leaving 1
/// ```
fn write_list(runs: &[Listed], first_leaf: Hash, span: Span) -> Vec<u8> {
    let mut value = first_leaf.as_bytes().to_vec();
    value.push(span.bits());
    for Listed { run, rows, leaving } in runs {
        value.push(run.level());
        value.extend_from_slice(&run.number().to_be_bytes());
        value.extend_from_slice(&rows.to_be_bytes());
        value.push(u8::from(*leaving));
    }
    value
}

/// Reads the list, if it is this ledger's and cut as this program cuts.
pub(super) fn read_list(value: &[u8], first_leaf: Option<Hash>, span: Span) -> Option<Vec<Listed>> {
    let rest = value.strip_prefix(first_leaf?.as_bytes().as_slice())?;
    let (runs, rest) = rest.strip_prefix(&[span.bits()])?.as_chunks::<LISTED_BYTES>();
    let read = |listed: &[u8; LISTED_BYTES]| {
        let (level, rest) = listed.split_first()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (rows, rest) = rest.split_first_chunk()?;
        let run = Run::new(span, *level, u64::from_be_bytes(*number))?;
        let leaving = rest.first().is_some_and(|it| *it != 0);
        Some(Listed { run, rows: u64::from_be_bytes(*rows), leaving })
    };
    if rest.is_empty() { runs.iter().map(read).collect() } else { None }
}
