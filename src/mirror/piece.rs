//! One tile or bundle, taken and verified. What stands in the copy already is taken from there.

use super::edge::Right;
use super::progress::Progress;
use super::source::{BUNDLE_BYTES, Fetched, Source, SourceError, THIN_BYTES, TILE_BYTES};
use super::{Folder, MirrorError};
use crate::ledger::copy::{Kept, Thin, thin_path};
use crate::merkle::Hash;
use crate::merkle::tile::{BundleId, FULL, TileId, decode_bundle, decode_hashes, encode_hashes};
use crate::merkle::tree::complete_root;
use crate::vocab::limits::Limit;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

/// How often something is fetched that is not what it must be: a fault on the way is not a lie.
const TRIES: u32 = 3;

/// A file below the copy's folder.
pub(super) type File = (String, Vec<u8>);

/// Takes pieces from one source into one copy.
pub(super) struct Taker<S> {
    pub(super) source: Arc<S>,
    pub(super) folder: Arc<Folder>,
    pub(super) progress: Arc<Progress>,
    /// What is waited before something is fetched again.
    pub(super) again: Duration,
}

/// 256 entries (or the last few) with their hashes.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// What was fetched and is to be put.
    pub(super) files: Vec<File>,
    /// The number of the bundle, when its entries have been given up at the source.
    pub(super) gone: Option<u64>,
}

/// Something that was fetched and is good.
enum Good<T> {
    Taken(T),
    Missing,
    Gone,
}

impl<S: Source> Taker<S> {
    /// Fetches until what comes is good.
    async fn good<T>(
        &self,
        path: &str,
        limit: Limit,
        check: impl Fn(&Bytes) -> Option<T>,
    ) -> Result<Good<T>, MirrorError> {
        for attempt in 0..TRIES {
            if attempt > 0 {
                tokio::time::sleep(self.again).await;
            }
            match self.source.fetch(path, limit).await? {
                Fetched::Missing => return Ok(Good::Missing),
                Fetched::Gone => return Ok(Good::Gone),
                Fetched::Bytes(bytes) => {
                    self.progress.fetched(bytes.len());
                    if let Some(good) = check(&bytes) {
                        return Ok(Good::Taken(good));
                    }
                }
            }
            tracing::warn!(path, "what the source gave is not what its checkpoint covers");
        }
        Err(MirrorError::Damaged { path: path.to_owned() })
    }

    /// Fetches a tile that passes; a partial one that is no longer there is cut from the full one.
    pub(super) async fn tile(
        &self,
        tile: TileId,
        passes: impl Fn(&[Hash]) -> bool,
    ) -> Result<Vec<Hash>, MirrorError> {
        let width = tile.width();
        let check = |bytes: &[u8]| {
            let bytes = bytes.get(..usize::from(width) * Hash::BYTES)?;
            decode_hashes(bytes, width).ok().filter(|hashes| passes(hashes))
        };
        let exact = |bytes: &Bytes| {
            let is_whole = bytes.len() == usize::from(width) * Hash::BYTES;
            is_whole.then(|| check(bytes)).flatten()
        };
        let mut found = self.good(&tile.path(), TILE_BYTES, exact).await?;
        if !tile.is_full() && !matches!(found, Good::Taken(_)) {
            let cut = |bytes: &Bytes| check(bytes);
            found = self.good(&tile.full().path(), TILE_BYTES, cut).await?;
        }
        match found {
            Good::Taken(hashes) => Ok(hashes),
            Good::Missing | Good::Gone => Err(SourceError::Missing { path: tile.path() }.into()),
        }
    }

    /// A full tile: from the copy when what is there passes, else from the source.
    pub(super) async fn full_tile(
        &self,
        tile: TileId,
        stands_for: Hash,
    ) -> Result<(Vec<Hash>, Option<File>), MirrorError> {
        let passes = |hashes: &[Hash]| complete_root(hashes) == stands_for;
        if let Some(bytes) = self.folder.read(&tile.path())?
            && let Ok(hashes) = decode_hashes(&bytes, FULL)
            && passes(&hashes)
        {
            return Ok((hashes, None));
        }
        let hashes = self.tile(tile, passes).await?;
        let file = (tile.path(), encode_hashes(&hashes));
        Ok((hashes, Some(file)))
    }

