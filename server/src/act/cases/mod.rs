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
mod joining;
pub mod joint;
pub mod links;
pub mod proof;
mod recover;
pub mod showing;
mod submission;
mod voice;

pub(in crate::act) use erasure::remember;
pub use error::CaseError;
pub(crate) use file::text as canonical_text;
pub use file::{CaseFile, Context, Key, Private};
pub(in crate::act) use file::{leave, seal};
pub use joining::{join, join_once, joined_before, refuses_joining};
pub use proof::Shown;
pub use recover::recover;
pub use submission::hex;
pub use submission::{Asker, NewCase, Place, Promise, Submitted, lead, secret_hash, submit, submit_promise};
pub(in crate::act) use submission::{contact_text, derived_secret, digest, free_code, unknown};
pub(in crate::act) use voice::{new_lock, next_key};
