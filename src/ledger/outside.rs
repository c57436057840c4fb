//! What those outside who may read the ledger are given: bundles, walks over entries, and proofs
//! between checkpoints. All of it is published; all of it blocks on files.

use super::Ledger;
use super::read::ReadError;
use super::thin;
use crate::merkle::Hash;
use crate::merkle::proof;
use crate::merkle::tile::{BundleId, TileError, TileId, encode_bundle};
use crate::merkle::tree::TreeError;

impl Ledger {
    /// The bytes of a published bundle of entries, as c2sp.org/tlog-tiles has them.
    ///
    /// # Errors
    /// When it cannot be read, or its entries have expired ([`ReadError::Expired`]); one that is not in
    /// the published tree is not an error.
    pub fn entry_bundle(&self, bundle: BundleId) -> Result<Option<Vec<u8>>, ReadError> {
        let widest = BundleId::in_tree(bundle.index(), self.published());
        if widest.is_none_or(|widest| widest.width() < bundle.width()) {
            return Ok(None);
        }
        let first = bundle.index() * u64::from(crate::merkle::tile::FULL);
        let (width, mut entries) = (bundle.width(), Vec::new());
        self.walk(first, first + u64::from(width), |_, entry| entries.push(entry.to_vec()))?;
        if entries.len() < usize::from(width) {
            return Err(ReadError::Expired(first));
        }
        let damaged =
            |source: TileError| ReadError::Damaged { path: bundle.path(), source: source.into() };
        encode_bundle(&entries).map(Some).map_err(damaged)
    }

    /// What is left of a bundle whose entries about persons have expired, as it stands in its file.
    ///
    /// # Errors
    /// When it cannot be read; a bundle that is whole is not an error.
    pub fn thinned(&self, number: u64) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(path) = thin::path(number) else { return Ok(None) };
        Ok(self.inner.shared.store.read(&path)?)
    }

    /// Visits the bytes of the published entries from index `from` on and below `below`, in order; those
    /// that have expired and were given up are left out.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn walk(
        &self,
        from: u64,
        below: u64,
        mut visit: impl FnMut(u64, &[u8]),
    ) -> Result<(), ReadError> {
        self.inner.shared.each(from, below.min(self.published()), |index, entry| {
            visit(index, entry);
            Ok(())
        })
    }

    /// The proof that the tree of `new` entries begins with that of `old` (RFC 6962 section 2.1.2);
    /// none when one of them is not published, or `old` is the larger.
    ///
    /// # Errors
    /// When the tiles cannot be read.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Option<Vec<Hash>>, ReadError> {
        if old > new || new > self.published() {
            return Ok(None);
        }
        let read = |tile: TileId| {
            let bytes = self.inner.shared.tile(tile)?;
            bytes.ok_or_else(|| ReadError::Missing(tile.path()))
        };
        let path = proof::consistency(old, new, read).map_err(|error| match error {
            TreeError::Read { source, .. } => source,
            other => ReadError::Missing(other.to_string()),
        })?;
        Ok(Some(path))
    }
}
