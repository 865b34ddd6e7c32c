//! Compact ranges: the few hashes that stand for all entries from the first to some size, one for each complete
//! subtree, the largest first. From them comes the root, and to them the next entry is added in amortised one hash.
//!
//! A range knows neither the entries nor the tiles. This is all that a sequencer keeps of a tree between two batches,
//! and all that an auditor needs who hashes a stream of entries.

use std::fmt;

use crate::hash::{EMPTY_ROOT, Hash, node_hash};

/// The compact range of the entries `0..size`: a hash for each bit that is set in the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompactRange {
    size: u64,
    /// Invariant: as many as `size` has bits set, the largest subtree first.
    nodes: Vec<Hash>,
}

/// Why hashes and sizes do not make a compact range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeError {
    /// A range of that size has another number of hashes.
    NodeCount { expected: u32, found: usize },
    /// The tree would have more than [`u64::MAX`] entries.
    Full,
    /// A subtree of that height (its entries are 2^height) cannot begin at that size.
    Misaligned { size: u64, height: u32 },
}

impl fmt::Display for RangeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NodeCount { expected, found } => {
                write!(formatter, "the compact range has {found} hashes and should have {expected}")
            }
            Self::Full => formatter.write_str("the tree cannot hold more entries"),
            Self::Misaligned { size, height } => {
                write!(formatter, "a subtree of height {height} cannot begin at entry {size}")
            }
        }
    }
}

impl std::error::Error for RangeError {}

impl CompactRange {
    /// The range of the tree without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The range with the hashes that [`CompactRange::nodes`] gave; refuses another number of them than `size` has
    /// bits. Whether they are the right ones only the root can tell.
    pub fn from_nodes(size: u64, nodes: Vec<Hash>) -> Result<Self, RangeError> {
        let expected = size.count_ones();
        if u32::try_from(nodes.len()) == Ok(expected) {
            Ok(Self { size, nodes })
        } else {
            Err(RangeError::NodeCount { expected, found: nodes.len() })
        }
    }

    /// How many entries the range covers.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of the complete subtrees, the largest first.
    pub fn nodes(&self) -> &[Hash] {
        &self.nodes
    }

    /// The root of the tree of these entries (RFC 6962, section 2.1).
    pub fn root(&self) -> Hash {
        self.nodes.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or(EMPTY_ROOT)
    }

    /// Adds the next entry by its leaf hash; refuses one more than [`u64::MAX`].
    pub fn push(&mut self, leaf: Hash) -> Result<(), RangeError> {
        self.grow(0, leaf, |_, _| ())
    }

    /// Adds the next 2^`height` entries by the root of their subtree, so that parts of a tree can be hashed side by
    /// side; refuses a subtree that cannot begin here or would go beyond [`u64::MAX`] entries.
    pub fn push_subtree(&mut self, height: u32, root: Hash) -> Result<(), RangeError> {
        self.grow(height, root, |_, _| ())
    }

    /// Adds a subtree and tells every subtree that is complete with it, with its height, itself first.
    pub(crate) fn grow(
        &mut self,
        mut height: u32,
        mut hash: Hash,
        mut complete: impl FnMut(u32, Hash),
    ) -> Result<(), RangeError> {
        let count = 1_u64.checked_shl(height).ok_or(RangeError::Full)?;
        if !self.size.is_multiple_of(count) {
            return Err(RangeError::Misaligned { size: self.size, height });
        }
        let size = self.size.checked_add(count).ok_or(RangeError::Full)?;
        complete(height, hash);
        while self.size >> height & 1 == 1 {
            let Some(left) = self.nodes.pop() else { break };
            hash = node_hash(&left, &hash);
            height += 1;
            complete(height, hash);
        }
        self.nodes.push(hash);
        self.size = size;
        Ok(())
    }
}
