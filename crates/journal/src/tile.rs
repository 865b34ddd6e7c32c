//! Tiles: the hashes of a tree cut into pieces of 256 that are files with fixed names (C2SP tlog-tiles).
//!
//! Here are names, sizes and bytes: which tile holds what, which ones a tree of some size has, how it is spelled as a
//! path. Where tiles are kept and whether their hashes are right is not known here.

use std::fmt;
use std::iter;

use crate::decimal;
use crate::hash::{HASH_BYTES, Hash};

/// The hashes of a full tile, and the entries of a full bundle.
pub const FULL_WIDTH: u16 = 256;
/// The levels that a tree of at most [`u64::MAX`] entries can have; paths may name higher ones up to [`MAX_LEVEL`].
pub const LEVELS: u8 = 8;
/// The highest level that a path may name (tlog-tiles).
pub const MAX_LEVEL: u8 = 63;
const FULL_TILE_BYTES: usize = FULL_WIDTH as usize * HASH_BYTES;

/// One tile: 256 hashes of a level, or the first `width` of them (tlog-tiles, "Merkle Tree").
///
/// At level 0 they are leaf hashes; at every other level each is the root of a full tile below, that is of 256^level
/// entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: u8,
    index: u64,
    /// Invariant: 1 to 256.
    width: u16,
}

/// Why a tile, its path or its bytes are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileError {
    /// The level is above 63.
    Level(u64),
    /// The width is not within 1 to 256.
    Width(u64),
    /// The path is not spelled as the standard spells it.
    Path,
    /// The bytes are not as many as the hashes need.
    Length { expected: usize, found: usize },
}

impl fmt::Display for TileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => write!(formatter, "a tile's level is at most {MAX_LEVEL} and not {level}"),
            Self::Width(width) => write!(formatter, "a tile's width is 1 to {FULL_WIDTH} and not {width}"),
            Self::Path => formatter.write_str("the path is not that of a tile or bundle"),
            Self::Length { expected, found } => {
                write!(formatter, "the tile has {found} bytes and should have {expected}")
            }
        }
    }
}

impl std::error::Error for TileError {}

impl Tile {
    /// The tile with these coordinates; refuses a level above 63 and a width outside 1 to 256.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, TileError> {
        if level > MAX_LEVEL {
            Err(TileError::Level(level.into()))
        } else if !(1..=FULL_WIDTH).contains(&width) {
            Err(TileError::Width(width.into()))
        } else {
            Ok(Self { level, index, width })
        }
    }

    /// The tile at this place as a tree of `size` entries has it, full or partial; nothing where it has none.
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        width_in_tree(level, index, size).map(|width| Self { level, index, width })
    }

    /// The tiles that a tree of `new` entries has and one of `old` entries has not, level by level: what a writer adds
    /// and a mirror fetches. From `old` 0 these are all tiles of a tree. Nothing if `new` is not above `old`.
    pub fn grown(old: u64, new: u64) -> impl Iterator<Item = Self> {
        (0..LEVELS).flat_map(move |level| {
            grown(level, old, new).map(move |(index, width)| Self { level, index, width })
        })
    }

    /// 0 for leaf hashes, at most 63.
    pub fn level(self) -> u8 {
        self.level
    }

    /// The place among the tiles of the level, from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many hashes the tile has, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Whether the tile is full and so will never change.
    pub fn is_full(self) -> bool {
        self.width == FULL_WIDTH
    }

    /// The full tile at this place, which a client may fetch where a partial one has been collected (tlog-tiles,
    /// "Partial Tiles").
    #[must_use]
    pub fn full(self) -> Self {
        Self { width: FULL_WIDTH, ..self }
    }

    /// The path below the log's prefix, `tile/<L>/<N>[.p/<W>]` (tlog-tiles, "Merkle Tree").
    pub fn path(self) -> String {
        path(&self.level.to_string(), self.index, self.width)
    }

    /// Reads what [`Tile::path`] gives and refuses every other spelling.
    pub fn parse_path(text: &str) -> Result<Self, TileError> {
        let rest = text.strip_prefix("tile/").ok_or(TileError::Path)?;
        let (level, rest) = rest.split_once('/').ok_or(TileError::Path)?;
        let level = decimal::parse(level).ok_or(TileError::Path)?;
        let (index, width) = parse_place(rest)?;
        let tile = Self::new(u8::try_from(level).unwrap_or(u8::MAX), index, width)?;
        if tile.path() == text { Ok(tile) } else { Err(TileError::Path) }
    }

    /// The hashes in the bytes of this tile, 32 each. The bytes of the full tile are taken for a partial one, which
    /// they continue; refuses any other length.
    pub fn decode(self, bytes: &[u8]) -> Result<Vec<Hash>, TileError> {
        let expected = usize::from(self.width) * HASH_BYTES;
        let (hashes, rest) = bytes.get(..expected).unwrap_or_default().as_chunks::<HASH_BYTES>();
        if rest.is_empty() && !hashes.is_empty() && [expected, FULL_TILE_BYTES].contains(&bytes.len()) {
            Ok(hashes.iter().copied().map(Hash).collect())
        } else {
            Err(TileError::Length { expected, found: bytes.len() })
        }
    }
}

