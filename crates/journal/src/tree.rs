//! A tree that is read from its tiles: roots of every earlier size, and proofs (RFC 6962 over C2SP tlog-tiles).
//!
//! Tiles come from a function that the caller gives, be it a folder, a table or a network; nothing is assumed of them
//! but their length. What is computed here is therefore as true as the tiles: compare a root with a signed checkpoint,
//! or verify a proof against one, before trusting either.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::hash::{EMPTY_ROOT, Hash, node_hash};
use crate::proof::{ProofError, consistency_path, inclusion_path};
use crate::range::{CompactRange, RangeError};
use crate::tile::{FULL_WIDTH, Tile, TileError, level_size};

/// A tree of `size` entries whose tiles are fetched as they are needed.
pub struct TiledTree<F> {
    size: u64,
    fetch: F,
    /// What one question has fetched, by level and index; forgotten with the next question.
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

/// Why a tree could not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeError<E> {
    /// The tile could not be fetched.
    Fetch(E),
    /// The tile that was fetched is not one.
    Tile(Tile, TileError),
    /// The size asked for is above that of the tree.
    SizeBeyondTree { size: u64, tree: u64 },
    /// There is no such proof.
    Proof(ProofError),
    /// The hashes found do not make a compact range.
    Range(RangeError),
}

impl<E: fmt::Display> fmt::Display for TreeError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fetch(error) => write!(formatter, "a tile could not be read: {error}"),
            Self::Tile(tile, error) => write!(formatter, "{}: {error}", tile.path()),
            Self::SizeBeyondTree { size, tree } => {
                write!(formatter, "size {size} was asked for in a tree of size {tree}")
            }
            Self::Proof(error) => error.fmt(formatter),
            Self::Range(error) => error.fmt(formatter),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for TreeError<E> {}

impl<F, E> TiledTree<F>
where
    F: FnMut(Tile) -> Result<Vec<u8>, E>,
{
    /// The tree of `size` entries whose tiles `fetch` gives: exactly the bytes of the tile asked for, or of the full
    /// tile at its place. Only tiles that a tree of this size has are asked for.
    pub fn new(size: u64, fetch: F) -> Self {
        Self { size, fetch, tiles: BTreeMap::new() }
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The leaf hash of entry `index`; refuses an index that is not in the tree.
    pub fn leaf(&mut self, index: u64) -> Result<Hash, TreeError<E>> {
        inclusion_path(index, self.size).map_err(TreeError::Proof)?;
        self.tiles.clear();
        self.node(0, index)
    }

    /// The root of the first `size` entries (RFC 6962, section 2.1); refuses a size above the tree's.
    pub fn root_at(&mut self, size: u64) -> Result<Hash, TreeError<E>> {
        self.begin(size)?;
        self.subtree(0..size)
    }

    /// The compact range of the first `size` entries; refuses a size above the tree's.
    pub fn compact_range(&mut self, size: u64) -> Result<CompactRange, TreeError<E>> {
        self.begin(size)?;
        let nodes = self.nodes(0..size)?;
        CompactRange::from_nodes(size, nodes).map_err(TreeError::Range)
    }

    /// The proof that entry `index` is in the tree of the first `size` entries, the leaf's sibling first (RFC 6962,
    /// section 2.1.1); refuses a size above the tree's and an index not below the size.
    pub fn inclusion_proof(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, TreeError<E>> {
        self.begin(size)?;
        let path = inclusion_path(index, size).map_err(TreeError::Proof)?;
        path.into_iter().map(|subtree| self.subtree(subtree)).collect()
    }

    /// The proof that the tree of the first `new` entries continues that of the first `old` (RFC 6962, section
    /// 2.1.2); refuses sizes above the tree's and `old` above `new`.
    pub fn consistency_proof(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, TreeError<E>> {
        self.begin(new)?;
        let path = consistency_path(old, new).map_err(TreeError::Proof)?;
        path.into_iter().map(|subtree| self.subtree(subtree)).collect()
    }

    /// The hashes of the partial tile with which a level ends, none where it ends with a full tile.
    pub(crate) fn last_hashes(&mut self, level: u8) -> Result<Vec<Hash>, TreeError<E>> {
        let count = level_size(level, self.size);
        if count.is_multiple_of(FULL_WIDTH.into()) {
            return Ok(Vec::new());
        }
        Ok(self.tile(level, count / u64::from(FULL_WIDTH))?.to_vec())
    }

    fn begin(&mut self, size: u64) -> Result<(), TreeError<E>> {
        self.tiles.clear();
        if size <= self.size { Ok(()) } else { Err(TreeError::SizeBeyondTree { size, tree: self.size }) }
    }

    /// The hash of a subtree as RFC 6962 cuts it: complete subtrees in falling sizes, hashed from the right.
    fn subtree(&mut self, range: Range<u64>) -> Result<Hash, TreeError<E>> {
        let nodes = self.nodes(range)?;
        Ok(nodes.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or(EMPTY_ROOT))
    }

    /// The complete subtrees of such a range, the largest first.
    fn nodes(&mut self, range: Range<u64>) -> Result<Vec<Hash>, TreeError<E>> {
        let count = range.end - range.start;
        let mut start = range.start;
        let mut nodes = Vec::new();
        for height in (0..u64::BITS).rev().filter(|height| count >> height & 1 == 1) {
            nodes.push(self.node(height, start >> height)?);
            start += 1 << height;
        }
        Ok(nodes)
    }

    /// The root of the complete subtree of 2^`height` entries at this place, from the tile in which its hashes are.
    fn node(&mut self, height: u32, index: u64) -> Result<Hash, TreeError<E>> {
        let (level, within) = (u8::try_from(height / 8).unwrap_or(u8::MAX), height % 8);
        // Its first hash is hash number `index << within` of the level, and 256 make a tile.
        let tile = index >> (8 - within);
        let first = usize::try_from((index << within) % u64::from(FULL_WIDTH)).unwrap_or(usize::MAX);
        let hashes = self.tile(level, tile)?;
        let mut hashes = hashes.get(first..first.saturating_add(1 << within)).unwrap_or_default().to_vec();
        while hashes.len() > 1 {
            let (pairs, _) = hashes.as_chunks::<2>();
            hashes = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
        }
        hashes.first().copied().ok_or(TreeError::SizeBeyondTree { size: index, tree: self.size })
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], TreeError<E>> {
        if !self.tiles.contains_key(&(level, index)) {
            let tile = Tile::in_tree(level, index, self.size)
                .ok_or(TreeError::SizeBeyondTree { size: index, tree: self.size })?;
            let bytes = (self.fetch)(tile).map_err(TreeError::Fetch)?;
            let hashes = tile.decode(&bytes).map_err(|error| TreeError::Tile(tile, error))?;
            self.tiles.insert((level, index), hashes);
        }
        Ok(self.tiles.get(&(level, index)).map(Vec::as_slice).unwrap_or_default())
    }
}
