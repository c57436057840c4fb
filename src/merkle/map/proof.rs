//! The proof of what a position of a map holds: its written form, and checking it.

use super::{BITS, MapLeaf, NOTHING, Position, node};
use crate::merkle::Hash;
use crate::vocab::limits::Limit;

/// A written proof: a path of 256 siblings, and another leaf at its end.
pub const PROOF_BYTES: Limit =
    Limit { name: "map_proof_bytes", most: 3 + 32 + BITS as usize * Hash::BYTES + 64 };

/// Why a proof was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MapProofError {
    /// It has not the form that a proof is written in.
    #[error("the map proof is malformed")]
    Malformed,
    /// The leaf at its end cannot be where it is said to be.
    #[error("the leaf at the end of the map proof belongs elsewhere")]
    Elsewhere,
    /// It leads to another root.
    #[error("the map proof leads to another root")]
    Root,
}

/// A proof that has not been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapProof {
    /// From the root downwards.
    pub(super) siblings: Vec<Hash>,
    pub(super) end: End,
}

/// What is at the end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Nothing,
    /// The position's own leaf, with this value.
    Leaf(Hash),
    /// A leaf that agrees with the position as far as the path goes.
    Other(MapLeaf),
}

impl MapProof {
    /// Checks that under this root the position holds this value, or (none) holds nothing.
    ///
    /// # Errors
    /// When it does not prove that.
    pub fn verify(&self, root: &Hash, position: &Position) -> Result<Option<Hash>, MapProofError> {
        let depth = u16::try_from(self.siblings.len()).map_err(|_| MapProofError::Malformed)?;
        if depth > BITS || self.siblings.last() == Some(&NOTHING) {
            return Err(MapProofError::Malformed);
        }
        let (value, mut hash) = match self.end {
            End::Nothing => (None, NOTHING),
            End::Leaf(value) => (Some(value), MapLeaf { position: *position, value }.hash()),
            End::Other(leaf) if leaf.position == *position => return Err(MapProofError::Elsewhere),
            End::Other(leaf) if leaf.position.agrees(position) < depth => {
                return Err(MapProofError::Elsewhere);
            }
            End::Other(leaf) => (None, leaf.hash()),
        };
        for (sibling, depth) in self.siblings.iter().rev().zip((0..depth).rev()) {
            hash = if position.turns_right(depth) {
                node(sibling, &hash)
            } else {
                node(&hash, sibling)
            };
        }
        if hash == *root { Ok(value) } else { Err(MapProofError::Root) }
    }

    /// The proof as it is written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let depth = u16::try_from(self.siblings.len()).unwrap_or(BITS);
        let kind = match self.end {
            End::Nothing => 0,
            End::Leaf(_) => 1,
            End::Other(_) => 2,
        };
        let mut bytes = vec![kind];
        bytes.extend_from_slice(&depth.to_be_bytes());
        for eight in self.siblings.chunks(8) {
            let bits = eight.iter().zip([0x80, 0x40, 0x20, 0x10, 8, 4, 2, 1]);
            bytes.push(bits.map(|(it, bit)| if *it == NOTHING { 0 } else { bit }).sum());
        }
        for sibling in self.siblings.iter().filter(|sibling| **sibling != NOTHING) {
            bytes.extend_from_slice(sibling.as_bytes());
        }
        match self.end {
            End::Nothing => {}
            End::Leaf(value) => bytes.extend_from_slice(value.as_bytes()),
            End::Other(leaf) => {
                bytes.extend_from_slice(leaf.position.as_bytes());
                bytes.extend_from_slice(leaf.value.as_bytes());
            }
        }
        bytes
    }

    /// Reads a proof in its one form.
    ///
    /// # Errors
    /// When it is not what [`MapProof::to_bytes`] writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, MapProofError> {
        let read = || {
            let (kind, rest) = bytes.split_first()?;
            let (depth, rest) = rest.split_first_chunk()?;
            let depth = usize::from(u16::from_be_bytes(*depth));
            if depth > usize::from(BITS) {
                return None;
            }
            let (bits, mut rest) = rest.split_at_checked(depth.div_ceil(8))?;
            let mut siblings = Vec::with_capacity(depth);
            for place in 0..depth {
                let bit = bits.get(place / 8)? & (0x80 >> (place % 8));
                siblings.push(if bit == 0 { NOTHING } else { hash(&mut rest)? });
            }
            let end = match kind {
                0 => End::Nothing,
                1 => End::Leaf(hash(&mut rest)?),
                2 => {
                    let position = Position::new(*hash(&mut rest)?.as_bytes());
                    End::Other(MapLeaf { position, value: hash(&mut rest)? })
                }
                _ => return None,
            };
            Some(Self { siblings, end })
        };
        // Written again, it is the same: no bit is left over that could tell two copies apart.
        let proof = read().filter(|proof: &Self| proof.to_bytes() == bytes);
        proof.ok_or(MapProofError::Malformed)
    }
}

fn hash(rest: &mut &[u8]) -> Option<Hash> {
    let (hash, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(Hash::from_bytes(*hash))
}
