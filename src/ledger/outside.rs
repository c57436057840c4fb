//! What those outside who may read the ledger are given: checkpoints, tiles, bundles, walks over entries,
//! and proofs. All of it is published; all of it blocks on files.

use super::read::ReadError;
use super::thin;
use super::{Ledger, files};
use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::{self, ProofFile};
use crate::merkle::tile::{BundleId, TileError, TileId, encode_bundle};
use crate::vocab::ids::EntryIndex;

impl Ledger {
    /// The public checkpoint: the newest signed one or, where there are witnesses, the newest that a
    /// quorum has cosigned (see [`super::witnessing`] for when that is late). Blocks on files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn checkpoint(&self) -> Result<Vec<u8>, ReadError> {
        match self.inner.witnessing.get().and_then(|witnessing| witnessing.public()) {
            Some(public) => Ok(public),
            None => self.signed_checkpoint(),
        }
    }

    /// The newest signed checkpoint, whether or not a witness has seen it. Blocks on files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn signed_checkpoint(&self) -> Result<Vec<u8>, ReadError> {
        let checkpoint = self.inner.shared.store.checkpoint()?;
        checkpoint.ok_or_else(|| ReadError::Missing(files::CHECKPOINT.to_owned()))
    }

    /// The bytes of a published tile of hashes. Blocks on files.
    ///
    /// # Errors
    /// When it cannot be read; one that is not in the published tree is not an error.
    pub fn tile(&self, tile: TileId) -> Result<Option<Vec<u8>>, ReadError> {
        let widest = TileId::in_tree(tile.level(), tile.index(), self.published());
        if widest.is_none_or(|widest| widest.width() < tile.width()) {
            return Ok(None);
        }
        Ok(self.inner.shared.tile(tile)?)
    }

    /// The proof that the public checkpoint covers an entry; none while it does not. Blocks
    /// on files.
    ///
    /// # Errors
    /// When the tiles cannot be read.
    pub fn inclusion(&self, index: EntryIndex) -> Result<Option<ProofFile>, ReadError> {
        let note = self.checkpoint()?;
        // It is this ledger's own: it was verified at the start, or signed since.
        let head = Checkpoint::read(&note).map_err(ReadError::Checkpoint)?;
        let size = head.size();
        if index.0 >= size {
            return Ok(None);
        }
        let read = |tile| self.inner.shared.tile_there(tile);
        let path = proof::inclusion(index.0, size, read)?;
        let leaf = self.inner.shared.leaf(index.0, size)?;
        proof::verify_inclusion(&leaf, index.0, size, &path, &head.root())
            .map_err(|_| ReadError::Tree(format!("the tiles above entry {index} are damaged")))?;
        let file = ProofFile::new(index.0, path, &note);
        Ok(Some(file.map_err(|error| ReadError::Tree(error.to_string()))?))
    }

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
        Ok(Some(proof::consistency(old, new, |tile| self.inner.shared.tile_there(tile))?))
    }
}
