//! Cases: the commands by which anything happens to one. A command loads the case, asks `dantin_record::Case` whether
//! the event may happen, and stores row, private words and journal entry in the caller's transaction. It knows neither
//! HTTP nor who may do what: rights are asked before, in `city::people`.

pub mod blur;
pub mod commands;
pub mod erasure;
mod error;
pub mod extension;
pub mod fields;
mod file;
pub mod joint;
pub mod links;
mod proof;
mod recover;
mod submission;
mod voice;

pub use error::CaseError;
pub(crate) use file::text as canonical_text;
pub use file::{CaseFile, Context, Key, Private};
pub use proof::Shown;
pub use recover::recover;
pub use submission::hex;
pub use submission::{Asker, NewCase, Place, Submitted, join, join_once, lead, secret_hash, submit};
