//! One round: from the copy's checkpoint to the source's.

use super::edge::{Right, edge, root_at};
use super::evidence::{self, Charge, Signed};
use super::folder::Folder;
use super::piece::{File, Taker};
use super::progress::Progress;
use super::source::{CHECKPOINT_BYTES, Fetched, Source, SourceError};
use super::{MirrorError, Trust};
use crate::ledger::copy::CHECKPOINT;
use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::{BundleId, FULL, TileId, decode_hashes};
use crate::vocab::time::SharedClock;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// The files that are put together, and the most bytes of them.
const PUT_TOGETHER: usize = 64;
const PUT_BYTES: usize = 32 * 1024 * 1024;

/// How often a checkpoint that is older than the copy's is asked for again: what answered may have been
/// a cache.
const STALE_TRIES: u32 = 3;

/// What a round is made with.
#[derive(Clone)]
pub struct Options {
    /// Whose word makes a checkpoint good.
    pub trust: Trust,
    /// How many pieces are fetched at a time.
    pub parallel: usize,
    /// What is waited before something that was not good is fetched again.
    pub again: Duration,
    /// Whether all that the copy has is hashed again, and fetched where it is damaged; otherwise what is new.
    pub recheck: bool,
    /// Tells when evidence was found.
    pub clock: SharedClock,
}

/// What a round has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The log's name.
    pub origin: String,
    /// The entries that the copy holds.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// The entries that it held before.
    pub before: u64,
    /// The bundles whose entries the source has given up, of this round.
    pub gone: Vec<u64>,
}

/// A checkpoint as it came, and what it says.
struct Head {
    note: Vec<u8>,
    says: Checkpoint,
}

impl Head {
    const fn signed(&self) -> Signed<'_> {
        Signed { note: self.note.as_slice(), says: &self.says }
    }
}

/// Brings the copy up to the source's newest checkpoint.
///
/// # Errors
/// When the copy stays at the checkpoint that it has; see [`MirrorError`].
pub async fn round<S: Source>(
    source: &Arc<S>,
    folder: &Arc<Folder>,
    options: &Options,
    progress: &Arc<Progress>,
) -> Result<Report, MirrorError> {
    let taker = Arc::new(Taker {
        source: source.clone(),
        folder: folder.clone(),
        progress: progress.clone(),
        again: options.again,
    });
    let had = had(folder, options)?;
    let offered = offered(&taker, options, had.as_ref()).await?;
    let before = had.as_ref().map_or(0, |had| had.says.size());
    let mut report = Report {
        origin: offered.says.origin().to_owned(),
        size: offered.says.size(),
        root: offered.says.root(),
        before,
        gone: Vec::new(),
    };
    let from = if options.recheck { 0 } else { before };
    if report.size > from || had.is_none() {
        let right = Arc::new(Right::take(&taker, &offered.says).await?);
        if let Some(had) = had.as_ref().filter(|had| had.says.size() < report.size) {
            must_begin_with(&taker, had, &offered, options).await?;
        }
        progress.expect(report.size - from / 256 * 256);
        tiles(&taker, &right, options, from).await?;
        report.gone = pieces(&taker, &right, options, from).await?;
        put(folder, right.files().collect()).await?;
    }
    // Also of the same size: another witness may have signed it. But not one that fewer have signed.
    let is_better = |had: &Head| {
        had.note != offered.note
            && (had.says.size() != offered.says.size()
                || options.trust.is_witnessed(&offered.note).is_ok())
    };
    if had.as_ref().is_none_or(is_better) {
        folder.advance(&offered.note, &options.trust.vkey())?;
    }
    tidy(folder, before, report.size);
    Ok(report)
}

/// The copy's own checkpoint.
fn had(folder: &Folder, options: &Options) -> Result<Option<Head>, MirrorError> {
    let Some(note) = folder.checkpoint()? else { return Ok(None) };
    match options.trust.signed(&note) {
        Ok(says) => Ok(Some(Head { note, says })),
        Err(MirrorError::Checkpoint(error)) => Err(MirrorError::OwnCheckpoint(error)),
        Err(error) => Err(error),
    }
}

