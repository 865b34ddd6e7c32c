//! A log in memory: the files that a writer makes, by their paths, and a fixed source of numbers.
#![expect(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses its part, and what does not hold fails the test"
)]

use std::collections::BTreeMap;

use dantin_journal::edge::RightEdge;
use dantin_journal::hash::{Hash, leaf_hash};
use dantin_journal::tile::Tile;
use dantin_journal::tree::TiledTree;

/// Entry `index` of the series that the known values are of.
pub fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

pub fn leaf(index: u64) -> Hash {
    leaf_hash(&entry(index))
}

/// The tiles of a log by their paths.
#[derive(Clone, Default)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Files {
    /// Keeps what a writer made; a file that exists must have the same bytes.
    pub fn keep(&mut self, tiles: Vec<(Tile, Vec<u8>)>) {
        for (tile, bytes) in tiles {
            assert_eq!(self.0.entry(tile.path()).or_insert_with(|| bytes.clone()), &bytes, "{}", tile.path());
        }
    }

    /// The bytes of a tile, or of the full one at its place.
    pub fn fetch(&self, tile: Tile) -> Result<Vec<u8>, String> {
        let found = self.0.get(&tile.path()).or_else(|| self.0.get(&tile.full().path()));
        found.cloned().ok_or_else(|| tile.path())
    }

    pub fn tree(&self, size: u64) -> TiledTree<impl FnMut(Tile) -> Result<Vec<u8>, String>> {
        TiledTree::new(size, |tile| self.fetch(tile))
    }
}

/// The files of a log of `size` entries written at once.
pub fn files(size: u64) -> Files {
    let mut files = Files::default();
    files.keep(RightEdge::new().append((0..size).map(leaf)).unwrap());
    files
}

/// Numbers from a fixed seed: what fails once fails always.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}
