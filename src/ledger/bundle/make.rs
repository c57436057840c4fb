//! Making a bundle from a running ledger.

use super::file::{File, Part, encoded};
use super::verify::{Expected, verify_bundle};
use super::{BundleError, FORMAT};
use crate::ledger::Ledger;
use crate::ledger::chain::Sequence;
use crate::ledger::digest::{DigestError, named, position, vrf_input};
use crate::ledger::entry::Entry;
use crate::ledger::heads::HeadsError;
use crate::ledger::read::{ReadError, Shared, parse};
use crate::ledger::seal::{PersonKeys, Tag, TagKey, open_with};
use crate::ledger::thin::Kept;
use crate::ledger::vault::VaultError;
use crate::merkle::Hash;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::map::MapProof;
use crate::merkle::proof::inclusion;
use crate::merkle::tile::TileId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::month::Month;
use crate::vocab::secret::Key32;
use crate::vocab::subject::PersonNumber;
use crate::vrf;
use std::collections::HashMap;

/// How many tiles of hashes are in memory while one bundle is made: eight megabytes.
const TILES: usize = 1024;

/// Why no bundle was made. Never says anything about whom.
#[derive(Debug, thiserror::Error)]
pub enum NoBundle {
    /// There is no digest, or none can be made now.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// The ledger could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// What was made does not verify: something in the ledger or the vault is not as it was.
    #[error("the bundle that was made proves nothing")]
    Wrong(#[from] BundleError),
}

impl From<VaultError> for NoBundle {
    fn from(error: VaultError) -> Self {
        Self::Read(error.into())
    }
}

impl From<HeadsError> for NoBundle {
    fn from(error: HeadsError) -> Self {
        Self::Digest(error.into())
    }
}

/// What the newest digest says of one person.
struct Counted {
    digest: EntryIndex,
    vrf_proof: vrf::Proof,
    map_proof: MapProof,
    count: u64,
}

impl Ledger {
    /// All that the ledger says about a person, up to the newest digest, in one file that proves it
    /// ([`super::verify_bundle`]). It has been verified. Blocks on files.
    ///
    /// # Errors
    /// When it cannot be made now, or what was made does not verify.
    pub fn bundle(&self, person: &PersonNumber) -> Result<Vec<u8>, NoBundle> {
        let shared = &self.inner.shared;
        let counted = match counted(shared, person)? {
            Some(counted) => counted,
            None => {
                self.digest()?;
                counted(shared, person)?.ok_or(DigestError::None)?
            }
        };
        if counted.digest.0 >= self.published() {
            self.publish().map_err(DigestError::from)?;
        }
        let note = self.checkpoint()?;
        let verifiers = [self.inner.verifier.clone()];
        let checkpoint = Checkpoint::open(&note, &verifiers).map_err(ReadError::Checkpoint)?;
        let mut maker = Maker { shared, size: checkpoint.size(), tiles: HashMap::new() };
        let (tag_key, entries) = maker.entries(person, counted.count)?;
        let file = File {
            format: FORMAT.to_owned(),
            subject: person.expose().to_owned(),
            checkpoint: String::from_utf8(note).map_err(|_| BundleError::Form("checkpoint"))?,
            digest: maker.digest(counted.digest)?,
            vrf_proof: encoded(counted.vrf_proof.as_bytes()),
            map_proof: encoded(&counted.map_proof.to_bytes()),
            count: counted.count,
            tag_key: tag_key.map(|key| encoded(key.expose())),
            entries,
        };
        let bytes = file.to_bytes()?;
        verify_bundle(&bytes, &Expected { verifiers: &verifiers, digest_since: None })?;
        Ok(bytes)
    }
}

/// What the newest digest says of a person; none when it is not written yet, or a month ago: what has
/// expired since can only be shown as expired by a newer one.
fn counted(shared: &Shared, person: &PersonNumber) -> Result<Option<Counted>, NoBundle> {
    let drops = shared.vault.heads.drops();
    let Some(heads) = shared.vault.heads.current() else { return Ok(None) };
    let Some((digest, _)) = named(shared, &heads)? else { return Ok(None) };
    let newest = shared.recent().sequenced().saturating_sub(1);
    if Month::of(shared.time(digest.0)?) != Month::of(shared.time(newest)?) {
        return Ok(None);
    }
    let vrf = &shared.vault.heads.keys().vrf;
    let vrf_proof = vrf.prove(vrf_input(person)).map_err(DigestError::Position)?;
    let output = vrf.public().verify(vrf_input(person), &vrf_proof);
    let position = position(&output.map_err(DigestError::Position)?);
    let map_proof = match heads.prove(&position) {
        Ok(proof) => proof,
        Err(HeadsError::Overtaken) => return Ok(None),
        Err(HeadsError::Damaged(what)) => {
            // Unless a row was being overwritten just then.
            if shared.vault.heads.drops() == drops {
                shared.vault.heads.forget(&heads, what);
            }
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let row = match shared.vault.known(shared.vault.id(person))? {
        Some(known) => match shared.vault.heads.row_of(&heads, &known) {
            Err(HeadsError::Damaged(what)) => {
                shared.vault.heads.forget(&heads, what);
                return Ok(None);
            }
            Err(HeadsError::Overtaken) => return Ok(None),
            row => row?,
        },
        None => None,
    };
    let count = row.map_or(0, |row| row.shown.count);
    Ok(Some(Counted { digest, vrf_proof, map_proof, count }))
}

/// Makes the parts of one bundle.
struct Maker<'a> {
    shared: &'a Shared,
    /// The size that the checkpoint names.
    size: u64,
    tiles: HashMap<TileId, Vec<u8>>,
}

impl Maker<'_> {
    /// The first `count` entries of what is shown to a person, and the key of their tags.
    fn entries(
        &mut self,
        person: &PersonNumber,
        count: u64,
    ) -> Result<(Option<Key32>, Vec<Part>), NoBundle> {
        let known = self.shared.vault.known(self.shared.vault.id(person))?;
        let Some(known) = known.filter(|_| count > 0) else { return Ok((None, Vec::new())) };
        let keys = PersonKeys::derive(&known.key).map_err(VaultError::from)?;
        let tag_key = TagKey::derive(&known.key).map_err(VaultError::from)?;
        let entries = (0..count).map(|n| self.entry(&keys, keys.tag(Sequence::Shown, n)));
        Ok((Some(tag_key), entries.collect::<Result<_, _>>()?))
    }

    fn entry(&mut self, keys: &PersonKeys, tag: Tag) -> Result<Part, NoBundle> {
        let (index, kept) = self.shared.find(tag, 0)?.ok_or(ReadError::IndexIncomplete)?;
        if matches!(kept, Kept::GivenUp(_)) {
            return self.given_up(index);
        }
        let (mut part, _, key) = self.opened(keys, index)?;
        if let (Some(key), Some(text)) = (key, &part.entry) {
            let sealed = |source| ReadError::Sealed { index, source };
            let inside = open_with(&key, text.as_bytes()).map_err(sealed)?;
            if let Some(EntryIndex(held)) = inside.released {
                let held = match self.opened(keys, held) {
                    Ok((held, ..)) => held,
                    Err(NoBundle::Read(ReadError::Expired(_))) => self.given_up(held)?,
                    Err(error) => return Err(error),
                };
                part.released = Some(Box::new(held));
            }
        }
        Ok(part)
    }

    /// An entry of a person's with its key, as far as its period has one.
    fn opened(
        &mut self,
        keys: &PersonKeys,
        index: u64,
    ) -> Result<(Part, Entry, Option<Key32>), NoBundle> {
        let (mut part, entry) = self.part(index)?;
        let tag = entry.tag.as_deref().and_then(Tag::parse).ok_or(ReadError::UnknownForm(index))?;
        let key = self.shared.seals(keys, entry.expires).map(|seals| seals.key(tag)).transpose();
        let key = key.map_err(|source| ReadError::Sealed { index, source })?;
        part.key = key.as_ref().map(|key| encoded(key.expose()));
        Ok((part, entry, key))
    }

    fn digest(&mut self, index: EntryIndex) -> Result<Part, NoBundle> {
        Ok(self.part(index.0)?.0)
    }

    /// An entry and its path.
    fn part(&mut self, index: u64) -> Result<(Part, Entry), NoBundle> {
        let bytes = self.shared.bytes(index)?.ok_or(ReadError::IndexIncomplete)?;
        let entry = parse(index, &bytes)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| ReadError::UnknownForm(index))?;
        let (entry_text, path) = (Some(text.to_owned()), self.path(index)?);
        let part = Part { index, entry: entry_text, leaf: None, key: None, path, released: None };
        Ok((part, entry))
    }

    /// An entry that has expired and was given up: its leaf, which its tile still has, and its path.
    fn given_up(&mut self, index: u64) -> Result<Part, NoBundle> {
        let leaf = Some(self.shared.leaf(index, self.size)?);
        Ok(Part { index, entry: None, leaf, key: None, path: self.path(index)?, released: None })
    }

    fn path(&mut self, index: u64) -> Result<Vec<Hash>, ReadError> {
        Ok(inclusion(index, self.size, |tile| self.tile(tile))?)
    }

    fn tile(&mut self, tile: TileId) -> Result<Vec<u8>, ReadError> {
        if let Some(bytes) = self.tiles.get(&tile) {
            return Ok(bytes.clone());
        }
        let bytes = self.shared.tile_there(tile)?;
        if self.tiles.len() >= TILES {
            self.tiles.clear();
        }
        self.tiles.insert(tile, bytes.clone());
        Ok(bytes)
    }
}
