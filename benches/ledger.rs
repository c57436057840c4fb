//! Appending to the ledger with 1, 16 and 256 waiting, beside a bare writer in the same run; then 5,000
//! entries a second, come what may, beside one sync at a time.
//!
//! The bare writer does the least that a durable log can: it hashes the entries of a batch, writes
//! them with one write and syncs once. The ledger does that, and seals, builds the tree, publishes
//! as the configuration's example says and keeps the index. Lines: entries each second, and how long one
//! waited. At the steady pace entries are asked for by a thread that waits for none of them, so that a stall is
//! felt by all who come meanwhile; and how long it took until an entry was published is told too.
//! Both run in four slices in turn; `SLUSE_BENCH_SECONDS` (6) is the time of each in all.

#[path = "common/ledgers.rs"]
mod ledgers;

use ledgers::{Failure, options, persons, reading};
use sluse::ledger::Ledger;
use sluse::ledger::entry::Draft;
use sluse::ledger::verify::verify;
use sluse::merkle::Hash;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PERSONS: usize = 1000;

/// The steady pace.
const PACE_PER_SECOND: u32 = 5000;

/// What was measured, over all slices.
struct Line {
    name: &'static str,
    waits: Vec<Duration>,
    took: Duration,
}

impl Line {
    const fn new(name: &'static str) -> Self {
        Self { name, waits: Vec::new(), took: Duration::ZERO }
    }

    fn per_second(&self) -> f64 {
        self.waits.len() as f64 / self.took.as_secs_f64()
    }

    fn wait_ms(&self, part: f64) -> f64 {
        let place = (self.waits.len() as f64 * part) as usize;
        self.waits.get(place).map_or(0.0, |wait| wait.as_secs_f64() * 1000.0)
    }

    fn print(&mut self, out: &mut impl Write) -> std::io::Result<()> {
        self.waits.sort_unstable();
        let (p50, p99) = (self.wait_ms(0.5), self.wait_ms(0.99));
        let (name, per_second) = (self.name, self.per_second());
        writeln!(
            out,
            "  {name:<7}{per_second:>9.0} entries/s  p50 {p50:>7.3} ms  p99 {p99:>7.3} ms"
        )
    }
}

fn main() -> Result<(), Failure> {
    let seconds = std::env::var("SLUSE_BENCH_SECONDS").ok();
    let slice = Duration::from_secs_f64(seconds.map_or(Ok(6.0), |text| text.parse())? / 4.0);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build()?;
    let mut out = std::io::stdout().lock();
    for waiting in [1, 16, 256] {
        let mut bare = Bare::new(folder.path())?;
        let mut ledger =
            runtime.block_on(Appending::new(&folder.path().join(waiting.to_string())))?;
        // In turn, so that a disk that changes its mind does so to both.
        for _ in 0..4 {
            bare.run(waiting, slice)?;
            runtime.block_on(ledger.run(waiting, slice))?;
        }
        let (mut bare, mut ledger) = (bare.line, runtime.block_on(ledger.end())?);
        writeln!(out, "{waiting} waiting, ratio {:.2}", ledger.per_second() / bare.per_second())?;
        bare.print(&mut out)?;
        ledger.print(&mut out)?;
    }
    let mut bare = Bare::new(folder.path())?;
    let mut ledger = runtime.block_on(Appending::new(&folder.path().join("paced")))?;
    let mut published = Line::new("publ.");
    for _ in 0..4 {
        bare.run(1, slice)?;
        published.waits.extend(runtime.block_on(ledger.run_paced(slice))?);
        published.took += slice;
    }
    let (mut bare, mut ledger) = (bare.line, runtime.block_on(ledger.end())?);
    writeln!(out, "{PACE_PER_SECOND} each second; the ledger's wait, and until it was published")?;
    bare.print(&mut out)?;
    ledger.print(&mut out)?;
    published.print(&mut out)?;
    Ok(())
}

/// Hashes, writes and syncs batches into a file of zeros.
struct Bare {
    file: File,
    at: u64,
    line: Line,
}

impl Bare {
    /// The bytes of the file, written over and over.
    const LENGTH: u64 = 64 * 1024 * 1024;

    fn new(folder: &Path) -> Result<Self, Failure> {
        let mut file = File::create(folder.join("bare"))?;
        std::io::copy(&mut std::io::repeat(0).take(Self::LENGTH), &mut file)?;
        file.sync_all()?;
        Ok(Self { file, at: 0, line: Line::new("bare") })
    }

