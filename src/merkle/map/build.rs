//! Building a map from its leaves in order, in memory that does not grow with them, and proving from
//! what is kept of it.

use super::proof::{End, MapProof};
use super::{BITS, MapLeaf, Position, Subtree};
use crate::merkle::Hash;

/// The most bits that a map is cut by: a million subtrees are kept.
const MOST_CUT: u8 = 20;

/// A map that is being built. Beside the cut it holds one pending subtree for each bit at most.
#[derive(Debug)]
pub struct Building {
    cut: Cut,
    /// Left halves that wait for their right ones, with the depth of the node over both.
    pending: Vec<(u16, Subtree)>,
    newest: Option<Newest>,
}

/// The subtree that ends with the newest leaf.
#[derive(Debug, Clone, Copy)]
struct Newest {
    subtree: Subtree,
    depth: u16,
    position: Position,
}

/// A leaf came that does not follow the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the leaves of a map are not in order, each at a position of its own")]
pub struct Unordered;

impl Building {
    /// Begins a map of about so many leaves.
    #[must_use]
    pub fn new(leaves: u64) -> Self {
        // Some 64 leaves below each of the subtrees that are kept.
        let bits = leaves.max(1).ilog2().saturating_sub(6);
        let bits = u8::try_from(bits).unwrap_or(MOST_CUT).min(MOST_CUT);
        let cut = Cut { bits, subtrees: vec![Subtree::Empty; 1 << bits] };
        Self { cut, pending: Vec::new(), newest: None }
    }

    /// Takes the next leaf.
    ///
    /// # Errors
    /// When its position is not beyond that of the leaf before.
    pub fn push(&mut self, leaf: &MapLeaf) -> Result<(), Unordered> {
        if let Some(before) = self.newest {
            if leaf.position <= before.position {
                return Err(Unordered);
            }
            let depth = before.position.agrees(&leaf.position);
            if depth < self.cut.depth() {
                self.close();
            } else {
                let left = self.joined(before, depth + 1);
                self.pending.push((depth, left.subtree));
            }
        }
        let subtree = Subtree::One(leaf.hash());
        self.newest = Some(Newest { subtree, depth: BITS, position: leaf.position });
        Ok(())
    }

    /// Joins a subtree with the left halves below `depth`, and lifts the whole to `depth`.
    fn joined(&mut self, newest: Newest, depth: u16) -> Newest {
        let mut joined = newest;
        while let Some((above, left)) = self.pending.pop_if(|(above, _)| *above >= depth) {
            let right = joined.lifted(above + 1).subtree;
            joined = Newest { subtree: Subtree::join(left, right), depth: above, ..joined };
        }
        joined.lifted(depth)
    }

    /// Ends the subtree below the cut that the newest leaf is in.
    fn close(&mut self) {
        let Some(newest) = self.newest.take() else { return };
        let closed = self.joined(newest, self.cut.depth());
        let place = self.cut.place(&closed.position);
        if let Some(subtree) = self.cut.subtrees.get_mut(place) {
            *subtree = closed.subtree;
        }
    }

    /// Ends the map.
    #[must_use]
    pub fn finish(mut self) -> Cut {
        self.close();
        self.cut
    }
}

impl Newest {
    /// The same leaves, seen from a place nearer to the root.
    fn lifted(self, depth: u16) -> Self {
        let lift = |below: Subtree, depth: u16| {
            if self.position.turns_right(depth) {
                Subtree::join(Subtree::Empty, below)
            } else {
                Subtree::join(below, Subtree::Empty)
            }
        };
        let subtree = match self.subtree {
            Subtree::Many(_) => (depth..self.depth).rev().fold(self.subtree, lift),
            alone => alone,
        };
        Self { subtree, depth, ..self }
    }
}

/// A map cut at some depth: the subtrees there, from left to right. With the leaves of one of them
/// it makes any proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    bits: u8,
    subtrees: Vec<Subtree>,
}

