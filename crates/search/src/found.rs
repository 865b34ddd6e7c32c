//! What was found: for each document its place in the journal and how well it answers. The order is plain: marks as typed go
//! before others, words in their order before scattered ones, the case's own words before its names, then the newest.

/// How well a document answers; greater is better. A sum of what holds of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u8);

impl Rank {
    /// Every required part is there.
    pub(crate) const FOUND: u8 = 1;
    /// The optional parts too: a house number, a kind of place.
    pub(crate) const OPTIONAL: u8 = 2;
    /// All in the case's own words.
    pub(crate) const OWN: u8 = 4;
    /// One behind the other as typed.
    pub(crate) const PHRASE: u8 = 8;
    /// All marks as typed.
    pub(crate) const EXACT: u8 = 16;
    /// One behind the other with their marks as typed.
    pub(crate) const EXACT_PHRASE: u8 = 32;

    /// As a number, for an address.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// From an address.
    pub const fn from_number(number: u8) -> Rank {
        Rank(number)
    }
}

/// A document that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// How well.
    pub rank: Rank,
    /// The number of the case in the journal's order.
    pub row: u32,
    /// The entry of the journal up to which its texts were read.
    pub entry: u32,
}

/// All documents that answer, in no order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The documents.
    pub hits: Vec<Hit>,
    /// Nothing holds the last syllable as typed; these hold one that begins so.
    pub is_beginning: bool,
}
