//! The right edge of a growing tree: what a writer keeps so that appending costs one hash for each entry, and each
//! tile is made once (C2SP tlog-tiles).
//!
//! It gives the bytes of the tiles that a batch of entries changes and knows nothing of where they go. It is cheap to
//! copy: whoever writes in a transaction appends to a copy and keeps it when the transaction holds.

use crate::hash::Hash;
use crate::range::{CompactRange, RangeError};
use crate::tile::{self, FULL_WIDTH, LEVELS, Tile, level_size};
use crate::tree::{TiledTree, TreeError};

/// The compact range of a tree and the hashes of its partial tiles: at most 255 for each of eight levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RightEdge {
    range: CompactRange,
    /// By level. Invariant: each has as many hashes as the level's partial tile, so fewer than 256.
    partial: Vec<Vec<Hash>>,
}

impl RightEdge {
    /// The edge of the tree without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of a tree of `size` entries, read from its tiles as [`TiledTree::new`] says; compare its root with
    /// the one that was signed before going on from it. Fails as the tree fails to read a tile.
    pub fn load<E>(size: u64, fetch: impl FnMut(Tile) -> Result<Vec<u8>, E>) -> Result<Self, TreeError<E>> {
        let mut tree = TiledTree::new(size, fetch);
        let range = tree.compact_range(size)?;
        let partial = (0..LEVELS).map(|level| tree.last_hashes(level)).collect::<Result<_, _>>()?;
        Ok(Self { range, partial })
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.range.size()
    }

    /// The root of the tree (RFC 6962, section 2.1).
    pub fn root(&self) -> Hash {
        self.range.root()
    }

    /// The compact range of the tree.
    pub fn range(&self) -> &CompactRange {
        &self.range
    }

    /// Appends entries by their leaf hashes, and gives each tile that became full and each partial tile that changed
    /// with its bytes. All tiles given over a tree's life are those that its sizes after each call imply
    /// (tlog-tiles, "Partial Tiles"). Refuses more than [`u64::MAX`] entries; the edge is then of no further use.
    pub fn append(
        &mut self,
        leaves: impl IntoIterator<Item = Hash>,
    ) -> Result<Vec<(Tile, Vec<u8>)>, RangeError> {
        let old = self.size();
        let mut tiles = Vec::new();
        for leaf in leaves {
            let partial = &mut self.partial;
            let size = self.range.size();
            self.range.grow(0, leaf, |height, hash| {
                if let (0, Ok(level)) = (height % 8, u8::try_from(height / 8)) {
                    add(partial, level, hash, size, &mut tiles);
                }
            })?;
        }
        let new = self.size();
        for (level, hashes) in (0..LEVELS).zip(&self.partial) {
            let changed = level_size(level, old) != level_size(level, new);
            let index = level_size(level, new) / u64::from(FULL_WIDTH);
            if let Some(tile) = Tile::in_tree(level, index, new).filter(|_| changed) {
                tiles.push((tile, tile::encode(hashes)));
            }
        }
        Ok(tiles)
    }
}

/// Adds a hash to the partial tile of a level of a tree that had `size` entries; a tile that is full with it is moved
/// to `tiles`.
fn add(partial: &mut Vec<Vec<Hash>>, level: u8, hash: Hash, size: u64, tiles: &mut Vec<(Tile, Vec<u8>)>) {
    let place = usize::from(level);
    if partial.len() <= place {
        partial.resize_with(place + 1, Vec::new);
    }
    let Some(hashes) = partial.get_mut(place) else { return };
    hashes.push(hash);
    if hashes.len() == usize::from(FULL_WIDTH) {
        let index = level_size(level, size) / u64::from(FULL_WIDTH);
        if let Ok(tile) = Tile::new(level, index, FULL_WIDTH) {
            tiles.push((tile, tile::encode(hashes)));
        }
        hashes.clear();
    }
}
