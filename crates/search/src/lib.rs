//! The full-text index of cases: words as residents and officers type them, found with and without marks, in files of
//! their own. It is given documents and gives back places in the journal; it knows no SQL, no HTTP, no rights of persons
//! and no text but what it was given. Nothing readable is kept in it: only the keys of syllables and where they stand.

mod ask;
mod document;
mod files;
mod found;
mod highlight;

pub use ask::{Reach, Scope};
pub use document::Document;
pub use files::{Fault, Index, Mark, Writer};
pub use found::{Found, Hit, Rank};
pub use highlight::{Piece, excerpt, mark};
