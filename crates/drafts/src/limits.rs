//! How large a draft may be. The longest Vietnamese codes have about 700 articles and a million characters.

/// Bytes of a text file, and of the words taken out of a DOCX.
pub const TEXT_BYTES: usize = 5_000_000;
/// Bytes of a DOCX as sent; pictures are most of it and are not read.
pub const DOCX_BYTES: usize = 20_000_000;
/// Entries of a DOCX.
pub const DOCX_ENTRIES: usize = 4_000;
/// Bytes of all entries of a DOCX when unpacked, by their own word and, for those that are read, in truth.
pub const DOCX_UNPACKED: u64 = 200_000_000;
/// Bytes of one XML part that is read.
pub const XML_BYTES: u64 = 60_000_000;
/// How many times larger than packed a part over a million bytes may be.
pub const RATIO: u64 = 200;
/// Elements inside elements.
pub const XML_DEPTH: usize = 200;
/// Tables inside tables.
pub const TABLE_DEPTH: usize = 8;
/// Provisions of a draft.
pub const PROVISIONS: usize = 20_000;
/// Bytes of the words of one provision.
pub const PROVISION_BYTES: usize = 200_000;