    fn run(&mut self, waiting: usize, time: Duration) -> Result<(), Failure> {
        // As large as a journal record of the ledger's.
        let entry = vec![b'x'; 640];
        let mut block = Vec::new();
        let begun = Instant::now();
        while begun.elapsed() < time {
            let batch = Instant::now();
            block.clear();
            for _ in 0..waiting {
                block.extend_from_slice(Hash::leaf(&entry).as_bytes());
                block.extend_from_slice(&entry);
            }
            if self.at + block.len() as u64 > Self::LENGTH {
                self.at = 0;
            }
            self.file.write_all_at(&block, self.at)?;
            self.file.sync_data()?;
            self.at += block.len() as u64;
            self.line.waits.extend(std::iter::repeat_n(batch.elapsed(), waiting));
        }
        self.line.took += begun.elapsed();
        Ok(())
    }
}

/// Appends to a ledger.
struct Appending {
    ledger: Ledger,
    drafts: Arc<Vec<Draft>>,
    folder: PathBuf,
    before: u64,
    line: Line,
}

impl Appending {
    async fn new(folder: &Path) -> Result<Self, Failure> {
        let ledger = Ledger::open(options(folder)?)?;
        let drafts =
            persons().take(PERSONS).zip(0..).map(|(person, number)| reading(person, number));
        let drafts = drafts.collect::<Result<Vec<_>, _>>()?;
        for draft in &drafts {
            ledger.append(draft.clone()).await?;
        }
        let (drafts, before) = (Arc::new(drafts), ledger.size());
        let line = Line::new("ledger");
        Ok(Self { ledger, drafts, folder: folder.join("ledger"), before, line })
    }

    /// Appends from `waiting` tasks, each waiting for its entry before the next.
    async fn run(&mut self, waiting: usize, time: Duration) -> Result<(), Failure> {
        let begun = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..waiting {
            let (ledger, drafts) = (self.ledger.clone(), self.drafts.clone());
            tasks.spawn(async move {
                let mut waits = Vec::new();
                for draft in drafts.iter().cycle().skip(task * 31) {
                    if begun.elapsed() >= time {
                        break;
                    }
                    let draft = draft.clone();
                    let asked = Instant::now();
                    ledger.append(draft).await?;
                    waits.push(asked.elapsed());
                }
                Ok::<_, Failure>(waits)
            });
        }
        while let Some(done) = tasks.join_next().await {
            self.line.waits.extend(done??);
        }
        self.line.took += begun.elapsed();
        Ok(())
    }

    /// Appends at the steady pace. Gives how long the entries that were newest, looked at every millisecond,
    /// took from sequenced to published.
    async fn run_paced(&mut self, time: Duration) -> Result<Vec<Duration>, Failure> {
        let begun = Instant::now();
        let watching = tokio::spawn(watch(self.ledger.clone(), begun + time));
        let (ledger, drafts) = (self.ledger.clone(), self.drafts.clone());
        let runtime = tokio::runtime::Handle::current();
        let pacing = tokio::task::spawn_blocking(move || {
            let mut tasks = tokio::task::JoinSet::new();
            let mut due = begun;
            for draft in drafts.iter().cycle() {
                due += Duration::from_secs(1) / PACE_PER_SECOND;
                if due >= begun + time {
                    break;
                }
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let (ledger, draft, asked) = (ledger.clone(), draft.clone(), Instant::now());
                let append = async move {
                    ledger.append(draft).await?;
                    Ok::<_, Failure>(asked.elapsed())
                };
                tasks.spawn_on(append, &runtime);
            }
            tasks
        });
        let mut tasks = pacing.await?;
        while let Some(done) = tasks.join_next().await {
            self.line.waits.push(done??);
        }
        self.line.took += begun.elapsed();
        watching.await?
    }

    /// Closes the ledger and checks that all of it is there.
    async fn end(self) -> Result<Line, Failure> {
        self.ledger.close().await;
        let report = verify(&self.folder, &self.ledger.vkey())?;
        if report.size != self.before + self.line.waits.len() as u64 {
            return Err("the ledger has lost entries".into());
        }
        Ok(self.line)
    }
}

/// Until then, and until all it saw is published.
async fn watch(ledger: Ledger, end: Instant) -> Result<Vec<Duration>, Failure> {
    let mut sequenced = VecDeque::new();
    let mut waits = Vec::new();
    while Instant::now() < end || !sequenced.is_empty() {
        let size = ledger.size();
        if Instant::now() < end && sequenced.back().is_none_or(|(last, _)| *last < size) {
            sequenced.push_back((size, Instant::now()));
        }
        let published = ledger.published();
        while let Some((_, since)) = sequenced.pop_front_if(|(size, _)| *size <= published) {
            waits.push(since.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(waits)
}
