//! How the entries about one person hang together, for who holds their key.
//!
//! A person has two sequences: *shown*, which the person is shown, and *held*, of entries whose showing
//! is delayed. Each has its own tags, its own count and its own chain, so that nothing in the first
//! tells that there is a second. Each entry carries in its seal its place n in its sequence and the
//! head of all before it:
//!
//! ```text
//! head of none   = 32 zero bytes
//! head of n + 1  = SHA-256(0x02 | head of n | leaf hash of entry n)
//! ```
//!
//! 0x00 and 0x01 begin what the tree hashes, so a head is never a leaf or a node.

use crate::merkle::Hash;
use ring::digest;

const HEAD: u8 = 0x02;

/// Which of a person's sequences an entry is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sequence {
    /// What the person is shown.
    Shown,
    /// What the person is not shown yet.
    Held,
}

/// How far a sequence has come: how many entries it has, and their head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The number of entries.
    pub count: u64,
    /// The head of all of them.
    pub head: Hash,
}

impl Standing {
    /// A sequence without entries.
    pub const NONE: Self = Self { count: 0, head: Hash::from_bytes([0; 32]) };

    /// With one more entry, of this leaf hash.
    #[must_use]
    pub fn then(self, leaf: &Hash) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&[HEAD]);
        context.update(self.head.as_bytes());
        context.update(leaf.as_bytes());
        let mut head = [0; 32];
        head.copy_from_slice(context.finish().as_ref());
        Self { count: self.count + 1, head: Hash::from_bytes(head) }
    }
}