/// The source's checkpoint, when it is not older than the copy's and no other of its size.
async fn offered<S: Source>(
    taker: &Taker<S>,
    options: &Options,
    had: Option<&Head>,
) -> Result<Head, MirrorError> {
    let mut tries = 1;
    loop {
        let fetched = taker.source.fetch(CHECKPOINT, CHECKPOINT_BYTES).await?;
        let Fetched::Bytes(note) = fetched else {
            return Err(SourceError::Missing { path: CHECKPOINT.to_owned() }.into());
        };
        let offered = Head { note: note.to_vec(), says: options.trust.signed(&note)? };
        let Some(had) = had else {
            options.trust.is_witnessed(&note)?;
            return Ok(offered);
        };
        let (old, new) = (had.says.size(), offered.says.size());
        let own_root = own_root(taker, had, new).await?;
        if new <= old && own_root != Some(offered.says.root()) {
            return Err(convicted(taker, Charge::Fork, had, &offered, own_root, options));
        }
        // A fork convicts the log's key whoever cosigned it; what is taken over must be witnessed.
        if new == old {
            return Ok(offered);
        }
        if new > old {
            options.trust.is_witnessed(&note)?;
            return Ok(offered);
        }
        if tries >= STALE_TRIES {
            return Err(convicted(taker, Charge::RolledBack, had, &offered, own_root, options));
        }
        tries += 1;
        tokio::time::sleep(taker.again * 2).await;
    }
}

/// The root that the copy's own tree has at this size; none when it is larger.
async fn own_root<S: Source>(
    taker: &Taker<S>,
    had: &Head,
    size: u64,
) -> Result<Option<Hash>, MirrorError> {
    if size >= had.says.size() {
        return Ok((size == had.says.size()).then(|| had.says.root()));
    }
    root_at(&had.says, size, async |tile: TileId| {
        let missing = || MirrorError::Damaged { path: tile.path() };
        let bytes = taker.folder.read(&tile.path())?;
        let bytes = match bytes {
            Some(bytes) => bytes,
            None => taker.folder.read(&tile.full().path())?.ok_or_else(missing)?,
        };
        let cut = bytes.get(..usize::from(tile.width()) * Hash::BYTES).ok_or_else(missing)?;
        decode_hashes(cut, tile.width()).map_err(|_| missing())
    })
    .await
}

/// The source's tree must begin with the copy's.
async fn must_begin_with<S: Source>(
    taker: &Taker<S>,
    had: &Head,
    offered: &Head,
    options: &Options,
) -> Result<(), MirrorError> {
    let read = async |tile| taker.tile(tile, |_| true).await;
    let Some(root) = root_at(&offered.says, had.says.size(), read).await? else {
        return Err(MirrorError::Damaged { path: "a tile between the two checkpoints".to_owned() });
    };
    if root == had.says.root() {
        return Ok(());
    }
    Err(convicted(taker, Charge::Fork, had, offered, Some(root), options))
}

/// Keeps the evidence, and says what was found.
fn convicted<S>(
    taker: &Taker<S>,
    charge: Charge,
    had: &Head,
    offered: &Head,
    root: Option<Hash>,
    options: &Options,
) -> MirrorError {
    let (folder, now) = (&taker.folder, options.clock.now());
    let root = root.map(|root| root.to_string());
    match evidence::keep(folder, charge, had.signed(), offered.signed(), root, now) {
        Ok(place) if charge == Charge::Fork => MirrorError::Fork(place),
        Ok(place) => MirrorError::RolledBack(place),
        Err(error) => error,
    }
}

/// The full tiles above level 0 that are new, from the top down: each is verified by the one above.
async fn tiles<S: Source>(
    taker: &Arc<Taker<S>>,
    right: &Arc<Right>,
    options: &Options,
    before: u64,
) -> Result<(), MirrorError> {
    for level in (1..8_u8).rev() {
        let tile_size = (u32::from(level) + 1) * 8;
        let row = |size: u64| size.checked_shr(tile_size).unwrap_or(0);
        let numbers = row(before)..row(right.size());
        let work = |number| {
            let (taker, right) = (taker.clone(), right.clone());
            async move {
                let missing = || MirrorError::Damaged { path: format!("tile {number} of {level}") };
                let tile = TileId::new(level, number, FULL).map_err(|_| missing())?;
                let stands_for = right.above(&taker.folder, tile)?;
                let (_, file) = taker.full_tile(tile, stands_for).await?;
                Ok((file.into_iter().collect(), ()))
            }
        };
        together(&taker.folder, numbers, options.parallel, work).await?;
    }
    Ok(())
}

