//! The bytes of the public journal: how an entry is written, and how a log of entries is published so that anybody
//! can verify it without trusting who keeps it.
//!
//! Nothing here knows what an entry means, and nothing here touches a clock, a database, a network or a source of
//! randomness: times, keys and bytes come in as values. There is no unsafe code.
//!
//! | For | Modules | Standard |
//! |---|---|---|
//! | entries | [`canonical`], [`reader`], [`writer`], [`commitment`] | a subset of RFC 8785 |
//! | the tree | [`hash`], [`range`], [`proof`], [`audit`] | RFC 6962 |
//! | its files | [`tile`], [`bundle`], [`tree`], [`edge`] | C2SP tlog-tiles |
//! | its signatures | [`key`], [`note`], [`checkpoint`], [`cosignature`] | C2SP signed-note, tlog-checkpoint, tlog-cosignature |
//! | what is handed out | [`tlog_proof`], [`policy`] | C2SP tlog-proof, tlog-policy |
//! | who watches | [`witness`] | C2SP tlog-witness |
//!
//! Whatever comes from outside passes a parser that accepts one spelling of each thing and refuses all others, so that
//! what was read and written again has the same bytes.

pub mod audit;
pub mod base64;
pub mod bundle;
pub mod canonical;
pub mod checkpoint;
pub mod commitment;
pub mod cosignature;
mod decimal;
pub mod edge;
pub mod hash;
pub mod key;
pub mod note;
pub mod policy;
pub mod proof;
pub mod range;
pub mod reader;
pub mod tile;
pub mod tlog_proof;
pub mod tree;
pub mod witness;
pub mod writer;