/// The bytes of a tile: its hashes one after the other.
pub fn encode(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().map(Hash::as_bytes).copied().collect::<Vec<_>>().into_flattened()
}

/// How many hashes the tiles of a level hold in a tree of `size` entries: floor(size / 256^level).
pub(crate) fn level_size(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * 8).unwrap_or(0)
}

/// The width at this place in a tree of `size` entries; nothing where the tile would be empty.
pub(crate) fn width_in_tree(level: u8, index: u64, size: u64) -> Option<u16> {
    let first = index.checked_mul(FULL_WIDTH.into())?;
    let left = level_size(level, size).checked_sub(first)?;
    u16::try_from(left.min(FULL_WIDTH.into())).ok().filter(|width| *width > 0)
}

/// The places and widths of a level that a tree of `new` entries has and one of `old` has not.
pub(crate) fn grown(level: u8, old: u64, new: u64) -> impl Iterator<Item = (u64, u16)> {
    let (old, new) = (level_size(level, old), level_size(level, new));
    let full = u64::from(FULL_WIDTH);
    let mut next = if new > old { old / full } else { u64::MAX };
    iter::from_fn(move || {
        let left = new.checked_sub(next.checked_mul(full)?)?;
        let width = u16::try_from(left.min(full)).ok().filter(|width| *width > 0)?;
        next += 1;
        Some((next - 1, width))
    })
}

/// The path of a tile or bundle; `kind` is a level or `entries`.
pub(crate) fn path(kind: &str, index: u64, width: u16) -> String {
    let mut number = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        number = format!("x{:03}/{number}", rest % 1000);
        rest /= 1000;
    }
    if width == FULL_WIDTH {
        format!("tile/{kind}/{number}")
    } else {
        format!("tile/{kind}/{number}.p/{width}")
    }
}

/// Reads `<N>[.p/<W>]` loosely; the caller compares the whole path with its one spelling.
pub(crate) fn parse_place(text: &str) -> Result<(u64, u16), TileError> {
    let (number, width) = match text.split_once(".p/") {
        Some((number, width)) => (number, decimal::parse(width).ok_or(TileError::Path)?),
        None => (text, FULL_WIDTH.into()),
    };
    let mut index = 0_u64;
    for group in number.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TileError::Path);
        }
        let digits = digits.parse::<u64>().ok().ok_or(TileError::Path)?;
        index = index.checked_mul(1000).and_then(|index| index.checked_add(digits)).ok_or(TileError::Path)?;
    }
    match u16::try_from(width) {
        Ok(width @ 1..=FULL_WIDTH) => Ok((index, width)),
        _ => Err(TileError::Width(width)),
    }
}