/// The tiles of level 0 and the bundles that are new; gives the numbers of those that are gone.
async fn pieces<S: Source>(
    taker: &Arc<Taker<S>>,
    right: &Arc<Right>,
    options: &Options,
    before: u64,
) -> Result<Vec<u64>, MirrorError> {
    let full = u64::from(FULL);
    let numbers = before / full..right.size().div_ceil(full);
    let work = |number| {
        let piece = taker.clone().piece(right.clone(), number);
        async move { piece.await.map(|piece| (piece.files, piece.gone)) }
    };
    let mut gone: Vec<u64> = together(&taker.folder, numbers, options.parallel, work)
        .await?
        .into_iter()
        .flatten()
        .collect();
    gone.sort_unstable();
    Ok(gone)
}

/// Does so much work at a time, and puts the files that come of it, many at a time.
async fn together<F, T>(
    folder: &Arc<Folder>,
    mut numbers: std::ops::Range<u64>,
    parallel: usize,
    work: impl Fn(u64) -> F,
) -> Result<Vec<T>, MirrorError>
where
    F: Future<Output = Result<(Vec<File>, T), MirrorError>> + Send + 'static,
    T: Send + 'static,
{
    let (mut under_way, mut told) = (JoinSet::new(), Vec::new());
    let (mut files, mut bytes) = (Vec::new(), 0);
    loop {
        while under_way.len() < parallel.max(1)
            && let Some(number) = numbers.next()
        {
            under_way.spawn(work(number));
        }
        let Some(done) = under_way.join_next().await else { break };
        let broken = |_| MirrorError::NotOurs("a fault of this program");
        let (some, one) = done.map_err(broken)??;
        bytes += some.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        files.extend(some);
        told.push(one);
        if files.len() >= PUT_TOGETHER || bytes >= PUT_BYTES {
            put(folder, std::mem::take(&mut files)).await?;
            bytes = 0;
        }
    }
    put(folder, files).await?;
    Ok(told)
}

/// Puts files where writing may block.
async fn put(folder: &Arc<Folder>, files: Vec<File>) -> Result<(), MirrorError> {
    if files.is_empty() {
        return Ok(());
    }
    let folder = folder.clone();
    let broken = |_| MirrorError::NotOurs("a fault of this program");
    tokio::task::spawn_blocking(move || folder.put(&files)).await.map_err(broken)?
}

/// Gives up the partial tiles and bundles that no checkpoint needs: those that have become full, and at
/// the edge all but those of this checkpoint and the one before, which somebody may just have read.
fn tidy(folder: &Folder, before: u64, size: u64) {
    for level in 0..8_u8 {
        let row = |size: u64| size.checked_shr((u32::from(level) + 1) * 8).unwrap_or(0);
        for number in row(before)..row(size) {
            if let Ok(tile) = TileId::new(level, number, FULL) {
                folder.drop_partials(&tile.path(), &[]);
            }
        }
    }
    let full = u64::from(FULL);
    for number in before / full..size / full {
        if let Ok(bundle) = BundleId::new(number, FULL) {
            folder.drop_partials(&bundle.path(), &[]);
        }
    }
    let old: Vec<TileId> = edge(before).collect();
    for tile in edge(size) {
        let same = old.iter().find(|old| old.full() == tile.full());
        let keep: Vec<u16> = same.into_iter().chain([&tile]).map(TileId::width).collect();
        folder.drop_partials(&tile.full().path(), &keep);
        if tile.level() == 0
            && let Ok(bundle) = BundleId::new(tile.index(), FULL)
        {
            folder.drop_partials(&bundle.path(), &keep);
        }
    }
}
