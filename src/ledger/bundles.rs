//! Bundles in storage: put, read back whole, or read for one entry.

use super::packed::{self, HEAD_BYTES, Head, PackedError};
use super::read::ReadError;
use super::store::{Store, StoreError};
use crate::merkle::tile::{BundleId, TileError};
use bytes::Bytes;

/// The objects to put for these bundles. One that is there already, with the same entries, is put as it
/// is: another version of this program may have packed it to other bytes.
pub(crate) fn objects(
    store: &dyn Store,
    bundles: &[(BundleId, Vec<Bytes>)],
) -> Result<Vec<(String, Vec<u8>)>, BundleError> {
    let mut objects = Vec::with_capacity(bundles.len());
    for (bundle, entries) in bundles {
        let path = packed::path(*bundle);
        let ours = packed::encode(*bundle, entries)?;
        let theirs = if bundle.is_full() { store.read(&path)? } else { None };
        let same = |there: &Vec<u8>| {
            packed::decode(*bundle, there.clone()).is_ok_and(|there| there == *entries)
        };
        objects.push((path, theirs.filter(same).unwrap_or(ours)));
    }
    Ok(objects)
}

/// Why bundles could not be made ready.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BundleError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Tile(#[from] TileError),
}

fn damaged(bundle: BundleId) -> impl Fn(PackedError) -> ReadError {
    move |source| ReadError::Damaged { path: packed::path(bundle), source }
}

/// Reads the entries of a bundle, if it is there.
pub(crate) fn read(store: &dyn Store, bundle: BundleId) -> Result<Option<Vec<Bytes>>, ReadError> {
    let Some(bytes) = store.read(&packed::path(bundle))? else { return Ok(None) };
    packed::decode(bundle, bytes).map(Some).map_err(damaged(bundle))
}

/// Reads one entry of a full bundle, if that is there.
pub(crate) fn read_entry(
    store: &dyn Store,
    bundle: BundleId,
    place: u16,
) -> Result<Option<Bytes>, ReadError> {
    let Some(head) = read_head(store, bundle)? else { return Ok(None) };
    let block = Head::block_of(place);
    let damaged = damaged(bundle);
    let range = head.range(block).ok_or_else(|| damaged(PackedError::Block(block)))?;
    let Some(bytes) = store.read_part(&packed::path(bundle), range)? else { return Ok(None) };
    head.entry(place, &bytes).map(Some).map_err(damaged)
}

/// Reads the head of a full bundle, if that is there.
pub(crate) fn read_head(store: &dyn Store, bundle: BundleId) -> Result<Option<Head>, ReadError> {
    let Some(bytes) = store.read_part(&packed::path(bundle), 0..HEAD_BYTES)? else {
        return Ok(None);
    };
    Head::read(&bytes).map(Some).map_err(damaged(bundle))
}
