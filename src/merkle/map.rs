//! A sparse Merkle map: from positions of 256 bits to values, with a proof of what a position holds
//! or that it holds nothing.
//!
//! The root follows from the set of leaves alone. Bits count from the first byte's highest. With
//! SHA-256 and `S` a set of leaves that agree in their first `d` bits:
//!
//! ```text
//! tree(S, d) = 32 zero bytes                                      when S is empty
//!            = SHA-256(0x04 | position 32 | value 32)             when S is one leaf
//!            = SHA-256(0x05 | tree(S0, d + 1) | tree(S1, d + 1))  else; S0, S1: bit d is 0, 1
//! root       = tree(all leaves, 0)
//! ```
//!
//! So a leaf hangs as near to the root as it is alone, N leaves at random positions take 2.4 N hashes,
//! and a proof has about log2 N. Two leaves at one position cannot both be proven under one root,
//! whoever made it: their paths are the same, and where one proof has a leaf's hash the other would
//! need a node's, which begins with another byte.
//!
//! A proof is written
//!
//! ```text
//! end 1 | depth u16 | which siblings are not empty, a bit each, padded to bytes | these siblings, 32 each |
//!   end 0: nothing    end 1: value 32    end 2: position 32 | value 32
//! ```
//!
//! with siblings and their bits from the root downwards. *end* says what is at the end of the path:
//! nothing (0), the position's leaf (1), or another leaf that agrees with the position in `depth` bits (2).

mod build;
mod proof;

pub use build::{Building, Cut, Unordered};
pub use proof::{MapProof, MapProofError, PROOF_BYTES};

use super::Hash;

const LEAF: u8 = 0x04;
const NODE: u8 = 0x05;

/// The bits of a position.
pub const BITS: u16 = 256;

/// What stands for a subtree without leaves.
const NOTHING: Hash = Hash::from_bytes([0; 32]);

/// Where a leaf belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position([u8; 32]);

impl Position {
    /// Takes a position's bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The position's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Bit `depth`: whether the path turns right there.
    fn turns_right(&self, depth: u16) -> bool {
        let byte = self.0.get(usize::from(depth / 8)).copied().unwrap_or_default();
        byte & (0x80 >> (depth % 8)) != 0
    }

    /// In how many first bits two positions agree.
    fn agrees(&self, other: &Self) -> u16 {
        let mut bits = 0;
        for (one, two) in self.0.iter().zip(&other.0) {
            match (one ^ two).leading_zeros() {
                8 => bits += 8,
                some => return bits + u16::try_from(some).unwrap_or_default(),
            }
        }
        bits
    }
}

/// A position and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapLeaf {
    /// Where.
    pub position: Position,
    /// What: a hash of the content.
    pub value: Hash,
}

impl MapLeaf {
    fn hash(&self) -> Hash {
        Hash::of(LEAF, [self.position.as_bytes(), self.value.as_bytes()])
    }
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of(NODE, [left.as_bytes(), right.as_bytes()])
}

/// The leaves below one place of the tree, as their parent sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subtree {
    /// No leaf.
    Empty,
    /// One leaf: its hash, which hangs as near to the root as it is alone.
    One(Hash),
    /// Two or more.
    Many(Hash),
}

impl Subtree {
    /// The subtree over two halves.
    #[must_use]
    pub fn join(left: Self, right: Self) -> Self {
        match (left, right) {
            (Self::Empty, alone @ (Self::Empty | Self::One(_)))
            | (alone @ Self::One(_), Self::Empty) => alone,
            _ => Self::Many(node(&left.hash(), &right.hash())),
        }
    }

    /// The hash that stands for it.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        match self {
            Self::Empty => NOTHING,
            Self::One(hash) | Self::Many(hash) => *hash,
        }
    }
}