impl Cut {
    /// Takes a cut as it was kept; none when these are not the subtrees of one.
    #[must_use]
    pub fn of(subtrees: Vec<Subtree>) -> Option<Self> {
        let bits = subtrees.len().checked_ilog2().filter(|_| subtrees.len().is_power_of_two())?;
        let bits = u8::try_from(bits).ok().filter(|bits| *bits <= MOST_CUT)?;
        Some(Self { bits, subtrees })
    }

    /// The subtrees, from left to right.
    #[must_use]
    pub fn subtrees(&self) -> &[Subtree] {
        &self.subtrees
    }

    fn depth(&self) -> u16 {
        u16::from(self.bits)
    }

    /// Which of the subtrees a position is in.
    #[must_use]
    pub fn place(&self, position: &Position) -> usize {
        (0..self.depth())
            .fold(0, |place, depth| place * 2 + usize::from(position.turns_right(depth)))
    }

    /// The map's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        over(&self.subtrees).hash()
    }

    /// Proves what is at a position. `load` gives the leaves of a subtree, in order.
    ///
    /// # Errors
    /// What `load` says.
    pub fn prove<E>(
        &self,
        position: &Position,
        mut load: impl FnMut(usize) -> Result<Vec<MapLeaf>, E>,
    ) -> Result<MapProof, E> {
        let mut siblings = Vec::new();
        let (mut from, mut below) = (0, self.subtrees.as_slice());
        while below.len() > 1 {
            match over(below) {
                Subtree::Many(_) => {}
                Subtree::Empty => return Ok(MapProof { siblings, end: End::Nothing }),
                Subtree::One(_) => break,
            }
            let depth = u16::try_from(siblings.len()).unwrap_or(BITS);
            let (left, right) = below.split_at(below.len() / 2);
            let other = if position.turns_right(depth) {
                from += left.len();
                below = right;
                left
            } else {
                below = left;
                right
            };
            siblings.push(over(other).hash());
        }
        let inhabited = below.iter().position(|subtree| *subtree != Subtree::Empty);
        let leaves = match inhabited {
            Some(place) => load(from + place)?,
            None => Vec::new(),
        };
        let end = descend(&leaves, position, &mut siblings);
        Ok(MapProof { siblings, end })
    }
}

/// The subtree over a power of two of subtrees.
fn over(subtrees: &[Subtree]) -> Subtree {
    match subtrees {
        [] => Subtree::Empty,
        [alone] => *alone,
        _ => {
            let (left, right) = subtrees.split_at(subtrees.len() / 2);
            Subtree::join(over(left), over(right))
        }
    }
}

/// Follows a position among leaves that agree in as many bits as there are siblings.
fn descend(mut leaves: &[MapLeaf], position: &Position, siblings: &mut Vec<Hash>) -> End {
    loop {
        let depth = u16::try_from(siblings.len()).unwrap_or(BITS);
        match leaves {
            [] => return End::Nothing,
            [leaf] if leaf.position == *position => return End::Leaf(leaf.value),
            [leaf] => return End::Other(*leaf),
            // Only leaves that are not in order come so deep.
            _ if depth == BITS => return End::Nothing,
            _ => {
                let left = leaves.partition_point(|leaf| !leaf.position.turns_right(depth));
                let (left, right) = leaves.split_at(left);
                let (way, other) =
                    if position.turns_right(depth) { (right, left) } else { (left, right) };
                siblings.push(small(other, depth + 1).hash());
                leaves = way;
            }
        }
    }
}

/// The subtree over a few leaves, in order, that agree in `depth` bits.
fn small(leaves: &[MapLeaf], depth: u16) -> Subtree {
    match leaves {
        [] => Subtree::Empty,
        [leaf] => Subtree::One(leaf.hash()),
        _ if depth == BITS => Subtree::Empty,
        _ => {
            let left = leaves.partition_point(|leaf| !leaf.position.turns_right(depth));
            let (left, right) = leaves.split_at(left);
            Subtree::join(small(left, depth + 1), small(right, depth + 1))
        }
    }
}
