//! What journal entries mean: the events of a case, the rules by which a case moves, the public book that replaying
//! the entries yields, and the figures counted from it.
//!
//! The server, the importer and anyone who checks a journal use this same code. It is pure: no database, no HTTP,
//! no clock and no randomness; times and random bits are handed in. It knows nothing of private content, for which
//! commitments stand, and nothing of who a person is: only in which role and for which agency somebody acts.

pub mod act;
pub mod book;
pub mod case;
pub mod code;
pub mod consultation;
pub mod dialogue;
pub mod entry;
pub mod erasure;
pub mod event;
pub mod field;
pub mod forward;
pub mod id;
pub mod joint;
pub mod list;
pub mod matter;
pub mod moment;
pub mod notice;
pub mod oversight;
pub mod place;
pub mod reasons;
pub mod refusal;
mod rules;
pub mod source;
pub mod voice;
mod wire;