    /// The tile of level 0 and the bundle of this number.
    pub(super) async fn piece(
        self: Arc<Self>,
        right: Arc<Right>,
        number: u64,
    ) -> Result<Piece, MirrorError> {
        let size = right.size();
        let ids = TileId::in_tree(0, number, size).zip(BundleId::in_tree(number, size));
        let Some((tile, bundle)) = ids else { return Ok(Piece::default()) };
        let mut piece = Piece::default();
        let hashes = match right.tile(tile) {
            Some(hashes) => hashes.to_vec(),
            None => {
                let stands_for = right.above(&self.folder, tile)?;
                let (hashes, file) = self.full_tile(tile, stands_for).await?;
                piece.files.extend(file);
                hashes
            }
        };
        if !self.has(bundle, &hashes).await? {
            match self.bundle(bundle, &hashes).await? {
                Some(bytes) => piece.files.push((bundle.path(), bytes)),
                None => {
                    piece.gone = Some(number);
                    piece.files.extend(self.left(number, &hashes).await?);
                }
            }
        }
        self.progress.verified(u64::from(bundle.width()));
        Ok(piece)
    }

    /// Whether the copy has the bundle already, with just these entries.
    async fn has(&self, bundle: BundleId, hashes: &[Hash]) -> Result<bool, MirrorError> {
        let Some(bytes) = self.folder.read(&bundle.path())? else { return Ok(false) };
        Ok(entries_fit(&bytes, bundle.width(), hashes).is_some_and(|length| length == bytes.len()))
    }

    /// Fetches a bundle; none when its entries have been given up.
    async fn bundle(
        &self,
        bundle: BundleId,
        hashes: &[Hash],
    ) -> Result<Option<Vec<u8>>, MirrorError> {
        let width = bundle.width();
        let exact = |bytes: &Bytes| {
            let length = entries_fit(bytes, width, hashes)?;
            (length == bytes.len()).then(|| bytes.to_vec())
        };
        let mut found = self.good(&bundle.path(), BUNDLE_BYTES, exact).await?;
        if !bundle.is_full() && matches!(found, Good::Missing) {
            let cut = |bytes: &Bytes| {
                let length = entries_fit(bytes, width, hashes)?;
                bytes.get(..length).map(<[u8]>::to_vec)
            };
            found = self.good(&bundle.full().path(), BUNDLE_BYTES, cut).await?;
        }
        match found {
            Good::Taken(bytes) => Ok(Some(bytes)),
            Good::Gone if bundle.is_full() => Ok(None),
            Good::Gone | Good::Missing => Err(SourceError::Missing { path: bundle.path() }.into()),
        }
    }
}

/// What the source has left of a bundle: some entries, each by its hash. Its times are not proven.
impl<S: Source> Taker<S> {
    async fn left(&self, number: u64, hashes: &[Hash]) -> Result<Option<File>, MirrorError> {
        let Some(path) = thin_path(number) else { return Ok(None) };
        let check = |bytes: &Bytes| {
            let thin = Thin::decode(bytes)?;
            let fit = thin.kept().iter().zip(hashes).all(|(kept, hash)| match kept {
                Kept::Entry(entry) => Hash::leaf(entry) == *hash,
                Kept::GivenUp(_) => true,
            });
            fit.then(|| bytes.to_vec())
        };
        match self.good(&path, THIN_BYTES, check).await? {
            Good::Taken(bytes) => Ok(Some((path, bytes))),
            Good::Missing | Good::Gone => Ok(None),
        }
    }
}

/// How long the first `width` entries of a bundle are, when these are their leaf hashes.
fn entries_fit(bytes: &[u8], width: u16, hashes: &[Hash]) -> Option<usize> {
    let mut length = 0_usize;
    for _ in 0..width {
        let (entry, _) = bytes.get(length..)?.split_first_chunk::<2>()?;
        length += 2 + usize::from(u16::from_be_bytes(*entry));
    }
    let entries = decode_bundle(bytes.get(..length)?, width).ok()?;
    let fit = entries.iter().map(|entry| Hash::leaf(entry)).eq(hashes.iter().copied());
    fit.then_some(length)
}
