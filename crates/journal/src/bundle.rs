//! Entry bundles: the entries themselves, 256 to a file, cut as the tiles of level 0 are (C2SP tlog-tiles, "Log
//! Entries").
//!
//! What an entry says is not known here, nor whether it is the right one: for that its leaf hash goes into a tree.

use std::fmt;
use std::ops::Range;

use crate::tile::{self, FULL_WIDTH, TileError};

/// The longest entry in bytes, since its length is written in two.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// One bundle: 256 entries, or the first `width` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryBundle {
    index: u64,
    /// Invariant: 1 to 256.
    width: u16,
}

/// Why the bytes of a bundle are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleError {
    /// An entry has more than 65,535 bytes.
    EntryTooLong { bytes: usize },
    /// A bundle holds 1 to 256 entries, and a named one exactly its width.
    Count { expected: usize, found: usize },
    /// The bytes end within an entry or its length.
    Ended,
    /// The bytes go on after the last entry.
    TrailingBytes,
}

impl fmt::Display for BundleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntryTooLong { bytes } => {
                write!(formatter, "an entry has {bytes} bytes and may have {MAX_ENTRY_BYTES}")
            }
            Self::Count { expected, found } => {
                write!(formatter, "the bundle has {found} entries and should have {expected}")
            }
            Self::Ended => formatter.write_str("the bundle ends within an entry"),
            Self::TrailingBytes => formatter.write_str("the bundle goes on after its last entry"),
        }
    }
}

impl std::error::Error for BundleError {}

impl EntryBundle {
    /// The bundle with these coordinates; refuses a width outside 1 to 256.
    pub fn new(index: u64, width: u16) -> Result<Self, TileError> {
        if (1..=FULL_WIDTH).contains(&width) {
            Ok(Self { index, width })
        } else {
            Err(TileError::Width(width.into()))
        }
    }

    /// The bundle at this place as a tree of `size` entries has it; nothing where it has none.
    pub fn in_tree(index: u64, size: u64) -> Option<Self> {
        tile::width_in_tree(0, index, size).map(|width| Self { index, width })
    }

    /// The bundles that a tree of `new` entries has and one of `old` entries has not; from 0 all of a tree.
    pub fn grown(old: u64, new: u64) -> impl Iterator<Item = Self> {
        tile::grown(0, old, new).map(|(index, width)| Self { index, width })
    }

    /// The place among the bundles, from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many entries the bundle has, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// The indexes of its entries in the log, for a bundle that a tree can have; cut at [`u64::MAX`] otherwise.
    pub fn entries(self) -> Range<u64> {
        let start = self.index.saturating_mul(FULL_WIDTH.into());
        start..start.saturating_add(self.width.into())
    }

    /// The full bundle at this place, which a client may fetch where a partial one has been collected.
    #[must_use]
    pub fn full(self) -> Self {
        Self { width: FULL_WIDTH, ..self }
    }

    /// The path below the log's prefix, `tile/entries/<N>[.p/<W>]` (tlog-tiles, "Log Entries").
    pub fn path(self) -> String {
        tile::path("entries", self.index, self.width)
    }

    /// Reads what [`EntryBundle::path`] gives and refuses every other spelling.
    pub fn parse_path(text: &str) -> Result<Self, TileError> {
        let (index, width) = tile::parse_place(text.strip_prefix("tile/entries/").ok_or(TileError::Path)?)?;
        let bundle = Self { index, width };
        if bundle.path() == text { Ok(bundle) } else { Err(TileError::Path) }
    }

    /// The entries in the bytes of this bundle; refuses another number of them than its width, and what [`decode`]
    /// refuses.
    pub fn decode(self, bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
        let entries = decode(bytes)?;
        let expected = usize::from(self.width);
        if entries.len() == expected {
            Ok(entries)
        } else {
            Err(BundleError::Count { expected, found: entries.len() })
        }
    }
}

/// The bytes of a bundle: each entry after its length in two big-endian bytes. Refuses an entry of more than 65,535
/// bytes, no entries, and more than 256.
pub fn encode<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, BundleError> {
    check_count(entries.len())?;
    let mut bytes = Vec::with_capacity(entries.iter().map(|entry| entry.as_ref().len() + 2).sum());
    for entry in entries {
        let entry = entry.as_ref();
        let Ok(length) = u16::try_from(entry.len()) else {
            return Err(BundleError::EntryTooLong { bytes: entry.len() });
        };
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries in the bytes of a bundle of any width; refuses bytes that end within an entry or go on after 256 of
/// them, and no bytes at all.
pub fn decode(bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        if entries.len() == usize::from(FULL_WIDTH) {
            return Err(BundleError::TrailingBytes);
        }
        let (length, after) = rest.split_first_chunk::<2>().ok_or(BundleError::Ended)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(BundleError::Ended)?;
        entries.push(entry);
        rest = after;
    }
    check_count(entries.len())?;
    Ok(entries)
}

fn check_count(found: usize) -> Result<(), BundleError> {
    let expected = found.clamp(1, FULL_WIDTH.into());
    if found == expected { Ok(()) } else { Err(BundleError::Count { expected, found }) }
}
