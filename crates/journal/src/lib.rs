//! The bytes of the public journal: the one way in which an entry is written, and the commitments that stand in
//! it for private content.
//!
//! Nothing here knows what an entry means, and nothing here touches a clock, a database or a network. The Merkle
//! tree over the entries (tiles, checkpoints, proofs) takes its place beside these modules when the journal is
//! published.

pub mod canonical;
pub mod commitment;
pub mod reader;
pub mod writer;
